"""A staffing as a hint for a weekly model: every variable gets the value it has there."""

from collections import defaultdict
from collections.abc import Mapping

from ...models.half_day import HalfDay
from .decisions import Decisions
from .reading_out import Staffing


def add_hint(d: Decisions, staffing: Staffing) -> None:
    """Hint a staffing; what the model leaves no room for is left away."""
    _hint_home(d, staffing)
    _hint_visits(d, staffing)
    _hint_rotations(d, staffing)


def _hint_home(d: Decisions, staffing: Staffing) -> None:
    pooled: dict[tuple[int, tuple[str, ...], int, str], int] = defaultdict(int)
    for (person, semester), lessons in staffing.home.items():
        who = d.case.people[person]
        for subject, count in lessons.items():
            if (person, semester, subject) not in d.home:
                pooled[who.school, tuple(sorted(who.subjects)), semester, subject] += count
    for (person, semester, subject), var in d.home.items():
        d.model.add_hint(var, staffing.home.get((person, semester), {}).get(subject, 0))
    for key, var in d.pooled.items():
        d.model.add_hint(var, pooled[key])


def _hint_visits(d: Decisions, staffing: Staffing) -> None:
    at: dict[tuple[int, int, str, HalfDay], Mapping[str, int]] = {}
    trips: set[tuple[int, int, str, int]] = set()
    visitors: set[tuple[int, int, int, str]] = set()
    for visit in staffing.visits:
        school = d.case.school_of_site(visit.site)
        for half_day, lessons in visit.lessons.items():
            at[visit.person, visit.semester, visit.site, half_day] = lessons
            trips.add((visit.person, visit.semester, visit.site, half_day.day))
            visitors |= {(visit.person, visit.semester, school, s) for s, n in lessons.items() if n}
    visiting = {(visit.person, visit.semester) for visit in staffing.visits}
    for at_key, var in d.at.items():
        d.model.add_hint(var, at_key in at)
    for (person, semester, site, half_day, subject), var in d.given.items():
        d.model.add_hint(var, at.get((person, semester, site, half_day), {}).get(subject, 0))
    for trip_key, var in d.trip.items():
        d.model.add_hint(var, trip_key in trips)
    for visitor_key, var in d.visitor.items():
        d.model.add_hint(var, visitor_key in visitors)
    for visit_key, var in d.visits.items():
        d.model.add_hint(var, visit_key in visiting)


def _hint_rotations(d: Decisions, staffing: Staffing) -> None:
    taken = {(r.person, r.school, r.semesters): r for r in staffing.rotations}
    given = {
        (r.person, semester, r.school, subject): count
        for r in staffing.rotations
        for (semester, subject), count in r.lessons.items()
    }
    for rotation_key, var in d.rotates.items():
        d.model.add_hint(var, rotation_key in taken)
    for away_key, var in d.away.items():
        d.model.add_hint(var, given.get(away_key, 0))
