"""Tier by tier over one weekly model: minimise, keep what was reached, go on to the next."""

from collections.abc import Callable, Sequence
from math import ceil, isfinite
from time import monotonic
from typing import NamedTuple

from ortools.sat.python import cp_model

from .case import AllianceCase, Schedule, TierValue
from .decisions import Decisions, Linear, make_decisions
from .freedom import Freedom
from .hint import add_hint
from .reading_out import Staffing, read_out
from .tier_values import Worth, tier_values
from .weekly_rules import add_rules
from .weekly_terms import terms_of


class Effort(NamedTuple):
    """How long CP-SAT may take: wall seconds, work (CP-SAT's deterministic time) a tier, threads, seed.

    The search is interleaved, so that it gives the same result with any number of threads; only wall seconds
    change it. A ``free`` one is quicker, its runs differ, and a tier may take all the time that is left.
    """

    seconds: float
    work: float
    threads: int
    seed: int
    free: bool = False


class Found(NamedTuple):
    """What one minimisation found: a staffing (None: none), a bound, and whether that is the minimum."""

    staffing: Staffing | None
    bound: int
    optimal: bool


def with_bounds(worths: Sequence[Worth], bounds: Sequence[int]) -> tuple[TierValue, ...]:
    """Join values with their bounds."""
    return tuple(
        TierValue(worth.terms, worth.value, bound) for worth, bound in zip(worths, bounds, strict=True)
    )


def known_bound(worths: Sequence[Worth], known: Sequence[TierValue], tier: int) -> int:
    """Bound of a tier from elsewhere, where it holds for schedules no worse than ``worths``; else 0.

    A bound speaks of schedules whose earlier tiers are no worse than those it was found with. It says
    nothing here if ours are worse.
    """
    if tier < len(known) and all(worths[i].value <= known[i].value for i in range(tier)):
        return known[tier].bound
    return 0


def solve_tiers(
    case: AllianceCase,
    freedom: Freedom,
    effort: Effort,
    *,
    start: Staffing | None = None,
    known: Sequence[TierValue] = (),
    promise: Callable[[Decisions], None] | None = None,
) -> Schedule | None:
    """Best schedule within a freedom, tier by tier; None where no schedule was found.

    Parameters
    ----------
    start
        A staffing that keeps every rule within the freedom, as a hint.
    known
        Tiers of an allocation of this case, for their bounds.
    promise
        Adds rows beyond the rules.

    Returns
    -------
    Schedule
        Its bounds hold *within the freedom* (and the promise), for every schedule there that is no worse in
        the earlier tiers.
    """
    d = make_decisions(case, freedom)
    add_rules(d)
    if promise is not None:
        promise(d)
    terms = terms_of(d)
    until = monotonic() + effort.seconds
    best = start
    bounds: list[int] = []
    for i, tier in enumerate(case.tiers):
        expression = cp_model.LinearExpr.sum([w * terms[term] for term, w in tier.items() if term in terms])
        worths = () if best is None else tier_values(case, *best)
        least = known_bound(worths, known, i)
        if best is None or worths[i].value > least:
            d.model.add(expression >= least)
            if best is not None:
                d.model.add(expression <= worths[i].value)
            share = (until - monotonic()) / (1 if effort.free else min(2, len(case.tiers) - i))
            found = minimise_on(d, expression, best, effort._replace(seconds=share))
            if found.staffing is None and best is None:
                return None
            best = found.staffing or best
            least = max(least, found.bound)
        assert best is not None
        value = tier_values(case, *best)[i].value
        assert least <= value, "a schedule below its own bound"
        bounds.append(least)
        d.model.add(expression <= value)
    if best is None:
        best = minimise_on(d, 0, None, effort).staffing
        if best is None:
            return None
    return Schedule(*best, with_bounds(tier_values(case, *best), bounds))


def minimise_on(d: Decisions, expression: Linear, start: Staffing | None, effort: Effort) -> Found:
    """Minimise an expression over what a weekly model may decide, beginning with a staffing."""
    d.model.clear_hints()  # type: ignore[no-untyped-call] # OR-Tools leaves it untyped
    if start is not None:
        add_hint(d, start)
    d.model.minimize(expression)
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = effort.seed
    solver.parameters.num_workers = max(1, effort.threads)
    solver.parameters.interleave_search = not effort.free
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.max_time_in_seconds = max(0.01, effort.seconds)
    status = solver.solve(d.model)
    bound = solver.best_objective_bound
    least = max(0, ceil(bound - 1e-6)) if isfinite(bound) else 0
    if status == cp_model.OPTIMAL:
        return Found(read_out(d, solver.value), round(solver.objective_value), optimal=True)
    if status == cp_model.FEASIBLE:
        return Found(read_out(d, solver.value), least, optimal=False)
    if status == cp_model.INFEASIBLE:
        assert start is None, "a staffing that keeps every rule was called impossible"
        return Found(None, 0, optimal=True)
    assert status == cp_model.UNKNOWN, solver.status_name(status)
    return Found(None, 0, optimal=False)
