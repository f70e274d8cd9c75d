"""What changes for each teacher from one plan to another: rows that begin, end, change or stay."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping

from ..models.comparison import FormCount, RowChange, RowForm, RowKind, TeacherChange, TeacherRow
from ..models.half_day import HalfDay
from ..models.plan import Plan

Key = tuple[Hashable, ...]
Today = Callable[[str], str]


def compare_rows(
    before: Plan, after: Plan, today: Today
) -> tuple[tuple[FormCount, ...], tuple[TeacherChange, ...]]:
    """Match the rows of two exchanges.

    A row is the same where teacher, schools, subject and half of the school year are; a rotation or posting
    where teacher and school are. Of a mentor pair both are told.

    Parameters
    ----------
    today
        Today's id of a school.

    Returns
    -------
    tuple
        Numbers by form (none where no plan has an exchange), and the teachers whose rows are not all as
        they were, by id.
    """
    old, new = _keyed(before, today), _keyed(after, today)
    counts: dict[RowForm, Counter[RowKind]] = defaultdict(Counter)
    told: dict[str, list[RowChange]] = defaultdict(list)
    for key in sorted(old.keys() | new.keys(), key=repr):
        was, is_now = old.get(key), new.get(key)
        kind = _kind(was, is_now)
        row = is_now or was
        if row is None:
            continue
        counts[row.form][kind] += 1
        if kind is not RowKind.KEPT:
            change = RowChange(kind=kind, before=was, after=is_now)
            for teacher in sorted({row.teacher, row.mentee or row.teacher}):
                told[teacher].append(change)
    forms = tuple(
        FormCount(form=form, **{kind.value: number for kind, number in counts[form].items()})
        for form in RowForm
        if form in counts
    )
    return forms, tuple(TeacherChange(teacher=who, rows=tuple(told[who])) for who in sorted(told))


def _kind(was: TeacherRow | None, is_now: TeacherRow | None) -> RowKind:
    if was is None:
        return RowKind.BEGUN
    if is_now is None:
        return RowKind.ENDED
    same = was.model_copy(update={"semesters": ()}) == is_now.model_copy(update={"semesters": ()})
    if was.form is RowForm.ROTATION:
        same = same and _halves(was) == _halves(is_now)
    return RowKind.KEPT if same else RowKind.CHANGED


def _halves(row: TeacherRow) -> tuple[str, ...]:
    """Halves of the school year, so that rows of two years can be compared."""
    return tuple(semester[-1] for semester in row.semesters)


def _keyed(plan: Plan, today: Today) -> Mapping[Key, TeacherRow]:
    rows: dict[Key, TeacherRow] = {}
    for key, row in _rows(plan, today):
        at = 0
        while (*key, at) in rows:
            at += 1
        rows[*key, at] = row
    return rows


def _rows(plan: Plan, today: Today) -> Iterator[tuple[Key, TeacherRow]]:
    exchange = plan.exchange
    # (teacher, school, semester) of lessons that are not at home; school None: wherever, while rotating
    away: set[tuple[str, str | None, str]] = set()
    for visit in exchange.visits:
        row = TeacherRow(
            form=RowForm.VISIT,
            teacher=visit.teacher,
            from_school=today(visit.from_),
            to_school=today(visit.to),
            subject=visit.subject,
            semesters=(visit.semester,),
            lessons=visit.lessons,
            half_days={one: visit.half_days[one] for one in HalfDay if one in visit.half_days},
        )
        away.add((visit.teacher, row.to_school, visit.semester))
        yield (row.form, row.teacher, row.to_school, row.subject, visit.stage, visit.semester[-1]), row
    for rotation in exchange.rotations:
        row = TeacherRow(
            form=RowForm.ROTATION,
            teacher=rotation.teacher,
            from_school=today(rotation.from_),
            to_school=today(rotation.to),
            subject=rotation.subject,
            semesters=rotation.semesters,
        )
        away |= {(rotation.teacher, None, semester) for semester in rotation.semesters}
        yield (row.form, row.teacher, row.to_school), row
    for posting in exchange.postings:
        row = TeacherRow(
            form=RowForm.POSTING,
            teacher=posting.teacher,
            from_school=today(posting.from_),
            to_school=today(posting.to),
            semesters=(posting.semester,),
            weeks=posting.weeks,
        )
        yield (row.form, row.teacher, row.to_school, posting.semester[-1]), row
    for shadowing in exchange.shadowing:
        row = TeacherRow(
            form=RowForm.SHADOWING,
            teacher=shadowing.teacher,
            from_school=today(shadowing.from_),
            to_school=today(shadowing.to),
            subject=shadowing.subject,
            semesters=(shadowing.semester,),
            weeks=shadowing.weeks,
        )
        yield (row.form, row.teacher, row.to_school, row.subject, shadowing.semester[-1]), row
    for pair in exchange.mentors:
        row = TeacherRow(
            form=RowForm.MENTOR,
            teacher=pair.mentor,
            mentee=pair.mentee,
            subject=pair.subject,
            semesters=(pair.semester,),
        )
        yield (row.form, row.teacher, row.mentee, row.subject, pair.semester[-1]), row
    yield from _at_home(plan, today, away)


def _at_home(
    plan: Plan, today: Today, away: set[tuple[str, str | None, str]]
) -> Iterator[tuple[Key, TeacherRow]]:
    for taught in plan.exchange.teaching:
        school = today(taught.school)
        if away & {(taught.teacher, school, taught.semester), (taught.teacher, None, taught.semester)}:
            continue
        row = TeacherRow(
            form=RowForm.TEACHING,
            teacher=taught.teacher,
            from_school=school,
            to_school=school,
            subject=taught.subject,
            semesters=(taught.semester,),
            lessons=taught.lessons,
        )
        yield (row.form, row.teacher, school, taught.stage, row.subject, taught.semester[-1]), row
