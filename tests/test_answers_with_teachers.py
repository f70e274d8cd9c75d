"""Answers of counties with teachers against the brute force: the exchange of every plan is in its price."""

import os
from collections.abc import Mapping
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from lianxiao.models.county import County
from lianxiao.models.explanation import Answer
from lianxiao.models.policy import KeepSettings, Policy
from lianxiao.models.result import NoPlan, Solved
from lianxiao.models.words import Term
from lianxiao.solver.explain.school import explain_school
from lianxiao.solver.question import Cap, Question, moved_from, same_as
from lianxiao.solver.run import solve_case
from lianxiao.solver.solving import Solving
from lianxiao.solver.whatif.curve import curve_of
from lianxiao.solver.whatif.near import Near
from lianxiao.tests.oracle_answers import PER_UNIT, EveryPlan, held_in
from lianxiao.tests.oracle_exchange_terms import OF_EXCHANGE, weighted
from lianxiao.tests.oracle_joint import TinyPlans
from lianxiao.tests.test_answers_prices import asked_of, price_holds
from lianxiao.tests.tiny_answers import alliances_of, in_force
from lianxiao.tests.tiny_exchanges import random_joint
from numpy.typing import NDArray

CASES = int(os.environ.get("LIANXIAO_JOINT_CASES", "8"))
FLOAT_NOISE = 1e-9
CAPPED = (Term.TOTAL_KM, Term.ALLIANCES, Term.UNPLACED, Term.CHANGED)


class EveryPlanWithTeachers(EveryPlan):
    """All plans of a tiny county, each alliance with its own best exchange."""

    def __init__(self, county: County, policy: Policy) -> None:
        super().__init__(county, policy)
        joint = TinyPlans(county, policy)
        self.terms = [joint.terms(self.tiny.grouping(plan)) for plan in self.plans]

    def costs(self, tier: Mapping[Term, float]) -> NDArray[np.int64]:
        """Value of a tier in each plan."""
        if not set(tier) & set(OF_EXCHANGE):
            return super().costs(tier)
        return np.array([weighted(tier, terms) for terms in self.terms], dtype=np.int64)


def drawn(seed: int) -> tuple[EveryPlanWithTeachers, Random]:
    """A county with teachers, whose round in force one of its plans could have been."""
    rng = Random(seed)
    while True:
        county, policy = random_joint(rng.randrange(10_000))
        every = EveryPlanWithTeachers(county, policy)
        if len(every.plans) > 2:
            standing = in_force(rng.choice(every.plans), rng)
            county = county.model_copy(update={"alliances": standing})
            return EveryPlanWithTeachers(county, policy), rng


def bests_agree(solved: Solved | NoPlan, expected: tuple[Fraction, ...]) -> None:
    """Every tier has the best value, proven."""
    assert isinstance(solved, Solved)
    assert [tier.best for tier in solved.plan.tiers] == pytest.approx(
        list(map(float, expected)), abs=FLOAT_NOISE
    )
    assert solved.plan.status == "optimal"


@pytest.mark.parametrize("seed", range(CASES))
def test_questions(seed: int) -> None:
    every, rng = drawn(seed)
    tier = {rng.choice(CAPPED): 1.0}
    limit = Fraction(int(rng.choice(every.costs(tier).tolist())), PER_UNIT)
    some = [alliances_of(rng.choice(every.plans)) for _ in range(2)]
    distance = rng.choice((moved_from(some[0], every.places), same_as(some, every.places)))
    question = Question(caps=(Cap(tier, limit),), distance=distance, known=some[0])
    solved = solve_case(every.county, every.policy, time_limit=30.0, workers=1, question=question)
    best = every.best(every.within(tier, limit))
    assert best is not None
    bests_agree(solved, best.values)
    assert isinstance(solved, Solved)
    figures = [
        sum(
            distance.of_core.get((place, core), distance.otherwise.get(place, 0))
            for place, core in every.core_of(plan).items()
        )
        for plan in best.plans.nonzero()[0].tolist()
    ]
    assert solved.distance is not None
    assert solved.distance.proven
    assert solved.distance.value == min(figures)


@pytest.mark.parametrize("seed", range(CASES))
def test_curves(seed: int) -> None:
    every, _ = drawn(seed)
    objective = every.policy.objective.model_copy(update={"tolerance": ()})
    every = EveryPlanWithTeachers(every.county, every.policy.model_copy(update={"objective": objective}))
    expected = every.curve()
    near = Near(every.county, every.policy, (), ())
    curve = curve_of(near, Solving(workers=1), seconds=120.0)
    assert curve.end == len(expected) - 1
    assert curve.end_proven
    for point, values in zip(curve.points, expected, strict=True):
        assert (point.status == "impossible") == (values is None)
        if values is not None:
            assert [tier.value for tier in point.tiers] == pytest.approx(
                list(map(float, values)), abs=FLOAT_NOISE
            )
            assert all(tier.proven for tier in point.tiers)


@pytest.mark.parametrize("seed", range(CASES))
def test_prices(seed: int) -> None:
    every, rng = drawn(seed)
    policy = every.policy.model_copy(update={"keep": KeepSettings(changed_at_most=rng.choice((None, 1, 2)))})
    every = EveryPlanWithTeachers(every.county, policy)
    solved = solve_case(every.county, policy, time_limit=30.0, workers=1)
    best = every.best(every.every)
    if best is None:
        assert isinstance(solved, NoPlan)
        return
    bests_agree(solved, best.values)
    assert isinstance(solved, Solved)
    plan = solved.plan
    values = [Fraction(repr(tier.value)) for tier in plan.tiers]
    before = held_in(plan.alliances, every)
    school = rng.choice([school for school in every.county.schools if school.role.may_be_led]).school_id
    explained = explain_school(every.county, policy, plan, school, seconds=200.0, workers=1)
    assert not explained.broken
    for place_explained in explained.places:
        place = (school, place_explained.stage)
        for one in place_explained.alternatives:
            answer = every.answer(asked_of(every, place, one), before, values, place)
            if one.answer is Answer.NOW:
                continue
            assert one.answer is not Answer.NOT_COMPUTED
            assert (one.answer is Answer.PRICE) == (answer is not None), (place, one.asked, one.core)
            if answer is not None:
                for price, expected in zip(one.prices, answer.price, strict=True):
                    assert price_holds(price, expected), (place, one.asked, one.core, price, expected)
                assert one.fewest
                assert len(one.moves) == answer.moved


@pytest.mark.parametrize(
    ("seed", "tiers", "cap", "most"),
    [
        (
            113,
            ({Term.WORST_UNCOVERED: 2.0, Term.CHANGED: 0.1}, {Term.TEACHER_MINUTES: 2.0}),
            Term.ALLIANCES,
            2,
        ),
        (
            1092,
            ({Term.WORST_UNCOVERED: 0.5, Term.CHANGED: 1.0}, {Term.QUOTA_MISSED: 1.0, Term.ALLIANCES: 0.1}),
            Term.CHANGED,
            0,
        ),
    ],
)
def test_floors_speak_of_whole_tiers(
    seed: int, tiers: tuple[dict[Term, float], ...], cap: Term, most: int
) -> None:
    """A maximum's floor was held against the number of alliances beyond a limit: a false proof."""
    every, _ = drawn(seed)
    objective = every.policy.objective.model_copy(update={"tiers": tiers, "tolerance": ()})
    every = EveryPlanWithTeachers(every.county, every.policy.model_copy(update={"objective": objective}))
    free = every.best(every.every)
    within = every.within({cap: 1.0}, Fraction(most))
    best = every.best(within)
    assert free is not None
    assert best is not None
    for at in within.nonzero()[0].tolist():
        question = Question(
            caps=(Cap({cap: 1.0}, Fraction(most)),),
            known=alliances_of(every.plans[at]),
            floors=tuple(map(float, free.values)),
            published=False,
        )
        solved = solve_case(every.county, every.policy, time_limit=30.0, workers=1, question=question)
        assert isinstance(solved, Solved)
        for tier, value in zip(solved.plan.tiers, best.values, strict=True):
            assert not tier.proven or tier.best == pytest.approx(float(value), abs=FLOAT_NOISE)
            assert tier.bound is not None
            if tier is solved.plan.tiers[0]:
                assert tier.bound <= float(value) + FLOAT_NOISE
