"""Rules about what a school receives and sends: lessons, visitors, seats, loss.

Source: docs/exchange.md, sentences 4, 14, 18 to 20 and 24.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ...models.half_day import HalfDay
from ...models.row_rule import RowRule
from ...models.words import Stage
from .case import Row
from .exchange_layout import ExchangeLayout
from .exchange_staff import Staff
from .verdict import BrokenRule


def broken_receiving(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """Every rule about a school, stage and semester that is broken."""
    yield from _within_need(staff, layout)
    yield from _site_need(staff, layout)
    yield from _visitors(staff, layout)
    yield from _day_lessons(staff, layout)
    yield from _seats(staff, layout)
    yield from _sender_loses(staff, layout)


def _figures(school: str, stage: Stage, semester: str, **more: Any) -> dict[str, Any]:
    return {"school": school, "stage": stage.value, "semester": semester, **more}


def _within_need(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """4: the lessons of a subject taught at a school never exceed its need."""
    for ((school, stage), semester), by_subject in sorted(layout.at_school.items()):
        need = staff.need.get((school, stage), {})
        for subject, lessons in sorted(by_subject.items()):
            if lessons * 1000 > need.get(subject, 0):
                limit = need.get(subject, 0) / 1000
                figures = _figures(school, stage, semester, subject=subject, lessons=lessons, limit=limit)
                yield BrokenRule(RowRule.NEED, (school,), figures)


def _site_need(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """14: the lessons of a subject by visitors at a site are at most the whole lessons that it needs."""
    lessons: Counter[tuple[str, Stage, str, str]] = Counter()
    for visit in layout.visits:
        key = (visit.site, visit.teacher.stage, visit.semester, visit.subject)
        lessons[key] += sum(visit.half_days.values())
    for (site, stage, semester, subject), given in sorted(lessons.items()):
        need = staff.site_need.get((site, stage), {}).get(subject, 0)
        if given * 1000 > need:
            limit = need / 1000
            figures = _figures(site, stage, semester, subject=subject, lessons=given, limit=limit)
            yield BrokenRule(RowRule.SITE_NEED, (site,), figures)


def _visitors(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """18: at most ``visitors_max`` different visitors per receiving school, stage, subject and semester."""
    people: defaultdict[tuple[str, Stage, str, str], set[str]] = defaultdict(set)
    for visit in layout.visits:
        key = (staff.home[visit.site], visit.teacher.stage, visit.semester, visit.subject)
        people[key].add(visit.teacher.teacher_id)
    limit = staff.settings.visitors_max
    for (school, stage, semester, subject), visitors in sorted(people.items()):
        if len(visitors) > limit:
            figures = _figures(school, stage, semester, subject=subject, count=len(visitors), limit=limit)
            yield BrokenRule(RowRule.VISITORS, (school,), figures)


def _day_lessons(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """19: per day and subject at most floor(classes × ``class_lessons_per_day``) lessons by visitors."""
    lessons: Counter[tuple[Row, str, str, int]] = Counter()
    for visit in layout.visits:
        row = (staff.home[visit.site], visit.teacher.stage)
        for half_day, given in visit.half_days.items():
            lessons[row, visit.semester, visit.subject, half_day.day] += given
    for (row, semester, subject, day), given in sorted(lessons.items()):
        if row not in staff.classes:
            continue
        limit = math.floor(staff.classes[row] * staff.settings.class_lessons_per_day)
        if given > limit:
            figures = _figures(*row, semester, subject=subject, lessons=given, limit=limit)
            figures["half_day"] = list(HalfDay)[2 * day].value
            yield BrokenRule(RowRule.DAY_LESSONS, (row[0],), figures)


def _seats(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """20: where a pair has vehicles, no more visitors go that way on a half-day than there are seats."""
    seats: defaultdict[tuple[str, str], Counter[HalfDay]] = defaultdict(Counter)
    for vehicle in staff.case.county.vehicles:
        seats[vehicle.from_id, vehicle.to_id][vehicle.half_day] += vehicle.seats
    people: defaultdict[tuple[str, str, str, HalfDay], set[str]] = defaultdict(set)
    for visit in layout.visits:
        pair = (visit.teacher.school_id, visit.site)
        for half_day in visit.half_days if pair in seats else ():
            people[(*pair, visit.semester, half_day)].add(visit.teacher.teacher_id)
    for (start, end, semester, half_day), visitors in sorted(people.items()):
        limit = seats[start, end][half_day]
        if len(visitors) > limit:
            figures: Mapping[str, Any] = {
                "from_school": start,
                "school": end,
                "semester": semester,
                "half_day": half_day.value,
                "count": len(visitors),
                "limit": limit,
            }
            yield BrokenRule(RowRule.SEATS, (start, end), figures)


def _sender_loses(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """24: a school that sends ends with at most the uncovered lessons that its own staff alone leaves."""
    senders = {
        ((staff.home[visit.teacher.school_id], visit.teacher.stage), visit.semester)
        for visit in layout.visits
    }
    senders |= {
        ((staff.home[away.teacher.school_id], away.teacher.stage), semester)
        for away in layout.rotations
        for semester in away.semesters
        if away.teacher.teacher_id not in staff.running
    }
    for row, semester in sorted(senders):
        left = uncovered(staff, layout, row, semester)
        limit = staff.alone.get((row, semester), 0)
        if left > limit:
            figures = _figures(*row, semester, lessons=left / 1000, limit=limit / 1000)
            yield BrokenRule(RowRule.SENDER_LOSES, (row[0],), figures)


def uncovered(staff: Staff, layout: ExchangeLayout, row: Row, semester: str) -> int:
    """Lessons (thousandths) of all subjects that a school is left with in a semester."""
    taught = layout.at_school.get((row, semester), {})
    need = staff.need.get(row, {})
    return sum(max(0, lessons - 1000 * taught.get(subject, 0)) for subject, lessons in need.items())
