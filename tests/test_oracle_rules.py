"""The brute force agrees with figures worked out by hand: each rule of a plan, each pin."""

from collections.abc import Mapping
from typing import Any

from lianxiao.models.county import County, Pin, StandingAlliance
from lianxiao.models.mode import Mode
from lianxiao.models.words import PinRule, Role, Stage, Term
from lianxiao.tests.hand_made import (
    JUNIOR,
    LINE,
    ON_LINE,
    PRIMARY,
    UNPLACED,
    km,
    line,
    policy,
    school,
    solved,
)
from lianxiao.tests.oracle import best_plan


def test_a_core_alone_costs_its_opening_only_where_somebody_wants_it() -> None:
    schools = (
        school("A", Role.CORE, opening_cost=4.0),
        school("B", Role.CORE, opening_cost=1.0),
        school("j"),
    )
    county = County(schools=schools, travel=km(Aj=1))
    tiers = (UNPLACED, {Term.OPENING_COST: 1.0})
    assert solved(county, policy(*tiers, min_members=0)).best == (0, 4)
    # use_every_core: B leads nobody, and still costs 1
    every = solved(county, policy(*tiers, min_members=0, use_every_core=True))
    assert every.best == (0, 5)
    assert every.terms[Term.ALLIANCES] == 2
    # without lonely cores B cannot lead, as nobody is in its reach
    assert best_plan(county, policy(*tiers, use_every_core=True)) is None


def test_counts_of_alliances() -> None:
    assert solved(line(), policy(UNPLACED, {Term.TOTAL_KM: 1.0}, alliances={"exactly": 1})).best == (0, 10)
    assert solved(line(), policy(UNPLACED, {Term.TOTAL_KM: 1.0}, alliances={"min": 2})).best == (0, 6)
    assert solved(line(), policy(UNPLACED, alliances={"exactly": 0})).best == (3,)
    assert best_plan(line(), policy(UNPLACED, alliances={"min": 3})) is None
    # the bound holds for every stage the mode lists, also where nobody is
    both = (PRIMARY, JUNIOR)
    assert best_plan(line(), policy(UNPLACED, stages=both, alliances={"min": 1})) is None


def test_limits_hold_exactly_at_the_bound() -> None:
    assert solved(line(), policy(UNPLACED, max_km=3.0)).best == (0,)
    assert solved(line(), policy(UNPLACED, max_km=2.999)).best == (1,)
    assert solved(line(), policy(UNPLACED, max_minutes=4.5)).best == (0,)
    assert solved(line(), policy(UNPLACED, max_minutes=4.49)).best == (1,)
    assert solved(line(), policy(UNPLACED, max_members=1)).best == (1,)
    assert best_plan(line(), policy(UNPLACED, max_members=1, place_all=True)) is None
    assert solved(line(), policy(UNPLACED, max_members=0, alliances={"exactly": 1})).best == (0,)


def test_travel_of_the_other_direction_serves_only_where_none_is_listed() -> None:
    tiers = (UNPLACED, {Term.TOTAL_KM: 1.0})
    pair = (LINE[0], LINE[2])
    assert solved(County(schools=pair, travel=km(jA=9)), policy(*tiers)).best == (0, 9)
    assert solved(County(schools=pair, travel=km(jA=9, Aj=2)), policy(*tiers)).best == (0, 2)
    assert solved(County(schools=pair), policy(*tiers)).best == (1, 0)


def test_each_pin_rule() -> None:
    def best(*pins: tuple[str, str, PinRule], tier: Mapping[Term, float] = {Term.TOTAL_KM: 1.0}) -> Any:
        rows = tuple(Pin(school_id=j, core_id=c, stage=None, rule=rule) for j, c, rule in pins)
        result = best_plan(line(pins=rows), policy(UNPLACED, tier))
        return result and result.best

    assert best() == (0, 6)
    assert best(("j", "B", PinRule.MUST)) == (0, 11)
    assert best(("j", "A", PinRule.NEVER)) == (0, 11)
    assert best(("j", "B", PinRule.MUST), ("j", "A", PinRule.MUST)) is None
    assert best(("j", "B", PinRule.MUST), ("j", "B", PinRule.NEVER)) is None
    assert best(("j", "k", PinRule.MUST)) is None  # k may not lead
    wishes = {Term.PREFERENCES: 1.0}
    assert best(("j", "B", PinRule.PREFER), ("j", "B", PinRule.PREFER), tier=wishes) == (0, 0)
    assert best(("j", "B", PinRule.PREFER), ("j", "A", PinRule.PREFER), tier=wishes) == (0, 1)
    assert best(("j", "B", PinRule.AVOID), ("j", "A", PinRule.AVOID), tier=wishes) == (0, 1)
    # the same wish twice counts once: met at 11 km, unmet at 6 + 1
    twice = {Term.PREFERENCES: 1.0, Term.TOTAL_KM: 1.0}
    assert best(("j", "B", PinRule.PREFER), ("j", "B", PinRule.PREFER), tier=twice) == (0, 7)


def test_a_pin_with_a_named_stage_the_core_lacks() -> None:
    schools = (
        school("A", Role.CORE),
        school("B", Role.CORE, JUNIOR),
        school("j", Role.MEMBER, PRIMARY, JUNIOR),
    )
    county = County(schools=schools, travel=km(Aj=1, Bj=1))

    def best(stage: Stage | None, rule: PinRule) -> Any:
        pinned = county.model_copy(
            update={"pins": (Pin(school_id="j", core_id="A", stage=stage, rule=rule),)}
        )
        result = best_plan(
            pinned, policy({Term.UNPLACED: 1.0, Term.PREFERENCES: 1.0}, stages=(PRIMARY, JUNIOR))
        )
        return result and result.best

    # j takes part once, as a junior school: a blank stage finds none that both have, and says nothing
    assert best(None, PinRule.MUST) == (0,)
    assert best(None, PinRule.PREFER) == (0,)
    assert best(JUNIOR, PinRule.MUST) is None
    assert best(JUNIOR, PinRule.PREFER) == (1,)


def test_once_and_each() -> None:
    both = (PRIMARY, JUNIOR)
    schools = (school("A", Role.CORE, *both), school("j", Role.MEMBER, *both), school("k"))
    county = County(schools=schools, travel=km(Aj=1, Ak=2))
    # once: j is to be placed as a junior school only, and A leads in one stage only
    assert solved(county, policy(UNPLACED, stages=both)).best == (1,)
    # each: j twice, A leads in both
    each = solved(county, policy(UNPLACED, {Term.TOTAL_KM: 1.0}, stages=both, several_stages="each"))
    assert each.best == (0, 4)
    # every core leads: once in one of its stages, each in both (nobody but j is a junior school)
    every: dict[str, Any] = {"stages": both, "use_every_core": True}
    assert solved(county, policy({Term.ALLIANCES: 1.0}, **every)).best == (1,)
    assert solved(county, policy({Term.ALLIANCES: 1.0}, several_stages="each", **every)).best == (2,)


def test_either_that_leads_elsewhere_is_not_unplaced() -> None:
    both = (PRIMARY, JUNIOR)
    schools = (school("A", Role.EITHER, *both), school("k"))
    county = County(
        schools=schools,
        travel=km(Ak=2),
        alliances=(
            StandingAlliance(core_id="B", member_id="A", stage=JUNIOR),
            StandingAlliance(core_id="B", member_id="A", stage=PRIMARY),
        ),
    )
    # A is in scope in junior and leads in primary: it counts as leading, but in junior nobody dropped it
    once = solved(county, policy(UNPLACED, {Term.DROPPED: 1.0}, stages=both))
    assert once.best == (0, 0)
    # each: it is in scope in both: unplaced in junior, leading in primary, so both rows are dropped
    each = solved(county, policy(UNPLACED, {Term.DROPPED: 1.0}, stages=both, several_stages="each"))
    assert each.best == (1, 2)


def test_filters_let_only_known_values_pass() -> None:
    schools = (school("A", Role.CORE, category="town"), school("B", Role.CORE), *LINE[2:])
    county = County(schools=schools, travel=ON_LINE)
    result = solved(county, policy(UNPLACED, {Term.TOTAL_KM: 1.0}, core_category=("town",)))
    assert result.best == (0, 10)
    assert solved(county, policy(UNPLACED, member_category=("town",))).best == (3,)


def test_equal_alliances_of_two_modes_count_by_mode() -> None:
    one = policy(UNPLACED, {Term.ALLIANCES: 1.0}, alliances={"max": 1}, max_members=1)
    second = Mode(
        key="joint_alliance", id="second", stages=(PRIMARY,), min_members=1, max_members=1, max_km=3.0
    )
    assert solved(line(), one).best == (2, 1)
    assert solved(line(), one.model_copy(update={"mode": (*one.mode, second)})).best == (1, 2)
