"""Sending cases to the workers of a cluster, and taking what comes back."""

import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, Future, as_completed
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from ...models.batch import CaseResult, CaseStatus, CaseTask
from ...models.errors import ClusterLost, NoCluster
from ...models.finding import Finding, Level
from .cluster_task import Refusal, solve_on_worker
from .cluster_versions import Refused, Roll, versions_here
from .local import Begun, Turn
from .process import unsolved

Say = Callable[[Finding], None]
"""Told what a planner should know while the batch runs."""

_TICK = 0.1
_LOOK_EVERY = 1.0
_WAITED_FOR_WORKERS = 10.0
_TRIES = 3
"""Times that a case is sent where what fails is hardly its own: a broken transfer, a call taken back."""
_LOST_CONNECTION = "scheduler-connection-lost"


@dataclass(slots=True)
class _Way:
    """A case on its way: how often it has been sent again, and whether nothing else is under way."""

    task: CaseTask
    tries: int = 0
    alone: bool = False


@dataclass(slots=True)
class Sending:
    """The cases of one batch on their way: what `Cluster.finished` promises is done here."""

    client: Client
    address: str
    slots: tuple[tuple[int, ...], ...]
    stop: threading.Event
    begun: Begun
    say: Say
    _roll: Roll = field(init=False)
    _landing: Any = field(init=False)
    _under_way: dict[Future, _Way] = field(default_factory=dict)
    _suspects: list[_Way] = field(default_factory=list)
    _sent: int = 0
    _run: str = field(default_factory=lambda: uuid.uuid4().hex)
    _looked: float = float("-inf")
    _any_worker: bool = False
    _without: float | None = None

    def __post_init__(self) -> None:
        self._roll = Roll(self.client, versions_here())
        self._landing = as_completed(loop=self.client.loop, with_results=True, raise_errors=False)

    def results(self, turns: Iterator[Turn]) -> Iterator[CaseResult]:
        """Send cases in their order, and give each as it comes back."""
        try:
            more = True
            while more or self._under_way or self._suspects:
                if self.stop.is_set():
                    yield from self._called_off()
                    return
                self._look()
                while more and len(self._under_way) <= sum(self._roll.threads.values()):
                    turn = next(turns, None)
                    more = turn is not None
                    came = turn() if turn is not None else None
                    if isinstance(came, CaseResult):
                        yield came
                    elif came is not None:
                        self.begun(came.folder)
                        self._send(_Way(came))
                if not more and not self._under_way and self._suspects:
                    way = self._suspects.pop(0)
                    self._send(_Way(way.task, alone=True))
                yield from self._landed()
        except ClusterLost:
            for _, answer in self._landing.next_batch(block=False):  # had come back before
                if isinstance(answer, CaseResult):
                    yield answer
            raise
        finally:
            self._cancel()

    def _send(self, way: _Way) -> None:
        self._sent += 1
        future = self.client.submit(
            solve_on_worker,
            way.task,
            self._roll.versions,
            self.slots,
            key=f"solve-{self._run}-{self._sent}",
            pure=False,
        )
        self._under_way[future] = way
        self._landing.add(future)

    def _landed(self) -> Iterator[CaseResult]:
        """Give what has come back, waiting a moment where nothing has."""
        came = self._landing.next_batch(block=False)
        if not came:
            self.stop.wait(_TICK)
        for future, answer in sorted(came, key=lambda pair: not isinstance(pair[1], CaseResult)):
            way = self._under_way.pop(future)
            status = future.status
            future.release()
            if isinstance(answer, CaseResult):
                yield answer
            elif isinstance(answer, Refusal):
                self._looked = float("-inf")
                self._look()
                self._send(way)
            elif status == "error" and isinstance(answer[1], KilledWorker):
                if way.alone:
                    yield unsolved(way.task, CaseStatus.LOST, str(answer[1]))
                else:
                    self._suspects.append(way)
            else:
                if status == "cancelled":
                    self._check_connection(answer)
                yield from self._again(way, status, answer)

    def _again(self, way: _Way, status: str, answer: Any) -> Iterator[CaseResult]:
        """Send a case again after an error that is hardly its own, or give up."""
        way.tries += 1
        if way.tries < _TRIES:
            self._send(way)
        elif status == "error":
            yield unsolved(way.task, CaseStatus.FAULT, "".join(traceback.format_exception(answer[1])))
        else:
            yield unsolved(way.task, CaseStatus.LOST, str(answer))

    def _look(self) -> None:
        """Look who is there, once a second; say who is refused, and that nobody is there."""
        self._check_connection(None)
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return
        try:
            away = self._roll.look()
        except OSError as broken:
            raise self._lost() from broken
        self._looked = time.monotonic()
        for refused in away:
            self.say(refused_finding("cluster_worker_refused", refused, level=Level.WARNING))
        if self._roll.threads:
            self._any_worker, self._without = True, None
        elif away and not self._any_worker:
            raise NoCluster(cluster_finding("cluster_workers_refused", value=self.address))
        elif self._without is None:
            self._without = now
        elif now - self._without > _WAITED_FOR_WORKERS:
            self._without = float("inf")  # said once
            self.say(cluster_finding("cluster_no_worker", level=Level.WARNING, value=self.address))

    def _check_connection(self, answer: object) -> None:
        told = isinstance(answer, FutureCancelledError) and answer.reason == _LOST_CONNECTION
        if told or self.client.status != "running":
            raise self._lost()

    def _lost(self) -> ClusterLost:
        return ClusterLost(cluster_finding("cluster_lost", value=self.address))

    def _called_off(self) -> Iterator[CaseResult]:
        ways = [*self._under_way.values(), *self._suspects]
        self._cancel()
        for way in ways:
            yield unsolved(way.task, CaseStatus.NOT_RUN, "")

    def _cancel(self) -> None:
        """Take back what is under way: the workers end its processes."""
        if self._under_way and self.client.status == "running":
            with suppress(OSError):
                self.client.cancel(list(self._under_way))
        self._under_way.clear()


def refused_finding(code: str, refused: Refused, *, level: Level = Level.ERROR) -> Finding:
    """Say in which package a worker or scheduler differs."""
    return cluster_finding(
        code,
        level=level,
        value=refused.address,
        package=refused.package,
        there=refused.there or "–",
        here=refused.here or "–",
    )


def cluster_finding(code: str, *, value: str, level: Level = Level.ERROR, **figures: Any) -> Finding:
    """Say something about an address."""
    return Finding(level=level, code=code, value=value, figures=figures)
