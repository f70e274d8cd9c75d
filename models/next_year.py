"""The county of the next school year, and what became of the old one on the way (docs/next-year.md)."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from .changed import TeacherMoved
from .county import County
from .finding import Finding
from .policy import Policy
from .words import Stage


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(StrEnum):
    """What the projection of an intake rests on."""

    TREND = "trend"
    """The school's own youngest grades."""
    FACTOR = "factor"
    """The factor that the planner gave."""
    KNOWN_PUPILS = "known_pupils"
    """The pupils who are there: of the school's own last primary grade for junior, of its points."""
    UNKNOWN = "unknown"
    """Nothing supports a projection."""


class Projection(_Record):
    """Pupils and classes of one school and stage, this year and the next; None is unknown.

    Attributes
    ----------
    grade
        The grade that takes pupils in: the school's lowest one of the stage.
    basis, ratio
        What the intake rests on; the factor on this year's intake, where there is one.
    intake_before, intake
        Pupils of that grade; ``intake`` is a projection, no count.
    students_before, students, classes_before, classes
        Of all grades of the stage; ``students`` and ``classes`` hold the projected intake.
    """

    school: str
    stage: Stage
    grade: int
    basis: Basis
    ratio: float | None = None
    intake_before: float | None = None
    intake: float | None = None
    students_before: float | None = None
    students: float | None = None
    classes_before: float | None = None
    classes: float | None = None

    @property
    def before_and_after(self) -> tuple[float | None, ...]:
        """Students, classes and intake, each this year and the next."""
        pairs = (
            (self.students_before, self.students),
            (self.classes_before, self.classes),
            (self.intake_before, self.intake),
        )
        return tuple(figure for pair in pairs for figure in pair)


class GradeMoved(_Record):
    """Pupils of a school's highest grade who go on although the school had no next grade until now.

    ``to_school`` is the parent of a point, else the school itself, which gets the grade.
    """

    school: str
    to_school: str
    stage: Stage
    grade: int
    students: float | None = None


class Retired(_Record):
    """A teacher who reaches the age of retirement by September and leaves teachers.csv.

    ``already``: the age was reached before this school year, and the teacher taught on.
    """

    teacher: str
    school: str
    stage: Stage
    subject: str
    already: bool = False


class TermOver(_Record):
    """Members of an alliance whose term ended before the new school year; ``until`` is its last month."""

    core: str
    stage: Stage
    until: str
    members: tuple[str, ...]


class SmallSchool(_Record):
    """A school or point below 100 pupils; ``students_before``: of this year."""

    school: str
    students_before: float
    students: float


class EmptyGrade(_Record):
    """A grade without a pupil in a school that has pupils in the stage."""

    school: str
    stage: Stage
    grade: int


class NextYear(NamedTuple):
    """A county and its settings of the next school year, and what a planner should know of the step.

    Attributes
    ----------
    retired
        By school, stage and subject.
    undecided
        Teachers whose age of retirement cannot be told, since birth or sex is blank; they stay.
    moved
        Teachers whose rotation moved their employment.
    rotated
        Teachers whose ``last_exchange`` is of the year that ends.
    exemptions_ended, returned
        Teachers whose exemption, or whose time away, ended before September.
    projections, grades_moved
        One per school and stage with rows in classes.csv; pupils who go on to a grade their school had not.
    terms_over, small, empty_grades
        What a planner should look at; nothing is decided of it.
    warnings
        What was carried as it is and has to be checked by hand, and what could not be carried.
    """

    county: County
    policy: Policy
    retired: tuple[Retired, ...] = ()
    undecided: tuple[str, ...] = ()
    moved: tuple[TeacherMoved, ...] = ()
    rotated: tuple[str, ...] = ()
    exemptions_ended: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    projections: tuple[Projection, ...] = ()
    grades_moved: tuple[GradeMoved, ...] = ()
    terms_over: tuple[TermOver, ...] = ()
    small: tuple[SmallSchool, ...] = ()
    empty_grades: tuple[EmptyGrade, ...] = ()
    warnings: tuple[Finding, ...] = ()
