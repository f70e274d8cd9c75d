"""Every rule of a grouping in the checker: allowed, forbidden, exactly at the bound. One class per rule."""

import pytest
from lianxiao.models.county import County, ListedTravel, Pin
from lianxiao.models.rule import Rule
from lianxiao.models.words import Area, PinRule, Role, Seat, Stage, Term
from lianxiao.tests.check_county import JUNIOR, PRIMARY, county, plan, policy, rules, term


class TestNames:
    def test_known(self) -> None:
        assert rules(county(), policy(), plan("c: m1")) == set()

    def test_unknown_core_member_mode(self) -> None:
        assert rules(county(), policy(), plan("x: m1")) == {Rule.KNOWN_SCHOOL}
        assert rules(county(), policy(), plan("c: m1 x")) == {Rule.KNOWN_SCHOOL}
        assert rules(county(), policy(), plan("c: m1", mode="other")) == {Rule.KNOWN_MODE}


class TestStage:
    def test_stage_of_neither_mode_nor_schools(self) -> None:
        assert rules(county(), policy(), plan("junior/c: m1")) == {Rule.STAGE}

    def test_stage_that_the_core_lacks(self) -> None:
        both = {"stages": ["primary", "junior"]}
        nine = county({"m1": {"stages": (PRIMARY, JUNIOR)}})
        assert rules(nine, policy(both), plan("junior/c: m1")) == {Rule.STAGE}
        assert (
            rules(
                county({"m1": {"stages": (PRIMARY, JUNIOR)}, "c": {"stages": (PRIMARY, JUNIOR)}}),
                policy(both),
                plan("junior/c: m1"),
            )
            == set()
        )


class TestRole:
    def test_who_may_lead_and_be_led(self) -> None:
        for role, lead, led in (
            (Role.CORE, True, False),
            (Role.MEMBER, False, True),
            (Role.EITHER, True, True),
            (Role.NONE, False, False),
        ):
            leading = rules(county({"c": {"role": role}}), policy(), plan("c: m1"))
            assert leading == (set() if lead else {Rule.ROLE})
            member = rules(county({"m1": {"role": role}}), policy(), plan("c: m1"))
            assert member == (set() if led else {Rule.ROLE})


class TestScope:
    def test_once_means_the_highest_stage_that_a_mode_serves(self) -> None:
        nine = county({"m1": {"stages": (PRIMARY, JUNIOR)}, "c": {"stages": (PRIMARY, JUNIOR)}})
        both, primary = policy({"stages": ["primary", "junior"]}), policy()
        assert rules(nine, both, plan("primary/c: m1")) == {Rule.SCOPE}
        assert rules(nine, both, plan("junior/c: m1")) == set()
        assert rules(nine, primary, plan("primary/c: m1")) == set()
        each = policy({"stages": ["primary", "junior"]}, several_stages="each")
        assert rules(nine, each, plan("primary/c: m1")) == set()


class TestPoint:
    def test_points_neither_lead_nor_are_led(self) -> None:
        assert rules(county({"m1": {"parent_id": "m2"}}), policy(), plan("c: m1")) == {Rule.POINT}
        assert rules(county({"c": {"parent_id": "d"}}), policy(), plan("c: m1")) == {Rule.POINT}
        assert (
            rules(county({"m1": {"parent_id": "m2"}}), policy({"place_all": True}), plan("c: m2 m3 m4"))
            == set()
        )


class TestFilters:
    @pytest.mark.parametrize(
        ("place", "column", "value", "other", "rule"),
        [
            ("core", "area", Area.URBAN, Area.TOWN, Rule.CORE_AREA),
            ("core", "seat", Seat.COUNTY_SEAT, Seat.VILLAGE, Rule.CORE_SEAT),
            ("core", "category", "new", "old", Rule.CORE_CATEGORY),
            ("member", "area", Area.RURAL, Area.TOWN, Rule.MEMBER_AREA),
            ("member", "seat", Seat.VILLAGE, Seat.TOWNSHIP_SEAT, Rule.MEMBER_SEAT),
            ("member", "category", "weak", "new", Rule.MEMBER_CATEGORY),
        ],
    )
    def test_listed_other_and_unknown(
        self, place: str, column: str, value: str, other: str, rule: Rule
    ) -> None:
        asked = policy({f"{place}_{column}": [value]})
        who = "c" if place == "core" else "m1"
        assert rules(county({who: {column: value}}), asked, plan("c: m1")) == set()
        assert rules(county({who: {column: other}}), asked, plan("c: m1")) == {rule}
        assert rules(county(), asked, plan("c: m1")) == {rule}  # unknown does not pass


class TestTravel:
    def test_km_at_the_limit_and_one_metre_more(self) -> None:
        limit = policy({"max_km": 7.4})
        for km, wrong in ((7.4, set()), (7.401, {Rule.MAX_KM}), (7.4004, set()), (7.4005, {Rule.MAX_KM})):
            far = county(travel={("c", "m1"): ListedTravel(km, None)})
            assert rules(far, limit, plan("c: m1")) == wrong

    def test_minutes_at_the_limit_and_one_second_more(self) -> None:
        limit = policy({"max_minutes": 12.7})  # 762 s
        for seconds, wrong in (
            (762, set()),
            (763, {Rule.MAX_MINUTES}),
            (762.4, set()),
            (762.5, {Rule.MAX_MINUTES}),
        ):
            far = county(travel={("c", "m1"): ListedTravel(1.0, seconds / 60)})
            assert rules(far, limit, plan("c: m1")) == wrong

    def test_blank_minutes_follow_from_rounded_km(self) -> None:
        """10.005 km at 40 km/h is 900.45 s, so 900 s = 15 minutes; 10.006 km is 900.54 s, so 901 s."""
        limit = policy({"max_minutes": 15})
        for km, wrong in ((10.005, set()), (10.006, {Rule.MAX_MINUTES})):
            far = county(travel={("c", "m1"): ListedTravel(km, None)})
            assert rules(far, limit, plan("c: m1")) == wrong

    def test_the_core_to_member_row_comes_first(self) -> None:
        limit = policy({"max_km": 5})
        back_only = {("m1", "c"): ListedTravel(6.0, None)}
        assert rules(county(travel=back_only), limit, plan("c: m1")) == set()  # c → m1 is listed: 1 km
        other = County(schools=county().schools, travel=back_only)
        assert rules(other, limit, plan("c: m1")) == {Rule.MAX_KM}

    def test_unknown_pairs(self) -> None:
        bare = County(schools=county().schools)
        assert rules(bare, policy(), plan("c: m1")) == {Rule.NO_TRAVEL}
        line = policy(travel={"source": "straight_line"})
        assert rules(bare, line, plan("c: m1")) == {Rule.NO_TRAVEL}

    def test_straight_line(self) -> None:
        """0.1° of a meridian is 6371.0088 × π ÷ 1800 = 11.11951 km; × 1.3 = 14.45536 km, so 14.455 km."""
        places = {"c": {"lat": 24.0, "lon": 121.0}, "m1": {"lat": 24.1, "lon": 121.0}}
        bare = County(schools=county(places).schools)
        for limit, wrong in ((14.455, set()), (14.454, {Rule.MAX_KM})):
            line = policy({"max_km": limit}, travel={"source": "straight_line"})
            assert rules(bare, line, plan("c: m1")) == wrong
        listed = county(places)
        line = policy({"max_km": 1}, travel={"source": "straight_line"})
        assert rules(listed, line, plan("c: m1")) == set()  # the listed kilometre overrides the line


class TestCapacity:
    def test_at_the_capacity_and_above(self) -> None:
        for load, wrong in ((0.667, set()), (0.668, {Rule.CAPACITY})):
            carried = county({"c": {"capacity": 2.0}, "m1": {"load": 1.333}, "m2": {"load": load}})
            assert rules(carried, policy(), plan("c: m1 m2")) == wrong


class TestSize:
    def test_from_least_to_most(self) -> None:
        two_to_three = policy({"min_members": 2, "max_members": 3})
        for members, wrong in (("m1", {Rule.SIZE}), ("m1 m2", set()), ("m1 m2 m3", set())):
            assert rules(county(), two_to_three, plan(f"c: {members}")) == wrong
        assert rules(county(), two_to_three, plan("c: m1 m2 m3 m4")) == {Rule.SIZE}
        assert rules(county(), policy({"max_members": 0}), plan("c: m1 m2 m3 m4")) == set()

    def test_a_core_alone(self) -> None:
        assert rules(county(), policy({"min_members": 0}), plan("c:")) == set()
        assert rules(county(), policy({"min_members": 1}), plan("c:")) == {Rule.SIZE}


class TestPins:
    def pinned(self, rule: PinRule, stage: Stage | None = None, core: str = "c") -> County:
        return county(pins=(Pin(school_id="m1", core_id=core, stage=stage, rule=rule),))

    @pytest.mark.parametrize("stage", [None, PRIMARY])
    def test_never(self, stage: Stage | None) -> None:
        assert rules(self.pinned(PinRule.NEVER, stage), policy(), plan("c: m1")) == {Rule.NEVER}
        assert rules(self.pinned(PinRule.NEVER, stage), policy(), plan("d: m1")) == set()

    @pytest.mark.parametrize("stage", [None, PRIMARY])
    def test_must_also_when_unplaced(self, stage: Stage | None) -> None:
        assert rules(self.pinned(PinRule.MUST, stage), policy(), plan("c: m1")) == set()
        assert rules(self.pinned(PinRule.MUST, stage), policy(), plan("d: m1")) == {Rule.MUST}
        assert rules(self.pinned(PinRule.MUST, stage), policy(), plan("c: m2")) == {Rule.MUST}

    def test_must_lifts_no_limit(self) -> None:
        assert rules(self.pinned(PinRule.MUST), policy({"max_km": 0.5}), plan("c: m1")) == {Rule.MAX_KM}

    def test_must_in_a_stage_that_the_core_lacks(self) -> None:
        nine = county(
            {"m1": {"stages": (PRIMARY, JUNIOR)}},
            pins=(Pin(school_id="m1", core_id="c", stage=JUNIOR, rule=PinRule.MUST),),
        )
        both = policy({"stages": ["primary", "junior"]})
        assert rules(nine, both, plan()) == {Rule.MUST}
        blank = county(
            {"m1": {"stages": (PRIMARY, JUNIOR)}},
            pins=(Pin(school_id="m1", core_id="c", stage=None, rule=PinRule.MUST),),
        )
        assert rules(blank, both, plan()) == set()  # says nothing: no stage fits

    def test_prefer_and_avoid_are_counted_once(self) -> None:
        pins = [
            Pin(school_id="m1", core_id="c", stage=stage, rule=rule)
            for stage in (None, PRIMARY)
            for rule in (PinRule.PREFER,)
        ]
        pins.append(Pin(school_id="m2", core_id="c", stage=None, rule=PinRule.AVOID))
        wishes = county(pins=tuple(pins))
        for groups, value in (("c: m1", 0), ("c: m2", 2), ("c: m1 m2", 1), ("d: m1", 1)):
            assert term(wishes, policy(), plan(groups), Term.PREFERENCES) == value


class TestOnceEach:
    def test_placed_twice(self) -> None:
        assert rules(county(), policy(), plan("c: m1", "d: m1")) == {Rule.PLACED_ONCE}
        assert rules(county(), policy(), plan("c: m1 m1")) == {Rule.PLACED_ONCE}

    def test_leads_twice(self) -> None:
        assert rules(county(), policy(), plan("c: m1", "c: m2")) == {Rule.LEADS_ONCE}

    def test_leads_and_is_led(self) -> None:
        either = county({"c": {"role": Role.EITHER}}, travel={("d", "c"): ListedTravel(1.0, None)})
        assert rules(either, policy(), plan("d: c")) == set()
        assert rules(either, policy(), plan("c: m1")) == set()
        assert rules(either, policy(), plan("c: m1", "d: c")) == {Rule.LEADS_OR_LED}
        assert Rule.LEADS_OR_LED in rules(either, policy(), plan("c: c"))

    def test_one_stage(self) -> None:
        nine = county({"c": {"stages": (PRIMARY, JUNIOR)}, "m1": {"stages": (JUNIOR,)}})
        both = {"stages": ["primary", "junior"]}
        twice = plan("primary/c: m2", "junior/c: m1")
        assert rules(nine, policy(both), twice) == {Rule.ONE_STAGE}
        assert rules(nine, policy(both, several_stages="each"), twice) == set()

    def test_leading_in_one_stage_takes_the_place_in_the_other(self) -> None:
        nine = {"stages": (PRIMARY, JUNIOR)}
        either = county(
            {"c": {**nine, "role": Role.EITHER, "priority": 5}, "d": nine},
            travel={("d", "c"): ListedTravel(1.0, None)},
        )
        both = {"stages": ["primary", "junior"]}
        twice = plan("primary/c: m2", "junior/d: c")
        assert rules(either, policy(both), twice) == {Rule.ONE_STAGE}
        assert rules(either, policy(both, several_stages="each"), twice) == set()
        leading = plan("primary/c: m1 m2 m3")
        assert term(either, policy(both), leading, Term.UNPLACED) == 1  # m4; c counts as leading
        assert term(either, policy(both, several_stages="each"), leading, Term.UNPLACED) == 6  # m4, c junior


class TestNumbers:
    def test_bounds_on_alliances(self) -> None:
        one, two = plan("c: m1"), plan("c: m1", "d: m2")
        exactly = policy({"alliances": {"exactly": 1}})
        assert rules(county(), exactly, one) == set()
        assert rules(county(), exactly, two) == {Rule.ALLIANCES}
        assert rules(county(), policy({"alliances": {"min": 2}}), one) == {Rule.ALLIANCES}
        assert rules(county(), policy({"alliances": {"min": 2, "max": 2}}), two) == set()
        assert rules(county(), policy({"alliances": {"max": 0}}), one) == {Rule.ALLIANCES}

    def test_they_hold_for_every_stage_of_the_mode(self) -> None:
        both = policy({"stages": ["primary", "junior"], "alliances": {"min": 1}})
        assert rules(county(), both, plan("c: m1")) == {Rule.ALLIANCES}  # none in junior

    def test_use_every_core(self) -> None:
        every = policy({"use_every_core": True})
        assert rules(county(), every, plan("c: m1", "d: m2")) == set()
        assert rules(county(), every, plan("c: m1")) == {Rule.USE_EVERY_CORE}
        assert rules(county({"d": {"role": Role.EITHER}}), every, plan("c: m1")) == set()
        assert rules(county({"d": {"parent_id": "c"}}), every, plan("c: m1")) == set()
        urban = policy({"use_every_core": True, "core_area": ["urban"]})
        assert rules(county({"c": {"area": Area.URBAN}}), urban, plan("c: m1")) == set()

    def test_use_every_core_with_several_stages(self) -> None:
        nine = county({"c": {"stages": (PRIMARY, JUNIOR)}, "d": {"role": Role.NONE}})
        both = {"stages": ["primary", "junior"], "use_every_core": True}
        assert rules(nine, policy(both), plan("primary/c: m1")) == set()
        assert rules(nine, policy(both, several_stages="each"), plan("primary/c: m1")) == {
            Rule.USE_EVERY_CORE
        }

    def test_place_all(self) -> None:
        everyone = policy({"place_all": True})
        assert rules(county(), everyone, plan("c: m1 m2", "d: m3 m4")) == set()
        assert rules(county(), everyone, plan("c: m1 m2", "d: m3")) == {Rule.PLACE_ALL}
        misfit = policy({"place_all": True, "member_area": ["rural"]})
        assert rules(county(), misfit, plan()) == {Rule.PLACE_ALL}
