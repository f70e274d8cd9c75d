"""settlements.csv: where pupils live, and which school they go to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..models.county import ClassCount
from ..models.school import School
from ..models.settlement import Settlement
from ..models.words import Stage
from .cells import free_text
from .coordinates import Place, checked_points
from .curriculum import warn_of_grade
from .findings import Findings
from .ids import KnownIds, parse_id
from .lessons import stages_of_schools
from .number_cells import number, whole
from .standing import Codes
from .table import Table, first_of_each, read_column

_degrees = number("-1000", "1000")


class Enrolled(NamedTuple):
    """What the rows refer to: the schools and their pupils."""

    known: KnownIds
    schools: Mapping[str, School]
    classes: tuple[ClassCount, ...]
    codes: Codes


def read_settlements(
    table: Table, enrolled: Enrolled, county_grades: Mapping[Stage, int] | None, findings: Findings
) -> tuple[Settlement, ...]:
    """Pupils by settlement, school, stage and grade; ids of schools go through codes.csv.

    Errors: an id that is no school's, a stage the school lacks, coordinates of which one is blank, out of
    range or swapped, two rows that contradict each other. Warnings: no coordinates, a settlement far from all
    others, a grade that the stage does not have, more pupils than the school has.
    """
    names = read_column(table, "name", free_text, None, findings, filled=True)
    ids = _schools(table, enrolled, findings)
    stages = stages_of_schools(table, ids, enrolled.schools, findings, must_have=True)
    grades = read_column(table, "grade", whole(1, 12), None, findings)
    students = read_column(table, "students", whole(0, 200_000), None, findings, filled=True)
    lats = read_column(table, "lat", _degrees, None, findings)
    lons = read_column(table, "lon", _degrees, None, findings)
    points = checked_points(
        [
            Place(row, name or "", None, lat, lon)
            for row, name, lat, lon in zip(table.rows, names, lats, lons, strict=True)
        ],
        table.file,
        findings,
        one_each=False,
    )
    rows: list[int] = []
    read: list[Settlement] = []
    for position, row in enumerate(table.rows):
        name, stage, grade, point = names[position], stages[position], grades[position], points[position]
        count, school_id = students[position], ids[position]
        if lats[position] is None and lons[position] is None:
            findings.warning(
                "settlement_nowhere", table.file, row, table.header("lat"), figures={"name": name or ""}
            )
        if name is None or stage is None or count is None or school_id is None:
            continue
        if grade is not None and county_grades is not None:
            warn_of_grade(table, row, stage, grade, county_grades, findings)
        rows.append(row)
        read.append(
            Settlement(
                name=name,
                lat=None if point is None else point.lat,
                lon=None if point is None else point.lon,
                stage=stage,
                grade=grade,
                students=count,
                school_id=school_id,
            )
        )
    keys = [(one.name, one.lat, one.lon, one.school_id, one.stage, one.grade) for one in read]
    kept = first_of_each(table.file, rows, keys, read, findings)
    homes = tuple(read[position] for position in kept)
    _warn_of_pupils(homes, enrolled, table, findings)
    return homes


def _schools(table: Table, enrolled: Enrolled, findings: Findings) -> list[str | None]:
    """Ids of today."""
    found: list[str | None] = []
    for row, one in zip(
        table.rows, read_column(table, "school_id", parse_id, None, findings, filled=True), strict=True
    ):
        now = None if one is None else enrolled.codes.today.get(one, one)
        fault = None if now is None else enrolled.known.fault(now)
        if fault is not None:
            findings.error(fault.code, table.file, row, table.header("school_id"), one, figures=fault.figures)
        found.append(None if fault is not None else now)
    return found


def _warn_of_pupils(
    homes: Sequence[Settlement], enrolled: Enrolled, table: Table, findings: Findings
) -> None:
    """Warn of a school with fewer pupils, over all its stages, than live in its settlements."""
    at_home: Counter[str] = Counter()
    for one in homes:
        at_home[one.school_id] += one.students
    listed: dict[str, float] = {}
    for row in enrolled.classes:
        if row.students is not None:
            listed[row.school_id] = listed.get(row.school_id, 0.0) + row.students
    for school_id, count in sorted(at_home.items()):
        school = enrolled.schools.get(school_id)
        pupils = None if school is None else school.students
        enrolled_there = pupils if pupils is not None else listed.get(school_id)
        if enrolled_there is not None and count > enrolled_there:
            findings.warning(
                "settlement_students",
                table.file,
                column=table.header("students"),
                figures={"school": school_id, "count": count, "students": enrolled_there},
            )
