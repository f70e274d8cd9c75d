"""Nantou without its teachers: all tiers proven, the same plan twice, a reason for everybody left out."""

from functools import cache

import pytest
from lianxiao.instances import nantou
from lianxiao.instances.read import read_county
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.rule import Rule
from lianxiao.solver.check import check_plan
from lianxiao.solver.run import solve_case
from lianxiao.tests.room_changes import hold
from lianxiao.tests.without_teachers import without_teachers

READ = read_county(nantou.FOLDER)
COUNTY = without_teachers(READ.county)


DEFAULT_KM = 30.0
"""Nantou's own limit: its plan is solved once for both tests."""


def limited(max_km: float) -> Policy:
    modes = tuple(mode.model_copy(update={"max_km": max_km}) for mode in READ.policy.mode)
    return READ.policy.model_copy(update={"mode": modes})


def solved(policy: Policy) -> Solved:
    outcome = solve_case(COUNTY, policy, time_limit=300, workers=2, seed=0)
    assert isinstance(outcome, Solved)
    return outcome


@cache
def solved_within(max_km: float) -> Solved:
    return solved(limited(max_km))


def test_the_same_call_gives_the_same_proven_plan() -> None:
    assert limited(DEFAULT_KM) == READ.policy
    first, again = solved_within(DEFAULT_KM), solved(READ.policy)
    assert first.plan.status == "optimal"
    assert all(tier.proven and tier.best == tier.bound for tier in first.plan.tiers)
    assert first.plan.alliances == again.plan.alliances
    assert first.plan.tiers == again.plan.tiers
    assert first.certificate == again.certificate


@pytest.mark.parametrize("max_km", [12.0, DEFAULT_KM])
def test_everybody_left_out_has_a_reason_and_a_nearest_core(max_km: float) -> None:
    policy = limited(max_km)
    found = solved_within(max_km)
    assert found.plan.status == "optimal"
    assert check_plan(COUNTY, policy, found.plan, found.certificate).sound
    unplaced = found.plan.unplaced or ()
    assert len(unplaced) == found.plan.tiers[0].value > 0
    for left in unplaced:
        assert left.reasons, left.school
        for reason in left.reasons:
            assert reason.text
            assert reason.nearest in COUNTY.by_id
            assert reason.km is not None
            assert (reason.rule == Rule.MAX_KM) == (reason.km > max_km), left.school
        assert left.room is not None
        hold(COUNTY, policy, found.plan.alliances, left.school, left.room)
