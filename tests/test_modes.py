"""Every mode of the source documents through the installed command: allowed, forbidden, at the bound.

docs/modes.md names the test of each mode; the last test here holds that every name there exists.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from lianxiao.tests.conftest import Caller

ROOT = Path(__file__).resolve().parents[1]
TOP = """school_year = 2026
[travel]
source = "table"
[objective]
tiers = [{ unplaced = 1 }, { total_km = 1 }]
"""
Plan = dict[str, Any]


def folder(
    at: Path, settings: str, schools: Sequence[str], columns: str = "", top: str = TOP, **tables: str
) -> Path:
    """A county of rows ``id,stages,role`` and ``columns``; the n-th school is n km from every core."""
    at.mkdir(parents=True, exist_ok=True)
    ids = [row.split(",")[0] for row in schools]
    cores = [row.split(",")[0] for row in schools if row.split(",")[2] in ("core", "either")]
    ways = [f"{core},{one},{number}" for core in cores for number, one in enumerate(ids, 1) if one != core]
    contents = {
        "schools": "\n".join([f"school_id,stages,role{columns}", *schools]),
        "travel": "\n".join(["from_id,to_id,km", *ways]),
        **tables,
    }
    for name, content in contents.items():
        (at / f"{name}.csv").write_text(content + "\n", encoding="utf-8")
    (at / "county.toml").write_text(top + settings, encoding="utf-8")
    return at


def primary(count: int, tail: str = "") -> list[str]:
    """Core A and so many members m1, m2 …, each m-row with ``tail``."""
    return [f"A,primary,core{tail}", *(f"m{number},primary,member{tail}" for number in range(1, count + 1))]


def mode(key: str, **settings: str) -> str:
    given = {"stages": '["primary"]', **settings}
    lines = [f"{name} = {value}" for name, value in given.items() if value]
    return "\n".join(["[[mode]]", f'key = "{key}"', *lines, ""])


def solved(call: Caller, county: Path, out: Path, seconds: int = 20) -> Plan:
    done = call("solve", county, "--out", out, "--time-limit", seconds, "--workers", 1, "--quiet")
    assert done.exit == 0, done.err
    plan: Plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert plan["status"] == "optimal"
    return plan


def groups(plan: Plan) -> dict[str, list[str]]:
    """Members by core."""
    return {
        alliance["core"]: [member["school"] for member in alliance["members"]]
        for alliance in plan["alliances"]
    }


def broken(call: Caller, county: Path, at: Path, *alliances: Mapping[str, Any]) -> set[str]:
    """Rules that a plan of these alliances breaks, as ``verify`` says."""
    at.write_text(json.dumps({"format": 1, "alliances": alliances}), encoding="utf-8")
    done = call("verify", county, at, "--json")
    found = {one["code"] for one in done.answer["messages"] if one["level"] == "error"}
    assert done.exit == (6 if found else 0), done.err
    return found


def alliance(mode_id: str, core: str, *members: str, stage: str = "primary", **kinds: str) -> dict[str, Any]:
    rows = [{"school": one, **({"kind": kinds[one]} if one in kinds else {})} for one in members]
    return {"mode": mode_id, "stage": stage, "core": core, "members": rows}


def most_placed(call: Caller, tmp_path: Path, settings: str, members: int, **given: Any) -> int:
    """How many of so many members one core takes."""
    county = folder(tmp_path / f"county{members}", settings, primary(members), **given)
    return len(groups(solved(call, county, tmp_path / f"out{members}")).get("A", []))


def modes_of(call: Caller, county: Path) -> dict[str, Any]:
    """What ``check`` says of the modes, by id."""
    return {one["id"]: one for one in call("check", county, "--json").answer["result"]["modes"]}


def test_joint_alliance_has_two_or_three_members(call: Caller, tmp_path: Path) -> None:
    placed = [most_placed(call, tmp_path, mode("joint_alliance"), count) for count in (1, 2, 3, 4)]
    assert placed == [0, 2, 3, 3]
    county = folder(tmp_path / "county", mode("joint_alliance"), primary(4))
    plan = tmp_path / "plan.json"
    assert broken(call, county, plan, alliance("joint_alliance", "A", "m1")) == {"size"}
    assert broken(call, county, plan, alliance("joint_alliance", "A", "m1", "m2", "m3")) == set()
    assert broken(call, county, plan, alliance("joint_alliance", "A", "m1", "m2", "m3", "m4")) == {"size"}


def test_joint_alliance_is_of_one_stage(call: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core", "m1,primary,member", "m2,primary,member", "m3,junior,member"]
    county = folder(tmp_path / "county", mode("joint_alliance", stages=""), rows)
    assert groups(solved(call, county, tmp_path / "out")) == {"A": ["m1", "m2"]}
    assert "stage" in broken(call, county, tmp_path / "p.json", alliance("joint_alliance", "A", "m1", "m3"))


def test_one_school_helps_exactly_three(call: Caller, tmp_path: Path) -> None:
    settings = mode("joint_alliance", min_members="3", max_members="3")
    assert [most_placed(call, tmp_path, settings, count) for count in (2, 3, 4)] == [0, 3, 3]


@pytest.mark.parametrize(
    ("governance", "en", "zh"),
    [
        ("one_team", "one leadership team", "一套领导班子（试点）"),
        ("试点", "one leadership team", "一套领导班子（试点）"),
        ("adviser_head", "core's head as adviser", "顾问校长制"),
    ],
)
def test_governance_is_carried_and_shown(
    call: Caller, tmp_path: Path, governance: str, en: str, zh: str
) -> None:
    county = folder(tmp_path / "county", mode("joint_alliance", governance=f'"{governance}"'), primary(2))
    assert modes_of(call, county)["joint_alliance"]["governance"] in ("one_team", "adviser_head")
    for lang, words in (("en", en), ("zh", zh)):
        done = call("solve", county, "--out", tmp_path / "out", "--workers", 1, "--lang", lang)
        for shown in (done.out, call("check", county, "--lang", lang).out):
            assert all(part in shown for part in words.split())


def test_merged_group_has_two_or_three_members_in_one_legal_person(call: Caller, tmp_path: Path) -> None:
    assert [most_placed(call, tmp_path, mode("merged_group"), count) for count in (1, 2, 4)] == [0, 2, 3]
    merged = modes_of(call, tmp_path / "county4")["merged_group"]
    assert (merged["legal_status"], merged["assessment"]) == ("one_legal_person", "together")


def test_fused_has_one_or_two_members_and_goes_to_more_by_setting(call: Caller, tmp_path: Path) -> None:
    assert [most_placed(call, tmp_path / "a", mode("fused"), count) for count in (1, 2, 3)] == [1, 2, 2]
    wider = mode("fused", max_members="5")
    assert [most_placed(call, tmp_path / "b", wider, count) for count in (5, 6)] == [5, 5]
    fused = modes_of(call, tmp_path / "a" / "county2")["fused"]
    assert (fused["legal_status"], fused["assessment"]) == ("one_legal_person", "together")


def test_fused_of_an_urban_core_with_township_schools(call: Caller, tmp_path: Path) -> None:
    settings = mode("fused", core_area='["城区", "镇区"]', member_seat='["township_seat"]')
    rows = [
        "A,primary,core,urban,county_seat",
        "B,primary,core,rural,village",
        "m1,primary,member,town,township_seat",
        "m2,primary,member,rural,village",
        "m3,primary,member,rural,",
    ]
    county = folder(tmp_path / "county", settings, rows, ",area,seat")
    plan = solved(call, county, tmp_path / "out")
    assert groups(plan) == {"A": ["m1"]}
    assert {entry["school"] for entry in plan["unplaced"]} == {"m2", "m3"}
    at = tmp_path / "p.json"
    assert "core_area" in broken(call, county, at, alliance("fused", "B", "m1"))
    assert "member_seat" in broken(call, county, at, alliance("fused", "A", "m2"))


def test_co_built_has_any_number_of_members_of_any_area(call: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core,urban", *(f"m{n},primary,member,{'urban' if n % 2 else ''}" for n in range(1, 8))]
    county = folder(tmp_path / "county", mode("co_built"), rows, ",area")
    assert len(groups(solved(call, county, tmp_path / "out"))["A"]) == 7
    assert broken(call, county, tmp_path / "p.json", alliance("co_built", "A")) == {"size"}
    assert modes_of(call, county)["co_built"]["assessment"] == "bundled"


def test_cooperative_has_any_number_of_members_and_is_assessed_by_project(
    call: Caller, tmp_path: Path
) -> None:
    assert most_placed(call, tmp_path, mode("cooperative"), 7) == 7
    cooperative = modes_of(call, tmp_path / "county7")["cooperative"]
    assert (cooperative["legal_status"], cooperative["assessment"]) == ("separate", "by_project")


@pytest.mark.parametrize(
    ("entrusted", "ordinary", "placed"), [(0, 3, 0), (1, 3, 4), (2, 3, 5), (3, 3, 5)], ids=str
)
def test_core_group_has_one_or_two_entrusted_members(
    call: Caller, tmp_path: Path, entrusted: int, ordinary: int, placed: int
) -> None:
    kinds = ["托管"] * entrusted + ["普通"] * ordinary
    rows = ["A,primary,core,", *(f"m{n},primary,member,{kind}" for n, kind in enumerate(kinds))]
    county = folder(tmp_path / "county", mode("core_group"), rows, ",kind")
    plan = solved(call, county, tmp_path / "out")
    assert len(groups(plan).get("A", [])) == placed
    everybody = alliance("core_group", "A", *(f"m{n}" for n in range(len(kinds))))
    rules = broken(call, county, tmp_path / "p.json", everybody)
    assert rules == (set() if 1 <= entrusted <= 2 else {"entrusted"})


def test_core_group_calls_as_few_members_entrusted_as_it_must(call: Caller, tmp_path: Path) -> None:
    rows = [*primary(3, ","), "m4,primary,member,ordinary"]
    county = folder(tmp_path / "county", mode("core_group"), rows, ",kind")
    plan = solved(call, county, tmp_path / "out")
    (group,) = plan["alliances"]
    kinds = {member["school"]: member["kind"] for member in group["members"]}
    assert kinds == {"m1": "entrusted", "m2": "ordinary", "m3": "ordinary", "m4": "ordinary"}
    done = call("solve", county, "--out", tmp_path / "out", "--workers", 1, "--lang", "zh")
    assert done.out.count("普通成员校") == 3


def test_the_kind_of_the_table_binds_a_plan(call: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core,", "m1,primary,member,entrusted", "m2,primary,member,"]
    county = folder(tmp_path / "county", mode("core_group"), rows, ",kind")
    at = tmp_path / "p.json"
    assert broken(call, county, at, alliance("core_group", "A", "m1", "m2", m2="entrusted")) == set()
    assert "kind" in broken(call, county, at, alliance("core_group", "A", "m1", "m2", m1="ordinary"))


def test_a_group_without_entrusted_members_and_without_upper_bound(call: Caller, tmp_path: Path) -> None:
    settings = mode("core_group", entrusted="{ min = 0, max = 0 }")
    assert most_placed(call, tmp_path, settings, 8) == 8
    rows = [*primary(2, ","), "m3,primary,member,entrusted"]
    county = folder(tmp_path / "county", settings, rows, ",kind")
    assert groups(solved(call, county, tmp_path / "out")) == {"A": ["m1", "m2"]}


@pytest.mark.parametrize(("students", "placed"), [("199", 1), ("200", 0), ("201", 0), ("", 0)])
def test_paired_is_one_to_one_and_the_core_is_larger(
    call: Caller, tmp_path: Path, students: str, placed: int
) -> None:
    rows = ["A,kindergarten,core,200", f"m1,kindergarten,member,{students}"]
    county = folder(tmp_path / "county", mode("paired", stages=""), rows, ",students")
    plan = solved(call, county, tmp_path / "out")
    assert groups(plan) == ({"A": ["m1"]} if placed else {})
    pair = alliance("paired", "A", "m1", stage="kindergarten")
    assert broken(call, county, tmp_path / "p.json", pair) == (set() if placed else {"core_larger"})


def test_paired_has_one_member_and_runs_six_semesters_from_march(call: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core,900", "m1,primary,member,90", "m2,primary,member,80"]
    county = folder(tmp_path / "county", mode("paired", term='{ start = "2026-2" }'), rows, ",students")
    (pair,) = solved(call, county, tmp_path / "out")["alliances"]
    (member,) = pair["members"]
    assert (member["school"], member["since"], member["until"]) == ("m1", "2027-03", "2030-02")
    assert broken(call, county, tmp_path / "p.json", alliance("paired", "A", "m1", "m2")) == {"size"}


def test_a_nine_year_school_is_paired_with_its_centre_school_part(call: Caller, tmp_path: Path) -> None:
    # m1 has its place in junior, where nobody may lead: only the centre-school mode takes it, in primary
    rows = ["A,primary,core", "m1,primary;junior,member"]
    settings = mode("centre_school") + mode("co_built", id='"junior"', stages='["junior"]')
    county = folder(tmp_path / "county", settings, rows)
    plan = solved(call, county, tmp_path / "out")
    (pair,) = plan["alliances"]
    assert (pair["id"], pair["mode"], pair["stage"]) == ("primary-A", "centre_school", "primary")
    assert plan["unplaced"] == []
    other = folder(tmp_path / "other", settings.replace("centre_school", "cooperative"), rows)
    (left,) = solved(call, other, tmp_path / "out2")["unplaced"]
    assert (left["school"], left["stage"]) == ("m1", "junior")


def test_centre_school_has_one_member_for_one_school_year(call: Caller, tmp_path: Path) -> None:
    county = folder(tmp_path / "county", mode("centre_school"), primary(2))
    (pair,) = solved(call, county, tmp_path / "out")["alliances"]
    (member,) = pair["members"]
    assert (member["school"], member["since"], member["until"]) == ("m1", "2026-09", "2027-08")
    assert broken(call, county, tmp_path / "p.json", alliance("centre_school", "A", "m1", "m2")) == {"size"}


def test_points_follow_their_centre_school(call: Caller, tmp_path: Path) -> None:
    rows = [*primary(1, ","), "p1,primary,none,m1", "p2,primary,none,p1", "p3,primary,none,A"]
    county = folder(tmp_path / "county", mode("centre_school"), rows, ",parent_id")
    (pair,) = solved(call, county, tmp_path / "out")["alliances"]
    assert pair["points"] == ["p3"]
    assert pair["members"][0]["points"] == ["p1", "p2"]
    assert "p1" in call("solve", county, "--out", tmp_path / "out", "--workers", 1).out
    assert "point" in broken(call, county, tmp_path / "p.json", alliance("centre_school", "A", "p1"))


NEEDS = "school_id,stage,subject,need,supply\nm1,primary,music,4,0\nA,primary,art,4,9\nm3,primary,music,4,0\n"


def layered(call: Caller, tmp_path: Path, layer: str) -> list[dict[str, Any]]:
    rows = ["A,primary,core", "B,primary,core", *(f"m{n},primary,member" for n in range(1, 4))]
    pins = "school_id,core_id,rule\nm3,B,must\n"
    county = folder(tmp_path / "county", mode("co_built") + layer, rows, needs=NEEDS, pins=pins)
    rows_of_plan: list[dict[str, Any]] = solved(call, county, tmp_path / "out")["subject_alliances"]
    return rows_of_plan


def test_a_subject_alliance_per_alliance_and_subject(call: Caller, tmp_path: Path) -> None:
    rows = layered(call, tmp_path, '[[subject_alliance]]\nsubject = "*"\n')
    joined = {(row["subject"], *row["alliances"]) for row in rows}
    assert {("art", "primary-A"), ("music", "primary-B")} <= joined
    assert all(row["scope"] == "alliance" and row["leader"] is None for row in rows)


@pytest.mark.parametrize("link", ["free", "adviser", "acting_head", "entrusted"])
def test_a_subject_alliance_has_its_link(call: Caller, tmp_path: Path, link: str) -> None:
    layer = f'[[subject_alliance]]\nsubject = "音乐"\nscope = "county"\nlink = "{link}"\n'
    (row,) = layered(call, tmp_path, layer)
    assert (row["subject"], row["scope"], row["link"]) == ("music", "county", link)
    assert "primary-B" in row["alliances"]


def test_a_subject_alliance_by_grade_and_difficulty(call: Caller, tmp_path: Path) -> None:
    layer = '[[subject_alliance]]\nsubject = "music"\nscope = "county"\ngrade = 3\ndifficulty = "合唱"\n'
    (row,) = layered(call, tmp_path, layer)
    assert (row["grade"], row["difficulty"]) == (3, "合唱")


def test_a_voluntary_subject_alliance_by_list(call: Caller, tmp_path: Path) -> None:
    layer = '[[subject_alliance]]\nsubject = "music"\nscope = "list"\nmembers = ["m3", "B"]\n'
    (row,) = layered(call, tmp_path, layer)
    assert (row["members"], row["alliances"]) == (["m3", "B"], ["primary-B"])


def test_several_modes_at_once_in_one_county(call: Caller, tmp_path: Path) -> None:
    rows = [
        "A,primary,core,900,urban",
        "B,primary,core,500,town",
        "C,junior,core,700,town",
        "m1,primary,member,90,rural",
        "m2,primary,member,80,rural",
        "m3,primary,member,70,town",
        "m4,primary;junior,member,60,rural",
    ]
    settings = (
        mode("joint_alliance", max_members="2", member_area='["rural"]')
        + mode("paired", stages='["primary", "junior"]', core_area='["town"]')
        + mode("centre_school", core_area='["urban"]')
    )
    county = folder(tmp_path / "county", settings, rows, ",students,area")
    plan = solved(call, county, tmp_path / "out")
    assert plan["unplaced"] == []
    assert {(one["mode"], one["core"], *groups(plan)[one["core"]]) for one in plan["alliances"]} == {
        ("joint_alliance", "A", "m1", "m2"),
        ("paired", "B", "m3"),
        ("paired", "C", "m4"),
    }


@pytest.mark.parametrize("category", ["pastoral", "new", "weak"])
def test_pairs_of_a_good_school_with_one_of_a_category(call: Caller, tmp_path: Path, category: str) -> None:
    settings = mode("co_built", core_category='["good"]', member_category=f'["{category}"]')
    rows = ["A,primary,core,good", "B,primary,core,", *(f"{one},primary,member,{one}" for one in "xyz")]
    rows.append(f"m,primary,member,{category}")
    county = folder(tmp_path / "county", settings, rows, ",category")
    assert groups(solved(call, county, tmp_path / "out")) == {"A": ["m"]}
    at = tmp_path / "p.json"
    assert "member_category" in broken(call, county, at, alliance("co_built", "A", "x"))
    assert "core_category" in broken(call, county, at, alliance("co_built", "B", "m"))


def test_cohorts_keep_their_batch_and_months_and_newcomers_have_their_own(
    call: Caller, tmp_path: Path
) -> None:
    round_in_force = (
        "core_id,member_id,stage,since,until,batch,name\n"
        "A,m1,primary,2025-03,2028-02,first,East Alliance\n"
        "A,m2,primary,2026-03,2029-02,second,East Alliance\n"
    )
    settings = mode("co_built", term='{ start = "2026-2", semesters = 2 }')
    county = folder(tmp_path / "county", settings, primary(3), alliances=round_in_force)
    (group,) = solved(call, county, tmp_path / "out")["alliances"]
    carried = [(one["school"], one["since"], one["until"], one["batch"]) for one in group["members"]]
    assert group["name"] == "East Alliance"
    assert carried == [
        ("m1", "2025-03", "2028-02", "first"),
        ("m2", "2026-03", "2029-02", "second"),
        ("m3", "2027-03", "2028-02", ""),
    ]
    done = call("solve", county, "--out", tmp_path / "out", "--workers", 1)
    assert "2025-03 – 2028-02" in done.out
    assert "second" in done.out


def test_bounds_are_the_countys_own(call: Caller, tmp_path: Path) -> None:
    settings = mode("cooperative", min_members="2", max_members="4")
    assert [most_placed(call, tmp_path, settings, count) for count in (1, 2, 4, 5)] == [0, 2, 4, 4]


def test_every_test_that_the_page_of_modes_names_exists() -> None:
    page = (ROOT / "docs" / "modes.md").read_text(encoding="utf-8")
    named = re.findall(r"\[`(test_\w+)`\]\(\.\./(tests/\w+\.py)\)", page)
    assert len(named) >= 20
    for name, file in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name
    rows = re.findall(r"^\| ((?:M|G)\d+\w?) \|", page, re.MULTILINE)
    wanted = [*("M1", "M1a", "M1b", "M1c", "M2", "M3", "M4", "M5", "M6", "M6a", "M7", "M8", "M8a"), "M9"]
    assert rows == [*wanted, *(f"M{number}" for number in range(10, 17)), "G8"]
