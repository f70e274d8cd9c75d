"""What a weekly model may decide: who may visit where, who may rotate where to, in which semesters.

The exact model has every freedom the rules leave; the weekly pattern and its repair only what the allocation
promises. Everybody else stays at home. Source: docs/exchange.md 8 to 15, 22.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import ceil
from typing import NamedTuple

from ...models.half_day import HalfDay
from ...models.words import Term
from .case import SEMESTERS, AllianceCase, PickedRotation, PromisedVisit


class Target(NamedTuple):
    """A site that a person may visit, the subjects to give there, and the half-days on which it can be."""

    site: str
    school: int
    subjects: tuple[str, ...]
    half_days: tuple[HalfDay, ...]


class Freedom(NamedTuple):
    """What a weekly model may decide.

    Attributes
    ----------
    semesters
        Semesters that are modelled, and how many semesters (of 2) each stands for.
    visits
        By (person, semester): the sites the person may visit.
    rotations
        By person: (school, semesters) of which at most one is taken.
    """

    semesters: Mapping[int, int]
    visits: Mapping[tuple[int, int], tuple[Target, ...]]
    rotations: Mapping[int, tuple[tuple[int, tuple[int, ...]], ...]]

    def mobile(self, semester: int) -> tuple[int, ...]:
        """Persons who may be away in the semester, in order."""
        visiting = {person for person, when in self.visits if when == semester}
        rotating = {
            person
            for person, choices in self.rotations.items()
            if any(semester in semesters for _, semesters in choices)
        }
        return tuple(sorted(visiting | rotating))

    @property
    def size(self) -> int:
        """Number of (person, semester, site, half-day) that are open, and of rotations."""
        visits = sum(len(target.half_days) for targets in self.visits.values() for target in targets)
        return visits + sum(len(choices) for choices in self.rotations.values())


def home_least(case: AllianceCase) -> int:
    """Fewest whole lessons that a visiting teacher keeps at home."""
    return ceil(case.settings.home_lessons_min)


def rotation_least(case: AllianceCase) -> int:
    """Fewest whole lessons of a rotating teacher at the receiving school, in each rotating semester."""
    return ceil(case.settings.rotation_lessons_min)


def half_days_open(case: AllianceCase, person: int, site: str, semester: int) -> tuple[HalfDay, ...]:
    """Half-days on which neither the person nor the site is blocked and the way has a seat."""
    school = case.schools[case.school_of_site(site)]
    blocked = case.people[person].blocked[semester] | _site_blocked(school.blocked, site, semester)
    seats = case.seats.get((case.people[person].site, site))
    return tuple(d for d in HalfDay if d not in blocked and (seats is None or seats.get(d, 0) > 0))


def half_days_home(case: AllianceCase, person: int, semester: int) -> tuple[HalfDay, ...]:
    """Half-days on which home lessons can be given: blocked neither for the person nor for the own site."""
    who = case.people[person]
    blocked = who.blocked[semester] | _site_blocked(case.schools[who.school].blocked, who.site, semester)
    return tuple(d for d in HalfDay if d not in blocked)


def _site_blocked(
    blocked: Mapping[str, tuple[frozenset[HalfDay], frozenset[HalfDay]]], site: str, semester: int
) -> frozenset[HalfDay]:
    rows = blocked.get(site)
    return rows[semester] if rows is not None else frozenset()


def targets(case: AllianceCase, person: int, semester: int) -> tuple[Target, ...]:
    """Sites a person may visit in a semester: of another school, within reach, with need of a subject."""
    who, rules = case.people[person], case.settings
    if not (who.may_visit and case.open[semester] and who.here[semester]):
        return ()
    if min(rules.visit_days_max, rules.visitors_max, who.lessons_max - home_least(case)) < 1:
        return ()
    found = []
    for index, school in enumerate(case.schools):
        if index == who.school or school.day_lessons == 0:
            continue
        for site in school.sites:
            if (who.site, site) not in case.site_seconds:
                continue
            subjects = tuple(s for s in who.subjects if school.site_need.get((site, s), 0) >= 1000)
            half_days = half_days_open(case, person, site, semester)
            if subjects and half_days:
                found.append(Target(site, index, subjects, half_days))
    return tuple(found)


def rotation_choices(case: AllianceCase, person: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Schools and semesters of a person's possible rotations."""
    who = case.people[person]
    least = rotation_least(case)
    if not who.may_rotate or who.lessons_max < least:
        return ()
    if case.schools[who.school].away_most < 1 or (
        who.backbone and case.schools[who.school].backbone_away_most < 1
    ):
        return ()
    when = [s for s in SEMESTERS if case.open[s] and who.here[s]]
    spans: list[tuple[int, ...]] = [] if case.single else [(s,) for s in when]
    if len(when) == len(SEMESTERS):
        spans.append(SEMESTERS)
    return tuple(
        (index, span)
        for index, school in enumerate(case.schools)
        if index != who.school
        and (who.school, index) in case.school_seconds
        and sum(school.whole_need(subject) for subject in who.subjects) >= least
        for span in spans
    )


def every_freedom(case: AllianceCase) -> Freedom:
    """All that the rules leave open. Semesters that are alike are modelled once."""
    rotations = every_rotation(case)
    once = case.single or (not rotations and alike(case))
    semesters = {0: 2} if once else dict.fromkeys(SEMESTERS, 1)
    visits = {(p, s): t for s in semesters for p in range(len(case.people)) if (t := targets(case, p, s))}
    return Freedom(semesters, visits, rotations)


def every_rotation(case: AllianceCase) -> dict[int, tuple[tuple[int, tuple[int, ...]], ...]]:
    """Schools and semesters of everybody's possible rotations, by person."""
    return {p: choices for p in range(len(case.people)) if (choices := rotation_choices(case, p))}


def alike(case: AllianceCase) -> bool:
    """Whether one semester's best, taken twice, is the best of both when nobody rotates.

    A mean of sums, and a maximum over semesters, are no better with two different semesters than with the
    better one twice. Not so with `worst_teacher_minutes` (two teachers could take turns) or `visit_changes`
    (one semester would do to keep a visit): where these count, both semesters are modelled.
    """
    terms = {term for tier in case.tiers for term in tier}
    if Term.WORST_TEACHER_MINUTES in terms or (Term.VISIT_CHANGES in terms and case.kept):
        return False
    return case.open[0] == case.open[1] and same_blocked(case) and same_people(case)


def same_blocked(case: AllianceCase) -> bool:
    """Whether the same half-days are blocked in both semesters."""
    blocked = [person.blocked for person in case.people]
    blocked += [rows for school in case.schools for rows in school.blocked.values()]
    return all(autumn == spring for autumn, spring in blocked)


def same_people(case: AllianceCase) -> bool:
    """Whether nobody is away in one semester only."""
    return all(autumn == spring for autumn, spring in (person.here for person in case.people))


def promised_freedom(
    case: AllianceCase,
    visits: Iterable[PromisedVisit],
    rotations: Iterable[PickedRotation],
    *,
    wider: bool = False,
) -> Freedom:
    """Leave open what an allocation promises, and no more: these people at these sites, these rotations.

    With ``wider`` the people who visit may go to any site and give any subject the rules allow.
    """
    sites: dict[tuple[int, int], dict[str, set[str]]] = defaultdict(dict)
    for visit in visits:
        if any(visit.lessons.values()) and not (case.single and visit.semester):
            subjects = {subject for subject, count in visit.lessons.items() if count}
            sites[visit.person, visit.semester].setdefault(visit.site, set()).update(subjects)
    open_visits = {}
    for (person, semester), promised in sorted(sites.items()):
        found = targets(case, person, semester)
        if not wider:
            found = tuple(
                target._replace(subjects=tuple(s for s in target.subjects if s in promised[target.site]))
                for target in found
                if target.site in promised
            )
        open_visits[person, semester] = found
    chosen = {r.person: ((r.school, r.semesters),) for r in rotations}
    return Freedom({0: 2} if case.single else dict.fromkeys(SEMESTERS, 1), open_visits, chosen)
