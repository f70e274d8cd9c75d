"""Improving a plan by re-solving small neighbourhoods exactly: some leads and the places near them.

The rest of the plan stays; candidates are built only from the freed places, and those whose reduced cost
shows that they cannot pay are left out. This finds plans; it proves nothing.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from .candidates import NOBODY, Candidates, count_of, enumerate_lead, joined
from .clock import Clock
from .duals import Duals, reduced_costs
from .highs import solve_whole
from .master import Master, Model, places_left
from .problem import Ints, Problem

ENUMERATED_AT_MOST = 20_000
COLUMNS_PER_LEAD = 120


class Hint(NamedTuple):
    """What a bound says about candidates that can pay.

    One whose reduced cost exceeds its key's least by more than ``slack`` cannot belong to a better plan.
    ``master`` is the one whose bound it is.
    """

    master: Master
    duals: Duals
    least: Ints
    slack: int


def plan_from(table: Candidates, taken: Ints) -> Candidates:
    """Take the chosen rows of a table, sorted by lead, members sorted."""
    chosen = table.take(taken)
    return chosen.take(np.argsort(chosen.lead, kind="stable"))


class Neighbourhoods:
    """Draws neighbourhoods around leads that compete for the same members."""

    def __init__(self, master: Master, seed: int) -> None:
        self.master = master
        self.random = np.random.default_rng(seed)
        problem = master.problem
        takes = np.zeros((len(problem.leads), len(problem.places)), dtype=np.float32)
        for row, lead in enumerate(problem.leads):
            takes[row, lead.members] = 1.0 / (1.0 + lead.metres / 1000.0)
        self.shared = takes @ takes.T
        np.fill_diagonal(self.shared, 0.0)

    def draw(self, size: int) -> list[int]:
        """Draw a lead and others that share members with it, by how much they share."""
        leads = len(self.shared)
        centre = int(self.random.integers(leads))
        weight = self.shared[centre].astype(np.float64)
        others = min(size - 1, int((weight > 0).sum()))
        if not others:
            return [centre]
        drawn = self.random.choice(leads, others, replace=False, p=weight / weight.sum())
        return sorted([centre, *drawn.tolist()])


def improve(
    master: Master, plan: Candidates, around: list[int], hint: Hint | None, clock: Clock, seconds: float
) -> Candidates | None:
    """Re-solve the alliances of some leads and everything unplaced near them.

    Parameters
    ----------
    hint
        What the bound says about candidates that can pay; without it all are built.

    Returns
    -------
    A plan no worse under the goal, or None where the small MIP found none in time.
    """
    problem = master.problem
    keys = {problem.leads[lead].key for lead in around}
    again = np.isin(master.key_of_lead[plan.lead], sorted(keys)) if len(plan) else np.zeros(0, dtype=bool)
    kept, old = plan.take(~again), plan.take(again)
    free = set(old.members.ravel().tolist()) | set(places_left(problem, plan))
    free |= {problem.leads[lead].covers for lead in old.lead.tolist()}
    free.discard(NOBODY)
    leads = [i for i, lead in enumerate(problem.leads) if lead.key in keys]
    table = candidates_among(problem, leads, free, hint)
    table = table.joined(old)
    model = remaining(master, table, kept, sorted(free))
    found = solve_whole(master, model, min(seconds, clock.left))
    clock.cut |= not found.finished
    if found.x is None:
        return None
    taken = np.flatnonzero(found.x[: len(table)] > 0.5)
    return plan_from(kept.joined(table.take(taken)), np.arange(len(kept) + len(taken)))


def candidates_among(problem: Problem, leads: list[int], free: set[int], hint: Hint | None) -> Candidates:
    """Candidates of some leads with free members only, per lead those with the smallest reduced costs."""
    mask = np.zeros(len(problem.places) + 1, dtype=bool)
    mask[sorted(free)] = True
    narrowed = list(problem.leads)
    for index in leads:
        lead = problem.leads[index]
        if lead.covers >= 0 and not mask[lead.covers]:
            near = np.zeros(0, dtype=np.int64)  # its own place is taken: it cannot lead
        else:
            near = np.flatnonzero(mask[lead.members])
        narrowed[index] = lead._replace(
            members=lead.members[near], metres=lead.metres[near], seconds=lead.seconds[near]
        )
        while count_of(problem, narrowed[index]) > ENUMERATED_AT_MOST:
            shorter = np.sort(
                np.argsort(narrowed[index].metres, kind="stable")[: len(narrowed[index].members) * 3 // 4]
            )
            narrowed[index] = narrowed[index]._replace(
                members=narrowed[index].members[shorter],
                metres=narrowed[index].metres[shorter],
                seconds=narrowed[index].seconds[shorter],
            )
    small = replace(problem, leads=tuple(narrowed))
    parts = []
    for index in leads:
        lead = problem.leads[index]
        if lead.covers >= 0 and not mask[lead.covers]:
            continue
        table = enumerate_lead(small, index)
        if hint is not None and len(table):
            guide = hint.master
            reduced = reduced_costs(
                problem, guide.rows, guide.ceilings, hint.duals, table, guide.figures(table)
            )
            best = np.argsort(reduced, kind="stable")[:COLUMNS_PER_LEAD]
            best = best[reduced[best] - hint.least[lead.key] <= hint.slack]
            table = table.take(np.sort(best))
        parts.append(table)
    return joined(parts)


def remaining(master: Master, table: Candidates, kept: Candidates, free: list[int]) -> Model:
    """Write the master over a small table, with what the kept alliances use taken off the rows."""
    model = master.model(table, master.figures(table))
    fixed = master.model(kept, master.figures(kept))
    used = np.asarray(fixed.matrix[:, : len(kept)].sum(axis=1)).ravel()
    lower, upper = model.lower - used, model.upper - used
    top = model.top.copy()
    side = np.full(len(master.problem.places), False)
    side[free] = True
    top[len(table) : len(table) + len(master.may)] = np.where(side[master.may], 1.0, 0.0)
    return Model(model.cost, model.matrix, lower, upper, top, model.whole)
