"""Certificates with one thing changed: each change is caught by the claim that it falsifies."""

import copy
import math
from collections.abc import Callable

import pytest
from lianxiao.solver.check import Claim
from lianxiao.tests.check_certificates import POSSIBLE, Json, check, honest, names
from lianxiao.tests.check_lp import SCALE


class TestMutations:
    """One change at a time; each must be caught by the claim that it falsifies."""

    def caught(self, claim: Claim, change: Callable[[Json, Json], bool], seeds: list[int] = POSSIBLE) -> None:
        """``change`` edits (plan, certificate) and says whether it found something to change."""
        done = 0
        for seed in seeds:
            certified = honest(seed)
            plan, certificate = copy.deepcopy(certified.plan), copy.deepcopy(certified.certificate)
            if change(plan, certificate):
                assert claim in names(check(certified, plan, certificate)), (seed, claim)
                done += 1
            if done == 12:
                break
        assert done >= 2, "no county to try this on"

    @staticmethod
    def parts(certificate: Json) -> list[Json]:
        return [part for tier in certificate["tiers"] for part in tier["parts"]]

    def in_first(self, claim: Claim, fits: Callable[[Json], bool], edit: Callable[[Json], None]) -> None:
        def change(_: Json, certificate: Json) -> bool:
            for part in self.parts(certificate):
                if fits(part):
                    edit(part)
                    return True
            return False

        self.caught(claim, change)

    def test_lp_bound_of_a_part_raised_by_one(self) -> None:
        self.in_first(Claim.PART_LP_BOUND, lambda _: True, lambda p: p.update(lp_bound=p["lp_bound"] + 1))

    def test_bound_raised_beyond_what_the_lp_gives(self) -> None:
        def exact(part: Json) -> bool:
            single = part.get("excluded") is not None
            shown = part["excluded"]["limit"] + 1 if single else math.ceil(part["lp_bound"] / SCALE)
            return bool(part["closing"] == "lp" and shown == part["bound"])

        self.in_first(Claim.PART_BOUND, exact, lambda p: p.update(bound=p["bound"] + 1))

    def test_an_enumerated_bound_called_lp(self) -> None:
        self.in_first(
            Claim.PART_BOUND,
            lambda p: p["closing"] == "enumerated_mip" and p["bound"] > 0,
            lambda p: p.update(closing="lp"),
        )

    def test_an_enumerated_bound_above_the_value(self) -> None:
        self.in_first(
            Claim.PART_BOUND,
            lambda p: p["closing"] == "enumerated_mip",
            lambda p: p.update(bound=p["value"] + 1),
        )

    def test_value_of_a_part_changed(self) -> None:
        self.in_first(Claim.PART_VALUE, lambda _: True, lambda p: p.update(value=p["value"] + 1))

    @pytest.mark.parametrize("rows", ["lead", "must_lead", "epigraph", "budgets"])
    def test_a_dual_of_the_wrong_sign(self, rows: str) -> None:
        wrong = -1 if rows == "must_lead" else 1
        self.in_first(Claim.SIGN, lambda p: bool(p[rows]), lambda p: p[rows][0].update(dual=wrong))

    def test_a_flipped_dual_no_longer_carries_the_bound(self) -> None:
        def carries(part: Json) -> bool:
            return part["lp_bound"] > 0 and any(row["dual"] > 0 for row in part["member"])

        def flip(part: Json) -> None:
            row = max(part["member"], key=lambda row: row["dual"])
            row["dual"] = -row["dual"]

        self.in_first(Claim.PART_LP_BOUND, carries, flip)

    @pytest.mark.parametrize("rows", ["member", "lead", "must_lead", "count", "epigraph"])
    def test_a_row_that_stands_twice(self, rows: str) -> None:
        self.in_first(Claim.ROW, lambda p: bool(p[rows]), lambda p: p[rows].append(dict(p[rows][0])))

    @pytest.mark.parametrize("rows", ["member", "lead", "must_lead", "epigraph"])
    def test_a_row_of_a_foreign_school(self, rows: str) -> None:
        self.in_first(Claim.ROW, lambda p: bool(p[rows]), lambda p: p[rows][0].update(school="999"))

    def test_a_lead_row_of_a_school_that_a_member_row_covers(self) -> None:
        def change(_: Json, certificate: Json) -> bool:
            part = self.parts(certificate)[0]
            part["lead"] += [{**row, "dual": 0} for row in part["member"][:1]]
            return bool(part["member"])

        self.caught(Claim.ROW, change)

    def test_a_budget_lowered_by_one(self) -> None:
        def lower(part: Json) -> None:
            part["budgets"][0]["limit"] -= 1

        self.in_first(Claim.BUDGET, lambda p: bool(p["budgets"]), lower)

    def test_a_budget_of_a_tier_that_is_not_earlier(self) -> None:
        def change(_: Json, certificate: Json) -> bool:
            for part in certificate["tiers"][-1]["parts"]:
                part["budgets"].append({"tier": len(certificate["tiers"]) - 1, "limit": 10**9, "dual": 0})
            return True

        self.caught(Claim.BUDGET, change)

    def test_a_limit_tightened_by_one(self) -> None:
        def lower(part: Json) -> None:
            part["limits"][0]["limit"] -= 1

        self.in_first(Claim.LIMIT, lambda p: bool(p["limits"]), lower)

    def test_a_limit_that_no_earlier_tier_sets(self) -> None:
        self.in_first(
            Claim.LIMIT,
            lambda p: not p["limits"],
            lambda p: p["limits"].append({"term": "worst_km", "limit": 10**9}),
        )

    def test_excluded_in_a_tier_that_is_no_maximum(self) -> None:
        def change(plan: Json, certificate: Json) -> bool:
            for tier, claimed in zip(certificate["tiers"], plan["tiers"], strict=True):
                if len(claimed["terms"]) > 1:
                    tier["parts"][0]["excluded"] = {"term": "worst_km", "limit": 1}
                    return True
            return False

        self.caught(Claim.ROW, change)

    def test_excluding_one_unit_more(self) -> None:
        """The best value itself cannot be excluded: the plan keeps within it."""

        def more(part: Json) -> None:
            part["excluded"]["limit"] += 1

        self.in_first(Claim.PART_LP_BOUND, lambda p: p.get("excluded") is not None, more)

    def test_a_school_missing_named_twice_or_split_off(self) -> None:
        def missing(_: Json, certificate: Json) -> bool:
            part = self.parts(certificate)[0]
            part["schools"] = part["schools"][1:]
            return True

        def twice(_: Json, certificate: Json) -> bool:
            part = self.parts(certificate)[0]
            part["schools"] = [*part["schools"], part["schools"][0]]
            return True

        def split(_: Json, certificate: Json) -> bool:
            for tier in certificate["tiers"]:
                part = tier["parts"][0]
                row = next((row for row in part["member"] if row["dual"]), None)
                if row is None or len(part["schools"]) < 2:
                    continue
                empty: Json = {key: [] for key, value in part.items() if isinstance(value, list)}
                alone = {**part, **empty, "schools": [row["school"]], "value": 0, "bound": 0, "lp_bound": 0}
                part["schools"] = [school for school in part["schools"] if school != row["school"]]
                tier["parts"].append(alone)
                return True
            return False

        self.caught(Claim.PARTS_COVER, missing)
        self.caught(Claim.PARTS_COVER, twice)
        caught = 0
        for seed in POSSIBLE[:30]:
            certified = honest(seed)
            certificate = copy.deepcopy(certified.certificate)
            if split({}, certificate):
                assert check(certified, certificate=certificate).broken
                caught += 1
        assert caught > 5

    def test_a_unit_or_a_tier_that_is_not_the_plans(self) -> None:
        def unit(_: Json, certificate: Json) -> bool:
            certificate["tiers"][0]["unit"] = "1/7"
            return True

        def nonsense(_: Json, certificate: Json) -> bool:
            certificate["tiers"][0]["unit"] = "metre"
            return True

        def tier(_: Json, certificate: Json) -> bool:
            certificate["tiers"][0]["tier"] = 17
            return True

        for change in (unit, nonsense, tier):
            self.caught(Claim.CERTIFICATE_TIER, change)

    def test_bound_of_the_plan_above_what_the_parts_carry(self) -> None:
        def lower(_: Json, certificate: Json) -> bool:
            for tier in certificate["tiers"]:
                bounds = [part["bound"] for part in tier["parts"]]
                if bounds and max(bounds) > 0:
                    for part in tier["parts"]:
                        part["bound"] = 0
                    return True
            return False

        self.caught(Claim.CERTIFICATE_BOUND, lower)

    def test_lp_bound_of_the_plan_raised_by_one(self) -> None:
        def change(plan: Json, _: Json) -> bool:
            plan["certificate"][0]["lp_bound"] += 1
            return True

        self.caught(Claim.LP_BOUND, change)

    def test_closing_of_the_plan_stronger_than_its_parts(self) -> None:
        def change(plan: Json, certificate: Json) -> bool:
            for entry in plan["certificate"]:
                if entry["closing"] != "lp":
                    entry["closing"] = "lp"
                    return True
            return False

        self.caught(Claim.CLOSING, change)
