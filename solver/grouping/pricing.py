"""Column generation: the LP of a part over its complete universe, and the bound it certifies.

The working table is the whole universe where it can be held; otherwise it begins with every lead's nearest
members and grows by what complete passes through the universe find. A bound is only ever taken from a
complete pass (exact integers, duals.py).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from .candidates import NONE, Candidates, joined
from .clock import Clock
from .duals import Duals, bound_of, least_by_key, reduced_costs, unplaced_reduced, whole_duals
from .goal import Figures
from .highs import Relaxed, relax
from .master import Master
from .problem import Ints, Problem
from .pruning import narrowed
from .shortlist import Shortlist, cheapest_rows, first_of_each
from .universe import HELD_AT_MOST, Piece, Universe, universe_of

Seen = TypeVar("Seen")
PER_LEAD = 40
FEWEST_KEPT = 4_000
KEPT_PER_ROW = 8
"""Columns per row that the restricted LP keeps; it is thinned when it holds twice as many."""
STALLED_AT_MOST = 6
"""Rounds without a better LP value or bound after which column generation is at its numerical end."""
NEAREST_FIRST = 40
"""Nearest members per lead in the first working table of a universe that cannot be held."""


@dataclass(frozen=True)
class Bound:
    """A certified bound: integer duals, the bound (units of the tier ÷ scale), and least reduced costs."""

    duals: Duals
    total: int
    least: Ints
    step: int

    @property
    def units(self) -> int:
        """The bound in whole units of the tier, rounded up to the next value a plan can have."""
        raised = -(-self.total // self.duals.scale)
        return -(-raised // self.step) * self.step


@dataclass(frozen=True)
class Priced:
    """One look at a set of candidates under duals."""

    least: Ints
    entering: Candidates
    figures: Figures


class Pool:
    """Columns of the restricted LP, growing; candidates with their figures under one goal."""

    def __init__(self, master: Master, candidates: Candidates, plan: Candidates = NONE) -> None:
        self.master = master
        self.first = len(plan)
        self.candidates = plan.joined(candidates)
        self.figures = master.figures(self.candidates)

    def add(self, candidates: Candidates, figures: Figures) -> None:
        """Let further columns in."""
        self.figures = self.figures.joined(figures)
        self.candidates = self.candidates.joined(candidates)

    def keep_cheapest(self, most: int, duals: Duals, always: int) -> None:
        """Let the dearest columns go; the first ``always`` stay, so that the LP keeps a solution."""
        if len(self.candidates) <= 2 * most:
            return
        master = self.master
        reduced = reduced_costs(
            master.problem, master.rows, master.ceilings, duals, self.candidates, self.figures
        )
        reduced[:always] = np.iinfo(np.int64).min
        rows = np.sort(np.argsort(reduced, kind="stable")[:most])
        self.candidates, self.figures = self.candidates.take(rows), self.figures.take(rows)


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

    ``working`` is the table that most rounds look at: the whole universe where it can be held, otherwise
    every lead's nearest members, growing by what complete passes find.
    """

    def __init__(self, master: Master) -> None:
        self.master = master
        universe: Universe = universe_of(master.problem)
        self.held = universe.held
        first = universe if self.held else universe_of(_nearest_held(master.problem))
        table = first.all()
        self.working: tuple[Candidates, Figures] = (table, master.figures(table))

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

    def price(self, duals: Duals, clock: Clock, *, complete: bool = True) -> Priced | None:
        """Look at every candidate, or only at the working table; None where time ran out before the end."""
        master = self.master

        def look(table: Candidates, numbers: Figures) -> tuple[Ints, Candidates, Figures]:
            reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, table, numbers)
            picks = _best_per_lead(table, reduced, PER_LEAD)
            return least_by_key(master.problem, table, reduced), table.take(picks), numbers.take(picks)

        nothing = np.zeros(len(master.problem.leads), dtype=np.int64)
        seen = self._seen(look, clock, (duals, nothing) if complete else None)
        if seen is None:
            return None
        least = np.zeros(len(master.problem.keys), dtype=np.int64)
        figures = master.figures(NONE)
        for smallest, _, picked in seen:
            np.minimum(least, smallest, out=least)
            figures = figures.joined(picked)
        return Priced(least, joined([picked for _, picked, _ in seen]), figures)

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
        return short

    def excess(self, bound: Bound, table: Candidates, figures: Figures) -> Ints:
        """Compute by how much (units ÷ scale) a plan with each candidate exceeds the bound at least.

        It is the reduced cost minus the least one under the same lead key (or 0).
        """
        master = self.master
        reduced = reduced_costs(master.problem, master.rows, master.ceilings, bound.duals, table, figures)
        return reduced - bound.least[master.key_of_lead[table.lead]] if len(table) else reduced

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
        pruned = universe_of(narrowed(self.master, duals, thresholds))
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
    total = bound_of(
        master.goal,
        master.rows,
        master.ceilings,
        duals,
        priced.least,
        unplaced_reduced(duals, cost, spent, master.may),
    )
    return Bound(duals, total, priced.least, master.step)


def generate_columns(
    pricer: Pricer, pool: Pool, clock: Clock, until: float, enough: int | None
) -> Bound | None:
    """Solve the LP over the complete universe by column generation.

    Parameters
    ----------
    enough
        A plan's value: stop once the bound reaches it.
    until
        Seconds since the start at which to stop with the best bound so far.

    Returns
    -------
    The best bound; None where there was no time for any.
    """
    master = pricer.master
    best: Bound | None = None
    relaxed: Relaxed | None = None
    stalled = 0
    always = pool.first
    while stalled < STALLED_AT_MOST and not clock.over(until):
        model = master.model(pool.candidates, pool.figures)
        relaxed_now = relax(master, model, min(clock.left, until - clock.seconds))
        if relaxed_now is None:
            break
        before = relaxed.value if relaxed else np.inf
        relaxed = relaxed_now
        duals = whole_duals(master.rows, master.ceilings, pool.figures, relaxed.duals)
        pool.keep_cheapest(max(FEWEST_KEPT, KEPT_PER_ROW * master.rows.total), duals, always)
        if not pricer.held:
            near = pricer.price(duals, clock, complete=False)
            if near is None:
                break
            short_of = relaxed.value - certify(pricer, near, duals).total / duals.scale
            if len(near.entering) and short_of > 1e-4 * abs(relaxed.value) + 0.5 and stalled == 0:
                stalled = 0
                pool.add(near.entering, near.figures)
                continue
        priced = pricer.price(duals, clock)
        if priced is None:
            break
        bound = certify(pricer, priced, duals)
        if best is None or bound.total * best.duals.scale > best.total * bound.duals.scale:
            best = bound
            stalled = 0
        elif relaxed.value > before - 1e-9 * abs(before):
            stalled += 1
        certified = best.total / best.duals.scale
        if enough is not None and best.units >= enough:
            break
        at_end = certified >= relaxed.value - max(0.5, 1e-6 * abs(relaxed.value))
        same_step = best.units >= -(-(relaxed.value - 1e-6 * abs(relaxed.value)) // best.step) * best.step
        if at_end or same_step or not len(priced.entering):
            break
        pool.add(priced.entering, priced.figures)
        pricer.remember(priced.entering, priced.figures)
    return best
