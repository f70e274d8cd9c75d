"""The compact model over pairs, against the brute force and against every plan of some pairs."""

import threading

import numpy as np
import pytest
from lianxiao.solver.grouping.candidates import Candidates
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.compact import Mask, admissible, fits, solve_pairs
from lianxiao.solver.grouping.goal import Goal
from lianxiao.solver.grouping.master import Master
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.solve import start_state
from lianxiao.tests.every_plan import every_candidate, masters, plans_of
from lianxiao.tests.oracle import best_plan
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import many_modes

FAMILIES = (large_groups, many_modes, random_county)


def clock() -> Clock:
    return Clock(60.0, threading.Event())


@pytest.mark.parametrize("seed", range(8000, 8120))
def test_all_pairs_give_the_best_value(seed: int) -> None:
    county, policy = FAMILIES[seed % 3](seed)
    problem = prepare(county, policy)
    expected = best_plan(county, policy)
    scale = start_state(problem).scales[0]
    master = Master(problem, Goal(scale, ()))
    if scale.worst_alone or not fits(master) or not problem.places:
        return
    found = solve_pairs(master, clock(), 20.0)
    assert found.finished
    if expected is None:
        assert found.plan is None
        return
    assert found.plan is not None
    assert found.bound is not None
    assert scale.value(master.value(found.plan)) == pytest.approx(float(expected.best[0]), abs=1e-9)
    assert found.bound == pytest.approx(master.value(found.plan), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("seed", range(8200, 8250))
def test_feasibility_is_decided_by_pairs(seed: int) -> None:
    county, policy = FAMILIES[seed % 3](seed)
    problem = prepare(county, policy)
    if not problem.places:
        return
    found = solve_pairs(master := Master(problem, Goal(None, ())), clock(), 20.0)
    assert found.plan is not None
    assert (master.value(found.plan) == 0) == (best_plan(county, policy) is not None)


def inside(table: Candidates, allowed: Mask) -> Candidates:
    """Keep the candidates whose pairs are all allowed; alone, a lead holds no pair."""
    wider = np.column_stack([allowed, np.ones(len(allowed), dtype=bool)])
    there: Mask = wider[table.lead[:, None], table.members]
    return table.take(np.flatnonzero(there.all(axis=1)))


@pytest.mark.parametrize("seed", range(8300, 8390))
def test_some_pairs_give_the_best_value_among_them(seed: int) -> None:
    random = np.random.default_rng(seed)
    for master in masters(*FAMILIES[seed % 3](seed)):
        pairs = admissible(master.problem)
        allowed = pairs & (random.random(pairs.shape) < 0.5)
        table = inside(every_candidate(master), allowed)
        plans = plans_of(master, table)
        if not plans:
            continue
        values = sorted(value for value, _ in plans)
        found = solve_pairs(master, clock(), 20.0, allowed)
        assert found.plan is not None
        assert found.bound is not None
        assert master.keeps_budgets(found.plan)
        assert master.value(found.plan) == values[0]
        assert found.bound <= values[0] + 1e-6 * abs(values[0]) + 1e-3
        there = inside(found.plan, allowed)
        assert len(there) == len(found.plan)
        at_most = solve_pairs(master, clock(), 20.0, allowed, at_most=values[0])
        assert at_most.plan is not None
        assert master.value(at_most.plan) == values[0]
        assert at_most.bound is not None
        assert at_most.bound <= values[0] + 1e-6 * abs(values[0]) + 1e-3
        if values[0] > master.step:
            assert solve_pairs(master, clock(), 20.0, allowed, at_most=values[0] - master.step).plan is None
