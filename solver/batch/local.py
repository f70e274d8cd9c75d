"""Cases side by side on this machine, each given as it ends."""

import os
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from ...models.batch import CaseResult, CaseTask
from .process import solve_task

Turn = Callable[[], CaseTask | CaseResult]
"""A case whose turn has come: reads its input and gives the task, or at once what came of it."""
Begun = Callable[[str], None]
"""Told the folder of a case that begins; may be called from any thread."""


def usable_cores() -> tuple[int, ...]:
    """Cores on which this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return tuple(sorted(os.sched_getaffinity(0)))
    return tuple(range(os.cpu_count() or 1))


def core_slots(jobs: int, workers: int) -> tuple[tuple[int, ...], ...]:
    """Give each job cores of its own; none where there are too few, so that each takes what it finds."""
    cores = usable_cores()
    if jobs * workers > len(cores):
        return ((),) * jobs
    first = os.getpid() % len(cores)  # so that two batches on one machine seldom begin at the same core
    turned = (*cores[first:], *cores[:first])
    return tuple(turned[job * workers : (job + 1) * workers] for job in range(jobs))


def finished(
    turns: Iterable[Turn],
    *,
    jobs: int,
    workers: int,
    stop: threading.Event,
    begun: Begun,
    work: Path | None = None,
) -> Generator[CaseResult, None, None]:
    """Solve cases in the order in which they are given, ``jobs`` at once, and give each as it ends.

    Input is read when a case's turn comes, so that at most ``jobs`` counties are in memory, and as many
    results that nobody has taken yet.

    Parameters
    ----------
    workers
        Threads of one case; each of ``jobs`` gets so many cores of its own where there are enough.
    stop
        When it is set, running cases are ended and given as `not run`; cases that wait are not given. It is
        set here when whoever asked stops taking results.
    work
        Folder for the cases' temporary ones; default: the system's.
    """
    slots: SimpleQueue[tuple[int, ...]] = SimpleQueue()
    for own in core_slots(jobs, workers):
        slots.put(own)

    def solved(turn: Turn) -> CaseResult | None:
        if stop.is_set():
            return None
        cores = slots.get()
        try:
            task = turn()
            if isinstance(task, CaseResult):
                return task
            begun(task.folder)
            return solve_task(task, stop, cores=cores, work=work)
        finally:
            slots.put(cores)

    waiting = iter(turns)
    with ThreadPoolExecutor(jobs, thread_name_prefix="case") as pool:
        running: set[Future[CaseResult | None]] = set()
        try:
            while True:
                room = 0 if stop.is_set() else jobs - len(running)
                running |= {pool.submit(solved, turn) for turn in islice(waiting, room)}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for result in [one.result() for one in done]:
                    if result is not None:
                        yield result
        except BaseException:
            stop.set()
            raise
