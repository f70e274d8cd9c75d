"""A batch's summary as files: CSV and workbook for people, Parquet for programs (docs/batch.md)."""

# ruff: noqa: PLC0415 - large libraries, loaded when a summary is written

import csv
import io
import unicodedata

from .batch_rows import Summary, SummaryColumn, Value
from .messages import Lang, number, printable, text, word

CSV, PARQUET, WORKBOOK = "summary.csv", "summary.parquet", "summary.xlsx"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell of text that begins so is taken for a formula by spreadsheets."""
_LONGEST_CELL = 32_767
"""Characters that a cell of a workbook takes."""
_NARROWEST, _WIDEST = 6, 60
_ROWS_MEASURED = 200


def summary_files(summary: Summary, lang: Lang) -> dict[str, bytes]:
    """Write the summary in its three forms, by file name."""
    return {
        CSV: _as_csv(summary, lang),
        PARQUET: _as_parquet(summary),
        WORKBOOK: _as_workbook(summary, lang),
    }


def _as_csv(summary: Summary, lang: Lang) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it; nothing in a cell is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_heading(column, lang) for column in summary.columns)
    for row in summary.rows:
        shown = (_shown(column, value, lang) for column, value in zip(summary.columns, row, strict=True))
        writer.writerow(_harmless(one) if isinstance(one, str) else number(one, 6) for one in shown)
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "replace")


def _as_parquet(summary: Summary) -> bytes:
    """Typed columns with the names that programs use, whatever the planner's language; unknown is null."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    columns = list(zip(*summary.rows, strict=True)) or [()] * len(summary.columns)
    arrays = [
        pa.array([_plain(column, value) for value in values], types[column.kind])
        for column, values in zip(summary.columns, columns, strict=True)
    ]
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, [one.name for one in summary.columns]), sink)
    return sink.getvalue()


def _as_workbook(summary: Summary, lang: Lang) -> bytes:
    """One sheet, its header fixed and filtered; text is written as text, never as a formula or a link."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(text("summary_sheet", lang))
        bold = book.add_format({"bold": True, "bottom": 1})
        for at, column in enumerate(summary.columns):
            heading = _heading(column, lang)
            sheet.write_string(0, at, heading, bold)
            cells = [_shown(column, row[at], lang) for row in summary.rows]
            for down, cell in enumerate(cells, start=1):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(down, at, cell[:_LONGEST_CELL])
                else:
                    sheet.write_number(down, at, cell)
            measured = (one if isinstance(one, str) else number(one, 6) for one in cells[:_ROWS_MEASURED])
            widths = [_width(heading) + 3, *(_width(one) + 1 for one in measured)]
            sheet.set_column(at, at, min(_WIDEST, max(_NARROWEST, *widths)))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(summary.rows)), len(summary.columns) - 1)
    return stream.getvalue()


def _heading(column: SummaryColumn, lang: Lang) -> str:
    """Heading in Chinese; in English the names that programs use."""
    if lang == "en":
        return column.name
    return text(column.code, lang, tier=column.tier)


def _shown(column: SummaryColumn, value: Value, lang: Lang) -> str | int | float:
    """Give a cell as people read it; unknown is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return text("said_yes" if value else "said_no", lang)
    if not isinstance(value, str):
        return value
    if lang == "zh" and column.name == "status":
        return text(f"batch_{value.replace(' ', '_')}", lang)
    if lang == "zh" and column.kind == "text" and column.name.endswith("_aim"):
        return " + ".join(word("term", term, lang) for term in value.split(" + "))
    return printable(value)


def _plain(column: SummaryColumn, value: Value) -> Value:
    if value is not None and column.kind == "number":
        return float(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _harmless(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


def _width(cell: str) -> int:
    """Width of a cell in the widths of a digit."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)
