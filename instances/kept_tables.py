"""log.csv and results.csv: what really happened, read and kept."""

from collections.abc import Sequence

from ..models.school_year import LogRow, ResultRow
from ..models.words import Stage
from .cells import Fault, free_text, word_key
from .duty_rows import duty_kind
from .findings import Findings
from .glossary import one_of, values_by_word, yes_or_no
from .ids import KnownIds, parse_id
from .number_cells import number, whole
from .semesters import any_semester
from .standing import Codes
from .table import Table, first_of_each, read_column


def read_log(
    table: Table, schools: KnownIds, codes: Codes, school_year: int | None, findings: Findings
) -> tuple[LogRow, ...]:
    """Every row of the log in its order; a school that is not there (any more) is a warning."""
    semesters = read_column(table, "semester", any_semester(school_year), None, findings, filled=True)
    weeks = read_column(table, "week", whole(1, 60), None, findings)
    alliances = read_column(table, "alliance", free_text, "", findings)
    kinds = read_column(table, "kind", _log_kind, None, findings, filled=True)
    places = read_column(table, "school", parse_id, None, findings)
    people = read_column(table, "people", free_text, "", findings)
    times = read_column(table, "times", number("0", "1000", "0.001"), None, findings)
    online = read_column(table, "online", yes_or_no, None, findings)
    evidence = read_column(table, "evidence", free_text, "", findings)
    today = _today(table, "school", places, schools, codes, findings)
    return tuple(
        LogRow(
            semester=semester,
            week=weeks[position],
            alliance=alliances[position],
            kind=kind,
            school=today[position] or "",
            people=people[position],
            times=times[position],
            online=online[position],
            evidence=evidence[position],
        )
        for position, (semester, kind) in enumerate(zip(semesters, kinds, strict=True))
        if semester is not None and kind is not None
    )


def _log_kind(text: str) -> str | Fault:
    """Read what took place: a visit, a rotation or a kind of duty in either language, or free words."""
    form = values_by_word("kind").get(word_key(text))
    return form if form in ("visit", "rotation") else duty_kind(text)


def read_results(table: Table, schools: KnownIds, codes: Codes, findings: Findings) -> tuple[ResultRow, ...]:
    """Give the indicators by school, stage and year, once each; a school that is not there is a warning.

    A row keeps the id it was written with: two schools that merged later have each their own indicators.
    """
    places = read_column(table, "school_id", parse_id, None, findings, filled=True)
    stages = read_column(table, "stage", one_of(Stage, "stages"), None, findings)
    years = read_column(table, "year", whole(1990, 2100), None, findings, filled=True)
    indicators = read_column(table, "indicator", free_text, None, findings, filled=True)
    values = read_column(table, "value", number("-1e12", "1e12"), None, findings)
    _today(table, "school_id", places, schools, codes, findings)
    rows: list[int] = []
    read: list[ResultRow] = []
    for position, (row, year, indicator) in enumerate(zip(table.rows, years, indicators, strict=True)):
        place = places[position]
        if place is None or year is None or indicator is None:
            continue
        rows.append(row)
        read.append(
            ResultRow(
                school_id=place,
                stage=stages[position],
                year=year,
                indicator=indicator,
                value=values[position],
            )
        )
    keys = [(one.school_id, one.stage, one.year, one.indicator) for one in read]
    contents = [one.value for one in read]
    return tuple(read[position] for position in first_of_each(table.file, rows, keys, contents, findings))


def _today(
    table: Table,
    column: str,
    ids: Sequence[str | None],
    schools: KnownIds,
    codes: Codes,
    findings: Findings,
) -> list[str | None]:
    """Ids of today; one that is no school's stays as it is, with a warning."""
    found: list[str | None] = []
    for row, one in zip(table.rows, ids, strict=True):
        now = None if one is None else codes.today.get(one, one)
        if now is not None and schools.fault(now) is not None:
            findings.warning("kept_school_unknown", table.file, row, table.header(column), one)
        found.append(now)
    return found
