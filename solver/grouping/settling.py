"""Settling a wide part: its plan and its bound are brought together region by region.

First a plan is made anew after the LP; where that leaves out too many, regions everywhere make the plan at
hand better. Then, lap by lap, schools that are left out are placed; alliances exchange a member each,
everywhere at once; regions around the largest gaps choose anew, and from the second lap on regions
everywhere; and regions around gaps raise the bound. What then lies in the gap is closed, where it is little.
"""

from typing import NamedTuple

import numpy as np

from .bound import Bound
from .candidates import Candidates
from .columns import Pool
from .found import Search
from .gaps import around_gaps, around_places_left, counted_left, gap_of_keys
from .goal import Goal
from .master import Master, tier_value
from .pricing import Pricer
from .problem import Ints
from .regional import Regional
from .regional_bound import Raises
from .regional_plans import Lists, Plans
from .regions import closeness, layout
from .rows import Floats
from .terms import cost_of_candidates
from .wide import Sweeps

WIDE = 160
"""Lead keys from which a part is settled by regions."""
IDLE_AT_MOST = 2
"""Laps that better neither plan nor bound after which all is done; layouts without a better plan likewise."""
CONSTRUCTION_SHARE, STEP_SHARE, BOUND_SHARE, REPAIR_SHARE = 0.3, 0.4, 0.15, 0.3
"""Shares of the time left for a plan made anew, for one step, for raising the bound once, and for bringing a
plan within budgets."""


class Step(NamedTuple):
    """One step of a lap: regions of so many lead keys, and what their plans are chosen from.

    Regions cover the part ``everywhere``, with borders drawn anew, or lie around the largest gaps.
    """

    keys: int
    lists: Lists
    everywhere: bool = False


# Sizes and lists were tried out on made-up counties of 1 000 and 3 000 schools: a MIP of so many leads takes
# some tenths of a second, and larger ones gain less for their seconds.
CONSTRUCTION = Step(45, Lists(most=0, each=15, near=4e-3))
AROUND_LEFT = Step(12, Lists(most=0, each=25, near=4e-3))
"""Where a plan is made anew, and around places that it leaves out."""
AROUND_LEFT_AT_MOST = 5
"""Looks around places left out before a step that looks at nothing else places the rest."""
LEFT_AT_MOST = 0.05
"""Share of the places that it may leave out more than the plan at hand does: else that one is gone on with,
since placing so many costs more than is gained."""
EXCHANGES = Lists(most=12_000, each=0, near=1e-3, exchange=True)
FROM_FAR = (
    *(Step(45, Lists(most=0, each=10, near=4e-3), everywhere=True),) * 2,
    *(Step(60, Lists(most=0, each=10, near=4e-3), everywhere=True),) * 2,
    Step(120, EXCHANGES, everywhere=True),
    *(Step(60, Lists(most=0, each=15, near=2e-3), everywhere=True),) * 3,
)
"""Before the first lap, where the plan at hand is gone on with: it may know nothing of the goal."""
EVERYWHERE = (Step(60, Lists(most=0, each=15, near=1e-3), everywhere=True),) * 3
QUICK = (
    Step(12, Lists(most=1_000, each=10, near=1e-3)),
    Step(16, Lists(most=1_000, each=10, near=1e-3)),
    Step(60, EXCHANGES, everywhere=True),
    Step(25, Lists(most=1_000, each=10, near=2e-3)),
    Step(40, Lists(most=0, each=20, near=2e-3)),
)
THOROUGH = (
    Step(120, EXCHANGES, everywhere=True),
    Step(25, Lists(most=0, each=40, near=1e-3)),
    Step(60, Lists(most=0, each=30, near=5e-4)),
    Step(120, EXCHANGES._replace(near=1e-4), everywhere=True),
    Step(40, Lists(most=0, each=60, near=3e-4)),
    Step(25, Lists(most=0, each=60, near=3e-4)),
)
WIDER = (
    Step(250, EXCHANGES._replace(near=1e-5), everywhere=True),
    Step(60, Lists(most=0, each=60, near=1e-4)),
    Step(90, Lists(most=0, each=40, near=5e-4)),
)
"""The first lap is quick, then thorough; later ones go everywhere, then are thorough, and wider where the one
before did not help."""
BOUND_KEYS = (25, 40, 60)
"""Lead keys of the regions around gaps that raise the bound after a lap."""


def is_wide(master: Master, pricer: Pricer) -> bool:
    """Whether a part is settled by regions: many leads, all candidates held, no row that ties them."""
    tied = bool(master.ceilings) or bool(master.rows.counts) or bool(master.rows.must)
    return len(master.problem.keys) >= WIDE and pricer.held and pricer.summed is None and not tied


def search_regions(sweeps: Sweeps, share: float) -> None:
    """Search the regions of one layout after the other until nothing becomes better."""
    state = sweeps.state
    until = state.part_of_time(share)
    idle = 0
    while idle < IDLE_AT_MOST and not state.over() and not state.clock.over(until):
        idle = 0 if sweeps.sweep(until) else idle + 1


def settle_by_regions(
    state: Search,
    pricer: Pricer,
    bound: Bound,
    pool: Pool,
    sweeps: Sweeps,
    seed: int,
) -> None:
    """Bring plan and bound of a wide part together."""
    settling = Settling(Regional(state, pricer, bound), sweeps, np.random.default_rng([seed, 11]))
    if pricer.only_placing:  # the first plan was made for that
        settling.raise_bound(settling.layout(max(BOUND_KEYS)))
        search_regions(sweeps, 1.0)
        return
    if pool.relaxed is not None and not state.over():
        settling.construct(pool.relaxed)
    settling.go_on()


class Settling:
    """One part being settled: its plan, which may overrun budgets for a while, what its regions showed."""

    def __init__(self, regional: Regional, sweeps: Sweeps, random: np.random.Generator) -> None:
        self.regional = regional
        self.state = regional.state
        self.sweeps = sweeps
        self.random = random
        self.shared = closeness(self.state.master.problem)
        self.plans = Plans(regional)
        self.raises = Raises(regional)
        self.plan = self.state.plan

    def layout(self, keys: int) -> list[Ints]:
        """Divide all lead keys into regions of at most so many, with borders drawn anew."""
        return layout(self.shared, keys, self.random)

    def raise_bound(self, groups: list[Ints]) -> None:
        """Let regions raise the bound."""
        self.raises.raise_bound(groups, self.state.part_of_time(BOUND_SHARE))

    def construct(self, relaxed: tuple[Candidates, Floats]) -> None:
        """Make a plan anew; where it leaves out too many, better the plan at hand, everywhere."""
        until = self.state.part_of_time(CONSTRUCTION_SHARE)
        made = self.plans.construct(self.layout(CONSTRUCTION.keys), relaxed, until, CONSTRUCTION.lists)
        if made is None:
            return
        self.regional.take(made)
        left, before = (len(counted_left(self.regional, plan)) for plan in (made, self.plan))
        if left > before + LEFT_AT_MOST * len(self.state.master.problem.places):
            self.better(FROM_FAR)
            return
        if not len(self.plan) or self.state.master.value(made) < self.state.value:
            self.plan = made

    def go_on(self) -> None:
        """Lap by lap: place who is left, better the plan step by step, raise the bound; until none helps."""
        idle = 0
        steps: tuple[Step, ...] = QUICK + THOROUGH
        while idle < IDLE_AT_MOST and not self.state.over():
            before = self._worth(), -self.state.bound
            self._place()
            self.better(steps)
            self._raise_around_gaps()
            idle = 0 if (self._worth(), -self.state.bound) < before else idle + 1
            steps = EVERYWHERE + THOROUGH + (WIDER if idle else ())

    def better(self, steps: tuple[Step, ...]) -> None:
        """Better the plan step by step."""
        for step in steps:
            if self.state.over():
                break
            self._improve(self._regions(step), step.lists)

    def _raise_around_gaps(self) -> None:
        for keys in BOUND_KEYS:
            if not self.state.over():
                self.raise_bound(self._around_gaps(keys))

    def _worth(self) -> tuple[int, int]:
        """Say how good the plan is: promises and budgets first, then the goal's value."""
        return self.regional.missed(self.plan), self.state.master.value(self.plan)

    def _regions(self, step: Step) -> list[Ints]:
        return self.layout(step.keys) if step.everywhere else self._around_gaps(step.keys)

    def _around_gaps(self, keys: int) -> list[Ints]:
        closed = self.raises.closed(gap_of_keys(self.regional, self.plan))
        return around_gaps(self.regional, self.plan, self.shared, keys, closed)

    def _improve(self, groups: list[Ints], lists: Lists) -> None:
        if groups and not self.state.over():
            until = self.state.part_of_time(STEP_SHARE)
            self.plan = self.plans.improve(self.plan, groups, until, lists)

    def _place(self) -> None:
        """Bring a plan within its budgets; go on with the best one that is."""
        for _ in range(AROUND_LEFT_AT_MOST):
            missed = self.regional.missed(self.plan)
            around = around_places_left(self.regional, self.plan, self.shared, AROUND_LEFT.keys)
            self._improve(around, AROUND_LEFT.lists)
            if not missed or self.regional.missed(self.plan) >= missed:
                break
        if self.regional.missed(self.plan) and not self.state.over():
            self.plan = within_budgets(self.state, self.plan, self.sweeps)
            self.regional.take(self.plan)
        if self._worth() > (self.regional.missed(self.state.plan), self.state.value):
            self.plan = self.state.plan


def within_budgets(state: Search, plan: Candidates, sweeps: Sweeps) -> Candidates:
    """Place more, region by region, where a plan leaves out more than a budget allows."""
    problem = state.master.problem
    for budget in state.master.goal.budgets:
        only_left_out = not cost_of_candidates(problem, budget.scale, plan).any()
        if not only_left_out or tier_value(problem, budget.scale, plan) <= budget.limit:
            continue
        goal = Goal(budget.scale, ())
        until = state.part_of_time(REPAIR_SHARE)
        placing = Search(Master(problem, goal), plan, state.clock, until, lambda _found: None, decide=False)
        again = Sweeps(placing, sweeps.solve, sweeps.seed)
        idle = 0
        while idle < IDLE_AT_MOST and placing.value > budget.limit and not placing.over():
            idle = 0 if again.sweep(until) else idle + 1
        plan = placing.plan
    return plan
