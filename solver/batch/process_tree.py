"""A process and all it has started: how much memory they take together, and their end."""

import contextlib
import os
import signal
import time

import psutil

_LISTED_EVERY = 1.0
_LISTING_SHARE = 0.02
"""Largest share of the time that may go into looking for new processes; a machine may run thousands."""


class ProcessTree:
    """The processes of one case.

    Parameters
    ----------
    pid
        The first of them; on systems with process groups it leads one of its own.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._listed: list[psutil.Process] = []
        self._again = 0.0
        self.peak_bytes = 0

    def memory_bytes(self) -> int:
        """Memory of all processes now; pages that they share count once, as far as the system tells."""
        own = shared = 0
        for process in self._processes():
            with contextlib.suppress(psutil.Error):
                taken = process.memory_info()
                common = min(taken.rss, getattr(taken, "shared", 0))
                own += taken.rss - common
                shared = max(shared, common)
        self.peak_bytes = max(self.peak_bytes, own + shared)
        return own + shared

    def run_on(self, cores: tuple[int, ...]) -> None:
        """Keep to some cores, where the system can do that; libraries start threads for those they see."""
        with contextlib.suppress(psutil.Error, OSError, AttributeError, ValueError):
            psutil.Process(self._pid).cpu_affinity(list(cores))

    def first_to_go(self) -> None:
        """Ask a Linux that runs out of memory to end this case, not the batch."""
        with contextlib.suppress(OSError), open(f"/proc/{self._pid}/oom_score_adj", "w") as score:
            score.write("900")

    def kill(self) -> None:
        """End all of them, at once."""
        left = [] if os.name == "posix" else self._list()
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()

    def _processes(self) -> list[psutil.Process]:
        now = time.monotonic()
        if now >= self._again:
            self._listed = self._list()
            took = time.monotonic() - now
            self._again = now + max(_LISTED_EVERY, took / _LISTING_SHARE)
        return self._listed

    def _list(self) -> list[psutil.Process]:
        try:
            first = psutil.Process(self._pid)
            return [first, *first.children(recursive=True)]
        except psutil.Error:
            return []
