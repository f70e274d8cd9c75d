"""What is wrong or doubtful in the tables of teachers and of the school year, every fault found."""

from pathlib import Path

import pytest
from lianxiao.instances.layout import OF_TEACHERS

from .staffed_county import STAFFED, TEACHERS, read, staffed, teacher
from .test_reading_county import GOOD, brief, findings_of

EXCHANGE = GOOD["county.toml"] + "[exchange]\n"
Case = tuple[str, str, int | None, str, str]
"""Code, file and row of the finding; the table that is replaced, and what stands there instead."""


def of_teacher(code: str, **columns: str) -> Case:
    """Fault in the row of one more teacher."""
    return code, "teachers.csv", 6, "teachers.csv", teacher(**columns)


def with_row(code: str, table: str, row: str, *, at: int) -> Case:
    """Fault in one more row of a table."""
    return code, table, at, table, f"{STAFFED[table]}{row}\n"


CASES = [
    ("column_missing", "teachers.csv", 1, "teachers.csv", TEACHERS.replace("school_id", "qqqqqq")),
    of_teacher("id_unknown", school_id="QQQQ"),
    of_teacher("id_unknown_near", school_id="2"),
    of_teacher("cell_blank", teacher_id=""),
    of_teacher("cell_blank", school_id=""),
    of_teacher("cell_blank", subject=""),
    of_teacher("teacher_twice", teacher_id="T1"),
    of_teacher("stage_blank", school_id="0004", stage=""),
    of_teacher("stage_not_of_school", stage="junior"),
    of_teacher("teacher_subject_unknown", subject="Schach"),
    of_teacher("teacher_subject_near", subject="musik"),
    of_teacher("teacher_subject_unknown", second_subject="QQ"),
    of_teacher("number_whole", lessons="12.5"),
    of_teacher("number_range", lessons_max="61"),
    of_teacher("number_range", lessons_max="-1"),
    of_teacher("lessons_over_max", lessons="21", lessons_max="20"),
    of_teacher("lessons_over_max", lessons="18"),
    of_teacher("word_unknown", sex="x"),
    of_teacher("word_unknown", backbone="zzz"),
    of_teacher("word_unknown", manager="zzz"),
    of_teacher("word_unknown", willing="zzz"),
    of_teacher("word_unknown", master="zzz"),
    of_teacher("month_bad", birth="old"),
    of_teacher("month_impossible", birth="1899-12"),
    of_teacher("month_impossible", birth="198013"),
    of_teacher("month_after_september", birth="2026-10"),
    of_teacher("age_doubtful", birth="2008-10"),
    of_teacher("age_doubtful", birth="1949-01"),
    of_teacher("month_after_september", tenure_from="2026-10"),
    of_teacher("month_after_september", last_exchange="2027-02"),
    of_teacher("tenure_too_early", birth="1980-05", tenure_from="1996-04"),
    of_teacher("exempt_until_alone", exempt_until="2027-05"),
    of_teacher("exempt_until_alone", exempt="无", exempt_until="2027-05"),
    of_teacher("exempt_says_none", exempt="none"),
    of_teacher("home_alone", home_lat="34.1"),
    of_teacher("number_range", home_lat="91", home_lon="108"),
    ("rotation_unknown", "teachers.csv", None, "teachers.csv", teacher()),
    ("subject_not_needed", "teachers.csv", None, "teachers.csv", teacher(subject="physics")),
    with_row("row_clash", "loads.csv", "primary,music,16", at=4),
    ("number_whole", "loads.csv", 2, "loads.csv", "stage,subject,standard\nprimary,music,12.5\n"),
    ("word_unknown", "loads.csv", 2, "loads.csv", "stage,subject,standard\n7,music,12\n"),
    with_row("grade_not_of_stage", "curriculum.csv", "junior,3,art,1", at=4),
    with_row("row_clash", "curriculum.csv", "primary,1,music,1", at=4),
    with_row("number_range", "curriculum.csv", "primary,1,art,-1", at=4),
    with_row("semester_other_year", "calendar.csv", "2025-2,1,,", at=5),
    with_row("semester_bad", "calendar.csv", "2026-3,1,,", at=5),
    with_row("semester_bad", "calendar.csv", "2026-2028学年第一学期,1,,", at=5),
    ("semester_without_teaching", "calendar.csv", None, "calendar.csv", "semester,week\n2026-1,1\n"),
    (
        "semester_without_teaching",
        "calendar.csv",
        None,
        "calendar.csv",
        "semester,week,kind\n2026-1,1,holiday\n2026-2,1,exam\n",
    ),
    with_row("word_unknown", "calendar.csv", "2026-2,2,,sport", at=5),
    with_row("number_range", "calendar.csv", "2026-2,0,,", at=5),
    with_row("day_bad", "calendar.csv", "2026-2,2,2027-02-30,", at=5),
    with_row("monday_is_none", "calendar.csv", "2026-2,2,2027-03-09,", at=5),
    with_row("mondays_out_of_order", "calendar.csv", "2026-2,2,2027-03-01,", at=5),
    with_row("row_clash", "calendar.csv", "2026-2,1,,exam", at=5),
    with_row("word_unknown", "blocked.csv", "T1,noon,", at=4),
    with_row("word_unknown", "blocked.csv", "T1,sat_am,", at=4),
    with_row("word_unknown", "blocked.csv", "T1,周六上午,", at=4),
    with_row("blocked_unknown", "blocked.csv", "QQQQQ,mon_am,", at=4),
    with_row("blocked_unknown_near", "blocked.csv", "2,mon_am,", at=4),
    with_row("semester_other_year", "blocked.csv", "T1,tue_am,2027-1", at=4),
    with_row("row_twice", "blocked.csv", "T1,mon_am,2026-1", at=4),
    ("blocked_both", "blocked.csv", 3, "teachers.csv", teacher(teacher_id="0002")),
    with_row("id_unknown", "vehicles.csv", "0001,XX,mon_am,1", at=4),
    with_row("vehicle_to_itself", "vehicles.csv", "0001,0001,mon_am,1", at=4),
    with_row("number_range", "vehicles.csv", "0001,0002,mon_am,-1", at=4),
    with_row("word_unknown", "exchanges.csv", "qqq,T1,0001,0002,,,,,,,", at=4),
    with_row("past_teacher_left", "exchanges.csv", "visit,T9,0001,0002,,,,,,,", at=4),
    with_row("past_school_closed", "exchanges.csv", "visit,T1,0001,QQ,,,,,,,", at=4),
    with_row("past_blank", "exchanges.csv", "visit,T1,0001,,,,,,,,", at=4),
    with_row("past_blank", "exchanges.csv", "mentor,,,,,,,,,T1,", at=4),
    with_row("half_days_bad", "exchanges.csv", "visit,T1,0001,0002,,,,:3,,,", at=4),
    with_row("word_unknown", "exchanges.csv", "visit,T1,,0002,,,,sun_am:2,,,", at=4),
    (
        "row_twice",
        "exchanges.csv",
        4,
        "exchanges.csv",
        STAFFED["exchanges.csv"] + STAFFED["exchanges.csv"].splitlines()[1] + "\n",
    ),
    with_row("word_unknown", "duties.csv", "qqqq,council,1", at=4),
    with_row("duty_near", "duties.csv", ",councel,1", at=4),
    with_row("number_whole", "duties.csv", ",lecture,1.5", at=4),
    with_row("semester_bad", "log.csv", "autumn,3,,visit,,,,", at=3),
    with_row("cell_blank", "log.csv", "2025-2,3,,,,,,", at=3),
    with_row("kept_school_unknown", "log.csv", "2025-2,3,,visit,QQ,,,", at=3),
    with_row("number_range", "results.csv", "0002,,1066,x,1", at=3),
    with_row("row_clash", "results.csv", "0002,primary,2025,pass rate,92", at=3),
    with_row("kept_school_unknown", "results.csv", "QQ,,2025,x,1", at=3),
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
