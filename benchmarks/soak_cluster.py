"""A cluster for the soak: scheduler and workers as processes of their own, any of which may die."""

import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from types import TracebackType

from lianxiao.benchmarks.soak_processes import Marked

DASK = Path(sys.executable).with_name("dask")
HOST = "127.0.0.1"


class Cluster:
    """A Dask scheduler and its workers; ends with the ``with`` in which it stands.

    Parameters
    ----------
    workers
        How many; a new one takes the place of each that is lost.
    log
        File for what they say.
    """

    def __init__(self, workers: int, log: Path) -> None:
        self._log, port = log, _free_port()
        self.address = f"tcp://{HOST}:{port}"
        scheduler = [str(DASK), "scheduler", "--host", HOST, "--port", str(port), "--no-dashboard"]
        self._scheduler = Marked([*scheduler, "--no-jupyter"], log)
        _answers(port)
        self.workers = [self._worker() for _ in range(workers)]

    def lose_a_worker(self, rng: Random) -> None:
        """Kill one worker (SIGKILL) and start a new one in its place."""
        place = rng.randrange(len(self.workers))
        self.workers[place].kill()
        self.workers[place] = self._worker()

    def __enter__(self) -> "Cluster":
        """Give the cluster itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End workers and scheduler."""
        for process in (*self.workers, self._scheduler):
            process.kill_all()

    def _worker(self) -> Marked:
        more = ("--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard")
        return Marked([DASK, "worker", self.address, "--host", HOST, *more], self._log)


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
    return port


def _answers(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("the scheduler does not answer")
