"""One goal on one part: the best plan found, a certified bound, and the closing step between them.

Column generation gives the bound; neighbourhoods improve the plan; where few candidates remain that could
belong to a better plan, one MIP over all of them closes the gap. Source: docs/architecture.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from . import compact
from .ascent import ascend
from .candidates import Candidates
from .clock import Clock
from .columns import Pool, generate_columns
from .dive import dive
from .goal import Goal
from .greedy import nearest_first
from .highs import solve_whole
from .master import Master
from .neighbourhood import Hint, Neighbourhoods, improve, plan_from
from .pricing import Bound, Pricer
from .problem import Problem
from .shortlist import Shortlist

CLOSED_AT_MOST = 60_000
"""Candidates of the largest closing MIP."""
ROUNDS = (
    (8, 4_000, 6.0, 20_000),
    (12, 10_000, 10.0, 5_000),
    (16, 25_000, 15.0, 60_000),
    (20, 60_000, 30.0, 10_000),
)
"""Per round: leads of a neighbourhood, candidates and seconds of the closing MIP after it, and the candidates
that the dive before it chooses among."""
BLIND_SIZES = (2, 3, 4)
"""Leads of a neighbourhood where no bound says which candidates pay."""
PER_ROW = 100
"""Candidates per lead and per place in the last MIP, where those that could pay are too many."""
COMPACT_SECONDS = 10.0
"""Seconds the compact model may take to find a plan."""
ATTEMPT_SECONDS = 5.0
"""Seconds spent on breaking few promises once it is known that some must break."""
AT_ONCE = 6_000
"""Candidates few enough for a closing MIP before any search."""
CHEAPEST = 500
ALIVE_AT_MOST = 60_000
"""Candidates handed on to later tiers as all that their plans may hold."""
MOST_FIRST = 5_000
"""Known candidates that column generation starts with."""
PATIENCE = 30
ASCENT_SHARE = 0.2
"""Share of the time left that subgradient ascent may use."""
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
    alive
        Every candidate that a plan no worse than this one (plus the tolerance asked for) may hold; None
        where they are too many to say.
    """

    plan: Candidates
    value: int
    bound: int
    certificate: Bound | None
    closing: Closing
    candidates: int
    alive: Candidates | None = None

    @property
    def proven(self) -> bool:
        """Whether plan and bound meet."""
        return self.bound >= self.value


Watch = Callable[[Candidates, int, int], None]


class Search:
    """A search in progress: the best plan and bound so far."""

    def __init__(
        self,
        problem: Problem,
        goal: Goal,
        start: Candidates,
        clock: Clock,
        until: float,
        watch: Watch,
        *,
        decide: bool,
    ) -> None:
        self.decide = decide
        self.told = False
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
        if self.bound > 0 and self.master.goal.feasibility:
            # No plan exists: enough is known, but the reasons read better from a good attempt.
            self.until = (
                min(self.until, self.clock.seconds + ATTEMPT_SECONDS) if not self.told else self.until
            )
            self.told = True
        return self.proven or (self.decide and self.bound > 0) or self.clock.over(self.until)

    def seconds(self, most: float) -> float:
        """Seconds a single step may take."""
        return max(0.05, min(most, self.until - self.clock.seconds, self.clock.left))

    def part_of_time(self, share: float) -> float:
        """Seconds since the start at which a step that may use a share of the time left has to stop."""
        return self.clock.seconds + share * max(0.0, self.until - self.clock.seconds)

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

    def found(self, alive: Candidates | None = None) -> Found:
        """Freeze the state."""
        bound = min(self.bound, self.value)
        closing = self.closing if self.value else "lp"  # no term is ever negative: 0 needs no proof
        return Found(self.plan, self.value, bound, self.certificate, closing, self.looked_at, alive)


def search(
    problem: Problem,
    goal: Goal,
    start: Candidates,
    clock: Clock,
    until: float,
    seed: int,
    watch: Watch,
    *,
    alive: Candidates | None = None,
    tolerance: Fraction = Fraction(0),
    decide: bool = False,
) -> Found:
    """Minimise a goal on a part, from a plan that keeps its budgets.

    Parameters
    ----------
    until
        Seconds since the clock's start at which to stop with what is known.
    alive
        Every candidate that a plan keeping the budgets may hold, if known.
    tolerance
        Fraction of the value that ``Found.alive`` is to allow for.
    decide
        Stop as soon as it is known whether the goal's value can be 0.
    """
    state = Search(problem, goal, start, clock, until, watch, decide=decide)
    if state.value == 0:  # no term is ever negative
        return state.found(alive)
    if not len(start):
        state.better(nearest_first(problem))
    if alive is None and problem.leads and compact.fits(state.master):
        state.better(compact.find_plan(state.master, state.clock, state.seconds(COMPACT_SECONDS)))
    if state.value == 0 or state.over():
        return state.found(alive)
    pricer = Pricer(state.master)
    first = pricer.first_columns()
    if alive is not None:
        first = first.joined(alive.take(np.arange(min(len(alive), MOST_FIRST))))
    pool = Pool(state.master, first, state.plan)
    ascended = None
    if pricer.summed is not None and goal.scale is not None:
        ascended = ascend(pricer, state.plan, state.value, clock, state.part_of_time(ASCENT_SHARE))
    if ascended is not None:
        pool.add(ascended.candidates, ascended.figures)
    start_of = None if ascended is None else (ascended.duals, ascended.bound)
    bound = generate_columns(pricer, pool, clock, until, 1 if decide else state.value, start_of)
    if bound is not None:
        state.certificate = bound
        _take_bound(state, bound, len(pool.candidates))
        easy = pricer.held and not state.over()
        if easy:
            _close(state, pricer, bound, alive, AT_ONCE, ROUNDS[0][2])
        if not state.over():
            guide = _guide(state, goal, pricer, bound, pool)
            _improve_or_close(state, pricer, bound, guide, alive, seed)
    elif not state.over():
        _improve_blindly(state, seed)
    return state.found(_still_alive(state, pricer, bound, alive, tolerance))


def _still_alive(
    state: Search, pricer: Pricer, bound: Bound | None, alive: Candidates | None, tolerance: Fraction
) -> Candidates | None:
    """Candidates that plans within the tolerance of this one's value may hold."""
    if bound is None or state.master.goal.feasibility:
        return alive
    allowed = int(state.value * (1 + tolerance) // 1) * bound.duals.scale - bound.total
    if alive is not None:
        excess = pricer.excess(bound, alive, state.master.figures(alive))
        return alive.take(np.flatnonzero(excess <= allowed))
    short = pricer.cheapest(bound, allowed, ALIVE_AT_MOST, state.clock)
    return short.table if short is not None and short.slack >= allowed else None


def _improve_blindly(state: Search, seed: int) -> None:
    """Improve the plan where no complete pass is bearable: there is no bound, and none is claimed."""
    neighbourhoods = Neighbourhoods(state.master, seed)
    idle = 0
    while not state.over() and idle < PATIENCE * len(ROUNDS):
        around = neighbourhoods.draw(BLIND_SIZES[idle % len(BLIND_SIZES)])
        plan = improve(state.master, state.plan, around, None, state.clock, state.seconds(5.0))
        idle = 0 if state.better(plan) else idle + 1


def _take_bound(state: Search, bound: Bound, candidates: int) -> None:
    raised = -(-bound.total // bound.duals.scale)
    state.raise_bound(raised, "lp", candidates)
    state.raise_bound(bound.units, "rounded", candidates)


@dataclass(frozen=True)
class Guide:
    """The LP that leads the search for plans: the goal's own, or the last sum tier's under feasibility."""

    master: Master
    pricer: Pricer
    pool: Pool
    bound: Bound

    def hint(self, state: Search) -> Hint:
        """Say which candidates a better plan may hold; under feasibility, those of a plan within budgets."""
        worth = state.value - self.bound.step
        if self.master is not state.master:
            worth = state.master.goal.budgets[-1].limit
        slack = worth * self.bound.duals.scale - self.bound.total
        return Hint(self.master, self.bound.duals, self.bound.least, slack)


def _guide(state: Search, goal: Goal, pricer: Pricer, bound: Bound, pool: Pool) -> Guide:
    """Choose what leads the search for plans.

    The LP of feasibility is 0 wherever it does not exclude, so its duals say nothing; the last budget's tier
    under the budgets before it says which candidates fit together.
    """
    if not (goal.feasibility and goal.budgets):
        return Guide(state.master, pricer, pool, bound)
    last = goal.budgets[-1]
    master = Master(state.master.problem, Goal(last.scale, goal.budgets[:-1]))
    other = Pricer(master)
    columns = Pool(master, pool.candidates)
    guiding = generate_columns(other, columns, state.clock, state.until, None)
    return Guide(master, other, columns, guiding) if guiding else Guide(state.master, pricer, pool, bound)


def _dive(state: Search, guide: Guide, alive: Candidates | None, among: int) -> None:
    """Look for a good plan by diving; the LP's columns and the cheapest candidates take part."""
    hint = guide.hint(state)
    short = _shortlist(state, guide.pricer, guide.bound, alive, hint.slack, complete=False)
    if short is not None:
        until = state.clock.seconds + 0.8 * (state.until - state.clock.seconds)
        state.better(dive(guide.master, short.cut(among), guide.pool.candidates, hint, state.clock, until))


def _shortlist(
    state: Search,
    pricer: Pricer,
    bound: Bound,
    alive: Candidates | None,
    slack: int,
    *,
    complete: bool = True,
) -> Shortlist | None:
    """Candidates that a plan of value ≤ bound + slack may hold; None where time ran out."""
    if alive is None:
        return pricer.cheapest(bound, slack, CLOSED_AT_MOST, state.clock, complete=complete)
    figures = pricer.master.figures(alive)
    excess = pricer.excess(bound, alive, figures)
    rows = np.flatnonzero(excess <= slack)
    return Shortlist(alive.take(rows), figures.take(rows), excess[rows], slack)


def _close(
    state: Search,
    pricer: Pricer,
    bound: Bound,
    alive: Candidates | None,
    most: int,
    seconds: float,
    *,
    anyway: bool = False,
) -> bool:
    """Solve one MIP over all candidates that a better plan may hold, if these are at most ``most``.

    With ``anyway``, a spread of them where they are too many: whatever that finds, plans with other
    candidates are worth more than the shortlist's slack says.

    Returns
    -------
    Whether the goal is settled.
    """
    target = 0 if state.decide else state.value - bound.step
    short = _shortlist(state, pricer, bound, alive, target * bound.duals.scale - bound.total)
    if short is None:
        return state.over()
    if len(short.table) > most or short.slack < target * bound.duals.scale - bound.total:
        if not anyway:
            return False
        short = short.spread(CHEAPEST, PER_ROW)
    return _solve_shortlist(state, bound, short, seconds)


def _solve_shortlist(state: Search, bound: Bound, short: Shortlist, seconds: float) -> bool:
    first_worse = (bound.total + short.slack) // bound.duals.scale + 1
    worth = min(state.value, -(-first_worse // bound.step) * bound.step)
    table = short.table.joined(state.plan)
    figures = short.figures.joined(state.master.figures(state.plan))
    found = solve_whole(state.master, state.master.model(table, figures), state.seconds(seconds))
    state.clock.cut |= not found.finished
    if found.x is not None:
        state.better(plan_from(table, np.flatnonzero(found.x[: len(table)] > 0.5)))
    if found.bound is not None:
        steps = found.bound / bound.step
        # HiGHS holds dual feasibility to 1e-7 absolute and reckons in 53 bits: that much may be noise.
        # Values so large that noise reaches a whole step are left open rather than called proven.
        noise = max(1e-3, 1e-10 * abs(steps))
        raised = int(np.ceil(steps - noise)) * bound.step
        state.raise_bound(min(worth, raised), "enumerated_mip", len(table))
    return state.over()


def _improve_or_close(
    state: Search, pricer: Pricer, bound: Bound, guide: Guide, alive: Candidates | None, seed: int
) -> None:
    """Alternate dives, neighbourhoods and closing MIPs until settled, without progress, or out of time."""
    neighbourhoods = Neighbourhoods(state.master, seed)
    for size, most, seconds, among in ROUNDS:
        if not state.over():
            _dive(state, guide, alive, among)
        idle = 0
        while not state.over() and idle < PATIENCE:
            around = neighbourhoods.draw(size)
            plan = improve(
                state.master, state.plan, around, guide.hint(state), state.clock, state.seconds(3.0)
            )
            idle = 0 if state.better(plan) else idle + 1
        if state.over() or _close(state, pricer, bound, alive, most, seconds):
            return
    left = state.until - state.clock.seconds
    _close(state, pricer, bound, alive, CLOSED_AT_MOST, left, anyway=True)
