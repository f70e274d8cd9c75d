"""Who takes over where a visit or rotation ends, and who else could (docs/mid-year.md, 7)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .words import Stage

Lessons = Annotated[int, Field(ge=0, description="a week")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EndedBecause(StrEnum):
    """Why a visit or rotation does not go on."""

    LEFT = "left"
    """The teacher is in the county's schools no longer."""
    AWAY = "away"
    """The teacher is away in that semester."""
    SCHOOL_GONE = "school_gone"
    """The receiving school is gone, or is now the teacher's own."""
    APART = "apart"
    """The two schools are in one alliance no longer."""
    OTHERWISE = "otherwise"
    """It could go on; the new plan does without."""


class TakesOver(_Part):
    """A teacher who gives the subject there in the new plan and did not before."""

    teacher: str
    school: str
    form: Literal["visit", "rotation"]
    main: bool
    lessons: Lessons


class CouldTakeOver(_Part):
    """A teacher who could visit there besides, with lessons to spare beside the new plan."""

    teacher: str
    school: str
    main: bool
    lessons: Annotated[int, Field(ge=1, description="free a week")]
    minutes: float


class EndedExchange(_Part):
    """A visit or rotation of the plan in force that the new plan does not have.

    ``main`` of `TakesOver` and `CouldTakeOver`: the subject is the teacher's main one. ``covered`` and
    ``needed`` are all lessons of the subject at the receiving school in the new plan; None where it is gone.
    """

    form: Literal["visit", "rotation"]
    teacher: str
    from_school: str
    to_school: str
    subject: str
    stage: Stage
    semester: str
    lessons: float | None
    because: EndedBecause
    takes_over: tuple[TakesOver, ...] = ()
    could: tuple[CouldTakeOver, ...] = ()
    covered: Lessons | None = None
    needed: float | None = None
