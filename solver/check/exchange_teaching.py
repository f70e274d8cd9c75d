"""The staffing against visits and rotations, both ways, and each teacher's load (docs/exchange.md, 4, 35)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...models.row_rule import RowRule
from .exchange_layout import ExchangeLayout, Taught
from .exchange_staff import Staff
from .verdict import BrokenRule


def broken_teaching(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """Lessons beyond what a teacher may give, lessons without a visit, visits without lessons."""
    yield from _lessons_max(staff, layout)
    visited = _visited(layout)
    for row, lessons in sorted(layout.taught.items()):
        yield from _place(staff, layout, row, lessons, visited)
    for row, lessons in sorted(visited.items()):
        taught = layout.taught.get(row, 0)
        if taught != lessons:
            figures = {**_figures(row), "visited": lessons, "lessons": taught}
            yield BrokenRule(RowRule.VISIT_TAUGHT, (row.place,), figures)


def _figures(row: Taught) -> dict[str, Any]:
    return {"teacher": row.teacher, "school": row.place, "subject": row.subject, "semester": row.semester}


def _lessons_max(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """4: at most ``lessons_max`` lessons a week over all schools."""
    for (teacher, semester), rows in layout.taught_by.items():
        lessons = sum(given for _, given in rows)
        limit = staff.teachers[teacher].lessons_max
        if lessons > limit:
            figures = {"teacher": teacher, "semester": semester, "lessons": lessons, "limit": limit}
            yield BrokenRule(RowRule.LESSONS_MAX, (staff.teachers[teacher].school_id,), figures)


def _visited(layout: ExchangeLayout) -> Counter[Taught]:
    found: Counter[Taught] = Counter()
    for visit in layout.visits:
        row = Taught(visit.teacher.teacher_id, visit.site, visit.subject, visit.semester)
        found[row] += sum(visit.half_days.values())
    return found


def _place(
    staff: Staff, layout: ExchangeLayout, row: Taught, lessons: int, visited: Counter[Taught]
) -> Iterator[BrokenRule]:
    """35: lessons are at home, at a site visited, or, in a rotation, at that school alone (22)."""
    site = staff.teachers[row.teacher].school_id
    own = staff.home[site]
    rotates_to = layout.rotating.get((row.teacher, row.semester))
    if rotates_to is not None:
        if staff.home[row.place] != rotates_to:
            figures = {**_figures(row), "school": rotates_to, "lessons": lessons}
            yield BrokenRule(RowRule.ROTATION_TAUGHT, (row.place, rotates_to), figures)
    elif row.place not in (own, site) and row not in visited:
        yield BrokenRule(RowRule.TEACHING_PLACE, (row.place,), {**_figures(row), "lessons": lessons})
