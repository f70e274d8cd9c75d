"""A teacher as in teachers.csv, and the closed words of that table."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .words import Stage

SEMESTER = r"^\d{4}-[12]$"


class Sex(StrEnum):
    """Sex, as the age rules of rotation ask for it."""

    MALE = "m"
    FEMALE = "f"


class Backbone(StrEnum):
    """Rank of a backbone teacher (骨干教师)."""

    NONE = "none"
    SCHOOL = "school"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


class Manager(StrEnum):
    """Management post (行政职务)."""

    NONE = "none"
    HEAD = "head"
    DEPUTY = "deputy"
    MIDDLE = "middle"
    RESERVE = "reserve"


class Teacher(BaseModel):
    """One teacher. Months are ``YYYY-MM``; ``lessons`` and ``lessons_max`` are whole weekly lessons.

    ``stage`` is filled in from the school, ``lessons_max`` from loads.csv (or the default loads). ``exempt``
    is the reason of an exemption, blank for none; it is the planner's own and is never published.
    ``away_from`` and ``away_until`` are semesters (``2026-2``), both included: the teacher works nowhere in
    them. With one of the two only the absence has no beginning, or no end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    teacher_id: str
    name: str = ""
    school_id: str
    stage: Stage
    subject: str
    second_subject: str | None = None
    lessons: Annotated[int, Field(ge=0)] | None = None
    lessons_max: Annotated[int, Field(ge=0)]
    sex: Sex | None = None
    birth: str | None = None
    title: str = ""
    degree: str = ""
    backbone: Backbone = Backbone.NONE
    master: bool = False
    manager: Manager = Manager.NONE
    tenure_from: str | None = None
    last_exchange: str | None = None
    exempt: str = ""
    exempt_until: str | None = None
    willing: bool | None = None
    away_from: Annotated[str, Field(pattern=SEMESTER)] | None = None
    away_until: Annotated[str, Field(pattern=SEMESTER)] | None = None
    home_lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    home_lon: Annotated[float, Field(ge=-180, le=180)] | None = None

    def is_away(self, semester: str) -> bool:
        """Whether the teacher works nowhere in a semester (``2026-1``)."""
        if self.away_from is None and self.away_until is None:
            return False
        begun = self.away_from is None or semester >= self.away_from
        return begun and (self.away_until is None or semester <= self.away_until)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Main subject, then the second one where it is another."""
        second = self.second_subject
        return (self.subject,) if second is None or second == self.subject else (self.subject, second)
