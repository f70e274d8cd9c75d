"""The closing step: which bound ``lp``, ``rounded`` and ``open`` may claim; no other word closes anything.

By hand on the county of ``check_county``: four members in alliances of at most three, so that one must go to
``d``. Every grouping of all four costs 20 km.
"""

import copy
import math
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lianxiao.models.certificate import Certificate
from lianxiao.models.county import County, ListedTravel, Pin
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.words import PinRule, Role, Stage
from lianxiao.solver.check import Claim, Verdict, check_plan
from lianxiao.solver.check.case import read_case
from lianxiao.solver.check.universe import universe
from lianxiao.tests.check_certificates import POSSIBLE, Json, certify, check, honest, names
from lianxiao.tests.check_county import JUNIOR, PRIMARY, county, plan, policy
from lianxiao.tests.check_lp import SCALE, Certifier, alone
from lianxiao.tests.tiny_counties import counties

SCHOOLS = ("c", "d", "m1", "m2", "m3", "m4")
FAR = (11_000, 12_000, 13_000, 14_000)


def duals(*members: int) -> list[Json]:
    return [
        {"school": f"m{at}", "stage": "primary", "dual": dual} for at, dual in enumerate(members, start=1)
    ]


def pin(member: str, core: str, stage: Stage = PRIMARY) -> Pin:
    return Pin(school_id=member, core_id=core, stage=stage, rule=PinRule.MUST)


def settings_of(*tiers: dict[str, float], place_all: bool = True) -> Policy:
    return policy({"max_members": 3, "place_all": place_all}, objective={"tiers": list(tiers)})


def verdict_on(
    county_: County, policy_: Policy, plan_: Plan, part: Json, closing: str = "rounded", **more: Any
) -> Verdict:
    """Check one part's claims in the last tier; the plan's figures are those that the checker finds."""
    figures = check_plan(county_, policy_, plan_).tiers
    claimed = [
        {
            "terms": tier.terms,
            "value": tier.value,
            "best": tier.value,
            "bound": 0,
            "proven": tier.value == 0,
        }
        for tier in figures
    ]
    last = len(figures) - 1
    value = figures[last].exact_value
    assert value is not None
    made = {"schools": SCHOOLS, "scale": 1, "candidates": 0, "closing": closing, "value": int(value * 1000)}
    made |= {**part, **more}
    certificate = {"county_sha256": "", "tiers": [{"tier": last, "unit": "1/1000", "parts": [made]}]}
    return check_plan(
        county_,
        policy_,
        plan_.model_copy(update={"tiers": Plan.model_validate({"alliances": [], "tiers": claimed}).tiers}),
        Certificate.model_validate(certificate),
    )


def highest(*given: Any, **more: Any) -> int:
    """Bound that the checker says is the highest, told by refusing one that is far too high."""
    broken = [one for one in verdict_on(*given, **more, bound=10**9).broken if one.rule is Claim.PART_BOUND]
    assert len(broken) == 1
    true = int(broken[0].figures["true"])
    assert verdict_on(*given, **more, bound=true).broken == ()
    assert names(verdict_on(*given, **more, bound=true + 1)) == {Claim.PART_BOUND}
    return true


class TestRounded:
    """Duals that give 20 km less what m1's dual lacks; every way is a whole number of km."""

    WHOLE = plan("c: m2 m3 m4", "d: m1")

    def part(self, lacking: int) -> Json:
        return {"member": duals(FAR[0] - lacking, *FAR[1:]), "lp_bound": 20_000 - lacking}

    def test_up_to_the_next_whole_kilometre_and_no_step_further(self) -> None:
        given = (county(), settings_of({"total_km": 1}), self.WHOLE, self.part(1300))
        assert highest(*given) == 19_000
        assert names(verdict_on(*given, bound=20_000)) == {Claim.PART_BOUND}
        assert highest(*given, closing="lp") == 18_700
        assert highest(*given, closing="open") == 18_700

    def test_a_bound_on_a_step_is_not_raised(self) -> None:
        assert highest(county(), settings_of({"total_km": 1}), self.WHOLE, self.part(1000)) == 19_000

    def test_the_lp_bound_is_before_rounding(self) -> None:
        part = self.part(300) | {"lp_bound": 20_000}
        verdict = verdict_on(county(), settings_of({"total_km": 1}), self.WHOLE, part, bound=20_000)
        assert names(verdict) == {Claim.PART_LP_BOUND}

    def test_nothing_is_trusted(self) -> None:
        given = (county(), settings_of({"total_km": 1}), self.WHOLE, self.part(300))
        assert verdict_on(*given, bound=20_000).trusted == ()

    @pytest.mark.parametrize(("place_all", "most"), [(True, 19_000), (False, 18_500)])
    def test_unplaced_columns_count_where_they_exist(self, place_all: bool, most: int) -> None:
        """An unplaced school costs 100.5 km: steps of half a km."""
        here = county({name: {"priority": 1.005} for name in SCHOOLS})
        asked = settings_of({"total_km": 1, "unplaced": 100}, place_all=place_all)
        assert highest(here, asked, self.WHOLE, self.part(1700)) == most

    def test_unplaced_columns_of_must_pins_do_not_count(self) -> None:
        pins = tuple(pin(f"m{at}", "c" if at > 1 else "d") for at in range(1, 5))
        here = county({name: {"priority": 1.005} for name in SCHOOLS}, pins=pins)
        asked = settings_of({"total_km": 1, "unplaced": 100}, place_all=False)
        assert highest(here, asked, self.WHOLE, self.part(1700)) == 19_000

    def test_a_maximum_among_other_terms_counts(self) -> None:
        """The maximum's column costs one unit per metre: steps of one metre."""
        asked = settings_of({"total_km": 1, "worst_km": 1})
        assert highest(county(), asked, self.WHOLE, self.part(1300)) == 18_700

    def test_candidates_beyond_the_limits_do_not_count(self) -> None:
        """The way d–m4 is 14.5 km; an earlier tier keeps every way within 11 km."""
        here = county(travel={("d", "m4"): ListedTravel(14.5, None)})
        asked = settings_of({"worst_km": 1}, {"total_km": 1})
        limited = {"limits": [{"term": "worst_km", "limit": 11_000}]}
        assert highest(here, asked, self.WHOLE, self.part(1700)) == 18_500
        assert highest(here, asked, self.WHOLE, self.part(1700) | limited) == 19_000


class TestSingleMaximum:
    """Within 10.5 km nobody goes to d, and c takes only three: the longest way is 11 km at least."""

    PART: ClassVar[Json] = {
        "member": duals(1, 1, 1, 1),
        "lp_bound": 1,
        "excluded": {"term": "worst_km", "limit": 10_500},
    }
    LONGER = plan("c: m1 m3 m4", "d: m2")

    @pytest.mark.parametrize("closing", ["lp", "rounded"])
    def test_the_next_travel_figure_and_no_further(self, closing: str) -> None:
        given = (county(), settings_of({"worst_km": 1}), self.LONGER, self.PART)
        assert highest(*given, closing=closing) == 11_000
        assert names(verdict_on(*given, closing=closing, bound=12_000)) == {Claim.PART_BOUND}

    def test_open_reaches_one_metre_above_the_excluded_limit(self) -> None:
        given = (county(), settings_of({"worst_km": 1}), self.LONGER, self.PART)
        assert highest(*given, closing="open") == 10_501

    @pytest.mark.parametrize("closing", ["lp", "rounded"])
    def test_without_an_excluded_limit_there_is_no_bound(self, closing: str) -> None:
        part = {**self.PART, "excluded": None, "lp_bound": 0}
        given = (county(), settings_of({"worst_km": 1}), self.LONGER, part)
        assert highest(*given, closing=closing) == 0


class TestSteps:
    """The step has two authors: the columns of the tests' own LP, and the checker."""

    def test_steps_are_those_of_the_lp_columns(self) -> None:
        raised = 0
        for seed in POSSIBLE:
            certified = honest(seed)
            tiers = grouping_tiers(certified.county, certified.policy)
            certifier = Certifier(certified.county, certified.policy, tiers)
            for at, tier in enumerate(tiers):
                for number in range(len(certified.certificate["tiers"][at]["parts"])):
                    if alone(tier) is not None:
                        continue
                    certificate = copy.deepcopy(certified.certificate)
                    part = certificate["tiers"][at]["parts"][number]
                    limits = {limit["term"]: limit["limit"] for limit in part["limits"]}
                    budgets = {budget["tier"]: budget["limit"] for budget in part["budgets"]}
                    lp = certifier.lp(at, set(part["schools"]), limits, budgets)
                    step = math.gcd(*(cost for _, cost, _ in lp.columns))
                    whole = max(math.ceil(Fraction(part["lp_bound"], SCALE)), 0)
                    most = -(-whole // step) * step if step else whole
                    part |= {"closing": "rounded", "bound": most + max(step, 1)}
                    broken = check(certified, certificate=certificate).broken
                    true = [one.figures["true"] for one in broken if one.rule is Claim.PART_BOUND]
                    assert true == [most], (seed, at, step)
                    raised += most > whole
        assert raised > 3  # rounding reaches further than the whole unit now and then

    @settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(counties(), st.randoms(use_true_random=False))
    def test_no_rounding_passes_the_best_value(self, case: tuple[County, Policy], rng: Random) -> None:
        certified = certify(*case, Random(rng.randrange(10**6)))
        if certified is None:
            return
        for tier in certified.certificate["tiers"]:
            for number, own in enumerate(tier["parts"]):
                certificate = copy.deepcopy(certified.certificate)
                part = certificate["tiers"][tier["tier"]]["parts"][number]
                part |= {"closing": "rounded", "bound": 10**12}
                broken = check(certified, certificate=certificate).broken
                true = [one.figures["true"] for one in broken if one.rule is Claim.PART_BOUND]
                assert len(true) == 1
                assert true[0] <= own["value"]

    def test_lp_closings_may_be_called_rounded_in_certificate_and_plan(self) -> None:
        for seed in POSSIBLE[:30]:
            certified = honest(seed)
            certificate = copy.deepcopy(certified.certificate)
            changed = set()
            for tier in certificate["tiers"]:
                for part in tier["parts"]:
                    if part["closing"] == "lp":
                        part["closing"] = "rounded"
                        changed.add(tier["tier"])
            called_lp = {entry["tier"] for entry in certified.plan["certificate"] if entry["closing"] == "lp"}
            assert (Claim.CLOSING in names(check(certified, certificate=certificate))) == bool(
                called_lp & changed
            )
            plan_ = copy.deepcopy(certified.plan)
            for entry in plan_["certificate"]:
                if entry["closing"] == "lp":
                    entry["closing"] = "rounded"
            assert check(certified, plan_, certificate).broken == ()


class TestUnknownWords:
    def test_in_the_plan(self) -> None:
        for seed in POSSIBLE[:5]:
            plan_ = copy.deepcopy(honest(seed).plan)
            for entry in plan_["certificate"]:
                entry["closing"] = "magic"
            assert names(check(honest(seed), plan_)) == {Claim.CLOSING}

    def test_in_a_certificate_that_was_never_read_from_a_file(self) -> None:
        certified = honest(POSSIBLE[0])
        certificate = Certificate.model_validate(certified.certificate)
        tier = certificate.tiers[0]
        parts = tuple(part.model_copy(update={"closing": "magic"}) for part in tier.parts)
        changed = certificate.model_copy(
            update={"tiers": (tier.model_copy(update={"parts": parts}), *certificate.tiers[1:])}
        )
        plan_ = Plan.model_validate(certified.plan)
        verdict = check_plan(certified.county, certified.policy, plan_, changed)
        assert Claim.CLOSING in names(verdict)


class TestMustPinsOfCores:
    """A core that would cover a place with a must pin leads nothing."""

    def leading(self, here: County, asked: Policy) -> set[tuple[str, Stage]]:
        return {(led.core, led.stage) for led in universe(read_case(here, asked))}

    def test_a_held_school_leads_nothing_in_that_stage(self) -> None:
        either = {"m1": {"role": Role.EITHER}}
        held = (pin("m1", "c", PRIMARY),)
        near = {("m1", "m2"): ListedTravel(1.0, None)}
        assert ("m1", PRIMARY) in self.leading(county(either, travel=near), policy())
        assert ("m1", PRIMARY) not in self.leading(county(either, travel=near, pins=held), policy())

    @pytest.mark.parametrize(("several", "leads"), [("once", False), ("each", True)])
    def test_in_no_stage_where_it_takes_part_once(self, several: str, leads: bool) -> None:
        """Held in junior, its place under ``once``; under ``each`` it may still lead in primary."""
        either = {"m1": {"role": Role.EITHER, "stages": (PRIMARY, JUNIOR)}}
        either |= {"c": {"stages": (PRIMARY, JUNIOR)}}
        near = {("m1", "m2"): ListedTravel(1.0, None)}
        here = county(either, travel=near, pins=(pin("m1", "c", JUNIOR),))
        both = policy({"stages": ["primary", "junior"]}, several_stages=several)
        found = self.leading(here, both)
        assert (("m1", PRIMARY) in found) is leads
        assert ("m1", JUNIOR) not in found
