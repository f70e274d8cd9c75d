"""calendar.csv: the weeks of the two semesters, or the usual ones."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

from ..models.school_year import Week, WeekKind
from .cells import Fault, plain
from .findings import Findings
from .glossary import one_of
from .number_cells import whole
from .semesters import Half, semester_of
from .table import Table, first_of_each, read_column

WEEKS = 20
EXAM_WEEKS = (19, 20)
_DAY = re.compile(
    r"(\d{4})\s*(?:[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?|(\d{2})(\d{2}))",
    re.ASCII,
)


def usual_weeks() -> tuple[Week, ...]:
    """Two semesters of 20 weeks, the last two for exams. Source: contract, calendar.csv."""
    return tuple(
        Week(semester=half, week=week, kind=WeekKind.EXAM if week in EXAM_WEEKS else WeekKind.TEACHING)
        for half in get_args(Half)
        for week in range(1, WEEKS + 1)
    )


def read_calendar(table: Table, school_year: int | None, findings: Findings) -> tuple[Week, ...]:
    """Weeks by semester and number.

    Errors: a week of another school year, a semester without a teaching week. Warnings: a date that is no
    Monday, Mondays that do not follow the numbers of the weeks.
    """
    halves = read_column(table, "semester", semester_of(school_year), None, findings, filled=True)
    numbers = read_column(table, "week", whole(1, 60), None, findings, filled=True)
    mondays = read_column(table, "monday", _day, None, findings)
    kinds = read_column(table, "kind", one_of(WeekKind, "kind"), WeekKind.TEACHING, findings)
    rows: list[int] = []
    weeks: list[Week] = []
    for row, half, number, monday, kind in zip(table.rows, halves, numbers, mondays, kinds, strict=True):
        if monday is not None and monday.weekday() != 0:
            nearest = monday - timedelta(days=monday.weekday())
            findings.warning(
                "monday_is_none",
                table.file,
                row,
                table.header("monday"),
                str(monday),
                figures={"nearest": str(nearest)},
            )
        if half is None or number is None:
            continue
        rows.append(row)
        weeks.append(
            Week(semester=half, week=number, monday=None if monday is None else str(monday), kind=kind)
        )
    keys = [(week.semester, week.week) for week in weeks]
    kept = first_of_each(table.file, rows, keys, weeks, findings)
    _warn_of_order(table, [(rows[position], weeks[position]) for position in kept], findings)
    found = tuple(sorted((weeks[position] for position in kept), key=lambda one: (one.semester, one.week)))
    if not findings.error_in(table.file):
        for one in get_args(Half):
            if not any(week.semester == one and week.kind is WeekKind.TEACHING for week in found):
                figures = {"semester": str(one) if school_year is None else f"{school_year}-{one}"}
                findings.error("semester_without_teaching", table.file, column="kind", figures=figures)
    return found


def _warn_of_order(table: Table, weeks: Sequence[tuple[int, Week]], findings: Findings) -> None:
    """Warn of the first week of each semester whose Monday does not lie after those of earlier weeks."""
    for half in get_args(Half):
        dated = sorted(
            (week.week, week.monday, row)
            for row, week in weeks
            if week.semester == half and week.monday is not None
        )
        for (_, before, _), (_, monday, row) in pairwise(dated):
            if monday <= before:
                findings.warning(
                    "mondays_out_of_order",
                    table.file,
                    row,
                    table.header("monday"),
                    monday,
                    figures={"before": before},
                )
                break


def _day(text: str) -> date | Fault:
    found = _DAY.fullmatch(plain(text))
    if found is None:
        return Fault("day_bad", {})
    try:
        return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
    except ValueError:
        return Fault("day_bad", {})
