"""A changed county re-solved: near the plan in force, and once with everything free to compare with.

Source: docs/answers.md, 1 to 7.
"""

import threading
import time
from typing import NamedTuple

from ...models.county import County
from ...models.plan import TierResult
from ...models.policy import Policy
from ...models.result import NoPlan, Solved
from ...models.words import Term
from ..question import PlanInForce, Question
from ..solving import Solving
from ..work import Watch
from .in_force import alliances_to_start_from
from .near import Near
from .taken_over import is_better, taken_over

FREE_SHARE = 0.3
"""Share of the time kept for the solve with everything free."""


class Replanned(NamedTuple):
    """What a changed county comes to.

    Attributes
    ----------
    outcome
        The checked plan near the plan in force, or why there is none.
    free
        The tiers of the best plan with nothing kept: None where there was no time, or no such plan.
    """

    outcome: Solved | NoPlan
    free: tuple[TierResult, ...] | None


def replan(
    near: Near,
    county: County,
    policy: Policy,
    solving: Solving,
    *,
    time_limit: float,
    in_force: PlanInForce | None = None,
    near_only: bool = False,
    watch: Watch | None = None,
    stop: threading.Event | None = None,
) -> Replanned:
    """Solve a changed county near its plan in force, and with everything free.

    Parameters
    ----------
    near
        The county as `near_plan` made it; its alliances.csv is what the search starts from.
    county, policy
        The same county with nothing kept.
    time_limit
        Wall seconds for both solves.
    in_force
        The plan in force with its county, if its exchanges are known.
    near_only
        Leave the solve with everything free out.

    Raises
    ------
    NoPlanInTime
        As `solve_case`.
    """
    started = time.monotonic()
    stop = stop or threading.Event()
    known = alliances_to_start_from(near.county, near.policy)
    outcome = solving.solve(
        near.county,
        near.policy,
        time_limit * (1 if near_only else 1 - FREE_SHARE),
        Question(known=known, in_force=in_force),
        watch=watch,
        stop=stop,
    )
    left = time_limit - (time.monotonic() - started)
    if near_only or stop.is_set() or left <= 0 or isinstance(outcome, NoPlan):
        return Replanned(outcome, None)
    question = Question(known=outcome.plan.alliances, in_force=in_force, published=False)
    free = solving.solve(county, policy, left, question, stop=stop)
    if isinstance(free, NoPlan):
        return Replanned(outcome, None)
    nearby = tuple(tier for tier in outcome.plan.tiers if set(tier.terms) != {Term.CHANGED})
    if not any(policy.objective.tolerance) and is_better(nearby, free.plan.tiers):  # it is free too
        return Replanned(outcome, taken_over(nearby, free.plan.tiers))
    return Replanned(outcome, free.plan.tiers)
