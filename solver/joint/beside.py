"""Processes that solve alliances beside this one."""

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from typing import ParamSpec, TypeVar

Done = TypeVar("Done")
Given = ParamSpec("Given")


class Beside:
    """Processes, started as they are needed.

    All views of one state share it: whoever ends the work ends processes that were started after its view.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._processes: list[BaseProcess] = []

    def submit(self, task: Callable[Given, Done], *given: Given.args, **named: Given.kwargs) -> Future[Done]:
        """Let a process do something.

        Raises
        ------
        BrokenProcessPool
            If one of them ended, or none can be started.
        """
        if self._pool is None:
            spawned = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, spawned, _ignore_interrupts)
        others = multiprocessing.active_children()
        future = self._pool.submit(task, *given, **named)
        self._processes += (one for one in multiprocessing.active_children() if one not in others)
        return future

    def end(self) -> None:
        """End them, whatever they are at."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in self._processes:
                process.terminate()
            self._processes = []


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
