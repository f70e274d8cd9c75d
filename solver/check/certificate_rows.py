"""Whether the rows, signs, budgets and limits of one part's certificate are those of docs/certificate.md."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from ...models.certificate import PartCertificate, TierCertificate
from ...models.objective import Tier
from ...models.words import Term
from .case import Case, Key
from .parts import schools_of_parts
from .prices import MAXIMA, single_maximum, term_prices, ties_parts
from .universe import Led
from .verdict import BrokenRule, Claim


@dataclass(frozen=True)
class Footing:
    """What the certificates of a plan stand on.

    ``tiers`` by their number in the plan; ``allowed`` is each tier's best value + tolerance, in its units,
    None where the plan gives no best; ``certificates`` by tier.
    """

    case: Case
    candidates: Sequence[Led]
    tiers: Mapping[int, Tier]
    allowed: Mapping[int, int | None]
    certificates: Mapping[int, TierCertificate]


def allowed_units(best: int | None, tolerance: Fraction) -> int | None:
    """Best value + tolerance, rounded down, in units of the tier."""
    return None if best is None else floor(best * (1 + tolerance))


def false_rows(footing: Footing, tier: int, part: PartCertificate) -> Iterator[BrokenRule]:
    """Rows that do not exist or stand twice, wrong signs, budgets and limits that do not follow."""
    rows = [*_member_rows(footing, part), *_lead_rows(footing, part), *_must_lead_rows(footing, part)]
    rows += [*_count_rows(footing, part), *_epigraph_rows(footing, tier, part)]
    rows += [*_summed_cores(footing, tier, part)]
    times = Counter(name for name, _, _ in rows)
    for name, exists, sign_fits in rows:
        figures = {"tier": tier + 1, "row": " ".join(name)}
        schools = tuple(word for word in name if word in footing.case.schools)
        if not exists or times[name] > 1:
            yield BrokenRule(Claim.ROW, schools, figures)
        elif not sign_fits:
            yield BrokenRule(Claim.SIGN, schools, figures)
    yield from _false_budgets(footing, tier, part)
    yield from _false_limits(footing, tier, part)


_Row = tuple[tuple[str, ...], bool, bool]


def _name(kind: str, key: Key) -> tuple[str, ...]:
    return (kind, key[0], "*" if key[1] is None else key[1].value)


def _lead_keys(footing: Footing) -> set[Key]:
    case = footing.case
    return {
        case.key(school.school_id, stage)
        for school in case.county.schools
        for mode in case.policy.mode
        for stage in case.served
        if case.may_lead(school, mode, stage)
    }


def _member_rows(footing: Footing, part: PartCertificate) -> Iterator[_Row]:
    for row in part.member:
        exists = row.school in part.schools and (row.school, row.stage) in footing.case.rows
        yield _name("member", (row.school, row.stage)), exists, True


def _lead_rows(footing: Footing, part: PartCertificate) -> Iterator[_Row]:
    keys = _lead_keys(footing) if part.lead else set()
    for row in part.lead:
        stages = footing.case.stages_in_scope(row.school)
        covered = bool(stages) if row.stage is None else row.stage in stages
        exists = row.school in part.schools and (row.school, row.stage) in keys and not covered
        yield _name("lead", (row.school, row.stage)), exists, row.dual <= 0


def _must_lead_rows(footing: Footing, part: PartCertificate) -> Iterator[_Row]:
    for row in part.must_lead:
        exists = row.school in part.schools and (row.school, row.stage) in footing.case.asked
        yield _name("must_lead", (row.school, row.stage)), exists, row.dual >= 0


def _count_rows(footing: Footing, part: PartCertificate) -> Iterator[_Row]:
    modes = {mode.id: mode for mode in footing.case.policy.mode}
    inside = set(part.schools)
    for row in part.count:
        mode = modes.get(row.mode)
        exists = (
            mode is not None
            and row.stage in mode.stages
            and all(
                led.core in inside
                for led in footing.candidates
                if led.mode.id == row.mode and led.stage is row.stage
            )
        )
        bounded = mode is not None and (row.dual >= 0 or mode.alliances.most is not None)
        yield ("count", row.mode, row.stage.value), exists, bounded


def _epigraph_rows(footing: Footing, tier: int, part: PartCertificate) -> Iterator[_Row]:
    holding = [
        footing.tiers[at] for at in {tier, *(budget.tier for budget in part.budgets)} & footing.tiers.keys()
    ]
    held = {term for of in holding if single_maximum(of) is None for term in of if term in MAXIMA}
    keys = _lead_keys(footing) if part.epigraph else set()
    for row in part.epigraph:
        exists = (
            row.term in held
            and row.school in part.schools
            and (row.school, row.stage) in keys
            and (row.side == "high" or row.term is Term.QUALITY_SPREAD)
        )
        name = _name(f"epigraph {row.side} {row.term.value}", (row.school, row.stage))
        yield name, exists, row.dual <= 0


def _summed_cores(footing: Footing, tier: int, part: PartCertificate) -> Iterator[_Row]:
    """Read summed cores as rows: known leads, known subjects, shares from 0 to the price, each once."""
    case = footing.case
    modes = {mode.id: mode for mode in case.policy.mode}
    subjects = {need.subject for need in case.county.needs or ()}
    known = all(budget.tier in footing.tiers for budget in part.budgets)
    prices = term_prices(footing.tiers, tier, part) if part.summed and known else {}
    for core in part.summed:
        mode, school = modes.get(core.mode), case.schools.get(core.core)
        leads = mode is not None and school is not None and case.may_lead(school, mode, core.stage)
        yield (
            ("summed", core.mode, core.core, core.stage.value),
            leads and core.core in part.schools,
            True,
        )
        for share in core.lessons:
            fits = 0 <= share.share <= prices.get(Term.UNCOVERED_LESSONS, 0)
            name = ("summed", core.mode, core.core, core.stage.value, share.subject)
            yield name, share.subject in subjects, fits


def _false_budgets(footing: Footing, tier: int, part: PartCertificate) -> Iterator[BrokenRule]:
    times = Counter(budget.tier for budget in part.budgets)
    for budget in part.budgets:
        figures: dict[str, Any] = {"tier": tier + 1, "earlier": budget.tier + 1, "claimed": budget.limit}
        least = _budget_limit(footing, tier, part, budget.tier)
        if least is None or budget.limit < least or times[budget.tier] > 1:
            yield BrokenRule(Claim.BUDGET, (), {**figures, "true": "-" if least is None else least})
        if budget.dual > 0:
            yield BrokenRule(Claim.SIGN, (), {"tier": tier + 1, "row": f"budget {budget.tier + 1}"})


def _budget_limit(footing: Footing, tier: int, part: PartCertificate, earlier: int) -> int | None:
    """Return what tier ``earlier`` leaves to this part, None where it leaves no budget at all."""
    allowed = footing.allowed.get(earlier)
    if earlier >= tier or allowed is None or single_maximum(footing.tiers[earlier]):
        return None
    mine = set(part.schools)
    if ties_parts(footing.tiers[earlier]) and mine != schools_of_parts(footing.case):
        return None
    certificate = footing.certificates.get(earlier)
    for other in certificate.parts if certificate else ():
        if mine.isdisjoint(other.schools):
            allowed -= other.bound
        elif not mine.issuperset(other.schools):
            return None
    return allowed


def _false_limits(footing: Footing, tier: int, part: PartCertificate) -> Iterator[BrokenRule]:
    earlier: dict[Term, list[int]] = {}
    for at, terms in footing.tiers.items():
        term, allowed = single_maximum(terms), footing.allowed.get(at)
        if at < tier and term is not None and allowed is not None:
            earlier.setdefault(term, []).append(allowed)
    for limit in part.limits:
        least = min(earlier.get(limit.term, ()), default=None)
        if least is None or limit.limit < least:
            figures = {
                "tier": tier + 1,
                "term": limit.term.value,
                "claimed": limit.limit,
                "true": "-" if least is None else least,
            }
            yield BrokenRule(Claim.LIMIT, (), figures)
    if part.excluded is not None and part.excluded.term is not single_maximum(footing.tiers[tier]):
        figures = {"tier": tier + 1, "row": f"excluded {part.excluded.term.value}"}
        yield BrokenRule(Claim.ROW, (), figures)
