"""How much memory this process may use: the machine's, or less where it runs in a container."""

import contextlib
from pathlib import Path

import psutil

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def machine_memory_bytes() -> int:
    """Memory of the machine, or of the container."""
    total: int = psutil.virtual_memory().total
    for file in _LIMITS:
        with contextlib.suppress(OSError, ValueError):
            total = min(total, int(file.read_text(encoding="ascii")))
    return total
