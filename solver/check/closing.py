"""The step from a part's LP bound to its claimed bound: what each closing allows (docs/certificate.md)."""

import math
from collections.abc import Sequence
from fractions import Fraction

from ...models.certificate import PartCertificate
from ...models.words import Term
from .prices import WORST
from .universe import Led

ENUMERATED = "enumerated_mip"
ROUNDED = "rounded"
PAIRS = "pairs_mip"
REGIONAL = "regional_mip"
CLOSINGS = ("lp", ROUNDED, ENUMERATED, PAIRS, REGIONAL, "open")
"""Closings from the strongest to the weakest."""

TRUSTED = (ENUMERATED, PAIRS, REGIONAL)
"""Closings that the checker does not repeat."""


def weakness(closing: str) -> int:
    """Return the place of a closing in ``CLOSINGS``; an unknown one counts as open."""
    return CLOSINGS.index(closing if closing in CLOSINGS else "open")


def rounded_up(lp: Fraction, step: int) -> int:
    """Round an LP bound up to a whole unit and to the next multiple of ``step``, at least 0.

    ``step`` is the greatest common divisor of every column's cost in the tier; 0 where all cost nothing.
    """
    whole = max(math.ceil(lp), 0)
    return -(-whole // step) * step if step else whole


def next_travel(candidates: Sequence[Led], part: PartCertificate, term: Term) -> int | None:
    """Return the shortest travel above ``part.excluded`` of a pair in the part, in m or s.

    A tier that is one maximum alone takes no other value above that limit. None where no limit is excluded
    or no pair lies above it.
    """
    if part.excluded is None:
        return None
    inside, found = set(part.schools), []
    for led in candidates:
        if led.core not in inside:
            continue
        travel = dict(zip(WORST, (led.metres, led.seconds), strict=True))
        allowed = travel[term] > part.excluded.limit
        for limit in part.limits:
            allowed &= travel[limit.term] <= limit.limit
        found += [int(travel[term][allowed].min())] if allowed.any() else []
    return min(found, default=None)
