"""Tiny random counties with a round in force that one of their own plans could have been."""

from collections.abc import Sequence
from random import Random

from lianxiao.models.county import County, StandingAlliance
from lianxiao.models.plan import Alliance, PlacedMember
from lianxiao.models.policy import KeepSettings, Policy
from lianxiao.models.words import Term
from lianxiao.tests.oracle import TinyCounty
from lianxiao.tests.oracle_alliances import Group
from lianxiao.tests.tiny_counties import chance, tiny_county
from lianxiao.tests.tiny_groups import large_groups_county
from lianxiao.tests.tiny_modes import many_modes_county

PLANS_AT_LEAST = 4
PLANS_AT_MOST = 3000
SUMMED = (
    Term.UNPLACED,
    Term.TOTAL_KM,
    Term.TOTAL_MINUTES,
    Term.LOAD_KM,
    Term.ALLIANCES,
    Term.OPENING_COST,
    Term.DROPPED,
    Term.CHANGED,
    Term.PREFERENCES,
)


def alliances_of(plan: Sequence[Group]) -> tuple[Alliance, ...]:
    """A plan of the brute force as a planner would hand it in."""
    return tuple(
        Alliance(
            id=f"{group.stage}-{group.core}",
            mode=group.mode,
            stage=group.stage,
            core=group.core,
            members=tuple(PlacedMember(school=member) for member in group.members),
        )
        for group in plan
    )


def in_force(plan: Sequence[Group], rng: Random, year: int = 2026) -> tuple[StandingAlliance, ...]:
    """A plan as the round in force; some terms have ended."""
    untils = (None, f"{year}-08", f"{year}-09", f"{year + 2}-08")
    return tuple(
        StandingAlliance(
            core_id=group.core, member_id=member, stage=group.stage, mode=group.mode, until=rng.choice(untils)
        )
        for group in plan
        for member in group.members
    )


def drawn(rng: Random) -> tuple[County, Policy, list[tuple[Group, ...]]]:
    """Draw a county, of any of the three kinds, that has some plans but not too many."""
    while True:
        draw = rng.choice((tiny_county, tiny_county, many_modes_county, large_groups_county))
        county, policy = draw(rng)
        plans = TinyCounty(county, policy).plans_that_differ()
        if PLANS_AT_LEAST <= len(plans) <= PLANS_AT_MOST:
            return county, policy, plans


def county_in_force(seed: int) -> tuple[County, Policy]:
    """A county whose round in force is most often one of its own plans; now and then few may change."""
    rng = Random(seed)
    county, policy, plans = drawn(rng)
    policy = policy.model_copy(update={"school_year": 2026})
    if chance(rng, 0.8):
        county = county.model_copy(update={"alliances": in_force(rng.choice(plans), rng)})
    if chance(rng, 0.3):
        policy = policy.model_copy(update={"keep": KeepSettings(changed_at_most=rng.choice((0, 1, 1, 2)))})
    return county, policy
