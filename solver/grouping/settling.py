"""Settling a wide part: its plan and its bound are brought together region by region.

First a plan is made anew after the LP; then regions choose anew, layout by layout; in between, regions raise
the bound; and what then lies in the gap is closed, where it is little. ``regional.py`` has the steps.
"""

from typing import NamedTuple

import numpy as np

from .candidates import Candidates
from .columns import Pool
from .found import Search
from .goal import Goal
from .master import Master, tier_value
from .pricing import Bound, Pricer
from .problem import Ints
from .regional import Lists, Regional
from .regions import closeness, layout
from .terms import cost_of_candidates
from .wide import Sweeps

WIDE = 160
"""Lead keys from which a part is settled by regions."""
BOUND_KEYS = 60
CONSTRUCTION_SHARE, BOUND_SHARE, SWEEP_SHARE = 0.3, 0.2, 0.3
"""Shares of the time left for a plan made anew, for raising the bound, and for one layout."""
IDLE_AT_MOST = 3
"""Layouts without a better plan after which all is done."""
LITTLE = 1e-4
"""Share of the value that is no progress."""


class Round(NamedTuple):
    """One layout: lead keys of a region, and how its plan is chosen."""

    keys: int
    lists: Lists


ROUNDS = (
    *(Round(45, Lists(15, 4e-3)),) * 2,
    *(Round(45, Lists(30, 4e-3)),) * 2,
    *(Round(60, Lists(30, 2e-3)),) * 4,
    Round(60, Lists(40, 5e-4)),
)
"""The layouts in turn, quick ones first; the last goes on."""
ROUNDS_BEFORE_BOUND = 6
AROUND_KEYS = (12, 24)
AROUND_LISTS = Lists(50, 4e-3)
"""Regions around places left out beyond a budget."""
OVERRUN_AT_MOST = 8
REPAIR_FROM, REPAIR_SHARE = 0.35, 0.3
"""After so many layouts, or this share of the time, a plan is brought within budgets; for that, this share of
the time left."""


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
    regional = Regional(state, pricer, bound)
    shared = closeness(state.master.problem)
    random = np.random.default_rng([seed, 11])

    def regions(keys: int) -> list[Ints]:
        return layout(shared, keys, random)

    plan = state.plan
    if not pricer.working[1].cost.any():  # only who is left out counts: the first plan was made for that
        regional.raise_bound(regions(BOUND_KEYS), state.part_of_time(BOUND_SHARE))
        search_regions(sweeps, 1.0)
        return
    if pool.relaxed is not None and not state.over():
        steps = ROUNDS[0]
        until = state.part_of_time(CONSTRUCTION_SHARE)
        made = regional.construct(regions(steps.keys), *pool.relaxed, until, steps.lists)
        regional.take(made)
        if not len(plan) or state.master.value(made) < state.value:
            plan = made
    idle = rounds = 0
    given_up = False
    repair_from = state.part_of_time(REPAIR_FROM)
    while idle < IDLE_AT_MOST and not state.over():
        steps = ROUNDS[min(rounds, len(ROUNDS) - 1)]
        before = regional.missed(plan), state.master.value(plan)
        until = state.part_of_time(SWEEP_SHARE)
        plan = regional.improve(plan, regions(steps.keys), until, steps.lists)
        rounds += 1
        if regional.missed(plan):
            around = regional.around(plan, shared, AROUND_KEYS[rounds % len(AROUND_KEYS)])
            plan = regional.improve(plan, around, state.part_of_time(SWEEP_SHARE), AROUND_LISTS)
            if rounds >= OVERRUN_AT_MOST or state.clock.seconds > repair_from:
                plan = within_budgets(state, plan, sweeps)
                regional.take(plan)
        after = regional.missed(plan), state.master.value(plan) / (1 - LITTLE)
        idle = 0 if after < before else idle + 1
        if idle == IDLE_AT_MOST and after[0] and not given_up:
            given_up, idle, plan = True, 0, state.plan
        if rounds == ROUNDS_BEFORE_BOUND:
            regional.raise_bound(regions(BOUND_KEYS), state.part_of_time(BOUND_SHARE))


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
