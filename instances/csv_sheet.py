"""A CSV file made rows of text cells, as a spreadsheet would show them."""

import codecs
import csv
import io
import os
import unicodedata
from pathlib import Path
from typing import NamedTuple

from .findings import Findings

DELIMITERS = ",;\t"
_LONGEST_CELL = 10_000_000


class Sheet(NamedTuple):
    """Rows of text cells. Row ``n`` of the spreadsheet is ``rows[n - 1]``; a blank row is an empty list."""

    file: str
    rows: list[list[str]]


def read_bytes(path: Path, findings: Findings) -> bytes | None:
    """Content of a file; None, with an error, where the system refuses."""
    try:
        return path.read_bytes()
    except OSError as refusal:
        findings.error("file_unreadable", path.name, figures={"reason": refusal.strerror or str(refusal)})
        return None


def read_stored(path: Path, findings: Findings) -> bytes | None:
    """Content of a file that lies on a disk; a pipe or a device, which may never end, is an error."""
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        findings.error("file_not_stored", path.name)
        return None
    return read_bytes(path, findings)


def decoded(content: bytes, file: str, findings: Findings) -> str | None:
    """Text of a file in UTF-8 (with or without BOM), GB18030, or UTF-16 with BOM."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in content:
        findings.error("file_nul", file)
        return None
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            findings.error("file_nul", file)
            return None
        kinds = {unicodedata.category(sign) for sign in set(text)} if encoding == "gb18030" else set()
        if "Co" in kinds:  # private use: Big5 and others look so when they are read as GB18030
            findings.warning("file_odd_characters", file)
        if not kinds.intersection(("Cn", "Cs")):
            return text
    findings.error("file_encoding", file)
    return None


def delimiter_of(text: str) -> str:
    """Find the sign that separates cells: the most frequent in the header outside quotes, else the comma."""
    header = next((line for line in text.splitlines() if line.strip(" \t,;")), "")
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=lambda sign: (outside.count(sign), sign == ","))


def read_sheet(path: Path, findings: Findings) -> Sheet | None:
    """Rows of a CSV file; None, with an error, where it cannot be read as one.

    Parameters
    ----------
    path
        The file. It is only read.
    findings
        Errors are added here: the file cannot be opened, is no text in a known encoding, or has a quote that
        is never closed.
    """
    content = read_stored(path, findings)
    text = None if content is None else decoded(content, path.name, findings)
    if text is None:
        return None
    rows: list[list[str]] = []
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
        rows.extend(reader)
    except csv.Error:
        findings.error("csv_quote", path.name, row=len(rows) + 1)
        return None
    finally:
        csv.field_size_limit(limit)
    return Sheet(path.name, rows)
