"""A batch that is killed, interrupted or run twice at once: nothing finished is lost or done twice.

Everything goes through the command; what lies in DIR is read by the soak's own audit.
"""

import random
import signal
import time
from pathlib import Path

import pytest
from lianxiao.benchmarks.dask_machines import PATIENCE
from lianxiao.benchmarks.soak_audit import Finished, audit, case_of, differences, lost, repeated
from lianxiao.benchmarks.soak_processes import COMMAND, Marked, killed
from lianxiao.reports.commands import batch
from lianxiao.reports.commands.batch_cases import Planned

from .batch_cases import (
    AS_IT_IS,
    ORDINARY,
    Calm,
    a_long_case,
    arguments,
    calm_batch,
    make_counties,
    sound,
    statuses,
    wait_for,
    wait_for_case,
)
from .conftest import NEEDS, SCHOOLS, call_here, write_county

SEED = 6


@pytest.fixture(scope="module", name="calm")
def calm_fixture(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """Solve a few counties undisturbed."""
    return calm_batch(tmp_path_factory.mktemp("calm"))


def test_one_wrong_county_and_an_impossible_one_stop_nobody(calm: Calm) -> None:
    found = sound(calm.out)
    assert len(found.finished) == len(ORDINARY) + 2
    said = statuses(calm.out)
    assert said["impossible"] == "infeasible"
    assert said["wrong"] == "wrong input"
    assert {said[name] for name in ORDINARY} == {"optimal"}


def test_killed_at_any_moment_and_resumed_nothing_is_lost_or_done_twice(calm: Calm, tmp_path: Path) -> None:
    out, rng = tmp_path / "out", random.Random(SEED)
    before: dict[str, Finished] = {}
    for time_of_kill in range(4):
        running = Marked([COMMAND, *arguments(calm.counties, out, "--resume")], tmp_path / "log")
        if time_of_kill == 0:  # for certain in mid-case; the others whenever, perhaps after the end
            wait_for_case(running)
            running.kill()
            assert running.process.returncode == -signal.SIGKILL
        else:
            running.kill_after(rng.uniform(0.3, 0.9) * calm.seconds)
        assert running.orphans() == [], "processes of cases outlive their batch"
        found = audit(out) if (out / "manifest.json").exists() else None
        if found is not None:
            assert found.half_written == ()
            assert lost(before, found.finished) == []
            assert repeated(before, found.finished) == []
            before = dict(found.finished)
    done = call_here(*arguments(calm.counties, out, "--resume"))
    assert done.exit == 0, done.err
    after = sound(out).finished
    assert repeated(before, after) == []
    assert differences(calm.out, out) == []
    again = call_here(*arguments(calm.counties, out, "--resume"))
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
    assert running.wait(PATIENCE) == 130, (tmp_path / "log").read_text(encoding="utf-8")
    assert running.orphans() == []
    before = sound(out).finished
    assert before
    assert "not run" in statuses(out).values()
    (counties / "aa long" / "schools.csv").unlink()
    done = call_here(*arguments(counties, out, "--resume"))
    assert done.exit == 0, done.err
    assert repeated(before, sound(out).finished) == []


def test_interrupted_while_it_tries_a_failed_case_again_it_says_so(tmp_path: Path) -> None:
    # what the case had come to before was taken for its end: 1, and "not run: 0"
    counties, out = tmp_path / "counties", tmp_path / "out"
    a_long_case(counties / "a")
    assert call_here(*arguments(counties, out, "--memory", "0.1")).exit == 1
    running = Marked([COMMAND, *arguments(counties, out, "--resume")], tmp_path / "log")
    wait_for_case(running)
    running.interrupt()
    assert running.wait(PATIENCE) == 130
    assert "not run: 1" in (tmp_path / "log").read_text(encoding="utf-8")
    assert statuses(out) == {"a": "memory"}


def test_a_batch_that_came_and_went_while_this_one_was_planned_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    write_county(counties / "a")

    def slowly(*words: object) -> tuple[Planned, ...]:
        monkeypatch.undo()
        assert call_here(*arguments(counties, out)).exit == 0
        return ()

    monkeypatch.setattr(batch, "planned_cases", slowly)
    assert call_here(*arguments(counties, out)).exit == 2
    assert statuses(out) == {"a": "optimal"}


def test_a_case_that_is_killed_from_outside_is_a_fault_and_the_others_go_on(tmp_path: Path) -> None:
    counties = tmp_path / "counties"
    a_long_case(counties / "a")
    write_county(counties / "b")
    out = tmp_path / "out"
    running = Marked([COMMAND, *arguments(counties, out, jobs=1)], tmp_path / "log")
    assert all(map(killed, wait_for_case(running)))
    assert running.wait(PATIENCE) == 1
    assert running.orphans() == []
    assert statuses(out) == {"a": "fault", "b": "optimal"}
    assert set(sound(out).finished) == {f"b/{AS_IT_IS}"}
    write_county(counties / "a")
    done = call_here(*arguments(counties, out, "--resume"))
    assert done.exit == 0, done.err
    assert statuses(out) == {"a": "optimal", "b": "optimal"}


def test_a_case_that_is_asked_to_end_is_no_answer_though_it_has_a_plan(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    a_long_case(counties / "a")
    running = Marked([COMMAND, *arguments(counties, out)], tmp_path / "log")
    cases = wait_for_case(running)
    time.sleep(8)  # by then it has a plan
    for case in cases:
        case.terminate()
    assert running.wait(PATIENCE) == 1
    assert running.orphans() == []
    assert statuses(out) == {"a": "fault"}
    assert sound(out).finished == {}


def test_a_second_batch_on_the_same_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    counties = tmp_path / "counties"
    a_long_case(counties / "a")
    out = tmp_path / "out"
    running = Marked([COMMAND, *arguments(counties, out)], tmp_path / "log")
    wait_for_case(running)
    second = call_here(*arguments(counties, out, "--resume"))
    assert second.exit == 7, second.err
    assert running.running()
    running.kill()  # the lock ends with the process that holds it, even if it had no time to say so
    assert running.orphans() == []
    write_county(counties / "a")
    (counties / "a" / "travel.csv").write_text("from_id,to_id,km,minutes\n0100,0101,5,10\n", encoding="utf-8")
    third = call_here(*arguments(counties, out, "--resume"))
    assert third.exit == 0, third.err
    sound(out)


def test_a_county_that_changes_under_the_batch_is_solved_as_it_is_now_and_says_so(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    a_long_case(counties / "a")
    write_county(counties / "b")
    write_county(counties / "c")
    running = Marked([COMMAND, *arguments(counties, out, jobs=1)], tmp_path / "log")
    cases = wait_for_case(running)
    (counties / "b" / "needs.csv").write_text(NEEDS.replace("0104,primary,music,4,0", ""), encoding="utf-8")
    (counties / "c" / "schools.csv").write_text(SCHOOLS[:40], encoding="utf-8")  # somebody is writing it
    assert all(map(killed, cases))
    assert running.wait(PATIENCE) == 1
    assert statuses(out) == {"a": "fault", "b": "optimal", "c": "wrong input"}
    said = case_of(out, f"b/{AS_IT_IS}")["messages"]
    assert any("chang" in message["code"] for message in said), said
    keys = {folder: case.key for folder, case in sound(out).finished.items()}
    write_county(counties / "a")
    write_county(counties / "c")
    done = call_here(*arguments(counties, out, "--resume"))
    assert done.exit == 0, done.err
    after = sound(out).finished
    assert after[f"b/{AS_IT_IS}"].key == keys[f"b/{AS_IT_IS}"], "solved again without need"
    assert after[f"c/{AS_IT_IS}"].key != keys[f"c/{AS_IT_IS}"]
    assert statuses(out)["c"] == "optimal"
