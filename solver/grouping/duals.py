"""Duals as whole numbers, reduced costs, and the exact lower bound that any duals give.

``lp_bound`` here is what docs/certificate.md defines: valid for every dual vector with the right signs, so
rounding the LP's duals to integers costs a little strength and no validity.
"""

import math
from typing import NamedTuple

import numpy as np

from .candidates import Candidates
from .goal import QUALITY_TOP, Ceiling, Figures, Goal
from .problem import Ints, Problem
from .rows import Floats, Rows

SAFE = 2**55
HIGHEST = 2**60
"""What all maxima of a tier together may come to, in units ÷ scale."""


class Duals(NamedTuple):
    """Integer duals, in units of the tier ÷ ``scale``.

    Attributes
    ----------
    structural
        int64 (rows + 1,): one per structural row, and a 0 at the end for "no row".
    budgets
        One per budget, ≤ 0.
    ceilings
        int64 (ceilings, keys), ≤ 0.
    """

    scale: int
    structural: Ints
    budgets: tuple[int, ...]
    ceilings: Ints


class RealDuals(NamedTuple):
    """Duals as an LP solver gives them, in units of the tier."""

    structural: Floats
    budgets: Floats
    ceilings: Floats


def whole_duals(
    rows: Rows,
    ceilings: tuple[Ceiling, ...],
    figures: Figures,
    real: RealDuals,
    prohibitive: tuple[bool, ...] = (),
) -> Duals:
    """Round duals to integers with the right signs, on the finest scale that keeps sums within 64 bits.

    ``prohibitive``: per budget whether its dual is made so large that nobody who spends of it counts.
    """
    lower_only, upper_only = np.isinf(rows.upper), np.isinf(rows.lower)
    structural = np.where(lower_only, np.maximum(real.structural, 0.0), real.structural)
    structural = np.where(upper_only, np.minimum(structural, 0.0), structural)
    budgets = np.minimum(real.budgets, 0.0)
    heights = np.minimum(real.ceilings, 0.0)
    largest = 1.0 + float(np.abs(structural).max(initial=0.0)) * 16
    largest += float(np.abs(figures.cost).max(initial=0))
    for dual, spent in zip(budgets, figures.spent, strict=True):
        largest += abs(float(dual)) * float(np.abs(spent).max(initial=0))
    for duals, ceiling in zip(heights, ceilings, strict=True):
        largest += float(np.abs(duals).max(initial=0.0)) * max(ceiling.top, QUALITY_TOP)
    highest = sum(ceiling.cost * ceiling.top for ceiling in ceilings)
    # A budget's dual is small where its figures are large: one rounding step of it may cost 0.0001 units.
    coarsest = max((int(np.abs(spent).max(initial=0)) for spent in figures.spent), default=0)
    scale = 1_000_000
    while scale < 10_000 * coarsest:
        scale *= 10
    while scale > 1 and (largest * scale * 64 > SAFE or highest * scale > HIGHEST):
        scale //= 10
    rounded = np.rint(structural * scale).astype(np.int64)
    return Duals(
        scale,
        np.append(rounded, 0),
        tuple(
            min(round(float(dual) * scale), -math.ceil(largest) * scale if never else 0)
            for dual, never in zip(budgets, prohibitive or (False,) * len(budgets), strict=True)
        ),
        np.rint(heights * scale).astype(np.int64),
    )


def reduced_costs(
    problem: Problem,
    rows: Rows,
    ceilings: tuple[Ceiling, ...],
    duals: Duals,
    candidates: Candidates,
    figures: Figures,
) -> Ints:
    """Compute scale × cost − Σ duals × coefficients of every candidate, exactly."""
    of_lead = duals.structural[rows.of_lead].sum(axis=1) if len(rows.of_lead) else np.zeros(0, dtype=np.int64)
    reduced = duals.scale * figures.cost - of_lead[candidates.lead]
    by_place = np.append(duals.structural[: len(problem.places)], 0)
    for column in candidates.members.T:
        reduced -= by_place[column]
    for dual, spent in zip(duals.budgets, figures.spent, strict=True):
        if dual:
            reduced -= dual * spent
    key = np.array([lead.key for lead in problem.leads], dtype=np.int64)
    for ceiling, by_key, height in zip(ceilings, duals.ceilings, figures.heights, strict=True):
        of_candidate = by_key[key[candidates.lead]]
        coefficient = height if ceiling.side == "high" else QUALITY_TOP - height
        reduced -= np.where(height < 0, 0, of_candidate * coefficient)
    return reduced


NO_CANDIDATE = 2**62
"""Stands for the least reduced cost of a lead without candidates."""


def least_by_lead(problem: Problem, candidates: Candidates, reduced: Ints) -> Ints:
    """Compute the smallest reduced cost per lead, ``NO_CANDIDATE`` where it has none."""
    least = np.full(len(problem.leads), NO_CANDIDATE, dtype=np.int64)
    if len(candidates):
        starts = np.flatnonzero(np.r_[True, np.diff(candidates.lead) != 0])
        np.minimum.at(least, candidates.lead[starts], np.minimum.reduceat(reduced, starts))
    return least


def least_by_key(problem: Problem, by_lead: Ints) -> Ints:
    """Compute min(0, smallest reduced cost) per lead key."""
    least = np.zeros(len(problem.keys), dtype=np.int64)
    key = np.array([lead.key for lead in problem.leads], dtype=np.int64)
    np.minimum.at(least, key, by_lead)
    return least


def bound_of(
    goal: Goal,
    rows: Rows,
    ceilings: tuple[Ceiling, ...],
    duals: Duals,
    least: Ints,
    unplaced: Ints,
) -> int:
    """Sum the bound, in units of the tier ÷ scale.

    Parameters
    ----------
    least
        min(0, smallest reduced cost) per lead key, over the complete universe.
    unplaced
        Reduced costs of the unplaced columns that exist.
    """
    total = int(least.sum()) + int(np.minimum(unplaced, 0).sum())
    for row, dual in enumerate(duals.structural[:-1].tolist()):
        side = rows.lower[row] if dual > 0 else rows.upper[row]
        if dual:
            total += dual * int(side)
    for budget, dual in zip(goal.budgets, duals.budgets, strict=True):
        total += dual * budget.limit
    raised = 0
    for ceiling, by_key in zip(ceilings, duals.ceilings, strict=True):
        own = int(by_key.sum())
        if ceiling.side == "high":
            reduced = duals.scale * ceiling.cost + own
            reduced -= sum(duals.budgets[i] * per_unit for i, per_unit in ceiling.in_budget.items())
            raised = own
        else:
            reduced = raised - own  # L stands in the high rows of the same term too
            total += QUALITY_TOP * own
        total += min(0, reduced) * ceiling.top
    return total


def unplaced_reduced(duals: Duals, cost: Ints, spent: tuple[Ints, ...], may: Ints) -> Ints:
    """Reduced costs of the unplaced columns of the places ``may``."""
    reduced = duals.scale * cost[may] - duals.structural[may]
    for dual, spends in zip(duals.budgets, spent, strict=True):
        reduced = reduced - dual * spends[may]
    return reduced
