"""The bound of a wide part, raised region by region.

In the LP's bound each lead is free to take its cheapest candidate; the leads of a region choose together. By
as much as that costs more, the bound rises. Regions that share no lead add up, since a candidate has one
lead. Source: Geoffrion (1974), "Lagrangean relaxation for integer programming".
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .choice import choose
from .problem import Ints
from .regional import Regional
from .rows import Floats
from .shortlist import cheapest_rows

LISTED_AT_MOST = 8_000
"""Candidates of a region's MIP, those of least excess; what is left out limits by how much it raises."""
NOISE = 1e-6
"""Share of a MIP's bound taken off for HiGHS' tolerances."""


class Raise(NamedTuple):
    """What one region raises the bound by.

    Attributes
    ----------
    by
        In units ÷ scale.
    listed
        Candidates of its MIP.
    finished
        Whether the MIP was solved to its end: the same region raises no more.
    """

    keys: Ints
    by: int
    listed: int
    finished: bool


class Raises:
    """What regions were found to raise the bound by, under the same duals."""

    def __init__(self, regional: Regional) -> None:
        self._regional = regional
        self._found: dict[bytes, Raise] = {}

    def raise_bound(self, groups: Sequence[Ints], until: float) -> None:
        """Let regions choose under the prices, all places being free to each, and raise the bound.

        Parameters
        ----------
        groups
            Lead keys of each region, none in two; keys in none keep their least reduced cost.
        until
            Seconds since the start at which to stop.
        """
        regional = self._regional
        touched = regional.touched(groups)
        alone = touched.sum(axis=0) == 1
        each = regional.seconds_each(len(groups), until)

        def of_region(number: int) -> Raise:
            known = self._found.get(groups[number].tobytes())
            if known is not None and known.finished:
                return known
            last = np.flatnonzero(touched[number] & alone)
            return self._of_region(groups[number], last, each, until)

        for one in regional.side_by_side(of_region, len(groups)):
            known = self._found.get(one.keys.tobytes())
            if known is None or one.finished or one.by > known.by:
                self._found[one.keys.tobytes()] = one
        state, bound = regional.state, regional.bound
        together = self._together()
        by = sum(one.by for one in together)
        if not by:
            return
        # a thousandth of a step is left to the MIPs' tolerances before rounding up
        total = bound.total + by - bound.step * bound.duals.scale // 1000
        whole = -(-total // bound.duals.scale)
        units = -(-whole // bound.step) * bound.step
        state.raise_bound(min(state.value, units), "regional_mip", sum(one.listed for one in together))

    def _of_region(self, keys: Ints, last: Ints, seconds: float, until: float) -> Raise:
        """Let a region's leads choose; ``last`` are places that nobody else may take."""
        regional = self._regional
        state, master, bound = regional.state, regional.pricer.master, regional.bound
        if state.clock.over(until):
            return Raise(keys, 0, 0, finished=False)
        scale = bound.duals.scale
        rows = regional.rows_of(keys, np.ones(len(master.problem.places) + 1, dtype=bool))
        excess = regional.excess[rows]
        whole = regional.pricer.working[0].take(rows)
        cheap, complete_to = cheapest_rows(whole, excess, int(excess.max(initial=0)), LISTED_AT_MOST)
        table = whole.take(cheap)
        least = int(bound.least[keys].sum())
        reduced = excess[cheap] + bound.least[master.key_of_lead[table.lead]]
        prices = np.minimum(regional.left_out[last], complete_to) / scale
        choice = choose(master.problem, table, reduced / scale, last, prices, seconds)
        if not choice.finished:
            state.clock.cut = True
        if choice.bound is None:
            return Raise(keys, 0, len(table), choice.finished)
        sure = choice.bound - NOISE * max(1.0, abs(choice.bound))
        by = min(int(np.floor(sure * scale)) - least, complete_to)
        if choice.rows is not None:  # whatever may be chosen is no less than the least
            taken = np.append(table.members[choice.rows].ravel(), regional.covers[table.lead[choice.rows]])
            out = last[~np.isin(last, taken)]
            chosen = int(reduced[choice.rows].sum()) + int(
                np.minimum(regional.left_out[out], complete_to).sum()
            )
            by = min(by, chosen - least)
        return Raise(keys, max(0, by), len(table), choice.finished)

    def _together(self) -> list[Raise]:
        """Choose raises of regions that share no key: the largest first, or the largest for its keys."""
        found = [one for one in self._found.values() if one.by]
        ways = (
            self._first(sorted(found, key=lambda one: (-one.by, one.keys.tobytes()))),
            self._first(sorted(found, key=lambda one: (-one.by / len(one.keys), one.keys.tobytes()))),
        )
        return max(ways, key=lambda way: sum(one.by for one in way))

    def _first(self, found: list[Raise]) -> list[Raise]:
        """Take one after the other where its keys are free."""
        used = np.zeros(len(self._regional.pricer.master.problem.keys), dtype=bool)
        together = []
        for one in found:
            if not used[one.keys].any():
                used[one.keys] = True
                together.append(one)
        return together

    def closed(self, gap: Ints) -> Floats:
        """Compute the share of each key's gap that what its region raises has closed.

        Parameters
        ----------
        gap
            By how much each key's alliance exceeds the bound, in units ÷ scale: int64 (keys,).
        """
        closed = np.zeros(len(gap))
        for one in self._together():
            there = float(gap[one.keys].sum())
            closed[one.keys] = min(1.0, one.by / there) if there > 0 else 1.0
        return closed
