"""blocked.csv and vehicles.csv: what single half-days of the week do not hold, and who is driven on them."""

from collections.abc import Sequence

from ..models.half_day import HalfDay
from ..models.school_year import Blocked, Vehicle
from .cells import Fault
from .findings import Findings
from .glossary import one_of
from .ids import KnownIds, parse_id
from .number_cells import whole
from .semesters import semester_of
from .table import Table, first_of_each, read_column

_word = one_of(HalfDay, "half_day")


def half_day(text: str) -> HalfDay | Fault:
    """Read a half-day, as mon_am or 周一上午; no guess is made at one that does not exist (周六上午)."""
    given = _word(text)
    if isinstance(given, Fault):
        return Fault("word_unknown", {"allowed": given.figures["allowed"]})
    return given


def read_blocked(
    table: Table, schools: KnownIds, teachers: KnownIds, school_year: int | None, findings: Findings
) -> tuple[Blocked, ...]:
    """Blocked half-days of teachers and schools, each once; an id must be one of either."""
    ids = read_column(table, "id", parse_id, None, findings, filled=True)
    half_days = read_column(table, "half_day", half_day, None, findings, filled=True)
    semesters = read_column(table, "semester", semester_of(school_year), None, findings)
    _check_ids(table, ids, schools, teachers, findings)
    rows: list[int] = []
    read: list[Blocked] = []
    for row, one, half, semester in zip(table.rows, ids, half_days, semesters, strict=True):
        if one is not None and half is not None:
            rows.append(row)
            read.append(Blocked(id=one, half_day=half, semester=semester))
    keys = [(one.id, one.half_day, one.semester) for one in read]
    return tuple(read[position] for position in first_of_each(table.file, rows, keys, keys, findings))


def _check_ids(
    table: Table, ids: Sequence[str | None], schools: KnownIds, teachers: KnownIds, findings: Findings
) -> None:
    for row, one in zip(table.rows, ids, strict=True):
        if one is None:
            continue
        if one in schools and one in teachers:
            findings.error("blocked_both", table.file, row, table.header("id"), one)
        elif schools.fault(one) is not None and teachers.fault(one) is not None:
            nearest = teachers.nearest(one) or schools.nearest(one)
            findings.error(
                "blocked_unknown" if nearest is None else "blocked_unknown_near",
                table.file,
                row,
                table.header("id"),
                one,
                figures={} if nearest is None else {"nearest": nearest},
            )


def read_vehicles(table: Table, schools: KnownIds, findings: Findings) -> tuple[Vehicle, ...]:
    """Seats from school to school on a half-day; every row counts, also where two say the same."""
    starts = read_column(table, "from_id", schools.parser(), None, findings, filled=True)
    ends = read_column(table, "to_id", schools.parser(), None, findings, filled=True)
    half_days = read_column(table, "half_day", half_day, None, findings, filled=True)
    seats = read_column(table, "seats", whole(0, 1_000), None, findings, filled=True)
    read: list[Vehicle] = []
    for row, start, end, half, count in zip(table.rows, starts, ends, half_days, seats, strict=True):
        if start is None or end is None or half is None or count is None:
            continue
        if start == end:
            findings.warning("vehicle_to_itself", table.file, row, table.header("to_id"), end)
            continue
        read.append(Vehicle(from_id=start, to_id=end, half_day=half, seats=count))
    return tuple(read)
