"""A county: the tables a planner hands in, read and validated. Frozen; nothing is written back."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from .school import School
from .school_year import (
    Blocked,
    DutyRow,
    Lessons,
    LogRow,
    PastExchange,
    ResultRow,
    StandardLoad,
    Vehicle,
    Week,
)
from .settlement import Settlement
from .teacher import Teacher
from .words import PinRule, Stage


class ListedTravel(NamedTuple):
    """Travel of one directed pair as listed in travel.csv; ``minutes`` is None where the cell is blank.

    ``km`` is rounded half up to 0.001 (1 m). ``minutes`` is a whole number of seconds divided by 60.
    """

    km: float
    minutes: float | None


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClassCount(_Row):
    """One row of classes.csv."""

    school_id: str
    stage: Stage
    grade: int
    classes: float | None = None
    students: float | None = None


class Need(_Row):
    """One row of needs.csv: weekly lessons of one subject at one school, rounded half up to 0.001."""

    school_id: str
    stage: Stage
    subject: str
    need: Annotated[float, Field(ge=0)]
    supply: Annotated[float, Field(ge=0)] = 0.0


class Pin(_Row):
    """One row of pins.csv. ``stage`` None: every stage in which the pin can speak of the pair.

    ``reason`` is the planner's own note; ``in_term``, ``frozen``, ``closed`` and ``exit`` are set by the
    program (pin_words.py).
    """

    school_id: str
    core_id: str
    stage: Stage | None
    rule: PinRule
    reason: str = ""


class StandingAlliance(_Row):
    """One row of alliances.csv: a member of the round in force. Months are ``YYYY-MM``."""

    core_id: str
    member_id: str
    stage: Stage
    mode: str = ""
    since: str | None = None
    until: str | None = None
    batch: str = ""
    name: str = ""


class NewCode(_Row):
    """One row of codes.csv: an id that died and the id that took its place."""

    old_id: str
    new_id: str
    since: str | None = None


class NoRoad(StrEnum):
    """Why no road leads from one school to another."""

    OFF_THE_NET = "off_the_net"
    NOT_CONNECTED = "not_connected"
    BEYOND_LIMITS = "beyond_limits"


class RoadJoint(NamedTuple):
    """Where a school comes to the road.

    ``metres``: straight line to the road, None where no road is near enough. ``main``: whether that road
    belongs to the net that most roads belong to.
    """

    metres: float | None
    main: bool


class RoadTravel(NamedTuple):
    """Road travel between schools as measured on an extract of OpenStreetMap.

    Attributes
    ----------
    sha256
        Fingerprint of the extract and of the way it was measured.
    pairs
        Directed (from, to) to km and minutes; a pair that is missing has no road within the limits.
    joints
        Where each school that takes part comes to the road.
    missing
        Why a pair is missing, unless it is that the way is too long.
    """

    sha256: str
    pairs: Mapping[tuple[str, str], ListedTravel]
    joints: Mapping[str, RoadJoint] = MappingProxyType({})
    missing: Mapping[tuple[str, str], NoRoad] = MappingProxyType({})

    def why_missing(self, from_id: str, to_id: str) -> NoRoad:
        """Why ``pairs`` has no way from one school to the other."""
        return self.missing.get((from_id, to_id), NoRoad.BEYOND_LIMITS)


class County(BaseModel):
    """All tables of one county.

    ``needs`` is None where there is no needs.csv (not the same as an empty one). ``travel`` maps a directed
    pair (from, to) to what travel.csv lists; a direction that is not listed takes the other one's figures.
    ``alliances`` already carries the new ids of codes.csv. ``roads`` is what shortest paths on the roads
    gave (``source = "roads"``), after every row of travel.csv; a direction stands for itself there.
    ``curriculum`` has the subjects of each stage where there is no needs.csv; it comes with the program and
    is no part of the county's fingerprint.

    ``teachers`` is None where there is no teachers.csv. ``lessons`` is the curriculum in force, weekly
    lessons of a class by stage, grade and subject: curriculum.csv, or the one that comes with the program
    (filled only where there is no needs.csv). ``loads`` are the rows of loads.csv; teachers already carry
    their ``lessons_max``. ``calendar`` is what calendar.csv says, or the default weeks (filled only where
    there are teachers). ``duties`` are the county's own rows of duties.csv.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schools: tuple[School, ...]
    travel: SkipValidation[Mapping[tuple[str, str], ListedTravel]] = Field(default_factory=dict)
    roads: SkipValidation[RoadTravel] | None = None
    needs: tuple[Need, ...] | None = None
    pins: tuple[Pin, ...] = ()
    alliances: tuple[StandingAlliance, ...] = ()
    codes: tuple[NewCode, ...] = ()
    classes: tuple[ClassCount, ...] = ()
    curriculum: SkipValidation[Mapping[Stage, tuple[str, ...]]] = Field(default_factory=dict)
    teachers: tuple[Teacher, ...] | None = None
    lessons: tuple[Lessons, ...] = ()
    loads: tuple[StandardLoad, ...] = ()
    calendar: tuple[Week, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    exchanges: tuple[PastExchange, ...] = ()
    duties: tuple[DutyRow, ...] = ()
    log: tuple[LogRow, ...] = ()
    results: tuple[ResultRow, ...] = ()
    settlements: tuple[Settlement, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, School]:
        """Schools by id."""
        return {school.school_id: school for school in self.schools}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the county; ``by_id`` is made anew and never speaks of the schools before ``update``."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("by_id", None)
        return copy
