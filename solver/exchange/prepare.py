"""Everything the exchange needs to know of each school, worked out once (docs/exchange.md)."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeVar

from ...models.county import County
from ...models.half_day import HalfDay
from ...models.plan import Rotation
from ...models.policy import ExchangeSettings, Policy
from ...models.staffing import Form
from ...models.teacher import Backbone, Teacher
from ...models.words import Stage
from ..scope import Place
from .alone import Hand, staff_alone
from .case import Person, SchoolCase
from .demand import Demand, demand_of
from .eligibility import verdict
from .executed import Executed, executed_rotations
from .quotas import Heads, Quota, in_quota_scope, quotas_of_stage
from .staffing import ReadySchool, Staffing
from .ways import ways_between

__all__ = ["Staffing", "prepare_exchange"]

Of = TypeVar("Of")
Blocked = tuple[frozenset[HalfDay], frozenset[HalfDay]]
NEVER_BLOCKED: Blocked = (frozenset(), frozenset())


def prepare_exchange(county: County, policy: Policy) -> Staffing:
    """Work out need, staff, eligibility, quotas and what own staff covers, for every school and stage."""
    demand = demand_of(county, policy)
    settings = policy.exchange
    blocked = _blocked(county)
    staff: dict[Place, list[Teacher]] = defaultdict(list)
    for teacher in sorted(county.teachers or (), key=lambda one: one.teacher_id):
        if teacher.school_id in demand.school_of:
            staff[demand.school_of[teacher.school_id], teacher.stage].append(teacher)
    people = {
        place: tuple(_person(teacher, policy, blocked) for teacher in staff.get(place, ()))
        for place in demand.places
    }
    quotas = _quotas(county, settings, people)
    executed = executed_rotations(county, policy, demand)
    quotas = {place: executed.still_owed(quota, people[place]) for place, quota in quotas.items()}
    people = executed.at_work(people)
    site_blocked = {
        site: _in_planned(_blocked_at(county, site, blocked), policy) for site in demand.school_of
    }
    return Staffing(
        schools=demand.places,
        ready={
            place: _ready(place, demand, settings, people[place], quotas[place], site_blocked)
            for place in demand.places
        },
        ways=ways_between(county, policy, sorted(demand.school_of)),
        settings=settings,
        school_year=policy.school_year,
        planned=policy.planned,
        running=_running(county, executed),
        past_half_days=_past_half_days(county, policy, demand),
        past_visits=_past_visits(county, demand),
        seats=_seats(county),
    )


def _running(county: County, executed: Executed) -> tuple[Rotation, ...]:
    """Rows of the rotations that go on, but for their semesters."""
    return tuple(
        Rotation(
            teacher=one.teacher_id,
            from_=one.school_id,
            to=executed.running[one.teacher_id],
            subject=one.subject,
            semesters=(),
        )
        for one in sorted(county.teachers or (), key=lambda one: one.teacher_id)
        if one.teacher_id in executed.running
    )


def _person(teacher: Teacher, policy: Policy, blocked: Mapping[str, Blocked]) -> Person:
    settings, year = policy.exchange, policy.school_year
    return Person(
        teacher=teacher.teacher_id,
        site=teacher.school_id,
        school=0,
        subjects=teacher.subjects,
        lessons_max=teacher.lessons_max,
        may_visit=verdict(teacher, Form.VISIT, settings, year).allowed,
        may_rotate=verdict(teacher, Form.ROTATION, settings, year).allowed,
        backbone=teacher.backbone is not Backbone.NONE,
        blocked=_in_planned(blocked.get(teacher.teacher_id, NEVER_BLOCKED), policy),
        here=_in_planned(_here(teacher, year), policy),
    )


def _here(teacher: Teacher, year: int | None) -> tuple[bool, bool]:
    if year is None:
        return (True, True)
    return not teacher.is_away(f"{year}-1"), not teacher.is_away(f"{year}-2")


def _in_planned(both: tuple[Of, Of], policy: Policy) -> tuple[Of, Of]:
    """Both semesters, or twice the only one that is planned."""
    return both[policy.planned[0] - 1], both[policy.planned[-1] - 1]


def _quotas(
    county: County, settings: ExchangeSettings, people: Mapping[Place, tuple[Person, ...]]
) -> dict[Place, Quota]:
    heads: dict[Stage, dict[str, Heads]] = defaultdict(dict)
    for (school, stage), staff in people.items():
        heads[stage][school] = Heads(
            teachers=len(staff),
            backbone=sum(person.backbone for person in staff),
            eligible=sum(person.may_rotate for person in staff),
            eligible_backbone=sum(person.may_rotate and person.backbone for person in staff),
        )
    bound = frozenset(school.school_id for school in county.schools if in_quota_scope(school, settings))
    return {
        (school, stage): quota
        for stage, schools in heads.items()
        for school, quota in quotas_of_stage(schools, bound, settings).items()
    }


def _ready(
    place: Place,
    demand: Demand,
    settings: ExchangeSettings,
    people: tuple[Person, ...],
    quota: Quota,
    blocked: Mapping[str, Blocked],
) -> ReadySchool:
    school, stage = place
    sites = demand.sites[school]
    site_need = {
        (site, subject): lessons
        for site in sites
        for subject, lessons in demand.lessons.get((site, stage), {}).items()
    }
    need: dict[str, int] = defaultdict(int)
    for (_, subject), lessons in site_need.items():
        need[subject] += lessons
    whole = {subject: lessons // 1000 for subject, lessons in need.items()}
    teaching = _teaching(people, whole, 0)
    absent = any(not all(person.here) for person in people)
    both = (teaching, _teaching(people, whole, 1) if absent else teaching)
    alone = tuple(sum(need.values()) - 1000 * sum(one.values()) for one in both)
    pooled: dict[frozenset[str], int] = defaultdict(int)
    for person in people:
        if any(person.here):
            pooled[frozenset(person.subjects)] += person.lessons_max
    classes = [demand.classes[site, stage] for site in sites if (site, stage) in demand.classes]
    case = SchoolCase(
        school=school,
        is_member=False,
        sites=sites,
        need=dict(sorted(need.items())),
        site_need=site_need,
        day_lessons=int(sum(classes) * settings.class_lessons_per_day // 1) if classes else None,
        blocked={site: blocked[site] for site in sites},
        alone=sum(alone) // 2,
        alone_by=(alone[0], alone[1]) if absent else None,
        rotation_quota=quota.rotation,
        backbone_quota=quota.backbone,
        away_most=quota.away_most,
        backbone_away_most=quota.backbone_away_most,
    )
    return ReadySchool(case, people, both, dict(pooled))


def _teaching(
    people: tuple[Person, ...], whole_need: Mapping[str, int], semester: int
) -> dict[tuple[str, str], int]:
    """Staff a school for a semester by its own teachers, but those who are away (sentences 7 and 37)."""
    hands = [
        Hand(person.teacher, person.subjects, person.lessons_max)
        for person in people
        if person.here[semester]
    ]
    return staff_alone(hands, whole_need)


def _blocked(county: County) -> dict[str, Blocked]:
    """Blocked half-days per semester, by the id in the table (a teacher or a school)."""
    rows: dict[str, tuple[set[HalfDay], set[HalfDay]]] = {}
    for row in county.blocked:
        both = rows.setdefault(row.id, (set(), set()))
        for semester in (1, 2) if row.semester is None else (row.semester,):
            both[semester - 1].add(row.half_day)
    return {one: (frozenset(autumn), frozenset(spring)) for one, (autumn, spring) in rows.items()}


def _blocked_at(county: County, site: str, blocked: Mapping[str, Blocked]) -> Blocked:
    """Half-days blocked at a site: its own rows and those of every school it belongs to."""
    found, at = NEVER_BLOCKED, county.by_id[site]
    while True:
        autumn, spring = blocked.get(at.school_id, NEVER_BLOCKED)
        found = (found[0] | autumn, found[1] | spring)
        if at.parent_id is None:
            return found
        at = county.by_id[at.parent_id]


def _past_visits(county: County, demand: Demand) -> dict[str, tuple[tuple[str, str], ...]]:
    """Last year's visits by teacher, with the receiving school of today."""
    visits: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in county.exchanges:
        to = demand.school_of.get(row.to_id)
        if row.kind == "visit" and to is not None:
            visits[row.teacher].add((to, row.subject))
    return {teacher: tuple(sorted(found)) for teacher, found in sorted(visits.items())}


def _past_half_days(county: County, policy: Policy, demand: Demand) -> dict[tuple[str, str], Blocked]:
    """Half-days of last year's visits by teacher and school, per planned semester.

    Those of the same half of the year; where nothing is said of it, those of the other.
    """
    said: dict[tuple[str, str], dict[str, set[HalfDay]]] = defaultdict(lambda: defaultdict(set))
    for row in county.exchanges:
        to = demand.school_of.get(row.to_id)
        if row.kind == "visit" and to is not None:
            for semester in row.semester.split(";"):
                said[row.teacher, to][semester[-1:]] |= set(row.half_days)
    found = {}
    for key, halves in sorted(said.items()):
        every = frozenset(half_day for own in halves.values() for half_day in own)
        both = (frozenset(halves.get("1", ())) or every, frozenset(halves.get("2", ())) or every)
        found[key] = _in_planned(both, policy)
    return found


def _seats(county: County) -> dict[tuple[str, str], dict[HalfDay, int]]:
    seats: dict[tuple[str, str], dict[HalfDay, int]] = {}
    for row in county.vehicles:
        half_days = seats.setdefault((row.from_id, row.to_id), {})
        half_days[row.half_day] = half_days.get(row.half_day, 0) + row.seats
    return seats
