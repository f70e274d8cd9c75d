"""What the exchange promises, and what it kept where it was solved, as arrays over one part's candidates."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.words import Term
from .prospects import NOTHING, Prospects, Values, short_table

if TYPE_CHECKING:
    from .candidates import Candidates
    from .problem import Problem

Ints = NDArray[np.int64]

Unsigned = NDArray[np.uint64]
BLOCK = 50_000


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
