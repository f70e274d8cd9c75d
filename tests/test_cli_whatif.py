"""``whatif`` and ``solve --scenario`` as a planner calls them: plan, answer, changed county, sweeps."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from lianxiao.tests.conftest import COUNTY_TOML, SCHOOLS, Called, Caller, CountyMaker, write_county
from lianxiao.tests.conftest import call_here as called

MERGE = """
format = 1
name = "Merge 0102 into 0103"
[[change]]
merge = { schools = ["0102"], into = "0103" }
"""
CLOSED_PASS = """
format = 1
[[change]]
travel = { from = "0100", to = "0103", closed = true }
"""
SWEEP = """
format = 1
[sweep]
"mode.joint_alliance.max_km" = [5, 30]
"""
RELAXED = COUNTY_TOML.replace("max_km = 30", "max_km = 30\nmin_members = 1")


def whatif(
    call: Caller, county: Path, out: Path, *scenarios: Path, more: tuple[str | Path, ...] = ()
) -> Called:
    return call("whatif", county, *scenarios, "--out", out, "--time-limit", 20, "--workers", 1, *more)


def scenario(tmp_path: Path, text: str, name: str = "scenario.toml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solve a county whose alliances may have one member, once."""
    folder = tmp_path_factory.mktemp("in-force")
    county, out = write_county(folder / "county", settings=RELAXED), folder / "plan"
    assert called("solve", county, "--out", out, "--time-limit", "20", "--workers", "1").exit == 0
    return folder


@pytest.fixture
def in_force(solved: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Give a county whose alliances may have one member, and its plan."""
    shutil.copytree(solved, tmp_path / "in-force")
    return tmp_path / "in-force" / "county", tmp_path / "in-force" / "plan"


def test_near_only_leaves_out_what_all_free_would_reach(
    call_here: Caller, in_force: tuple[Path, Path], tmp_path: Path
) -> None:
    county, plan = in_force
    given = ("--from", plan, "--near-only")
    done = whatif(call_here, county, tmp_path / "near", scenario(tmp_path, MERGE), more=given)
    assert done.exit == 0, done.err
    answer = read(tmp_path / "near" / "whatif.json")
    assert answer["free"] is None
    assert answer["tiers"]
    assert "All free: the best plan" not in done.out


def test_a_merger_near_the_plan_in_force(call: Caller, in_force: tuple[Path, Path], tmp_path: Path) -> None:
    county, plan = in_force
    before = {file.name: file.read_bytes() for file in county.iterdir()}
    out = tmp_path / "merged"
    done = whatif(call, county, out, scenario(tmp_path, MERGE), more=("--from", plan, "--curve"))
    assert done.exit == 0, done.err
    assert sorted(os.listdir(out)) == ["certificate.json", "county", "plan.json", "whatif.json"]
    assert {file.name: file.read_bytes() for file in county.iterdir()} == before
    # the changed county reads back, and the plan is its plan, proof and all
    verified = call("verify", out / "county", out, "--json")
    assert verified.exit == 0
    assert [one["code"] for one in verified.answer["messages"] if "other" in one["code"]] == []
    answer = read(out / "whatif.json")
    assert (answer["scenario"], answer["in_force"]) == ("Merge 0102 into 0103", "plan")
    assert [effect["gone"] for effect in answer["effects"]] == [["0102"]]
    (gone,) = [place for place in answer["comparison"]["places"] if place["kind"] == "gone"]
    assert (gone["school"], gone["into"]) == ("0102", "0103")
    # everything free is never worse than near the plan in force, aim by aim in order
    near = [tier["value"] for tier in answer["tiers"] if list(tier["terms"]) != ["changed"]]
    assert [tier["value"] for tier in answer["free"]] <= near
    assert answer["curve"]["end_proven"]
    assert answer["appraisals"][0]["gone"] == ["0102"]
    for shown in ("白马小学", "All free", "Number of changes", "whatif.json"):
        assert shown in done.out


def test_the_screen_in_chinese(call_here: Caller, in_force: tuple[Path, Path], tmp_path: Path) -> None:
    county, plan = in_force
    done = whatif(
        call_here, county, tmp_path / "o", scenario(tmp_path, MERGE), more=("--from", plan, "--lang", "zh")
    )
    for word in ("情景带来的变动", "并入", "各级目标对照", "全部放开", "核心校"):
        assert word in done.out
    assert "merge" not in done.out


def test_who_moves_and_why_is_said(call_here: Caller, in_force: tuple[Path, Path], tmp_path: Path) -> None:
    # with no way to the core it has now, a member cannot stay: the rule is named
    county, plan = in_force
    held = {
        member["school"]: alliance["core"]
        for alliance in read(plan / "plan.json")["alliances"]
        for member in alliance["members"]
    }
    text = CLOSED_PASS.replace('"0100"', f'"{held["0103"]}"')
    done = whatif(
        call_here, county, tmp_path / "o", scenario(tmp_path, text), more=("--from", plan, "--json")
    )
    assert done.exit == 0, done.err
    places = {one["school"]: one for one in done.answer["result"]["whatif"]["comparison"]["places"]}
    moved = places["0103"]
    assert moved["kind"] == "moved"
    assert moved["before"]["core"] == held["0103"]
    assert moved["reason"]["kind"] in ("rule", "released", "core_stopped")


def test_scenarios_apply_in_their_order(call_here: Caller, county: Path, tmp_path: Path) -> None:
    second = scenario(
        tmp_path, MERGE.replace('["0102"]', '["0103"]').replace('into = "0103"', 'into = "0101"'), "b.toml"
    )
    first = scenario(tmp_path, MERGE, "a.toml")
    done = whatif(call_here, county, tmp_path / "o", first, second, more=("--json",))
    assert done.exit == 0, done.err
    effects = done.answer["result"]["whatif"]["effects"]
    assert [(one["at"], one["gone"], one["into"]) for one in effects] == [
        (1, ["0102"], "0103"),
        (2, ["0103"], "0101"),
    ]
    assert done.answer["result"]["whatif"]["in_force"] == ""
    wrong = whatif(call_here, county, tmp_path / "o", second, first)
    assert wrong.exit == 3
    assert "0103" in wrong.err


def test_a_wrong_scenario_is_told_and_nothing_is_written(
    call_here: Caller, county: Path, tmp_path: Path
) -> None:
    bad = scenario(tmp_path, MERGE.replace('"0102"', '"9999"'))
    for more in (("--from", tmp_path / "none"), ()):
        done = whatif(call_here, county, tmp_path / "o", bad, more=more)
        assert done.exit == 3
        assert "Traceback" not in done.err
    assert "9999" in done.err
    assert "change[1].merge" in done.err
    assert not (tmp_path / "o").exists()
    assert whatif(call_here, county, tmp_path / "o", tmp_path / "missing.toml").exit == 3


def test_a_sweep_has_a_folder_per_run_and_a_table(call_here: Caller, county: Path, tmp_path: Path) -> None:
    # 5 km: 0100–0101 and 0200–0103 alone are within reach, and an alliance needs two members: none
    out = tmp_path / "o"
    done = whatif(call_here, county, out, scenario(tmp_path, SWEEP), more=("--json",))
    assert done.exit == 0, done.err
    names = sorted(os.listdir(out))
    assert names == ["1-max_km=5", "2-max_km=30", "sweep.csv"]
    assert [run["run"] for run in done.answer["result"]["runs"]] == ["max_km=5", "max_km=30"]
    assert [run["tiers"][0]["value"] for run in done.answer["result"]["runs"]] == [4, 1]
    table = (out / "sweep.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == 3
    for name in names[:2]:
        assert call_here("verify", out / name / "county", out / name, "--quiet").exit == 0


def test_no_plan_exists_after_the_changes(
    call_here: Caller, make_county: CountyMaker, tmp_path: Path
) -> None:
    out = tmp_path / "o"
    everyone = """
    format = 1
    [[change]]
    policy = { "mode.joint_alliance.place_all" = true }
    """
    done = whatif(call_here, make_county(), out, scenario(tmp_path, everyone), more=("--json",))
    assert done.exit == 4
    assert sorted(os.listdir(out)) == ["county", "result.json"]
    assert done.answer["result"]["status"] == "infeasible"


def test_solve_with_a_scenario_starts_from_alliances_csv(
    call_here: Caller, make_county: CountyMaker, tmp_path: Path
) -> None:
    rows = "core_id,member_id,stage\n0100,0101,primary\n0100,0102,primary\n0100,0103,primary\n"
    out = tmp_path / "o"
    county = make_county(alliances=rows)
    done = call_here(
        "solve", county, "--out", out, "--scenario", scenario(tmp_path, MERGE), "--time-limit", 20, "--json"
    )
    assert done.exit == 0, done.err
    answer = done.answer["result"]["whatif"]
    assert answer["in_force"] == "alliances"
    assert answer["comparison"]["counts"]["gone"] == 1
    assert call_here("verify", out / "county", out, "--quiet").exit == 0


def test_the_county_that_is_read_is_never_replaced(call_here: Caller, county: Path, tmp_path: Path) -> None:
    # tmp_path/county is read, and --out tmp_path would put county/ there
    before = {file.name: file.read_bytes() for file in county.iterdir()}
    done = whatif(call_here, county, tmp_path, scenario(tmp_path, MERGE))
    assert done.exit == 3
    assert "--out" in done.err
    assert {file.name: file.read_bytes() for file in county.iterdir()} == before


def test_somebodys_own_county_folder_is_in_the_way(call_here: Caller, county: Path, tmp_path: Path) -> None:
    own = tmp_path / "o" / "county"
    own.mkdir(parents=True)
    (own / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    done = whatif(call_here, county, tmp_path / "o", scenario(tmp_path, MERGE))
    assert done.exit == 7
    assert (own / "schools.csv").read_text(encoding="utf-8") == SCHOOLS
    assert os.listdir(tmp_path / "o") == ["county"]


def test_an_earlier_answer_is_kept(call_here: Caller, county: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "o", scenario(tmp_path, MERGE)
    for _ in range(3):
        assert whatif(call_here, county, out, file).exit == 0
    assert call_here("verify", out / "county.previous", out / "plan.previous.json", "--quiet").exit == 0
    assert not [name for name in os.listdir(out) if name.endswith(".tmp")]


def test_several_good_plans_are_each_verified(call_here: Caller, county: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    done = call_here(
        "solve", county, "--out", out, "--alternatives", 2, "--equal-tiers", 1, "--slack", 9, "--json"
    )
    assert done.exit == 0, done.err
    several = done.answer["result"]["alternatives"]
    assert len(several["plans"]) > 1
    for one in several["plans"][1:]:
        folder = out / one["folder"]
        assert call_here("verify", folder / "county", folder, "--quiet").exit == 0
        assert one["tiers"][0]["value"] == several["plans"][0]["tiers"][0]["value"]


def test_the_trade_off_is_a_table(call_here: Caller, county: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    done = call_here("solve", county, "--out", out, "--trade-off", "worst_km", "total_km", "--json")
    assert done.exit == 0, done.err
    assert os.listdir(out) == ["trade_off.csv"]
    points = [(one["first"], one["second"]) for one in done.answer["result"]["points"]]
    assert points == sorted(points)
    assert done.answer["result"]["complete"]


def test_a_frozen_alliance_that_is_not_in_force_writes_nothing(
    call_here: Caller, in_force: tuple[Path, Path], tmp_path: Path
) -> None:
    county, plan = in_force
    text = MERGE + '[keep]\nfreeze = ["primary-0104"]\n'
    done = whatif(call_here, county, tmp_path / "o", scenario(tmp_path, text), more=("--from", plan))
    assert done.exit == 3
    assert "primary-0104" in done.err
    assert not (tmp_path / "o").exists()


def test_a_plan_in_force_of_another_county_is_told(
    call_here: Caller, county: Path, in_force: tuple[Path, Path], tmp_path: Path
) -> None:
    (county / "county.toml").write_text(COUNTY_TOML, encoding="utf-8")
    more = ("--from", in_force[1], "--json")
    done = whatif(call_here, county, tmp_path / "o", scenario(tmp_path, MERGE), more=more)
    assert done.exit == 0
    assert "verify_other_county" in [one["code"] for one in done.answer["messages"]]


def test_what_a_planner_decides_on_stands_before_the_long_lists(call_here: Caller, tmp_path: Path) -> None:
    """The walk-through: with teachers the aims came after pages of visits that end."""
    plan, out = tmp_path / "plan", tmp_path / "out"
    short: tuple[str | Path, ...] = ("--time-limit", "10", "--workers", "1")
    assert call_here("solve", "bundled:three_schools", "--out", plan, *short).exit == 0
    leave = scenario(tmp_path, 'format = 1\n[[change]]\nleave = { teacher = "T01" }\n')
    done = call_here("whatif", "bundled:three_schools", leave, "--from", plan, "--out", out, *short)
    assert done.exit == 0, done.err
    titles = ("What the scenario changes", "Schools:", "Aims side by side", "Alliances:")
    lists = ("Lists of teachers follow:", "Teachers to be told:", "Visits and rotations that end")
    at = [done.out.index(title) for title in (*titles, *lists)]
    assert at == sorted(at)
    ended = len(read(out / "whatif.json")["ended"])
    assert f"{ended} rows of visits and rotations that end" in " ".join(done.out.split())
