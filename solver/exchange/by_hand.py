"""A first schedule without any solver: promised visits laid one after the other, the rest refilled at home.

It always ends with a schedule that keeps every rule, at worst everybody at home. It serves as start and hint
of the weekly models, and as the last resort where time runs out. Source: docs/exchange.md 14 to 24.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ...models.half_day import HalfDay
from .case import SEMESTERS, AllianceCase, LaidVisit, PickedRotation, PromisedVisit
from .freedom import half_days_home, half_days_open, home_least
from .own_staff import refill
from .reading_out import Lessons, Staffing
from .tier_values import Home, taught_at


@dataclass(frozen=True)
class _Weeks:
    """What is laid so far: where people are, lessons of a subject by school and day, seats taken."""

    where: dict[tuple[int, int], dict[HalfDay, str]] = field(default_factory=lambda: defaultdict(dict))
    on_day: Counter[tuple[int, int, int, str]] = field(default_factory=Counter)
    seats: Counter[tuple[int, str, str, HalfDay]] = field(default_factory=Counter)


def lay_by_hand(
    case: AllianceCase,
    home: Home,
    visits: Iterable[PromisedVisit],
    rotations: Iterable[PickedRotation],
) -> Staffing:
    """Lay promised visits where there is room, and keep what the rules allow of the promises.

    Parameters
    ----------
    home, visits, rotations
        As an allocation has them: right in everything but the half-days.
    """
    weeks = _Weeks()
    laid = []
    for visit in sorted(visits, key=lambda v: (-sum(v.lessons.values()), v)):
        lessons = _lay(case, weeks, visit, sum(home.get((visit.person, visit.semester), {}).values()))
        if lessons:
            laid.append(LaidVisit(visit.person, visit.site, visit.semester, lessons))
    return settle(case, home, sorted(laid, key=lambda v: v[:3]), sorted(rotations, key=lambda r: r[:3]))


def _lay(
    case: AllianceCase, weeks: _Weeks, visit: PromisedVisit, at_home: int
) -> dict[HalfDay, Mapping[str, int]]:
    """Half-day by half-day, always the one that holds most lessons; days already travelled first."""
    rest = {subject: count for subject, count in visit.lessons.items() if count}
    laid: dict[HalfDay, Mapping[str, int]] = {}
    if at_home < home_least(case):
        return {}
    open_days = half_days_open(case, visit.person, visit.site, visit.semester)
    school = case.school_of_site(visit.site)
    week = weeks.where[visit.person, visit.semester]
    own = case.people[visit.person].site
    while rest:
        best: tuple[tuple[int, bool, int], HalfDay, Lessons] | None = None
        for position, half_day in enumerate(open_days):
            if not _may_be(case, weeks, visit, half_day, at_home):
                continue
            lessons = _lessons(case, weeks, visit, rest, half_day)
            travelled = half_day.day in {d.day for d, site in week.items() if site == visit.site}
            rank = (sum(lessons.values()), travelled, -position)
            if lessons and (best is None or rank > best[0]):
                best = rank, half_day, lessons
        if best is None:
            break
        _, half_day, lessons = best
        week[half_day] = visit.site
        weeks.seats[visit.semester, own, visit.site, half_day] += 1
        for subject, count in lessons.items():
            weeks.on_day[school, visit.semester, half_day.day, subject] += count
            rest[subject] -= count
        rest = {subject: count for subject, count in rest.items() if count}
        laid[half_day] = lessons
    return dict(sorted(laid.items(), key=lambda row: list(HalfDay).index(row[0])))


def _may_be(case: AllianceCase, weeks: _Weeks, visit: PromisedVisit, half_day: HalfDay, at_home: int) -> bool:
    """16, 17, 20: whether the person can be at the site on one more half-day."""
    week = weeks.where[visit.person, visit.semester]
    days = {d.day for d in week} | {half_day.day}
    if half_day in week or len(days) > case.settings.visit_days_max:
        return False
    for other, site in week.items():
        if other.day == half_day.day and site != visit.site:
            way = (site, visit.site) if other < half_day else (visit.site, site)
            if way not in case.site_seconds:
                return False
    own = case.people[visit.person].site
    seats = case.seats.get((own, visit.site))
    if seats is not None and weeks.seats[visit.semester, own, visit.site, half_day] >= seats.get(half_day, 0):
        return False
    left = set(half_days_home(case, visit.person, visit.semester)) - set(week) - {half_day}
    return at_home <= len(left) * case.settings.lessons_per_half_day


def _lessons(
    case: AllianceCase, weeks: _Weeks, visit: PromisedVisit, rest: Mapping[str, int], half_day: HalfDay
) -> Lessons:
    """16, 19: lessons that a half-day can hold, the subject with most lessons left first."""
    school = case.school_of_site(visit.site)
    most = case.schools[school].day_lessons
    room = case.settings.lessons_per_half_day
    lessons: Lessons = {}
    for subject in sorted(rest, key=lambda s: (-rest[s], s)):
        count = min(room, rest[subject])
        if most is not None:
            count = min(count, most - weeks.on_day[school, visit.semester, half_day.day, subject])
        if count > 0:
            lessons[subject] = count
            room -= count
    return lessons


def settle(
    case: AllianceCase, home: Home, visits: Sequence[LaidVisit], rotations: Sequence[PickedRotation]
) -> Staffing:
    """Refill at home; where a sender would lose (24), take back what it sends, until none does."""
    while True:
        refilled = _refilled(case, home, visits, rotations)
        lost = _who_loses(case, refilled, visits, rotations)
        if lost is None:
            return Staffing(refilled, tuple(visits), tuple(rotations))
        school, semester = lost
        out = [r for r in rotations if case.people[r.person].school == school and semester in r.semesters]
        if out:
            fewest = min(out, key=lambda r: (sum(r.lessons.values()), r.person))
            rotations = [r for r in rotations if r != fewest]
        else:
            sent = [v for v in visits if case.people[v.person].school == school and v.semester == semester]
            least = min(sent, key=lambda v: (sum(sum(n.values()) for n in v.lessons.values()), v[:3]))
            visits = [v for v in visits if v != least]


def _refilled(
    case: AllianceCase, home: Home, visits: Sequence[LaidVisit], rotations: Sequence[PickedRotation]
) -> dict[tuple[int, int], Lessons]:
    taught = taught_at(case, {}, visits, rotations)
    away = {(r.person, s) for r in rotations for s in r.semesters}
    week: dict[tuple[int, int], set[HalfDay]] = defaultdict(set)
    given: Counter[tuple[int, int]] = Counter()
    for visit in visits:
        week[visit.person, visit.semester] |= set(visit.lessons)
        given[visit.person, visit.semester] += sum(sum(n.values()) for n in visit.lessons.values())
    refilled: dict[tuple[int, int], Lessons] = {}
    for index, school in enumerate(case.schools):
        for semester in SEMESTERS:
            most: dict[int, int] = {}
            for p, who in enumerate(case.people):
                if who.school != index or (p, semester) in away:
                    continue
                most[p] = who.most(semester) - given[p, semester]
                if gone := week[p, semester]:
                    left = set(half_days_home(case, p, semester)) - gone
                    most[p] = min(most[p], len(left) * case.settings.lessons_per_half_day)
            need = {s: school.whole_need(s) - taught.get((index, semester, s), 0) for s in school.need}
            stood = {p: dict(home.get((p, semester), {})) for p in most}
            for p, lessons in refill(case, most, need, stood).items():
                if lessons:
                    refilled[p, semester] = lessons
    return dict(sorted(refilled.items()))


def _who_loses(
    case: AllianceCase, home: Home, visits: Sequence[LaidVisit], rotations: Sequence[PickedRotation]
) -> tuple[int, int] | None:
    """Find a school and semester that sends and ends with more uncovered lessons than `alone`."""
    senders = {(case.people[v.person].school, v.semester) for v in visits}
    senders |= {(case.people[r.person].school, s) for r in rotations for s in r.semesters}
    totals: Counter[tuple[int, int]] = Counter()
    for (school, semester, _), count in taught_at(case, home, visits, rotations).items():
        totals[school, semester] += count
    for school, semester in sorted(senders):
        need = sum(case.schools[school].need.values())
        if need - 1000 * totals[school, semester] > case.schools[school].alone_in(semester):
            return school, semester
    return None
