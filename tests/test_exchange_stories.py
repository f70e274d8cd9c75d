"""Exchanges that the program once missed while it claimed a proof; the brute force found them."""

from typing import Any

from lianxiao.models.county import County, ListedTravel, Need
from lianxiao.models.half_day import HalfDay
from lianxiao.models.mode import Mode
from lianxiao.models.policy import ExchangeSettings, Objective, Policy, TravelSettings
from lianxiao.models.school import School
from lianxiao.models.school_year import Blocked
from lianxiao.models.teacher import Sex, Teacher
from lianxiao.models.words import ModeKey, Role, Stage, Term
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.tests.test_exchange_oracle import Compared

P = Stage.PRIMARY
A, B = "A", "B"


def teacher(teacher_id: str, lessons_max: int) -> Teacher:
    """Draw up a teacher of maths at the core who may go anywhere."""
    return Teacher(
        teacher_id=teacher_id,
        school_id=A,
        stage=P,
        subject="maths",
        lessons_max=lessons_max,
        sex=Sex.MALE,
        birth="1990-01",
        tenure_from="2010-09",
    )


def core_and_member(
    teachers: tuple[Teacher, ...], core_need: float, member_need: float, **tables: Any
) -> County:
    return County(
        schools=(
            School(school_id=A, name=A, stages=(P,), role=Role.CORE),
            School(school_id=B, name=B, stages=(P,), role=Role.MEMBER, classes=1),
        ),
        travel={(A, B): ListedTravel(km=5.0, minutes=10.0)},
        needs=(
            Need(school_id=A, stage=P, subject="maths", need=core_need),
            Need(school_id=B, stage=P, subject="maths", need=member_need),
        ),
        teachers=teachers,
        **tables,
    )


def best_values(county: County, *terms: Term, **exchange: Any) -> list[int]:
    """Value of each tier, after brute force and solver agreed on it."""
    policy = Policy(
        school_year=2026,
        travel=TravelSettings(source="table"),
        mode=(Mode(key=ModeKey.JOINT_ALLIANCE, id="near", stages=(P,), min_members=1, max_members=1),),
        objective=Objective(tiers=tuple({term: 1.0} for term in terms)),
        exchange=ExchangeSettings(**exchange),
    )
    compared = Compared(county, policy)
    ((case, expected),) = compared.cases()
    schedule = exchange_of(case, 20.0, 1, 0)
    compared.agree(schedule, expected)
    return [tier.value for tier in schedule.tiers]


def test_two_unlike_teachers_take_turns_to_fill_a_quota() -> None:
    # Quota 2, one away at once: one in autumn, the other in spring. The bound over mirror images of a
    # semester allowed turns only between teachers alike, and proved that one of the two is missed.
    county = core_and_member((teacher("T1", 4), teacher("T2", 6)), core_need=4, member_need=1)
    terms = (Term.QUOTA_MISSED, Term.UNCOVERED_LESSONS)
    # whoever stays covers the core's 4 lessons, who is away gives the member's one
    assert best_values(
        county, *terms, rotation_share=1.0, away_share_max=0.5, backbone_share=0.0, rotation_lessons_min=1.0
    ) == [0, 0]


def test_a_second_day_is_worth_more_than_a_second_half_day() -> None:
    # One class gets one lesson a day from visitors: two lessons need two days. Of Monday's two half-days the
    # list of weeks kept both, which with the second day left no half-day for the lesson kept at home.
    free = (HalfDay.MON_AM, HalfDay.MON_PM, HalfDay.THU_PM)
    blocked = tuple(Blocked(id=s, half_day=h) for s in (A, B) for h in HalfDay if h not in free)
    county = core_and_member((teacher("T1", 3),), core_need=1, member_need=6, blocked=blocked)
    limits = {"forms": ("visit",), "home_lessons_min": 1.0, "class_lessons_per_day": 1}
    # 1 at home, 2 at the member: 4 of its 6 stay uncovered; two ways of 10 minutes on each of two days
    found = best_values(county, Term.UNCOVERED_LESSONS, Term.TEACHER_MINUTES, **limits)
    assert found == [4000, 2400]
