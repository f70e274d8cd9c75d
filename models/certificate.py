"""The certificate beside a plan: row duals from which anybody can recompute each tier's LP bound.

How the bound is computed from it stands in ``docs/certificate.md``.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .words import Stage, Term


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SchoolDual(_Part):
    """Dual of a row of one school; ``stage`` None: the row runs over all its stages."""

    school: str
    stage: Stage | None
    dual: int


class CountDual(_Part):
    """Dual of the row that bounds the number of alliances of one mode in one stage."""

    mode: str
    stage: Stage
    dual: int


class Budget(_Part):
    """Row of an earlier tier: its value stays ≤ ``limit`` (in units of that tier); ``dual`` ≤ 0."""

    tier: int
    limit: int
    dual: int


class EpigraphDual(_Part):
    """Dual (≤ 0) of the row that holds a maximum above the alliance led by ``school``."""

    term: Term
    side: Literal["high", "low"]
    school: str
    stage: Stage | None
    dual: int


class WorstLimit(_Part):
    """A limit on every core–member pair: travel ≤ ``limit``, in m (worst_km) or s (worst_minutes)."""

    term: Literal[Term.WORST_KM, Term.WORST_MINUTES]
    limit: int


class LessonShare(_Part):
    """Share of a subject's lessons in the linear bound of a summed core (docs/certificate.md).

    A whole number in units of the tier ÷ scale per 0.001 lesson.
    """

    subject: str
    share: int = Field(ge=0)


class SummedCore(_Part):
    """A core whose candidates are too many to list; its reduced cost is bounded by a sum over members."""

    mode: str
    stage: Stage
    core: str
    lessons: tuple[LessonShare, ...] = ()


class PartCertificate(_Part):
    """Bound of one tier on one part of the county (schools that share no candidate with other parts).

    ``lp_bound`` (before division by ``scale``) and ``bound`` and ``value`` are in units of the tier.
    """

    schools: tuple[str, ...]
    scale: int = Field(ge=1, description="duals are integers in units of the tier ÷ scale")
    limits: tuple[WorstLimit, ...] = ()
    budgets: tuple[Budget, ...] = ()
    member: tuple[SchoolDual, ...] = ()
    lead: tuple[SchoolDual, ...] = ()
    must_lead: tuple[SchoolDual, ...] = ()
    count: tuple[CountDual, ...] = ()
    epigraph: tuple[EpigraphDual, ...] = ()
    summed: tuple[SummedCore, ...] = ()
    excluded: WorstLimit | None = Field(
        default=None,
        description="tier of one maximum: no plan keeps within this limit, because with it the duals' bound "
        "of a zero objective is positive",
    )
    lp_bound: int = Field(description="Σ of the bound formula, in units of the tier ÷ scale")
    value: int = Field(description="the plan's value of the tier in this part, in units of the tier")
    bound: int = Field(description="claimed lower bound after the closing step, in units of the tier")
    closing: Literal["lp", "rounded", "enumerated_mip", "pairs_mip", "regional_mip", "open"]
    candidates: int = Field(ge=0, description="candidates (pairs_mip: pairs) the closing step looked at")


class TierCertificate(_Part):
    """All parts of one tier; ``unit`` is the size of one tier unit as a fraction, e.g. ``1/1000`` km."""

    tier: int
    unit: str
    parts: tuple[PartCertificate, ...]


class Certificate(_Part):
    """certificate.json."""

    format: Literal[1] = 1
    county_sha256: str
    tiers: tuple[TierCertificate, ...]
