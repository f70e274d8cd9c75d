"""Modes of alliance: what a [[mode]] block of county.toml may say, over a preset of domain §2."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .words import Area, Seat, Stage

PRESETS: dict[str, dict[str, Any]] = {
    # Source: rule M1. 1 core + 2..3 weak schools of the same stage, each keeps its legal person.
    "joint_alliance": {"stages": ["primary", "junior"], "min_members": 2, "max_members": 3},
}

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


class ModeTerm(BaseModel):
    """``term`` of a mode: the semester it starts in and how many semesters it runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: str | None = Field(default=None, pattern=r"^\d{4}-[12]$", description="2026-2 is spring 2027")
    semesters: int | None = Field(default=None, ge=1, le=40, description="semesters")


class Mode(BaseModel):
    """One mode of alliance as it runs in a county: the preset's values under the planner's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Literal["joint_alliance"] = Field(description="preset of domain §2")
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
    use_every_core: bool = Field(default=False, description="every school of role core that fits leads")
    place_all: bool = Field(default=False, description="no plan may leave anyone in scope unplaced")
    governance: Literal["separate", "one_team", "adviser_head"] = "separate"
    term: ModeTerm | None = None

    @model_validator(mode="before")
    @classmethod
    def _over_the_preset(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        preset = PRESETS.get(given.get("key", "")) if isinstance(given.get("key"), str) else None
        values = {**(preset or {}), **given}
        values.setdefault("id", values.get("key"))
        return values

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.max_members and self.max_members < self.min_members:
            raise ValueError("max_members is smaller than min_members")
        return self
