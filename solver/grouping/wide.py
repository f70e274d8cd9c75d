"""Plans of a wide part: its regions are searched one by one, each as a part of its own beside the rest.

A region of some dozen leads is settled in seconds where the whole part would take hours. Regions of one
layout share nothing, so they are searched side by side; the next layout has its borders elsewhere. This finds
plans; bounds of regions beside a fixed rest say nothing of the whole part and are not used.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from .candidates import Candidates
from .clock import Clock
from .found import Found, Search
from .goal import Budget, Goal
from .master import tier_value
from .neighbourhood import plan_from
from .problem import Problem
from .regions import Region, closeness, layout, regions_of

REGION_SIZES = (24, 40, 64)
"""Lead keys of a region, layout by layout; the last goes on."""
Solve = Callable[[Problem, Goal, Candidates, Clock, float, int], Found]
"""Searches a part: problem, goal, plan to start from, clock, until, seed."""


@dataclass
class Sweeps:
    """Layouts of one part, each searched region by region."""

    state: Search
    solve: Solve
    seed: int

    def __post_init__(self) -> None:
        self._shared = closeness(self.state.master.problem)
        self._random = np.random.default_rng([self.seed, 7])
        self._done = 0

    def sweep(self, until: float) -> bool:
        """Search every region of the next layout; whether the plan became better.

        Parameters
        ----------
        until
            Seconds since the start at which to stop.
        """
        state, clock = self.state, self.state.clock
        size = REGION_SIZES[min(self._done, len(REGION_SIZES) - 1)]
        self._done += 1
        groups = layout(self._shared, size, self._random)
        regions = regions_of(state.master.problem, state.plan, groups)
        before = state.value
        each = (until - clock.seconds) * clock.workers / len(regions)
        with ThreadPoolExecutor(clock.workers) as threads:
            searched = [
                threads.submit(self._search, region, each, until, number)
                for number, region in enumerate(regions)
                if len(region.problem.leads)
            ]
            for one in searched:
                plan = one.result()
                if plan is not None:
                    state.better(_replaced(state.plan, *plan))
        return state.value < before

    def _search(
        self, region: Region, each: float, until: float, number: int
    ) -> tuple[Region, Candidates] | None:
        """Search one region; the region and its plan in the whole part's numbers, None if it is no better."""
        state, clock = self.state, self.state.clock
        if clock.over(until):
            return None
        goal = Goal(state.master.goal.scale, self._budgets(region))
        stop = min(until, clock.seconds + each)
        found = self.solve(region.problem, goal, region.plan, clock, stop, self.seed + number)
        return region, found.plan

    def _budgets(self, region: Region) -> tuple[Budget, ...]:
        """Give a region what its own plan spends: regions are searched side by side."""
        return tuple(
            budget._replace(limit=tier_value(region.problem, budget.scale, region.plan))
            for budget in self.state.master.goal.budgets
        )


def _replaced(plan: Candidates, region: Region, own: Candidates) -> Candidates:
    """Put a region's new plan in the place of its old one."""
    rest = plan.take(~np.isin(plan.lead, region.leads))
    joined = rest.joined(region.outside(own))
    return plan_from(joined, np.arange(len(joined)))
