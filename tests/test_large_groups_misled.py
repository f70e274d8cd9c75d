"""The road for groups of any size with parts of it failing or lying: nothing false is proven."""

import threading

import numpy as np
import pytest
from lianxiao.solver.grouping import assigning, columns, cuts, highs, knapsack
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.duals import whole_duals
from lianxiao.solver.grouping.goal import Goal
from lianxiao.solver.grouping.master import Master
from lianxiao.solver.grouping.pricing import Pricer, certify
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.solve import start_state
from lianxiao.tests.large_road import sum_every_lead
from lianxiao.tests.misled import mislead, never_false, wrong_duals
from lianxiao.tests.oracle import best_plan
from lianxiao.tests.test_oracle import agree
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import many_modes

FAMILIES = (large_groups, many_modes)


@pytest.fixture(autouse=True)
def _large_road(monkeypatch: pytest.MonkeyPatch) -> None:
    sum_every_lead(monkeypatch)


@pytest.mark.parametrize("seed", range(6000, 6020))
def test_no_dual_vector_bounds_above_the_optimum(seed: int) -> None:
    county, policy = FAMILIES[seed % 2](seed)
    problem = prepare(county, policy)
    scale = start_state(problem).scales[0]
    expected = best_plan(county, policy)
    if expected is None or scale.worst_alone:
        return
    master = Master(problem, Goal(scale, ()))
    pricer = Pricer(master)
    clock = Clock(20.0, threading.Event())
    for attempt in range(15):
        random = np.random.default_rng([seed, attempt])
        figures = master.figures(pricer.working[0])
        duals = whole_duals(master.rows, master.ceilings, figures, wrong_duals(master, random))
        priced = pricer.price(duals, clock)
        assert priced is not None
        assert certify(pricer, priced, duals).units <= expected.best[0] / scale.unit


@pytest.mark.parametrize("seed", range(6100, 6120))
def test_wrong_duals_of_every_lp_prove_nothing_false(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    mislead(monkeypatch, [columns, cuts, assigning], seed, cuts_too=True)
    never_false(*FAMILIES[seed % 2](seed))


@pytest.mark.parametrize("seed", range(6200, 6220))
def test_highs_takes_over_where_glop_fails(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highs, "minimise", lambda *_: None)
    agree(*FAMILIES[seed % 2](seed))


@pytest.mark.parametrize("seed", range(6300, 6330))
def test_without_any_lp_nothing_false_is_proven(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (columns, cuts, assigning):
        monkeypatch.setattr(module, "relax", lambda *_, **__: None)
    never_false(*FAMILIES[seed % 2](seed))


@pytest.mark.parametrize("seed", range(6400, 6430))
def test_knapsacks_that_run_out_of_time_bound_weakly_but_truly(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knapsack, "SECONDS_PER_SOLVE", 0.0)
    agree(*FAMILIES[seed % 2](seed))
