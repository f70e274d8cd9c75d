"""Roads through the command: an island, a missing extract, a missing library."""

import json
import os
from pathlib import Path

import pytest
from lianxiao.tests.conftest import Caller
from lianxiao.tests.made_roads import STREET, write_extract

SETTINGS = """\
format = 1
name = "Qingxi"

[travel]
source = "roads"
roads = "maps/county.osm"

[[mode]]
key = "cooperative"
id = "joint"
stages = ["primary"]
max_minutes = 30
"""

SCHOOLS = """\
school_id,name,stages,role,lat,lon
0100,城关小学,primary,core,0.0002,0.001
0101,青石小学,primary,member,0.0002,0.039
0102,远山小学,primary,member,-0.0060,0.020
0103,江心小学,primary,member,0.0301,0.005
"""


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a county with one street, a school 667 m off it, and a school on an island without a ferry."""
    monkeypatch.setenv("LIANXIAO_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "county"
    (folder / "maps").mkdir(parents=True)
    nodes = {1: (0.0, 0.0), 2: (40.0, 0.0), 3: (0.0, 30.0), 4: (10.0, 30.0)}
    write_extract(folder / "maps" / "county.osm", nodes, [([1, 2], STREET), ([3, 4], STREET)])
    (folder / "county.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    return folder


def test_an_island_stays_unplaced_and_the_plan_says_why(
    call_here: Caller, county: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    solved = call_here("solve", county, "--out", out)
    assert solved.exit == 0, solved.err
    assert "0102 lies 667 m from the nearest road" in solved.err
    assert "not joined to the main road net" in solved.err
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    (island,) = plan["unplaced"]
    assert island["school"] == "0103"
    assert "no_road" in json.dumps(island)
    assert "the roads of the extract do not join them" in json.dumps(island)

    (alliance,) = plan["alliances"]
    alliance["members"].append({"school": "0103", "km": 3.5, "minutes": 9.0})
    plan["unplaced"] = []
    (tmp_path / "edited.json").write_text(json.dumps(plan), encoding="utf-8")
    for lang, sentence in (
        ("en", "the roads do not join them in this direction"),
        ("zh", "该方向道路不连通"),
    ):
        verified = call_here("--lang", lang, "verify", county, tmp_path / "edited.json")
        assert verified.exit == 6
        assert sentence in (verified.out + verified.err).replace("\n", " ")


def test_check_shows_the_schools_far_from_the_road(call_here: Caller, county: Path) -> None:
    shown = call_here("check", county)
    assert shown.exit == 0
    assert "667 m at most" in shown.out
    answer = call_here("--json", "check", county).answer
    codes = [message["code"] for message in answer["messages"]]
    assert {"road_far", "road_cut_off", "member_without_core"} <= set(codes)
    assert {message["row"] for message in answer["messages"] if message["code"] == "road_far"} == {4}
    assert answer["result"]["roads"]["missing"] == 2


def test_a_missing_extract_is_an_error_of_the_input(call_here: Caller, county: Path, tmp_path: Path) -> None:
    (county / "maps" / "county.osm").unlink()
    refused = call_here("--json", "solve", county, "--out", tmp_path / "out")
    assert refused.exit == 3
    (error,) = refused.answer["messages"]
    assert (error["code"], error["file"]) == ("roads_file_missing", "maps/county.osm")
    assert not (tmp_path / "out").exists()


def test_a_school_without_coordinates_is_an_error_with_its_row(call_here: Caller, county: Path) -> None:
    text = (county / "schools.csv").read_text(encoding="utf-8").replace("-0.0060,0.020", ",")
    (county / "schools.csv").write_text(text, encoding="utf-8")
    refused = call_here("--json", "check", county)
    assert refused.exit == 3
    (error,) = [one for one in refused.answer["messages"] if one["level"] == "error"]
    assert (error["code"], error["row"]) == ("coordinates_missing", 4)


def test_without_the_library_the_mend_is_named_and_other_counties_work(
    call: Caller, county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "without" / "osmium").mkdir(parents=True)
    (tmp_path / "without" / "osmium" / "__init__.py").write_text("raise ModuleNotFoundError('osmium')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "without")]))
    refused = call("--json", "check", county)
    assert refused.exit == 3
    (error,) = refused.answer["messages"]
    assert error["code"] == "roads_extra_missing"
    assert "lianxiao[roads]" in error["mend"]
    assert call("--quiet", "check", "bundled:ten_schools").exit == 0
