"""Diving: fix the alliances the LP is nearly sure of, solve the LP of the rest, and so on to a whole plan.

The last leads are settled by one exact MIP. It finds plans; it proves nothing.
"""

import numpy as np

from .candidates import NOBODY, NONE, Candidates
from .clock import Clock
from .duals import reduced_costs, whole_duals
from .highs import relax, solve_whole
from .master import Master
from .neighbourhood import Hint, candidates_among, plan_from, remaining
from .problem import Ints
from .rows import Floats
from .shortlist import Shortlist

SURE = 0.95
HALF = 0.6
FIXED_SHARE = 15
ENTERING = 1_500
LAST_LEADS = 10
UNDONE = (0, 4, 8)
UNDONE_AT_MOST = 5
LAST_SECONDS = 4.0


def dive(
    master: Master, short: Shortlist, first: Candidates, hint: Hint, clock: Clock, until: float
) -> Candidates | None:
    """Dive among the candidates of a shortlist.

    Parameters
    ----------
    first
        Columns to start with (the LP's support and a known plan).
    hint
        What the bound says, for the candidates of the last MIP.
    until
        Seconds since the clock's start at which to give up.

    Returns
    -------
    A plan (its value unchecked), or None.
    """
    pool, table = first, short.table
    batches: list[Candidates] = []
    undone = 0
    while not clock.over(until):
        kept = _together(batches)
        pool, table = _disjoint(master, pool, kept), _disjoint(master, table, kept)
        open_keys = len(master.problem.keys) - len(kept)
        if open_keys <= LAST_LEADS:
            break
        solved = _relaxed(master, pool, table, kept, clock, until) if len(pool) else None
        if solved is None:
            undone += 1
            if undone > UNDONE_AT_MOST:
                break
            batches = batches[:-undone]
            fresh = _fresh(master, _together(batches), hint)
            pool, table = first.joined(fresh), short.table.joined(fresh)
            continue
        pool, x = solved
        sure = _surest(master, pool, x, 1 + open_keys // FIXED_SHARE)
        if not len(sure):
            break
        batches.append(pool.take(sure))
    fixed = [batch.take(np.array([row])) for batch in batches for row in range(len(batch))]
    return _finish(master, fixed, hint, first, clock, until)


def _fresh(master: Master, kept: Candidates, hint: Hint) -> Candidates:
    """Build candidates from what is still free: those of the start may no longer fit together."""
    used = set(master.key_of_lead[kept.lead].tolist())
    leads = [i for i, lead in enumerate(master.problem.leads) if lead.key not in used]
    return candidates_among(master.problem, leads, set(_free_places(master, kept)), hint)


def _surest(master: Master, pool: Candidates, x: Floats, most: int) -> Ints:
    """Choose candidates to fix: all the LP is sure of, else up to ``most`` of the largest."""
    order = np.argsort(-x, kind="stable")
    chosen: list[int] = []
    taken: set[int] = set()
    keys: set[int] = set()
    for row in order.tolist():
        if x[row] < (SURE if len(chosen) >= most else HALF if chosen else 1e-6):
            break
        lead = int(pool.lead[row])
        places = {place for place in pool.members[row].tolist() if place != NOBODY}
        places |= {master.problem.leads[lead].covers} - {NOBODY}
        key = int(master.key_of_lead[lead])
        if key not in keys and not places & taken:
            chosen.append(row)
            taken |= places
            keys.add(key)
    return np.array(sorted(chosen), dtype=np.int64)


def _together(fixed: list[Candidates]) -> Candidates:
    kept = NONE
    for one in fixed:
        kept = kept.joined(one)
    return kept


def _disjoint(master: Master, table: Candidates, kept: Candidates) -> Candidates:
    """Keep the candidates that share neither a place nor a lead key with those fixed."""
    if not len(kept) or not len(table):
        return table
    problem = master.problem
    taken = np.zeros(len(problem.places) + 1, dtype=bool)
    taken[kept.members.ravel()] = True
    covers = np.array([lead.covers for lead in problem.leads], dtype=np.int64)
    taken[covers[kept.lead]] = True
    taken[-1] = False
    used_key = np.zeros(len(problem.keys), dtype=bool)
    used_key[master.key_of_lead[kept.lead]] = True
    free = ~used_key[master.key_of_lead[table.lead]] & ~taken[covers[table.lead]]
    for column in table.members.T:
        free &= ~taken[column]
    return table.take(free)


def _free_places(master: Master, kept: Candidates) -> list[int]:
    taken = set(kept.members.ravel().tolist())
    taken.update(master.problem.leads[lead].covers for lead in kept.lead.tolist())
    return [place for place in range(len(master.problem.places)) if place not in taken]


def _relaxed(
    master: Master, pool: Candidates, table: Candidates, kept: Candidates, clock: Clock, until: float
) -> tuple[Candidates, Floats] | None:
    """Solve the LP of what is left, and let in columns of the shortlist that pay (they count next time)."""
    free = _free_places(master, kept)
    solved = relax(master, remaining(master, pool, kept, free), min(clock.left, until - clock.seconds))
    if solved is None:
        return None
    figures = master.figures(table)
    duals = whole_duals(master.rows, master.ceilings, figures, solved.duals)
    reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, table, figures)
    paying = np.flatnonzero(reduced < 0)
    best = np.sort(paying[np.argsort(reduced[paying], kind="stable")[:ENTERING]])
    return pool.joined(table.take(best)), np.concatenate([solved.x[: len(pool)], np.zeros(len(best))])


def _finish(
    master: Master, fixed: list[Candidates], hint: Hint, pool: Candidates, clock: Clock, until: float
) -> Candidates | None:
    """Settle what is left, and the alliances fixed last, by one MIP over candidates built for it.

    If that has no solution, more of the last alliances are freed.
    """
    for undone in UNDONE:
        if clock.over(until):
            return None
        kept = _together(fixed[: max(0, len(fixed) - undone)])
        free = _free_places(master, kept)
        rest = _fresh(master, kept, hint).joined(_disjoint(master, pool, kept))
        model = remaining(master, rest, kept, free)
        found = solve_whole(master, model, max(0.05, min(clock.left, until - clock.seconds, LAST_SECONDS)))
        clock.cut |= not found.finished
        if found.x is not None:
            whole = kept.joined(rest.take(np.flatnonzero(found.x[: len(rest)] > 0.5)))
            return plan_from(whole, np.arange(len(whole)))
        if len(fixed) <= undone:
            return None
    return None
