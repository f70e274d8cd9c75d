"""exchanges.csv: last year's visits, rotations, postings, shadowing and mentor pairs, with ids of today."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from ..models.half_day import HalfDay
from ..models.school_year import PastExchange
from ..models.words import Stage
from .cells import Fault, Parser, plain
from .findings import Findings
from .glossary import one_of, subject
from .half_day_tables import half_day
from .ids import KnownIds, parse_id
from .number_cells import number
from .semesters import any_semester
from .standing import Codes
from .table import Table, blank_cells, read_column

_PARTS = re.compile(r"[;,、\s]+")
_QUOTES = str.maketrans("", "", "{}[]\"'“”")


class PastKind(StrEnum):
    """Form of an exchange, as the column ``kind`` has it."""

    VISIT = "visit"
    ROTATION = "rotation"
    POSTING = "posting"
    SHADOWING = "shadowing"
    MENTOR = "mentor"


class _Who(NamedTuple):
    """The ids of one row, and whether anybody of them has left the county."""

    teacher: str
    mentee: str
    from_id: str
    to_id: str
    left: bool


class _Ids(NamedTuple):
    """Ids of today: teachers (None: there is no teachers.csv, everybody passes), schools, codes.csv."""

    teachers: KnownIds | None
    schools: KnownIds
    codes: Codes


def read_exchanges(
    table: Table,
    schools: KnownIds,
    teachers: KnownIds | None,
    codes: Codes,
    school_year: int | None,
    findings: Findings,
) -> tuple[PastExchange, ...]:
    """Rows of last year in their order; equal ones are counted once.

    Teachers and receiving schools that are no longer there are warned of and their rows left out: nothing can
    go on with them. ``kind`` is blank for a visit, or for a mentor pair where ``mentor`` is filled.
    """
    ids = _Ids(teachers, schools, codes)
    kinds = _kinds(table, findings)
    cells = {
        column: read_column(table, column, parse_id, None, findings)
        for column in ("teacher", "mentor", "mentee", "from", "to")
    }
    subjects = read_column(table, "subject", subject, "", findings)
    stages = read_column(table, "stage", one_of(Stage, "stages"), None, findings)
    when = _several(any_semester(None if school_year is None else school_year - 1))
    semesters = read_column(table, "semester", when, None, findings)
    several = read_column(table, "semesters", when, None, findings)
    half_days = read_column(table, "half_days", _half_days, (), findings)
    lessons = read_column(table, "lessons", number("0", "60", "0.001"), None, findings)
    read: list[PastExchange] = []
    first: dict[PastExchange, int] = {}
    for position, row in enumerate(table.rows):
        given = {column: values[position] for column, values in cells.items()}
        who = _who(table, row, kinds[position], given, ids, findings)
        if who is None or who.left:
            continue
        exchange = PastExchange(
            kind=kinds[position].value,
            teacher=who.teacher,
            from_id=who.from_id,
            to_id=who.to_id,
            subject=subjects[position],
            stage=stages[position],
            semester=semesters[position] or several[position] or "",
            half_days=half_days[position],
            lessons=lessons[position],
            mentee=who.mentee,
        )
        earlier = first.setdefault(exchange, row)
        if earlier == row:
            read.append(exchange)
        else:
            findings.warning("row_twice", table.file, row, figures={"earlier": earlier})
    return tuple(read)


def _kinds(table: Table, findings: Findings) -> list[PastKind]:
    given = read_column(table, "kind", one_of(PastKind, "kind"), None, findings)
    return [
        kind or (PastKind.VISIT if no_mentor else PastKind.MENTOR)
        for kind, no_mentor in zip(given, blank_cells(table, "mentor"), strict=True)
    ]


def _who(
    table: Table,
    row: int,
    kind: PastKind,
    given: Mapping[str, str | None],
    ids: _Ids,
    findings: Findings,
) -> _Who | None:
    """Ids of one row, today's; None, with errors, where one that the form needs is blank."""
    pair = kind is PastKind.MENTOR
    person = "mentor" if pair and given["mentor"] is not None else "teacher"
    needed = (person, "mentee") if pair else (person, "to")
    blank = [column for column in needed if given[column] is None]
    for column in blank:
        findings.error(
            "past_blank",
            table.file,
            row,
            table.header(column),
            figures={"form": "mentoring" if pair else kind.value},
        )
    if blank:
        return None
    left = False
    for column in (person, "mentee") if pair else (person,):
        one = given[column]
        if ids.teachers is not None and one is not None and one not in ids.teachers:
            findings.warning("past_teacher_left", table.file, row, table.header(column), one)
            left = True
    here: dict[str, str] = {}
    for column in ("from", "to"):
        one = given[column]
        now = "" if one is None else ids.codes.today.get(one, one)
        if now and ids.schools.fault(now) is not None:
            findings.warning("past_school_closed", table.file, row, table.header(column), one)
            left = left or column == "to"
            now = ""
        here[column] = now
    return _Who(given[person] or "", given["mentee"] or "" if pair else "", here["from"], here["to"], left)


def _half_days(text: str) -> tuple[HalfDay, ...] | Fault:
    """Read ``mon_am:3;wed_am:2``, ``mon_am;wed_am`` or the plan's own form, in the order of the week."""
    found: set[HalfDay] = set()
    for part in _PARTS.split(plain(text).translate(_QUOTES)):
        word, _, count = part.partition(":")
        if not word and count:
            return Fault("half_days_bad", {})
        if not word or word.replace(".", "").isdigit():  # the 3 of "mon_am": 3
            continue
        given = half_day(word)
        if isinstance(given, Fault):
            return given
        found.add(given)
    return tuple(one for one in HalfDay if one in found)


def _several(semester: Parser[str]) -> Parser[str]:
    def parse(text: str) -> str | Fault:
        read: Sequence[Any] = [
            semester(part) for part in _PARTS.split(plain(text).translate(_QUOTES)) if part
        ]
        for one in read:
            if isinstance(one, Fault):
                return one
        return ";".join(sorted(set(read)))

    return parse
