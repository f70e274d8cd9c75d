"""What the reader says of modes, kinds, points and pins once tables and settings are seen together."""

import re
from pathlib import Path

import pytest
from lianxiao.instances.findings import Findings
from lianxiao.instances.reach import admissible_pairs
from lianxiao.instances.read import read_county
from lianxiao.instances.settings import read_settings
from lianxiao.instances.write import write_county
from lianxiao.models.county import ListedTravel, RoadTravel
from lianxiao.models.errors import InputError
from lianxiao.models.finding import Finding

TOP = 'school_year = 2026\n[travel]\nsource = "straight_line"\n'
PAIRED = '[[mode]]\nkey = "paired"\n'
GROUP = '[[mode]]\nkey = "core_group"\nid = "group"\nstages = ["primary"]\n'
CENTRE = '[[mode]]\nkey = "centre_school"\n'
JUNIOR = '[[mode]]\nkey = "co_built"\nid = "junior"\nstages = ["junior"]\n'
SCHOOLS = """school_id,lat,lon,stages,role,students,kind
A1,34.00,108.00,primary,core,900,
A2,34.01,108.03,junior,core,700,
B1,34.02,108.00,primary,member,80,
N9,34.03,108.01,primary;junior,member,60,
"""


def county(folder: Path, settings: str, schools: str = SCHOOLS, pins: str = "") -> Path:
    (folder / "county.toml").write_text(TOP + settings, encoding="utf-8")
    (folder / "schools.csv").write_text(schools, encoding="utf-8")
    if pins:
        (folder / "pins.csv").write_text("school_id,core_id,stage,rule\n" + pins, encoding="utf-8")
    return folder


def found(folder: Path) -> list[Finding]:
    try:
        findings = read_county(folder).warnings
    except InputError as refused:
        findings = refused.findings
    return [finding for finding in findings if finding.code != "needs_missing"]


def codes(folder: Path) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in found(folder)]


def pairs(folder: Path) -> dict[str, int]:
    read = read_county(folder)
    return admissible_pairs(read.county, read.policy)


def test_a_nine_year_school_may_be_taken_in_primary_instead(tmp_path: Path) -> None:
    # centre_school: A1 with B1 and with N9, whose place is junior; the junior mode: A2 with N9
    assert pairs(county(tmp_path, CENTRE + JUNIOR)) == {"centre_school": 2, "junior": 1}


def test_no_other_mode_takes_a_nine_year_school_in_primary_instead(tmp_path: Path) -> None:
    assert pairs(county(tmp_path, GROUP + JUNIOR)) == {"group": 1, "junior": 1}


def test_a_nine_year_school_without_a_junior_mode_is_in_primary_anyway(tmp_path: Path) -> None:
    assert pairs(county(tmp_path, GROUP)) == {"group": 2}


def test_each_stage_for_itself_takes_nobody_in_primary_instead(tmp_path: Path) -> None:
    folder = county(tmp_path, "", SCHOOLS)
    text = 'several_stages = "each"\n' + TOP + CENTRE + JUNIOR
    (folder / "county.toml").write_text(text, encoding="utf-8")
    assert pairs(folder) == {"centre_school": 2, "junior": 1}  # N9 has a place in each


@pytest.mark.parametrize(
    ("pin", "left"),
    [
        ("N9,A1,primary,must\n", {"centre_school": 2, "junior": 0}),
        ("N9,A1,,must\n", {"centre_school": 2, "junior": 0}),
        ("N9,A2,junior,must\n", {"centre_school": 1, "junior": 1}),
        ("N9,A2,,must\n", {"centre_school": 1, "junior": 1}),
        ("N9,A1,primary,never\n", {"centre_school": 1, "junior": 1}),
        ("N9,A1,,never\n", {"centre_school": 1, "junior": 1}),
        ("N9,A2,,never\n", {"centre_school": 2, "junior": 0}),
        ("N9,A1,,prefer\n", {"centre_school": 2, "junior": 1}),
        ("B1,A1,,must\n", {"centre_school": 2, "junior": 1}),
    ],
)
def test_pins_of_a_school_that_may_be_taken_in_primary(
    tmp_path: Path, pin: str, left: dict[str, int]
) -> None:
    assert pairs(county(tmp_path, CENTRE + JUNIOR, pins=pin)) == left


@pytest.mark.parametrize(
    ("modes", "pin", "expected"),
    [
        (CENTRE + JUNIOR, "N9,A1,primary,prefer\n", []),
        (GROUP + JUNIOR, "N9,A1,primary,prefer\n", [("pin_out_of_scope", 2)]),
        (GROUP + JUNIOR, "N9,A1,,prefer\n", [("pin_says_nothing", 2)]),
        (CENTRE + JUNIOR, "N9,A1,,prefer\n", []),
        (CENTRE + JUNIOR, "N9,A1,junior,prefer\n", [("pin_core_lacks_stage", 2)]),
        (CENTRE + JUNIOR, "N9,A1,junior,must\n", [("pin_core_lacks_stage_must", 2)]),
        (CENTRE + JUNIOR, "B1,A1,junior,must\n", [("pin_out_of_scope", 2)]),
        (CENTRE + JUNIOR, "B1,A2,,must\n", [("pin_says_nothing", 2)]),
    ],
)
def test_what_a_pin_speaks_of(
    tmp_path: Path, modes: str, pin: str, expected: list[tuple[str, int | None]]
) -> None:
    said = [one for one in codes(county(tmp_path, modes, pins=pin)) if one[0].startswith("pin_")]
    assert said == expected


@pytest.mark.parametrize(("students", "pairs_left"), [(899, 2), (900, 1), (901, 1)])
def test_a_pair_needs_a_larger_core(tmp_path: Path, students: int, pairs_left: int) -> None:
    schools = SCHOOLS.replace("member,80", f"member,{students}").replace(",primary;junior", ",primary")
    folder = county(tmp_path, PAIRED + 'stages = ["primary"]\n', schools)
    assert pairs(folder) == {"paired": pairs_left}
    assert (("member_without_core", 4) in codes(folder)) == (pairs_left == 1)


def test_a_school_without_a_number_of_students_cannot_be_paired(tmp_path: Path) -> None:
    folder = county(tmp_path, PAIRED, SCHOOLS.replace("member,80", "member,").replace("core,700", "core,"))
    said = [one for one in found(folder) if one.code == "students_missing"]
    assert [(one.row, one.column, one.figures["modes"]) for one in said] == [
        (3, "students", ["paired"]),
        (4, "students", ["paired"]),
    ]
    assert "students_missing" not in dict(codes(county(tmp_path, PAIRED + "core_larger = false\n")))


def test_kinds_are_looked_at_by_core_groups_only(tmp_path: Path) -> None:
    marked = SCHOOLS.replace("member,80,", "member,80,托管").replace("core,900,", "core,900,普通")
    assert codes(county(tmp_path, CENTRE, marked))[-1] == ("kind_not_used", None)
    assert ("kind_at_no_member", 2) in codes(county(tmp_path, GROUP, marked))
    assert ("kind_at_no_member", 4) not in codes(county(tmp_path, GROUP, marked))


def test_points_follow_their_school_and_take_no_part(tmp_path: Path) -> None:
    rows = "P1,34.021,108.001,primary,,12,,B1\nP2,34.022,108.002,primary,,5,,P1\n"
    schools = "".join(
        line + (",parent_id\n" if line.startswith("school_id") else ",\n") for line in SCHOOLS.splitlines()
    )
    folder = county(tmp_path, GROUP, schools + rows)
    (finding,) = (one for one in found(folder) if one.code.startswith("p"))
    assert (finding.code, finding.row, finding.figures["top"]) == ("parent_is_point", 7, "B1")
    assert pairs(folder) == {"group": 2}


def test_reach_by_road_is_directed_and_after_the_table(tmp_path: Path) -> None:
    folder = county(tmp_path, GROUP.replace("id =", "max_minutes = 10\nid ="))
    text = (folder / "county.toml").read_text(encoding="utf-8").replace("straight_line", "roads")
    (folder / "county.toml").write_text(text, encoding="utf-8")
    read = read_county(folder)
    there, back = {("A1", "B1"): ListedTravel(4.0, 9.0)}, {("N9", "A1"): ListedTravel(4.0, 9.0)}
    by_road = read.county.model_copy(update={"roads": RoadTravel(sha256="0", pairs={**there, **back})})
    judged = [(one.code, one.row) for one in read.with_roads(by_road, ()).warnings]
    assert judged[-1] == ("member_without_core", 5)
    assert not [code for code, _ in codes(folder) if code.startswith("member_")]
    assert admissible_pairs(by_road, read.policy) == {"group": 1}
    listed = by_road.model_copy(update={"travel": {("B1", "A1"): ListedTravel(4.0, 11.0)}})
    assert admissible_pairs(listed, read.policy) == {"group": 0}


def test_modes_that_differ_from_their_presets_are_written_so(tmp_path: Path) -> None:
    settings = (
        PAIRED
        + 'core_larger = false\nterm = { start = "2026-2" }\n'
        + GROUP
        + "entrusted = { min = 0, max = 0 }\nmax_members = 4\n"
        + '[[mode]]\nkey = "merged_group"\nlegal_status = "separate"\nassessment = "bundled"\n'
        + '[[mode]]\nkey = "fused"\ngovernance = "one_team"\nmin_members = 1\n'
    )
    read = read_county(county(tmp_path, settings))
    (tmp_path / "again").mkdir()
    write_county(tmp_path / "again", read.county, read.policy)
    again = read_county(tmp_path / "again")
    assert again.policy == read.policy
    assert again.county == read.county
    text = (tmp_path / "again" / "county.toml").read_text(encoding="utf-8")
    assert text.count("stages") == 1  # what the preset says is not said again


@pytest.mark.parametrize("page", ["modes.md", "tables.md"])
def test_the_settings_on_the_pages_can_be_used(tmp_path: Path, page: str) -> None:
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "county.toml").write_text(example, encoding="utf-8")
    findings = Findings()
    assert read_settings(tmp_path / "county.toml", findings) is not None
    assert findings.listed == ()
