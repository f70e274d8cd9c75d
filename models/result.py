"""What a solve gives: a checked plan with its certificate, or no plan with the reasons."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .certificate import Certificate
from .clash import Clash, RoomOfKind
from .plan import Plan, TierResult


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NoPlanReason(_Part):
    """One reason why no plan exists: a rule id, the schools it speaks of, the sentence."""

    rule: str
    schools: tuple[str, ...] = ()
    text: str


class Relaxation(_Part):
    """A change of the settings under which a plan exists, and what that plan then lacks."""

    setting: str
    value: str
    text: str


class NoPlan(_Part):
    """Result without a plan: proven impossible, or nothing found in time. Written as result.json.

    ``clash`` and ``room`` say of a county without any plan what clashes, and what each kind of limit alone
    would have to become; the clash is the first of the ``reasons``, kinds that make room are ``relaxations``.
    """

    format: Literal[1] = 1
    county: str = ""
    county_sha256: str = ""
    program: str = ""
    notice: str = ""
    status: Literal["infeasible", "unknown"]
    reasons: tuple[NoPlanReason, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    clash: Clash | None = None
    room: tuple[RoomOfKind, ...] = ()
    seconds: float = Field(default=0, description="wall seconds")


class Solved(_Part):
    """A checked plan and the certificate that stands beside it.

    ``distance`` is what a question asked to be least after all tiers of the plan: value, bound and proof.
    """

    plan: Plan
    certificate: Certificate
    distance: TierResult | None = None
