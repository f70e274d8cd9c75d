"""Candidate alliances: every set of members that the rules allow a lead to take, enumerated.

A candidate is one core with its members; whatever a rule or a term asks of an alliance is a predicate or a
number on it (docs/architecture.md). Enumeration is complete or refused, never cut short.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from .leads import Lead
from .problem import Ints, Problem

NOBODY = -1
COUNTED_AT_MOST = 2**62
"""Sets that are counted; with no bound on members there may be 2^1000 and more, and nobody asks."""
Index = NDArray[np.int32]


@dataclass(frozen=True)
class Candidates:
    """Candidates as a table.

    Attributes
    ----------
    lead
        int32 (candidates,): index into ``Problem.leads``.
    members
        int32 (candidates, widest): places, ``NOBODY`` where there are fewer members.
    """

    lead: Index
    members: Index

    def __len__(self) -> int:
        """Count the candidates."""
        return len(self.lead)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Candidates":
        """Return some of the candidates."""
        return Candidates(self.lead[rows], self.members[rows])

    def joined(self, more: "Candidates") -> "Candidates":
        """Append further candidates."""
        widest = max(self.members.shape[1], more.members.shape[1])
        return Candidates(
            np.concatenate([self.lead, more.lead]),
            np.vstack([_widened(self.members, widest), _widened(more.members, widest)]),
        )


NONE = Candidates(np.zeros(0, dtype=np.int32), np.zeros((0, 0), dtype=np.int32))


def _widened(members: Index, widest: int) -> Index:
    return np.pad(members, ((0, 0), (0, widest - members.shape[1])), constant_values=NOBODY)


def most_members(problem: Problem, lead: Lead) -> int:
    """Largest alliance of this lead: the mode's bound, or everybody it may take."""
    bound = problem.policy.mode[lead.mode].max_members
    return min(bound, len(lead.members)) if bound else len(lead.members)


def least_members(problem: Problem, lead: Lead) -> int:
    """Smallest alliance of this lead: the mode's bound, and no fewer than must be entrusted."""
    least = problem.policy.mode[lead.mode].min_members
    return least if lead.entrusted is None else max(least, lead.entrusted[0])


def keeps_entrusted(problem: Problem, lead: Lead, members: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Whether each set may have as many entrusted members as the mode asks for (docs/grouping.md, 10a).

    ``members`` are places, (sets, size), without ``NOBODY``.
    """
    if lead.entrusted is None:
        return np.ones(len(members), dtype=bool)
    least, most = lead.entrusted
    kind = problem.kind[members]
    keeps: NDArray[np.bool_] = (kind >= 0).sum(axis=1) >= least
    if most is not None:
        keeps &= (kind > 0).sum(axis=1) <= most
    return keeps


def _lightest_fit(problem: Problem, lead: Lead, least: int) -> bool:
    """Whether so few of the lightest members keep within the lead's capacity: otherwise no set does."""
    if lead.capacity is None or not 0 < least <= len(lead.members):
        return True
    load = np.partition(problem.load[lead.members], least - 1)[:least]
    return int(load.sum()) <= lead.capacity


def count_of(problem: Problem, lead: Lead, start: int = 0, stop: int | None = None) -> int:
    """Count a lead's sets by size whose first member lies in [start, stop).

    Never fewer than the candidates up to ``COUNTED_AT_MOST``, beyond which nothing is counted: capacity is
    looked at only for the smallest set, marks of entrusted and ordinary members not at all.
    """
    least, largest = least_members(problem, lead), most_members(problem, lead)
    if not _lightest_fit(problem, lead, least):
        return 0
    here = len(lead.members)

    def beginning_at_or_after(first: int) -> int:
        return _sets_of(here - first, max(least, 1), largest)

    alone = int(least == 0 and start == 0)
    return alone + beginning_at_or_after(start) - (0 if stop is None else beginning_at_or_after(stop))


def _sets_of(members: int, least: int, largest: int) -> int:
    """Count the sets of ``least`` to ``largest`` of so many members, no further than asked."""
    total, sets = 0, comb(members, least)
    for size in range(least, min(largest, members) + 1):
        total += sets
        if total > COUNTED_AT_MOST:
            break
        sets = sets * (members - size) // (size + 1)
    return total


def _sets_by_size(
    load: Ints, least: int, largest: int, capacity: int | None, start: int, stop: int | None
) -> Iterator[Index]:
    """Yield, size by size from 0, the sets of positions whose load keeps within capacity.

    Only sets whose first position lies in [start, stop); the empty set counts with start 0. Sets below
    ``least`` are built only where they can grow to it, so there are never more of them than candidates.
    """
    count = len(load)
    yield np.zeros((1 if start == 0 else 0, 0), dtype=np.int32)
    end = min(count if stop is None else stop, count, count - max(0, least - 1))
    sets = np.arange(start, max(start, end), dtype=np.int32)[:, None]
    carried = load[sets[:, 0]]
    for size in range(1, largest + 1):
        if size > 1:
            last = sets[:, -1]
            follow = np.maximum(count - 1 - max(0, least - size) - last, 0).astype(np.int64)
            parent = np.repeat(np.arange(len(sets)), follow)
            first = np.repeat(np.cumsum(follow) - follow, follow)
            added = (np.arange(len(parent)) - first + last[parent] + 1).astype(np.int32)
            sets = np.column_stack([sets[parent], added])
            carried = carried[parent] + load[added]
        if capacity is not None:
            fits = carried <= capacity
            sets, carried = sets[fits], carried[fits]
        if not len(sets):
            return
        yield sets


def enumerate_lead(problem: Problem, index: int, start: int = 0, stop: int | None = None) -> Candidates:
    """Enumerate the candidates of one lead whose first member lies in [start, stop), in a fixed order."""
    lead = problem.leads[index]
    least, largest = least_members(problem, lead), most_members(problem, lead)
    if largest < least or not _lightest_fit(problem, lead, least):
        return NONE
    places = lead.members.astype(np.int32)
    load = problem.load[lead.members]
    parts = []
    for sets in _sets_by_size(load, least, largest, lead.capacity, start, stop):
        if sets.shape[1] >= least:
            members = places[sets]
            parts.append(_widened(members[keeps_entrusted(problem, lead, members)], largest))
    if not parts:
        return NONE
    members = np.concatenate(parts)
    return Candidates(np.full(len(members), index, dtype=np.int32), members)


def joined(parts: Sequence[Candidates]) -> Candidates:
    """Put tables of candidates below one another."""
    if not parts:
        return NONE
    widest = max(part.members.shape[1] for part in parts)
    return Candidates(
        np.concatenate([part.lead for part in parts]),
        np.concatenate([_widened(part.members, widest) for part in parts]),
    )
