"""A table: a sheet whose headers are understood, its cells still text, read column by column."""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from .cells import Fault, Parser, plain, word_key
from .csv_sheet import Sheet
from .findings import Findings
from .glossary import nearest_word
from .layout import Layout

T = TypeVar("T")
D = TypeVar("D")


class Table(NamedTuple):
    """Text cells under known columns.

    ``cells`` holds the texts of each column that is given, row by row; ``rows`` the row numbers that a
    planner sees; ``headers`` each given column's header as it is written.
    """

    file: str
    rows: Sequence[int]
    cells: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]

    def header(self, column: str) -> str:
        """Give the column's header as written, its own name where it is not given."""
        return self.headers.get(column, column)


def _columns(header: list[str], layout: Layout, findings: Findings, row: int) -> dict[int, str]:
    by_header = layout.by_header()
    found: dict[int, str] = {}
    for position, cell in enumerate(header):
        if not plain(cell):
            continue
        key = word_key(cell)
        column = by_header.get(key) or by_header.get(word_key(plain(cell).split("(")[0]))
        if column is None:
            nearest = nearest_word(cell, sorted(by_header))
            findings.warning(
                "column_unknown" if nearest is None else "column_unknown_near",
                layout.file,
                row,
                plain(cell),
                figures={} if nearest is None else {"nearest": nearest},
            )
        elif column in found.values():
            findings.error("column_twice", layout.file, row, plain(cell), figures={"name": column})
        else:
            found[position] = column
    return found


def read_table(sheet: Sheet, layout: Layout, findings: Findings) -> Table | None:
    """Put the sheet's cells under the layout's columns; blank rows are skipped, short rows filled up.

    None, with an error, where there is no header or a required column is missing. Of a column that
    stands twice (an error) the first is taken.
    """
    at = next((number for number, row in enumerate(sheet.rows) if "".join(row).strip()), None)
    if at is None:
        findings.error("table_empty", layout.file)
        return None
    header = sheet.rows[at]
    columns = _columns(header, layout, findings, at + 1)
    missing = [column for column in layout.required if column not in columns.values()]
    for column in missing:
        findings.error("column_missing", layout.file, at + 1, column)
    if missing:
        return None
    width = len(header)
    numbers: list[int] = []
    rows: list[Sequence[str]] = []
    for number, written in enumerate(sheet.rows[at + 1 :], at + 2):
        row = written if len(written) == width else _fitted(written, width, layout, findings, number)
        if row[0].isalnum() or "".join(row).strip():
            numbers.append(number)
            rows.append(row)
    by_position = list(zip(*rows, strict=True)) if rows else [()] * width
    for position, cell in enumerate(header):
        if not plain(cell) and "".join(by_position[position]).strip():
            findings.warning("column_nameless", layout.file, at + 1, figures={"position": position + 1})
    cells = {column: by_position[position] for position, column in columns.items()}
    headers = {column: plain(header[position]) for position, column in columns.items()}
    return Table(layout.file, numbers, cells, headers)


def _fitted(
    written: Sequence[str], width: int, layout: Layout, findings: Findings, number: int
) -> Sequence[str]:
    """Cut or fill up a row to the header's width; an error where that loses something."""
    if "".join(written[width:]).strip():
        figures = {"cells": len(written), "columns": width}
        findings.error("row_long", layout.file, number, value=written[width], figures=figures)
    return [*written[:width], *[""] * (width - len(written))]


def read_column(
    table: Table, column: str, parse: Parser[T], default: D, findings: Findings, *, filled: bool = False
) -> list[T | D]:
    """Values of one column, row by row; each different text is parsed once.

    Parameters
    ----------
    table, column
        The cells. A column that is not given is all ``default``.
    parse
        Turns a cell's text into its value, or says why it cannot.
    default
        Value of a blank cell, and of a cell at fault (which adds an error).
    filled
        Whether a blank cell is an error.
    """
    if column not in table.cells:
        return [default] * len(table.rows)
    cells = table.cells[column]
    values: dict[str, T | D] = {}
    faults: dict[str, Fault] = {}
    for text in dict.fromkeys(cells):
        value = (
            parse(text) if text.isalnum() or plain(text) else Fault("cell_blank", {}) if filled else default
        )
        if isinstance(value, Fault):
            faults[text] = value
            value = default
        values[text] = value
    if faults:
        for row, text in zip(table.rows, cells, strict=True):
            if text in faults:
                fault = faults[text]
                findings.error(
                    fault.code,
                    table.file,
                    row,
                    table.header(column),
                    plain(text) or None,
                    figures=fault.figures,
                )
    return [values[text] for text in cells]


def blank_cells(table: Table, column: str) -> list[bool]:
    """Whether each cell of a column is blank; all are where the column is not given."""
    if column not in table.cells:
        return [True] * len(table.rows)
    return [not plain(text) for text in table.cells[column]]


def first_of_each(
    file: str, rows: Sequence[int], keys: Sequence[Hashable], contents: Sequence[object], findings: Findings
) -> list[int]:
    """Positions of rows whose key stands there for the first time.

    A later row with the same content is counted once, with a warning; one with other content is an error.
    """
    first: dict[Hashable, int] = {}
    kept: list[int] = []
    for position, key in enumerate(keys):
        earlier = first.setdefault(key, position)
        if earlier == position:
            kept.append(position)
        elif contents[position] == contents[earlier]:
            findings.warning("row_twice", file, rows[position], figures={"earlier": rows[earlier]})
        else:
            findings.error("row_clash", file, rows[position], figures={"earlier": rows[earlier]})
    return kept
