"""A TOML file made a dict, every fault a finding: county.toml and scenario files."""

import re
import tomllib
from pathlib import Path
from typing import Any

from .csv_sheet import decoded, read_bytes
from .findings import Findings

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_toml(path: Path, file: str, findings: Findings) -> dict[str, Any] | None:
    """Read a TOML file; None, with errors, where it cannot be understood.

    Parameters
    ----------
    path
        The file (UTF-8 with or without BOM, UTF-16 with BOM, or GB18030 as some editors save it).
    file
        Its name in findings.
    findings
        Errors are added here, with the line as row.
    """
    content = read_bytes(path, findings)
    text = None if content is None else decoded(content, file, findings)
    if text is None:
        return None
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError:
        findings.error("toml_deep", file)
    except ValueError as fault:
        where = _AT.search(str(fault))
        row = int(where[1]) if where else text.count("\n") + 1
        if "overwrite" in str(fault) or "twice" in str(fault) or "mutate" in str(fault):
            findings.error("toml_twice", file, row)
        else:
            lines = text.splitlines()
            value = lines[row - 1].strip() if row <= len(lines) else None
            findings.error("toml_broken", file, row, value=value or None)
    return None
