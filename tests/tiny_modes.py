"""Tiny random counties with several modes at once, up to all eight: overrides, stages, kinds, points, pins.

One mode, the leading one, reaches far; the others are drawn tighter. So the rules of single modes (primary
instead of junior, entrusted members, a larger core, groups of any size) decide in a good share, and about one
county in eight has no plan.
"""

from random import Random
from typing import Any

from hypothesis import strategies as st
from lianxiao.models.county import County, ListedTravel, Pin, RoadTravel
from lianxiao.models.mode import AllianceCount, Mode, presets
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import Area, MemberKind, ModeKey, PinRule, Role, Seat, Stage
from lianxiao.tests.oracle_scope import TinyScope
from lianxiao.tests.tiny_counties import (
    CATEGORIES,
    chance,
    draw_needs,
    draw_objective,
    draw_standing,
    draw_travel,
)

ROUGH_PLANS = 1_000_000
K, P, J, S = Stage.KINDERGARTEN, Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR
MENUS: tuple[tuple[tuple[Stage, ...], ...], ...] = (
    ((P,), (P,), (P, J), (P, J), (J,)),
    ((P,), (P, J)),
    ((P,), (P, J), (P, J)),
    ((P,), (P,), (P, J), (P, J, S)),
    ((K,), (P,), (K, P), (P, J)),
    ((P,),),
    ((P,),),
    ((K, P), (P,), (J,), (P, J), (P, J, S), (S,)),
)
NINE_YEAR_MENUS = (MENUS[1], MENUS[2], MENUS[2], MENUS[3])
ROLES = (
    (
        (Role.CORE, Role.MEMBER, Role.CORE),
        (*[Role.CORE] * 2, *[Role.MEMBER] * 9, *[Role.EITHER] * 4, Role.NONE),
    ),
    ((Role.EITHER, Role.MEMBER), (*[Role.MEMBER] * 14, Role.EITHER, Role.NONE)),
)
AREAS_OF_CORES = ((Area.URBAN,), (Area.URBAN, Area.TOWN))
AREAS_OF_MEMBERS = ((Area.RURAL,), (Area.RURAL, Area.TOWN))
LEADING_KEYS = (
    *[ModeKey.CENTRE_SCHOOL] * 3,
    *[ModeKey.CORE_GROUP] * 4,
    *[ModeKey.CO_BUILT] * 2,
    ModeKey.COOPERATIVE,
    ModeKey.PAIRED,
)
COUNTS: tuple[dict[str, int], ...] = (
    {"min": 0, "max": 1},
    {"min": 1, "max": 2},
    {"max": 2},
    {"max": 2},
    {"min": 1},
    {"exactly": 0},
    {"exactly": 1},
    {"exactly": 1},
)
ENTRUSTED: tuple[dict[str, int], ...] = (
    {"min": 0},
    {"min": 2},
    {"min": 2},
    {"min": 0, "max": 0},
    {"min": 1, "max": 1},
    {"min": 1, "max": 1},
    {"min": 3, "max": 3},
    {"max": 1},
    {"min": 0, "max": 1},
)


def many_modes_county(rng: Random) -> tuple[County, Policy]:
    """Draw one county with its settings from a source of chance."""
    leading = rng.choice(LEADING_KEYS)
    menu = rng.choice(NINE_YEAR_MENUS if leading is ModeKey.CENTRE_SCHOOL else MENUS)
    modes = _modes(rng, leading, sorted({stage for stages in menu for stage in stages}, key=lambda s: s.rank))
    several = rng.choice(("once", "once", "once", "each"))
    schools = _schools(rng, menu)
    while len(schools) > 5 and _rough_plans(schools, modes, several) > ROUGH_PLANS:
        gone = schools[-1].school_id
        schools = [s for s in schools if gone not in (s.school_id, s.parent_id)]
    travel, settings = draw_travel(rng, schools)
    roads = None
    if chance(rng, 0.1):
        roads = _roads(rng, schools)
        settings = settings.model_copy(update={"source": "roads", "roads": "county.osm.pbf"})
        travel = dict(list(travel.items())[::3])
    needs = draw_needs(rng, schools) if chance(rng, 0.7) else None
    county = County(
        schools=tuple(schools),
        travel=travel,
        roads=roads,
        needs=needs,
        alliances=draw_standing(rng, schools),
    )
    policy = Policy(
        name="tiny",
        school_year=rng.choice((None, 2026)),
        several_stages=several,
        travel=settings,
        mode=modes,
        objective=draw_objective(rng, needs),
    )
    return county.model_copy(update={"pins": _pins(rng, county, policy)}), policy


def many_modes(seed: int) -> tuple[County, Policy]:
    """Draw the county of a seed: the same one everywhere."""
    return many_modes_county(Random(seed))


def counties_of_many_modes() -> st.SearchStrategy[tuple[County, Policy]]:
    """Hypothesis strategy of ``(County, Policy)``."""
    return st.randoms(use_true_random=False).map(many_modes_county)


def _modes(rng: Random, leading: ModeKey, stages: list[Stage]) -> tuple[Mode, ...]:
    others = [key for key in ModeKey if key is not leading]
    keys = [leading, *rng.sample(others, rng.choice((1, 2, 3, 4, 4, 4, 4, 5, 7)))]
    if chance(rng, 0.1):
        keys[-1] = leading
    modes = [_mode(rng, key, f"{key}-{at}", stages, leads=at == 0) for at, key in enumerate(keys)]
    rng.shuffle(modes)
    return tuple(modes)


def _mode(rng: Random, key: ModeKey, mode_id: str, stages: list[Stage], *, leads: bool) -> Mode:
    given: dict[str, Any] = {"key": key, "id": mode_id}
    counts = rng.choice(COUNTS) if chance(rng, 0.25 if leads else 0.05) else None
    if key is ModeKey.CENTRE_SCHOOL and leads:
        given["stages"] = (P,)
    elif counts is not None:
        given["stages"] = (P if P in stages and chance(rng, 0.8) else rng.choice(stages),)
    elif chance(rng, 0.2 if leads else 0.6):
        given["stages"] = tuple(rng.sample(stages, rng.randint(1, min(2, len(stages)))))
    given |= _size(rng, key, leads=leads)
    if not leads or chance(rng, 0.15):
        given |= _limits(rng)
    if counts is not None:
        given["alliances"] = AllianceCount(**counts)
    if key is ModeKey.CORE_GROUP and chance(rng, 0.7):
        given["entrusted"] = dict(rng.choice(ENTRUSTED))
    if key is ModeKey.PAIRED:
        given["core_larger"] = not chance(rng, 0.1)
    elif chance(rng, 0.2):
        given["core_larger"] = True
    if chance(rng, 0.3):
        given["term"] = {"start": rng.choice(("2026-1", "2026-2"))}
    return Mode(**given, use_every_core=chance(rng, 0.015), place_all=chance(rng, 0.01))


def _size(rng: Random, key: ModeKey, *, leads: bool) -> dict[str, int]:
    if chance(rng, 0.6):
        least = rng.choice((0, 1, 1, 1, 2))
        if leads:
            return {"min_members": least, "max_members": 0 if chance(rng, 0.85) else 3}
        return {"min_members": least, "max_members": max(least, rng.choice((1, 1, 2)))}
    if presets()[key]["min_members"] == 2 and chance(rng, 0.5):
        return {"min_members": 1}
    return {}


def _limits(rng: Random) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if chance(rng, 0.6):
        given["max_km"] = rng.choice((3.0, 4.0, 5.25, 6.0, 7.5, 9.05))
    if chance(rng, 0.15):
        given["max_minutes"] = rng.choice((6.0, 9.0, 12.0, 13.5, 12.0833))
    if chance(rng, 0.2):
        given["core_area"] = rng.choice(AREAS_OF_CORES)
    if chance(rng, 0.2):
        given["member_area"] = rng.choice(AREAS_OF_MEMBERS)
    for side in ("core", "member"):
        if chance(rng, 0.07):
            given[f"{side}_seat"] = tuple(rng.sample(list(Seat), 2))
        if chance(rng, 0.07):
            given[f"{side}_category"] = tuple(rng.sample(CATEGORIES[:2], rng.choice((1, 2))))
    return given


def _schools(rng: Random, menu: tuple[tuple[Stage, ...], ...]) -> list[School]:
    schools: list[School] = []
    with_coordinates = chance(rng, 0.9)
    first_roles, roles = ROLES[rng.choice((0, 1, 1))]
    for index in range(rng.choice((6, 7, 8, 9, 9, 9, 9))):
        role = first_roles[index] if index < len(first_roles) else rng.choice(roles)
        strong = role is Role.CORE or index == 0
        stages = menu[0] if strong and chance(rng, 0.5) else rng.choice(menu)
        school_id = f"{index + 1:03d}"
        parents = [s.school_id for s in schools]
        schools.append(
            School(
                school_id=school_id,
                name=school_id,
                lat=None if not with_coordinates else round(30 + rng.randint(0, 50) / 1000, 3),
                lon=None if not with_coordinates else round(110 + rng.randint(0, 50) / 1000, 3),
                area=rng.choice((*AREAS_OF_CORES[-1], Area.URBAN) if strong else (*Area, Area.RURAL, None)),
                seat=rng.choice((*Seat, None)),
                category=rng.choice(CATEGORIES),
                stages=stages,
                role=role,
                parent_id=rng.choice(parents) if index > 2 and chance(rng, 0.1) else None,
                students=rng.choice((None, 60, 400, 400, 901) if strong else (None, 0, 60, 150, 400, 500)),
                quality=rng.choice((None, 0.25, 0.4, 0.613, 0.9)),
                capacity=rng.choice((None, None, None, None, None, 5.0, 4.0, 3.0, 2.5, 1.333)),
                load=rng.choice((1.0, 1.0, 1.0, 1.0, 0.5, 1.25, 0.667, 0.0)),
                opening_cost=rng.choice((0.0, 0.0, 3.0, 1.5, 0.00001, 7.0)),
                priority=rng.choice((1.0, 1.0, 1.0, 2.0, 0.5, 0.125)),
                kind=rng.choice((None, MemberKind.ENTRUSTED, MemberKind.ORDINARY, MemberKind.ORDINARY)),
            )
        )
    return schools


def _rough_plans(schools: list[School], modes: tuple[Mode, ...], several: str) -> float:
    """Roughly how many plans there are at most, of which limits and filters leave some."""
    county, policy = County(schools=tuple(schools)), Policy(mode=modes, several_stages=several)
    scope = TinyScope(county, policy)
    leads = {
        (school.school_id, stage): 1 + sum(mode.alliances != AllianceCount() for mode in modes)
        for school in schools
        for stage in school.stages
        if any(scope.may_lead(school, mode, stage) for mode in modes)
    }
    plans = 1.0
    for possible in scope.stages_of_place.values():
        plans *= 1 + sum(stage in possible for _, stage in leads)
    for counted in leads.values():
        plans *= counted**0.5
    return plans


def _roads(rng: Random, schools: list[School]) -> RoadTravel:
    """Shortest ways by road, each direction for itself; some pairs have none."""
    pairs = {
        (one.school_id, other.school_id): ListedTravel(
            rng.randint(500, 12_000) / 1000, rng.randint(60, 1200) / 60
        )
        for one in schools
        for other in schools
        if one is not other and chance(rng, 0.85)
    }
    return RoadTravel(sha256="0" * 64, pairs=pairs)


def _pins(rng: Random, county: County, policy: Policy) -> tuple[Pin, ...]:
    scope = TinyScope(county, policy)
    leading = [s for s in county.schools if s.role.may_lead and s.parent_id is None]
    pins: list[Pin] = []
    for _ in range(rng.choice((0, 0, 1, 2, 3, 4)) if scope.scope else 0):
        place = rng.choice(sorted(scope.scope))
        # now and then a core that can never lead the school
        school = county.by_id[place[0]]
        possible = [
            (core.school_id, stage)
            for core in leading
            for mode in policy.mode
            for stage in core.stages
            if scope.place_of(school, mode, stage) == place and scope.may_take(mode, stage, core, school)
        ]
        others = [
            (core.school_id, rng.choice(sorted(scope.stages_of_place[place]))) for core in county.schools
        ]
        core_id, stage = rng.choice(possible if possible and chance(rng, 0.9) else others)
        rules = (PinRule.NEVER, PinRule.NEVER, PinRule.PREFER, PinRule.PREFER, PinRule.AVOID)
        rule = PinRule.MUST if chance(rng, 0.12 if possible else 0.02) else rng.choice(rules)
        if core_id != school.school_id:
            named = None if chance(rng, 0.5) else stage
            pins.append(Pin(school_id=school.school_id, core_id=core_id, stage=named, rule=rule))
    return tuple(pins)
