"""What single changes of a scenario do to a county, and what they refuse; mergers have their own tests."""

from pathlib import Path

import pytest
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.instances.reread import reread
from lianxiao.models.changed import TeacherAway
from lianxiao.models.county import ClassCount, County, ListedTravel, Pin, RoadTravel, StandingAlliance
from lianxiao.models.digest import county_sha256
from lianxiao.models.policy import Policy
from lianxiao.models.scenario import PolicyChange, Scenario, Travel
from lianxiao.models.words import Area, PinRule, Role, Stage, Term
from lianxiao.solver.scenario.apply import apply_scenario
from lianxiao.solver.travel.measure import measure_travel

from .made_scenarios import brief, changed, changes, faults, once_more
from .test_reading_county import GOOD, good, written
from .test_reading_teachers import read as read_staffed

P = Stage.PRIMARY
SCHOOLS = """school_id,name,township,lat,lon,area,stages,role,students,classes,capacity,quality
0001,Town,A,34.00,108.00,urban,primary,core,900,18,10,0.9
0002,East,A,34.02,108.00,rural,primary,member,80,6,,
0003,West,B,34.00,108.03,rural,primary,member,70,6,,0.4
0004,North,B,34.05,108.01,rural,primary;junior,member,60,9,,
"""


@pytest.fixture
def county(tmp_path: Path) -> ReadCounty:
    (tmp_path / "county").mkdir()
    return good(tmp_path / "county", {"schools.csv": SCHOOLS})


def no_needs(tmp_path: Path, classes: str = "") -> ReadCounty:
    (tmp_path / "bare").mkdir(exist_ok=True)
    classes_csv = "school_id,stage,grade,classes,students\n" + classes
    files: dict[str, str | bytes] = {"schools.csv": SCHOOLS, "classes.csv": classes_csv}
    return good(tmp_path / "bare", files, "needs.csv")


def way(made: County, policy: Policy, start: str, end: str) -> tuple[float, float]:
    """Km and minutes from one school to another."""
    found = measure_travel(made, policy, [start], [end])
    return int(found.metres[0, 0]) / 1000, int(found.seconds[0, 0]) / 60


# set


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


# open


def test_a_new_school(county: ReadCounty, tmp_path: Path) -> None:
    row = 'school_id = "0009", lat = 34.01, lon = 108.01, stages = ["primary"], role = "member"'
    made = changed(county, tmp_path, changes(f"open = {{ {row}, classes = 6, students = 70 }}"))
    school = made.county.by_id["0009"]
    assert (school.name, school.stages, school.load, school.classes) == ("0009", (P,), 1, 6)
    assert made.effects[0].opened == "0009"
    needs = {row.subject: row.need for row in made.county.needs or () if row.school_id == "0009"}
    assert needs["chinese"] > needs["music"] > 0
    assert brief(made.warnings) == {("scenario_open_needs", "change[1].open.classes")}
    own = changed(
        county,
        tmp_path,
        changes(f"open = {{ {row}, classes = 6 }}", 'set = { school = "0009", subject = "music", need = 4 }'),
    )
    assert [row.need for row in own.county.needs or () if row.school_id == "0009"] == [4]


def test_a_new_school_without_classes_has_no_need(county: ReadCounty, tmp_path: Path) -> None:
    row = 'school_id = "0009", lat = 34.01, lon = 108.01, stages = ["primary"], role = "member"'
    made = changed(county, tmp_path, changes(f"open = {{ {row} }}"))
    assert brief(made.warnings) == {("scenario_open_no_need", "change[1].open.classes")}


@pytest.mark.parametrize(
    ("lines", "code", "place"),
    [
        (['open = { school_id = "0001", stages = "primary" }'], "scenario_id_used", "school_id"),
        (['open = { school_id = "9999", stages = "primary" }'], "scenario_id_merged", "school_id"),
        (['open = { school_id = "0009" }'], "stages_blank", ""),
        (['open = { school_id = "0009", stages = "primary", role = "core" }'], "coordinates_missing", ""),
        (
            ['close = { school = "0003" }', 'open = { school_id = "0003", stages = "primary" }'],
            "scenario_id_closed",
            "school_id",
        ),
        (
            [
                'merge = { schools = ["0003"], into = "0002" }',
                'open = { school_id = "0003", stages = "primary" }',
            ],
            "scenario_id_merged",
            "school_id",
        ),
    ],
)
def test_what_open_refuses(
    county: ReadCounty, tmp_path: Path, lines: list[str], code: str, place: str
) -> None:
    column = f"change[{len(lines)}].open" + (f".{place}" if place else "")
    found = faults(county, tmp_path, changes(*lines))
    assert (code, column) in found
    assert {one for _, one in found} == {column}


# leave, exit


def test_a_teacher_who_is_away_the_whole_year_is_taken_out(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    read = read_staffed(tmp_path / "county")
    for line in (
        'leave = { teacher = "T1" }',
        'leave = { teacher = "T1", from = "2026-1", until = "2027-2" }',
        'leave = { teacher = "T1", until = "2026-2" }',
    ):
        made = changed(read, tmp_path, changes(line))
        assert "T1" not in {one.teacher_id for one in made.county.teachers or ()}
        assert "T1" not in {row.id for row in made.county.blocked}
        assert "T1" not in {row.teacher for row in made.county.exchanges}
        assert made.effects[0].away[0].all_year
        assert made.warnings == ()


def test_a_teacher_who_is_away_in_one_semester_stays(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    read = read_staffed(tmp_path / "county")
    made = changed(read, tmp_path, changes('leave = { teacher = "T1", from = "2026-2", until = "2027-1" }'))
    teacher = next(one for one in made.county.teachers or () if one.teacher_id == "T1")
    assert (teacher.away_from, teacher.away_until) == ("2026-2", "2027-1")
    assert made.effects[0].away == (
        TeacherAway(teacher="T1", school="0001", from_semester="2026-2", until="2027-1", all_year=False),
    )
    later = changed(read, tmp_path, changes('leave = { teacher = "T1", from = "2027-1" }'))
    assert brief(later.warnings) == {("scenario_leave_later", "change[1].leave.from")}


def test_what_leave_refuses(county: ReadCounty, tmp_path: Path) -> None:
    (tmp_path / "staffed").mkdir()
    read = read_staffed(tmp_path / "staffed")
    text = changes(
        'leave = { teacher = "T01" }',
        'leave = { teacher = "Schmidt" }',
        'leave = { teacher = "T1", until = "2026-1" }',
        'leave = { teacher = "T2", until = "2025-2" }',
        'leave = { teacher = "T3" }',
        'leave = { teacher = "T3" }',
    )
    assert faults(read, tmp_path, text) == [
        ("scenario_teacher_near", "change[1].leave.teacher"),
        ("scenario_teacher", "change[2].leave.teacher"),
        ("scenario_leave_over", "change[4].leave.until"),
        ("scenario_teacher", "change[6].leave.teacher"),
    ]
    none = changes('leave = { teacher = "T1" }')
    assert faults(county, tmp_path, none) == [("scenario_no_teachers", "change[1].leave.teacher")]


def test_a_school_that_leaves_its_alliance_does_not_come_back_to_it(
    county: ReadCounty, tmp_path: Path
) -> None:
    made = changed(county, tmp_path, changes('exit = { school = "0002" }'))
    assert {row.member_id for row in made.county.alliances} == {"0003"}
    assert made.county.pins[-1] == Pin(
        school_id="0002", core_id="0001", stage=P, rule=PinRule.NEVER, reason="exit"
    )
    assert [(one.school, one.core) for one in made.effects[0].left] == [("0002", "0001")]
    twice = changes('exit = { school = "0002" }', 'exit = { school = "0002" }')
    assert faults(county, tmp_path, twice) == [("scenario_exit_none", "change[2].exit.school")]
    junior = changes('exit = { school = "0002", stage = "junior" }')
    assert faults(county, tmp_path, junior) == [("scenario_exit_none_stage", "change[1].exit.school")]


# enrolment


def test_students_of_grades_and_the_classes_that_follow(tmp_path: Path) -> None:
    classes = "0002,primary,1,2,80\n0002,primary,2,1,35\n0003,primary,1,0.5,9\n0003,primary,2,1,\n"
    read = no_needs(tmp_path, classes)
    made = changed(read, tmp_path, changes('enrolment = { factor = 0.5, area = "rural", grade = 1 }'))
    counts = [(row.grade, row.students, row.classes) for row in made.county.classes]
    # 80 → 40 in classes of 40: one; grade 2 is not meant; 9 → 4.5, half up 5, still taught together
    assert counts == [(1, 40, 1), (2, 35, 1), (1, 5, 0.5), (2, None, 1)]
    schools = made.county.by_id
    assert (schools["0002"].students, schools["0002"].classes) == (80 - 40, 6 - 1)
    assert (schools["0003"].students, schools["0003"].classes) == (70 - 4, 6)
    # no rows: grade 1 is one of the nine grades of 0004: 60 / 9 = 6.67 → half goes: 56.67 → 57
    assert schools["0004"].students == 57
    assert schools["0001"].students == 900
    assert (made.effects[0].students_before, made.effects[0].students_after) == pytest.approx(
        (95.667, 48.667 - 1), abs=1.0
    )


def test_classes_grow_with_students_and_go_when_there_are_none(tmp_path: Path) -> None:
    read = no_needs(tmp_path, "0002,primary,1,1,45\n")
    more = changed(read, tmp_path, changes('enrolment = { factor = 1.02, school = "0002" }'))
    assert more.county.classes[0] == ClassCount(school_id="0002", stage=P, grade=1, classes=2, students=46)
    none = changed(read, tmp_path, changes('enrolment = { factor = 0, school = "0002" }'))
    assert none.county.classes[0] == ClassCount(school_id="0002", stage=P, grade=1, classes=0, students=0)
    same = changed(read, tmp_path, changes('enrolment = { factor = 1, school = "0002" }'))
    assert same.county == read.county


def test_needs_follow_the_classes(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    read = good(
        tmp_path / "county",
        {"schools.csv": SCHOOLS, "classes.csv": "school_id,grade,classes,students\n0002,1,4,80\n"},
    )
    made = changed(read, tmp_path, changes('enrolment = { factor = 0.5, school = "0002" }'))
    assert {row.school_id: row.need for row in made.county.needs or ()} == {"0001": 20, "0002": 3}
    assert brief(made.warnings) == {("scenario_needs_scaled", "change[1].enrolment")}


def test_pupils_of_settlements_follow(tmp_path: Path) -> None:
    homes = """name,lat,lon,grade,students,school_id
A,34,108,1,15,0002
B,34,108,,21,0002
C,34,108,2,9,0003
"""
    (tmp_path / "county").mkdir()
    read = read_county(
        written(
            tmp_path / "county",
            {"schools.csv": SCHOOLS, "classes.csv": "school_id,grade\n", "settlements.csv": homes},
        )
    )
    first = changed(read, tmp_path, changes('enrolment = { factor = 0.5, school = "0002", grade = 1 }'))
    assert [row.students for row in first.county.settlements] == [8, 21, 9]
    every = changed(read, tmp_path, changes('enrolment = { factor = 0.5, school = "0002" }'))
    assert [row.students for row in every.county.settlements] == [8, 11, 9]


def test_schools_without_numbers_are_named(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    read = good(
        tmp_path / "county",
        {"schools.csv": SCHOOLS.replace("member,80,6", "member,,"), "classes.csv": "school_id,grade\n"},
    )
    made = changed(read, tmp_path, changes('enrolment = { factor = 0.5, area = "rural" }'))
    assert {one.code: one.figures["schools"] for one in made.warnings if "unknown" in one.code} == {
        "scenario_students_unknown": ["0002"]
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('area = "town"', ("scenario_enrolment_none", "change[1].enrolment")),
        ('township = "Z"', ("scenario_enrolment_none", "change[1].enrolment")),
        ('stage = "senior"', ("scenario_enrolment_none", "change[1].enrolment")),
        ('stage = "junior", grade = 2', ("scenario_enrolment_none", "change[1].enrolment")),
        ('school = "zz"', ("change_school_gone", "change[1].enrolment.school")),
    ],
)
def test_what_enrolment_refuses(
    county: ReadCounty, tmp_path: Path, words: str, found: tuple[str, str]
) -> None:
    assert faults(county, tmp_path, changes(f"enrolment = {{ factor = 0.9, {words} }}")) == [found]


# travel


def test_one_way_is_changed_in_both_directions(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('travel = { from = "0001", to = "0004", minutes = 75 }'))
    km = way(county.county, county.policy, "0001", "0004")[0]
    assert (
        way(made.county, made.policy, "0001", "0004")
        == way(made.county, made.policy, "0004", "0001")
        == (km, 75)
    )
    # listed the other way round: that row stays as it is
    made = changed(county, tmp_path, changes('travel = { from = "0002", to = "0001", minutes = 20 }'))
    assert way(made.county, made.policy, "0002", "0001") == (3.1, 20)
    assert way(made.county, made.policy, "0001", "0002") == (3.1, 5)


def test_minutes_follow_a_new_km_where_they_came_from_the_speed(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('travel = { from = "0001", to = "0004", km = 10 }'))
    assert way(made.county, made.policy, "0001", "0004") == (10, 15)
    made = changed(county, tmp_path, changes('travel = { from = "0001", to = "0002", km = 10 }'))
    assert way(made.county, made.policy, "0001", "0002") == (10, 5), "listed minutes stay"


def test_a_closed_way_is_longer_than_any_limit_and_is_opened_again(
    county: ReadCounty, tmp_path: Path
) -> None:
    close = 'travel = { from = "0001", to = "0003", closed = true }'
    made = changed(county, tmp_path, changes(close))
    assert way(made.county, made.policy, "0001", "0003") == way(made.county, made.policy, "0003", "0001")
    assert way(made.county, made.policy, "0001", "0003") == (5000, 10000)
    assert made.county.pins[1:] == (
        Pin(school_id="0003", core_id="0001", stage=None, rule=PinRule.NEVER, reason="closed"),
    )
    again = changed(county, tmp_path, changes(close, 'travel = { from = "0003", to = "0001", km = 5 }'))
    assert again.county.pins == county.county.pins
    assert (
        way(again.county, again.policy, "0001", "0003")
        == way(again.county, again.policy, "0003", "0001")
        == (5, 7.5)
    )
    blind = changes(close, 'travel = { from = "0003", to = "0001", minutes = 5 }')
    assert faults(county, tmp_path, blind) == [("scenario_travel_km", "change[2].travel.km")]
    twice = changed(county, tmp_path, changes(close, close))
    assert (twice.county, twice.policy) == (made.county, made.policy)


def test_a_closed_way_of_a_table_has_no_row(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    settings = GOOD["county.toml"].replace('"straight_line"', '"table"')
    read = good(tmp_path / "county", {"county.toml": settings})
    made = changed(read, tmp_path, changes('travel = { from = "0001", to = "0003", closed = true }'))
    assert set(made.county.travel) == {("0001", "0002")}
    unknown = changes('travel = { from = "0002", to = "0004", minutes = 3 }')
    assert faults(read, tmp_path, unknown) == [("scenario_travel_km", "change[1].travel.km")]


def test_a_winter_in_a_township(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('travel = { factor = 1.5, township = "B" }'))
    for start in ("0001", "0002", "0003", "0004"):
        for end in ("0001", "0002", "0003", "0004"):
            km, minutes = way(county.county, county.policy, start, end)
            inside = start != end and {start, end} & {"0003", "0004"}
            seconds = round(minutes * 60)
            slower = (3 * seconds + 1) // 2 if inside else seconds  # half up
            assert way(made.county, made.policy, start, end) == (km, slower / 60)


def test_a_winter_everywhere_is_a_lower_speed(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes("travel = { factor = 2 }"))
    assert made.policy.travel.speed_kmh == 20
    assert made.county.travel == {
        ("0001", "0002"): ListedTravel(3.1, 10),
        ("0003", "0001"): ListedTravel(4.2, None),
    }
    # a speed beyond 200 km/h is no setting: every way gets its row
    made = changed(county, tmp_path, changes("travel = { factor = 0.1 }"))
    assert made.policy == county.policy
    assert len(made.county.travel) == 6
    assert way(made.county, made.policy, "0001", "0002") == (3.1, 0.5)


def test_closed_ways_stay_closed_in_a_winter(county: ReadCounty, tmp_path: Path) -> None:
    close = 'travel = { from = "0001", to = "0003", closed = true }'
    for winter in ("travel = { factor = 1.5 }", 'travel = { factor = 1.5, township = "B" }'):
        made = changed(county, tmp_path, changes(close, winter))
        assert way(made.county, made.policy, "0001", "0003") == (5000, 10000)


def test_minutes_beyond_what_a_table_holds_are_refused(county: ReadCounty, tmp_path: Path) -> None:
    text = changes(
        'set = { from = "0001", to = "0002", minutes = 9000 }', 'travel = { factor = 10, township = "A" }'
    )
    assert faults(county, tmp_path, text) == [("number_range", "change[2].travel")]


def test_what_travel_refuses(county: ReadCounty, tmp_path: Path) -> None:
    text = changes('travel = { factor = 2, township = "Z" }', 'travel = { from = "xx", to = "yy", km = 1 }')
    assert faults(county, tmp_path, text) == [
        ("scenario_township", "change[1].travel.township"),
        ("change_school_gone", "change[2].travel.from"),
        ("change_school_gone", "change[2].travel.to"),
    ]


def test_ways_by_road_are_lengthened_in_their_own_direction(county: ReadCounty) -> None:
    def measured(made: County, policy: Policy) -> County:
        pairs = {("0001", "0002"): ListedTravel(3.0, 6.0), ("0002", "0001"): ListedTravel(4.0, 7.0)}
        return made.model_copy(update={"roads": RoadTravel("x", pairs)})

    settings = county.policy.travel.model_copy(update={"source": "roads", "roads": "x.pbf"})
    policy = county.policy.model_copy(update={"travel": settings})
    start = measured(county.county.model_copy(update={"travel": {}}), policy)
    scenario = Scenario(change=(Travel(factor=1.5),))
    made = apply_scenario(start, policy, scenario, reread, measure=measured)
    assert made.policy.travel == settings
    assert made.county.travel == {
        ("0001", "0002"): ListedTravel(3.0, 9.0),
        ("0002", "0001"): ListedTravel(4.0, 10.5),
    }
    assert made.county.roads is not None


# policy and sweep


def test_settings_by_dotted_name(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(
        county,
        tmp_path,
        changes(
            'policy = { "mode.joint.max_km" = 35, "exchange.rotation_share" = 0.12 }',
            'policy = { "travel.speed_kmh" = 30 }',
            'policy = { "mode.joint.alliances.max" = 3, "name" = "新" }',
            'policy = { "mode.joint.stages" = ["小学", "初中"] }',
            'policy = { "mode.joint.term.start" = "2026-2", "mode.joint.use_every_core" = true }',
        ),
    )
    (mode,) = made.policy.mode
    assert (mode.max_km, mode.alliances.max, mode.use_every_core) == (35, 3, True)
    assert mode.stages == (P, Stage.JUNIOR)
    assert mode.term is not None
    assert mode.term.start == "2026-2"
    assert (made.policy.exchange.rotation_share, made.policy.travel.speed_kmh, made.policy.name) == (
        0.12,
        30,
        "新",
    )
    cells = {cell.column: (cell.before, cell.after) for effect in made.effects for cell in effect.cells}
    assert cells["mode.joint.max_km"] == ("30.0", "35")
    assert once_more(made.county, made.policy) == (made.county, made.policy)


def test_an_empty_text_takes_a_setting_out(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('policy = { "mode.joint.max_km" = "", "travel.detour" = 2 }'))
    assert made.policy.mode[0].max_km is None
    made = changed(
        made_read(made.county, made.policy), tmp_path, changes('policy = { "travel.detour" = "" }')
    )
    assert made.policy.travel.detour == 1.3
    preset = changes(
        'policy = { "mode.joint.max_members" = 9 }', 'policy = { "mode.joint.max_members" = "" }'
    )
    assert changed(county, tmp_path, preset).policy.mode == county.policy.mode


def made_read(county: County, policy: Policy) -> ReadCounty:
    return ReadCounty(county, policy, ())


def test_tiers_by_position(county: ReadCounty, tmp_path: Path) -> None:
    whole = changes(
        'policy = { "objective.tiers" = [{ unplaced = 1 }, { total_km = 1 }] }',
        'policy = { "objective.tolerance" = [0, 0.1] }',
    )
    made = changed(county, tmp_path, whole)
    assert made.policy.objective.tiers == ({Term.UNPLACED: 1}, {Term.TOTAL_KM: 1})
    more = changes(
        'policy = { "objective.tiers.2.opening_cost" = 2, "objective.tiers.3" = { worst_km = 1 } }',
        'policy = { "objective.tiers.1" = "", "objective.tolerance.1" = 0.2 }',
    )
    made = changed(made_read(made.county, made.policy), tmp_path, more)
    assert made.policy.objective.tiers == ({Term.TOTAL_KM: 1, Term.OPENING_COST: 2}, {Term.WORST_KM: 1})
    assert made.policy.objective.tolerance == (0.2, 0.1)
    # default tiers with needs and a prefer pin: unplaced, uncovered, preferences, worst, total
    third = changed(county, tmp_path, changes('policy = { "objective.tiers.3" = "" }')).policy.objective.tiers
    assert third is not None
    assert [next(iter(tier)) for tier in third] == [
        Term.UNPLACED,
        Term.UNCOVERED_LESSONS,
        Term.WORST_KM,
        Term.TOTAL_KM,
    ]


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ('"mode.joint.max_km" = -3', "setting_range"),
        ('"mode.joint.max_km" = "far"', "setting_range"),
        ('"mode.joint.max_kms" = 3', "scenario_unknown_near"),
        ('"mode.paired.max_km" = 3', "scenario_unknown"),
        ('"mode.joint.max_km.x" = 3', "scenario_unknown"),
        ('"mode.joint.key" = ""', "scenario_setting_needed"),
        ('"mode.joint" = ""', "mode_missing"),
        ('"mode" = 3', "mode_brackets"),
        ('"exchange" = 3', "setting_block"),
        ('"exchang.rotation_share" = 0.1', "scenario_unknown_near"),
        ('"exchange.forms" = ["Reise"]', "setting_word"),
        ('"objective.tiers.9" = ""', "scenario_unknown"),
        ('"objective.tiers.2" = { unplaces = 1 }', "term_unknown_near"),
        ('"objective.tiers.2.unplaces" = 1', "term_unknown_near"),
        ('"roles.core.min_students" = 3', "scenario_setting_fixed"),
        ('"school_year" = 2027', "scenario_setting_fixed"),
        ('"format" = 2', "scenario_setting_fixed"),
        ('"travel.source" = "roads"', "none"),
        ('"mode.joint.alliances" = { min = 3, max = 2 }', "alliances_bounds_crossed"),
        ('"" = 3', "scenario_unknown"),
        ('"..." = 3', "scenario_unknown"),
    ],
)
def test_what_policy_refuses(county: ReadCounty, tmp_path: Path, setting: str, code: str) -> None:
    text = changes(f"policy = {{ {setting} }}")
    if code == "none":  # roads are measured by the command line
        assert changed(county, tmp_path, text).policy.travel.source == "roads"
        return
    ((found, column),) = faults(county, tmp_path, text)
    assert found == code
    assert str(column).startswith("change[1].policy")


def test_a_run_of_a_sweep_sets_its_values_last(county: ReadCounty, tmp_path: Path) -> None:
    text = changes('policy = { "mode.joint.max_km" = 12 }') + '[sweep]\n"mode.joint.max_km" = [20, 30]\n'
    made = changed(county, tmp_path, text)
    assert made.policy.mode[0].max_km == 20
    wrong = changes() + '[sweep]\n"mode.joint.max_km" = [-1, 30]\n"mode.joint.x" = [3]\n'
    assert faults(county, tmp_path, wrong) == [("scenario_unknown", "sweep.mode.joint.x")]
    low = changes() + '[sweep]\n"mode.joint.max_km" = [-1, 30]\n'
    assert faults(county, tmp_path, low) == [("setting_range", "sweep.mode.joint.max_km")]


def test_a_sweep_is_applied_run_by_run(county: ReadCounty) -> None:
    with pytest.raises(ValueError, match="runs_of"):
        apply_scenario(county.county, county.policy, Scenario(sweep={"a.b": (1, 2)}), reread)


# pins.csv


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
