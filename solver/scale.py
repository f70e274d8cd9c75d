"""Integers for the solver, made in this one place: every term's unit, and tiers as whole numbers."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import NamedTuple

from ..models.words import Term

MILLI = Fraction(1, 1000)


class Beside(StrEnum):
    """What a search may minimise beside the terms of a plan; no setting names it."""

    DISTANCE = "distance"


Counted = Term | Beside
"""Whatever adds up to a tier inside the solver."""
UNIT: dict[Counted, Fraction] = {
    Term.UNPLACED: MILLI,
    Term.UNCOVERED_LESSONS: MILLI,
    Term.WORST_KM: MILLI,
    Term.TOTAL_KM: MILLI,
    Term.WORST_MINUTES: Fraction(1, 60),
    Term.TOTAL_MINUTES: Fraction(1, 60),
    Term.LOAD_KM: Fraction(1, 1_000_000),
    Term.OPENING_COST: Fraction(1, 100_000),
    Term.ALLIANCES: Fraction(1),
    Term.CHANGED: Fraction(1),
    Term.DROPPED: Fraction(1),
    Term.PREFERENCES: Fraction(1),
    Term.QUALITY_SPREAD: Fraction(1, 1_000_000),
    Term.WORST_UNCOVERED: Fraction(1, 10_000),
    Term.QUOTA_MISSED: Fraction(1),
    Term.TEACHER_MINUTES: Fraction(1, 60),
    Term.WORST_TEACHER_MINUTES: Fraction(1, 60),
    Term.VISIT_CHANGES: Fraction(1),
    Beside.DISTANCE: Fraction(1),
}
WORST = frozenset({Term.WORST_KM, Term.WORST_MINUTES})
MAXIMA = WORST | {Term.QUALITY_SPREAD}


def exact(value: float) -> Fraction:
    """Read the decimal number a float was written as, as an exact fraction."""
    return Fraction(repr(value))


def milli(value: float) -> int:
    """Turn a number that was rounded to 0.001 into a whole number of thousandths."""
    return round(value * 1000)


class TierScale(NamedTuple):
    """A tier in whole numbers.

    Attributes
    ----------
    unit
        Size of one tier unit in the terms' own dimension.
    factor
        Term to the whole number of tier units that one unit of the term is worth.
    """

    unit: Fraction
    factor: dict[Counted, int]

    @property
    def worst_alone(self) -> Term | None:
        """The term, if the tier is a single maximum of travel."""
        if len(self.factor) == 1:
            (term,) = self.terms or (None,)
            return term if term in WORST else None
        return None

    @property
    def terms(self) -> tuple[Term, ...]:
        """Terms of the plan in the tier."""
        return tuple(term for term in self.factor if isinstance(term, Term))

    @property
    def maxima(self) -> tuple[Term, ...]:
        """Terms of the tier that are maxima and need a variable above all alliances."""
        return () if self.worst_alone else tuple(term for term in self.terms if term in MAXIMA)

    def value(self, units: int) -> float:
        """Turn units of the tier into the tier's value."""
        return float(self.unit * units)


def scale_of(tier: Mapping[Term, float] | Mapping[Beside, float]) -> TierScale:
    """Make a tier's weights whole: the greatest common divisor of weight × unit becomes the unit."""
    sizes = {term: exact(weight) * UNIT[term] for term, weight in tier.items()}
    unit = reduce(
        lambda a, b: Fraction(
            gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator
        ),
        sizes.values(),
    )
    return TierScale(unit, {term: int(size / unit) for term, size in sizes.items()})
