"""Groups of any size where a capacity or a limit on travel leaves a lead few candidates, or none."""

from itertools import combinations

import pytest
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.school import School
from lianxiao.models.words import Role, Stage
from lianxiao.solver.check import check_plan
from lianxiao.solver.grouping.candidates import COUNTED_AT_MOST, count_of, enumerate_lead
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.run import solve_case


def county_of(cores: list[float | None], members: int) -> County:
    """Cores with these capacities and members of load 1, on a line of 1 km steps."""
    schools = [
        School(
            school_id=f"C{at}",
            name="C",
            stages=(Stage.PRIMARY,),
            role=Role.CORE,
            lat=at / 90,
            lon=0.0,
            capacity=room,
        )
        for at, room in enumerate(cores)
    ]
    schools += [
        School(
            school_id=f"M{at:03}", name="M", stages=(Stage.PRIMARY,), role=Role.MEMBER, lat=at / 900, lon=0.0
        )
        for at in range(members)
    ]
    return County(schools=tuple(schools))


def settings_of(least: int, tiers: list[dict[str, float]]) -> Policy:
    mode = {"key": "co_built", "stages": ["primary"], "min_members": least}
    return Policy.model_validate({"format": 1, "mode": [mode], "objective": {"tiers": tiers}})


def test_a_core_too_small_for_any_alliance_does_not_cost_the_proof() -> None:
    # Its sets of 30 and more of 90 members were counted without capacity, so that no pass was bearable and
    # the whole county stayed without a bound.
    county = county_of([20, None, None], 90)
    policy = settings_of(30, [{"unplaced": 1}, {"total_km": 1}])
    problem = prepare(county, policy)
    assert count_of(problem, problem.leads[0]) == 0
    assert not len(enumerate_lead(problem, 0))
    solved = solve_case(county, policy, time_limit=30.0)
    assert isinstance(solved, Solved)
    assert solved.plan.status == "optimal"
    assert solved.plan.tiers[0].value == 0


@pytest.mark.parametrize("least", [0, 1, 2, 3])
@pytest.mark.parametrize("room", [None, 2, 4])
def test_sets_are_counted_as_they_are(least: int, room: float | None) -> None:
    problem = prepare(county_of([room], 5), settings_of(least, [{"unplaced": 1}]))
    sets = [one for size in range(least, 6) for one in combinations(range(5), size)]
    fitting = [one for one in sets if room is None or len(one) <= room]
    lead = problem.leads[0]
    assert count_of(problem, lead) == (len(sets) if fitting else 0)
    assert len(enumerate_lead(problem, 0)) == len(fitting)
    pieces = [count_of(problem, lead, start, start + 1) for start in range(5)]
    assert sum(pieces) == count_of(problem, lead)


def test_more_sets_than_anybody_asks_for_are_counted_at_once() -> None:
    problem = prepare(county_of([None], 1500), settings_of(1, [{"unplaced": 1}]))
    assert count_of(problem, problem.leads[0]) > COUNTED_AT_MOST


def test_a_bound_within_a_limit_on_travel_is_recomputed() -> None:
    # Without the limit that the second tier leaves, every core has 2^90 candidates; within it few. The check
    # counted them without it, and called the proven third tier not shown.
    county = county_of([None] * 9, 90)
    policy = settings_of(1, [{"unplaced": 1}, {"worst_km": 1}, {"total_km": 1}])
    solved = solve_case(county, policy, time_limit=30.0)
    assert isinstance(solved, Solved)
    assert solved.plan.status == "optimal"
    verdict = check_plan(county, policy, solved.plan, solved.certificate)
    assert not verdict.broken
    assert verdict.lp_bounds is not None
    assert None not in verdict.lp_bounds
