"""Dynamic programming over the states of a set: how many members, of which kinds, what load."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .numbers import Whole

_MOST_CELLS = 1 << 16
_NOISE = 1e-11


@dataclass(frozen=True)
class Allowance:
    """What a set may still hold; ``least`` and ``able_least`` may be met already (not above 0)."""

    capacity: int | None
    least: int
    most: int
    able_least: int
    entrusted_most: int | None

    @property
    def exists(self) -> bool:
        """Whether at least nothing more may be added."""
        full = self.entrusted_most is not None and self.entrusted_most < 0
        return not full and self.most >= 0 and (self.capacity is None or self.capacity >= 0)


@dataclass(frozen=True)
class _Count:
    """One of the counts of a state, 0 to ``top``; ``open_ended`` where ``top`` stands for more as well."""

    steps: NDArray[np.int64]
    top: int
    open_ended: bool
    least: int


def least_sum(
    costs: Whole,
    loads: Whole,
    entrusted: NDArray[np.int64],
    able: NDArray[np.int64],
    room: Allowance,
    ceiling: int,
) -> int:
    """Smallest sum of costs over sets within the allowance, or ``ceiling`` where none is smaller."""
    ones = np.ones(len(costs), dtype=np.int64)
    counts = [
        _counted(ones, room.least, room.most),
        _counted(able, room.able_least, None),
        _counted(entrusted, 0, room.entrusted_most),
    ]
    if any(count.least > int(count.steps.sum()) for count in counts):
        return ceiling
    counts = [count for count in counts if count.top or not count.open_ended]
    capacity, loads = _coarsest(loads, room.capacity)
    cells = math.prod(count.top + 1 for count in counts) * (capacity + 1)
    if cells <= _MOST_CELLS:
        return _over_all_states(costs, loads, counts, capacity, ceiling)
    return _over_best_states(costs, loads, counts, capacity, ceiling)


def _counted(steps: NDArray[np.int64], least: int, most: int | None) -> _Count:
    """Count up to ``most`` where it can be passed, otherwise only as far as ``least`` asks."""
    least = max(least, 0)
    if most is not None and int(steps.sum()) > most:
        return _Count(steps, most, open_ended=False, least=least)
    return _Count(steps, least, open_ended=True, least=least)


def _coarsest(loads: Whole, capacity: int | None) -> tuple[int, Whole]:
    """Capacity and loads in their largest common unit; without loads where they cannot pass the capacity."""
    if capacity is None or int(loads.sum()) <= capacity:
        return 0, np.zeros(len(loads), dtype=np.int64)
    unit = math.gcd(*map(int, loads))
    return capacity // unit, loads // unit


def _over_all_states(costs: Whole, loads: Whole, counts: list[_Count], capacity: int, ceiling: int) -> int:
    """Every state at once: an array over the three counts and the load."""
    above = int(np.abs(costs).sum()) + 1
    best = np.full((*(count.top + 1 for count in counts), capacity + 1), 2 * above, dtype=costs.dtype)
    best[(0,) * best.ndim] = 0
    for at in range(len(costs)):
        load = int(loads[at])
        if load > capacity:
            continue
        moved = np.full(best.shape, 2 * above, dtype=best.dtype)
        moved[..., load:] = best[..., : capacity + 1 - load]
        for axis, count in enumerate(counts):
            if count.steps[at]:
                moved = _stepped(moved, axis, count.open_ended, 2 * above)
        best = np.minimum(best, moved + costs[at])
    found = int(best[tuple(slice(count.least, None) for count in counts)].min())
    return min(ceiling, found) if found < above else ceiling


def _stepped(states: Whole, axis: int, open_ended: bool, nowhere: int) -> Whole:
    """Move every state one step along a count; the last stays where it is open-ended, else it leaves."""

    def at(part: slice) -> tuple[slice, ...]:
        return (*(slice(None) for _ in range(axis)), part)

    moved = np.full(states.shape, nowhere, dtype=states.dtype)
    moved[at(slice(1, None))] = states[at(slice(-1))]
    if open_ended:
        last = at(slice(-1, None))
        moved[last] = np.minimum(moved[last], states[last])
    return moved


def _over_best_states(costs: Whole, loads: Whole, counts: list[_Count], capacity: int, ceiling: int) -> int:
    """Only states that no other undercuts and that can still come below the ceiling."""
    rate = costs.astype(float) / np.maximum(loads.astype(float), 1e-9)
    order = np.argsort(rate, kind="stable")
    costs, loads = costs[order], loads[order]
    gains = np.minimum(costs, 0)
    filled = np.concatenate([[0.0], np.cumsum(np.where(gains < 0, loads, 0).astype(float))])
    gained = np.concatenate([[0.0], np.cumsum(gains.astype(float))])
    slack = _NOISE * (-gained[-1] + abs(float(ceiling))) + 1
    layer = np.zeros(1, dtype=np.int64)
    load, cost = np.zeros(1, dtype=loads.dtype), np.zeros(1, dtype=costs.dtype)
    for at in range(len(costs)):
        grown = load + loads[at] <= capacity
        into = layer.copy()
        stride = 1
        for count in counts:
            here = into // stride % (count.top + 1)
            if count.steps[order[at]]:
                if not count.open_ended:
                    grown &= here < count.top
                into = into + stride * (here < count.top)
            stride *= count.top + 1
        layer = np.concatenate([layer, into[grown]])
        load = np.concatenate([load, load[grown] + loads[at]])
        cost = np.concatenate([cost, cost[grown] + costs[at]])
        reach = _fill(capacity - load.astype(float), filled[at + 1 :], gained[at + 1 :])
        layer, load, cost = _undercut(layer, load, cost, cost.astype(float) + reach - slack < ceiling)
    done = np.ones(len(layer), dtype=bool)
    stride = 1
    for count in counts:
        done &= layer // stride % (count.top + 1) >= count.least
        stride *= count.top + 1
    return min(ceiling, int(cost[done].min())) if done.any() else ceiling


def _fill(
    room: NDArray[np.float64], filled: NDArray[np.float64], gained: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what the members to come can gain at most when they are cut to fit the room."""
    gain: NDArray[np.float64] = np.interp(room, filled - filled[0], gained - gained[0])
    return gain


def _undercut(
    layer: NDArray[np.int64], load: Whole, cost: Whole, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], Whole, Whole]:
    """Leave the states to keep, without those that one of their layer undercuts in load and cost."""
    layer, load, cost = layer[kept], load[kept], cost[kept]
    order = np.argsort(cost, kind="stable")
    order = order[np.argsort(load[order], kind="stable")]
    order = order[np.argsort(layer[order], kind="stable")]
    layer, load, cost = layer[order], load[order], cost[order]
    cheaper = np.ones(len(layer), dtype=bool)
    for own in np.unique(layer):
        start, stop = np.searchsorted(layer, own), np.searchsorted(layer, own, side="right")
        least = np.minimum.accumulate(cost[start:stop])
        cheaper[start + 1 : stop] = cost[start + 1 : stop] < least[:-1]
    return layer[cheaper], load[cheaper], cost[cheaper]
