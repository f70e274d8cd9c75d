"""Teachers of tiny random counties, their months at the bounds of the rules, and what they did last year."""

from collections.abc import Sequence
from random import Random
from typing import Any

from lianxiao.models.school import School
from lianxiao.models.school_year import PastExchange
from lianxiao.models.teacher import Backbone, Manager, Sex, Teacher
from lianxiao.models.words import Role, Stage
from lianxiao.tests.tiny_counties import chance

P = Stage.PRIMARY
SUBJECTS = ("maths", "music", "pe")
JUST_SO: tuple[dict[str, Any], ...] = (
    # 55 years (men) and 50 (women) in September 2026 are 1971-09 and 1976-09; 40 are 1986-09
    {"sex": Sex.MALE, "birth": "1971-09"},
    {"sex": Sex.MALE, "birth": "1971-10"},
    {"sex": Sex.FEMALE, "birth": "1976-09"},
    {"sex": Sex.FEMALE, "birth": "1976-10"},
    {"tenure_from": "2020-09"},
    {"tenure_from": "2020-10"},
    {"manager": Manager.HEAD, "tenure_from": "2018-09"},
    {"manager": Manager.HEAD, "tenure_from": "2018-10"},
    {"last_exchange": "2020-09"},
    {"last_exchange": "2020-10"},
    {"exempt": "nursing"},
    {"exempt": "nursing", "exempt_until": "2026-08"},
    {"exempt": "nursing", "exempt_until": "2026-09"},
    {"birth": None},
    {"tenure_from": None},
    {"sex": None},
)
"""Figures at a bound of a rule, on either side."""


def draw_teachers(rng: Random, schools: Sequence[School], subjects: Sequence[str]) -> list[Teacher]:
    """Teachers who could go anywhere, but for at most one or two of the rules, just kept or just broken."""
    cores = [school for school in schools if school.role is Role.CORE]
    teachers = []
    for index in range(rng.choice((3, 4, 4, 5, 5, 6))):
        figures: dict[str, Any] = {
            "sex": rng.choice(tuple(Sex)),
            "birth": rng.choice(("1990-01", "1985-07")),
            "backbone": rng.choice((Backbone.NONE, Backbone.NONE, Backbone.SCHOOL, Backbone.COUNTY)),
            "tenure_from": rng.choice(("2010-09", "2015-02")),
        }
        for _ in range(rng.choice((0, 0, 1, 1, 1, 2))):
            figures |= rng.choice(JUST_SO)
        teachers.append(
            Teacher(
                teacher_id=f"T{index}",
                school_id=rng.choice(cores if chance(rng, 0.5) else schools).school_id,
                stage=P,
                subject=rng.choice(subjects),
                second_subject=rng.choice(subjects) if chance(rng, 0.4) else None,
                lessons_max=rng.choice((2, 3, 3, 4, 4, 5, 6)),
                **figures,
            )
        )
    return teachers


def draw_last_year(
    rng: Random, schools: Sequence[School], teachers: Sequence[Teacher]
) -> tuple[PastExchange, ...]:
    if chance(rng, 0.4):
        return ()
    names = [*(t.teacher_id for t in teachers), *(t.teacher_id for t in teachers), "gone"]
    return tuple(
        PastExchange(
            kind="rotation" if chance(rng, 0.1) else "visit",
            teacher=rng.choice(names),
            to_id=rng.choice(schools).school_id,
            subject=rng.choice(SUBJECTS[:2]),
            stage=P,
            semester=rng.choice(("2025-1", "2025-2")),
        )
        for _ in range(rng.choice((1, 2, 3, 4)))
    )
