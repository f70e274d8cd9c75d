"""Teachers who must be told that another plan asks something else of them, and what changes for each."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from ..models.comparison import Comparison, RowChange, RowForm, RowKind, TeacherRow
from ..models.school import School
from .messages import Lang, number, text, word
from .tables import Column, filled_table, heading, line, school_label

_FORM_COLUMNS: tuple[Column, ...] = (
    ("column_form", "left"),
    ("column_begin", "right"),
    ("column_end", "right"),
    ("column_changing", "right"),
    ("column_staying", "right"),
)
_TOLD_COLUMNS: tuple[Column, ...] = (
    ("column_teacher", "left"),
    ("column_form", "left"),
    ("column_change", "left"),
    ("column_where", "left"),
    ("column_subject", "left"),
    ("column_semester", "left"),
    ("column_half_days", "left"),
)
_ROW_KINDS = {
    RowKind.BEGUN: "change_begun",
    RowKind.ENDED: "change_ended",
    RowKind.CHANGED: "change_changed",
    RowKind.KEPT: "change_kept",
}
_JOINED = {"en": ", ", "zh": "、"}
Schools = Mapping[str, School]


def teacher_screen(comparison: Comparison, schools: Schools, lang: Lang) -> list[RenderableType]:
    """Numbers by form, then every teacher whose exchange changes; nothing where no plan has an exchange."""
    if not comparison.forms:
        return []
    counted = [
        (_form(one.form, lang), str(one.begun), str(one.ended), str(one.changed), str(one.kept))
        for one in comparison.forms
    ]
    screen: list[RenderableType] = [
        heading("compare_teachers_title", lang),
        filled_table(_FORM_COLUMNS, counted, lang),
    ]
    told = [teacher for teacher in comparison.teachers if not teacher.only_at_home]
    if told:
        rows = [row for teacher in told for row in _told_rows(teacher.teacher, teacher.rows, schools, lang)]
        screen += [
            heading("compare_told_title", lang, count=len(told)),
            filled_table(_TOLD_COLUMNS, rows, lang),
        ]
    else:
        screen.append(line("compare_told_none", lang))
    at_home = len(comparison.teachers) - len(told)
    if at_home:
        screen.append(line("compare_told_home", lang, count=at_home))
    return screen


def told_rows(comparison: Comparison) -> int:
    """Count the rows of the table of teachers who must be told."""
    told = [teacher for teacher in comparison.teachers if not teacher.only_at_home]
    return sum(row.form is not RowForm.TEACHING for teacher in told for row in teacher.rows)


def _form(form: RowForm, lang: Lang) -> str:
    if form is RowForm.TEACHING:
        return text("row_teaching", lang)
    return text("row_mentor", lang) if form is RowForm.MENTOR else word("form", form, lang)


def _told_rows(
    teacher: str, changes: Sequence[RowChange], schools: Schools, lang: Lang
) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for change in changes:
        row = change.after or change.before
        if row is None or change.form is RowForm.TEACHING:
            continue
        both = (change.before, change.after)
        rows.append(
            (
                "" if rows else teacher,
                _form(change.form, lang),
                text(_ROW_KINDS[change.kind], lang),
                _where(row, schools, lang),
                word("subject", row.subject, lang) if row.subject else "",
                _both(*(", ".join(one.semesters) if one else None for one in both)),
                _both(*(_figures(one, lang) if one else None for one in both)),
            )
        )
    return rows


def _where(row: TeacherRow, schools: Schools, lang: Lang) -> str:
    if row.form is RowForm.MENTOR:
        return text("row_pair", lang, mentor=row.teacher, mentee=row.mentee)
    origin, target = school_label(row.from_school, schools), school_label(row.to_school, schools)
    return text("row_way", lang, origin=origin, target=target)


def _both(before: str | None, after: str | None) -> str:
    """Join what is said of a row before and after; once where it is the same."""
    if before is None or after is None or before == after:
        return before or after or ""
    return f"{before} → {after}"


def _figures(row: TeacherRow, lang: Lang) -> str:
    parts = [
        text("row_half_day", lang, half_day=half_day, lessons=number(lessons))
        for half_day, lessons in row.half_days.items()
    ]
    if row.lessons is not None and not parts:
        parts.append(text("row_lessons", lang, lessons=row.lessons))
    if row.weeks:
        parts.append(text("row_weeks", lang, weeks=[str(week) for week in row.weeks]))
    return _JOINED[lang].join(parts)
