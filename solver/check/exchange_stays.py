"""Rules about postings, shadowing and mentor pairs (docs/duties.md, 13 to 18)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from ...models.calendar_rule import CalendarRule
from ...models.exchange_rule import ExchangeRule
from ...models.plan import Exchange, MentorPair, Posting, Shadowing
from ...models.row_rule import RowRule
from ...models.teacher import Teacher
from .case import Row
from .exchange_eligibility import is_exempt
from .exchange_places import in_one_alliance
from .exchange_weeks import Weeks, is_manager
from .numbers import exact
from .verdict import BrokenRule


def broken_stays(weeks: Weeks, exchange: Exchange) -> Iterator[BrokenRule]:
    """Every rule about people who go for weeks that is broken."""
    for posting in exchange.postings:
        yield from _stay(weeks, posting, "posting")
    for shadowing in exchange.shadowing:
        yield from _stay(weeks, shadowing, "shadowing")
    yield from _once(weeks, exchange)
    yield from _batches(weeks, exchange)


def broken_pairs(weeks: Weeks, exchange: Exchange) -> Iterator[BrokenRule]:
    """Every rule about mentor pairs that is broken."""
    for pair in exchange.mentors:
        yield from _pair(weeks, pair)
    mentees = Counter((pair.mentor, pair.semester) for pair in dict.fromkeys(exchange.mentors))
    limit = weeks.staff.settings.mentees_max
    for (teacher, semester), count in sorted(mentees.items()):
        if count > limit:
            figures = {"teacher": teacher, "semester": semester, "count": count, "limit": limit}
            yield BrokenRule(CalendarRule.MENTEES_MAX, (), figures)
    mentors: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in exchange.mentors:
        mentors[pair.mentee, pair.semester].add(pair.mentor)
    for (teacher, semester), who in sorted(mentors.items()):
        if len(who) > 1:
            figures = {"teacher": teacher, "semester": semester, "count": len(who)}
            yield BrokenRule(CalendarRule.MENTEE_ONCE, (), figures)


def _stay(weeks: Weeks, row: Posting | Shadowing, form: str) -> Iterator[BrokenRule]:
    """13 to 17: whole teaching weeks, another school of the alliance, who may go, nothing beside it."""
    staff = weeks.staff
    teacher = staff.teachers.get(row.teacher)
    own = None if teacher is None else staff.school_of(teacher)
    if teacher is None or own is None or row.to not in staff.home or row.semester not in staff.semesters:
        return
    figures: dict[str, Any] = {"teacher": row.teacher, "school": row.to, "semester": row.semester}
    both = (own, row.to)
    begun = weeks.is_open(weeks.alliance_of(teacher), row.semester)
    for week in row.weeks or (0,):
        if not begun or (row.semester, week) not in weeks.teaching:
            yield BrokenRule(CalendarRule.STAY_WEEKS, both, {**figures, "week": week or "–"})
    away = own != row.to and staff.home[row.to] == row.to
    if not away or not in_one_alliance(weeks.layout, own, row.to, teacher.stage):
        yield BrokenRule(CalendarRule.STAY_PLACE, both, {**figures, "from_school": own, "form": form})
    if form == "posting" and not is_manager(teacher):
        yield BrokenRule(CalendarRule.POSTING_POST, both, figures)
    if form == "shadowing" and is_manager(teacher):
        yield BrokenRule(CalendarRule.SHADOWING_POST, both, figures)
    if form == "shadowing" and is_exempt(teacher, staff.case.policy):
        exempt = {"teacher": row.teacher, "text": "–", "until": teacher.exempt_until or "–"}
        yield BrokenRule(ExchangeRule.EXEMPT, both, exempt)
    if (row.teacher, row.semester) in weeks.layout.visits_of:
        yield BrokenRule(CalendarRule.STAY_VISITS, both, {**figures, "form": form})


def _once(weeks: Weeks, exchange: Exchange) -> Iterator[BrokenRule]:
    """14: nobody is posted and shadows in one semester, or is at two schools in one week."""
    twice = {(teacher, semester) for (teacher, semester, _), forms in weeks.stays.items() if len(forms) > 1}
    posted = {(row.teacher, row.semester) for row in exchange.postings}
    twice |= posted & {(row.teacher, row.semester) for row in exchange.shadowing}
    for teacher, semester in sorted(twice):
        yield BrokenRule(CalendarRule.STAY_TWICE, (), {"teacher": teacher, "semester": semester})


def _batches(weeks: Weeks, exchange: Exchange) -> Iterator[BrokenRule]:
    """17: those of a school who shadow in the same week are at most a share of its teachers, at least 1."""
    staff = weeks.staff
    people: defaultdict[tuple[Row, str, int], set[str]] = defaultdict(set)
    for row in exchange.shadowing:
        teacher = staff.teachers.get(row.teacher)
        own = None if teacher is None else staff.school_of(teacher)
        if teacher is not None and own is not None:
            for week in row.weeks:
                people[(own, teacher.stage), row.semester, week].add(row.teacher)
    share = exact(staff.settings.away_share_max)
    for (at, semester, week), who in sorted(people.items()):
        limit = max(1, math.floor(share * len(staff.people.get(at, ()))))
        if len(who) > limit:
            figures = {"school": at[0], "stage": at[1].value, "semester": semester, "week": week}
            yield BrokenRule(CalendarRule.BATCH, (at[0],), {**figures, "count": len(who), "limit": limit})


def _pair(weeks: Weeks, pair: MentorPair) -> Iterator[BrokenRule]:
    """18: both known, of one main subject, core and member of one open alliance, neither rotating."""
    staff, known = weeks.staff, list[Teacher]()
    for name in (pair.mentor, pair.mentee):
        teacher = staff.teachers.get(name)
        if teacher is None:
            yield BrokenRule(RowRule.KNOWN_TEACHER, (), {"teacher": name, "table": "mentors"})
        else:
            known.append(teacher)
    for teacher in known:
        if teacher.is_away(pair.semester):
            absent = {"teacher": teacher.teacher_id, "table": "mentors", "semester": pair.semester}
            yield BrokenRule(RowRule.TEACHER_AWAY, (teacher.school_id,), absent)
    if pair.semester not in staff.semesters:
        figures = {"teacher": pair.mentor, "table": "mentors", "semester": pair.semester}
        yield BrokenRule(RowRule.KNOWN_SEMESTER, (), figures)
    if "mentoring" not in staff.settings.forms:
        yield BrokenRule(ExchangeRule.FORM_OFF, (), {"teacher": pair.mentor, "form": "mentoring"})
    if len(known) < 2:
        return
    mentor, mentee = known
    figures = {"teacher": pair.mentor, "mentee": pair.mentee, "subject": pair.subject}
    schools = (mentor.school_id, mentee.school_id)
    if not pair.subject == mentor.subject == mentee.subject:
        yield BrokenRule(CalendarRule.MENTOR_SUBJECT, schools, figures)
    ours, theirs = weeks.alliance_of(mentor), weeks.alliance_of(mentee)
    from_core = ours is not None and staff.school_of(mentor) == ours.core
    to_member = ours is theirs and staff.school_of(mentee) != staff.school_of(mentor)
    if not (from_core and to_member and weeks.is_open(ours, pair.semester)):
        yield BrokenRule(CalendarRule.MENTOR_PLACE, schools, figures)
    for teacher in known:
        if (teacher.teacher_id, pair.semester) in weeks.layout.rotating:
            beside = {"teacher": teacher.teacher_id, "semester": pair.semester, "form": "mentoring"}
            yield BrokenRule(RowRule.ROTATION_BESIDE, (teacher.school_id,), beside)
