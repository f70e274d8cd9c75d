"""schools.csv: cells made schools, their references, coordinates and roles checked."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from ..models.policy import RoleRule
from ..models.school import School
from ..models.words import Area, MemberKind, Role, Seat, Stage
from . import glossary
from .cells import Fault, Parser, free_text
from .coordinates import Place, Point, checked_points
from .findings import Findings
from .ids import KnownIds, parse_id, warn_of_lost_zeros
from .number_cells import number, whole
from .points import check_parents, warn_of_points
from .roles import derived_role
from .table import Table, blank_cells, read_column

T = TypeVar("T")
D = TypeVar("D")

_degrees = number("-1000", "1000")
_amount = number("0", "1e7", "0.001")


class SchoolRows(NamedTuple):
    """What schools.csv holds: the schools, the row of each, and every id that stands there.

    ``known`` also has the ids of rows that are at fault otherwise, so that references to them are no errors.
    """

    schools: tuple[School, ...]
    row_of: dict[str, int]
    known: KnownIds


class _Columns:
    def __init__(self, table: Table, findings: Findings) -> None:
        self._table = table
        self._findings = findings

    def read(self, column: str, parse: Parser[T], default: D) -> list[T | D]:
        return read_column(self._table, column, parse, default, self._findings)


def read_schools(table: Table, rules: Mapping[Role, RoleRule] | None, findings: Findings) -> SchoolRows:
    """Schools of the county; rows at fault are left out, each with an error.

    Parameters
    ----------
    table
        The cells of schools.csv.
    rules
        [roles] of the settings, None where the settings could not be read.
    """
    rows = table.rows
    ids = read_column(table, "school_id", parse_id, None, findings, filled=True)
    warn_of_lost_zeros(table.file, table.header("school_id"), rows, ids, findings)
    first_row: dict[str, int] = {}
    fresh = [False] * len(rows)
    for position, school_id in enumerate(ids):
        if school_id is None:
            continue
        fresh[position] = first_row.setdefault(school_id, rows[position]) == rows[position]
        if not fresh[position]:
            findings.error(
                "school_twice",
                table.file,
                rows[position],
                table.header("school_id"),
                school_id,
                figures={"earlier": first_row[school_id]},
            )
    known = KnownIds(first_row, table.file)
    parents = read_column(table, "parent_id", known.parser(), None, findings)
    check_parents(table, ids, parents, findings)
    stages = _stages(table, findings)
    given_roles = read_column(table, "role", glossary.one_of(Role, "role"), None, findings)
    fields = _fields(table, findings)
    points = _points(table, ids, parents, findings)
    schools = [
        School.model_validate(
            {
                "school_id": school_id,
                "name": school_id,
                "stages": stages_here,
                "role": given_roles[position] or Role.NONE,
                "parent_id": parents[position],
                "lat": None if point is None else point.lat,
                "lon": None if point is None else point.lon,
                **{
                    column: values[position]
                    for column, values in fields.items()
                    if values[position] is not None
                },
            }
        )
        for position, (school_id, stages_here, point) in enumerate(zip(ids, stages, points, strict=True))
        if school_id is not None and stages_here is not None and fresh[position]
    ]
    blank = {one for one, is_blank in zip(ids, blank_cells(table, "role"), strict=True) if is_blank}
    warn_of_points(table, schools, first_row, blank, findings)
    return SchoolRows(_with_roles(schools, blank, rules, table, findings), first_row, known)


def _fields(table: Table, findings: Findings) -> dict[str, Sequence[object]]:
    """Values of the plain columns, None where blank."""
    columns = _Columns(table, findings)
    text = {
        column: columns.read(column, free_text, None)
        for column in ("name", "township", "category", "school_type", "head", "keep")
    }
    return {
        **text,
        "area": columns.read("area", glossary.one_of(Area, "area"), None),
        "seat": columns.read("seat", glossary.one_of(Seat, "seat"), None),
        "kind": columns.read("kind", glossary.one_of(MemberKind, "kind"), None),
        "legal_person": columns.read("legal_person", glossary.yes_or_no, None),
        "students": columns.read("students", whole(0, 200_000), None),
        "classes": columns.read("classes", whole(0, 5_000), None),
        "boarders": columns.read("boarders", whole(0, 200_000), None),
        "multimedia_rooms": columns.read("multimedia_rooms", whole(0, 10_000), None),
        "quality": columns.read("quality", number("0", "1", "0.001"), None),
        "capacity": columns.read("capacity", _amount, None),
        "load": columns.read("load", _amount, None),
        "priority": columns.read("priority", number("0", "1e6", "0.001"), None),
        "opening_cost": columns.read("opening_cost", number("0", "1e9", "0.00001"), None),
        "posts": columns.read("posts", number("0", "100000", "0.001"), None),
        "teaching_area": columns.read("teaching_area", number("0", "1e8"), None),
        "sports_area": columns.read("sports_area", number("0", "1e8"), None),
        "equipment_value": columns.read("equipment_value", number("0", "1e12"), None),
    }


def _stages(table: Table, findings: Findings) -> list[tuple[Stage, ...] | None]:
    """Stages of each row; a blank cell takes them from the school's type where that names them."""
    given: list[tuple[Stage, ...] | None] = read_column(table, "stages", glossary.stages, (), findings)
    by_type: list[tuple[Stage, ...] | None] = [None] * len(given)
    if "school_type" in table.cells:
        parsed = [glossary.stages(text) for text in table.cells["school_type"]]
        by_type = [None if isinstance(one, Fault) else one for one in parsed]
    found: list[tuple[Stage, ...] | None] = []
    for row, stages, derived, blank in zip(
        table.rows, given, by_type, blank_cells(table, "stages"), strict=True
    ):
        if not stages and not derived and blank:
            findings.error("stages_blank", table.file, row, table.header("stages"))
        found.append(stages or derived or None)
    return found


def _points(
    table: Table, ids: Sequence[str | None], parents: Sequence[str | None], findings: Findings
) -> list[Point | None]:
    columns = _Columns(table, findings)
    lats, lons = columns.read("lat", _degrees, None), columns.read("lon", _degrees, None)
    places = [
        Place(row, school_id or "", parent, lat, lon)
        for row, school_id, parent, lat, lon in zip(table.rows, ids, parents, lats, lons, strict=True)
    ]
    return checked_points(places, table.file, findings)


def _with_roles(
    schools: Sequence[School],
    blank: set[str | None],
    rules: Mapping[Role, RoleRule] | None,
    table: Table,
    findings: Findings,
) -> tuple[School, ...]:
    if rules is None:
        return tuple(schools)
    if not rules:
        count = sum(school.school_id in blank and school.parent_id is None for school in schools)
        if count:
            findings.warning("roles_blank", table.file, column=table.header("role"), figures={"count": count})
        return tuple(schools)
    return tuple(
        school.model_copy(update={"role": derived_role(school, rules)})
        if school.school_id in blank
        else school
        for school in schools
    )
