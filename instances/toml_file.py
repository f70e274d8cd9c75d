"""A TOML file made a dict, every fault a finding: county.toml and scenario files."""

import re
import tomllib
from typing import Any

from .csv_sheet import decoded
from .findings import Findings

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def parsed_toml(content: bytes | None, file: str, findings: Findings) -> dict[str, Any] | None:
    """Make a dict of a TOML file; None, with errors, where it cannot be understood.

    Parameters
    ----------
    content
        What the file holds (UTF-8 with or without BOM, UTF-16 with BOM, or GB18030 as some editors save it);
        None where it could not be read, which has been said already.
    file
        Its name in findings.
    findings
        Errors are added here, with the line as row.
    """
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
