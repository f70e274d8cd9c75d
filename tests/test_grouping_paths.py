"""Roads through the solver that tiny counties would not take by themselves, held against the brute force."""

import threading

import numpy as np
import pytest
from lianxiao.solver.grouping import closing, columns, improving, pricing, search, universe
from lianxiao.solver.grouping.bound import Bound
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.duals import Duals, whole_duals
from lianxiao.solver.grouping.goal import Goal
from lianxiao.solver.grouping.master import Master
from lianxiao.solver.grouping.pricing import Pricer, certify
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.solve import keep_hard_rules, start_state
from lianxiao.tests.misled import mislead, never_false, wrong_duals
from lianxiao.tests.oracle import best_plan
from lianxiao.tests.test_oracle import agree
from lianxiao.tests.tiny_counties import random_county


@pytest.mark.parametrize("seed", range(1000, 1080))
def test_a_universe_that_is_passed_through_block_by_block_gives_the_same_optimum(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(universe, "HELD_AT_MOST", 12)
    monkeypatch.setattr(pricing, "HELD_AT_MOST", 12)
    monkeypatch.setattr(universe, "BLOCK", 5)
    agree(*random_county(seed))


@pytest.mark.parametrize("seed", range(1080, 1160))
def test_dives_and_neighbourhoods_before_any_closing_mip_give_the_same_optimum(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "AT_ONCE", 0)
    monkeypatch.setattr(improving, "PATIENCE", 2)
    monkeypatch.setattr(improving, "ROUNDS", ((2, 0, 1.0, 5), (2, 3, 1.0, 2)))
    agree(*random_county(seed))


@pytest.mark.parametrize("seed", range(1160, 1220))
def test_shortlists_that_are_cut_never_give_a_false_proof(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # A cut shortlist may leave a tier open; what is called proven must still be the optimum.
    monkeypatch.setattr(search, "AT_ONCE", 0)
    monkeypatch.setattr(search, "ALIVE_AT_MOST", 4)
    monkeypatch.setattr(improving, "CLOSED_AT_MOST", 4)
    monkeypatch.setattr(closing, "CHEAPEST", 1)
    monkeypatch.setattr(closing, "PER_ROW", 1)
    monkeypatch.setattr(improving, "ROUNDS", ((1, 2, 1.0, 2),))
    never_false(*random_county(seed))


@pytest.mark.parametrize("seed", range(1220, 1270))
def test_a_deliberately_wrong_dual_vector_never_bounds_above_the_optimum(seed: int) -> None:
    county, policy = random_county(seed)
    expected = best_plan(county, policy)
    if expected is None:
        return
    problem = prepare(county, policy)
    state = start_state(problem)
    scale = state.scales[0]
    if scale.worst_alone:
        return
    master = Master(problem, Goal(scale, ()))
    pricer = Pricer(master)
    clock = Clock(20.0, threading.Event())
    figures = master.figures(pricer.working[0])
    best = expected.best[0] / scale.unit
    for attempt in range(20):
        random = np.random.default_rng([seed, attempt])
        duals = whole_duals(master.rows, master.ceilings, figures, wrong_duals(master, random))
        priced = pricer.price(duals, clock)
        assert priced is not None
        assert certify(pricer, priced, duals).units <= best


@pytest.mark.parametrize("seed", range(1360, 1420))
def test_pruning_loses_no_candidate_below_the_threshold(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = prepare(*random_county(seed))
    state = start_state(problem)
    goals = [Goal(scale, ()) for scale in state.scales if not scale.worst_alone]
    clock = Clock(20.0, threading.Event())
    for goal in goals:
        master = Master(problem, goal)
        whole = Pricer(master)
        monkeypatch.setattr(universe, "HELD_AT_MOST", 0)
        monkeypatch.setattr(pricing, "HELD_AT_MOST", 0)
        pruned = Pricer(master)
        monkeypatch.undo()
        figures = master.figures(whole.working[0])
        for attempt in range(6):
            random = np.random.default_rng([seed, attempt])
            duals = whole_duals(master.rows, master.ceilings, figures, wrong_duals(master, random))
            looks = [pricer.price(duals, clock) for pricer in (whole, pruned)]
            assert looks[0] is not None
            assert looks[1] is not None
            bound = certify(whole, looks[0], duals)
            other = certify(pruned, looks[1], duals)
            assert (bound.total, bound.least.tolist()) == (other.total, other.least.tolist())
            for slack in (0, 10**6, 10**9):
                lists = [pricer.cheapest(bound, slack, 10**6, clock) for pricer in (whole, pruned)]
                assert lists[0] is not None
                assert lists[1] is not None
                assert sorted(lists[0].excess.tolist()) == sorted(lists[1].excess.tolist())


@pytest.mark.parametrize("seed", range(1270, 1320))
def test_a_search_misled_by_wrong_duals_still_proves_nothing_false(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mislead(monkeypatch, [columns], seed)
    never_false(*random_county(seed))


def test_no_bound_is_claimed_where_a_complete_pass_is_unbearable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(universe, "PASSED_AT_MOST", 0)
    monkeypatch.setattr(universe, "HELD_AT_MOST", 2)
    monkeypatch.setattr(pricing, "HELD_AT_MOST", 2)
    for seed in range(1320, 1340):
        never_false(*random_county(seed))


def test_hard_rules_come_first() -> None:
    for seed in range(1340, 1360):
        county, policy = random_county(seed)
        state = start_state(prepare(county, policy))
        hard = keep_hard_rules(state, Clock(20.0, threading.Event()), 20.0, 0)
        assert (hard.missed == 0) == (best_plan(county, policy) is not None)


def test_a_bound_is_rounded_up_to_a_value_that_plans_can_have() -> None:
    duals = Duals(10, np.zeros(1, dtype=np.int64), (), np.zeros((0, 0), dtype=np.int64))
    bound = Bound(
        duals=duals,
        total=1_234,
        least=np.zeros(0, dtype=np.int64),
        step=50,
        summed=(),
        shares=np.zeros((0, 0), dtype=np.int64),
    )
    assert bound.units == 150  # 123.4 -> 124 -> the next multiple of 50
