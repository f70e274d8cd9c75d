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
from .shortlist import cheapest_rows

LISTED_AT_MOST = 8_000
"""Candidates of a region's MIP, those of least excess; what is left out limits by how much it raises."""
NOISE = 1e-6
"""Share of a MIP's bound taken off for HiGHS' tolerances."""


class Raise(NamedTuple):
    """By how much (units ÷ scale) one region raises the bound, and from how many candidates that is known."""

    keys: Ints
    by: int
    listed: int


class Raises:
    """What regions were found to raise the bound by, under the same duals."""

    def __init__(self, regional: Regional) -> None:
        self._regional = regional
        self._found: list[Raise] = []

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
            last = np.flatnonzero(touched[number] & alone)
            return self._of_region(groups[number], last, each, until)

        self._found += [one for one in regional.side_by_side(of_region, len(groups)) if one.by]
        state, bound = regional.state, regional.bound
        together = self._together()
        if not together:
            return
        total = bound.total + sum(one.by for one in together)
        whole = -(-total // bound.duals.scale)
        units = -(-whole // bound.step) * bound.step
        state.raise_bound(min(state.value, units), "regional_mip", sum(one.listed for one in together))

    def _of_region(self, keys: Ints, last: Ints, seconds: float, until: float) -> Raise:
        """Let a region's leads choose; ``last`` are places that nobody else may take."""
        regional = self._regional
        state, master, bound = regional.state, regional.pricer.master, regional.bound
        if state.clock.over(until):
            return Raise(keys, 0, 0)
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
        state.clock.cut |= not choice.finished
        if choice.bound is None:
            return Raise(keys, 0, len(rows))
        sure = choice.bound - NOISE * max(1.0, abs(choice.bound))
        return Raise(keys, max(0, min(int(np.floor(sure * scale)) - least, complete_to)), len(table))

    def _together(self) -> list[Raise]:
        """Choose raises of regions that share no key, the largest first."""
        used = np.zeros(len(self._regional.pricer.master.problem.keys), dtype=bool)
        together = []
        for one in sorted(self._found, key=lambda found: -found.by):
            if not used[one.keys].any():
                used[one.keys] = True
                together.append(one)
        return together

    def of_keys(self) -> Ints:
        """Say where the bound rose: int64 (keys,), what a region raises on its first key."""
        raised = np.zeros(len(self._regional.pricer.master.problem.keys), dtype=np.int64)
        for one in self._together():
            raised[one.keys[0]] += one.by
        return raised
