"""From the variables of a solved weekly model back to a staffing.

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
    return Staffing(_home(d, value, copies), _visits(d, value, copies), _rotations(d, value, copies))


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
            if who.here[semester]
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
        LaidVisit(person, site, semester, {d: week[d] for d in HalfDay if d in week})
        for (person, semester, site), week in sorted(laid.items(), key=lambda row: row[0])
    )


def _rotations(
    d: Decisions, value: Callable[[Var], int], copies: Mapping[int, tuple[int, ...]]
) -> tuple[PickedRotation, ...]:
    modelled = {copy: semester for semester, both in copies.items() for copy in both}
    return tuple(
        PickedRotation(
            person,
            school,
            semesters,
            {
                (semester, subject): count
                for semester in semesters
                for subject in d.case.people[person].subjects
                if (key := (person, modelled[semester], school, subject)) in d.away
                and (count := value(d.away[key]))
            },
        )
        for (person, school, semesters), var in sorted(d.rotates.items())
        if value(var)
    )
