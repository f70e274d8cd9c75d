"""The cheapest set of members a lead can take when costs add up: a knapsack, solved by OR-Tools, exactly.

Lower bounds on the set (``min_members``, least entrusted) are priced instead of enforced where they bind, so
the value is never more than the true least one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.algorithms.python import knapsack_solver

from .candidates import most_members
from .problem import Ints, Problem

SECONDS_PER_SOLVE = 0.2
PRICES_TRIED = 8
"""Prices of a lower bound that are tried before the best bound so far is taken."""
LARGEST = 2**62


@dataclass(frozen=True, eq=False)
class Sack:
    """What one lead's sets of members must keep.

    Attributes
    ----------
    load
        int64 (members,) in thousandths.
    capacity
        In thousandths, or None.
    least, most
        Bounds on members.
    marked, able
        bool (members,): marked entrusted, and not marked ordinary.
    marked_most, able_least
        Bounds on how many of these are taken; ``marked_most`` None: no bound.
    """

    load: Ints
    capacity: int | None
    least: int
    most: int
    marked: NDArray[np.bool_]
    able: NDArray[np.bool_]
    marked_most: int | None
    able_least: int

    @property
    def bound_below(self) -> bool:
        """Whether more than "not empty" is asked of a set."""
        return self.least > 1 or self.able_least > (1 if self.able.all() else 0)


def has_set(sack: Sack) -> bool:
    """Whether as few of the lightest members as are asked for fit together."""
    fits = _fits_alone(sack)
    asked = max(sack.least, sack.able_least)
    if int(fits.sum()) < asked or int((fits & sack.able).sum()) < sack.able_least or sack.most < asked:
        return False
    lightest = np.sort(sack.load[fits])[: sack.least]
    return sack.capacity is None or int(lightest.sum()) <= sack.capacity


def sack_of(problem: Problem, index: int) -> Sack:
    """Read what the sets of one lead must keep."""
    lead = problem.leads[index]
    kind = problem.kind[lead.members]
    entrusted = lead.entrusted or (0, None)
    return Sack(
        problem.load[lead.members],
        lead.capacity,
        problem.policy.mode[lead.mode].min_members,
        most_members(problem, lead),
        kind == 1,
        kind != -1,
        entrusted[1],
        entrusted[0],
    )


@dataclass(frozen=True)
class Cheapest:
    """A set of positions and a number that no allowed set's sum of values lies below.

    ``members`` may break a lower bound on the set where the bound is priced; it keeps every upper bound.
    """

    least: int
    members: Ints


def cheapest_set(sack: Sack, value: Ints) -> Cheapest | None:
    """Find the allowed set with the smallest sum of values, or bound it from below.

    Parameters
    ----------
    value
        int64 (members,): what each member adds.

    Returns
    -------
    Cheapest or None
        None where no set is allowed at all.
    """
    if sack.most < max(sack.least, min(sack.able_least, 1)):
        return None
    if not sack.bound_below:
        return _not_empty(sack, value) if max(sack.least, sack.able_least) else _at_most(sack, value)
    return _priced(sack, value)


def _not_empty(sack: Sack, value: Ints) -> Cheapest | None:
    """Solve with at least one member."""
    best = _at_most(sack, value)
    if len(best.members) or best.least < 0:  # below 0 without members: time ran out, the bound stands
        return best
    fits = _fits_alone(sack)
    if not fits.any():
        return None
    one = int(np.argmin(np.where(fits, value, LARGEST)))
    return Cheapest(max(best.least, int(value[one])), np.array([one], dtype=np.int64))


def _fits_alone(sack: Sack) -> NDArray[np.bool_]:
    fits = np.ones(len(sack.load), dtype=bool)
    if sack.capacity is not None:
        fits &= sack.load <= sack.capacity
    if sack.marked_most == 0:
        fits &= ~sack.marked
    return fits


def _priced(sack: Sack, value: Ints) -> Cheapest | None:
    """Bound with prices on the lower bounds: subgradient steps, the best bound counts."""
    fits = _fits_alone(sack)
    if int(fits.sum()) < sack.least or int((fits & sack.able).sum()) < sack.able_least:
        return None
    size = int(np.abs(value).max(initial=1)) or 1
    price = np.zeros(2)
    best: Cheapest | None = None
    for step in range(PRICES_TRIED):
        each = np.rint(price).astype(np.int64)
        found = _at_most(sack, value - each[0] - each[1] * sack.able)
        bound = found.least + int(each[0]) * sack.least + int(each[1]) * sack.able_least
        taken = np.array([len(found.members), int(sack.able[found.members].sum())])
        missing = np.array([sack.least, sack.able_least]) - taken
        if best is None or bound > best.least:
            best = Cheapest(bound, found.members)
        if (missing <= 0).all() and not price.any():
            break
        price = np.maximum(0.0, price + missing * size / (2.0 * (1 + step)) / max(1, np.abs(missing).max()))
    return best


def _at_most(sack: Sack, value: Ints) -> Cheapest:
    """Solve with the upper bounds only: capacity, members, marked entrusted."""
    chosen = np.flatnonzero((value < 0) & _fits_alone(sack))
    rows: list[list[int]] = []
    rooms: list[int] = []
    if sack.capacity is not None and int(sack.load[chosen].sum()) > sack.capacity:
        rows.append(sack.load[chosen].tolist())
        rooms.append(sack.capacity)
    if sack.marked_most is not None and int(sack.marked[chosen].sum()) > sack.marked_most:
        rows.append(sack.marked[chosen].astype(np.int64).tolist())
        rooms.append(sack.marked_most)
    if len(chosen) > sack.most:
        if not rows:
            chosen = np.sort(chosen[np.argsort(value[chosen], kind="stable")[: sack.most]])
            return Cheapest(int(value[chosen].sum()), chosen)
        rows.append([1] * len(chosen))
        rooms.append(sack.most)
    if not rows:
        return Cheapest(int(value[chosen].sum()), chosen)
    gain = -value[chosen]
    whole = _fill(gain, rows, rooms)
    if whole.finished:
        return Cheapest(-whole.gain, chosen[whole.items])
    bounds = [_fractional_gain(gain, row, room) for row, room in zip(rows, rooms, strict=True)]
    if len(rows) > 1:
        alone = _fill(gain, rows[:1], rooms[:1])
        bounds += [alone.gain] if alone.finished else []
    return Cheapest(-min(bounds), chosen[whole.items])


@dataclass(frozen=True)
class _Filling:
    """Items taken and their gain; ``finished``: no filling gains more."""

    gain: int
    items: Ints
    finished: bool


def _fill(gain: Ints, rows: list[list[int]], rooms: list[int]) -> _Filling:
    solver = knapsack_solver.KnapsackSolver(
        knapsack_solver.SolverType.KNAPSACK_MULTIDIMENSION_BRANCH_AND_BOUND_SOLVER, "members"
    )
    solver.init(gain.tolist(), rows, rooms)
    solver.set_time_limit(SECONDS_PER_SOLVE)
    best = int(solver.solve())
    items = [item for item in range(len(gain)) if solver.best_solution_contains(item)]
    return _Filling(best, np.array(items, dtype=np.int64), bool(solver.is_solution_optimal()))


def _fractional_gain(gain: Ints, weight: list[int], room: int) -> int:
    """Bound the gain by the best fractional filling of one row, rounded up."""
    weights = np.array(weight, dtype=np.int64)
    free = int(gain[weights == 0].sum())
    gain, weights = gain[weights > 0], weights[weights > 0]
    order = np.argsort(-(gain / weights), kind="stable")
    filled = np.cumsum(weights[order])
    whole = int(np.searchsorted(filled, room, side="right"))
    total = free + int(gain[order[:whole]].sum())
    if whole < len(order):
        left = room - (int(filled[whole - 1]) if whole else 0)
        total += -(-int(gain[order[whole]]) * left // int(weights[order[whole]]))
    return total
