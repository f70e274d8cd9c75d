"""Pairs that no budget allows are left out: what is proven without them holds for every plan.

LIANXIAO_BUDGET_CASES=40 (or more) tries more counties of large figures.
"""

import os
from random import Random

import pytest
from lianxiao.models.policy import Objective
from lianxiao.models.result import Solved
from lianxiao.models.words import Term
from lianxiao.solver.grouping.dear_pairs import prohibitive
from lianxiao.solver.grouping.goal import Budget
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.question import Question
from lianxiao.solver.run import solve_case
from lianxiao.solver.scale import scale_of
from lianxiao.solver.whatif.in_force import alliances_to_start_from
from lianxiao.tests.oracle_answers import EveryPlan
from lianxiao.tests.tiny_answers import drawn, in_force

CASES = int(os.environ.get("LIANXIAO_BUDGET_CASES", "20"))

TIERS = (
    {Term.UNPLACED: 1.0},
    {Term.CHANGED: 1.0},
    {Term.LOAD_KM: 0.25, Term.TOTAL_KM: 0.5, Term.ALLIANCES: 2.0},
)


def heavy_county(seed: int, tiers: tuple[dict[Term, float], ...] = TIERS) -> EveryPlan:
    """A county with a round in force, schools of high priority and dear cores."""
    rng = Random(seed)
    county, policy, plans = drawn(rng)
    base = rng.choice(plans)
    led = {group.core for group in base}
    schools = tuple(
        school.model_copy(
            update={
                "priority": 100.0,
                "opening_cost": 0.0 if school.school_id in led else rng.choice((5.0, 234.56789)),
            }
        )
        for school in county.schools
    )
    county = county.model_copy(update={"schools": schools, "alliances": in_force(base, rng)})
    return EveryPlan(county, policy.model_copy(update={"objective": Objective(tiers=tiers)}))


@pytest.mark.parametrize("first", range(0, CASES, 10))
@pytest.mark.parametrize("published", [True, False])
def test_budgets_of_large_figures_have_no_endless_duals(first: int, published: bool) -> None:
    """Priorities and opening costs times a dual as large as can be went beyond 64 bits: a false proof."""
    for seed in range(first, first + 10):
        tiers = TIERS if seed % 2 else ({Term.OPENING_COST: 1.0}, *TIERS[1:])
        every = heavy_county(seed, tiers)
        best = every.best(every.every)
        assert best is not None
        known = alliances_to_start_from(every.county, every.policy)
        question = Question(known=known, published=published)
        solved = solve_case(every.county, every.policy, time_limit=20.0, workers=1, question=question)
        assert isinstance(solved, Solved)
        assert [tier.best for tier in solved.plan.tiers] == pytest.approx(list(map(float, best.values))), seed
        assert solved.plan.status == "optimal"


def test_only_of_small_figures_of_pairs_a_dual_is_made_endless() -> None:
    every = heavy_county(1)
    problem = prepare(every.county, every.policy)

    def may_be(tier: dict[Term, float], limit: int = 0) -> bool:
        return prohibitive(problem, Budget(0, scale_of(tier), limit))

    assert may_be({Term.CHANGED: 1.0})
    assert not may_be({Term.CHANGED: 1.0}, 1)
    assert not may_be({Term.UNPLACED: 1.0})
    assert not may_be({Term.OPENING_COST: 1.0})
    assert not may_be({Term.CHANGED: 1.0, Term.OPENING_COST: 1.0})
    assert not may_be({Term.TOTAL_KM: 1.0})
