"""A scheduler and workers, each started as a province would start them: by the command `dask`."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import psutil
from lianxiao.benchmarks.soak_processes import Marked, killed, solving

from .conftest import COMMAND

DASK = COMMAND.with_name("dask")
PATIENCE = 40.0


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)


class Machines:
    """One scheduler on a port of its own choice, and workers of one thread; all end with the block."""

    def __init__(self, folder: Path, *, tls: Sequence[str | Path] = (), packages: Path | None = None) -> None:
        self.folder = folder
        self.tls = tuple(map(str, tls))
        self.workers: list[Marked] = []
        self.scheduler = self._start_scheduler(packages)

    def _start_scheduler(self, packages: Path | None) -> Marked:
        note = self.folder / "scheduler.json"
        protocol = "tls" if self.tls else "tcp"
        call: list[str | Path] = [
            DASK,
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            *self.tls,
        ]
        call += ["--dashboard-address", "127.0.0.1:0"]
        few = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        if packages:
            few["PYTHONPATH"] = str(packages)
        started = Marked(
            [*call, "--protocol", protocol, "--scheduler-file", note], self.folder / "s.log", extra=few
        )
        until(lambda: note.exists() and note.read_text(encoding="utf-8"), "the scheduler's address")
        self.address = str(json.loads(note.read_text(encoding="utf-8"))["address"])
        return started

    def add_worker(self, *options: str, packages: Path | None = None) -> Marked:
        """Start one more worker, with its nanny; ``packages`` come before all others that it has."""
        number = len(self.workers)
        call: list[str | Path] = [
            DASK,
            "worker",
            self.address,
            "--nthreads",
            "1",
            "--host",
            "127.0.0.1",
            "--no-dashboard",
        ]
        call += ["--name", f"w{number}", "--local-directory", self.folder, "--death-timeout", "30", *self.tls]
        call += options
        extra = {"PYTHONPATH": str(packages)} if packages else None
        self.workers.append(Marked(call, self.folder / f"w{number}.log", extra=extra))
        return self.workers[-1]

    def solving(self, county: str = "") -> list[psutil.Process]:
        """Processes that solve a case just now; of one county, or of any."""
        return [process for process in solving(self.workers) if county in " ".join(_call_of(process))]

    def kill_worker_of(self, case: psutil.Process) -> None:
        """Kill the worker (not its nanny) that solves a case, as a machine that fails would."""
        worker = case.parent()
        if worker is not None:
            killed(worker)

    def __enter__(self) -> "Machines":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for one in (*self.workers, self.scheduler):
            one.kill_all()


def _call_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
