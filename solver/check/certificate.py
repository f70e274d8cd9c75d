"""The certificate beside a plan: every tier's LP bound recomputed, every claimed bound held against it."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...models.certificate import PartCertificate, TierCertificate
from ...models.plan import Alliance, Plan
from ...models.words import Term
from .case import Row
from .certificate_rows import Footing, false_rows
from .claims import bound_units
from .closing import CLOSINGS, ROUNDED, TRUSTED, next_travel, rounded_up, weakness
from .lp_bound import InTime, recompute
from .numbers import CLAIM_TOLERANCE, exact, tier_unit, tier_weights
from .parts import false_parts, schools_of_parts
from .prices import limits_of, plain_costs, prices, single_maximum, ties_parts, within
from .terms import term_values
from .universe import MOST_CANDIDATES
from .verdict import BrokenRule, Claim, TrustedStep


@dataclass(frozen=True)
class Recomputed:
    """Findings on a certificate, each tier's LP bound in its own dimension, and the trusted steps.

    ``too_many`` are the tiers that name too few summed cores: the candidates of the others are
    beyond listing. ``late`` are those for which there was no time.
    """

    broken: tuple[BrokenRule, ...]
    lp_bounds: Mapping[int, Fraction]
    trusted: tuple[TrustedStep, ...]
    too_many: tuple[int, ...]
    late: tuple[int, ...] = ()


def check_certificate(footing: Footing, plan: Plan, in_time: InTime) -> Recomputed:
    """Check every tier of the certificate; tiers with broken rows get no LP bound."""
    broken: list[BrokenRule] = []
    usable: list[int] = []
    too_many: list[int] = []
    for tier, certificate in sorted(footing.certificates.items()):
        if not in_time():
            return Recomputed(tuple(broken), {}, (), tuple(too_many), tuple(sorted(footing.certificates)))
        wrong = [
            *_false_tier(footing, certificate),
            *false_parts(footing.case, footing.candidates, certificate),
        ]
        if not wrong:
            wrong = [row for part in certificate.parts for row in false_rows(footing, tier, part)]
        if not wrong:
            (usable if _listed(footing, certificate) <= MOST_CANDIDATES else too_many).append(tier)
        broken += wrong
    asked = [(tier, at) for tier in usable for at in range(len(footing.certificates[tier].parts))]
    found = _recomputed(footing, asked, in_time)
    if found is None:
        return Recomputed(tuple(broken), {}, (), tuple(too_many), tuple(usable))
    totals, steps = found
    bounds: dict[int, Fraction] = {}
    trusted: list[TrustedStep] = []
    for tier in usable:
        certificate = footing.certificates[tier]
        single = single_maximum(footing.tiers[tier])
        shown = [_shown(part, totals[tier, at], single) for at, part in enumerate(certificate.parts)]
        for at, part in enumerate(certificate.parts):
            most = _most(footing, part, shown[at], steps.get((tier, at), 1), single)
            broken += _false_part(tier, part, totals[tier, at], most, single)
        broken += _false_values(footing, plan, certificate)
        unit = tier_unit(footing.tiers[tier])
        bounds[tier] = unit * (max(shown, default=Fraction(0)) if single else sum(shown, Fraction(0)))
        broken += _false_claims(plan, certificate, bounds[tier], unit, single)
        trusted += _trusted(certificate)
    return Recomputed(tuple(broken), bounds, tuple(trusted), tuple(too_many))


def _listed(footing: Footing, certificate: TierCertificate) -> int:
    """Count the sets of members to enumerate for a tier: of every core that it does not name as summed.

    Only members within the limits of the core's part can be in them.
    """
    summed = {(core.mode, core.stage, core.core) for part in certificate.parts for core in part.summed}
    limits = {school: limits_of(part) for part in certificate.parts for school in part.schools}
    return sum(
        led.only(within(led, limits.get(led.core, {}))).sets
        for led in footing.candidates
        if (led.mode.id, led.stage, led.core) not in summed
    )


_Place = tuple[int, int]


def _recomputed(
    footing: Footing, asked: Sequence[_Place], in_time: InTime
) -> tuple[dict[_Place, int], dict[_Place, int]] | None:
    """Bound formula's sum of every (tier, part), and the step of values where its bound is rounded to it.

    None where there was no time.
    """
    parts = {(tier, at): footing.certificates[tier].parts[at] for tier, at in asked}
    priced = {place: prices(footing.case, footing.tiers, place[0], part) for place, part in parts.items()}
    costed = {
        place: plain_costs(footing.tiers, place[0], priced[place])
        for place, part in parts.items()
        if part.closing == ROUNDED and single_maximum(footing.tiers[place[0]]) is None
    }
    found = recompute(footing.case, footing.candidates, [*priced.values()], [*costed.values()], in_time)
    if found is None:
        return None
    sums, steps = found
    return dict(zip(priced, sums, strict=True)), dict(zip(costed, steps, strict=True))


def _false_tier(footing: Footing, certificate: TierCertificate) -> Iterator[BrokenRule]:
    tier = footing.tiers[certificate.tier]
    unit = tier_unit(tier)
    if _fraction(certificate.unit) != unit:
        figures = {"tier": certificate.tier + 1, "claimed": certificate.unit, "true": str(unit)}
        yield BrokenRule(Claim.CERTIFICATE_TIER, (), figures)
    if ties_parts(tier) and len(certificate.parts) > 1:
        split = sorted(schools_of_parts(footing.case) - set(certificate.parts[0].schools))
        figures = {"tier": certificate.tier + 1, "schools": ", ".join(split[:5]), "count": len(split)}
        yield BrokenRule(Claim.PARTS_COVER, tuple(split), figures)


def _fraction(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _shown(part: PartCertificate, total: int, single: Term | None) -> Fraction:
    """LP bound of a part in units of the tier."""
    if single is None:
        return Fraction(total, part.scale)
    if part.excluded is None or total <= 0:
        return Fraction(0)
    return Fraction(part.excluded.limit + 1)


def _most(
    footing: Footing, part: PartCertificate, lp: Fraction, step: int, single: Term | None
) -> int | None:
    """Return the highest bound that the LP bound and the closing allow, None where the step is trusted."""
    if part.closing in TRUSTED:
        return None
    if single is not None and lp > 0 and part.closing in ("lp", ROUNDED):
        return next_travel(footing.candidates, part, single) or rounded_up(lp, 1)
    return rounded_up(lp, step)


def _false_part(
    tier: int, part: PartCertificate, total: int, most: int | None, single: Term | None
) -> Iterator[BrokenRule]:
    """LP bound, closing and closed bound of one part."""
    figures = {"tier": tier + 1, "schools": ", ".join(part.schools[:5]), "count": len(part.schools)}
    true = 0 if single is not None and part.excluded is None else total
    if part.lp_bound > true:
        yield BrokenRule(
            Claim.PART_LP_BOUND, part.schools, {**figures, "claimed": part.lp_bound, "true": true}
        )
    if part.closing not in CLOSINGS:
        closings = {"tier": tier + 1, "claimed": part.closing, "true": ", ".join(CLOSINGS)}
        yield BrokenRule(Claim.CLOSING, part.schools, closings)
    if most is not None and part.bound > most:
        yield BrokenRule(Claim.PART_BOUND, part.schools, {**figures, "claimed": part.bound, "true": most})
    elif part.bound > part.value:
        yield BrokenRule(
            Claim.PART_BOUND, part.schools, {**figures, "claimed": part.bound, "true": part.value}
        )


def _false_values(footing: Footing, plan: Plan, certificate: TierCertificate) -> Iterator[BrokenRule]:
    """Return parts whose stated value is not the plan's."""
    weights = tier_weights(footing.tiers[certificate.tier])
    part_of = {school: at for at, part in enumerate(certificate.parts) for school in part.schools}
    case = footing.case
    alliances: defaultdict[int | None, list[Alliance]] = defaultdict(list)
    for alliance in plan.alliances:
        alliances[part_of.get(alliance.core)].append(alliance)
    rows: defaultdict[int, set[Row]] = defaultdict(set)
    for row in case.rows:
        rows[part_of[row[0]]].add(row)
    for at, part in enumerate(certificate.parts):
        values = term_values(case, alliances[at], rows[at])
        true = sum(weight * values[term] for term, weight in weights.items())
        if part.value != true:
            figures = {
                "tier": certificate.tier + 1,
                "schools": ", ".join(part.schools[:5]),
                "count": len(part.schools),
                "claimed": part.value,
                "true": true,
            }
            yield BrokenRule(Claim.PART_VALUE, part.schools, figures)


def _false_claims(
    plan: Plan, certificate: TierCertificate, lp_bound: Fraction, unit: Fraction, single: Term | None
) -> Iterator[BrokenRule]:
    """LP bound, closing and bound of the tier as plan.json states them."""
    tier = certificate.tier
    bounds = [part.bound for part in certificate.parts]
    total = max(bounds, default=0) if single else sum(bounds)
    claimed = bound_units(plan.tiers[tier].bound, unit)
    if claimed is not None and claimed > total:
        figures = {"tier": tier + 1, "claimed": plan.tiers[tier].bound, "true": float(total * unit)}
        yield BrokenRule(Claim.CERTIFICATE_BOUND, (), figures)
    weakest = max((weakness(part.closing) for part in certificate.parts), default=0)
    for entry in plan.certificate:
        if entry.tier != tier:
            continue
        slack = max(CLAIM_TOLERANCE, abs(lp_bound) / 10**12)
        if not math.isfinite(entry.lp_bound) or exact(entry.lp_bound) > lp_bound + slack:
            figures = {"tier": tier + 1, "claimed": entry.lp_bound, "true": float(lp_bound)}
            yield BrokenRule(Claim.LP_BOUND, (), figures)
        if entry.closing not in CLOSINGS or weakness(entry.closing) < weakest:
            closings = {"tier": tier + 1, "claimed": entry.closing, "true": CLOSINGS[weakest]}
            yield BrokenRule(Claim.CLOSING, (), closings)


def _trusted(certificate: TierCertificate) -> Iterator[TrustedStep]:
    for closing in TRUSTED:
        parts = [part for part in certificate.parts if part.closing == closing]
        if parts:
            candidates = sum(part.candidates for part in parts)
            yield TrustedStep(certificate.tier, closing, len(parts), candidates)
