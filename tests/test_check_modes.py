"""Rules of the single modes in the checker: allowed, forbidden, exactly at the bound. One class per rule."""

from typing import Any, ClassVar

import pytest
from lianxiao.models.county import County, ListedTravel, Need, Pin, RoadTravel, StandingAlliance
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.rule import Rule
from lianxiao.models.words import MemberKind, PinRule, Role, Stage, Term
from lianxiao.solver.check import AnyRule, Claim
from lianxiao.solver.check.case import read_case
from lianxiao.solver.check.universe import universe
from lianxiao.tests.check_county import EVERY_TERM, JUNIOR, PRIMARY, county, plan, policy, rules, term

NINE = (PRIMARY, JUNIOR)


class TestCentreSchool:
    """m1 is a nine-year school whose place is in junior; a centre school may take it in primary."""

    HERE = county({"m1": {"stages": NINE}, "c": {"stages": NINE}})
    BOTH = policy({"stages": ["primary", "junior"]}, {"key": "centre_school", "id": "centre"})

    def with_pin(self, rule: PinRule, stage: Stage | None, core: str = "c") -> County:
        pin = Pin(school_id="m1", core_id=core, stage=stage, rule=rule)
        return self.HERE.model_copy(update={"pins": (pin,)})

    def test_taken_in_primary_by_a_centre_school_only(self) -> None:
        assert rules(self.HERE, self.BOTH, plan("primary/c: m1", mode="centre")) == set()
        assert rules(self.HERE, self.BOTH, plan("primary/c: m1")) == {Rule.SCOPE}
        assert rules(self.HERE, self.BOTH, plan("junior/c: m1")) == set()

    def test_not_where_schools_take_part_in_each_stage(self) -> None:
        each = self.BOTH.model_copy(update={"several_stages": "each"})
        assert rules(self.HERE, each, plan("primary/c: m1", mode="centre")) == set()
        assert term(self.HERE, each, plan("primary/c: m1", mode="centre"), Term.UNPLACED) == 4
        assert term(self.HERE, self.BOTH, plan("primary/c: m1", mode="centre"), Term.UNPLACED) == 3

    def test_placed_once_over_both_stages(self) -> None:
        here = county({"m1": {"stages": NINE}, "d": {"stages": NINE}})
        both = plan("primary/c: m1", mode="centre").alliances + plan("junior/d: m1").alliances
        assert rules(here, self.BOTH, Plan(alliances=both)) == {Rule.ONE_STAGE}

    def test_a_place_taken_in_primary_is_not_dropped(self) -> None:
        standing = (StandingAlliance(core_id="c", member_id="m1", stage=JUNIOR),)
        here = self.HERE.model_copy(update={"alliances": standing})
        assert term(here, self.BOTH, plan("primary/c: m1", mode="centre"), Term.DROPPED) == 0
        assert term(here, self.BOTH, plan(), Term.DROPPED) == 1
        assert term(here, self.BOTH, plan("primary/c: m1", mode="centre"), Term.CHANGED) == 0

    def test_lessons_are_those_of_primary(self) -> None:
        needs = (
            Need(school_id="m1", stage=PRIMARY, subject="art", need=3.0),
            Need(school_id="m1", stage=JUNIOR, subject="art", need=5.0),
        )
        here = self.HERE.model_copy(update={"needs": needs})
        assert term(here, self.BOTH, plan("primary/c: m1", mode="centre"), Term.UNCOVERED_LESSONS) == 3
        assert term(here, self.BOTH, plan(), Term.UNCOVERED_LESSONS) == 5

    @pytest.mark.parametrize(
        ("stage", "in_primary", "in_junior"),
        [(None, True, True), (PRIMARY, True, False), (JUNIOR, False, True)],
    )
    def test_pins_speak_of_the_place(self, stage: Stage | None, in_primary: bool, in_junior: bool) -> None:
        primary, junior = plan("primary/c: m1", mode="centre"), plan("junior/c: m1")
        for taken, spoken in ((primary, in_primary), (junior, in_junior)):
            must, never = self.with_pin(PinRule.MUST, stage), self.with_pin(PinRule.NEVER, stage)
            assert rules(must, self.BOTH, taken) == (set() if spoken else {Rule.MUST})
            assert rules(never, self.BOTH, taken) == ({Rule.NEVER} if spoken else set())
            prefer, avoid = self.with_pin(PinRule.PREFER, stage), self.with_pin(PinRule.AVOID, stage)
            assert term(prefer, self.BOTH, taken, Term.PREFERENCES) == (0 if spoken else 1)
            assert term(avoid, self.BOTH, taken, Term.PREFERENCES) == (1 if spoken else 0)

    def test_a_blank_pin_speaks_of_stages_that_the_core_has(self) -> None:
        """d is a primary school: a must pin means primary; with no common stage it says nothing."""
        must = self.with_pin(PinRule.MUST, None, core="d")
        assert rules(must, self.BOTH, plan("junior/c: m1")) == {Rule.MUST}
        assert rules(must, self.BOTH, plan("primary/d: m1", mode="centre")) == set()
        plain = policy({"stages": ["primary", "junior"]})
        assert rules(must, plain, plan("junior/c: m1")) == set()

    def test_blank_and_named_pins_are_two(self) -> None:
        pins = self.with_pin(PinRule.PREFER, None).pins + self.with_pin(PinRule.PREFER, JUNIOR).pins
        here = self.HERE.model_copy(update={"pins": pins + pins})
        assert term(here, self.BOTH, plan(), Term.PREFERENCES) == 2
        assert term(here, self.BOTH, plan("primary/c: m1", mode="centre"), Term.PREFERENCES) == 1

    def test_the_universe_has_it_in_both_stages(self) -> None:
        led = {
            (one.mode.id, one.stage, one.core)
            for one in universe(read_case(self.HERE, self.BOTH))
            if "m1" in one.members
        }
        assert led == {("joint", JUNIOR, "c"), ("centre", PRIMARY, "c"), ("centre", PRIMARY, "d")}


class TestCoreLarger:
    @pytest.mark.parametrize(
        ("core", "member", "allowed"),
        [
            (101, 100, True),
            (100, 100, False),
            (99, 100, False),
            (None, 100, False),
            (100, None, False),
            (1, 0, True),
        ],
    )
    def test_strictly_more_students_both_known(
        self, core: int | None, member: int | None, allowed: bool
    ) -> None:
        here = county({"c": {"students": core}, "m1": {"students": member}})
        paired = policy({"key": "paired", "id": "joint"})
        assert rules(here, paired, plan("c: m1")) == (set() if allowed else {Rule.CORE_LARGER})
        assert (
            rules(here, policy({"key": "paired", "id": "joint", "core_larger": False}), plan("c: m1"))
            == set()
        )
        led = {
            member for one in universe(read_case(here, paired)) if one.core == "c" for member in one.members
        }
        assert ("m1" in led) is allowed


class TestRoads:
    ROADS = RoadTravel(
        sha256="", pairs={("c", "n1"): ListedTravel(9.0, 11.0), ("n1", "d"): ListedTravel(2.0, 3.0)}
    )
    HERE: ClassVar[County] = county({"n1": {"role": Role.MEMBER, "lat": 30.0, "lon": 110.0}}, roads=ROADS)

    def asked(self, **mode: Any) -> Policy:
        return policy(mode, travel={"source": "roads", "roads": "county.osm.pbf"})

    def test_a_direction_stands_for_itself(self) -> None:
        assert rules(self.HERE, self.asked(), plan("c: n1")) == set()
        assert rules(self.HERE, self.asked(), plan("d: n1")) == {Rule.NO_ROAD}

    def test_only_where_the_settings_ask_for_roads(self) -> None:
        assert rules(self.HERE, policy(), plan("c: n1")) == {Rule.NO_TRAVEL}

    def test_limits_at_the_bound(self) -> None:
        assert rules(self.HERE, self.asked(max_km=9.0, max_minutes=11.0), plan("c: n1")) == set()
        assert rules(self.HERE, self.asked(max_km=8.999), plan("c: n1")) == {Rule.MAX_KM}
        assert rules(self.HERE, self.asked(max_minutes=10.99), plan("c: n1")) == {Rule.MAX_MINUTES}

    @pytest.mark.parametrize("listed", [("c", "n1"), ("n1", "c")])
    def test_rows_of_the_table_come_first(self, listed: tuple[str, str]) -> None:
        here = county(
            {"n1": {"role": Role.MEMBER}}, roads=self.ROADS, travel={listed: ListedTravel(7.0, None)}
        )
        assert term(here, self.asked(), plan("c: n1"), Term.TOTAL_KM) == 7
        assert term(here, self.asked(), plan("c: n1"), Term.TOTAL_MINUTES) == 10.5
        assert term(self.HERE, self.asked(), plan("c: n1"), Term.TOTAL_MINUTES) == 11


class TestEntrusted:
    """A core group with one or two entrusted members and any number of ordinary ones."""

    GROUP = policy({"key": "core_group", "id": "joint", "max_members": 0})

    def judged(self, kinds: str, columns: str = "....") -> set[AnyRule]:
        """One letter per member as the plan and as the table has it: e, o, or . for nothing."""
        words = {"e": MemberKind.ENTRUSTED, "o": MemberKind.ORDINARY, ".": None}
        here = county({f"m{at}": {"kind": words[column]} for at, column in enumerate(columns, 1)})
        members = [{"school": f"m{at}", "kind": words[kind]} for at, kind in enumerate(kinds, 1)]
        alliance = {"mode": "joint", "stage": "primary", "core": "c", "members": members}
        return rules(here, self.GROUP, Plan.model_validate({"alliances": [alliance]}))

    @pytest.mark.parametrize("kinds", ["e", "eo", "ee", "eeoo", ".", "....", "o.", "ee..", ".ooo"])
    def test_allowed(self, kinds: str) -> None:
        assert self.judged(kinds) == set()
        assert self.judged(kinds, kinds.ljust(4, ".")) == set()
        assert self.judged("." * len(kinds), kinds.ljust(4, ".")) == set()

    @pytest.mark.parametrize("kinds", ["o", "oooo", "eee", "eee."])
    def test_forbidden(self, kinds: str) -> None:
        assert self.judged(kinds) == {Rule.ENTRUSTED}
        assert self.judged("." * len(kinds), kinds.ljust(4, ".")) == {Rule.ENTRUSTED}

    def test_the_column_decides(self) -> None:
        assert self.judged("e", "o...") == {Rule.KIND, Rule.ENTRUSTED}
        assert self.judged("eo", "ee..") == {Rule.KIND}

    def test_no_effect_in_other_modes(self) -> None:
        here = county({"m1": {"kind": MemberKind.ENTRUSTED}, "m2": {"kind": MemberKind.ENTRUSTED}})
        assert rules(here, policy(), plan("c: m1 m2")) == set()

    def test_a_core_alone_has_nobody_entrusted(self) -> None:
        alone = {"key": "core_group", "id": "joint", "min_members": 0}
        assert rules(county(), policy(alone), plan("c:")) == {Rule.ENTRUSTED}
        assert rules(county(), policy({**alone, "entrusted": {"min": 0}}), plan("c:")) == set()

    def test_members_of_no_candidate_are_not_in_the_universe(self) -> None:
        """All are called ordinary but m1: it is in every candidate; with no room beside it nobody else is."""
        ordinary: dict[str, dict[str, Any]] = {f"m{at}": {"kind": MemberKind.ORDINARY} for at in (2, 3, 4)}
        loads = {**ordinary, "c": {"capacity": 1.0}}
        for changes, led in (({**ordinary}, ("m1", "m2", "m3", "m4")), (loads, ("m1",))):
            found = universe(read_case(county(changes), self.GROUP))
            assert next(one for one in found if one.core == "c").members == led


class TestPoints:
    HERE = county(
        {
            "p": {"role": Role.NONE, "parent_id": "m1"},
            "q": {"role": Role.NONE, "parent_id": "p", "stages": (JUNIOR,)},
            "r": {"role": Role.NONE, "parent_id": "c"},
        }
    )

    def judged(self, of_core: list[str], of_m1: list[str], of_m2: list[str]) -> set[AnyRule]:
        members = [{"school": "m1", "points": of_m1}, {"school": "m2", "points": of_m2}]
        alliance = {"mode": "joint", "stage": "primary", "core": "c", "points": of_core, "members": members}
        return rules(self.HERE, policy(), Plan.model_validate({"alliances": [alliance]}))

    def test_right_or_missing(self) -> None:
        assert self.judged(["r"], ["q", "p"], []) == set()
        assert self.judged([], [], []) == set()

    def test_wrong(self) -> None:
        assert self.judged(["p"], ["p", "q"], []) == {Claim.POINTS}
        assert self.judged(["r"], ["p"], []) == {Claim.POINTS}
        assert self.judged(["r"], ["p", "q"], ["q"]) == {Claim.POINTS}
        assert self.judged(["r", "r"], [], []) == {Claim.POINTS}


class TestSubjectLayer:
    """m1 and d have art, the point p of m2 has music; english is in the table without a lesson."""

    HERE = county(
        {"p": {"role": Role.NONE, "parent_id": "m2"}},
        needs=(
            Need(school_id="m1", stage=PRIMARY, subject="art", need=2.0),
            Need(school_id="d", stage=PRIMARY, subject="art", need=2.0),
            Need(school_id="p", stage=PRIMARY, subject="music", need=1.0),
            Need(school_id="m3", stage=PRIMARY, subject="english", need=0.0),
        ),
    )
    C, D = "primary-c", "primary-d"

    def judged(self, block: dict[str, Any], *rows: dict[str, Any], here: County | None = None) -> bool:
        """Whether the plan of c: m1 m2 and d: m3 may have these rows under one block of the settings."""
        asked = policy(subject_alliance=[block], objective={"tiers": EVERY_TERM})
        made = plan("c: m1 m2", "d: m3", subject_alliances=list(rows))
        found = rules(here or self.HERE, asked, made)
        assert found <= {Rule.SUBJECT_LAYER}
        return not found

    def test_one_row_per_alliance(self) -> None:
        rows = [{"subject": "art", "alliances": [one]} for one in (self.C, self.D)]
        assert self.judged({"subject": "art"}, *rows)
        assert self.judged({"subject": "art"}, *[{**row, "leader": "T1"} for row in rows])
        assert not self.judged({"subject": "art"}, *rows[:1])
        assert not self.judged({"subject": "art"}, *rows, rows[0])
        assert not self.judged({"subject": "art"}, {"subject": "art", "alliances": [self.C, self.D]})
        assert not self.judged({"subject": "music"}, *rows)

    def test_scope_link_and_grade_as_set(self) -> None:
        block = {"subject": "art", "scope": "county", "link": "adviser", "grade": 3}
        row = {**block, "alliances": [self.D, self.C]}
        assert self.judged(block, row)
        for changed in ({"scope": "alliance"}, {"link": "free"}, {"grade": 4}, {"difficulty": "reading"}):
            assert not self.judged(block, {**row, **changed})

    def test_every_subject_and_points(self) -> None:
        rows = [{"subject": "art", "alliances": [one]} for one in (self.C, self.D)]
        music = {"subject": "music", "alliances": [self.C]}
        assert self.judged({"subject": "*"}, *rows, music)
        assert not self.judged({"subject": "*"}, *rows)
        assert not self.judged({"subject": "*"}, *rows, music, {**music, "subject": "english"})

    def test_lists(self) -> None:
        block = {"subject": "art", "scope": "list", "members": ["p", "m4"]}
        assert self.judged(block, {**block, "alliances": [self.C]})
        assert not self.judged(block, {**block, "alliances": [self.C, self.D]})
        assert not self.judged(block, {**block, "members": ["p"], "alliances": [self.C]})

    def test_an_alliance_that_is_not_there(self) -> None:
        assert not self.judged({"subject": "art"}, {"subject": "art", "alliances": ["primary-x"]})

    @pytest.mark.parametrize("known", [True, False])
    def test_without_needs(self, known: bool) -> None:
        """The curriculum says what is taught; where it is not at hand only settings and names count."""
        here = county(curriculum={PRIMARY: ("art",)} if known else {})
        rows = [{"subject": "art", "alliances": [one]} for one in (self.C, self.D)]
        assert self.judged({"subject": "*"}, *rows, here=here)
        assert self.judged({"subject": "*"}, *rows[:1], here=here) is not known
        assert not self.judged({"subject": "*"}, {"subject": "art", "alliances": ["primary-x"]}, here=here)
        assert not self.judged({"subject": "art", "link": "adviser"}, *rows, here=here)

    def test_a_plan_without_the_layer_says_nothing(self) -> None:
        assert self.judged({"subject": "art"})
