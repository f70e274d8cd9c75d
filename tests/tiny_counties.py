"""Tiny random counties, small enough to try every plan: for hypothesis and, by seed, for everybody else.

Schools stand close together, so that choices exist; limits and bounds are drawn so that most counties have a
plan and some have none. Figures are rounded as the reader rounds them (1 m, 0.001, 0.00001).
"""

from random import Random
from typing import Any

from hypothesis import strategies as st
from lianxiao.models.county import County, ListedTravel, Need, Pin, StandingAlliance
from lianxiao.models.mode import AllianceCount, Mode
from lianxiao.models.policy import Objective, Policy, TravelSettings
from lianxiao.models.school import School
from lianxiao.models.words import Area, PinRule, Role, Seat, Stage, Term

PLANS_AT_MOST = 300_000  # rough upper bound on the plans of one county
SUBJECTS = ("english", "music", "art")
FIRST_ROLES = (Role.CORE, Role.MEMBER, Role.CORE)
ROLES = (*[Role.CORE] * 3, *[Role.MEMBER] * 6, *[Role.EITHER] * 2, Role.NONE)
WEIGHTS = (1.0, 1.0, 2.0, 0.5, 0.25)
TOLERANCES = (0.0, 0.0, 0.0, 0.1, 0.25, 1.0, 0.333333)
CATEGORIES = ("pastoral", "weak", "")


def tiny_county(rng: Random) -> tuple[County, Policy]:
    """Draw one county with its settings from a source of chance."""
    stages = (Stage.PRIMARY, Stage.JUNIOR) if chance(rng, 0.35) else (Stage.PRIMARY,)
    several = rng.choice(("once", "each"))
    modes = _modes(rng, stages)
    served = {stage for mode in modes for stage in mode.stages}
    schools = _schools(rng, stages)
    while len(schools) > 3 and _rough_plans(schools, served, several, modes) > PLANS_AT_MOST:
        gone = schools[-1].school_id
        schools = [s for s in schools if gone not in (s.school_id, s.parent_id)]
    travel, settings = draw_travel(rng, schools)
    modes = tuple(_with_a_limit_just_met(rng, mode, travel) for mode in modes)
    needs = draw_needs(rng, schools) if chance(rng, 0.7) else None
    county = County(
        schools=tuple(schools),
        travel=travel,
        needs=needs,
        pins=_pins(rng, schools, served, several),
        alliances=draw_standing(rng, schools),
    )
    policy = Policy(
        name="tiny", several_stages=several, travel=settings, mode=modes, objective=draw_objective(rng, needs)
    )
    return county, policy


def random_county(seed: int) -> tuple[County, Policy]:
    """Draw the county of a seed: the same one everywhere."""
    return tiny_county(Random(seed))


def counties() -> st.SearchStrategy[tuple[County, Policy]]:
    """Hypothesis strategy of ``(County, Policy)``."""
    return st.randoms(use_true_random=False).map(tiny_county)


def chance(rng: Random, share: float) -> bool:
    """Whether something rare happens; hypothesis shrinks towards small draws, so towards "no"."""
    return rng.randrange(1000) >= 1000 * (1 - share)


def stages_in_scope(school: School, served: set[Stage], several: str) -> list[Stage]:
    """Stages in which the school is to be placed: where a named pin may speak of it."""
    if school.parent_id is not None or not school.role.may_be_led:
        return []
    ordered = sorted((stage for stage in school.stages if stage in served), key=lambda stage: stage.rank)
    return ordered[-1:] if several == "once" else ordered


def _rough_plans(schools: list[School], served: set[Stage], several: str, modes: tuple[Mode, ...]) -> float:
    alone = any(mode.min_members == 0 for mode in modes)
    plans = 1.0
    for stage in served:
        leaders = [s for s in schools if s.role.may_lead and s.parent_id is None and stage in s.stages]
        placed = [s for s in schools if stage in stages_in_scope(s, served, several)]
        plans *= (1 + len(leaders)) ** len(placed) * (len(modes) + alone) ** len(leaders)
    return plans


def _modes(rng: Random, stages: tuple[Stage, ...]) -> tuple[Mode, ...]:
    modes = []
    for index in range(rng.choice((1, 1, 1, 2))):
        least = rng.choice((0, 1, 1, 1, 1, 2))
        most = rng.choice((0, max(least, 2), 3, max(least, 1)))
        given: dict[str, Any] = {
            "key": "joint_alliance",
            "id": ("near", "far")[index],
            "stages": tuple(stages) if chance(rng, 0.75) else (rng.choice(stages),),
            "min_members": least,
            "max_members": most,
        }
        if chance(rng, 0.5):
            given["max_km"] = rng.choice((6.0, 8.0, 10.0, 12.0, 7.5, 9.05))
        if chance(rng, 0.25):
            given["max_minutes"] = rng.choice((12.0, 15.0, 18.0, 13.5, 12.0833))
        for side in ("core", "member"):
            if chance(rng, 0.08):
                given[f"{side}_area"] = tuple(rng.sample(list(Area), 2))
            if chance(rng, 0.06):
                given[f"{side}_seat"] = tuple(rng.sample(list(Seat), 2))
            if chance(rng, 0.06):
                given[f"{side}_category"] = tuple(rng.sample(CATEGORIES[:2], rng.choice((1, 2))))
        if chance(rng, 0.2):
            low = rng.choice((0, 0, 1))
            bounds: tuple[dict[str, int], ...] = (
                {"min": low, "max": low + rng.choice((0, 1, 2))},
                {"min": rng.choice((1, 1, 2))},
                {"exactly": rng.choice((0, 1, 1, 2))},
            )
            given["alliances"] = AllianceCount(**rng.choice(bounds))
        given["use_every_core"] = chance(rng, 0.2 if len(stages) > 1 else 0.1)
        given["place_all"] = chance(rng, 0.06)
        modes.append(Mode(**given))
    return tuple(modes)


def _with_a_limit_just_met(rng: Random, mode: Mode, travel: dict[tuple[str, str], ListedTravel]) -> Mode:
    """Now and then a limit that is exactly one of the longer ways."""
    if not travel or not chance(rng, 0.3):
        return mode
    listed = sorted(travel.values(), key=lambda way: way.km)
    km, minutes = rng.choice(listed[len(listed) // 2 :])
    if minutes is None or chance(rng, 0.5):
        return mode.model_copy(update={"max_km": km})
    return mode.model_copy(update={"max_minutes": minutes})


def _schools(rng: Random, stages: tuple[Stage, ...]) -> list[School]:
    schools: list[School] = []
    with_coordinates = chance(rng, 0.9)
    with_quality = chance(rng, 0.6)
    for index in range(rng.choice((3, 4, 5, 6, 7, 8, 8, 9, 9, 9))):
        role = FIRST_ROLES[index] if index < len(FIRST_ROLES) else rng.choice(ROLES)
        here = stages if len(stages) > 1 and chance(rng, 0.5) else (rng.choice(stages),)
        parents = [s.school_id for s in schools]
        school_id = f"{index + 1:03d}"
        schools.append(
            School(
                school_id=school_id,
                name=school_id,
                # 0.05 degrees are 5.6 km by air: about 7 km by road
                lat=None if not with_coordinates else round(30 + rng.randint(0, 50) / 1000, 3),
                lon=None if not with_coordinates else round(110 + rng.randint(0, 50) / 1000, 3),
                area=rng.choice((*Area, Area.URBAN, None)),
                seat=rng.choice((*Seat, None)),
                category=rng.choice(CATEGORIES),
                stages=here,
                role=role,
                parent_id=rng.choice(parents) if index > 2 and chance(rng, 0.1) else None,
                students=rng.choice((None, 0, 60, 150, 400, 901)) if with_quality else None,
                quality=rng.choice((None, 0.25, 0.4, 0.613, 0.9)) if with_quality else None,
                capacity=rng.choice((None, None, None, 3.0, 2.0, 2.5, 1.333)),
                load=rng.choice((1.0, 1.0, 1.0, 1.0, 0.5, 1.25, 0.667, 0.0)),
                opening_cost=rng.choice((0.0, 0.0, 3.0, 1.5, 0.00001, 7.0)),
                priority=rng.choice((1.0, 1.0, 1.0, 2.0, 0.5, 0.125)),
            )
        )
    return schools


def draw_travel(
    rng: Random, schools: list[School]
) -> tuple[dict[tuple[str, str], ListedTravel], TravelSettings]:
    has_coordinates = schools[0].lat is not None
    source = rng.choice(("straight_line", "table")) if has_coordinates else "table"
    listed_share = 0.9 if source == "table" else rng.choice((0.0, 0.3))
    travel: dict[tuple[str, str], ListedTravel] = {}
    for a, one in enumerate(schools):
        for other in schools[a + 1 :]:
            if not chance(rng, listed_share):
                continue
            pair = (one.school_id, other.school_id)
            directions = [pair, pair[::-1]] if chance(rng, 0.25) else [rng.choice((pair, pair[::-1]))]
            for direction in directions:
                # multiples of 50 m at 40 km/h are multiples of 4.5 s: half of them are ties
                metres = rng.choice(
                    (rng.randint(1, 12) * 1000, rng.randint(10, 240) * 50, rng.randint(1, 12_000))
                )
                seconds = rng.choice((None, None, rng.randint(1, 20) * 60, rng.randint(30, 1200)))
                minutes = None if seconds is None else seconds / 60
                travel[direction] = ListedTravel(km=metres / 1000, minutes=minutes)
    speed = rng.choice((40.0, 40.0, 36.0, 33.3))
    return travel, TravelSettings.model_validate({"source": source, "speed_kmh": speed})


def draw_needs(rng: Random, schools: list[School]) -> tuple[Need, ...]:
    figures = (0.0, 2.0, 4.0, 6.5, 10.0, 3.125)
    return tuple(
        Need(
            school_id=school.school_id,
            stage=stage,
            subject=subject,
            need=rng.choice(figures),
            supply=rng.choice(figures) + (rng.choice((0.0, 6.0)) if school.role is Role.CORE else 0.0),
        )
        for school in schools
        for stage in school.stages
        for subject in SUBJECTS[: 2 + (len(schools) < 6)]
        if chance(rng, 0.8)
    )


def _pins(rng: Random, schools: list[School], served: set[Stage], several: str) -> tuple[Pin, ...]:
    pins: list[Pin] = []
    led = [s for s in schools if stages_in_scope(s, served, several)]
    leading = [s for s in schools if s.role.may_lead and s.parent_id is None]
    for _ in range(rng.choice((0, 0, 1, 2, 3)) if led else 0):
        school = rng.choice(led)
        # now and then a core that can never lead the school
        cores = [s for s in (leading if chance(rng, 0.93) else schools) if s is not school]
        if not cores:
            continue
        stage = rng.choice((None, rng.choice(stages_in_scope(school, served, several))))
        rule = rng.choice(
            (PinRule.MUST, PinRule.NEVER, PinRule.NEVER, PinRule.PREFER, PinRule.AVOID, PinRule.PREFER)
        )
        pins.append(
            Pin(school_id=school.school_id, core_id=rng.choice(cores).school_id, stage=stage, rule=rule)
        )
    return tuple(pins)


def draw_standing(rng: Random, schools: list[School]) -> tuple[StandingAlliance, ...]:
    if chance(rng, 0.4):
        return ()
    # a core of the round in force may have left the county since
    cores = [s.school_id for s in schools if s.role.may_lead] + ["gone"]
    return tuple(
        StandingAlliance(core_id=rng.choice(cores), member_id=school.school_id, stage=stage, mode="near")
        for school in schools
        for stage in school.stages
        if chance(rng, 0.6)
    )


def draw_objective(rng: Random, needs: tuple[Need, ...] | None) -> Objective:
    tolerance = tuple(rng.choice(TOLERANCES) for _ in range(5)) if chance(rng, 0.5) else ()
    if chance(rng, 0.15):
        return Objective(tolerance=tolerance[:3])
    terms = [
        t for t in Term if not t.needs_exchange and (t is not Term.UNCOVERED_LESSONS or needs is not None)
    ]
    rng.shuffle(terms)
    if chance(rng, 0.7):
        terms.remove(Term.UNPLACED)
        terms.insert(0, Term.UNPLACED)
    tiers: list[dict[Term, float]] = []
    for _ in range(rng.randint(1, 5)):
        taken, terms = terms[: (size := rng.choice((1, 1, 2, 3)))], terms[size:]
        if taken:
            tiers.append({term: rng.choice(WEIGHTS) for term in taken})
    return Objective(tiers=tuple(tiers), tolerance=tolerance[: len(tiers)])
