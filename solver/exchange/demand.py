"""Need of lessons and classes per site, stage and subject, and the sites that make up a school.

Source: docs/exchange.md, sentences 1 to 3. Lessons are weekly lessons in thousandths; classes are exact
fractions, since an even spread over the grades seldom comes out whole.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from ...models.county import County
from ...models.policy import Policy
from ...models.school import School
from ...models.words import Role, Stage
from ..scale import exact, milli
from ..scope import Place, topmost

DEFAULT_GRADES = {Stage.KINDERGARTEN: 3, Stage.PRIMARY: 6, Stage.JUNIOR: 3, Stage.SENIOR: 3}
"""Grades of a stage that the setting ``grades`` does not name."""


class Demand(NamedTuple):
    """What the schools of a county need.

    Attributes
    ----------
    sites
        Every school that takes part, with the school itself first and then its points by id.
    school_of
        The school that each site counts with.
    places
        Every (school, stage) that the school or one of its points has, sorted by school and stage.
    lessons
        Lessons (thousandths) by (site, stage) and subject, subjects in alphabetical order; 0 is left out.
    classes
        Classes by (site, stage); a place that is missing is unknown.
    """

    sites: Mapping[str, tuple[str, ...]]
    school_of: Mapping[str, str]
    places: tuple[Place, ...]
    lessons: Mapping[Place, Mapping[str, int]]
    classes: Mapping[Place, Fraction]


def demand_of(county: County, policy: Policy) -> Demand:
    """Work out what every site needs in every stage."""
    top = {
        site: school for site, school in topmost(county).items() if county.by_id[school].role is not Role.NONE
    }
    points: dict[str, list[str]] = defaultdict(list)
    for site, school in sorted(top.items()):
        points[school] += [] if site == school else [site]
    sites = {school: (school, *points[school]) for school in sorted(set(top.values()))}
    by_grade = _classes_by_grade(county, policy)
    lessons = _listed(county) if county.needs is not None else _taught(county, by_grade)
    stages = {(top[site], stage) for site in top for stage in county.by_id[site].stages}
    stages |= {(top[site], stage) for site, stage in lessons if site in top}
    stages |= {
        (top[teacher.school_id], teacher.stage)
        for teacher in county.teachers or ()
        if teacher.school_id in top
    }
    return Demand(
        sites,
        top,
        tuple(sorted(stages, key=lambda place: (place[0], place[1].rank))),
        {place: dict(sorted(subjects.items())) for place, subjects in lessons.items() if place[0] in top},
        {place: sum(grades.values(), Fraction(0)) for place, grades in by_grade.items() if place[0] in top},
    )


def _listed(county: County) -> dict[Place, dict[str, int]]:
    """Need as in needs.csv."""
    found: dict[Place, dict[str, int]] = defaultdict(dict)
    for row in county.needs or ():
        if need := milli(row.need):
            subjects = found[row.school_id, row.stage]
            subjects[row.subject] = subjects.get(row.subject, 0) + need
    return found


def _taught(county: County, by_grade: Mapping[Place, Mapping[int, Fraction]]) -> dict[Place, dict[str, int]]:
    """Need from classes and curriculum: Σ over grades of classes × lessons, rounded half up to 0.001."""
    weekly: dict[tuple[Stage, int], list[tuple[str, Fraction]]] = defaultdict(list)
    for row in county.lessons:
        weekly[row.stage, row.grade].append((row.subject, exact(row.lessons)))
    found: dict[Place, dict[str, int]] = {}
    for (site, stage), grades in by_grade.items():
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for grade, classes in grades.items():
            for subject, lessons in weekly.get((stage, grade), ()):
                sums[subject] += classes * lessons
        rounded = {subject: (2000 * need + 1) // 2 for subject, need in sums.items()}
        found[site, stage] = {subject: int(need) for subject, need in rounded.items() if need}
    return found


def _classes_by_grade(county: County, policy: Policy) -> dict[Place, dict[int, Fraction]]:
    """Classes per site, stage and grade: classes.csv, else spread evenly over the grades of all stages."""
    counted: dict[Place, dict[int, Fraction]] = defaultdict(dict)
    for row in county.classes:
        if row.classes is not None:
            counted[row.school_id, row.stage][row.grade] = exact(row.classes)
    for school in county.schools:
        spread = _spread(school, policy)
        for stage in school.stages:
            if stage in spread and (school.school_id, stage) not in counted:
                counted[school.school_id, stage] = spread[stage]
    return counted


def _spread(school: School, policy: Policy) -> dict[Stage, dict[int, Fraction]]:
    """Spread the school's classes evenly; nothing where schools.csv does not say how many there are."""
    if school.classes is None:
        return {}
    grades = {stage: grades_of(stage, policy) for stage in school.stages}
    each = exact(school.classes) / sum(len(numbers) for numbers in grades.values())
    return {stage: dict.fromkeys(numbers, each) for stage, numbers in grades.items()}


def grades_of(stage: Stage, policy: Policy) -> range:
    """Numbers of the stage's grades: primary begins with 1 and the later stages follow on."""
    count = {one: policy.grades.get(one, DEFAULT_GRADES[one]) for one in Stage}
    first = 1
    if stage is not Stage.KINDERGARTEN:
        first += sum(count[one] for one in Stage if Stage.PRIMARY.rank <= one.rank < stage.rank)
    return range(first, first + count[stage])
