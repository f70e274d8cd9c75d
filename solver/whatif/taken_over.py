"""A search that was cut short takes over a better plan that is known: its own bounds still hold."""

from collections.abc import Sequence

from ...models.plan import TierResult


def taken_over(better: Sequence[TierResult], own: Sequence[TierResult]) -> tuple[TierResult, ...]:
    """Report a better plan of the same tiers with the bounds of a search that did not find it.

    Parameters
    ----------
    better
        Tiers of a plan that the search might have found: smaller in strict order.
    own
        Tiers of the search. Its bounds speak of plans no worse than its own in the earlier tiers, so of more
        than those no worse than the better one.
    """
    tiers: list[TierResult] = []
    for one, before in zip(better, own, strict=True):
        bound = min(before.bound or 0.0, one.value)
        proven = all(tier.proven for tier in tiers) and bound == one.value and not one.estimate
        tiers.append(one.model_copy(update={"best": one.value, "bound": bound, "proven": proven}))
    return tuple(tiers)


def is_better(one: Sequence[TierResult], other: Sequence[TierResult]) -> bool:
    """Whether the first of two plans with the same tiers is smaller in strict order."""
    same = [set(tier.terms) for tier in one] == [set(tier.terms) for tier in other]
    return same and [tier.value for tier in one] < [tier.value for tier in other]
