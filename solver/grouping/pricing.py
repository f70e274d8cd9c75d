"""Column generation: the LP of a part over its complete universe, and the bound it certifies.

The working table is the whole universe where it can be held; otherwise it begins with every lead's nearest
members and grows by what complete passes through the universe find. A bound is only ever taken from a
complete pass (exact integers, duals.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from .candidates import NOBODY, NONE, Candidates, joined
from .clock import Clock
from .duals import Duals, bound_of, least_by_key, reduced_costs, unplaced_reduced, whole_duals
from .goal import Figures
from .highs import Relaxed, relax
from .master import Master
from .problem import Ints, Problem
from .universe import HELD_AT_MOST, Universe, universe_of

PER_LEAD = 40
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
    step: int


class Pool:
    """Columns of the restricted LP, growing; candidates with their figures under one goal."""

    def __init__(self, master: Master, candidates: Candidates) -> None:
        self.master = master
        self.candidates = candidates
        self.figures = master.figures(candidates)

    def add(self, candidates: Candidates, figures: Figures) -> None:
        """Let further columns in."""
        self.figures = self.figures.joined(figures)
        self.candidates = self.candidates.joined(candidates)


def nearest_only(problem: Problem, most: int) -> Problem:
    """Keep every lead's nearest members: a smaller problem whose candidates start column generation."""
    leads = []
    for lead in problem.leads:
        near = np.sort(np.argsort(lead.metres, kind="stable")[:most])
        leads.append(
            lead._replace(
                members=lead.members[near], metres=lead.metres[near], seconds=lead.seconds[near]
            )
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
        self.universe: Universe = universe_of(master.problem)
        if self.universe.held:
            table = joined(list(self.universe))
        else:
            table = joined(list(universe_of(_nearest_held(master.problem))))
        self.working: tuple[Candidates, Figures] = (table, master.figures(table))

    def first_columns(self) -> Candidates:
        """Choose columns to start with: spread evenly over the nearest members' candidates of each lead."""
        table = self.working[0]
        starts = np.flatnonzero(np.r_[True, np.diff(table.lead) != 0]) if len(table) else np.zeros(0, np.int64)
        ends = np.append(starts[1:], len(table))
        picks = [
            np.unique(np.linspace(start, end - 1, min(2 * PER_LEAD, end - start)).astype(np.int64))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=False)
        ]
        return table.take(np.concatenate(picks)) if picks else NONE

    def price(self, duals: Duals, clock: Clock, *, complete: bool = True) -> Priced | None:
        """Look at every candidate, or only at the working table; None where time ran out before the end."""
        master = self.master
        least = np.zeros(len(master.problem.keys), dtype=np.int64)
        cost, _ = master.unplaced
        step = int(np.gcd.reduce(cost[master.may], initial=0))
        for ceiling in master.ceilings:
            step = int(np.gcd(step, ceiling.cost))
        entering: list[Candidates] = []
        figures: Figures | None = None
        for table, numbers in self._blocks() if complete else [self.working]:
            if not self.universe.held and clock.over():
                return None
            reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, table, numbers)
            np.minimum(least, least_by_key(master.problem, table, reduced), out=least)
            step = int(np.gcd(step, np.gcd.reduce(numbers.cost, initial=0)))
            picks = _best_per_lead(table, reduced, PER_LEAD)
            entering.append(table.take(picks))
            figures = numbers.take(picks) if figures is None else figures.joined(numbers.take(picks))
        if figures is None:
            figures = master.figures(NONE)
        return Priced(least, joined(entering), figures, 1 if master.goal.feasibility else max(1, step))

    def cheapest(self, bound: Bound, slack: int, most: int, clock: Clock) -> "Shortlist | None":
        """Collect the candidates that a plan of value ≤ bound + slack may hold, cheapest first if too many.

        Parameters
        ----------
        slack
            In units of the tier ÷ scale.
        most
            Candidates to keep; the shortlist's own ``slack`` says up to which value it is complete.

        Returns
        -------
        Shortlist or None
            None where time ran out before the universe's end.
        """
        master = self.master
        short = Shortlist(NONE, master.figures(NONE), np.zeros(0, dtype=np.int64), slack)
        for table, numbers in self._blocks():
            if not self.universe.held and clock.over():
                return None
            excess = self.excess(bound, table, numbers)
            rows, slack = _cheapest_rows(table, excess, short.slack, most)
            short = replace(short, slack=slack).joined(table.take(rows), numbers.take(rows), excess[rows])
            short = short.cut(most)
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
        if not self.universe.held:
            order = np.argsort(candidates.lead, kind="stable")
            self.working = (
                self.working[0].joined(candidates.take(order)),
                self.working[1].joined(figures.take(order)),
            )

    def _blocks(self) -> Iterable[tuple[Candidates, Figures]]:
        if self.universe.held:
            return [self.working]
        return ((table, self.master.figures(table)) for table in self.universe)


@dataclass(frozen=True)
class Shortlist:
    """Every candidate whose excess is at most ``slack``, with figures and excess."""

    table: Candidates
    figures: Figures
    excess: Ints
    slack: int

    def joined(self, table: Candidates, figures: Figures, excess: Ints) -> "Shortlist":
        """Append further candidates."""
        return Shortlist(
            self.table.joined(table),
            self.figures.joined(figures),
            np.concatenate([self.excess, excess]),
            self.slack,
        )

    def cut(self, most: int) -> "Shortlist":
        """Keep at most so many candidates, those with the least excess; ``slack`` says what is complete.

        Ties are broken by a fixed scatter, so that those kept belong to many leads.
        """
        rows, slack = _cheapest_rows(self.table, self.excess, self.slack, most)
        if len(rows) == len(self.table):
            return replace(self, slack=slack)
        return Shortlist(self.table.take(rows), self.figures.take(rows), self.excess[rows], slack)

    def spread(self, cheapest: int, per_row: int) -> "Shortlist":
        """Keep the cheapest candidates and, for every lead and every place, some of its cheapest."""
        order = np.lexsort((_scatter(self.table), self.excess))
        members = self.table.members[order]
        there = members.ravel() != NOBODY
        of_place = np.repeat(order, members.shape[1])[there]
        kept = [
            order[:cheapest],
            _first_of_each(self.table.lead[order].astype(np.int64), order, per_row),
            _first_of_each(members.ravel()[there].astype(np.int64), of_place, per_row),
        ]
        rows = np.unique(np.concatenate(kept))
        left_out = np.ones(len(self.table), dtype=bool)
        left_out[rows] = False
        slack = int(self.excess[left_out].min()) - 1 if left_out.any() else self.slack
        return Shortlist(self.table.take(rows), self.figures.take(rows), self.excess[rows], min(slack, self.slack))


def _cheapest_rows(table: Candidates, excess: Ints, slack: int, most: int) -> tuple[Ints, int]:
    """Rows with excess ≤ slack, the cheapest ``most`` of them, and up to which slack they are complete."""
    rows = np.flatnonzero(excess <= slack)
    if len(rows) <= most:
        return rows, slack
    last = int(np.partition(excess[rows], most)[most])
    below, level = rows[excess[rows] < last], rows[excess[rows] == last]
    order = np.argsort(_scatter(table.take(level)), kind="stable")[: most - len(below)]
    return np.sort(np.concatenate([below, level[order]])), last - 1


def _scatter(table: Candidates) -> Ints:
    """Fixed numbers without pattern, one per candidate, that depend on nothing but its members and lead."""
    mixed = table.lead.astype(np.int64) * 0x9E3779B1
    for column in table.members.T:
        mixed = (mixed ^ (column + 1)) * 0x85EBCA6B & 0xFFFFFFFF
    return mixed


def _first_of_each(group: Ints, rows: Ints, most: int) -> Ints:
    """Return the first ``most`` of ``rows`` in every group."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    first = np.flatnonzero(np.r_[True, np.diff(ordered) != 0]) if len(ordered) else ordered
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff(np.r_[first, len(ordered)]))
    return rows[order[rank < most]]


def _best_per_lead(table: Candidates, reduced: Ints, per_lead: int) -> Ints:
    """Rows of the candidates with the smallest negative reduced cost, at most so many per lead."""
    rows = np.flatnonzero(reduced < 0)
    if not len(rows):
        return rows
    rows = rows[np.argsort(reduced[rows], kind="stable")]
    return np.sort(_first_of_each(table.lead[rows].astype(np.int64), rows, per_lead))


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
    return Bound(duals, total, priced.least, priced.step)


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
    while stalled < STALLED_AT_MOST and not clock.over(until):
        model = master.model(pool.candidates, pool.figures)
        relaxed_now = relax(master, model, min(clock.left, until - clock.seconds))
        if relaxed_now is None:
            break
        before = relaxed.value if relaxed else np.inf
        relaxed = relaxed_now
        duals = whole_duals(master.rows, master.ceilings, pool.figures, relaxed.duals)
        if not pricer.universe.held:
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
