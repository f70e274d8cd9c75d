"""A batch's summary as files: CSV and workbook for people, Parquet for programs (docs/batch.md)."""

# ruff: noqa: PLC0415 - pandas, loaded when a summary is written and not before

import io
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .batch_rows import Summary, SummaryColumn, Value
from .cells import BYTE_ORDER_MARK, plain_cell
from .messages import Lang, number, printable, text, word

if TYPE_CHECKING:
    import pandas as pd

CSV, PARQUET, WORKBOOK = "summary.csv", "summary.parquet", "summary.xlsx"
_TYPES = {"text": "string", "whole": "Int64", "number": "Float64", "flag": "boolean"}
"""Types of columns in which every cell may be unknown."""
_LONGEST_CELL = 32_767
"""Characters that a cell of a workbook takes."""
_NARROWEST, _WIDEST = 6, 60
_ROWS_MEASURED = 200


def summary_files(summary: Summary, lang: Lang) -> dict[str, bytes]:
    """Write the summary in its three forms, by file name."""
    frame = _frame(summary)
    shown = _for_people(frame, summary.columns, lang)
    return {
        CSV: _as_csv(shown),
        PARQUET: _as_parquet(frame, summary.columns),
        WORKBOOK: _as_workbook(shown, lang),
    }


def _frame(summary: Summary) -> "pd.DataFrame":
    """One row a case, typed columns with the names that programs use; unknown is missing."""
    import pandas as pd

    columns = list(zip(*summary.rows, strict=True)) or [()] * len(summary.columns)
    return pd.DataFrame(
        {
            column.name: pd.Series([_encodable(value) for value in values], dtype=_TYPES[column.kind])
            for column, values in zip(summary.columns, columns, strict=True)
        }
    )


def _for_people(frame: "pd.DataFrame", columns: Sequence[SummaryColumn], lang: Lang) -> "pd.DataFrame":
    """Give the same rows under headings and in words of the planner's language; unknown is empty."""
    import pandas as pd

    known = frame.astype(object).where(frame.notna(), None)
    shown = [
        pd.Series([_shown(column, value, lang) for value in known[column.name]], dtype=object)
        for column in columns
    ]
    return pd.concat(shown, axis="columns", keys=[_heading(column, lang) for column in columns])


def _as_csv(shown: "pd.DataFrame") -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it; nothing in a cell is a formula."""
    cells = shown.map(lambda one: plain_cell(one) if isinstance(one, str) else number(one, 6))
    return (BYTE_ORDER_MARK + cells.to_csv(index=False, lineterminator="\n")).encode()


def _as_parquet(frame: "pd.DataFrame", columns: Sequence[SummaryColumn]) -> bytes:
    """Typed columns with the names that programs use, whatever the planner's language; unknown is null."""
    import pyarrow as pa

    types = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    schema = pa.schema([(column.name, types[column.kind]) for column in columns])
    sink = io.BytesIO()
    frame.to_parquet(sink, engine="pyarrow", index=False, schema=schema)
    return sink.getvalue()


def _as_workbook(shown: "pd.DataFrame", lang: Lang) -> bytes:
    """One sheet, its header fixed and filtered; text is written as text, never as a formula or a link."""
    import pandas as pd

    name = text("summary_sheet", lang)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    stream = io.BytesIO()
    with pd.ExcelWriter(stream, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        cut = shown.map(lambda one: one[:_LONGEST_CELL] if isinstance(one, str) else one)
        cut.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 1))
        sheet, bold = book.sheets[name], book.book.add_format({"bold": True, "bottom": 1})
        for at, heading in enumerate(shown.columns):
            sheet.write_string(0, at, heading, bold)
            cells = shown.iloc[:_ROWS_MEASURED, at]
            measured = (one if isinstance(one, str) else number(one, 6) for one in cells)
            widths = [_width(heading) + 3, *(_width(one) + 1 for one in measured)]
            sheet.set_column(at, at, min(_WIDEST, max(_NARROWEST, *widths)))
        sheet.autofilter(0, 0, max(1, len(shown)), len(shown.columns) - 1)
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


def _encodable(value: Value) -> Value:
    """Give text that can be written: bytes of a file name that are no text are spelled out."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _width(cell: str) -> int:
    """Width of a cell in the widths of a digit."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)
