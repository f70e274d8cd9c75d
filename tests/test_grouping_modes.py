"""The rules of single modes in the solver: allowed, forbidden, exactly at the bound (docs/grouping.md).

Sentences 3a, 8 (core_larger), 10a, 14, 16 and 18; each county is small enough to be solved by eye.
"""

from typing import Any

import pytest
from lianxiao.models.county import County, Need, Pin, StandingAlliance
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.rule import Rule
from lianxiao.models.words import MemberKind, PinRule, Role, Term
from lianxiao.tests.hand_made import JUNIOR, PRIMARY, km, school
from lianxiao.tests.solved_modes import Tier, has_no_plan, members, plan_of, rules, settings, values

ENTRUSTED, ORDINARY = MemberKind.ENTRUSTED, MemberKind.ORDINARY
JOINT = {"key": "joint_alliance", "id": "joint", "min_members": 1, "stages": ("primary", "junior")}


class TestCoreLarger:
    """8: the core has more students than the member, and both numbers are known."""

    @pytest.mark.parametrize(
        ("core", "member", "allowed"),
        [(300, 299, True), (300, 300, False), (300, 301, False), (300, None, False), (None, 10, False)],
    )
    def test_students(self, core: int | None, member: int | None, allowed: bool) -> None:
        schools = (school("A", Role.CORE, students=core), school("j", students=member))
        plan = plan_of(County(schools=schools, travel=km(Aj=1)), settings({"key": "paired"}))
        assert members(plan) == ({"primary-A": ["j"]} if allowed else {})
        if not allowed:
            assert rules(plan, "j") == [Rule.CORE_LARGER]

    def test_the_mode_may_lift_it(self) -> None:
        schools = (school("A", Role.CORE, students=10), school("j", students=20))
        policy = settings({"key": "paired", "core_larger": False})
        assert members(plan_of(County(schools=schools, travel=km(Aj=1)), policy)) == {"primary-A": ["j"]}

    def test_the_reason_names_both_numbers_in_both_languages(self) -> None:
        schools = (school("A", Role.CORE, students=300), school("j", students=301))
        county, policy = County(schools=schools, travel=km(Aj=1)), settings({"key": "paired"})
        for lang, students in (("en", "301"), ("zh", "有 301 人")):
            plan = plan_of(county, policy, lang)
            assert plan.unplaced is not None
            text = plan.unplaced[0].reasons[0].text
            assert students in text
            assert "300" in text


def group(*kinds: MemberKind | None, **core: Any) -> County:
    """Core A with members a, b, c … at 1, 2, 3 … km, marked as said."""
    ids = "abcdefgh"[: len(kinds)]
    marked = [school(each, kind=kind) for each, kind in zip(ids, kinds, strict=True)]
    ways = {f"A{each}": float(i + 1) for i, each in enumerate(ids)}
    return County(schools=(school("A", Role.CORE, **core), *marked), travel=km(**ways))


def core_group(least: int, most: int | None = None, **given: Any) -> Policy:
    bounds = {"min": least} if most is None else {"min": least, "max": most}
    return settings({"key": "core_group", "stages": (PRIMARY,), "entrusted": bounds, **given})


class TestEntrusted:
    """10a: marked entrusted ≤ max, not marked ordinary ≥ min; the solver marks as few as it must."""

    @pytest.mark.parametrize(
        ("kinds", "placed"),
        [
            ((ENTRUSTED,), 1),
            ((ENTRUSTED, ENTRUSTED), 2),  # exactly at max
            ((ENTRUSTED, ENTRUSTED, ENTRUSTED), 2),  # one must stay out
            ((ENTRUSTED, ENTRUSTED, ORDINARY, None), 4),  # ordinary ones are not counted
            ((ORDINARY, ORDINARY), 0),  # nobody can be the one entrusted member
            ((ORDINARY, ORDINARY, None), 3),  # exactly at min
        ],
    )
    def test_bounds(self, kinds: tuple[MemberKind | None, ...], placed: int) -> None:
        plan = plan_of(group(*kinds), core_group(1, 2))
        assert sum(map(len, members(plan).values())) == placed
        if placed == 0:
            assert rules(plan, "a") == [Rule.ENTRUSTED]

    @pytest.mark.parametrize(("least", "alliances"), [(0, 1), (1, 0)])
    def test_a_core_alone_is_bound_too(self, least: int, alliances: int) -> None:
        policy = core_group(least, 2, min_members=0, use_every_core=True)
        if alliances:
            assert members(plan_of(group(), policy)) == {"primary-A": []}
        else:
            has_no_plan(group(), policy)

    def test_a_mode_that_takes_nobody_entrusted_says_so(self) -> None:
        plan = plan_of(group(ENTRUSTED, None), core_group(0, 0))
        assert members(plan) == {"primary-A": ["b"]}
        assert rules(plan, "a") == [Rule.ENTRUSTED]

    def test_no_most_is_no_bound(self) -> None:
        policy = settings({"key": "core_group", "stages": (PRIMARY,), "entrusted": {"min": 1, "max": None}})
        assert policy.mode[0].entrusted is not None
        assert policy.mode[0].entrusted.max is None
        plan = plan_of(group(*[ENTRUSTED] * 5), policy)
        assert len(members(plan)["primary-A"]) == 5

    @pytest.mark.parametrize(
        ("kinds", "least", "entrusted"),
        [
            ((None, None, None), 1, ["a"]),  # the nearest
            ((None, None, None), 2, ["a", "b"]),
            ((ORDINARY, None, None), 1, ["b"]),
            ((None, ENTRUSTED, None), 1, ["b"]),  # the mark is enough
            ((None, ENTRUSTED, None), 2, ["a", "b"]),
            ((None, None, None), 0, []),
        ],
    )
    def test_as_few_as_must_be_the_nearest_first(
        self, kinds: tuple[MemberKind | None, ...], least: int, entrusted: list[str]
    ) -> None:
        plan = plan_of(group(*kinds), core_group(least, 2))
        called = {member.school: member.kind for member in plan.alliances[0].members}
        assert [each for each, kind in sorted(called.items()) if kind is ENTRUSTED] == entrusted
        assert set(called.values()) <= {ENTRUSTED, ORDINARY}

    def test_equally_near_members_go_by_id(self) -> None:
        county = group(None, None).model_copy(update={"travel": km(Aa=2, Ab=2)})
        first, second = plan_of(county, core_group(1, 2)).alliances[0].members
        assert (first.kind, second.kind) == (ENTRUSTED, ORDINARY)

    def test_other_modes_look_at_no_mark(self) -> None:
        policy = settings({"key": "co_built", "stages": (PRIMARY,)})
        plan = plan_of(group(*[ENTRUSTED] * 4), policy)
        assert [member.kind for member in plan.alliances[0].members] == [ORDINARY] * 4


CENTRE = {"key": "centre_school", "id": "centre"}
NINE_YEARS = school("t", Role.MEMBER, PRIMARY, JUNIOR)
URBAN = school("P", Role.CORE, PRIMARY)
JUNIOR_CORE = school("J", Role.CORE, JUNIOR)


class TestPrimaryInstead:
    """3a: a school of several stages that takes part once may be a centre school's member in primary."""

    def test_it_is_placed_in_primary_and_nowhere_else(self) -> None:
        county = County(schools=(URBAN, JUNIOR_CORE, NINE_YEARS), travel=km(Pt=3, Jt=5))
        plan = plan_of(county, settings(JOINT, CENTRE))
        assert members(plan) == {"primary-P": ["t"]}
        assert plan.alliances[0].mode == "centre"
        assert values(plan) == [0, 3]

    def test_in_its_own_stage_where_that_is_nearer(self) -> None:
        county = County(schools=(URBAN, JUNIOR_CORE, NINE_YEARS), travel=km(Pt=6, Jt=5))
        assert members(plan_of(county, settings(JOINT, CENTRE))) == {"junior-J": ["t"]}

    def test_no_other_mode_does_it(self) -> None:
        county = County(schools=(URBAN, NINE_YEARS), travel=km(Pt=3))
        plan = plan_of(county, settings(JOINT))
        assert members(plan) == {}
        assert rules(plan, "t") == [Rule.NO_CORE]

    def test_once_per_stage_it_is_two_places(self) -> None:
        county = County(schools=(URBAN, JUNIOR_CORE, NINE_YEARS), travel=km(Pt=3, Jt=5))
        plan = plan_of(county, settings(JOINT, CENTRE, several_stages="each"))
        assert members(plan) == {"primary-P": ["t"], "junior-J": ["t"]}

    def test_a_school_that_leads_in_junior_is_not_taken_in_primary(self) -> None:
        leader = school("t", Role.EITHER, PRIMARY, JUNIOR)
        small = school("s", Role.MEMBER, JUNIOR)
        county = County(schools=(URBAN, leader, small), travel=km(Pt=3, ts=2))
        plan = plan_of(county, settings(JOINT, CENTRE))
        assert members(plan) == {"junior-t": ["s"]}
        assert plan.unplaced == ()

    def test_lessons_are_the_primary_ones(self) -> None:
        # Primary: t lacks 4, the core has 3 to spare. Junior: t lacks 10.
        needs = (
            Need(school_id="P", stage=PRIMARY, subject="music", need=1, supply=4),
            Need(school_id="t", stage=PRIMARY, subject="music", need=4),
            Need(school_id="t", stage=JUNIOR, subject="music", need=10),
        )
        county = County(schools=(URBAN, NINE_YEARS), travel=km(Pt=3), needs=needs)
        tiers: tuple[Tier, ...] = ({Term.UNCOVERED_LESSONS: 1.0},)
        plan = plan_of(county, settings(JOINT, CENTRE, tiers=tiers))
        assert members(plan) == {"primary-P": ["t"]}
        assert values(plan) == [1]
        # Out of reach it is left with its own stage's lessons.
        alone = plan_of(county, settings(JOINT, {**CENTRE, "max_km": 2.999}, tiers=tiers))
        assert values(alone) == [10]

    def test_changed_counts_in_primary_and_dropped_in_its_own_stage(self) -> None:
        standing = (
            StandingAlliance(core_id="J", member_id="t", stage=JUNIOR),
            StandingAlliance(core_id="Q", member_id="t", stage=PRIMARY),
        )
        county = County(schools=(URBAN, JUNIOR_CORE, NINE_YEARS), travel=km(Pt=3), alliances=standing)
        tiers: tuple[Tier, ...] = ({Term.UNPLACED: 1.0}, {Term.CHANGED: 1.0}, {Term.DROPPED: 1.0})
        assert values(plan_of(county, settings(JOINT, CENTRE, tiers=tiers))) == [0, 1, 0]
        same = county.model_copy(
            update={"alliances": (standing[0], standing[1].model_copy(update={"core_id": "P"}))}
        )
        assert values(plan_of(same, settings(JOINT, CENTRE, tiers=tiers))) == [0, 0, 0]
        left = plan_of(county, settings(JOINT, {**CENTRE, "max_km": 1}, tiers=tiers))
        assert values(left) == [1, 0, 1]

    def test_reasons_look_at_both_stages(self) -> None:
        county = County(schools=(URBAN, JUNIOR_CORE, NINE_YEARS), travel=km(Pt=3, Jt=5))
        plan = plan_of(county, settings({**JOINT, "max_km": 4}, {**CENTRE, "max_km": 2}))
        assert plan.unplaced is not None
        reasons = [(reason.rule, reason.nearest) for reason in plan.unplaced[0].reasons]
        assert reasons == [(Rule.MAX_KM, "J"), (Rule.MAX_KM, "P")]


def pinned(rule: PinRule, core: str, stage: Any = None) -> Pin:
    return Pin(school_id="t", core_id=core, stage=stage, rule=rule)


class TestPinsOfPlaces:
    """13 to 16, where a place has two possible stages; K has both of them."""

    SCHOOLS = (URBAN, JUNIOR_CORE, school("K", Role.CORE, PRIMARY, JUNIOR), NINE_YEARS)
    TRAVEL = km(Pt=3, Jt=4, Kt=9)
    TIERS: tuple[Tier, ...] = ({Term.UNPLACED: 1.0}, {Term.PREFERENCES: 1.0}, {Term.TOTAL_KM: 1.0})

    def plan(self, *pins: Pin) -> Plan:
        county = County(schools=self.SCHOOLS, travel=self.TRAVEL, pins=pins)
        return plan_of(county, settings(JOINT, CENTRE, tiers=self.TIERS))

    def test_must_with_a_blank_stage_leaves_the_choice(self) -> None:
        placed = members(self.plan(pinned(PinRule.MUST, "K")))
        assert list(placed.values()) == [["t"]]
        assert set(placed) <= {"primary-K", "junior-K"}

    @pytest.mark.parametrize("stage", [PRIMARY, JUNIOR])
    def test_must_with_a_named_stage_does_not(self, stage: Any) -> None:
        assert members(self.plan(pinned(PinRule.MUST, "K", stage))) == {f"{stage}-K": ["t"]}

    def test_two_musts_of_one_core_leave_the_stage_both_speak_of(self) -> None:
        pins = (pinned(PinRule.MUST, "K"), pinned(PinRule.MUST, "K", JUNIOR))
        assert members(self.plan(*pins)) == {"junior-K": ["t"]}

    def test_must_in_a_stage_that_the_core_lacks_is_impossible(self) -> None:
        county = County(schools=self.SCHOOLS, travel=self.TRAVEL, pins=(pinned(PinRule.MUST, "P", JUNIOR),))
        nothing = has_no_plan(county, settings(JOINT, CENTRE))
        assert [(reason.rule, reason.schools) for reason in nothing.reasons] == [(Rule.MUST, ("t",))]
        assert [change.setting for change in nothing.relaxations] == ["pins.csv"]

    def test_never_speaks_of_the_stages_the_core_has(self) -> None:
        assert members(self.plan(pinned(PinRule.NEVER, "P"))) == {"junior-J": ["t"]}
        pins = (pinned(PinRule.NEVER, "P"), pinned(PinRule.NEVER, "J"), pinned(PinRule.NEVER, "K", JUNIOR))
        assert members(self.plan(*pins)) == {"primary-K": ["t"]}

    @pytest.mark.parametrize(
        ("pins", "missed"),
        [
            ((pinned(PinRule.PREFER, "K"),), 0),
            ((pinned(PinRule.PREFER, "K", PRIMARY), pinned(PinRule.PREFER, "K")), 0),
            ((pinned(PinRule.PREFER, "K", PRIMARY), pinned(PinRule.PREFER, "K", JUNIOR)), 1),
            ((pinned(PinRule.PREFER, "P", JUNIOR),), 1),  # never met: the core has no junior
            ((pinned(PinRule.AVOID, "P"),), 0),
            ((pinned(PinRule.AVOID, "P"), pinned(PinRule.AVOID, "J"), pinned(PinRule.AVOID, "K", JUNIOR)), 0),
            ((pinned(PinRule.AVOID, "P"), pinned(PinRule.AVOID, "J"), pinned(PinRule.AVOID, "K")), 1),
        ],
    )
    def test_wishes(self, pins: tuple[Pin, ...], missed: int) -> None:
        assert values(self.plan(*pins))[1] == missed
