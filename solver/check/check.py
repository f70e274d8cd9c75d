"""The check of a whole plan: rules, claims, values, certificate. Shares no code with the solver."""

import time
from collections.abc import Sequence

from ...models.certificate import Certificate
from ...models.county import County
from ...models.digest import county_sha256
from ...models.finding import Finding, Level
from ...models.objective import Tier, grouping_tiers, tolerance_of
from ...models.plan import Plan
from ...models.policy import Policy
from ...models.words import Term
from .alliance_rules import broken_in_alliance
from .case import Case, read_case
from .certificate import Recomputed, check_certificate
from .certificate_rows import Footing, allowed_units
from .claims import claimed_tiers, false_points, false_tiers, false_travel, false_unplaced, whole_units
from .exchange_check import check_exchange
from .exchange_terms import EXCHANGE_TERMS
from .layout import lay_out
from .numbers import exact, tier_unit
from .plan_rules import broken_in_plan, broken_keep
from .subject_layer import false_subject_layer
from .terms import term_values, tier_figures
from .universe import MOST_CANDIDATES, Led, universe
from .verdict import BrokenRule, Claim, Doubt, TierFigures, Verdict

KEPT = -1
"""Number, in place of an earlier tier's, of the budget that `[keep] changed_at_most` gives."""


def check_plan(
    county: County,
    policy: Policy,
    plan: Plan,
    certificate: Certificate | None = None,
    *,
    bounds_until: float | None = None,
    fingerprint: str | None = None,
) -> Verdict:
    """Check a plan against the tables and settings alone, whoever wrote it.

    Parameters
    ----------
    county, policy
        The county the plan is for.
    plan
        The plan. What it claims (travel, unplaced, tiers, bounds) is checked where it is present.
    certificate
        The duals beside the plan; with them every tier's LP bound is recomputed exactly.
    bounds_until
        Moment of the monotonic clock (s) at which bounds are left unrecomputed (`Verdict.late`); rules and
        values are checked whatever time it takes.
    fingerprint
        That of county and settings, where it is known already.

    Returns
    -------
    Verdict
        Broken rules and false claims, warnings, recomputed values and LP bounds, and the steps that were
        trusted. Source: docs/grouping.md, docs/certificate.md.
    """

    def in_time() -> bool:
        return bounds_until is None or time.monotonic() < bounds_until

    case = read_case(county, policy)
    layout = lay_out(case, plan.alliances)
    broken: list[BrokenRule] = []
    for alliance in plan.alliances:
        broken += broken_in_alliance(case, alliance)
    broken += broken_in_plan(case, plan.alliances, layout)
    for alliance in plan.alliances:
        broken += false_travel(case, alliance)
        broken += false_points(case, alliance)
    broken += false_unplaced(plan, layout)
    broken += false_subject_layer(case, plan)

    tiers = claimed_tiers(plan, grouping_tiers(county, policy))
    estimates = {at for at, tier in enumerate(plan.tiers) if tier.estimate}
    plan_terms = term_values(case, plan.alliances, case.rows)
    exchange = check_exchange(case, plan, layout, [tier for _, tier in tiers])
    broken += exchange.broken
    broken += broken_keep(policy, plan_terms[Term.CHANGED])
    values = {**plan_terms, **exchange.values}
    figures = [
        tier_figures(at, tier, {**values, **exchange.optimistic} if at in estimates else values)
        for at, (_, tier) in enumerate(tiers)
    ]
    false = list(false_tiers(plan, policy, tiers, figures))
    broken += false
    comparable = bool(plan.tiers) and all(claim.rule is not Claim.TIER_TERMS for claim in false)

    warnings = [*_of_other_county(county, policy, plan, certificate, fingerprint), *exchange.warnings]
    resting = _resting(county, tiers)
    recomputed: Recomputed | None = None
    if certificate is not None and not comparable:
        warnings.append(_doubt(Doubt.CERTIFICATE_WITHOUT_TIERS))
    elif certificate is not None and not in_time():
        recomputed = Recomputed((), {}, (), (), tuple(entry.tier for entry in certificate.tiers))
    elif certificate is not None:
        footing, unknown = _stand_on(case, plan, certificate, tiers, resting, universe(case))
        recomputed = check_certificate(footing, plan, in_time)
        broken += [*unknown, *recomputed.broken]
        warnings += [
            _doubt(Doubt.NOT_RECOMPUTED, tier=tier + 1, most=MOST_CANDIDATES) for tier in recomputed.too_many
        ]
    warnings += [
        _doubt(Doubt.NOT_COMPUTED, tier=figure.tier + 1) for figure in figures if figure.value is None
    ]
    warnings += _not_shown(plan, figures, recomputed, resting)
    lp_bounds = recomputed.lp_bounds if recomputed else {}
    return Verdict(
        broken=tuple(broken),
        warnings=tuple(warnings),
        tiers=tuple(figures),
        lp_bounds=None
        if certificate is None
        else tuple(float(lp_bounds[figure.tier]) if figure.tier in lp_bounds else None for figure in figures),
        trusted=recomputed.trusted if recomputed else (),
        resting=resting,
        late=recomputed.late if recomputed else (),
    )


def _doubt(doubt: Doubt, **figures: object) -> Finding:
    return Finding(level=Level.WARNING, code=doubt.value, figures=figures)


def _of_other_county(
    county: County, policy: Policy, plan: Plan, certificate: Certificate | None, fingerprint: str | None
) -> list[Finding]:
    claimed = [(Doubt.OTHER_COUNTY, plan.county_sha256)]
    if certificate is not None:
        claimed.append((Doubt.CERTIFICATE_OF_OTHER_COUNTY, certificate.county_sha256))
    if not any(digest for _, digest in claimed):
        return []
    true = county_sha256(county, policy) if fingerprint is None else fingerprint
    return [_doubt(doubt) for doubt, digest in claimed if digest and digest != true]


def _stand_on(
    case: Case,
    plan: Plan,
    certificate: Certificate,
    tiers: Sequence[tuple[int, Tier]],
    resting: Sequence[int],
    candidates: Sequence[Led],
) -> tuple[Footing, list[BrokenRule]]:
    """Lay the footing of the certificate; its tiers that the plan lacks, or that stand twice, are broken."""
    grouping = {
        at: tier
        for at, (_, tier) in enumerate(tiers)
        if at not in resting and not any(term.needs_exchange for term in tier)
    }
    numbers = [entry.tier for entry in certificate.tiers if entry.tier not in resting]
    unknown = sorted({at for at in numbers if at not in grouping or numbers.count(at) > 1})
    allowed = {
        at: allowed_units(
            whole_units(plan.tiers[at].best, tier_unit(tier)), exact(tolerance_of(case.policy, tiers[at][0]))
        )
        for at, tier in grouping.items()
    }
    if case.policy.keep.changed_at_most is not None:  # holds before any tier (docs/certificate.md)
        grouping[KEPT], allowed[KEPT] = {Term.CHANGED: 1.0}, case.policy.keep.changed_at_most
    by_tier = {entry.tier: entry for entry in certificate.tiers if entry.tier not in {*unknown, *resting}}
    broken = [
        BrokenRule(Claim.CERTIFICATE_TIER, (), {"tier": at + 1, "claimed": at + 1, "true": "-"})
        for at in unknown
    ]
    return Footing(case, candidates, grouping, allowed, by_tier), broken


def _resting(county: County, tiers: Sequence[tuple[int, Tier]]) -> tuple[int, ...]:
    """Tiers from the first one whose value comes from the exchange: later ones have it as a budget."""
    if county.teachers is None:
        return ()
    first = next((at for at, (_, tier) in enumerate(tiers) if EXCHANGE_TERMS & tier.keys()), len(tiers))
    return tuple(range(first, len(tiers)))


def _not_shown(
    plan: Plan, figures: Sequence[TierFigures], recomputed: Recomputed | None, resting: Sequence[int]
) -> list[Finding]:
    """Proofs that the plan claims and nothing here shows."""
    if plan.status == "optimal" and not plan.tiers:
        return [_doubt(Doubt.OPTIMAL_WITHOUT_TIERS)]
    shown = recomputed.lp_bounds if recomputed else {}
    found = [
        _doubt(Doubt.CLAIMED_NOT_SHOWN, tier=at + 1)
        for at, claimed in enumerate(plan.tiers)
        if claimed.proven and at not in shown and at not in resting and claimed.bound != 0
    ]
    bounded = [at for at in resting if at < len(plan.tiers) and plan.tiers[at].bound is not None]
    if bounded:
        found.append(_doubt(Doubt.RESTS_ON_EXCHANGE, tiers=", ".join(str(at + 1) for at in bounded)))
    return found
