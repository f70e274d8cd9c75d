"""Several good plans, as different as possible from one another. Source: docs/answers.md, 14."""

import threading
import time
from collections.abc import Sequence

from ...models.county import County
from ...models.objective import grouping_tiers, tolerance_of
from ...models.plan import Alliance
from ...models.policy import Policy
from ...models.result import NoPlan, Solved
from ...models.several import AlternativePlan, Alternatives
from ..question import Question, same_as
from ..scope import scope_of
from ..solving import Solving
from ..work import Watch

FIRST_SHARE = 0.5
"""Share of the time for the best plan; the others share the rest."""


def tolerant(county: County, policy: Policy, equal_tiers: int, slack: float) -> Policy:
    """Let later tiers give back ``slack`` of their best, and the first ones nothing."""
    count = len(grouping_tiers(county, policy))
    tolerance = tuple(
        0.0 if number < equal_tiers else max(slack, tolerance_of(policy, number)) for number in range(count)
    )
    objective = policy.objective.model_copy(
        update={"tiers": grouping_tiers(county, policy), "tolerance": tolerance}
    )
    return policy.model_copy(update={"objective": objective})


def alternatives_of(
    county: County,
    policy: Policy,
    count: int,
    solving: Solving,
    *,
    equal_tiers: int = 2,
    slack: float = 0.05,
    time_limit: float,
    watch: Watch | None = None,
    stop: threading.Event | None = None,
) -> Alternatives | NoPlan:
    """Find the best plan and up to ``count`` further good ones.

    Parameters
    ----------
    time_limit
        Wall seconds for all of them.

    Raises
    ------
    NoPlanInTime
        As `solve_case`, before there is any plan.
    """
    started = time.monotonic()
    stop = stop or threading.Event()
    best = solving.solve(county, policy, time_limit * FIRST_SHARE, watch=watch, stop=stop)
    if isinstance(best, NoPlan):
        return best
    plans = [AlternativePlan(solved=best, county=county, policy=policy)]
    wide = tolerant(county, policy, equal_tiers, slack)
    places = scope_of(county, wide).places
    ended = ""
    while len(plans) <= count:
        left = time_limit - (time.monotonic() - started)
        if stop.is_set() or left <= 0:
            ended = "no_time"
            break
        earlier = [plan.solved.plan.alliances for plan in plans]
        question = Question(distance=same_as(earlier, places), known=best.plan.alliances)
        other = solving.settled(county, wide, left / (count + 1 - len(plans)), question, stop=stop)
        if not isinstance(other, Solved) or other.distance is None:
            ended = "no_time"
            break
        if _pairs(other.plan.alliances) in [_pairs(one) for one in earlier]:
            ended = "none_less_alike" if other.distance.proven else "none_found"
            break
        plans.append(AlternativePlan(solved=other, county=county, policy=wide, in_common=other.distance))
    return Alternatives(plans=tuple(plans), asked=count, equal_tiers=equal_tiers, slack=slack, ended=ended)


def _pairs(alliances: Sequence[Alliance]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (alliance.stage.value, alliance.core, member.school)
        for alliance in alliances
        for member in alliance.members
    )
