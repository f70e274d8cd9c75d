"""The least sum over sets of members under bounds on load and numbers, exactly: a knapsack.

A bound by multipliers tells which members can be in or out of a set below a ceiling; what is left open is
decided by dynamic programming. Multipliers are floating-point and only ever prune, with room for their noise;
every sum is a whole number.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .knapsack_states import Allowance, least_sum
from .numbers import Whole

_NOISE = 1e-11
_CORE = 24
_HALVINGS = 30

_Mask = NDArray[np.bool_]
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """Members to choose from, one element each: cost, load ≥ 0, whether entrusted, whether able.

    A set has ``least`` to ``most`` members, a load of at most ``capacity``, at least ``able_least`` able and
    at most ``entrusted_most`` entrusted ones. Costs in 64 bits add up to less than 2**61.
    """

    costs: Whole
    loads: Whole
    entrusted: NDArray[np.int64]
    able: NDArray[np.int64]
    capacity: int | None
    least: int
    most: int
    able_least: int
    entrusted_most: int | None

    def only(self, kept: _Mask | NDArray[np.int64]) -> "Choice":
        """Return the choice from some of the members."""
        return replace(
            self,
            costs=self.costs[kept],
            loads=self.loads[kept],
            entrusted=self.entrusted[kept],
            able=self.able[kept],
        )


def least_below(choice: Choice, ceiling: int) -> int:
    """Smallest sum of costs over all allowed sets, or ``ceiling`` where none is smaller."""
    if choice.least == 0 and choice.able_least == 0:
        ceiling = min(ceiling, 0)
    relaxed = _relaxed(choice)
    return ceiling if relaxed is None else _decided(relaxed, ceiling)


def least_with_farthest(choice: Choice, travel: NDArray[np.int64], price: int, ceiling: int) -> int:
    """Return the same with ``price`` × the farthest member's travel (0 for no member) added to the sum.

    For each distance in turn, members within it are chosen as if the distance itself were paid: never too
    little, and exactly what the best set pays at its own farthest member.
    """
    if price == 0:
        return least_below(choice, ceiling)
    if choice.least == 0 and choice.able_least == 0:
        ceiling = min(ceiling, 0)
    order = np.argsort(travel, kind="stable")
    choice, travel = choice.only(order), travel[order]
    if choice.least <= 1 and choice.able_least == 0:  # a second member that costs something is of no use
        fit = np.flatnonzero((choice.costs >= 0) & _fits_alone(choice))
        singles = (int(choice.costs[at]) + price * int(travel[at]) for at in fit)
        ceiling = min([ceiling, *singles]) if choice.least else ceiling
        gaining = (choice.costs < 0).astype(bool)
        choice, travel = choice.only(gaining), travel[gaining]
    gains = np.cumsum(np.minimum(choice.costs, 0))
    found: list[tuple[float, int, _Relaxed]] = []
    for at in np.flatnonzero(np.append(travel[1:] > travel[:-1], True)[: len(travel)]):
        paid = price * int(travel[at])
        if int(gains[at]) + paid < ceiling and (relaxed := _relaxed(choice.only(np.arange(at + 1)))):
            found.append((relaxed.least + paid, paid, relaxed))
    for least, paid, relaxed in sorted(found, key=lambda one: one[:2]):
        if least >= ceiling:
            break
        ceiling = paid + _decided(relaxed, ceiling - paid)
    return ceiling


def _of_use(choice: Choice) -> NDArray[np.int64]:
    """Members that some best set may need.

    A member that costs something is only in a set to make up the numbers, so at most ``needed`` such are; one
    that as many others of its kind undercut in cost and load is never needed.
    """
    fit = _fits_alone(choice)
    gains = (choice.costs < 0).astype(bool)
    kept = [np.flatnonzero(fit & gains)]
    needed = max(choice.least, choice.able_least)
    if needed and choice.most:
        kinds = choice.entrusted + choice.able
        paid = [np.flatnonzero(fit & ~gains & (kinds == kind)) for kind in range(3)]
        kept += [_cheapest(choice, members, needed) for members in paid]
    return np.sort(np.concatenate(kept))


def _fits_alone(choice: Choice) -> _Mask:
    fit: _Mask = np.ones(len(choice.costs), dtype=bool)
    if choice.capacity is not None:
        fit &= (choice.loads <= choice.capacity).astype(bool)
    if choice.entrusted_most == 0:
        fit &= choice.entrusted == 0
    return fit


def _cheapest(choice: Choice, members: NDArray[np.int64], needed: int) -> NDArray[np.int64]:
    loads = choice.loads[members] if choice.capacity is not None else np.zeros(len(members), dtype=np.int64)
    order = np.argsort(loads, kind="stable")
    order = order[np.argsort(choice.costs[members][order], kind="stable")]
    kept: list[int] = []
    lightest: list[int] = []  # loads of the cheapest so far, the `needed` lightest of them
    for at in order:
        load = int(loads[at])
        if len(lightest) < needed or load < lightest[-1]:
            kept.append(int(members[at]))
            lightest = sorted((*lightest, load))[:needed]
    return np.array(kept, dtype=np.int64)


class _Relaxed(NamedTuple):
    """A choice of the members of use, a lower bound by multipliers, and each member's reduced cost."""

    choice: Choice
    least: float
    reduced: _Floats


def _relaxed(choice: Choice) -> _Relaxed | None:
    """Bound from prices on load and number: Σ min(0, cost + prices) − prices × what is allowed.

    None where there are too few members for any set but the empty one.
    """
    choice = choice.only(_of_use(choice))
    if min(len(choice.costs), choice.most) < max(choice.least, choice.able_least, 1):
        return None
    costs, loads = choice.costs.astype(float), choice.loads.astype(float)
    low, high = 0.0, 0.0
    weight, count = _price_of_load(costs, loads, choice.capacity)
    if count > choice.most:
        high = float(-costs.min())
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            weight, count = _price_of_load(costs + middle, loads, choice.capacity)
            low, high = (middle, high) if count > choice.most else (low, middle)
        weight, _ = _price_of_load(costs + high, loads, choice.capacity)
    reduced = costs + weight * loads + high
    paid = weight * float(choice.capacity or 0) + high * choice.most
    sizes = float(np.abs(costs).sum()) + weight * float(loads.sum()) + high * len(costs) + paid
    least = float(np.minimum(reduced, 0).sum()) - paid - _NOISE * (sizes + abs(paid)) - 1
    return _Relaxed(choice, least, reduced)


def _price_of_load(costs: _Floats, loads: _Floats, capacity: int | None) -> tuple[float, int]:
    """Price per load at which members fill the capacity, and how many members then gain."""
    gaining = np.flatnonzero(costs < 0)
    if capacity is None or float(loads[gaining].sum()) <= capacity:
        return 0.0, len(gaining)
    rate = costs[gaining] / np.maximum(loads[gaining], 1e-9)
    order = np.argsort(rate, kind="stable")
    filled = np.cumsum(loads[gaining][order])
    breaks = min(int(np.searchsorted(filled, capacity, side="right")), len(order) - 1)
    return float(-rate[order[breaks]]), breaks


def _decided(relaxed: _Relaxed, ceiling: int) -> int:
    """Smallest sum below the ceiling: with few members undecided, then with all that the bound leaves."""
    if relaxed.least >= ceiling:
        return ceiling
    undecided = np.zeros(len(relaxed.reduced), dtype=bool)
    undecided[np.argsort(np.abs(relaxed.reduced), kind="stable")[:_CORE]] = True
    ceiling = _with_held(relaxed, undecided, ceiling)
    still = relaxed.least + np.abs(relaxed.reduced) < ceiling
    return _with_held(relaxed, still, ceiling) if (still & ~undecided).any() else ceiling


def _with_held(relaxed: _Relaxed, undecided: _Mask, ceiling: int) -> int:
    """Smallest sum below the ceiling of sets that hold the others where their reduced cost is negative."""
    choice, held = relaxed.choice, ~undecided & (relaxed.reduced < 0)
    room = Allowance(
        capacity=None if choice.capacity is None else choice.capacity - int(choice.loads[held].sum()),
        least=choice.least - int(held.sum()),
        most=choice.most - int(held.sum()),
        able_least=choice.able_least - int(choice.able[held].sum()),
        entrusted_most=None
        if choice.entrusted_most is None
        else choice.entrusted_most - int(choice.entrusted[held].sum()),
    )
    if not room.exists:
        return ceiling
    base, rest = int(choice.costs[held].sum()), choice.only(undecided)
    return base + least_sum(rest.costs, rest.loads, rest.entrusted, rest.able, room, ceiling - base)
