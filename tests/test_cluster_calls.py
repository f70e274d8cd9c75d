"""`lianxiao batch --cluster` as a province calls it: encrypted, interrupted, killed, and wrongly."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dask.config
import pytest
from lianxiao.benchmarks.dask_machines import PATIENCE, Machines, until
from lianxiao.benchmarks.soak_processes import Marked, solving
from lianxiao.instances.bundled import bundled_county
from lianxiao.models.errors import NoCluster

from .batch_cases import LONG, a_long_case
from .cluster_cases import Sent, gone, small
from .conftest import COMMAND, Caller

Call = list[str | Path]


@pytest.fixture(scope="module", name="long_county")
def long_county_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a county that is searched for as long as it may be."""
    return a_long_case(tmp_path_factory.mktemp("long"))


@pytest.fixture(name="local_batch")
def local_batch_fixture(tmp_path: Path, long_county: Path) -> Iterator[Marked]:
    """Give a batch on a local cluster that solves the long case by now."""
    call: Call = [COMMAND, "batch", long_county, "--out", tmp_path / "out", "--cluster", "local"]
    batch = Marked([*call, "--jobs", "1", "--time-limit", str(LONG)], tmp_path / "log")
    try:
        until(lambda: solving([batch]), "the long case")
        yield batch
    finally:
        batch.kill_all()


def finished_in(out: Path) -> dict[str, int]:
    """Counties that have a case.json, and when it was written, in nanoseconds."""
    return {file.parts[-3]: file.stat().st_mtime_ns for file in out.glob("*/*/case.json")}


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


def test_a_batch_whose_scheduler_dies_says_so_and_is_resumed(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    names = set("abcde")  # so many that the scheduler is gone before the last one ends, on whatever machine
    for name in names:
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
    assert before.keys() < names
    assert (out / "summary.csv").read_text("utf-8-sig").count("not run") == len(names) - len(before)
    with Machines(second) as machines:
        machines.add_worker()
        again = Marked([*call, "--cluster", machines.address, "--resume"], tmp_path / "second.json")
        assert again.wait(2 * PATIENCE) == 0
    after = finished_in(out)
    assert after.keys() == names
    assert before.items() <= after.items()  # nothing finished was solved again


def test_the_workers_end_the_cases_of_a_batch_that_is_killed(tmp_path: Path, long_county: Path) -> None:
    with Machines(tmp_path) as machines:
        machines.add_worker()
        call: Call = [COMMAND, "batch", long_county, "--out", tmp_path / "out", "--cluster", machines.address]
        batch = Marked([*call, "--time-limit", str(LONG)], tmp_path / "log")
        under_way = until(machines.solving, "the long case")
        batch.kill()
        gone(under_way)


def test_ctrl_c_ends_a_local_cluster_and_all_its_processes(tmp_path: Path, local_batch: Marked) -> None:
    local_batch.interrupt()
    assert local_batch.wait(PATIENCE) == 130
    assert local_batch.orphans() == []
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
    assert "not run" in (tmp_path / "out" / "summary.csv").read_text("utf-8-sig")


def test_a_local_cluster_that_is_killed_leaves_no_process(local_batch: Marked) -> None:
    local_batch.kill()
    assert local_batch.orphans() == []


def test_without_the_extra_the_call_says_what_to_install(
    call_here: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    called = call_here("batch", "ten_schools", "--out", tmp_path / "out", "--cluster", "tcp://a:1")
    assert called.exit == 2
    assert "pip install 'lianxiao[cluster]'" in called.err
    assert not (tmp_path / "out").exists()
