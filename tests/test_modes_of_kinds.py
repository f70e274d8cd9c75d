"""Modes with entrusted members, pairs and centre schools, solved by the command."""

from pathlib import Path

from lianxiao.tests.conftest import Caller
from lianxiao.tests.mode_counties import alliance, broken, clusters, folder, groups, mode, primary, solved


def test_core_group_has_one_or_two_entrusted_members(call_here: Caller, tmp_path: Path) -> None:
    kinds = [[",托管"] * entrusted + [",普通"] * 3 for entrusted in range(4)]
    county = folder(tmp_path / "county", mode("core_group"), clusters(*kinds, tail=","), ",kind")
    placed = groups(solved(call_here, county, tmp_path / "out"))
    assert {core: len(members) for core, members in placed.items()} == {"A2": 4, "A3": 5, "A4": 5}
    at = tmp_path / "p.json"
    one = alliance("core_group", "A2", "m2a", "m2b", "m2c", "m2d")
    two = alliance("core_group", "A3", "m3a", "m3b", "m3c")
    assert broken(county, at, one, two) == set()
    assert broken(county, at, alliance("core_group", "A1", "m1a", "m1b")) == {"entrusted"}
    assert broken(county, at, alliance("core_group", "A4", "m4a", "m4b", "m4c")) == {"entrusted"}


def test_core_group_calls_as_few_members_entrusted_as_it_must(call_here: Caller, tmp_path: Path) -> None:
    county = folder(
        tmp_path / "county", mode("core_group"), [*primary(3, ","), "md,primary,member,ordinary"], ",kind"
    )
    (group,) = solved(call_here, county, tmp_path / "out")["alliances"]
    kinds = {member["school"]: member["kind"] for member in group["members"]}
    assert kinds == {"ma": "entrusted", "mb": "ordinary", "mc": "ordinary", "md": "ordinary"}
    done = call_here("solve", county, "--out", tmp_path / "out", "--workers", 1, "--lang", "zh")
    assert done.out.count("普通成员校") == 3


def test_the_kind_of_the_table_binds_a_plan(call_here: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core,", "ma,primary,member,entrusted", "mb,primary,member,"]
    county = folder(tmp_path / "county", mode("core_group"), rows, ",kind")
    at = tmp_path / "p.json"
    assert broken(county, at, alliance("core_group", "A", "ma", "mb", mb="entrusted")) == set()
    assert "kind" in broken(county, at, alliance("core_group", "A", "ma", "mb", ma="ordinary"))


def test_a_group_without_entrusted_members_and_without_upper_bound(call_here: Caller, tmp_path: Path) -> None:
    settings = mode("core_group", entrusted="{ min = 0, max = 0 }")
    rows = clusters([","] * 8, [",", ",", ",entrusted"], tail=",")
    placed = groups(solved(call_here, folder(tmp_path / "county", settings, rows, ",kind"), tmp_path / "out"))
    assert (len(placed["A1"]), placed["A2"]) == (8, ["m2a", "m2b"])


def test_paired_is_one_to_one_and_the_core_is_larger(call_here: Caller, tmp_path: Path) -> None:
    rows = [
        row.replace("primary", "kindergarten")
        for row in clusters([",199"], [",200"], [",201"], [","], tail=",200")
    ]
    county = folder(tmp_path / "county", mode("paired", stages=""), rows, ",students")
    assert groups(solved(call_here, county, tmp_path / "out")) == {"A1": ["m1a"]}
    at = tmp_path / "p.json"
    for number, rules in ((1, set()), (2, {"core_larger"}), (4, {"core_larger"})):
        pair = alliance("paired", f"A{number}", f"m{number}a", stage="kindergarten")
        assert broken(county, at, pair) == rules


def test_paired_has_one_member_and_runs_six_semesters_from_march(call_here: Caller, tmp_path: Path) -> None:
    rows = ["A,primary,core,900", "ma,primary,member,90", "mb,primary,member,80"]
    county = folder(tmp_path / "county", mode("paired", term='{ start = "2026-2" }'), rows, ",students")
    (pair,) = solved(call_here, county, tmp_path / "out")["alliances"]
    (member,) = pair["members"]
    assert (member["school"], member["since"], member["until"]) == ("ma", "2027-03", "2030-02")
    assert broken(county, tmp_path / "p.json", alliance("paired", "A", "ma", "mb")) == {"size"}


def test_a_nine_year_school_takes_part_with_its_primary_stage(call_here: Caller, tmp_path: Path) -> None:
    # ma has its place in junior, where nobody may lead: only the centre-school mode takes it, in primary
    rows = ["A,primary,core", "ma,primary;junior,member"]
    settings = mode("centre_school") + mode("co_built", id='"junior"', stages='["junior"]')
    county = folder(tmp_path / "county", settings, rows)
    plan = solved(call_here, county, tmp_path / "out")
    (pair,) = plan["alliances"]
    assert (pair["id"], pair["mode"], pair["stage"]) == ("primary-A", "centre_school", "primary")
    assert plan["unplaced"] == []
    other = folder(tmp_path / "other", settings.replace("centre_school", "cooperative"), rows)
    (left,) = solved(call_here, other, tmp_path / "out2")["unplaced"]
    assert (left["school"], left["stage"]) == ("ma", "junior")


def test_centre_school_has_one_member_for_one_school_year(call_here: Caller, tmp_path: Path) -> None:
    county = folder(tmp_path / "county", mode("centre_school"), primary(2))
    (pair,) = solved(call_here, county, tmp_path / "out")["alliances"]
    (member,) = pair["members"]
    assert (member["school"], member["since"], member["until"]) == ("ma", "2026-09", "2027-08")
    assert broken(county, tmp_path / "p.json", alliance("centre_school", "A", "ma", "mb")) == {"size"}


def test_points_follow_their_centre_school(call_here: Caller, tmp_path: Path) -> None:
    rows = [*primary(1, ","), "p1,primary,none,ma", "p2,primary,none,p1", "p3,primary,none,A"]
    county = folder(tmp_path / "county", mode("centre_school"), rows, ",parent_id")
    (pair,) = solved(call_here, county, tmp_path / "out")["alliances"]
    assert pair["points"] == ["p3"]
    assert pair["members"][0]["points"] == ["p1", "p2"]
    assert "p1" in call_here("solve", county, "--out", tmp_path / "out", "--workers", 1).out
    assert "point" in broken(county, tmp_path / "p.json", alliance("centre_school", "A", "p1"))
