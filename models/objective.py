"""The tiers a county's plan is judged by: those of its settings, or the contract's default ones."""

from .county import County
from .policy import Policy
from .words import PinRule, Term

Tier = dict[Term, float]


def grouping_tiers(county: County, policy: Policy) -> tuple[Tier, ...]:
    """Tiers of the grouping, in strict order.

    Parameters
    ----------
    county, policy
        The county; needs and pins decide which default tiers it has.

    Returns
    -------
    tuple of dict
        Term to weight. Without needs ``uncovered_lessons`` leaves the default tiers; ``preferences`` joins
        them where prefer or avoid pins exist. Source: contract, [objective].
    """
    if policy.objective.tiers is not None:
        return tuple(dict(tier) for tier in policy.objective.tiers)
    tiers: list[Tier] = [{Term.UNPLACED: 1.0}]
    if county.needs is not None:
        tiers.append({Term.UNCOVERED_LESSONS: 1.0})
    if any(pin.rule in (PinRule.PREFER, PinRule.AVOID) for pin in county.pins):
        tiers.append({Term.PREFERENCES: 1.0})
    tiers += [{Term.WORST_KM: 1.0}, {Term.TOTAL_KM: 1.0, Term.OPENING_COST: 1.0}]
    return tuple(tiers)


def tolerance_of(policy: Policy, tier: int) -> float:
    """Fraction of the tier's best value that later tiers may give back; 0 where none is set."""
    tolerance = policy.objective.tolerance
    return tolerance[tier] if tier < len(tolerance) else 0.0
