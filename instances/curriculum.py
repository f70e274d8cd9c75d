"""Weekly lessons of a class: the county's own curriculum.csv, or the one that comes with the program."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from ..models.school_year import Lessons
from ..models.words import Stage
from .findings import Findings
from .glossary import one_of, subject
from .number_cells import number, whole
from .table import Table, first_of_each, read_column


@cache
def usual_lessons() -> tuple[Lessons, ...]:
    """Rows of ``vocabulary/curriculum.csv``: six grades of primary, three of junior."""
    text = (files(__package__) / "vocabulary" / "curriculum.csv").read_text("utf-8-sig")
    return tuple(Lessons.model_validate(row) for row in csv.DictReader(text.splitlines()))


@cache
def subjects_by_stage() -> Mapping[Stage, tuple[str, ...]]:
    """Subjects of each stage in the order of ``vocabulary/curriculum.csv``."""
    return subjects_of(usual_lessons())


def subjects_of(lessons: Iterable[Lessons]) -> Mapping[Stage, tuple[str, ...]]:
    """Subjects of each stage in the order in which they are first named."""
    found: dict[Stage, dict[str, None]] = {}
    for row in lessons:
        found.setdefault(row.stage, {})[row.subject] = None
    return MappingProxyType({stage: tuple(subjects) for stage, subjects in found.items()})


def grades_of(stage: Stage, grades: Mapping[Stage, int]) -> range:
    """Grades of a stage: primary begins with 1, junior and senior follow on, kindergarten has its own.

    Parameters
    ----------
    stage
        The stage.
    grades
        [grades] of the settings. Source: docs/exchange.md, 3.
    """
    if stage is Stage.KINDERGARTEN:
        return range(1, grades.get(stage, 0) + 1)
    before = sum(
        grades.get(earlier, 0) for earlier in (Stage.PRIMARY, Stage.JUNIOR) if earlier.rank < stage.rank
    )
    return range(before + 1, before + grades.get(stage, 0) + 1)


def lessons_in(grades: Mapping[Stage, int]) -> tuple[Lessons, ...]:
    """Lessons that come with the program, each grade under the stage that has it in this county."""
    stage_of = {grade: stage for stage in (Stage.PRIMARY, Stage.JUNIOR) for grade in grades_of(stage, grades)}
    return tuple(
        row.model_copy(update={"stage": stage_of[row.grade]})
        for row in usual_lessons()
        if row.grade in stage_of
    )


def read_curriculum(table: Table, grades: Mapping[Stage, int], findings: Findings) -> tuple[Lessons, ...]:
    """Lessons of the county's own curriculum, rounded half up to 0.001; it replaces the program's wholly.

    A grade that the stage does not have is a warning.
    """
    stages = read_column(table, "stage", one_of(Stage, "stages"), None, findings, filled=True)
    numbers = read_column(table, "grade", whole(1, 12), None, findings, filled=True)
    subjects = read_column(table, "subject", subject, None, findings, filled=True)
    lessons = read_column(table, "lessons", number("0", "60", "0.001"), None, findings, filled=True)
    rows: list[int] = []
    read: list[Lessons] = []
    for row, stage, grade, name, count in zip(table.rows, stages, numbers, subjects, lessons, strict=True):
        if stage is None or grade is None or name is None or count is None:
            continue
        warn_of_grade(table, row, stage, grade, grades, findings)
        rows.append(row)
        read.append(Lessons(stage=stage, grade=grade, subject=name, lessons=count))
    keys = [(one.stage, one.grade, one.subject) for one in read]
    contents = [one.lessons for one in read]
    return tuple(read[position] for position in first_of_each(table.file, rows, keys, contents, findings))


def warn_of_grade(
    table: Table, row: int, stage: Stage, grade: int, grades: Mapping[Stage, int], findings: Findings
) -> None:
    """Warn of a grade that its stage does not have: classes and lessons of it find no match."""
    there = grades_of(stage, grades)
    if grade not in there:
        findings.warning(
            "grade_not_of_stage",
            table.file,
            row,
            table.header("grade"),
            str(grade),
            figures={"stage": stage, "grades": [str(one) for one in there] or ["–"]},
        )
