"""Solver, checker and brute force agree on tiny counties, on every tier and on what is impossible."""

import os
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers, tolerance_of
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.solver.check import check_plan
from lianxiao.solver.run import solve_case
from lianxiao.tests.oracle import best_plan, terms_of
from lianxiao.tests.tiny_counties import counties, random_county

CASES = int(os.environ.get("LIANXIAO_ORACLE_CASES", "200"))
FLOAT_NOISE = 1e-9  # plans carry floats; the finest tier unit is coarser by far


def agree(county: County, policy: Policy) -> None:
    """Solve, and hold every tier, the check and the recomputed terms against the brute force."""
    expected = best_plan(county, policy)
    solved = solve_case(county, policy, time_limit=20.0, workers=1, seed=0)
    if isinstance(solved, NoPlan):
        assert solved.status == "infeasible"
        assert expected is None
        return
    assert expected is not None, "a plan where none is possible"
    plan = solved.plan
    assert plan.status == "optimal"
    tiers = grouping_tiers(county, policy)
    terms = terms_of(county, policy, plan.alliances)
    assert terms is not None, "the plan breaks a rule"
    assert len(plan.tiers) == len(tiers) == len(expected.best)
    for index, (tier, reported, best) in enumerate(zip(tiers, plan.tiers, expected.best, strict=True)):
        assert reported.best == pytest.approx(float(best), abs=FLOAT_NOISE), f"tier {index}: {tier}"
        assert reported.proven, f"tier {index}"
        assert reported.bound == reported.best, f"tier {index}"
        value = sum((Fraction(repr(weight)) * terms[term] for term, weight in tier.items()), Fraction(0))
        assert reported.value == pytest.approx(float(value), abs=FLOAT_NOISE), f"tier {index}: {tier}"
        assert value <= best * (1 + Fraction(repr(tolerance_of(policy, index)))), (
            f"tier {index} gave back too much"
        )
        for term in tier:
            assert reported.terms[term] == pytest.approx(float(terms[term]), abs=FLOAT_NOISE), term
    verdict = check_plan(county, policy, plan, solved.certificate)
    assert not verdict.broken
    assert verdict.lp_bounds is not None
    for lp_bound, best in zip(verdict.lp_bounds, expected.best, strict=True):
        assert lp_bound is not None
        assert lp_bound <= float(best) + FLOAT_NOISE


@pytest.mark.parametrize("seed", range(CASES))
def test_solver_agrees_with_brute_force_on_seeded_counties(seed: int) -> None:
    agree(*random_county(seed))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(case=counties())
def test_solver_agrees_with_brute_force_on_drawn_counties(case: tuple[County, Policy]) -> None:
    agree(*case)


def test_the_counties_are_worth_trying() -> None:
    results = [best_plan(*random_county(seed)) for seed in range(200)]
    possible = [result for result in results if result is not None]
    assert 10 <= len(results) - len(possible) <= 80
    assert sum(result.plans >= 10 for result in possible) >= 60
    assert sum(result.plans >= 100 for result in possible) >= 20
