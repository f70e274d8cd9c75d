"""Solver and brute force agree on what is asked beside a county: caps, a distance, who must lead."""

import os
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lianxiao.models.county import Pin
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.result import NoPlan, Solved
from lianxiao.models.words import PinRule, Term
from lianxiao.solver.feasible import can_be_kept
from lianxiao.solver.question import Cap, Distance, Question, moved_from, same_as
from lianxiao.solver.run import solve_case
from lianxiao.tests.oracle_answers import EveryPlan, Mask, held_in
from lianxiao.tests.tiny_answers import SUMMED, alliances_of, county_in_force
from lianxiao.tests.tiny_counties import chance

CASES = int(os.environ.get("LIANXIAO_ORACLE_CASES", "40"))
FLOAT_NOISE = 1e-9


def drawn_caps(rng: Random, every: EveryPlan) -> tuple[list[Cap], Mask]:
    """Up to two caps that some plan keeps, or only just does not, and the plans that keep them."""
    caps: list[Cap] = []
    mask = every.every
    for _ in range(rng.choice((0, 1, 1, 2))):
        terms = rng.sample(SUMMED, rng.choice((1, 1, 2)))
        tier = {term: rng.choice((1.0, 0.5, 2.0)) for term in terms}
        if chance(rng, 0.25):
            tier = {rng.choice((Term.WORST_KM, Term.WORST_MINUTES)): rng.choice((1.0, 2.0))}
        costs = every.costs(tier)
        limit = Fraction(int(costs[rng.randrange(len(costs))]), 60_000_000_000_000)
        if chance(rng, 0.3):
            limit = max(Fraction(0), limit - Fraction(1, 7_000_000))
        caps.append(Cap(tier, limit))
        mask = mask & every.within(tier, limit)
    return caps, mask


def drawn_question(seed: int) -> tuple[EveryPlan, Question, Mask]:
    """A county, a question, and the plans that fulfil it."""
    county, policy = county_in_force(seed)
    rng = Random(-seed - 1)
    every = EveryPlan(county, policy)
    if not every.plans:
        return every, Question(), every.every
    caps, asked = drawn_caps(rng, every)
    some = [alliances_of(rng.choice(every.plans)) for _ in range(rng.choice((1, 2)))]
    distance: Distance | None = rng.choice(
        (None, moved_from(some[0], every.places), same_as(some, every.places))
    )
    known = some[0] if chance(rng, 0.5) else ()
    question = Question(caps=tuple(caps), distance=distance, known=known)
    return every, question, asked


def distance_in(every: EveryPlan, distance: Distance, plan: int) -> int:
    """What a plan costs, as its sentences say: the place's core named, or what every other one costs."""
    return sum(
        distance.of_core.get((place, core), distance.otherwise.get(place, 0))
        for place, core in every.core_of(plan).items()
    )


def agree(seed: int) -> str:
    """Hold one question against the brute force; say how it came out."""
    every, question, asked = drawn_question(seed)
    best = every.best(asked)
    solved = solve_case(every.county, every.policy, time_limit=20.0, workers=1, seed=0, question=question)
    if best is None:
        assert isinstance(solved, NoPlan), "a plan where none is possible"
        assert solved.status == "infeasible"
        return "impossible"
    assert isinstance(solved, Solved), "no plan where there is one"
    tiers = grouping_tiers(every.county, every.policy)
    for tier, reported, value in zip(tiers, solved.plan.tiers, best.values, strict=True):
        assert reported.proven, tier
        assert reported.best == pytest.approx(float(value), abs=FLOAT_NOISE), tier
        assert reported.bound == reported.best, tier
    held = held_in(solved.plan.alliances, every)
    same = [plan for plan in best.plans.nonzero()[0].tolist() if every.core_of(plan) == held]
    assert same, "not one of the best plans"
    if question.distance is None:
        assert solved.distance is None
        return "answered"
    least = min(distance_in(every, question.distance, plan) for plan in best.plans.nonzero()[0].tolist())
    assert solved.distance is not None
    assert solved.distance.proven
    assert solved.distance.value == least == solved.distance.bound
    assert distance_in(every, question.distance, same[0]) == least
    return "answered"


@pytest.mark.parametrize("first", range(0, CASES, 20))
def test_questions_agree_with_brute_force(first: int) -> None:
    outcomes = [agree(seed) for seed in range(first, first + 20)]
    assert first or outcomes.count("answered") >= 8  # of these; any others need only agree


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=10_000, max_value=10**9))
def test_drawn_questions_agree_with_brute_force(seed: int) -> None:
    agree(seed)


@pytest.mark.parametrize("first", range(0, CASES, 20))
def test_whether_caps_can_be_kept(first: int) -> None:
    for seed in range(first, first + 20):
        every, question, asked = drawn_question(seed)
        kept = can_be_kept(every.county, every.policy, caps=question.caps, seconds=20.0, workers=1)
        assert kept is bool(asked.any()), seed


@pytest.mark.parametrize("first", range(0, CASES, 20))
def test_a_school_that_must_lead_or_must_lead_nothing(first: int) -> None:
    for seed in range(first, first + 20):
        county, policy = county_in_force(seed)
        every = EveryPlan(county, policy)
        rng = Random(seed)
        school = rng.choice([school for school in county.schools if school.role.may_lead])
        stage = rng.choice(school.stages)
        rule = rng.choice((PinRule.MUST, PinRule.NEVER))
        pin = Pin(school_id=school.school_id, core_id=school.school_id, stage=stage, rule=rule)
        asked = every.leading(school.school_id, stage)
        best = every.best(asked if rule is PinRule.MUST else ~asked)
        pinned = county.model_copy(update={"pins": (*county.pins, pin)})
        solved = solve_case(pinned, policy, time_limit=20.0, workers=1, seed=0)
        assert isinstance(solved, Solved) == (best is not None), (seed, pin)
        if isinstance(solved, Solved) and best is not None:
            assert [tier.best for tier in solved.plan.tiers] == pytest.approx(
                [float(value) for value in best.values], abs=FLOAT_NOISE
            ), (seed, pin)
            assert solved.plan.status == "optimal"
