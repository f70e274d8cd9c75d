"""What a running solve tells whoever watches it."""

from enum import StrEnum
from typing import NamedTuple

from .words import Term


class Step(StrEnum):
    """What the search is at: the grouping, what an alliance could reach at most, or its exchange."""

    GROUPING = "grouping"
    PROMISES = "promises"
    EXCHANGE = "exchange"


class Progress(NamedTuple):
    """State of one tier at one moment. ``best`` and ``bound`` are in the tier's own (weighted) units.

    ``exchanges`` counts the alliances whose exchange is solved, None where there are no teachers;
    ``alliance`` names the one being solved.
    """

    tier: int
    tiers: int
    terms: tuple[Term, ...]
    best: float | None
    bound: float | None
    proven: bool
    done: bool
    seconds: float
    seconds_left: float
    exchanges: int | None = None
    step: Step = Step.GROUPING
    alliance: str | None = None

    @property
    def gap(self) -> float | None:
        """(best − bound) ÷ best, 0 where both are equal, None while either is unknown."""
        if self.best is None or self.bound is None:
            return None
        if self.best <= self.bound:
            return 0.0
        return (self.best - self.bound) / abs(self.best) if self.best else None
