"""Among schedules that are worth the same in every term: known people first, on their known half-days.

Nothing here touches a value or a bound. New visitors give their main subject rather than their second one
where that can be; then visits of exchanges.csv lie on the half-days on which they lay.
Source: docs/exchange.md 41.
"""

from collections import Counter
from collections.abc import Mapping, Set
from time import monotonic
from typing import TypeVar

from ...models.words import Term
from .case import AllianceCase, LaidVisit, PromisedVisit, Schedule
from .decisions import Decisions, LinearExpr, Var, make_decisions
from .freedom import Freedom, Target, promised_freedom, targets
from .lexicographic import Effort, minimise_on
from .one_semester import taken_once
from .reading_out import Staffing
from .tier_values import term_values
from .weekly_rules import add_rules
from .weekly_terms import terms_of

Known = Set[tuple[int, int]]
"""Visits of exchanges.csv: person and receiving school."""
Key = TypeVar("Key")
WORK = 0.1
"""CP-SAT's own time for each of the two goals of one alliance."""
NEAREST = 5
"""Teachers of the main subject who are asked for a lesson that somebody gives as a second subject."""


def as_before(case: AllianceCase, schedule: Schedule, effort: Effort) -> Schedule:
    """Take, of the schedules near this one with the same terms, the one most like what was before.

    Only where exchanges.csv has visits to schools of the case. What is not found within the effort stays
    as it is.
    """
    if not case.resolved:
        return schedule
    known = {(person, school) for person, school, _ in case.past}
    before = Staffing(*schedule[:3])
    if not _second_lessons(case, before, known) and not _moved(case, before):
        return schedule
    found = _nearest(case, before, known, effort)
    if _terms(case, found) != _terms(case, before):
        return schedule  # better in a tier that is open: its value has been told already
    return Schedule(*found, schedule.tiers)


def each_as_before(
    schedules: Mapping[Key, tuple[AllianceCase, Schedule]], seconds: float, threads: int, seed: int
) -> dict[Key, Schedule]:
    """Do it for the alliances of a plan, one after the other; those that time leaves out stay as they are."""
    until = monotonic() + seconds
    found: dict[Key, Schedule] = {}
    for key, (case, schedule) in schedules.items():
        left = until - monotonic()
        found[key] = (
            as_before(case, schedule, Effort(left / 2, WORK, threads, seed)) if left > 0 else schedule
        )
    return found


def _terms(case: AllianceCase, staffing: Staffing) -> dict[Term, int]:
    wanted = {term for tier in case.tiers for term in tier}
    return {term: value for term, value in term_values(case, *staffing).items() if term in wanted}


def _nearest(case: AllianceCase, before: Staffing, known: Known, effort: Effort) -> Staffing:
    """Fewest second-subject lessons of new visitors, then most known half-days."""
    d = make_decisions(case, _freedom(case, before, known))
    add_rules(d)
    now = term_values(case, *before)
    for term, expression in terms_of(d).items():
        d.model.add(expression <= now[term])
    for rotates in d.rotates.values():
        d.model.add(rotates == 1)
    best = before
    for cost, variables in ((1, _second(d, known)), (-1, _on_known_half_days(d))):
        if not variables:
            continue
        goal = cost * LinearExpr.sum(variables)
        found = minimise_on(d, goal, best, effort)
        if found.staffing is None:
            break
        best = taken_once(case, found.staffing)
        if found.optimal:
            d.model.add(goal <= found.bound)
    return best


def _freedom(case: AllianceCase, before: Staffing, known: Known) -> Freedom:
    """Leave open the visits there are, and for second subjects the nearest teachers whose main one it is."""
    promised = [
        PromisedVisit(visit.person, visit.site, visit.semester, _lessons(visit), 0) for visit in before.visits
    ]
    freedom = promised_freedom(case, promised, before.rotations)
    visits = dict(freedom.visits)
    for visit in promised:
        person, school = case.people[visit.person], case.school_of_site(visit.site)
        if (visit.person, school) in known or visit.semester not in freedom.semesters:
            continue
        for subject in visit.lessons:
            if subject != person.subjects[0]:
                for other, target in _others(case, before, visit, subject):
                    at = visits.get((other, visit.semester), ())
                    visits[other, visit.semester] = _with(at, target)
    return freedom._replace(visits=dict(sorted(visits.items())))


def _others(
    case: AllianceCase, before: Staffing, visit: PromisedVisit, subject: str
) -> list[tuple[int, Target]]:
    rotating = {one.person for one in before.rotations}
    able = [
        (other, target._replace(subjects=(subject,)))
        for other, who in enumerate(case.people)
        if who.subjects[0] == subject and other not in rotating
        for target in targets(case, other, visit.semester)
        if target.site == visit.site and subject in target.subjects
    ]
    able.sort(key=lambda one: (case.site_seconds[case.people[one[0]].site, visit.site], one[0]))
    return able[:NEAREST]


def _with(at: tuple[Target, ...], fresh: Target) -> tuple[Target, ...]:
    """Add a site, or a subject at a site, to what a person may visit."""
    for position, target in enumerate(at):
        if target.site == fresh.site:
            subjects = tuple(dict.fromkeys((*target.subjects, *fresh.subjects)))
            return (*at[:position], target._replace(subjects=subjects), *at[position + 1 :])
    return (*at, fresh)


def _lessons(visit: LaidVisit) -> dict[str, int]:
    given: Counter[str] = Counter()
    for lessons in visit.lessons.values():
        given.update(lessons)
    return {subject: count for subject, count in given.items() if count}


def _second(d: Decisions, known: Known) -> list[Var]:
    """Lessons that new visitors give in their second subject."""
    return [
        var
        for (person, _, site, _, subject), var in d.given.items()
        if (person, d.case.school_of_site(site)) not in known and subject != d.case.people[person].subjects[0]
    ]


def _on_known_half_days(d: Decisions) -> list[Var]:
    """Half-days of visits that are those of exchanges.csv."""
    return [
        var
        for (person, semester, site, half_day), var in d.at.items()
        if half_day in d.case.past.get((person, d.case.school_of_site(site), semester), ())
    ]


def _second_lessons(case: AllianceCase, staffing: Staffing, known: Known) -> int:
    return sum(
        count
        for visit in staffing.visits
        if (visit.person, case.school_of_site(visit.site)) not in known
        for lessons in visit.lessons.values()
        for subject, count in lessons.items()
        if subject != case.people[visit.person].subjects[0]
    )


def _moved(case: AllianceCase, staffing: Staffing) -> int:
    """Count half-days of known visits that are others than before."""
    moved = 0
    for visit in staffing.visits:
        past = case.past.get((visit.person, case.school_of_site(visit.site), visit.semester))
        moved += len(visit.lessons.keys() - past) if past else 0
    return moved
