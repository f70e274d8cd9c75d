"""The bound of docs/certificate.md with summed cores, over the oracle's alliances: every set is tried.

What is summed here one alliance after the other the checker finds by its knapsack.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from lianxiao.models.words import Stage, Term
from lianxiao.tests.check_lp import SCALE, STEPS, TOP, WORST, Certifier, Name, alone, unit_of
from lianxiao.tests.oracle_alliances import GRAINS, Group, exact

Lead = tuple[str, Stage, str]
Shares = Mapping[str, int]


def duals_of(part: Mapping[str, Any], certifier: Certifier) -> dict[Name, int]:
    """Duals of a part's certificate by row name."""
    duals: dict[Name, int] = {}
    for kind in ("member", "lead", "must_lead"):
        duals |= {(kind, row["school"], row["stage"]): row["dual"] for row in part[kind]}
    for row in part["epigraph"]:
        duals[row["side"], row["term"], row["school"], row["stage"]] = row["dual"]
    bounds = {mode.id: mode.alliances for mode in certifier.policy.mode}
    for row in part["count"]:
        side = "least" if row["dual"] > 0 or bounds[row["mode"]].most is None else "most"
        duals[side, row["mode"], row["stage"]] = row["dual"]
    return duals | {("budget", row["tier"]): row["dual"] for row in part["budgets"]}


def price_of_lessons(certifier: Certifier, at: int, part: Mapping[str, Any]) -> int:
    """What 0.001 lesson short costs in the reduced cost."""

    def factor(tier: Mapping[Term, float]) -> int:
        weight = exact(tier.get(Term.UNCOVERED_LESSONS, 0.0)) / STEPS[Term.UNCOVERED_LESSONS]
        return int(weight / unit_of(dict(tier)))

    tiers = certifier.tiers
    price: int = 0 if alone(tiers[at]) else SCALE * factor(tiers[at])
    return price - sum(int(row["dual"]) * factor(tiers[row["tier"]]) for row in part["budgets"])


def shortage(certifier: Certifier, group: Group, subject: str) -> int:
    """Σ need − Σ supply of core and members, in 0.001 lessons."""
    deficits = certifier.tiny.possible.deficits
    grains = sum(
        deficits.get((school, group.stage), {}).get(subject, 0) for school in (group.core, *group.members)
    )
    return grains * 1000 // GRAINS


def summed_bound(certifier: Certifier, at: int, part: Mapping[str, Any]) -> int:
    """Sum of the bound formula of a part, its summed cores as the page says."""
    limits = {Term(limit["term"]): limit["limit"] for limit in part["limits"]}
    if excluded := part.get("excluded"):
        term = Term(excluded["term"])
        limits[term] = min(excluded["limit"], limits.get(term, excluded["limit"]))
    budgets = {row["tier"]: row["limit"] for row in part["budgets"]}
    lp = certifier.lp(at, set(part["schools"]), limits, budgets)
    duals = duals_of(part, certifier)
    price = price_of_lessons(certifier, at, part)
    summed: dict[Lead, Shares] = {
        (core["mode"], core["stage"], core["core"]): {s["subject"]: s["share"] for s in core["lessons"]}
        for core in part["summed"]
    }
    total = sum(duals.get(name, 0) * rhs for name, (_, rhs) in lp.rows.items() if name != ("top",))
    smallest: dict[Name, int] = {}
    for number, (owner, cost, coefficients) in enumerate(lp.columns):
        reduced = SCALE * cost - sum(duals.get(name, 0) * c for name, c in coefficients.items())
        group = lp.groups.get(number)
        if group is not None:
            shares = summed.get((group.mode, group.stage, group.core))
            if shares is not None:
                reduced += _instead(certifier, group, owner, duals, price, shares, coefficients)
            smallest[owner] = min(reduced, smallest.get(owner, 0))
        else:
            upper = 1 if owner == () else _upper(certifier, set(summed), limits, owner[0], coefficients)
            total += min(0, reduced) * upper
    return total + sum(smallest.values())


def _instead(
    certifier: Certifier,
    group: Group,
    key: Name,
    duals: Mapping[Name, int],
    price: int,
    shares: Shares,
    coefficients: Mapping[Name, int],
) -> int:
    """What the figure of a summed core's alliance differs by from its reduced cost."""
    uncovered = group.adds[Term.UNCOVERED_LESSONS] * 1000 // GRAINS
    less = sum(share * shortage(certifier, group, subject) for subject, share in shares.items())
    left_out = [
        name
        for name in coefficients
        if name[:2] in (("high", Term.QUALITY_SPREAD), ("low", Term.QUALITY_SPREAD))
    ]
    if all(duals.get(("high", term, *key), 0) for term in WORST):
        left_out.append(("high", Term.WORST_MINUTES, *key))
    return less - price * uncovered + sum(duals.get(name, 0) * coefficients.get(name, 0) for name in left_out)


def _upper(
    certifier: Certifier,
    summed: set[Lead],
    limits: Mapping[Term, int],
    largest: int,
    coefficients: Mapping[Name, int],
) -> int:
    """Upper bound of a maximum's variable: where cores are summed, their members one by one."""
    terms = {name[1] for name in coefficients if name[0] == "high"}
    if Term.QUALITY_SPREAD in terms:
        return TOP if summed else largest
    possible = certifier.tiny.possible
    for group in certifier.groups:
        if (group.mode, group.stage, group.core) not in summed:
            continue
        for member in group.members:
            way = possible.travel(possible.schools[group.core], possible.schools[member])
            assert way is not None
            figures = {
                Term.WORST_KM: way.km * WORST[Term.WORST_KM] // GRAINS,
                Term.WORST_MINUTES: way.minutes * WORST[Term.WORST_MINUTES] // GRAINS,
            }
            if all(figures[term] <= limit for term, limit in limits.items()):
                largest = max([largest, *(figures[Term(term)] for term in terms)])
    return largest


def draw_summed(certifier: Certifier, at: int, part: Mapping[str, Any], rng: Random) -> list[dict[str, Any]]:
    """Some leads of a part with random shares from 0 to what a lesson costs, both ends often."""
    leads = {
        (group.mode, group.stage, group.core) for group in certifier.groups if group.core in part["schools"]
    }
    subjects = sorted({need.subject for need in certifier.county.needs or ()})
    price = price_of_lessons(certifier, at, part)
    chosen = [lead for lead in sorted(leads) if rng.random() < 0.6]
    return [
        {
            "mode": mode,
            "stage": stage,
            "core": core,
            "lessons": [
                {"subject": subject, "share": rng.choice((0, price, rng.randint(0, price)))}
                for subject in subjects
                if rng.random() < 0.8
            ],
        }
        for mode, stage, core in chosen
    ]
