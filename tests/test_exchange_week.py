"""The weekly model rule by rule: allowed, forbidden, exactly at the bound. Numbers as in docs/exchange.md."""

from dataclasses import replace
from typing import Any

import pytest
from lianxiao.models.half_day import HalfDay
from lianxiao.models.policy import ExchangeSettings
from lianxiao.models.words import Stage, Term
from lianxiao.solver.exchange.by_hand import lay_by_hand
from lianxiao.solver.exchange.case import (
    AllianceCase,
    Allocation,
    Person,
    PickedRotation,
    PromisedVisit,
    TierValue,
)
from lianxiao.solver.exchange.exact import exact_exchange
from lianxiao.solver.exchange.lexicographic import Effort
from lianxiao.solver.exchange.repair import repair
from lianxiao.solver.exchange.tier_values import tier_values
from lianxiao.solver.exchange.week import lay_week, promises_kept
from lianxiao.tests.exchange_rules import broken_rules
from lianxiao.tests.made_cases import NEVER, school, with_alone

EFFORT = Effort(20, 20, 1, 0)
MON, TUE = (HalfDay.MON_AM, HalfDay.MON_PM), (HalfDay.TUE_AM, HalfDay.TUE_PM)
UNCOVERED = ({Term.UNCOVERED_LESSONS: 1},)


def week_of(*open_half_days: HalfDay) -> tuple[frozenset[HalfDay], frozenset[HalfDay]]:
    """Everything else is blocked, in both semesters."""
    closed = frozenset(HalfDay) - set(open_half_days)
    return closed, closed


def musician(*, most: int = 20, **changes: Any) -> Person:
    """A teacher of music at the core, who may visit."""
    return Person("T1", "A", 0, ("music",), most, True, False, False)._replace(**changes)


def one_visitor(
    *,
    people: tuple[Person, ...] = (),
    home: int = 4,
    need: int = 40,
    settings: ExchangeSettings | None = None,
    **changes: Any,
) -> AllianceCase:
    """Core A needs some music, member B much; nobody else teaches it. 40 minutes is the limit, B is at 20."""
    member = school("B", {"music": need * 1000})
    case = AllianceCase(
        "primary-A", Stage.PRIMARY,
        (school("A", {"music": home * 1000}, is_member=False), member),
        people or (musician(),),
        {("A", "B"): 1200, ("B", "A"): 1200}, {(0, 1): 1200, (1, 0): 1200},
        settings or ExchangeSettings(), tiers=UNCOVERED,
    )  # fmt: skip
    return with_alone(replace(case, **changes))


def given(case: AllianceCase) -> int:
    """Most lessons that visitors give in a semester; the schedule keeps every rule and is proven."""
    plan = exact_exchange(case, 20, 1, 0)
    assert broken_rules(case, plan) == []
    assert plan.proven
    return sum(
        n for v in plan.visits if v.semester == 0 for lessons in v.lessons.values() for n in lessons.values()
    )


def member_blocked(case: AllianceCase, *open_half_days: HalfDay) -> AllianceCase:
    core, member = case.schools
    return replace(case, schools=(core, member._replace(blocked={"B": week_of(*open_half_days)})))


@pytest.mark.parametrize(("days", "lessons"), [(0, 0), (1, 6), (2, 12), (3, 16)])
def test_16_days_of_a_visitor_are_limited(days: int, lessons: int) -> None:
    assert given(one_visitor(settings=ExchangeSettings(visit_days_max=days))) == lessons


@pytest.mark.parametrize(("per_half_day", "lessons"), [(1, 4), (2, 8), (3, 12), (4, 16), (5, 16)])
def test_16_lessons_of_a_half_day_are_limited(per_half_day: int, lessons: int) -> None:
    settings = ExchangeSettings(lessons_per_half_day=per_half_day)
    assert given(one_visitor(settings=settings)) == lessons


@pytest.mark.parametrize(("keeps", "lessons"), [(4, 4), (5, 3), (4.5, 3), (7, 1), (8, 0)])
def test_16_a_visitor_keeps_lessons_at_home(keeps: float, lessons: int) -> None:
    case = one_visitor(people=(musician(most=8),), home=8, settings=ExchangeSettings(home_lessons_min=keeps))
    # 24 alone would keep all 8 lessons at home: a second musician at home takes them over
    second = Person("T2", "A", 0, ("music",), 8, False, False, False)
    assert given(with_alone(replace(case, people=(*case.people, second)))) == lessons


@pytest.mark.parametrize(("open_half_days", "lessons"), [((), 0), (MON[:1], 3), (MON, 6), ((*MON, *TUE), 12)])
def test_16_blocked_half_days_of_the_receiving_site_hold_no_visit(
    open_half_days: tuple[HalfDay, ...], lessons: int
) -> None:
    assert given(member_blocked(one_visitor(), *open_half_days)) == lessons


@pytest.mark.parametrize(
    ("open_half_days", "lessons"),
    # 4 lessons at home need two half-days of three lessons
    [(MON, 0), ((*MON, HalfDay.TUE_AM), 3), ((*MON, *TUE), 6), ((*MON, *TUE, HalfDay.WED_AM), 9)],
)
def test_16_home_lessons_fit_beside_the_visits(open_half_days: tuple[HalfDay, ...], lessons: int) -> None:
    assert given(one_visitor(people=(musician(blocked=week_of(*open_half_days)),))) == lessons


def test_16_who_does_not_visit_is_not_held_by_half_days() -> None:
    case = one_visitor(people=(musician(blocked=week_of()),))
    assert case.schools[0].alone == 0
    assert given(case) == 0


@pytest.mark.parametrize(("way", "lessons"), [(None, 3), ("morning", 6), ("afternoon", 3)])
def test_17_two_sites_on_one_day_need_a_way_from_the_first_to_the_second(
    way: str | None, lessons: int
) -> None:
    case = one_visitor(settings=ExchangeSettings(visit_days_max=1))
    other = school("C", {"music": 40_000}, blocked={"C": week_of(HalfDay.MON_PM)})
    case = replace(case, schools=(*case.schools, other))
    member = case.schools[1]._replace(blocked={"B": week_of(HalfDay.MON_AM)})
    ways = {**case.site_seconds, ("A", "C"): 600}
    if way == "morning":
        ways["B", "C"] = 2400
    if way == "afternoon":
        ways["C", "B"] = 2400
    assert (
        given(with_alone(replace(case, schools=(case.schools[0], member, other), site_seconds=ways)))
        == lessons
    )


@pytest.mark.parametrize(("most", "lessons"), [(0, 0), (1, 12), (2, 24), (3, 36)])
def test_18_different_visitors_of_a_subject_are_limited(most: int, lessons: int) -> None:
    people = tuple(musician()._replace(teacher=f"T{i}") for i in range(3))
    assert given(one_visitor(people=people, home=12, settings=ExchangeSettings(visitors_max=most))) == lessons


@pytest.mark.parametrize(("a_day", "lessons"), [(0, 0), (1, 2), (5, 10), (6, 12), (7, 12), (None, 12)])
def test_19_a_day_holds_so_many_lessons_of_a_subject_by_visitors(a_day: int | None, lessons: int) -> None:
    case = one_visitor()
    member = case.schools[1]._replace(day_lessons=a_day)
    assert given(replace(case, schools=(case.schools[0], member))) == lessons


def test_19_the_day_counts_all_visitors_together() -> None:
    people = tuple(musician()._replace(teacher=f"T{i}") for i in range(2))
    case = member_blocked(one_visitor(people=people, home=8), *MON)
    member = case.schools[1]._replace(day_lessons=7)
    assert given(replace(case, schools=(case.schools[0], member))) == 7


@pytest.mark.parametrize(
    ("seats", "lessons"),
    [
        ({}, 0),
        ({HalfDay.MON_AM: 1}, 3),
        ({HalfDay.MON_AM: 2}, 6),
        ({HalfDay.MON_AM: 1, HalfDay.TUE_AM: 1}, 6),
    ],
)
def test_20_a_way_with_vehicles_takes_no_more_than_its_seats(seats: dict[HalfDay, int], lessons: int) -> None:
    people = tuple(musician()._replace(teacher=f"T{i}") for i in range(2))
    assert given(one_visitor(people=people, home=8, seats={("A", "B"): seats})) == lessons


@pytest.mark.parametrize(("need", "lessons"), [(0, 0), (5, 5), (12, 12), (13, 12)])
def test_4_and_14_never_more_than_the_need(need: int, lessons: int) -> None:
    assert given(one_visitor(need=need)) == lessons


def test_14_a_point_takes_its_own_need_only() -> None:
    case = one_visitor()
    member = school("B", {"music": 2900}, points={"BP": {"music": 3500}})  # 6.4 in all: 2 and 3 whole ones
    ways = {**case.site_seconds, ("A", "BP"): 600, ("B", "BP"): 600, ("BP", "B"): 600}
    case = with_alone(replace(case, schools=(case.schools[0], member), site_seconds=ways))
    assert given(case) == 5


@pytest.mark.parametrize(("spare", "lessons"), [(0, 0), (1, 1), (3, 3)])
def test_24_no_sender_loses(spare: int, lessons: int) -> None:
    assert given(one_visitor(people=(musician(most=10 + spare),), home=10)) == lessons


def test_24_a_sender_may_lose_one_subject_and_gain_another() -> None:
    """The painter's spare lesson goes to A; only because A has it may A's musician help the member out."""
    painter = Person("T2", "B", 1, ("art",), 6, True, False, False)
    core = school("A", {"music": 5000, "art": 1000}, is_member=False)
    member = school("B", {"music": 1000, "art": 5000})
    case = one_visitor(people=(musician(most=5), painter), schools=(core, member))
    case = replace(case, tiers=(*UNCOVERED, {Term.WORST_UNCOVERED: 1}))
    assert given(case) == 2


@pytest.mark.parametrize("open_semesters", [(True, True), (False, True), (False, False)])
def test_13_nobody_leaves_before_the_term_begins(open_semesters: tuple[bool, bool]) -> None:
    plan = exact_exchange(one_visitor(open=open_semesters), 20, 1, 0)
    assert {visit.semester for visit in plan.visits} == {s for s in (0, 1) if open_semesters[s]}
    assert plan.tiers[0].value == 40_000 - 6_000 * sum(open_semesters)


def rotation_case(**changes: Any) -> AllianceCase:
    """Two musicians at A may rotate, A's need takes one; B needs eight lessons; A owes one rotation."""
    people = tuple(Person(f"T{i}", "A", 0, ("music",), 10, False, True, i == 0, NEVER) for i in range(2))
    core = school("A", {"music": 10_000}, is_member=False, rotation_quota=1, backbone_quota=1)
    case = one_visitor(people=people, schools=(core, school("B", {"music": 8_000})))
    tiers = ({Term.QUOTA_MISSED: 1}, {Term.UNCOVERED_LESSONS: 1})
    return with_alone(replace(case, tiers=tiers, **changes))


def values(case: AllianceCase) -> tuple[int, ...]:
    plan = exact_exchange(case, 20, 1, 0)
    assert broken_rules(case, plan) == []
    assert plan.proven
    return tuple(tier.value for tier in plan.tiers)


@pytest.mark.parametrize(("least", "expected"), [(8, (0, 0)), (8.5, (2, 8000)), (0, (0, 0))])
def test_22_a_rotation_has_enough_lessons_there(least: float, expected: tuple[int, int]) -> None:
    assert values(rotation_case(settings=ExchangeSettings(rotation_lessons_min=least))) == expected


def test_22_a_rotation_in_one_semester_counts_and_covers_half() -> None:
    assert values(rotation_case(open=(False, True))) == (0, 4000)


def test_23_no_more_than_the_share_is_away_at_once() -> None:
    core, member = rotation_case().schools
    assert values(rotation_case(schools=(core._replace(away_most=0), member))) == (2, 8000)
    # the other musician can still go; what is owed is then one of backbone rank
    assert values(rotation_case(schools=(core._replace(backbone_away_most=0), member))) == (1, 0)


def test_15_a_rotation_needs_a_way() -> None:
    assert values(rotation_case(school_seconds={})) == (2, 8000)


def test_26_a_rotation_that_does_not_count_still_covers() -> None:
    case = rotation_case()
    assert values(replace(case, people=tuple(p._replace(counts=False) for p in case.people))) == (2, 0)


def test_two_teachers_take_turns_where_the_worst_way_counts() -> None:
    """One semester taken twice is not best here: with turns each has half the mean way."""
    people = tuple(musician()._replace(teacher=f"T{i}") for i in range(2))
    tiers = (*UNCOVERED, {Term.TEACHER_MINUTES: 1}, {Term.WORST_TEACHER_MINUTES: 1})
    plan = exact_exchange(one_visitor(people=people, home=8, need=3, tiers=tiers), 20, 1, 0)
    assert [(tier.value, tier.bound) for tier in plan.tiers] == [(0, 0), (2400, 2400), (1200, 1200)]


def test_a_visit_of_last_year_is_kept_by_one_semester() -> None:
    """Two visitors of last year, room for one at a time: each keeps it in one semester."""
    people = tuple(musician()._replace(teacher=f"T{i}") for i in range(2))
    tiers = (*UNCOVERED, {Term.TEACHER_MINUTES: 1}, {Term.VISIT_CHANGES: 1})
    kept = frozenset({(0, 1, "music"), (1, 1, "music")})
    plan = exact_exchange(one_visitor(people=people, home=8, need=3, tiers=tiers, kept=kept), 20, 1, 0)
    assert [(tier.value, tier.bound) for tier in plan.tiers] == [(0, 0), (2400, 2400), (0, 0)]


def promised(case: AllianceCase, lessons: int, half_days: int) -> Allocation:
    """The allocation that promises so many lessons of the musician at B in both semesters."""
    home = {(0, s): {"music": 4} for s in (0, 1)}
    visits = tuple(PromisedVisit(0, "B", s, {"music": lessons}, half_days) for s in (0, 1))
    left = 1000 * (case.schools[1].whole_need("music") - lessons)
    return Allocation(home, visits, (), (TierValue({Term.UNCOVERED_LESSONS: left}, left, left),))


def test_what_is_promised_is_laid() -> None:
    case = one_visitor(need=12)
    allocation = promised(case, 12, 4)
    week = lay_week(case, allocation, EFFORT, start=None)
    assert week is not None
    assert broken_rules(case, week) == []
    assert promises_kept(allocation, week)  # type: ignore[arg-type]
    assert week.tiers[0].value == 0
    hand = lay_by_hand(case, *allocation[:3])
    assert promises_kept(allocation, hand)


def test_what_the_week_cannot_hold_is_repaired_not_dropped() -> None:
    """Seats on Monday only: of twelve promised lessons six remain, in the week and by hand."""
    case = one_visitor(need=12, seats={("A", "B"): {HalfDay.MON_AM: 1, HalfDay.MON_PM: 1}})
    allocation = promised(case, 12, 4)
    assert lay_week(case, allocation, EFFORT, start=None) is None
    hand = lay_by_hand(case, *allocation[:3])
    assert tier_values(case, *hand)[0].value == 6_000
    repaired = repair(case, allocation, EFFORT, start=hand, wider=False)
    assert repaired is not None
    assert broken_rules(case, repaired) == []
    assert repaired.tiers[0].value == 6_000


def test_a_rotation_that_would_leave_its_school_short_is_taken_back() -> None:
    case = rotation_case()
    core = case.schools[0]._replace(alone=0)
    case = replace(case, people=case.people[:1], schools=(core, case.schools[1]))
    rotation = PickedRotation(0, 1, (0, 1), {(0, "music"): 8, (1, "music"): 8})
    hand = lay_by_hand(case, {}, (), (rotation,))
    assert hand.rotations == ()
    assert tier_values(case, *hand)[1].value == 8_000
