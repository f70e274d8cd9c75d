"""Values of the plan asked about, recomputed from the tables, and the price of another plan against them.

Source: docs/answers.md 8.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from ...models.county import County
from ...models.digest import county_sha256
from ...models.explanation import TierPrice
from ...models.finding import Finding
from ...models.objective import Tier, grouping_only_tiers, grouping_tiers
from ...models.plan import Exchange, Plan, TierResult
from ...models.policy import Policy
from ...models.words import Term
from ..check import check_plan
from ..check.verdict import Claim

DIGITS = 9
"""Decimals kept of a difference of two values; no unit of a tier is smaller."""


class Base(NamedTuple):
    """The plan asked about as the tables say it is.

    Attributes
    ----------
    plan
        Without its exchange where the grouping alone is priced.
    values
        One per tier, recomputed.
    broken
        Rules it breaks; what it merely claims of itself is left out.
    bounds
        What its own tiers say that no plan goes below, where they say the same values of this very county;
        else None: of a county that has changed since, bounds say nothing.
    claimed_best
        Whether its own tiers say the same values of this very county and that all of them are proven.
    """

    plan: Plan
    tiers: tuple[Tier, ...]
    values: tuple[float, ...]
    bounds: tuple[float | None, ...]
    broken: tuple[Finding, ...]
    claimed_best: bool
    only_grouping: bool

    @property
    def floors(self) -> tuple[float, ...]:
        """Values of the first tiers that no plan goes below: a question only takes plans away."""
        if self.broken:
            return ()
        pairs = zip(self.values, self.bounds, strict=True)
        closed = takewhile(lambda pair: pair[1] is not None and round(pair[1] - pair[0], DIGITS) == 0, pairs)
        return tuple(value for value, _ in closed)


def base_of(county: County, policy: Policy, plan: Plan, *, only_grouping: bool) -> Base:
    """Recompute the plan asked about.

    Where the county has teachers but the plan no exchange, the grouping alone is compared.
    """
    staffed = county.teachers is not None
    only_grouping = only_grouping or (staffed and not plan.exchange.teaching)
    tiers = grouping_only_tiers(county, policy).tiers if only_grouping else grouping_tiers(county, policy)
    stripped = plan.model_copy(update={"tiers": (), "status": None, "certificate": ()})
    if only_grouping:
        stubs = [
            TierResult(terms={}, value=0, estimate=staffed and Term.UNCOVERED_LESSONS in tier)
            for tier in tiers
        ]
        nothing = {"exchange": Exchange(), "calendar": (), "duties": (), "tiers": tuple(stubs)}
        stripped = stripped.model_copy(update=nothing)
    verdict = check_plan(county, policy, stripped)
    values = tuple(figures.value for figures in verdict.tiers if figures.value is not None)
    if len(values) != len(tiers):
        raise ValueError("a tier of the plan has no value")
    same = len(plan.tiers) == len(values) and all(
        round(claimed.value - value, DIGITS) == 0 for claimed, value in zip(plan.tiers, values, strict=True)
    )
    same = same and not any(policy.objective.tolerance)
    same = same and plan.county_sha256 == county_sha256(county, policy)
    same = same and not (only_grouping and plan.exchange.teaching)  # its bounds are those of no estimate
    best = same and all(tier.proven for tier in plan.tiers)
    bounds = tuple(tier.bound for tier in plan.tiers) if same else (None,) * len(values)
    broken = tuple(one.finding() for one in verdict.broken if not isinstance(one.rule, Claim))
    kept = plan if not only_grouping else plan.model_copy(update={"exchange": Exchange()})
    return Base(kept, tiers, values, bounds, broken, best and not broken, only_grouping)


def prices_of(
    found: Sequence[TierResult], base: Sequence[float], bounds: Sequence[float | None] = ()
) -> tuple[TierPrice, ...]:
    """Subtract tier by tier the values of the plan asked about from those of the plan found.

    A bound holds for every plan that is no worse in the earlier tiers, so also for the best plan: the price
    is at least bound − value. It is at most value − value while all earlier tiers are proven, or closed: an
    estimate too where its bound is its value, though nothing is proven of what it stands for.

    Parameters
    ----------
    bounds
        Bounds of the plan asked about, of plans no worse than it in the earlier tiers: they hold here while
        no earlier tier is worse.
    """
    prices = []
    settled = equal = True
    estimated = False
    for at, (tier, before) in enumerate(zip(found, base, strict=True)):
        estimated = estimated or tier.estimate
        rise = round(tier.value - before, DIGITS)
        lows = [tier.bound, bounds[at] if equal and at < len(bounds) else None]
        low = max((round(one - before, DIGITS) for one in lows if one is not None), default=None)
        if tier.proven and tier.best in (None, tier.value):
            low = rise
        prices.append(
            TierPrice(
                tier=at,
                terms=tuple(tier.terms),
                before=before,
                low=low,
                high=rise if settled else None,
                found=rise,
                estimate=estimated,
            )
        )
        settled = settled and (tier.proven or low == rise)
        equal = equal and settled and rise == 0
    return tuple(prices)


def above(best: Sequence[TierResult], base: Sequence[float]) -> tuple[TierPrice, ...]:
    """Say what the plan asked about is above the best one: the prices turned round."""
    return tuple(
        price.model_copy(
            update={
                "found": -price.found or 0.0,
                "low": None if price.high is None else -price.high or 0.0,
                "high": None if price.low is None else -price.low or 0.0,
            }
        )
        for price in prices_of(best, base)
    )
