"""A county of made-up schools given classes by grade, lessons needed, and synthetic teachers."""

from collections.abc import Iterator

from ..models.county import ClassCount, County, Need
from ..models.policy import Policy
from ..models.school import School
from ..models.school_year import Lessons
from ..models.teacher import Teacher
from ..models.words import Stage
from .curriculum import grades_of, usual_lessons
from .school_weeks import usual_weeks
from .staff import supply_of, synthetic_teachers
from .workplaces import workplaces_of

STAGES = (Stage.PRIMARY, Stage.JUNIOR)
"""Stages that have a curriculum and standard loads."""


def staffed(county: County, policy: Policy, seed: int) -> County:
    """Give a county classes, needs and teachers, all synthetic.

    Parameters
    ----------
    county
        Schools of one stage each, primary or junior, with classes and students. Fewer classes than grades
        are those of the lower grades: an incomplete school.
    policy
        With the school year.
    seed
        The same arguments give the same county.

    Returns
    -------
    County
        ``need`` = classes × the curriculum that comes with the program; ``supply`` = what the school's own
        teachers can give, spare lessons counted as main subject.

    Raises
    ------
    ValueError
        The policy has no school year, or a school has no classes, several stages, or another stage.
    """
    if policy.school_year is None:
        raise ValueError("ages and tenure need a school year")
    classes = tuple(row for school in county.schools for row in _classes(school, policy))
    bare = county.model_copy(update={"classes": classes, "needs": tuple(_needs(county, classes))})
    places = workplaces_of(bare, policy)
    teachers = synthetic_teachers(places, policy.school_year, seed)
    staff: dict[tuple[str, Stage], list[Teacher]] = {}
    for teacher in teachers:
        staff.setdefault((teacher.school_id, teacher.stage), []).append(teacher)
    supply = {
        (place.school_id, place.stage): supply_of(place, staff[place.school_id, place.stage])
        for place in places
    }
    needs = tuple(
        row.model_copy(update={"supply": float(supply[row.school_id, row.stage][row.subject])})
        for row in bare.needs or ()
    )
    return bare.model_copy(update={"needs": needs, "teachers": teachers, "calendar": usual_weeks()})


def _classes(school: School, policy: Policy) -> Iterator[ClassCount]:
    """Whole classes by grade, the lower grades first; students alike in every class."""
    if len(school.stages) != 1 or school.stages[0] not in STAGES or not school.classes:
        raise ValueError(f"{school.school_id}: one stage, primary or junior, and classes are needed")
    stage = school.stages[0]
    grades = grades_of(stage, policy.grades)
    each, more = divmod(school.classes, len(grades))
    for place, grade in enumerate(grades):
        count = each + (place < more)
        until = place * each + min(place, more)
        students = (school.students or 0) * (until + count) // school.classes
        students -= (school.students or 0) * until // school.classes
        yield ClassCount(
            school_id=school.school_id,
            stage=stage,
            grade=grade,
            classes=count,
            students=students,
        )


def _needs(county: County, classes: tuple[ClassCount, ...]) -> Iterator[Need]:
    curriculum: dict[tuple[Stage, int], list[Lessons]] = {}
    for lessons in usual_lessons():
        curriculum.setdefault((lessons.stage, lessons.grade), []).append(lessons)
    need: dict[tuple[str, Stage], dict[str, float]] = {}
    for row in classes:
        by_subject = need.setdefault((row.school_id, row.stage), {})
        for lessons in curriculum.get((row.stage, row.grade), ()):
            more = (row.classes or 0) * lessons.lessons
            by_subject[lessons.subject] = by_subject.get(lessons.subject, 0.0) + more
    for (school_id, stage), by_subject in need.items():
        for subject, weekly in by_subject.items():
            yield Need(school_id=school_id, stage=stage, subject=subject, need=weekly)
