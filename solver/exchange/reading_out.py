"""From the variables of a solved weekly model back to a staffing; and from a schedule to a hint.

Lessons of pooled teachers are dealt out evenly; each semester that stood for both is written twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heapreplace
from typing import NamedTuple

from ...models.half_day import HalfDay
from .case import SEMESTERS, AllianceCase, LaidVisit, PickedRotation
from .decisions import Decisions, Var

Lessons = dict[str, int]


class Staffing(NamedTuple):
    """Who teaches what where, without its value: the first three parts of a `Schedule`."""

    home: Mapping[tuple[int, int], Mapping[str, int]]
    visits: tuple[LaidVisit, ...]
    rotations: tuple[PickedRotation, ...]


def read_out(d: Decisions, value: Callable[[Var], int]) -> Staffing:
    """Turn the values of the variables into a staffing."""
    copies = {s: SEMESTERS if weight == 2 else (s,) for s, weight in d.freedom.semesters.items()}
    return Staffing(_home(d, value, copies), _visits(d, value, copies), _rotations(d, value))


def _home(
    d: Decisions, value: Callable[[Var], int], copies: Mapping[int, tuple[int, ...]]
) -> dict[tuple[int, int], Lessons]:
    totals: dict[tuple[int, tuple[str, ...], int], Lessons] = defaultdict(dict)
    home: dict[tuple[int, int], Lessons] = defaultdict(dict)
    for (school, subjects, semester, subject), var in d.pooled.items():
        if count := value(var):
            totals[school, subjects, semester][subject] = count
    for (person, semester, subject), var in d.home.items():
        if count := value(var):
            home[person, semester][subject] = count
    for (school, subjects, semester), lessons in totals.items():
        gone = set(d.freedom.mobile(semester))
        people = [
            p
            for p, who in enumerate(d.case.people)
            if p not in gone and who.school == school and tuple(sorted(who.subjects)) == subjects
        ]
        for person, dealt in deal(d.case, people, lessons).items():
            home[person, semester] = dealt
    return {
        (person, copy): dict(lessons)
        for (person, semester), lessons in sorted(home.items())
        for copy in copies[semester]
    }


def deal(case: AllianceCase, people: Iterable[int], lessons: Mapping[str, int]) -> dict[int, Lessons]:
    """Deal lessons out among people of the same subjects, each time to the one with the emptiest week.

    Always possible where the lessons are no more than the sum of `lessons_max`. Who has the subject as
    the main one comes first; ties by index.
    """
    people = list(people)
    dealt: dict[int, Lessons] = defaultdict(dict)
    given = dict.fromkeys(people, 0)
    rest = dict(lessons)
    for main in (True, False):
        for subject in sorted(rest):
            heap = [
                (given[p] / case.people[p].lessons_max, p)
                for p in people
                if given[p] < case.people[p].lessons_max
                and (not main or case.people[p].subjects[0] == subject)
            ]
            heapify(heap)
            while rest[subject] and heap:
                load, person = heap[0]
                if load >= 1:
                    break
                given[person] += 1
                rest[subject] -= 1
                dealt[person][subject] = dealt[person].get(subject, 0) + 1
                heapreplace(heap, (given[person] / case.people[person].lessons_max, person))
    return dict(dealt)


def _visits(
    d: Decisions, value: Callable[[Var], int], copies: Mapping[int, tuple[int, ...]]
) -> tuple[LaidVisit, ...]:
    laid: dict[tuple[int, int, str], dict[HalfDay, Lessons]] = defaultdict(dict)
    for (person, semester, site, half_day, subject), var in d.given.items():
        if count := value(var):
            for copy in copies[semester]:
                laid[person, copy, site].setdefault(half_day, {})[subject] = count
    return tuple(
        LaidVisit(person, site, semester, dict(sorted(laid[person, semester, site].items(), key=_week_order)))
        for person, semester, site in sorted(laid)
    )


def _week_order(row: tuple[HalfDay, Lessons]) -> int:
    return list(HalfDay).index(row[0])


def _rotations(d: Decisions, value: Callable[[Var], int]) -> tuple[PickedRotation, ...]:
    return tuple(
        PickedRotation(
            person,
            school,
            semesters,
            {
                (semester, subject): count
                for semester in semesters
                for subject in d.case.people[person].subjects
                if (person, semester, school, subject) in d.away
                and (count := value(d.away[person, semester, school, subject]))
            },
        )
        for (person, school, semesters), var in sorted(d.rotates.items())
        if value(var)
    )


def add_hint(d: Decisions, staffing: Staffing) -> None:
    """Hint every variable with a staffing; what the model leaves no room for is left away."""
    at: dict[tuple[int, int, str, HalfDay], Lessons] = {}
    trips: set[tuple[int, int, str, int]] = set()
    visitors: set[tuple[int, int, int, str]] = set()
    for visit in staffing.visits:
        school = d.case.school_of_site(visit.site)
        for half_day, lessons in visit.lessons.items():
            at[visit.person, visit.semester, visit.site, half_day] = dict(lessons)
            trips.add((visit.person, visit.semester, visit.site, half_day.day))
            visitors |= {(visit.person, visit.semester, school, subject) for subject in lessons}
    taken = {(r.person, r.school, r.semesters): r for r in staffing.rotations}
    pooled: dict[tuple[int, tuple[str, ...], int, str], int] = defaultdict(int)
    for (person, semester), lessons in staffing.home.items():
        who = d.case.people[person]
        for subject, count in lessons.items():
            pooled[who.school, tuple(sorted(who.subjects)), semester, subject] += count
            if (person, semester, subject) in d.home:
                pooled[who.school, tuple(sorted(who.subjects)), semester, subject] -= count
    hint = d.model.add_hint
    for home_key, var in d.home.items():
        person, semester, subject = home_key
        hint(var, staffing.home.get((person, semester), {}).get(subject, 0))
    for pool_key, var in d.pooled.items():
        hint(var, pooled[pool_key])
    for at_key, var in d.at.items():
        hint(var, at_key in at)
    for (person, semester, site, half_day, subject), var in d.given.items():
        hint(var, at.get((person, semester, site, half_day), {}).get(subject, 0))
    for trip_key, var in d.trip.items():
        hint(var, trip_key in trips)
    for visitor_key, var in d.visitor.items():
        hint(var, visitor_key in visitors)
    for (person, semester), var in d.visits.items():
        hint(var, any((visit.person, visit.semester) == (person, semester) for visit in staffing.visits))
    for rotation_key, var in d.rotates.items():
        hint(var, rotation_key in taken)
    for (person, semester, school, subject), var in d.away.items():
        picked = [r for r in staffing.rotations if (r.person, r.school) == (person, school)]
        hint(var, sum(r.lessons.get((semester, subject), 0) for r in picked))
