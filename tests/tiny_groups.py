"""Tiny random counties with groups of any size: most schools may lead, capacities, openings, exact numbers.

The shape of capacitated location problems: one stage, one mode without an upper bound of members, one tier or
two.
"""

from random import Random
from typing import Any

from lianxiao.models.county import County, ListedTravel, Need, Pin
from lianxiao.models.mode import AllianceCount, Mode
from lianxiao.models.policy import Objective, Policy, TravelSettings
from lianxiao.models.school import School
from lianxiao.models.words import MemberKind, ModeKey, PinRule, Role, Stage, Term
from lianxiao.tests.tiny_counties import chance, draw_needs

SINGLE: tuple[dict[Term, float], ...] = (
    {Term.TOTAL_KM: 1.0},
    {Term.TOTAL_KM: 1.0, Term.OPENING_COST: 1.0},
    {Term.LOAD_KM: 1.0, Term.OPENING_COST: 1.0},
    {Term.UNPLACED: 20.0, Term.TOTAL_KM: 1.0, Term.OPENING_COST: 2.0},
    {Term.UNPLACED: 3.0, Term.LOAD_KM: 0.5, Term.ALLIANCES: 1.0},
    {Term.TOTAL_MINUTES: 1.0, Term.ALLIANCES: 4.0, Term.UNPLACED: 50.0},
    {Term.WORST_KM: 1.0},
    {Term.UNCOVERED_LESSONS: 1.0, Term.TOTAL_KM: 0.25},
)
TWO: tuple[tuple[dict[Term, float], ...], ...] = (
    ({Term.UNPLACED: 1.0}, {Term.TOTAL_KM: 1.0, Term.OPENING_COST: 1.0}),
    ({Term.UNPLACED: 1.0}, {Term.LOAD_KM: 1.0}),
    ({Term.WORST_KM: 1.0}, {Term.TOTAL_KM: 1.0}),
    ({Term.UNPLACED: 1.0}, {Term.UNCOVERED_LESSONS: 1.0, Term.OPENING_COST: 0.5}),
    ({Term.UNCOVERED_LESSONS: 1.0}, {Term.TOTAL_KM: 1.0}),
    ({Term.OPENING_COST: 1.0, Term.UNPLACED: 2.0}, {Term.TOTAL_MINUTES: 1.0}),
)
KEYS = (ModeKey.CO_BUILT, ModeKey.COOPERATIVE, ModeKey.CORE_GROUP, ModeKey.JOINT_ALLIANCE)


def large_groups_county(rng: Random) -> tuple[County, Policy]:
    """Draw one county with its settings from a source of chance."""
    size = rng.choice((6, 6, 7, 7, 7, 8))
    roles = rng.choice(((Role.EITHER,), (Role.EITHER,), (Role.EITHER, Role.EITHER, Role.MEMBER, Role.CORE)))
    schools = [_school(rng, f"{index + 1:03d}", rng.choice(roles)) for index in range(size)]
    if chance(rng, 0.15):
        last = schools[-1].model_copy(update={"parent_id": schools[0].school_id})
        schools[-1] = last
    tiers = (rng.choice(SINGLE),) if chance(rng, 0.5) else rng.choice(TWO)
    needs: tuple[Need, ...] | None = None
    if any(Term.UNCOVERED_LESSONS in tier for tier in tiers) or chance(rng, 0.2):
        needs = draw_needs(rng, schools)
    tolerance = (rng.choice((0.1, 0.25, 1.0)),) if len(tiers) > 1 and chance(rng, 0.3) else ()
    county = County(
        schools=tuple(schools), travel=_travel(rng, schools), needs=needs, pins=_pins(rng, schools)
    )
    policy = Policy(
        name="tiny",
        travel=TravelSettings(source="table"),
        mode=(_mode(rng, size),),
        objective=Objective(tiers=tiers, tolerance=tolerance),
    )
    return county, policy


def large_groups(seed: int) -> tuple[County, Policy]:
    """Draw the county of a seed: the same one everywhere."""
    return large_groups_county(Random(seed))


def _school(rng: Random, school_id: str, role: Role) -> School:
    return School(
        school_id=school_id,
        name=school_id,
        stages=(Stage.PRIMARY,),
        role=role,
        students=rng.choice((60, 150, 400)),
        quality=rng.choice((None, 0.25, 0.613)),
        capacity=rng.choice((None, None, 2.5, 3.0, 4.0, 5.0, 6.75)),
        load=rng.choice((1.0, 1.0, 0.5, 1.25, 0.667, 1.75)),
        opening_cost=rng.choice((0.0, 1.5, 3.0, 5.0, 7.0, 0.00001)),
        priority=rng.choice((1.0, 1.0, 2.0, 0.5)),
        kind=rng.choice((None, None, MemberKind.ENTRUSTED, MemberKind.ORDINARY)),
    )


def _mode(rng: Random, size: int) -> Mode:
    given: dict[str, Any] = {
        "key": rng.choice(KEYS),
        "stages": (Stage.PRIMARY,),
        "min_members": rng.choice((0, 0, 1, 1, 2)),
        "max_members": 0,
        "place_all": chance(rng, 0.5),
        "core_larger": chance(rng, 0.08),
    }
    counts: tuple[dict[str, int], ...] = (
        *[{"exactly": rng.choice((1, 2, 2, 2, 3))}] * 3,
        {"max": rng.choice((1, 2, 3))},
        {"min": rng.choice((1, 2)), "max": 3},
    )
    if chance(rng, 0.75) or size > 7:
        given["alliances"] = AllianceCount(**rng.choice(counts))
    if given["key"] is ModeKey.CORE_GROUP:
        given["entrusted"] = rng.choice(({"min": 0}, {"min": 1}, {"min": 0, "max": 2}, {"min": 1, "max": 1}))
    if chance(rng, 0.2):
        given["max_km"] = rng.choice((8.0, 10.0, 11.0))
    return Mode(**given)


def _travel(rng: Random, schools: list[School]) -> dict[tuple[str, str], ListedTravel]:
    """Whole km now and then, so that many plans are equally good."""
    whole = chance(rng, 0.3)
    return {
        (one.school_id, other.school_id): ListedTravel(
            rng.randint(1, 12) * 1.0 if whole else rng.randint(500, 12_000) / 1000, None
        )
        for at, one in enumerate(schools)
        for other in (schools if chance(rng, 0.2) else schools[at + 1 :])
        if one is not other and chance(rng, 0.97)
    }


def _pins(rng: Random, schools: list[School]) -> tuple[Pin, ...]:
    if not chance(rng, 0.25):
        return ()
    placed = [s.school_id for s in schools if s.role.may_be_led and s.parent_id is None]
    leading = [s.school_id for s in schools if s.role.may_lead and s.parent_id is None]
    pairs = [(school, core) for school in placed for core in leading if school != core]
    if not pairs:
        return ()
    return tuple(
        Pin(
            school_id=school,
            core_id=core,
            stage=rng.choice((None, Stage.PRIMARY)),
            rule=rng.choice((PinRule.MUST, PinRule.NEVER, PinRule.NEVER, PinRule.PREFER)),
        )
        for school, core in rng.sample(pairs, min(len(pairs), rng.choice((1, 1, 2))))
    )
