"""Subject alliances, several modes at once and cohorts, solved by the command."""

from pathlib import Path
from typing import Any

from lianxiao.tests.conftest import Caller
from lianxiao.tests.mode_counties import alliance, broken, clusters, folder, groups, mode, primary, solved

NEEDS = "school_id,stage,subject,need,supply\nma,primary,music,4,0\nA,primary,art,4,9\nmc,primary,music,4,0\n"


def layered(call: Caller, tmp_path: Path, layer: str) -> list[dict[str, Any]]:
    rows = ["A,primary,core", "B,primary,core", *(f"m{one},primary,member" for one in "abc")]
    pins = "school_id,core_id,rule\nmc,B,must\n"
    county = folder(tmp_path / "county", mode("co_built") + layer, rows, needs=NEEDS, pins=pins)
    rows_of_plan: list[dict[str, Any]] = solved(call, county, tmp_path / "out")["subject_alliances"]
    return rows_of_plan


def test_a_subject_alliance_per_alliance_and_subject(call_here: Caller, tmp_path: Path) -> None:
    rows = layered(call_here, tmp_path, '[[subject_alliance]]\nsubject = "*"\n')
    joined = {(row["subject"], *row["alliances"]) for row in rows}
    assert {("art", "primary-A"), ("music", "primary-B")} <= joined
    assert all(row["scope"] == "alliance" and row["leader"] is None for row in rows)


def test_a_subject_alliance_has_its_link(call_here: Caller, tmp_path: Path) -> None:
    links = ["free", "adviser", "acting_head", "entrusted"]
    layer = "".join(
        f'[[subject_alliance]]\nsubject = "音乐"\nscope = "county"\ngrade = {grade}\nlink = "{link}"\n'
        for grade, link in enumerate(links, 3)
    )
    rows = layered(call_here, tmp_path, layer)
    assert [row["link"] for row in rows] == links
    assert all(row["subject"] == "music" and "primary-B" in row["alliances"] for row in rows)


def test_a_subject_alliance_by_grade_and_difficulty(call_here: Caller, tmp_path: Path) -> None:
    layer = '[[subject_alliance]]\nsubject = "music"\nscope = "county"\ngrade = 3\ndifficulty = "合唱"\n'
    (row,) = layered(call_here, tmp_path, layer)
    assert (row["grade"], row["difficulty"]) == (3, "合唱")


def test_a_voluntary_subject_alliance_by_list(call_here: Caller, tmp_path: Path) -> None:
    layer = '[[subject_alliance]]\nsubject = "music"\nscope = "list"\nmembers = ["mc", "B"]\n'
    (row,) = layered(call_here, tmp_path, layer)
    assert (row["members"], row["alliances"]) == (["mc", "B"], ["primary-B"])


def test_several_modes_at_once_in_one_county(call_here: Caller, tmp_path: Path) -> None:
    rows = [
        "A,primary,core,900,urban",
        "B,primary,core,500,town",
        "C,junior,core,700,town",
        "ma,primary,member,90,rural",
        "mb,primary,member,80,rural",
        "mc,primary,member,70,town",
        "md,primary;junior,member,60,rural",
    ]
    settings = (
        mode("joint_alliance", max_members="2", member_area='["rural"]')
        + mode("paired", stages='["primary", "junior"]', core_area='["town"]')
        + mode("centre_school", core_area='["urban"]')
    )
    county = folder(tmp_path / "county", settings, rows, ",students,area")
    plan = solved(call_here, county, tmp_path / "out")
    assert plan["unplaced"] == []
    assert {(one["mode"], one["core"], *groups(plan)[one["core"]]) for one in plan["alliances"]} == {
        ("joint_alliance", "A", "ma", "mb"),
        ("paired", "B", "mc"),
        ("paired", "C", "md"),
    }


def test_pairs_of_a_good_school_with_one_of_a_category(call_here: Caller, tmp_path: Path) -> None:
    categories = ("pastoral", "new", "weak")
    settings = "".join(
        mode(
            "co_built", id=f'"{one}"', core_category='["good"]', member_category=f'["{one}"]', max_members="1"
        )
        for one in categories
    )
    rows = clusters(*([f",{one}"] for one in categories), [",other"], tail=",good")
    county = folder(tmp_path / "county", settings, [*rows, "B,primary,core,"], ",category")
    plan = solved(call_here, county, tmp_path / "out")
    assert {(one["mode"], one["core"]) for one in plan["alliances"]} == {
        ("pastoral", "A1"),
        ("new", "A2"),
        ("weak", "A3"),
    }
    at = tmp_path / "p.json"
    assert "member_category" in broken(county, at, alliance("new", "A1", "m1a"))
    assert "core_category" in broken(county, at, alliance("pastoral", "B", "m1a"))


def test_cohorts_keep_their_batch_and_months_and_newcomers_have_their_own(
    call_here: Caller, tmp_path: Path
) -> None:
    round_in_force = (
        "core_id,member_id,stage,since,until,batch,name\n"
        "A,ma,primary,2025-03,2028-02,first,East Alliance\n"
        "A,mb,primary,2026-03,2029-02,second,East Alliance\n"
    )
    settings = mode("co_built", term='{ start = "2026-2", semesters = 2 }')
    county = folder(tmp_path / "county", settings, primary(3), alliances=round_in_force)
    (group,) = solved(call_here, county, tmp_path / "out")["alliances"]
    carried = [(one["school"], one["since"], one["until"], one["batch"]) for one in group["members"]]
    assert group["name"] == "East Alliance"
    assert carried == [
        ("ma", "2025-03", "2028-02", "first"),
        ("mb", "2026-03", "2029-02", "second"),
        ("mc", "2027-03", "2028-02", ""),
    ]
    done = call_here("solve", county, "--out", tmp_path / "out", "--workers", 1)
    assert "2025-03 – 2028-02" in done.out
    assert "second" in done.out
