"""Several good plans of one county: alternatives side by side, and the trade-off of two terms."""

from pydantic import BaseModel, ConfigDict

from .county import County
from .plan import TierResult
from .policy import Policy
from .result import Solved
from .words import Term


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class AlternativePlan(_Part):
    """One of several good plans; ``in_common`` (value, bound, proof) counts pairs that earlier ones have.

    ``county`` and ``policy`` are what it is verified against: the settings hold the tolerance.
    """

    solved: Solved
    county: County
    policy: Policy
    in_common: TierResult | None = None


class Alternatives(_Part):
    """The best plan and others.

    Attributes
    ----------
    ended
        Why there are fewer than asked for, if so. ``none_less_alike``: proven that every further plan has at
        least as much in common with these as one of them has, which does not say that there is none;
        ``none_found``: none was found that has less; ``no_time``.
    """

    plans: tuple[AlternativePlan, ...]
    asked: int
    equal_tiers: int
    slack: float
    ended: str = ""


class TradeOffPoint(_Part):
    """A pair of values that no other plan beats in both; bounds where a search was cut."""

    first: float
    second: float
    first_bound: float
    second_bound: float
    proven: bool


class TradeOff(_Part):
    """Points by rising first value. ``complete``: proven that there are no others."""

    terms: tuple[Term, Term]
    kept: tuple[TierResult, ...]
    points: tuple[TradeOffPoint, ...]
    complete: bool
