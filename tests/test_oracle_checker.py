"""The checker and the brute force agree on any plan: whether it keeps the rules, and every term of it.

LIANXIAO_CHECKER_CASES=200 (or more) tries more counties of each kind.
"""

import os
from collections.abc import Callable
from random import Random

import pytest
from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.plan import Alliance, PlacedMember, Plan
from lianxiao.models.policy import Policy
from lianxiao.models.words import MemberKind, Stage
from lianxiao.solver.check import check_plan
from lianxiao.tests.oracle import TinyCounty, best_plan
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import many_modes

CASES = int(os.environ.get("LIANXIAO_CHECKER_CASES", "100"))
PLANS_PER_COUNTY = 12
KINDS = (None, None, None, None, *MemberKind)

Draw = Callable[[int], tuple[County, Policy]]


def made_up(rng: Random, county: County, policy: Policy) -> tuple[Alliance, ...]:
    """Draw alliances of which many break some rule."""
    ids = [school.school_id for school in county.schools]
    return tuple(
        _alliance(
            rng.choice(policy.mode).id,
            rng.choice(list(Stage)[1:3]),
            core,
            tuple(rng.sample(ids, rng.randint(0, 3))),
            rng,
        )
        for core in rng.sample(ids, rng.randint(0, 2))
    )


def nearly_right(rng: Random, tiny: TinyCounty) -> tuple[Alliance, ...]:
    """Draw alliances that are right one by one; together they may break a rule of the whole plan."""
    slots = [slot for slot in tiny.possible.slots if slot]
    groups = [rng.choice(slot) for slot in slots if rng.random() < 0.6]
    return tuple(_alliance(group.mode, group.stage, group.core, group.members, rng) for group in groups)


def the_best(county: County, policy: Policy) -> tuple[Alliance, ...]:
    best = best_plan(county, policy)
    groups = best.groups if best else ()
    return tuple(_alliance(group.mode, group.stage, group.core, group.members) for group in groups)


def _alliance(
    mode: str, stage: Stage, core: str, members: tuple[str, ...], rng: Random | None = None
) -> Alliance:
    """Members without a kind, or with ``rng`` sometimes with one that may be wrong."""
    placed = (PlacedMember(school=member, kind=rng.choice(KINDS) if rng else None) for member in members)
    return Alliance(mode=mode, stage=stage, core=core, members=tuple(placed))


@pytest.mark.parametrize("first", range(0, CASES, 50))
@pytest.mark.parametrize("draw", [random_county, many_modes, large_groups])
def test_checker_agrees_with_brute_force(draw: Draw, first: int) -> None:
    kept = broken = 0
    for seed in range(first, first + 50):
        county, policy = draw(seed)
        rng = Random(seed)
        tiny = TinyCounty(county, policy)
        plans = [the_best(county, policy)]
        for _ in range(PLANS_PER_COUNTY):
            plans += [nearly_right(rng, tiny), made_up(rng, county, policy)]
        for alliances in plans:
            expected = tiny.judge(alliances)
            verdict = check_plan(county, policy, Plan(alliances=alliances))
            assert (not verdict.broken) == (expected is not None), (seed, alliances, verdict.broken)
            if expected is None:
                broken += 1
                continue
            kept += 1
            assert len(verdict.tiers) == len(grouping_tiers(county, policy))
            for figures in verdict.tiers:
                for term, value in figures.exact_terms.items():
                    assert value == expected[term], (seed, term, alliances)
    assert min(kept, broken) >= 60
