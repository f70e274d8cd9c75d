"""What is said of summed leads under duals, against every one of their candidates, lessons included.

LIANXIAO_PRICING_CASES=120 (or more) tries more counties.
"""

import os
import threading
from random import Random

import numpy as np
import pytest
from lianxiao.models.county import County
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.words import Term
from lianxiao.solver.grouping.candidates import NOBODY
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.duals import NO_CANDIDATE, least_by_lead, reduced_costs, whole_duals
from lianxiao.solver.grouping.goal import Budget, Goal
from lianxiao.solver.grouping.master import Master
from lianxiao.solver.grouping.pricing import Pricer, certify
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.scale import scale_of
from lianxiao.tests.every_plan import every_candidate
from lianxiao.tests.large_road import sum_every_lead
from lianxiao.tests.misled import wrong_duals
from lianxiao.tests.test_cuts import named
from lianxiao.tests.tiny_counties import draw_needs
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import many_modes

CASES = int(os.environ.get("LIANXIAO_PRICING_CASES", "60"))
TIERS: tuple[dict[Term, float], ...] = (
    {Term.TOTAL_KM: 1.0, Term.OPENING_COST: 1.0},
    {Term.UNCOVERED_LESSONS: 1.0},
    {Term.UNCOVERED_LESSONS: 2.0, Term.TOTAL_MINUTES: 0.25},
    {Term.UNPLACED: 3.0, Term.LOAD_KM: 1.0, Term.ALLIANCES: 2.0},
)


def drawn(seed: int) -> Master:
    """Draw a county with lessons, a tier, and now and then a budget on another."""
    rng = Random(seed)
    county, policy = (large_groups, many_modes)[seed % 2](seed)
    problem = prepare(*with_lessons(county, policy, rng))
    scales = [scale_of(tier) for tier in rng.sample(TIERS, 2)]
    budgets = (Budget(0, scales[1], rng.randint(0, 10**5)),) if rng.random() < 0.5 else ()
    return Master(problem, Goal(scales[0] if rng.random() < 0.8 or not budgets else None, budgets))


def with_lessons(county: County, policy: Policy, rng: Random) -> tuple[County, Policy]:
    needs = county.needs or draw_needs(rng, list(county.schools))
    return county.model_copy(update={"needs": needs}), policy.model_copy(update={"objective": Objective()})


@pytest.mark.parametrize("seed", range(9000, 9000 + CASES))
def test_nothing_said_of_summed_leads_is_above_the_truth(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sum_every_lead(monkeypatch)
    master, clock = drawn(seed), Clock(60.0, threading.Event())
    table = every_candidate(master)
    pricer = Pricer(master)
    if pricer.summed is None or not len(table):
        return
    figures = master.figures(table)
    known = {named(table, row) for row in range(len(table))}
    for attempt in range(8):
        random = np.random.default_rng([seed, attempt])
        duals = whole_duals(master.rows, master.ceilings, figures, wrong_duals(master, random))
        priced = pricer.price(duals, clock)
        assert priced is not None
        reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, table, figures)
        truly = least_by_lead(master.problem, table, reduced)
        assert (priced.by_lead <= truly).all()
        for row in range(len(priced.cheap)):
            members = sorted(place for place in priced.cheap.members[row].tolist() if place != NOBODY)
            blank = [NOBODY] * (table.members.shape[1] - len(members))
            assert (int(priced.cheap.lead[row]), *members, *blank) in known
        bound = certify(pricer, priced, duals)
        excess = pricer.excess(bound, table, figures)
        of_pairs = pricer.excess_of_pairs(bound)
        assert of_pairs is not None
        for column in table.members.T:
            there = column != NOBODY
            assert (of_pairs[table.lead[there], column[there]] <= excess[there]).all()
        for slack in (0, int(random.choice(np.maximum(excess, 0))), int(excess.max())):
            short = pricer.cheapest(bound, slack, 10**6, clock)
            assert short is not None
            assert short.slack == slack
            assert sorted(short.excess.tolist()) == sorted(excess[excess <= slack].tolist())
            few = pricer.cheapest(bound, slack, 5, clock)
            assert few is not None
            assert len(few.table) <= 5
            listed = few.excess[few.excess <= few.slack]
            assert sorted(listed.tolist()) == sorted(excess[excess <= few.slack].tolist())


def test_sums_without_lessons_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    sum_every_lead(monkeypatch)
    clock = Clock(60.0, threading.Event())
    exact = 0
    for seed in range(9200, 9220):
        master = Master(prepare(*large_groups(seed)), Goal(scale_of(TIERS[0]), ()))
        pricer, table = Pricer(master), every_candidate(master)
        if pricer.summed is None or not len(table):
            continue
        figures = master.figures(table)
        duals = whole_duals(
            master.rows, master.ceilings, figures, wrong_duals(master, np.random.default_rng(seed))
        )
        priced = pricer.price(duals, clock)
        assert priced is not None
        reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, table, figures)
        truly = least_by_lead(master.problem, table, reduced)
        for lead, sack in zip(pricer.summed.leads, pricer.summed.sacks, strict=True):
            if not sack.bound_below and truly[lead] != NO_CANDIDATE:
                assert priced.by_lead[lead] == truly[lead]
                exact += 1
    assert exact > 40
