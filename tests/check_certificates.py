"""Honest certificates for the checker's tests: plans of the brute force, duals of HiGHS rounded to integers.

The duals are valid but not exactly optimal; bounds that the LP does not reach stand as ``enumerated_mip``.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

from lianxiao.models.certificate import Certificate
from lianxiao.models.county import County
from lianxiao.models.digest import county_sha256
from lianxiao.models.objective import Tier, grouping_tiers, tolerance_of
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.words import Term
from lianxiao.solver.check import AnyRule, Verdict, check_plan
from lianxiao.tests.check_lp import SCALE, Certifier, Lp, Name, alone, unit_of
from lianxiao.tests.oracle import Grouping, best_plan
from lianxiao.tests.oracle_alliances import exact
from lianxiao.tests.tiny_counties import random_county

Json = dict[str, Any]


def whole_duals(lp: Lp, duals: dict[Name, float] | None) -> dict[Name, int]:
    """Duals rounded to whole SCALEths, with the sign their row asks for."""
    whole = {name: round(dual * SCALE) for name, dual in (duals or {}).items() if name != ("top",)}
    least = {name for name in whole if lp.rows[name][0] == ">="}
    most = {name for name in whole if lp.rows[name][0] == "<="}
    return {
        name: max(dual, 0) if name in least else min(dual, 0) if name in most else dual
        for name, dual in whole.items()
    }


def one_sided(duals: dict[Name, int]) -> dict[Name, int]:
    """Keep one side only of a count row: the certificate holds their sum."""
    kept = dict(duals)
    for name in [name for name in duals if name[0] == "least"]:
        if kept[name] and kept.get(("most", *name[1:])):
            kept["most", *name[1:]] = 0
    return kept


def part_certificate(
    schools: set[str],
    duals: dict[Name, int],
    limits: dict[Term, int],
    budgets: dict[int, int],
    **more: Any,
) -> dict[str, Any]:
    """A part's certificate as JSON, from whole duals by row name."""
    part: dict[str, Any] = {
        "schools": sorted(schools),
        "scale": SCALE,
        "limits": [{"term": term, "limit": limit} for term, limit in limits.items()],
        "member": [],
        "lead": [],
        "must_lead": [],
        "epigraph": [],
        **more,
    }
    counts: dict[Name, int] = {}
    for name, dual in duals.items():
        if name[0] in ("member", "lead", "must_lead"):
            part[name[0]].append({"school": name[1], "stage": name[2], "dual": dual})
        elif name[0] in ("least", "most"):
            counts[name[1:]] = counts.get(name[1:], 0) + dual
        elif name[0] in ("high", "low"):
            row = {"term": name[1], "side": name[0], "school": name[2], "stage": name[3], "dual": dual}
            part["epigraph"].append(row)
    part["count"] = [{"mode": mode, "stage": stage, "dual": dual} for (mode, stage), dual in counts.items()]
    part["budgets"] = [
        {"tier": at, "limit": limit, "dual": duals.get(("budget", at), 0)} for at, limit in budgets.items()
    ]
    return part


@dataclass(frozen=True)
class Frame:
    """Where a part's certificate stands: tier, schools, what earlier tiers leave, best value of the tier."""

    at: int
    part: set[str]
    limits: dict[Term, int]
    budgets: dict[int, int]
    best: int


@dataclass(frozen=True)
class Certified:
    """A plan that is best in every tier, its honest certificate, and the best values."""

    county: County
    policy: Policy
    plan: dict[str, Any]
    certificate: dict[str, Any]
    best: tuple[Fraction, ...]


def certify(county: County, policy: Policy, noise: Random | None = None) -> Certified | None:
    """Solve by brute force and certify by LP; None where no plan exists.

    With ``noise`` the duals are shaken at random (signs kept): the bounds get weak but must stay valid.
    """
    best = best_plan(county, policy)
    if best is None:
        return None
    tiers = grouping_tiers(county, policy)
    certifier = Certifier(county, policy, tiers)
    grouping = certifier.tiny.grouping(best.groups)
    parts = certifier.components()
    allowed: list[int] = []
    certificate: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for at, tier in enumerate(tiers):
        limits: dict[Term, int] = {}
        for i in range(at):
            if (term := alone(tiers[i])) is not None:
                limits[term] = min(allowed[i], limits.get(term, allowed[i]))
        made = []
        for part in parts:
            budgets = {
                i: allowed[i] - sum(p["bound"] for p in certificate[i]["parts"] if set(p["schools"]) != part)
                for i in range(at)
                if alone(tiers[i]) is None
            }
            best_units = int(best.best[at] / unit_of(tier))
            made.append(_part(certifier, Frame(at, part, limits, budgets, best_units), grouping, noise))
        unit = unit_of(tier)
        allowed.append(math.floor(best.best[at] / unit * (1 + exact(tolerance_of(policy, at)))))
        certificate.append({"tier": at, "unit": str(unit), "parts": made})
        lp = [_units(p, tier) for p in made]
        total = max(lp, default=Fraction(0)) if alone(tier) else sum(lp, Fraction(0))
        terms = {term: float(best.terms[term]) for term in tier}
        value = sum(exact(weight) * best.terms[term] for term, weight in tier.items())
        figure = float(best.best[at])
        shown.append({"terms": terms, "value": float(value), "best": figure, "bound": figure, "proven": True})
        order = ("lp", "enumerated_mip", "open")
        closing = max((p["closing"] for p in made), key=order.index, default="lp")
        entry = {"tier": at, "lp_bound": float(total * unit), "duals": "certificate.json", "candidates": 0}
        entries.append({**entry, "closing": closing})
    alliances = [
        {
            "id": f"{group.stage}-{group.core}",
            "mode": group.mode,
            "stage": group.stage,
            "core": group.core,
            "members": [{"school": member} for member in group.members],
        }
        for group in grouping.groups
    ]
    left = [{"school": school, "stage": stage} for school, stage in sorted(grouping.unplaced)]
    digest = county_sha256(county, policy)
    plan = {"county_sha256": digest, "status": "optimal", "alliances": alliances, "unplaced": left}
    plan |= {"tiers": shown, "certificate": entries}
    return Certified(county, policy, plan, {"county_sha256": digest, "tiers": certificate}, best.best)


def _units(part: dict[str, Any], tier: Tier) -> Fraction:
    """LP bound of a part in units of the tier."""
    if alone(tier) is None:
        return Fraction(part["lp_bound"], SCALE)
    return Fraction(part["excluded"]["limit"] + 1 if part.get("excluded") and part["lp_bound"] > 0 else 0)


def _part(certifier: Certifier, frame: Frame, grouping: Grouping, noise: Random | None) -> dict[str, Any]:
    tier = certifier.tiers[frame.at]
    value = certifier.value(tier, grouping, frame.part)
    term = alone(tier)
    inner = dict(frame.limits)
    if term is not None:
        inner[term] = min(frame.best - 1, frame.limits.get(term, frame.best - 1))
    lp = certifier.lp(frame.at, frame.part, inner, frame.budgets)
    duals = one_sided(whole_duals(lp, lp.duals(elastic=term is not None)))
    if noise is not None:
        shake = {name: noise.uniform(0, 2) if noise.random() < 0.3 else 1 for name in duals}
        duals = {name: round(dual * shake[name]) for name, dual in duals.items()}
    total = lp.bound(duals)
    more: dict[str, Any] = {"value": value, "candidates": 0}
    place = (frame.limits, frame.budgets)
    if term is None:
        bound = value if len(certifier.components()) > 1 else frame.best
        more |= {"bound": bound, "lp_bound": total}
        more["closing"] = "lp" if math.ceil(Fraction(total, SCALE)) >= bound else "enumerated_mip"
        return part_certificate(frame.part, duals, *place, **more)
    if frame.best > 0 and total > 0:
        excluded = {"term": term, "limit": frame.best - 1}
        more |= {"bound": frame.best, "lp_bound": total, "closing": "lp"}
        return part_certificate(frame.part, duals, *place, excluded=excluded, **more)
    worst = value == frame.best > 0
    more |= {"bound": frame.best if worst else 0, "closing": "enumerated_mip" if worst else "open"}
    return part_certificate(frame.part, {}, *place, lp_bound=0, **more)


def check(certified: Certified, plan: Json | None = None, certificate: Json | None = None) -> Verdict:
    return check_plan(
        certified.county,
        certified.policy,
        Plan.model_validate(plan or certified.plan),
        Certificate.model_validate(certificate or certified.certificate),
    )


def names(verdict: Verdict) -> set[AnyRule]:
    return {broken.rule for broken in verdict.broken}


@cache
def honest(seed: int) -> Certified:
    certified = certify(*random_county(seed))
    assert certified is not None
    return certified


POSSIBLE = [seed for seed in range(60) if best_plan(*random_county(seed)) is not None]
