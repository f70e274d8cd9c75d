"""Who takes part and what pins speak of, on counties of three schools (docs/grouping.md, 3, 3a, 13, 15)."""

import pytest
from lianxiao.models.county import County, Pin
from lianxiao.models.mode import Mode
from lianxiao.models.policy import Policy
from lianxiao.models.words import PinRule, Role, Stage
from lianxiao.solver.scope import PlacePin, Scope, scope_of
from lianxiao.tests.hand_made import JUNIOR, PRIMARY, school

KINDERGARTEN = Stage.KINDERGARTEN


def mode(key: str, *stages: Stage) -> Mode:
    return Mode.model_validate({"key": key, "stages": stages} if stages else {"key": key})


CENTRE = mode("centre_school")
JOINT = mode("joint_alliance")
SCHOOLS = (school("A", Role.CORE, PRIMARY), school("B", Role.CORE, PRIMARY, JUNIOR))
BOTH = school("t", Role.MEMBER, PRIMARY, JUNIOR)


def scope(*pins: Pin, modes: tuple[Mode, ...] = (JOINT, CENTRE), several: str = "once") -> Scope:
    county = County(schools=(*SCHOOLS, BOTH), pins=pins)
    return scope_of(county, Policy.model_validate({"several_stages": several, "mode": modes}))


def pin(core: str, stage: Stage | None = None, rule: PinRule = PinRule.MUST) -> Pin:
    return Pin(school_id="t", core_id=core, stage=stage, rule=rule)


def test_a_school_that_takes_part_once_is_in_scope_in_its_highest_stage() -> None:
    assert scope().places == (("t", JUNIOR),)
    assert scope().possible == {("t", JUNIOR): (PRIMARY, JUNIOR)}


def test_taken_part_in_once_per_stage_no_place_has_a_second_stage() -> None:
    assert scope(several="each").possible == {("t", JUNIOR): (JUNIOR,), ("t", PRIMARY): (PRIMARY,)}


@pytest.mark.parametrize(
    "modes",
    [
        (JOINT,),  # no centre school
        (JOINT, mode("centre_school", JUNIOR)),  # one that does not serve primary
    ],
)
def test_only_a_centre_school_mode_in_primary_opens_primary(modes: tuple[Mode, ...]) -> None:
    assert scope(modes=modes).possible == {("t", JUNIOR): (JUNIOR,)}


def test_a_centre_school_alone_leaves_only_primary() -> None:
    assert scope(modes=(CENTRE,)).possible == {("t", PRIMARY): (PRIMARY,)}


def test_a_place_below_primary_stays_there() -> None:
    county = County(schools=(*SCHOOLS, school("k", Role.MEMBER, KINDERGARTEN)))
    paired = mode("paired", KINDERGARTEN)
    found = scope_of(county, Policy(mode=(paired, CENTRE)))
    assert found.possible == {("k", KINDERGARTEN): (KINDERGARTEN,)}


def test_the_centre_school_mode_looks_at_places_above_primary_and_others_do_not() -> None:
    found = scope()
    assert found.places_for(CENTRE, PRIMARY) == (0,)
    assert found.places_for(JOINT, PRIMARY) == ()
    assert found.places_for(JOINT, JUNIOR) == (0,)


PLACE = ("t", JUNIOR)


def test_a_blank_stage_speaks_of_the_possible_stages_that_the_core_has() -> None:
    assert scope(pin("A")).pins[PinRule.MUST] == (PlacePin(PLACE, "A", (PRIMARY,)),)
    assert scope(pin("B")).pins[PinRule.MUST] == (PlacePin(PLACE, "B", (PRIMARY, JUNIOR)),)


def test_a_blank_stage_that_the_core_has_not_says_nothing() -> None:
    assert scope(pin("A"), modes=(JOINT,)).pins[PinRule.MUST] == ()


def test_a_named_stage_speaks_of_that_stage_also_where_the_core_lacks_it() -> None:
    assert scope(pin("B", PRIMARY)).pins[PinRule.MUST] == (PlacePin(PLACE, "B", (PRIMARY,)),)
    assert scope(pin("A", JUNIOR)).pins[PinRule.MUST] == (PlacePin(PLACE, "A", (JUNIOR,)),)


def test_taken_part_in_per_stage_a_blank_pin_stands_for_one_per_place() -> None:
    said = scope(pin("B"), several="each").pins[PinRule.MUST]
    assert said == (PlacePin(PLACE, "B", (JUNIOR,)), PlacePin(("t", PRIMARY), "B", (PRIMARY,)))


def test_pins_that_say_the_same_count_once_and_others_apart() -> None:
    same = scope(pin("A", rule=PinRule.PREFER), pin("A", PRIMARY, PinRule.PREFER))
    assert len(same.pins[PinRule.PREFER]) == 1
    apart = scope(pin("B", rule=PinRule.PREFER), pin("B", PRIMARY, PinRule.PREFER))
    assert len(apart.pins[PinRule.PREFER]) == 2
