"""The grouping of one county, prepared: rows, leads and admissible pairs as arrays of whole numbers.

Everything later only looks up here. Loads, capacities, lessons and priorities are thousandths, travel is
metres and seconds, opening costs are 0.00001.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.county import County
from ...models.mode import Mode
from ...models.policy import Policy
from ...models.words import PinRule, Stage
from ..scope import LeadKey, Place, Scope, fits_as_member, lead_key, leads_over_all_stages, scope_of, topmost
from ..travel.measure import UNKNOWN, measure_travel
from .scale import exact, milli

Ints = NDArray[np.int64]


class Lead(NamedTuple):
    """A school that may lead under one mode in one stage, with the members it may take.

    Attributes
    ----------
    key
        Index of its lead key: of all leads with the same key at most one is used.
    covers
        Index of the place that leading settles (its own), or −1.
    members, metres, seconds
        Places it may take and travel to them; same length, sorted by place.
    capacity
        In thousandths, or None.
    """

    mode: int
    stage: Stage
    core: str
    key: int
    covers: int
    members: Ints
    metres: Ints
    seconds: Ints
    capacity: int | None
    opening_cost: int


@dataclass(frozen=True, eq=False)
class Problem:
    """A county's grouping problem.

    Attributes
    ----------
    places
        The rows: every (school, stage) in scope.
    lacks, core_lacks
        int64 (place or lead, subject): need − supply in thousandths of a lesson, points included.
    held_by
        Per place the core it has in alliances.csv, or None.
    prefers, avoids
        Per place the cores of its prefer and avoid pins.
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
    lacks: Ints
    core_lacks: Ints
    held_by: tuple[str | None, ...]
    prefers: tuple[frozenset[str], ...]
    avoids: tuple[frozenset[str], ...]
    must: tuple[bool, ...]

    def may_stay_unplaced(self, place: int) -> bool:
        """Whether the rules let the place be unplaced."""
        return not (self.policy.place_all or self.must[place])

    def _per_pair(self, figures: "list[Ints]") -> Ints:
        table = np.zeros((len(self.leads), len(self.places) + 1), dtype=np.int64)
        for row, (lead, figure) in enumerate(zip(self.leads, figures, strict=True)):
            table[row, lead.members] = figure
        return table

    @cached_property
    def metres(self) -> Ints:
        """Travel in m, int64 (leads, places + 1); 0 for pairs that are not admissible and for "nobody"."""
        return self._per_pair([lead.metres for lead in self.leads])

    @cached_property
    def seconds(self) -> Ints:
        """Travel in s, laid out like ``metres``."""
        return self._per_pair([lead.seconds for lead in self.leads])

    @cached_property
    def wishes_missed(self) -> Ints:
        """Prefer pins not met and avoid pins used by each pair, laid out like ``metres``."""
        return self._per_pair(
            [
                np.array(
                    [
                        len(self.prefers[p]) - (lead.core in self.prefers[p]) + (lead.core in self.avoids[p])
                        for p in lead.members.tolist()
                    ],
                    dtype=np.int64,
                )
                for lead in self.leads
            ]
        )

    @cached_property
    def changes(self) -> Ints:
        """1 where alliances.csv names another core for the member, laid out like ``metres``."""
        return self._per_pair(
            [
                np.array(
                    [self.held_by[p] not in (None, lead.core) for p in lead.members.tolist()], dtype=np.int64
                )
                for lead in self.leads
            ]
        )


def _lacks(county: County, wanted: list[tuple[str, Stage]]) -> Ints:
    """Need − supply per (school, stage) and subject, in thousandths; points count with their parent."""
    needs = county.needs or ()
    subjects = {subject: i for i, subject in enumerate(sorted({need.subject for need in needs}))}
    row_of: dict[tuple[str, Stage], list[int]] = {}
    for row, place in enumerate(wanted):
        row_of.setdefault(place, []).append(row)
    top = topmost(county)
    lacks = np.zeros((len(wanted), len(subjects)), dtype=np.int64)
    for need in needs:
        for row in row_of.get((top[need.school_id], need.stage), ()):
            lacks[row, subjects[need.subject]] += milli(need.need) - milli(need.supply)
    return lacks


def _limit(value: float | None, per_unit: int) -> int:
    """Turn a limit into whole metres or seconds: the largest that still keeps it."""
    return np.iinfo(np.int64).max if value is None else int(exact(value) * per_unit // 1)


def _may_take(
    problem_scope: Scope, county: County, mode: Mode, stage: Stage, core: str, places: list[tuple[int, Place]]
) -> list[bool]:
    """Rules on a pair that do not speak of travel, per place of this stage (docs/grouping.md, 8)."""
    capacity = county.by_id[core].capacity
    never, must = problem_scope.pins[PinRule.NEVER], problem_scope.pins[PinRule.MUST]
    bound_to: dict[str, set[str]] = {}
    for school, held, at in must:
        if at is stage:
            bound_to.setdefault(school, set()).add(held)
    allowed = []
    for _, (school_id, _) in places:
        member = county.by_id[school_id]
        allowed.append(
            school_id != core
            and fits_as_member(member, mode)
            and (school_id, core, stage) not in never
            and bound_to.get(school_id, {core}) == {core}
            and (capacity is None or milli(member.load) <= milli(capacity))
        )
    return allowed


def prepare(county: County, policy: Policy) -> Problem:
    """Prepare the grouping: who takes part, and which core may take which member under which mode."""
    scope = scope_of(county, policy)
    place_of = {place: i for i, place in enumerate(scope.places)}
    keys = sorted({lead_key(county.by_id[core], stage, policy) for _, stage, core in scope.leads}, key=str)
    key_of = {key: i for i, key in enumerate(keys)}
    must = [any(pin[:1] + pin[2:] == place for pin in scope.pins[PinRule.MUST]) for place in scope.places]
    settled = {school: i for i, (school, _) in enumerate(scope.places)}
    leads = []
    for index, mode in enumerate(policy.mode):
        for stage in sorted(set(mode.stages)):
            cores = [core for at, in_stage, core in scope.leads if at == index and in_stage is stage]
            here = [(i, place) for i, place in enumerate(scope.places) if place[1] is stage]
            travel = measure_travel(county, policy, cores, [school for _, (school, _) in here])
            near = (
                (travel.metres != UNKNOWN)
                & (travel.metres <= _limit(mode.max_km, 1000))
                & (travel.seconds <= _limit(mode.max_minutes, 60))
            )
            rows = np.array([i for i, _ in here], dtype=np.int64)
            for at, core in enumerate(cores):
                school = county.by_id[core]
                allowed = near[at] & np.array(_may_take(scope, county, mode, stage, core, here), dtype=bool)
                covers = place_of.get((core, stage), -1)
                if covers < 0 and leads_over_all_stages(school, policy):
                    covers = settled.get(core, -1)
                if covers >= 0 and must[covers]:
                    continue  # the place is promised to another core, so it cannot be settled by leading
                leads.append(
                    Lead(
                        index,
                        stage,
                        core,
                        key_of[lead_key(school, stage, policy)],
                        covers,
                        rows[allowed],
                        travel.metres[at, allowed],
                        travel.seconds[at, allowed],
                        None if school.capacity is None else milli(school.capacity),
                        round(school.opening_cost * 100_000),
                    )
                )
    schools = [county.by_id[school] for school, _ in scope.places]
    held = {(row.member_id, row.stage): row.core_id for row in county.alliances}
    pins = scope.pins

    def cores_of(rule: PinRule) -> tuple[frozenset[str], ...]:
        by_place: dict[Place, set[str]] = {}
        for school, core, stage in pins[rule]:
            by_place.setdefault((school, stage), set()).add(core)
        return tuple(frozenset(by_place.get(place, ())) for place in scope.places)

    return Problem(
        county=county,
        policy=policy,
        scope=scope,
        places=scope.places,
        keys=tuple(keys),
        leads=tuple(leads),
        load=np.array([milli(s.load) for s in schools], dtype=np.int64),
        priority=np.array([milli(s.priority) for s in schools], dtype=np.int64),
        lacks=_lacks(county, list(scope.places)),
        core_lacks=_lacks(county, [(lead.core, lead.stage) for lead in leads]),
        held_by=tuple(held.get(place) for place in scope.places),
        prefers=cores_of(PinRule.PREFER),
        avoids=cores_of(PinRule.AVOID),
        must=tuple(must),
    )
