"""Cases on a cluster: a real scheduler and real workers on this machine, which are killed in mid-solve."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from lianxiao import __version__
from lianxiao.benchmarks.dask_machines import Machines, until
from lianxiao.benchmarks.soak_processes import Marked, solving
from lianxiao.models.batch import CaseResult, CaseStatus, CaseTask
from lianxiao.models.errors import ClusterLost, NoCluster

from .batch_cases import LONG, a_long_case
from .cluster_cases import Sent, gone, small, task_of

OPTIMAL = CaseStatus.OPTIMAL
ENOUGH = 200
"""Small cases that last until a worker which comes late has begun one, on whatever machine."""


@pytest.fixture(scope="module", name="long_county")
def long_county_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a county that is searched for as long as it may be."""
    return a_long_case(tmp_path_factory.mktemp("long"))


@pytest.fixture(scope="module", name="pair")
def pair_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Give a scheduler with two workers, for tests that leave it whole; nannies replace what is killed."""
    with Machines(tmp_path_factory.mktemp("pair")) as machines:
        machines.add_worker()
        machines.add_worker()
        yield machines


def test_a_worker_that_dies_in_mid_solve_costs_no_case_and_leaves_no_process(pair: Machines) -> None:
    sent = Sent(pair.address, [small(name) for name in "abcd"])

    def killed_first() -> psutil.Process | None:
        return next((case for case in pair.solving() if pair.kill_worker_of(case)), None)

    case = sent.run_while(lambda: until(killed_first, "a worker that solves a case"))
    assert sent.statuses == dict.fromkeys("abcd", OPTIMAL)
    assert len(sent.results) == len(sent.begun) == 4
    gone([case])
    for result in sent.results:
        assert {name for name, _ in result.files} >= {"plan.json", "certificate.json"}


def test_a_case_that_kills_its_worker_every_time_is_lost_and_the_others_are_not(
    pair: Machines, long_county: Path
) -> None:
    sent = Sent(pair.address, [small("a"), task_of("poison", long_county, LONG), small("b")])
    deaths: set[int] = set()

    def kill_always() -> None:
        while not sent.over.wait(0.05):
            deaths.update(case.pid for case in pair.solving("poison") if pair.kill_worker_of(case))

    sent.run_while(kill_always)
    assert sent.statuses == {"a": OPTIMAL, "b": OPTIMAL, "poison": CaseStatus.LOST}
    assert len(sent.results) == 3
    assert len(deaths) == 4  # twice among the others (one death is allowed), twice alone


def test_what_a_killed_worker_had_of_a_case_is_removed(pair: Machines, long_county: Path) -> None:
    # teachers' names stayed in the machine's temporary folder
    sent = Sent(pair.address, [task_of("twice", long_county, LONG)])

    def kill_and_call_off() -> Path:
        case = until(lambda: pair.solving("twice"), "the long case")[0]
        folder = Path(case.cwd())
        assert pair.kill_worker_of(case)
        until(lambda: [other for other in pair.solving("twice") if other != case], "the case elsewhere")
        sent.stop.set()
        return folder

    folder = sent.run_while(kill_and_call_off)
    assert folder.is_relative_to(pair.folder)
    until(lambda: not folder.exists(), "the end of its files")


def test_cases_that_are_called_off_end_on_the_workers(pair: Machines, long_county: Path) -> None:
    sent = Sent(pair.address, [task_of(name, long_county, LONG) for name in ("long", "longer", "longest")])

    def both_busy() -> list[psutil.Process] | None:
        found = pair.solving("long")
        return found if len(found) == 2 else None

    def call_off() -> list[psutil.Process]:
        under_way = until(both_busy, "two long cases")
        sent.stop.set()
        return under_way

    gone(sent.run_while(call_off))
    until(lambda: not pair.solving("long"), "the end of what began meanwhile")
    assert set(sent.statuses.values()) == {CaseStatus.NOT_RUN}


def as_installed(folder: Path, package: str, version: str) -> Path:
    """Folder that, at the front of Python's path, shows a package as installed in another version."""
    place = folder / "other" / f"{package}-{version}.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", "utf-8")
    return place.parent


def test_a_scheduler_with_other_versions_is_not_used(tmp_path: Path) -> None:
    other = as_installed(tmp_path, "lianxiao", "0.0.9")
    with Machines(tmp_path, packages=other) as machines, pytest.raises(NoCluster) as none:
        Sent(machines.address, [small("a")]).run()
    assert none.value.finding.code == "cluster_scheduler_differs"
    assert none.value.finding.figures["there"] == "0.0.9"


def test_workers_that_come_late_work_and_those_with_another_version_do_not(tmp_path: Path) -> None:
    other = as_installed(tmp_path, "lianxiao", "0.0.9")
    with Machines(tmp_path) as machines:
        first = machines.add_worker()
        late: list[Marked] = []

        def cases() -> Iterator[CaseTask]:
            for number in range(ENOUGH):
                if number == 1:
                    late.extend([machines.add_worker(packages=other), machines.add_worker()])
                if late and sent.said and solving(late[1:]):
                    return
                yield small(f"case{number}")

        sent = Sent(machines.address, cases())
        sent.run()
        assert set(sent.statuses.values()) == {OPTIMAL}
        assert len(sent.results) == len(sent.begun) < ENOUGH
        refused, used = late
        until(lambda: not refused.running(), "the other version's worker to close")
        assert first.running()
        assert used.running()
    assert [(said.code, said.figures) for said in sent.said] == [
        ("cluster_worker_refused", {"package": "lianxiao", "there": "0.0.9", "here": __version__})
    ]


def test_the_worker_bounds_the_memory_of_a_case_that_brings_no_bound(tmp_path: Path) -> None:
    with Machines(tmp_path) as machines:
        machines.add_worker("--nthreads", "2", "--memory-limit", "300MB")
        assert Sent(machines.address, [small("a")]).run().statuses == {"a": CaseStatus.MEMORY}
        bounded = replace(small("b"), memory_bytes=2_000_000_000)
        assert Sent(machines.address, [bounded]).run().statuses == {"b": OPTIMAL}


def test_a_cluster_of_other_versions_only_is_said_and_not_waited_for(tmp_path: Path) -> None:
    other = as_installed(tmp_path, "ortools", "1.0")
    with Machines(tmp_path) as machines:
        machines.add_worker(packages=other)
        sent = Sent(machines.address, [small("a")])
        with pytest.raises(NoCluster) as none:
            sent.run()
    assert none.value.finding.code == "cluster_workers_refused"
    assert [said.code for said in sent.said] == ["cluster_worker_refused"]
    assert sent.results == []


def test_a_scheduler_that_dies_ends_the_batch_and_its_cases(tmp_path: Path, long_county: Path) -> None:
    with Machines(tmp_path) as machines:
        machines.add_worker()
        sent = Sent(machines.address, [small("a"), task_of("long", long_county, LONG), small("b")])
        under_way: list[psutil.Process] = []

        def kill(_: CaseResult) -> None:
            under_way.extend(until(lambda: machines.solving("long"), "the long case"))
            machines.scheduler.kill()

        with pytest.raises(ClusterLost) as lost:
            sent.run(kill)
        assert lost.value.finding.value == machines.address
        assert sent.statuses == {"a": OPTIMAL}
        gone(under_way)
