"""A scheduler and workers, each started as a province would start them, by the command `dask`."""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from random import Random
from types import TracebackType
from typing import TypeVar

import psutil
from lianxiao.benchmarks.soak_processes import Marked, call_of, killed, solving

DASK = Path(sys.executable).with_name("dask")
HOST = "127.0.0.1"
PATIENCE = 120.0
"""Wall seconds within which anything happens that is waited for, on a machine that has much else to do."""

T = TypeVar("T")


def until(true: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """Wait for something to become true, and give what it then was.

    Raises
    ------
    TimeoutError
        It did not within so many wall seconds.
    """
    end = time.monotonic() + seconds
    while True:
        if found := true():
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.05)


class Machines:
    """One scheduler on a port of its own choice, and workers of one thread; all end with the ``with`` block.

    Parameters
    ----------
    folder
        Existing folder for their logs and for what the workers write.
    tls
        Options of an encrypted connection, for all of them.
    packages
        Folder at the front of the scheduler's Python path.
    deaths_allowed
        Workers that may die with a case before the scheduler gives it up.
    """

    def __init__(
        self,
        folder: Path,
        *,
        tls: Sequence[str | Path] = (),
        packages: Path | None = None,
        deaths_allowed: int = 1,
    ) -> None:
        self.folder = folder
        self.tls = tuple(map(str, tls))
        self.workers: list[Marked] = []
        self._numbers = count()
        self.scheduler = self._start_scheduler(packages, deaths_allowed)

    def _start_scheduler(self, packages: Path | None, deaths_allowed: int) -> Marked:
        note = self.folder / "scheduler.json"
        call: list[str | Path] = [
            DASK,
            "scheduler",
            "--host",
            HOST,
            "--port",
            "0",
            "--no-dashboard",
            *self.tls,
        ]
        call += ["--dashboard-address", f"{HOST}:0", "--protocol", "tls" if self.tls else "tcp"]
        extra = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(deaths_allowed)}
        if packages:
            extra["PYTHONPATH"] = str(packages)
        started = Marked([*call, "--scheduler-file", note], self.folder / "s.log", extra=extra)
        try:
            self.address = until(lambda: _address_in(note), "the scheduler's address")
        except TimeoutError:
            started.kill_all()
            raise
        return started

    def add_worker(self, *options: str, packages: Path | None = None) -> Marked:
        """Start one more worker, with its nanny; ``packages`` come before all others that it has."""
        self.workers.append(self._worker(*options, packages=packages))
        return self.workers[-1]

    def _worker(self, *options: str, packages: Path | None = None) -> Marked:
        name = f"w{next(self._numbers)}"
        call: list[str | Path] = [DASK, "worker", self.address, "--nthreads", "1", "--host", HOST]
        call += ["--no-dashboard", "--name", name, "--local-directory", self.folder, "--death-timeout", "30"]
        extra = {"PYTHONPATH": str(packages)} if packages else None
        return Marked([*call, *self.tls, *options], self.folder / f"{name}.log", extra=extra)

    def solving(self, county: str = "") -> list[psutil.Process]:
        """Find the processes that solve a case just now; of one county, or of any."""
        return [process for process in solving(self.workers) if county in " ".join(call_of(process))]

    def kill_worker_of(self, case: psutil.Process) -> bool:
        """Kill the worker (not its nanny) that solves a case, as a machine that fails would.

        Tells whether it was there to be killed: a case outlives its worker for a moment, and is then a child
        of some process of the system.
        """
        try:
            worker = case.parent()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False
        if worker is None or not any(one.began(worker) for one in self.workers):
            return False
        return killed(worker)

    def replace_a_worker(self, rng: Random, *options: str) -> None:
        """Kill a worker drawn by dice, nanny or not, and start another in its place."""
        place = rng.randrange(len(self.workers))
        self.workers[place].kill()
        self.workers[place] = self._worker(*options)

    def __enter__(self) -> "Machines":
        """Give the machines themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End workers and scheduler, and all that they have started."""
        for one in (*self.workers, self.scheduler):
            one.kill_all()


def _address_in(note: Path) -> str | None:
    """Give the scheduler's address, once its note is written to the end."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        return str(json.loads(note.read_text(encoding="utf-8"))["address"])
    return None
