"""What was measured once is kept in the user's cache, named by its content: never stale, safe to delete.

Folder: the environment variable ``LIANXIAO_CACHE``, else the system's place for caches. An entry that cannot
be read is made anew; a folder that cannot be written means that nothing is kept.
"""

import hashlib
import logging
import os
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_log = logging.getLogger(__name__)

VARIABLE = "LIANXIAO_CACHE"
LARGEST_BYTES = 1 << 30
"""The entries used longest ago go when all together are larger than this."""

Arrays = Mapping[str, NDArray[Any]]
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


def cache_folder() -> Path | None:
    """Folder of the road cache; None where the system names no place."""
    if given := os.environ.get(VARIABLE):
        return Path(given) / "roads"
    if sys.platform == "win32":
        place = os.environ.get("LOCALAPPDATA")
        return Path(place) / "lianxiao" / "cache" / "roads" if place else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "lianxiao" / "roads"
    place = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(place) if Path(place).is_absolute() else home / ".cache") / "lianxiao" / "roads"


def key_of(*content: str) -> str:
    """Key of an entry: a fingerprint of all it depends on."""
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def kept(kind: str, key: str, names: tuple[str, ...]) -> dict[str, NDArray[Any]] | None:
    """Get the arrays of an entry; None where there is none, or none that can be read whole."""
    file = _file(kind, key)
    if file is None or not file.exists():
        return None
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as entry:
            arrays = {name: entry[name] for name in names}
        os.utime(file)
    except _UNREADABLE as fault:
        _log.info("cache entry %s is made anew: %s", file, fault)
        return None
    return arrays


def keep(kind: str, key: str, arrays: Arrays) -> int:
    """Keep an entry, whole or not at all; give its size in bytes, 0 where it could not be kept."""
    file = _file(kind, key)
    if file is None:
        return 0
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                _save(stream, arrays)
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
        size = file.stat().st_size
        _make_room(file)
    except OSError as refusal:
        _log.info("nothing is kept in %s: %s", file.parent, refusal)
        return 0
    return size


def _save(stream: IO[bytes], arrays: Arrays) -> None:
    """Write arrays as numpy does in ``.npz``."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as entry:
        for name, array in arrays.items():
            with entry.open(f"{name}.npy", "w", force_zip64=True) as part:
                np.lib.format.write_array(part, np.asarray(array), allow_pickle=False)


def _file(kind: str, key: str) -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / f"{kind}-{key[:40]}.npz"


def _make_room(newest: Path) -> None:
    entries = [(file.stat(), file) for file in newest.parent.glob("*-*.npz")]
    total = sum(stat.st_size for stat, _ in entries)
    for stat, file in sorted(entries, key=lambda entry: (entry[0].st_mtime, entry[1].name)):
        if total <= LARGEST_BYTES:
            return
        if file != newest:
            file.unlink(missing_ok=True)
            total -= stat.st_size
