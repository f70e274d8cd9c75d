"""Weekly lessons needed and classes, per site, as the checker reads them (docs/exchange.md, 2 and 3)."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from ...models.county import County
from ...models.policy import Policy
from ...models.school import School
from ...models.words import Stage
from .case import Row
from .numbers import exact, half_up, milli

Lessons = Mapping[str, int]
"""Lessons in thousandths by subject; subjects without need are absent."""

_DEFAULT_GRADES: Mapping[Stage, int] = {
    Stage.KINDERGARTEN: 3,
    Stage.PRIMARY: 6,
    Stage.JUNIOR: 3,
    Stage.SENIOR: 3,
}
"""Grades of a stage that [grades] does not name."""


def site_needs(county: County, policy: Policy) -> dict[Row, Lessons]:
    """Need of every (site, stage) by subject, in thousandths; a site is a school or a point."""
    found: defaultdict[Row, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    if county.needs is not None:
        for row in county.needs:
            found[row.school_id, row.stage][row.subject] += milli(row.need)
        return _without_zeros(found)
    given: defaultdict[tuple[Stage, int], list[tuple[str, Fraction]]] = defaultdict(list)
    for lesson in county.lessons:
        given[lesson.stage, lesson.grade].append((lesson.subject, exact(lesson.lessons)))
    sums: defaultdict[tuple[str, Stage, str], Fraction] = defaultdict(Fraction)
    for (site, stage), by_grade in _classes_by_grade(county, policy).items():
        for grade, classes in by_grade.items():
            for subject, lessons in given[stage, grade]:
                sums[site, stage, subject] += classes * lessons
    for (site, stage, subject), lessons in sums.items():
        found[site, stage][subject] = half_up(lessons * 1000)
    return _without_zeros(found)


def site_classes(county: County, policy: Policy) -> dict[Row, Fraction]:
    """Classes of every (site, stage) where they are known."""
    by_grade = _classes_by_grade(county, policy)
    return {row: sum(grades.values(), Fraction(0)) for row, grades in by_grade.items()}


def _without_zeros(found: Mapping[Row, Mapping[str, int]]) -> dict[Row, Lessons]:
    return {row: {one: need for one, need in by.items() if need} for row, by in found.items()}


def _classes_by_grade(county: County, policy: Policy) -> dict[Row, dict[int, Fraction]]:
    """Classes by grade: the rows of classes.csv, else the school's classes spread over all its grades."""
    found: dict[Row, dict[int, Fraction]] = {}
    for row in county.classes:
        if row.classes is not None:
            by_grade = found.setdefault((row.school_id, row.stage), {})
            by_grade[row.grade] = by_grade.get(row.grade, Fraction(0)) + exact(row.classes)
    for school in county.schools:
        spread = _spread(school, policy)
        for stage in set(school.stages) if spread else ():
            found.setdefault((school.school_id, stage), spread[stage])
    return found


def _spread(school: School, policy: Policy) -> dict[Stage, dict[int, Fraction]]:
    grades = {stage: _grades(policy, stage) for stage in set(school.stages)}
    total = sum(map(len, grades.values()))
    if school.classes is None or not total:
        return {}
    each = Fraction(school.classes, total)
    return {stage: dict.fromkeys(of, each) for stage, of in grades.items()}


def _grades(policy: Policy, stage: Stage) -> range:
    """Numbers of a stage's grades: primary begins with 1, junior and senior follow on."""
    counts = {**_DEFAULT_GRADES, **policy.grades}
    following = [Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR]
    before = following[: following.index(stage)] if stage in following else []
    first = 1 + sum(counts[earlier] for earlier in before)
    return range(first, first + counts[stage])
