"""Modes of the source documents whose members are all alike, solved by the command.

docs/modes.md names the test of each mode; the last test here holds that every name there exists.
"""

import re
from pathlib import Path

from lianxiao.tests.conftest import Caller
from lianxiao.tests.mode_counties import (
    alliance,
    broken,
    folder,
    groups,
    mode,
    modes_of,
    primary,
    sizes,
    solved,
)

ROOT = Path(__file__).resolve().parents[1]


def test_joint_alliance_has_two_or_three_members(call_here: Caller, tmp_path: Path) -> None:
    assert sizes(call_here, tmp_path, mode("joint_alliance"), 1, 2, 3, 4) == [0, 2, 3, 3]
    county, at = tmp_path / "county", tmp_path / "plan.json"
    pairs = (
        alliance("joint_alliance", "A2", "m2a", "m2b"),
        alliance("joint_alliance", "A3", *["m3a", "m3b", "m3c"]),
    )
    assert broken(county, at, *pairs) == set()
    assert broken(county, at, alliance("joint_alliance", "A1", "m1a")) == {"size"}
    four = alliance("joint_alliance", "A4", *["m4a", "m4b", "m4c", "m4d"])
    assert broken(county, at, four) == {"size"}


def test_joint_alliance_is_of_one_stage(call_here: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core", "ma,primary,member", "mb,primary,member", "mc,junior,member"]
    county = folder(tmp_path / "county", mode("joint_alliance", stages=""), rows)
    assert groups(solved(call_here, county, tmp_path / "out")) == {"A": ["ma", "mb"]}
    assert "stage" in broken(county, tmp_path / "p.json", alliance("joint_alliance", "A", "ma", "mc"))


def test_one_school_helps_exactly_three(call_here: Caller, tmp_path: Path) -> None:
    settings = mode("joint_alliance", min_members="3", max_members="3")
    assert sizes(call_here, tmp_path, settings, 2, 3, 4) == [0, 3, 3]


def test_governance_is_carried_and_shown(call: Caller, tmp_path: Path) -> None:
    settings = mode("joint_alliance", governance='"试点"') + mode("fused", governance='"adviser_head"')
    county = folder(tmp_path / "county", settings, primary(2))
    said = {name: one["governance"] for name, one in modes_of(call, county).items()}
    assert said == {"joint_alliance": "one_team", "fused": "adviser_head"}
    english = call("check", county, "--lang", "en").out
    chinese = call("solve", county, "--out", tmp_path / "out", "--workers", 1, "--lang", "zh").out
    for word, shown in (
        ("one team", english),
        ("adviser", english),
        ("一套班子", chinese),
        ("顾问", chinese),
    ):
        assert word in shown


def test_merged_group_has_two_or_three_members_in_one_legal_person(call_here: Caller, tmp_path: Path) -> None:
    assert sizes(call_here, tmp_path, mode("merged_group"), 1, 2, 3, 4) == [0, 2, 3, 3]
    merged = modes_of(call_here, tmp_path / "county")["merged_group"]
    assert (merged["legal_status"], merged["assessment"]) == ("one_legal_person", "together")


def test_fused_has_one_or_two_members_and_goes_to_more_by_setting(call_here: Caller, tmp_path: Path) -> None:
    assert sizes(call_here, tmp_path, mode("fused"), 1, 2, 3) == [1, 2, 2]
    fused = modes_of(call_here, tmp_path / "county")["fused"]
    assert (fused["legal_status"], fused["assessment"]) == ("one_legal_person", "together")
    assert sizes(call_here, tmp_path / "wider", mode("fused", max_members="5"), 5, 6) == [5, 5]


def test_fused_of_an_urban_core_with_township_schools(call_here: Caller, tmp_path: Path) -> None:
    settings = mode("fused", core_area='["城区", "镇区"]', member_seat='["township_seat"]')
    rows = [
        "A,primary,core,urban,county_seat",
        "B,primary,core,rural,village",
        "ma,primary,member,town,township_seat",
        "mb,primary,member,rural,village",
        "mc,primary,member,rural,",
    ]
    county = folder(tmp_path / "county", settings, rows, ",area,seat")
    plan = solved(call_here, county, tmp_path / "out")
    assert groups(plan) == {"A": ["ma"]}
    assert {entry["school"] for entry in plan["unplaced"]} == {"mb", "mc"}
    at = tmp_path / "p.json"
    assert "core_area" in broken(county, at, alliance("fused", "B", "ma"))
    assert "member_seat" in broken(county, at, alliance("fused", "A", "mb"))


def test_co_built_has_any_number_of_members_of_any_area(call_here: Caller, tmp_path: Path) -> None:
    rows = [
        "A,primary,core,urban",
        *(f"m{one},primary,member,{'urban' if one < 'e' else ''}" for one in "abcdefg"),
    ]
    county = folder(tmp_path / "county", mode("co_built"), rows, ",area")
    assert len(groups(solved(call_here, county, tmp_path / "out"))["A"]) == 7
    assert broken(county, tmp_path / "p.json", alliance("co_built", "A")) == {"size"}
    assert modes_of(call_here, county)["co_built"]["assessment"] == "bundled"


def test_cooperative_has_any_number_of_members_and_is_assessed_by_project(
    call_here: Caller, tmp_path: Path
) -> None:
    assert sizes(call_here, tmp_path, mode("cooperative"), 1, 7) == [1, 7]
    cooperative = modes_of(call_here, tmp_path / "county")["cooperative"]
    assert (cooperative["legal_status"], cooperative["assessment"]) == ("separate", "by_project")


def test_bounds_are_the_countys_own(call_here: Caller, tmp_path: Path) -> None:
    settings = mode("cooperative", min_members="2", max_members="4")
    assert sizes(call_here, tmp_path, settings, 1, 2, 4, 5) == [0, 2, 4, 4]


def test_every_test_that_the_page_of_modes_names_exists() -> None:
    page = (ROOT / "docs" / "modes.md").read_text(encoding="utf-8")
    named = re.findall(r"\[`(test_\w+)`\]\(\.\./(tests/\w+\.py)\)", page)
    assert len(named) >= 20
    for name, file in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name
    rows = re.findall(r"^\| ((?:M|G)\d+\w?) \|", page, re.MULTILINE)
    wanted = [*("M1", "M1a", "M1b", "M1c", "M2", "M3", "M4", "M5", "M6", "M6a", "M7", "M8", "M8a"), "M9"]
    assert rows == [*wanted, *(f"M{number}" for number in range(10, 17)), "G8"]
