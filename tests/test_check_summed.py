"""Summed cores: the checker's knapsack against every set of members, and what a certificate may say."""

import copy
import itertools
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lianxiao.models.county import ListedTravel, Need
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.words import Role
from lianxiao.solver.check import Claim, Doubt, knapsack, knapsack_states
from lianxiao.solver.check.closing import weakness
from lianxiao.solver.check.knapsack import Choice, least_with_farthest
from lianxiao.tests.check_certificates import Certified, Json, certify, check, names
from lianxiao.tests.check_county import PRIMARY, county, plan, policy
from lianxiao.tests.check_lp import SCALE, Certifier, alone
from lianxiao.tests.check_summed import draw_summed, price_of_lessons, summed_bound
from lianxiao.tests.test_check_closing import highest, settings_of, verdict_on
from lianxiao.tests.tiny_counties import tiny_county
from lianxiao.tests.tiny_groups import large_groups_county
from lianxiao.tests.tiny_modes import many_modes_county

NOWHERE = 10**40


def drawn_choice(rng: Random, kind: Any) -> Choice:
    size, most = rng.randint(0, 9), rng.choice((5, 50, 10**6))
    big = most * (10**25 if kind is object else 1)
    loads = [rng.randint(0, rng.choice((3, 1000))) for _ in range(size)]
    kinds = [rng.choice((0, 1, 2)) if rng.random() < 0.7 else 0 for _ in range(size)]
    least = rng.choice((0, 0, 1, 2, 3))
    return Choice(
        costs=np.array([rng.randint(-big, big // 2) for _ in range(size)], dtype=kind),
        loads=np.array(loads, dtype=np.int64),
        entrusted=np.array([own == 2 for own in kinds], dtype=np.int64),
        able=np.array([own > 0 for own in kinds], dtype=np.int64),
        capacity=rng.choice((None, rng.randint(0, max(sum(loads), 1)))),
        least=least,
        most=max(least, rng.randint(0, 9)),
        able_least=rng.choice((0, 0, 0, 1, 2)),
        entrusted_most=rng.choice((None, None, 0, 1, 2)),
    )


def tried(choice: Choice, travel: list[int], price: int) -> list[int]:
    """Figures of all allowed sets."""
    found = []
    for size in range(choice.least, min(choice.most, len(travel)) + 1):
        for members in itertools.combinations(range(len(travel)), size):
            load = sum(int(choice.loads[at]) for at in members)
            entrusted = sum(int(choice.entrusted[at]) for at in members)
            able = sum(int(choice.able[at]) for at in members)
            if choice.capacity is not None and load > choice.capacity:
                continue
            if able >= choice.able_least and (
                choice.entrusted_most is None or entrusted <= choice.entrusted_most
            ):
                farthest = max((travel[at] for at in members), default=0)
                found.append(sum(int(choice.costs[at]) for at in members) + price * farthest)
    return found


@pytest.mark.parametrize("cells", [1 << 16, 0], ids=["all states", "best states"])
@pytest.mark.parametrize("core", [24, 2])
def test_least_of_all_sets(cells: int, core: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knapsack_states, "_MOST_CELLS", cells)
    monkeypatch.setattr(knapsack, "_CORE", core)
    for seed in range(700):
        rng = Random(seed)
        choice = drawn_choice(rng, object if seed % 10 == 0 else np.int64)
        travel = [rng.randint(0, 4) for _ in choice.costs]
        price, ceiling = rng.choice((0, 0, 1, 7, 10**6)), rng.choice((NOWHERE, 0, -3, 50))
        found = least_with_farthest(choice, np.array(travel, dtype=np.int64), price, ceiling)
        assert found == min([ceiling, *tried(choice, travel, price)]), seed


@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.sampled_from([tiny_county, large_groups_county, many_modes_county]), st.randoms(use_true_random=False)
)
def test_bounds_with_summed_cores_are_those_of_the_page_and_hold(draw: Any, rng: Random) -> None:
    """Random duals, random shares: the checker's sum is the page's, and no plan lies below it."""
    county, policy = draw(rng)
    certified = certify(county, policy, Random(rng.randrange(10**6)))
    if certified is None:
        return
    certifier = Certifier(county, policy, grouping_tiers(county, policy))
    for at, number in places(certified):
        certificate = copy.deepcopy(certified.certificate)
        part = certificate["tiers"][at]["parts"][number]
        if alone(certifier.tiers[at]) and not part.get("excluded"):
            continue
        part["summed"] = draw_summed(certifier, at, part, rng)
        page = summed_bound(certifier, at, part)
        assert true_bound(certified, certificate, part) == page
        if alone(certifier.tiers[at]) is None:
            assert Fraction(page, SCALE) <= part["value"]
        plain = copy.deepcopy(part)
        plain["summed"] = []
        listed = summed_bound(certifier, at, plain)
        maxima = any(row["dual"] for row in part["epigraph"])
        assert page <= listed
        if price_of_lessons(certifier, at, part) == 0 and not maxima:
            assert page == listed


def places(certified: Certified) -> list[tuple[int, int]]:
    return [
        (tier["tier"], number)
        for tier in certified.certificate["tiers"]
        for number in range(len(tier["parts"]))
    ]


def true_bound(certified: Certified, certificate: dict[str, Any], part: dict[str, Any]) -> int:
    """LP bound that the checker finds, told by claiming too much."""
    part["lp_bound"] = 10**30
    broken = [
        one for one in check(certified, certificate=certificate).broken if one.rule is Claim.PART_LP_BOUND
    ]
    assert len(broken) == 1, check(certified, certificate=certificate).broken
    return int(broken[0].figures["true"])


SUMMED: list[Json] = [
    {"mode": "joint", "stage": "primary", "core": core, "lessons": []} for core in ("c", "d")
]


class TestByHand:
    """The county of ``check_county``, all in steps of one kilometre: with two summed cores as with none."""

    WHOLE = plan("c: m2 m3 m4", "d: m1")

    def part(self, *members: int) -> Json:
        duals = [{"school": f"m{at}", "stage": "primary", "dual": dual} for at, dual in enumerate(members, 1)]
        return {"member": duals, "lp_bound": sum(members), "summed": SUMMED}

    def test_the_bound_is_the_enumerated_one(self) -> None:
        part = self.part(11_000, 2000, 3000, 4000)
        asked = settings_of({"total_km": 1})
        for summed in (SUMMED, SUMMED[:1], []):
            given_part = {**part, "summed": summed, "lp_bound": 10**9}
            verdict = verdict_on(county(), asked, self.WHOLE, given_part, bound=0)
            true = [one.figures["true"] for one in verdict.broken if one.rule is Claim.PART_LP_BOUND]
            # c gains 10 km with m1, d nothing; each is 20 km − 10 km
            assert true == [10_000]

    def test_steps_are_those_of_single_members(self) -> None:
        part = self.part(11_000 - 1300, 12_000, 13_000, 14_000) | {"lp_bound": 18_700}
        given_here = (county(), settings_of({"total_km": 1}), self.WHOLE, part)
        assert highest(*given_here) == 19_000

    def test_steps_of_lessons_are_those_of_single_schools(self) -> None:
        """Together 6 or 12 lessons are short; single schools lack 4 or have 2 to spare: steps of 2."""
        table = tuple(
            Need(school_id=f"m{at}", stage=PRIMARY, subject="art", need=4.0 if at > 1 else 0.0, supply=supply)
            for at, supply in ((1, 2.0), (2, 0.0), (3, 0.0), (4, 0.0))
        )
        here, asked = county(needs=table), settings_of({"uncovered_lessons": 1})
        assert highest(here, asked, self.WHOLE, {"member": [], "lp_bound": 0, "summed": SUMMED}) == 0
        price = [{**core, "lessons": [{"subject": "art", "share": 1}]} for core in SUMMED]
        part = self.part(-2000, 4000, 4000, 3100) | {"lp_bound": 9100, "summed": price}
        assert highest(here, asked, self.WHOLE, part) == 10_000
        assert highest(here, asked, self.WHOLE, part, closing="lp") == 9100

    def test_pairs_mip_is_trusted_and_named(self) -> None:
        part = self.part(1000, 2000, 3000, 4000) | {"candidates": 8}
        asked = settings_of({"total_km": 1})
        verdict = verdict_on(county(), asked, self.WHOLE, part, closing="pairs_mip", bound=20_000)
        assert verdict.broken == ()
        assert [(step.closing, step.candidates) for step in verdict.trusted] == [("pairs_mip", 8)]
        assert weakness("enumerated_mip") < weakness("pairs_mip") < weakness("open")

    @pytest.mark.parametrize(
        ("summed", "claim"),
        [
            ([{**SUMMED[0], "core": "x"}], Claim.ROW),
            ([{**SUMMED[0], "core": "m1"}], Claim.ROW),
            ([{**SUMMED[0], "mode": "other"}], Claim.ROW),
            ([{**SUMMED[0], "stage": "junior"}], Claim.ROW),
            ([SUMMED[0], SUMMED[0]], Claim.ROW),
            ([{**SUMMED[0], "lessons": [{"subject": "yoga", "share": 0}]}], Claim.ROW),
            ([{**SUMMED[0], "lessons": [{"subject": "art", "share": 1}] * 2}], Claim.ROW),
            ([{**SUMMED[0], "lessons": [{"subject": "art", "share": 2}]}], Claim.SIGN),
            ([{**SUMMED[0], "lessons": [{"subject": "art", "share": 1}]}], None),
        ],
    )
    def test_what_may_be_summed(self, summed: list[Json], claim: Claim | None) -> None:
        here = county(needs=(Need(school_id="m1", stage=PRIMARY, subject="art", need=1.0),))
        asked = settings_of({"uncovered_lessons": 1})
        part = {"member": [], "lp_bound": -(10**9), "summed": summed}
        found = names(verdict_on(here, asked, self.WHOLE, part, bound=0))
        assert found == ({claim} if claim else set())


def test_cores_beyond_enumeration_need_to_be_summed() -> None:
    """Forty members, any number to a core: 2**40 sets are summed in no time, and listed not at all."""
    more = {f"n{at}": {"role": Role.MEMBER} for at in range(40)}
    ways = {("c", name): ListedTravel(1.0, None) for name in more}
    here, asked = (
        county(more, travel=ways),
        policy({"max_members": 0}, objective={"tiers": [{"total_km": 1}]}),
    )
    duals = [{"school": name, "stage": "primary", "dual": 1500} for name in more]
    part = {
        "schools": [school.school_id for school in here.schools],
        "member": duals,
        "lp_bound": 40 * 1500 - 40 * 500 - 40 * 1500,  # c gains 500 with each; unplaced costs nothing here
    }
    for summed, bounds, doubts in ((SUMMED, (-20.0,), set()), ([], (None,), {Doubt.NOT_RECOMPUTED})):
        verdict = verdict_on(here, asked, plan(), {**part, "summed": summed}, bound=0)
        assert verdict.broken == ()
        assert verdict.lp_bounds == bounds
        assert doubts <= {finding.code for finding in verdict.warnings}
