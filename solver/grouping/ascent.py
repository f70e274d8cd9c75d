"""Good duals without an LP: subgradient ascent on the bound itself, where pricing is cheap.

For summed leads one look costs milliseconds, so a few hundred steps come close to the LP's bound; the
candidates met on the way start column generation. Source: Held, Wolfe, Crowder (1974), "Validation of
subgradient optimization"; the direction is averaged as in Barahona and Anbil (2000), "The volume algorithm".
"""

from dataclasses import dataclass, replace

import numpy as np

from .bound import Bound, Priced
from .candidates import NOBODY, NONE, Candidates
from .clock import Clock
from .columns import Pool, Start
from .duals import NO_CANDIDATE, Duals, RealDuals, reduced_costs, unplaced_reduced, whole_duals
from .goal import Figures
from .master import Master
from .pricing import Pricer, certify
from .rows import NO_ROW, Floats

STEPS = 250
PATIENCE = 12
"""Steps without a better bound after which the step is shortened."""
SHORTER = 0.6
AVERAGED = 0.7
"""Weight of the former directions in the next one."""
COLLECT_AFTER = 0.4
"""Share of the steps after which candidates are kept."""


@dataclass(frozen=True)
class Ascended:
    """The best duals with their bound, and candidates that were cheap under duals near them."""

    start: Start
    candidates: Candidates
    figures: Figures


def ascend(pricer: Pricer, plan: Candidates, value: int, clock: Clock, until: float) -> Ascended | None:
    """Raise the bound by subgradient steps from duals made of each place's near pairs.

    Parameters
    ----------
    plan, value
        A plan and its value, which the steps aim at.
    until
        Seconds since the start at which to stop.

    Returns
    -------
    Ascended or None
        None where there was no time for one step.
    """
    master = pricer.master
    structural, budgets = _first_duals(master)
    ceilings = np.zeros((len(master.ceilings), len(master.problem.keys)))
    known = master.figures(plan)
    best: tuple[RealDuals, Bound] | None = None
    pool = Pool(master, NONE)
    seen: set[bytes] = set()
    direction: Floats | None = None
    length, worse = 1.0, 0
    for step in range(STEPS):
        if clock.over(until):
            break
        real = RealDuals(structural, budgets, ceilings)
        duals = whole_duals(master.rows, master.ceilings, known, real)
        priced = pricer.price(duals, clock)
        if priced is None:
            break
        if pricer.held:  # a pass may leave out candidates that do not pay, but would under other duals
            duals, priced = _with_best_counts(master, duals, priced)
        bound = certify(pricer, priced, duals)
        structural = duals.structural[:-1] / duals.scale
        real = real._replace(structural=structural)
        if best is None or bound.better_than(best[1]):
            best, worse = (real, bound), 0
        else:
            worse += 1
            if worse >= PATIENCE:
                length, worse = length * SHORTER, 0
                structural = best[0].structural
        if step >= COLLECT_AFTER * STEPS:
            fresh = [row for row, name in enumerate(_names(priced.cheap)) if name not in seen]
            seen.update(_names(priced.cheap))
            rows = np.array(fresh, dtype=np.int64)
            pool.add(priced.cheap.take(rows), priced.figures.take(rows))
        missing = _missing(master, priced, duals)
        if pricer.held:
            missing[sorted(master.rows.counts)] = 0.0
        direction = missing if direction is None else AVERAGED * direction + (1 - AVERAGED) * missing
        aim = max(1.01 * value - bound.total / duals.scale, 1e-4 * abs(value), 1.0)
        norm = max(float(missing @ missing), 1.0)
        structural = _right_signs(master, structural + length * aim / norm * direction)
        if not missing.any():
            break
    if best is None:
        return None
    return Ascended(Start(*best), pool.candidates, pool.figures)


def _first_duals(master: Master) -> tuple[Floats, Floats]:
    """Price every place at the cost of a near pair, not above what it costs to leave it out.

    Where the tier lets places be left out for nothing, a budget that forbids it is priced so that no place is
    worth leaving out. The steps keep the budgets' duals as they are.
    """
    problem = master.problem
    structural, budgets = np.zeros(master.rows.total), np.zeros(len(master.goal.budgets))
    if master.goal.scale is None or not len(problem.leads):
        return structural, budgets
    pairs = master.sums[0][1]
    per_place: list[list[int]] = [[] for _ in problem.places]
    for row, lead in enumerate(problem.leads):
        for place, cost in zip(lead.members.tolist(), pairs[row, lead.members].tolist(), strict=True):
            per_place[place].append(cost)
    for place, costs in enumerate(per_place):
        near = sorted(costs)[: max(1, len(costs) // 10)]
        structural[place] = float(near[-1]) if near else 0.0
    may = master.may
    cost, spent = master.unplaced
    left_out = cost[may].astype(np.float64)
    for number, spends in enumerate(spent):
        charged = spends[may] > 0
        missing = np.maximum(structural[may] - left_out, 0.0)[charged]
        budgets[number] = -float((missing / spends[may][charged]).max(initial=0.0))
        left_out -= budgets[number] * spends[may]
    structural[may] = np.minimum(structural[may], left_out)
    return structural, budgets


def _with_best_counts(master: Master, duals: Duals, priced: Priced) -> tuple[Duals, Priced]:
    """Set the duals of numbers of alliances to the best for these prices: so many leads pay as may be used.

    Such a dual moves all reduced costs of its leads alike, so nothing needs to be priced again.
    """
    structural, by_lead = duals.structural.copy(), priced.by_lead.copy()
    of_lead = master.rows.of_lead
    for row in sorted(master.rows.counts):
        leads = np.flatnonzero((of_lead == row).any(axis=1) & (by_lead < NO_CANDIDATE))
        price = np.sort(by_lead[leads] + structural[row])
        least, most = master.rows.lower[row], master.rows.upper[row]
        paying = int((price < 0).sum())
        wanted = int(min(max(paying, least), most))
        dual = 0
        if wanted != paying and 0 < wanted < len(price):
            dual = int(price[wanted - 1] + price[wanted]) // 2
        elif wanted != paying and len(price):
            # Fewer leads than are asked for: even the dearest pays, and a dual of at least 0 fits any bound.
            dual = int(price[0]) if wanted == 0 else max(0, int(price[-1]))
        by_lead[leads] += structural[row] - dual
        structural[row] = dual
    return duals._replace(structural=structural), replace(priced, by_lead=by_lead)


def _right_signs(master: Master, structural: Floats) -> Floats:
    rows = master.rows
    structural = np.where(np.isinf(rows.upper), np.maximum(structural, 0.0), structural)
    return np.where(np.isinf(rows.lower), np.minimum(structural, 0.0), structural)


def _missing(master: Master, priced: Priced, duals: Duals) -> Floats:
    """Compute what every row misses in the cheapest choice: right-hand side − what is taken."""
    rows, problem = master.rows, master.problem
    whole = duals.structural[:-1]
    low = np.where(np.isinf(rows.lower), rows.upper, rows.lower)
    high = np.where(np.isinf(rows.upper), rows.lower, rows.upper)
    missing = np.where(whole > 0, low, high).astype(np.float64)
    between = (whole == 0) & (low != high)
    table = priced.cheap
    taken = np.zeros(rows.total)
    if len(table):
        reduced = reduced_costs(problem, rows, master.ceilings, duals, table, priced.figures)
        order = np.lexsort((np.arange(len(table)), reduced))
        order = order[reduced[order] < 0]
        key = master.key_of_lead[table.lead[order]]
        chosen = order[np.sort(np.unique(key, return_index=True)[1])]
        for column in table.members[chosen].T:
            np.add.at(taken, column[column != NOBODY], 1.0)
        for column in rows.of_lead[table.lead[chosen]].T:
            np.add.at(taken, column[column != NO_ROW], 1.0)
    cost, spent = master.unplaced
    left_out = unplaced_reduced(duals, cost, spent, master.may) < 0
    taken[master.may[left_out]] += 1.0
    missing -= taken
    missing[between] = np.clip(0.0, low[between] - taken[between], high[between] - taken[between])
    return missing


def _names(table: Candidates) -> list[bytes]:
    """Name every candidate by its lead and members, whatever the width of its table."""
    return [
        int(lead).to_bytes(4, "little") + row[row != NOBODY].tobytes()
        for lead, row in zip(table.lead.tolist(), table.members, strict=True)
    ]
