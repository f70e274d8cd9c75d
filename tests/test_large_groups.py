"""Counties forced onto the road for groups of any size: solver, checker and brute force agree on every tier.

Every lead is summed, so bounds come from knapsacks, proofs from lists below the gap, cuts, or pairs.
"""

from collections.abc import Callable

import pytest
from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.words import Term
from lianxiao.solver.grouping import assigning, closing, cuts, pricing, summed, universe
from lianxiao.solver.grouping.goal import Goal
from lianxiao.solver.grouping.knapsack import has_set, sack_of
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.summed import summed_leads
from lianxiao.solver.run import solve_case
from lianxiao.tests.large_road import sum_every_lead
from lianxiao.tests.misled import never_false
from lianxiao.tests.test_oracle import agree
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import many_modes

Draw = Callable[[int], tuple[County, Policy]]
TRAVEL_ALONE = ({Term.WORST_KM}, {Term.WORST_MINUTES})
HEIGHTS = {Term.WORST_KM, Term.WORST_MINUTES, Term.QUALITY_SPREAD}


@pytest.fixture(autouse=True)
def _large_road(monkeypatch: pytest.MonkeyPatch) -> None:
    sum_every_lead(monkeypatch)


@pytest.mark.parametrize("seed", range(5000, 5060))
def test_groups_of_any_size(seed: int) -> None:
    agree(*large_groups(seed))


@pytest.mark.parametrize("seed", range(5200, 5250))
def test_many_modes(seed: int) -> None:
    agree(*many_modes(seed))


@pytest.mark.parametrize("seed", range(5400, 5450))
def test_counties_of_small_groups(seed: int) -> None:
    agree(*random_county(seed))


@pytest.mark.parametrize(("draw", "seed"), [(large_groups, 118), (many_modes, 104)])
def test_counties_that_once_went_wrong(draw: Draw, seed: int) -> None:
    # 118: fewer leads than alliances asked for gave a dual of the wrong sign. 104: maxima in a tier made its
    # values too large for the scale of duals, and the tier stayed open.
    agree(*draw(seed))


@pytest.mark.parametrize("draw", [random_county, large_groups, many_modes])
def test_every_lead_is_summed(draw: Draw) -> None:
    summed_ones = 0
    for seed in range(5000, 5030):
        problem = prepare(*draw(seed))
        chosen = summed_leads(problem, Goal(None, ()))
        taking = [i for i, lead in enumerate(problem.leads) if len(lead.members)]
        assert all(i in chosen or not has_set(sack_of(problem, i)) for i in taking)
        summed_ones += len(set(chosen) & set(taking))
    assert summed_ones > 60


@pytest.mark.parametrize("seed", range(5600, 5620))
def test_cuts_on_every_list(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "CUT_FROM", 0)
    monkeypatch.setattr(cuts, "PROMISING", 3)
    monkeypatch.setattr(cuts, "FIRST_COLUMNS", 6)
    monkeypatch.setattr(cuts, "ENTERING", 4)
    agree(*(large_groups, many_modes)[seed % 2](seed))


@pytest.mark.parametrize("seed", range(5700, 5720))
def test_lists_that_are_always_too_short_leave_the_proof_to_pairs(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assigning, "POOLS", ((2, 1.0), (5, 1.0)))
    hold_pairs_to(*(large_groups, many_modes)[seed % 2](seed))


@pytest.mark.parametrize("seed", range(5800, 5820))
def test_lists_that_are_refused_leave_the_proof_to_pairs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summed, "sets_below", lambda *_: None)
    hold_pairs_to(*(large_groups, many_modes)[seed % 2](seed))


def hold_pairs_to(county: County, policy: Policy) -> None:
    """Expect a proof of every tier, unless a maximum (which pairs cannot hold) stands beside other terms."""
    tiers = [set(tier) for tier in grouping_tiers(county, policy)]
    if any(tier & HEIGHTS and tier not in TRAVEL_ALONE for tier in tiers):
        never_false(county, policy)
    else:
        agree(county, policy)


def test_pairs_close_tiers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summed, "sets_below", lambda *_: None)
    steps: set[str] = set()
    for seed in range(5800, 5812):
        solved = solve_case(*large_groups(seed), time_limit=20.0, workers=1, seed=0)
        if isinstance(solved, Solved):
            steps |= {row.closing for row in solved.plan.certificate}
    assert "pairs_mip" in steps  # once pairs never proved a plan that was the best already


def some_leads_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summed, "LISTED_AT_MOST", 6)
    monkeypatch.setattr(summed, "HELD_AT_MOST", 12)


@pytest.mark.parametrize("seed", [18, 44, *range(5900, 5930)])
def test_summed_beside_listed_leads(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # 18, 44: the certificate of a limit on travel summed leads that its duals of quality_spread had listed.
    some_leads_listed(monkeypatch)
    agree(*(random_county, many_modes)[seed % 2 if seed > 100 else 0](seed))


@pytest.mark.parametrize(
    ("draw", "seed"),
    [(random_county, 52), (random_county, 88), (random_county, 107), (many_modes, 72)]
    + [(draw, seed) for draw in (random_county, many_modes, large_groups) for seed in range(5930, 5940)],
)
def test_summed_beside_leads_that_are_passed_through(
    draw: Draw, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The named ones: duals of numbers of alliances were changed after a pass that had left out all that did
    # not pay under the former ones, so the bound was too high.
    some_leads_listed(monkeypatch)
    for module in (universe, pricing):
        monkeypatch.setattr(module, "HELD_AT_MOST", 3)
    monkeypatch.setattr(universe, "BLOCK", 5)
    agree(*draw(seed))


def test_a_tier_whose_lp_is_worth_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # Once the share that a round gained was taken of an LP value of 0.
    monkeypatch.setattr(closing, "CUT_FROM", 0)
    monkeypatch.setattr(closing, "CLOSED_AT_MOST", 3)
    never_false(*many_modes(359))
