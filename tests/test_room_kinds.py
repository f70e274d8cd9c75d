"""One test per limit that can give way: what the room says, in settings and in both languages.

Cores ``c`` and ``d``, members ``m1`` … ``m4`` 1 … 4 km from ``c``, 10 more from ``d`` (check_county.py).
"""

from typing import Any

import pytest
from lianxiao.models.county import County, ListedTravel, Pin
from lianxiao.models.plan import Room
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.words import MemberKind, PinRule, Role, Stage
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.room import rooms
from lianxiao.solver.run import solve_case
from lianxiao.tests.check_county import JUNIOR, PRIMARY, county, plan, policy
from lianxiao.tests.room_changes import broken, hold

FULL = plan("c: m1 m2 m3")
"""Leaves out ``m4``; ``d`` leads nothing."""


def room_of(
    county_: County, policy_: Policy, alliances: Any, school: str, stage: Stage = PRIMARY, lang: str = "en"
) -> Room:
    """The room of one school, which must hold beside a plan that keeps every rule."""
    assert not broken(county_, policy_, alliances.alliances)
    place = (school, stage)
    room = rooms(prepare(county_, policy_), alliances.alliances, [place], lang)[place]
    if room.core is not None:
        hold(county_, policy_, alliances.alliances, school, room)
    return room


def said(room: Room) -> list[tuple[str, str, str | None]]:
    return [(change.setting, change.value, change.school) for change in room.changes]


def test_one_more_member_of_a_near_core_before_everything_else() -> None:
    room = room_of(county(), policy({"max_km": 10}), FULL, "m4")
    assert (room.core, room.km) == ("c", 4.0)
    assert said(room) == [("mode.joint.max_members", "4", None)]


def test_no_change_where_the_aims_alone_leave_a_school_out() -> None:
    room = room_of(county(), policy(), plan("c: m1 m2"), "m3")
    assert (room.core, room.changes) == ("c", ())
    assert "No limit has to change" in room.text


def test_capacity_is_the_load_to_a_thousandth() -> None:
    changes: dict[str, dict[str, Any]] = {
        "c": {"capacity": 2.5},
        "m3": {"load": 0.667},
        "d": {"role": Role.NONE},
    }
    room = room_of(county(changes), policy({"max_members": 0}), plan("c: m1 m2"), "m3")
    assert said(room) == [("capacity", "2.667", "c")]


def test_more_members_before_more_capacity_before_fewer_members_before_a_longer_way() -> None:
    limits = {"max_km": 4, "min_members": 2}
    county_ = county({"d": {"capacity": 1}}, travel={("d", "m4"): ListedTravel(3.0, None)})
    beside = plan("c: m1 m2 m3")
    assert said(room_of(county_, policy(limits), beside, "m4")) == [("mode.joint.max_members", "4", None)]
    near_d = {("d", "m1"): ListedTravel(3.0, None), ("d", "m2"): ListedTravel(3.0, None)}
    unbounded = {**limits, "max_members": 0}
    tight = county({"c": {"capacity": 2}, "d": {"capacity": 0.5}}, travel=near_d)
    assert said(room_of(tight, policy(unbounded), plan("c: m1 m2"), "m3")) == [("capacity", "3", "c")]
    tight = county({"c": {"role": Role.NONE}}, travel=near_d)
    assert said(room_of(tight, policy(unbounded), plan(), "m1")) == [("mode.joint.min_members", "1", None)]
    tight = county({"c": {"role": Role.NONE}})
    assert said(room_of(tight, policy({"max_km": 4}), plan(), "m1")) == [("mode.joint.max_km", "11", None)]


def test_one_more_alliance() -> None:
    mode = {"max_members": 3, "max_km": 4, "alliances": {"max": 1}}
    near_d = county(travel={("d", "m4"): ListedTravel(3.0, None), ("c", "m4"): ListedTravel(40.0, None)})
    room = room_of(near_d, policy(mode), FULL, "m4")
    assert said(room) == [("mode.joint.alliances.max", "2", None)]
    room = room_of(near_d, policy({**mode, "alliances": {"exactly": 1}}), FULL, "m4")
    assert said(room) == [("mode.joint.alliances.exactly", "2", None)]


def test_one_more_alliance_in_one_of_two_stages_cannot_stay_an_exact_number() -> None:
    mode = {"max_km": 4, "alliances": {"exactly": 1}, "stages": ["primary", "junior"]}
    juniors = {
        name: {"role": role, "stages": (JUNIOR,)} for name, role in (("e", Role.CORE), ("j", Role.MEMBER))
    }
    near = {("e", "j"): ListedTravel(1.0, None), ("d", "m4"): ListedTravel(3.0, None)}
    far = {("c", "m4"): ListedTravel(40.0, None)}
    room = room_of(county(juniors, travel=near | far), policy(mode), plan("c: m1 m2 m3", "junior/e: j"), "m4")
    assert said(room) == [("mode.joint.alliances", "{ min = 1, max = 2 }", None)]


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(600, "10"), (601, "10.02"), (610, "10.17"), (659, "10.99")]
)
def test_minutes_hold_to_the_second(seconds: int, minutes: str) -> None:
    way = {("d", "m4"): ListedTravel(14.0, seconds / 60)}
    county_ = county({"c": {"role": Role.NONE}}, travel=way)
    room = room_of(county_, policy({"max_minutes": 9}), plan(), "m4")
    assert said(room) == [("mode.joint.max_minutes", minutes, None)]


def test_km_and_minutes_are_two_limits() -> None:
    only_d = county({"c": {"role": Role.NONE}})
    room = room_of(only_d, policy({"max_km": 13.9, "max_minutes": 9}), plan(), "m4")
    assert said(room) == [("mode.joint.max_km", "14", None), ("mode.joint.max_minutes", "21", None)]


def test_the_smaller_amount_then_the_nearer_core_then_the_id() -> None:
    capacities: dict[str, dict[str, Any]] = {"c": {"capacity": 1}, "d": {"capacity": 1}}
    unbounded = policy({"max_members": 0})
    beside = plan("c: m1", "d: m2")
    assert room_of(county(capacities), unbounded, beside, "m3").core == "c"
    capacities["c"] = {"capacity": 1.5}
    assert room_of(county(capacities), unbounded, beside, "m3").core == "c"
    capacities = {"c": {"capacity": 1}, "d": {"capacity": 1.5}}
    assert room_of(county(capacities), unbounded, beside, "m3").core == "d"
    capacities["d"] = {"capacity": 1}
    level = county(capacities, travel={("d", "m3"): ListedTravel(3.0, None)})
    assert room_of(level, unbounded, beside, "m3").core == "c"


def test_a_filter_that_lets_one_more_word_pass() -> None:
    areas: dict[str, dict[str, Any]] = {
        "m1": {"area": "town"},
        "c": {"area": "urban"},
        "d": {"area": "rural"},
    }
    mode = {"member_area": ["rural"]}
    assert said(room_of(county(areas), policy(mode), plan(), "m1")) == [
        ("mode.joint.member_area", "town", None)
    ]
    near_d = county(areas, travel={("c", "m1"): ListedTravel(90.0, None)})
    room = room_of(near_d, policy({"core_area": ["urban", "town"], "max_km": 80}), plan(), "m1")
    assert said(room) == [("mode.joint.max_km", "90", None)]  # a longer way comes before a filter
    room = room_of(county({**areas, "c": {"area": "town"}}), policy({"core_area": ["urban"]}), plan(), "m1")
    assert said(room) == [("mode.joint.core_area", "town", None)]


def test_a_blank_word_is_to_be_filled_in() -> None:
    areas: dict[str, dict[str, Any]] = {"c": {"area": "urban"}}
    room = room_of(county(areas), policy({"member_area": ["rural", "town"]}), plan(), "m1")
    assert said(room) == [("area", "rural", "m1")]
    assert "one of rural, town" in room.text


def test_a_core_filter_does_not_oblige_other_cores_to_lead() -> None:
    areas: dict[str, dict[str, Any]] = {"c": {"area": "town"}, "d": {"area": "town"}}
    asking = policy({"core_area": ["urban"], "use_every_core": True})
    room = room_of(county(areas), asking, plan(), "m1")
    assert said(room) == [
        ("mode.joint.core_area", "town", None),
        ("mode.joint.use_every_core", "false", None),
    ]


def test_a_larger_core() -> None:
    students: dict[str, dict[str, Any]] = {"c": {"students": 100}, "m1": {"students": 100}}
    room = room_of(county(students), policy({"core_larger": True}), plan(), "m1")
    assert said(room) == [("mode.joint.core_larger", "false", None)]
    students["c"] = {"students": 101}
    assert room_of(county(students), policy({"core_larger": True}), plan(), "m1").changes == ()


def test_entrusted_members() -> None:
    group = {"key": "core_group", "entrusted": {"min": 1, "max": 1}, "max_members": 0}
    kinds: dict[str, dict[str, Any]] = {f"m{at}": {"kind": MemberKind.ENTRUSTED} for at in (1, 2)}
    kinds["d"] = {"role": Role.NONE}
    room = room_of(county(kinds), policy(group), plan("c: m1"), "m2")
    assert said(room) == [("mode.joint.entrusted.max", "2", None)]
    assert room_of(county(kinds), policy(group), plan("c: m1"), "m3").changes == ()
    kinds = {"m1": {"kind": MemberKind.ORDINARY}}
    room = room_of(county(kinds), policy(group), plan(), "m1")
    assert said(room) == [("mode.joint.entrusted.min", "0", None)]


def test_a_never_pin() -> None:
    pins = (Pin(school_id="m1", core_id="c", stage=None, rule=PinRule.NEVER),)
    only_c = county({"d": {"role": Role.NONE}}, pins=pins)
    room = room_of(only_c, policy(), plan(), "m1")
    assert said(room) == [("pins.never", "c", "m1")]


def test_a_school_that_may_lead_opens_an_alliance_alone_only_where_that_is_one() -> None:
    either: dict[str, dict[str, Any]] = {
        "m1": {"role": Role.EITHER},
        "c": {"role": Role.NONE},
        "d": {"role": Role.NONE},
    }
    room = room_of(county(either), policy({"min_members": 0}), plan(), "m1")
    assert (room.core, room.changes, room.km) == ("m1", (), None)
    room = room_of(county(either), policy({"min_members": 0, "alliances": {"max": 0}}), plan(), "m1")
    assert said(room) == [("mode.joint.alliances.max", "1", None)]
    room = room_of(county(either), policy(), plan(), "m1")
    assert room.core != "m1"


def test_an_unplaced_school_that_may_lead_can_take_another() -> None:
    either: dict[str, dict[str, Any]] = {
        "m1": {"role": Role.EITHER},
        "c": {"role": Role.NONE},
        "d": {"role": Role.NONE},
    }
    way = {("m1", "m2"): ListedTravel(2.0, None)}
    room = room_of(county(either, travel=way), policy({"max_km": 1}), plan(), "m2")
    assert (room.core, said(room)) == ("m1", [("mode.joint.max_km", "2", None)])


def test_a_role_where_nobody_may_lead() -> None:
    roles: dict[str, dict[str, Any]] = {"c": {"role": Role.NONE}, "d": {"role": Role.NONE}}
    room = room_of(county(roles), policy(), plan(), "m1")
    assert said(room) == [("role", "core", "c")]
    assert "no school is free to lead" in room.text


@pytest.mark.parametrize(
    ("reason", "setting", "words"),
    [
        ("", "pins.never", "is taken out of pins.csv"),
        ("parents", "pins.never", "is taken out of pins.csv"),
        ("frozen", "keep.freeze", "the alliance of c need not stay as it is (freeze)"),
        ("exit", "exit", "m1 may come back to the alliance of c (exit)"),
        ("closed", "travel.closed", "the way between c and m1 is open again (travel, closed)"),
    ],
)
def test_a_never_pin_that_the_program_set(reason: str, setting: str, words: str) -> None:
    pins = (Pin(school_id="m1", core_id="c", stage=None, rule=PinRule.NEVER, reason=reason),)
    far = {} if reason != "closed" else {("c", "m1"): ListedTravel(5000.0, 10000.0)}
    only_c = county({"d": {"role": Role.NONE}}, pins=pins)
    only_c = only_c.model_copy(update={"travel": {**only_c.travel, **far}})
    room = room_of(only_c, policy({"max_km": 30, "max_minutes": 60}), plan(), "m1")
    assert said(room) == [(setting, "c", "m1")]
    assert words in room.text
    assert ("pins.csv" in room.text) == (setting == "pins.never")
    assert "5000" not in room.text


@pytest.mark.parametrize(
    ("reason", "setting", "words"),
    [
        ("in_term", "keep.in_term", "允许学校m4在联盟周期内退出学校c的联盟（in_term）"),
        ("frozen", "keep.freeze", "不再要求学校m4所在的学校c的联盟保持不变（freeze）"),
    ],
)
def test_a_must_pin_that_the_program_set(reason: str, setting: str, words: str) -> None:
    pins = (Pin(school_id="m4", core_id="c", stage=None, rule=PinRule.MUST, reason=reason),)
    far = county(
        pins=pins, travel={("c", "m4"): ListedTravel(90.0, None), ("d", "m4"): ListedTravel(1.0, None)}
    )
    place = ("m4", PRIMARY)
    room = rooms(prepare(far, policy({"max_km": 15})), FULL.alliances, [place], "zh")[place]
    assert (room.core, said(room)) == ("d", [(setting, "c", "m4")])
    assert words in room.text


def test_nobody_left_who_could_lead() -> None:
    lonely = County(schools=county().schools[2:3])
    room = room_of(lonely, policy(), plan(), "m1")
    assert (room.core, room.changes) == (None, ())
    assert "Add one to schools.csv" in room.text


def test_a_way_that_nobody_knows_comes_last() -> None:
    two_changes = policy({"max_km": 1, "max_minutes": 1, "core_area": ["urban"]})
    known = {"m4": {"lat": None}}
    room = room_of(county(known), two_changes, plan(), "m4")
    assert len(room.changes) == 3  # km, minutes, area of the core
    unknown = County(schools=county().schools)
    room = room_of(unknown, policy(), plan(), "m4")
    assert said(room) == [("travel.csv", "c", "m4")]


def test_coordinates_that_are_missing() -> None:
    places: dict[str, dict[str, Any]] = {"d": {"lat": 24.0, "lon": 121.0}}
    blank = County(schools=county(places).schools)
    straight = policy(travel={"source": "straight_line"})
    room = room_of(blank, straight, plan(), "m4")
    assert (room.core, said(room)) == ("d", [("lat, lon", "", "m4")])


def test_a_nearer_core_is_named_beside_a_longer_way() -> None:
    limits = {"max_km": 3.5}
    room = room_of(county(), policy(limits), FULL, "m4")
    assert (room.core, said(room)) == ("d", [("mode.joint.max_km", "14", None)])
    nearer = room.text.partition("A nearer core is c, 4 km away, if ")[2]
    assert "mode.joint.max_members = 4" in nearer
    assert "mode.joint.max_km = 4," in nearer


def test_the_sentence_in_chinese() -> None:
    names: dict[str, dict[str, Any]] = {"c": {"name": "城关小学"}, "m4": {"name": "远山小学"}}
    room = room_of(county(names), policy({"max_km": 10}), FULL, "m4", lang="zh")
    assert room.text == (
        "若允许城关小学（c）再带一所成员校，共 4 所（mode.joint.max_members = 4，对全模式生效），"
        "远山小学（m4）即可编入城关小学（c）牵头的联盟，路程 4 公里。"
    )


def test_where_no_plan_exists_the_reason_says_what_would_let_the_school_in() -> None:
    outcome = solve_case(
        county({"d": {"role": Role.NONE}}), policy({"place_all": True}), time_limit=10, workers=1
    )
    assert isinstance(outcome, NoPlan)
    assert any("max_members = 4" in reason.text for reason in outcome.reasons)


def test_a_must_pin_that_keeps_a_school_from_every_core_can_be_taken_out() -> None:
    pins = (Pin(school_id="m4", core_id="c", stage=None, rule=PinRule.MUST),)
    tight = county(pins=pins)
    place = ("m4", PRIMARY)
    mode = policy({"max_km": 15})
    far = county(
        pins=pins, travel={("c", "m4"): ListedTravel(90.0, None), ("d", "m4"): ListedTravel(1.0, None)}
    )
    room = rooms(prepare(far, mode), FULL.alliances, [place], "en")[place]
    assert (room.core, said(room)) == ("d", [("pins.must", "c", "m4")])
    hold(far, mode, FULL.alliances, "m4", room)
    room = rooms(prepare(tight, mode), FULL.alliances, [place], "en")[place]
    assert (room.core, said(room)) == ("c", [("mode.joint.max_members", "4", None)])
