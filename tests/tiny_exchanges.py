"""Tiny random counties with teachers, small enough to try every exchange: for hypothesis and by seed.

Few half-days are open and few lessons are needed, so that each limit of the exchange binds in some of them.
Months stand close to the bounds of the rules. `one_alliance` has one possible grouping, `two_cores` several.
"""

from collections.abc import Callable, Sequence
from math import prod
from random import Random
from typing import Any

from hypothesis import strategies as st
from lianxiao.models.county import ClassCount, County, ListedTravel, Need
from lianxiao.models.half_day import HalfDay
from lianxiao.models.mode import Mode
from lianxiao.models.policy import ExchangeSettings, Objective, Policy, TravelSettings
from lianxiao.models.school import School
from lianxiao.models.school_year import Blocked, Vehicle
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import Area, MemberKind, Role, Stage, Term
from lianxiao.tests.oracle_exchange_terms import GREATEST, OF_EXCHANGE
from lianxiao.tests.oracle_staff import TinyStaff
from lianxiao.tests.oracle_weeks import TinyAlliance
from lianxiao.tests.tiny_counties import chance
from lianxiao.tests.tiny_staff import SUBJECTS, draw_last_year, draw_teachers

P = Stage.PRIMARY
CHOICES_AT_MOST = 10_000
"""Rough upper bound on the choices that all teachers of an alliance have in a semester."""
WEIGHTS = (1.0, 1.0, 2.0, 0.5)


def one_alliance(rng: Random) -> tuple[County, Policy]:
    """Draw a county whose only grouping is one core with all its members."""
    return _county(rng, cores=1, members=rng.choice((1, 1, 2, 2, 2)))


def two_cores(rng: Random) -> tuple[County, Policy]:
    """Draw a county with two cores and some groupings; a school may stay unplaced."""
    return _county(rng, cores=2, members=rng.choice((1, 2, 2, 3)))


def random_exchange(seed: int) -> tuple[County, Policy]:
    """Draw the county of one alliance of a seed: the same one everywhere."""
    return one_alliance(Random(seed))


def random_joint(seed: int) -> tuple[County, Policy]:
    """Draw the county of two cores of a seed."""
    return two_cores(Random(seed))


def exchanges(
    draw: Callable[[Random], tuple[County, Policy]] = one_alliance,
) -> st.SearchStrategy[tuple[County, Policy]]:
    """Hypothesis strategy of ``(County, Policy)``."""
    return st.randoms(use_true_random=False).map(draw)


def _county(rng: Random, cores: int, members: int) -> tuple[County, Policy]:
    schools = _schools(rng, cores, members)
    settings = _settings(rng)
    mode = _mode(rng, cores, members)
    subjects = SUBJECTS[: rng.choice((1, 2, 2, 2, 3))]
    teachers = draw_teachers(rng, schools, subjects)
    county = County(
        schools=tuple(schools),
        travel=_travel(rng, schools),
        needs=_needs(rng, schools, subjects),
        classes=_classes(rng, schools),
        teachers=tuple(teachers),
        blocked=_blocked(rng, schools, teachers),
        vehicles=_vehicles(rng, schools),
        exchanges=draw_last_year(rng, schools, teachers),
    )
    policy = Policy(
        name="tiny",
        school_year=2026,
        travel=TravelSettings(source="table"),
        mode=(mode,),
        objective=Objective(tiers=_tiers(rng, cores)),
        exchange=settings,
    )
    return _small_enough(county, policy), policy


def _small_enough(county: County, policy: Policy) -> County:
    """Exempt teachers, the last first, until everything can be tried."""
    for at in range(len(county.teachers or ()), -1, -1):
        teachers = list(county.teachers or ())
        for late in range(at, len(teachers)):
            teachers[late] = teachers[late].model_copy(update={"exempt": "ill", "exempt_until": None})
        tried = county.model_copy(update={"teachers": tuple(teachers)})
        if all(_choices(tried, policy, semester) <= CHOICES_AT_MOST for semester in (0, 1)):
            return tried
    raise AssertionError("nobody goes anywhere, and still too many choices")


def _choices(county: County, policy: Policy, semester: int) -> int:
    staff = TinyStaff(county, policy)
    most = 0
    members = tuple(s.school_id for s in county.schools if s.role is Role.MEMBER and s.parent_id is None)
    for core in county.schools:
        if core.role is Role.CORE:
            alliance = TinyAlliance(staff, policy.mode[0], P, core.school_id, members)
            most = max(
                most,
                prod(
                    1 + len(alliance.weeks(teacher, semester)) + len(members) * staff.may_rotate(teacher)
                    for teacher in alliance.teachers
                ),
            )
    return most


def _schools(rng: Random, cores: int, members: int) -> list[School]:
    schools = [
        School(
            school_id=f"{index + 1:02d}",
            name=f"{index + 1:02d}",
            township=rng.choice(("East", "West")),
            area=rng.choice((Area.URBAN, Area.TOWN, Area.RURAL)),
            stages=(P,),
            role=Role.CORE if index < cores else Role.MEMBER,
            kind=rng.choice((MemberKind.ENTRUSTED, MemberKind.ORDINARY)),
            classes=rng.choice((None, 1, 1, 1, 2, 3)),
            priority=rng.choice((1.0, 1.0, 2.0)),
        )
        for index in range(cores + members)
    ]
    if chance(rng, 0.25):
        parent = rng.choice(schools)
        schools.append(
            School(
                school_id=f"{parent.school_id}p",
                name="point",
                stages=(P,),
                role=Role.NONE,
                parent_id=parent.school_id,
                classes=None if parent.classes is None else 1,
            )
        )
    if chance(rng, 0.15):
        schools.append(School(school_id="99", name="99", stages=(P,), role=Role.NONE))
    return schools


def _settings(rng: Random) -> ExchangeSettings:
    both = ("visit", "rotation", "posting", "mentoring", "shadowing")
    return ExchangeSettings(
        forms=rng.choice((*[both] * 8, *[("visit",)] * 7, ("rotation",), ("posting",))),
        visit_days_max=rng.choice((1, 1, 1, 1, 2, 2, 2, 0)),
        lessons_per_half_day=rng.choice((1, 1, 2, 2, 3)),
        class_lessons_per_day=rng.choice((1, 1, 1, 2)),
        visit_minutes_max=rng.choice((20.0, 30.0, 40.0)),
        rotation_minutes_max=rng.choice((30.0, 45.0, 90.0)),
        visitors_max=rng.choice((1, 1, 2)),
        home_lessons_min=rng.choice((0.0, 1.0, 1.5, 2.0)),
        away_share_max=rng.choice((0.0, 0.2, 0.34, 0.5, 0.5, 1.0)),
        rotation_share=rng.choice((0.1, 0.34, 0.5, 1.0)),
        quota_scope=rng.choice(("strong", "county")),
        backbone_share=rng.choice((0.0, 0.2, 0.5)),
        backbone_of=rng.choice(("rotating", "eligible")),
        rotation_lessons_min=rng.choice((0.0, 1.0, 2.5, 3.0, 4.0)),
        retire_within_years=rng.choice((5.0, 4.0, 3.0, 15.0)),
        count_inside_legal_person=chance(rng, 0.3),
    )


def _mode(rng: Random, cores: int, members: int) -> Mode:
    given: dict[str, Any] = {"key": rng.choice(("joint_alliance", "joint_alliance", "fused", "core_group"))}
    given["stages"] = (P,)
    if given["key"] == "core_group":
        given["entrusted"] = {"min": 0, "max": 5}
    if cores == 1:
        given |= {"min_members": members, "max_members": members, "place_all": True}
    else:
        given |= {"min_members": 1, "max_members": rng.choice((1, 2, 3))}
    if chance(rng, 0.25):
        given["term"] = {"start": rng.choice(("2026-1", "2026-2", "2026-2", "2027-1"))}
    return Mode(**given)


def _travel(rng: Random, schools: Sequence[School]) -> dict[tuple[str, str], ListedTravel]:
    cores = {school.school_id for school in schools if school.role is Role.CORE}
    found: dict[tuple[str, str], ListedTravel] = {}
    for at, one in enumerate(schools):
        for other in schools[at + 1 :]:
            if {one.school_id, other.school_id} & cores or chance(rng, 0.9):
                seconds = rng.choice((rng.randint(1, 4) * 600, rng.randint(60, 3000)))
                found[one.school_id, other.school_id] = ListedTravel(rng.randint(1, 40), seconds / 60)
                if chance(rng, 0.2):
                    back = rng.randint(1, 5) * 600
                    found[other.school_id, one.school_id] = ListedTravel(rng.randint(1, 40), back / 60)
    return found


def _needs(rng: Random, schools: Sequence[School], subjects: Sequence[str]) -> tuple[Need, ...]:
    core, member = (0.0, 1.0, 2.0, 2.5, 4.0, 5.0), (0.5, 1.0, 2.0, 3.0, 3.5, 4.0, 5.0, 6.0)
    return tuple(
        Need(
            school_id=school.school_id,
            stage=P,
            subject=subject,
            need=rng.choice(core if school.role is Role.CORE else member),
        )
        for school in schools
        for subject in subjects
        if chance(rng, 0.85)
    )


def _classes(rng: Random, schools: Sequence[School]) -> tuple[ClassCount, ...]:
    """Now and then one school's classes by grade; half a class is one of a combined class."""
    if not chance(rng, 0.2):
        return ()
    school = rng.choice([s for s in schools if s.classes is not None] or [schools[0]])
    return tuple(
        ClassCount(school_id=school.school_id, stage=P, grade=grade, classes=rng.choice((0.5, 1.0)))
        for grade in (1, 2, 3)
    )


def _blocked(rng: Random, schools: Sequence[School], teachers: Sequence[Teacher]) -> tuple[Blocked, ...]:
    """All half-days but a few are blocked at every school, and some more for teachers and schools."""
    opened = rng.sample(list(HalfDay)[: rng.choice((2, 4, 6, 10))], 2)
    if chance(rng, 0.5):
        opened += [h for h in HalfDay if h.day == opened[0].day]
    rows = [
        Blocked(id=school.school_id, half_day=half_day)
        for school in schools
        if school.parent_id is None
        for half_day in HalfDay
        if half_day not in opened
    ]
    names = [s.school_id for s in schools] + [t.teacher_id for t in teachers]
    for _ in range(rng.choice((0, 0, 1, 2, 3))):
        semester = rng.choice((None, 1, 2))
        rows.append(Blocked(id=rng.choice(names), half_day=rng.choice(opened), semester=semester))
    return tuple(rows)


def _vehicles(rng: Random, schools: Sequence[School]) -> tuple[Vehicle, ...]:
    if not chance(rng, 0.35):
        return ()
    ids = [school.school_id for school in schools]
    cores = [school.school_id for school in schools if school.role is Role.CORE]
    pairs = [(a, b) for a in cores for b in ids if a != b and chance(rng, 0.7)]
    return tuple(
        Vehicle(from_id=a, to_id=b, half_day=half_day, seats=rng.choice((0, 1, 1)))
        for a, b in pairs
        for half_day in HalfDay
        if chance(rng, 0.6)
    )


def _tiers(rng: Random, cores: int) -> tuple[dict[Term, float], ...]:
    """Half of them in the default order; a maximum shares its tier with no other term of the exchange."""
    unplaced: dict[Term, float] = {Term.UNPLACED: 1.0}
    if chance(rng, 0.4):
        default: list[dict[Term, float]] = [
            {term: 1.0} for term in OF_EXCHANGE if term is not Term.WORST_TEACHER_MINUTES
        ]
        return (unplaced, *default)
    terms: list[Term] = list(OF_EXCHANGE)
    rng.shuffle(terms)
    tiers: list[dict[Term, float]] = []
    while terms:
        tier: dict[Term, float] = {terms.pop(): rng.choice(WEIGHTS)}
        while terms and chance(rng, 0.35) and not set(GREATEST) & {*tier, terms[-1]}:
            tier[terms.pop()] = rng.choice(WEIGHTS)
        if cores > 1 and chance(rng, 0.3):
            tier[Term.TOTAL_KM] = 0.25
        tiers.append(tier)
    if cores > 1:  # a plan counts each term once
        seen = False
        for tier in tiers:
            if seen:
                tier.pop(Term.TOTAL_KM, None)
            seen = seen or Term.TOTAL_KM in tier
    return (unplaced, *tiers[: rng.choice((1, 2, 3, 6, 6))])
