"""What a plan claims of its exchange: estimates, and each alliance's tiers (docs/exchange.md, 32, 33)."""

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ...models.objective import Tier
from ...models.plan import AllianceExchange, ExchangeTier, Plan
from ...models.words import Term
from .exchange_layout import ExchangeLayout
from .exchange_staff import Staff
from .exchange_terms import EXCHANGE_TERMS, Moves, alliance_values
from .numbers import BASE_UNITS, CLAIM_TOLERANCE, agrees, exact
from .verdict import BrokenRule, Claim


def false_estimates(plan: Plan, *, staffed: bool) -> Iterator[BrokenRule]:
    """Tiers wrongly called estimates: only ``uncovered_lessons`` is one, while no exchange is laid."""
    for at, tier in enumerate(plan.tiers):
        laid = bool(plan.exchange.teaching)
        if tier.estimate and (laid or not staffed or Term.UNCOVERED_LESSONS not in tier.terms):
            yield BrokenRule(Claim.ESTIMATE, (), {"tier": at + 1})


def false_alliance_values(
    staff: Staff, layout: ExchangeLayout, moves: Moves, plan: Plan, tiers: Sequence[Tier]
) -> Iterator[BrokenRule]:
    """Rows ``exchange.alliances``, where the plan gives any: terms, values, bounds and proofs."""
    wanted = [own for tier in tiers if (own := {t: w for t, w in tier.items() if t in EXCHANGE_TERMS})]
    by_id = {f"{alliance.stage.value}-{alliance.core}": alliance for alliance in plan.alliances}
    seen: set[str] = set()
    for row in plan.exchange.alliances:
        alliance = by_id.get(row.alliance)
        if alliance is None or row.alliance in seen:
            yield BrokenRule(Claim.ALLIANCE_UNKNOWN, (), {"alliance": row.alliance})
            continue
        seen.add(row.alliance)
        given = [sorted(tier.terms) for tier in row.tiers]
        if given != [sorted(tier) for tier in wanted]:
            figures = {
                "alliance": row.alliance,
                "claimed": " | ".join(", ".join(terms) for terms in given) or "–",
                "true": " | ".join(", ".join(sorted(tier)) for tier in wanted) or "–",
            }
            yield BrokenRule(Claim.ALLIANCE_TIERS, (alliance.core,), figures)
            continue
        yield from _false_tiers(row, alliance.core, wanted, alliance_values(staff, layout, moves, alliance))


def _false_tiers(
    row: AllianceExchange, core: str, wanted: Sequence[Tier], values: Mapping[Term, int]
) -> Iterator[BrokenRule]:
    all_proven = True
    for at, (claimed, tier) in enumerate(zip(row.tiers, wanted, strict=True), start=1):
        true = {term: values[term] * BASE_UNITS[term] for term in tier}
        value = sum((exact(weight) * true[term] for term, weight in tier.items()), Fraction(0))
        figures = {"alliance": row.alliance, "tier": at}
        for term in sorted(tier):
            if not agrees(claimed.terms[term], true[term]):
                shown = {"term": term.value, "claimed": claimed.terms[term], "true": float(true[term])}
                yield BrokenRule(Claim.ALLIANCE_TERM, (core,), {**figures, **shown})
        if not agrees(claimed.value, value):
            shown = {"claimed": claimed.value, "true": float(value)}
            yield BrokenRule(Claim.ALLIANCE_VALUE, (core,), {**figures, **shown})
        yield from _false_bound(claimed, core, value, figures, all_proven)
        all_proven = all_proven and claimed.proven


def _false_bound(
    claimed: ExchangeTier, core: str, value: Fraction, figures: Mapping[str, Any], earlier_proven: bool
) -> Iterator[BrokenRule]:
    """Bound ≤ value; proven: they are equal, and so they are in every earlier tier."""
    shown = {**figures, "value": float(value), "bound": claimed.bound}
    slack = max(CLAIM_TOLERANCE, value / 10**12)
    if not math.isfinite(claimed.bound) or exact(claimed.bound) > value + slack:
        yield BrokenRule(Claim.ALLIANCE_BOUND, (core,), shown)
    elif claimed.proven and not (earlier_proven and agrees(claimed.bound, value)):
        yield BrokenRule(Claim.ALLIANCE_PROVEN, (core,), shown)
