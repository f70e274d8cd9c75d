"""Cases on a cluster of machines: Dask queues them, sends them and tries them again (docs/cluster.md).

Nothing is shared but the connection: a task brings its whole input, a result all that was written.
"""

import logging
import re
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import dask.config
from dask.utils import parse_timedelta
from distributed import Client, Future, LocalCluster, as_completed
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker
from distributed.security import Security

from ...models.batch import CaseResult, CaseStatus, CaseTask
from ...models.errors import ClusterLost, NoCluster
from ...models.finding import Finding, Level
from .cluster_task import Refusal, solve_on_worker
from .cluster_versions import Refused, Roll, scheduler_differs, versions_here
from .local import Begun, Turn, core_slots

LOCAL = "local"
"""Address that starts a scheduler and workers on this machine."""
Say = Callable[[Finding], None]
"""Told what a planner should know while the batch runs."""

_ADDRESS = re.compile(r"(tcp|tls)://[^/\s]+:\d+")
_CONNECT_SECONDS = 10.0
_CONNECT_SETTING = "distributed.comm.timeouts.connect"
_TICK = 0.1
_LOOK_EVERY = 1.0
_WAITED_FOR_WORKERS = 10.0
_TRIES = 3
"""Times that a case is sent again after an error that is not its own: a refused worker, a broken transfer."""
_LARGE = "1 GiB"
_CTRL_C_IS_OURS = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
"""What a local worker does first: Ctrl-C reaches all processes of a terminal, and this one ends them."""
_LOST_CONNECTION = "scheduler-connection-lost"


@contextmanager
def cluster_at(address: str, *, jobs: int, workers: int) -> Iterator["Cluster"]:
    """Connect to a cluster, or start one on this machine that ends with the block.

    Parameters
    ----------
    address
        ``tcp://…``, ``tls://…`` (certificates as Dask's configuration names them), or `LOCAL`.
    jobs, workers
        Of a local cluster: its workers, one thread each, and threads of one case; each worker has so many
        cores of its own where there are enough.

    Raises
    ------
    NoCluster
        The address is wrong, nobody answers there, or the scheduler has other versions than this machine.
    """
    with ExitStack() as closing:
        closing.enter_context(_quiet())
        closing.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGE}))
        if address == LOCAL:
            yield Cluster(_local_client(jobs, closing), address, core_slots(jobs, workers))
        else:
            client = closing.enter_context(_connected(address))
            if differs := scheduler_differs(client):
                raise NoCluster(_refused("cluster_scheduler_differs", differs))
            yield Cluster(client, address)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler that answers, and what its workers are told."""

    client: Client
    address: str
    slots: tuple[tuple[int, ...], ...] = ()

    def finished(
        self, turns: Iterable[Turn], *, stop: threading.Event, begun: Begun, say: Say
    ) -> Generator[CaseResult, None, None]:
        """Send cases in the order in which they are given, and give each as its result comes back.

        At most one case more than the workers have threads is on its way, so that the next input travels
        while others are solved, and that a cluster which grows with its queue does. A case whose worker dies
        is sent to another one by Dask. Where that happens too often (its setting
        ``distributed.scheduler.allowed-failures``), it may only have waited behind the case that kills; so it
        is tried again at the end, alone, and then is `lost`.

        Parameters
        ----------
        stop
            When it is set, cases on their way are called off and given as `not run`.

        Raises
        ------
        NoCluster
            No worker has the versions of this machine.
        ClusterLost
            The scheduler has gone. What came back before has been given.
        """
        yield from _Sending(self.client, self.address, self.slots, stop, begun, say).results(iter(turns))


@dataclass(slots=True)
class _Way:
    """A case on its way: how often it has been sent again, and whether nothing else is under way."""

    task: CaseTask
    tries: int = 0
    alone: bool = False


@dataclass(slots=True)
class _Sending:
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
    _without: float | None = None

    def __post_init__(self) -> None:
        self._roll = Roll(self.client, versions_here())
        self._landing = as_completed(loop=self.client.loop, with_results=True, raise_errors=False)

    def results(self, turns: Iterator[Turn]) -> Iterator[CaseResult]:
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
        for future, answer in sorted(came, key=lambda pair: pair[0].status == "cancelled"):
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
                    yield _unsolved(way.task, CaseStatus.LOST, str(answer[1]))
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
            yield _unsolved(way.task, CaseStatus.FAULT, "".join(traceback.format_exception(answer[1])))
        else:
            yield _unsolved(way.task, CaseStatus.LOST, str(answer))

    def _look(self) -> None:
        """Look who is there, once a second; say who is refused, and that nobody is there."""
        self._check_connection(None)
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return
        ever = bool(self._roll.threads)
        try:
            away = self._roll.look()
        except OSError as broken:
            raise self._lost() from broken
        self._looked = time.monotonic()
        for refused in away:
            self.say(_refused("cluster_worker_refused", refused, level=Level.WARNING))
        if self._roll.threads:
            self._without = None
        elif away and not ever:
            raise NoCluster(_finding("cluster_workers_refused", value=self.address))
        elif self._without is None:
            self._without = now
        elif 0 < self._without < now - _WAITED_FOR_WORKERS:
            self._without = 0.0
            self.say(_finding("cluster_no_worker", level=Level.WARNING, value=self.address))

    def _check_connection(self, answer: object) -> None:
        told = isinstance(answer, FutureCancelledError) and answer.reason == _LOST_CONNECTION
        if told or self.client.status != "running":
            raise self._lost()

    def _lost(self) -> ClusterLost:
        return ClusterLost(_finding("cluster_lost", value=self.address))

    def _called_off(self) -> Iterator[CaseResult]:
        ways = [*self._under_way.values(), *self._suspects]
        self._cancel()
        for way in ways:
            yield _unsolved(way.task, CaseStatus.NOT_RUN, "")

    def _cancel(self) -> None:
        """Take back what is under way: the workers end its processes."""
        if self._under_way and self.client.status == "running":
            with suppress(OSError):
                self.client.cancel(list(self._under_way))
        self._under_way.clear()


def _unsolved(task: CaseTask, status: CaseStatus, stderr: str) -> CaseResult:
    return CaseResult(
        county=task.county,
        case=task.case,
        folder=task.folder,
        key=task.key,
        status=status,
        messages=task.notes,
        stderr=stderr,
    )


def _local_client(jobs: int, closing: ExitStack) -> Client:
    """Start a scheduler and ``jobs`` workers of one thread on this machine, reachable from it alone."""
    cluster = closing.enter_context(
        LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=None,  # of the worker itself; a case has its own
            preload=[_CTRL_C_IS_OURS],
            silence_logs=logging.CRITICAL,
        )
    )
    return closing.enter_context(Client(cluster, set_as_default=False))


def _connected(address: str) -> Client:
    if not _ADDRESS.fullmatch(address):
        raise NoCluster(_finding("cluster_address", value=address))
    security = Security()
    if address.startswith("tls:") and not (security.tls_ca_file and security.tls_client_cert):
        raise NoCluster(_finding("cluster_no_certificate", value=address))
    seconds = min(_CONNECT_SECONDS, parse_timedelta(dask.config.get(_CONNECT_SETTING)))
    try:
        return Client(address, timeout=seconds, set_as_default=False, security=security)
    except (OSError, ValueError) as refusal:
        raise NoCluster(_finding("cluster_unreachable", value=address, reason=str(refusal))) from refusal


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own log from the planner's screen: what it says is said here, in the planner's words."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    loggers = [logging.getLogger(name) for name in sorted({"distributed", *names})]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _refused(code: str, refused: Refused, *, level: Level = Level.ERROR) -> Finding:
    return _finding(
        code,
        level=level,
        value=refused.address,
        package=refused.package,
        there=refused.there or "–",
        here=refused.here or "–",
    )


def _finding(code: str, *, value: str, level: Level = Level.ERROR, **figures: Any) -> Finding:
    return Finding(level=level, code=code, value=value, figures=figures)
