"""``lianxiao batch`` as a planner calls it: cases, folders, what is solved again and what is not."""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .conftest import COUNTY_TOML, NEEDS, call, call_here, write_county

SWEEP = """\
format = 1
name = "Wider"
[sweep]
"mode.joint_alliance.max_km" = [20, 35]
"""
BROKEN = """\
format = 1
[[change]]
close = { school = "0101" }
"""
PLAIN = """\
format = 1
[[change]]
set = { school = "0100", capacity = 9 }
"""
LIMIT = ("--time-limit", "20")
TIMES = ("seconds", "date", "waiting")


class Province(NamedTuple):
    """A batch that has ended: its counties, its scenarios, its folder."""

    counties: Path
    sweep: Path
    out: Path

    def call(self, *more: str | Path, out: Path | None = None) -> tuple[str | Path, ...]:
        pattern = f"{self.counties}/*"
        return ("batch", pattern, "--scenario", self.sweep, "--out", out or self.out, *LIMIT, *more)


def without_times(text: str) -> Any:
    """Content of a JSON file but for how long things took."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cleaned(one) for key, one in value.items() if key not in TIMES}
        return [cleaned(one) for one in value] if isinstance(value, list) else value

    return cleaned(json.loads(text))


def record(out: Path, folder: str) -> Any:
    return json.loads((out / folder / "case.json").read_text(encoding="utf-8"))


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every case's record: a case that is put there anew has others."""
    return {
        str(file.parent.relative_to(out)): (file.stat().st_ino, file.stat().st_mtime_ns)
        for file in sorted(out.rglob("case.json"))
        if ".previous" not in str(file)
    }


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    home = tmp_path_factory.mktemp("province")
    write_county(home / "counties" / "east")
    write_county(home / "counties" / "wrong", needs=NEEDS + "0999,primary,music,4,0\n")
    (home / "counties" / "not a county").mkdir()
    (home / "sweep.toml").write_text(SWEEP, encoding="utf-8")
    made = Province(home / "counties", home / "sweep.toml", home / "out")
    done = call(*made.call())
    assert done.exit == 0, done.err
    return made


def test_every_county_as_it_is_and_under_every_combination(province: Province) -> None:
    manifest = json.loads((province.out / "manifest.json").read_text(encoding="utf-8"))
    assert [case["folder"] for case in manifest["cases"]] == [
        "east/as-it-is",
        "east/Wider/max_km=20",
        "east/Wider/max_km=35",
        "wrong/as-it-is",
        "wrong/Wider/max_km=20",
        "wrong/Wider/max_km=35",
    ]
    assert record(province.out, "east/Wider/max_km=20")["unplaced"] == 1  # 0104 is 31 km away
    assert record(province.out, "east/Wider/max_km=35")["unplaced"] == 0
    wrong = record(province.out, "wrong/as-it-is")
    assert (wrong["status"], wrong["exit"], wrong["messages"][0]["row"]) == ("wrong input", 3, 8)


def test_a_case_is_what_solve_gives_alone(province: Province, tmp_path: Path) -> None:
    county, workers = province.counties / "east", ("--workers", "1")
    assert call("solve", county, "--out", tmp_path / "alone", *LIMIT, *workers).exit == 0
    own = ("--scenario", province.sweep, "--run", "max_km=35")
    assert call("solve", county, "--out", tmp_path / "wider", *LIMIT, *workers, *own).exit == 0
    for alone, case in (("alone", "as-it-is"), ("wider", "Wider/max_km=35")):
        folder = province.out / "east" / case
        written = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
        made = tmp_path / alone
        expected = sorted(str(file.relative_to(made)) for file in made.rglob("*") if file.is_file())
        assert written == sorted([*expected, "case.json"])
        for name in expected:
            ours, theirs = ((place / name).read_text(encoding="utf-8") for place in (folder, made))
            if name.endswith(".json"):
                assert without_times(ours) == without_times(theirs), name
            else:
                assert ours == theirs, name


def test_resumed_with_nothing_left_it_makes_the_summary_again_and_touches_no_case(
    province: Province,
) -> None:
    before = stamps(province.out)
    summary = (province.out / "summary.csv").read_bytes()
    (province.out / "summary.csv").unlink()
    done = call_here(*province.call("--resume", "--json"))
    assert done.exit == 0
    assert done.answer["result"]["earlier"] == 6
    assert done.answer["result"]["statuses"] == {"optimal": 3, "wrong input": 3}
    assert stamps(province.out) == before
    assert (province.out / "summary.csv").read_bytes() == summary


def test_without_resume_an_answer_that_is_there_is_never_replaced(province: Province) -> None:
    before = stamps(province.out)
    done = call_here(*province.call("--json"))
    assert done.exit == 2
    assert "--resume" in done.answer["messages"][0]["text"]
    assert stamps(province.out) == before


def test_exactly_the_cases_concerned_are_solved_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_county(tmp_path / "counties" / name)
    out = tmp_path / "out"
    asked = ("batch", tmp_path / "counties" / "one", tmp_path / "counties" / "two", "--out", out, *LIMIT)
    assert call_here(*asked, "--only", "grouping").exit == 0
    first, plan = stamps(out), (out / "two" / "as-it-is" / "plan.json").read_bytes()
    needs = NEEDS.replace("0101,primary,music,4,2", "0101,primary,music,5,2")
    (tmp_path / "counties" / "two" / "needs.csv").write_text(needs, encoding="utf-8")
    assert call_here(*asked, "--only", "grouping", "--resume").exit == 0
    second = stamps(out)
    assert second["one/as-it-is"] == first["one/as-it-is"]
    assert second["two/as-it-is"] != first["two/as-it-is"]
    kept = out / "two" / "as-it-is.previous"
    assert (kept / "plan.json").read_bytes() == plan
    assert json.loads((kept / "case.json").read_text(encoding="utf-8"))["status"] == "optimal"
    (tmp_path / "counties" / "one" / "README.md").write_text("no table", encoding="utf-8")
    assert call_here(*asked, "--only", "grouping", "--resume").exit == 0
    assert stamps(out) == second


def test_a_scenario_that_gets_or_loses_its_sweep_loses_no_answer(tmp_path: Path) -> None:
    # the combinations were in the way of the one case, and could be removed with it
    county, out, file = write_county(tmp_path / "one"), tmp_path / "out", tmp_path / "s.toml"
    asked = ("batch", county, "--scenario", file, "--out", out, *LIMIT, "--only", "grouping", "--resume")
    plans = []
    for content in (SWEEP, SWEEP.partition("[sweep]")[0], SWEEP):
        file.write_text(content, encoding="utf-8")
        done = call_here(*asked)
        assert done.exit == 0, done.err
        plans.append(sorted(str(one.parent.relative_to(out)) for one in out.rglob("case.json")))
    as_it_is, sweep = "one/as-it-is", ("Wider/max_km=20", "Wider/max_km=35")
    assert plans == [
        sorted([as_it_is, *(f"one/{one}" for one in sweep)]),
        sorted([as_it_is, "one/Wider", *(f"one/{one.replace('/', '.previous/')}" for one in sweep)]),
        sorted([as_it_is, "one/Wider.previous", *(f"one/{one}" for one in sweep)]),
    ]


def test_a_scenario_that_does_not_fit_is_the_fault_of_its_county_alone(tmp_path: Path) -> None:
    write_county(tmp_path / "has")
    schools = "school_id,name,stages,role\n1,甲,primary,core\n2,乙,primary,member\n3,丙,primary,member\n"
    travel = "from_id,to_id,km,minutes\n1,2,5,10\n1,3,6,12\n"
    needs = "school_id,stage,subject,need,supply\n2,primary,music,4,2\n"
    write_county(tmp_path / "lacks", schools=schools, travel=travel, needs=needs)
    (tmp_path / "close.toml").write_text(BROKEN, encoding="utf-8")
    out = tmp_path / "out"
    asked = ("batch", tmp_path / "has", tmp_path / "lacks", "--scenario", tmp_path / "close.toml")
    assert call_here(*asked, "--out", out, *LIMIT).exit == 0
    assert record(out, "has/close")["status"] == "optimal"
    assert record(out, "lacks/as-it-is")["status"] == "optimal"
    assert record(out, "lacks/close")["status"] == "wrong input"


def test_a_scenario_that_cannot_be_read_is_refused_before_anything(tmp_path: Path) -> None:
    write_county(tmp_path / "county")
    (tmp_path / "bad.toml").write_text("format = 1\nname = \n", encoding="utf-8")
    asked = ("batch", tmp_path / "county", "--out", tmp_path / "out", "--scenario")
    assert call_here(*asked, tmp_path / "bad.toml").exit == 3
    assert call_here(*asked, tmp_path / "missing.toml").exit == 3
    assert not (tmp_path / "out").exists()


def test_no_county_that_can_be_read_is_wrong_input_of_the_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = call_here("batch", tmp_path / "nowhere", tmp_path / "file", "--out", tmp_path / "out", "--json")
    assert done.exit == 3
    assert done.answer["result"]["statuses"] == {"wrong input": 2}
    assert record(tmp_path / "out", "nowhere/as-it-is")["messages"][0]["code"] == "folder_missing"
    assert record(tmp_path / "out", "file/as-it-is")["messages"][0]["code"] == "folder_is_file"


def test_bundled_counties_and_chinese(tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("batch", "bundled:ten_schools", "--out", out, *LIMIT, "--only", "grouping", "--lang", "zh")
    done = call_here(*asked)
    assert done.exit == 0, done.err
    assert "最优" in done.out
    header = (out / "summary.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.startswith("县区,情景,参数组合,文件夹,结果")
    assert record(out, "ten_schools/as-it-is")["status"] == "optimal"
    assert call_here("batch", "bundled:nowhere", "--out", tmp_path / "none").exit == 3
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "option", [("--jobs", "0"), ("--memory", "none"), ("--workers", "1.5"), ("--only", "all")]
)
def test_a_wrong_option_is_said_before_anything(tmp_path: Path, option: tuple[str, str]) -> None:
    write_county(tmp_path / "county")
    assert call_here("batch", tmp_path / "county", "--out", tmp_path / "out", *option).exit == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions of folders")
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    write_county(tmp_path / "county")
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = call_here("batch", tmp_path / "county", "--out", tmp_path / "file" / "out", "--json")
    assert done.exit == 7


def test_one_combination_of_a_sweep_is_an_ordinary_call(tmp_path: Path) -> None:
    county = write_county(tmp_path / "county", settings=COUNTY_TOML)
    (tmp_path / "sweep.toml").write_text(SWEEP, encoding="utf-8")
    (tmp_path / "plain.toml").write_text(PLAIN, encoding="utf-8")
    asked = ("solve", county, "--out", tmp_path / "out", "--json")
    unknown = call_here(*asked, "--scenario", tmp_path / "sweep.toml", "--run", "max_km=21")
    assert unknown.exit == 3
    assert "max_km=20、max_km=35" in unknown.answer["messages"][0]["mend"].replace(", ", "、")
    assert call_here(*asked, "--scenario", tmp_path / "plain.toml", "--run", "max_km=20").exit == 3
    assert call_here(*asked, "--run", "max_km=20").exit == 2
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())
