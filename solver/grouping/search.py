"""One goal on one part: the best plan found, a certified bound, and the closing step between them.

Column generation gives the bound; neighbourhoods improve the plan; where few candidates remain that could
belong to a better plan, one MIP over all of them closes the gap. Where candidates are too many to list, the
bound starts from subgradient ascent, and plans and proof come from pairs (``assigning.py``).
Source: docs/architecture.md.
"""

from fractions import Fraction

import numpy as np

from ..question import Haste
from . import compact
from .ascent import ascend
from .assigning import find_first_plan, improve_and_close
from .bound import Bound
from .candidates import Candidates
from .clock import Clock
from .closing import close
from .columns import Pool, generate_columns
from .dear_pairs import prohibitive, without_dear_pairs
from .found import Found, Search, Watch
from .goal import Goal
from .greedy import nearest_first
from .improving import ROUNDS, guide_of, improve_blindly, improve_or_close
from .master import Master
from .parts import keeping
from .pricing import Pricer
from .problem import Problem
from .settling import is_wide, search_regions, settle_by_regions
from .terms import is_additive
from .universe import universe_of
from .wide import Sweeps

COMPACT_SECONDS = 10.0
"""Seconds the compact model may take to find a plan."""
LOOKED_AT_MOST = 2_000_000
"""Candidates that are looked at for the certificate alone, where what plans may hold is known."""
AT_ONCE = 6_000
"""Candidates few enough for a closing MIP before any search."""
ALIVE_AT_MOST = 60_000
"""Candidates handed on to later tiers as all that their plans may hold."""
MOST_FIRST = 5_000
"""Known candidates that column generation starts with."""
ASCENT_SHARE = 0.2
COLUMNS_SHARE = 0.5
PLACING_SHARE, FIRST_PLAN_SHARE = 0.2, 0.5
"""Shares of the time left: subgradient ascent; column generation after it; in a wide part, placing schools
where nothing else counts, and the first plan of it."""


def search(
    problem: Problem,
    goal: Goal,
    start: Candidates,
    clock: Clock,
    until: float,
    seed: int,
    watch: Watch,
    *,
    alive: Candidates | None = None,
    tolerance: Fraction = Fraction(0),
    decide: bool = False,
    haste: Haste = Haste.NONE,
    floor: int = 0,
) -> Found:
    """Minimise a goal on a part, from a plan that keeps its budgets.

    Parameters
    ----------
    until
        Seconds since the clock's start at which to stop with what is known.
    alive
        Every candidate that a plan keeping the budgets may hold, if known.
    tolerance
        Fraction of the value that ``Found.alive`` is to allow for.
    decide
        Stop as soon as it is known whether the goal's value can be 0.
    floor
        A bound that is known beforehand; 0 where there is none.
    haste
        What may be spared where ``alive`` says all that plans may hold.
    """
    narrow = without_dear_pairs(problem, goal, haste)
    never = tuple(narrow is not problem and prohibitive(problem, budget) for budget in goal.budgets)
    state = Search(Master(narrow, goal, never), start, clock, until, watch, decide=decide)
    if state.value == 0:  # no term is ever negative
        return state.found(alive)
    state.raise_bound(min(floor, state.value), "enumerated_mip", 0)
    if state.proven:
        return state.found(alive)
    if narrow is not problem:
        alive = None if alive is None else keeping(narrow, alive)
    problem = narrow
    if not len(start):
        state.better(nearest_first(problem))
    certified = haste is not Haste.NO_CERTIFICATE and (
        alive is None or haste is Haste.NONE or universe_of(problem).count <= LOOKED_AT_MOST
    )
    if state.over():
        return state.found(alive)
    pricer = Pricer(state.master, None if certified else alive)
    if alive is None and haste is not Haste.NONE:
        alive = pricer.within_budgets(ALIVE_AT_MOST)
    sweeps = Sweeps(state, _search_alone, seed) if is_wide(state.master, pricer) else None
    columns = _first_columns(pricer, alive, haste)
    if alive is None:
        _find_plan(state, pricer, sweeps)
    if state.value == 0 or state.over():
        return state.found(alive)
    at_once = columns is alive
    pool = Pool(state.master, columns, state.plan)
    bound = _bound(state, pricer, pool, rounds=1 if at_once else None)
    if bound is not None:
        state.certificate = bound if certified else None
        _take_bound(state, bound, len(pool.candidates), certified=certified)
    _bring_together(state, pricer, bound, pool, alive, None if at_once else sweeps, seed)
    return state.found(_still_alive(state, pricer, bound, alive, tolerance))


def _search_alone(
    problem: Problem, goal: Goal, start: Candidates, clock: Clock, until: float, seed: int
) -> Found:
    """Search a region, with nobody watching."""
    return search(problem, goal, start, clock, until, seed, lambda _found: None)


def _find_plan(state: Search, pricer: Pricer, sweeps: Sweeps | None) -> None:
    """Look for a better first plan before the bound, by what suits the goal."""
    if sweeps is not None and pricer.only_placing:
        if not state.master.goal.feasibility:  # the last one or two to be placed may take for ever
            state.until = state.part_of_time(PLACING_SHARE)
        search_regions(sweeps, FIRST_PLAN_SHARE)
        return
    if not (state.master.problem.leads and state.value and compact.fits(state.master)):
        return
    if pricer.summed is None and all(is_additive(scale) for scale, _, _ in state.master.sums):
        state.better(compact.find_plan(state.master, state.clock, state.seconds(COMPACT_SECONDS)))
    elif pricer.summed is not None and state.master.goal.feasibility:
        find_first_plan(state)


def _first_columns(pricer: Pricer, alive: Candidates | None, haste: Haste) -> Candidates:
    """Choose what column generation starts with: all that plans may hold, where that is little."""
    if alive is None:
        first = pricer.first_columns()
        return first if haste is Haste.NONE else first.joined(pricer.free_of_cost(MOST_FIRST))
    if haste is not Haste.NONE and len(alive) <= AT_ONCE:
        return alive
    return pricer.first_columns().joined(alive.take(np.arange(min(len(alive), MOST_FIRST))))


def _bring_together(
    state: Search,
    pricer: Pricer,
    bound: Bound | None,
    pool: Pool,
    alive: Candidates | None,
    sweeps: Sweeps | None,
    seed: int,
) -> None:
    """Bring plan and bound together: a wide part by regions first."""
    if sweeps is not None and not state.over():
        if bound is None:
            search_regions(sweeps, 1.0)
        else:
            settle_by_regions(state, pricer, bound, pool, sweeps, seed)
    if state.over():
        return
    if bound is None:
        improve_blindly(state, seed)
    elif sweeps is not None and pricer.only_placing:
        close(state, pricer, bound, alive, AT_ONCE, ROUNDS[0][2])
    else:
        _settle(state, pricer, bound, pool, alive, seed)


def _settle(
    state: Search, pricer: Pricer, bound: Bound, pool: Pool, alive: Candidates | None, seed: int
) -> None:
    """Bring plan and bound together."""
    if state.over():
        return
    if pricer.summed is not None:
        improve_and_close(state, pricer, bound, pool, seed)
        return
    if pricer.held:
        close(state, pricer, bound, alive, AT_ONCE, ROUNDS[0][2])
    if not state.over():
        guide = guide_of(state, state.master.goal, pricer, bound, pool)
        improve_or_close(state, pricer, bound, guide, alive, seed)


def _bound(state: Search, pricer: Pricer, pool: Pool, rounds: int | None) -> Bound | None:
    """Solve the LP over the complete universe; where leads are summed, from duals that an ascent gives."""
    enough = 1 if state.decide else state.value
    if pricer.summed is None:
        return generate_columns(pricer, pool, state.clock, state.until, enough, rounds=rounds)
    ascended = ascend(pricer, state.plan, state.value, state.clock, state.part_of_time(ASCENT_SHARE))
    if ascended is None:
        return None
    pool.add(ascended.candidates, ascended.figures)
    until = state.part_of_time(COLUMNS_SHARE)
    return generate_columns(pricer, pool, state.clock, until, enough, ascended.start)


def _still_alive(
    state: Search, pricer: Pricer, bound: Bound | None, alive: Candidates | None, tolerance: Fraction
) -> Candidates | None:
    """Candidates that plans within the tolerance of this one's value may hold."""
    if bound is None or state.master.goal.feasibility or state.clock.left <= 0:
        return alive
    allowed = int(state.value * (1 + tolerance) // 1) * bound.duals.scale - bound.total
    if alive is not None:
        excess = pricer.excess(bound, alive, state.master.figures(alive))
        return alive.take(np.flatnonzero(excess <= allowed))
    short = pricer.cheapest(bound, allowed, ALIVE_AT_MOST, state.clock)
    return short.table if short is not None and short.slack >= allowed else None


def _take_bound(state: Search, bound: Bound, candidates: int, *, certified: bool) -> None:
    raised = -(-bound.total // bound.duals.scale)
    state.raise_bound(raised, "lp" if certified else "enumerated_mip", candidates)
    state.raise_bound(bound.units, "rounded" if certified else "enumerated_mip", candidates)
