"""What a plan claims about itself, against what the tables say: travel, ids, unplaced, tiers, status."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ...models.objective import Tier, tolerance_of
from ...models.plan import Alliance, Plan, TierResult
from ...models.policy import Policy
from .case import Case
from .layout import Layout
from .numbers import CLAIM_TOLERANCE, agrees, exact, half_up, tier_unit
from .verdict import BrokenRule, Claim, TierFigures


def false_travel(case: Case, alliance: Alliance) -> Iterator[BrokenRule]:
    """Kilometres, minutes and the id as the alliance states them, where it does."""
    expected = f"{alliance.stage.value}-{alliance.core}"
    if alliance.id and alliance.id != expected:
        named = {"core": alliance.core, "claimed": alliance.id, "true": expected}
        yield BrokenRule(Claim.ALLIANCE_ID, (alliance.core,), named)
    if alliance.core not in case.schools:
        return
    for placed in alliance.members:
        way = case.ways.pair(alliance.core, placed.school) if placed.school in case.schools else None
        if way is None:
            continue
        for claim, claimed, true, half in (
            (Claim.MEMBER_KM, placed.km, Fraction(way[0], 1000), Fraction(1, 2000)),
            (Claim.MEMBER_MINUTES, placed.minutes, Fraction(way[1], 60), Fraction(1, 120)),
        ):
            if claimed is not None and not (math.isfinite(claimed) and abs(exact(claimed) - true) <= half):
                figures: dict[str, Any] = {
                    "core": alliance.core,
                    "school": placed.school,
                    "claimed": claimed,
                    "true": round(float(true), 4),
                }
                yield BrokenRule(claim, (alliance.core, placed.school), figures)


def false_points(case: Case, alliance: Alliance) -> Iterator[BrokenRule]:
    """Sentence 23: the points that the plan lists with core and members, where it lists any."""
    listed = [(alliance.core, alliance.points), *((own.school, own.points) for own in alliance.members)]
    for school, claimed in listed:
        true = case.points.get(school, frozenset())
        if claimed and sorted(claimed) != sorted(true):
            figures = {
                "school": school,
                "claimed": ", ".join(sorted(claimed)),
                "true": ", ".join(sorted(true)) or "–",
            }
            yield BrokenRule(Claim.POINTS, (school,), figures)


def false_unplaced(plan: Plan, layout: Layout) -> Iterator[BrokenRule]:
    """List of the unplaced, where the plan gives one, against who is really left."""
    if plan.unplaced is None:
        return
    claimed = [(left.school, left.stage) for left in plan.unplaced]
    for school, stage in sorted(set(layout.unplaced) - set(claimed)):
        yield BrokenRule(Claim.UNPLACED, (school,), {"school": school, "stage": stage.value})
    twice = {row for row, count in Counter(claimed).items() if count > 1}
    extra = twice | (set(claimed) - set(layout.unplaced))
    for school, stage in sorted(extra):
        yield BrokenRule(Claim.NOT_UNPLACED, (school,), {"school": school, "stage": stage.value})


def claimed_tiers(plan: Plan, tiers: Sequence[Tier]) -> list[tuple[int, Tier]]:
    """Tiers of the settings that the plan's tiers stand for, with their place in the settings.

    A plan of the grouping alone may leave out the tiers that need the exchange.
    """
    numbered = list(enumerate(tiers))
    grouping = [(at, tier) for at, tier in numbered if not any(term.needs_exchange for term in tier)]
    return grouping if len(plan.tiers) == len(grouping) else numbered


def false_tiers(
    plan: Plan, policy: Policy, tiers: Sequence[tuple[int, Tier]], figures: Sequence[TierFigures]
) -> Iterator[BrokenRule]:
    """Tiers of the plan, where it gives them: terms, values, best, bound, proofs and the status."""
    if not plan.tiers:
        return
    wanted = [sorted(term.value for term in tier) for _, tier in tiers]
    given = [sorted(term.value for term in tier.terms) for tier in plan.tiers]
    if wanted != given:
        named = {"claimed": " | ".join(map(", ".join, given)), "true": " | ".join(map(", ".join, wanted))}
        yield BrokenRule(Claim.TIER_TERMS, (), named)
        return
    all_proven = True
    for claimed, (at, tier), true in zip(plan.tiers, tiers, figures, strict=True):
        if true.exact_value is not None:
            yield from _values(claimed, true)
            yield from _bounds(claimed, tier, true, exact(tolerance_of(policy, at)))
            if claimed.proven and not (all_proven and _closed(claimed, tier)):
                shown: dict[str, Any] = {"tier": true.tier + 1, "best": claimed.best, "bound": claimed.bound}
                yield BrokenRule(Claim.PROVEN, (), shown)
            if claimed.estimate and claimed.proven:
                yield BrokenRule(Claim.ESTIMATE, (), {"tier": true.tier + 1})
        all_proven = all_proven and claimed.proven
    if plan.status is not None and (plan.status == "optimal") != all_proven:
        yield BrokenRule(Claim.STATUS, (), {"claimed": plan.status})


def whole_units(number: float | None, unit: Fraction) -> int | None:
    """Whole units nearest to a claimed number, None where it is missing or not finite."""
    return None if number is None or not math.isfinite(number) else half_up(exact(number) / unit)


def bound_units(number: float | None, unit: Fraction) -> int | None:
    """Units below which no value lies if ``number`` is a lower bound: rounded up, noise forgiven."""
    near = whole_units(number, unit)
    if number is None or near is None:
        return None
    return near if abs(exact(number) - near * unit) <= CLAIM_TOLERANCE else math.ceil(exact(number) / unit)


def _values(claimed: TierResult, true: TierFigures) -> Iterator[BrokenRule]:
    for term, figure in sorted(claimed.terms.items()):
        if not agrees(figure, true.exact_terms[term]):
            shown: dict[str, Any] = {
                "tier": true.tier + 1,
                "term": term.value,
                "claimed": figure,
                "true": float(true.exact_terms[term]),
            }
            yield BrokenRule(Claim.TERM_VALUE, (), shown)
    if true.exact_value is not None and not agrees(claimed.value, true.exact_value):
        shown = {"tier": true.tier + 1, "claimed": claimed.value, "true": true.value}
        yield BrokenRule(Claim.TIER_VALUE, (), shown)


def _bounds(claimed: TierResult, tier: Tier, true: TierFigures, tolerance: Fraction) -> Iterator[BrokenRule]:
    unit = tier_unit(tier)
    value = true.exact_value or Fraction(0)
    best, bound = whole_units(claimed.best, unit), bound_units(claimed.bound, unit)
    shown: dict[str, Any] = {
        "tier": true.tier + 1,
        "value": true.value,
        "best": claimed.best,
        "bound": claimed.bound,
    }
    if claimed.best is not None and (best is None or value > best * unit * (1 + tolerance)):
        yield BrokenRule(Claim.TIER_BEST, (), shown)
    if claimed.bound is not None and (
        bound is None or bound * unit > value or (best is not None and bound > best)
    ):
        yield BrokenRule(Claim.TIER_BOUND, (), shown)


def _closed(claimed: TierResult, tier: Tier) -> bool:
    unit = tier_unit(tier)
    best, bound = whole_units(claimed.best, unit), bound_units(claimed.bound, unit)
    return best is not None and best == bound
