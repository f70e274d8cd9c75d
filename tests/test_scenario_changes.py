"""What ``set`` does to a county and what it refuses; the other changes have their own tests."""

from pathlib import Path

import pytest
from lianxiao.instances.read import ReadCounty
from lianxiao.instances.reread import reread
from lianxiao.models.county import ClassCount, ListedTravel, Pin, StandingAlliance
from lianxiao.models.digest import county_sha256
from lianxiao.models.scenario import PolicyChange, Scenario
from lianxiao.models.words import Area, PinRule, Role, Stage
from lianxiao.solver.scenario.apply import apply_scenario

from .changed_county import SCHOOLS, P, no_needs, small_county, way
from .made_scenarios import changed, changes, faults, once_more
from .test_reading_county import GOOD, good


@pytest.fixture
def county(tmp_path: Path) -> ReadCounty:
    return small_county(tmp_path)


def test_cells_of_a_school(county: ReadCounty, tmp_path: Path) -> None:
    text = changes(
        'set = { school = "0002", "城乡分类" = "城区", students = "９９", role = "均可", quality = 0.5 }'
    )
    made = changed(county, tmp_path, text)
    school = made.county.by_id["0002"]
    assert (school.area, school.students, school.role, school.quality) == (Area.URBAN, 99, Role.EITHER, 0.5)
    assert county.county.by_id["0002"].students == 80
    cells = {cell.column: (cell.before, cell.after) for cell in made.effects[0].cells}
    assert cells["students"] == ("80", "９９")
    assert cells["quality"] == ("", ""), "quality is never shown"


def test_a_blank_role_follows_the_rules(tmp_path: Path) -> None:
    settings = (
        GOOD["county.toml"] + "[roles]\ncore = { min_students = 100 }\nmember = { max_students = 99 }\n"
    )
    read = good(
        tmp_path,
        {
            "county.toml": settings,
            "pins.csv": "school_id,core_id,rule\n",
            "alliances.csv": "core_id,member_id\n",
        },
    )
    made = changed(read, tmp_path, changes('set = { school = "0002", students = 200, role = "" }'))
    assert made.county.by_id["0002"].role is Role.CORE
    made = changed(read, tmp_path, changes('set = { school = "0002", students = 200 }'))
    assert made.county.by_id["0002"].role is Role.MEMBER


def test_rows_that_are_not_there_are_added(county: ReadCounty, tmp_path: Path) -> None:
    text = changes(
        'set = { school = "0003", subject = "音乐", need = 5.0004 }',
        'set = { school = "0002", subject = "music", need = 7 }',
        'set = { school = "0004", stage = "初中", grade = 7, classes = 2, students = 61 }',
        'set = { from = "0002", to = "0004", minutes = 30 }',
        'set = { school = "0003", core = "0001", rule = "禁止", reason = "parents" }',
    )
    made = changed(county, tmp_path, text)
    needs = {(row.school_id, row.subject): (row.need, row.supply) for row in made.county.needs or ()}
    assert (needs["0003", "music"], needs["0002", "music"]) == ((5.0, 0), (7, 0))
    row = ClassCount(school_id="0004", stage=Stage.JUNIOR, grade=7, classes=2, students=61)
    assert made.county.classes[-1] == row
    # 0.03° north and 0.01° east are about 3.46 km by air; ×1.3 by road
    assert made.county.travel["0002", "0004"] == ListedTravel(
        way(county.county, county.policy, "0002", "0004")[0], 30
    )
    assert made.county.pins[-1] == Pin(
        school_id="0003", core_id="0001", stage=None, rule=PinRule.NEVER, reason="parents"
    )
    assert once_more(made.county, made.policy) == (made.county, made.policy)


def test_a_pin_is_replaced_and_taken_out(county: ReadCounty, tmp_path: Path) -> None:
    key = 'school = "0002", core = "0001"'
    made = changed(county, tmp_path, changes(f'set = {{ {key}, stage = "primary", rule = "never" }}'))
    assert [(pin.rule, pin.stage) for pin in made.county.pins] == [(PinRule.NEVER, P)]
    made = changed(county, tmp_path, changes(f'set = {{ {key}, reason = "near" }}'))
    assert [(pin.rule, pin.reason) for pin in made.county.pins] == [(PinRule.PREFER, "near")]
    assert changed(county, tmp_path, changes(f'set = {{ {key}, rule = "" }}')).county.pins == ()
    gone = changes(f'set = {{ {key}, rule = "" }}', f'set = {{ {key}, rule = "" }}')
    assert faults(county, tmp_path, gone) == [("scenario_pin_none", "change[2].set.rule")]


def test_the_round_in_force_is_set(county: ReadCounty, tmp_path: Path) -> None:
    other = 'set = { school = "0004", role = "either" }'
    made = changed(
        county,
        tmp_path,
        changes(
            other,
            'set = { member = "0002", core = "0004" }',
            'set = { member = "0003", core = "" }',
            'set = { member = "0004", core = "0001", stage = "primary", until = "2028-08" }',
        ),
    )
    assert made.county.alliances == (
        StandingAlliance(
            core_id="0004", member_id="0002", stage=P, mode="joint", since="2024-09", until="2027-08"
        ),
        StandingAlliance(core_id="0001", member_id="0004", stage=P, until="2028-08"),
    )
    assert [(one.school, one.core) for one in made.effects[2].left] == [("0003", "0001")]


@pytest.mark.parametrize(
    ("line", "code", "key"),
    [
        ('set = { school = "0009", capacity = 2 }', "change_school_gone_near", "school"),
        ('set = { school = "zz", capacity = 2 }', "change_school_gone", "school"),
        ('set = { school = "9999", capacity = 2 }', "change_school_merged", "school"),
        ('set = { school = "0001", capacity = "viel" }', "number_bad", "capacity"),
        ('set = { school = "0001", lat = 95 }', "number_range", "lat"),
        ('set = { school = "0001", parent_id = "0001" }', "parent_itself", "parent_id"),
        ('set = { school = "0001", core = "0001", rule = "avoid" }', "pin_to_itself", "core"),
        ('set = { school = "0003", core = "0001", rule = "vielleicht" }', "word_unknown", "rule"),
        ('set = { school = "0003", core = "0001", reason = "x" }', "scenario_column_missing", "rule"),
        (
            'set = { school = "0003", core = "0001", stage = "junior", rule = "must" }',
            "pin_out_of_scope",
            "stage",
        ),
        ('set = { school = "0003", subject = "music", supply = 3 }', "scenario_column_missing", "need"),
        ('set = { school = "0004", grade = 1, classes = 1 }', "scenario_stage_needed", "stage"),
        ('set = { from = "0001", to = "0001", km = 1 }', "scenario_pair_itself", "to"),
        ('set = { from = "0001", to = "0002", km = "x" }', "number_bad", "km"),
        ('set = { member = "0004", core = "", stage = "primary" }', "scenario_alliance_none", "member"),
        ('set = { member = "0002", core = "0001", until = "2020-01" }', "months_reversed", "until"),
        ('set = { teacher = "T1", lessons = 3 }', "scenario_no_teachers", "teacher"),
        ('set = { school = "0002", stages = "junior" }', "pin_out_of_scope", ""),
    ],
)
def test_what_set_refuses(county: ReadCounty, tmp_path: Path, line: str, code: str, key: str) -> None:
    place = f"change[1].set.{key}" if key else "change[1].set"
    assert faults(county, tmp_path, changes(line)) == [(code, place)]


def test_needs_cannot_be_set_where_there_is_no_table(tmp_path: Path) -> None:
    line = 'set = { school = "0002", subject = "music", need = 7 }'
    assert faults(no_needs(tmp_path), tmp_path, changes(line)) == [("scenario_no_needs", "change[1].set")]


def test_errors_of_several_changes_are_told_apart(county: ReadCounty, tmp_path: Path) -> None:
    text = changes(
        'set = { school = "0001", capacity = "viel", area = "Berg" }',
        'set = { school = "0002", capacity = 3 }',
        'open = { school_id = "0009", stages = "大学", lat = 34, lon = 108 }',
        'set = { school = "0009", capacity = 3 }',
        'policy = { "mode.joint.max_km" = -3 }',
        'close = { school = "zz" }',
    )
    assert set(faults(county, tmp_path, text)) == {
        ("number_bad", "change[1].set.capacity"),
        ("word_unknown", "change[1].set.area"),
        ("word_unknown", "change[3].open.stages"),
        ("setting_range", "change[5].policy.mode.joint.max_km"),
        ("change_school_gone", "change[6].close.school"),
    }


def test_warnings_that_the_county_had_are_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    read = good(
        tmp_path / "county", {"schools.csv": SCHOOLS.replace("0004,North,B,34.05", "0004,North,B,34.95")}
    )
    assert {finding.code for finding in read.warnings} == {"member_out_of_reach"}
    assert changed(read, tmp_path, changes('set = { school = "0002", students = 81 }')).warnings == ()


def test_an_empty_scenario_changes_nothing(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, "name = 'nothing'")
    assert (made.county, made.policy, made.effects) == (county.county, county.policy, ())


def test_the_reason_of_a_pin_is_read_and_written(tmp_path: Path) -> None:
    plain, noted = tmp_path / "plain", tmp_path / "noted"
    plain.mkdir()
    noted.mkdir()
    table = "成员校标识码,核心校标识码,规则,原因\n0002,0001,优先,家长要求\n"
    bare, read = good(plain), good(noted, {"pins.csv": table})
    assert (bare.county.pins[0].reason, read.county.pins[0].reason) == ("", "家长要求")
    assert once_more(read.county, read.policy)[0].pins == read.county.pins
    without = read.county.model_copy(update={"pins": bare.county.pins})
    assert county_sha256(without, read.policy) == county_sha256(bare.county, bare.policy)
    assert county_sha256(read.county, read.policy) != county_sha256(bare.county, bare.policy)


def test_a_scenario_made_in_memory_is_applied_too(county: ReadCounty) -> None:
    scenario = Scenario(change=(PolicyChange(values={"name": "x"}),))
    assert apply_scenario(county.county, county.policy, scenario, reread).policy.name == "x"
