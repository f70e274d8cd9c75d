"""The bundled county Nantou: its tables are what the builder makes of the Ministry's rows."""

import csv
from pathlib import Path

from lianxiao.instances import nantou
from lianxiao.instances.read import read_county
from lianxiao.models.words import Role


def _rows(name: str) -> list[dict[str, str]]:
    with (nantou.FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_committed_tables_are_what_the_builder_makes(tmp_path: Path) -> None:
    nantou.write_tables(tmp_path)
    made = sorted(file.name for file in tmp_path.iterdir())
    assert made == ["classes.csv", "needs.csv", "schools.csv"]
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


def test_the_county_reads_without_an_error_and_names_its_source() -> None:
    read = read_county(nantou.FOLDER)
    roles = [school.role for school in read.county.schools]
    assert (roles.count(Role.CORE), roles.count(Role.MEMBER)) == (58, 81)
    assert {school.category for school in read.county.schools if school.role is Role.CORE} == {""}
    assert "Ministry of Education" in read.policy.notice
    assert "合成" in read.policy.notice
