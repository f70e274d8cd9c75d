"""Why a school is where it is: its alternatives, each not allowed, impossible, or at a price tier by tier.

Computed by the solver, shown by the reports. Source: docs/answers.md 8 to 10. In ``core``, ``from_core`` and
``to_core`` the own school means that it leads, None that it is unplaced (a school that need not be placed:
that it leads nothing).
"""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .finding import Finding
from .words import Stage, Term


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Asked(StrEnum):
    """What is asked of a place."""

    WITH = "with"
    """It is a member of ``core``."""
    NOT_WITH = "not_with"
    """It is anywhere but with ``core``."""
    LEADS = "leads"
    """It leads."""
    NOWHERE = "nowhere"
    """It is unplaced; a school that need not be placed: it leads nothing."""


class Answer(StrEnum):
    """What the answer to a question is."""

    NOW = "now"
    """So it is in the plan; nothing has to change."""
    NOT_ALLOWED = "not_allowed"
    """Single rules forbid it."""
    IMPOSSIBLE = "impossible"
    """No single rule forbids it, but it is proven that no plan holds it."""
    PRICE = "price"
    NOT_COMPUTED = "not_computed"
    """Time ran out before a plan was found, and before it was proven that none exists."""


class Forbids(_Part):
    """One rule that alone forbids a pair, under one mode where it speaks of a mode.

    ``text`` is its sentence with figure and limit, ``figures`` are the same for machines.
    """

    rule: str
    mode: str = ""
    text: str
    figures: dict[str, str | int | float] = Field(default_factory=dict)


class TierPrice(_Part):
    """What one tier would be worth more (less: negative) than in the plan that is asked about.

    Attributes
    ----------
    tier
        Position among the tiers that are compared, from 0.
    before
        Value in the plan asked about, recomputed from the tables.
    low, high
        The price lies between them, in the tier's own dimension; None: not known. Equal: the price is exact.
        After the first open tier ``high`` is not known, since a plan better there may be worse here.
    found
        The same figure of the plan that was found.
    estimate
        The tier, or an earlier one, is valued by what the grouping alone promises, before teachers are
        allocated; all figures are of that estimate, and none is proven of the true price.
    """

    tier: int
    terms: tuple[Term, ...]
    before: float
    low: float | None
    high: float | None
    found: float
    estimate: bool = False

    @property
    def exact(self) -> bool:
        """Whether the price is known exactly."""
        return self.low is not None and self.low == self.high and not self.estimate


class Move(_Part):
    """A place that is elsewhere in the plan found than in the plan asked about."""

    school: str
    stage: Stage
    from_core: str | None
    to_core: str | None


class Alternative(_Part):
    """One alternative of a place.

    Attributes
    ----------
    km, minutes
        Travel core to school; None where it is not known or nobody travels.
    forbids
        Every single rule that forbids the pair, by mode.
    reasons
        Sentences of the clash, where no plan holds it.
    mode, to_core
        Mode and core that the plan found gives the place.
    prices
        One per tier; empty unless the answer is a price.
    moves
        What else is elsewhere in the plan found; ``fewest``: proven that no best plan moves fewer.
    """

    asked: Asked
    core: str | None = None
    answer: Answer
    km: float | None = None
    minutes: float | None = None
    forbids: tuple[Forbids, ...] = ()
    reasons: tuple[str, ...] = ()
    mode: str | None = None
    to_core: str | None = None
    prices: tuple[TierPrice, ...] = ()
    moves: tuple[Move, ...] = ()
    fewest: bool = False

    @property
    def deciding(self) -> TierPrice | None:
        """The first tier in which the price is not proven to be nothing."""
        return next((price for price in self.prices if not price.exact or price.low), None)


class PlaceExplained(_Part):
    """One stage of the school: where it is, and its alternatives in the order of their prices.

    Attributes
    ----------
    core, mode, km
        Where it is in the plan.
    must_be_placed
        Whether it is to be placed; otherwise it may lead or not.
    nearest
        Position among ``alternatives`` of the nearest other core that no single rule forbids, None where
        there is none.
    """

    stage: Stage
    core: str | None
    mode: str | None = None
    km: float | None = None
    must_be_placed: bool = True
    alternatives: tuple[Alternative, ...] = ()
    nearest: int | None = None


class SchoolExplanation(_Part):
    """The answer to "why is this school where it is?".

    Attributes
    ----------
    takes_no_part
        ``role``: of role none; ``point``: it follows ``parent``; ``stage``: no mode serves its stage. Then
        there are no places.
    broken
        Rules that the plan asked about breaks.
    above_best
        What the plan's tiers are above the best plan, where they are; empty where the plan is as good.
        ``best_known`` False: whether the plan is the best was not proven in time.
    only_grouping
        Prices are those of the grouping alone, before teachers are allocated.
    """

    kind: Literal["school"] = "school"
    school: str
    takes_no_part: Literal["role", "point", "stage"] | None = None
    parent: str | None = None
    broken: tuple[Finding, ...] = ()
    above_best: tuple[TierPrice, ...] = ()
    best_known: bool = True
    only_grouping: bool = False
    places: tuple[PlaceExplained, ...] = ()
    seconds: float = Field(default=0, description="wall seconds")
