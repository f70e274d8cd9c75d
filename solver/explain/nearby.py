"""A good plan to start a question from: only the alliances around the place asked about may change.

In a large county a search that has little time finds such a plan, and hardly any other. Everything farther
away keeps its core (as a pin), in widening circles; what is found is a plan of the county, its bounds are
not the county's.
"""

from collections.abc import Sequence
from time import monotonic

from ...models.county import County, Pin
from ...models.result import Solved
from ...models.words import PinRule
from ..question import cores_of
from ..scope import Place
from ..travel.measure import UNKNOWN, measure_travel
from .asking import TOO_LITTLE, PlanAsked, core_now

CIRCLES = (1, 3, 8)
"""How many of the nearest alliances beside those concerned may change, circle by circle."""
CIRCLES_SHARE = 0.6
"""Of a question's seconds, for all circles; a small one that needs it all is worth more than a wide one."""


def near_plan(
    case: PlanAsked, county: County, place: Place, core: str | None, seconds: float
) -> Solved | None:
    """Find the best plan near the one asked about; None where the county is small, or none was found.

    Parameters
    ----------
    county
        The county with what is asked as a rule.
    core
        The core that is asked about, if any.
    seconds
        Seconds of the whole question.
    """
    concerned = {one for one in (core_now(case, place), core) if one is not None}
    others = _by_distance(case, place, concerned)
    if len(others) <= CIRCLES[-1]:
        return None
    found: Solved | None = None
    until = monotonic() + CIRCLES_SHARE * seconds
    for circle in CIRCLES:
        left = min(until - monotonic(), case.effort.left)
        if left <= TOO_LITTLE:
            break
        held = _held(case, county, place, concerned.union(others[:circle]))
        start = None if found is None else found.plan.alliances
        result = case.solve(held, left, place, start)
        if isinstance(result, Solved) and (found is None or _values(result) <= _values(found)):
            found = result
    return found


def without_bounds(near: Solved) -> Solved:
    """Keep the plan alone: its bounds hold only while everything farther away stays."""
    tiers = tuple(
        tier.model_copy(update={"bound": None, "proven": False, "best": None}) for tier in near.plan.tiers
    )
    return near.model_copy(update={"plan": near.plan.model_copy(update={"tiers": tiers}), "distance": None})


def _values(found: Solved) -> tuple[float, ...]:
    return tuple(tier.value for tier in found.plan.tiers)


def _by_distance(case: PlanAsked, place: Place, concerned: set[str]) -> Sequence[str]:
    """Cores of the plan that are not concerned, the nearest to the place first."""
    cores = sorted({one.core for one in case.base.plan.alliances} & case.county.by_id.keys() - concerned)
    if not cores:
        return ()
    metres = measure_travel(case.county, case.policy, cores, [place[0]]).metres[:, 0].tolist()
    far = max(metres) + 1
    order = sorted((far if way == UNKNOWN else way, core) for way, core in zip(metres, cores, strict=True))
    return [core for _, core in order]


def _held(case: PlanAsked, county: County, place: Place, free: set[str]) -> County:
    """Pin every other member to its core, unless that may change; who is unplaced or leads is free."""
    once = case.policy.several_stages == "once"
    held = cores_of(case.base.plan.alliances, case.problem.scope.places)
    pins = [
        Pin(school_id=school, core_id=core, stage=None if once else stage, rule=PinRule.MUST)
        for (school, stage), core in sorted(held.items(), key=lambda one: one[0])
        if core is not None and core != school and core not in free and (school, stage) != place
    ]
    return county.model_copy(update={"pins": (*county.pins, *pins)})
