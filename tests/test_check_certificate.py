"""Certificates: honest ones are accepted to the last unit, mutated ones caught, shaken ones stay valid."""

import copy
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lianxiao.models.certificate import Certificate
from lianxiao.models.county import County
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import Role, Stage, Term
from lianxiao.solver.check import Claim, Doubt, check_plan, subsets
from lianxiao.tests.check_certificates import POSSIBLE, Json, certify, check, honest, names
from lianxiao.tests.tiny_counties import counties


def test_honest_certificates_are_accepted_and_recomputed_to_the_last_unit() -> None:
    """The LP bound has two authors: the formula over the brute force's alliances, and the checker."""
    parts = 0
    for seed in POSSIBLE:
        certified = honest(seed)
        verdict = check(certified)
        assert verdict.broken == (), (seed, verdict.broken)
        assert verdict.warnings == ()
        claimed = [entry["lp_bound"] for entry in certified.plan["certificate"]]
        assert verdict.lp_bounds is not None
        assert list(verdict.lp_bounds) == pytest.approx(claimed, abs=1e-9), seed
        for bound, best in zip(claimed, certified.best, strict=True):
            assert bound <= best + Fraction(1, 10**9)
        parts += max(len(tier["parts"]) for tier in certified.certificate["tiers"]) > 1
    assert parts >= 2  # some of these counties fall into parts


def test_trusted_steps_are_named() -> None:
    for seed in POSSIBLE[:30]:
        certified = honest(seed)
        closing = {
            tier["tier"]
            for tier in certified.certificate["tiers"]
            if any(part["closing"] == "enumerated_mip" for part in tier["parts"])
        }
        trusted = check(certified).trusted
        assert {step.tier for step in trusted} == closing
        assert all(step.closing == "enumerated_mip" for step in trusted)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(counties(), st.randoms(use_true_random=False))
def test_any_duals_of_the_right_sign_give_a_valid_bound(case: tuple[County, Policy], rng: Random) -> None:
    certified = certify(*case, Random(rng.randrange(10**6)))
    if certified is None:
        return
    certificate = copy.deepcopy(certified.certificate)
    for tier in certificate["tiers"]:
        for part in tier["parts"]:
            for rows in ("member", "lead", "must_lead", "count", "epigraph", "budgets"):
                for row in part[rows]:
                    if rng.random() < 0.1:
                        row["dual"] = _right_sign(rows, row, rng.randint(0, 3000), rng, certified.policy)
            part["lp_bound"], part["closing"] = -(10**30), "enumerated_mip"
    verdict = check(certified, certificate=certificate)
    assert names(verdict) <= {Claim.LP_BOUND, Claim.CLOSING}
    assert verdict.lp_bounds is not None
    for bound, best in zip(verdict.lp_bounds, certified.best, strict=True):
        assert bound is not None
        assert Fraction(bound) <= best + Fraction(1, 10**9)


def _right_sign(rows: str, row: Json, size: int, rng: Random, policy: Policy) -> int:
    if rows == "must_lead":
        return size
    if rows in ("lead", "epigraph", "budgets"):
        return -size
    if rows == "count":
        mode = next(mode for mode in policy.mode if mode.id == row["mode"])
        return size if mode.alliances.most is None else rng.choice((size, -size))
    return rng.choice((size, -size)) * 100


def test_a_scale_beyond_64_bits_is_computed_exactly() -> None:
    for seed in POSSIBLE[:25]:
        certified = honest(seed)
        certificate = copy.deepcopy(certified.certificate)
        for tier in certificate["tiers"]:
            for part in tier["parts"]:
                part["scale"] *= 10**20
                part["lp_bound"] *= 10**20
                for rows in ("member", "lead", "must_lead", "count", "epigraph", "budgets"):
                    for row in part[rows]:
                        row["dual"] *= 10**20
        assert check(certified, certificate=certificate).broken == ()
        one = next((p for t in certificate["tiers"] for p in t["parts"] if p["lp_bound"] > 0), None)
        if one is not None:
            one["lp_bound"] += 1
            assert Claim.PART_LP_BOUND in names(check(certified, certificate=certificate))


def test_blocks_of_any_size_give_the_same_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [check(honest(seed)).lp_bounds for seed in POSSIBLE[:20]]
    monkeypatch.setattr(subsets, "BLOCK_CELLS", 16)
    assert [check(honest(seed)).lp_bounds for seed in POSSIBLE[:20]] == whole


def test_a_proof_without_certificate_is_a_doubt() -> None:
    certified = next(honest(seed) for seed in POSSIBLE if any(honest(seed).best))
    verdict = check_plan(certified.county, certified.policy, Plan.model_validate(certified.plan))
    assert verdict.broken == ()
    assert verdict.lp_bounds is None
    assert {warning.code for warning in verdict.warnings} == {Doubt.CLAIMED_NOT_SHOWN.value}


def test_a_certificate_beside_a_plan_without_tiers_is_not_used() -> None:
    certified = honest(POSSIBLE[0])
    plan = {"alliances": certified.plan["alliances"]}
    verdict = check(certified, plan)
    assert verdict.broken == ()
    assert Doubt.CERTIFICATE_WITHOUT_TIERS.value in {warning.code for warning in verdict.warnings}


def test_a_certificate_of_another_county_is_a_doubt() -> None:
    certified = honest(POSSIBLE[0])
    verdict = check(certified, certificate={**certified.certificate, "county_sha256": "0" * 64})
    assert [warning.code for warning in verdict.warnings] == [Doubt.CERTIFICATE_OF_OTHER_COUNTY.value]
    assert verdict.broken == ()


def test_too_many_candidates_are_said_not_claimed() -> None:
    """60 members around one core without a bound on their number: 2^60 sets."""
    core = School(school_id="c", name="c", lat=24.0, lon=121.0, stages=(Stage.PRIMARY,), role=Role.CORE)
    members = tuple(
        core.model_copy(update={"school_id": f"m{at}", "role": Role.MEMBER, "lat": 24.0 + at / 1000})
        for at in range(60)
    )
    policy = Policy.model_validate(
        {
            "mode": [{"key": "joint_alliance", "min_members": 1, "max_members": 0}],
            "objective": {"tiers": [{Term.UNPLACED: 1}]},
        }
    )
    plan = Plan.model_validate(
        {
            "alliances": [],
            "tiers": [{"terms": {"unplaced": 60}, "value": 60, "best": 60, "bound": 60, "proven": True}],
        }
    )
    part = {
        "schools": ["c", *(f"m{at}" for at in range(60))],
        "scale": 1,
        "lp_bound": 60_000,
        "value": 60_000,
        "bound": 60_000,
        "closing": "lp",
        "candidates": 0,
    }
    certificate = Certificate.model_validate(
        {"county_sha256": "", "tiers": [{"tier": 0, "unit": "1/1000", "parts": [part]}]}
    )
    verdict = check_plan(County(schools=(core, *members)), policy, plan, certificate)
    assert verdict.lp_bounds == (None,)
    codes = [warning.code for warning in verdict.warnings]
    assert codes == [Doubt.NOT_RECOMPUTED.value, Doubt.CLAIMED_NOT_SHOWN.value]
