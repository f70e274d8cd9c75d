"""The bundled county Nantou: its tables are what the builder makes of the Ministry's rows."""

import csv
from collections import Counter
from pathlib import Path

from lianxiao.instances import nantou, nantou_staff
from lianxiao.instances.read import read_county
from lianxiao.models.half_day import HalfDay
from lianxiao.models.words import Role


def _rows(name: str) -> list[dict[str, str]]:
    with (nantou.FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_committed_tables_are_what_the_builder_makes(tmp_path: Path) -> None:
    nantou.write_tables(tmp_path)
    made = sorted(file.name for file in tmp_path.iterdir())
    assert made == [
        "blocked.csv", "classes.csv", "exchanges.csv", "needs.csv", "schools.csv", "teachers.csv",
    ]  # fmt: skip
    for name in made:
        assert (tmp_path / name).read_bytes() == (nantou.FOLDER / name).read_bytes(), name


def test_only_the_school_without_students_is_left_out() -> None:
    with nantou.SOURCE.open(encoding="utf-8", newline="") as stream:
        source = {row["school_id"] for row in csv.DictReader(stream)}
    assert len(source) == 140
    assert source - {row["school_id"] for row in _rows("schools.csv")} == {"084703"}


def test_needs_of_a_six_class_school_are_the_curriculum() -> None:
    # 084618 has one class in each grade: 26 + 26 + 30 + 30 + 30 + 30 weekly lessons, 42 of them Chinese.
    needs = {row["subject"]: int(row["need"]) for row in _rows("needs.csv") if row["school_id"] == "084618"}
    assert sum(needs.values()) == 172
    assert needs["chinese"] == 8 + 8 + 7 + 7 + 6 + 6


def test_nobody_gives_more_lessons_than_the_teachers_can() -> None:
    supply: dict[str, int] = {}
    for row in _rows("needs.csv"):
        supply[row["school_id"]] = supply.get(row["school_id"], 0) + int(row["supply"])
    for row in nantou.source_rows():
        # ten subjects, each rounded by at most half a lesson
        assert supply[row["school_id"]] <= nantou.LESSONS_PER_TEACHER * int(row["teachers"]) + 5


def test_every_school_has_as_many_teachers_as_the_statistics_say() -> None:
    staff = Counter(row["school_id"] for row in _rows("teachers.csv"))
    assert staff == {row["school_id"]: int(row["teachers"]) for row in nantou.source_rows()}


def test_teachers_read_back_as_they_were_made() -> None:
    made = nantou_staff.teachers_of([nantou.place_of(row) for row in nantou.source_rows()])
    assert read_county(nantou.FOLDER).county.teachers == made


def test_remote_schools_lack_specialists_and_ordinary_ones_seldom() -> None:
    teachers = _rows("teachers.csv")
    of_music = {row["school_id"] for row in teachers if row["subject"] == "music"}
    schools = _rows("schools.csv")
    small = [row for row in schools if int(row["classes"]) < 12]
    remote = [row["school_id"] in of_music for row in small if row["role"] == "member"]
    ordinary = [row["school_id"] in of_music for row in small if row["role"] == "core"]
    assert sum(remote) / len(remote) < 0.25
    assert sum(ordinary) / len(ordinary) > 0.65


def test_last_years_visitors_and_blocked_half_days_belong_to_the_county() -> None:
    read = read_county(nantou.FOLDER)
    teachers = {one.teacher_id: one for one in read.county.teachers or ()}
    taught = {(one.school_id, subject) for one in teachers.values() for subject in one.subjects}
    assert len(read.county.exchanges) >= 10
    for visit in read.county.exchanges:
        assert teachers[visit.teacher].school_id == visit.from_id
        assert read.county.by_id[visit.from_id].role is Role.CORE
        assert visit.subject in teachers[visit.teacher].subjects
        assert (visit.to_id, visit.subject) not in taught
    training = {row.id for row in read.county.blocked if row.half_day is HalfDay.WED_PM}
    assert training >= set(read.county.by_id)


def test_the_county_reads_without_an_error_and_names_its_source() -> None:
    read = read_county(nantou.FOLDER)
    roles = [school.role for school in read.county.schools]
    assert (roles.count(Role.CORE), roles.count(Role.MEMBER)) == (58, 81)
    assert {school.category for school in read.county.schools if school.role is Role.CORE} == {""}
    assert "Ministry of Education" in read.policy.notice
    assert "合成" in read.policy.notice
