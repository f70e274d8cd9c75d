"""Cases on a cluster: a real scheduler and real workers on this machine, which are killed in mid-solve."""

import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import dask.config
import psutil
import pytest
from lianxiao import __version__
from lianxiao.benchmarks.soak_processes import Marked, solving
from lianxiao.instances.batch_input import county_input
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.generate import write_county as write_made_county
from lianxiao.models.batch import CaseResult, CaseStatus, CaseTask, How
from lianxiao.models.errors import ClusterLost, NoCluster
from lianxiao.models.finding import Finding
from lianxiao.solver.batch.cluster import cluster_at

from .conftest import COMMAND, Caller
from .dask_machines import PATIENCE, Machines, until

OPTIMAL = CaseStatus.OPTIMAL
Call = list[str | Path]


def task_of(county: str, folder: Path, seconds: float = 5) -> CaseTask:
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


@pytest.fixture(scope="module", name="long_county")
def long_county_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a county that is searched for as long as it may be."""
    folder = tmp_path_factory.mktemp("long")
    write_made_county(folder, *synthetic_county(400, seed=1))
    return folder


def _itself(task: CaseTask) -> CaseTask:
    return task


class Sent:
    """What came back of some cases, and what was said meanwhile."""

    def __init__(self, address: str, tasks: Iterable[CaseTask]) -> None:
        self.stop = threading.Event()
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

    @property
    def statuses(self) -> dict[str, CaseStatus]:
        return {result.county: result.status for result in self.results}


def gone(cases: Iterable[psutil.Process]) -> None:
    left = list(cases)
    until(lambda: not any(case.is_running() and case.status() != "zombie" for case in left), "their end", 15)


def in_background(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_worker_that_dies_in_mid_solve_costs_no_case_and_leaves_no_process(tmp_path: Path) -> None:
    with Machines(tmp_path) as machines:
        machines.add_worker()
        machines.add_worker()
        sent = Sent(machines.address, [small(name) for name in "abcd"])
        killed: list[psutil.Process] = []

        def kill_first() -> None:
            until(machines.solving, "a case")
            killed.append(machines.solving()[0])
            machines.kill_worker_of(killed[0])

        thread = in_background(kill_first)
        sent.run()
        thread.join()
        assert sent.statuses == dict.fromkeys("abcd", OPTIMAL)
        assert len(sent.results) == len(sent.begun) == 4
        gone(killed)
    for result in sent.results:
        assert {name for name, _ in result.files} >= {"plan.json", "certificate.json"}


def test_a_case_that_kills_its_worker_every_time_is_lost_and_the_others_are_not(tmp_path: Path) -> None:
    with Machines(tmp_path) as machines:
        machines.add_worker()
        machines.add_worker()
        sent = Sent(machines.address, [small(name) for name in ("a", "poison", "b")])
        over = threading.Event()
        deaths: set[int] = set()

        def kill_always() -> None:
            while not over.wait(0.05):
                for case in machines.solving("poison"):
                    machines.kill_worker_of(case)
                    deaths.add(case.pid)

        thread = in_background(kill_always)
        sent.run()
        over.set()
        thread.join()
    assert sent.statuses == {"a": OPTIMAL, "b": OPTIMAL, "poison": CaseStatus.LOST}
    assert len(sent.results) == 3
    assert len(deaths) == 4  # twice among the others (one death is allowed), twice alone


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
            for number in range(60):
                if number == 1:
                    late.extend([machines.add_worker(packages=other), machines.add_worker()])
                if late and sent.said and solving(late[1:]):
                    return
                yield small(f"case{number}")

        sent = Sent(machines.address, cases())
        sent.run()
        assert set(sent.statuses.values()) == {OPTIMAL}
        assert len(sent.results) == len(sent.begun) < 60
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
        machines.add_worker()
        sent = Sent(machines.address, [small("a"), task_of("long", long_county, 60), small("b")])
        under_way: list[psutil.Process] = []

        def kill(_: CaseResult) -> None:
            until(lambda: machines.solving("long"), "the long case")
            under_way.extend(machines.solving())
            machines.scheduler.kill()

        with pytest.raises(ClusterLost) as lost:
            sent.run(kill)
        assert lost.value.finding.value == machines.address
        assert sent.statuses == {"a": OPTIMAL}
        gone(under_way)


def test_cases_that_are_called_off_end_on_the_workers(tmp_path: Path, long_county: Path) -> None:
    with Machines(tmp_path) as machines:
        machines.add_worker()
        sent = Sent(machines.address, [task_of("long", long_county, 60), small("b")])
        under_way: list[psutil.Process] = []

        def call_off() -> None:
            until(machines.solving, "the long case")
            under_way.extend(machines.solving())
            sent.stop.set()

        thread = in_background(call_off)
        sent.run()
        thread.join()
        gone(under_way)
    assert set(sent.statuses.values()) == {CaseStatus.NOT_RUN}


def certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Make an authority, and one certificate for all three, with the calls of docs/cluster.md."""
    page = (Path(__file__).parents[1] / "docs" / "cluster.md").read_text("utf-8")
    calls = [line for line in page.splitlines() if line.startswith("openssl ")]
    assert len(calls) == 3
    for call in calls:
        subprocess.run(shlex.split(call), check=True, capture_output=True, cwd=folder)
    return folder / "ca.pem", folder / "cert.pem", folder / "key.pem"


def test_the_same_over_an_encrypted_connection(tmp_path: Path) -> None:
    authority, certificate, key = certificates(tmp_path)
    tls: Call = ["--tls-ca-file", authority, "--tls-cert", certificate, "--tls-key", key]
    with Machines(tmp_path, tls=tls) as machines:
        assert machines.address.startswith("tls://")
        machines.add_worker()
        with pytest.raises(NoCluster) as none:
            Sent(machines.address, [small("a")]).run()
        assert none.value.finding.code == "cluster_no_certificate"
        with pytest.raises(NoCluster) as none:
            Sent(machines.address.replace("tls", "tcp"), [small("a")]).run()
        assert none.value.finding.code == "cluster_unreachable"
        settings = {"CA_FILE": authority, "CLIENT__CERT": certificate, "CLIENT__KEY": key}
        extra = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(file) for name, file in settings.items()}
        county, out = bundled_county("ten_schools"), tmp_path / "out"
        call: Call = [COMMAND, "batch", county, "--out", out, "--cluster", machines.address]
        assert Marked(call, tmp_path / "log", extra=extra).wait(PATIENCE) == 0
    assert finished_in(out).keys() == {"ten_schools"}


@pytest.fixture(autouse=True)
def short_waits_fixture() -> Iterator[None]:
    """Wait two seconds for an address at which nobody answers."""
    with dask.config.set({"distributed.comm.timeouts.connect": "2s"}):
        yield


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("127.0.0.1:8786", "cluster_address"),
        ("tcp://127.0.0.1", "cluster_address"),
        ("ucx://127.0.0.1:8786", "cluster_address"),
        ("tcp://127.0.0.1:1", "cluster_unreachable"),
        ("tls://127.0.0.1:8786", "cluster_no_certificate"),
    ],
)
def test_an_address_that_cannot_be_used(address: str, code: str) -> None:
    with pytest.raises(NoCluster) as none:
        Sent(address, [small("a")]).run()
    assert none.value.finding.code == code
    assert none.value.finding.value == address


def finished_in(out: Path) -> dict[str, int]:
    """Counties that have a case.json, and when it was written, in nanoseconds."""
    return {file.parts[-3]: file.stat().st_mtime_ns for file in out.glob("*/*/case.json")}


def test_a_batch_whose_scheduler_dies_says_so_and_is_resumed(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    for name in "abc":
        shutil.copytree(bundled_county("ten_schools"), counties / name)
    call: Call = [COMMAND, "batch", counties / "*", "--out", out, "--json"]
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    with Machines(first) as machines:
        machines.add_worker()
        batch = Marked([*call, "--cluster", machines.address], tmp_path / "first.json")
        until(lambda: finished_in(out) and machines.solving(), "a case behind a finished one")
        machines.scheduler.kill()
        assert batch.wait(PATIENCE) == 1
        assert "cluster_lost" in (tmp_path / "first.json").read_text("utf-8")
    before = finished_in(out)
    assert before.keys() < {"a", "b", "c"}
    assert (out / "summary.csv").read_text("utf-8-sig").count("not run") == 3 - len(before)
    with Machines(second) as machines:
        machines.add_worker()
        again = Marked([*call, "--cluster", machines.address, "--resume"], tmp_path / "second.json")
        assert again.wait(2 * PATIENCE) == 0
    after = finished_in(out)
    assert after.keys() == {"a", "b", "c"}
    assert before.items() <= after.items()  # nothing finished was solved again


def test_ctrl_c_ends_a_local_cluster_and_all_its_processes(tmp_path: Path, long_county: Path) -> None:
    call: Call = [
        COMMAND,
        "batch",
        long_county,
        "--out",
        tmp_path / "out",
        "--cluster",
        "local",
        "--jobs",
        "1",
    ]
    batch = Marked(call, tmp_path / "log")
    until(lambda: solving([batch]), "the long case")
    batch.interrupt()
    assert batch.wait(PATIENCE) == 130
    assert batch.orphans() == []
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
    assert "not run" in (tmp_path / "out" / "summary.csv").read_text("utf-8-sig")


def test_a_local_cluster_that_is_killed_leaves_no_process(tmp_path: Path, long_county: Path) -> None:
    call: Call = [
        COMMAND,
        "batch",
        long_county,
        "--out",
        tmp_path / "out",
        "--cluster",
        "local",
        "--jobs",
        "1",
    ]
    batch = Marked(call, tmp_path / "log")
    until(lambda: solving([batch]), "the long case")
    batch.kill()
    assert batch.orphans() == []


def test_without_the_extra_the_call_says_what_to_install(
    call_here: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    called = call_here("batch", "ten_schools", "--out", tmp_path / "out", "--cluster", "tcp://a:1")
    assert called.exit == 2
    assert "pip install 'lianxiao[cluster]'" in called.err
    assert not (tmp_path / "out").exists()
