"""What the exchange promises the grouping before it is solved, and what it kept where it was solved.

Of every candidate alliance the grouping needs a value of each exchange term that never promises less than
the exchange can reach: lessons as if the alliance were one school, nothing of the other terms. Alliances
whose exchange was solved carry their own values. Source: docs/joint.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.words import Stage, Term
from ..exchange.alone import Hand, staff_alone

if TYPE_CHECKING:
    from .candidates import Candidates
    from .problem import Problem

Ints = NDArray[np.int64]
Unsigned = NDArray[np.uint64]
Place = tuple[str, Stage]
ALL_SUBSETS_UP_TO = 14
"""Subjects up to which every set of subjects is looked at for the pooled bound."""
BLOCK = 50_000
EXCHANGE_MAXIMA = (Term.WORST_UNCOVERED, Term.WORST_TEACHER_MINUTES)
"""Maxima of the exchange: the grouping asks whether an alliance exceeds a limit."""


class SchoolProspect(NamedTuple):
    """A school (with its points) in one stage.

    Attributes
    ----------
    need
        Weekly lessons by subject, in thousandths.
    staff
        Weekly lessons that its teachers can give at most, by the set of subjects each teaches, whole lessons.
    alone, alone_worst
        Uncovered by its own staff alone: thousandths of a lesson, and 0.0001 of its need.
    owed_alone, owed_least
        Teachers owed to the quotas where nobody rotates, and where as many rotate as the caps allow.
    """

    need: Mapping[str, int]
    staff: Mapping[frozenset[str], int]
    alone: int
    alone_worst: int
    owed_alone: int
    owed_least: int

    @property
    def fraction(self) -> int:
        """Lessons (thousandths) that no whole lesson can cover."""
        return sum(need % 1000 for need in self.need.values())


NOTHING = SchoolProspect({}, {}, 0, 0, 0, 0)


class AllianceKey(NamedTuple):
    """A candidate in words: mode index, stage, core, and the places of its members, sorted."""

    mode: int
    stage: Stage
    core: str
    members: tuple[Place, ...]


Values = Mapping[Term, int]
"""Value of each exchange term of one alliance, in units of the term."""


class Prospects(NamedTuple):
    """What is known of the exchange before and during the grouping.

    Attributes
    ----------
    schools
        By (school, stage).
    sets
        Sets of subjects for the pooled bound.
    idle
        Cores that owe teachers to a quota unless they lead: (school, stage), sorted. Each has its own row.
    known
        Alliances whose exchange was solved.
    limits
        Limits that maxima of the exchange have to keep; without one a maximum costs nothing.
    """

    schools: Mapping[Place, SchoolProspect]
    sets: tuple[frozenset[str], ...]
    idle: tuple[Place, ...] = ()
    known: Mapping[AllianceKey, Values] = MappingProxyType({})
    limits: Mapping[Term, int] = MappingProxyType({})

    def of(self, place: Place) -> SchoolProspect:
        """Prospect of one school in one stage."""
        return self.schools.get(place, NOTHING)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every subject that is needed somewhere, sorted."""
        return tuple(sorted({subject for school in self.schools.values() for subject in school.need}))

    @property
    def step(self) -> int:
        """A number of thousandths that divides the uncovered lessons of every plan."""
        fractions = [school.fraction for school in self.schools.values()]
        return int(np.gcd.reduce([500, *fractions]))


def lacks_of(prospects: Prospects, wanted: Sequence[Place]) -> Ints:
    """Need − lessons of everybody who teaches the subject at all, int64 (wanted, subjects), thousandths.

    Who teaches two subjects counts fully in both, so that this never promises too little.
    """
    subjects = prospects.subjects
    lacks = np.zeros((len(wanted), len(subjects)), dtype=np.int64)
    for row, place in enumerate(wanted):
        school = prospects.of(place)
        for column, subject in enumerate(subjects):
            given = sum(cap for taught, cap in school.staff.items() if subject in taught)
            lacks[row, column] = school.need.get(subject, 0) - 1000 * given
    return lacks


def short_table(schools: Sequence[SchoolProspect], sets: Sequence[frozenset[str]]) -> Ints:
    """Whole lessons needed in each set of subjects beyond what teachers of any of them can give.

    int64 (schools, sets), negative where there are lessons to spare.
    """
    subjects = sorted({subject for school in schools for subject in school.need})
    taught = sorted({known for school in schools for known in school.staff}, key=sorted)

    def table(rows: Sequence[Sequence[int]], columns: int) -> Ints:
        return np.array(rows, dtype=np.int64).reshape(len(rows), columns)

    inside = table([[subject in chosen for subject in subjects] for chosen in sets], len(subjects))
    touched = table([[bool(known & chosen) for known in taught] for chosen in sets], len(taught))
    whole = table(
        [[one.need.get(subject, 0) // 1000 for subject in subjects] for one in schools], len(subjects)
    )
    given = table([[one.staff.get(known, 0) for known in taught] for one in schools], len(taught))
    short: Ints = whole @ inside.T - given @ touched.T
    return short


def all_sets(subjects: Sequence[str]) -> list[frozenset[str]]:
    """List every non-empty set of subjects, or those of up to three and the whole where they are too many."""
    count = len(subjects)
    sizes = range(1, count + 1) if count <= ALL_SUBSETS_UP_TO else (1, 2, 3, count)
    return [frozenset(chosen) for size in sizes for chosen in combinations(subjects, size)]


def telling_sets(
    schools: Mapping[Place, SchoolProspect], groups: Sequence[Sequence[Place]], most: int
) -> tuple[frozenset[str], ...]:
    """Choose the sets of subjects that bound the lessons short of some groups best, most often first.

    By max-flow min-cut, lessons short of a pool of teachers are the largest, over all sets of subjects, of
    need in the set minus the lessons of everybody who teaches any of it. Any family of sets gives a bound.
    """
    kept: list[frozenset[str]] = []
    for stage in Stage:
        here = [group for group in groups if group and group[0][1] is stage]
        places = sorted({place for group in here for place in group})
        known = [schools.get(place, NOTHING) for place in places]
        family = all_sets(sorted({subject for school in known for subject in school.need}))
        if not family:
            continue
        row = {place: at for at, place in enumerate(places)}
        short = short_table(known, family)
        best = [int(np.argmax(short[[row[place] for place in group]].sum(axis=0))) for group in here]
        counts = np.bincount(best, minlength=len(family))
        order = np.argsort(-counts, kind="stable")[:most]
        kept += [family[at] for at in order.tolist() if counts[at]]
    return tuple(kept)


def pooled_uncovered(schools: Sequence[SchoolProspect]) -> int:
    """Lessons (thousandths) short if the schools were one: docs/exchange.md, 32."""
    needed: Counter[str] = Counter()
    hands = []
    for at, school in enumerate(schools):
        needed.update({subject: need // 1000 for subject, need in school.need.items()})
        for taught, cap in school.staff.items():
            hands.append(Hand(f"{at} {'+'.join(sorted(taught))}", tuple(sorted(taught)), cap))
    short = needed.total() - sum(staff_alone(hands, needed).values())
    return 1000 * short + sum(school.fraction for school in schools)


class PooledTables(NamedTuple):
    """Per place (a row before the first for nobody), in its stage and in primary, and per lead.

    ``short`` is int64 (rows, sets) in whole lessons, ``fraction`` (thousandths) and ``owed`` int64 (rows,).
    """

    short: Ints
    fraction: Ints
    owed: Ints
    lead_short: Ints
    lead_fraction: Ints
    lead_owed: Ints
    first_row: Ints


def pooled_tables(problem: "Problem", prospects: Prospects) -> PooledTables:
    """Lay out the pooled bound of one part as arrays."""
    lowest = [
        (school, problem.scope.possible[school, stage][0]) if (school, stage) in problem.scope.possible
        else (school, stage)
        for school, stage in problem.places
    ]  # fmt: skip
    idle = set(prospects.idle)
    own = [NOTHING if place in idle else prospects.of(place) for place in problem.places]
    rows = [NOTHING, *own, NOTHING, *map(prospects.of, lowest)]
    leads = [prospects.of((lead.core, lead.stage)) for lead in problem.leads]

    def column(figures: Sequence[int]) -> Ints:
        return np.array(figures, dtype=np.int64)

    in_primary = column([lead.in_primary for lead in problem.leads])
    return PooledTables(
        short_table(rows, prospects.sets),
        column([school.fraction for school in rows]),
        column([school.owed_least for school in rows]),
        short_table(leads, prospects.sets),
        column([school.fraction for school in leads]),
        column([school.owed_least for school in leads]),
        1 + in_primary * (1 + len(problem.places)),
    )


def pooled_bound(tables: PooledTables, candidates: "Candidates") -> Ints:
    """Bound the lessons (thousandths) that each candidate leaves uncovered from below: (candidates,)."""
    total = np.zeros(len(candidates), dtype=np.int64)
    of_lead, of_row = tables.lead_short.astype(np.int32), tables.short.astype(np.int32)
    for start in range(0, len(total), BLOCK):
        rows = slice(start, start + BLOCK)
        lead = candidates.lead[rows]
        base = tables.first_row[lead]
        short, fraction = of_lead[lead], tables.lead_fraction[lead]
        for column in candidates.members[rows].T:
            short += of_row[base + column]  # NOBODY is −1: the row before the first
            fraction = fraction + tables.fraction[base + column]
        total[rows] = fraction + 1000 * np.maximum(short.max(axis=1, initial=0), 0).astype(np.int64)
    return total


def owed_least(tables: PooledTables, candidates: "Candidates") -> Ints:
    """Bound from below the teachers that each candidate owes to the quotas: int64 (candidates,)."""
    base = tables.first_row[candidates.lead]
    total = tables.lead_owed[candidates.lead].copy()
    for column in candidates.members.T:
        total += tables.owed[base + column]
    return total


def _mixed(lead: NDArray[np.integer], members: NDArray[np.integer]) -> Unsigned:
    """Hash of each candidate, whatever the width of its table."""
    value = lead.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for column in members.T:
        one = column.astype(np.int64).astype(np.uint64) + np.uint64(1)  # NOBODY becomes 0 and adds nothing
        one = one * np.uint64(0xBF58476D1CE4E5B9)
        value = value + (one ^ (one >> np.uint64(29))) * one
    return value


class KnownTable(NamedTuple):
    """Alliances of one part whose exchange was solved, by hash.

    ``values`` is by term int64 (known,), in the order of ``hashes`` (sorted).
    """

    hashes: Unsigned
    keys: tuple[tuple[int, tuple[int, ...]], ...]
    values: Mapping[Term, Ints]

    def rows_of(self, candidates: "Candidates") -> tuple[Ints, Ints]:
        """Rows of the candidates that are known, and where each stands here."""
        nowhere = np.zeros(0, dtype=np.int64)
        if not len(self.hashes) or not len(candidates):
            return nowhere, nowhere
        mixed = _mixed(candidates.lead, candidates.members)
        at = np.minimum(np.searchsorted(self.hashes, mixed), len(self.hashes) - 1)
        rows = np.flatnonzero(self.hashes[at] == mixed)
        sure = [
            row
            for row in rows.tolist()
            if self.keys[at[row]]
            == (
                int(candidates.lead[row]),
                tuple(sorted(p for p in candidates.members[row].tolist() if p >= 0)),
            )
        ]
        found = np.array(sure, dtype=np.int64)
        return found, at[found]


def known_table(problem: "Problem", prospects: Prospects) -> KnownTable:
    """Lay out what is known of one part's candidates."""
    lead_of = {(lead.mode, lead.stage, lead.core): i for i, lead in enumerate(problem.leads)}
    place_of = {place: i for i, place in enumerate(problem.places)}
    rows: list[tuple[int, tuple[int, ...], Values]] = []
    for key, values in sorted(prospects.known.items()):
        lead = lead_of.get(key[:3])
        if lead is not None and all(place in place_of for place in key.members):
            rows.append((lead, tuple(sorted(place_of[place] for place in key.members)), values))
    widest = max((len(places) for _, places, _ in rows), default=0)
    members = np.full((len(rows), widest), -1, dtype=np.int64)
    for at, (_, places, _) in enumerate(rows):
        members[at, : len(places)] = places
    hashes = _mixed(np.array([lead for lead, _, _ in rows], dtype=np.int64), members)
    order = np.argsort(hashes, kind="stable")
    terms = sorted({term for _, _, values in rows for term in values})
    return KnownTable(
        hashes[order],
        tuple((rows[at][0], rows[at][1]) for at in order.tolist()),
        {
            term: np.array([rows[at][2].get(term, 0) for at in order.tolist()], dtype=np.int64)
            for term in terms
        },
    )
