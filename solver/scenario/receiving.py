"""Schools that take in the pupils of one that closes: their classes, students and lessons.

Source: docs/scenarios.md, 7.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from ...models.changed import PupilsMoved
from ...models.county import ClassCount, County, Need
from ...models.policy import Policy
from ...models.school import School
from ...models.words import Stage
from ..scale import exact
from .merged_tables import added_needs, thousandths
from .pupils import apportioned

Grades = Mapping[int | None, Fraction | None]


def received_classes(
    county: County, policy: Policy, pupils: Sequence[PupilsMoved]
) -> tuple[tuple[School, ...], tuple[ClassCount, ...]]:
    """Schools and rows of classes.csv with the pupils who came.

    A grade gets as many more classes as keep its class size at or under 45 (primary) or 50 (junior, senior);
    where classes.csv has no rows of the school and stage, the school as a whole does.
    """
    came: dict[tuple[str, Stage], dict[int | None, Fraction | None]] = defaultdict(dict)
    for group in pupils:
        grades = came[group.to_school, group.stage]
        there = grades.get(group.grade, Fraction(0))
        grades[group.grade] = (
            None if group.students is None or there is None else there + exact(group.students)
        )
    schools = dict(county.by_id)
    rows = {(row.school_id, row.stage, row.grade): row for row in county.classes}
    for (school_id, stage), grades in came.items():
        school = schools[school_id]
        ours = sorted(key[2] for key in rows if key[:2] == (school_id, stage))
        students = sum((one for one in grades.values() if one is not None), Fraction(0))
        more_classes, size = Fraction(0), class_size(policy, stage)
        for grade, count in _in_rows(grades, ours) if ours else []:
            row = rows[school_id, stage, grade]
            grown = _grown(row, count, size)
            rows[school_id, stage, grade] = grown
            more_classes += exact(grown.classes or 0.0) - exact(row.classes or 0.0)
        if not ours and school.classes is not None:
            before = None if school.students is None else Fraction(school.students)
            after = _classes(Fraction(school.classes), before, students, size)
            more_classes = after - school.classes
        unknown = None in grades.values()
        schools[school_id] = school.model_copy(
            update={
                "students": None if school.students is None or unknown else school.students + ceil(students),
                "classes": None if school.classes is None else school.classes + ceil(more_classes),
            }
        )
    return tuple(schools[one.school_id] for one in county.schools), tuple(rows.values())


def class_size(policy: Policy, stage: Stage) -> int | None:
    """Students of a class at most ([students] of the settings); kindergartens have no figure here."""
    settings = policy.students
    return {
        Stage.PRIMARY: settings.class_size_primary,
        Stage.JUNIOR: settings.class_size_junior,
        Stage.SENIOR: settings.class_size_senior,
    }.get(stage)


def _in_rows(grades: Grades, ours: Sequence[int]) -> list[tuple[int, Fraction | None]]:
    """Pupils by the grades that the school's rows have; those of no known grade go evenly to all."""
    found: dict[int, Fraction | None] = {}
    for grade, count in grades.items():
        if grade is not None:
            parts: list[tuple[int, Fraction | None]] = [(grade, count)]
        elif count is None:
            parts = [(one, None) for one in ours]
        else:
            parts = list(zip(ours, apportioned(count, [1] * len(ours)), strict=True))
        for one, part in parts:
            there = found.get(one, Fraction(0))
            found[one] = None if there is None or part is None else there + part
    return sorted(found.items())


def _grown(row: ClassCount, count: Fraction | None, size: int | None) -> ClassCount:
    students = None if row.students is None or count is None else exact(row.students) + count
    classes = row.classes
    if classes is not None and count is not None:
        before = None if row.students is None else exact(row.students)
        classes = thousandths(_classes(exact(classes), before, count, size))
    return row.model_copy(
        update={"classes": classes, "students": None if students is None else thousandths(students)}
    )


def _classes(classes: Fraction, before: Fraction | None, more: Fraction, size: int | None) -> Fraction:
    """Classes after ``more`` students came; where those before are not known, these get their own."""
    if size is None or not more:
        return classes
    if before is None:
        return classes + ceil(more / size)
    return max(classes, Fraction(ceil((before + more) / size)))


def received_needs(
    county: County,
    received: tuple[Sequence[School], Sequence[ClassCount]],
    pupils: Sequence[PupilsMoved],
    school: str,
    stages: Sequence[Stage],
    to: str | None,
) -> tuple[tuple[Need, ...], bool]:
    """Rows of needs.csv when a school closes, and whether any need had to move with its pupils.

    A receiving school's need grows with its classes. Where these are not known, the closed school's need
    moves in proportion to the pupils (every group the same where their numbers are not known either). Supply
    goes with the teachers. Parts are rounded to 0.001 so that they add up to the whole.
    """
    ratios = _class_ratios(county, received, pupils)
    kept: list[Need] = []
    with_pupils = False
    for row in county.needs or ():
        if row.school_id != school or row.stage not in stages:
            ratio = ratios.get((row.school_id, row.stage)) or Fraction(1)
            need = row.need if ratio == 1 else thousandths(exact(row.need) * ratio)
            kept.append(row.model_copy(update={"need": need}))
            continue
        groups = [group for group in pupils if group.stage is row.stage]
        unknown = any(group.students is None for group in groups)
        weight: dict[str, float] = {}
        for group in groups:
            share = 1.0 if unknown else float(group.students or 0)
            weight[group.to_school] = weight.get(group.to_school, 0.0) + share
        parts = apportioned(exact(row.need) * 1000, list(weight.values()))
        for one, part in zip(weight, parts, strict=True):
            if ratios[one, row.stage] is None:
                with_pupils = with_pupils or part > 0
                kept.append(
                    row.model_copy(update={"school_id": one, "need": float(part / 1000), "supply": 0.0})
                )
        if to is not None and row.supply:
            kept.append(row.model_copy(update={"school_id": to, "need": 0.0}))
    return added_needs(kept), with_pupils


def _class_ratios(
    county: County, received: tuple[Sequence[School], Sequence[ClassCount]], pupils: Sequence[PupilsMoved]
) -> dict[tuple[str, Stage], Fraction | None]:
    """Classes after ÷ classes before of every receiving school and stage; None where they are not known."""
    schools, rows = {school.school_id: school for school in received[0]}, received[1]
    ratios: dict[tuple[str, Stage], Fraction | None] = {}
    for place in {(group.to_school, group.stage): None for group in pupils}:
        was, now = (
            [row.classes for row in table if (row.school_id, row.stage) == place]
            for table in (county.classes, rows)
        )
        if was and None not in was and None not in now and any(was):
            total = sum((exact(one or 0) for one in was), Fraction(0))
            ratios[place] = sum((exact(one or 0) for one in now), Fraction(0)) / total
        elif not was and (before := county.by_id[place[0]].classes):
            ratios[place] = Fraction(schools[place[0]].classes or 0, before)
        else:
            ratios[place] = None
    return ratios
