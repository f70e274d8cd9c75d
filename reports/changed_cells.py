"""Cells and settings that a scenario set, in the planner's words: columns, values, rows."""

import re
from collections.abc import Mapping

from ..models.changed import CellSet
from ..models.chinese import in_chinese
from .messages import Lang, catalogue, word

SETTINGS_FILE = "county.toml"
_KINDS: Mapping[str, str] = {
    "role": "role",
    "stage": "stage",
    "stages": "stage",
    "area": "area",
    "seat": "seat",
    "kind": "kind",
    "subject": "subject",
    "second_subject": "subject",
    "half_day": "half_day",
    "rule": "pin_rule",
    "backbone": "backbone",
    "manager": "manager",
    "sex": "sex",
}
"""Columns whose cells are words of a closed list, and the list."""
_IN_ROWS = ("stage", "subject", "half_day")
"""Lists of whose words a row may be named by."""
_QUOTED = re.compile(r'"([^"]*)"')
_YES_OR_NO: Mapping[str, str] = {"true": "yes", "false": "no", "yes": "yes", "no": "no"}


def cell_row(cell: CellSet, lang: Lang) -> tuple[str, str, str, str, str]:
    """Give a line of the table of cells: table, row, column, before, after.

    English has the words of the tables themselves. What no list knows (an id, a free word) stays as it is,
    and so do the names of settings, which county.toml is searched for.
    """
    if lang == "en":
        return (cell.table, cell.row, cell.column, cell.before, cell.after)
    before, after = (_value(cell, value, lang) for value in (cell.before, cell.after))
    column = cell.column if cell.table == SETTINGS_FILE else word("field", cell.column, lang)
    return (cell.table, _row(cell.row, lang), column, before, after)


def _value(cell: CellSet, value: str, lang: Lang) -> str:
    if value in _YES_OR_NO:
        return word("said", _YES_OR_NO[value], lang)
    if cell.table == SETTINGS_FILE:
        return _QUOTED.sub(lambda found: f'"{in_chinese(found[1])}"', in_chinese(value))
    kind = _KINDS.get(cell.column)
    if kind is None:
        return value
    return "、".join(word(kind, one, lang) for one in value.split(";"))


def _row(row: str, lang: Lang) -> str:
    return "、".join(_part(part, lang) for part in row.split(", "))


def _part(part: str, lang: Lang) -> str:
    kinds = [kind for kind in _IN_ROWS if f"{kind}_{part}" in catalogue()]
    return word(kinds[0], part, lang) if kinds else part
