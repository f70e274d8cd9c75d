"""A scenario: what changes, in order, and how near the new plan stays to the one in force (contract §4).

The words stand here; what each change does to the tables is settled in docs/scenarios.md.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .words import Stage

Ids = Annotated[tuple[str, ...], Field(min_length=1)]
Factor = Annotated[float, Field(ge=0, le=10)]
Grade = Annotated[int, Field(ge=1, le=12)]
SemesterOfYear = Annotated[str, Field(pattern=r"^\d{4}-[12]$", description="2026-1 autumn, 2026-2 spring")]
Cell = str | bool | int | float | tuple[str, ...]
"""What a scenario file may write where a table has a cell."""
Setting = Cell | tuple[float, ...] | Mapping[str, Cell] | tuple[Mapping[str, Cell], ...]
"""What it may write where county.toml has a value: also a list of numbers, a block, a list of blocks."""


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Merge(_Words):
    """Schools that stop existing; everything of theirs goes to the school ``into``."""

    schools: Ids
    into: str


class ToPoint(_Words):
    """A school that becomes a teaching point of another one."""

    school: str
    parent: str


class Close(_Words):
    """A school that closes, or one stage of it; teachers go to the county pool or to ``teachers_to``."""

    school: str
    stage: Stage | None = None
    teachers_to: str | None = None
    max_minutes: float | None = Field(default=None, ge=0, le=600, description="pupils' longest way, minutes")


class Open(_Words):
    """A new school: ``row`` holds columns of schools.csv."""

    row: Mapping[str, Cell]


class SetCells(_Words):
    """Columns of one row of one table: ``key`` says which row, ``columns`` what it says from now on."""

    table: str
    key: Mapping[str, Cell]
    columns: Mapping[str, Cell]


class Leave(_Words):
    """A teacher who is away from one semester to another (both included); until None: for good."""

    teacher: str
    from_: SemesterOfYear | None = Field(default=None, alias="from")
    until: SemesterOfYear | None = None


class Exit(_Words):
    """A school that leaves its alliance and may join any other one; ``stage`` None: in every stage."""

    school: str
    stage: Stage | None = None


class Enrolment(_Words):
    """Students (and classes) times a factor where the schools fit every key that is given."""

    factor: Factor
    area: str | None = None
    township: str | None = None
    school: str | None = None
    stage: Stage | None = None
    grade: Grade | None = None


class Travel(_Words):
    """Ways: of one pair (``from``, ``to``), or all times a factor within a township or the county."""

    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    km: Annotated[float, Field(ge=0, le=5000)] | None = None
    minutes: Annotated[float, Field(ge=0, le=6000)] | None = None
    factor: Factor | None = None
    township: str | None = None
    closed: bool = Field(default=False, description="no way at all between the pair")


class PolicyChange(_Words):
    """Settings by dotted name; a mode or tier is named by id or position: ``mode.joint.max_km``.

    An empty text takes the setting out.
    """

    values: Mapping[str, Setting]


Change = Merge | ToPoint | Close | Open | SetCells | Leave | Exit | Enrolment | Travel | PolicyChange


class Keep(_Words):
    """How near the new plan stays to the one in force (docs/answers.md, "Near the plan in force")."""

    in_term: bool = Field(default=True, description="members whose term lies ahead stay with their core")
    changed_at_most: int | None = Field(default=None, ge=0, description="schools with another core, at most")
    changed_after_tier: int | None = Field(
        default=None, ge=0, description="number of tiers before the tier `changed`; default 1"
    )
    freeze: tuple[str, ...] = Field(default=(), description="alliances (stage-core) that stay as they are")
    executed_until: str | None = Field(
        default=None, pattern=r"^\d{4}-[12]:w\d{1,2}$", description="what lies before or in this week is fact"
    )


class Scenario(_Words):
    """A scenario file. ``sweep`` maps dotted settings to lists; every combination is a run."""

    format: Literal[1] = 1
    name: str = ""
    change: tuple[Change, ...] = ()
    keep: Keep = Keep()
    sweep: Mapping[str, tuple[Setting, ...]] = Field(default_factory=dict)
