"""What the exchange promises the grouping before it is solved, and what it kept where it was solved.

Of every candidate alliance the grouping needs a value of each exchange term that never promises less than
the exchange can reach: lessons as if the alliance were one school, nothing of the other terms. Alliances
whose exchange was solved carry their own values. Source: docs/joint.md.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.words import Stage, Term

if TYPE_CHECKING:
    from .candidates import Candidates
    from .problem import Problem

Ints = NDArray[np.int64]
Unsigned = NDArray[np.uint64]
Place = tuple[str, Stage]
ALL_SUBSETS_UP_TO = 14
"""Subjects up to which every set of subjects is looked at for the pooled bound."""
SUBSETS_KEPT = 48
SAMPLES = 2_000
BLOCK = 200_000
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

    def short_of(self, subjects: frozenset[str]) -> int:
        """Whole lessons needed in some subjects beyond what teachers of any of them can give, thousandths."""
        needed = sum(need - need % 1000 for subject, need in self.need.items() if subject in subjects)
        return needed - 1000 * sum(cap for taught, cap in self.staff.items() if taught & subjects)


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


def telling_sets(
    schools: Mapping[Place, SchoolProspect], groups: Sequence[Sequence[Place]]
) -> tuple[frozenset[str], ...]:
    """Choose the sets of subjects that bound the lessons short of some sample groups best.

    By max-flow min-cut, lessons short of a pool of teachers are the largest, over all sets of subjects, of
    need in the set minus the lessons of everybody who teaches any of it. Any family of sets gives a bound.
    """
    by_stage: dict[Stage, set[str]] = {}
    for (_, stage), school in schools.items():
        by_stage.setdefault(stage, set()).update(school.need)
    kept: dict[frozenset[str], None] = {}
    for stage, names in sorted(by_stage.items()):
        subjects = sorted(names)
        family = _all_sets(subjects)
        here = [group for group in groups if group and group[0][1] is stage][:SAMPLES]
        if not here or not family:
            continue
        rows = {place: _shortage(schools.get(place, NOTHING), subjects, family) for place in _flat(here)}
        best = [
            int(np.argmax(np.sum([rows[place] for place in group], axis=0, dtype=np.int64))) for group in here
        ]
        counts = np.bincount(best, minlength=len(family))
        for at in np.argsort(-counts, kind="stable")[:SUBSETS_KEPT].tolist():
            if counts[at]:
                kept[frozenset(subjects[i] for i in family[at])] = None
    return tuple(kept)


def _flat(groups: Sequence[Sequence[Place]]) -> list[Place]:
    return sorted({place for group in groups for place in group})


def _all_sets(subjects: Sequence[str]) -> list[tuple[int, ...]]:
    """Every non-empty set of subjects, or those of up to three and the whole where they are too many."""
    count = len(subjects)
    sizes = range(1, count + 1) if count <= ALL_SUBSETS_UP_TO else (1, 2, 3, count)
    return [chosen for size in sizes for chosen in combinations(range(count), size)]


def _shortage(school: SchoolProspect, subjects: Sequence[str], family: Sequence[tuple[int, ...]]) -> Ints:
    """Whole lessons short (thousandths) of every set of the family: int64 (sets,)."""
    inside = np.zeros((len(family), len(subjects)), dtype=bool)
    for row, chosen in enumerate(family):
        inside[row, list(chosen)] = True
    whole = np.array([school.need.get(s, 0) // 1000 * 1000 for s in subjects], dtype=np.int64)
    short = inside @ whole
    at = {subject: i for i, subject in enumerate(subjects)}
    for taught, cap in school.staff.items():
        columns = [at[subject] for subject in sorted(taught) if subject in at]
        if columns:
            short = short - 1000 * cap * inside[:, columns].any(axis=1)
    return np.asarray(short, dtype=np.int64)


def pooled_uncovered(schools: Sequence[SchoolProspect]) -> int:
    """Lessons (thousandths) short if the schools were one: docs/exchange.md, 32."""
    subjects = sorted({subject for school in schools for subject in school.need})
    if not subjects:
        return 0
    if len(subjects) <= ALL_SUBSETS_UP_TO:
        family = _all_sets(subjects)
        total = np.sum([_shortage(school, subjects, family) for school in schools], axis=0)
        short = max(0, int(total.max()))
    else:
        short = _short_by_flow(schools)
    return short + sum(school.fraction for school in schools)


def _short_by_flow(schools: Sequence[SchoolProspect]) -> int:
    import networkx as nx  # noqa: PLC0415 - only counties with very many subjects need it

    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(("source", "sink"))
    needed: dict[str, int] = {}
    for at, school in enumerate(schools):
        for subject, need in school.need.items():
            needed[subject] = needed.get(subject, 0) + need // 1000
        for number, (taught, cap) in enumerate(sorted(school.staff.items(), key=str)):
            node = f"staff {at} {number}"
            graph.add_edge("source", node, capacity=cap)
            for subject in sorted(taught):
                graph.add_edge(node, f"subject {subject}", capacity=cap)
    for subject, whole in sorted(needed.items()):
        graph.add_edge(f"subject {subject}", "sink", capacity=whole)
    return 1000 * (sum(needed.values()) - int(nx.maximum_flow_value(graph, "source", "sink")))


class PooledTables(NamedTuple):
    """Per place (a row before the first for nobody), in its stage and in primary, and per lead.

    ``short`` is int64 (rows, sets), ``fraction`` and ``owed`` int64 (rows,).
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

    def short(schools: Sequence[SchoolProspect]) -> Ints:
        table = [[school.short_of(chosen) for chosen in prospects.sets] for school in schools]
        return np.array(table, dtype=np.int64).reshape(len(schools), len(prospects.sets))

    def column(figures: Sequence[int]) -> Ints:
        return np.array(figures, dtype=np.int64)

    in_primary = column([lead.in_primary for lead in problem.leads])
    return PooledTables(
        short(rows),
        column([school.fraction for school in rows]),
        column([school.owed_least for school in rows]),
        short(leads),
        column([school.fraction for school in leads]),
        column([school.owed_least for school in leads]),
        1 + in_primary * (1 + len(problem.places)),
    )


def pooled_bound(tables: PooledTables, candidates: "Candidates") -> Ints:
    """Bound the lessons (thousandths) that each candidate leaves uncovered from below: (candidates,)."""
    total = np.zeros(len(candidates), dtype=np.int64)
    for start in range(0, len(total), BLOCK):
        rows = slice(start, start + BLOCK)
        lead = candidates.lead[rows]
        base = tables.first_row[lead]
        short, fraction = tables.lead_short[lead], tables.lead_fraction[lead]
        for column in candidates.members[rows].T:
            short = short + tables.short[base + column]  # NOBODY is −1: the row before the first
            fraction = fraction + tables.fraction[base + column]
        total[rows] = fraction + np.maximum(short.max(axis=1, initial=0), 0)
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
