"""Rows of the plan from what was laid: postings, shadowing with its batches, events."""

from collections.abc import Iterable
from typing import NamedTuple

from ...models.duty import DutyForm
from ...models.half_day import HalfDay
from ...models.plan import CalendarEntry, MentorPair, Posting, Shadowing
from .people import AlliancePeople
from .semester import Laid, SemesterCase
from .weeks import HALF_DAYS


class LaidYear(NamedTuple):
    """Rows of one alliance and year."""

    postings: tuple[Posting, ...]
    shadowing: tuple[Shadowing, ...]
    mentors: tuple[MentorPair, ...]
    calendar: tuple[CalendarEntry, ...]


def rows_of(
    people: AlliancePeople, laid: Iterable[tuple[SemesterCase, Laid]]
) -> tuple[tuple[Posting, ...], tuple[Shadowing, ...], tuple[CalendarEntry, ...]]:
    """Write what was laid as rows, semester by semester, in the order of the weeks."""
    postings: list[Posting] = []
    shadowing: list[Shadowing] = []
    calendar: list[CalendarEntry] = []
    for case, found in laid:
        postings += _postings(case, found)
        shadowing += _shadowing(case, found)
        calendar += _calendar(people, case, found)
    return tuple(postings), tuple(shadowing), tuple(calendar)


def _postings(case: SemesterCase, laid: Laid) -> list[Posting]:
    return [
        Posting(
            teacher=one.teacher.teacher_id,
            from_=one.teacher.school_id,
            to=one.to,
            semester=case.semester.label,
            weeks=(case.semester.teaching[laid.absences[index]],),
        )
        for index, one in enumerate(case.absences)
        if one.form is DutyForm.POSTING and index in laid.absences
    ]


def _shadowing(case: SemesterCase, laid: Laid) -> list[Shadowing]:
    going = [
        (one, case.semester.teaching[laid.absences[index]])
        for index, one in enumerate(case.absences)
        if one.form is DutyForm.SHADOWING and index in laid.absences
    ]
    weeks = {
        member: sorted({week for one, week in going if one.member == member})
        for member in case.people.members
    }
    return [
        Shadowing(
            teacher=one.teacher.teacher_id,
            from_=one.teacher.school_id,
            to=one.to,
            subject=one.teacher.subject,
            semester=case.semester.label,
            weeks=(week,),
            batch=weeks[one.member].index(week) + 1,
        )
        for one, week in going
    ]


def _calendar(people: AlliancePeople, case: SemesterCase, laid: Laid) -> list[CalendarEntry]:
    def when(index: int) -> tuple[int, int, int]:
        week, half_day = laid.events[index]
        return week, HALF_DAYS.index(half_day), index

    return [
        CalendarEntry(
            alliance=people.alliance.id,
            kind=case.events[index].kind,
            semester=case.semester.label,
            week=case.semester.teaching[laid.events[index][0]],
            half_day=HalfDay(laid.events[index][1]),
            host=case.events[index].who.host,
            attending=tuple(sorted((*case.events[index].who.persons, *case.events[index].who.schools))),
            online=case.events[index].online,
            rule=case.events[index].rule,
            about=case.events[index].key[1],
            subject=case.events[index].who.subject,
        )
        for index in sorted(laid.events, key=when)
    ]
