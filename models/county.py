"""A county: the tables a planner hands in, read and validated. Frozen; nothing is written back."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from .school import School
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
    """One row of pins.csv. ``stage`` None: every stage in which the pin can speak of the pair."""

    school_id: str
    core_id: str
    stage: Stage | None
    rule: PinRule


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


class RoadTravel(NamedTuple):
    """Road travel between schools as measured on an extract of OpenStreetMap.

    Attributes
    ----------
    sha256
        Fingerprint of the extract and of the way it was measured.
    pairs
        Directed (from, to) to km and minutes; a pair that is missing has no road within the limits.
    """

    sha256: str
    pairs: Mapping[tuple[str, str], ListedTravel]


class County(BaseModel):
    """All tables of one county.

    ``needs`` is None where there is no needs.csv (not the same as an empty one). ``travel`` maps a directed
    pair (from, to) to what travel.csv lists; a direction that is not listed takes the other one's figures.
    ``alliances`` already carries the new ids of codes.csv. ``roads`` is what shortest paths on the roads
    gave (``source = "roads"``), after every row of travel.csv; a direction stands for itself there.
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

    @cached_property
    def by_id(self) -> dict[str, School]:
        """Schools by id."""
        return {school.school_id: school for school in self.schools}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the county; ``by_id`` is made anew and never speaks of the schools before ``update``."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("by_id", None)
        return copy
