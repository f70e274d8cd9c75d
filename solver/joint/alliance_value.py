"""What the exchange of one alliance is worth: an interval of each term, read off its schedule."""

from typing import NamedTuple

from ...models.words import Term
from ..exchange.case import AllianceCase, Schedule
from ..exchange.lexicographic import with_bounds
from ..exchange.spare_lessons import spare_lessons
from ..exchange.tier_values import tier_values
from ..grouping.prospects import EXCHANGE_MAXIMA, Values


class Exchanged(NamedTuple):
    """One alliance's exchange as it was solved, and the seconds it took."""

    case: AllianceCase
    schedule: Schedule
    seconds: float


class AllianceValue(NamedTuple):
    """What an alliance's exchange is worth.

    Attributes
    ----------
    low
        Per exchange term what no schedule of its own goes below, where that is known.
    high
        Per exchange term the value of its schedule.
    exchanged
        The schedule; None where the value is an estimate.
    """

    low: Values
    high: Values
    exchanged: Exchanged | None


def value_of(case: AllianceCase, schedule: Schedule, seconds: float) -> AllianceValue:
    """Read the interval of each term from a schedule's tiers.

    A tier's bound speaks of schedules that are best in the tiers before it; so from the first tier that is
    not proven on, later terms are known from above only. Of a tier with several terms that is not proven
    nothing is known of each. Neither is it of a maximum and the terms beside it: schedules that are equally
    good for the alliance may share its value out in other ways, and the county adds up one, not the other.
    """
    low: dict[Term, int] = {}
    high: dict[Term, int] = {}
    proven = True
    for weights, tier in zip(case.tiers, schedule.tiers, strict=True):
        high.update(tier.terms)
        closed = proven and tier.value == tier.bound
        if closed and (len(weights) == 1 or not any(term in EXCHANGE_MAXIMA for term in weights)):
            low.update(tier.terms)
        elif proven and len(weights) == 1:
            ((term, weight),) = weights.items()
            low[term] = max(0, -(-tier.bound // weight))
        else:  # a term that stood beside others before may be less here
            low = {term: units for term, units in low.items() if term not in weights}
        proven = closed
    return AllianceValue(low, high, Exchanged(case, schedule, seconds))


def better_of(one: AllianceValue, other: AllianceValue) -> AllianceValue:
    """Keep the schedule that is better in the order of the tiers, and all that is known from below."""
    if one.exchanged is None or other.exchanged is None:
        return other
    worth = [tuple(tier.value for tier in x.exchanged.schedule.tiers) for x in (one, other) if x.exchanged]
    better = other if worth[1] < worth[0] else one
    low = {term: max(one.low.get(term, 0), other.low.get(term, 0)) for term in sorted({*one.low, *other.low})}
    return better._replace(low={term: min(units, better.high[term]) for term, units in low.items()})


def in_a_hurry(case: AllianceCase) -> AllianceValue:
    """Value an alliance in which only spare lessons go to other schools, and of which no bound is known."""
    staff = spare_lessons(case)
    worths = tier_values(case, *staff)
    return value_of(case, Schedule(*staff, with_bounds(worths, [0] * len(worths))), 0.0)
