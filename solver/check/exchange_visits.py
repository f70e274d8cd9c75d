"""Rules about visits: where to, how far, the week of one teacher (docs/exchange.md, 12 to 14, 16, 17)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...models.half_day import HalfDay
from ...models.row_rule import RowRule
from .exchange_layout import ExchangeLayout, Going
from .exchange_places import in_one_alliance, not_open, too_long
from .exchange_staff import Staff
from .numbers import exact
from .verdict import BrokenRule


def broken_visits(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """Every rule about single visits and about the week of one visiting teacher that is broken."""
    for visit in layout.visits:
        yield from _where_to(staff, layout, visit)
        yield from _way(staff, visit)
        yield from _blocked(staff, visit)
    for visits in layout.visits_of.values():
        yield from _days(staff, visits)
        yield from _half_days(staff, visits)
        yield from _home(staff, layout, visits)
        yield from _between(staff, visits)


def _figures(visit: Going, **more: Any) -> dict[str, Any]:
    return {"teacher": visit.teacher.teacher_id, "school": visit.site, "semester": visit.semester, **more}


def _where_to(staff: Staff, layout: ExchangeLayout, visit: Going) -> Iterator[BrokenRule]:
    """12 to 14: to another school of the same alliance, once it exchanges."""
    own, school = staff.home[visit.teacher.school_id], staff.home[visit.site]
    both = (own, visit.site)
    if own == school:
        yield BrokenRule(RowRule.NOT_AWAY, both, _figures(visit, from_school=own))
        return
    if not in_one_alliance(layout, own, school, visit.teacher.stage):
        yield BrokenRule(RowRule.ALLIANCE, both, _figures(visit, from_school=own))
    yield from not_open(staff, layout, visit.teacher, school, visit.semester)


def _way(staff: Staff, visit: Going) -> Iterator[BrokenRule]:
    """14: the way from the own site to the site visited is known and within ``visit_minutes_max``."""
    start, limit = visit.teacher.school_id, staff.settings.visit_minutes_max
    minutes = too_long(staff, start, visit.site, limit) if start != visit.site else None
    if minutes is not None:
        figures = _figures(visit, from_school=start, minutes=minutes, limit=limit)
        yield BrokenRule(RowRule.VISIT_WAY, (start, visit.site), figures)


def _blocked(staff: Staff, visit: Going) -> Iterator[BrokenRule]:
    """16: blocked half-days of the teacher or of the receiving site hold no visit."""
    closed = _closed(staff, visit.teacher.teacher_id, visit.semester)
    closed |= _closed(staff, visit.site, visit.semester)
    for half_day in visit.half_days:
        if half_day in closed:
            yield BrokenRule(RowRule.BLOCKED, (visit.site,), _figures(visit, half_day=half_day.value))


def _closed(staff: Staff, who: str, semester: str) -> frozenset[HalfDay]:
    return staff.blocked.get((who, semester), frozenset())


def _by_half_day(visits: Sequence[Going]) -> Mapping[HalfDay, Sequence[Going]]:
    found: defaultdict[HalfDay, list[Going]] = defaultdict(list)
    for visit in visits:
        for half_day in visit.half_days:
            found[half_day].append(visit)
    return {half_day: found[half_day] for half_day in HalfDay if half_day in found}


def _days(staff: Staff, visits: Sequence[Going]) -> Iterator[BrokenRule]:
    """16: at most ``visit_days_max`` days with a visit."""
    days, limit = len({half_day.day for half_day in _by_half_day(visits)}), staff.settings.visit_days_max
    if days > limit:
        figures = _figures(visits[0], days=days, limit=limit)
        yield BrokenRule(RowRule.VISIT_DAYS, (visits[0].teacher.school_id,), figures)


def _half_days(staff: Staff, visits: Sequence[Going]) -> Iterator[BrokenRule]:
    """16: in a half-day one site and at most ``lessons_per_half_day`` lessons."""
    limit = staff.settings.lessons_per_half_day
    for half_day, there in _by_half_day(visits).items():
        sites = sorted({visit.site for visit in there})
        lessons = sum(visit.half_days[half_day] for visit in there)
        if len(sites) > 1:
            figures = _figures(there[0], half_day=half_day.value, places=", ".join(sites))
            yield BrokenRule(RowRule.ONE_SITE, tuple(sites), figures)
        if lessons > limit:
            figures = _figures(there[0], half_day=half_day.value, lessons=lessons, limit=limit)
            yield BrokenRule(RowRule.HALF_DAY_LESSONS, tuple(sites), figures)


def _home(staff: Staff, layout: ExchangeLayout, visits: Sequence[Going]) -> Iterator[BrokenRule]:
    """16: enough lessons stay at home, and they fit into the half-days that are left."""
    teacher, semester = visits[0].teacher, visits[0].semester
    own = staff.home[teacher.school_id]
    rows = layout.taught_by.get((teacher.teacher_id, semester), ())
    lessons = sum(count for row, count in rows if staff.home[row.place] == own)
    least = staff.settings.home_lessons_min
    if lessons < exact(least):
        figures = _figures(visits[0], lessons=lessons, limit=least)
        yield BrokenRule(RowRule.HOME_LESSONS, (own,), figures)
    gone = set(_by_half_day(visits))
    gone |= _closed(staff, teacher.teacher_id, semester) | _closed(staff, teacher.school_id, semester)
    room = (len(HalfDay) - len(gone)) * staff.settings.lessons_per_half_day
    if lessons > room:
        yield BrokenRule(RowRule.HOME_FITS, (own,), _figures(visits[0], lessons=lessons, limit=room))


def _between(staff: Staff, visits: Sequence[Going]) -> Iterator[BrokenRule]:
    """17: between two sites in the halves of one day the way is known and within ``visit_minutes_max``."""
    by_half_day, limit = _by_half_day(visits), staff.settings.visit_minutes_max
    for morning, afternoon in zip(list(HalfDay)[0::2], list(HalfDay)[1::2], strict=True):
        starts = sorted({visit.site for visit in by_half_day.get(morning, ())})
        ends = sorted({visit.site for visit in by_half_day.get(afternoon, ())})
        for start, end in ((start, end) for start in starts for end in ends if start != end):
            minutes = too_long(staff, start, end, limit)
            if minutes is not None:
                figures = _figures(visits[0], from_school=start, half_day=morning.value, minutes=minutes)
                figures |= {"school": end, "limit": limit}
                yield BrokenRule(RowRule.BETWEEN, (start, end), figures)
