"""Exchanges of before that still fit are kept: half-days, main subjects, pairs, postings; no value changes.

Source: docs/exchange.md, 41; docs/duties.md, 14 and 18.
"""

from dataclasses import replace
from random import Random

import pytest
from lianxiao.models.county import County
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.school_year import Blocked, PastExchange, Week
from lianxiao.models.teacher import Backbone, Manager
from lianxiao.models.words import Role
from lianxiao.solver.exchange.as_before import as_before
from lianxiao.solver.exchange.lexicographic import Effort
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.solver.exchange.tier_values import term_values
from lianxiao.solver.run import solve_case
from lianxiao.tests.exchange_rules import broken_rules
from lianxiao.tests.made_cases import tiny_case
from lianxiao.tests.made_staff import PRIMARY, county, minutes, need, policy, school, teacher

EFFORT = Effort(2.0, 0.2, 1, 0)


def music_is_missing(*exchanges: PastExchange) -> County:
    """The core A has music lessons to spare; its member j has none of the three it needs."""
    return county(
        school("A", Role.CORE),
        school("j"),
        travel=minutes(Aj=20),
        needs=tuple(need("A", maths=10, music=9, pe=8) + need("j", maths=8, music=3)),
        teachers=(
            teacher("T1", "A", "maths", backbone=Backbone.CITY),
            teacher("T2", "A", "music", lessons_max=12),
            teacher("T3", "A", "pe", second_subject="music", lessons_max=12),
            teacher("T4", "j", "maths", manager=Manager.MIDDLE, lessons_max=5),
            teacher("T5", "j", "maths", manager=Manager.RESERVE, lessons_max=5),
        ),
        exchanges=exchanges,
        calendar=tuple(Week(semester=s, week=w) for s in (1, 2) for w in range(1, 11)),
    )


def before(who: str, *half_days: HalfDay, semester: str = "2025-1") -> PastExchange:
    return PastExchange(
        kind="visit", teacher=who, from_id="A", to_id="j", subject="music", stage=PRIMARY,
        semester=semester, half_days=half_days,
    )  # fmt: skip


def solved(made: County, settings: Policy | None = None) -> Plan:
    found = solve_case(made, settings or policy(forms=("visit",)), time_limit=20.0, workers=1)
    assert isinstance(found, Solved)
    return found.plan


@pytest.mark.parametrize("half_day", [HalfDay.MON_AM, HalfDay.WED_PM, HalfDay.FRI_AM])
def test_a_visit_stays_on_its_half_day(half_day: HalfDay) -> None:
    visits = solved(music_is_missing(before("T2", half_day))).exchange.visits
    assert [(row.teacher, dict(row.half_days)) for row in visits] == 2 * [("T2", {half_day: 3})]


def test_each_half_of_the_year_keeps_its_own_half_day() -> None:
    rows = (
        before("T2", HalfDay.TUE_PM, semester="2025-1"),
        before("T2", HalfDay.THU_AM, semester="2025-2"),
    )
    visits = {row.semester: list(row.half_days) for row in solved(music_is_missing(*rows)).exchange.visits}
    assert visits == {"2026-1": [HalfDay.TUE_PM], "2026-2": [HalfDay.THU_AM]}


def test_a_blocked_half_day_is_not_kept() -> None:
    made = music_is_missing(before("T2", HalfDay.TUE_PM))
    made = made.model_copy(update={"blocked": (Blocked(id="j", half_day=HalfDay.TUE_PM),)})
    visits = solved(made).exchange.visits
    assert visits
    assert all(HalfDay.TUE_PM not in row.half_days for row in visits)


def test_the_same_visitor_goes_on_and_a_new_one_is_of_the_main_subject() -> None:
    assert {row.teacher for row in solved(music_is_missing(before("T3"))).exchange.visits} == {"T3"}
    made = music_is_missing(before("T3"))
    away = [
        one.model_copy(update={"away_from": "2026-1"}) if one.teacher_id == "T3" else one
        for one in made.teachers or ()
    ]
    made = made.model_copy(update={"teachers": tuple(away)})
    assert {row.teacher for row in solved(made).exchange.visits} == {"T2"}


@pytest.mark.parametrize("seed", range(60))
def test_no_value_changes_and_every_rule_holds(seed: int) -> None:
    rng = Random(seed)
    case = tiny_case(seed)
    past = {
        (p, s, semester): frozenset(rng.sample(list(HalfDay), 3))
        for p, person in enumerate(case.people)
        for s in range(len(case.schools))
        if s != person.school
        for semester in (0, 1)
    }
    case = replace(case, past=past, resolved=True)
    schedule = exchange_of(case, 5.0, 1, 0)
    kept = as_before(case, schedule, EFFORT)
    assert broken_rules(case, kept) == []
    wanted = {term for tier in case.tiers for term in tier}
    ours, theirs = term_values(case, *kept[:3]), term_values(case, *schedule[:3])
    assert all(ours[term] == theirs[term] for term in wanted)
    assert kept.tiers == schedule.tiers

    def on_known(visits: tuple) -> int:  # type: ignore[type-arg]
        return sum(
            half_day in past.get((visit.person, case.school_of_site(visit.site), visit.semester), ())
            for visit in visits
            for half_day in visit.lessons
        )

    assert on_known(kept.visits) >= on_known(schedule.visits)


def test_some_half_days_really_move_in_the_random_cases() -> None:
    moved = 0
    for seed in range(12):
        case = tiny_case(seed)
        past = {
            (p, s, semester): frozenset(Random(seed).sample(list(HalfDay), 4))
            for p, person in enumerate(case.people)
            for s in range(len(case.schools))
            if s != person.school
            for semester in (0, 1)
        }
        case = replace(case, past=past, resolved=True)
        schedule = exchange_of(case, 5.0, 1, 0)
        moved += as_before(case, schedule, EFFORT).visits != schedule.visits
    assert moved


def test_who_was_posted_in_this_school_year_is_posted_again() -> None:
    settings = policy()
    rows = [
        PastExchange(kind="posting", teacher="T5", from_id="j", to_id="A", semester="2026-1"),
        PastExchange(kind="posting", teacher="T4", from_id="j", to_id="A", semester="2026-2"),
    ]
    postings = solved(music_is_missing(*rows), settings).exchange.postings
    assert [(row.teacher, row.semester) for row in postings] == [("T5", "2026-1"), ("T4", "2026-2")]
    postings = solved(music_is_missing(), settings).exchange.postings
    assert [(row.teacher, row.semester) for row in postings] == [("T4", "2026-1"), ("T5", "2026-2")]


def test_a_mentor_pair_goes_on() -> None:
    settings = policy(mentor_pairs_min=1, forms=("mentoring",))
    for mentee in ("T4", "T5"):
        row = PastExchange(kind="mentor", teacher="T1", mentee=mentee, subject="maths", semester="2025-2")
        pairs = solved(music_is_missing(row), settings).exchange.mentors
        assert [(pair.mentor, pair.mentee) for pair in pairs] == 2 * [("T1", mentee)]
