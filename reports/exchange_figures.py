"""What a plan's exchange comes to, in figures: before and after, by form, by alliance, by kind of duty.

Weekly lessons are means of both semesters. Nobody is named.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ..models.county import County
from ..models.plan import Alliance, AllianceExchange, Duty, Plan
from ..models.school import School
from ..models.staffing import StaffView
from ..models.teacher import Backbone
from ..models.words import Stage, Term

Place = tuple[str, Stage]
_SEMESTERS = 2


class Lent(NamedTuple):
    """Teachers who teach at schools that are not their own, the schools, and the weekly lessons there."""

    teachers: int
    schools: int
    lessons: float
    backbone: int


class Sent(NamedTuple):
    """Teachers who go for whole weeks, and the schools that take them."""

    teachers: int
    schools: int


class Pairs(NamedTuple):
    """Mentor pairs, one that goes on in the second semester counted once."""

    pairs: int
    mentors: int
    mentees: int


class OpenTier(NamedTuple):
    """The first aim of the plan (from 1) in which an alliance's exchange is not proven, and by how much."""

    tier: int
    gap: float


class AllianceFigures(NamedTuple):
    """One alliance: weekly lessons uncovered with own staff alone and after, and what came from others.

    ``visitors`` and ``rotating`` count teachers at its schools who come from another school. ``open`` is
    None where the alliance's exchange is proven in every aim.
    """

    alliance: str
    core: str
    stage: Stage
    alone: float
    uncovered: float
    visit_lessons: float
    visitors: int
    rotation_lessons: float
    rotating: int
    open: OpenTier | None


class Quota(NamedTuple):
    """The county's rotation quota; ``missed`` are teachers still owed, None where no aim counts them."""

    rotation: int
    backbone: int
    missed: float | None


class DutyFigures(NamedTuple):
    """Duties of one kind: how many, how many cannot be met, and the reason of the first of these."""

    kind: str
    owed: int
    missed: int
    example: str


class ExchangeFigures(NamedTuple):
    """A plan's exchange. ``alone`` and ``uncovered`` are of the schools of alliances and unplaced ones."""

    alone: float
    uncovered: float
    visits: Lent
    rotations: Lent
    postings: Sent
    shadowing: Sent
    mentors: Pairs
    quota: Quota | None
    alliances: tuple[AllianceFigures, ...]
    duties: tuple[DutyFigures, ...]


class _Lessons(NamedTuple):
    """One teacher's weekly lessons of a subject at a school that is not the own one, in one semester."""

    teacher: str
    place: Place
    lessons: int


def exchange_figures(plan: Plan, county: County, view: StaffView) -> ExchangeFigures:
    """Count what a plan's exchange comes to.

    Parameters
    ----------
    view
        Need and what each school's own staff alone covers, and the quotas.
    """
    home = _Homes(county.by_id)
    taught: Counter[Place] = Counter()
    for row in plan.exchange.teaching:
        taught[home.of(row.school), row.stage] += row.lessons
    need: Counter[Place] = Counter()
    covered: Counter[Place] = Counter()
    for one in view.needs:
        need[one.school, one.stage] += one.need
        covered[one.school, one.stage] += one.covered
    alone = {place: (need[place] - covered[place]) / 1000 for place in need}
    left = {place: need[place] / 1000 - taught[place] / _SEMESTERS for place in need}
    backbone = {one.teacher_id for one in county.teachers or () if one.backbone is not Backbone.NONE}
    visits = [
        _Lessons(row.teacher, (home.of(row.to), row.stage), row.lessons) for row in plan.exchange.visits
    ]
    rotations = _rotation_lessons(plan, home)
    solved = {one.alliance: one for one in plan.exchange.alliances}
    alliances = tuple(
        _alliance(plan, alliance, solved.get(alliance.id), alone, left, visits, rotations)
        for alliance in plan.alliances
    )
    counted = [place for alliance in plan.alliances for place in _places(alliance)]
    counted += [(one.school, one.stage) for one in plan.unplaced or ()]
    return ExchangeFigures(
        alone=sum(alone.get(place, 0.0) for place in counted),
        uncovered=sum(left.get(place, 0.0) for place in counted),
        visits=_lent(visits, backbone),
        rotations=_lent(rotations, backbone),
        postings=_sent([(row.teacher, row.to) for row in plan.exchange.postings]),
        shadowing=_sent([(row.teacher, row.to) for row in plan.exchange.shadowing]),
        mentors=_pairs(plan),
        quota=_quota(plan, view),
        alliances=alliances,
        duties=_duties(plan.duties),
    )


class _Homes:
    """The school that a site counts with: itself, or the school its chain of parents ends at."""

    def __init__(self, schools: Mapping[str, School]) -> None:
        self._schools = schools

    def of(self, site: str) -> str:
        """Follow the chain."""
        at = self._schools.get(site)
        while at is not None and at.parent_id is not None and at.parent_id in self._schools:
            at = self._schools[at.parent_id]
        return site if at is None else at.school_id


def _places(alliance: Alliance) -> list[Place]:
    return [(school, alliance.stage) for school in (alliance.core, *(m.school for m in alliance.members))]


def _rotation_lessons(plan: Plan, home: _Homes) -> list[_Lessons]:
    """Lessons of rotating teachers, which are all at the receiving school."""
    away = {
        (row.teacher, semester, home.of(row.to))
        for row in plan.exchange.rotations
        for semester in row.semesters
    }
    return [
        _Lessons(row.teacher, (home.of(row.school), row.stage), row.lessons)
        for row in plan.exchange.teaching
        if (row.teacher, row.semester, home.of(row.school)) in away
    ]


def _alliance(
    plan: Plan,
    alliance: Alliance,
    solved: AllianceExchange | None,
    alone: Mapping[Place, float],
    left: Mapping[Place, float],
    visits: Sequence[_Lessons],
    rotations: Sequence[_Lessons],
) -> AllianceFigures:
    places = frozenset(_places(alliance))
    visiting = [one for one in visits if one.place in places]
    rotating = [one for one in rotations if one.place in places]
    return AllianceFigures(
        alliance=alliance.id,
        core=alliance.core,
        stage=alliance.stage,
        alone=sum(alone.get(place, 0.0) for place in places),
        uncovered=sum(left.get(place, 0.0) for place in places),
        visit_lessons=sum(one.lessons for one in visiting) / _SEMESTERS,
        visitors=len({one.teacher for one in visiting}),
        rotation_lessons=sum(one.lessons for one in rotating) / _SEMESTERS,
        rotating=len({one.teacher for one in rotating}),
        open=None if solved is None else _open_tier(plan, solved),
    )


def _open_tier(plan: Plan, solved: AllianceExchange) -> OpenTier | None:
    """Find the first aim that the alliance's exchange leaves open; its tiers follow the plan's in order."""
    at = 0
    for tier in solved.tiers:
        while at < len(plan.tiers) and not set(tier.terms) <= set(plan.tiers[at].terms):
            at += 1
        at += 1
        if not tier.proven:
            return OpenTier(at, max(0.0, tier.value - tier.bound))
    return None


def _lent(lessons: Sequence[_Lessons], backbone: Collection[str]) -> Lent:
    teachers = {one.teacher for one in lessons}
    return Lent(
        len(teachers),
        len({one.place for one in lessons}),
        sum(one.lessons for one in lessons) / _SEMESTERS,
        len(teachers & set(backbone)),
    )


def _sent(rows: Sequence[tuple[str, str]]) -> Sent:
    return Sent(len({teacher for teacher, _ in rows}), len({to for _, to in rows}))


def _pairs(plan: Plan) -> Pairs:
    rows = {(row.mentor, row.mentee, row.subject) for row in plan.exchange.mentors}
    return Pairs(len(rows), len({mentor for mentor, _, _ in rows}), len({mentee for _, mentee, _ in rows}))


def _quota(plan: Plan, view: StaffView) -> Quota | None:
    if not view.quotas:
        return None
    missed = [tier.terms[Term.QUOTA_MISSED] for tier in plan.tiers if Term.QUOTA_MISSED in tier.terms]
    return Quota(
        sum(one.rotation for one in view.quotas),
        sum(one.backbone for one in view.quotas),
        missed[0] if missed else None,
    )


def _duties(duties: Sequence[Duty]) -> tuple[DutyFigures, ...]:
    """Count duties by kind: those that are missed most come first."""
    of_kind: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        of_kind[duty.kind].append(duty)
    counted = []
    for kind, rows in of_kind.items():
        missed = [duty for duty in rows if duty.planned < duty.minimum]
        reasons = (duty.reason for duty in missed if duty.reason)
        counted.append(DutyFigures(kind, len(rows), len(missed), next(reasons, "")))
    return tuple(sorted(counted, key=lambda one: (-one.missed, one.kind)))
