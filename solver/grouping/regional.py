"""Plan and bound of a wide part, region by region, under the prices of its LP.

The LP says what every place is worth. Under these prices a region of some dozen leads is settled by one small
MIP, in a second; what it leaves to its neighbours is worth its price.

* *Bound*: without prices each lead would be free to take its cheapest candidate; here the leads of a region
  choose together. By as much as that costs more, the bound rises. Regions add up, since a candidate has one
  lead. Source: Geoffrion (1974), "Lagrangean relaxation for integer programming".
* *Construction*: every place goes to the region that takes most of it in the LP; regions then choose alone.
* *Improvement*: a region chooses anew beside a plan that stays; those that share no place side by side.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import networkx as nx
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .candidates import NOBODY, NONE, Candidates
from .choice import Choice, Limit, choose
from .duals import unplaced_reduced
from .found import Search
from .goal import Goal
from .master import Master, places_left
from .neighbourhood import plan_from
from .pricing import Bound, Pricer
from .problem import Ints
from .rows import Floats
from .shortlist import cheapest_rows, first_of_each, scatter

T = TypeVar("T")
Mask = NDArray[np.bool_]
LISTED_AT_MOST = 3_000
"""Candidates of a region's MIP under prices, the cheapest; what is left out limits by how much it raises."""
SECONDS_AT_MOST = 4.0
"""Seconds of one region's MIP: where it takes longer, the next layout is the better use of time."""
NOISE = 1e-6
"""Share of a MIP's bound taken off for HiGHS' tolerances."""
FAR = 50.0
"""What leaving a place out costs where a budget counts it, in largest costs."""


class Lists(NamedTuple):
    """How a region's plan is chosen.

    ``each``: candidates of each lead and of each place, the cheapest. ``near``: gap, as a share of the cost,
    at which the choice is good enough.
    """

    each: int
    near: float


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
        left_out: Ints = np.maximum(dear, 0)
        return left_out

    def _group_of_key(self, groups: Sequence[Ints]) -> Ints:
        group_of_key = np.full(len(self.pricer.master.problem.keys), -1, dtype=np.int64)
        for number, keys in enumerate(groups):
            group_of_key[keys] = number
        return group_of_key

    def _touched(self, groups: Sequence[Ints]) -> Mask:
        """Tell which places the leads of each group may take or settle: bool (groups, places)."""
        problem = self.pricer.master.problem
        group_of_key = self._group_of_key(groups)
        touched = np.zeros((len(groups) + 1, len(problem.places) + 1), dtype=bool)  # the last is no group
        for lead in problem.leads:
            touched[group_of_key[lead.key], lead.members] = True
            touched[group_of_key[lead.key], lead.covers] = True
        return touched[:-1, :-1]

    def _of_keys(self, keys: Ints, free: Mask) -> Ints:
        """Rows of the candidates of some keys that need free places only.

        ``free``: bool (places + 1,), true at the end.
        """
        table = self.pricer.working[0]
        mine = np.isin(self.pricer.master.key_of_lead, keys)
        spans = [np.arange(self._starts[i], self._starts[i + 1]) for i in np.flatnonzero(mine).tolist()]
        rows = np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64)
        fits = free[self._covers[table.lead[rows]]]
        for members in table.members[rows].T:
            fits &= free[members]
        fitting: Ints = rows[fits]
        return fitting

    def _spread(self, rows: Ints, each: int) -> Ints:
        """Choose for every lead and every place some of its cheapest candidates."""
        table = self.pricer.working[0].take(rows)
        order = np.lexsort((scatter(table), self._excess[rows]))
        members = table.members[order]
        there = members.ravel() != NOBODY
        of_place = np.repeat(order, members.shape[1])[there]
        kept = [
            first_of_each(table.lead[order].astype(np.int64), order, each),
            first_of_each(members.ravel()[there].astype(np.int64), of_place, each),
        ]
        return rows[np.unique(np.concatenate(kept))]

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
            rows = self._of_keys(groups[number], everywhere)
            excess = self._excess[rows]
            cheap, complete_to = cheapest_rows(
                self.pricer.working[0].take(rows), excess, int(excess.max(initial=0)), LISTED_AT_MOST
            )
            rows = rows[cheap]
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
        whole = -(-total // scale)
        units = -(-whole // step) * step
        state.raise_bound(min(state.value, units), "regional_mip", sum(listed for _, listed in raised))

    def _choice(self, rows: Ints, last: Ints, prices: NDArray[np.float64], seconds: float) -> Choice:
        """Choose under the LP's prices."""
        master, scale = self.pricer.master, self.bound.duals.scale
        table = self.pricer.working[0].take(rows)
        reduced = self._excess[rows] + self.bound.least[master.key_of_lead[table.lead]]
        choice = choose(master.problem, table, reduced / scale, last, prices, seconds)
        self.state.clock.cut |= not choice.finished
        return choice

    def construct(
        self, groups: Sequence[Ints], columns: Candidates, x: Floats, until: float, choice: Lists
    ) -> Candidates:
        """Make a plan anew: every place goes to the region that takes most of it in the LP.

        Parameters
        ----------
        columns, x
            The LP's columns and how much it takes of each.
        """
        master = self.pricer.master
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
            return self._anew(groups[number], NONE, own, each, until, choice)

        chosen = self._side_by_side(of_region, range(len(groups)))
        plan = NONE
        for alliances in chosen:
            plan = plan if alliances is None else plan.joined(alliances)
        return plan_from(plan, np.arange(len(plan)))

    @cached_property
    def _covers(self) -> Ints:
        return np.array([lead.covers for lead in self.pricer.master.problem.leads], dtype=np.int64)

    def around(self, plan: Candidates, shared: sp.csr_matrix, keys: int) -> list[Ints]:
        """Choose regions of so many lead keys around places that a plan leaves out, none twice."""
        problem = self.pricer.master.problem
        counted = np.zeros(len(problem.places), dtype=bool)
        for spent in self.pricer.master.unplaced[1]:
            counted |= spent > 0
        takers: dict[int, list[int]] = {}
        for lead in problem.leads:
            for place in lead.members.tolist():
                takers.setdefault(place, []).append(lead.key)
        used = np.zeros(len(problem.keys), dtype=bool)
        groups = []
        for place in places_left(problem, plan):
            centre = np.array(sorted(set(takers.get(place, ()))), dtype=np.int64)
            if not counted[place] or not len(centre):
                continue
            near = np.asarray(shared[centre].sum(axis=0)).ravel()
            near[centre] = np.inf
            group = np.argsort(-near, kind="stable")[:keys]
            if not used[group].any():
                used[group] = True
                groups.append(np.sort(group))
        return groups

    def improve(self, plan: Candidates, groups: Sequence[Ints], until: float, choice: Lists) -> Candidates:
        """Let each region choose anew beside the rest of a plan, which may spend more than budgets allow.

        ``groups`` need not hold every lead key.
        """
        master = self.pricer.master
        each = self._seconds_each(len(groups), until)
        touched = self._touched(groups)
        for wave in _waves(touched):
            left = np.zeros(touched.shape[1], dtype=bool)
            left[places_left(master.problem, plan)] = True
            group_of_alliance = self._group_of_key(groups)[master.key_of_lead[plan.lead]]

            def of_region(
                number: int, plan: Candidates = plan, left: Mask = left, of: Ints = group_of_alliance
            ) -> Candidates | None:
                old = plan.take(of == number)
                free = np.append(left & touched[number], True)
                free[old.members.ravel()] = True
                free[self._covers[old.lead]] = True
                free[-1] = True
                return self._anew(groups[number], old, free, each, until, choice)

            chosen = self._side_by_side(of_region, wave)
            changed = [number for number, own in zip(wave, chosen, strict=True) if own is not None]
            plan = plan.take(~np.isin(group_of_alliance, changed))
            for own in chosen:
                plan = plan if own is None else plan.joined(own)
            plan = plan_from(plan, np.arange(len(plan)))
            self.take(plan)
        return plan

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

    def _anew(
        self, keys: Ints, old: Candidates, free: Mask, seconds: float, until: float, lists: Lists
    ) -> Candidates | None:
        """Choose a region's alliances anew among free places, spending no more of any budget.

        Parameters
        ----------
        old
            Its alliances now. Budgets that only places left out spend are kept by their price.
        free
            bool (places + 1,), true at the end.
        """
        master, state = self.pricer.master, self.state
        if state.clock.over(until):
            return None
        rows = self._spread(self._of_keys(keys, free), lists.each)
        table = self.pricer.working[0].take(rows).joined(old)
        figures = master.figures(table)
        places = np.flatnonzero(free[:-1])
        cost, spent = master.unplaced
        largest = float(max(np.abs(figures.cost).max(initial=1), np.abs(cost).max(initial=1)))
        left_out = np.where(np.isin(places, master.may), cost[places] / largest, FAR)
        limits = []
        for of_table, of_place in zip(figures.spent, spent, strict=True):
            if not of_table.any():
                left_out = left_out + FAR * of_place[places] / max(1, int(of_place.max(initial=1)))
            elif len(old):
                left = np.setdiff1d(places, np.append(old.members.ravel(), self._covers[old.lead]))
                now = int(of_table[len(rows) :].sum()) + int(of_place[left].sum())
                limits.append(Limit(of_table.astype(float), of_place[places].astype(float), now + 0.5))
        choice = choose(
            master.problem,
            table,
            figures.cost / largest,
            places,
            left_out,
            seconds,
            tuple(limits),
            lists.near,
        )
        state.clock.cut |= not choice.finished
        if choice.rows is None:
            return None

        def worth(chosen: Ints) -> float:
            taken = np.append(table.members[chosen].ravel(), self._covers[table.lead[chosen]])
            out = ~np.isin(places, taken)
            return float(figures.cost[chosen].sum() / largest + left_out[out].sum())

        if len(old) and worth(choice.rows) >= worth(np.arange(len(rows), len(table))):
            return None
        return table.take(choice.rows)

    def _seconds_each(self, regions: int, until: float) -> float:
        """Seconds that one region's MIP may take: twice its share, since most take far less, and not many."""
        left = max(0.0, until - self.state.clock.seconds)
        share = 2.0 * left * self.state.clock.workers / max(1, regions)
        return self.state.seconds(min(SECONDS_AT_MOST, max(0.5, share)))

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
