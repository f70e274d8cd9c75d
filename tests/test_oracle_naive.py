"""The brute force agrees with a yet more naive one on every plan and its terms."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.words import Stage, Term
from lianxiao.tests.naive_county import NaiveCounty
from lianxiao.tests.oracle import TinyCounty, best_plan
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import many_modes

Plan = tuple[tuple[str, Stage, str, tuple[str, ...]], ...]  # mode, stage, core, members
Family = Callable[[int], tuple[County, Policy]]
DEALS_AT_MOST = 40_000


@pytest.mark.parametrize(("family", "counties"), [(random_county, 40), (many_modes, 80), (large_groups, 20)])
def test_both_find_the_same_plans_with_the_same_terms(family: Family, counties: int) -> None:
    tried = plans = 0
    for seed in range(9_000, 9_400):
        county, policy = family(seed)
        naive = NaiveCounty(county, policy)
        if naive.deals() > DEALS_AT_MOST:
            continue
        tried += 1
        dealt: dict[Plan, dict[Term, Fraction]] = {}
        for opened, deal in naive.plans():
            if naive.capacities_kept(deal):
                plan = tuple(
                    sorted(
                        (
                            mode.id,
                            lead[1],
                            lead[0],
                            tuple(sorted(p[0] for p, at in deal.items() if at == lead)),
                        )
                        for lead, mode in opened.items()
                    )
                )
                assert plan not in dealt
                dealt[plan] = naive.terms(opened, deal)
        tiny = TinyCounty(county, policy)
        made = {
            tuple(sorted((g.mode, g.stage, g.core, g.members) for g in grouping.groups)): tiny.terms(grouping)
            for grouping in tiny.groupings()
        }
        assert dealt.keys() == made.keys(), seed
        for plan, terms in dealt.items():
            assert terms == {term: made[plan][term] for term in terms}, (seed, plan)
        assert (best_plan(county, policy) is None) == (not dealt), seed
        plans += len(dealt)
        if tried == counties:
            break
    assert tried == counties
    assert plans >= 200
