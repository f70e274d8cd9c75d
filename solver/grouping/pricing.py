"""Pricing: every candidate of a part looked at under duals, and the bound this certifies.

The working table is the whole universe where it can be held; otherwise it begins with every lead's nearest
members and grows by what complete passes through the universe find. A bound is only ever taken from a
complete pass (exact integers, duals.py).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import numpy as np

from .bound import Bound, Priced
from .candidates import NONE, Candidates, joined
from .clock import Clock
from .duals import NO_CANDIDATE, Duals, bound_of, least_by_key, least_by_lead, reduced_costs, unplaced_reduced
from .goal import Figures
from .master import Master
from .problem import Ints, Problem
from .pruning import narrowed
from .shortlist import Shortlist, cheapest_rows, first_of_each
from .summed import Summed, summed_leads, without_members
from .universe import HELD_AT_MOST, Piece, Universe, universe_of

Seen = TypeVar("Seen")
PER_LEAD = 40
_NO_SHARES = np.zeros((0, 0), dtype=np.int64)
NEAREST_FIRST = 40
"""Nearest members per lead in the first working table of a universe that cannot be held."""


def nearest_only(problem: Problem, most: int) -> Problem:
    """Keep every lead's nearest members: a smaller problem whose candidates start column generation."""
    leads = []
    for lead in problem.leads:
        near = np.sort(np.argsort(lead.metres, kind="stable")[:most])
        leads.append(
            lead._replace(members=lead.members[near], metres=lead.metres[near], seconds=lead.seconds[near])
        )
    return replace(problem, leads=tuple(leads))


def _nearest_held(problem: Problem) -> Problem:
    """Keep as many nearest members per lead as one table can hold a third of."""
    most = NEAREST_FIRST
    while most > 2 and universe_of(nearest_only(problem, most)).count > HELD_AT_MOST // 3:
        most -= 2
    return nearest_only(problem, most)


class Pricer:
    """The universe of one part under one goal, looked at as often as needed.

    Candidates of most leads are listed; those of leads with too many are summed (``summed``). ``working`` is
    the table that most rounds look at: all listed candidates where these can be held, otherwise every lead's
    nearest members, growing by what complete passes find. With ``alive``, all that a plan may hold, nothing
    else is looked at.
    """

    def __init__(self, master: Master, alive: Candidates | None = None) -> None:
        self.master = master
        summed = () if alive is not None else summed_leads(master.problem, master.goal)
        self.summed = Summed(master, summed) if summed else None
        self.listed = without_members(master.problem, summed)
        if alive is not None:
            self.held = True
            table = alive.take(np.argsort(alive.lead, kind="stable"))
        else:
            universe: Universe = universe_of(self.listed)
            self.held = universe.held
            first = universe if self.held else universe_of(_nearest_held(self.listed))
            table = first.all()
        self.working: tuple[Candidates, Figures] = (table, master.figures(table))

    @property
    def only_placing(self) -> bool:
        """Whether nothing counts but who is left out."""
        return not self.working[1].cost.any()

    def first_columns(self) -> Candidates:
        """Choose columns to start with: spread evenly over the nearest members' candidates of each lead."""
        table = self.working[0]
        starts = (
            np.flatnonzero(np.r_[True, np.diff(table.lead) != 0]) if len(table) else np.zeros(0, np.int64)
        )
        ends = np.append(starts[1:], len(table))
        picks = [
            np.unique(np.linspace(start, end - 1, min(2 * PER_LEAD, end - start)).astype(np.int64))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=False)
        ]
        return table.take(np.concatenate(picks)) if picks else NONE

    def within_budgets(self, most: int) -> Candidates | None:
        """List the candidates that alone keep every budget, as all that plans may hold.

        None where there is no budget, not all candidates are held, or more than ``most`` would remain.
        """
        table, figures = self.working
        budgets = self.master.goal.budgets
        if not budgets or not self.held or self.summed is not None:
            return None
        inside = np.ones(len(table), dtype=bool)
        for budget, spent in zip(budgets, figures.spent, strict=True):
            inside &= spent <= budget.limit
        rows = np.flatnonzero(inside)
        return table.take(rows) if len(rows) <= most else None

    def free_of_cost(self, most: int) -> Candidates:
        """List the candidates of the working table that cost nothing; none where they are too many."""
        table, figures = self.working
        rows = np.flatnonzero(figures.cost == 0)
        return table.take(rows) if len(rows) <= most else NONE

    def price(self, duals: Duals, clock: Clock, *, complete: bool = True) -> Priced | None:
        """Look at every candidate, or only at the working table; None where time ran out before the end."""
        master = self.master

        def look(table: Candidates, numbers: Figures) -> tuple[Ints, Candidates, Figures]:
            reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, table, numbers)
            picks = _best_per_lead(table, reduced, PER_LEAD)
            return least_by_lead(master.problem, table, reduced), table.take(picks), numbers.take(picks)

        nothing = np.zeros(len(master.problem.leads), dtype=np.int64)
        seen = self._seen(look, clock, (duals, nothing) if complete else None)
        if seen is None:
            return None
        by_lead = np.full(len(master.problem.leads), NO_CANDIDATE, dtype=np.int64)
        figures = master.figures(NONE)
        for smallest, _, picked in seen:
            np.minimum(by_lead, smallest, out=by_lead)
            figures = figures.joined(picked)
        entering = joined([picked for _, picked, _ in seen])
        if self.summed is None or not complete:
            return Priced(by_lead, entering, figures, _NO_SHARES)
        priced = self.summed.price(duals, clock)
        if priced is None:
            return None
        summed = np.array(self.summed.leads, dtype=np.int64)
        by_lead[summed] = np.minimum(by_lead[summed], priced.least)
        return Priced(
            by_lead,
            entering.joined(priced.found),
            figures.joined(master.figures(priced.found)),
            priced.shares,
        )

    def cheapest(
        self, bound: Bound, slack: int, most: int, clock: Clock, *, complete: bool = True
    ) -> Shortlist | None:
        """Collect the candidates that a plan of value ≤ bound + slack may hold, cheapest first if too many.

        Parameters
        ----------
        slack
            In units of the tier ÷ scale.
        most
            Candidates to keep; the shortlist's own ``slack`` says up to which value it is complete.
        complete
            Whether to look at the whole universe; if not, the shortlist is complete to no value.

        Returns
        -------
        Shortlist or None
            None where time ran out before the universe's end.
        """

        def look(table: Candidates, numbers: Figures) -> Shortlist:
            excess = self.excess(bound, table, numbers)
            rows, complete_to = cheapest_rows(table, excess, slack, most)
            return Shortlist(table.take(rows), numbers.take(rows), excess[rows], complete_to)

        thresholds = slack + bound.least[self.master.key_of_lead]
        seen = self._seen(look, clock, (bound.duals, thresholds) if complete else None)
        if seen is None:
            return None
        if not (complete or self.held):
            slack = -1
        short = Shortlist(NONE, self.master.figures(NONE), np.zeros(0, dtype=np.int64), slack)
        for part in seen:
            short = replace(short, slack=min(short.slack, part.slack))
            short = short.joined(part.table, part.figures, part.excess).cut(most)
        if self.summed is None:
            return short
        table, complete_to = self.summed.below(bound.duals, bound.least, bound.shares, slack, most, clock)
        figures = self.master.figures(table)
        excess = self.excess(bound, table, figures)
        rows = np.flatnonzero(excess <= complete_to)
        short = replace(short, slack=min(short.slack, complete_to))
        return short.joined(table.take(rows), figures.take(rows), excess[rows]).cut(most)

    def excess(self, bound: Bound, table: Candidates, figures: Figures) -> Ints:
        """Compute by how much (units ÷ scale) a plan with each candidate exceeds the bound at least.

        It is the reduced cost minus the least one under the same lead key (or 0).
        """
        master = self.master
        reduced = reduced_costs(master.problem, master.rows, master.ceilings, bound.duals, table, figures)
        return reduced - bound.least[master.key_of_lead[table.lead]] if len(table) else reduced

    def excess_of_pairs(self, bound: Bound) -> Ints | None:
        """Compute by how much a plan with each pair exceeds the bound at least: int64 (leads, places).

        ``NO_CANDIDATE`` where no candidate holds the pair; None where the listed candidates cannot be held.
        """
        if not self.held:
            return None
        problem = self.master.problem
        least = np.full((len(problem.leads), len(problem.places) + 1), NO_CANDIDATE, dtype=np.int64)
        table, figures = self.working
        excess = self.excess(bound, table, figures)
        for column in table.members.T:
            np.minimum.at(least, (table.lead, column), excess)  # NOBODY is −1: the last column
        if self.summed is not None:
            sums = self.summed.least_of_pairs(bound.duals, bound.shares)
            key = self.master.key_of_lead
            there = sums != NO_CANDIDATE
            sums[there] -= np.broadcast_to(bound.least[key][:, None], sums.shape)[there]
            least[:, :-1] = np.minimum(least[:, :-1], sums)
        return least[:, :-1]

    def remember(self, candidates: Candidates, figures: Figures) -> None:
        """Add to the working table what a complete pass found outside it."""
        if not self.held:
            order = np.argsort(candidates.lead, kind="stable")
            self.working = (
                self.working[0].joined(candidates.take(order)),
                self.working[1].joined(figures.take(order)),
            )

    def _seen(
        self, look: Callable[[Candidates, Figures], Seen], clock: Clock, below: tuple[Duals, Ints] | None
    ) -> list[Seen] | None:
        """Look at the working table, or at all that matters of the universe, block by block.

        Parameters
        ----------
        below
            Duals and, per lead, the reduced cost up to which candidates matter; None: the working table.

        Returns
        -------
        list or None
            None where time ran out before the universe's end, or the end is too far.
        """
        if self.held or below is None:
            return [look(*self.working)]
        duals, thresholds = below
        pruned = universe_of(narrowed(self.master, self.listed, duals, thresholds))
        if not pruned.passable:
            return None

        def block(pieces: tuple[Piece, ...]) -> Seen | None:
            if clock.over():
                return None
            table = pruned.block(pieces)
            return look(table, self.master.figures(table))

        with ThreadPoolExecutor(clock.workers) as threads:
            seen = list(threads.map(block, pruned.blocks))
        whole = [one for one in seen if one is not None]
        return whole if len(whole) == len(seen) else None


def _best_per_lead(table: Candidates, reduced: Ints, per_lead: int) -> Ints:
    """Rows of the candidates with the smallest negative reduced cost, at most so many per lead."""
    rows = np.flatnonzero(reduced < 0)
    if not len(rows):
        return rows
    rows = rows[np.argsort(reduced[rows], kind="stable")]
    return np.sort(first_of_each(table.lead[rows].astype(np.int64), rows, per_lead))


def certify(pricer: Pricer, priced: Priced, duals: Duals) -> Bound:
    """Turn a complete look at the universe into a bound."""
    master = pricer.master
    cost, spent = master.unplaced
    least = least_by_key(master.problem, priced.by_lead)
    total = bound_of(
        master.goal,
        master.rows,
        master.ceilings,
        duals,
        least,
        unplaced_reduced(duals, cost, spent, master.may),
    )
    summed = pricer.summed.leads if pricer.summed is not None else ()
    return Bound(duals, total, least, master.step, summed, priced.shares)
