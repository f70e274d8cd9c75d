"""The tables of teachers and of the school year, read together: they refer to each other."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from ..models.county import Need
from ..models.policy import Policy
from ..models.school import School
from ..models.school_year import (
    Blocked,
    DutyRow,
    Lessons,
    LogRow,
    PastExchange,
    ResultRow,
    StandardLoad,
    Vehicle,
    Week,
)
from ..models.teacher import Teacher
from ..models.words import Stage
from . import layout
from .curriculum import lessons_in, read_curriculum, subjects_of
from .duty_rows import read_duties
from .findings import Findings
from .half_day_tables import read_blocked, read_vehicles
from .ids import KnownIds
from .kept_tables import read_log, read_results
from .last_year import read_exchanges
from .layout import Layout
from .loads import read_loads
from .school_weeks import read_calendar, usual_weeks
from .settings_faults import SETTINGS_FILE
from .standing import Codes
from .table import Table
from .teachers import TeacherRows, read_teachers

T = TypeVar("T")

_GRADES = {Stage.KINDERGARTEN: 3, Stage.PRIMARY: 6, Stage.JUNIOR: 3, Stage.SENIOR: 3}
"""Grades where the settings cannot be read."""


class SchoolsRead(NamedTuple):
    """What the other tables refer to: ids and schools of schools.csv, codes.csv, needs.csv."""

    known: KnownIds
    by_id: Mapping[str, School]
    codes: Codes
    needs: tuple[Need, ...] | None


class SchoolYear(NamedTuple):
    """Fields of the `County` that these tables fill."""

    teachers: tuple[Teacher, ...] | None
    lessons: tuple[Lessons, ...]
    curriculum: Mapping[Stage, tuple[str, ...]]
    loads: tuple[StandardLoad, ...]
    calendar: tuple[Week, ...]
    blocked: tuple[Blocked, ...]
    vehicles: tuple[Vehicle, ...]
    exchanges: tuple[PastExchange, ...]
    duties: tuple[DutyRow, ...]
    log: tuple[LogRow, ...]
    results: tuple[ResultRow, ...]


def read_school_year(
    tables: Mapping[str, Table],
    there: frozenset[str],
    schools: SchoolsRead,
    policy: Policy | None,
    findings: Findings,
) -> SchoolYear:
    """Read every table of teachers and of the school year.

    Parameters
    ----------
    tables
        By file name; a table at fault or not there has no entry, one with a header only says nothing.
    there
        Files that were handed in, at fault or not.
    schools
        What the rows refer to.
    policy
        None where the settings could not be read.
    """
    given = {name: table for name, table in tables.items() if table.rows}
    known, year = schools.known, None if policy is None else policy.school_year
    grades = _GRADES if policy is None else policy.grades
    own = _rows(given, layout.CURRICULUM, lambda table: read_curriculum(table, grades, findings))
    loads = _rows(given, layout.LOADS, lambda table: read_loads(table, findings))
    lessons = own or lessons_in(grades)
    staff = _staff(given, schools, lessons, loads, year, findings)
    if staff is not None and policy is not None and year is None:
        findings.error("school_year_missing", SETTINGS_FILE, column="school_year")
    _warn_of_idle_tables(given, there, schools, findings)
    ids = KnownIds((), layout.TEACHERS.file) if staff is None else staff.known
    staffed, by_class = staff is not None, schools.needs is None
    calendar = _rows(given, layout.CALENDAR, lambda table: read_calendar(table, year, findings))
    return SchoolYear(
        teachers=None if staff is None else staff.teachers,
        lessons=(lessons if staffed else own) if by_class else (),
        curriculum=subjects_of(lessons) if by_class else {},
        loads=loads,
        calendar=calendar or (usual_weeks() if staffed else ()),
        blocked=_rows(given, layout.BLOCKED, lambda table: read_blocked(table, known, ids, year, findings)),
        vehicles=_rows(given, layout.VEHICLES, lambda table: read_vehicles(table, known, findings)),
        exchanges=_rows(
            given,
            layout.EXCHANGES,
            lambda table: read_exchanges(
                table, known, ids if staffed else None, schools.codes, year, findings
            ),
        ),
        duties=_rows(given, layout.DUTIES, lambda table: read_duties(table, policy, findings)),
        log=_rows(given, layout.LOG, lambda table: read_log(table, known, schools.codes, year, findings)),
        results=_rows(
            given, layout.RESULTS, lambda table: read_results(table, known, schools.codes, findings)
        ),
    )


def _rows(given: Mapping[str, Table], one: Layout, read: Callable[[Table], tuple[T, ...]]) -> tuple[T, ...]:
    """Rows of a table that may be missing."""
    return read(given[one.file]) if one.file in given else ()


def _staff(
    given: Mapping[str, Table],
    schools: SchoolsRead,
    lessons: tuple[Lessons, ...],
    loads: tuple[StandardLoad, ...],
    school_year: int | None,
    findings: Findings,
) -> TeacherRows | None:
    if layout.TEACHERS.file not in given:
        return None
    subjects = {row.subject for row in lessons} | {row.subject for row in schools.needs or ()}
    at_fault = findings.error_in(layout.CURRICULUM.file, layout.NEEDS.file)
    return read_teachers(
        given[layout.TEACHERS.file],
        schools.known,
        schools.by_id,
        subjects=() if at_fault else subjects,
        loads=loads,
        school_year=school_year,
        findings=findings,
    )


def _warn_of_idle_tables(
    given: Mapping[str, Table], there: frozenset[str], schools: SchoolsRead, findings: Findings
) -> None:
    """Warn of tables that say nothing without teachers, and of a curriculum that needs.csv stands before."""
    if schools.needs is not None and layout.CURRICULUM.file in given:
        findings.warning("curriculum_beside_needs", layout.CURRICULUM.file)
    if layout.TEACHERS.file in there:
        return
    for one in layout.OF_TEACHERS:
        if one.file in given:
            findings.warning("table_needs_teachers", one.file)
