"""A batch whose disk fills up: it says so, and keeps what is finished.

Everything goes through the command; what lies in DIR is read by the soak's own audit.
"""

import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lianxiao.benchmarks.soak_audit import audit, differences, lost, repeated
from lianxiao.benchmarks.soak_processes import COMMAND

from .batch_cases import Calm, arguments, calm_batch, sound
from .conftest import call_here, environment


@pytest.fixture(scope="module", name="calm")
def calm_fixture(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """Solve a few counties undisturbed."""
    return calm_batch(tmp_path_factory.mktemp("calm"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 200 kB; its size can be changed with `resized`."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small disk needs the right to mount one")
    yield disk
    subprocess.run(["umount", disk], check=True)


def resized(disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


def test_a_full_disk_ends_the_batch_and_keeps_what_is_finished(calm: Calm, small_disk: Path) -> None:
    out = small_disk / "out"
    (small_disk / "ballast").write_bytes(b"x" * 160_000)
    done = call_here(*arguments(calm.counties, out))
    assert done.exit == 7, done.err
    assert "Traceback" not in done.err
    before = audit(out)
    assert before.half_written == ()
    (small_disk / "ballast").unlink()
    resized(small_disk, "8m")
    done = call_here(*arguments(calm.counties, out, "--resume"))
    assert done.exit == 0, done.err
    after = sound(out).finished
    assert lost(before.finished, after) == []
    assert repeated(before.finished, after) == []
    assert differences(calm.out, out) == []


def test_where_not_even_an_error_can_be_said_the_exit_code_still_says_it(tmp_path: Path) -> None:
    # stderr on a full disk made every end of a case a fault of the program
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [COMMAND, "check", tmp_path, "--json"], stdout=full, stderr=full, timeout=60, check=False
        )
    assert done.returncode == 7


def test_files_that_may_not_grow_leave_no_half_written_case(calm: Calm, tmp_path: Path) -> None:
    out = tmp_path / "out"
    limited = subprocess.run(
        [COMMAND, *arguments(calm.counties, out)],
        capture_output=True,
        env=environment(),
        timeout=100,
        check=False,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)),
    )
    assert limited.returncode == 7, limited.stderr.decode()
    assert b"Traceback" not in limited.stderr
    if (out / "manifest.json").exists():
        assert audit(out).half_written == ()
    done = call_here(*arguments(calm.counties, out, "--resume"))
    assert done.exit == 0, done.err
    assert differences(calm.out, out) == []
