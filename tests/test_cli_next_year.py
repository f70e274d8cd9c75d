"""``lianxiao next-year`` as a planner calls it."""

from pathlib import Path

import pytest
from lianxiao.instances.read import read_county
from lianxiao.instances.write import write_county
from lianxiao.reports.plan_file import as_json
from lianxiao.tests import exchange_plan, made_staff
from lianxiao.tests.conftest import Caller
from lianxiao.tests.test_next_year_rolled import staffed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Folder with the county ``now`` and the plan that was carried out."""
    write_county(tmp_path / "now", staffed(), made_staff.policy())
    (tmp_path / "plan.json").write_text(as_json(exchange_plan.PLAN), encoding="utf-8")
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_new_county_is_checked_and_solved_like_any_other(call: Caller, folder: Path) -> None:
    before = content(folder / "now")
    done = call("next-year", folder / "now", folder / "plan.json", "--out", folder / "next", "--lang", "en")
    assert done.exit == 0, done.err
    assert "School year 2027" in done.out
    assert "are projections" in done.err
    assert content(folder / "now") == before
    assert read_county(folder / "next").policy.school_year == 2027
    assert call("check", folder / "next").exit == 0


def test_json_has_everything_on_standard_output(call_here: Caller, folder: Path) -> None:
    done = call_here(
        *("next-year", folder / "now", folder, "--out", folder / "next", "--json", "--intake-factor", "0.5")
    )
    result = done.answer["result"]
    assert done.exit == 0
    assert [one["intake"] for one in result["projections"]] == [15, 8, 2]
    assert [one["teacher"] for one in result["retired"]] == ["T4"]
    assert result["exchanges"] == 8


def test_the_county_itself_is_never_written_over(call_here: Caller, folder: Path) -> None:
    before = content(folder / "now")
    done = call_here("next-year", folder / "now", folder, "--out", folder / "now", "--lang", "zh")
    assert done.exit == 7
    assert "另一个文件夹" in done.err
    assert content(folder / "now") == before


def test_the_same_plan_cannot_be_carried_over_twice(call_here: Caller, folder: Path) -> None:
    assert call_here("next-year", folder / "now", folder, "--out", folder / "next").exit == 0
    done = call_here("next-year", folder / "next", folder, "--out", folder / "later", "--lang", "en")
    assert done.exit == 3
    assert "2026-1" in done.err
    assert "2027" in done.err
    assert not (folder / "later").exists()
