"""Improving and closing where candidates are too many to list: pairs instead of sets, lists below the gap.

Plans come from the compact model over a kernel of promising leads and pairs, and from re-solving some
alliances with everything near them. Proof comes from listing every candidate within the gap (`below.py`), or
from the compact model over every pair within the gap.

Source: Guastaroba, Speranza (2014), "A heuristic for BILP
problems: the single source capacitated facility location problem" (kernel search).
"""

import math
from dataclasses import dataclass

import numpy as np

from ...models.words import Term
from ..scale import scale_of
from .ascent import ascend
from .bound import Bound
from .candidates import NOBODY
from .closing import close_by_pairs, settle, slack_of
from .columns import Pool
from .compact import Mask, admissible, fits, solve_pairs
from .duals import NO_CANDIDATE
from .found import Search
from .goal import Goal
from .highs import relax, solve_whole
from .master import Master, places_left
from .neighbourhood import plan_from
from .pricing import Pricer
from .problem import Ints
from .rows import Floats

COLUMN_SECONDS = 4.0
KERNELS = ((1.0, 8, 3.0), (1.3, 8, 4.0))
"""Leads of a kernel as a multiple of those the LP uses, pairs per place among them, and seconds."""
POOLS = ((20_000, 10.0), (300_000, 15.0), (4_000_000, 3_600.0))
"""Candidates that are listed, and the seconds that settling them may take."""
PAIRS_AT_MOST = 200_000
"""Pairs of the largest compact model: HiGHS would not heed its time limit on more."""
FEW_PAIRS = 3_000
"""Pairs up to which the compact model is tried before any list."""
AT_FIRST_SHARES = (0.12, 0.5)
"""Shares of the time left for a try by the compact model, and for another if that raised the bound."""
GUESSED_WIDER = 1.3
NEIGHBOURHOODS_SHARE = 0.05
"""Share of the time left that one run of neighbourhoods may use."""
FREED = (2, 3, 4, 5)
"""Alliances that are re-solved together."""
NEAR_PAIRS = 12
"""Pairs per place, best first, that a neighbourhood looks at."""
NEIGHBOURHOOD_SECONDS = 2.0
IDLE_AT_MOST = 12
GUIDE_SHARE = 0.1
"""Share of the time left for the duals that say which leads and pairs are promising for a first plan."""
FIRST_KERNELS = ((1.0, 12, 3.0), (1.5, 12, 5.0))
"""As ``KERNELS``, for a first plan; the multiple is of the leads that pay under these duals."""
NEAREST = ((5, 0.08), (12, 0.12), (1_000_000, 0.25))
"""Nearest pairs per place in the first tries to keep every promise, and shares of the time left."""
HALF_A_PROMISE = 0.5


def find_first_plan(state: Search) -> None:
    """Look for a plan that keeps every promise: among promising leads by distance, then among near pairs."""
    problem = state.master.problem
    mask = admissible(problem)
    far = np.where(mask, problem.metres[:, :-1], NO_CANDIDATE)
    guide = Master(problem, Goal(scale_of({Term.TOTAL_KM: 1.0}), ()))
    pricer = Pricer(guide)
    near = int(np.where(mask.any(axis=0), far.min(axis=0), 0).sum()) if len(problem.leads) else 0
    ascended = ascend(pricer, state.plan, 2 * near, state.clock, state.part_of_time(GUIDE_SHARE))
    if ascended is not None:
        bound = ascended.start.bound
        priced = pricer.price(bound.duals, state.clock)
        excess = pricer.excess_of_pairs(bound)
        if priced is not None and excess is not None:
            order = np.argsort(priced.by_lead, kind="stable")
            paying = int((priced.by_lead < 0).sum())
            for share, most, seconds in FIRST_KERNELS:
                if state.over():
                    return
                among = np.full(excess.shape, NO_CANDIDATE, dtype=np.int64)
                chosen = order[: math.ceil(share * paying)]
                among[chosen] = excess[chosen]
                allowed = _best_per_place(among, most)
                state.better(solve_pairs(guide, state.clock, state.seconds(seconds), allowed).plan)
    for nearest, share in NEAREST:
        if state.over():
            return
        allowed = _best_per_place(far, min(nearest, PAIRS_AT_MOST // max(1, len(problem.places))))
        seconds = share * (state.until - state.clock.seconds)
        found = solve_pairs(state.master, state.clock, state.seconds(seconds), allowed)
        state.better(found.plan)
        if (allowed == mask).all():  # over all pairs, so the MIP's bound holds
            if found.bound is not None and found.bound > HALF_A_PROMISE:
                state.raise_bound(1, "pairs_mip", found.pairs)
            return


def improve_and_close(state: Search, pricer: Pricer, bound: Bound, pool: Pool, seed: int) -> None:
    """Alternate finding plans and closing until settled or out of time."""
    used = _among_columns(state, pool)
    excess = pricer.excess_of_pairs(bound)
    pairs = _Pairs(state, bound, excess, seed) if excess is not None and fits(state.master) else None
    lists = _Lists(state, pricer, bound)
    if pairs is not None:
        pairs.improve_by_kernels(used)
        pairs.improve_by_neighbourhoods(IDLE_AT_MOST)
    may_list = not state.over() and lists.settle_next()
    if pairs is not None:
        pairs.try_to_close()
    while may_list and not state.over():
        before = state.value, state.bound
        if pairs is not None:
            pairs.improve_by_neighbourhoods(IDLE_AT_MOST)
        longest = lists.longest
        may_list = not state.over() and lists.settle_next()
        if longest and (state.value, state.bound) == before:
            break
    while pairs is not None and not state.over():
        if pairs.close() or not pairs.improve_by_neighbourhoods(IDLE_AT_MOST):
            return


class _Lists:
    """Lists of what a better plan may hold, a short one first, then longer ones."""

    def __init__(self, state: Search, pricer: Pricer, bound: Bound) -> None:
        self.state, self.pricer, self.bound = state, pricer, bound
        self.lengths: list[tuple[int, int]] = []

    @property
    def longest(self) -> bool:
        """Whether the next list is of the longest kind."""
        return len(self.lengths) >= len(POOLS) - 1

    def settle_next(self) -> bool:
        """Make the next list and settle what it holds; whether another one may be worth while."""
        most, seconds = POOLS[min(len(self.lengths), len(POOLS) - 1)]
        slack = min(slack_of(self.state, self.bound), _slack_for(most, self.lengths))
        short = self.pricer.cheapest(self.bound, slack, most, self.state.clock)
        if short is None or short.slack < 0:
            return False
        self.lengths.append((short.slack, len(short.table)))
        settle(self.state, self.bound, short, seconds)
        return True


def _slack_for(most: int, lengths: list[tuple[int, int]]) -> int:
    """Guess which slack lists at most so many candidates: their number grows about exponentially with it."""
    if len(lengths) < 2:
        return NO_CANDIDATE
    (less, few), (more, many) = lengths[-2:]
    if less >= more or few >= many or not few:
        return NO_CANDIDATE
    guess = more + (more - less) * math.log(most / many) / math.log(many / few)
    return int(GUESSED_WIDER * guess)


def _among_columns(state: Search, pool: Pool) -> Floats:
    """Choose the best plan among the columns of the LP.

    Returns
    -------
    How much the LP uses every lead, float64 (leads,).
    """
    master = state.master
    used = np.zeros(len(master.problem.leads))
    model = master.model(pool.candidates, pool.figures)
    relaxed = relax(master, model, state.seconds(COLUMN_SECONDS), by_simplex=True)
    if relaxed is not None:
        np.add.at(used, pool.candidates.lead, relaxed.x[: len(pool.candidates)])
    found = solve_whole(master, model, state.seconds(COLUMN_SECONDS))
    state.clock.cut |= not found.finished
    if found.x is not None:
        taken = np.flatnonzero(found.x[: len(pool.candidates)] > 0.5)
        state.better(plan_from(pool.candidates, taken))
    return used


def _best_per_place(excess: Ints, most: int) -> Mask:
    """Choose the pairs with the least excess of every place: bool (leads, places)."""
    best = np.argsort(excess, axis=0, kind="stable")[:most]
    mask = np.zeros(excess.shape, dtype=bool)
    np.put_along_axis(mask, best, values=True, axis=0)
    mask &= excess < NO_CANDIDATE
    return mask


@dataclass
class _Pairs:
    """The pairs of a part, with the excess that each brings a plan at least."""

    state: Search
    bound: Bound
    excess: Ints
    seed: int

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        problem = self.state.master.problem
        self.covers = np.array([lead.covers for lead in problem.leads], dtype=np.int64)
        self.near = _best_per_place(self.excess, NEAR_PAIRS)

    @property
    def within(self) -> Mask:
        """Pairs that a better plan may hold."""
        mask: Mask = self.excess <= slack_of(self.state, self.bound)
        return mask

    def of_plan(self) -> Mask:
        """Pairs of the present plan."""
        mask = np.zeros(self.excess.shape, dtype=bool)
        plan = self.state.plan
        for column in plan.members.T:
            there = column != NOBODY
            mask[plan.lead[there], column[there]] = True
        return mask

    def improve_by_kernels(self, used: Floats) -> None:
        """Solve the compact model over the leads that the LP uses most and their best pairs."""
        order = np.argsort(-used, kind="stable")
        for share, most, seconds in KERNELS:
            if self.state.over():
                return
            leads = np.zeros(len(used), dtype=bool)
            leads[order[: math.ceil(share * float(used.sum()) - 1e-6)]] = True
            among = np.where(leads[:, None], self.excess, NO_CANDIDATE)
            found = solve_pairs(
                self.state.master,
                self.state.clock,
                self.state.seconds(seconds),
                _best_per_place(among, most) | self.of_plan(),
            )
            self.state.better(found.plan)

    def improve_by_neighbourhoods(self, patience: int) -> bool:
        """Re-solve some alliances with what lies near them until nothing has improved for a while.

        Returns
        -------
        Whether anything improved.
        """
        state, idle, improved = self.state, 0, False
        until = state.part_of_time(NEIGHBOURHOODS_SHARE)
        while idle < patience and len(state.plan) and state.clock.seconds < until and not state.over():
            allowed = self._around(FREED[int(self.random.integers(len(FREED)))])
            found = solve_pairs(
                state.master,
                state.clock,
                state.seconds(NEIGHBOURHOOD_SECONDS),
                allowed,
            )
            idle = 0 if state.better(found.plan) else idle + 1
            improved |= idle == 0
        return improved

    def _around(self, size: int) -> Mask:
        """Free some alliances of the plan that lie together: their places and the leads near these."""
        plan, problem = self.state.plan, self.state.master.problem
        of_plan = self.of_plan()
        centre = int(self.random.integers(len(plan)))
        takes = [set(row[row != NOBODY].tolist()) for row in plan.members]
        for row, lead in enumerate(plan.lead.tolist()):
            takes[row] |= {int(self.covers[lead])} - {NOBODY}
        own = sorted(takes[centre])
        nearness = self.near[np.ix_(plan.lead, own)].sum(axis=1) + 1e-3 * self.random.random(len(plan))
        nearness[centre] = np.inf
        freed = np.argsort(-nearness, kind="stable")[:size]
        free = np.zeros(len(problem.places), dtype=bool)
        for row in freed.tolist():
            free[sorted(takes[row])] = True
        free[places_left(problem, plan)] = True
        kept = np.ones(len(plan), dtype=bool)
        kept[freed] = False
        busy = set(self.state.master.key_of_lead[plan.lead[kept]].tolist())
        leads = np.array([lead.key not in busy for lead in problem.leads], dtype=bool)
        leads &= (self.covers < 0) | free[self.covers]
        mask: Mask = of_plan & ~free[None, :]
        mask |= self.near & free[None, :] & leads[:, None]
        mask |= of_plan
        return mask

    def try_to_close(self) -> None:
        """Give the compact model a while where pairs are few, and longer where that raises the bound."""
        for share in AT_FIRST_SHARES:
            before = self.state.bound
            if self.state.over() or int(self.within.sum()) > FEW_PAIRS:
                return
            if self.close(share) or self.state.bound == before:
                return

    def close(self, share: float = 1.0) -> bool:
        """Settle the goal over every pair within the gap in a share of the time left; whether it is."""
        state = self.state
        if int(self.within.sum()) > PAIRS_AT_MOST:
            return state.over()
        complete_to = 0 if state.decide else state.value - self.bound.step  # as `within`
        seconds = share * (state.until - state.clock.seconds)
        return close_by_pairs(state, self.bound, self.within | self.of_plan(), complete_to, seconds)
