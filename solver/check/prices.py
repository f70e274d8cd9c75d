"""One part's certificate as prices: what the bound formula needs, in integers (docs/certificate.md)."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ...models.certificate import PartCertificate
from ...models.objective import Tier
from ...models.words import PinRule, Stage, Term
from .case import Case, Key, Row
from .numbers import Whole, milli, tier_weights, whole
from .roster import Roster
from .terms import uncovered
from .universe import Led

WORST = (Term.WORST_KM, Term.WORST_MINUTES)
MAXIMA = (*WORST, Term.QUALITY_SPREAD)
QUALITY_TOP = 1_000_000


@dataclass(frozen=True)
class Prices:
    """Prices of one tier on one part, in units of the tier ÷ scale.

    ``weights`` is what one base unit of a term costs a column (scale × cost − budget duals), maxima included;
    ``limits`` in m and s; ``constant`` is Σ dual × right-hand side. ``summed`` maps each (mode, stage, core)
    whose candidates are not listed to its shares of lessons by subject.
    """

    schools: frozenset[str]
    weights: Mapping[Term, int]
    member: Mapping[Row, int]
    lead: Mapping[Key, int]
    must_lead: Mapping[Key, int]
    count: Mapping[tuple[str, Stage], int]
    high: Mapping[tuple[Term, Key], int]
    low: Mapping[Key, int]
    limits: Mapping[Term, int]
    summed: Mapping[tuple[str, Stage, str], Mapping[str, int]]
    constant: int
    _duals: dict[tuple[str, Stage], Whole] = field(default_factory=dict, compare=False, repr=False)

    def dual_of(self, roster: Roster) -> Whole:
        """Duals of the places of a roster."""
        kind = (roster.mode.id, roster.stage)
        if kind not in self._duals:
            self._duals[kind] = whole([self.member.get(place, 0) for place in roster.places])
        return self._duals[kind]

    def shares(self, led: Led) -> Mapping[str, int] | None:
        """Shares of lessons of a summed core, None where the core's candidates are listed."""
        return self.summed.get((led.mode.id, led.stage, led.core))

    def within(self, led: Led) -> NDArray[np.bool_]:
        """Members of a core within the limits on travel."""
        return within(led, self.limits)


def within(led: Led, limits: Mapping[Term, int]) -> NDArray[np.bool_]:
    """Members of a core within some limits on travel, in m and s."""
    inside = np.ones(len(led.at), dtype=bool)
    for term, travel in zip(WORST, (led.metres, led.seconds), strict=True):
        if term in limits:
            inside &= travel <= limits[term]
    return inside


def limits_of(part: PartCertificate) -> dict[Term, int]:
    """Limits on travel of the candidates of a part, those of ``excluded`` too."""
    limits: dict[Term, int] = {}
    for limit in (*part.limits, *((part.excluded,) if part.excluded else ())):
        limits[limit.term] = min(limit.limit, limits.get(limit.term, limit.limit))
    return limits


def single_maximum(tier: Tier) -> Term | None:
    """Return the term of a tier that is one maximum of travel alone."""
    return next(iter(tier)) if len(tier) == 1 and next(iter(tier)) in WORST else None


def ties_parts(tier: Tier) -> bool:
    """Whether a tier holds a maximum beside other terms, or quality_spread: then all is one part."""
    return Term.QUALITY_SPREAD in tier or (len(tier) > 1 and any(term in tier for term in WORST))


def prices(case: Case, tiers: Mapping[int, Tier], tier: int, part: PartCertificate) -> Prices:
    """Read the prices of ``part`` in ``tier``; its rows are known to exist and to have the right signs."""
    weights = term_prices(tiers, tier, part)
    bounds = {mode.id: mode.alliances for mode in case.policy.mode}
    constant = sum(row.dual for row in (*part.member, *part.lead, *part.must_lead))
    for count in part.count:
        side = bounds[count.mode].least if count.dual > 0 else (bounds[count.mode].most or 0)
        constant += count.dual * side
    constant += sum(budget.dual * budget.limit for budget in part.budgets)
    constant += sum(row.dual * QUALITY_TOP for row in part.epigraph if row.side == "low")
    return Prices(
        schools=frozenset(part.schools),
        weights={term: weight for term, weight in weights.items() if weight},
        member={(row.school, row.stage): row.dual for row in part.member if row.stage is not None},
        lead={(row.school, row.stage): row.dual for row in part.lead},
        must_lead={(row.school, row.stage): row.dual for row in part.must_lead},
        count={(row.mode, row.stage): row.dual for row in part.count},
        high={(row.term, (row.school, row.stage)): row.dual for row in part.epigraph if row.side == "high"},
        low={(row.school, row.stage): row.dual for row in part.epigraph if row.side == "low"},
        limits=limits_of(part),
        summed={
            (summed.mode, summed.stage, summed.core): {share.subject: share.share for share in summed.lessons}
            for summed in part.summed
        },
        constant=constant,
    )


def term_prices(tiers: Mapping[int, Tier], tier: int, part: PartCertificate) -> dict[Term, int]:
    """Return what one base unit of each term costs a column: scale × its weight − budget duals × theirs."""
    own = {} if single_maximum(tiers[tier]) else tier_weights(tiers[tier])
    weights = {term: part.scale * weight for term, weight in own.items()}
    for budget in part.budgets:
        for term, weight in tier_weights(tiers[budget.tier]).items():
            weights[term] = weights.get(term, 0) - budget.dual * weight
    return weights


def plain_costs(tiers: Mapping[int, Tier], tier: int, priced: Prices) -> Prices:
    """Prices of the same columns without any dual: what each costs, in whole units of the tier."""
    return replace(
        priced,
        weights=tier_weights(tiers[tier]),
        member={},
        lead={},
        must_lead={},
        count={},
        high={},
        low={},
        constant=0,
        _duals={},
    )


def unplaced_sum(case: Case, priced: Prices) -> int:
    """Σ over unplaced columns of min(0, reduced cost)."""
    return sum(min(0, cost) for cost in _unplaced(case, priced))


def unplaced_step(case: Case, priced: Prices) -> int:
    """Greatest common divisor of the unplaced columns' costs, 0 where there are none."""
    return math.gcd(*_unplaced(case, priced))


def _unplaced(case: Case, priced: Prices) -> Iterator[int]:
    """Reduced costs of the unplaced columns that exist."""
    for school, stage in () if case.policy.place_all else case.rows:
        if school not in priced.schools or (school, stage) in case.pins[PinRule.MUST]:
            continue
        added = {
            Term.UNPLACED: milli(case.schools[school].priority),
            Term.UNCOVERED_LESSONS: uncovered(case, [school], stage),
            Term.PREFERENCES: len(case.pins[PinRule.PREFER].get((school, stage), ())),
            Term.DROPPED: int((school, stage) in case.standing),
        }
        cost = sum(priced.weights.get(term, 0) * figure for term, figure in added.items())
        yield cost - priced.member.get((school, stage), 0)


def maxima_step(priced: Prices) -> int:
    """Greatest common divisor of the costs of every H (L costs nothing), 0 where the tier has none."""
    return math.gcd(*(priced.weights.get(term, 0) for term in MAXIMA))


def maxima_sum(priced: Prices, largest: Mapping[Term, int]) -> int:
    """Σ over H, L of min(0, reduced cost) × upper bound; ``largest`` holds each term's largest q."""
    total = 0
    for term in MAXIMA:
        rising = sum(dual for (of, _), dual in priced.high.items() if of is term)
        total += min(0, priced.weights.get(term, 0) + rising) * largest.get(term, 0)
    highs = sum(dual for (of, _), dual in priced.high.items() if of is Term.QUALITY_SPREAD)
    lowest = highs - sum(priced.low.values())  # L stands in the high and in the low rows, and costs nothing
    return total + min(0, lowest) * QUALITY_TOP
