"""Cases on a cluster of machines: Dask queues them, sends them and tries them again (docs/cluster.md).

Nothing is shared but the connection: a task brings its whole input, a result all that was written.
"""

import logging
import re
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import dask.config
from dask.utils import parse_timedelta
from distributed import Client, LocalCluster
from distributed.security import Security

from ...models.batch import CaseResult
from ...models.errors import NoCluster
from .cluster_sending import Say, Sending, cluster_finding, refused_finding
from .cluster_versions import scheduler_differs
from .local import Begun, Turn, core_slots

LOCAL = "local"
"""Address that starts a scheduler and workers on this machine."""

_ADDRESS = re.compile(r"(tcp|tls)://[^/\s]+:\d+")
_CONNECT_SECONDS = 10.0
_CONNECT_SETTING = "distributed.comm.timeouts.connect"
_LARGE = "1 GiB"
"""Input above which Dask would warn that it is large; a road extract is."""
_CTRL_C_IS_OURS = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
"""What a local worker does first: Ctrl-C reaches all processes of a terminal, and this one ends them."""


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
                raise NoCluster(refused_finding("cluster_scheduler_differs", differs))
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
        yield from Sending(self.client, self.address, self.slots, stop, begun, say).results(iter(turns))


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
        raise NoCluster(cluster_finding("cluster_address", value=address))
    security = Security()
    if address.startswith("tls:") and not (security.tls_ca_file and security.tls_client_cert):
        raise NoCluster(cluster_finding("cluster_no_certificate", value=address))
    seconds = min(_CONNECT_SECONDS, parse_timedelta(dask.config.get(_CONNECT_SETTING)))
    try:
        return Client(address, timeout=seconds, set_as_default=False, security=security)
    except (OSError, ValueError) as refusal:
        raise NoCluster(
            cluster_finding("cluster_unreachable", value=address, reason=str(refusal))
        ) from refusal


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
