"""Modes of alliance: what a [[mode]] block of county.toml may say, over a preset of ``presets.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .words import Area, ModeKey, Seat, Stage


@cache
def presets() -> Mapping[str, Mapping[str, Any]]:
    """Presets by mode key, as they stand in ``presets.toml`` (source: rules M1 to M8, docs/modes.md)."""
    return MappingProxyType(tomllib.loads((files(__package__) / "presets.toml").read_text("utf-8")))


Members = Annotated[int, Field(ge=0, le=100_000)]


class AllianceCount(BaseModel):
    """How many alliances a mode has, per stage: bounds, or exactly so many."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min: int = Field(default=0, ge=0, le=100_000, description="alliances of this mode, per stage")
    max: int | None = Field(default=None, ge=0, le=100_000, description="alliances of this mode, per stage")
    exactly: int | None = Field(default=None, ge=0, le=100_000, description="instead of min and max")

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.exactly is not None and (self.min != 0 or self.max is not None):
            raise ValueError("give either exactly, or min and max")
        if self.max is not None and self.max < self.min:
            raise ValueError("max is smaller than min")
        return self

    @property
    def least(self) -> int:
        """The fewest alliances allowed."""
        return self.min if self.exactly is None else self.exactly

    @property
    def most(self) -> int | None:
        """The most alliances allowed, None where there is no bound."""
        return self.max if self.exactly is None else self.exactly


class EntrustedCount(BaseModel):
    """How many entrusted members an alliance of a ``core_group`` has (rule M6)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min: int = Field(default=0, ge=0, le=100_000, description="entrusted members per alliance")
    max: int | None = Field(
        default=None, ge=0, le=100_000, description="entrusted members per alliance; absent: no bound"
    )

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError("max is smaller than min")
        return self


class ModeTerm(BaseModel):
    """``term`` of a mode: the semester it starts in and how many semesters it runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: str | None = Field(default=None, pattern=r"^\d{4}-[12]$", description="2026-2 is spring 2027")
    semesters: int | None = Field(default=None, ge=1, le=40, description="semesters")


class Mode(BaseModel):
    """One mode of alliance as it runs in a county: the preset's values under the planner's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ModeKey = Field(description="preset")
    id: str = Field(min_length=1, description="names the mode in plans; unique; default: key")
    stages: tuple[Stage, ...] = Field(min_length=1)
    min_members: Members = Field(description="members per alliance; 0: a core alone is an alliance")
    max_members: Members = Field(description="members per alliance; 0: no bound")
    max_km: float | None = Field(default=None, ge=0, le=5000, description="km core to member")
    max_minutes: float | None = Field(default=None, ge=0, le=5000, description="minutes core to member")
    core_area: tuple[Area, ...] = ()
    core_seat: tuple[Seat, ...] = ()
    core_category: tuple[str, ...] = ()
    member_area: tuple[Area, ...] = ()
    member_seat: tuple[Seat, ...] = ()
    member_category: tuple[str, ...] = ()
    alliances: AllianceCount = AllianceCount()
    entrusted: EntrustedCount | None = Field(
        default=None, description="core_group only: entrusted members per alliance"
    )
    core_larger: bool = Field(
        default=False, description="the core has more students than the member (paired: true)"
    )
    use_every_core: bool = Field(default=False, description="every school of role core that fits leads")
    place_all: bool = Field(default=False, description="no plan may leave anyone in scope unplaced")
    governance: Literal["separate", "one_team", "adviser_head"] = "separate"
    term: ModeTerm | None = None
    legal_status: Literal["separate", "one_legal_person", "by_kind"] = Field(
        default="separate",
        description="by_kind: entrusted members belong to the core, ordinary ones are legal persons",
    )
    assessment: Literal["bundled", "together", "by_project"] = "bundled"

    @model_validator(mode="before")
    @classmethod
    def _over_the_preset(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        key = given.get("key")
        preset = presets().get(key, {}) if isinstance(key, str) else {}
        values = {**preset, **given}
        for name, own in preset.items():
            if isinstance(own, dict) and isinstance(given.get(name), dict):
                values[name] = {**own, **given[name]}
        values.setdefault("id", key)
        return values

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.max_members and self.max_members < self.min_members:
            raise ValueError("max_members is smaller than min_members")
        if self.entrusted is not None and self.key is not ModeKey.CORE_GROUP:
            raise ValueError("entrusted belongs to core_group only")
        return self

    @property
    def takes_in_primary(self) -> bool:
        """Whether a school of several stages that takes part once may be a member in primary instead.

        Its one stage is then primary. Source: contract, ``several_stages``; rule M8.
        """
        return self.key is ModeKey.CENTRE_SCHOOL and Stage.PRIMARY in self.stages
