"""The command itself: help, languages, wrong calls, JSON purity, what is loaded when."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lianxiao.tests.conftest import Caller, CountyMaker

COMMANDS = (
    "check",
    "solve",
    "verify",
    "compare",
    "explain",
    "whatif",
    "next-year",
    "batch",
    "report",
    "generate",
)
HEAVY = {"numpy", "pandas", "ortools", "pydantic", "rich", "scipy", "networkx"}


def test_help_names_every_command_and_an_example(call: Caller) -> None:
    shown = call("--help")
    assert shown.exit == 0
    assert shown.err == ""
    for command in COMMANDS:
        assert f"\n  {command} " in shown.out
    assert "Example:" in shown.out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("lang", "example"), [("en", "Example:"), ("zh", "示例：")])
def test_every_command_has_help_with_an_example_in_both_languages(
    call_here: Caller, command: str, lang: str, example: str
) -> None:
    shown = call_here(command, "--help", "--lang", lang)
    assert shown.exit == 0
    assert example in shown.out
    for option in ("--lang", "--quiet", "--json"):
        assert option in shown.out


@pytest.mark.parametrize(
    "arguments", [("--help", "--lang", "zh"), ("--lang", "zh", "--help"), ("--lang=zh", "solve", "--help")]
)
def test_the_language_may_stand_anywhere(call: Caller, arguments: tuple[str, ...]) -> None:
    assert "用法：" in call(*arguments).out


@pytest.mark.parametrize(
    ("locale", "word"), [("zh_CN.UTF-8", "用法："), ("en_US.UTF-8", "Usage:"), ("C.UTF-8", "Usage:")]
)
def test_the_language_comes_from_the_locale(call: Caller, locale: str, word: str) -> None:
    assert word in call("--help", lang=locale).out


def test_version(call: Caller) -> None:
    assert call("--version").out == "lianxiao 0.1.0\n"


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from lianxiao.cli import run; run(['solve', '--help']); "
        "print(' '.join(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {module.partition(".")[0] for module in done.stderr.split()}
    assert "click" in loaded
    assert not loaded & HEAVY


WRONG_CALLS = [
    (),
    ("nonsense",),
    ("check",),
    ("check", "a", "b"),
    ("check", "a", "--nonsense"),
    ("solve", "a"),
    ("solve", "a", "--out"),
    ("solve", "a", "--out", "b", "--time-limit", "nan"),
    ("solve", "a", "--out", "b", "--time-limit", "0"),
    ("solve", "a", "--out", "b", "--workers", "0"),
    ("solve", "a", "--out", "b", "--seed", "-1"),
    ("solve", "a", "--out", "b", "--seed", "9" * 5000),
    ("solve", "a", "--out", "b", "--only", "exchange"),
    ("verify", "a"),
    ("compare", "a"),
    ("compare", "a", "b", "c"),
    ("solve", "a", "--out", "b", "--alternatives", "0"),
    ("solve", "a", "--out", "b", "--alternatives", "1", "--trade-off", "worst_km", "total_km"),
    ("solve", "a", "--out", "b", "--scenario", "s", "--alternatives", "1"),
    ("solve", "a", "--out", "b", "--slack", "0.1"),
    ("solve", "a", "--out", "b", "--equal-tiers", "1"),
    ("solve", "a", "--out", "b", "--trade-off", "worst_km"),
    ("solve", "a", "--out", "b", "--trade-off", "worst_km", "worst_km"),
    ("solve", "a", "--out", "b", "--trade-off", "worst_km", "quota_missed"),
    ("whatif", "a", "--out", "b"),
    ("whatif", "a", "s"),
    ("explain", "a", "p"),
    ("explain", "a", "p", "--school", "x", "--teacher", "t"),
    ("explain", "a", "p", "--school", "x", "--not", "c", "--with", "c"),
    ("explain", "a", "p", "--school", "x", "--stage", "university"),
    ("explain", "a", "p", "--teacher", "t", "--with", "c"),
    ("explain", "a", "p", "--missed", "--stage", "primary"),
    ("next-year", "a", "p"),
    ("next-year", "a", "--out", "b"),
    ("next-year", "a", "p", "--out", "b", "--intake-factor", "-1"),
    ("report",),
    ("report", "a"),
    ("report", "a", "--out", "b"),
    ("report", "a", "--log-template"),
    ("--lang", "fr", "check", "a"),
]


@pytest.mark.parametrize("arguments", WRONG_CALLS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_wrong_call_says_what_is_wrong_and_exits_2(
    call_here: Caller, arguments: tuple[str, ...], lang: str
) -> None:
    done = call_here(*arguments, *(() if "--lang" in arguments else ("--lang", lang)))
    assert done.exit == 2
    assert done.out == ""
    assert len(done.err.strip()) > 5
    assert "Traceback" not in done.err


@pytest.mark.parametrize("arguments", WRONG_CALLS)
def test_a_wrong_call_with_json_gives_one_object(call_here: Caller, arguments: tuple[str, ...]) -> None:
    done = call_here("--json", *arguments)
    assert done.exit == 2
    assert set(done.answer) == {"format", "command", "exit", "messages", "result"}
    assert done.answer["exit"] == 2
    assert done.answer["messages"][0]["code"] == "wrong_call"


def test_an_unknown_bundled_county_is_named(call_here: Caller) -> None:
    done = call_here("check", "bundled:atlantis", "--json")
    assert done.exit == 3
    assert done.answer["messages"][0]["code"] == "bundled_unknown"
    assert "ten_schools" in done.answer["messages"][0]["text"]


def test_a_missing_folder_is_wrong_input(call: Caller, tmp_path: Path) -> None:
    done = call("check", tmp_path / "nowhere")
    assert done.exit == 3
    assert "nowhere" in done.err


def test_every_error_is_listed_with_row_and_mend(call: Caller, make_county: CountyMaker) -> None:
    schools = (
        "school_id,stages,role\n0100,primary,core\n0100,primary,member\n0101,prinary,member\n0102,primary,x\n"
    )
    done = call("check", make_county(schools=schools), "--json")
    assert done.exit == 3
    errors = [found for found in done.answer["messages"] if found["level"] == "error"]
    assert {found["row"] for found in errors if found["file"] == "schools.csv"} >= {3, 4, 5}
    for found in errors:
        assert found["text"]
        assert found["mend"]
        assert set(found) == {"level", "code", "file", "row", "column", "value", "mend", "text"}


def test_errors_come_before_warnings_and_quiet_keeps_them(
    call_here: Caller, make_county: CountyMaker
) -> None:
    schools = "school_id,stages,role,colour\n0100,primary,core,red\n0101,prinary,member,blue\n"
    folder = make_county(schools=schools)
    loud = call_here("check", folder)
    quiet = call_here("check", folder, "--quiet")
    assert loud.exit == quiet.exit == 3
    assert loud.err.index("prinary") < loud.err.index("colour")
    assert "prinary" in quiet.err
    assert "colour" not in quiet.err
    assert quiet.out == ""


def test_check_shows_need_against_supply(call_here: Caller, county: Path) -> None:
    done = call_here("check", county)
    assert done.exit == 0
    assert "Invented for tests." in done.out
    music = next(line.split() for line in done.out.splitlines() if " music " in line)
    # need 10 + 10 + 4 × 4 = 36, supply 14 + 10 + 2 + 2 + 3 + 0 = 31, short 2 + 2 + 1 + 4 = 9 in four schools
    assert music[2:] == ["36", "31", "9", "4"]
    assert "远山小学" in done.out


def test_check_counts_points_with_their_school(call_here: Caller, make_county: CountyMaker) -> None:
    schools = (
        "school_id,name,stages,role,parent_id\n0100,A,primary,core,\n0101,B,primary,member,\n"
        "0102,C,primary,member,\n0109,P,primary,,0101\n"
    )
    travel = "from_id,to_id,km\n0100,0101,5\n0100,0102,5\n"
    needs = "school_id,stage,subject,need,supply\n0101,primary,art,4,6\n0109,primary,art,3,0\n"
    done = call_here("check", make_county(schools=schools, travel=travel, needs=needs), "--json")
    (balance,) = done.answer["result"]["balance"]
    assert (balance["need"], balance["supply"], balance["short"]) == (7, 6, 1)


def test_a_name_cannot_steer_the_terminal(call_here: Caller, make_county: CountyMaker) -> None:
    schools = (
        "school_id,name,stages,role\n0100,\x1b[31mred\u202e[bold],primary,core\n0101,b,primary,member\n"
        "0102,c,primary,member\n"
    )
    needs = "school_id,stage,subject,need,supply\n0100,primary,art,4,0\n"
    travel = "from_id,to_id,km\n0100,0101,5\n0100,0102,5\n"
    done = call_here("check", make_county(schools=schools, needs=needs, travel=travel))
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err


def test_a_reader_that_goes_away_is_no_fault(county: Path) -> None:
    executable = Path(sys.executable).with_name("lianxiao")
    done = subprocess.run(
        f"{executable} check {county} | true",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_standard_output_that_is_full_exits_7(county: Path) -> None:
    executable = Path(sys.executable).with_name("lianxiao")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [executable, "check", county, "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 7
    assert b"Traceback" not in done.stderr


LEFT_BEHIND = """
import ctypes, sys, threading, time
from lianxiao.cli import main
libc = ctypes.CDLL(None)
# as a library that is taken down while it is in use
libc.__cxa_atexit(ctypes.cast(libc.abort, ctypes.c_void_p), None, None)
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
sys.argv = ["lianxiao", "check", *sys.argv[1:]]
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what aborts the process is asked of the C library")
def test_a_search_left_behind_in_a_library_does_not_abort_an_answer(county: Path) -> None:
    # "terminate called without an active exception" after a plan was written: a batch took it for a fault
    for words, code in (([county], 0), ([county / "nowhere"], 3)):
        done = subprocess.run(
            [sys.executable, "-c", LEFT_BEHIND, *words], capture_output=True, timeout=60, check=False
        )
        assert done.returncode == code, done.stderr.decode()
        assert done.stdout + done.stderr


def test_json_is_valid_where_the_screen_cannot_show_chinese(county: Path) -> None:
    executable = Path(sys.executable).with_name("lianxiao")
    done = subprocess.run(
        [executable, "check", county, "--json"],
        env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert json.loads(done.stdout)["result"]["shortages"][0]["school"] == "0104"
