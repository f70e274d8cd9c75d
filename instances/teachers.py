"""teachers.csv: cells made teachers, their school, stage, subjects and loads checked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..models.school import School
from ..models.school_year import StandardLoad
from ..models.teacher import Backbone, Manager, Sex, Teacher
from ..models.words import Stage
from .cells import Fault, Parser, free_text
from .findings import Findings
from .glossary import nearest_word, one_of, says_nothing, subject, willing, yes_or_no
from .ids import KnownIds, parse_id, warn_of_lost_zeros
from .lessons import stages_of_schools
from .loads import load_of
from .months import birth_month, month
from .number_cells import number, whole
from .semesters import any_semester
from .table import Table, blank_cells, read_column
from .teacher_months import check_absences, check_exemptions, check_months

_weekly = whole(0, 60)


class TeacherRows(NamedTuple):
    """What teachers.csv holds: the teachers, and every id that stands there, also of rows at fault."""

    teachers: tuple[Teacher, ...]
    known: KnownIds


def read_teachers(
    table: Table,
    known: KnownIds,
    schools: Mapping[str, School],
    *,
    subjects: Iterable[str],
    loads: Sequence[StandardLoad],
    school_year: int | None,
    findings: Findings,
) -> TeacherRows:
    """Teachers of the county; rows at fault are left out, each with an error.

    Parameters
    ----------
    table
        The cells of teachers.csv.
    known, schools
        Ids of schools.csv, and the schools that could be read.
    subjects
        Subjects of the county's needs and curriculum: a teacher's must be one of them. Where there are none
        (tables at fault) every subject passes.
    loads
        Rows of loads.csv.
    school_year
        Ages and tenure are judged as of 1 September of it; None: not judged.
    """
    rows = table.rows
    ids = read_column(table, "teacher_id", parse_id, None, findings, filled=True)
    warn_of_lost_zeros(table.file, table.header("teacher_id"), rows, ids, findings)
    fresh = _once_each(table, ids, findings)
    homes = read_column(table, "school_id", known.parser(), None, findings, filled=True)
    stages = stages_of_schools(table, homes, schools, findings, must_have=True)
    names = frozenset(subjects)
    mains = read_column(table, "subject", _subject_of(names), None, findings, filled=True)
    seconds = read_column(table, "second_subject", _or_none(_subject_of(names)), None, findings)
    lessons_max = _lessons_max(table, stages, mains, loads, findings)
    fields = _fields(table, school_year, findings)
    check_months(table, fields, school_year, findings)
    check_exemptions(table, fields, findings)
    check_absences(table, fields, findings)
    _check_homes(table, fields, findings)
    teachers: list[Teacher] = []
    for position, (one, home, stage, main, most) in enumerate(
        zip(ids, homes, stages, mains, lessons_max, strict=True)
    ):
        if one is None or home is None or stage is None or main is None or most is None:
            continue
        if not fresh[position]:
            continue
        said = {column: values[position] for column, values in fields.items()}
        now = said["lessons"]
        if isinstance(now, int) and now > most:
            figures = {"teacher": one, "most": most}
            findings.warning(
                "lessons_over_max",
                table.file,
                rows[position],
                table.header("lessons"),
                str(now),
                figures=figures,
            )
        teachers.append(
            Teacher.model_validate(
                {
                    "teacher_id": one,
                    "school_id": home,
                    "stage": stage,
                    "subject": main,
                    "second_subject": None if seconds[position] == main else seconds[position],
                    "lessons_max": most,
                    **{column: value for column, value in said.items() if value is not None},
                }
            )
        )
    return TeacherRows(tuple(teachers), KnownIds((one for one in ids if one is not None), table.file))


def _once_each(table: Table, ids: Sequence[str | None], findings: Findings) -> list[bool]:
    """Whether each row's id stands there for the first time; a later one is an error."""
    first: dict[str, int] = {}
    fresh: list[bool] = []
    for row, one in zip(table.rows, ids, strict=True):
        earlier = first.setdefault(one, row) if one is not None else row
        fresh.append(earlier == row)
        if earlier != row:
            findings.error(
                "teacher_twice",
                table.file,
                row,
                table.header("teacher_id"),
                one,
                figures={"earlier": earlier},
            )
    return fresh


def _fields(table: Table, school_year: int | None, findings: Findings) -> dict[str, list[object]]:
    """Values of the plain columns, None where blank."""
    parsers: dict[str, Parser[object]] = {
        "name": free_text,
        "lessons": _weekly,
        "sex": one_of(Sex, "sex"),
        "birth": birth_month,
        "title": free_text,
        "degree": free_text,
        "backbone": one_of(Backbone, "backbone"),
        "master": yes_or_no,
        "manager": one_of(Manager, "manager"),
        "tenure_from": month,
        "last_exchange": _or_none(month),
        "exempt": _or_none(free_text),
        "exempt_until": _or_none(month),
        "willing": willing,
        "away_from": _or_none(any_semester(school_year)),
        "away_until": _or_none(any_semester(school_year)),
        "home_lat": number("-90", "90"),
        "home_lon": number("-180", "180"),
    }
    return {
        column: list(read_column(table, column, parser, None, findings)) for column, parser in parsers.items()
    }


def _or_none(parse: Parser[str]) -> Parser[str | None]:
    """Parser of cells in which a word such as 无 means that there is nothing."""

    def parse_or_none(text: str) -> str | Fault | None:
        return None if says_nothing(text) else parse(text)

    return parse_or_none


def _subject_of(known: frozenset[str]) -> Parser[str]:
    def parse(text: str) -> str | Fault:
        given = subject(text)
        if not known or given in known:
            return given
        nearest = nearest_word(text, sorted(known))
        if nearest is None:
            return Fault("teacher_subject_unknown", {"subjects": sorted(known)})
        return Fault("teacher_subject_near", {"nearest": nearest})

    return parse


def _lessons_max(
    table: Table,
    stages: Sequence[Stage | None],
    subjects: Sequence[str | None],
    loads: Sequence[StandardLoad],
    findings: Findings,
) -> list[int | None]:
    """Most weekly lessons of each teacher: the cell, else the standard load of stage and main subject."""
    given = read_column(table, "lessons_max", _weekly, None, findings)
    blank = blank_cells(table, "lessons_max")
    own = {(row.stage, row.subject): row.standard for row in loads}
    found: list[int | None] = []
    for row, stage, name, cell, is_blank in zip(table.rows, stages, subjects, given, blank, strict=True):
        if not is_blank or stage is None or name is None:
            found.append(cell)
            continue
        load = load_of(stage, name, own)
        if load is None:
            findings.error(
                "load_unknown",
                table.file,
                row,
                table.header("lessons_max"),
                figures={"stage": stage, "subject": name},
            )
        found.append(load)
    return found


def _check_homes(table: Table, fields: Mapping[str, list[object]], findings: Findings) -> None:
    """Take out places of which only one coordinate is given, with a warning."""
    lats, lons = fields["home_lat"], fields["home_lon"]
    blank = zip(blank_cells(table, "home_lat"), blank_cells(table, "home_lon"), strict=True)
    for position, (no_lat, no_lon) in enumerate(blank):
        if no_lat != no_lon:
            missing = "home_lat" if no_lat else "home_lon"
            findings.warning("home_alone", table.file, table.rows[position], table.header(missing))
        if lats[position] is None or lons[position] is None:
            lats[position] = lons[position] = None
