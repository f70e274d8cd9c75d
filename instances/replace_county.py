"""A county written into a folder that may hold an earlier one: whole tables or none, earlier ones kept."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..models.county import County
from ..models.errors import CannotWrite
from ..models.policy import Policy
from . import layout
from .settings_faults import SETTINGS_FILE
from .write import write_county

TABLES = (*(one.file for one in layout.USED), SETTINGS_FILE)
"""Files by which a folder is a county."""


def replace_county(
    folder: Path,
    county: County,
    policy: Policy,
    *,
    beside: Mapping[str, str],
    copied: Mapping[str, Path],
) -> tuple[str, ...]:
    """Write a county folder; what else is in the folder stays.

    A table or list that is there with another content is kept as ``NAME.previous.csv``, also where the new
    county has no such table.

    Parameters
    ----------
    folder
        Made if it does not exist.
    beside
        Further files by name.
    copied
        Files that the settings name (the extract of the roads), by name within the folder.

    Returns
    -------
    tuple of str
        Names of the files that are kept as earlier ones.

    Raises
    ------
    CannotWrite
        Nothing has changed in the folder then.
    """
    with _writing(folder), contextlib.ExitStack() as leftovers:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".lianxiao-", suffix=".tmp", dir=folder))
        leftovers.callback(shutil.rmtree, fresh, ignore_errors=True)
        write_county(fresh, county, policy)
        for name, content in beside.items():
            (fresh / name).write_text(content, encoding="utf-8", newline="\n")
        for name, source in copied.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, fresh / name)
        names = sorted(str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file())
        return _moved_in(folder, fresh, names)


def _moved_in(folder: Path, fresh: Path, names: list[str]) -> tuple[str, ...]:
    """Move everything in, or, where one move fails, everything back."""
    undo: list[tuple[Path, Path]] = []
    kept: list[str] = []
    try:
        for name in sorted({*names, *TABLES}):
            there, new = folder / name, fresh / name
            if there.exists() and not (new.exists() and there.read_bytes() == new.read_bytes()):
                aside = there.with_name(f"{there.stem}.previous{there.suffix}")
                if aside.exists():
                    _move(aside, fresh / f"{name}.earlier", undo)
                _move(there, aside, undo)
                kept.append(name)
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            _move(fresh / name, folder / name, undo)
    except OSError:
        for source, target in reversed(undo):
            os.replace(target, source)
        raise
    return tuple(kept)


def _move(source: Path, target: Path, undo: list[tuple[Path, Path]]) -> None:
    os.replace(source, target)
    undo.append((source, target))


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        reason = wrong.strerror or type(wrong).__name__
        raise CannotWrite(str(wrong.filename or folder), reason) from wrong
    except ValueError as wrong:  # a NUL in the path
        raise CannotWrite(str(folder), str(wrong)) from wrong
