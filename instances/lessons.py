"""needs.csv and classes.csv: figures of a school in one stage."""

from collections.abc import Mapping, Sequence

from ..models.county import ClassCount, Need
from ..models.school import School
from ..models.words import Stage
from .curriculum import warn_of_grade
from .findings import Findings
from .glossary import nearest_word, one_of, subject, values_by_word
from .ids import KnownIds
from .number_cells import number, whole
from .table import Table, blank_cells, first_of_each, read_column

_lessons = number("0", "100000", "0.001")


def read_needs(
    table: Table,
    known: KnownIds,
    schools: Mapping[str, School],
    findings: Findings,
    *,
    staffed: bool = False,
) -> tuple[Need, ...]:
    """Weekly lessons needed and supplied, by school, stage and subject, rounded half up to 0.001.

    ``staffed``: there are teachers, who give the supply; its column may be missing.
    """
    ids = read_column(table, "school_id", known.parser(), None, findings, filled=True)
    stages = stages_of_schools(table, ids, schools, findings)
    subjects = read_column(table, "subject", subject, None, findings, filled=True)
    needs = read_column(table, "need", _lessons, None, findings, filled=True)
    supplies = read_column(table, "supply", _lessons, 0.0, findings)
    if "supply" not in table.cells and not staffed:
        findings.warning("supply_missing", table.file, column="supply")
    _warn_of_new_subjects(table, subjects, findings)
    rows: list[int] = []
    read: list[Need] = []
    for row, school_id, stage, name, need, supply in zip(
        table.rows, ids, stages, subjects, needs, supplies, strict=True
    ):
        if school_id is None or stage is None or name is None or need is None:
            continue
        rows.append(row)
        read.append(Need(school_id=school_id, stage=stage, subject=name, need=need, supply=supply))
    keys = [(one.school_id, one.stage, one.subject) for one in read]
    contents = [(one.need, one.supply) for one in read]
    return tuple(read[position] for position in first_of_each(table.file, rows, keys, contents, findings))


def read_classes(
    table: Table,
    known: KnownIds,
    schools: Mapping[str, School],
    findings: Findings,
    *,
    county_grades: Mapping[Stage, int] | None = None,
) -> tuple[ClassCount, ...]:
    """Classes and students by school, stage and grade.

    A grade that the stage does not have by ``county_grades`` ([grades] of the settings) is a warning.
    """
    ids = read_column(table, "school_id", known.parser(), None, findings, filled=True)
    stages = stages_of_schools(table, ids, schools, findings)
    grades = read_column(table, "grade", whole(1, 12), None, findings, filled=True)
    classes = read_column(table, "classes", number("0", "5000", "0.001"), None, findings)
    students = read_column(table, "students", number("0", "200000", "0.001"), None, findings)
    rows: list[int] = []
    read: list[ClassCount] = []
    for row, school_id, stage, grade, count, pupils in zip(
        table.rows, ids, stages, grades, classes, students, strict=True
    ):
        if school_id is None or stage is None or grade is None:
            continue
        if county_grades is not None:
            warn_of_grade(table, row, stage, grade, county_grades, findings)
        rows.append(row)
        read.append(ClassCount(school_id=school_id, stage=stage, grade=grade, classes=count, students=pupils))
    keys = [(one.school_id, one.stage, one.grade) for one in read]
    contents = [(one.classes, one.students) for one in read]
    return tuple(read[position] for position in first_of_each(table.file, rows, keys, contents, findings))


def stages_of_schools(
    table: Table,
    ids: Sequence[str | None],
    schools: Mapping[str, School],
    findings: Findings,
    *,
    must_have: bool = False,
) -> list[Stage | None]:
    """Stage of each row; a blank cell is the school's only stage.

    An error where it is blank and the school has several; a warning where the school lacks the stage, or an
    error too with ``must_have``.
    """
    given = read_column(table, "stage", one_of(Stage, "stages"), None, findings)
    blank = blank_cells(table, "stage")
    found: list[Stage | None] = []
    for row, school_id, stage, is_blank in zip(table.rows, ids, given, blank, strict=True):
        school = schools.get(school_id or "")
        if school is None:
            found.append(stage)
            continue
        if stage in school.stages and not is_blank:
            found.append(stage)
            continue
        figures = {"school": school.school_id, "stages": [str(one) for one in school.stages]}
        if stage is not None and stage not in school.stages:
            report = findings.error if must_have else findings.warning
            report("stage_not_of_school", table.file, row, table.header("stage"), stage, figures=figures)
        if is_blank and len(school.stages) > 1:
            findings.error("stage_blank", table.file, row, table.header("stage"), figures=figures)
        found.append(school.stages[0] if is_blank and len(school.stages) == 1 else stage)
    return found


def _warn_of_new_subjects(table: Table, subjects: Sequence[str | None], findings: Findings) -> None:
    """Warn once of each subject that is nearly a known one."""
    words = values_by_word("subject")
    known = set(words.values())
    first: dict[str, int] = {}
    for row, name in zip(table.rows, subjects, strict=True):
        if name is not None and name not in known:
            first.setdefault(name, row)
    for name, row in first.items():
        nearest = nearest_word(name, sorted(words))
        if nearest is not None:
            findings.warning(
                "subject_near",
                table.file,
                row,
                table.header("subject"),
                name,
                figures={"nearest": words[nearest]},
            )
