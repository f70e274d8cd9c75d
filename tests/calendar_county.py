"""One alliance with its people in a few lines, and its calendar."""

from collections.abc import Iterable
from typing import Any

from lianxiao.models.county import County
from lianxiao.models.duty import duty_kinds
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import Alliance, Exchange, PlacedMember, Plan, Rotation, SubjectAlliance, Visit
from lianxiao.models.policy import Policy
from lianxiao.models.school_year import DutyRow, Week, WeekKind
from lianxiao.models.teacher import Backbone, Manager, Teacher
from lianxiao.models.words import Role
from lianxiao.solver.calendar.lay import CalendarResult, lay_calendar
from lianxiao.solver.check.case import read_case
from lianxiao.solver.check.exchange_duties import false_duties
from lianxiao.solver.check.exchange_events import broken_events
from lianxiao.solver.check.exchange_layout import lay_out_exchange
from lianxiao.solver.check.exchange_staff import read_staff
from lianxiao.solver.check.exchange_stays import broken_pairs, broken_stays
from lianxiao.solver.check.exchange_weeks import read_weeks
from lianxiao.solver.check.verdict import BrokenRule
from lianxiao.tests.calendar_rules import Looked, broken
from lianxiao.tests.hand_made import PRIMARY, school

AUTUMN, SPRING = "2026-1", "2026-2"
SCHOOLS = (
    school("A", Role.CORE),
    school("j"),
    school("k"),
    school("p", Role.NONE, parent_id="j"),
)


def teacher(teacher_id: str, subject: str = "chinese", **columns: Any) -> Teacher:
    """A teacher of the school that the id begins with."""
    return Teacher(
        teacher_id=teacher_id,
        school_id=teacher_id[0],
        stage=PRIMARY,
        subject=subject,
        lessons_max=14,
        **columns,
    )


def staff(of: str, *, cadres: int = 1) -> tuple[Teacher, ...]:
    """Two teachers a subject, a head, a deputy and cadres; at the core with backbone ranks."""
    rank = Backbone.CITY if of == "A" else Backbone.NONE
    posts = [("head", Manager.HEAD), ("deputy", Manager.DEPUTY)]
    posts += [(f"middle{number}", Manager.MIDDLE) for number in range(cadres)]
    return (
        *(teacher(f"{of}_{post}", "moral", manager=manager) for post, manager in posts),
        *(
            teacher(f"{of}_{subject}{number}", subject, backbone=rank)
            for subject in ("chinese", "maths", "music")
            for number in (1, 2)
        ),
    )


PEOPLE = (*staff("A"), *staff("j"), *staff("k"))


def weeks(teaching: int, exams: int = 0) -> tuple[Week, ...]:
    return tuple(
        Week(semester=semester, week=week, kind=WeekKind.TEACHING if week <= teaching else WeekKind.EXAM)
        for semester in (1, 2)
        for week in range(1, teaching + exams + 1)
    )


def county(people: Iterable[Teacher] = PEOPLE, *, teaching: int = 18, **tables: Any) -> County:
    return County(schools=SCHOOLS, teachers=tuple(people), needs=(), calendar=weeks(teaching, 2), **tables)


def settings(key: str = "joint_alliance", *, mode: dict[str, Any] | None = None, **exchange: Any) -> Policy:
    return Policy.model_validate(
        {
            "school_year": 2026,
            "mode": [{"key": key, "id": "m", "min_members": 0, **(mode or {})}],
            "exchange": exchange,
        }
    )


def alliance(*members: str) -> Alliance:
    return Alliance(
        id="primary-A",
        mode="m",
        stage=PRIMARY,
        core="A",
        members=tuple(PlacedMember(school=member) for member in members),
    )


def owed(kind: str, minimum: int = 1, **words: Any) -> DutyRow:
    """A row of duties.csv."""
    given = {"per": "alliance", "period": "semester", **words}
    return DutyRow.model_validate({"kind": kind, "minimum": minimum, **given})


def only(*rows: DutyRow, mode: str = "joint_alliance") -> tuple[DutyRow, ...]:
    """duties.csv that switches off every other kind of duty."""
    kept = {row.kind for row in rows}
    off = (owed(kind, 0) for kind in duty_kinds() if kind not in kept)
    return (*rows, *off)


def visit(who: str, to: str, *half_days: str, semester: str = AUTUMN) -> Visit:
    return Visit(
        teacher=who,
        from_=who[0],
        to=to,
        subject="chinese",
        stage=PRIMARY,
        semester=semester,
        half_days={HalfDay(one): 1 for one in half_days},
        lessons=len(half_days),
    )


def rotation(who: str, to: str, *semesters: str) -> Rotation:
    return Rotation(teacher=who, from_=who[0], to=to, subject="chinese", semesters=semesters)


def lay(
    its: County,
    policy: Policy,
    *members: str,
    exchange: Exchange | None = None,
    layer: tuple[SubjectAlliance, ...] = (),
    lang: str = "en",
) -> CalendarResult:
    """Lay one alliance; every rule is looked at, here and by the program's own checker."""
    joined = (alliance(*(members or ("j", "k"))),)
    given = exchange or Exchange()
    result = lay_calendar(its, policy, joined, layer, given, lang)
    assert list(broken(Looked(its, policy, joined, given, result))) == []
    assert found_by_the_checker(its, policy, joined, layer, given, result) == []
    return result


def found_by_the_checker(
    its: County,
    policy: Policy,
    alliances: tuple[Alliance, ...],
    layer: tuple[SubjectAlliance, ...],
    exchange: Exchange,
    result: CalendarResult,
) -> list[BrokenRule]:
    """Ask the checker for what it checks of a calendar; visits and rotations here are no real ones."""
    plan = Plan(
        alliances=alliances,
        subject_alliances=layer,
        exchange=result.in_exchange(exchange),
        calendar=result.calendar,
        duties=result.duties,
    )
    people = read_staff(read_case(its, policy))
    year = read_weeks(people, lay_out_exchange(people, plan), plan)
    return [
        *broken_stays(year, plan.exchange),
        *broken_pairs(year, plan.exchange),
        *broken_events(year, plan),
        *false_duties(year, plan),
    ]


def duty(result: CalendarResult, kind: str, semester: str = AUTUMN, about: str = "") -> tuple[int, int]:
    """Minimum and planned of one duty."""
    (row,) = [one for one in result.duties if (one.kind, one.semester, one.about) == (kind, semester, about)]
    return row.minimum, row.planned


def reasons(result: CalendarResult, kind: str) -> list[str]:
    return [one.reason for one in result.duties if one.kind == kind]
