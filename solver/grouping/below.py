"""Every set of members whose sum of values stays at or below a threshold: all of them, or a refusal.

Sets grow member by member; one goes on only where the best completion (a knapsack over the members still to
come) keeps it below the threshold, so little more is built than is asked for. This lists the candidates that
a bound cannot exclude where all candidates are far too many. Source: route enumeration by reduced costs,
Baldacci, Hadjiconstantinou, Maniezzo, Mingozzi (2002), "A new method for solving capacitated location
problems based on a set partitioning approach".
"""

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from .candidates import NOBODY
from .knapsack import Sack
from .problem import Ints

Floats = NDArray[np.float64]
TABLE_CELLS = 6_000_000
"""Cells up to which completions are tabled exactly; beyond that the fractional filling bounds them."""
ONE_BY_ONE_AT_MOST = 500
"""Members up to which the best company of each is found exactly."""
NOISE = 1e-9
NEVER = 2**62
"""Stands for a member that fits into no set."""


@dataclass(frozen=True)
class _Growing:
    """Sets in the making: sum of values, load left, members left, marked entrusted left, last node."""

    value: Ints
    left: Ints
    places: Ints
    marked: Ints
    node: Ints

    def take(self, rows: NDArray[np.bool_]) -> "_Growing":
        return _Growing(
            self.value[rows], self.left[rows], self.places[rows], self.marked[rows], self.node[rows]
        )

    def joined(self, more: "_Growing") -> "_Growing":
        return _Growing(
            np.concatenate([self.value, more.value]),
            np.concatenate([self.left, more.left]),
            np.concatenate([self.places, more.places]),
            np.concatenate([self.marked, more.marked]),
            np.concatenate([self.node, more.node]),
        )


class _Completions:
    """Least sum that the items from some position on can still add within the load left."""

    def __init__(self, value: Ints, load: Ints, room: int, most: int | None = None) -> None:
        """Table the completions where that is bearable; with ``most``, only for at most so many items."""
        items = len(value)
        self.tabled = (items + 1) * (room + 1) <= TABLE_CELLS and (most is None or items <= most)
        if self.tabled:
            self.table = np.zeros((items + 1, room + 1), dtype=np.int64)
            for item in range(items - 1, -1, -1):
                self.table[item] = self.table[item + 1]
                weight = int(load[item])
                if weight <= room and value[item] < 0:
                    with_it = value[item] + self.table[item + 1, : room + 1 - weight]
                    np.minimum(self.table[item, weight:], with_it, out=self.table[item, weight:])
        paying = value < 0
        self.load = np.concatenate([[0], np.cumsum(np.where(paying, load, 0))]).astype(np.float64)
        self.value = np.concatenate([[0], np.cumsum(np.where(paying, value, 0))]).astype(np.float64)

    def of(self, item: int, left: Ints) -> Floats:
        if self.tabled:
            tabled: Floats = self.table[item, left].astype(np.float64)
            return tabled
        # Items lie in order of value per load, so filling them in turn, the last in part, gains most.
        reach = np.minimum(self.load[item] + left, self.load[-1])
        bound: Floats = np.interp(reach, self.load, self.value) - self.value[item]
        bound -= NOISE * (1.0 + np.abs(bound) + abs(self.value[-1]))
        return bound


def sets_below(sack: Sack, value: Ints, threshold: int, most: int) -> tuple[Ints, NDArray[np.int32]] | None:
    """List every allowed set whose sum of values is at most the threshold.

    Parameters
    ----------
    value
        int64 (members,): what each member adds.
    most
        Sets in the making up to which the search goes on.

    Returns
    -------
    tuple or None
        Sums, int64 (sets,), and positions in ascending order, int32 (sets, widest) filled up with ``NOBODY``;
        None where they are too many.
    """
    divisor = gcd(*sack.load.tolist(), sack.capacity or 0) or 1
    load = sack.load // divisor if sack.capacity is not None else np.zeros(len(value), dtype=np.int64)
    room = 0 if sack.capacity is None else min(sack.capacity // divisor, int(load.sum()))
    order = _promising(value, load, room, threshold)
    value, load = value[order], load[order]
    completions = _Completions(value, load, room)
    no_bound = len(order) + 1
    growing = _Growing(
        np.zeros(1, dtype=np.int64),
        np.full(1, room, dtype=np.int64),
        np.full(1, sack.most, dtype=np.int64),
        np.full(1, no_bound if sack.marked_most is None else sack.marked_most, dtype=np.int64),
        np.full(1, NOBODY, dtype=np.int64),
    )
    parents: list[Ints] = []
    items: list[Ints] = []
    nodes = 0
    marked = sack.marked[order].astype(np.int64)
    for item in range(len(order)):
        left = growing.left - load[item]
        may = (left >= 0) & (growing.places > 0) & (growing.marked >= marked[item])
        with_it = growing.value + value[item]
        may[may] &= with_it[may] + completions.of(item + 1, left[may]) <= threshold
        stay = growing.value + completions.of(item + 1, growing.left) <= threshold
        added = growing.take(may)
        parents.append(added.node)
        items.append(np.full(len(added.node), order[item], dtype=np.int64))
        grown = _Growing(
            added.value + value[item],
            added.left - load[item],
            added.places - 1,
            added.marked - marked[item],
            np.arange(nodes, nodes + len(added.node)),
        )
        nodes += len(added.node)
        growing = growing.take(stay).joined(grown)
        if len(growing.value) > most or nodes > 4 * most:
            return None
    growing = growing.take(growing.value <= threshold)
    members = _read_back(growing.node, parents, items)
    allowed = _keeps_lower_bounds(sack, members)
    return growing.value[allowed], members[allowed]


def _promising(value: Ints, load: Ints, room: int, threshold: int) -> Ints:
    """Choose who can be in a set below the threshold, in order of value per load, those that cost last."""
    order = np.lexsort((value, np.where(value < 0, value / np.maximum(load, 1e-9), 0.0)))
    fractional = _Completions(value[order], load[order], room, most=-1)
    left = room - load[order]
    can = left >= 0
    least = value[order] + fractional.of(0, np.maximum(left, 0))
    return order[can & (least <= threshold)]


def _read_back(last: Ints, parents: list[Ints], items: list[Ints]) -> NDArray[np.int32]:
    """Follow every set's nodes back to its first member; positions ascending, ``NOBODY`` at the end."""
    parent = np.concatenate([*parents, np.zeros(0, dtype=np.int64)])
    item = np.concatenate([*items, np.zeros(0, dtype=np.int64)])
    columns: list[NDArray[np.int32]] = []
    at = last
    while (at != NOBODY).any():
        there = at != NOBODY
        column = np.full(len(at), NOBODY, dtype=np.int32)
        column[there] = item[at[there]]
        columns.append(column)
        at = np.where(there, parent[np.maximum(at, 0)], NOBODY)
    if not columns:
        return np.zeros((len(last), 0), dtype=np.int32)
    members = np.stack(columns, axis=1)
    last_of_all = np.iinfo(np.int32).max
    members = np.sort(np.where(members == NOBODY, last_of_all, members), axis=1)
    return np.where(members == last_of_all, NOBODY, members).astype(np.int32)


def _keeps_lower_bounds(sack: Sack, members: NDArray[np.int32]) -> NDArray[np.bool_]:
    there = members != NOBODY
    enough = there.sum(axis=1) >= sack.least
    if sack.able_least:
        able = np.append(sack.able, False)
        enough &= able[members].sum(axis=1) >= sack.able_least
    keeps: NDArray[np.bool_] = enough
    return keeps


def least_with_each(sack: Sack, value: Ints) -> Ints:
    """Bound from below, per member, the sum of values of every allowed set that holds it.

    Only capacity is looked at besides the member itself; exact for it where completions can be tabled and
    members are not too many.
    """
    divisor = gcd(*sack.load.tolist(), sack.capacity or 0) or 1
    load = sack.load // divisor if sack.capacity is not None else np.zeros(len(value), dtype=np.int64)
    room = 0 if sack.capacity is None else min(sack.capacity // divisor, int(load.sum()))
    order = np.lexsort((value, np.where(value < 0, value / np.maximum(load, 1e-9), 0.0)))
    ordered, loads = value[order], load[order]
    left = room - loads
    after = _Completions(ordered, loads, room, most=ONE_BY_ONE_AT_MOST)
    least = np.full(len(value), NEVER, dtype=np.int64)
    paying = int((ordered < 0).sum())
    if after.tabled:
        rest = np.arange(room + 1)
        before = np.zeros(room + 1, dtype=np.int64)
        for item in range(len(order)):
            if left[item] < 0:
                continue
            width = int(left[item]) + 1
            company = before[:width] + after.table[item + 1, :width][::-1]
            least[order[item]] = ordered[item] + int(company.min())
            if item < paying:
                taken = before[rest[: room + 1 - loads[item]]] + ordered[item]
                before[loads[item] :] = np.minimum(before[loads[item] :], taken)
        return least
    can = left >= 0
    company_of_all = after.of(0, np.maximum(left, 0))
    least[order[can]] = np.floor(ordered[can] + company_of_all[can]).astype(np.int64)
    return least
