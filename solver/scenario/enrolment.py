"""`enrolment`: students times a factor, and the classes and lessons that follow (docs/scenarios.md, 12)."""

from collections import defaultdict
from fractions import Fraction
from math import ceil, floor

from ...models.changed import Effect
from ...models.county import ClassCount, County, Need
from ...models.errors import InputError
from ...models.policy import Policy
from ...models.scenario import Enrolment
from ...models.school import School
from ...models.settlement import Settlement
from ...models.words import Stage
from ..exchange.demand import grades_of
from ..scale import exact
from .one_change import Applied, At
from .schools_named import school_faults

Counts = tuple[Fraction | None, Fraction | None]
"""Students and classes, None where they are not known."""


def enrolment(county: County, policy: Policy, change: Enrolment, at: At) -> Applied:
    """Change the number of students where every key that is given fits.

    Errors: no such school; no school, stage or grade that fits. Warnings: needs.csv was scaled too; schools
    that say no number of students.
    """
    if change.school is not None and (faults := school_faults(county, at, "school", [change.school])):
        raise InputError(faults)
    factor = exact(change.factor)
    schools = [school for school in county.schools if _fits(school, change)]
    ids = {school.school_id for school in schools}
    rows = [_row(row, factor) if _row_fits(row, ids, change) else row for row in county.classes]
    counted = {row.school_id for row in county.classes if row.students is not None}
    meant = {row.school_id for row in county.classes if _row_fits(row, ids, change)}
    changed = {
        school.school_id: _school(school, county, rows, change, factor, policy)
        for school in schools
        if (school.school_id in meant if school.school_id in counted else _parts(school, change, policy))
    }
    if not changed:
        raise InputError([at.error("scenario_enrolment_none")])
    after = {school_id: school for school_id, (school, _, _) in changed.items()}
    warnings = (
        [at.warning("scenario_students_unknown", "", None, {"schools": silent})]
        if (silent := [school_id for school_id, (_, before, _) in changed.items() if before is None])
        else []
    )
    needs, scaled = _needs(county, tuple(rows), after, change, policy)
    if scaled:
        warnings.append(at.warning("scenario_needs_scaled", "", None, {"schools": scaled}))
    before_all = sum((before for _, before, _ in changed.values() if before is not None), Fraction(0))
    after_all = sum((now for _, _, now in changed.values() if now is not None), Fraction(0))
    effect = Effect(
        at=at.number,
        kind="enrolment",
        schools=tuple(changed),
        stage=change.stage,
        students_before=float(before_all),
        students_after=float(after_all),
    )
    update = {
        "schools": tuple(after.get(school.school_id, school) for school in county.schools),
        "classes": tuple(rows),
        "needs": needs,
        "settlements": tuple(
            row.model_copy(update={"students": _rounded(row.students * factor)})
            if _home_fits(row, ids, change)
            else row
            for row in county.settlements
        ),
    }
    return Applied(county.model_copy(update=update), policy, effect, tuple(warnings))


def _fits(school: School, change: Enrolment) -> bool:
    return (
        change.school in (None, school.school_id)
        and (change.area is None or school.area == change.area)
        and change.township in (None, school.township)
        and (change.stage is None or change.stage in school.stages)
    )


def _row_fits(row: ClassCount, ids: set[str], change: Enrolment) -> bool:
    return row.school_id in ids and change.stage in (None, row.stage) and change.grade in (None, row.grade)


def _home_fits(row: Settlement, ids: set[str], change: Enrolment) -> bool:
    """Whether all pupils of the row are meant; of a row without a grade not where a grade is named."""
    return row.school_id in ids and change.stage in (None, row.stage) and change.grade in (None, row.grade)


def _parts(school: School, change: Enrolment, policy: Policy) -> Fraction:
    """Share of the school's grades that the change speaks of."""
    grades = [(stage, number) for stage in school.stages for number in grades_of(stage, policy)]
    meant = [
        number for stage, number in grades if change.stage in (None, stage) and change.grade in (None, number)
    ]
    return Fraction(len(meant), len(grades))


def _rounded(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _classes(students: Fraction | None, before: Fraction | None, classes: Fraction) -> Fraction:
    """Classes of the size there was: as many as hold the students, at least 1 while there are any.

    Grades that are taught together (less than one class) keep their share.
    """
    if students is None or before is None or not before or not classes:
        return classes
    if not students:
        return Fraction(0)
    if classes < 1:
        return classes
    return Fraction(max(1, ceil(students * classes / before)))


def _row(row: ClassCount, factor: Fraction) -> ClassCount:
    if row.students is None:
        return row
    before = exact(row.students)
    students = Fraction(_rounded(before * factor))
    classes = None if row.classes is None else float(_classes(students, before, exact(row.classes)))
    return row.model_copy(update={"students": float(students), "classes": classes})


def _school(
    school: School,
    county: County,
    rows: list[ClassCount],
    change: Enrolment,
    factor: Fraction,
    policy: Policy,
) -> tuple[School, Fraction | None, Fraction | None]:
    """Give the school with its new totals, and students before and after in what the change speaks of."""
    pairs = [
        (was, now)
        for was, now in zip(county.classes, rows, strict=True)
        if was.school_id == school.school_id and was.students is not None
    ]
    if pairs:
        meant = [(was, now) for was, now in pairs if _row_fits(was, {school.school_id}, change)]
        before = sum((exact(was.students or 0) for was, _ in meant), Fraction(0))
        after = sum((exact(now.students or 0) for _, now in meant), Fraction(0))
        classes = sum((exact(now.classes or 0) - exact(was.classes or 0) for was, now in meant), Fraction(0))
        update = {
            "students": None
            if school.students is None
            else max(0, _rounded(school.students + after - before)),
            "classes": None if school.classes is None else max(0, _rounded(school.classes + classes)),
        }
        return school.model_copy(update=update), before, after
    if school.students is None:
        return school, None, None
    part = _parts(school, change, policy)
    before = school.students * part
    total = _rounded(before * factor + school.students - before)
    classes_now = school.classes
    if classes_now is not None:
        classes_now = int(_classes(Fraction(total), Fraction(school.students), Fraction(classes_now)))
    now = school.model_copy(update={"students": total, "classes": classes_now})
    return now, before, before + total - school.students


def _needs(
    county: County,
    rows: tuple[ClassCount, ...],
    after: dict[str, School],
    change: Enrolment,
    policy: Policy,
) -> tuple[tuple[Need, ...] | None, list[str]]:
    """Scale needs.csv by the ratio of classes of each school and stage; also the schools whose need moved."""
    if county.needs is None:
        return None, []
    ratios: dict[tuple[str, Stage], Fraction] = {}
    was, now = _by_place(county.classes), _by_place(rows)
    for school_id, school in after.items():
        for stage in school.stages:
            place = (school_id, stage)
            if was.get(place):
                ratios[place] = now[place] / was[place]
            elif change.stage in (None, stage) and (classes := county.by_id[school_id].classes):
                ratios[place] = Fraction(school.classes or 0, classes)
    moved = sorted({school_id for (school_id, _), ratio in ratios.items() if ratio != 1})
    needs = tuple(
        row
        if (ratio := ratios.get((row.school_id, row.stage), Fraction(1))) == 1
        else row.model_copy(update={"need": float(Fraction(_rounded(exact(row.need) * ratio * 1000), 1000))})
        for row in county.needs
    )
    there = {row.school_id for row in county.needs}
    return needs, [school_id for school_id in moved if school_id in there]


def _by_place(rows: tuple[ClassCount, ...]) -> dict[tuple[str, Stage], Fraction]:
    found: dict[tuple[str, Stage], Fraction] = defaultdict(Fraction)
    for row in rows:
        found[row.school_id, row.stage] += exact(row.classes or 0)
    return found
