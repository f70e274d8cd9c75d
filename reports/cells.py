"""Cells of the tables that are written for a spreadsheet."""

from .messages import printable

BYTE_ORDER_MARK = "\ufeff"
"""Stands at the head of a CSV file: by it spreadsheets know UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""The full-width ones are taken for the others by spreadsheets set to Chinese or Japanese."""


def plain_cell(cell: str) -> str:
    """Make a cell that no spreadsheet runs as a formula; a number with a sign stays one."""
    cell = printable(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) and not cell.removeprefix("-").isdecimal() else cell
