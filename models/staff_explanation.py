"""Why a teacher goes, who else could, and what an alliance gives and gets; made by the solver, then shown.

Source: docs/answers.md 8, docs/exchange.md. Lessons are weekly; of a semester, or means of both where said.
Why a teacher is exempt is never told.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .explanation import TierPrice
from .rule import Wording
from .words import Stage

EXEMPT = Wording("{teacher} is exempt.", "{teacher} 暂不交流。", "[8]")
"""Said instead of the rule's own sentence, which has the reason."""
NO_WAY = Wording(
    "{teacher}: no way is known from {from_school} to {school}.",
    "{teacher}：没有{from_school}到{school}的路程数据。",
    "exchange 14, 15",
)
VISIT_TOO_FAR = Wording(
    "{teacher}: the way from {from_school} to {school} takes {minutes} minutes; a visit allows {limit}.",
    "{teacher}：{from_school}到{school}需 {minutes} 分钟，走教限 {limit} 分钟。",
    "exchange 14",
)
ROTATION_TOO_FAR = Wording(
    "{teacher}: the way from {from_school} to {school} takes {minutes} minutes; a rotation allows {limit}.",
    "{teacher}：{from_school}到{school}需 {minutes} 分钟，轮岗限 {limit} 分钟。",
    "exchange 15",
)
TOO_FEW_LESSONS = Wording(
    "{teacher} gives at most {lessons} lessons a week; {limit} have to stay at home.",
    "{teacher} 每周最多任课 {lessons} 节，而本校至少须留 {limit} 节。",
    "exchange 16",
)
TOO_FEW_THERE = Wording(
    "{teacher} cannot give {limit} lessons a week at {school}: at most {lessons}.",
    "{teacher} 在{school}每周最多任课 {lessons} 节，不足轮岗要求的 {limit} 节。",
    "exchange 22",
)
NOBODY_AWAY = Wording(
    "{from_school} may let no teacher rotate away ({limit} at once).",
    "{from_school}不得有教师轮岗外出（同时最多 {limit} 名）。",
    "exchange 23",
)
NO_HALF_DAY = Wording(
    "{teacher} and {school} have no half-day in common that is free, or there is no seat.",
    "{teacher} 与{school}没有共同可用的半天，或无车座。",
    "exchange 16, 20",
)
"""What bars somebody from a visit or a rotation to one school, beside the rules about the teacher."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AskedRule(_Part):
    """One rule that was asked about a teacher and a form; ``text`` is its sentence with figure and limit."""

    form: str
    rule: str
    bars: bool
    text: str


class Task(_Part):
    """A row of the plan's exchange that asks something of the teacher.

    Attributes
    ----------
    to
        Receiving school or point; of a mentor pair the mentee.
    lessons
        Weekly lessons there, where the row has such.
    half_days
        Half-days of a visit with their lessons.
    """

    form: str
    to: str
    subject: str = ""
    semesters: tuple[str, ...] = ()
    lessons: int | None = None
    half_days: dict[str, int] = Field(default_factory=dict)
    weeks: tuple[int, ...] = ()


class Substitute(_Part):
    """A teacher of the alliance who has the subject: the one asked about instead, or the rules against it.

    Attributes
    ----------
    main
        Whether it is the main subject.
    minutes
        One way; None where no way is known or it is the own school.
    free_lessons
        Weekly lessons that the plan leaves free, the least of the semesters.
    barred
        Sentences of what bars this teacher from the form at this school; empty: could go.
    prices
        Of the alliance with this teacher giving it, tier by tier; empty where it was not computed.
    """

    teacher: str
    school: str
    main: bool
    minutes: float | None = None
    free_lessons: int = 0
    barred: tuple[str, ...] = ()
    prices: tuple[TierPrice, ...] = ()
    impossible: bool = False


class Replaced(_Part):
    """Who else could do one task of the teacher."""

    task: Task
    others: tuple[Substitute, ...] = ()


class TeacherExplanation(_Part):
    """The answer to "why must this teacher go?".

    Attributes
    ----------
    alliance
        Alliance of the teacher's school in the teacher's stage; blank: none.
    lessons_max, lessons_home
        Most weekly lessons, and those at home per semester.
    rules
        Every rule that was asked, by form.
    without
        Price of keeping the teacher at home, for the exchange of this alliance alone; empty where nothing is
        asked of the teacher or it was not computed.
    beyond_alliance
        Whether the teacher rotates out of the alliance; that is priced for no alliance alone.
    went_instead
        Teachers who then go where they do not go in the plan, in the exchange found.
    """

    kind: Literal["teacher"] = "teacher"
    teacher: str
    school: str
    stage: Stage
    subject: str
    second_subject: str | None = None
    alliance: str = ""
    lessons_max: int
    lessons_home: dict[str, int] = Field(default_factory=dict)
    rules: tuple[AskedRule, ...] = ()
    tasks: tuple[Task, ...] = ()
    without: tuple[TierPrice, ...] = ()
    beyond_alliance: bool = False
    went_instead: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    seconds: float = Field(default=0, description="wall seconds")


class Given(_Part):
    """Weekly lessons (mean of both semesters) that teachers of one school give at another."""

    school: str
    lessons: float


class SubjectFlow(_Part):
    """One subject at one school of an alliance; weekly lessons, means of both semesters.

    Attributes
    ----------
    alone
        What its own staff covers with nobody coming or going.
    own
        What its own staff teaches at home in the plan; without teachers.csv the supply of needs.csv.
    gets, gives
        From and to whom.
    uncovered, uncovered_alone
        What stays uncovered, in the plan and with the school alone. Without teachers.csv only an alliance
        has the first, since nobody is sent anywhere: None.
    """

    subject: str
    need: float
    alone: float
    own: float
    gets: tuple[Given, ...] = ()
    gives: tuple[Given, ...] = ()
    uncovered: float | None
    uncovered_alone: float


class SchoolFlow(_Part):
    """One school of an alliance (points included); totals over its subjects."""

    school: str
    leads: bool
    km: float | None = None
    minutes: float | None = None
    subjects: tuple[SubjectFlow, ...] = ()
    need: float
    gets: float
    gives: float
    uncovered: float | None
    uncovered_alone: float


class AllianceExplanation(_Part):
    """The answer to "what does this alliance give and get?".

    Attributes
    ----------
    from_teachers
        Whether the figures are of the exchange's rows; otherwise need and supply of needs.csv are pooled, and
        nobody is said to give to anybody.
    teacher_minutes
        Visiting teachers' travel a week, mean of both semesters.
    """

    kind: Literal["alliance"] = "alliance"
    alliance: str
    mode: str
    stage: Stage
    core: str
    from_teachers: bool
    schools: tuple[SchoolFlow, ...]
    subjects: tuple[SubjectFlow, ...] = ()
    total_km: float
    worst_km: float
    visitors: int = 0
    rotating: int = 0
    teacher_minutes: float | None = None
    lessons_moved: float = 0
    uncovered: float
    uncovered_alone: float
