"""Figures of several schools made those of one: schools.csv, classes.csv, needs.csv, settlements.csv.

Source: docs/scenarios.md, 3. A figure that one school does not say is unknown for all of them together,
unless that school has no students.
"""

from collections.abc import Hashable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, TypeVar

from ...models.county import ClassCount, County, Need
from ...models.finding import Finding
from ...models.policy import Policy
from ...models.school import School
from ...models.settlement import Settlement
from ...models.words import Stage
from ..exchange.demand import grades_of
from ..scale import exact
from .one_change import At

ADDED = (
    "students",
    "classes",
    "posts",
    "boarders",
    "teaching_area",
    "sports_area",
    "equipment_value",
    "multimedia_rooms",
)
"""Columns of schools.csv that add up."""

T = TypeVar("T")


def merged_school(into: School, merged: Sequence[School], at: At) -> tuple[School, list[Finding]]:
    """Give ``into`` the stages and the sums of all; warn of sums that are not known."""
    schools = (into, *merged)
    update: dict[str, Any] = {
        "stages": tuple(stage for stage in Stage if any(stage in one.stages for one in schools))
    }
    warnings = []
    for column in ADDED:
        said = [one for one in schools if getattr(one, column) is not None]
        blank = [one.school_id for one in schools if getattr(one, column) is None and one.students != 0]
        if said and blank:
            warnings.append(
                at.warning(
                    "merge_sum_unknown",
                    figures={"cell": column, "schools": blank, "into": into.school_id},
                )
            )
        update[column] = None if blank or not said else sum(getattr(one, column) for one in said)
    if all(one.quality is not None and one.students is not None for one in schools):
        update["quality"] = _mean_quality(schools) if update["students"] else into.quality
    return into.model_copy(update=update), warnings


def _mean_quality(schools: Sequence[School]) -> float:
    students = sum(one.students or 0 for one in schools)
    weighted = sum((exact(one.quality or 0.0) * (one.students or 0) for one in schools), Fraction(0))
    return thousandths(weighted / students)


def thousandths(value: Fraction) -> float:
    """Round half up to 0.001, as cells are read."""
    exactly = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exactly.quantize(Decimal("0.001"), ROUND_HALF_UP))


def merged_classes(
    county: County, policy: Policy, into: School, merged: Sequence[School], at: At
) -> tuple[tuple[ClassCount, ...], list[Finding]]:
    """Rows of classes.csv of ``into`` and the merged schools added up by stage and grade.

    Where some of them have rows, or they differ in stages, the classes of the others are first spread evenly
    over their grades, as they count without the merger.
    """
    schools = (into, *merged)
    ours = {one.school_id for one in schools}
    rows = [row for row in county.classes if row.school_id in ours]
    others = [row for row in county.classes if row.school_id not in ours]
    warnings = []
    if rows or len({one.stages for one in schools}) > 1:
        counted = {(row.school_id, row.stage) for row in rows if row.classes is not None}
        for one in schools:
            bare = [stage for stage in one.stages if (one.school_id, stage) not in counted]
            if bare and one.classes is not None:
                rows = [row for row in rows if row.school_id != one.school_id or row.stage not in bare] + [
                    _with_students(spread, rows) for spread in spread_classes(one, bare, policy)
                ]
                warnings.append(at.warning("change_classes_spread", figures={"school": one.school_id}))
    together = _together(rows, lambda row: (row.stage, row.grade))
    empty = {one.school_id for one in schools if one.students == 0}
    added = []
    for (stage, grade), same in together:
        classes, students = (
            _sum([(getattr(row, column), row.school_id in empty) for row in same])
            for column in ("classes", "students")
        )
        if None in (classes, students) and any(
            getattr(row, column) is not None
            for column, value in (("classes", classes), ("students", students))
            for row in same
            if value is None
        ):
            warnings.append(
                at.warning(
                    "merge_grade_unknown",
                    figures={"stage": stage, "grade": grade, "into": into.school_id},
                )
            )
        added.append(
            ClassCount(school_id=into.school_id, stage=stage, grade=grade, classes=classes, students=students)
        )
    return (*others, *added), warnings


def spread_classes(school: School, stages: Sequence[Stage], policy: Policy) -> list[ClassCount]:
    """Classes of a school spread evenly over all its grades, of these stages only, to 0.001."""
    if school.classes is None:
        return []
    grades = {stage: grades_of(stage, policy) for stage in school.stages}
    each = thousandths(exact(school.classes) / sum(len(numbers) for numbers in grades.values()))
    return [
        ClassCount(school_id=school.school_id, stage=stage, grade=grade, classes=each)
        for stage in stages
        for grade in grades[stage]
    ]


def _with_students(spread: ClassCount, rows: Sequence[ClassCount]) -> ClassCount:
    """Keep the students that classes.csv says of the same grade."""
    key = (spread.school_id, spread.stage, spread.grade)
    said = [row.students for row in rows if (row.school_id, row.stage, row.grade) == key]
    return spread.model_copy(update={"students": said[0]}) if said else spread


def _sum(cells: Sequence[tuple[float | None, bool]]) -> float | None:
    """Σ of the cells; None where one is blank whose school may have students, or all are."""
    said = [exact(value) for value, _ in cells if value is not None]
    if not said or any(value is None and not empty for value, empty in cells):
        return None
    return thousandths(sum(said, Fraction(0)))


def merged_needs(needs: tuple[Need, ...] | None, gone: Iterable[str], into: str) -> tuple[Need, ...] | None:
    """Rows of needs.csv, those of one school, stage and subject added up."""
    if needs is None:
        return None
    merged = set(gone)
    renamed = (
        row.model_copy(update={"school_id": into}) if row.school_id in merged else row for row in needs
    )
    return added_needs(renamed)


def added_needs(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Add up rows of the same school, stage and subject."""
    return tuple(
        same[0].model_copy(
            update={
                column: thousandths(sum((exact(getattr(row, column)) for row in same), Fraction(0)))
                for column in ("need", "supply")
            }
        )
        if len(same) > 1
        else same[0]
        for _, same in _together(needs, lambda row: (row.school_id, row.stage, row.subject))
    )


def added_homes(homes: Iterable[Settlement]) -> tuple[Settlement, ...]:
    """Add up the pupils of one settlement, school, stage and grade."""
    return tuple(
        same[0].model_copy(update={"students": sum(row.students for row in same)})
        if len(same) > 1
        else same[0]
        for _, same in _together(
            homes, lambda row: (row.name, row.lat, row.lon, row.school_id, row.stage, row.grade)
        )
    )


def _together(rows: Iterable[T], key: Any) -> list[tuple[Any, list[T]]]:
    """Rows by key, keys in the order in which they are met."""
    found: dict[Hashable, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.items())
