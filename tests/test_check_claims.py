"""Terms recomputed by hand, and what a plan claims about itself: true ones pass, false ones are caught."""

import tomllib
from pathlib import Path
from typing import Any

import lianxiao.reports
import pytest
from lianxiao.models.certificate import Certificate
from lianxiao.models.county import County, ListedTravel, Need, StandingAlliance
from lianxiao.models.plan import Plan
from lianxiao.models.words import Role, Term
from lianxiao.solver.check import Claim, Doubt, check_plan
from lianxiao.tests.check_county import PRIMARY, county, plan, policy, rules, term


class TestTerms:
    """One county by hand: c leads m1 (1 km, 90 s) and m2 (2 km, 180 s), d leads m3 (13 km, 1170 s)."""

    def test_every_term_by_hand(self) -> None:
        tables = county(
            {
                "c": {"opening_cost": 1.5, "quality": 0.9, "students": 300},
                "d": {"opening_cost": 0.25, "quality": 0.5, "students": 100},
                "m1": {"load": 0.5, "quality": 0.3, "students": 100},
                "m2": {"load": 2.0, "students": 50},
                "m4": {"priority": 2.5},
                "p": {"role": Role.NONE, "parent_id": "m1"},
            },
            needs=(
                Need(school_id="c", stage=PRIMARY, subject="english", need=20, supply=26),
                Need(school_id="m1", stage=PRIMARY, subject="english", need=10, supply=6),
                Need(school_id="p", stage=PRIMARY, subject="english", need=4, supply=0.5),
                Need(school_id="m1", stage=PRIMARY, subject="music", need=3, supply=0),
                Need(school_id="m4", stage=PRIMARY, subject="music", need=2, supply=0.5),
                Need(school_id="m4", stage=PRIMARY, subject="art", need=1, supply=9),
            ),
            alliances=(
                StandingAlliance(core_id="d", member_id="m1", stage=PRIMARY),
                StandingAlliance(core_id="c", member_id="m2", stage=PRIMARY),
                StandingAlliance(core_id="c", member_id="m4", stage=PRIMARY),
            ),
        )
        verdict = check_plan(tables, policy(), plan("c: m1 m2", "d: m3"))
        assert verdict.broken == ()
        found = {of: value for tier in verdict.tiers for of, value in tier.terms.items()}
        assert found == pytest.approx(
            {
                Term.UNPLACED: 2.5,
                Term.UNCOVERED_LESSONS: 1.5 + 3 + 1.5,  # english −6 + 4 + 3.5, music 3; m4 music 1.5
                Term.PREFERENCES: 0,
                Term.WORST_KM: 13,
                Term.WORST_MINUTES: 19.5,
                Term.TOTAL_KM: 16,
                Term.TOTAL_MINUTES: 24,
                Term.LOAD_KM: 0.5 + 4 + 13,
                Term.OPENING_COST: 1.75,
                Term.ALLIANCES: 2,
                Term.CHANGED: 1,  # m1
                Term.DROPPED: 1,  # m4
                Term.QUALITY_SPREAD: 0.25,  # (270 + 30) ÷ 400 = 0.75 and 0.5
            }
        )

    def test_numbers_are_rounded_before_they_are_added(self) -> None:
        near = {("c", "m1"): ListedTravel(1.0005, None), ("c", "m2"): ListedTravel(1.0004, None)}
        assert term(county(travel=near), policy(), plan("c: m1 m2"), Term.TOTAL_KM) == 2.001

    def test_weights(self) -> None:
        weighted = policy(objective={"tiers": [{"total_km": 0.5, "alliances": 3}]})
        assert check_plan(county(), weighted, plan("c: m1 m2")).tiers[0].value == 4.5


TOTAL_KM = {"tiers": [{"total_km": 1}]}


class TestClaims:
    def claimed(self, **tier: Any) -> Plan:
        figures = {"terms": {"total_km": 3.0}, "value": 3.0, "best": 3.0, "bound": 3.0, "proven": True}
        return plan("c: m1 m2", tiers=[{**figures, **tier}], status="optimal")

    def test_true_ones(self) -> None:
        verdict = check_plan(county(), policy(objective=TOTAL_KM), self.claimed())
        assert verdict.broken == ()
        assert [warning.code for warning in verdict.warnings] == [Doubt.CLAIMED_NOT_SHOWN.value]

    @pytest.mark.parametrize(
        ("tier", "claims"),
        [
            ({"terms": {"total_km": 3.001}}, {Claim.TERM_VALUE}),
            ({"terms": {"total_km": float("nan")}}, {Claim.TERM_VALUE}),
            ({"value": 2.999}, {Claim.TIER_VALUE}),
            ({"terms": {"total_minutes": 3.0}}, {Claim.TIER_TERMS}),
            ({"terms": {}}, {Claim.TIER_TERMS}),
            ({"best": 2.999, "bound": 2.999}, {Claim.TIER_BEST}),
            ({"bound": 3.001}, {Claim.TIER_BOUND, Claim.PROVEN}),
            ({"bound": 2.999}, {Claim.PROVEN}),
            ({"bound": 2.999, "proven": False}, {Claim.STATUS}),
            ({"bound": None}, {Claim.PROVEN}),
            ({"best": None}, {Claim.PROVEN}),
            ({"best": float("inf")}, {Claim.TIER_BEST, Claim.PROVEN}),
            ({"proven": False}, {Claim.STATUS}),
        ],
    )
    def test_false_ones(self, tier: dict[str, Any], claims: set[Claim]) -> None:
        assert rules(county(), policy(objective=TOTAL_KM), self.claimed(**tier)) == claims

    def test_tolerance_gives_later_tiers_room(self) -> None:
        loose = policy(objective={**TOTAL_KM, "tolerance": [0.5]})
        for best, wrong in ((2.0, set()), (1.999, {Claim.TIER_BEST})):
            assert rules(county(), loose, self.claimed(best=best, bound=best)) == wrong

    def test_a_tier_after_an_open_one_is_not_proven(self) -> None:
        two = policy(objective={"tiers": [{"total_km": 1}, {"alliances": 1}]})
        second = {"terms": {"alliances": 1}, "value": 1, "best": 1, "bound": 1, "proven": True}
        first = {"terms": {"total_km": 3}, "value": 3, "best": 3, "bound": 2, "proven": False}
        claimed = plan("c: m1 m2", tiers=[first, second], status="feasible")
        assert rules(county(), two, claimed) == {Claim.PROVEN}

    def test_bounds_off_the_tiers_grid_are_rounded_up(self) -> None:
        """2.9996 km bounds whole metres by 3.000 km."""
        assert rules(county(), policy(objective=TOTAL_KM), self.claimed(bound=2.9996)) == set()

    def test_member_figures_ids_and_the_unplaced(self) -> None:
        def with_member(**figures: Any) -> Plan:
            alliance = {"mode": "joint", "stage": "primary", "core": "c"}
            return Plan.model_validate(
                {"alliances": [{**alliance, "members": [{"school": "m1", **figures}]}]}
            )

        for figures, wrong in (
            ({"km": 1.0, "minutes": 1.5}, set()),
            ({"km": 1.0005, "minutes": 1.508}, set()),
            ({"km": 1.001}, {Claim.MEMBER_KM}),
            ({"minutes": 1.51}, {Claim.MEMBER_MINUTES}),
            ({"km": float("nan")}, {Claim.MEMBER_KM}),
        ):
            assert rules(county(), policy(), with_member(**figures)) == wrong
        named = plan("c: m1").model_dump()
        for name, wrong in (("primary-c", set()), ("primary-d", {Claim.ALLIANCE_ID})):
            alliances = [{**named["alliances"][0], "id": name}]
            assert rules(county(), policy(), Plan.model_validate({"alliances": alliances})) == wrong
        left = [{"school": f"m{at}", "stage": "primary"} for at in (2, 3, 4)]
        assert rules(county(), policy(), plan("c: m1", unplaced=left)) == set()
        assert rules(county(), policy(), plan("c: m1", unplaced=left[1:])) == {Claim.UNPLACED}
        more = [*left, {"school": "m1", "stage": "primary"}]
        assert rules(county(), policy(), plan("c: m1", unplaced=more)) == {Claim.NOT_UNPLACED}
        assert rules(county(), policy(), plan("c: m1", unplaced=[*left, left[0]])) == {Claim.NOT_UNPLACED}

    def test_another_countys_plan_is_a_doubt(self) -> None:
        verdict = check_plan(county(), policy(), plan("c: m1", county_sha256="0" * 64))
        assert [warning.code for warning in verdict.warnings] == [Doubt.OTHER_COUNTY.value]

    def test_optimal_without_tiers_is_a_doubt(self) -> None:
        verdict = check_plan(county(), policy(), plan("c: m1", status="optimal"))
        assert [warning.code for warning in verdict.warnings] == [Doubt.OPTIMAL_WITHOUT_TIERS.value]

    def test_an_empty_county_and_an_empty_plan(self) -> None:
        empty = Certificate(county_sha256="", tiers=())
        verdict = check_plan(County(schools=()), policy(), plan(), empty)
        assert verdict.broken == ()


def test_every_claim_and_doubt_has_its_sentence() -> None:
    path = Path(lianxiao.reports.__path__[0]) / "catalogue" / "verify.toml"
    catalogue = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(catalogue) == {code.value for code in (*Claim, *Doubt)}
    assert all({"en", "zh"} <= entry.keys() for entry in catalogue.values())
