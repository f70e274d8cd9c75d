"""Terms of the exchange as numbers: what the brute force adds up and compares.

Written from ``docs/exchange.md`` alone. Numbers in brackets are its sentences.
Grains are those of ``oracle_scope``.
"""

import math
from collections.abc import Mapping
from fractions import Fraction

from lianxiao.models.words import Term
from lianxiao.tests.oracle import WEIGHT_GRAINS
from lianxiao.tests.oracle_scope import GRAINS, exact, grains, half_up

__all__ = ["GRAINS", "GREATEST", "OF_EXCHANGE", "Terms", "share_left", "weighted"]

OF_EXCHANGE = (
    Term.UNCOVERED_LESSONS,
    Term.WORST_UNCOVERED,
    Term.QUOTA_MISSED,
    Term.TEACHER_MINUTES,
    Term.WORST_TEACHER_MINUTES,
    Term.VISIT_CHANGES,
)
GREATEST = (Term.WORST_UNCOVERED, Term.WORST_TEACHER_MINUTES)
Terms = Mapping[Term, int]


def share_left(uncovered: int, need: int) -> int:
    """[29] in grains."""
    return grains(half_up(Fraction(uncovered, need), 10_000)) if need else 0


def weighted(tier: Mapping[Term, float], terms: Terms) -> int:
    """Value of what a tier has of these terms."""
    return sum(
        math.floor(exact(weight) * WEIGHT_GRAINS) * terms[term]
        for term, weight in tier.items()
        if term in terms
    )
