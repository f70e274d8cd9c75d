"""Counties forced onto the road of wide parts, region by region: brute force agrees on every tier."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from lianxiao.instances.generate import synthetic_county
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.words import Term
from lianxiao.solver.grouping import columns, highs, regional, settling, wide
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.columns import Pool, generate_columns
from lianxiao.solver.grouping.found import Search
from lianxiao.solver.grouping.goal import Goal
from lianxiao.solver.grouping.greedy import nearest_first
from lianxiao.solver.grouping.highs import Relaxed
from lianxiao.solver.grouping.master import Master, Model, places_left
from lianxiao.solver.grouping.pricing import Pricer
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.regional import Lists, Regional
from lianxiao.solver.grouping.regions import closeness, layout, regions_of
from lianxiao.solver.run import solve_case
from lianxiao.solver.scale import scale_of
from lianxiao.tests.test_grouping_paths import never_false, wrong_duals
from lianxiao.tests.test_oracle import agree
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_modes import many_modes


@pytest.fixture
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part of more than one lead key is wide, its regions have one or two keys, its lists are short."""
    monkeypatch.setattr(settling, "WIDE", 2)
    monkeypatch.setattr(settling, "BOUND_KEYS", 2)
    monkeypatch.setattr(settling, "ROUNDS", (settling.Round(2, Lists(3, 0.0)),))
    monkeypatch.setattr(settling, "ROUNDS_BEFORE_BOUND", 1)
    monkeypatch.setattr(wide, "REGION_SIZES", (1, 2))
    monkeypatch.setattr(regional, "LISTED_AT_MOST", 6)


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7000, 7060))
def test_wide_parts_agree_with_brute_force(seed: int) -> None:
    agree(*random_county(seed))


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7200, 7230))
def test_wide_parts_of_many_modes(seed: int) -> None:
    agree(*many_modes(seed))


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7300, 7340))
def test_nearly_solved_lps_bound_nothing_falsely(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MANY_ROWS", 1)
    never_false(*random_county(seed))


@pytest.mark.usefixtures("_narrow")
@pytest.mark.parametrize("seed", range(7400, 7430))
def test_wrong_duals_let_regions_prove_nothing_false(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = highs.relax

    def misled(
        master: Master,
        model: Model,
        seconds: float,
        *,
        by_simplex: bool = False,
        accuracy: float | None = None,
    ) -> Relaxed | None:
        found = honest(master, model, seconds, by_simplex=by_simplex, accuracy=accuracy)
        if found is None:
            return None
        return replace(found, duals=wrong_duals(master, np.random.default_rng(seed)))

    monkeypatch.setattr(columns, "relax", misled)
    never_false(*random_county(seed))


def lessons_goal(schools: int, seed: int) -> tuple[Search, Pricer]:
    """The goal of uncovered lessons of a synthetic county, everybody free to stay unplaced."""
    problem = prepare(*synthetic_county(schools, seed))
    master = Master(problem, Goal(scale_of({Term.UNCOVERED_LESSONS: 1.0}), ()))
    clock = Clock(60.0, Event(), 2)
    state = Search(master, nearest_first(problem), clock, 60.0, lambda _found: None, decide=False)
    return state, Pricer(master)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("listed", [40, 5_000])
def test_regions_raise_the_bound_never_above_the_optimum(
    seed: int, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regional, "LISTED_AT_MOST", listed)
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
        Regional(state, pricer, bound).raise_bound(
            layout(closeness(state.master.problem), keys, random), 50.0
        )
        assert lowest <= state.bound <= optimum


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
    found = Regional(state, pricer, bound)
    groups = layout(closeness(state.master.problem), 12, np.random.default_rng(0))
    plan = found.construct(groups, *pool.relaxed, 40.0, Lists(30, 1e-3))
    taken = plan.members[plan.members >= 0].tolist()
    assert len(set(taken)) == len(taken)
    assert len(set(plan.lead.tolist())) == len(plan)
    assert len(places_left(state.master.problem, plan)) < 0.1 * len(state.master.problem.places)
    better = found.improve(plan, groups, 50.0, Lists(30, 1e-3))
    assert bound.units <= state.master.value(better) <= state.master.value(plan)
