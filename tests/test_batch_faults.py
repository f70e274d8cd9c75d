"""What may befall a batch: kills, full disks, files that change, two at once; nothing finished is lost.

Everything goes through the installed command; what lies in DIR is read by the soak's own audit.
"""

import csv
import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lianxiao.benchmarks.soak_audit import Audit, Finished, audit, case_of, differences, lost, repeated
from lianxiao.benchmarks.soak_processes import COMMAND, Marked, solving
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.generate import write_county as write_made_county

from .conftest import COUNTY_TOML, NEEDS, SCHOOLS, call, environment, write_county

IMPOSSIBLE = COUNTY_TOML + "place_all = true\n"
OPTIONS = ("--time-limit", "20", "--workers", "1")
ORDINARY = ("青石县", "-two words.d")
AS_IT_IS = "as-it-is"
SEED = 6


class Calm(NamedTuple):
    """A batch that nothing happened to."""

    counties: Path
    out: Path
    seconds: float


def arguments(counties: Path | str, out: Path, *more: str, jobs: int = 2) -> list[str | Path]:
    """Call of a batch over every folder in a folder, or over a pattern."""
    pattern = counties if isinstance(counties, str) else f"{counties}/*"
    return ["batch", "--out", out, "--jobs", str(jobs), *OPTIONS, *more, "--", pattern]


def make_counties(folder: Path) -> Path:
    """Two ordinary counties, an impossible one and a wrong one."""
    for number, name in enumerate(ORDINARY):
        write_county(folder / name, settings=COUNTY_TOML.replace("Qingxi", f"Qingxi {number}"))
    write_county(folder / "impossible", settings=IMPOSSIBLE)
    write_county(folder / "wrong", schools=SCHOOLS.replace("stages", "stadiums"))
    return folder


def a_long_case(folder: Path) -> Path:
    """Write a county whose proof takes longer than any of these tests wait."""
    write_made_county(folder, *synthetic_county(400, seed=1))
    return folder


def sound(out: Path) -> Audit:
    """Audit a batch that has ended and hold that nothing is half-written and nothing is left over."""
    found = audit(out)
    assert found.half_written == ()
    assert found.leftovers == ()
    return found


def statuses(out: Path) -> dict[str, str]:
    """Status of every case by county, from summary.csv."""
    with (out / "summary.csv").open(encoding="utf-8-sig", newline="") as table:
        return {row["county"].lstrip("'"): row["status"] for row in csv.DictReader(table)}


def wait_for(what: Path, running: Marked, seconds: float = 60) -> None:
    """Wait until a file or folder is there, or the process has ended."""
    until = time.monotonic() + seconds
    while not what.exists() and running.running() and time.monotonic() < until:
        time.sleep(0.02)


def wait_for_case(running: Marked, seconds: float = 60) -> list[int]:
    """Wait until a case is being solved; gives its processes."""
    until = time.monotonic() + seconds
    while running.running() and time.monotonic() < until:
        if cases := solving((running,)):
            return [process.pid for process in cases]
        time.sleep(0.05)
    raise AssertionError("no case was begun")


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    home = tmp_path_factory.mktemp("calm")
    counties = make_counties(home / "counties")
    begin = time.monotonic()
    done = call(*arguments(counties, home / "out"), seconds=100)
    assert done.exit == 0, done.err
    return Calm(counties, home / "out", time.monotonic() - begin)


def test_one_wrong_county_and_an_impossible_one_stop_nobody(calm: Calm) -> None:
    found = sound(calm.out)
    assert len(found.finished) == len(ORDINARY) + 2
    said = statuses(calm.out)
    assert said["impossible"] == "infeasible"
    assert said["wrong"] == "wrong input"
    assert {said[name] for name in ORDINARY} == {"optimal"}


def test_killed_at_any_moment_and_resumed_nothing_is_lost_or_done_twice(calm: Calm, tmp_path: Path) -> None:
    out, rng, kills = tmp_path / "out", random.Random(SEED), 0
    before: dict[str, Finished] = {}
    for _ in range(4):
        running = Marked([COMMAND, *arguments(calm.counties, out, "--resume")], tmp_path / "log")
        kills += running.kill_after(rng.uniform(0.3, 0.9) * calm.seconds)
        assert running.orphans() == [], "processes of cases outlive their batch"
        found = audit(out) if (out / "manifest.json").exists() else None
        if found is not None:
            assert found.half_written == ()
            assert lost(before, found.finished) == []
            assert repeated(before, found.finished) == []
            before = dict(found.finished)
    assert kills > 0
    done = call(*arguments(calm.counties, out, "--resume"), seconds=100)
    assert done.exit == 0, done.err
    after = sound(out).finished
    assert repeated(before, after) == []
    assert differences(calm.out, out) == []
    again = call(*arguments(calm.counties, out, "--resume"), seconds=100)
    assert again.exit == 0, again.err
    assert sound(out).finished == after


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_says_so_and_goes_on_later(calm: Calm, tmp_path: Path, number: signal.Signals) -> None:
    counties = make_counties(tmp_path / "counties")
    a_long_case(counties / "aa long")
    out = tmp_path / "out"
    running = Marked([COMMAND, *arguments(counties, out, jobs=2)], tmp_path / "log")
    wait_for(out / "青石县" / AS_IT_IS / "case.json", running)
    running.process.send_signal(number)
    assert running.wait(20) == 130, (tmp_path / "log").read_text(encoding="utf-8")
    assert running.orphans() == []
    before = sound(out).finished
    assert before
    assert "not run" in statuses(out).values()
    (counties / "aa long" / "schools.csv").unlink()
    done = call(*arguments(counties, out, "--resume"), seconds=100)
    assert done.exit == 0, done.err
    assert repeated(before, sound(out).finished) == []


def test_a_case_that_is_killed_from_outside_is_a_fault_and_the_others_go_on(tmp_path: Path) -> None:
    counties = tmp_path / "counties"
    a_long_case(counties / "a")
    write_county(counties / "b")
    out = tmp_path / "out"
    running = Marked([COMMAND, *arguments(counties, out, jobs=1)], tmp_path / "log")
    for pid in wait_for_case(running):
        os.kill(pid, signal.SIGKILL)
    assert running.wait(60) == 1
    assert running.orphans() == []
    assert statuses(out) == {"a": "fault", "b": "optimal"}
    assert set(sound(out).finished) == {f"b/{AS_IT_IS}"}
    write_county(counties / "a")
    done = call(*arguments(counties, out, "--resume"), seconds=100)
    assert done.exit == 0, done.err
    assert statuses(out) == {"a": "optimal", "b": "optimal"}


def test_a_case_that_is_asked_to_end_is_no_answer_though_it_has_a_plan(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    a_long_case(counties / "a")
    running = Marked([COMMAND, *arguments(counties, out)], tmp_path / "log")
    cases = wait_for_case(running)
    time.sleep(8)  # by then it has a plan
    for pid in cases:
        os.kill(pid, signal.SIGTERM)
    assert running.wait(60) == 1
    assert running.orphans() == []
    assert statuses(out) == {"a": "fault"}
    assert sound(out).finished == {}


def test_a_second_batch_on_the_same_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    counties = tmp_path / "counties"
    a_long_case(counties / "a")
    out = tmp_path / "out"
    running = Marked([COMMAND, *arguments(counties, out)], tmp_path / "log")
    wait_for_case(running)
    second = call(*arguments(counties, out, "--resume"))
    assert second.exit == 7, second.err
    assert running.running()
    running.kill()  # the lock ends with the process that holds it, even if it had no time to say so
    assert running.orphans() == []
    write_county(counties / "a")
    (counties / "a" / "travel.csv").write_text("from_id,to_id,km,minutes\n0100,0101,5,10\n", encoding="utf-8")
    third = call(*arguments(counties, out, "--resume"), seconds=60)
    assert third.exit == 0, third.err
    sound(out)


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
    done = call(*arguments(calm.counties, out), seconds=100)
    assert done.exit == 7, done.err
    assert "Traceback" not in done.err
    before = audit(out)
    assert before.half_written == ()
    (small_disk / "ballast").unlink()
    resized(small_disk, "8m")
    done = call(*arguments(calm.counties, out, "--resume"), seconds=100)
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
    done = call(*arguments(calm.counties, out, "--resume"), seconds=100)
    assert done.exit == 0, done.err
    assert differences(calm.out, out) == []


def test_a_county_that_changes_under_the_batch_is_solved_as_it_is_now_and_says_so(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    a_long_case(counties / "a")
    write_county(counties / "b")
    write_county(counties / "c")
    running = Marked([COMMAND, *arguments(counties, out, jobs=1)], tmp_path / "log")
    solving = wait_for_case(running)
    (counties / "b" / "needs.csv").write_text(NEEDS.replace("0104,primary,music,4,0", ""), encoding="utf-8")
    (counties / "c" / "schools.csv").write_text(SCHOOLS[:40], encoding="utf-8")  # somebody is writing it
    for pid in solving:
        os.kill(pid, signal.SIGKILL)
    assert running.wait(60) == 1
    assert statuses(out) == {"a": "fault", "b": "optimal", "c": "wrong input"}
    said = case_of(out, f"b/{AS_IT_IS}")["messages"]
    assert any("chang" in message["code"] for message in said), said
    keys = {folder: case.key for folder, case in sound(out).finished.items()}
    write_county(counties / "a")
    write_county(counties / "c")
    done = call(*arguments(counties, out, "--resume"), seconds=100)
    assert done.exit == 0, done.err
    after = sound(out).finished
    assert after[f"b/{AS_IT_IS}"].key == keys[f"b/{AS_IT_IS}"], "solved again without need"
    assert after[f"c/{AS_IT_IS}"].key != keys[f"c/{AS_IT_IS}"]
    assert statuses(out)["c"] == "optimal"


def test_input_that_cannot_be_read_is_a_case_of_its_own_and_looked_at_again(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    for name in ("folder", "loop", "bytes", "good"):
        write_county(counties / name)
    for name in ("folder", "loop"):
        (counties / name / "needs.csv").unlink()
    (counties / "folder" / "needs.csv").mkdir()
    (counties / "loop" / "needs.csv").symlink_to("needs.csv")
    (counties / "bytes" / "needs.csv").write_bytes(b"school_id\xff\x00\x81")
    for number in range(3):
        (counties / f"round {number}").symlink_to(counties)  # followed, that is 2^40 folders
    (counties / "circle").symlink_to("circle")
    given: list[str | Path] = ["batch", "--out", out, "--jobs", "2", *OPTIONS]
    everything: list[str | Path] = [
        f"{counties}/**",
        counties / "gone",
        counties / "good",
        counties / "circle",
        "x" * 300,
    ]
    done = call(*given, *everything, seconds=100)
    assert done.exit == 0, done.err
    wrong = dict.fromkeys(("folder", "loop", "bytes", "gone", "circle", "x" * 300), "wrong input")
    assert statuses(out) == {**wrong, "good": "optimal"}
    before = sound(out).finished
    (counties / "folder" / "needs.csv").rmdir()
    write_county(counties / "folder")
    write_county(counties / "gone")
    done = call(*given, "--resume", *everything, seconds=100)
    assert done.exit == 0, done.err
    assert statuses(out) == {**wrong, "good": "optimal", "folder": "optimal", "gone": "optimal"}
    mended = {f"folder/{AS_IT_IS}", f"gone/{AS_IT_IS}"}
    assert set(repeated(before, sound(out).finished)) == mended


def test_a_pattern_that_matches_no_county_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = call(*arguments(tmp_path / "empty", tmp_path / "out"))
    assert done.exit == 2, done.err
    assert not (tmp_path / "out").exists()


def test_results_inside_the_counties_folder_are_never_taken_for_counties(tmp_path: Path) -> None:
    counties = tmp_path / "province"
    write_county(counties / "a")
    scenario = tmp_path / "far.toml"
    scenario.write_text('format = 1\n[[change]]\npolicy = { "mode.joint_alliance.max_km" = 40 }\n', "utf-8")
    out = counties / "results"
    more = ("--scenario", str(scenario))
    done = call(*arguments(f"{counties}/**", out, *more), seconds=100)
    assert done.exit == 0, done.err
    assert (out / "a" / "far" / "county" / "schools.csv").exists()
    first = sound(out).finished
    assert set(first) == {f"a/{AS_IT_IS}", "a/far"}
    done = call(*arguments(f"{counties}/**", out, "--resume", *more), seconds=100)
    assert done.exit == 0, done.err
    assert sound(out).finished == first


def test_counties_of_one_name_or_of_names_that_the_folder_uses_keep_apart(tmp_path: Path) -> None:
    places = (
        "north/qingxi",
        "south/qingxi",
        "south/Qingxi",
        "south/faults",
        "south/summary.csv",
        "x/" + "长" * 80,
    )
    for place in places:
        write_county(tmp_path / "counties" / place, schools=SCHOOLS[:40])  # wrong: ends at once
    # a name as an archive from another system leaves it: no UTF-8
    write_county(
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/counties/\xc7\xe0\xcf\xaa")), schools=SCHOOLS[:40]
    )
    out = tmp_path / "out"
    done = call(*arguments(f"{tmp_path / 'counties'}/**", out), seconds=100)
    assert done.exit == 3, done.err
    found = sound(out)
    folders = {folder.split("/")[0].casefold() for folder in found.finished}
    assert len(folders) == len(found.finished) == len(places) + 1
    assert not folders & {"faults", "summary.csv"}


def test_a_damaged_result_is_solved_again_and_a_strangers_folder_stays(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    write_county(counties / "a")
    write_county(counties / "b")
    assert call(*arguments(counties, out), seconds=100).exit == 0
    whole = sound(out).finished
    plan = out / "a" / AS_IT_IS / "plan.json"
    plan.write_bytes(plan.read_bytes()[:-200])
    assert set(audit(out).half_written) == {f"a/{AS_IT_IS}"}
    write_county(counties / "c")
    (out / "c" / AS_IT_IS).mkdir(parents=True)
    (out / "c" / AS_IT_IS / "notes.txt").write_text("mine", encoding="utf-8")
    done = call(*arguments(counties, out, "--resume"), seconds=100)
    assert done.exit == 7, done.err
    assert statuses(out) == {"a": "optimal", "b": "optimal", "c": "cannot write"}
    assert (out / "c" / AS_IT_IS / "notes.txt").read_text(encoding="utf-8") == "mine"
    found = audit(out)
    assert repeated(whole, found.finished) == [f"a/{AS_IT_IS}"]


def test_a_case_that_takes_too_much_memory_is_ended_and_says_so(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    write_county(counties / "a")
    done = call(*arguments(counties, out, "--memory", "0.1"), seconds=60)
    assert done.exit == 1, done.err
    assert statuses(out) == {"a": "memory"}
    assert sound(out).finished == {}
    done = call(*arguments(counties, out, "--resume"), seconds=60)
    assert done.exit == 0, done.err
    assert statuses(out) == {"a": "optimal"}
