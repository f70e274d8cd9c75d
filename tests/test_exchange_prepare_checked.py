"""Solver and checker read need, people, quotas and own staff separately; on random counties they agree."""

import random

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.models.county import ClassCount, County, Need
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.school_year import Lessons
from lianxiao.models.teacher import Backbone, Manager, Sex, Teacher
from lianxiao.models.words import Area, Role
from lianxiao.solver.check.case import read_case
from lianxiao.solver.check.exchange_staff import read_staff
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.tests.made_staff import JUNIOR, PRIMARY, policy

SUBJECTS = ("art", "maths", "music", "pe")
STAGES = ((PRIMARY,), (JUNIOR,), (PRIMARY, JUNIOR))


def random_county(dice: random.Random) -> County:
    schools: list[School] = []
    for name in "ABCDEFG":
        parent = dice.choice([None, None, *(one.school_id for one in schools)]) if schools else None
        schools.append(
            School(
                school_id=name,
                name=name,
                parent_id=parent,
                stages=dice.choice(STAGES),
                role=dice.choice(list(Role)),
                area=dice.choice([None, *Area]),
                classes=dice.choice([None, 0, 5, 12, 13]),
            )
        )
    needs = tuple(
        Need(school_id=school.school_id, stage=stage, subject=subject, need=dice.randrange(9000) / 1000)
        for school in schools
        for stage in school.stages
        for subject in SUBJECTS
        if dice.random() < 0.8
    )
    lessons = tuple(
        Lessons(
            stage=PRIMARY if grade < 7 else JUNIOR,
            grade=grade,
            subject=subject,
            lessons=dice.randrange(50) / 10,
        )
        for grade in range(1, 10)
        for subject in SUBJECTS
    )
    classes = tuple(
        ClassCount(
            school_id=school.school_id, stage=PRIMARY, grade=grade, classes=dice.choice([None, 1, 2.5])
        )
        for school in schools
        if PRIMARY in school.stages
        for grade in range(1, dice.randrange(1, 7))
    )
    return County(
        schools=tuple(schools),
        needs=dice.choice([None, needs]),
        lessons=lessons,
        classes=classes,
        teachers=tuple(random_teacher(f"T{at:02}", dice.choice(schools), dice) for at in range(30)),
    )


def random_teacher(name: str, school: School, dice: random.Random) -> Teacher:
    def month(first: int, last: int) -> str | None:
        return dice.choice([None, *8 * [f"{dice.randint(first, last)}-{dice.randint(1, 12):02}"]])

    return Teacher(
        teacher_id=name,
        school_id=school.school_id,
        stage=dice.choice(school.stages),
        subject=dice.choice(SUBJECTS),
        second_subject=dice.choice([None, *SUBJECTS]),
        lessons_max=dice.randrange(9),
        sex=dice.choice([None, *4 * list(Sex)]),
        birth=month(1968, 1990),
        tenure_from=month(2010, 2022),
        last_exchange=None if dice.random() < 0.7 else month(2018, 2022),
        manager=dice.choice([Manager.NONE, Manager.HEAD]),
        backbone=dice.choice(list(Backbone)),
        exempt=dice.choice(["", "", "病假"]),
        exempt_until=dice.choice([None, "2026-08", "2026-09"]),
        **dice.choice(ABSENT),
    )


ABSENT: tuple[dict[str, str], ...] = (
    *4 * ({},),
    {"away_from": "2026-2"},
    {"away_until": "2026-1"},
    {"away_from": "2026-1", "away_until": "2026-2"},
    {"away_from": "2027-1"},
)


def agree(county: County, settings: Policy) -> None:
    ours = prepare_exchange(county, settings)
    theirs = read_staff(read_case(county, settings))
    assert {place for place in ours.schools if theirs.has_stage(*place)} == set(ours.schools)
    for place in ours.schools:
        found = ours.ready[place].school
        assert found.need == theirs.need.get(place, {})
        for semester in (0, 1):
            alone = theirs.alone.get((place, f"{settings.school_year}-{semester + 1}"), 0)
            assert found.alone_in(semester) == alone
        assert (found.rotation_quota, found.backbone_quota) == tuple(theirs.quota.get(place, (0, 0)))
        assert (found.away_most, found.backbone_away_most) == theirs.away_most(place)
        assert [one.teacher for one in ours.ready[place].people] == sorted(
            one.teacher_id for one in theirs.people.get(place, ())
        )
        classes = theirs.classes.get(place)
        assert found.day_lessons == (
            None if classes is None else int(classes * settings.exchange.class_lessons_per_day // 1)
        )
        site_need = {
            (site, subject): lessons
            for (site, stage), subjects in theirs.site_need.items()
            if theirs.home[site] == place[0] and stage is place[1]
            for subject, lessons in subjects.items()
        }
        assert found.site_need == site_need


@pytest.mark.parametrize("seed", range(60))
def test_random_counties(seed: int) -> None:
    dice = random.Random(seed)
    settings = policy(
        quota_scope=dice.choice(["strong", "county"]),
        backbone_of=dice.choice(["rotating", "eligible"]),
        rotation_share=dice.choice([0.1, 0.37]),
        away_share_max=dice.choice([0, 0.2, 0.5]),
        tenure_years_min=dice.choice([6, 4.5]),
    )
    agree(random_county(dice), settings)


def test_nantou() -> None:
    read = read_county(bundled_county("nantou"))
    assert read.county.teachers
    agree(read.county, read.policy)
