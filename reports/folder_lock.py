"""A folder that one process at a time works in: the lock is the system's, and ends with the process."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ..models.errors import CannotWrite
from .output_folder import writing

LOCK = ".lock"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock; processes started meanwhile do not inherit it.

    Raises
    ------
    CannotWrite
        Another process holds it (reason: the system's word for EWOULDBLOCK), or the folder is read-only.
    """
    file = folder / LOCK
    with writing(file):
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _lock(descriptor)
        except (BlockingIOError, PermissionError) as taken:
            raise CannotWrite(str(folder), os.strerror(errno.EWOULDBLOCK)) from taken
        except OSError as refusal:  # a file system without locks
            raise CannotWrite(str(file), refusal.strerror or str(refusal)) from refusal
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there alone

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - likewise

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
