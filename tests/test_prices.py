"""Which bounds of the plan asked about may price another plan."""

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.words import Term
from lianxiao.solver.explain.prices import base_of
from lianxiao.solver.run import solve_case

Case = tuple[County, Policy, Plan]


@pytest.fixture(scope="module")
def case() -> Case:
    """Three schools under aims to which the exchange adds nothing: both kinds of plan say the same."""
    read = read_county(bundled_county("three_schools"))
    objective = Objective(tiers=({Term.UNPLACED: 1.0}, {Term.TOTAL_KM: 1.0}))
    policy = read.policy.model_copy(update={"objective": objective})
    solved = solve_case(read.county, policy, time_limit=30.0, workers=1)
    assert not isinstance(solved, NoPlan)
    assert solved.plan.exchange.teaching
    return read.county, policy, solved.plan


def test_bounds_of_a_plan_hold_where_it_is_asked_about_as_it_is(case: Case) -> None:
    base = base_of(*case, only_grouping=False)
    assert base.values == base.bounds == base.floors == (0.0, 30.0)
    assert base.claimed_best


def test_bounds_of_a_plan_with_its_exchange_say_nothing_of_the_grouping_alone(case: Case) -> None:
    """They speak of plans that keep what the exchange reaches; an estimate may keep less."""
    base = base_of(*case, only_grouping=True)
    assert base.values == (0.0, 30.0)
    assert (base.bounds, base.floors, base.claimed_best) == ((None, None), (), False)


def test_bounds_say_nothing_of_a_county_that_has_changed_since(case: Case) -> None:
    county, policy, plan = case
    first, *rest = county.schools
    later = county.model_copy(update={"schools": (first.model_copy(update={"opening_cost": 1.0}), *rest)})
    assert base_of(later, policy, plan, only_grouping=False).bounds == (None, None)
