"""A plan: alliances, who stays unplaced and why, each tier's value, bound and proof (contract §2).

The same model reads plans from anybody: whatever a reader can recompute is optional.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from .words import MemberKind, Stage, Term


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PlacedMember(_Part):
    """A member of an alliance; ``km`` and ``minutes`` are travel core to member."""

    school: str
    kind: MemberKind | None = None
    km: float | None = None
    minutes: float | None = None


class Alliance(_Part):
    """One core and its members in one stage under one mode; ``id`` is ``stage-core``."""

    id: str = ""
    name: str = ""
    mode: str
    stage: Stage
    core: str
    members: tuple[PlacedMember, ...] = ()


class UnplacedReason(_Part):
    """Why a school stays unplaced: a rule id, the sentence, and the nearest core with its km."""

    rule: str
    text: str = ""
    nearest: str | None = None
    km: float | None = None


class Unplaced(_Part):
    """A (school, stage) in scope that is neither placed nor leads."""

    school: str
    stage: Stage
    reasons: tuple[UnplacedReason, ...] = ()


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
    plan can have), ``enumerated_mip`` (a MIP over every candidate the bound could not exclude) or ``open``.
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
    subject_alliances: tuple[JsonValue, ...] = ()
    unplaced: tuple[Unplaced, ...] | None = None
    tiers: tuple[TierResult, ...] = ()
    certificate: tuple[CertificateEntry, ...] = ()
    exchange: Exchange = Exchange()
    calendar: tuple[JsonValue, ...] = ()
    duties: tuple[JsonValue, ...] = ()
    run: Run | None = None
