"""Points of a curve judged: which are open, which follow from others, and whether the end is proven.

Source: docs/answers.md, 7.
"""

import math
from collections.abc import Sequence
from functools import reduce

from ...models.plan import TierResult
from ...models.whatif import CurvePoint
from ...models.words import Term
from .taken_over import is_better, taken_over


def tiers_of_county(tiers: Sequence[TierResult]) -> tuple[TierResult, ...]:
    """Leave the tier `changed` out."""
    return tuple(tier for tier in tiers if set(tier.terms) != {Term.CHANGED})


def floors_of(tiers: Sequence[TierResult]) -> tuple[float, ...]:
    """Values of tiers that no plan with fewer changes goes below: the proven ones, from the first on."""
    proven = []
    for tier in tiers:
        if not tier.proven:
            break
        proven.append(tier.value)
    return tuple(proven)


def end_is_proven(unbounded: Sequence[TierResult], before: CurvePoint | None, end: CurvePoint) -> bool:
    """Whether no plan as good as the best one has fewer changes than the end, and none is better.

    Parameters
    ----------
    unbounded
        Tiers of the plan at the end as it was found under any number of changes, fewest changes last. The
        point may have been solved again since, but within its own number of changes: that says nothing of
        plans with more.
    before, end
        The last point but one, where it was solved, and the last one.
    """
    if all(tier.proven for tier in unbounded):
        return True
    best_known = all(tier.proven for tier in tiers_of_county(unbounded))
    return best_known and _gains(before, end)


def _gains(before: CurvePoint | None, end: CurvePoint) -> bool:
    """Whether the last change is proven to gain something: without it every plan is worse."""
    if before is None or not all(tier.proven for tier in end.tiers):
        return False
    solved = before.status == "solved" and all(tier.proven for tier in before.tiers)
    return before.status == "impossible" or (solved and values_of(before) > values_of(end))


def is_open(point: CurvePoint) -> bool:
    """Whether a point has no plan in time, or an aim that is not proven."""
    return point.status == "unknown" or not all(tier.proven for tier in point.tiers)


def values_of(point: CurvePoint) -> tuple[float, ...]:
    """Values of a point's aims; without a plan worse than any."""
    return tuple(tier.value for tier in point.tiers) if point.tiers else (math.inf,)


def never_worse(points: Sequence[CurvePoint], also: CurvePoint | None) -> list[CurvePoint]:
    """Let a point that was cut short take over a plan with as many or fewer changes where that is better.

    ``also``: a plan that is known besides.
    """
    better: list[CurvePoint] = []
    for point in points:
        before = better[-1] if better else None
        known = [one for one in (before, also) if one and one.changed_at_most <= point.changed_at_most]
        better.append(reduce(_better_of, known, point) if point.status == "solved" else point)
    return better


def _better_of(point: CurvePoint, known: CurvePoint) -> CurvePoint:
    """Give a point the plan of another one with as many or fewer changes, where that is better."""
    if not is_better(known.tiers, point.tiers):
        return point
    tiers = taken_over(known.tiers, point.tiers)
    return known.model_copy(update={"changed_at_most": point.changed_at_most, "tiers": tiers})


def alike(one: CurvePoint, other: CurvePoint) -> bool:
    """Whether all points between two must be as they are: equal and proven, or both impossible."""
    if one.status == other.status == "impossible":
        return True
    if not (one.status == other.status == "solved"):
        return False
    pairs = list(zip(one.tiers, other.tiers, strict=True))
    return all(a.value == b.value and a.proven and b.proven for a, b in pairs)
