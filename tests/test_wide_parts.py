"""Counties forced onto the road of wide parts, region by region: brute force agrees on every tier."""

from threading import Event

import numpy as np
import pytest
from lianxiao.instances.generate import synthetic_county
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.words import Term
from lianxiao.solver.grouping import columns, patience, regional_bound, settling, wide
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.columns import Pool, generate_columns
from lianxiao.solver.grouping.duals import unplaced_reduced
from lianxiao.solver.grouping.found import Search
from lianxiao.solver.grouping.gaps import around_gaps, gap_of_keys
from lianxiao.solver.grouping.goal import Goal
from lianxiao.solver.grouping.greedy import nearest_first
from lianxiao.solver.grouping.master import Master, places_left
from lianxiao.solver.grouping.pricing import Pricer
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.regional import Regional
from lianxiao.solver.grouping.regional_bound import Raises
from lianxiao.solver.grouping.regional_plans import Lists, Plans
from lianxiao.solver.grouping.regions import closeness, layout, regions_of
from lianxiao.solver.run import solve_case
from lianxiao.solver.scale import scale_of
from lianxiao.tests.misled import mislead, never_false
from lianxiao.tests.test_oracle import agree
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_modes import many_modes

EVERYTHING = 50_000
"""Candidates: more than these counties have."""


@pytest.fixture
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part of more than one lead key is wide, its regions have one or two keys, its lists are short."""
    monkeypatch.setattr(settling, "WIDE", 2)
    monkeypatch.setattr(settling, "BOUND_KEYS", (1, 2))
    lists = Lists(most=4, each=3, near=0.0)
    monkeypatch.setattr(settling, "CONSTRUCTION", settling.Step(2, lists))
    monkeypatch.setattr(settling, "AROUND_LEFT", settling.Step(1, lists))
    monkeypatch.setattr(settling, "QUICK", (settling.Step(2, lists),))
    exchange = settling.Step(3, lists._replace(exchange=True), everywhere=True)
    monkeypatch.setattr(settling, "THOROUGH", (exchange, settling.Step(1, lists)))
    monkeypatch.setattr(settling, "WIDER", (settling.Step(3, lists),))
    everywhere = settling.Step(2, lists, everywhere=True)
    monkeypatch.setattr(settling, "FROM_FAR", (everywhere, exchange))
    monkeypatch.setattr(settling, "EVERYWHERE", (everywhere,))
    monkeypatch.setattr(wide, "REGION_SIZES", (1, 2))
    monkeypatch.setattr(regional_bound, "LISTED_AT_MOST", 6)


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7000, 7060))
def test_wide_parts_agree_with_brute_force(seed: int) -> None:
    agree(*random_county(seed))


@pytest.mark.usefixtures("_narrow")
def test_from_the_plan_at_hand_wide_parts_agree_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "LEFT_AT_MOST", -1.0)  # whatever the plan after the LP leaves out
    steps = []
    better = settling.Settling.better

    def seen(at: settling.Settling, taken: tuple[settling.Step, ...]) -> None:
        steps.append(taken)
        better(at, taken)

    monkeypatch.setattr(settling.Settling, "better", seen)
    for seed in range(7100, 7130):
        agree(*random_county(seed))
    assert settling.FROM_FAR in steps


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7200, 7230))
def test_wide_parts_of_many_modes(seed: int) -> None:
    agree(*many_modes(seed))


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7300, 7340))
def test_nearly_solved_lps_bound_nothing_falsely(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MANY_ROWS", 1)
    if seed % 2:  # no finer LP, always a box
        monkeypatch.setattr(patience, "FINER_AT_MOST", -1.0)
        monkeypatch.setattr(patience, "FAR_OFF_NEARLY_SOLVED", 0.0)
    never_false(*random_county(seed))


def test_an_lp_not_solved_more_nearly_for_want_of_time_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MANY_ROWS", 1)
    monkeypatch.setattr(patience, "FINER_AT_MOST", -1.0)
    state, pricer = lessons_goal(60, 1)
    pool = Pool(state.master, pricer.first_columns(), state.plan)
    bound = generate_columns(pricer, pool, state.clock, 30.0, None)
    assert bound is not None
    assert bound.units <= _optimum(60, 1)
    assert state.clock.cut


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7400, 7430))
def test_wrong_duals_let_regions_prove_nothing_false(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    mislead(monkeypatch, [columns], seed)
    never_false(*random_county(seed))


def lessons_goal(schools: int, seed: int) -> tuple[Search, Pricer]:
    """The goal of uncovered lessons of a synthetic county, everybody free to stay unplaced."""
    problem = prepare(*synthetic_county(schools, seed))
    master = Master(problem, Goal(scale_of({Term.UNCOVERED_LESSONS: 1.0}), ()))
    clock = Clock(60.0, Event(), 2)
    state = Search(master, nearest_first(problem), clock, 60.0, lambda _found: None, decide=False)
    return state, Pricer(master)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("listed", [40, EVERYTHING])
def test_regions_raise_the_bound_never_above_the_optimum(
    seed: int, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regional_bound, "LISTED_AT_MOST", listed)
    state, pricer = lessons_goal(60, seed)
    pool = Pool(state.master, pricer.first_columns(), state.plan)
    bound = generate_columns(pricer, pool, state.clock, 30.0, None)
    assert bound is not None
    optimum = _optimum(60, seed)
    lowest = -(-bound.total // bound.duals.scale)
    assert lowest <= optimum
    random = np.random.default_rng(seed)
    for keys in (2, 4, 8, 30):
        state.bound = 0
        raises = Raises(Regional(state, pricer, bound))
        for _ in range(2):  # what two layouts raise is taken together where they share no lead
            raises.raise_bound(layout(closeness(state.master.problem), keys, random), 50.0)
        assert state.bound == 0 or lowest < state.bound <= optimum
    if listed == EVERYTHING:  # the last layout is one region: it chooses as the whole part does
        assert max(state.bound, bound.units) == optimum


def _optimum(schools: int, seed: int) -> int:
    """Least uncovered lessons, in units, as the way of ordinary parts proves it."""
    county, policy = synthetic_county(schools, seed)
    alone = Policy.model_validate(
        {**policy.model_dump(mode="json"), "objective": {"tiers": [{"uncovered_lessons": 1}]}}
    )
    solved = solve_case(county, alone, time_limit=60.0, workers=2, seed=0)
    assert isinstance(solved, Solved)
    best = solved.plan.tiers[0].best
    assert best is not None
    assert solved.plan.tiers[0].proven
    return round(best / float(scale_of({Term.UNCOVERED_LESSONS: 1.0}).unit))


@pytest.mark.parametrize("most", [1, 3, 7])
def test_a_layout_has_every_lead_once_and_its_regions_share_nothing(most: int) -> None:
    problem = prepare(*synthetic_county(80, 5))
    groups = layout(closeness(problem), most, np.random.default_rng(1))
    assert sorted(np.concatenate(groups).tolist()) == list(range(len(problem.keys)))
    assert all(len(keys) <= most for keys in groups)
    plan = nearest_first(problem)
    regions = regions_of(problem, plan, groups)
    places = np.concatenate([region.places for region in regions])
    assert len(set(places.tolist())) == len(places)
    back = [region.outside(region.plan) for region in regions]
    made = {(int(a), *m) for part in back for a, m in zip(part.lead, part.members.tolist(), strict=True)}
    assert made == {(int(a), *m) for a, m in zip(plan.lead, plan.members.tolist(), strict=True)}


def test_a_plan_made_after_the_lp_is_a_plan() -> None:
    state, pricer = lessons_goal(120, 4)
    pool = Pool(state.master, pricer.first_columns(), state.plan)
    bound = generate_columns(pricer, pool, state.clock, 30.0, None)
    assert bound is not None
    assert pool.relaxed is not None
    found = Plans(Regional(state, pricer, bound))
    groups = layout(closeness(state.master.problem), 12, np.random.default_rng(0))
    lists = Lists(most=0, each=30, near=1e-3)
    plan = found.construct(groups, pool.relaxed, 40.0, lists)
    assert plan is not None
    assert found.construct(groups, pool.relaxed, 0.0, lists) is None
    taken = plan.members[plan.members >= 0].tolist()
    assert len(set(taken)) == len(taken)
    assert len(set(plan.lead.tolist())) == len(plan)
    assert len(places_left(state.master.problem, plan)) < 0.1 * len(state.master.problem.places)
    better = found.improve(plan, groups, 50.0, lists)
    assert bound.units <= state.master.value(better) <= state.master.value(plan)
    exchanged = found.improve(better, groups, 50.0, lists._replace(exchange=True, most=500))
    assert bound.units <= state.master.value(exchanged) <= state.master.value(better)


@pytest.mark.parametrize("seed", range(3))
def test_gaps_of_keys_and_of_places_are_no_more_than_the_gap(seed: int) -> None:
    state, pricer = lessons_goal(60, seed)
    pool = Pool(state.master, pricer.first_columns(), state.plan)
    bound = generate_columns(pricer, pool, state.clock, 30.0, None)
    assert bound is not None
    regional = Regional(state, pricer, bound)
    gap = gap_of_keys(regional, state.plan)
    assert gap.min() >= 0
    cost, spent = state.master.unplaced
    out = np.zeros(len(state.master.problem.places), dtype=np.int64)
    out[state.master.may] = unplaced_reduced(bound.duals, cost, spent, state.master.may)
    left = np.zeros(len(out), dtype=bool)
    left[places_left(state.master.problem, state.plan)] = True
    assert regional.left_out[left].tolist() == np.maximum(out[left], 0).tolist()
    of_places = int(np.maximum(out[left], 0).sum()) + int(np.maximum(-out[~left], 0).sum())
    assert 0 < int(gap.sum()) + of_places <= state.value * bound.duals.scale - bound.total


@pytest.mark.parametrize("most", [3, 9])
def test_regions_around_gaps_share_no_lead_and_begin_with_the_worst(most: int) -> None:
    state, pricer = lessons_goal(120, 4)
    pool = Pool(state.master, pricer.first_columns(), state.plan)
    bound = generate_columns(pricer, pool, state.clock, 30.0, None)
    assert bound is not None
    regional = Regional(state, pricer, bound)
    shared = closeness(state.master.problem)
    nothing = np.zeros(len(state.master.problem.keys))
    gap = gap_of_keys(regional, state.plan)
    groups = around_gaps(regional, state.plan, shared, most, nothing)
    assert groups
    assert int(gap.argmax()) in groups[0].tolist()
    together = np.concatenate(groups)
    assert len(set(together.tolist())) == len(together)
    assert all(0 < len(keys) <= most for keys in groups)
    closed = nothing.copy()
    closed[groups[0]] = 1.0
    again = around_gaps(regional, state.plan, shared, most, closed)
    assert [keys.tolist() for keys in again] == [keys.tolist() for keys in groups[1:]]


def test_a_region_whose_time_ran_out_is_tried_again() -> None:
    state, pricer = lessons_goal(80, 1)
    pool = Pool(state.master, pricer.first_columns(), state.plan)
    bound = generate_columns(pricer, pool, state.clock, 30.0, None)
    assert bound is not None
    plans = Plans(Regional(state, pricer, bound))
    groups = layout(closeness(state.master.problem), 12, np.random.default_rng(0))
    lists = Lists(most=0, each=30, near=1e-3)
    assert plans.improve(state.plan, groups, 0.0, lists) is not None
    before = state.value
    plans.improve(state.plan, groups, 50.0, lists)
    assert state.value < before


def test_the_same_seed_gives_the_same_plan_of_a_wide_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "WIDE", 2)
    county, policy = synthetic_county(90, 3)
    first, second = (solve_case(county, policy, time_limit=100.0, workers=2, seed=5) for _ in range(2))
    assert isinstance(first, Solved)
    assert isinstance(second, Solved)
    assert first.plan.alliances == second.plan.alliances
    assert [tier.bound for tier in first.plan.tiers] == [tier.bound for tier in second.plan.tiers]
