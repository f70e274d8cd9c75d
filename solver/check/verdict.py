"""What the checker says about a plan: broken rules, false claims, recomputed values and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from ...models.calendar_rule import CalendarRule
from ...models.certificate import Certificate
from ...models.exchange_rule import ExchangeRule
from ...models.finding import Finding, Level
from ...models.row_rule import RowRule
from ...models.rule import Rule
from ...models.words import Term


class Claim(StrEnum):
    """Claims of a plan or its certificate that can be false; each is a code of the message catalogue."""

    MEMBER_KM = "claim_member_km"
    MEMBER_MINUTES = "claim_member_minutes"
    ALLIANCE_ID = "claim_alliance_id"
    POINTS = "claim_points"
    UNPLACED = "claim_unplaced"
    NOT_UNPLACED = "claim_not_unplaced"
    TIER_TERMS = "claim_tier_terms"
    TERM_VALUE = "claim_term_value"
    TIER_VALUE = "claim_tier_value"
    TIER_BEST = "claim_tier_best"
    TIER_BOUND = "claim_tier_bound"
    PROVEN = "claim_proven"
    STATUS = "claim_status"
    LP_BOUND = "claim_lp_bound"
    CLOSING = "claim_closing"
    CERTIFICATE_TIER = "claim_certificate_tier"
    CERTIFICATE_BOUND = "claim_certificate_bound"
    PARTS_COVER = "claim_parts_cover"
    PARTS_JOINED = "claim_parts_joined"
    ROW = "claim_row"
    SIGN = "claim_sign"
    BUDGET = "claim_budget"
    LIMIT = "claim_limit"
    PART_VALUE = "claim_part_value"
    PART_LP_BOUND = "claim_part_lp_bound"
    PART_BOUND = "claim_part_bound"
    ESTIMATE = "claim_estimate"
    ALLIANCE_UNKNOWN = "claim_exchange_alliance"
    ALLIANCE_TIERS = "claim_exchange_tiers"
    ALLIANCE_TERM = "claim_exchange_term"
    ALLIANCE_VALUE = "claim_exchange_value"
    ALLIANCE_BOUND = "claim_exchange_bound"
    ALLIANCE_PROVEN = "claim_exchange_proven"
    DUTY_MINIMUM = "claim_duty_minimum"
    DUTY_PLANNED = "claim_duty_planned"
    DUTY_REASON = "claim_duty_reason"
    DUTY_MISSING = "claim_duty_missing"


class Doubt(StrEnum):
    """Warnings of the checker; each is a code of the message catalogue."""

    OTHER_COUNTY = "verify_other_county"
    CERTIFICATE_OF_OTHER_COUNTY = "verify_certificate_of_other_county"
    CLAIMED_NOT_SHOWN = "verify_claimed_not_shown"
    OPTIMAL_WITHOUT_TIERS = "verify_optimal_without_tiers"
    CERTIFICATE_WITHOUT_TIERS = "verify_certificate_without_tiers"
    NOT_RECOMPUTED = "verify_not_recomputed"
    NOT_COMPUTED = "verify_not_computed"
    RESTS_ON_EXCHANGE = "verify_rests_on_exchange"
    OWN_STAFF_IDLE = "verify_own_staff_idle"


AnyRule = Rule | ExchangeRule | RowRule | CalendarRule | Claim
"""What can be broken: a rule of the grouping or of the exchange, or a claim of the plan."""


@dataclass(frozen=True)
class BrokenRule:
    """A rule of the grouping or of the exchange that the plan breaks, or a claim of it that is false."""

    rule: AnyRule
    schools: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    def finding(self) -> Finding:
        """Return the same as an error finding; its code is the rule's id or the claim's."""
        return Finding(level=Level.ERROR, code=self.rule.value, figures=dict(self.figures))


@dataclass(frozen=True)
class TierFigures:
    """A tier recomputed from the tables alone.

    ``terms`` are unweighted in their own dimension; ``value`` is their weighted sum, None where a
    term needs the exchange (that term is absent).
    """

    tier: int
    terms: dict[Term, float]
    value: float | None
    exact_terms: dict[Term, Fraction]
    exact_value: Fraction | None


@dataclass(frozen=True)
class TrustedStep:
    """A step of a proof that the checker did not repeat: ``closing`` of ``parts`` parts of a tier."""

    tier: int
    closing: str
    parts: int
    candidates: int


@dataclass(frozen=True)
class Verdict:
    """Result of a check.

    ``lp_bounds`` holds one recomputed LP bound per tier, in the tier's own dimension; None for a tier that
    the certificate does not hold or that could not be recomputed, None altogether without a certificate.
    ``resting`` are the tiers whose bound rests on what single alliances can reach in the exchange: nobody can
    recompute it from the tables. ``late`` are those whose bound there was no time to recompute.
    """

    broken: tuple[BrokenRule, ...]
    warnings: tuple[Finding, ...]
    tiers: tuple[TierFigures, ...]
    lp_bounds: tuple[float | None, ...] | None
    trusted: tuple[TrustedStep, ...]
    resting: tuple[int, ...] = ()
    late: tuple[int, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether no rule is broken and no claim false."""
        return not self.broken

    def shows(self, certificate: Certificate) -> bool:
        """Whether every bound of a certificate was recomputed."""
        bounds = dict(enumerate(self.lp_bounds or ()))
        return all(bounds.get(entry.tier) is not None for entry in certificate.tiers)
