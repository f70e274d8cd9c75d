"""The grouping of one county, prepared: rows, leads and admissible pairs as arrays of whole numbers.

Everything later only looks up here. Loads, capacities, lessons and priorities are thousandths, travel is
metres and seconds, opening costs are 0.00001.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...models.county import County
from ...models.policy import Policy
from ...models.words import MemberKind, PinRule, Stage
from ..question import Distance
from ..scale import milli
from ..scope import LeadKey, Place, PlacePin, Scope, lead_key, scope_of, topmost
from . import pair_figures
from .leads import Lead, leads_of
from .owed import OwedBeside, owed_beside
from .prospect_tables import KnownTable, PooledTables, known_table, pooled_tables
from .prospects import Prospects, lacks_of

Ints = NDArray[np.int64]
Kinds = NDArray[np.int8]
KIND: dict[MemberKind | None, int] = {MemberKind.ENTRUSTED: 1, MemberKind.ORDINARY: -1, None: 0}
"""Column ``kind`` of schools.csv as a number; 0 is open."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A county's grouping problem.

    Attributes
    ----------
    places
        The rows: every (school, stage) in scope.
    kind
        int8 (places,): 1 marked entrusted, −1 marked ordinary, 0 open (``KIND``).
    lacks, lacks_in_primary, core_lacks
        int64 (place or lead, subject): need − supply in thousandths of a lesson, points included. In primary:
        of a place that may be taken in primary instead, in that stage; of every other place as in ``lacks``.
    held_by, held_in_primary
        Per place the core it has in alliances.csv in its own stage, and in primary (as above), or None.
    prefers, avoids
        Per place what its prefer and avoid pins say.
    must
        Per place whether a must pin forbids leaving it unplaced.
    """

    county: County
    policy: Policy
    scope: Scope
    places: tuple[Place, ...]
    keys: tuple[LeadKey, ...]
    leads: tuple[Lead, ...]
    load: Ints
    priority: Ints
    kind: Kinds
    lacks: Ints
    lacks_in_primary: Ints
    core_lacks: Ints
    held_by: tuple[str | None, ...]
    held_in_primary: tuple[str | None, ...]
    prefers: tuple[tuple[PlacePin, ...], ...]
    avoids: tuple[tuple[PlacePin, ...], ...]
    must: tuple[bool, ...]
    prospects: Prospects | None = None
    distance: Distance | None = None

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """Subjects that are needed, sorted: the columns of ``lacks``."""
        return _subjects(self.county) if self.prospects is None else self.prospects.subjects

    def may_stay_unplaced(self, place: int) -> bool:
        """Whether the rules let the place be unplaced."""
        return self.is_idle(place) or not (self.policy.place_all or self.must[place])

    def is_idle(self, place: int) -> bool:
        """Whether the place only stands for a core that owes teachers unless it leads."""
        return self.prospects is not None and self.places[place] in self.idle_places

    @cached_property
    def idle_places(self) -> frozenset[Place]:
        """Places that stand for cores, not for schools to be placed."""
        return frozenset() if self.prospects is None else frozenset(self.prospects.idle)

    @cached_property
    def pooled(self) -> PooledTables | None:
        """What alliances leave uncovered and owe at least, as tables; None without teachers."""
        return None if self.prospects is None else pooled_tables(self, self.prospects)

    @cached_property
    def known(self) -> KnownTable | None:
        """Candidates whose exchange was solved; None without teachers."""
        return None if self.prospects is None else known_table(self, self.prospects)

    def lacks_for(self, lead: int) -> Ints:
        """Lessons that each place lacks in an alliance of a lead: int64 (places, subjects)."""
        return self.lacks_in_primary if self.leads[lead].in_primary else self.lacks

    @property
    def lacks_of_all(self) -> Ints:
        """Every row of lessons that any place or lead may lack: int64 (any, subjects)."""
        return np.vstack([self.lacks, self.lacks_in_primary, self.core_lacks])

    @cached_property
    def distance_of_pairs(self) -> Ints:
        """Distance from given groupings of each pair, laid out like ``metres``."""
        return pair_figures.distance_of_pairs(self)

    @cached_property
    def metres(self) -> Ints:
        """Travel in m, int64 (leads, places + 1); 0 for pairs that are not admissible and for "nobody"."""
        return pair_figures.laid_out(self, [lead.metres for lead in self.leads])

    @cached_property
    def seconds(self) -> Ints:
        """Travel in s, laid out like ``metres``."""
        return pair_figures.laid_out(self, [lead.seconds for lead in self.leads])

    @cached_property
    def wishes_missed(self) -> Ints:
        """Prefer pins not met and avoid pins used by each pair, laid out like ``metres``."""
        return pair_figures.wishes_missed(self)

    @cached_property
    def beside(self) -> OwedBeside:
        """Teachers owed outside alliances, by the other stages of their schools too."""
        return owed_beside(self)

    @cached_property
    def owed_beside_pairs(self) -> Ints:
        """Teachers that each member owes in stages which the alliance is not of, laid out like ``metres``."""
        return pair_figures.laid_out(self, list(self.beside.members))

    @cached_property
    def changes(self) -> Ints:
        """1 where alliances.csv names another core in the alliance's stage, laid out like ``metres``."""
        return pair_figures.changes(self)


def _subjects(county: County) -> tuple[str, ...]:
    return tuple(sorted({need.subject for need in county.needs or ()}))


def _lacks(county: County, wanted: list[tuple[str, Stage]]) -> Ints:
    """Need − supply per (school, stage) and subject, in thousandths; points count with their parent."""
    needs = county.needs or ()
    subjects = {subject: i for i, subject in enumerate(_subjects(county))}
    row_of: dict[tuple[str, Stage], list[int]] = {}
    for row, place in enumerate(wanted):
        row_of.setdefault(place, []).append(row)
    top = topmost(county)
    lacks = np.zeros((len(wanted), len(subjects)), dtype=np.int64)
    for need in needs:
        for row in row_of.get((top[need.school_id], need.stage), ()):
            lacks[row, subjects[need.subject]] += milli(need.need) - milli(need.supply)
    return lacks


def prepare(county: County, policy: Policy, prospects: Prospects | None = None) -> Problem:
    """Prepare the grouping: who takes part, and which core may take which member under which mode.

    ``prospects``: what the exchange promises, where there are teachers.
    """
    scope = scope_of(county, policy)
    pins = {
        rule: tuple(scope.pins_of(rule, place) for place in scope.places) if scope.pins[rule] else None
        for rule in PinRule
    }
    none: tuple[tuple[PlacePin, ...], ...] = ((),) * len(scope.places)
    must = tuple(bool(promised) for promised in pins[PinRule.MUST] or none)
    led = {lead_key(county.by_id[core], stage, policy) for _, stage, core in scope.leads}
    keys = sorted(led | set(scope.asked), key=str)  # who must lead and may not: no plan
    leads = leads_of(county, policy, scope, keys, must)
    schools = [county.by_id[school] for school, _ in scope.places]
    lowest = [(school, scope.possible[school, stage][0]) for school, stage in scope.places]
    held = {(row.member_id, row.stage): row.core_id for row in county.alliances}

    def lacks(wanted: list[tuple[str, Stage]]) -> Ints:
        return _lacks(county, wanted) if prospects is None else lacks_of(prospects, wanted)

    problem = Problem(
        county=county,
        policy=policy,
        scope=scope,
        places=scope.places,
        keys=tuple(keys),
        leads=leads,
        load=np.array([milli(s.load) for s in schools], dtype=np.int64),
        priority=np.array([milli(s.priority) for s in schools], dtype=np.int64),
        kind=np.array([KIND[s.kind] for s in schools], dtype=np.int8),
        lacks=lacks(list(scope.places)),
        lacks_in_primary=lacks(lowest),
        core_lacks=lacks([(lead.core, lead.stage) for lead in leads]),
        held_by=tuple(held.get(place) for place in scope.places),
        held_in_primary=tuple(held.get(place) for place in lowest),
        prefers=pins[PinRule.PREFER] or none,
        avoids=pins[PinRule.AVOID] or none,
        must=must,
        prospects=prospects,
    )
    return problem if prospects is None or not prospects.idle else _with_idle_cores(problem, prospects.idle)


def _with_idle_cores(problem: Problem, idle: Sequence[Place]) -> Problem:
    """Add a row per core that owes teachers unless it leads: leading settles it, nobody can take it."""
    first = len(problem.places)
    count = len(idle)
    place_of = {place: first + i for i, place in enumerate(idle)}
    row_of = {
        lead.key: place_of[lead.core, lead.stage]
        for lead in problem.leads
        if lead.covers < 0 and (lead.core, lead.stage) in place_of
    }
    leads = tuple(
        lead._replace(covers=row_of[lead.key]) if lead.key in row_of else lead for lead in problem.leads
    )
    nothing = np.zeros(count, dtype=np.int64)
    no_lessons = np.zeros((count, problem.lacks.shape[1]), dtype=np.int64)
    return replace(
        problem,
        places=(*problem.places, *idle),
        leads=leads,
        load=np.append(problem.load, nothing),
        priority=np.append(problem.priority, nothing),
        kind=np.append(problem.kind, nothing.astype(np.int8)),
        lacks=np.vstack([problem.lacks, no_lessons]),
        lacks_in_primary=np.vstack([problem.lacks_in_primary, no_lessons]),
        held_by=(*problem.held_by, *[None] * count),
        held_in_primary=(*problem.held_in_primary, *[None] * count),
        prefers=(*problem.prefers, *[()] * count),
        avoids=(*problem.avoids, *[()] * count),
        must=(*problem.must, *[False] * count),
    )
