"""The reader's errors and warnings of a changed county, as those of the changes that brought them in."""

import json
import re
from collections.abc import Iterable
from typing import Any

from ...models.finding import Finding, Level
from ...models.scenario import Change, Open, PolicyChange, SetCells
from .one_change import At

_BESIDE: dict[str, frozenset[str]] = {
    "school": frozenset({"core", "nearest"}),
    "core": frozenset({"member", "load", "capacity"}),
}
"""Figures that a finding of a school, else of a core, merely mentions."""
_POSITION = re.compile(r"\.(\d+)(?=\.|$)")


def laid_to(findings: Iterable[Finding], at: At, change: Change) -> list[Finding]:
    """Give the reader's errors as errors of the change: its sentence and mend, the change as the place.

    A column that a new row needs and the change leaves out is named as missing.
    """
    return [
        at.error(
            "scenario_column_missing", finding.column, None, {"name": finding.column, "table": finding.file}
        )
        if finding.column is not None and _left_out(finding, change)
        else finding.model_copy(
            update={"file": at.file, "row": None, "column": at.column(_key_of(finding.column, change))}
        )
        for finding in findings
        if finding.level is Level.ERROR
    ]


def _left_out(finding: Finding, change: Change) -> bool:
    """Whether a blank cell is one of the row that the change adds, in a column that it does not name."""
    if finding.code != "cell_blank":
        return False
    if isinstance(change, Open):
        return finding.file == "schools.csv" and finding.column not in change.row
    return (
        isinstance(change, SetCells)
        and finding.file == change.table
        and finding.column not in {**change.columns, **change.key}
    )


def _key_of(column: str | None, change: Change) -> str:
    """Find the word of the change that a column of a table, or a setting, stands for."""
    if column is None:
        return ""
    match change:
        case SetCells():
            named = {**change.columns, **change.key}
            return column.removesuffix("_id") if column in change.key else column if column in named else ""
        case Open():
            return column if column in change.row else ""
        case PolicyChange():
            names = {_POSITION.sub(r"[\1]", name): name for name in change.values}
            fits = [
                name
                for shown, name in names.items()
                if column == shown or column.startswith((f"{shown}.", f"{shown}["))
            ]
            inside = [name for shown, name in names.items() if shown.startswith(f"{column}.")]
            return (fits or inside or [""])[0]
        case _:
            return ""


def what_it_says(finding: Finding) -> str:
    """Give what makes two findings the same, wherever their rows stand and however many there are.

    Of a row of schools.csv the school that it is held against (nearest core, nearest member) makes no
    other finding.
    """
    figures: dict[str, Any] = {
        key: one for key, one in finding.figures.items() if not isinstance(one, int | float)
    }
    if finding.file == "schools.csv":
        beside = next((_BESIDE[key] for key in _BESIDE if key in figures), frozenset())
        figures = {key: one for key, one in figures.items() if key not in beside}
    said = [finding.code, finding.file, finding.value, figures]
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)


def once_each(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out findings that say the same in the same place."""
    return list({finding.model_dump_json(): finding for finding in findings}.values())
