"""Everything the exchange needs to know of each school, worked out once; cases of alliances made from it.

Source: docs/exchange.md. Making a case only looks up and adds: grouping asks for thousands of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import permutations

from ...models.county import County
from ...models.half_day import HalfDay
from ...models.mode import Mode
from ...models.policy import ExchangeSettings, Policy
from ...models.staffing import Form
from ...models.teacher import Backbone, Teacher
from ...models.words import MemberKind, Stage, Term
from ..scope import Place
from .alone import Hand, staff_alone
from .case import AllianceCase, Person, SchoolCase
from .demand import Demand, demand_of
from .eligibility import verdict
from .quotas import Heads, Quota, in_quota_scope, quotas_of_stage
from .ways import Ways, seconds_in, ways_between

Blocked = tuple[frozenset[HalfDay], frozenset[HalfDay]]
NEVER_BLOCKED: Blocked = (frozenset(), frozenset())


@dataclass(frozen=True)
class ReadySchool:
    """One school (with its points) in one stage, as it enters any case.

    Attributes
    ----------
    people
        Sorted by teacher id; their school is index 0.
    teaching
        What its own staff alone teaches: weekly lessons by (teacher, subject).
    pooled
        Σ of the most weekly lessons of its teachers by the subjects they can give.
    """

    school: SchoolCase
    people: tuple[Person, ...]
    teaching: Mapping[tuple[str, str], int]
    pooled: Mapping[frozenset[str], int]

    @property
    def need(self) -> int:
        """Weekly lessons (thousandths) over all subjects."""
        return sum(self.school.need.values())


@dataclass(frozen=True)
class Staffing:
    """The teachers of a county, ready for every case. Lessons are in thousandths.

    Attributes
    ----------
    schools
        Every (school, stage) that takes part, sorted by school and stage.
    ready
        What is known of each of them.
    past_visits
        Last year's visits by teacher: (receiving school, subject), each once.
    seats
        By (site, site) with vehicles: seats by half-day.
    """

    schools: tuple[Place, ...]
    ready: Mapping[Place, ReadySchool]
    ways: Ways
    settings: ExchangeSettings
    school_year: int | None
    past_visits: Mapping[str, tuple[tuple[str, str], ...]]
    seats: Mapping[tuple[str, str], Mapping[HalfDay, int]]

    def case(
        self,
        alliance_id: str,
        stage: Stage,
        core: str,
        members: Collection[str],
        mode: Mode,
        kinds: Mapping[str, MemberKind | None] | None = None,
        tiers: tuple[Mapping[Term, int], ...] = (),
    ) -> AllianceCase:
        """Make the case of one alliance: the core first, then the members by id.

        Parameters
        ----------
        kinds
            Kind of each member, for modes in which entrusted members belong to the core.
        tiers
            The plan's tiers that hold terms of the exchange, as whole weights.
        """
        names = (core, *sorted(members))
        ready = [self.ready[name, stage] for name in names]
        schools = tuple(
            ready[0].school if not at else one.school._replace(is_member=True) for at, one in enumerate(ready)
        )
        uncounted = self._uncounted(names, mode, kinds or {})
        counting = [
            any((at, to) not in uncounted for to in range(len(names)) if to != at) or len(names) == 1
            for at in range(len(names))
        ]
        people = tuple(
            sorted(
                person._replace(school=at, counts=counting[at])
                for at, one in enumerate(ready)
                for person in one.people
            )
        )
        sites = [site for school in schools for site in school.sites]
        site_seconds = self.ways.within(permutations(sites, 2), seconds_in(self.settings.visit_minutes_max))
        school_seconds = self.ways.within(
            permutations(names, 2), seconds_in(self.settings.rotation_minutes_max)
        )
        at_of = {name: at for at, name in enumerate(names)}
        return AllianceCase(
            alliance=alliance_id,
            stage=stage,
            schools=schools,
            people=people,
            site_seconds=site_seconds,
            school_seconds={(at_of[a], at_of[b]): seconds for (a, b), seconds in school_seconds.items()},
            settings=self.settings,
            open=self._open(mode),
            kept=self._kept(people, schools, at_of, site_seconds),
            seats={pair: self.seats[pair] for pair in site_seconds if pair in self.seats}
            if self.seats
            else {},
            tiers=tiers,
            uncounted=uncounted,
        )

    def alone_case(self, school: str, stage: Stage) -> AllianceCase:
        """Make the case of one school in no alliance."""
        one = self.ready[school, stage]
        return AllianceCase(
            alliance="",
            stage=stage,
            schools=(one.school,),
            people=one.people,
            site_seconds={},
            school_seconds={},
            settings=self.settings,
        )

    def alone(self, school: str, stage: Stage) -> int:
        """Lessons that the own staff alone leaves uncovered."""
        return self.ready[school, stage].school.alone

    def staff_alone(self, school: str, stage: Stage) -> Mapping[tuple[str, str], int]:
        """Return a staffing that leaves `alone`: weekly (whole) lessons by (teacher, subject)."""
        return self.ready[school, stage].teaching

    def quota(self, school: str, stage: Stage) -> tuple[int, int]:
        """Rotation quota and backbone quota of the school."""
        one = self.ready[school, stage].school
        return one.rotation_quota, one.backbone_quota

    def need(self, school: str, stage: Stage) -> Mapping[str, int]:
        """Need by subject; what a subject has beyond whole lessons nobody can cover."""
        return self.ready[school, stage].school.need

    def need_total(self, school: str, stage: Stage) -> int:
        """Need over all subjects."""
        return self.ready[school, stage].need

    def worst_alone(self, school: str, stage: Stage) -> int:
        """Uncovered share of the need in 0.0001, rounded half up, of a school left alone (sentence 29)."""
        one = self.ready[school, stage]
        return (20_000 * one.school.alone + one.need) // (2 * one.need) if one.need else 0

    def pooled_staff(self, school: str, stage: Stage) -> Mapping[frozenset[str], int]:
        """Σ of the most weekly (whole) lessons of the teachers by the subjects they can give."""
        return self.ready[school, stage].pooled

    def _open(self, mode: Mode) -> tuple[bool, bool]:
        """Sentence 13: closed before the mode's term starts."""
        start = mode.term.start if mode.term is not None else None
        if start is None or self.school_year is None:
            return (True, True)
        return (f"{self.school_year}-1" >= start, f"{self.school_year}-2" >= start)

    def _uncounted(
        self, names: tuple[str, ...], mode: Mode, kinds: Mapping[str, MemberKind | None]
    ) -> frozenset[tuple[int, int]]:
        """Sentence 26: rotations inside one legal person count only where the setting says so."""
        if self.settings.count_inside_legal_person or mode.legal_status == "separate":
            return frozenset()
        inside = [
            at
            for at, name in enumerate(names)
            if not at or mode.legal_status == "one_legal_person" or kinds.get(name) is MemberKind.ENTRUSTED
        ]
        return frozenset(permutations(inside, 2))

    def _kept(
        self,
        people: tuple[Person, ...],
        schools: tuple[SchoolCase, ...],
        at_of: Mapping[str, int],
        site_seconds: Mapping[tuple[str, str], int],
    ) -> frozenset[tuple[int, int, str]]:
        """Sentence 31: last year's visits that could go on."""
        if not self.past_visits:
            return frozenset()
        return frozenset(
            (who, at_of[to], subject)
            for who, person in enumerate(people)
            if person.may_visit
            for to, subject in self.past_visits.get(person.teacher, ())
            if to in at_of
            and at_of[to] != person.school
            and subject in person.subjects
            and any(
                schools[at_of[to]].site_need.get((site, subject), 0) >= 1000
                and (person.site, site) in site_seconds
                for site in schools[at_of[to]].sites
            )
        )


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
    site_blocked = {site: _blocked_at(county, site, blocked) for site in demand.school_of}
    return Staffing(
        schools=demand.places,
        ready={
            place: _ready(place, demand, settings, people[place], quotas[place], site_blocked)
            for place in demand.places
        },
        ways=ways_between(county, policy, sorted(demand.school_of)),
        settings=settings,
        school_year=policy.school_year,
        past_visits=_past_visits(county, demand),
        seats=_seats(county),
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
        blocked=blocked.get(teacher.teacher_id, NEVER_BLOCKED),
    )


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
    hands = [Hand(person.teacher, person.subjects, person.lessons_max) for person in people]
    teaching = staff_alone(hands, {subject: lessons // 1000 for subject, lessons in need.items()})
    pooled: dict[frozenset[str], int] = defaultdict(int)
    for person in people:
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
        alone=sum(need.values()) - 1000 * sum(teaching.values()),
        rotation_quota=quota.rotation,
        backbone_quota=quota.backbone,
        away_most=quota.away_most,
        backbone_away_most=quota.backbone_away_most,
    )
    return ReadySchool(case, people, teaching, dict(pooled))


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


def _seats(county: County) -> dict[tuple[str, str], dict[HalfDay, int]]:
    seats: dict[tuple[str, str], dict[HalfDay, int]] = {}
    for row in county.vehicles:
        half_days = seats.setdefault((row.from_id, row.to_id), {})
        half_days[row.half_day] = half_days.get(row.half_day, 0) + row.seats
    return seats
