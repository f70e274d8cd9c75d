"""Teachers and the tables of the school year: values read, in both languages, and written back."""

from pathlib import Path

import pytest
from lianxiao.instances.read import read_county
from lianxiao.instances.write import write_county
from lianxiao.models.digest import county_sha256
from lianxiao.models.half_day import HalfDay
from lianxiao.models.school_year import Week, WeekKind
from lianxiao.models.teacher import Backbone, Manager, Sex
from lianxiao.models.words import ModeKey, Stage

from .staffed_county import CHINESE, HEADER, STAFFED, WITH_NEEDS, read, staffed, teacher
from .test_reading_county import findings_of, written


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


def test_months_at_the_edge_are_fine(tmp_path: Path) -> None:
    rows = teacher(birth="2008-09", sex="f", tenure_from="2026-09", last_exchange="2026-09")
    codes = {finding.code for finding in findings_of(staffed(tmp_path, {"teachers.csv": rows}))}
    assert codes == {"curriculum_beside_needs"}


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


def test_supply_may_be_missing_where_teachers_give_it(tmp_path: Path) -> None:
    needs = "\n".join(line.rpartition(",")[0] for line in WITH_NEEDS.splitlines())
    found = findings_of(staffed(tmp_path, {"needs.csv": needs}))
    assert {finding.code for finding in found} == {"curriculum_beside_needs"}
