"""Months of teachers.csv that cannot be, exemptions and absences that contradict themselves."""

from collections.abc import Mapping, Sequence

from .cells import plain
from .findings import Findings
from .glossary import says_nothing
from .table import Table

YOUNGEST, OLDEST = 18, 75
"""Years of age outside which a birth is doubtful."""
FIRST_POST = 16
"""Years of age before which nobody has taught."""


def months_between(early: str, late: str) -> int:
    """Whole months from one month to another."""
    return 12 * (int(late[:4]) - int(early[:4])) + int(late[5:]) - int(early[5:])


def check_months(
    table: Table, fields: Mapping[str, Sequence[object]], school_year: int | None, findings: Findings
) -> None:
    """Births, tenure and last exchanges, as of 1 September of the school year.

    Errors: a month after it; tenure that begins before the age of 16. Warnings: ages below 18 or above 75.
    """
    births, tenures, exchanges = (
        [one if isinstance(one, str) else None for one in fields[column]]
        for column in ("birth", "tenure_from", "last_exchange")
    )
    today = None if school_year is None else f"{school_year}-09"
    for row, birth, tenure, exchange in zip(table.rows, births, tenures, exchanges, strict=True):
        if today is not None:
            for column, value in (("birth", birth), ("tenure_from", tenure), ("last_exchange", exchange)):
                if value is not None and value > today:
                    findings.error(
                        "month_after_september",
                        table.file,
                        row,
                        table.header(column),
                        value,
                        figures={"today": today},
                    )
            if birth is not None and birth <= today:
                _warn_of_age(table, row, birth, today, findings)
        if birth is not None and tenure is not None and months_between(birth, tenure) < FIRST_POST * 12:
            findings.error(
                "tenure_too_early",
                table.file,
                row,
                table.header("tenure_from"),
                tenure,
                figures={"birth": birth, "years": FIRST_POST},
            )


def _warn_of_age(table: Table, row: int, birth: str, today: str, findings: Findings) -> None:
    years = months_between(birth, today) // 12
    if not YOUNGEST <= years <= OLDEST:
        findings.warning(
            "age_doubtful",
            table.file,
            row,
            table.header("birth"),
            birth,
            figures={"years": years, "today": today},
        )


def check_exemptions(table: Table, fields: Mapping[str, Sequence[object]], findings: Findings) -> None:
    """Find ends of exemptions that are none; count cells that only say there is no exemption."""
    texts = [*table.cells["exempt"]] if "exempt" in table.cells else [""] * len(table.rows)
    none: list[int] = []
    for row, text, end in zip(table.rows, texts, fields["exempt_until"], strict=True):
        if says_nothing(text):
            if end is not None:
                findings.error("exempt_until_alone", table.file, row, table.header("exempt_until"), str(end))
            if plain(text):
                none.append(row)
    if none:
        findings.warning(
            "exempt_says_none", table.file, none[0], table.header("exempt"), figures={"count": len(none)}
        )


def check_absences(table: Table, fields: Mapping[str, Sequence[object]], findings: Findings) -> None:
    """Find absences that end before they begin."""
    for row, first, last in zip(table.rows, fields["away_from"], fields["away_until"], strict=True):
        if first is not None and last is not None and str(last) < str(first):
            figures = {"first": first}
            findings.error(
                "away_order", table.file, row, table.header("away_until"), str(last), figures=figures
            )
