"""The bundled county Nantou: its tables made from the Ministry's school statistics.

``python -m lianxiao.instances.nantou`` rewrites the tables in ``data/nantou``.
What is real, what is a proxy and what is synthetic stands in the README there.
"""

import csv
import hashlib
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from . import nantou_staff
from .coordinates import Point
from .write import write_table

FOLDER = Path(__file__).parent / "data" / "nantou"
SOURCE = FOLDER / "source" / "schools_source.csv"
CURRICULUM = Path(__file__).parent / "vocabulary" / "curriculum.csv"
GRADES = range(1, 7)

LESSONS_PER_TEACHER = 16
"""Weekly lessons per teacher: midway between the usual 14 in Chinese and maths and 18 in other subjects."""

LARGE_FROM_CLASSES = 12
"""A school of so many classes has a teacher for every subject."""

GENERAL = ("chinese", "maths", "moral", "activities")
"""Subjects that class teachers give; every school has teachers for them."""

WITHOUT_SPECIALIST = {
    "": {"music": 0.2, "art": 0.2, "it": 0.2, "pe": 0.1, "english": 0.1, "science": 0.1},
    "偏遠": {"music": 0.8, "art": 0.8, "it": 0.8, "pe": 0.5, "english": 0.4, "science": 0.4},
    "特偏": {"music": 0.87, "art": 0.87, "it": 0.87, "pe": 0.6, "english": 0.5, "science": 0.5},
    "極偏": {"music": 0.95, "art": 0.95, "it": 0.95, "pe": 0.7, "english": 0.6, "science": 0.6},
}
"""Share of small schools without a teacher of the subject, by remoteness: usual in towns and villages."""

Row = dict[str, str]
Table = tuple[tuple[str, ...], list[tuple[object, ...]]]


def source_rows() -> list[Row]:
    """Read the Ministry's rows of the schools that have students."""
    with SOURCE.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if _students(row)]


def tables() -> dict[str, Table]:
    """Make the county's tables.

    Returns
    -------
    dict
        File name to header and rows: schools.csv, classes.csv, needs.csv (lessons a week); and the staff
        with its blocked half-days and last year's visits (``nantou_staff.py``).
    """
    rows = source_rows()
    places = [place_of(row) for row in rows]
    teachers = nantou_staff.teachers_of(places)
    return {
        "schools.csv": (
            (
                "school_id",
                "name",
                "township",
                "lat",
                "lon",
                "stages",
                "role",
                "students",
                "classes",
                "category",
            ),
            [_school(row) for row in rows],
        ),
        "classes.csv": (
            ("school_id", "stage", "grade", "classes", "students"),
            [
                (row["school_id"], "primary", grade, row[f"classes_g{grade}"], row[f"students_g{grade}"])
                for row in rows
                for grade in GRADES
            ],
        ),
        "needs.csv": (
            ("school_id", "stage", "subject", "need", "supply"),
            [need for row in rows for need in _needs(row)],
        ),
        "teachers.csv": (nantou_staff.TEACHER_HEADER, list(nantou_staff.teacher_rows(teachers))),
        "blocked.csv": (nantou_staff.BLOCKED_HEADER, list(nantou_staff.blocked_rows(places, teachers))),
        "exchanges.csv": (
            nantou_staff.EXCHANGE_HEADER,
            list(nantou_staff.exchange_rows(places, teachers)),
        ),
    }


def place_of(row: Row) -> nantou_staff.Place:
    """Give what a school's staff is made from."""
    return nantou_staff.Place(
        row["school_id"],
        row["township"],
        Point(float(row["lat"]), float(row["lon"])),
        row["remoteness"],
        _classes(row),
        _students(row),
        int(row["teachers"]),
        _need(row),
    )


def _school(row: Row) -> tuple[object, ...]:
    role = "member" if row["remoteness"] else "core"
    place = (row["school_id"], row["name"], row["township"], row["lat"], row["lon"])
    return (*place, "primary", role, _students(row), _classes(row), row["remoteness"])


def _students(row: Row) -> int:
    return sum(int(row[f"students_g{grade}"]) for grade in GRADES)


def _classes(row: Row) -> int:
    return sum(int(row[f"classes_g{grade}"]) for grade in GRADES)


@cache
def _curriculum() -> dict[str, dict[int, int]]:
    """Weekly lessons of a primary class, by subject and grade."""
    lessons: dict[str, dict[int, int]] = {}
    with CURRICULUM.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["stage"] == "primary":
                lessons.setdefault(row["subject"], {})[int(row["grade"])] = int(row["lessons"])
    return lessons


def _need(row: Row) -> dict[str, int]:
    """Weekly lessons by subject: classes by grade × curriculum."""
    return {
        subject: sum(int(row[f"classes_g{grade}"]) * lessons for grade, lessons in by_grade.items())
        for subject, by_grade in _curriculum().items()
    }


def _needs(row: Row) -> Iterator[tuple[object, ...]]:
    """Need by classes and curriculum; supply by the synthetic rule of the README."""
    need = _need(row)
    wished = {subject: lessons * _share(row, subject) for subject, lessons in need.items()}
    at_hand = LESSONS_PER_TEACHER * int(row["teachers"])
    squeeze = min(1.0, at_hand / sum(wished.values()))
    for subject, lessons in need.items():
        yield row["school_id"], "primary", subject, lessons, math.floor(wished[subject] * squeeze + 0.5)


def _share(row: Row, subject: str) -> float:
    """Share of a subject's need that the school's own teachers could give if all were there for it."""
    draw = _draw(row["school_id"], subject, "share")
    core = not row["remoteness"]
    if subject in ("chinese", "maths"):
        return 1.05 + 0.15 * draw if core else 1.0 + 0.1 * draw
    if subject in GENERAL:
        return 1.0
    missing = WITHOUT_SPECIALIST[row["remoteness"]][subject]
    if _classes(row) < LARGE_FROM_CLASSES and _draw(row["school_id"], subject, "specialist") < missing:
        return max(0.0, draw - 0.5)
    return 0.95 + 0.3 * draw if core else 0.9 + 0.25 * draw


def _draw(*key: str) -> float:
    """Draw a number from 0 to 1 that depends on the key alone: the same on every machine, in any order."""
    digest = hashlib.sha256("|".join(("nantou", *key)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def write_tables(folder: Path = FOLDER) -> None:
    """Write the tables into a folder; county.toml and README are kept by hand."""
    for name, (header, lines) in tables().items():
        write_table(folder / name, header, lines)


if __name__ == "__main__":
    write_tables()
