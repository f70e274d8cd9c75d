"""A county folder as output: all its tables at once or none, earlier ones kept, other files left alone."""

import contextlib
import errno
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from ..models.errors import CannotWrite
from .output_folder import OURS, WriteFolder, settle, unused_name, writing

SETTINGS = "county.toml"
EARLIER = "previous"
"""Folder inside for the tables of an earlier run."""


class CountyFolder:
    """A folder that a county can be written to, tried before any work is done.

    Parameters
    ----------
    path
        The folder; made where it is missing.
    tables
        Names of all tables a county may have, in lower case: those there from an earlier run must not be
        read with the new ones.

    Raises
    ------
    CannotWrite
        It holds a county that was not written here: nobody's own tables are replaced.
    """

    def __init__(self, path: Path, tables: Collection[str]) -> None:
        self.path = path
        self._tables = {SETTINGS, *tables}
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
            there = self._there()
            probe = unused_name(path / SETTINGS)
            probe.touch()
            probe.unlink()
        if there and not (path / OURS).exists():
            raise CannotWrite(str(there[0]), os.strerror(errno.EEXIST))

    def publish(self, write: WriteFolder) -> bool:
        """Put the county into the folder.

        Returns
        -------
        bool
            Whether tables of an earlier run were kept in ``previous``.

        Raises
        ------
        CannotWrite
            Nothing has changed then.
        """
        moved: list[tuple[Path, Path]] = []
        with writing(self.path), contextlib.ExitStack() as leftovers:
            fresh = unused_name(self.path / SETTINGS)
            leftovers.callback(shutil.rmtree, fresh, ignore_errors=True)
            fresh.mkdir()
            write(fresh)
            (fresh / OURS).write_text("", encoding="utf-8")
            earlier = self._there()
            try:
                if earlier:
                    self._keep(earlier, moved, leftovers)
                for file in sorted(fresh.iterdir(), key=lambda one: (one.name == SETTINGS, one.name)):
                    target = self.path / file.name
                    if target.exists():
                        aside = unused_name(target)
                        _move(target, aside, moved)
                        leftovers.callback(aside.unlink, missing_ok=True)
                    _move(file, target, moved)
            except OSError:
                for source, target in reversed(moved):
                    os.replace(target, source)
                raise
            settle(self.path)
        return bool(earlier)

    def _there(self) -> list[Path]:
        return sorted(file for file in self.path.iterdir() if file.name.lower() in self._tables)

    def _keep(
        self, earlier: list[Path], moved: list[tuple[Path, Path]], leftovers: contextlib.ExitStack
    ) -> None:
        kept = self.path / EARLIER
        if kept.exists():
            aside = unused_name(kept)
            _move(kept, aside, moved)
            leftovers.callback(shutil.rmtree, aside, ignore_errors=True)
        kept.mkdir()
        for file in earlier:
            _move(file, kept / file.name, moved)


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    os.replace(source, target)
    moved.append((source, target))
