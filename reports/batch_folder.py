"""The folder of a batch: cases put there whole, what is finished there, the manifest (docs/batch.md)."""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ..models.batch import CaseRecord, CaseResult, Manifest, ManifestCase
from ..models.errors import CannotWrite
from .folder_lock import locked
from .output_folder import settle, write_settled, writing
from .plan_file import as_json

MANIFEST = "manifest.json"
CASE = "case.json"
FAULTS = "faults"
WORK = ".work"
_LONGEST_SWEEP = 10.0
_STILL_WRITTEN = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT)
OWN_NAMES = (FAULTS, MANIFEST, "summary.csv", "summary.parquet", "summary.xlsx")
"""Names in DIR that no county's folder may have."""

_File = TypeVar("_File", bound=BaseModel)


class InTheWay(CannotWrite):
    """A file or folder that no batch wrote has the place of a case; it is never replaced."""


class BatchFolder:
    """A batch's folder, made and locked by `opened`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / WORK
        """Folder of all unfinished work."""

    def write_manifest(self, manifest: Manifest) -> None:
        """Write what is asked, in the place of an earlier manifest.

        Raises
        ------
        CannotWrite
            The earlier one is still there then.
        """
        self.add(MANIFEST, as_json(manifest).encode("utf-8", "replace"))

    def add(self, name: str, content: bytes) -> Path:
        """Write a file in the place of an earlier one, whole or not at all.

        Raises
        ------
        CannotWrite
            The earlier one is still there then.
        """
        file, fresh = self.path / name, self._unused()
        with writing(file):
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                write_settled(fresh, content)
                os.replace(fresh, file)
                settle(file.parent)
            finally:
                fresh.unlink(missing_ok=True)
        return file

    def remove_fault(self, folder: str) -> None:
        """Remove what an earlier try of a case said on standard error."""
        with contextlib.suppress(OSError):
            (self.path / fault_file(folder)).unlink()

    def record(self, case: ManifestCase) -> CaseRecord | None:
        """Read what came of a case under its key, finished or not; None where nothing stands there.

        A case one of whose files is gone or changed since does not count.
        """
        folder = self.path / case.folder
        record = _read(folder / CASE, CaseRecord)
        if record is None or record.key != case.key:
            return None
        whole = all(_sha256_of(folder / name) == sha256 for name, sha256 in record.files.items())
        return record if whole else None

    def publish(self, result: CaseResult, record: CaseRecord) -> None:
        """Put a case in its place whole; an earlier one that was finished is kept as ``.previous``.

        Raises
        ------
        InTheWay
            The place is taken by what no batch wrote.
        CannotWrite
            The earlier case is still there then.
        """
        target = self.path / result.folder
        fresh = self._unused()
        with writing(target):
            try:
                self._fill(fresh, result, record)
                if target.parent.parent.parent == self.path and _there(target.parent / CASE):
                    self._set_aside(target.parent)  # the scenario had no sweep then
                target.parent.mkdir(parents=True, exist_ok=True)
                self._replace(fresh, target)
                for above in (target.parent, *target.parent.parents):
                    settle(above)
                    if above == self.path:
                        break
            finally:
                shutil.rmtree(fresh, ignore_errors=True)

    def _fill(self, fresh: Path, result: CaseResult, record: CaseRecord) -> None:
        fresh.mkdir()
        made = {fresh}
        for name, content in ((CASE, as_json(record).encode("utf-8", "replace")), *result.files):
            file = fresh / name
            file.parent.mkdir(parents=True, exist_ok=True)
            made |= {file.parent, *(above for above in file.parent.parents if above.is_relative_to(fresh))}
            write_settled(file, content)
        for folder in sorted(made):
            settle(folder)

    def _replace(self, fresh: Path, target: Path) -> None:
        moved = self._set_aside(target) if _there(target) else None
        try:
            os.replace(fresh, target)
        except OSError:
            if moved is not None:
                os.replace(moved, target)
            raise
        if moved is not None and moved.parent == self.work:
            shutil.rmtree(moved, ignore_errors=True)

    def _set_aside(self, place: Path) -> Path:
        """Move an earlier case away and tell where to: one that was finished or changed by hand is kept."""
        aside, kept = self._unused(), place.with_name(f"{place.name}.previous")
        earlier = _written_here(place)  # None: damaged, or the combinations of a sweep
        if earlier is not None and not earlier.status.finished and not _holds_cases(place):
            os.replace(place, aside)
            return aside
        if _there(kept):
            _written_here(kept)
            os.replace(kept, aside)
        os.replace(place, kept)
        shutil.rmtree(aside, ignore_errors=True)
        return kept

    def _unused(self) -> Path:
        return self.work / secrets.token_hex(8)

    def sweep(self) -> None:
        """Remove all unfinished work; a process of a killed batch may write there for a moment yet."""
        until = time.monotonic() + _LONGEST_SWEEP
        with writing(self.work):
            while self.work.exists():
                try:
                    shutil.rmtree(self.work)
                except OSError as wrong:
                    if wrong.errno not in _STILL_WRITTEN or time.monotonic() > until:
                        raise
                    time.sleep(0.1)

    def prepare(self) -> None:
        """Make the folder of unfinished work, empty."""
        self.sweep()
        with writing(self.work):
            self.work.mkdir()


@contextlib.contextmanager
def opened(out: Path) -> Iterator[BatchFolder]:
    """Make a batch's folder where it is missing, and hold it.

    Raises
    ------
    CannotWrite
        It cannot be written, or another batch works in it.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        path = out.resolve()
    with locked(path):
        folder = BatchFolder(path)
        folder.prepare()
        try:
            yield folder
        finally:
            with contextlib.suppress(CannotWrite):
                folder.sweep()


def fault_file(folder: str) -> str:
    """Name of the file with what a case said on standard error."""
    county, case = folder.split("/", 1)
    return (
        f"{FAULTS}/{county}/{case.replace('/', ' ')}.txt"  # names of scenarios hold no blank, so none clash
    )


def _there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _holds_cases(folder: Path) -> bool:
    """Whether cases lie in a folder, as the combinations of a sweep do."""
    return any(folder.glob(f"*/{CASE}"))


def _written_here(folder: Path) -> CaseRecord | None:
    """Read a case's record, None where it is damaged or a sweep's; refuse what no batch wrote."""
    if folder.is_symlink() or not folder.is_dir():
        raise InTheWay(str(folder), os.strerror(errno.EEXIST))
    if not (folder / CASE).exists():
        if _holds_cases(folder):
            return None
        raise InTheWay(str(folder), os.strerror(errno.EISDIR))
    return _read(folder / CASE, CaseRecord)


def _read(file: Path, model: type[_File]) -> _File | None:
    try:
        return model.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def _sha256_of(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None
