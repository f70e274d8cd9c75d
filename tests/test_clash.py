"""Clashes and room by kind on hand-made counties: every kind of demand and limit, each at its bound."""

from collections.abc import Mapping
from typing import Any

import pytest
from lianxiao.models.clash import Clash, ElementKind, RoomOfKind
from lianxiao.models.county import County, ListedTravel, Pin, StandingAlliance
from lianxiao.models.policy import KeepSettings, Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.school import School
from lianxiao.models.words import Area, MemberKind, PinRule, Role, Seat, Stage
from lianxiao.reports.plan_screen import no_plan_screen
from lianxiao.solver.explain.clash import clash_of
from lianxiao.solver.explain.room_kinds import room_by_kind
from lianxiao.solver.feasible import can_be_kept
from lianxiao.solver.run import solve_case
from lianxiao.tests.oracle import best_plan
from lianxiao.tests.solved_modes import settings
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_modes import many_modes

PRIMARY = Stage.PRIMARY
SECONDS = 20.0
PAIR = {"key": "joint_alliance", "id": "joint", "stages": [PRIMARY], "min_members": 1, "max_members": 0}


def school(school_id: str, role: Role, **given: Any) -> School:
    return School(school_id=school_id, name=school_id, role=role, stages=(PRIMARY,), **given)


def county(km: Mapping[str, float], **given: Any) -> County:
    """Cores C, D and members m, n, o; ``km`` is by the letters of a pair."""
    schools = {
        "C": school("C", Role.CORE),
        "D": school("D", Role.CORE),
        **{name: school(name, Role.MEMBER) for name in "mno"},
    }
    for name, columns in given.pop("schools", {}).items():
        schools[name] = schools[name].model_copy(update=columns)
    named = sorted({letter for pair in km for letter in pair})
    return County(
        schools=tuple(schools[name] for name in named),
        travel={(pair[0], pair[1]): ListedTravel(way, None) for pair, way in km.items()},
        **given,
    )


def policy(mode: Mapping[str, Any], **given: Any) -> Policy:
    return settings({**PAIR, **mode}, **given)


def clash(of: County, under: Policy, lang: str = "en") -> Clash:
    found = clash_of(of, under, seconds=SECONDS, lang=lang)
    assert found is not None
    assert found.irreducible
    assert all(element.needed and element.text for element in found.elements)
    return found


def kinds(found: Clash) -> list[str]:
    return sorted(element.kind.value for element in found.elements)


def room(of: County, under: Policy) -> dict[str, RoomOfKind]:
    found = room_by_kind(of, under, seconds=SECONDS)
    assert all(one.answer in ("room", "none") and one.text for one in found)
    return {one.kind: one for one in found}


def pin(rule: PinRule, member: str, core: str) -> Pin:
    return Pin(school_id=member, core_id=core, stage=None, rule=rule)


def test_a_place_too_far_away() -> None:
    far = county({"Cm": 5, "Cn": 41.2, "Dn": 60})
    under = policy({"place_all": True, "max_km": 30})
    found = clash(far, under)
    assert kinds(found) == ["max_km", "place_all"]
    (limit,) = [one for one in found.elements if one.kind is ElementKind.MAX_KM]
    assert [(one.school, one.core, one.value) for one in limit.beyond] == [("n", "C", 41.2)]
    assert "41.2" in limit.text
    assert "30" in limit.text
    assert set(found.schools) == {"C", "n"}
    rooms = room(far, under)
    assert (rooms["max_km"].now, rooms["max_km"].least) == ("30", "41.2")
    assert rooms["unplaced"].schools == ("n",)
    assert can_be_kept(far, policy({"place_all": True, "max_km": 41.2}), seconds=SECONDS) is True
    assert can_be_kept(far, policy({"place_all": True, "max_km": 41.199}), seconds=SECONDS) is False


def test_minutes_are_written_so_that_they_hold() -> None:
    far = county({"Cm": 10})  # at 40 km/h 15 minutes
    rooms = room(far, policy({"place_all": True, "max_minutes": 14.9}))
    assert rooms["max_minutes"].least == "15"
    assert kinds(clash(far, policy({"place_all": True, "max_minutes": 14.9}))) == ["max_minutes", "place_all"]
    assert clash_of(far, policy({"place_all": True, "max_minutes": 15}), seconds=SECONDS) is None


def test_a_must_pin_against_a_never_pin() -> None:
    both = county({"Cm": 1, "Dm": 1}, pins=(pin(PinRule.MUST, "m", "C"), pin(PinRule.NEVER, "m", "C")))
    found = clash(both, policy({}))
    assert kinds(found) == ["must", "never"]
    rooms = room(both, policy({}))
    assert rooms["never"].pairs == (("m", "C"),)
    assert rooms["unplaced"].pairs == (("m", "C"),)
    assert rooms["unplaced"].setting == "pins.csv"


def test_a_closed_way_is_no_limit_that_could_be_lifted() -> None:
    closed = pin(PinRule.NEVER, "m", "C").model_copy(update={"reason": "closed"})
    found = clash(county({"Cm": 5000}, pins=(closed,)), policy({"place_all": True}))
    assert kinds(found) == ["place_all"]
    assert "never" not in room(county({"Cm": 5000}, pins=(closed,)), policy({"place_all": True}))


def test_pins_of_a_running_term_say_so() -> None:
    kept = pin(PinRule.MUST, "m", "C").model_copy(update={"reason": "in_term"})
    far = county({"Cm": 50}, pins=(kept,))
    found = clash(far, policy({"max_km": 30}))
    assert kinds(found) == ["max_km", "must"]
    assert found.sentences[0] == "m must stay with C: its term lies ahead (in_term)."


def test_room_names_what_a_pin_was_set_for_not_pins_csv() -> None:
    kept = pin(PinRule.MUST, "m", "C").model_copy(update={"reason": "in_term"})
    frozen = pin(PinRule.NEVER, "m", "C").model_copy(update={"reason": "frozen"})
    left = pin(PinRule.NEVER, "n", "C").model_copy(update={"reason": "exit"})
    must = pin(PinRule.MUST, "n", "C")
    both = county({"Cm": 1, "Cn": 1}, pins=(kept, frozen, left, must))
    rooms = room(both, policy({}))
    assert rooms["never"].setting == "exit, keep.freeze"
    assert rooms["never"].text == (
        "A plan exists if 1 school(s) may join an alliance that is to stay as it is (freeze): m – C and "
        "1 school(s) may come back to the alliance that they leave (exit): n – C. "
        "Nothing smaller of this kind makes room."
    )
    assert rooms["unplaced"].setting == "pins.csv, keep.in_term"
    assert rooms["unplaced"].text == (
        "A plan exists if 2 school(s) may lose their must pin in pins.csv or leave an alliance whose term "
        "lies ahead (in_term): m, n. Nothing smaller of this kind makes room."
    )
    chinese = {one.kind: one.text for one in room_by_kind(both, policy({}), seconds=SECONDS, lang="zh")}
    assert chinese["unplaced"] == (
        "若允许 2 所学校去掉其在 pins.csv 中的“必须”限定或在联盟周期内退出（in_term）：学校m、学校n，"
        "则有可行方案；此类调整中没有更小的可行调整。"
    )


def test_two_must_pins_of_one_place() -> None:
    both = county({"Cm": 1, "Dm": 1}, pins=(pin(PinRule.MUST, "m", "C"), pin(PinRule.MUST, "m", "D")))
    assert kinds(clash(both, policy({}))) == ["must", "must"]


def test_a_must_pin_to_a_school_that_may_not_lead_clashes_alone() -> None:
    of = county({"Cm": 1, "nm": 1}, pins=(pin(PinRule.MUST, "m", "n"),))
    found = clash(of, policy({}))
    assert kinds(found) == ["must"]
    assert "may not lead" in found.opening
    assert "不能牵头" in clash(of, policy({}), "zh").opening


def test_a_place_without_any_known_way_clashes_alone() -> None:
    of = county({"Cm": 1, "Dn": 1, "Cn": 1, "nm": 1, "oD": 1})
    lone = of.model_copy(update={"travel": {key: way for key, way in of.travel.items() if "o" not in key}})
    found = clash(lone, policy({"place_all": True}))
    assert kinds(found) == ["place_all"]
    assert "no way to o is known" in found.opening


def test_too_few_cores_for_the_members() -> None:
    of = county({"Cm": 1, "Cn": 1, "Co": 1})
    under = policy({"place_all": True, "max_members": 2})
    found = clash(of, under)
    assert kinds(found) == ["max_members", "place_all", "place_all", "place_all"]
    rooms = room(of, under)
    assert (rooms["max_members"].now, rooms["max_members"].least) == ("2", "3")
    assert rooms["unplaced"].least == "1"


def test_numbers_of_alliances() -> None:
    of = county({"Cm": 1, "Dm": 1})
    least = policy({"alliances": {"min": 2}})
    assert kinds(clash(of, least)) == ["alliances.min", "min_members"]
    rooms = room(of, least)
    assert rooms["alliances.min"].least == "1"
    assert rooms["min_members"].least == "0"
    wide = county({"Cm": 1, "Dn": 1})
    most = policy({"place_all": True, "alliances": {"max": 1}})
    # no way joins C and n, or D and m: what is not known is no limit
    assert kinds(clash(wide, most)) == ["alliances.max", "place_all", "place_all"]
    assert room(wide, most)["alliances.max"].least == "2"


def test_an_exact_number_moves_on_one_side() -> None:
    of = county({"Cm": 1, "Dn": 1})
    rooms = room(of, policy({"place_all": True, "alliances": {"exactly": 1}}))
    assert rooms["alliances.max"].least == "2"
    assert "{ min = 1, max = 2 }" in rooms["alliances.max"].text
    assert rooms["alliances.min"].answer == "none"


def test_capacity_is_raised_for_all_and_needed_by_some() -> None:
    loads = {"m": {"load": 1.5}, "n": {"load": 0.4}}
    of = county({"Cm": 1, "Dn": 1}, schools={**loads, "C": {"capacity": 1.25}, "D": {"capacity": 1.0}})
    under = policy({"place_all": True})
    assert kinds(clash(of, under)) == ["capacity", "place_all"]
    found = room(of, under)["capacity"]
    assert (found.least, found.schools) == ("0.25", ("C",))


def test_filters_and_cores_that_must_lead() -> None:
    areas = {"C": {"area": Area.TOWN}, "m": {"area": Area.RURAL}, "n": {"area": Area.RURAL}}
    of = county({"Cm": 1, "Cn": 1}, schools=areas)
    under = policy({"place_all": True, "core_area": [Area.URBAN]})
    found = clash(of, under)
    assert kinds(found) == ["core_area", "place_all"]
    assert room(of, under)["filters"].settings == ("mode.joint.core_area",)
    idle = county({"Cm": 1, "Dm": 1})
    asked = policy({"use_every_core": True})
    assert kinds(clash(idle, asked)) == ["min_members", "use_every_core", "use_every_core"]
    assert len(room(idle, asked)["use_every_core"].schools) == 1


@pytest.mark.parametrize(
    ("mode", "columns", "kind"),
    [
        ({"member_area": ["urban"]}, {"m": {"area": Area.RURAL}}, "member_area"),
        ({"core_seat": ["county_seat"]}, {"C": {"seat": Seat.VILLAGE}}, "core_seat"),
        ({"member_seat": ["village"]}, {"m": {"seat": Seat.COUNTY_SEAT}}, "member_seat"),
        ({"core_category": ["new"]}, {"C": {"category": "old"}}, "core_category"),
        ({"member_category": ["new"]}, {"m": {"category": "old"}}, "member_category"),
        ({"key": "paired", "core_larger": True}, {"C": {"students": 9}, "m": {"students": 9}}, "core_larger"),
        (
            {"key": "core_group", "entrusted": {"min": 1, "max": 1}},
            {"m": {"kind": MemberKind.ORDINARY}},
            "entrusted",
        ),
    ],
)
def test_every_filter(mode: dict[str, Any], columns: dict[str, Any], kind: str) -> None:
    of = county({"Cm": 1}, schools=columns)
    under = policy({"place_all": True, **mode})
    assert kinds(clash(of, under)) == sorted([kind, "place_all"])
    assert room(of, under)["filters"].settings == (f"mode.joint.{kind}",)


def test_changed_at_most() -> None:
    held = tuple(StandingAlliance(core_id="C", member_id=name, stage=PRIMARY) for name in "mn")
    of = county({"Cm": 50, "Cn": 50, "Dm": 1, "Dn": 1}, alliances=held)
    under = policy({"place_all": True, "max_km": 30}, keep=KeepSettings(changed_at_most=1))
    assert kinds(clash(of, under)) == ["changed_at_most", "max_km", "place_all", "place_all"]
    rooms = room(of, under)
    assert (rooms["changed_at_most"].now, rooms["changed_at_most"].least) == ("1", "2")
    two = under.model_copy(update={"keep": KeepSettings(changed_at_most=2)})
    assert clash_of(of, two, seconds=SECONDS) is None


def test_where_a_plan_exists_nothing_is_said() -> None:
    of = county({"Cm": 1})
    assert clash_of(of, policy({}), seconds=SECONDS) is None
    assert room_by_kind(of, policy({}), seconds=SECONDS) == ()


def test_without_time_nothing_is_guessed() -> None:
    of = county({"Cm": 50})
    under = policy({"place_all": True, "max_km": 30})
    assert clash_of(of, under, seconds=0.0) is None
    assert {one.answer for one in room_by_kind(of, under, seconds=0.0)} == {"undecided"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_impossible_county_is_answered_with_the_clash_first(lang: Any) -> None:
    of = county({"Cm": 1, "Cn": 1, "Co": 1})
    result = solve_case(
        of, policy({"place_all": True, "max_members": 2}), time_limit=20, workers=1, lang=lang
    )
    assert isinstance(result, NoPlan)
    assert result.clash is not None
    assert result.reasons[0].rule == "clash"
    assert result.reasons[0].text == result.clash.text
    assert [(one.setting, one.value) for one in result.relaxations] == [
        ("mode.joint.max_members", "3"),
        ("mode.place_all", "false"),
    ]
    shown = "\n".join(str(one) for one in no_plan_screen(result, lang))
    assert all(sentence in shown for sentence in result.clash.sentences)
    assert all(one.text in shown for one in result.room)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("make", [random_county, many_modes])
def test_a_clash_is_found_exactly_where_no_plan_exists(make: Any, seed: int) -> None:
    of, under = make(seed)
    found = clash_of(of, under, seconds=SECONDS)
    assert (found is None) == (best_plan(of, under) is not None)
    assert found is None or found.irreducible
