"""Rooms for unplaced schools, by trying: what a room's changes allow, and what one change alone would allow.

Written from ``docs/grouping.md`` [25] alone; the brute force judges every plan that one more school makes.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from lianxiao.models.county import County, ListedTravel
from lianxiao.models.mode import AllianceCount, Mode
from lianxiao.models.plan import Alliance, PlacedMember, Room, RoomChange
from lianxiao.models.policy import Policy
from lianxiao.models.words import Area, PinRule, Role, Seat
from lianxiao.tests.oracle import TinyCounty
from lianxiao.tests.oracle_scope import Place, TinyScope

Case = tuple[County, Policy]
FILTERS = ("area", "seat", "category")
HARD_PINS = (PinRule.NEVER, PinRule.MUST)


def with_school(alliances: Sequence[Alliance], school: str, room: Room) -> tuple[Alliance, ...]:
    """Add the school to the plan as the room says: to its core's alliance, or in a new one."""
    assert room.mode is not None
    assert room.stage is not None
    assert room.core is not None
    if room.core == school:
        return (*alliances, Alliance(mode=room.mode, stage=room.stage, core=school))
    member = PlacedMember(school=school)
    for at, alliance in enumerate(alliances):
        if (alliance.core, alliance.stage) == (room.core, room.stage):
            assert alliance.mode == room.mode
            joined = alliance.model_copy(update={"members": (*alliance.members, member)})
            return (*alliances[:at], joined, *alliances[at + 1 :])
    new = Alliance(mode=room.mode, stage=room.stage, core=room.core, members=(member,))
    return (*alliances, new)


def allowed(case: Case, alliances: Sequence[Alliance]) -> bool:
    return TinyCounty(*case).judge(alliances) is not None


def rooms_beside(case: Case, alliances: Sequence[Alliance], place: Place) -> Iterator[Room]:
    """Every way in which one more school could stand in the plan, if rules allowed it.

    It leads an alliance of its own only where a core alone is one.
    """
    county, policy = case
    school = place[0]
    stages = TinyScope(county, policy).stages_of_place[place]
    led = {(alliance.core, alliance.stage): alliance.mode for alliance in alliances}
    for mode in policy.mode:
        for stage in mode.stages:
            for core in county.schools:
                if led.get((core.school_id, stage), mode.id) != mode.id:
                    continue
                if (core.school_id != school and stage in stages) or (
                    core.school_id == school and mode.min_members == 0
                ):
                    yield Room(mode=mode.id, stage=stage, core=core.school_id)


# what one change would allow


def single_changes(case: Case) -> Iterator[tuple[int, Case]]:
    """Every county in which one limit is lifted altogether, with the limit's rank among as few [25]."""
    county, policy = case

    def of_mode(changed: Mode, **values: Any) -> Case:
        modes = tuple(mode.model_copy(update=values) if mode is changed else mode for mode in policy.mode)
        return county, policy.model_copy(update={"mode": modes})

    for mode in policy.mode:
        yield 0, of_mode(mode, max_members=0)
        yield 2, of_mode(mode, min_members=0)
        yield 3, of_mode(mode, alliances=AllianceCount(min=mode.alliances.least))
        yield 4, of_mode(mode, max_km=None)
        yield 5, of_mode(mode, max_minutes=None)
        for name in [f"{side}_{column}" for side in ("core", "member") for column in FILTERS]:
            yield 6, of_mode(mode, **{name: ()})
        yield 6, of_mode(mode, core_larger=False)
        yield 6, of_mode(mode, use_every_core=False)
        if mode.entrusted is not None:
            yield 6, of_mode(mode, entrusted=mode.entrusted.model_copy(update={"min": 0}))
            yield 6, of_mode(mode, entrusted=mode.entrusted.model_copy(update={"max": None}))
    for school in county.schools:
        if school.capacity is not None:
            yield 1, (_with_cell(county, school.school_id, capacity=None), policy)
    for rule, school_id, core_id in sorted(
        {(pin.rule, pin.school_id, pin.core_id) for pin in county.pins if pin.rule in HARD_PINS}
    ):
        yield 7, (_without_pins(county, rule, school_id, core_id), policy)


class SingleChanges:
    """What each limit of a county, lifted alone, would allow."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.unchanged = TinyCounty(*case)

    @cached_property
    def lifted(self) -> list[tuple[int, TinyCounty]]:
        """Rank of the limit, and the county without it."""
        return [
            (rank, TinyCounty(*changed))
            for rank, changed in single_changes(self.case)
            if changed != self.case
        ]

    def ranks(self, alliances: Sequence[Alliance], place: Place) -> list[int]:
        """Ranks of the limits that, lifted alone, let the school in somewhere; sorted."""
        ways = [with_school(alliances, place[0], room) for room in rooms_beside(self.case, alliances, place)]
        return sorted(rank for rank, tiny in self.lifted if any(tiny.judge(way) is not None for way in ways))


# what a room's changes allow


def after(case: Case, school: str, room: Room) -> Case:
    """Apply exactly the changes of a room."""
    for change in room.changes:
        case = _applied(case, school, room, change)
    return case


def _applied(case: Case, school: str, room: Room, change: RoomChange) -> Case:
    county, policy = case
    for mode in policy.mode:
        name = change.setting.removeprefix(f"mode.{mode.id}.")
        if name != change.setting:
            changed = _mode_after(mode, name, change.value)
            modes = tuple(changed if other is mode else other for other in policy.mode)
            return county, policy.model_copy(update={"mode": modes})
    assert change.school is not None
    return _TABLES[change.setting](county, school, room, change), policy


def _mode_after(mode: Mode, name: str, value: str) -> Mode:
    old = mode.model_dump(exclude={"alliances", "entrusted"} if "." in name else {name})
    if name.startswith("alliances"):
        bounds = {"min": mode.alliances.min, "max": mode.alliances.max, "exactly": mode.alliances.exactly}
        if "." in name:
            bounds[name.partition(".")[2]] = int(value)
        else:
            bounds = tomllib.loads(f"value = {value}")["value"]
        return Mode(**{**old, "alliances": bounds, "entrusted": mode.entrusted})
    if name.startswith("entrusted."):
        assert mode.entrusted is not None
        entrusted = {**mode.entrusted.model_dump(), name.partition(".")[2]: int(value)}
        return Mode(**{**old, "alliances": mode.alliances, "entrusted": entrusted})
    if name in ("core_larger", "use_every_core"):
        return mode.model_copy(update={name: {"true": True, "false": False}[value]})
    if name in ("max_km", "max_minutes"):
        return mode.model_copy(update={name: float(value)})
    if name in ("max_members", "min_members"):
        return mode.model_copy(update={name: int(value)})
    word = {"area": Area, "seat": Seat, "category": str}[name.partition("_")[2]](value)
    return mode.model_copy(update={name: (*getattr(mode, name), word)})


def _with_cell(county: County, school_id: str, **cells: Any) -> County:
    schools = tuple(
        school.model_copy(update=cells) if school.school_id == school_id else school
        for school in county.schools
    )
    return county.model_copy(update={"schools": schools})


def _cell(column: str, kind: Callable[[str], Any]) -> Callable[[County, str, Room, RoomChange], County]:
    def applied(county: County, _school: str, _room: Room, change: RoomChange) -> County:
        assert change.school is not None
        return _with_cell(county, change.school, **{column: kind(change.value)})

    return applied


def _without_pins(county: County, rule: PinRule, school_id: str, core_id: str) -> County:
    """Take every row of this rule about the pair out of pins.csv."""
    taken_out = (rule, school_id, core_id)
    pins = tuple(pin for pin in county.pins if (pin.rule, pin.school_id, pin.core_id) != taken_out)
    assert pins != county.pins
    return county.model_copy(update={"pins": pins})


def _pin(rule: PinRule) -> Callable[[County, str, Room, RoomChange], County]:
    def applied(county: County, school: str, _room: Room, change: RoomChange) -> County:
        assert change.school == school
        return _without_pins(county, rule, school, change.value)

    return applied


def _with_way(county: County, school: str, room: Room, _change: RoomChange) -> County:
    """Give the missing travel: a way so short that it keeps every limit."""
    assert room.core is not None
    travel = {**county.travel, (room.core, school): ListedTravel(km=0.0, minutes=0.0)}
    return county.model_copy(update={"travel": travel})


_TABLES: dict[str, Callable[[County, str, Room, RoomChange], County]] = {
    "capacity": _cell("capacity", float),
    "role": _cell("role", Role),
    "area": _cell("area", Area),
    "seat": _cell("seat", Seat),
    "category": _cell("category", str),
    "pins.never": _pin(PinRule.NEVER),
    "pins.must": _pin(PinRule.MUST),
    "travel.csv": _with_way,
    "lat, lon": _with_way,
}
