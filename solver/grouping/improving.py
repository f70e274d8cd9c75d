"""Improving a plan among listed candidates: dives, neighbourhoods, and closing steps of growing size."""

from dataclasses import dataclass

from .bound import Bound
from .candidates import Candidates
from .closing import CLOSED_AT_MOST, LISTED_AT_MOST, close, shortlist_of
from .columns import Pool, generate_columns
from .dive import dive
from .found import Search
from .goal import Goal
from .master import Master
from .neighbourhood import Hint, Neighbourhoods, improve
from .pricing import Pricer

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
PATIENCE = 30
"""Neighbourhoods without a better plan after which the next step follows."""


def improve_blindly(state: Search, seed: int) -> None:
    """Improve the plan where no complete pass is bearable: there is no bound, and none is claimed."""
    neighbourhoods = Neighbourhoods(state.master, seed)
    idle = 0
    while not state.over() and idle < PATIENCE * len(ROUNDS):
        around = neighbourhoods.draw(BLIND_SIZES[idle % len(BLIND_SIZES)])
        plan = improve(state.master, state.plan, around, None, state.clock, state.seconds(5.0))
        idle = 0 if state.better(plan) else idle + 1


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


def guide_of(state: Search, goal: Goal, pricer: Pricer, bound: Bound, pool: Pool) -> Guide:
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
    short = shortlist_of(guide.pricer, guide.bound, alive, hint.slack, LISTED_AT_MOST, state, complete=False)
    if short is not None:
        until = state.clock.seconds + 0.8 * (state.until - state.clock.seconds)
        state.better(dive(guide.master, short.cut(among), guide.pool.candidates, hint, state.clock, until))


def improve_or_close(
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
        if state.over() or close(state, pricer, bound, alive, most, seconds):
            return
    left = state.until - state.clock.seconds
    close(state, pricer, bound, alive, CLOSED_AT_MOST, left, anyway=True)
