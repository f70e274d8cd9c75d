"""What a schedule is worth: every term of the exchange, computed from the schedule itself.

The one place where values of a case are made; no solver's objective is ever taken for a value.
Source: docs/exchange.md 27 to 31. Units: `solver.scale.UNIT`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ...models.words import Term
from .case import SEMESTERS, AllianceCase, LaidVisit, PickedRotation, SchoolCase

EXCHANGE_TERMS = (
    Term.UNCOVERED_LESSONS,
    Term.WORST_UNCOVERED,
    Term.QUOTA_MISSED,
    Term.TEACHER_MINUTES,
    Term.WORST_TEACHER_MINUTES,
    Term.VISIT_CHANGES,
)
Home = Mapping[tuple[int, int], Mapping[str, int]]


class Worth(NamedTuple):
    """One tier of a schedule: each exchange term of it (units of `UNIT`), and the weighted sum."""

    terms: Mapping[Term, int]
    value: int


def taught_at(
    case: AllianceCase, home: Home, visits: Iterable[LaidVisit], rotations: Iterable[PickedRotation]
) -> Mapping[tuple[int, int, str], int]:
    """Weekly lessons by (school index, semester, subject), whoever gives them."""
    taught: dict[tuple[int, int, str], int] = defaultdict(int)
    for (person, semester), lessons in home.items():
        for subject, count in lessons.items():
            taught[case.people[person].school, semester, subject] += count
    for visit in visits:
        school = case.school_of_site(visit.site)
        for by_subject in visit.lessons.values():
            for subject, count in by_subject.items():
                taught[school, visit.semester, subject] += count
    for rotation in rotations:
        for (semester, subject), count in rotation.lessons.items():
            taught[rotation.school, semester, subject] += count
    return dict(taught)


def short(school: SchoolCase, taught: int) -> int:
    """Lessons of a school that stay uncovered, in thousandths, when so many whole lessons are taught."""
    return sum(school.need.values()) - 1000 * taught


def share(school: SchoolCase, taught: int) -> int:
    """Uncovered share of a school's need in ten-thousandths, rounded half up; 0 where nothing is needed."""
    need = sum(school.need.values())
    return (20_000 * short(school, taught) + need) // (2 * need) if need else 0


def quota_missed(case: AllianceCase, rotations: Iterable[PickedRotation]) -> int:
    """Rotations still owed, those of backbone teachers counted apart (docs/exchange.md 26, 27)."""
    gone: dict[int, int] = defaultdict(int)
    gone_backbone: dict[int, int] = defaultdict(int)
    for rotation in rotations:
        person = case.people[rotation.person]
        if person.counts and (person.school, rotation.school) not in case.uncounted:
            gone[person.school] += 1
            gone_backbone[person.school] += person.backbone
    return sum(
        max(0, school.rotation_quota - gone[i]) + max(0, school.backbone_quota - gone_backbone[i])
        for i, school in enumerate(case.schools)
    )


def seconds_by_person(case: AllianceCase, visits: Iterable[LaidVisit]) -> Mapping[int, int]:
    """Visiting teachers' weekly travel in seconds, mean over the semesters (docs/exchange.md 30).

    A day's way is there and back, and the mean halves it: one way a day and semester.
    """
    days = {
        (visit.person, visit.semester, visit.site, half_day.day)
        for visit in visits
        for half_day, lessons in visit.lessons.items()
        if any(lessons.values())
    }
    seconds: dict[int, int] = defaultdict(int)
    for person, _, site, _ in days:
        seconds[person] += case.site_seconds[case.people[person].site, site]
    return dict(seconds)


def visit_changes(case: AllianceCase, visits: Iterable[LaidVisit]) -> int:
    """Last year's visits that could go on and do not (docs/exchange.md 31)."""
    go_on = {
        (visit.person, case.school_of_site(visit.site), subject)
        for visit in visits
        for lessons in visit.lessons.values()
        for subject, count in lessons.items()
        if count > 0
    }
    return len(case.kept - go_on)


def term_values(
    case: AllianceCase, home: Home, visits: tuple[LaidVisit, ...], rotations: tuple[PickedRotation, ...]
) -> Mapping[Term, int]:
    """Every exchange term of a schedule, in units of `UNIT`."""
    taught = taught_at(case, home, visits, rotations)
    totals: dict[tuple[int, int], int] = defaultdict(int)
    for (school, semester, _), count in taught.items():
        totals[school, semester] += count
    at_school = [(i, s) for i in range(len(case.schools)) for s in SEMESTERS]
    seconds = seconds_by_person(case, visits)
    return {
        Term.UNCOVERED_LESSONS: sum(short(case.schools[i], totals[i, s]) for i, s in at_school) // 2,
        Term.WORST_UNCOVERED: max(
            (share(case.schools[i], totals[i, s]) for i, s in at_school if case.schools[i].is_member),
            default=0,
        ),
        Term.QUOTA_MISSED: quota_missed(case, rotations),
        Term.TEACHER_MINUTES: sum(seconds.values()),
        Term.WORST_TEACHER_MINUTES: max(seconds.values(), default=0),
        Term.VISIT_CHANGES: visit_changes(case, visits),
    }


def tier_values(
    case: AllianceCase, home: Home, visits: tuple[LaidVisit, ...], rotations: tuple[PickedRotation, ...]
) -> tuple[Worth, ...]:
    """Value of each of the case's tiers, its exchange terms only, weighted as the tier says."""
    values = term_values(case, home, visits, rotations)
    worths = []
    for tier in case.tiers:
        terms = {term: values[term] for term in EXCHANGE_TERMS if term in tier}
        worths.append(Worth(terms, sum(tier[term] * value for term, value in terms.items())))
    return tuple(worths)
