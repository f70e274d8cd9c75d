"""Every mode of the source documents, solved by the installed command: allowed, forbidden, at the bound.

docs/modes.md names the test of each mode; the last test here holds that every name there exists.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lianxiao.instances.read import read_county
from lianxiao.reports.plan_file import read_plan
from lianxiao.reports.verdict_screen import broken_findings
from lianxiao.solver.check import check_plan
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
    """A county of rows ``id,stages,role`` and ``columns``.

    A member lies n km from every core whose number it shares (``A2`` and ``m2a``), or from all cores where
    its id has none; n counts the rows.
    """
    at.mkdir(parents=True, exist_ok=True)
    ids = [row.split(",")[0] for row in schools]
    cores = [row.split(",")[0] for row in schools if row.split(",")[2] in ("core", "either")]
    ways = [
        f"{core},{one},{number}"
        for core in cores
        for number, one in enumerate(ids, 1)
        if one != core and (one[1:2] == core[1:2] or not one[1:2].isdigit())
    ]
    contents = {
        "schools": "\n".join([f"school_id,stages,role{columns}", *schools]),
        "travel": "\n".join(["from_id,to_id,km", *ways]),
        **tables,
    }
    for name, content in contents.items():
        (at / f"{name}.csv").write_text(content + "\n", encoding="utf-8")
    (at / "county.toml").write_text(top + settings, encoding="utf-8")
    return at


def clusters(*members: Sequence[str], tail: str = "") -> list[str]:
    """For each list of members' further cells a core ``A1`` …, and its members ``m1a``, ``m1b`` …."""
    rows = []
    for number, cells in enumerate(members, 1):
        rows.append(f"A{number},primary,core{tail}")
        rows += [f"m{number}{chr(97 + at)},primary,member{cell}" for at, cell in enumerate(cells)]
    return rows


def primary(count: int, tail: str = "") -> list[str]:
    """Core A and so many members ma, mb …"""
    return [f"A,primary,core{tail}", *(f"m{chr(97 + at)},primary,member{tail}" for at in range(count))]


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


def broken(county: Path, at: Path, *alliances: Mapping[str, Any]) -> set[str]:
    """Rules that a plan of these alliances breaks, as ``verify`` says (which is tried in test_cli_verify)."""
    at.write_text(json.dumps({"format": 1, "alliances": alliances}), encoding="utf-8")
    read = read_county(county)
    verdict = check_plan(read.county, read.policy, read_plan(at))
    return {finding.code for finding in broken_findings(verdict, read.county)}


def alliance(mode_id: str, core: str, *members: str, stage: str = "primary", **kinds: str) -> dict[str, Any]:
    rows = [{"school": one, **({"kind": kinds[one]} if one in kinds else {})} for one in members]
    return {"mode": mode_id, "stage": stage, "core": core, "members": rows}


def sizes(call: Caller, tmp_path: Path, settings: str, *members: int) -> list[int]:
    """How many members each core takes that has so many near it."""
    county = folder(tmp_path / "county", settings, clusters(*([""] * count for count in members)))
    placed = groups(solved(call, county, tmp_path / "out"))
    return [len(placed.get(f"A{number}", [])) for number in range(1, len(members) + 1)]


def modes_of(call: Caller, county: Path) -> dict[str, Any]:
    """What ``check`` says of the modes, by id."""
    return {one["id"]: one for one in call("check", county, "--json").answer["result"]["modes"]}


def test_joint_alliance_has_two_or_three_members(call: Caller, tmp_path: Path) -> None:
    assert sizes(call, tmp_path, mode("joint_alliance"), 1, 2, 3, 4) == [0, 2, 3, 3]
    county, at = tmp_path / "county", tmp_path / "plan.json"
    pairs = (
        alliance("joint_alliance", "A2", "m2a", "m2b"),
        alliance("joint_alliance", "A3", *["m3a", "m3b", "m3c"]),
    )
    assert broken(county, at, *pairs) == set()
    assert broken(county, at, alliance("joint_alliance", "A1", "m1a")) == {"size"}
    four = alliance("joint_alliance", "A4", *["m4a", "m4b", "m4c", "m4d"])
    assert broken(county, at, four) == {"size"}


def test_joint_alliance_is_of_one_stage(call: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core", "ma,primary,member", "mb,primary,member", "mc,junior,member"]
    county = folder(tmp_path / "county", mode("joint_alliance", stages=""), rows)
    assert groups(solved(call, county, tmp_path / "out")) == {"A": ["ma", "mb"]}
    assert "stage" in broken(county, tmp_path / "p.json", alliance("joint_alliance", "A", "ma", "mc"))


def test_one_school_helps_exactly_three(call: Caller, tmp_path: Path) -> None:
    settings = mode("joint_alliance", min_members="3", max_members="3")
    assert sizes(call, tmp_path, settings, 2, 3, 4) == [0, 3, 3]


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


def test_merged_group_has_two_or_three_members_in_one_legal_person(call: Caller, tmp_path: Path) -> None:
    assert sizes(call, tmp_path, mode("merged_group"), 1, 2, 3, 4) == [0, 2, 3, 3]
    merged = modes_of(call, tmp_path / "county")["merged_group"]
    assert (merged["legal_status"], merged["assessment"]) == ("one_legal_person", "together")


def test_fused_has_one_or_two_members_and_goes_to_more_by_setting(call: Caller, tmp_path: Path) -> None:
    assert sizes(call, tmp_path, mode("fused"), 1, 2, 3) == [1, 2, 2]
    fused = modes_of(call, tmp_path / "county")["fused"]
    assert (fused["legal_status"], fused["assessment"]) == ("one_legal_person", "together")
    assert sizes(call, tmp_path / "wider", mode("fused", max_members="5"), 5, 6) == [5, 5]


def test_fused_of_an_urban_core_with_township_schools(call: Caller, tmp_path: Path) -> None:
    settings = mode("fused", core_area='["城区", "镇区"]', member_seat='["township_seat"]')
    rows = [
        "A,primary,core,urban,county_seat",
        "B,primary,core,rural,village",
        "ma,primary,member,town,township_seat",
        "mb,primary,member,rural,village",
        "mc,primary,member,rural,",
    ]
    county = folder(tmp_path / "county", settings, rows, ",area,seat")
    plan = solved(call, county, tmp_path / "out")
    assert groups(plan) == {"A": ["ma"]}
    assert {entry["school"] for entry in plan["unplaced"]} == {"mb", "mc"}
    at = tmp_path / "p.json"
    assert "core_area" in broken(county, at, alliance("fused", "B", "ma"))
    assert "member_seat" in broken(county, at, alliance("fused", "A", "mb"))


def test_co_built_has_any_number_of_members_of_any_area(call: Caller, tmp_path: Path) -> None:
    rows = [
        "A,primary,core,urban",
        *(f"m{one},primary,member,{'urban' if one < 'e' else ''}" for one in "abcdefg"),
    ]
    county = folder(tmp_path / "county", mode("co_built"), rows, ",area")
    assert len(groups(solved(call, county, tmp_path / "out"))["A"]) == 7
    assert broken(county, tmp_path / "p.json", alliance("co_built", "A")) == {"size"}
    assert modes_of(call, county)["co_built"]["assessment"] == "bundled"


def test_cooperative_has_any_number_of_members_and_is_assessed_by_project(
    call: Caller, tmp_path: Path
) -> None:
    assert sizes(call, tmp_path, mode("cooperative"), 1, 7) == [1, 7]
    cooperative = modes_of(call, tmp_path / "county")["cooperative"]
    assert (cooperative["legal_status"], cooperative["assessment"]) == ("separate", "by_project")


def test_core_group_has_one_or_two_entrusted_members(call: Caller, tmp_path: Path) -> None:
    kinds = [[",托管"] * entrusted + [",普通"] * 3 for entrusted in range(4)]
    county = folder(tmp_path / "county", mode("core_group"), clusters(*kinds, tail=","), ",kind")
    placed = groups(solved(call, county, tmp_path / "out"))
    assert {core: len(members) for core, members in placed.items()} == {"A2": 4, "A3": 5, "A4": 5}
    at = tmp_path / "p.json"
    one = alliance("core_group", "A2", "m2a", "m2b", "m2c", "m2d")
    two = alliance("core_group", "A3", "m3a", "m3b", "m3c")
    assert broken(county, at, one, two) == set()
    assert broken(county, at, alliance("core_group", "A1", "m1a", "m1b")) == {"entrusted"}
    assert broken(county, at, alliance("core_group", "A4", "m4a", "m4b", "m4c")) == {"entrusted"}


def test_core_group_calls_as_few_members_entrusted_as_it_must(call: Caller, tmp_path: Path) -> None:
    county = folder(
        tmp_path / "county", mode("core_group"), [*primary(3, ","), "md,primary,member,ordinary"], ",kind"
    )
    (group,) = solved(call, county, tmp_path / "out")["alliances"]
    kinds = {member["school"]: member["kind"] for member in group["members"]}
    assert kinds == {"ma": "entrusted", "mb": "ordinary", "mc": "ordinary", "md": "ordinary"}
    done = call("solve", county, "--out", tmp_path / "out", "--workers", 1, "--lang", "zh")
    assert done.out.count("普通成员校") == 3


def test_the_kind_of_the_table_binds_a_plan(call: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core,", "ma,primary,member,entrusted", "mb,primary,member,"]
    county = folder(tmp_path / "county", mode("core_group"), rows, ",kind")
    at = tmp_path / "p.json"
    assert broken(county, at, alliance("core_group", "A", "ma", "mb", mb="entrusted")) == set()
    assert "kind" in broken(county, at, alliance("core_group", "A", "ma", "mb", ma="ordinary"))


def test_a_group_without_entrusted_members_and_without_upper_bound(call: Caller, tmp_path: Path) -> None:
    settings = mode("core_group", entrusted="{ min = 0, max = 0 }")
    rows = clusters([","] * 8, [",", ",", ",entrusted"], tail=",")
    placed = groups(solved(call, folder(tmp_path / "county", settings, rows, ",kind"), tmp_path / "out"))
    assert (len(placed["A1"]), placed["A2"]) == (8, ["m2a", "m2b"])


def test_paired_is_one_to_one_and_the_core_is_larger(call: Caller, tmp_path: Path) -> None:
    rows = [
        row.replace("primary", "kindergarten")
        for row in clusters([",199"], [",200"], [",201"], [","], tail=",200")
    ]
    county = folder(tmp_path / "county", mode("paired", stages=""), rows, ",students")
    assert groups(solved(call, county, tmp_path / "out")) == {"A1": ["m1a"]}
    at = tmp_path / "p.json"
    for number, rules in ((1, set()), (2, {"core_larger"}), (4, {"core_larger"})):
        pair = alliance("paired", f"A{number}", f"m{number}a", stage="kindergarten")
        assert broken(county, at, pair) == rules


def test_paired_has_one_member_and_runs_six_semesters_from_march(call: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core,900", "ma,primary,member,90", "mb,primary,member,80"]
    county = folder(tmp_path / "county", mode("paired", term='{ start = "2026-2" }'), rows, ",students")
    (pair,) = solved(call, county, tmp_path / "out")["alliances"]
    (member,) = pair["members"]
    assert (member["school"], member["since"], member["until"]) == ("ma", "2027-03", "2030-02")
    assert broken(county, tmp_path / "p.json", alliance("paired", "A", "ma", "mb")) == {"size"}


def test_a_nine_year_school_takes_part_with_its_primary_stage(call: Caller, tmp_path: Path) -> None:
    # ma has its place in junior, where nobody may lead: only the centre-school mode takes it, in primary
    rows = ["A,primary,core", "ma,primary;junior,member"]
    settings = mode("centre_school") + mode("co_built", id='"junior"', stages='["junior"]')
    county = folder(tmp_path / "county", settings, rows)
    plan = solved(call, county, tmp_path / "out")
    (pair,) = plan["alliances"]
    assert (pair["id"], pair["mode"], pair["stage"]) == ("primary-A", "centre_school", "primary")
    assert plan["unplaced"] == []
    other = folder(tmp_path / "other", settings.replace("centre_school", "cooperative"), rows)
    (left,) = solved(call, other, tmp_path / "out2")["unplaced"]
    assert (left["school"], left["stage"]) == ("ma", "junior")


def test_centre_school_has_one_member_for_one_school_year(call: Caller, tmp_path: Path) -> None:
    county = folder(tmp_path / "county", mode("centre_school"), primary(2))
    (pair,) = solved(call, county, tmp_path / "out")["alliances"]
    (member,) = pair["members"]
    assert (member["school"], member["since"], member["until"]) == ("ma", "2026-09", "2027-08")
    assert broken(county, tmp_path / "p.json", alliance("centre_school", "A", "ma", "mb")) == {"size"}


def test_points_follow_their_centre_school(call: Caller, tmp_path: Path) -> None:
    rows = [*primary(1, ","), "p1,primary,none,ma", "p2,primary,none,p1", "p3,primary,none,A"]
    county = folder(tmp_path / "county", mode("centre_school"), rows, ",parent_id")
    (pair,) = solved(call, county, tmp_path / "out")["alliances"]
    assert pair["points"] == ["p3"]
    assert pair["members"][0]["points"] == ["p1", "p2"]
    assert "p1" in call("solve", county, "--out", tmp_path / "out", "--workers", 1).out
    assert "point" in broken(county, tmp_path / "p.json", alliance("centre_school", "A", "p1"))


NEEDS = "school_id,stage,subject,need,supply\nma,primary,music,4,0\nA,primary,art,4,9\nmc,primary,music,4,0\n"


def layered(call: Caller, tmp_path: Path, layer: str) -> list[dict[str, Any]]:
    rows = ["A,primary,core", "B,primary,core", *(f"m{one},primary,member" for one in "abc")]
    pins = "school_id,core_id,rule\nmc,B,must\n"
    county = folder(tmp_path / "county", mode("co_built") + layer, rows, needs=NEEDS, pins=pins)
    rows_of_plan: list[dict[str, Any]] = solved(call, county, tmp_path / "out")["subject_alliances"]
    return rows_of_plan


def test_a_subject_alliance_per_alliance_and_subject(call: Caller, tmp_path: Path) -> None:
    rows = layered(call, tmp_path, '[[subject_alliance]]\nsubject = "*"\n')
    joined = {(row["subject"], *row["alliances"]) for row in rows}
    assert {("art", "primary-A"), ("music", "primary-B")} <= joined
    assert all(row["scope"] == "alliance" and row["leader"] is None for row in rows)


def test_a_subject_alliance_has_its_link(call: Caller, tmp_path: Path) -> None:
    links = ["free", "adviser", "acting_head", "entrusted"]
    layer = "".join(
        f'[[subject_alliance]]\nsubject = "音乐"\nscope = "county"\ngrade = {grade}\nlink = "{link}"\n'
        for grade, link in enumerate(links, 3)
    )
    rows = layered(call, tmp_path, layer)
    assert [row["link"] for row in rows] == links
    assert all(row["subject"] == "music" and "primary-B" in row["alliances"] for row in rows)


def test_a_subject_alliance_by_grade_and_difficulty(call: Caller, tmp_path: Path) -> None:
    layer = '[[subject_alliance]]\nsubject = "music"\nscope = "county"\ngrade = 3\ndifficulty = "合唱"\n'
    (row,) = layered(call, tmp_path, layer)
    assert (row["grade"], row["difficulty"]) == (3, "合唱")


def test_a_voluntary_subject_alliance_by_list(call: Caller, tmp_path: Path) -> None:
    layer = '[[subject_alliance]]\nsubject = "music"\nscope = "list"\nmembers = ["mc", "B"]\n'
    (row,) = layered(call, tmp_path, layer)
    assert (row["members"], row["alliances"]) == (["mc", "B"], ["primary-B"])


def test_several_modes_at_once_in_one_county(call: Caller, tmp_path: Path) -> None:
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
    plan = solved(call, county, tmp_path / "out")
    assert plan["unplaced"] == []
    assert {(one["mode"], one["core"], *groups(plan)[one["core"]]) for one in plan["alliances"]} == {
        ("joint_alliance", "A", "ma", "mb"),
        ("paired", "B", "mc"),
        ("paired", "C", "md"),
    }


def test_pairs_of_a_good_school_with_one_of_a_category(call: Caller, tmp_path: Path) -> None:
    categories = ("pastoral", "new", "weak")
    settings = "".join(
        mode(
            "co_built", id=f'"{one}"', core_category='["good"]', member_category=f'["{one}"]', max_members="1"
        )
        for one in categories
    )
    rows = clusters(*([f",{one}"] for one in categories), [",other"], tail=",good")
    county = folder(tmp_path / "county", settings, [*rows, "B,primary,core,"], ",category")
    plan = solved(call, county, tmp_path / "out")
    assert {(one["mode"], one["core"]) for one in plan["alliances"]} == {
        ("pastoral", "A1"),
        ("new", "A2"),
        ("weak", "A3"),
    }
    at = tmp_path / "p.json"
    assert "member_category" in broken(county, at, alliance("new", "A1", "m1a"))
    assert "core_category" in broken(county, at, alliance("pastoral", "B", "m1a"))


def test_cohorts_keep_their_batch_and_months_and_newcomers_have_their_own(
    call: Caller, tmp_path: Path
) -> None:
    round_in_force = (
        "core_id,member_id,stage,since,until,batch,name\n"
        "A,ma,primary,2025-03,2028-02,first,East Alliance\n"
        "A,mb,primary,2026-03,2029-02,second,East Alliance\n"
    )
    settings = mode("co_built", term='{ start = "2026-2", semesters = 2 }')
    county = folder(tmp_path / "county", settings, primary(3), alliances=round_in_force)
    (group,) = solved(call, county, tmp_path / "out")["alliances"]
    carried = [(one["school"], one["since"], one["until"], one["batch"]) for one in group["members"]]
    assert group["name"] == "East Alliance"
    assert carried == [
        ("ma", "2025-03", "2028-02", "first"),
        ("mb", "2026-03", "2029-02", "second"),
        ("mc", "2027-03", "2028-02", ""),
    ]
    done = call("solve", county, "--out", tmp_path / "out", "--workers", 1)
    assert "2025-03 – 2028-02" in done.out
    assert "second" in done.out


def test_bounds_are_the_countys_own(call: Caller, tmp_path: Path) -> None:
    settings = mode("cooperative", min_members="2", max_members="4")
    assert sizes(call, tmp_path, settings, 1, 2, 4, 5) == [0, 2, 4, 4]


def test_every_test_that_the_page_of_modes_names_exists() -> None:
    page = (ROOT / "docs" / "modes.md").read_text(encoding="utf-8")
    named = re.findall(r"\[`(test_\w+)`\]\(\.\./(tests/\w+\.py)\)", page)
    assert len(named) >= 20
    for name, file in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name
    rows = re.findall(r"^\| ((?:M|G)\d+\w?) \|", page, re.MULTILINE)
    wanted = [*("M1", "M1a", "M1b", "M1c", "M2", "M3", "M4", "M5", "M6", "M6a", "M7", "M8", "M8a"), "M9"]
    assert rows == [*wanted, *(f"M{number}" for number in range(10, 17)), "G8"]
