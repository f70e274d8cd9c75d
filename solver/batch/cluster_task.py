"""What a worker of a cluster does with a case: the same as this machine would, and it ends with the batch."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from distributed import Worker, get_worker
from distributed.core import Status

from ...models.batch import CaseResult, CaseTask
from .cluster_versions import Versions, versions_here
from .process import solve_task

_LOOK_EVERY = 0.5
_LEAVING = frozenset({Status.closing, Status.closed, Status.failed})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A worker whose program differs from the batch's has not solved the case."""

    versions: Versions


def solve_on_worker(
    task: CaseTask, versions: Versions, slots: tuple[tuple[int, ...], ...] = ()
) -> CaseResult | Refusal:
    """Solve one case in a process of its own on the machine of this worker.

    The process ends when the case is called off, when whoever sent it has gone, and with the worker, however
    that ends. Its files lie in the worker's own folder, which the next worker there removes where this one is
    killed: they name teachers. A case that brings no bound of memory has the worker's (``--memory-limit`` ÷
    threads).

    Parameters
    ----------
    versions
        What the batch is solved with; a worker that has anything else refuses.
    slots
        Cores to keep to, by the number that is the worker's name; none: all.
    """
    here = versions_here()
    if here != versions:
        return Refusal(here)
    worker = get_worker()
    limit = worker.memory_manager.memory_limit
    if task.memory_bytes is None and limit:
        task = replace(task, memory_bytes=int(limit / worker.state.nthreads))
    cores = slots[int(worker.name) % len(slots)] if slots else ()
    with _called_off(worker) as stop:
        return solve_task(task, stop, cores=cores, work=Path(worker.local_directory))


@contextmanager
def _called_off(worker: Worker) -> Iterator[threading.Event]:
    """Give an event that is set when the scheduler takes the task back, or the worker begins to leave."""
    key = worker.get_current_task()
    stop, over = threading.Event(), threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_EVERY):
            task = worker.state.tasks.get(key)
            if worker.status in _LEAVING or task is None or task.state != "executing":
                stop.set()
                return

    watching = threading.Thread(target=watch, name="called-off", daemon=True)
    watching.start()
    try:
        yield stop
    finally:
        over.set()
        watching.join()
