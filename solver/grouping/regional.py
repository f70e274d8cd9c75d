"""Plan and bound of a wide part, region by region, under the prices of its LP.

The LP says what every place is worth. Under these prices a region of some dozen leads is settled by one small
MIP, in a second; what it leaves to its neighbours is worth its price.

* *Bound*: without prices each lead would be free to take its cheapest candidate; here the leads of a region
  choose together. By as much as that costs more, the bound rises. Regions add up, since a candidate has one
  lead. Source: Geoffrion (1974), "Lagrangean relaxation for integer programming".
* *Construction*: regions choose one after the other, those that share no place side by side; what the earlier
  ones took is gone, and a place that no later region may take is taken or left out now.
* *Improvement*: a region chooses anew beside a plan that stays.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from .candidates import NOBODY, NONE, Candidates
from .choice import Choice, Limit, choose
from .duals import unplaced_reduced
from .found import Search
from .master import places_left
from .neighbourhood import plan_from
from .pricing import Bound, Pricer
from .problem import Ints
from .rows import Floats
from .shortlist import cheapest_rows

T = TypeVar("T")
Mask = NDArray[np.bool_]
LISTED_AT_MOST = 3_000
"""Candidates of a region's MIP, the cheapest; what is left out limits by how much a region raises the bound."""
NOISE = 1e-6
"""Share of a MIP's bound taken off for HiGHS' tolerances."""
FAR = 100.0
"""Times the largest cost: what leaving a place out costs where a budget counts it."""


@dataclass
class Regional:
    """One part under one goal, with its LP's bound; all candidates are held, none are summed."""

    state: Search
    pricer: Pricer
    bound: Bound

    @cached_property
    def _excess(self) -> Ints:
        return self.pricer.excess(self.bound, *self.pricer.working)

    @cached_property
    def _starts(self) -> Ints:
        leads = len(self.pricer.master.problem.leads)
        return np.searchsorted(self.pricer.working[0].lead, np.arange(leads + 1))

    @cached_property
    def _left_out(self) -> Ints:
        """By how much (units ÷ scale) leaving each place out exceeds its price; dear where it may not be."""
        master = self.pricer.master
        cost, spent = master.unplaced
        dear = np.full(len(master.problem.places), np.iinfo(np.int64).max // 4)
        dear[master.may] = unplaced_reduced(self.bound.duals, cost, spent, master.may)
        return np.maximum(dear, 0)

    def _group_of_key(self, groups: Sequence[Ints]) -> Ints:
        group_of_key = np.zeros(len(self.pricer.master.problem.keys), dtype=np.int64)
        for number, keys in enumerate(groups):
            group_of_key[keys] = number
        return group_of_key

    def _touched(self, groups: Sequence[Ints]) -> Mask:
        """Tell which places the leads of each group may take or settle: bool (groups, places)."""
        problem = self.pricer.master.problem
        group_of_key = self._group_of_key(groups)
        touched = np.zeros((len(groups), len(problem.places) + 1), dtype=bool)
        for lead in problem.leads:
            touched[group_of_key[lead.key], lead.members] = True
            touched[group_of_key[lead.key], lead.covers] = True
        return touched[:, :-1]

    def _listed(self, keys: Ints, free: Mask, most: int) -> tuple[Ints, int]:
        """Rows of the cheapest candidates of some keys that need free places only, and up to which excess.

        ``free``: bool (places + 1,), true at the end.
        """
        problem = self.pricer.master.problem
        table = self.pricer.working[0]
        mine = np.isin(self.pricer.master.key_of_lead, keys)
        spans = [np.arange(self._starts[i], self._starts[i + 1]) for i in np.flatnonzero(mine).tolist()]
        rows = np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64)
        covers = np.array([lead.covers for lead in problem.leads], dtype=np.int64)
        fits = free[covers[table.lead[rows]]]
        for members in table.members[rows].T:
            fits &= free[members]
        rows = rows[fits]
        excess = self._excess[rows]
        within, complete_to = cheapest_rows(table.take(rows), excess, int(excess.max(initial=0)), most)
        return rows[within], complete_to

    def raise_bound(self, groups: Sequence[Ints], until: float) -> None:
        """Let every region choose under the prices, all places being free to each, and raise the bound."""
        state, scale = self.state, self.bound.duals.scale
        touched = self._touched(groups)
        alone = touched.sum(axis=0) == 1
        each = self._seconds_each(len(groups), until)
        everywhere = np.ones(touched.shape[1] + 1, dtype=bool)

        def of_region(number: int) -> tuple[int, int]:
            if state.clock.over(until):
                return 0, 0
            rows, complete_to = self._listed(groups[number], everywhere, LISTED_AT_MOST)
            least = int(self.bound.least[groups[number]].sum())
            last = np.flatnonzero(touched[number] & alone)
            prices = np.minimum(self._left_out[last], complete_to) / scale
            choice = self._choice(rows, last, prices, each)
            if choice.bound is None:
                return 0, len(rows)
            sure = choice.bound - NOISE * max(1.0, abs(choice.bound))
            return max(0, min(int(np.floor(sure * scale)) - least, complete_to)), len(rows)

        raised = self._side_by_side(of_region, range(len(groups)))
        total = self.bound.total + sum(by for by, _ in raised)
        step = self.bound.step
        units = -(-(-(-total // scale)) // step) * step
        state.raise_bound(min(state.value, units), "regional_mip", sum(listed for _, listed in raised))

    def _choice(self, rows: Ints, last: Ints, prices: NDArray[np.float64], seconds: float) -> Choice:
        """Choose under the LP's prices."""
        master, scale = self.pricer.master, self.bound.duals.scale
        table = self.pricer.working[0].take(rows)
        reduced = self._excess[rows] + self.bound.least[master.key_of_lead[table.lead]]
        choice = choose(master.problem, table, reduced / scale, last, prices, seconds)
        self.state.clock.cut |= not choice.finished
        return choice

    def construct(self, groups: Sequence[Ints], columns: Candidates, x: Floats, until: float) -> Candidates:
        """Make a plan anew: every place goes to the region that takes most of it in the LP.

        Parameters
        ----------
        columns, x
            The LP's columns and how much it takes of each.
        """
        state, master = self.state, self.pricer.master
        share = np.zeros((len(groups), len(master.problem.places) + 1))
        group_of_key = self._group_of_key(groups)
        of_column = group_of_key[master.key_of_lead[columns.lead]]
        for members in (*columns.members.T, self._covers[columns.lead]):
            np.add.at(share, (of_column, members), x)
        touched = self._touched(groups)
        owner = np.where(touched, 1.0 + share[:, :-1], 0.0).argmax(axis=0)
        each = self._seconds_each(len(groups), until)

        def of_region(number: int) -> Candidates | None:
            own = np.append((owner == number) & touched[number], True)
            return self._anew(groups[number], NONE, own, each, until)

        chosen = self._side_by_side(of_region, range(len(groups)))
        plan = NONE
        for alliances in chosen:
            plan = plan if alliances is None else plan.joined(alliances)
        return plan_from(plan, np.arange(len(plan)))

    @cached_property
    def _covers(self) -> Ints:
        return np.array([lead.covers for lead in self.pricer.master.problem.leads], dtype=np.int64)

    def improve(self, groups: Sequence[Ints], until: float) -> bool:
        """Let each region choose anew beside a plan that stays; whether the plan became better."""
        state, master = self.state, self.pricer.master
        before = state.value
        each = self._seconds_each(len(groups), until)
        touched = self._touched(groups)
        for wave in _waves(touched):
            plan = state.plan
            key_of_alliance = master.key_of_lead[plan.lead]
            left = np.zeros(touched.shape[1], dtype=bool)
            left[places_left(master.problem, plan)] = True

            def of_region(
                number: int, plan: Candidates = plan, keys: Ints = key_of_alliance, left: Mask = left
            ) -> Candidates | None:
                old = plan.take(np.isin(keys, groups[number]))
                free = np.append(left & touched[number], True)
                free[old.members.ravel()] = True
                free[self._covers[old.lead]] = True
                free[-1] = True
                return self._anew(groups[number], old, free, each, until)

            for number, own in zip(wave, self._side_by_side(of_region, wave), strict=True):
                if own is not None:
                    rest = state.plan.take(
                        ~np.isin(master.key_of_lead[state.plan.lead], groups[number])
                    )
                    joined = rest.joined(own)
                    state.better(plan_from(joined, np.arange(len(joined))))
        return state.value < before

    def _anew(
        self, keys: Ints, old: Candidates, free: Mask, seconds: float, until: float
    ) -> Candidates | None:
        """Choose a region's alliances anew among free places, spending no more of any budget.

        Parameters
        ----------
        old
            Its alliances now; without any, places that budgets count are placed at any cost instead.
        free
            bool (places + 1,), true at the end.
        """
        master, state = self.pricer.master, self.state
        if state.clock.over(until):
            return None
        rows, _ = self._listed(keys, free, LISTED_AT_MOST)
        table = self.pricer.working[0].take(rows).joined(old)
        figures = master.figures(table)
        places = np.flatnonzero(free[:-1])
        cost, spent = master.unplaced
        far = FAR * float(np.abs(figures.cost).max(initial=1))
        left_out = np.where(np.isin(places, master.may), cost[places].astype(float), far)
        limits = []
        for of_table, of_place in zip(figures.spent, spent, strict=True):
            if len(old):
                left = np.setdiff1d(places, np.append(old.members.ravel(), self._covers[old.lead]))
                now = int(of_table[len(rows) :].sum()) + int(of_place[left].sum())
                limits.append(Limit(of_table.astype(float), of_place[places].astype(float), now + 0.5))
            else:
                left_out = np.where(of_place[places] > 0, far, left_out)
        choice = choose(
            master.problem, table, figures.cost.astype(float), places, left_out, seconds, tuple(limits)
        )
        state.clock.cut |= not choice.finished
        return None if choice.rows is None else table.take(choice.rows)

    def _seconds_each(self, regions: int, until: float) -> float:
        """Seconds that one region's MIP may take: four times its share, since most take far less."""
        left = max(0.0, until - self.state.clock.seconds)
        return self.state.seconds(max(0.5, 4.0 * left * self.state.clock.workers / max(1, regions)))

    def _side_by_side(self, work: Callable[[int], T], numbers: Sequence[int]) -> list[T]:
        with ThreadPoolExecutor(self.state.clock.workers) as threads:
            return list(threads.map(work, numbers))


def _waves(touched: Mask) -> list[list[int]]:
    """Group regions so that those of one wave share no place, the largest waves first."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(len(touched)))
    counts = touched.astype(np.float32)
    for one, other in np.argwhere(np.triu(counts @ counts.T, 1) > 0).tolist():
        graph.add_edge(one, other)
    colour = nx.greedy_color(graph, strategy="largest_first")
    waves: dict[int, list[int]] = {}
    for number in sorted(colour):
        waves.setdefault(colour[number], []).append(number)
    return [waves[one] for one in sorted(waves)]
