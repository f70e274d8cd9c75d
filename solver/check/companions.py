"""Which schools are in any candidate at all: with the lightest others that make up the numbers."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from .numbers import Whole

_ORDINARY, _FREE, _ENTRUSTED = 0, 1, 2


def in_some_set(
    loads: Whole,
    kinds: NDArray[np.int64],
    capacity: int | None,
    least: int,
    most: int | None,
    able_least: int,
    entrusted_most: int | None,
) -> NDArray[np.bool_]:
    """Schools that are in some set of ``least`` to ``most`` schools within the capacity.

    A set has at least ``able_least`` able and at most ``entrusted_most`` entrusted ones. ``kinds`` is 0 for
    ordinary, 1 for schools that may be either, 2 for entrusted.
    """
    if least <= 1 and able_least == 0 and entrusted_most is None:
        return np.ones(len(loads), dtype=bool) if capacity is None else (loads <= capacity).astype(bool)
    order = [np.flatnonzero(kinds == kind) for kind in (_ORDINARY, _FREE, _ENTRUSTED)]
    order = [places[np.argsort(loads[places], kind="stable")] for places in order]
    longest = max(least, able_least + 1)
    sums = [[0, *accumulate(int(loads[at]) for at in places[:longest])] for places in order]
    fit = np.zeros(len(loads), dtype=bool)
    for kind, places in enumerate(order):
        marked = len(loads) if entrusted_most is None else entrusted_most - (kind == _ENTRUSTED)
        able = able_least - (kind != _ORDINARY)
        others = max(least - 1, able, 0)
        if marked < 0 or (most is not None and others + 1 > most):
            continue
        counts = [len(own) - (kind == of) for of, own in enumerate(order)]
        mixes = _mixes(counts, others, able, marked)
        if not mixes or capacity is None:
            fit[places] = bool(mixes)
            continue
        for rank, at in enumerate(places):
            without = [*sums]
            without[kind] = _without(sums[kind], rank, int(loads[at]))
            lightest = min(sum(s[n] for s, n in zip(without, mix, strict=True)) for mix in mixes)
            fit[at] = int(loads[at]) + lightest <= capacity
            if rank > others and not fit[at]:
                break  # the same companions for every heavier one
    return fit


def _mixes(counts: Sequence[int], others: int, least: int, most: int) -> list[tuple[int, int, int]]:
    """How many ordinary, free and entrusted companions there may be, each kind at most ``counts``."""
    return [
        (others - free - marked, free, marked)
        for marked in range(min(counts[_ENTRUSTED], others, most) + 1)
        for free in range(max(least - marked, 0), min(counts[_FREE], others - marked) + 1)
        if others - free - marked <= counts[_ORDINARY]
    ]


def _without(sums: Sequence[int], rank: int, load: int) -> list[int]:
    """Return the sums of the lightest of a kind when the one at ``rank`` is not among them."""
    return [*sums[: rank + 1], *(total - load for total in sums[rank + 2 :])]
