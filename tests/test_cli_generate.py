"""``lianxiao generate`` as a planner calls it, and the counties made impossible on purpose."""

from pathlib import Path

import pytest
from lianxiao.instances.generator import Flaw, Wanted, made_county
from lianxiao.tests.conftest import Caller

COUNTY = ("generate", "--schools", "20", "--terrain", "plain", "--seed", "3")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_county_can_be_checked_and_solved(call: Caller, tmp_path: Path) -> None:
    made = call(*COUNTY, "--no-teachers", "--out", tmp_path / "made")
    assert made.exit == 0, made.err
    assert f"lianxiao check {tmp_path / 'made'}" in made.out
    assert "Teaching points" in made.out
    checked = call("check", tmp_path / "made", "--json")
    assert checked.exit == 0
    assert checked.answer["messages"] == []
    solved = call("solve", tmp_path / "made", "--out", tmp_path / "out", "--time-limit", "20")
    assert solved.exit == 0, solved.err


def test_json_and_chinese(call_here: Caller, tmp_path: Path) -> None:
    said = call_here(*COUNTY, "--json", "--out", tmp_path / "made").answer
    assert said["exit"] == 0
    assert said["result"]["schools"] == 20
    assert said["result"]["teachers"] > 100
    assert sum(one["schools"] for one in said["result"]["kinds"]) == 20
    chinese = call_here(*COUNTY, "--out", tmp_path / "made", lang="zh_CN.UTF-8")
    assert "虚构的县" in chinese.out
    assert "村小" in chinese.out


def test_a_folder_with_another_county_is_left_as_it_is(call_here: Caller, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    assert call_here(*COUNTY, "--out", folder).exit == 0
    before = content(folder)
    assert call_here(*COUNTY, "--out", folder).exit == 0, "the same county may be written again"
    assert content(folder) == before
    for other in (("--seed", "4"), ("--no-teachers",), ("--year", "2027")):
        refused = call_here(*COUNTY, *other, "--out", folder)
        assert refused.exit == 7
        assert "--out" in refused.err
        assert content(folder) == before


def test_a_folder_that_has_the_name_of_a_table_is_left_as_it_is(call_here: Caller, tmp_path: Path) -> None:
    # reading it was a fault of the program
    (tmp_path / "schools.csv").mkdir()
    assert call_here(*COUNTY, "--out", tmp_path).exit == 7
    assert [path.name for path in tmp_path.iterdir()] == ["schools.csv"]


def test_other_files_of_the_folder_stay(call_here: Caller, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert call_here(*COUNTY, "--out", tmp_path).exit == 0
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--schools", "4"),
        ("--schools", "20001"),
        ("--schools", "many"),
        ("--terrain", "swamp"),
        ("--year", "1999"),
        ("--impossible", "luck"),
    ],
)
def test_a_wrong_call_writes_nothing(call_here: Caller, tmp_path: Path, wrong: tuple[str, str]) -> None:
    assert call_here(*COUNTY, *wrong, "--out", tmp_path / "made").exit == 2
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("flaw", Flaw)
@pytest.mark.parametrize("schools", [5, 30])
def test_a_flaw_is_in_every_county(flaw: Flaw, schools: int) -> None:
    sound, flawed = (made_county(Wanted(schools, seed=2, impossible=one)) for one in (None, flaw))
    assert sound != flawed


@pytest.mark.parametrize("flaw", Flaw)
def test_impossible_is_proven(call: Caller, tmp_path: Path, flaw: Flaw) -> None:
    made = call(
        "generate", "--schools", "40", "--seed", "1", "--impossible", flaw, "--out", tmp_path / "made"
    )
    assert made.exit == 0
    assert "Impossible on purpose" in made.out
    solved = call("solve", tmp_path / "made", "--out", tmp_path / "out", "--time-limit", "20", "--json")
    assert solved.exit == 4
    assert solved.answer["result"]["status"] == "infeasible"
