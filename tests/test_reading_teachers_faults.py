"""What is wrong or doubtful in the tables of teachers and of the school year, every fault found."""

from pathlib import Path

import pytest
from lianxiao.instances.layout import OF_TEACHERS

from .staffed_county import STAFFED, TEACHERS, read, staffed, teacher
from .test_reading_county import GOOD, brief, findings_of

EXCHANGE = GOOD["county.toml"] + "[exchange]\n"
CASES: list[tuple[str, str, int | None, str, str]] = [
    # code, file of the finding, row, table that is replaced, what stands there instead
    ("column_missing", "teachers.csv", 1, "teachers.csv", TEACHERS.replace("school_id", "qqqqqq")),
    ("id_unknown", "teachers.csv", 6, "teachers.csv", teacher(school_id="QQQQ")),
    ("id_unknown_near", "teachers.csv", 6, "teachers.csv", teacher(school_id="2")),
    ("cell_blank", "teachers.csv", 6, "teachers.csv", teacher(teacher_id="")),
    ("cell_blank", "teachers.csv", 6, "teachers.csv", teacher(school_id="")),
    ("cell_blank", "teachers.csv", 6, "teachers.csv", teacher(subject="")),
    ("teacher_twice", "teachers.csv", 6, "teachers.csv", teacher(teacher_id="T1")),
    ("stage_blank", "teachers.csv", 6, "teachers.csv", teacher(school_id="0004", stage="")),
    ("stage_not_of_school", "teachers.csv", 6, "teachers.csv", teacher(stage="junior")),
    ("teacher_subject_unknown", "teachers.csv", 6, "teachers.csv", teacher(subject="Schach")),
    ("teacher_subject_near", "teachers.csv", 6, "teachers.csv", teacher(subject="musik")),
    ("teacher_subject_unknown", "teachers.csv", 6, "teachers.csv", teacher(second_subject="QQ")),
    ("number_whole", "teachers.csv", 6, "teachers.csv", teacher(lessons="12.5")),
    ("number_range", "teachers.csv", 6, "teachers.csv", teacher(lessons_max="61")),
    ("number_range", "teachers.csv", 6, "teachers.csv", teacher(lessons_max="-1")),
    ("lessons_over_max", "teachers.csv", 6, "teachers.csv", teacher(lessons="21", lessons_max="20")),
    ("lessons_over_max", "teachers.csv", 6, "teachers.csv", teacher(lessons="18")),
    ("word_unknown", "teachers.csv", 6, "teachers.csv", teacher(sex="x")),
    ("word_unknown", "teachers.csv", 6, "teachers.csv", teacher(backbone="zzz")),
    ("word_unknown", "teachers.csv", 6, "teachers.csv", teacher(manager="zzz")),
    ("word_unknown", "teachers.csv", 6, "teachers.csv", teacher(willing="zzz")),
    ("word_unknown", "teachers.csv", 6, "teachers.csv", teacher(master="zzz")),
    ("month_bad", "teachers.csv", 6, "teachers.csv", teacher(birth="old")),
    ("month_impossible", "teachers.csv", 6, "teachers.csv", teacher(birth="1899-12")),
    ("month_impossible", "teachers.csv", 6, "teachers.csv", teacher(birth="198013")),
    ("month_after_september", "teachers.csv", 6, "teachers.csv", teacher(birth="2026-10")),
    ("age_doubtful", "teachers.csv", 6, "teachers.csv", teacher(birth="2008-10")),
    ("age_doubtful", "teachers.csv", 6, "teachers.csv", teacher(birth="1949-01")),
    ("month_after_september", "teachers.csv", 6, "teachers.csv", teacher(tenure_from="2026-10")),
    ("month_after_september", "teachers.csv", 6, "teachers.csv", teacher(last_exchange="2027-02")),
    ("tenure_too_early", "teachers.csv", 6, "teachers.csv", teacher(birth="1980-05", tenure_from="1996-04")),
    ("exempt_until_alone", "teachers.csv", 6, "teachers.csv", teacher(exempt_until="2027-05")),
    ("exempt_until_alone", "teachers.csv", 6, "teachers.csv", teacher(exempt="无", exempt_until="2027-05")),
    ("exempt_says_none", "teachers.csv", 6, "teachers.csv", teacher(exempt="none")),
    ("home_alone", "teachers.csv", 6, "teachers.csv", teacher(home_lat="34.1")),
    ("number_range", "teachers.csv", 6, "teachers.csv", teacher(home_lat="91", home_lon="108")),
    ("rotation_unknown", "teachers.csv", None, "teachers.csv", teacher()),
    ("subject_not_needed", "teachers.csv", None, "teachers.csv", teacher(subject="physics")),
    ("row_clash", "loads.csv", 4, "loads.csv", STAFFED["loads.csv"] + "primary,music,16\n"),
    ("number_whole", "loads.csv", 2, "loads.csv", "stage,subject,standard\nprimary,music,12.5\n"),
    ("word_unknown", "loads.csv", 2, "loads.csv", "stage,subject,standard\n7,music,12\n"),
    (
        "grade_not_of_stage",
        "curriculum.csv",
        4,
        "curriculum.csv",
        STAFFED["curriculum.csv"] + "junior,3,art,1\n",
    ),
    ("row_clash", "curriculum.csv", 4, "curriculum.csv", STAFFED["curriculum.csv"] + "primary,1,music,1\n"),
    ("number_range", "curriculum.csv", 4, "curriculum.csv", STAFFED["curriculum.csv"] + "primary,1,art,-1\n"),
    ("semester_other_year", "calendar.csv", 5, "calendar.csv", STAFFED["calendar.csv"] + "2025-2,1,,\n"),
    ("semester_bad", "calendar.csv", 5, "calendar.csv", STAFFED["calendar.csv"] + "2026-3,1,,\n"),
    (
        "semester_bad",
        "calendar.csv",
        5,
        "calendar.csv",
        STAFFED["calendar.csv"] + "2026-2028学年第一学期,1,,\n",
    ),
    ("semester_without_teaching", "calendar.csv", None, "calendar.csv", "semester,week\n2026-1,1\n"),
    (
        "semester_without_teaching",
        "calendar.csv",
        None,
        "calendar.csv",
        "semester,week,kind\n2026-1,1,holiday\n2026-2,1,exam\n",
    ),
    ("word_unknown", "calendar.csv", 5, "calendar.csv", STAFFED["calendar.csv"] + "2026-2,2,,sport\n"),
    ("number_range", "calendar.csv", 5, "calendar.csv", STAFFED["calendar.csv"] + "2026-2,0,,\n"),
    ("day_bad", "calendar.csv", 5, "calendar.csv", STAFFED["calendar.csv"] + "2026-2,2,2027-02-30,\n"),
    ("monday_is_none", "calendar.csv", 5, "calendar.csv", STAFFED["calendar.csv"] + "2026-2,2,2027-03-09,\n"),
    (
        "mondays_out_of_order",
        "calendar.csv",
        5,
        "calendar.csv",
        STAFFED["calendar.csv"] + "2026-2,2,2027-03-01,\n",
    ),
    ("row_clash", "calendar.csv", 5, "calendar.csv", STAFFED["calendar.csv"] + "2026-2,1,,exam\n"),
    ("word_unknown", "blocked.csv", 4, "blocked.csv", STAFFED["blocked.csv"] + "T1,noon,\n"),
    ("word_unknown", "blocked.csv", 4, "blocked.csv", STAFFED["blocked.csv"] + "T1,sat_am,\n"),
    ("word_unknown", "blocked.csv", 4, "blocked.csv", STAFFED["blocked.csv"] + "T1,周六上午,\n"),
    ("blocked_unknown", "blocked.csv", 4, "blocked.csv", STAFFED["blocked.csv"] + "QQQQQ,mon_am,\n"),
    ("blocked_unknown_near", "blocked.csv", 4, "blocked.csv", STAFFED["blocked.csv"] + "2,mon_am,\n"),
    ("semester_other_year", "blocked.csv", 4, "blocked.csv", STAFFED["blocked.csv"] + "T1,tue_am,2027-1\n"),
    ("row_twice", "blocked.csv", 4, "blocked.csv", STAFFED["blocked.csv"] + "T1,mon_am,2026-1\n"),
    ("blocked_both", "blocked.csv", 3, "teachers.csv", teacher(teacher_id="0002")),
    ("id_unknown", "vehicles.csv", 4, "vehicles.csv", STAFFED["vehicles.csv"] + "0001,XX,mon_am,1\n"),
    (
        "vehicle_to_itself",
        "vehicles.csv",
        4,
        "vehicles.csv",
        STAFFED["vehicles.csv"] + "0001,0001,mon_am,1\n",
    ),
    ("number_range", "vehicles.csv", 4, "vehicles.csv", STAFFED["vehicles.csv"] + "0001,0002,mon_am,-1\n"),
    (
        "word_unknown",
        "exchanges.csv",
        4,
        "exchanges.csv",
        STAFFED["exchanges.csv"] + "qqq,T1,0001,0002,,,,,,,\n",
    ),
    (
        "past_teacher_left",
        "exchanges.csv",
        4,
        "exchanges.csv",
        STAFFED["exchanges.csv"] + "visit,T9,0001,0002,,,,,,,\n",
    ),
    (
        "past_school_closed",
        "exchanges.csv",
        4,
        "exchanges.csv",
        STAFFED["exchanges.csv"] + "visit,T1,0001,QQ,,,,,,,\n",
    ),
    ("past_blank", "exchanges.csv", 4, "exchanges.csv", STAFFED["exchanges.csv"] + "visit,T1,0001,,,,,,,,\n"),
    ("past_blank", "exchanges.csv", 4, "exchanges.csv", STAFFED["exchanges.csv"] + "mentor,,,,,,,,,T1,\n"),
    (
        "half_days_bad",
        "exchanges.csv",
        4,
        "exchanges.csv",
        STAFFED["exchanges.csv"] + "visit,T1,0001,0002,,,,:3,,,\n",
    ),
    (
        "word_unknown",
        "exchanges.csv",
        4,
        "exchanges.csv",
        STAFFED["exchanges.csv"] + "visit,T1,,0002,,,,sun_am:2,,,\n",
    ),
    (
        "row_twice",
        "exchanges.csv",
        4,
        "exchanges.csv",
        STAFFED["exchanges.csv"] + STAFFED["exchanges.csv"].splitlines()[1] + "\n",
    ),
    ("word_unknown", "duties.csv", 4, "duties.csv", STAFFED["duties.csv"] + "qqqq,council,1\n"),
    ("duty_near", "duties.csv", 4, "duties.csv", STAFFED["duties.csv"] + ",councel,1\n"),
    ("number_whole", "duties.csv", 4, "duties.csv", STAFFED["duties.csv"] + ",lecture,1.5\n"),
    ("semester_bad", "log.csv", 3, "log.csv", STAFFED["log.csv"] + "autumn,3,,visit,,,,\n"),
    ("cell_blank", "log.csv", 3, "log.csv", STAFFED["log.csv"] + "2025-2,3,,,,,,\n"),
    ("kept_school_unknown", "log.csv", 3, "log.csv", STAFFED["log.csv"] + "2025-2,3,,visit,QQ,,,\n"),
    ("number_range", "results.csv", 3, "results.csv", STAFFED["results.csv"] + "0002,,1066,x,1\n"),
    (
        "row_clash",
        "results.csv",
        3,
        "results.csv",
        STAFFED["results.csv"] + "0002,primary,2025,pass rate,92\n",
    ),
    ("kept_school_unknown", "results.csv", 3, "results.csv", STAFFED["results.csv"] + "QQ,,2025,x,1\n"),
    (
        "school_year_missing",
        "county.toml",
        None,
        "county.toml",
        GOOD["county.toml"].replace("school_year = 2026", ""),
    ),
    ("exchange_never", "county.toml", None, "county.toml", EXCHANGE + "visit_days_max = 0\n"),
    ("age_after_retirement", "county.toml", None, "county.toml", EXCHANGE + "age_max_men = 61\n"),
    ("township_missing", "schools.csv", None, "county.toml", EXCHANGE + 'rotation_scope = "乡镇"\n'),
    ("quota_nobody", "county.toml", None, "schools.csv", GOOD["schools.csv"].replace(",core,", ",either,")),
]


@pytest.mark.parametrize(
    ("code", "file", "row", "table", "content"),
    CASES,
    ids=[f"{number}-{code}" for number, (code, *_) in enumerate(CASES)],
)
def test_finding(tmp_path: Path, code: str, file: str, row: int | None, table: str, content: str) -> None:
    found = findings_of(staffed(tmp_path, {table: content}))
    assert (code, file, row) in brief(found)
    assert len([finding for finding in found if finding.level == "error"]) <= 2


def test_an_error_of_the_teachers_names_school_table_and_mend(tmp_path: Path) -> None:
    found = findings_of(staffed(tmp_path, {"teachers.csv": teacher(school_id="00002")}))
    (finding,) = (finding for finding in found if finding.level == "error")
    assert (finding.file, finding.row, finding.column, finding.value) == (
        "teachers.csv",
        6,
        "school_id",
        "00002",
    )
    assert finding.figures == {"there": "schools.csv", "nearest": "0002"}


def test_tables_that_say_nothing_without_teachers(tmp_path: Path) -> None:
    found = findings_of(staffed(tmp_path, {"blocked.csv": "id,half_day\n0002,mon_am\n"}, "teachers.csv"))
    idle = {finding.file for finding in found if finding.code == "table_needs_teachers"}
    assert idle == {one.file for one in OF_TEACHERS}
    assert not [finding for finding in found if finding.level == "error"]


TIERS = "[objective]\ntiers = [{ unplaced = 1 }, { quota_missed = 1, worst_km = 2 }, { visit_changes = 1 }]\n"


def test_terms_of_the_exchange_are_aims_where_there_are_teachers(tmp_path: Path) -> None:
    settings = GOOD["county.toml"] + TIERS
    assert read(tmp_path, {"county.toml": settings}).policy.objective.tiers is not None
    found = findings_of(staffed(tmp_path, {"county.toml": settings}))
    assert not [finding for finding in found if finding.level == "error"]
    (tmp_path / "teachers.csv").unlink()
    errors = [one for one in findings_of(tmp_path) if one.level == "error"]
    assert {(one.code, one.value) for one in errors} >= {
        ("term_needs_teachers", "quota_missed"),
        ("term_needs_teachers", "visit_changes"),
    }


def test_terms_that_are_always_zero_are_said(tmp_path: Path) -> None:
    settings = GOOD["county.toml"] + TIERS + '[exchange]\nforms = ["走教"]\n'
    found = findings_of(
        staffed(tmp_path, {"county.toml": settings, "exchanges.csv": "kind,teacher,to\nposting,T1,0002\n"})
    )
    said = {(one.code, one.column) for one in found if one.file == "county.toml"}
    assert said == {
        ("term_without_form", "objective.tiers[2].quota_missed"),
        ("term_needs_visits", "objective.tiers[3].visit_changes"),
    }


def test_a_wrong_table_of_teachers_is_one_error_not_many(tmp_path: Path) -> None:
    settings = GOOD["county.toml"] + TIERS
    found = findings_of(staffed(tmp_path, {"teachers.csv": b"\0", "county.toml": settings}))
    assert {finding.code for finding in found if finding.level == "error"} == {"file_nul"}
