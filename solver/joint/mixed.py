"""A tier that mixes a maximum of the exchange with other terms: the other terms under every limit that pays.

For a limit L on the maximum, the least value f(L) of the other terms never grows with L. Between limits L and
M the tier's value is at least weight × L + f(M). Intervals of limits are halved, the most promising first,
until none can hold a better plan than the best found.
"""

import heapq
from dataclasses import replace

from ...models.words import Term
from .limits import within_limit
from .rounds import Rounds, go_on
from .state import Joint

Interval = tuple[int, int, int, int]
"""Bound of the tier's value in it, least and largest limit, and a bound of the other terms."""


def close_mixed(joint: Joint, run: Rounds, term: Term) -> None:
    """Bring plan and bound of a mixed tier together; ``run`` has been solved without the maximum."""
    weight = run.scale.factor[term]
    settled, run.loosened = run.best, False
    waiting: list[Interval] = [(run.bound, 0, max(0, run.best // weight), run.bound)]
    while waiting and waiting[0][0] < run.best and not joint.clock.over(run.until):
        bound, least, most, others = heapq.heappop(waiting)
        middle = (least + most) // 2
        below = _others_within(joint, run, term, middle)
        if run.loosened:  # an earlier tier is worth more than these bounds speak of
            run.bound = 0
            return
        if below is None:
            heapq.heappush(waiting, (bound, least, most, others))
            break
        below = max(below, others)
        settled = min(settled, weight * middle + below)
        if least < middle:
            heapq.heappush(waiting, (weight * least + below, least, middle - 1, below))
        if middle < most:
            heapq.heappush(waiting, (weight * (middle + 1) + others, middle + 1, most, others))
    run.bound = max(run.bound, min([settled, run.best, *(interval[0] for interval in waiting)]))


def _others_within(joint: Joint, run: Rounds, term: Term, limit: int) -> int | None:
    """Bound the other terms of plans within a limit; better plans go into ``run``. None: it stays unknown."""
    within = within_limit(joint, term, limit, run.plans, run.until)
    if within.excluded:
        return run.best  # no plan keeps the limit: nothing there is better than the best
    if within.plans is None:
        return None

    def report(best: int | None, _bound_within: int, done: bool) -> None:
        run.report(best, 0 if inside.loosened else run.bound, done)  # not one that holds under a limit

    inside = replace(run, limits={**run.limits, term: limit}, held=term, bound=0, report=report)
    if joint.value(run.scale, within.plans) < inside.best:
        inside.plans = joint.state.plans = list(within.plans)
        inside.best = joint.value(run.scale, inside.plans)
    go_on(joint, inside, within.plans)
    run.plans, run.best, run.blurred = inside.plans, inside.best, inside.blurred
    run.loosened = inside.loosened
    return inside.bound
