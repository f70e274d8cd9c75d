"""One case end to end: every rule holds, tiny cases are proven, time never makes an error."""

from dataclasses import replace
from random import Random

import pytest
from lianxiao.models.half_day import HalfDay
from lianxiao.models.words import Term
from lianxiao.solver.exchange.by_hand import lay_by_hand
from lianxiao.solver.exchange.case import (
    AllianceCase,
    LaidVisit,
    PickedRotation,
    PromisedVisit,
    Schedule,
    SchoolCase,
)
from lianxiao.solver.exchange.easier import easier_cases
from lianxiao.solver.exchange.exact import exact_exchange
from lianxiao.solver.exchange.freedom import rotation_choices, targets
from lianxiao.solver.exchange.own_staff import staff_alone
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.solver.exchange.tier_values import share, short, term_values
from lianxiao.tests.exchange_rules import broken_rules
from lianxiao.tests.made_alliances import made_alliance
from lianxiao.tests.made_cases import NEVER, tight, tiny_case


def values(plan: Schedule) -> list[int]:
    return [tier.value for tier in plan.tiers]


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_tiny_cases_are_proven_and_as_good_as_the_exact_model(first: int) -> None:
    for seed in range(first, first + 20):
        case = tiny_case(seed)
        plan, exact = exchange_of(case, 10, 1, 0), exact_exchange(case, 10, 1, 0)
        assert broken_rules(case, plan) == [], seed
        assert broken_rules(case, exact) == [], seed
        assert exact.proven, seed
        assert plan.proven, seed
        assert values(plan) == values(exact), seed


def test_enough_tiny_cases_have_visits_rotations_and_kept_visits() -> None:
    plans = [(case := tiny_case(seed), exact_exchange(case, 10, 1, 0)) for seed in range(60)]
    assert sum(bool(plan.visits) for _, plan in plans) >= 15
    assert sum(bool(plan.rotations) for _, plan in plans) >= 15
    assert sum(bool(case.kept) for case, _ in plans) >= 15


@pytest.mark.parametrize("seed", range(3))
def test_without_time_there_is_still_a_schedule(seed: int) -> None:
    case = made_alliance((12, 12, 12), seed)
    plan = exchange_of(case, 0, 1, 0)
    assert broken_rules(case, plan) == []
    assert all(tier.bound <= tier.value for tier in plan.tiers)


def test_nobody_may_leave() -> None:
    case = made_alliance((12, 12, 12), 0)
    people = tuple(person._replace(may_visit=False, may_rotate=False) for person in case.people)
    plan = exchange_of(replace(case, people=people), 10, 1, 0)
    assert plan.proven
    assert plan.visits == ()
    assert plan.rotations == ()
    assert plan.tiers[0].value == sum(school.alone for school in case.schools)


def test_one_school_alone() -> None:
    case = made_alliance((12,), 0)
    plan = exchange_of(case, 10, 1, 0)
    assert plan.proven
    assert plan.tiers[0].value == case.schools[0].alone


@pytest.mark.parametrize("seed", range(2))
def test_the_same_again_and_with_more_threads(seed: int) -> None:
    case = tiny_case(seed + 500)
    assert exchange_of(case, 20, 1, 0) == exchange_of(case, 20, 1, 0) == exchange_of(case, 20, 2, 0)


def test_a_large_alliance_keeps_what_the_bound_allows() -> None:
    case = made_alliance((24, 24, 24, 24), 0, rotating=0)
    plan = exchange_of(case, 300, 2, 0)  # ends by itself within seconds: no clock decides
    assert broken_rules(case, plan) == []
    alone, tier = sum(school.alone for school in case.schools), plan.tiers[0]
    assert alone - tier.value >= 0.98 * (alone - tier.bound)


@pytest.mark.parametrize("seed", range(40))
def test_any_promises_end_in_a_schedule_that_keeps_every_rule(seed: int) -> None:
    """Promises drawn at random, far beyond what fits: by hand they still become a valid schedule."""
    case, rng = tiny_case(seed), Random(seed)
    rotations: list[PickedRotation] = []
    for p in range(len(case.people)):
        choices = rotation_choices(case, p)
        if choices and rng.random() < 0.5:
            school, when = rng.choice(choices)
            subject = case.people[p].subjects[0]
            most = min(case.people[p].lessons_max, case.schools[school].whole_need(subject))
            least = case.settings.rotation_lessons_min
            gone = [r for r in rotations if case.people[r.person].school == case.people[p].school]
            if least <= most and not gone and case.schools[case.people[p].school].backbone_away_most:
                rotations.append(PickedRotation(p, school, when, {(s, subject): most for s in when}))
    taken: dict[tuple[int, int, str], int] = {}
    for r in rotations:
        for (s, subject), n in r.lessons.items():
            taken[r.school, s, subject] = taken.get((r.school, s, subject), 0) + n
    rotations = [
        r
        for r in rotations
        if all(taken[r.school, s, x] <= case.schools[r.school].whole_need(x) for s, x in r.lessons)
    ]
    away = {(r.person, s) for r in rotations for s in r.semesters}
    visits = _random_visits(case, rng, away, rotations)
    home: dict[tuple[int, int], dict[str, int]] = {(v.person, v.semester): {} for v in visits}
    plan = Schedule(*lay_by_hand(case, home, visits, rotations), ())
    assert broken_rules(case, plan) == []


def _random_visits(
    case: AllianceCase, rng: Random, away: set[tuple[int, int]], rotations: list[PickedRotation]
) -> list[PromisedVisit]:
    """Visits that keep to lessons, need and numbers of visitors, but not to half-days."""
    visits: list[PromisedVisit] = []
    if case.settings.home_lessons_min:
        return visits  # who keeps nothing at home in the promise would stay at home anyway
    for p, who in enumerate(case.people):
        for s in (0, 1):
            reach = targets(case, p, s)
            if not reach or (p, s) in away or rng.random() < 0.3:
                continue
            target = rng.choice(reach)
            subject = rng.choice(target.subjects)
            same = [
                v for v in visits
                if v.semester == s and subject in v.lessons and case.school_of_site(v.site) == target.school
            ]  # fmt: skip
            there = [r for r in rotations if r.school == target.school and (s, subject) in r.lessons]
            if same or there:
                continue
            need = case.schools[target.school].site_need[target.site, subject] // 1000
            visits.append(PromisedVisit(p, target.site, s, {subject: min(who.lessons_max, need)}, 4))
    return visits


def test_the_terms_of_a_schedule_counted_by_hand() -> None:
    """One member of 7.5 lessons; a visitor gives 3 on two half-days of one day and 2 on another, autumn only.

    Uncovered: autumn 2.5, spring 7.5, mean 5. Worst share 1. Two days of 10 minutes one way: 40 minutes in
    autumn, a mean of 20 (1200 s). One visit of last year goes on, one does not.
    """
    case = made_alliance((4, 4), 0, rotating=0)
    member = SchoolCase("S1", True, ("S1",), {"art": 7500}, {("S1", "art"): 7500}, None, {}, 7500, 2, 1, 1, 1)
    core = case.schools[0]._replace(need={}, site_need={}, rotation_quota=1, backbone_quota=1)
    people = tuple(p._replace(backbone=i == 1) for i, p in enumerate(case.people))
    case = replace(
        case, schools=(core, member), people=people, site_seconds={("S0", "S1"): 600},
        kept=frozenset({(0, 1, "art"), (2, 1, "art")}),
    )  # fmt: skip
    visit = LaidVisit(
        0, "S1", 0, {HalfDay.MON_AM: {"art": 1}, HalfDay.MON_PM: {"art": 2}, HalfDay.THU_AM: {"art": 2}}
    )
    rotation = PickedRotation(1, 1, (1,), {})
    assert term_values(case, {}, (visit,), (rotation,)) == {
        Term.UNCOVERED_LESSONS: 5000,
        Term.WORST_UNCOVERED: 10_000,
        Term.QUOTA_MISSED: 0 + 0 + 2 + 1,
        Term.TEACHER_MINUTES: 1200,
        Term.WORST_TEACHER_MINUTES: 1200,
        Term.VISIT_CHANGES: 1,
    }


@pytest.mark.parametrize(("taught", "expected"), [(0, 10_000), (1, 6667), (2, 3333), (3, 0)])
def test_shares_are_rounded_half_up(taught: int, expected: int) -> None:
    one = SchoolCase("S", True, ("S",), {"art": 3000}, {}, None, {}, 0, 0, 0, 0, 0)
    assert share(one, taught) == expected
    assert short(one, taught) == 3000 - 1000 * taught
    # 19.5 of 20 000 is exactly half of a step of 0.0001: up
    assert share(one._replace(need={"art": 20_000_000}), 19_999) == 1


@pytest.mark.parametrize("seed", range(30))
def test_own_staff_covers_as_much_as_a_flow(seed: int) -> None:
    case = tiny_case(seed)
    plan = Schedule(*staff_alone(case), ())
    assert broken_rules(case, plan) == []
    uncovered = term_values(case, plan.home, (), ())[Term.UNCOVERED_LESSONS]
    assert uncovered == sum(school.alone for school in case.schools)


@pytest.mark.parametrize("rotating", [0, 0.5])
def test_a_week_that_holds_little_still_keeps_every_rule(rotating: float) -> None:
    case = tight(made_alliance((10, 10, 10), 1, rotating=rotating), 1)
    plan = exchange_of(case, 4, 1, 0)
    assert broken_rules(case, plan) == []
    assert plan.tiers[0].value < sum(school.alone for school in case.schools)


def test_easier_cases_have_fewer_kinds_of_teachers_and_choices() -> None:
    case = tight(made_alliance((6, 6), 0), 0)
    unblocked, staying = easier_cases(case)
    assert {person.blocked for person in unblocked.people} == {NEVER}
    assert not any(person.may_rotate for person in staying.people)
    assert list(easier_cases(staying)) == []
