"""One goal on one part: the best plan found, a certified bound, and the closing step between them.

Column generation gives the bound; neighbourhoods improve the plan; where few candidates remain that could
belong to a better plan, one MIP over all of them closes the gap. Source: docs/architecture.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .candidates import Candidates
from .clock import Clock
from .goal import Goal
from .highs import solve_whole
from .master import Master
from .neighbourhood import Neighbourhoods, improve, plan_from
from .pricing import Bound, Pool, Pricer, generate_columns
from .problem import Problem

CLOSED_AT_MOST = 60_000
"""Candidates that a closing MIP is tried on."""
EASY = 4_000
"""Candidates that a closing MIP is tried on at once, before any neighbourhood."""
SIZES = (5, 8, 12)
PATIENCE = 24
Closing = Literal["lp", "rounded", "enumerated_mip", "open"]


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    value
        Exact value of ``plan`` under the goal, whole units.
    bound
        Lower bound in whole units, valid for every plan of the part that keeps the goal's budgets.
    certificate
        The duals behind it; None where there was no time for a complete pass.
    """

    plan: Candidates
    value: int
    bound: int
    certificate: Bound | None
    closing: Closing
    candidates: int

    @property
    def proven(self) -> bool:
        """Whether plan and bound meet."""
        return self.bound >= self.value


Watch = Callable[[Candidates, int, int], None]


class Search:
    """A search in progress: the best plan and bound so far."""

    def __init__(
        self, problem: Problem, goal: Goal, start: Candidates, clock: Clock, until: float, watch: Watch
    ) -> None:
        self.master = Master(problem, goal)
        self.plan = start
        self.value = self.master.value(start)
        self.bound = 0
        self.certificate: Bound | None = None
        self.closing: Closing = "open"
        self.looked_at = 0
        self.clock = clock
        self.until = until
        self.watch = watch

    @property
    def proven(self) -> bool:
        """Whether plan and bound meet."""
        return self.bound >= self.value

    def over(self) -> bool:
        """Whether there is nothing left to do or no time."""
        return self.proven or self.clock.over(self.until)

    def seconds(self, most: float) -> float:
        """Seconds a single step may take."""
        return max(0.05, min(most, self.until - self.clock.seconds, self.clock.left))

    def better(self, plan: Candidates | None) -> bool:
        """Take over a plan if its exact value is smaller and it keeps every rule of the goal."""
        if plan is None:
            return False
        value = self.master.value(plan)
        if value >= self.value or not (self.master.goal.feasibility or self.master.keeps_budgets(plan)):
            return False
        self.plan, self.value = plan, value
        self.watch(self.plan, self.value, self.bound)
        return True

    def raise_bound(self, bound: int, closing: Closing, candidates: int) -> None:
        """Take over a bound that is higher than the present one."""
        if bound > self.bound:
            self.bound, self.closing, self.looked_at = bound, closing, candidates
            self.watch(self.plan, self.value, self.bound)

    def found(self) -> Found:
        """Freeze the state."""
        bound = min(self.bound, self.value)
        return Found(self.plan, self.value, bound, self.certificate, self.closing, self.looked_at)


def search(
    problem: Problem, goal: Goal, start: Candidates, clock: Clock, until: float, seed: int, watch: Watch
) -> Found:
    """Minimise a goal on a part, from a plan that keeps its budgets.

    Parameters
    ----------
    until
        Seconds since the clock's start at which to stop with what is known.
    """
    state = Search(problem, goal, start, clock, until, watch)
    if state.value == 0:  # no term is ever negative
        state.closing = "lp"
        return state.found()
    pricer = Pricer(state.master) if state.master.problem.leads else None
    if pricer is None or not pricer.universe.passable:
        return _without_bound(state, pricer, seed)
    pool = Pool(state.master, pricer.first_columns().joined(state.plan))
    bound, relaxed = generate_columns(pricer, pool, clock, until, state.value)
    if bound is not None:
        state.certificate = bound
        _take_bound(state, bound, len(pool.candidates))
    if relaxed is not None and not state.over():
        _round(state, pool, relaxed.x)
    if bound is not None:
        _close_or_improve(state, pricer, bound, seed)
    return state.found()


def _without_bound(state: Search, pricer: Pricer | None, seed: int) -> Found:
    """Nobody may lead: the plan is what it is. Or the universe is beyond a pass: a plan without a bound."""
    if pricer is None:
        state.raise_bound(state.value, "enumerated_mip", 0)
        return state.found()
    neighbourhoods = Neighbourhoods(state.master, seed)
    idle = 0
    while not state.over() and idle < PATIENCE * len(SIZES):
        around = neighbourhoods.draw(SIZES[idle % len(SIZES)])
        plan = improve(state.master, state.plan, around, None, state.clock, state.seconds(5.0))
        idle = 0 if state.better(plan) else idle + 1
    return state.found()


def _take_bound(state: Search, bound: Bound, candidates: int) -> None:
    raised = -(-bound.total // bound.duals.scale)
    state.raise_bound(raised, "lp", candidates)
    state.raise_bound(bound.units, "rounded", candidates)


def _round(state: Search, pool: Pool, x: np.ndarray) -> None:
    """Try the columns the LP uses: if it is nearly whole, its MIP gives a good plan at once."""
    used = np.flatnonzero(x[: len(pool.candidates)] > 1e-7)
    table = pool.candidates.take(used).joined(state.plan)
    found = solve_whole(
        state.master, state.master.model(table, state.master.figures(table)), state.seconds(2.0)
    )
    if found.x is not None:
        state.better(plan_from(table, np.flatnonzero(found.x[: len(table)] > 0.5)))


def _close(state: Search, pricer: Pricer, bound: Bound, most: int, seconds: float) -> bool | None:
    """Close by one MIP over every candidate that could belong to a better plan.

    Returns
    -------
    True if that settled the goal, False if time ran out in it, None if there are too many candidates.
    """
    slack = (state.value - bound.step) * bound.duals.scale - bound.total
    remaining = pricer.within(bound, slack, most, state.clock)
    if remaining is None:
        return None
    table, figures = remaining
    worth = state.value  # plans with any other candidate are worth at least this much
    model = state.master.model(table, figures)
    found = solve_whole(state.master, model, state.seconds(seconds))
    if found.x is not None:
        state.better(plan_from(table, np.flatnonzero(found.x[: len(table)] > 0.5)))
    if found.impossible:
        state.raise_bound(worth, "enumerated_mip", len(table))
    elif found.bound is not None:
        raised = int(np.ceil(found.bound / bound.step - 1e-4)) * bound.step
        state.raise_bound(min(worth, raised), "enumerated_mip", len(table))
    return state.proven


def _close_or_improve(state: Search, pricer: Pricer, bound: Bound, seed: int) -> None:
    """Alternate between neighbourhoods and closing until proven, without progress, or out of time."""
    if state.over() or _close(state, pricer, bound, EASY, 20.0):
        return
    neighbourhoods = Neighbourhoods(state.master, seed)
    size = idle = 0
    closed_at = state.value + 1
    while not state.over() and size < len(SIZES):
        around = neighbourhoods.draw(SIZES[size])
        plan = improve(state.master, state.plan, around, bound.duals, state.clock, state.seconds(3.0))
        idle = 0 if state.better(plan) else idle + 1
        if idle < PATIENCE:
            continue
        idle = 0
        size += 1
        if state.value < closed_at and not state.over():
            closed_at = state.value
            half = max(5.0, (state.until - state.clock.seconds) / 2)
            if _close(state, pricer, bound, CLOSED_AT_MOST, half):
                return
