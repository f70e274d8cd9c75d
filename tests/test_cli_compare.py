"""``lianxiao compare`` as a planner calls it: two plans side by side, names, warnings, wrong input."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from lianxiao.tests.conftest import Caller, write_county
from lianxiao.tests.conftest import call_here as called


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solve the small county once."""
    folder = tmp_path_factory.mktemp("solved")
    county = write_county(folder / "county")
    assert called("solve", county, "--out", folder / "best", "--time-limit", "20").exit == 0
    return folder / "best"


@pytest.fixture
def plans(solved: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Give the best plan of the small county, and one in which 0103 is with nobody."""
    best, other = tmp_path / "best", tmp_path / "other"
    shutil.copytree(solved, best)
    content = json.loads((best / "plan.json").read_text(encoding="utf-8"))
    (alliance,) = content["alliances"]
    alliance["members"] = [one for one in alliance["members"] if one["school"] != "0103"]
    content["unplaced"].append({"school": "0103", "stage": "primary"})
    other.mkdir()
    write(other, content)
    return other, best


def write(folder: Path, content: Any) -> None:
    (folder / "plan.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def test_two_plans_of_one_county(call: Caller, county: Path, plans: tuple[Path, Path]) -> None:
    done = call("compare", *plans, "--county", county)
    assert done.exit == 0
    for shown in ("松林小学", "newly placed", "Aims side by side", "1 changed"):
        assert shown in done.out
    result = call("compare", *plans, "--json").answer["result"]
    assert result["same_county"] is True
    assert result["counts"]["placed"] == 1
    back = call("compare", *reversed(plans), "--county", county, "--json").answer["result"]
    (place,) = [one for one in back["places"] if one["kind"] != "kept"]
    assert (place["school"], place["kind"], place["reason"]["kind"]) == ("0103", "unplaced", "worse")


def test_in_chinese(call_here: Caller, county: Path, plans: tuple[Path, Path]) -> None:
    done = call_here("compare", *plans, "--county", county, "--lang", "zh")
    for shown in ("新编入联盟", "各级目标对照", "松林小学"):
        assert shown in done.out


def test_a_plan_and_itself(call_here: Caller, plans: tuple[Path, Path]) -> None:
    done = call_here("compare", plans[1], plans[1] / "plan.json")
    assert done.exit == 0
    assert "Every school stays where it is." in done.out
    assert done.err == ""


def test_plans_of_two_counties_are_compared_with_a_warning(
    call_here: Caller, county: Path, plans: tuple[Path, Path]
) -> None:
    content = json.loads((plans[0] / "plan.json").read_text(encoding="utf-8"))
    write(plans[0], {**content, "county_sha256": "0" * 64})
    done = call_here("compare", *plans, "--county", county, "--json")
    assert done.exit == 0
    codes = {one["code"] for one in done.answer["messages"]}
    assert {"compare_not_of_county", "compare_other_county"} <= codes
    write(plans[0], {**content, "county": "elsewhere"})
    named = call_here("compare", *plans)
    assert "elsewhere" in named.err


def test_plans_without_a_school_in_common(call_here: Caller, plans: tuple[Path, Path]) -> None:
    write(
        plans[0],
        {"alliances": [{"mode": "m", "stage": "primary", "core": "X", "members": [{"school": "Y"}]}]},
    )
    done = call_here("compare", *plans)
    assert done.exit == 0
    assert "no school in common" in done.err


@pytest.mark.parametrize("content", ["", "[]", "{", '{"alliances": [{"core": 1}]}', "{}"])
def test_what_is_no_plan(call_here: Caller, plans: tuple[Path, Path], content: str) -> None:
    (plans[0] / "plan.json").write_text(content, encoding="utf-8")
    done = call_here("compare", *plans, "--json")
    assert done.exit == 3
    assert done.answer["messages"][0]["mend"]
    assert call_here("compare", plans[0] / "none.json", plans[1]).exit == 3


def test_the_county_beside_a_plan_of_whatif_is_found(
    call_here: Caller, county: Path, plans: tuple[Path, Path], tmp_path: Path
) -> None:
    file, out = tmp_path / "s.toml", tmp_path / "changed"
    file.write_text(
        'format = 1\n[[change]]\nmerge = { schools = ["0102"], into = "0103" }\n', encoding="utf-8"
    )
    assert call_here("whatif", county, file, "--from", plans[1], "--out", out).exit == 0
    done = call_here("compare", plans[1], out, "--county", county, "--json")
    assert done.exit == 0
    (gone,) = [one for one in done.answer["result"]["places"] if one["kind"] == "gone"]
    assert (gone["school"], gone["into"]) == ("0102", "0103")
    assert "compare_not_of_county" not in [one["code"] for one in done.answer["messages"]]
