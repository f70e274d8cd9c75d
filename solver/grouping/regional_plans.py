"""Plans of a wide part, region by region, by what the LP says about candidates.

* *Construction*: every place goes to the region that takes most of it in the LP; regions then choose alone.
* *Improvement*: regions choose anew beside the rest of a plan, side by side: a place belongs to the region
  whose alliance has it, one that nobody has to the first region that may take it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from .candidates import NOBODY, NONE, Candidates
from .choice import Limit, choose
from .master import places_left
from .neighbourhood import plan_from
from .problem import Ints
from .regional import Mask, Regional
from .rows import Floats
from .shortlist import cheapest_rows, first_of_each, scatter

FAR = 50.0
"""What leaving a place out costs where a budget counts it, in largest costs."""


class Lists(NamedTuple):
    """What a region's plan is chosen from.

    Attributes
    ----------
    most
        Candidates of least excess.
    each
        Cheapest candidates of each lead and of each place, besides.
    near
        Gap, as a share of the cost, at which the choice is good enough.
    exchange
        Only candidates that differ from the lead's present alliance by at most one member in and one out.
    """

    most: int
    each: int
    near: float
    exchange: bool = False


@dataclass
class Plans:
    """Makes plans of one part; remembers what was tried in vain."""

    regional: Regional
    _in_vain: set[tuple[Lists, bytes]] = field(default_factory=set)

    def construct(
        self, groups: Sequence[Ints], relaxed: tuple[Candidates, Floats], until: float, lists: Lists
    ) -> Candidates | None:
        """Make a plan anew: every place goes to the region that takes most of it in the LP.

        Parameters
        ----------
        relaxed
            The LP's columns and how much it takes of each.
        until
            Seconds since the start at which to stop.

        Returns
        -------
        Candidates or None
            None where time was over before every region had a choice.
        """
        regional, (columns, x) = self.regional, relaxed
        master = regional.pricer.master
        share = np.zeros((len(groups) + 1, len(master.problem.places) + 1))
        of_column = regional.group_of_key(groups)[master.key_of_lead[columns.lead]]
        for members in (*columns.members.T, regional.covers[columns.lead]):
            np.add.at(share, (of_column, members), x)
        touched = regional.touched(groups)
        owner = np.where(touched, 1.0 + share[:, :-1], 0.0).argmax(axis=0)
        each = regional.seconds_each(len(groups), until)

        def of_region(number: int) -> Candidates | None:
            own = np.append((owner == number) & touched[number], True)
            return self._anew(groups[number], None, own, each, until, lists).plan

        plan = NONE
        for alliances in regional.side_by_side(of_region, len(groups)):
            if alliances is None:
                return None
            plan = plan.joined(alliances)
        return plan_from(plan, np.arange(len(plan)))

    def improve(self, plan: Candidates, groups: Sequence[Ints], until: float, lists: Lists) -> Candidates:
        """Let each region choose anew beside the rest of a plan, which may spend more than budgets allow.

        Parameters
        ----------
        groups
            Lead keys of each region, none in two; keys in none keep their alliances.
        """
        if not groups:
            return plan
        regional = self.regional
        master = regional.pricer.master
        touched = regional.touched(groups)[:-1]
        each = regional.seconds_each(len(groups), until)
        left = np.zeros(touched.shape[1], dtype=bool)
        left[places_left(master.problem, plan)] = True
        first = np.where(touched.any(axis=0), touched.argmax(axis=0), -1)
        of_alliance = regional.group_of_key(groups)[master.key_of_lead[plan.lead]]

        def of_region(number: int) -> Candidates | None:
            old = plan.take(of_alliance == number)
            free = np.append(left & (first == number), True)
            free[old.members.ravel()] = True
            free[regional.covers[old.lead]] = True
            free[-1] = True
            parts = (groups[number], old.lead, old.members, free)
            sign = (lists, b"/".join(part.tobytes() for part in parts))
            if sign in self._in_vain:
                return None
            choice = self._anew(groups[number], old, free, each, until, lists)
            if choice.plan is None and choice.finished:
                self._in_vain.add(sign)
            return choice.plan

        chosen = regional.side_by_side(of_region, len(groups))
        changed = [number for number, own in enumerate(chosen) if own is not None]
        plan = plan.take(~np.isin(of_alliance, changed))
        for own in chosen:
            plan = plan if own is None else plan.joined(own)
        plan = plan_from(plan, np.arange(len(plan)))
        regional.take(plan)
        return plan

    def _listed(self, keys: Ints, old: Candidates, free: Mask, lists: Lists) -> Ints:
        """Rows of the candidates that a region's plan is chosen from."""
        regional = self.regional
        rows = regional.rows_of(keys, free)
        table = regional.pricer.working[0]
        if lists.exchange:
            rows = rows[_one_in_one_out(table.take(rows), old, len(free))]
        excess = regional.excess[rows]
        cheapest, _ = cheapest_rows(table.take(rows), excess, int(excess.max(initial=0)), lists.most)
        return rows[np.union1d(cheapest, _of_each(table.take(rows), excess, lists.each))]

    def _anew(
        self, keys: Ints, old: Candidates | None, free: Mask, seconds: float, until: float, lists: Lists
    ) -> "_Anew":
        """Choose a region's alliances anew among free places, spending no more of any budget than before.

        Parameters
        ----------
        old
            Its alliances now; None where a plan is made anew, which may spend what it likes.
        free
            bool (places + 1,), true at the end.
        """
        regional = self.regional
        master, state = regional.pricer.master, regional.state
        if state.clock.over(until):
            return _Anew(None, finished=False)
        now = NONE if old is None else old
        rows = self._listed(keys, now, free, lists)
        table = regional.pricer.working[0].take(rows).joined(now)
        figures = master.figures(table)
        places = np.flatnonzero(free[:-1])
        cost, spent = master.unplaced
        largest = float(max(np.abs(figures.cost).max(initial=1), np.abs(cost).max(initial=1)))
        left_out = np.where(np.isin(places, master.may), cost[places] / largest, FAR)
        out_now = ~np.isin(places, np.append(now.members.ravel(), regional.covers[now.lead]))
        limits = []
        for budget, (of_table, of_place) in enumerate(zip(figures.spent, spent, strict=True)):
            if budget not in regional.spent_by_alliances:
                left_out = left_out + FAR * of_place[places] / int(of_place.max(initial=1))
            elif old is not None:
                most = int(of_table[len(rows) :].sum()) + int(of_place[places[out_now]].sum())
                limits.append(Limit(of_table.astype(float), of_place[places].astype(float), most + 0.5))
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
        if not choice.finished:
            state.clock.cut = True
        if choice.rows is None:
            return _Anew(None, choice.finished)

        def worth(chosen: Ints) -> float:
            taken = np.append(table.members[chosen].ravel(), regional.covers[table.lead[chosen]])
            return float(figures.cost[chosen].sum() / largest + left_out[~np.isin(places, taken)].sum())

        if old is not None and worth(choice.rows) >= worth(np.arange(len(rows), len(table))):
            return _Anew(None, choice.finished)
        return _Anew(table.take(choice.rows), choice.finished)


class _Anew(NamedTuple):
    """A region's new alliances, None where they are not better; and whether its time was enough to know."""

    plan: Candidates | None
    finished: bool


def _of_each(table: Candidates, excess: Ints, each: int) -> Ints:
    """Choose for every lead and every place some of its candidates of least excess."""
    if not each:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((scatter(table), excess))
    members = table.members[order]
    there = members.ravel() != NOBODY
    of_place = np.repeat(order, members.shape[1])[there]
    kept = [
        first_of_each(table.lead[order].astype(np.int64), order, each),
        first_of_each(members.ravel()[there].astype(np.int64), of_place, each),
    ]
    return np.unique(np.concatenate(kept))


def _one_in_one_out(table: Candidates, plan: Candidates, places: int) -> Ints:
    """Rows of the candidates that differ from their lead's alliance by at most one member in and one out.

    Parameters
    ----------
    places
        Length of a table by place, the last entry standing for ``NOBODY``.
    """
    lead_of = np.full(places, -1, dtype=np.int64)
    for column in plan.members.T:
        lead_of[column] = plan.lead
    lead_of[-1] = -1
    size = np.zeros(int(max(table.lead.max(initial=0), plan.lead.max(initial=0))) + 1, dtype=np.int64)
    size[plan.lead] = (plan.members != NOBODY).sum(axis=1)
    leads = np.isin(table.lead, plan.lead)
    kept = (lead_of[table.members] == table.lead[:, None]).sum(axis=1)
    more = (table.members != NOBODY).sum(axis=1) - kept
    rows: Ints = np.flatnonzero(leads & (more <= 1) & (size[table.lead] - kept <= 1))
    return rows
