"""Promises from easier cases, where the allocation of the case itself stayed open.

An allocation without rotations is found far sooner, and one in which nobody has blocked half-days of their
own has many more teachers who are equal. Their promises are only a start, for the weekly pattern and its
repair to make true; the bounds stay those of the case itself.
"""

from collections.abc import Iterable
from dataclasses import replace
from time import monotonic

from ...models.half_day import HalfDay
from .allocation import allocate
from .by_hand import lay_by_hand
from .case import AllianceCase, Allocation
from .tier_values import tier_values

NEVER = (frozenset[HalfDay](), frozenset[HalfDay]())
SHARE = 0.3
"""Share of the time left that one easier case may take."""


def easier_cases(case: AllianceCase) -> Iterable[AllianceCase]:
    """Cases with fewer kinds of teachers or fewer choices than this one."""
    unblocked = tuple(person._replace(blocked=NEVER) for person in case.people)
    if unblocked != case.people:
        yield replace(case, people=unblocked)
    staying = tuple(person._replace(may_rotate=False) for person in unblocked)
    if staying != unblocked:
        yield replace(case, people=staying)


def best_promises(case: AllianceCase, allocation: Allocation, until: float) -> Allocation:
    """Take the promises that are worth most once they are laid by hand, with the allocation's own bounds.

    Easier cases are only asked while the allocation's first tier is open.
    """
    if all(tier.value == tier.bound for tier in allocation.tiers[:1]):
        return allocation
    best, least = allocation, _laid(case, allocation)
    for easier in easier_cases(case):
        found = allocate(easier, SHARE * (until - monotonic()))
        if (worth := _laid(case, found)) < least:
            best, least = found._replace(tiers=allocation.tiers), worth
    return best


def _laid(case: AllianceCase, allocation: Allocation) -> tuple[int, ...]:
    hand = lay_by_hand(case, allocation.home, allocation.visits, allocation.rotations)
    return tuple(worth.value for worth in tier_values(case, *hand))
