"""Caps: limits on terms that hold from the start, as budgets of sums or as limits on every pair's travel."""

from collections.abc import Sequence
from typing import NamedTuple

from ...models.policy import Policy
from ...models.words import Term
from ..question import Cap
from ..scale import scale_of
from .goal import Budget

KEPT = -1
"""Number, in place of a tier's, of the budget that `[keep] changed_at_most` asks for; caps lie below."""


class Caps(NamedTuple):
    """Caps of a search.

    Attributes
    ----------
    sums
        Budgets of the county as one part.
    travel
        (term, most in m or s): no pair may be longer.
    """

    sums: tuple[Budget, ...]
    travel: tuple[tuple[Term, int], ...]


def caps_of(policy: Policy, asked: Sequence[Cap]) -> Caps:
    """Collect what the settings and a question limit from the start.

    Parameters
    ----------
    policy
        Its `[keep] changed_at_most` is a cap.
    asked
        Further caps; their limits are in the terms' dimension and rounded down to whole units.

    Raises
    ------
    ValueError
        If a cap mixes a maximum with other terms.
    """
    sums: list[Budget] = []
    travel: list[tuple[Term, int]] = []
    if policy.keep.changed_at_most is not None:
        sums.append(Budget(KEPT, scale_of({Term.CHANGED: 1.0}), policy.keep.changed_at_most))
    for number, cap in enumerate(asked):
        scale = scale_of(cap.tier)
        if scale.maxima:
            raise ValueError("a cap is a sum, or one maximum of travel")
        limit = int(cap.limit / scale.unit // 1)
        if scale.worst_alone:
            travel.append((scale.worst_alone, limit // scale.factor[scale.worst_alone]))
        else:
            sums.append(Budget(KEPT - 1 - number, scale, limit))
    return Caps(tuple(sums), tuple(travel))
