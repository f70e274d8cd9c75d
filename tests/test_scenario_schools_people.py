"""Schools that open or leave, teachers who are away, pupils who come or go: what a scenario makes of them."""

from pathlib import Path

import pytest
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.models.changed import TeacherAway
from lianxiao.models.county import ClassCount, Pin
from lianxiao.models.words import PinRule

from .changed_county import SCHOOLS, P, no_needs, small_county
from .made_scenarios import brief, changed, changes, faults
from .staffed_county import read as read_staffed
from .test_reading_county import good, written


@pytest.fixture
def county(tmp_path: Path) -> ReadCounty:
    return small_county(tmp_path)


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
