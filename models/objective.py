"""The tiers a county's plan is judged by: those of its settings, or the contract's default ones."""

from typing import NamedTuple

from .county import County
from .policy import Policy
from .words import PinRule, Term

Tier = dict[Term, float]


class GroupingTiers(NamedTuple):
    """The tiers that hold no term of the exchange: what ``--only grouping`` is solved by.

    Attributes
    ----------
    tiers
        Term to weight, in strict order.
    numbers
        Position of each among all tiers of the plan (its tolerance stands there).
    skipped
        The tiers left out, each as its terms, joined by `` + ``; a tier that holds one term of the exchange
        beside others is left out whole.
    """

    tiers: tuple[Tier, ...]
    numbers: tuple[int, ...]
    skipped: tuple[str, ...]


def grouping_tiers(county: County, policy: Policy) -> tuple[Tier, ...]:
    """All tiers of the plan, in strict order.

    Parameters
    ----------
    county, policy
        The county; needs, teachers, pins and last year's visits decide which default tiers it has.

    Returns
    -------
    tuple of dict
        Term to weight. Without needs and teachers ``uncovered_lessons`` leaves the default tiers;
        ``preferences`` joins them where prefer or avoid pins exist. With teachers the terms of the exchange
        join them: ``quota_missed`` where teachers rotate, ``visit_changes`` where there were visits last
        year. Source: contract, [objective].
    """
    if policy.objective.tiers is not None:
        return tuple(dict(tier) for tier in policy.objective.tiers)
    staffed = county.teachers is not None
    visits = "visit" in policy.exchange.forms
    wishes = any(pin.rule in (PinRule.PREFER, PinRule.AVOID) for pin in county.pins)
    visited = any(row.kind == "visit" for row in county.exchanges)
    tiers: tuple[tuple[bool, tuple[Term, ...]], ...] = (
        (True, (Term.UNPLACED,)),
        (staffed or county.needs is not None, (Term.UNCOVERED_LESSONS,)),
        (staffed and "rotation" in policy.exchange.forms, (Term.QUOTA_MISSED,)),
        (staffed, (Term.WORST_UNCOVERED,)),
        (wishes, (Term.PREFERENCES,)),
        (True, (Term.WORST_KM,)),
        (True, (Term.TOTAL_KM, Term.OPENING_COST)),
        (staffed, (Term.TEACHER_MINUTES,)),
        (staffed and visits and visited, (Term.VISIT_CHANGES,)),
    )
    return tuple(dict.fromkeys(terms, 1.0) for there, terms in tiers if there)


def grouping_only_tiers(county: County, policy: Policy) -> GroupingTiers:
    """Tiers of a plan that stops before the exchange, and those it leaves out (contract, ``--only``)."""
    numbered = list(enumerate(grouping_tiers(county, policy)))
    kept = [(at, tier) for at, tier in numbered if not any(term.needs_exchange for term in tier)]
    left = [tier for _, tier in numbered if any(term.needs_exchange for term in tier)]
    return GroupingTiers(
        tuple(tier for _, tier in kept),
        tuple(at for at, _ in kept),
        tuple(" + ".join(tier) for tier in left),
    )


def tolerance_of(policy: Policy, tier: int) -> float:
    """Fraction of the tier's best value that later tiers may give back; 0 where none is set."""
    tolerance = policy.objective.tolerance
    return tolerance[tier] if tier < len(tolerance) else 0.0
