"""Whether the rows of an exchange speak of this county: names, stage, subject, origin, each row once."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from ...models.plan import Exchange, Posting, Shadowing, Teaching, Visit
from ...models.row_rule import RowRule
from ...models.rule import Rule
from .exchange_eligibility import bars
from .exchange_staff import Staff
from .verdict import BrokenRule


def broken_rows(staff: Staff, exchange: Exchange) -> Iterator[BrokenRule]:
    """Every row that names what is not there, or says of a teacher what teachers.csv does not."""
    for lesson in exchange.teaching:
        yield from _names(staff, "teaching", lesson.teacher, lesson.school, lesson.semester)
        yield from _subject(staff, "teaching", lesson.teacher, lesson.subject)
        yield from _stage(staff, "teaching", lesson)
    for visit in exchange.visits:
        yield from _names(staff, "visits", visit.teacher, visit.to, visit.semester)
        yield from _subject(staff, "visits", visit.teacher, visit.subject)
        yield from _stage(staff, "visits", visit)
        yield from _form(staff, visit.teacher, "visit", visit.to)
        yield from _from(staff, "visits", visit.teacher, visit.from_, site_only=True)
        yield from _adds_up(visit)
    for rotation in exchange.rotations:
        for semester in rotation.semesters or ("",):
            yield from _names(staff, "rotations", rotation.teacher, rotation.to, semester)
        if rotation.subject:
            yield from _subject(staff, "rotations", rotation.teacher, rotation.subject)
        if rotation.teacher not in staff.running:
            yield from _form(staff, rotation.teacher, "rotation", rotation.to)
        yield from _from(staff, "rotations", rotation.teacher, rotation.from_)
    stays: tuple[tuple[str, str, Sequence[Posting | Shadowing]], ...] = (
        ("postings", "posting", exchange.postings),
        ("shadowing", "shadowing", exchange.shadowing),
    )
    for table, form, rows in stays:
        for stay in rows:
            yield from _names(staff, table, stay.teacher, stay.to, stay.semester)
            yield from _form(staff, stay.teacher, form, stay.to)
            yield from _from(staff, table, stay.teacher, stay.from_)
    yield from _twice(exchange)


def _names(staff: Staff, table: str, teacher: str, site: str, semester: str) -> Iterator[BrokenRule]:
    known = staff.teachers.get(teacher)
    if known is None:
        yield BrokenRule(RowRule.KNOWN_TEACHER, (site,), {"teacher": teacher, "table": table})
    if semester not in staff.semesters:
        figures = {"teacher": teacher, "table": table, "semester": semester or "–"}
        yield BrokenRule(RowRule.KNOWN_SEMESTER, (site,), figures)
    if known is not None and known.is_away(semester):
        figures = {"teacher": teacher, "table": table, "semester": semester}
        yield BrokenRule(RowRule.TEACHER_AWAY, (known.school_id,), figures)
    for school in (site, *([known.school_id] if known else ())):
        if school not in staff.case.schools:
            yield BrokenRule(Rule.KNOWN_SCHOOL, (school,), {"school": school})
        elif school not in staff.home:
            figures = {"school": school, "teacher": teacher, "table": table}
            yield BrokenRule(RowRule.TAKES_NO_PART, (school,), figures)


def _subject(staff: Staff, table: str, teacher: str, subject: str) -> Iterator[BrokenRule]:
    known = staff.teachers.get(teacher)
    if known is not None and subject not in known.subjects:
        figures = {"teacher": teacher, "table": table, "subject": subject, "true": ", ".join(known.subjects)}
        yield BrokenRule(RowRule.TEACHER_SUBJECT, (known.school_id,), figures)


def _stage(staff: Staff, table: str, row: Teaching | Visit) -> Iterator[BrokenRule]:
    known = staff.teachers.get(row.teacher)
    if known is not None and row.stage is not known.stage:
        figures = {
            "teacher": row.teacher,
            "table": table,
            "stage": row.stage.value,
            "true": known.stage.value,
        }
        yield BrokenRule(RowRule.TEACHER_STAGE, (known.school_id,), figures)


def _form(staff: Staff, teacher: str, form: str, to: str) -> Iterator[BrokenRule]:
    known = staff.teachers.get(teacher)
    for rule, figures in bars(known, form, staff.case.policy) if known else ():
        yield BrokenRule(rule, (known.school_id, to) if known else (), figures)


def _from(
    staff: Staff, table: str, teacher: str, claimed: str, *, site_only: bool = False
) -> Iterator[BrokenRule]:
    """Visits leave from the teacher's own site, everything else from the site or its school."""
    known = staff.teachers.get(teacher)
    if known is None or claimed == known.school_id:
        return
    if site_only or claimed != staff.school_of(known):
        figures = {"teacher": teacher, "table": table, "claimed": claimed, "true": known.school_id}
        yield BrokenRule(RowRule.FROM, (known.school_id,), figures)


def _adds_up(visit: Visit) -> Iterator[BrokenRule]:
    lessons = list(visit.half_days.values())
    if visit.lessons != sum(lessons) or not all(lessons) or not lessons:
        figures: dict[str, Any] = {
            "teacher": visit.teacher,
            "school": visit.to,
            "semester": visit.semester,
            "subject": visit.subject,
            "lessons": visit.lessons,
            "sum": sum(lessons),
        }
        yield BrokenRule(RowRule.VISIT_LESSONS, (visit.to,), figures)


def _twice(exchange: Exchange) -> Iterator[BrokenRule]:
    tables: tuple[tuple[str, Sequence[tuple[str, str, str, str, Hashable]]], ...] = (
        (
            "teaching",
            [(row.teacher, row.school, row.subject, row.semester, row.stage) for row in exchange.teaching],
        ),
        ("visits", [(row.teacher, row.to, row.subject, row.semester, row.stage) for row in exchange.visits]),
        ("mentors", [(row.mentor, row.mentee, row.subject, row.semester, None) for row in exchange.mentors]),
    )
    for table, keys in tables:
        times = Counter(keys)
        for (teacher, school, subject, semester, _), count in times.items():
            if count > 1:
                figures = {
                    "table": table,
                    "teacher": teacher,
                    "school": school,
                    "subject": subject,
                    "semester": semester,
                }
                yield BrokenRule(RowRule.ROW_TWICE, (school,), figures)
