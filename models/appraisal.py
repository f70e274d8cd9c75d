"""The appraisal of a merger, closure or new teaching point: figures and their sources, never a verdict.

Source: contract §4, last paragraph; the domain's figures for demand and balance.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from .changed import ChangeKind
from .words import Stage


class Criterion(StrEnum):
    """What is looked at; its unit is said with it on the screen."""

    PUPILS = "pupils"
    """Pupils who go to another school."""
    WAY_LOWER = "way_lower"
    """Pupils of grades 1 to 3 whose new way takes longer than the limit (minutes)."""
    WAY_UPPER = "way_upper"
    """Other pupils whose new way takes longer than that: transport, or a place to board."""
    BOARDERS = "boarders"
    CLASS_SIZE = "class_size"
    """Students of the largest class, spread evenly over the grade's classes."""
    CLASSES = "classes"
    """Classes; `Figure.enough` is the fewest that keep the class size."""
    CLASS_LARGE = "class_large"
    CLASS_VERY_LARGE = "class_very_large"
    SCHOOL_SIZE = "school_size"
    POSTS = "posts"
    """Approved posts, against posts by the standard."""
    STAFF = "staff"
    """Teachers, against posts by the standard."""
    SUBJECT_SHORT = "subject_short"
    """Weekly lessons of a subject that own staff leaves uncovered."""
    SUBJECT_SPARE = "subject_spare"
    """Weekly lessons that teachers of a subject could give beyond its need."""
    FUNDED = "funded"
    """Students that funding counts: at least the minimum per school."""
    TEACHING_AREA = "teaching_area"
    """m² of teaching rooms per student, rooms of all former sites counted."""
    TEACHING_AREA_SITE = "teaching_area_site"
    """m² per student in the rooms that the receiving school had before."""
    KEEP = "keep"


class Judgement(StrEnum):
    """How a figure stands to its limit."""

    WARNING = "warning"
    WITHIN = "within"
    UNKNOWN = "unknown"
    """The data lacks something: `Figure.missing` names it."""
    FIGURE = "figure"
    """There is no limit; the figure is for those who decide."""


class AppraisalSource(StrEnum):
    """The document a limit comes from."""

    RURAL_SCHOOLS = "rural_schools_2018"
    CLOSURES = "closures_2012"
    DESIGN_CODE = "design_code_2011"
    LARGE_CLASSES = "large_classes_2016"
    BALANCE = "balance_2017"
    POSTS = "posts_2014"
    FUNDING = "funding_2015"
    COUNTY = "county"
    """The county's own tables."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Record):
    """One criterion of one school, stage, grade or subject.

    Attributes
    ----------
    school
        The school it is about; empty: all schools of the change together.
    before, after
        None where they are not known. Unit: see `Criterion`.
    limit
        What `after` is held against.
    enough
        The fewest classes that keep the class size.
    local
        The limit is the county's own, not the document's.
    missing
        Tables and columns that would make it known (``schools.csv students``).
    reason
        What a table says in words (the reason to keep a school).
    """

    criterion: Criterion
    judgement: Judgement
    source: AppraisalSource
    school: str = ""
    stage: Stage | None = None
    grade: int | None = None
    subject: str = ""
    before: float | None = None
    after: float | None = None
    limit: float | None = None
    enough: float | None = None
    local: bool = False
    missing: tuple[str, ...] = ()
    reason: str = ""


class PupilsWay(_Record):
    """The new way to school of pupils who live, or went to school, at one place.

    Attributes
    ----------
    settlement
        Empty: the way is from their former school, and approximate.
    lower
        Pupils of grades 1 to 3 of primary; None: their grades are not known.
    judgement
        Against the limit for grades 1 to 3; `FIGURE` for other pupils.
    """

    from_school: str
    to_school: str
    stage: Stage
    settlement: str = ""
    lower: bool | None = None
    students: float | None = None
    km_before: float | None = None
    minutes_before: float | None = None
    km: float | None = None
    minutes: float | None = None
    limit: float | None = None
    approximate: bool = False
    judgement: Judgement


class ProcedureStep(StrEnum):
    """The steps of a closure in their order; each is dated and signed by hand."""

    ARGUMENT = "argument"
    CONSULTATION = "consultation"
    NOTICE = "notice"
    APPROVAL = "approval"
    BUILD_FIRST = "build_first"


class DatedBlank(_Record):
    """A step of the procedure, its date and signature still blank."""

    step: ProcedureStep
    source: AppraisalSource
    date: str = ""
    signed: str = ""


class Appraisal(_Record):
    """What one change of a scenario means for pupils, classes, staff and money.

    Attributes
    ----------
    at
        Number of the change in the scenario file, from 1.
    gone
        Schools (or, with ``stage``, the stage of a school) that close.
    receiving
        Schools that take over, after all changes of the scenario.
    approximate
        Some ways are from school to school.
    """

    at: int
    kind: ChangeKind
    gone: tuple[str, ...]
    stage: Stage | None = None
    receiving: tuple[str, ...]
    ways: tuple[PupilsWay, ...] = ()
    figures: tuple[Figure, ...]
    procedure: tuple[DatedBlank, ...]
    approximate: bool = False
