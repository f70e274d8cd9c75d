"""The output folder: whole files or none, an earlier plan kept, everything else left alone."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ..models.errors import CannotWrite

PLAN = "plan.json"
CERTIFICATE = "certificate.json"
RESULT = "result.json"
ELIGIBILITY = "eligibility.csv"
PREVIOUS = {PLAN: "plan.previous.json", CERTIFICATE: "certificate.previous.json"}
"""Names under which the earlier plan and its certificate are kept."""
COUNTY = "county"
"""Folder of the changed county beside a plan; the earlier one is kept as county.previous."""
OURS = ".lianxiao"
"""File that marks a folder as written here: only such a folder is ever replaced."""

WriteFolder = Callable[[Path], None]


class OutputFolder:
    """A folder that can be written, tried before any work is done.

    Parameters
    ----------
    path
        The folder; it and its parents are made where they are missing.

    Raises
    ------
    CannotWrite
        It is a file, is read-only, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
            _removed(_temporary(path / PLAN, "."))
        for name in (PLAN, CERTIFICATE, RESULT, ELIGIBILITY, *PREVIOUS.values()):
            if (path / name).is_dir():
                raise CannotWrite(str(path / name), os.strerror(errno.EISDIR))

    def keep_free(self, name: str) -> None:
        """Make sure that a folder of this name can be written, before any work is done.

        Raises
        ------
        CannotWrite
            A file, or a folder that was not written here, is in the way; nobody's own folder is replaced.
        """
        for taken in (self.path / name, self.path / f"{name}.previous"):
            if taken.is_dir() and not (taken / OURS).exists():
                raise CannotWrite(str(taken), os.strerror(errno.EISDIR))
            if taken.exists() and not taken.is_dir():
                raise CannotWrite(str(taken), os.strerror(errno.EEXIST))

    def publish_plan(
        self,
        plan: str,
        certificate: str,
        beside: Mapping[str, str] | None = None,
        folders: Mapping[str, WriteFolder] | None = None,
    ) -> bool:
        """Write plan and certificate, keep the earlier ones, remove a result.json that is no longer true.

        Parameters
        ----------
        beside
            Further files by name, each in the place of the earlier one.
        folders
            Folders by name and who fills them; an earlier one is kept as ``name.previous``.

        Returns
        -------
        bool
            Whether an earlier plan was kept as plan.previous.json.

        Raises
        ------
        CannotWrite
            Nothing has changed then.
        """
        contents = {**(beside or {}), CERTIFICATE: certificate, PLAN: plan}
        return self._publish(contents, folders or {}, gone=(RESULT,))

    def publish_no_plan(self, result: str, folders: Mapping[str, WriteFolder] | None = None) -> bool:
        """Write result.json; an earlier plan.json, which is not this run's, becomes plan.previous.json.

        Returns and raises as ``publish_plan``.
        """
        return self._publish({RESULT: result}, folders or {}, gone=())

    def text_of(self, name: str) -> str | None:
        """Read a file that is there already, None where there is none.

        Raises
        ------
        CannotWrite
            It cannot be read, so nobody knows what would be lost.
        """
        file = self.path / name
        with writing(file):
            if not file.exists():
                return None
            return file.read_bytes().decode("utf-8", "replace")

    def add(self, name: str, content: str | bytes) -> Path:
        """Write one file beside the others, in the place of the earlier one.

        Raises
        ------
        CannotWrite
            Nothing has changed in the folder then.
        """
        file = self.path / name
        with writing(file):
            replace_file(file, content)
        return file

    def _publish(
        self, contents: Mapping[str, str], folders: Mapping[str, WriteFolder], gone: tuple[str, ...]
    ) -> bool:
        moved: list[tuple[Path, Path]] = []
        with writing(self.path), contextlib.ExitStack() as leftovers:
            filled = {}
            for name, write in folders.items():
                filled[name] = unused_name(self.path / name)
                leftovers.callback(shutil.rmtree, filled[name], ignore_errors=True)
                filled[name].mkdir()
                write(filled[name])
                (filled[name] / OURS).write_text("", encoding="utf-8")
            fresh = {}
            for name, content in contents.items():
                fresh[name] = _temporary(self.path / name, content)
                leftovers.callback(_removed, fresh[name])
            had_plan = (self.path / PLAN).exists()
            try:
                if had_plan:
                    self._keep_earlier(moved)
                for name, temporary in filled.items():
                    self._keep_folder(name, moved, leftovers)
                    self._move(temporary, self.path / name, moved)
                for name, temporary in fresh.items():
                    if name not in PREVIOUS and (self.path / name).exists():
                        aside = unused_name(self.path / name)
                        leftovers.callback(_removed, aside)
                        self._move(self.path / name, aside, moved)
                    self._move(temporary, self.path / name, moved)
                for name in gone:
                    _removed(self.path / name)
            except OSError:
                for source, target in reversed(moved):
                    os.replace(target, source)
                raise
            settle(self.path)
        return had_plan

    def _keep_earlier(self, moved: list[tuple[Path, Path]]) -> None:
        for name, kept in PREVIOUS.items():
            if (self.path / name).exists():
                self._move(self.path / name, self.path / kept, moved)
            else:
                _removed(self.path / kept)

    def _keep_folder(
        self, name: str, moved: list[tuple[Path, Path]], leftovers: contextlib.ExitStack
    ) -> None:
        now, kept = self.path / name, self.path / f"{name}.previous"
        if not now.exists():
            return
        if kept.exists():
            aside = unused_name(kept)
            self._move(kept, aside, moved)
            leftovers.callback(shutil.rmtree, aside, ignore_errors=True)
        self._move(now, kept, moved)

    @staticmethod
    def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
        os.replace(source, target)
        moved.append((source, target))


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system refuses into `CannotWrite`."""
    try:
        yield
    except OSError as wrong:
        raise CannotWrite(wrong.filename or str(path), wrong.strerror or type(wrong).__name__) from wrong
    except ValueError as wrong:  # a NUL in the path
        raise CannotWrite(str(path), str(wrong)) from wrong


def unused_name(final: Path) -> Path:
    """Name beside the final one that nobody else uses."""
    return final.with_name(f".{final.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")


def replace_file(final: Path, content: str | bytes) -> None:
    """Put a file in the place of an earlier one, whole and on the disk; else nothing has changed."""
    fresh = _temporary(final, content)
    try:
        os.replace(fresh, final)
        settle(final.parent)
    finally:
        _removed(fresh)


def write_settled(path: Path, content: str | bytes) -> None:
    """Write a new file and bring it to disk."""
    with path.open("xb") as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


def _temporary(final: Path, content: str | bytes) -> Path:
    path = unused_name(final)
    try:
        write_settled(path, content)
    except OSError:
        _removed(path)
        raise
    return path


def _removed(path: Path) -> None:
    path.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Bring the renames to disk where the system can do that for a folder."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
