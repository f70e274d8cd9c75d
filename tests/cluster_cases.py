"""Small cases for a cluster, and what comes back of them."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

import psutil
from lianxiao.benchmarks.dask_machines import PATIENCE, until
from lianxiao.benchmarks.soak_processes import alive
from lianxiao.instances.batch_input import county_input
from lianxiao.instances.bundled import bundled_county
from lianxiao.models.batch import CaseResult, CaseStatus, CaseTask, How
from lianxiao.models.finding import Finding
from lianxiao.solver.batch.cluster import cluster_at

T = TypeVar("T")


def task_of(county: str, folder: Path, seconds: float = 100) -> CaseTask:
    return CaseTask(
        county=county,
        case="as-it-is",
        folder=f"{county}/as-it-is",
        key=county.ljust(64, "0"),
        county_folder=county,
        files=county_input(folder).files,
        how=How(time_limit=seconds, workers=1, seed=0),
    )


def small(county: str) -> CaseTask:
    return task_of(county, bundled_county("ten_schools"))


def _itself(task: CaseTask) -> CaseTask:
    return task


class Sent:
    """What came back of some cases, and what was said meanwhile."""

    def __init__(self, address: str, tasks: Iterable[CaseTask]) -> None:
        self.stop = threading.Event()
        self.over = threading.Event()
        self.begun: list[str] = []
        self.said: list[Finding] = []
        self.results: list[CaseResult] = []
        self._turns = (partial(_itself, task) for task in tasks)
        self._address = address

    def run(self, at_each: Callable[[CaseResult], object] = lambda result: None) -> "Sent":
        with (
            cluster_at(self._address, jobs=2, workers=1) as cluster,
            closing(
                cluster.finished(self._turns, stop=self.stop, begun=self.begun.append, say=self.said.append)
            ) as found,
        ):
            for result in found:
                self.results.append(result)
                at_each(result)
        return self

    def run_while(self, meanwhile: Callable[[], T]) -> T:
        """Run with something done beside it, and give what that gave.

        Where it fails, the cases are called off, and what it raised is raised here.
        """

        def call_off_if_failed(done: Future[T]) -> None:
            if done.exception() is not None:
                self.stop.set()

        with ThreadPoolExecutor(1) as beside:
            under_way = beside.submit(meanwhile)
            under_way.add_done_callback(call_off_if_failed)
            try:
                self.run()
            finally:
                self.over.set()
        return under_way.result()

    @property
    def statuses(self) -> dict[str, CaseStatus]:
        return {result.county: result.status for result in self.results}


def gone(cases: Iterable[psutil.Process], seconds: float = PATIENCE) -> None:
    left = list(cases)
    until(lambda: not any(alive(case) for case in left), "their end", seconds)
