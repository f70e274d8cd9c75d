"""What the next year's county carries as it was, or as a projection, and a planner has to check by hand.

Source: docs/next-year.md, 11 to 18.
"""

from collections.abc import Iterator

from ...models.county import County
from ...models.finding import Finding, Level
from ...models.next_year import Basis
from ...models.pin_words import CLOSED
from .pupils import Pupils


def carried_as_it_is(before: County, after: County, pupils: Pupils) -> Iterator[Finding]:
    """Say what has to be looked at, one finding per table and kind."""
    unknown = [one.school for one in pupils.projections if one.basis is Basis.UNKNOWN]
    if unknown:
        yield _warning("next_year_intake_unknown", "classes.csv", "students", schools=_once(unknown))
    if pupils.projections:
        yield _warning("next_year_projected", "classes.csv", "students", count=len(pupils.projections))
    for one in pupils.moved:
        code = "next_year_grade_new" if one.school == one.to_school else "next_year_grade_to_parent"
        figures = {"school": one.school, "parent": one.to_school, "stage": one.stage, "grade": one.grade}
        yield _warning(code, "classes.csv", "grade", **figures)
    listed = {row.school_id for row in before.classes}
    whole = [one.school_id for one in before.schools if one.students and one.school_id not in listed]
    if whole:
        yield _warning("next_year_not_by_grade", "schools.csv", "students", schools=tuple(whole))
    if any(row.grade is not None for row in before.settlements):
        yield _warning("next_year_homes", "settlements.csv", "students")
    closed = sum(pin.reason == CLOSED for pin in after.pins)
    if closed:
        yield _warning("next_year_closed", "pins.csv", "reason", count=closed)
    if any(week.monday is not None for week in before.calendar):
        yield _warning("next_year_mondays", "calendar.csv", "monday")
    if after.blocked:
        yield _warning("next_year_blocked", "blocked.csv")
    if after.vehicles:
        yield _warning("next_year_vehicles", "vehicles.csv")
    if any(teacher.willing is not None for teacher in after.teachers or ()):
        yield _warning("next_year_wishes", "teachers.csv", "willing")


def _once(schools: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(schools))


def _warning(code: str, file: str, column: str | None = None, **figures: object) -> Finding:
    return Finding(level=Level.WARNING, code=code, file=file, column=column, figures=figures)
