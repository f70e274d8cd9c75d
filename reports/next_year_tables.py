"""The two lists that stand beside the next year's county: pupils by school, and what becomes of teachers.

Both are the planner's own: readers of a county leave them alone.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ..models.county import County
from ..models.next_year import NextYear
from .cells import BYTE_ORDER_MARK, plain_cell
from .messages import Lang, number, text, word
from .next_year_screen import basis_text

PUPILS = "next-year-pupils.csv"
TEACHERS = "next-year-teachers.csv"


def next_year_tables(rolled: NextYear, before: County, lang: Lang) -> dict[str, str]:
    """Text of each list by file name; the one of teachers only where there are any."""
    tables = {PUPILS: _written(_PUPIL_CODES, pupil_rows(rolled, lang), lang)}
    if before.teachers is not None:
        tables[TEACHERS] = _written(_TEACHER_CODES, teacher_rows(rolled, before, lang), lang)
    return tables


_PUPIL_CODES = (
    "column_school_id",
    "column_school",
    "column_stage",
    "column_pupils_now",
    "column_pupils_next",
    "column_classes_now",
    "column_classes_next",
    "column_intake_now",
    "column_intake_next",
    "column_basis",
)
_TEACHER_CODES = (
    "eligibility_teacher",
    "eligibility_name",
    "column_school_id",
    "column_stage",
    "column_subject",
    "column_becomes",
)


def pupil_rows(rolled: NextYear, lang: Lang) -> Iterator[tuple[str, ...]]:
    """One row per school and stage with classes by grade; a blank cell is unknown."""
    for one in rolled.projections:
        yield (
            one.school,
            rolled.county.by_id[one.school].name,
            word("stage", one.stage, lang),
            *("" if figure is None else number(figure) for figure in one.before_and_after),
            basis_text(one, lang),
        )


def teacher_rows(rolled: NextYear, before: County, lang: Lang) -> Iterator[tuple[str, ...]]:
    """One row per teacher and what becomes of the teacher, in the order of their ids."""
    moved = {one.teacher: one.to_school or "" for one in rolled.moved}
    said: list[tuple[str, str]] = [
        (one.teacher, text("becomes_retired_already" if one.already else "becomes_retired", lang))
        for one in rolled.retired
    ]
    for code, teachers in (
        ("becomes_undecided", rolled.undecided),
        ("becomes_rotated", tuple(one for one in rolled.rotated if one not in moved)),
        ("becomes_not_exempt", rolled.exemptions_ended),
        ("becomes_back", rolled.returned),
    ):
        said += [(one, text(code, lang)) for one in teachers]
    said += [(one, text("becomes_moved", lang, school=school)) for one, school in moved.items()]
    people = {teacher.teacher_id: teacher for teacher in before.teachers or ()}
    for one, becomes in sorted(said):
        teacher = people[one]
        yield (
            one,
            teacher.name,
            teacher.school_id,
            word("stage", teacher.stage, lang),
            word("subject", teacher.subject, lang),
            becomes,
        )


def _written(codes: Sequence[str], rows: Iterable[tuple[str, ...]], lang: Lang) -> str:
    """Write a table as one text, with the mark at its head by which spreadsheets know UTF-8."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow([text(code, lang) for code in codes])
    lines.writerows(tuple(map(plain_cell, row)) for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()
