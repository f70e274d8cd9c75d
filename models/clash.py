"""Why no plan exists: demands and limits that clash, and what alone would make room (answers.md 11, 12)."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .words import Stage


class ElementKind(StrEnum):
    """Kinds of demands and limits; the value is the rule's id or the name of the setting."""

    PLACE_ALL = "place_all"
    MUST = "must"
    LEADS = "use_every_core"
    LEAST = "alliances.min"
    MAX_KM = "max_km"
    MAX_MINUTES = "max_minutes"
    MIN_MEMBERS = "min_members"
    MAX_MEMBERS = "max_members"
    MOST = "alliances.max"
    CAPACITY = "capacity"
    CORE_AREA = "core_area"
    CORE_SEAT = "core_seat"
    CORE_CATEGORY = "core_category"
    MEMBER_AREA = "member_area"
    MEMBER_SEAT = "member_seat"
    MEMBER_CATEGORY = "member_category"
    CORE_LARGER = "core_larger"
    ENTRUSTED = "entrusted"
    NEVER = "never"
    CHANGED_AT_MOST = "changed_at_most"

    @property
    def is_demand(self) -> bool:
        """Whether it asks for something; all others forbid something."""
        return self in DEMANDS


DEMANDS = frozenset({ElementKind.PLACE_ALL, ElementKind.MUST, ElementKind.LEADS, ElementKind.LEAST})
CORE_FILTER_KINDS = (ElementKind.CORE_AREA, ElementKind.CORE_SEAT, ElementKind.CORE_CATEGORY)
MEMBER_FILTER_KINDS = (ElementKind.MEMBER_AREA, ElementKind.MEMBER_SEAT, ElementKind.MEMBER_CATEGORY)
FILTER_KINDS = (*CORE_FILTER_KINDS, *MEMBER_FILTER_KINDS, ElementKind.CORE_LARGER, ElementKind.ENTRUSTED)
"""Filters of a mode: each can be left out by itself."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Beyond(_Part):
    """A pair that a limit of the clash forbids: the nearest for a school. ``value``: km, minutes or load."""

    school: str
    core: str
    value: float


class Element(_Part):
    """One demand or limit of a clash.

    Attributes
    ----------
    school, core, stage, mode
        Whom and what it speaks of, where it speaks of one.
    value
        The limit as it stands: km, minutes, members, alliances, load, schools.
    wanted
        Words that a filter lets pass.
    beyond
        What the limit forbids, one pair per place of the clash that it keeps from a core, with its figure.
    needed
        Whether it is proven that without it a plan of the others exists; None: not decided in time.
    text
        Its sentence, in the plan's language.
    """

    kind: ElementKind
    school: str = ""
    core: str = ""
    stage: Stage | None = None
    mode: str = ""
    value: float | None = None
    wanted: tuple[str, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    needed: bool | None = None
    text: str = ""

    @property
    def is_demand(self) -> bool:
        """Whether it asks for something."""
        return self.kind.is_demand


class Clash(_Part):
    """Demands and limits under which no plan exists (proven), of which none can be spared if ``irreducible``.

    ``schools`` are all that its elements name, sorted; ``reach``: cores that its limits let take a
    place that it demands, where it holds both. ``opening`` and then each of ``sentences`` (many elements of
    one kind share one) say it; ``text`` is all of this in one.
    """

    elements: tuple[Element, ...]
    irreducible: bool = Field(description="proven of every element that without it a plan exists")
    schools: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    opening: str = ""
    sentences: tuple[str, ...] = ()
    text: str = ""


RoomKind = Literal[
    "max_km",
    "max_minutes",
    "min_members",
    "max_members",
    "alliances.min",
    "alliances.max",
    "capacity",
    "unplaced",
    "never",
    "filters",
    "use_every_core",
    "changed_at_most",
]


class RoomOfKind(_Part):
    """What one kind of limit, changed alone, would have to become for a plan to exist.

    Attributes
    ----------
    kind, mode
        The kind of limit; of a mode's own limits the mode.
    setting
        Where it stands in the planner's files.
    now, least
        The value as it stands, and the nearest one that makes room (of capacity: what is added to each); as
        they are written in the setting. None where the answer is a set, or where there is none.
    answer
        ``room``: this alone makes room, and nothing smaller does. ``at_most``: this makes room; whether less
        does was not decided in time. ``none``: whatever its value, this alone makes no room (proven).
        ``undecided``: not decided in time.
    schools
        Who is concerned: places left unplaced, cores that need more capacity or need not lead.
    pairs
        Pins that give way: (school, core).
    settings
        Filters that give way: ``mode.ID.NAME``.
    """

    kind: RoomKind
    mode: str = ""
    setting: str = ""
    now: str | None = None
    least: str | None = None
    answer: Literal["room", "at_most", "none", "undecided"]
    schools: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()
    text: str = ""
