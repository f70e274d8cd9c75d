"""Summed cores: what is never more than the reduced cost of any of their candidates (docs/certificate.md)."""

import math
from collections.abc import Mapping

import numpy as np

from ...models.words import Term
from .core_figures import CoreFigures
from .knapsack import Choice, least_with_farthest
from .prices import QUALITY_TOP, WORST, Prices


def summed_least(figures: CoreFigures, entry: Prices, shares: Mapping[str, int], ceiling: int) -> int:
    """Smallest figure of a summed core's candidates within the limits, or ``ceiling`` where none is smaller.

    Lessons short count by their subject's share, of the farthest member only one of km and minutes, quality
    nothing; the rest is exact.
    """
    led, wide = figures.led, not figures.narrow(entry)
    kind = np.dtype(object) if wide else np.dtype(np.int64)
    constant, costs = figures.fixed(entry), figures.single(entry, wide)
    for subject, share in sorted(shares.items()):
        if share and subject in figures.demand:
            constant += share * figures.demand_alone[subject]
            costs = costs + share * figures.demand[subject].astype(kind)
    inside = entry.within(led)
    choice = Choice(
        costs=costs[inside],
        loads=led.loads[inside],
        entrusted=led.roster.entrusted[led.at][inside],
        able=led.roster.able[led.at][inside],
        capacity=led.capacity,
        least=led.least,
        most=led.most,
        able_least=led.able_least,
        entrusted_most=led.entrusted_most,
    )
    term, travel = Term.WORST_KM, led.metres
    if not entry.high.get((Term.WORST_KM, figures.key), 0):
        term, travel = Term.WORST_MINUTES, led.seconds
    price = -entry.high.get((term, figures.key), 0)
    return constant + least_with_farthest(choice, travel[inside], price, ceiling - constant)


def summed_step(figures: CoreFigures, costed: Prices) -> int:
    """Greatest common divisor of all that makes up the costs of a summed core's candidates within the limits.

    Its own figure, each member's by itself, and each number of lessons short of the core and of each member.
    """
    inside = costed.within(figures.led)
    step = math.gcd(figures.fixed(costed), _common(figures.single(costed, wide=True)[inside]))
    if weight := costed.weights.get(Term.UNCOVERED_LESSONS, 0):
        lessons = (
            math.gcd(figures.demand_alone[subject], _common(table[inside].astype(object)))
            for subject, table in figures.demand.items()
        )
        step = math.gcd(step, weight * math.gcd(*lessons))
    return step


def summed_largest(figures: CoreFigures, entry: Prices) -> dict[Term, int]:
    """Largest q that a summed core's candidates count for: the farthest member within the limits."""
    inside = entry.within(figures.led)
    farthest = [int(travel[inside].max(initial=0)) for travel in (figures.led.metres, figures.led.seconds)]
    return {**dict(zip(WORST, farthest, strict=True)), Term.QUALITY_SPREAD: QUALITY_TOP}


def _common(figures: np.ndarray[tuple[int, ...], np.dtype[np.object_]]) -> int:
    return math.gcd(*map(int, figures))
