"""classes.csv one year later: grades up, the last one leaves, the first one is projected.

Source: docs/next-year.md, 11 to 13.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...models.county import ClassCount, County
from ...models.next_year import EmptyGrade, GradeMoved, Projection
from ...models.policy import Policy
from ...models.words import Stage
from ..exchange.demand import grades_of
from ..scale import exact
from ..scope import Place
from .intake import CLASS_SIZE, Intake, ceiling, intake_of

Rows = dict[int, ClassCount]


class Pupils(NamedTuple):
    """Rows of classes.csv of the next year.

    Attributes
    ----------
    projections
        One per school and stage with rows, by school and stage.
    moved
        Pupils who go on to a grade that is new to a school.
    """

    classes: tuple[ClassCount, ...]
    projections: tuple[Projection, ...]
    moved: tuple[GradeMoved, ...]
    empty: tuple[EmptyGrade, ...]


class _Step(NamedTuple):
    """One row of classes.csv and the place and grade it is in a year later; ``new``: to its school."""

    row: ClassCount
    place: Place
    grade: int
    new: bool


def pupils_next_year(county: County, policy: Policy, factor: float | None = None) -> Pupils:
    """Roll the classes over.

    Parameters
    ----------
    factor
        Factor on every intake that the planner gave; None: the trend of each school's own youngest grades.
    """
    now = _by_place(county.classes)
    grades = {stage: grades_of(stage, policy) for stage in Stage}
    offered = {
        place: {grade: row for grade, row in rows.items() if grade in grades[place[1]]}
        for place, rows in now.items()
    }
    offered = {place: rows for place, rows in offered.items() if rows}
    steps = [
        step
        for place, rows in offered.items()
        for step in _steps(county, offered, place, rows, grades[place[1]][-1])
    ]
    later: dict[Place, Rows] = {
        place: {grade: row for grade, row in rows.items() if grade not in offered.get(place, {})}
        for place, rows in now.items()
    }
    for step in steps:
        if step.place == (step.row.school_id, step.row.stage):
            later[step.place][step.grade] = step.row.model_copy(update={"grade": step.grade})
    intakes: dict[Place, Intake] = {}
    for place, rows in offered.items():
        known = _known_pupils(place, min(rows), steps, now, grades[Stage.PRIMARY][-1])
        intake = intakes[place] = intake_of(rows, place[1], known=known, factor=factor)
        update = {"students": intake.students, "classes": intake.classes}
        later[place][min(rows)] = rows[min(rows)].model_copy(update=update)
    for step in steps:
        away = step.place != (step.row.school_id, step.row.stage)
        if away and step.grade != min(offered[step.place]):
            _join(later[step.place], step)
    return Pupils(
        tuple(row for rows in later.values() for _, row in sorted(rows.items())),
        tuple(
            _projection(place, offered[place], now[place], later[place], intakes[place])
            for place in sorted(offered)
        ),
        tuple(
            GradeMoved(
                school=step.row.school_id,
                to_school=step.place[0],
                stage=step.place[1],
                grade=step.grade,
                students=step.row.students,
            )
            for step in steps
            if step.new
        ),
        tuple(one for place in sorted(later) for one in _empty_grades(place, later[place])),
    )


def _by_place(classes: Sequence[ClassCount]) -> dict[Place, Rows]:
    found: dict[Place, Rows] = {}
    for row in classes:
        found.setdefault((row.school_id, row.stage), {})[row.grade] = row
    return found


def _has_nobody(row: ClassCount) -> bool:
    """Whether the row says that there is neither pupil nor class."""
    return not row.students and not row.classes and row.students is not None


def _steps(
    county: County, offered: Mapping[Place, Rows], place: Place, rows: Rows, last: int
) -> Iterator[_Step]:
    """Everybody below the stage's last grade goes up, from the highest grade of a point to its parent."""
    for grade, row in sorted(rows.items()):
        if grade == last:
            continue
        new = grade == max(rows)
        if new and _has_nobody(row):
            continue
        parent = county.by_id[place[0]].parent_id
        going = (parent, place[1]) if new and parent is not None else place
        yield _Step(row, going if grade + 1 in offered.get(going, {}) else place, grade + 1, new)


def _join(rows: Rows, step: _Step) -> None:
    """Add the pupils of a point to a grade of its parent; classes grow as far as the class size asks for."""
    row = step.row
    there = rows.get(step.grade)
    if there is None:
        rows[step.grade] = row.model_copy(update={"school_id": step.place[0], "grade": step.grade})
        return
    students = None
    classes = total([there.classes, row.classes])
    if there.students is not None and row.students is not None:
        students = there.students + row.students
        if there.classes is not None and row.stage in CLASS_SIZE:
            classes = max(there.classes, float(ceiling(exact(students) / CLASS_SIZE[row.stage])))
    rows[step.grade] = there.model_copy(update={"students": students, "classes": classes})


def _known_pupils(
    place: Place, first: int, steps: Sequence[_Step], now: Mapping[Place, Rows], last_of_primary: int
) -> float | None:
    """Pupils of whom the intake is known: the own last primary grade for junior, those of points; or None."""
    known = [
        step.row.students
        for step in steps
        if step.place == place and step.grade == first and step.row.students is not None
    ]
    own = now.get((place[0], Stage.PRIMARY), {}).get(last_of_primary)
    if place[1] is Stage.JUNIOR and own is not None and own.students is not None:
        known.append(own.students)
    return float(sum(map(exact, known))) if known else None


def _projection(place: Place, offered: Rows, now: Rows, later: Rows, intake: Intake) -> Projection:
    grade = min(offered)
    return Projection(
        school=place[0],
        stage=place[1],
        grade=grade,
        basis=intake.basis,
        ratio=None if intake.ratio is None else round(float(intake.ratio), 4),
        intake_before=offered[grade].students,
        intake=intake.students,
        students_before=total([row.students for row in now.values()]),
        students=total([row.students for row in later.values()]),
        classes_before=total([row.classes for row in now.values()]),
        classes=total([row.classes for row in later.values()]),
    )


def total(numbers: Sequence[float | None]) -> float | None:
    """Sum of what is all known; None where a part is unknown."""
    known = [exact(number) for number in numbers if number is not None]
    return float(sum(known)) if len(known) == len(numbers) else None


def _empty_grades(place: Place, rows: Rows) -> list[EmptyGrade]:
    """Grades between the stage's first and last row that have nobody, where somebody is in another grade."""
    if not any(row.students for row in rows.values()):
        return []
    return [
        EmptyGrade(school=place[0], stage=place[1], grade=grade)
        for grade in range(min(rows), max(rows) + 1)
        if grade not in rows or rows[grade].students == 0
    ]
