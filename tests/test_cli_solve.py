"""``lianxiao solve`` as a planner calls it: exit codes, files, what stays and what is kept."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.write import write_county
from lianxiao.tests.conftest import COUNTY_TOML, SCHOOLS, Called, Caller, CountyMaker, environment

IMPOSSIBLE = COUNTY_TOML.replace("max_km = 30", "max_km = 30\nplace_all = true")
EXECUTABLE = Path(sys.executable).with_name("lianxiao")


def solve(call: Caller, county: Path, out: Path, *more: str | Path, seconds: int = 20) -> Called:
    return call("solve", county, "--out", out, "--time-limit", seconds, "--workers", 1, *more)


def test_the_plan_of_the_small_county(call: Caller, county: Path, tmp_path: Path) -> None:
    # 0104 lies 31 and 33 km away: beyond 30, so one school stays unplaced. Three members are left, an
    # alliance has 2 or 3: one alliance of all three. Led by 0100: music needs 10 + 12, supply 14 + 7, so
    # 1 lesson is uncovered, and 4 of 0104; led by 0200: 5 + 4. So 0100 leads: longest way 7 km,
    # 5 + 6 + 7 = 18 km in all.
    done = solve(call, county, tmp_path / "out")
    assert done.exit == 0, done.err
    plan = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert [tier["value"] for tier in plan["tiers"]] == [1, 5, 7, 18]
    assert all(tier["proven"] for tier in plan["tiers"])
    assert plan["status"] == "optimal"
    (alliance,) = plan["alliances"]
    assert alliance["id"] == "primary-0100"
    assert [member["school"] for member in alliance["members"]] == ["0101", "0102", "0103"]
    (unplaced,) = plan["unplaced"]
    assert unplaced["school"] == "0104"
    assert unplaced["reasons"][0]["rule"] == "max_km"
    assert plan["notice"] == "Invented for tests."
    for shown in ("城关小学", "远山小学", "Invented for tests.", "plan.json"):
        assert shown in done.out
    assert sorted(os.listdir(tmp_path / "out")) == ["certificate.json", "plan.json"]
    verified = call("verify", county, tmp_path / "out" / "plan.json")
    assert verified.exit == 0, verified.err


def test_the_keys_of_a_plan_stand_in_the_published_order(
    call_here: Caller, county: Path, tmp_path: Path
) -> None:
    solve(call_here, county, tmp_path / "out")
    plan = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert list(plan) == [
        *("format", "county", "county_sha256", "program", "notice", "status", "state", "alliances"),
        *("subject_alliances", "unplaced", "tiers", "certificate", "exchange", "calendar", "duties", "run"),
    ]


@pytest.mark.parametrize(("caller", "lang"), [("call", "en"), ("call_here", "zh")])
def test_json_is_alone_on_standard_output(
    request: pytest.FixtureRequest, county: Path, tmp_path: Path, caller: str, lang: str
) -> None:
    done = solve(request.getfixturevalue(caller), county, tmp_path / "out", "--json", "--lang", lang)
    assert done.answer["exit"] == 0
    assert done.answer["command"] == "solve"
    assert done.answer["result"]["status"] == "optimal"
    assert done.err == ""


def test_quiet_shows_nothing(call: Caller, county: Path, tmp_path: Path) -> None:
    done = solve(call, county, tmp_path / "out", "--quiet")
    assert (done.exit, done.out, done.err) == (0, "", "")


def test_the_screen_in_chinese(call_here: Caller, county: Path, tmp_path: Path) -> None:
    done = solve(call_here, county, tmp_path / "out", "--lang", "zh")
    for word in ("核心校", "成员校", "未编入联盟", "已证明最优", "小学"):
        assert word in done.out
    assert "unplaced" not in done.out


def test_progress_in_a_pipe_is_plain_lines_on_standard_error(
    call_here: Caller, county: Path, tmp_path: Path
) -> None:
    done = solve(call_here, county, tmp_path / "out")
    assert done.err.count("aim ") >= 4
    assert "\x1b" not in done.err + done.out


def test_an_earlier_plan_is_kept_and_other_files_stay(
    call_here: Caller, county: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    solve(call_here, county, out)
    first = (out / "plan.json").read_bytes()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    done = solve(call_here, county, out)
    assert "plan.previous.json" in done.out
    assert (out / "plan.previous.json").read_bytes() == first
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert call_here("verify", county, out / "plan.previous.json").exit == 0
    assert sorted(os.listdir(out)) == [
        *("certificate.json", "certificate.previous.json", "notes.txt", "plan.json", "plan.previous.json")
    ]


def test_no_plan_exists(call_here: Caller, make_county: CountyMaker, tmp_path: Path) -> None:
    done = solve(call_here, make_county(settings=IMPOSSIBLE), tmp_path / "out", "--json")
    assert done.exit == 4
    assert os.listdir(tmp_path / "out") == ["result.json"]
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert result["status"] == "infeasible"
    assert any("0104" in reason["schools"] for reason in result["reasons"])


def test_an_older_plan_does_not_look_like_the_result_of_a_run_without_plan(
    call_here: Caller, make_county: CountyMaker, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    solve(call_here, make_county(), out)
    first = (out / "plan.json").read_bytes()
    done = solve(call_here, make_county(settings=IMPOSSIBLE), out)
    assert done.exit == 4
    assert not (out / "plan.json").exists()
    assert (out / "plan.previous.json").read_bytes() == first
    assert "plan.previous.json" in done.out
    solve(call_here, make_county(), out)
    assert not (out / "result.json").exists()
    # the run without plan must not have cost the planner the earlier plan
    assert (out / "plan.previous.json").read_bytes() == first


def test_wrong_input_writes_nothing(call_here: Caller, make_county: CountyMaker, tmp_path: Path) -> None:
    done = solve(call_here, make_county(schools=SCHOOLS + "0100,twice,primary,core\n"), tmp_path / "out")
    assert done.exit == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("below", [False, True])
def test_a_file_in_place_of_the_folder_exits_7_before_solving(
    call_here: Caller, county: Path, tmp_path: Path, below: bool
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    done = solve(call_here, county, taken / "out" if below else taken, "--json")
    assert done.exit == 7
    assert done.answer["messages"][0]["code"] == "cannot_write"
    assert taken.read_text(encoding="utf-8") == "mine"


def test_a_folder_in_place_of_the_plan_exits_7(call_here: Caller, county: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "plan.json").mkdir(parents=True)
    assert solve(call_here, county, tmp_path / "out").exit == 7


def test_a_disk_that_fills_up_leaves_the_earlier_plan(
    call_here: Caller, county: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    solve(call_here, county, out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    done = subprocess.run(
        [EXECUTABLE, "solve", county, "--out", out, "--workers", "1"],
        capture_output=True,
        env=environment(),
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert done.returncode == 7, done.stderr
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_the_county_is_only_read(call_here: Caller, county: Path, tmp_path: Path) -> None:
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in county.iterdir()}
    solve(call_here, county, tmp_path / "out")
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in county.iterdir()} == before


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_command_soon(tmp_path: Path, signal_number: signal.Signals) -> None:
    # 400 schools are not proven within a second or two: the interrupt meets a running solve
    county, policy = synthetic_county(400, seed=1)
    write_county(tmp_path / "county", county, policy)
    out = tmp_path / "out"
    given = ("--out", out, "--time-limit", "600", "--workers", "1", "--json")
    running = subprocess.Popen(
        [EXECUTABLE, "solve", tmp_path / "county", *given],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    try:
        while not out.exists() and running.poll() is None:
            time.sleep(0.05)
        time.sleep(3)
        running.send_signal(signal_number)
        answer, errors = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode in (0, 130), errors
    result = json.loads(answer)
    assert result["exit"] == running.returncode
    assert (out / "plan.json").exists() == (running.returncode == 0)


def test_what_libraries_print_by_themselves_never_reaches_stdout() -> None:
    # HiGHS printed "HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();" into --json.
    script = (
        "import ctypes, sys\n"
        "from lianxiao.reports.clean_stdout import keep_stdout_clean\n"
        "keep_stdout_clean()\n"
        "ctypes.CDLL(None).puts(b'stray line of a library')\n"
        "print('ours')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout == "ours\n"
