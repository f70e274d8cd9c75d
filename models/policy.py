"""The settings of a county (county.toml), with their units, defaults and ranges.

Every field's description names its unit; the JSON Schema in ``docs/settings.schema.json`` is made from here.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from .mode import Mode
from .words import Area, Role, Seat, Stage, Term

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Weight = Annotated[float, Field(gt=0, le=1e6, description="weight inside the tier; at most 6 decimals")]


Semester = Annotated[str, Field(pattern=r"^\d{4}-[12]$")]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TravelSettings(_Settings):
    """[travel]: where distances and times between schools come from."""

    source: Literal["straight_line", "table", "roads"] = Field(
        default="straight_line",
        description="table: only pairs listed in travel.csv can be used; straight_line: pairs that are not "
        "listed are detour × great-circle km; roads: shortest paths on an OpenStreetMap extract",
    )
    detour: float = Field(default=1.3, ge=1, le=5, description="road km ÷ great-circle km (straight_line)")
    speed_kmh: float = Field(
        default=40, ge=1, le=200, description="km/h that turns km into minutes where minutes are not given"
    )
    roads: str | None = Field(
        default=None, description="OpenStreetMap extract, relative to the county (roads)"
    )


class RoleRule(_Settings):
    """One rule of [roles]: a school fits when every key that is given holds."""

    area: tuple[Area, ...] = ()
    seat: tuple[Seat, ...] = ()
    category: tuple[str, ...] = ()
    school_type: tuple[str, ...] = ()
    legal_person: bool | None = None
    min_students: Count | None = None
    max_students: Count | None = None
    min_classes: Count | None = None
    max_classes: Count | None = None
    min_quality: Share | None = None
    max_quality: Share | None = None

    @field_validator("area", "seat", "category", "school_type", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Objective(_Settings):
    """[objective]: tiers in strict order, weights inside a tier, tolerances."""

    tiers: tuple[dict[Term, Weight], ...] | None = Field(
        default=None, description="strictly in this order; without it the default tiers of the contract"
    )
    tolerance: tuple[Annotated[float, Field(ge=0, le=10)], ...] = Field(
        default=(), description="per tier: fraction of the tier's best value that later tiers may give back"
    )

    @model_validator(mode="after")
    def _tiers_hold_something(self) -> Self:
        if self.tiers is not None and (not self.tiers or not all(self.tiers)):
            raise ValueError("every tier needs at least one term")
        return self


class ExchangeSettings(_Settings):
    """[exchange]: limits of teacher exchange, used where there is a teachers.csv (docs/exchange.md)."""

    forms: tuple[Literal["visit", "rotation", "posting", "mentoring", "shadowing"], ...] = (
        "visit",
        "rotation",
        "posting",
        "mentoring",
        "shadowing",
    )
    visit_days_max: int = Field(default=2, ge=0, le=5, description="days a week per visiting teacher")
    lessons_per_half_day: int = Field(default=3, ge=1, le=8, description="lessons of a teacher in a half-day")
    class_lessons_per_day: int = Field(
        default=2, ge=1, le=8, description="visitors' lessons, class and subject"
    )
    visit_minutes_max: float = Field(default=40, ge=0, le=600, description="minutes one way")
    rotation_minutes_max: float = Field(default=90, ge=0, le=600, description="minutes one way")
    rotation_scope: Literal["alliance", "township", "county"] = Field(
        default="alliance", description="where a rotation may go to, always in the teacher's stage"
    )
    visitors_max: int = Field(default=2, ge=0, le=50, description="per receiving school, stage and subject")
    home_lessons_min: float = Field(default=4, ge=0, le=40, description="weekly lessons kept at home")
    away_share_max: Share = Field(
        default=0.2, description="of a school's teachers, and of its backbone teachers, who rotate at once"
    )
    rotation_share: Share = Field(default=0.10, description="of the teachers eligible for rotation, a year")
    quota_scope: Literal["strong", "county"] = Field(
        default="strong", description="who owes rotations: schools of role core or area urban, or all"
    )
    backbone_share: Share = Field(default=0.20, description="backbone teachers among those of backbone_of")
    backbone_of: Literal["rotating", "eligible"] = "rotating"
    rotation_lessons_min: float = Field(default=8, ge=0, le=40, description="weekly lessons while rotating")
    tenure_years_min: float = Field(default=6, ge=0, le=50, description="years at the present school")
    age_max_men: float = Field(default=55, ge=18, le=100, description="years")
    age_max_women: float = Field(default=50, ge=18, le=100, description="years")
    retire_age_men: float = Field(default=60, ge=18, le=100, description="years")
    retire_age_women: float = Field(default=55, ge=18, le=100, description="years")
    retire_within_years: float = Field(default=5, ge=0, le=50, description="years")
    repeat_after_years: float = Field(default=6, ge=0, le=50, description="years")
    head_years_min: float = Field(default=8, ge=0, le=50, description="years, heads instead of tenure")
    backbone_sent_min: int = Field(default=1, ge=0, le=50, description="per core, member and year")
    mentor_pairs_min: int = Field(default=3, ge=0, le=50, description="per core and member")
    mentees_max: int = Field(default=2, ge=1, le=10, description="per mentor")
    count_inside_legal_person: bool = Field(
        default=False, description="whether a rotation inside one legal person counts for the quota"
    )
    planned: tuple[Semester, ...] | None = Field(
        default=None,
        description="semesters of the school year that are planned (2026-1 autumn, 2026-2 spring); absent: "
        "both. What lies before is fact",
    )


class SubjectLayer(_Settings):
    """[[subject_alliance]]: one subject, or all, of the layer over finished alliances (M9, M12 to M14)."""

    subject: str = Field(min_length=1, description='a subject, or "*" for every subject of the county')
    scope: Literal["alliance", "county", "list"] = Field(
        default="alliance",
        description="alliance: one row per alliance that teaches it; county: one row over all of these; "
        "list: one row of the schools in members",
    )
    link: Literal["free", "adviser", "acting_head", "entrusted"] = Field(
        default="free",
        description="free: no paper; adviser: filing; acting_head: approval; entrusted: agreement",
    )
    members: tuple[str, ...] = Field(default=(), description='schools that joined; scope = "list" only')
    grade: int | None = Field(default=None, ge=1, le=12, description="grade it is about; absent: all")
    difficulty: str = Field(default="", description="teaching difficulty it is about; free words")


class KeepSettings(_Settings):
    """[keep]: how near a plan stays to the round in force (alliances.csv)."""

    changed_at_most: Count | None = Field(
        default=None, description="schools that may change their core (the term `changed`), at most"
    )


class StudentSettings(_Settings):
    """[students]: ways to school, sizes and standards that closures and mergers are held against.

    The defaults are the national or usual figures; counties differ.
    """

    max_minutes: float | None = Field(
        default=None, ge=0, le=600, description="longest way to school after a closure, minutes one way"
    )
    lower_grades_minutes: float = Field(
        default=30, ge=0, le=600, description="way of grades 1 to 3 from which an appraisal warns, minutes"
    )
    class_size_primary: int = Field(default=45, ge=1, le=200, description="students of a primary class")
    class_size_incomplete: int = Field(
        default=30, ge=1, le=200, description="students of a class where primary lacks grades"
    )
    class_size_junior: int = Field(default=50, ge=1, le=200, description="students of a junior class")
    class_size_senior: int = Field(default=50, ge=1, le=200, description="students of a senior class")
    large_class: int = Field(default=56, ge=1, le=300, description="students from which a class is large")
    very_large_class: int = Field(default=66, ge=1, le=300, description="students, very large class")
    school_students_max: int = Field(default=2000, ge=1, le=100_000, description="students of a school")
    nine_year_students_max: int = Field(
        default=2500, ge=1, le=100_000, description="students of a school with primary and junior"
    )
    students_per_post_primary: float = Field(default=19, gt=0, le=200, description="students per post")
    students_per_post_junior: float = Field(default=13.5, gt=0, le=200, description="students per post")
    students_per_post_senior: float = Field(default=12.5, gt=0, le=200, description="students per post")
    posts_per_class: float | None = Field(
        default=None, gt=0, le=20, description="posts per class of a small school; none is usual everywhere"
    )
    funded_students_min: int = Field(
        default=100, ge=0, le=10_000, description="students that funding counts at least, per school"
    )
    teaching_area_primary: float = Field(default=4.5, ge=0, le=1000, description="m² per student")
    teaching_area_junior: float = Field(default=5.8, ge=0, le=1000, description="m² per student")


class Policy(_Settings):
    """All settings of a county."""

    format: Literal[1] = 1
    name: str = Field(default="", description="the county's name as it stands in every output")
    school_year: int | None = Field(
        default=None, ge=1990, le=2100, description="begins in autumn of this year"
    )
    notice: str = Field(default="", description="a sentence that every output carries")
    grades: dict[Stage, Annotated[int, Field(ge=1, le=9)]] = Field(
        default_factory=lambda: {Stage.KINDERGARTEN: 3, Stage.PRIMARY: 6, Stage.JUNIOR: 3, Stage.SENIOR: 3},
        description="grades per stage",
    )
    several_stages: Literal["once", "each"] = Field(
        default="once", description="whether a school of several stages takes part once or once per stage"
    )
    travel: TravelSettings = TravelSettings()
    roles: dict[Role, RoleRule] = Field(
        default_factory=dict, description="where the role column is blank: the first rule that fits"
    )
    mode: tuple[Mode, ...] = Field(min_length=1, description="one or more modes")
    subject_alliance: tuple[SubjectLayer, ...] = ()
    objective: Objective = Objective()
    exchange: ExchangeSettings = ExchangeSettings()
    keep: KeepSettings = KeepSettings()
    students: StudentSettings = StudentSettings()
    calendar: dict[str, str] = Field(
        default_factory=dict, description="read and not used: duties stand in duties.csv"
    )

    @property
    def planned(self) -> tuple[int, ...]:
        """Numbers of the planned semesters: 1 autumn, 2 spring."""
        named = self.exchange.planned
        if named is None or self.school_year is None:
            return (1, 2)
        return tuple(number for number in (1, 2) if f"{self.school_year}-{number}" in named)

    @property
    def place_all(self) -> bool:
        """True in any mode: no plan may leave anyone in scope unplaced."""
        return any(mode.place_all for mode in self.mode)
