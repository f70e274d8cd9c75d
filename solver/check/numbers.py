"""Exact numbers: decimals as they are written, half-up rounding, the base unit of every term.

Inside the checker every quantity is an integer multiple of its base unit (1 m, 1 s, 0.001 lessons, …).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...models.words import Term

BASE_UNITS: dict[Term, Fraction] = {
    Term.UNPLACED: Fraction(1, 1000),
    Term.UNCOVERED_LESSONS: Fraction(1, 1000),
    Term.PREFERENCES: Fraction(1),
    Term.WORST_KM: Fraction(1, 1000),
    Term.WORST_MINUTES: Fraction(1, 60),
    Term.TOTAL_KM: Fraction(1, 1000),
    Term.TOTAL_MINUTES: Fraction(1, 60),
    Term.LOAD_KM: Fraction(1, 1_000_000),
    Term.OPENING_COST: Fraction(1, 100_000),
    Term.ALLIANCES: Fraction(1),
    Term.CHANGED: Fraction(1),
    Term.DROPPED: Fraction(1),
    Term.QUALITY_SPREAD: Fraction(1, 1_000_000),
    Term.WORST_UNCOVERED: Fraction(1, 10_000),
    Term.QUOTA_MISSED: Fraction(1),
    Term.TEACHER_MINUTES: Fraction(1, 60),
    Term.WORST_TEACHER_MINUTES: Fraction(1, 60),
    Term.VISIT_CHANGES: Fraction(1),
}
"""Size of one base unit in the term's own dimension (km, minutes, lessons, …)."""

CLAIM_TOLERANCE = Fraction(1, 1_000_000)
"""How far a claimed floating-point figure may lie from the exact one, in the figure's own dimension."""


def exact(number: float) -> Fraction:
    """Return the decimal number as it is written (0.1 is one tenth)."""
    return Fraction(repr(float(number)))


def half_up(number: Fraction) -> int:
    """Nearest integer, halves upwards."""
    return math.floor(number + Fraction(1, 2))


def in_units(number: float, unit: Fraction) -> int:
    """Return a number rounded half up to whole units."""
    return half_up(exact(number) / unit)


@lru_cache(maxsize=1 << 16)  # a county's figures repeat, and exact arithmetic is slow
def milli(number: float) -> int:
    """Return a number in thousandths, rounded half up (load, capacity, lessons, priority, quality)."""
    return in_units(number, Fraction(1, 1000))


def common_unit(sizes: Iterable[Fraction]) -> Fraction:
    """Greatest common divisor of positive fractions."""
    unit = Fraction(0)
    for size in sizes:
        unit = Fraction(
            math.gcd(unit.numerator * size.denominator, size.numerator * unit.denominator),
            unit.denominator * size.denominator,
        )
    return unit


def tier_unit(tier: Mapping[Term, float]) -> Fraction:
    """Return the unit of a tier: the greatest common divisor of weight × base unit over its terms."""
    return common_unit(exact(weight) * BASE_UNITS[term] for term, weight in tier.items())


def tier_weights(tier: Mapping[Term, float]) -> dict[Term, int]:
    """Units of the tier that one base unit of each term adds."""
    unit = tier_unit(tier)
    return {term: int(exact(weight) * BASE_UNITS[term] / unit) for term, weight in tier.items()}


Whole = NDArray[Any]
"""Whole numbers: 64-bit integers where they fit, otherwise Python's own."""

SAFE = 2**61
"""Below this, sums of two numbers stay within 64 bits."""


def whole(numbers: Sequence[int]) -> Whole:
    """Return whole numbers as an array, in 64 bits if the sum of their sizes fits."""
    fits = sum(map(abs, numbers)) < SAFE
    return np.array(numbers, dtype=np.int64 if fits else object)


def product(first: Whole, second: Whole) -> Whole:
    """Return products element by element, in 64 bits if their sum fits."""
    size = float(np.abs(first.astype(float)) @ np.abs(second.astype(float)))
    kind = np.dtype(np.int64) if size < SAFE / 2 else np.dtype(object)
    products: Whole = first.astype(kind) * second.astype(kind)
    return products


def agrees(claimed: float, true: Fraction) -> bool:
    """Whether a claimed figure is the true one, up to floating-point noise."""
    if not math.isfinite(claimed):
        return False
    return abs(exact(claimed) - true) <= max(CLAIM_TOLERANCE, abs(true) / 10**12)
