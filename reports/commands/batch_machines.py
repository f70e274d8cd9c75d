"""Where the cases of a batch are solved: side by side on this machine, or on a cluster."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ...models.batch import CaseResult
from ...models.errors import NoCluster
from ...models.finding import Finding, Level
from ...solver.batch.local import Begun, Turn, finished

if TYPE_CHECKING:
    from ...solver.batch.cluster import Cluster

Results = Generator[CaseResult, None, None]


class Watched(NamedTuple):
    """What a batch hears while its cases are solved, and how it ends them."""

    stop: threading.Event
    begun: Begun
    say: Callable[[Finding], None]


Solve = Callable[[Iterator[Turn], Watched], Results]


def machines(cluster: "Cluster | None", jobs: int, workers: int, work: Path) -> Solve:
    """Choose where cases are solved.

    Parameters
    ----------
    cluster
        As `connected` gives it; None: no cluster.
    work
        Folder for the temporary ones of cases that are solved without a cluster.
    """
    if cluster is None:
        return partial(_here, jobs=jobs, workers=workers, work=work)
    return partial(_there, cluster=cluster)


@contextmanager
def connected(address: str | None, jobs: int, workers: int) -> Iterator["Cluster | None"]:
    """Connect to the cluster that the call names, or start it if it is ``local``; None: no cluster.

    Raises
    ------
    NoCluster
        What it takes is an extra, and not installed; or nobody answers at the address.
    """
    if address is None:
        yield None
        return
    if find_spec("distributed") is None:
        raise NoCluster(Finding(level=Level.ERROR, code="cluster_not_installed"))
    from ...solver.batch.cluster import cluster_at  # noqa: PLC0415 - an extra

    with cluster_at(address, jobs=jobs, workers=workers) as cluster:
        yield cluster


def _here(turns: Iterator[Turn], watched: Watched, *, jobs: int, workers: int, work: Path) -> Results:
    stop, begun, _ = watched
    return finished(turns, jobs=jobs, workers=workers, stop=stop, begun=begun, work=work)


def _there(turns: Iterator[Turn], watched: Watched, *, cluster: "Cluster") -> Results:
    stop, begun, say = watched
    return cluster.finished(turns, stop=stop, begun=begun, say=say)
