"""A plan: alliances, who stays unplaced and why, each tier's value, bound and proof (contract §2).

The same model reads plans from anybody: whatever a reader can recompute is optional.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from .words import MemberKind, Stage, Term


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


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


class CertificateEntry(_Part):
    """How a tier's bound came about; the duals stand in the file ``duals`` beside the plan.

    ``closing`` names the trusted step between ``lp_bound`` and ``bound``: ``lp`` (none: the LP bound alone
    closes the tier), ``rounded`` (the LP bound rounded up to the next value that a
    plan can have), ``enumerated_mip`` (a MIP over every candidate the bound could not exclude), ``pairs_mip``
    (a MIP over the core–member pairs that the bound could not exclude) or ``open``.
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


class Exchange(_Part):
    """Rows of the teacher exchange (empty while a plan holds the grouping only)."""

    teaching: tuple[JsonValue, ...] = ()
    visits: tuple[JsonValue, ...] = ()
    rotations: tuple[JsonValue, ...] = ()
    postings: tuple[JsonValue, ...] = ()
    shadowing: tuple[JsonValue, ...] = ()
    mentors: tuple[JsonValue, ...] = ()


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
    calendar: tuple[JsonValue, ...] = ()
    duties: tuple[JsonValue, ...] = ()
    run: Run | None = None
