"""Teachers one year later: who retires, whose school changes, whose exemption ends.

Source: docs/next-year.md, 8 to 10.
"""

from fractions import Fraction
from typing import NamedTuple

from ...models.changed import TeacherMoved
from ...models.county import County
from ...models.finding import Finding, Level
from ...models.next_year import Retired
from ...models.plan import Plan, Rotation
from ...models.policy import ExchangeSettings
from ...models.teacher import Sex, Teacher
from ..carry_over import ids_of_today
from ..scale import exact

TEACHERS_FILE = "teachers.csv"


class People(NamedTuple):
    """Teachers of the next year, and what became of those of this one.

    ``teachers`` is None where there is no teachers.csv, or where nobody is left of it.
    """

    teachers: tuple[Teacher, ...] | None
    retired: tuple[Retired, ...]
    undecided: tuple[str, ...]
    moved: tuple[TeacherMoved, ...]
    rotated: tuple[str, ...]
    exemptions_ended: tuple[str, ...]
    returned: tuple[str, ...]
    warnings: tuple[Finding, ...]


def people_next_year(county: County, settings: ExchangeSettings, plan: Plan, school_year: int) -> People:
    """Roll the teachers over.

    Parameters
    ----------
    county, settings, plan
        Of the year that ends.
    school_year
        The year that begins in September.
    """
    rotations = {row.teacher: row for row in plan.exchange.rotations if row.semesters}
    over = _rotations_over(county, school_year - 1)
    today = ids_of_today(county)
    stay: list[Teacher] = []
    retired: list[Retired] = []
    undecided: list[str] = []
    moved: list[TeacherMoved] = []
    warnings: list[Finding] = []
    ended: list[str] = []
    back: list[str] = []
    for teacher in county.teachers or ():
        retires = reaches_retirement(teacher, settings, school_year)
        if retires:
            already = bool(reaches_retirement(teacher, settings, school_year - 1))
            retired.append(
                Retired(
                    teacher=teacher.teacher_id,
                    school=teacher.school_id,
                    stage=teacher.stage,
                    subject=teacher.subject,
                    already=already,
                )
            )
            continue
        if retires is None:
            undecided.append(teacher.teacher_id)
        columns: dict[str, str | None] = {}
        rotation = rotations.get(teacher.teacher_id)
        if rotation is not None:
            columns["last_exchange"] = end_of(max((*rotation.semesters, *over.get(teacher.teacher_id, ()))))
            if rotation.moves_employment:
                school = today.get(rotation.to, rotation.to)
                if _may_work(county, school, teacher):
                    columns |= {"school_id": school, "tenure_from": start_of(min(rotation.semesters))}
                    if school != teacher.school_id:
                        moved.append(
                            TeacherMoved(
                                teacher=teacher.teacher_id, from_school=teacher.school_id, to_school=school
                            )
                        )
                else:
                    warnings.append(_no_such_post(rotation, teacher))
        elif teacher.teacher_id in over:
            columns["last_exchange"] = end_of(max(over[teacher.teacher_id]))
        if teacher.exempt and teacher.exempt_until and teacher.exempt_until < f"{school_year}-09":
            columns |= {"exempt": "", "exempt_until": None}
            ended.append(teacher.teacher_id)
        if teacher.away_until and teacher.away_until < f"{school_year}-1":
            columns |= {"away_from": None, "away_until": None}
            back.append(teacher.teacher_id)
        stay.append(teacher.model_copy(update=columns))
    here = {teacher.teacher_id for teacher in stay}
    return People(
        tuple(stay) or None,
        tuple(sorted(retired, key=lambda one: (one.school, one.stage.rank, one.subject, one.teacher))),
        tuple(sorted(undecided)),
        tuple(sorted(moved, key=lambda one: one.teacher)),
        tuple(sorted(here & {*rotations, *over})),
        tuple(sorted(ended)),
        tuple(sorted(back)),
        tuple(warnings),
    )


def _rotations_over(county: County, school_year: int) -> dict[str, tuple[str, ...]]:
    """Semesters of the year in which teachers rotated before the rest was planned (docs/exchange.md, 39).

    Where both semesters are planned, exchanges.csv is last year's and names none of this year.
    """
    named: dict[str, tuple[str, ...]] = {}
    for row in county.exchanges:
        if row.kind == "rotation":
            here = tuple(one for one in row.semester.split(";") if one.startswith(f"{school_year}-"))
            if here:
                named[row.teacher] = (*named.get(row.teacher, ()), *here)
    return named


def reaches_retirement(teacher: Teacher, settings: ExchangeSettings, school_year: int) -> bool | None:
    """Whether the teacher has the age of retirement in September of the year; None: it cannot be told.

    Where the sex is blank the two ages decide as far as they agree.
    """
    if teacher.birth is None:
        return None
    months = (school_year - int(teacher.birth[:4])) * 12 + 9 - int(teacher.birth[5:7])
    ages: list[Fraction] = []
    if teacher.sex is not Sex.FEMALE:
        ages.append(exact(settings.retire_age_men) * 12)
    if teacher.sex is not Sex.MALE:
        ages.append(exact(settings.retire_age_women) * 12)
    reached = {months >= age for age in ages}
    return reached.pop() if len(reached) == 1 else None


def start_of(semester: str) -> str:
    """First month of a semester: September, or March of the next calendar year."""
    year = int(semester[:4])
    return f"{year}-09" if semester.endswith("-1") else f"{year + 1}-03"


def end_of(semester: str) -> str:
    """Last month of a semester: February or August of the next calendar year."""
    return f"{int(semester[:4]) + 1}-{'02' if semester.endswith('-1') else '08'}"


def _may_work(county: County, school_id: str, teacher: Teacher) -> bool:
    school = county.by_id.get(school_id)
    return school is not None and teacher.stage in school.stages


def _no_such_post(rotation: Rotation, teacher: Teacher) -> Finding:
    figures = {"teacher": teacher.teacher_id, "school": rotation.to, "stage": teacher.stage}
    return Finding(level=Level.WARNING, code="next_year_move_unknown", file=TEACHERS_FILE, figures=figures)
