"""Teachers, the tables of the school year and what they say together: values read, every fault found."""

from pathlib import Path

import pytest
from lianxiao.instances.curriculum import lessons_in, usual_lessons
from lianxiao.instances.layout import OF_TEACHERS
from lianxiao.instances.loads import standard_load
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.instances.write import write_county
from lianxiao.models.digest import county_sha256
from lianxiao.models.half_day import HalfDay
from lianxiao.models.school_year import StandardLoad, Week, WeekKind
from lianxiao.models.teacher import Backbone, Manager, Sex
from lianxiao.models.words import ModeKey, Stage

from .test_reading_county import GOOD, brief, findings_of, written

STAFFED = {
    "teachers.csv": """\
teacher_id,name,school_id,stage,subject,second_subject,lessons,lessons_max,sex,birth,backbone,master,manager,tenure_from,last_exchange,exempt,exempt_until,willing
T1,Li,0001,primary,music,,14,,f,1985-03,county,no,none,2010-09,,,,yes
T2,Wang,0001,primary,chinese,music,12,16,m,1979-11,none,yes,head,2015-08,2018-09,,,
T3,Zhao,0002,,maths,,10,,f,1990-01,none,no,middle,2019-09,,nursing,2026-12,no
T4,Sun,0004,junior,physics,,8,,m,1972-05,school,no,none,2001-09,,,,
""",
    "loads.csv": "stage,subject,standard\nprimary,music,17\njunior,*,13\n",
    "curriculum.csv": "stage,grade,subject,lessons\nprimary,1,music,2\nprimary,1,chinese,8\n",
    "calendar.csv": """\
semester,week,monday,kind
2026-1,1,2026-09-07,teaching
2026-1,2,2026-09-14,exam
2026-2,1,2027-03-01,
""",
    "blocked.csv": "id,half_day,semester\nT1,mon_am,2026-1\n0002,wed_pm,\n",
    "vehicles.csv": "from_id,to_id,half_day,seats\n0001,0002,mon_am,3\n0001,0002,mon_am,3\n",
    "exchanges.csv": """\
kind,teacher,from,to,subject,stage,semester,half_days,lessons,mentor,mentee
visit,T1,0001,9999,music,primary,2025-1,mon_am:3;wed_am:2,5,,
mentor,,,,maths,,2025-2,,,T2,T3
""",
    "duties.csv": "mode,kind,minimum\njoint_alliance,council,3\n,Fussball,1\n",
    "log.csv": "semester,week,alliance,kind,school,people,times,online\n2025-2,3,West,visit,0002,T1,2,no\n",
    "results.csv": "school_id,stage,year,indicator,value\n0002,primary,2025,pass rate,91.5\n",
}
TEACHERS = STAFFED["teachers.csv"]
HEADER = TEACHERS.splitlines()[0]
WITH_NEEDS = GOOD["needs.csv"] + "0001,primary,maths,4,0\n0001,primary,chinese,8,0\n0004,junior,physics,2,0\n"


def staffed(folder: Path, files: dict[str, str | bytes] | None = None, leave_out: str = "") -> Path:
    """The good county with teachers and every table of the school year."""
    return written(folder, {**STAFFED, "needs.csv": WITH_NEEDS, **(files or {})}, leave_out)


def read(tmp_path: Path, files: dict[str, str | bytes] | None = None, leave_out: str = "") -> ReadCounty:
    return read_county(staffed(tmp_path, files, leave_out))


def teacher(**cells: str) -> str:
    """The good teachers and one more in row 6."""
    row = {"teacher_id": "T5", "school_id": "0002", "stage": "primary", "subject": "music", **cells}
    columns = HEADER.split(",")
    extra = [column for column in row if column not in columns]
    first = [line + "," * len(extra) for line in TEACHERS.splitlines()]
    first[0] = ",".join([HEADER, *extra])
    return "\n".join([*first, ",".join(row.get(column, "") for column in [*columns, *extra]), ""])


def test_the_staffed_county_is_read_with_one_warning(tmp_path: Path) -> None:
    county, _, warnings, _ = read(tmp_path)
    assert [warning.code for warning in warnings] == ["curriculum_beside_needs"]
    assert county.teachers is not None
    first, second, third, fourth = county.teachers
    assert (first.subjects, first.lessons, first.lessons_max, first.sex) == (("music",), 14, 17, Sex.FEMALE)
    assert (first.backbone, first.tenure_from, first.birth) == (Backbone.COUNTY, "2010-09", "1985-03")
    assert (second.subjects, second.lessons_max, second.master) == (("chinese", "music"), 16, True)
    assert (second.manager, second.last_exchange, second.willing) == (Manager.HEAD, "2018-09", None)
    assert (third.stage, third.lessons_max, third.exempt, third.exempt_until) == (
        Stage.PRIMARY,
        14,
        "nursing",
        "2026-12",
    )
    assert (fourth.stage, fourth.lessons_max, fourth.willing) == (Stage.JUNIOR, 13, None)
    assert county.calendar == (
        Week(semester=1, week=1, monday="2026-09-07"),
        Week(semester=1, week=2, monday="2026-09-14", kind=WeekKind.EXAM),
        Week(semester=2, week=1, monday="2027-03-01"),
    )
    assert [(one.id, one.half_day, one.semester) for one in county.blocked] == [
        ("T1", HalfDay.MON_AM, 1),
        ("0002", HalfDay.WED_PM, None),
    ]
    assert [one.seats for one in county.vehicles] == [3, 3]  # two cars
    visit, pair = county.exchanges
    # 9999 became 9998, which became 0003.
    assert (visit.kind, visit.teacher, visit.from_id, visit.to_id) == ("visit", "T1", "0001", "0003")
    assert (visit.half_days, visit.lessons, visit.semester) == ((HalfDay.MON_AM, HalfDay.WED_AM), 5, "2025-1")
    assert (pair.kind, pair.teacher, pair.mentee, pair.subject) == ("mentor", "T2", "T3", "maths")
    known, own = county.duties
    assert (known.mode, known.kind, known.minimum, known.per) == (
        ModeKey.JOINT_ALLIANCE,
        "council",
        3,
        "alliance",
    )
    assert (own.mode, own.kind, own.per, own.attending) == (None, "Fussball", "alliance", "")
    assert [(one.semester, one.kind, one.times, one.online) for one in county.log] == [
        ("2025-2", "visit", 2, False)
    ]
    assert [(one.year, one.indicator, one.value) for one in county.results] == [(2025, "pass rate", 91.5)]


def test_without_needs_the_curriculum_gives_the_lessons(tmp_path: Path) -> None:
    whole = "\n".join(
        ["stage,grade,subject,lessons"]
        + [f"{row.stage},{row.grade},{row.subject},{row.lessons}" for row in usual_lessons()]
    )
    for table in (None, whole):
        files: dict[str, str | bytes] = {} if table is None else {"curriculum.csv": table}
        left = "needs.csv curriculum.csv" if table is None else "needs.csv"
        folder = tmp_path / str(table is None)
        folder.mkdir()
        county = read_county(staffed(folder, files, left)).county
        assert county.needs is None
        assert county.lessons == usual_lessons()
        assert "physics" in county.curriculum[Stage.JUNIOR]


def test_the_own_curriculum_replaces_the_other_wholly(tmp_path: Path) -> None:
    own = STAFFED["curriculum.csv"] + "primary,2,maths,4.00049\njunior,7,physics,2\n"
    county = read(tmp_path, {"curriculum.csv": own}, "needs.csv").county
    assert {(row.grade, row.subject): row.lessons for row in county.lessons} == {
        (1, "music"): 2,
        (1, "chinese"): 8,
        (2, "maths"): 4.0,
        (7, "physics"): 2,
    }
    assert county.curriculum == {Stage.PRIMARY: ("music", "chinese", "maths"), Stage.JUNIOR: ("physics",)}


def test_grade_six_belongs_to_junior_where_primary_has_five_grades() -> None:
    rows = lessons_in({Stage.PRIMARY: 5, Stage.JUNIOR: 4})
    assert {row.stage for row in rows if row.grade == 6} == {Stage.JUNIOR}
    assert len(rows) == len(usual_lessons())


def test_a_county_without_teachers_keeps_its_fingerprint(tmp_path: Path) -> None:
    county, policy, _, _ = read_county(written(tmp_path, None, "needs.csv"))
    assert county.teachers is None
    assert (county.lessons, county.calendar, county.loads) == ((), (), ())
    bare = county.model_copy(update={"curriculum": {}})
    assert county_sha256(county, policy) == county_sha256(bare, policy)


def test_a_table_of_teachers_with_a_header_only_is_none(tmp_path: Path) -> None:
    county = read(tmp_path, {"teachers.csv": HEADER + "\n", "exchanges.csv": "kind,teacher\n"}).county
    assert county.teachers is None


def test_the_usual_calendar_has_two_semesters_of_twenty_weeks(tmp_path: Path) -> None:
    weeks = read(tmp_path, leave_out="calendar.csv").county.calendar
    assert len(weeks) == 40
    exams = {week.week for week in weeks if week.kind is WeekKind.EXAM}
    assert exams == {19, 20}


@pytest.mark.parametrize(
    ("stage", "subject", "load"),
    [
        (Stage.PRIMARY, "chinese", 14),
        (Stage.PRIMARY, "music", 18),
        (Stage.PRIMARY, "围棋", 18),
        (Stage.JUNIOR, "english", 12),
        (Stage.JUNIOR, "it", 16),
        (Stage.JUNIOR, "moral", 14),
        (Stage.SENIOR, "chinese", None),
        (Stage.KINDERGARTEN, "music", None),
    ],
)
def test_usual_loads(stage: Stage, subject: str, load: int | None) -> None:
    assert standard_load(stage, subject) == load


def test_own_loads_come_first_and_a_star_stands_for_the_others() -> None:
    own = [
        StandardLoad(stage=Stage.SENIOR, subject="*", standard=11),
        StandardLoad(stage=Stage.SENIOR, subject="maths", standard=10),
    ]
    assert standard_load(Stage.SENIOR, "maths", own) == 10
    assert standard_load(Stage.SENIOR, "music", own) == 11
    assert standard_load(Stage.PRIMARY, "maths", own) == 14


CHINESE = {
    "teachers.csv": """\
教师编号,姓名,学校标识码,学校名称,学段,任教学科,兼教学科,周课时,周课时上限,性别,出生年月,骨干教师级别,名师,行政职务,本校任教起始年月,上次交流年月,暂不交流原因,暂不交流截止年月,交流意愿
T1,李老师,0001,城关小学,小学,音乐,无,14,18,女,1985年3月,县级骨干,否,无,201009,,无,,愿意
T2,王老师,0002,东岭小学,,语文,音乐,12,,男,19791105,市级学科带头人,是,副校长,2015/8/15,从未,哺乳期,2027.06,不愿意
""",
    "loads.csv": "学段,学科,标准课时\n小学,其他,19\n",
    "calendar.csv": "学期,周次,周一日期,周类型\n2026-2027学年第一学期,1,2026年9月7日,教学周\n"
    "2026年秋季学期,2,,考试周\n2027年春季学期,1,,\n",
    "blocked.csv": "编号,半天,学期\nT1,周一上午,第一学期\n0002,星期五下午,\n",
    "vehicles.csv": "起点标识码,终点标识码,半天,座位数\n0001,0002,周三上午,４\n",
    "exchanges.csv": "交流形式,教师编号,派出学校,接收学校,学科,学期,走教半天\n"
    "走教,T1,0001,0002,音乐,2025-1,周一上午:3；周三上午:2\n挂职,T2,0002,0001,,,\n",
    "duties.csv": "办学模式,帮扶任务,按,最低次数,周期,承办学校,参加人员,是否线上\n"
    "联合联盟捆绑办学,理事会会议,联盟,2,每学年,轮流承办,校长,否\n",
    "log.csv": "学期,周次,活动类型,学校,参与人员,次数,是否线上,佐证材料\n2025-1,3,走教,0002,T1,2,否,照片\n",
    "results.csv": "学校标识码,学段,年度,指标,数值\n0002,小学,2025,合格率,91.5\n",
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_chinese_headers_and_words(tmp_path: Path, encoding: str) -> None:
    files: dict[str, str | bytes] = {name: text.encode(encoding) for name, text in CHINESE.items()}
    county, _, warnings, _ = read(tmp_path, files, "curriculum.csv")
    # the column 学校名称 is a remark beside the id; 无 is no exemption
    assert sorted(warning.code for warning in warnings) == ["exempt_says_none"]
    assert county.teachers is not None
    one, two = county.teachers
    assert (one.name, one.subjects, one.sex, one.birth) == ("李老师", ("music",), Sex.FEMALE, "1985-03")
    assert (one.backbone, one.tenure_from, one.exempt, one.willing) == (Backbone.COUNTY, "2010-09", "", True)
    assert (two.subjects, two.birth, two.backbone) == (("chinese", "music"), "1979-11", Backbone.CITY)
    assert (two.master, two.manager, two.last_exchange) == (True, Manager.DEPUTY, None)
    assert (two.lessons_max, two.exempt, two.exempt_until, two.willing) == (19, "哺乳期", "2027-06", False)
    assert [(week.semester, week.week, week.monday, week.kind) for week in county.calendar] == [
        (1, 1, "2026-09-07", WeekKind.TEACHING),
        (1, 2, None, WeekKind.EXAM),
        (2, 1, None, WeekKind.TEACHING),
    ]
    assert [(row.half_day, row.semester) for row in county.blocked] == [
        (HalfDay.MON_AM, 1),
        (HalfDay.FRI_PM, None),
    ]
    assert (county.vehicles[0].half_day, county.vehicles[0].seats) == (HalfDay.WED_AM, 4)
    visit, posting = county.exchanges
    assert (visit.kind, visit.half_days) == ("visit", (HalfDay.MON_AM, HalfDay.WED_AM))
    assert (posting.kind, posting.to_id) == ("posting", "0001")
    (duty,) = county.duties
    assert (duty.mode, duty.kind, duty.per, duty.minimum, duty.period, duty.host, duty.attending) == (
        ModeKey.JOINT_ALLIANCE,
        "council",
        "alliance",
        2,
        "year",
        "turn",
        "heads",
    )
    assert (county.log[0].semester, county.log[0].evidence) == ("2025-1", "照片")
    assert county.results[0].value == 91.5


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


def test_months_at_the_edge_are_fine(tmp_path: Path) -> None:
    rows = teacher(birth="2008-09", sex="f", tenure_from="2026-09", last_exchange="2026-09")
    codes = {finding.code for finding in findings_of(staffed(tmp_path, {"teachers.csv": rows}))}
    assert codes == {"curriculum_beside_needs"}


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


def test_without_a_load_the_cell_must_be_filled(tmp_path: Path) -> None:
    schools = GOOD["schools.csv"] + "0005,High,34.01,108.02,senior,none,60,,\n"
    needs = WITH_NEEDS + "0005,senior,music,3,0\n"
    files: dict[str, str | bytes] = {
        "schools.csv": schools,
        "needs.csv": needs,
        "teachers.csv": teacher(school_id="0005", stage="senior"),
    }
    found = findings_of(staffed(tmp_path, files))
    assert ("load_unknown", "teachers.csv", 6) in brief(found)
    for repair in (
        {"teachers.csv": teacher(school_id="0005", stage="senior", lessons_max="12")},
        {"loads.csv": "stage,subject,standard\nsenior,*,12\n"},
    ):
        assert not [
            one for one in findings_of(staffed(tmp_path, {**files, **repair})) if one.level == "error"
        ]


@pytest.mark.parametrize(
    "cell", ["2026-1", "2026-01", "2026/1/1", "2026-2027-1", "1", "第一学期", "2026年秋季", "秋季学期"]
)
def test_semesters_in_all_forms(tmp_path: Path, cell: str) -> None:
    county = read(tmp_path, {"blocked.csv": f"id,half_day,semester\nT1,mon_am,{cell}\n"}).county
    assert county.blocked[0].semester == 1


def test_the_plan_s_own_form_of_half_days(tmp_path: Path) -> None:
    rows = (
        'kind,teacher,to,half_days\nvisit,T1,0002,"{""wed_am"": 2, ""mon_am"": 3}"\n'
        "visit,T2,0002,mon_am;tue_pm\n"
    )
    county = read(tmp_path, {"exchanges.csv": rows}).county
    assert [row.half_days for row in county.exchanges] == [
        (HalfDay.MON_AM, HalfDay.WED_AM),
        (HalfDay.MON_AM, HalfDay.TUE_PM),
    ]


def test_tables_that_say_nothing_without_teachers(tmp_path: Path) -> None:
    found = findings_of(staffed(tmp_path, {"blocked.csv": "id,half_day\n0002,mon_am\n"}, "teachers.csv"))
    idle = {finding.file for finding in found if finding.code == "table_needs_teachers"}
    assert idle == {one.file for one in OF_TEACHERS}
    assert not [finding for finding in found if finding.level == "error"]


def test_classes_that_are_missing_or_spread_are_said(tmp_path: Path) -> None:
    schools = GOOD["schools.csv"].replace("load\n", "load,classes\n").replace("900,10,\n", "900,10,,12\n")
    found = findings_of(staffed(tmp_path, {"schools.csv": schools}, "needs.csv curriculum.csv"))
    (missing,) = (finding for finding in found if finding.code == "classes_missing")
    assert missing.figures == {"schools": ["0003", "0004"], "count": 2}  # 0002 stands in classes.csv
    (spread,) = (finding for finding in found if finding.code == "classes_spread")
    assert spread.figures == {"count": 1}


@pytest.mark.parametrize("leave_out", ["", "needs.csv", "needs.csv curriculum.csv calendar.csv"])
def test_a_written_county_reads_back(tmp_path: Path, leave_out: str) -> None:
    first = tmp_path / "first"
    first.mkdir()
    duties = STAFFED["duties.csv"] + "paired,lecture,0\n"
    rotation = STAFFED["exchanges.csv"].replace("kind,", "kind,semesters,").replace("\nvisit,", "\nvisit,,")
    rotation = rotation.replace("\nmentor,", "\nmentor,,") + "rotation,2025-1;2025-2,T4,0004,0001,,,,,,,\n"
    files: dict[str, str | bytes] = {"duties.csv": duties, "exchanges.csv": rotation}
    if leave_out == "needs.csv":
        own = STAFFED["curriculum.csv"] + "primary,2,maths,4\njunior,7,physics,2.5\n"
        files["curriculum.csv"] = own
    county, policy, _, _ = read_county(staffed(first, files, leave_out))
    assert county.exchanges[-1].semester == "2025-1;2025-2"
    write_county(tmp_path / "second", county, policy)
    again, settings, _, _ = read_county(tmp_path / "second")
    assert again == county
    assert settings == policy
    assert county_sha256(again, settings) == county_sha256(county, policy)


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


def test_supply_may_be_missing_where_teachers_give_it(tmp_path: Path) -> None:
    needs = "\n".join(line.rpartition(",")[0] for line in WITH_NEEDS.splitlines())
    found = findings_of(staffed(tmp_path, {"needs.csv": needs}))
    assert {finding.code for finding in found} == {"curriculum_beside_needs"}


def test_a_wrong_table_of_teachers_is_one_error_not_many(tmp_path: Path) -> None:
    settings = GOOD["county.toml"] + TIERS
    found = findings_of(staffed(tmp_path, {"teachers.csv": b"\0", "county.toml": settings}))
    assert {finding.code for finding in found if finding.level == "error"} == {"file_nul"}
