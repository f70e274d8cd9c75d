"""Tables of the school year: weeks, blocked half-days, vehicles, duties, and what really happened."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .half_day import HalfDay
from .words import ModeKey, Stage


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WeekKind(StrEnum):
    """Kind of a week in calendar.csv."""

    TEACHING = "teaching"
    EXAM = "exam"
    HOLIDAY = "holiday"


class Week(_Row):
    """One row of calendar.csv; ``semester`` is 1 (autumn) or 2 (spring) of the county's school year."""

    semester: Literal[1, 2]
    week: Annotated[int, Field(ge=1, le=60)]
    monday: str | None = None
    kind: WeekKind = WeekKind.TEACHING


class Blocked(_Row):
    """One row of blocked.csv: a teacher or school (with its points) on a half-day; semester None: both."""

    id: str
    half_day: HalfDay
    semester: Literal[1, 2] | None = None


class Vehicle(_Row):
    """One row of vehicles.csv: seats from one school to another on a half-day."""

    from_id: str
    to_id: str
    half_day: HalfDay
    seats: Annotated[int, Field(ge=0)]


class Lessons(_Row):
    """One row of curriculum.csv: weekly lessons of a class."""

    stage: Stage
    grade: int
    subject: str
    lessons: Annotated[float, Field(ge=0)]


class StandardLoad(_Row):
    """One row of loads.csv: standard weekly lessons of a teacher of the subject."""

    stage: Stage
    subject: str
    standard: Annotated[int, Field(ge=0)]


class PastExchange(_Row):
    """One row of exchanges.csv: last year's visit, rotation, posting, shadowing or mentor pair.

    ``kind`` is the form; of a mentor pair ``teacher`` is the mentor and ``mentee`` the mentee.
    """

    kind: Literal["visit", "rotation", "posting", "shadowing", "mentor"] = "visit"
    teacher: str
    from_id: str = ""
    to_id: str = ""
    subject: str = ""
    stage: Stage | None = None
    semester: str = ""
    half_days: tuple[HalfDay, ...] = ()
    lessons: float | None = None
    mentee: str = ""


class DutyRow(_Row):
    """One row of duties.csv; docs/duties.md has the words."""

    mode: ModeKey | None = None
    kind: str
    per: str
    minimum: Annotated[int, Field(ge=0)]
    period: Literal["semester", "year", "month"]
    host: str = ""
    attending: str = ""
    online: bool = False


class LogRow(_Row):
    """One row of log.csv: what really happened. Kept; judged by a later part."""

    semester: str
    week: int | None = None
    alliance: str = ""
    kind: str
    school: str = ""
    people: str = ""
    times: float | None = None
    online: bool | None = None
    evidence: str = ""


class ResultRow(_Row):
    """One row of results.csv: an indicator of a school in a year. Kept; judged by a later part."""

    school_id: str
    stage: Stage | None = None
    year: int
    indicator: str
    value: float | None = None
