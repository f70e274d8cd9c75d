"""What a re-solve near the plan in force comes to: who was held or released, the curve of changes."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from .plan import TierResult
from .words import Stage

HeldBecause = Literal["in_term", "frozen"]
ReleasedBecause = Literal["core_gone", "not_allowed", "too_few", "not_together"]
"""No school of that id may lead any more; the pair is forbidden; too few would be left; they do not fit
together any more."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Held(_Part):
    """A member that stays with its core: its term lies ahead, or its alliance is frozen."""

    school: str
    stage: Stage
    core: str
    because: HeldBecause


class Released(_Part):
    """A member whose term lies ahead and that is free all the same."""

    school: str
    stage: Stage
    core: str
    because: ReleasedBecause


class Moved(_Part):
    """A place whose core changes; None: unplaced, its own id: it leads."""

    school: str
    stage: Stage
    before: str | None
    after: str | None


class CurvePoint(_Part):
    """The best plan with at most so many schools that change their core.

    ``changed`` is what the plan needs of them. ``tiers`` are empty where no plan exists (``impossible``) or
    none was found in time (``unknown``). ``filled``: not solved, its neighbours are equal.
    """

    changed_at_most: int
    status: Literal["solved", "impossible", "unknown"]
    changed: int | None = None
    tiers: tuple[TierResult, ...] = ()
    moved: tuple[Moved, ...] = ()
    filled: bool = False


class Curve(_Part):
    """Number of changes against result. ``end`` is the least number with which nothing more is gained.

    ``end_proven``: whether that is proven; ``left_out`` are numbers of changes for which time was missing.
    """

    points: tuple[CurvePoint, ...]
    end: int | None
    end_proven: bool
    left_out: tuple[int, ...] = ()
