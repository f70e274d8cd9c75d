"""The bundled county Liechtenstein, from the extract to alliances, through the installed command."""

import json
from functools import cache
from pathlib import Path

import pytest
from lianxiao.instances import liechtenstein
from lianxiao.models.words import Role
from lianxiao.tests.conftest import Caller


@cache
def the_extract() -> liechtenstein.Extract:
    return liechtenstein.read_extract()


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIANXIAO_CACHE", str(tmp_path / "cache"))


def test_committed_table_is_what_the_builder_makes(tmp_path: Path) -> None:
    liechtenstein.write_tables(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["schools.csv"]
    made = (tmp_path / "schools.csv").read_bytes()
    assert made == (liechtenstein.FOLDER / "schools.csv").read_bytes()


def test_schools_are_those_of_the_extract() -> None:
    extract = the_extract()
    assert len(extract.found) == 19
    rows = liechtenstein.school_rows(extract)
    assert len(rows) == 15  # four objects without a name are further buildings of a school beside them
    assert {row[2] for row in rows if row[6] == "core"} == {"Eschen", "Schaan", "Triesen", "Vaduz"}
    assert {row[2] for row in rows if row[6] == "member"} == {
        "Gamprin",
        "Planken",
        "Schellenberg",
        "Triesenberg",
    }


def test_check_shows_how_far_schools_are_from_the_road(call_here: Caller) -> None:
    shown = call_here("check", "bundled:liechtenstein")
    assert shown.exit == 0
    assert "From school to road: 33 m in the middle, 61 m at most" in shown.out
    assert "学校到道路的距离" in call_here("--lang", "zh", "check", "bundled:liechtenstein").out
    result = call_here("--json", "check", "bundled:liechtenstein").answer["result"]
    assert len(result["roads"]["joints"]) == 11
    assert result["roads"]["pairs"] == 60
    assert result["admissible_pairs"] == {"joint": 27}


def test_from_the_extract_to_alliances(call: Caller, tmp_path: Path) -> None:
    solved = call("--json", "solve", "bundled:liechtenstein", "--out", tmp_path / "out")
    assert solved.exit == 0, solved.err
    plan = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert plan["status"] == "optimal"
    assert not plan["unplaced"]
    members = [member for alliance in plan["alliances"] for member in alliance["members"]]
    assert len(members) == sum(row[6] == Role.MEMBER for row in _rows())
    assert all(0 < member["km"] < 20 and 0 < member["minutes"] <= 20 for member in members)
    verified = call("verify", "bundled:liechtenstein", tmp_path / "out")
    assert verified.exit == 0, verified.out + verified.err


def _rows() -> list[tuple[object, ...]]:
    return liechtenstein.school_rows(the_extract())
