"""A county's input, byte by byte: what a case is solved from, and what its key is made of (docs/batch.md)."""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import NamedTuple

from ..models.batch import NamedBytes
from ..models.finding import Finding
from . import layout
from .csv_sheet import decoded, read_stored
from .findings import Findings
from .settings_faults import SETTINGS_FILE

_TABLES = frozenset((SETTINGS_FILE, *(one.file for one in layout.USED), *layout.NOT_YET_USED))


class CountyInput(NamedTuple):
    """Everything that a county's folder gives to a solve.

    Attributes
    ----------
    files
        Tables and settings by name, and the road extract, relative to the folder.
    in_place
        Fingerprint of an extract that the settings name by its full path: it is read where it is.
    findings
        What cannot be read; the county is then not solved.
    """

    files: tuple[NamedBytes, ...]
    in_place: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every file by its name, and what could not be read."""
        read = {name: hashlib.sha256(content).hexdigest() for name, content in self.files}
        not_read = {f"! {one.file}": f"{one.code} {one.figures}" for one in self.findings}
        return {**read, **self.in_place, **not_read}

    @property
    def table_bytes(self) -> int:
        """Bytes of tables and settings."""
        return sum(len(content) for name, content in self.files if PurePath(name).name.lower() in _TABLES)


def county_input(folder: Path) -> CountyInput:
    """Read a county's files as bytes; nothing is judged here but whether they can be read."""
    findings = Findings()
    files: dict[str, bytes] = {}
    for path in _tables(folder, findings):
        content = read_stored(path, findings)
        if content is not None:
            files[path.name] = content
    in_place: dict[str, str] = {}
    settings = next((files[name] for name in sorted(files) if name.lower() == SETTINGS_FILE), b"")
    named = _extract_named(settings)
    if named is not None and os.path.isfile(folder / named):
        content = read_stored(folder / named, findings)
        if content is not None and PurePath(named).is_absolute():
            in_place[named] = hashlib.sha256(content).hexdigest()
        elif content is not None:
            files[PurePath(os.path.normpath(named)).as_posix()] = content
    return CountyInput(tuple(sorted(files.items())), in_place, findings.listed)


def _tables(folder: Path, findings: Findings) -> list[Path]:
    """Find the tables and settings of a folder; upper and lower case as the reader of counties sees them."""
    if not os.path.exists(folder):
        findings.error("folder_missing", str(folder))
        return []
    try:
        entries = sorted(folder.iterdir())
    except NotADirectoryError:
        findings.error("folder_is_file", str(folder))
        return []
    except OSError as refusal:
        findings.error("file_unreadable", str(folder), figures={"reason": refusal.strerror or str(refusal)})
        return []
    return [entry for entry in entries if entry.name.lower() in _TABLES]


def _extract_named(settings: bytes) -> str | None:
    """Find the road extract that the settings name, as far as they can be read."""
    text = decoded(settings, SETTINGS_FILE, Findings())
    try:
        travel = tomllib.loads((text or "").replace("\r\n", "\n")).get("travel")
    except (ValueError, RecursionError):
        return None
    named = travel.get("roads") if isinstance(travel, dict) else None
    return named if isinstance(named, str) and named and "\0" not in named else None
