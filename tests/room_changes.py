"""A room put into effect: the county, settings and plan with exactly its changes and the school placed.

Written from docs/grouping.md 25 and ``models/room.py`` alone.
"""

import tomllib
from typing import Any

from lianxiao.models.county import County, ListedTravel
from lianxiao.models.mode import AllianceCount, Mode
from lianxiao.models.pin_words import CLOSED, PIN_SETTINGS
from lianxiao.models.plan import Alliance, PlacedMember, Plan, Room, RoomChange
from lianxiao.models.policy import Policy
from lianxiao.models.words import PinRule, Role
from lianxiao.solver.check import BrokenRule, check_plan

STEPS = {"capacity": 0.001, "max_km": 0.001, "max_minutes": 0.01}
"""One unit of the figures that are no whole numbers; 0.01 minutes are less than 1 s."""


def _in_mode(mode: Mode, name: str, value: str) -> Mode:
    update: dict[str, Any]
    match name:
        case "max_members" | "min_members":
            update = {name: int(value)}
        case "max_km" | "max_minutes":
            update = {name: float(value)}
        case "core_larger" | "use_every_core":
            assert value == "false"
            update = {name: False}
        case "alliances.max":
            update = {"alliances": AllianceCount(min=mode.alliances.min, max=int(value))}
        case "alliances.exactly":
            update = {"alliances": AllianceCount(exactly=int(value))}
        case "alliances":
            update = {"alliances": tomllib.loads(f"alliances = {value}")["alliances"]}
        case "entrusted.min" | "entrusted.max":
            assert mode.entrusted is not None
            update = {"entrusted": {**mode.entrusted.model_dump(), name.partition(".")[2]: int(value)}}
        case _:
            assert name.startswith(("core_", "member_")), name
            update = {name: (*getattr(mode, name), value)}
    return Mode.model_validate(mode.model_dump() | update)


def _in_county(county: County, room: Room, change: RoomChange) -> County:
    assert change.school is not None
    school = county.by_id[change.school]
    update: dict[str, Any] = {}
    match change.setting:
        case "capacity":
            update = {"capacity": float(change.value)}
        case "role":
            update = {"role": Role(change.value)}
        case "area" | "seat" | "category":
            assert not getattr(school, change.setting)
            update = {change.setting: change.value}
        case "lat, lon":
            assert school.lat is None or school.lon is None
            # somewhere: where its core (or the school that is to join) is, or anywhere if both are unknown
            known = [s for s in county.schools if s.lat is not None and s.lon is not None]
            near = next((s for s in known if s.school_id == room.core), None)
            update = {"lat": near.lat if near else 30.0, "lon": near.lon if near else 110.0}
        case "pins.never" | "pins.must":
            rule = PinRule(change.setting.partition(".")[2])
            kept = tuple(
                pin
                for pin in county.pins
                if (pin.school_id, pin.core_id, pin.rule) != (change.school, change.value, rule)
            )
            assert len(kept) < len(county.pins)
            return county.model_copy(update={"pins": kept})
        case setting if setting in PIN_SETTINGS.values():
            (reason,) = (one for one, name in PIN_SETTINGS.items() if name == setting)
            pair = (change.school, change.value, reason)
            kept = tuple(pin for pin in county.pins if (pin.school_id, pin.core_id, pin.reason) != pair)
            assert len(kept) < len(county.pins)
            open_again = {(change.value, change.school): ListedTravel(0.0, 0.0)} if reason == CLOSED else {}
            return county.model_copy(update={"pins": kept, "travel": {**county.travel, **open_again}})
        case "travel.csv":
            way = {(change.value, change.school): ListedTravel(0.0, 0.0)}
            return county.model_copy(update={"travel": {**county.travel, **way}})
        case _:
            raise AssertionError(change.setting)
    changed = type(school).model_validate(school.model_dump() | update)
    schools = tuple(changed if one.school_id == change.school else one for one in county.schools)
    return county.model_copy(update={"schools": schools})


def with_changes(county: County, policy: Policy, room: Room) -> tuple[County, Policy]:
    """Change the tables and settings exactly as the room says."""
    for change in room.changes:
        if change.school is not None:
            county = _in_county(county, room, change)
            continue
        prefix, name = change.setting.split(".", 1)
        assert prefix == "mode"
        mode = next(
            mode for mode in sorted(policy.mode, key=lambda m: -len(m.id)) if name.startswith(f"{mode.id}.")
        )
        changed = _in_mode(mode, name.removeprefix(f"{mode.id}."), change.value)
        policy = policy.model_copy(
            update={"mode": tuple(changed if one.id == mode.id else one for one in policy.mode)}
        )
    return county, policy


def with_school(alliances: tuple[Alliance, ...], school: str, room: Room) -> tuple[Alliance, ...]:
    """Place the school where the room says; everything else stays."""
    assert room.core is not None
    assert room.mode is not None
    assert room.stage is not None
    members = () if room.core == school else (PlacedMember(school=school),)
    joined = [
        alliance.model_copy(update={"members": alliance.members + members})
        if (alliance.core, alliance.stage) == (room.core, room.stage)
        else alliance
        for alliance in alliances
    ]
    if joined == list(alliances):
        joined.append(Alliance(mode=room.mode, stage=room.stage, core=room.core, members=members))
    return tuple(joined)


def broken(county: County, policy: Policy, alliances: tuple[Alliance, ...]) -> list[BrokenRule]:
    return list(check_plan(county, policy, Plan(alliances=alliances)).broken)


def one_unit_less(change: RoomChange) -> RoomChange | None:
    """The change one unit short of its value; None where there is nothing between it and no change."""
    name = change.setting.rpartition(".")[2] if change.school is None else change.setting
    if change.setting.endswith(("max_members", "alliances.max", "alliances.exactly", "entrusted.max")):
        return change.model_copy(update={"value": str(int(change.value) - 1)})
    if change.setting.endswith(("min_members", "entrusted.min")):
        return change.model_copy(update={"value": str(int(change.value) + 1)})
    if name in STEPS:
        return change.model_copy(update={"value": repr(round(float(change.value) - STEPS[name], 3))})
    return None


def hold(county: County, policy: Policy, alliances: tuple[Alliance, ...], school: str, room: Room) -> None:
    """A room's changes together make a plan of it; each one unit short of its value, none."""
    plan = with_school(alliances, school, room)
    assert not broken(*with_changes(county, policy, room), plan), room
    for at, change in enumerate(room.changes):
        rest = [*room.changes[:at], *room.changes[at + 1 :]]
        less = one_unit_less(change)
        fewer = room.model_copy(update={"changes": tuple([*rest, less] if less else rest)})
        assert broken(*with_changes(county, policy, fewer), plan), (change, room)
