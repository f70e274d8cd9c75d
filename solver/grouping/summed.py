"""Leads whose candidates are too many to list: their reduced cost as a sum over members, least by knapsack.

The only figure of a candidate that does not add up over its members, apart from maxima, is
``uncovered_lessons``; it is at least any share of the plain sums: Σ_s max(0, P_s) ≥ Σ_s λ_s P_s for
0 ≤ λ_s ≤ 1. So every choice of shares gives a bound, and the best one is looked for. Maxima only add to a
reduced cost and are left out. Source: docs/certificate.md, "Summed cores".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .below import NEVER, least_with_each, sets_below
from .candidates import NOBODY, NONE, Candidates, count_of, joined, most_members
from .clock import Clock
from .duals import NO_CANDIDATE, Duals
from .goal import Goal
from .knapsack import Cheapest, Sack, cheapest_set, has_set, sack_of
from .master import Master
from .problem import Ints, Problem
from .pruning import Weights, weights_of
from .terms import is_additive
from .universe import CELLS_TOGETHER, HELD_AT_MOST, PASSED_AT_MOST

Floats = NDArray[np.float64]
LISTED_AT_MOST = 20_000
"""Candidates of a lead up to which they are listed even if other leads' are summed."""
SHARE_STEPS = 4
"""Steps towards better shares of the lessons, per look at a lead."""
NARROWER = 16
NARROWED = 80
"""Times that a slack is narrowed where candidates within it are too many, and to how many hundredths."""


def summed_leads(problem: Problem, goal: Goal) -> tuple[int, ...]:
    """Choose the leads whose candidates are summed instead of listed: none where all can be listed.

    Where a lesson counts, listing is stronger than a sum, so a pass over all candidates is preferred as long
    as it is bearable.
    """
    counts = [count_of(problem, lead) for lead in problem.leads]
    cells = sum(
        count * most_members(problem, lead) for count, lead in zip(counts, problem.leads, strict=True)
    )
    if sum(counts) <= HELD_AT_MOST and cells <= 3 * HELD_AT_MOST:
        return ()
    scales = [budget.scale for budget in goal.budgets] + ([goal.scale] if goal.scale else [])
    if not all(is_additive(scale) for scale in scales) and sum(counts) <= PASSED_AT_MOST:
        return ()
    order = sorted(range(len(counts)), key=lambda lead: (counts[lead], lead))
    listed = 0
    summed = []
    for lead in order:
        listed += counts[lead] * max(1, most_members(problem, problem.leads[lead]))
        if counts[lead] > LISTED_AT_MOST or listed > HELD_AT_MOST:
            summed.append(lead)
    return tuple(lead for lead in sorted(summed) if has_set(sack_of(problem, lead)))


def without_members(problem: Problem, leads: Sequence[int]) -> Problem:
    """Take all members from some leads, so that a universe lists only the other leads' candidates."""
    none = np.zeros(0, dtype=np.int64)
    bare = set(leads)
    return replace(
        problem,
        leads=tuple(
            lead._replace(members=none, metres=none, seconds=none) if index in bare else lead
            for index, lead in enumerate(problem.leads)
        ),
    )


@dataclass(frozen=True)
class SummedPrice:
    """One look at the summed leads under duals.

    Attributes
    ----------
    least
        int64 (summed leads,): no candidate's reduced cost is smaller; ``NO_CANDIDATE``: it has none.
    shares
        int64 (summed leads, subjects): price of 0.001 lesson short in the sums.
    found
        Sets that came out cheapest, as candidates.
    """

    least: Ints
    shares: Ints
    found: Candidates


class Summed:
    """The summed leads of one part under one goal."""

    def __init__(self, master: Master, leads: tuple[int, ...]) -> None:
        self.master = master
        self.leads = leads
        self.sacks: tuple[Sack, ...] = tuple(sack_of(master.problem, lead) for lead in leads)
        # shares between 0 and 1, kept from look to look as a start
        self.share: Floats = np.zeros((len(leads), master.problem.lacks.shape[1]))

    def price(self, duals: Duals, clock: Clock) -> SummedPrice | None:
        """Bound every summed lead's reduced costs from below, and find cheap candidates.

        None where time ran out.
        """
        weights = weights_of(self.master, duals)
        least = np.full(len(self.leads), NO_CANDIDATE, dtype=np.int64)
        shares = np.zeros(self.share.shape, dtype=np.int64)
        rows: list[tuple[int, Ints]] = []
        for at, lead in enumerate(self.leads):
            if clock.over():
                return None
            found = self._best_share(at, weights)
            if found is None:
                continue
            least[at], shares[at] = found[0], found[1]
            rows += [(lead, positions) for positions in found[2]]
        return SummedPrice(least, shares, self._table(rows))

    def _best_share(self, at: int, weights: Weights) -> tuple[int, Ints, list[Ints]] | None:
        """Improve one lead's shares by subgradient steps; the best bound, its shares, the sets met."""
        sack, lead = self.sacks[at], self.leads[at]
        best: tuple[int, Ints] | None = None
        sets: list[Ints] = []
        share = self.share[at].copy()
        members = self.master.problem.leads[lead].members
        lacks = self.master.problem.lacks_for(lead)[members]
        core = self.master.problem.core_lacks[lead]
        steps = SHARE_STEPS if weights.group else 1
        for step in range(steps):
            whole = np.floor(share * weights.group).astype(np.int64)
            fixed, value = linear(self.master, weights, lead, whole)
            found: Cheapest | None = cheapest_set(sack, value)
            if found is None:
                return None
            bound = fixed + found.least
            sets.append(found.members)
            if best is None or bound > best[0]:
                best = (bound, whole)
                self.share[at] = share
            slope = (core + lacks[found.members].sum(axis=0)).astype(np.float64)
            steepest = float(np.abs(slope).max(initial=0.0))
            if steepest == 0.0 or not weights.group:
                break
            share = np.clip(share + 0.5 * slope / steepest / (1.0 + step), 0.0, 1.0)
        assert best is not None
        return (*best, sets)

    def below(
        self, duals: Duals, least: Ints, shares: Ints, slack: int, most: int, clock: Clock
    ) -> tuple[Candidates, int]:
        """List the candidates whose sum exceeds their key's least reduced cost by at most ``slack``.

        Where they are more than ``most``, a smaller slack is taken.

        Returns
        -------
        tuple
            The candidates, and the slack to which they are complete; −1: to none.
        """
        weights = weights_of(self.master, duals)
        for _ in range(NARROWER):
            if slack < 0 or clock.over():
                break
            table = self._listed(weights, least, shares, slack, most, clock)
            if table is not None:
                return table, slack
            slack = slack * NARROWED // 100
        return NONE, -1

    def least_of_pairs(self, duals: Duals, shares: Ints) -> Ints:
        """Bound from below the reduced cost of every candidate that holds a pair.

        int64 (leads, places); ``NO_CANDIDATE`` for leads that are not summed and members that never fit.
        """
        problem = self.master.problem
        least = np.full((len(problem.leads), len(problem.places)), NO_CANDIDATE, dtype=np.int64)
        weights = weights_of(self.master, duals)
        for at, lead in enumerate(self.leads):
            fixed, value = linear(self.master, weights, lead, shares[at])
            with_each = least_with_each(self.sacks[at], value)
            least[lead, problem.leads[lead].members] = np.where(
                with_each == NEVER, NO_CANDIDATE, with_each + fixed
            )
        return least

    def _listed(
        self, weights: Weights, least: Ints, shares: Ints, slack: int, most: int, clock: Clock
    ) -> Candidates | None:
        problem = self.master.problem
        parts: list[Candidates] = []
        left, cells = most, CELLS_TOGETHER
        for at, lead in enumerate(self.leads):
            fixed, value = linear(self.master, weights, lead, shares[at])
            threshold = slack + int(least[problem.leads[lead].key]) - fixed
            found = None if clock.over() else sets_below(self.sacks[at], value, threshold, left)
            if found is None:
                return None
            positions = found[1][(found[1] != NOBODY).any(axis=1)]  # a core alone is listed already
            members = problem.leads[lead].members.astype(np.int32)
            table = np.where(positions == NOBODY, NOBODY, np.append(members, NOBODY)[positions])
            parts.append(Candidates(np.full(len(table), lead, dtype=np.int32), table.astype(np.int32)))
            left -= len(table)
            cells -= table.size
            if cells < 0:
                return None
        return joined(parts)

    def _table(self, rows: list[tuple[int, Ints]]) -> Candidates:
        """Lay out sets of positions as candidates, those that keep every rule on a set, each once."""
        problem = self.master.problem
        kept: dict[tuple[int, tuple[int, ...]], None] = {}
        for lead, positions in rows:
            sack = self.sacks[self.leads.index(lead)]
            if len(positions) < sack.least or int(sack.able[positions].sum()) < sack.able_least:
                continue
            kept[lead, tuple(problem.leads[lead].members[positions].tolist())] = None
        return table_of(list(kept))


def linear(master: Master, weights: Weights, lead: int, shares: Ints) -> tuple[int, Ints]:
    """Write a lead's reduced costs as a number plus a sum over its members, lessons by their shares."""
    problem = master.problem
    members = problem.leads[lead].members
    value = weights.pair[lead, members] + problem.lacks_for(lead)[members] @ shares
    return int(weights.lead[lead]) + int(problem.core_lacks[lead] @ shares), value


def table_of(rows: Sequence[tuple[int, tuple[int, ...]]]) -> Candidates:
    """Make a table of candidates from leads and their places (ascending)."""
    if not rows:
        return NONE
    widest = max(len(places) for _, places in rows)
    members = np.full((len(rows), widest), NOBODY, dtype=np.int32)
    for row, (_, places) in enumerate(rows):
        members[row, : len(places)] = places
    return Candidates(np.array([lead for lead, _ in rows], dtype=np.int32), members)
