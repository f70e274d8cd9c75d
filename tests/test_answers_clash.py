"""Clashes and room by kind against the brute force: nothing of a clash can be spared, and less is no room."""

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lianxiao.models.clash import Element, ElementKind, RoomOfKind
from lianxiao.models.county import County, Pin
from lianxiao.models.mode import AllianceCount
from lianxiao.models.policy import KeepSettings, Policy
from lianxiao.models.words import PinRule
from lianxiao.solver.explain.clash import clash_of
from lianxiao.solver.explain.room_kinds import room_by_kind
from lianxiao.solver.feasible import can_be_kept
from lianxiao.tests.oracle_clash import FILTERS, Elements, Figure, Kept, Key
from lianxiao.tests.tiny_answers import county_in_force
from lianxiao.tests.tiny_counties import chance, tiny_county
from lianxiao.tests.tiny_modes import many_modes_county

CASES = int(os.environ.get("LIANXIAO_ORACLE_CASES", "30"))
SCHOOLS_AT_MOST = 8
MINUTES = Fraction(1, 60)


def asking_much(rng: Random, county: County, policy: Policy) -> tuple[County, Policy]:
    """The county with more demands and fewer ways than it can bear, most often."""
    modes = []
    for mode in policy.mode:
        update: dict[str, object] = {"place_all": chance(rng, 0.5), "use_every_core": chance(rng, 0.2)}
        if chance(rng, 0.4):
            update["max_km"] = rng.choice((3.0, 5.5, 8.0))
        if chance(rng, 0.2):
            update["max_minutes"] = rng.choice((6.0, 10.5, 14.0))
        modes.append(mode.model_copy(update=update))
    if chance(rng, 0.3):
        policy = policy.model_copy(update={"keep": KeepSettings(changed_at_most=rng.choice((0, 1)))})
    led = [school for school in county.schools if school.role.may_be_led and school.parent_id is None]
    cores = [school for school in county.schools if school.role.may_lead and school.parent_id is None]
    pins = list(county.pins)
    for _ in range(rng.choice((0, 1, 2))):
        school, core = rng.choice([*led, county.schools[1]]), rng.choice([*cores, county.schools[0]])
        rule = rng.choice((PinRule.MUST, PinRule.NEVER))
        if school is not core:
            pins.append(Pin(school_id=school.school_id, core_id=core.school_id, stage=None, rule=rule))
    return (
        county.model_copy(update={"pins": tuple(pins)}),
        policy.model_copy(update={"mode": tuple(modes)}),
    )


def one_limit_too_tight(rng: Random, county: County, policy: Policy) -> tuple[County, Policy]:
    """The county whose plan would place everybody, but for one limit: that alone makes room, most often."""
    mode = policy.mode[0].model_copy(update={"place_all": True})
    schools, keep = county.schools, KeepSettings()
    match rng.choice(
        ("capacity", "max_km", "max_minutes", "max_members", "min_members", "alliances", "keep")
    ):
        case "capacity":
            few = rng.choice((0.667, 1.0, 1.333))
            schools = tuple(school.model_copy(update={"capacity": few}) for school in schools)
        case "max_km":
            mode = mode.model_copy(update={"max_km": rng.choice((2.0, 4.0, 6.5))})
        case "max_minutes":
            mode = mode.model_copy(update={"max_minutes": rng.choice((2.0, 5.0, 9.25))})
        case "max_members":
            mode = mode.model_copy(update={"min_members": min(mode.min_members, 1), "max_members": 1})
        case "min_members":
            mode = mode.model_copy(update={"min_members": 3, "max_members": 0})
        case "alliances":
            count = rng.choice(({"max": 1}, {"min": 3}, {"exactly": 2}, {"exactly": 4}))
            mode = mode.model_copy(update={"alliances": AllianceCount.model_validate(count)})
        case "keep":
            keep = KeepSettings(changed_at_most=0)
    modes = (mode, *policy.mode[1:])
    return (
        county.model_copy(update={"schools": schools}),
        policy.model_copy(update={"mode": modes, "keep": keep}),
    )


def impossible(seed: int) -> Elements:
    """A county without any plan."""
    rng = Random(seed)
    while True:
        county, policy = rng.choice((tiny_county, many_modes_county, in_force))(rng)
        if len(county.schools) > SCHOOLS_AT_MOST:
            continue
        county, policy = rng.choice((asking_much, one_limit_too_tight))(rng, county, policy)
        elements = Elements(county, policy)
        if elements.told_apart and not elements.exists(elements.all):
            return elements


def in_force(rng: Random) -> tuple[County, Policy]:
    """A county with a round in force."""
    return county_in_force(rng.randrange(10_000))


def key_of(element: Element) -> Key:
    """What the brute force calls an element."""
    return Key(element.kind, element.mode, element.stage, element.school, element.core)


def clash_agrees(elements: Elements) -> int:
    """Hold the clash of a county against the brute force; its size."""
    clash = clash_of(elements.county, elements.policy, seconds=60.0)
    assert clash is not None
    assert clash.irreducible
    keys = [key_of(element) for element in clash.elements]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(elements.all), set(keys) - set(elements.all)
    kept = {key: elements.all[key] for key in keys}
    assert not elements.exists(kept), "does not clash"
    for key in keys:
        assert elements.exists({k: v for k, v in kept.items() if k != key}), f"{key} can be spared"
    return len(keys)


def under(elements: Elements, keys: Sequence[Key], figure: Figure) -> Kept:
    """Everything as it is asked, but another figure; None: left out."""
    if figure is None:
        return elements.without(keys)
    return {**elements.all, **dict.fromkeys(keys, figure)}


def room_agrees(elements: Elements) -> Mapping[str, str]:
    """Hold the room of every kind against the brute force; the answers by kind."""
    found = room_by_kind(elements.county, elements.policy, seconds=60.0)
    said = {(room.kind, room.mode) for room in found}
    assert said == kinds_of(elements), said ^ kinds_of(elements)
    for room in found:
        assert room.answer in ("room", "none"), room
        kind = ElementKind(room.kind) if room.kind in set(map(str, ElementKind)) else None
        match room.kind:
            case "max_km" | "max_minutes":
                assert kind is not None
                ways = elements.ways(room.mode, kind)
                number_agrees(elements, room, [Key(kind, room.mode)], ways)
            case "max_members" | "changed_at_most":
                assert kind is not None
                key = Key(kind, room.mode)
                now = elements.all[key]
                number_agrees(elements, room, [key], range(int(now or 0) + 1, 40))
            case "min_members":
                key = Key(ElementKind.MIN_MEMBERS, room.mode)
                number_agrees(elements, room, [key], range(int(elements.all[key] or 0) - 1, -1, -1))
            case "alliances.min" | "alliances.max":
                keys = [key for key in elements.all if (key.kind, key.mode) == (kind, room.mode)]
                now = int(elements.all[keys[0]] or 0)
                numbers = range(now - 1, -1, -1) if room.kind == "alliances.min" else range(now + 1, 40)
                number_agrees(elements, room, keys, numbers)
            case "capacity":
                capacity_agrees(elements, room)
            case "unplaced":
                set_agrees(elements, room, places_of(elements), int(room.least or 0))
            case "use_every_core":
                set_agrees(elements, room, single(elements, ElementKind.LEADS), int(room.least or 0))
            case "never":
                set_agrees(elements, room, single(elements, ElementKind.NEVER), len(room.pairs))
            case "filters":
                filters = [part for kind in FILTERS for part in single(elements, kind)]
                set_agrees(elements, room, filters, len(room.settings))
    return {room.kind: room.answer for room in found}


def kinds_of(elements: Elements) -> set[tuple[str, str]]:
    """Kinds of limits that the county has, a mode's own by mode."""
    found: set[tuple[str, str]] = set()
    for key in elements.all:
        if key.kind in (ElementKind.PLACE_ALL, ElementKind.MUST):
            found.add(("unplaced", ""))
        elif key.kind in FILTERS:
            found.add(("filters", ""))
        else:
            found.add((key.kind.value, key.mode))
    return found


def number_agrees(
    elements: Elements, room: RoomOfKind, keys: Sequence[Key], looser: Sequence[Fraction] | Sequence[int]
) -> None:
    """The first looser figure that makes room is the one that is said; none where even lifting makes none."""
    if room.answer == "none":
        assert not elements.exists(under(elements, keys, None)), room
        return
    assert room.least is not None
    least = Fraction(room.least)
    assert elements.exists(under(elements, keys, int(least) if isinstance(looser, range) else least)), room
    first = next(figure for figure in looser if elements.exists(under(elements, keys, figure)))
    if room.kind == "max_minutes":
        assert first <= least < first + MINUTES, (room, first)
    else:
        assert least == first, (room, first)


def capacity_agrees(elements: Elements, room: RoomOfKind) -> None:
    """Every capacity raised by so much makes room, by a thousandth less none; who needs it: the fewest."""
    capacities = {
        key: figure for key, figure in elements.all.items() if key.kind is ElementKind.CAPACITY and figure
    }
    if room.answer == "none":
        assert not elements.exists(elements.without(list(capacities))), room
        return
    assert room.least is not None
    raised = Fraction(room.least)

    def raised_by(amount: Fraction, keys: Sequence[Key]) -> Kept:
        return {**elements.all, **{key: capacities[key] + amount for key in keys}}

    every = sorted(capacities, key=lambda key: key.core)
    assert elements.exists(raised_by(raised, every)), room
    assert not elements.exists(raised_by(raised - Fraction(1, 1000), every)), room
    named = [key for key in every if key.core in room.schools]
    assert elements.exists(raised_by(raised, named)), room
    for spared in named:  # the fewest: tried for one less
        assert not elements.exists(raised_by(raised, [key for key in named if key != spared])), room


def single(elements: Elements, kind: ElementKind) -> list[list[Key]]:
    """Elements of a kind, each by itself."""
    return [[key] for key in elements.all if key.kind is kind]


def places_of(elements: Elements) -> list[list[Key]]:
    """Demands of each place together."""
    parts: dict[tuple[str, object], list[Key]] = {}
    each = elements.policy.several_stages == "each"
    for key in elements.all:
        if key.kind in (ElementKind.PLACE_ALL, ElementKind.MUST):
            parts.setdefault((key.school, key.stage if each else None), []).append(key)
    return list(parts.values())


def set_agrees(elements: Elements, room: RoomOfKind, parts: Sequence[Sequence[Key]], size: int) -> None:
    """As few parts as can be make room."""
    least = elements.least_set(parts)
    assert (least is None) == (room.answer == "none"), (room, least)
    if least is not None:
        assert size == least, (room, least)


@pytest.mark.parametrize("first", range(0, CASES, 10))
def test_clashes_clash_and_nothing_in_them_can_be_spared(first: int) -> None:
    sizes = [clash_agrees(impossible(seed)) for seed in range(first, first + 10)]
    assert first or max(sizes) >= 2  # of these ten; any others need only agree


@pytest.mark.parametrize("first", range(0, CASES, 10))
def test_room_by_kind_is_room_and_less_is_none(first: int) -> None:
    answers = [
        answer for seed in range(first, first + 10) for answer in room_agrees(impossible(seed)).values()
    ]
    assert first or {"room", "none"} <= set(answers)


@pytest.mark.parametrize("first", range(0, CASES, 10))
def test_no_plan_is_proven_where_none_exists(first: int) -> None:
    for seed in range(first, first + 10):
        elements = impossible(seed)
        assert can_be_kept(elements.county, elements.policy, seconds=20.0, workers=1) is False, seed


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=10_000, max_value=10**9))
def test_drawn_clashes_clash(seed: int) -> None:
    clash_agrees(impossible(seed))
