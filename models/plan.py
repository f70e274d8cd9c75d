"""A plan: alliances, who stays unplaced and why, each tier's value, bound and proof (contract §2).

The same model reads plans from anybody: whatever a reader can recompute is optional.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .half_day import HalfDay
from .words import MemberKind, Stage, Term


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


class PlacedMember(_Part):
    """A member of an alliance; ``km`` and ``minutes`` are travel core to member.

    ``points`` are the teaching points and campuses that follow it. ``since`` and ``until`` are months
    (``YYYY-MM``, both included) of its time with this core, ``batch`` its cohort; all three as in
    alliances.csv where it stays with its core.
    """

    school: str
    kind: MemberKind | None = None
    km: float | None = None
    minutes: float | None = None
    points: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    batch: str = ""


class Alliance(_Part):
    """One core and its members in one stage under one mode; ``id`` is ``stage-core``.

    ``points`` are the teaching points and campuses that follow the core.
    """

    id: str = ""
    name: str = ""
    mode: str
    stage: Stage
    core: str
    points: tuple[str, ...] = ()
    members: tuple[PlacedMember, ...] = ()


class SubjectAlliance(_Part):
    """One subject of the layer over finished alliances; ``leader`` comes with the teachers.

    ``alliances`` are ids of the plan's alliances, ``members`` the schools of a voluntary list.
    """

    subject: str
    grade: int | None = None
    difficulty: str = ""
    scope: Literal["alliance", "county", "list"] = "alliance"
    link: Literal["free", "adviser", "acting_head", "entrusted"] = "free"
    alliances: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    leader: str | None = None


class UnplacedReason(_Part):
    """Why a school stays unplaced: a rule id, the sentence, and the nearest core with its km."""

    rule: str
    text: str = ""
    nearest: str | None = None
    km: float | None = None


class RoomChange(_Part):
    """One limit that would have to give way: ``setting`` as in the planner's files, and the least value.

    ``school`` is the school whose row it stands in, None for a setting of county.toml. The value of a filter
    is the word to add; settings that are no mode's or school's column are listed in ``models/room.py``.
    """

    setting: str
    value: str
    school: str | None = None


class Room(_Part):
    """The cheapest way to place an unplaced school beside the plan as it stands.

    All ``changes`` together let ``core`` take it under ``mode`` in ``stage``; nothing else moves. Where
    ``core`` is the school itself, it leads alone. Without ``core`` nobody is free to lead; without
    ``changes`` only the plan's aims leave it out.
    """

    mode: str | None = None
    stage: Stage | None = None
    core: str | None = None
    km: float | None = None
    changes: tuple[RoomChange, ...] = ()
    text: str = ""


class Unplaced(_Part):
    """A (school, stage) in scope that is neither placed nor leads.

    ``reasons`` say what keeps it out, ``room`` what would let it in.
    """

    school: str
    stage: Stage
    reasons: tuple[UnplacedReason, ...] = ()
    room: Room | None = None


class TierResult(_Part):
    """One tier: each term's own value, and the weighted value, best, bound and proof.

    ``bound`` holds for every plan no worse than ``best`` + tolerance in all earlier tiers.
    """

    terms: dict[Term, float]
    value: float
    best: float | None = None
    bound: float | None = None
    proven: bool = False
    estimate: bool = Field(default=False, description="the grouping's optimistic value; never proven")


class CertificateEntry(_Part):
    """How a tier's bound came about; the duals stand in the file ``duals`` beside the plan.

    ``closing`` names the trusted step between ``lp_bound`` and ``bound``: ``lp`` (none: the LP bound alone
    closes the tier), ``rounded`` (the LP bound rounded up to the next value that a
    plan can have), ``enumerated_mip`` (a MIP over every candidate the bound could not exclude), ``pairs_mip``
    (a MIP over the core–member pairs that the bound could not exclude), ``regional_mip`` (MIPs over the
    regions of a large county, each under the bound's prices) or ``open``.
    """

    tier: int
    lp_bound: float
    duals: str
    closing: str
    candidates: int


class Run(_Part):
    """How the plan was made."""

    seed: int = 0
    workers: int = 2
    time_limit: float = 60
    seconds: float = 0
    settings_sha256: str = ""
    skipped: tuple[str, ...] = ()
    cut: bool = Field(default=False, description="wall time or Ctrl-C ended a search: a rerun may differ")
    bounds_checked: bool | None = Field(
        default=None,
        description="whether the check before writing recomputed every bound of the certificate; "
        "false: `verify` does, as far as it can; null: not said",
    )


Semester = Annotated[str, Field(pattern=r"^\d{4}-[12]$", description="2026-1 autumn, 2026-2 spring")]
Lessons = Annotated[int, Field(ge=0, description="weekly lessons")]


class Teaching(_Part):
    """Weekly lessons of one subject that a teacher gives at one school in a semester, home lessons too."""

    teacher: str
    school: str
    stage: Stage
    subject: str
    semester: Semester
    lessons: Lessons


class Visit(_Part):
    """A visiting teacher's lessons of one subject at one school (or point): lessons per half-day."""

    teacher: str
    from_: str = Field(alias="from")
    to: str
    subject: str
    stage: Stage
    semester: Semester
    half_days: dict[HalfDay, Lessons]
    lessons: Lessons


class Rotation(_Part):
    """A teacher who works at another school for one semester or both."""

    teacher: str
    from_: str = Field(alias="from")
    to: str
    subject: str = ""
    semesters: tuple[Semester, ...]
    reason: str = ""
    moves_employment: bool = False


class Posting(_Part):
    """A manager or reserve cadre who works at another school for whole weeks."""

    teacher: str
    from_: str = Field(alias="from")
    to: str
    semester: Semester
    weeks: tuple[int, ...]


class Shadowing(_Part):
    """A teacher who goes along at another school for whole weeks, in a batch."""

    teacher: str
    from_: str = Field(alias="from")
    to: str
    subject: str = ""
    semester: Semester
    weeks: tuple[int, ...]
    batch: int = 1


class MentorPair(_Part):
    """A mentor and a mentee of the same subject."""

    mentor: str
    mentee: str
    subject: str
    semester: Semester


class ExchangeTier(_Part):
    """What one alliance gives to one tier of the plan: value of its schedule, valid bound, proof."""

    terms: dict[Term, float]
    value: float
    bound: float
    proven: bool


class AllianceExchange(_Part):
    """The exchange of one alliance taken alone; ``tiers`` are the plan's tiers that it enters, in order."""

    alliance: str
    tiers: tuple[ExchangeTier, ...]
    seconds: float = 0


class Exchange(_Part):
    """Rows of the teacher exchange (empty while a plan holds the grouping only)."""

    teaching: tuple[Teaching, ...] = ()
    visits: tuple[Visit, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    postings: tuple[Posting, ...] = ()
    shadowing: tuple[Shadowing, ...] = ()
    mentors: tuple[MentorPair, ...] = ()
    alliances: tuple[AllianceExchange, ...] = ()


class CalendarEntry(_Part):
    """One event of an alliance on the calendar; ``half_day`` None: any time of the week.

    ``attending`` has ids of teachers, and of schools where nobody is named. ``about`` is the unit of the duty
    it fulfils (as in `Duty`), ``subject`` what it is about, if anything.
    """

    alliance: str
    kind: str
    semester: Semester
    week: int
    half_day: HalfDay | None = None
    host: str | None = None
    attending: tuple[str, ...] = ()
    online: bool = False
    rule: str = ""
    about: str = ""
    subject: str = ""


class Duty(_Part):
    """A duty of an alliance: what is due, what is planned, and why the rest cannot be met.

    ``about`` is what the minimum is counted for: a school, member, subject, mentee, teacher posted, or
    ``mentor/mentee``; blank: the alliance. ``semester`` blank: a duty of the year. ``due`` is ``2026-1:w18``
    (by Friday of that week) or a date.
    """

    alliance: str
    kind: str
    about: str = ""
    semester: str = ""
    rule: str = ""
    owner: str = ""
    due: str = ""
    minimum: int
    planned: int
    reason: str = ""


class Plan(_Part):
    """A whole plan as it stands in plan.json."""

    format: Literal[1] = 1
    county: str = ""
    county_sha256: str = ""
    program: str = ""
    notice: str = ""
    status: Literal["optimal", "feasible"] | None = None
    state: str = "draft"
    alliances: tuple[Alliance, ...]
    subject_alliances: tuple[SubjectAlliance, ...] = ()
    unplaced: tuple[Unplaced, ...] | None = None
    tiers: tuple[TierResult, ...] = ()
    certificate: tuple[CertificateEntry, ...] = ()
    exchange: Exchange = Exchange()
    calendar: tuple[CalendarEntry, ...] = ()
    duties: tuple[Duty, ...] = ()
    run: Run | None = None
