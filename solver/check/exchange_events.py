"""Rules about events, managers away, and subject leaders (docs/duties.md, 10, 12, 20 to 22, 32)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from ...models.calendar_rule import CalendarRule
from ...models.half_day import HalfDay
from ...models.plan import Alliance, CalendarEntry, Plan
from ...models.row_rule import RowRule
from ...models.teacher import Teacher
from .exchange_weeks import Weeks, is_manager
from .verdict import BrokenRule

Slot = tuple[str, str, int, HalfDay]
"""(teacher, semester, week, half-day)."""


def broken_events(weeks: Weeks, plan: Plan) -> Iterator[BrokenRule]:
    """Every rule about events, managers away and subject leaders that is broken."""
    taken: Counter[Slot] = Counter(
        (name, event.semester, event.week, event.half_day)
        for event in plan.calendar
        if event.half_day is not None
        for name in set(event.attending) & weeks.staff.teachers.keys()
    )
    for event in plan.calendar:
        alliance = weeks.alliances.get(event.alliance)
        if alliance is None:
            figures = {"alliance": event.alliance, "table": "calendar"}
            yield BrokenRule(CalendarRule.EVENT_ALLIANCE, (), figures)
            continue
        yield from _week(weeks, event, alliance)
        yield from _host(weeks, event, alliance)
        for name in dict.fromkeys(event.attending):
            yield from _person(weeks, event, alliance, name, taken)
    yield from _managers(weeks, plan)
    yield from _leaders(weeks, plan)


def _figures(event: CalendarEntry, **more: Any) -> dict[str, Any]:
    return {
        "duty": event.kind,
        "alliance": event.alliance,
        "semester": event.semester,
        "week": event.week,
        "half_day": "–" if event.half_day is None else event.half_day.value,
        **more,
    }


def _schools(alliance: Alliance) -> set[str]:
    return {alliance.core, *(placed.school for placed in alliance.members)}


def _week(weeks: Weeks, event: CalendarEntry, alliance: Alliance) -> Iterator[BrokenRule]:
    """20: a teaching week of an open semester."""
    if event.semester not in weeks.staff.semesters:
        figures = {"teacher": event.alliance, "table": "calendar", "semester": event.semester}
        yield BrokenRule(RowRule.KNOWN_SEMESTER, (alliance.core,), figures)
    elif (event.semester, event.week) not in weeks.teaching or not weeks.is_open(alliance, event.semester):
        yield BrokenRule(CalendarRule.EVENT_WEEK, (alliance.core,), _figures(event))


def _host(weeks: Weeks, event: CalendarEntry, alliance: Alliance) -> Iterator[BrokenRule]:
    """10, 21: the host is a school of the alliance, not blocked then unless the event is online."""
    if event.host is None:
        return
    if event.host not in _schools(alliance):
        yield BrokenRule(CalendarRule.EVENT_HOST, (event.host,), _figures(event, school=event.host))
    elif not event.online and event.half_day in weeks.staff.blocked.get((event.host, event.semester), ()):
        yield BrokenRule(CalendarRule.EVENT_BLOCKED, (event.host,), _figures(event, teacher=event.host))


def _person(
    weeks: Weeks, event: CalendarEntry, alliance: Alliance, name: str, taken: Counter[Slot]
) -> Iterator[BrokenRule]:
    """12, 21: of the alliance, and nowhere else at that time; a school's id stands for nobody."""
    teacher = weeks.staff.teachers.get(name)
    if teacher is None or weeks.alliance_of(teacher) is not alliance:
        if name not in _schools(alliance):
            yield BrokenRule(CalendarRule.EVENT_PERSON, (alliance.core,), _figures(event, teacher=name))
        return
    if teacher.is_away(event.semester):
        absent = {"teacher": name, "table": "calendar", "semester": event.semester}
        yield BrokenRule(RowRule.TEACHER_AWAY, (teacher.school_id,), absent)
    for form in _elsewhere(weeks, event, teacher, taken):
        figures = _figures(event, teacher=name, form=form)
        yield BrokenRule(CalendarRule.TWO_PLACES, (teacher.school_id,), figures)
    if event.half_day in weeks.staff.blocked.get((name, event.semester), ()):
        yield BrokenRule(CalendarRule.EVENT_BLOCKED, (teacher.school_id,), _figures(event, teacher=name))


def _elsewhere(weeks: Weeks, event: CalendarEntry, teacher: Teacher, taken: Counter[Slot]) -> Iterator[str]:
    """Name what else the teacher does at that time."""
    name = teacher.teacher_id
    if event.half_day and taken[name, event.semester, event.week, event.half_day] > 1:
        yield "event"
    visits = weeks.layout.visits_of.get((name, event.semester), ())
    if any(event.half_day in visit.half_days for visit in visits):
        yield "visit"
    if (name, event.semester) in weeks.layout.rotating:
        yield "rotation"
    if not event.online:
        yield from weeks.stays.get((name, event.semester, event.week), ())


def _managers(weeks: Weeks, plan: Plan) -> Iterator[BrokenRule]:
    """22: in one week at most one manager of a school is posted, shadows, or is at an event elsewhere."""
    staff = weeks.staff
    away: defaultdict[tuple[str, str, int], set[str]] = defaultdict(set)

    def note(name: str, semester: str, week: int, host: str | None) -> None:
        teacher = staff.teachers.get(name)
        own = None if teacher is None else staff.school_of(teacher)
        if teacher is not None and own is not None and is_manager(teacher) and host != own:
            away[own, semester, week].add(name)

    for name, semester, week in weeks.stays:
        note(name, semester, week, None)
    for event in plan.calendar:
        if not event.online and event.host is not None:
            for name in event.attending:
                note(name, event.semester, event.week, staff.home.get(event.host, event.host))
    for (school, semester, week), who in sorted(away.items()):
        if len(who) > 1:
            figures = {"school": school, "semester": semester, "week": week, "count": len(who)}
            yield BrokenRule(CalendarRule.MANAGERS_AWAY, (school,), figures)


def _leaders(weeks: Weeks, plan: Plan) -> Iterator[BrokenRule]:
    """32: a leader has the row's subject as main subject and is of the row's schools and stages."""
    for row in plan.subject_alliances:
        if row.leader is None:
            continue
        teacher = weeks.staff.teachers.get(row.leader)
        fits = teacher is not None and teacher.subject == row.subject
        if teacher is not None and fits:
            over = [weeks.alliances[at] for at in row.alliances if at in weeks.alliances]
            members = {weeks.staff.home.get(school, school) for school in row.members}
            own = weeks.staff.school_of(teacher)
            fits = (
                any(alliance.stage is teacher.stage and own in _schools(alliance) for alliance in over)
                if not members
                else own in members
            )
        if not fits:
            figures = {"teacher": row.leader, "subject": row.subject}
            yield BrokenRule(CalendarRule.LEADER, (), figures)
