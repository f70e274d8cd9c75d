"""A wide part under the prices of its LP: what a region may choose from, and what leaving a place out costs.

The LP says what every place is worth. Under these prices a region of some dozen leads is settled by one
small MIP, in a second; what it leaves to its neighbours is worth its price. ``regional_bound.py`` raises the
bound by that, ``regional_plans.py`` makes plans.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .bound import Bound
from .candidates import NOBODY, Candidates
from .duals import unplaced_reduced
from .found import Search
from .goal import Goal
from .master import Master
from .pricing import Pricer
from .problem import Ints

T = TypeVar("T")
Mask = NDArray[np.bool_]
SECONDS_AT_MOST = 4.0
"""Seconds of one region's MIP: where it takes longer, the next regions are the better use of time."""


@dataclass
class Regional:
    """One part under one goal, with its LP's bound; all candidates are held, none are summed."""

    state: Search
    pricer: Pricer
    bound: Bound

    @cached_property
    def excess(self) -> Ints:
        """By how much a plan with each candidate exceeds the bound at least, in units ÷ scale."""
        return self.pricer.excess(self.bound, *self.pricer.working)

    @cached_property
    def left_out(self) -> Ints:
        """By how much (units ÷ scale) leaving each place out exceeds its price; dear where it may not be."""
        master = self.pricer.master
        cost, spent = master.unplaced
        dear = np.full(len(master.problem.places), np.iinfo(np.int64).max // 4)
        dear[master.may] = unplaced_reduced(self.bound.duals, cost, spent, master.may)
        left_out: Ints = np.maximum(dear, 0)
        return left_out

    @cached_property
    def covers(self) -> Ints:
        """The place that each lead settles by leading, ``NOBODY`` where there is none."""
        return np.array([lead.covers for lead in self.pricer.master.problem.leads], dtype=np.int64)

    @cached_property
    def spent_by_alliances(self) -> frozenset[int]:
        """Numbers of the budgets that some candidate spends of; of the others only places left out do."""
        spent = self.pricer.working[1].spent
        return frozenset(number for number, of_table in enumerate(spent) if of_table.any())

    @cached_property
    def takers(self) -> sp.csr_matrix:
        """Which lead keys may take or settle each place: int64 (places, keys), not 0 where they may."""
        problem = self.pricer.master.problem
        may = [
            np.append(lead.members, [lead.covers] if lead.covers != NOBODY else []) for lead in problem.leads
        ]
        keys = np.repeat([lead.key for lead in problem.leads], [len(places) for places in may])
        places = np.concatenate([*may, np.zeros(0)]).astype(np.int64)
        shape = (len(problem.places), len(problem.keys))
        return sp.csr_matrix((np.ones(len(places), dtype=np.int64), (places, keys)), shape=shape)

    @cached_property
    def _starts(self) -> Ints:
        leads = len(self.pricer.master.problem.leads)
        return np.searchsorted(self.pricer.working[0].lead, np.arange(leads + 1))

    @cached_property
    def _promises(self) -> Master:
        """What counts the promises that a plan misses: a region's choice may leave out whom nobody may."""
        master = self.pricer.master
        return Master(master.problem, Goal(None, master.goal.budgets))

    def missed(self, plan: Candidates) -> int:
        """Count the promises that a plan misses, and by how much it overruns budgets."""
        return self._promises.value(plan)

    def take(self, plan: Candidates) -> None:
        """Take over a plan that is better and keeps every promise."""
        if self.state.master.goal.feasibility or not self.missed(plan):
            self.state.better(plan)

    def group_of_key(self, groups: Sequence[Ints]) -> Ints:
        """Say which group holds each lead key, −1 for none."""
        group_of_key = np.full(len(self.pricer.master.problem.keys), -1, dtype=np.int64)
        for number, keys in enumerate(groups):
            group_of_key[keys] = number
        return group_of_key

    def touched(self, groups: Sequence[Ints]) -> Mask:
        """Tell which places the leads of each group, and of none, may take or settle.

        Returns
        -------
        numpy.ndarray
            bool (groups + 1, places); the last row is of the leads in no group.
        """
        problem = self.pricer.master.problem
        group_of_key = self.group_of_key(groups)
        touched = np.zeros((len(groups) + 1, len(problem.places) + 1), dtype=bool)
        for lead in problem.leads:
            touched[group_of_key[lead.key], lead.members] = True
            touched[group_of_key[lead.key], lead.covers] = True
        return touched[:, :-1]

    def rows_of(self, keys: Ints, free: Mask) -> Ints:
        """Rows of the candidates of some keys that need free places only.

        ``free``: bool (places + 1,), true at the end.
        """
        table = self.pricer.working[0]
        mine = np.isin(self.pricer.master.key_of_lead, keys)
        spans = [np.arange(self._starts[i], self._starts[i + 1]) for i in np.flatnonzero(mine).tolist()]
        rows = np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64)
        fits = free[self.covers[table.lead[rows]]]
        for members in table.members[rows].T:
            fits &= free[members]
        fitting: Ints = rows[fits]
        return fitting

    def seconds_each(self, regions: int, until: float) -> float:
        """Seconds that one region's MIP may take: twice its share, since most take far less, and not many."""
        left = max(0.0, until - self.state.clock.seconds)
        share = 2.0 * left * self.state.clock.workers / max(1, regions)
        return self.state.seconds(min(SECONDS_AT_MOST, max(0.5, share)))

    def side_by_side(self, work: Callable[[int], T], regions: int) -> list[T]:
        """Do the work of every region, by its number, in as many threads as there are workers."""
        with ThreadPoolExecutor(self.state.clock.workers) as threads:
            return list(threads.map(work, range(regions)))
