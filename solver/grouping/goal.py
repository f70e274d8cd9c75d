"""What one search minimises in one part: a tier under the budgets of earlier tiers, or broken promises.

A *goal* turns candidates and unplaced columns into whole numbers. The goal of *feasibility* has no tier: it
counts how far hard rules (place_all, must pins, cores asked to lead, least numbers of alliances) and budgets
are missed; a plan exists exactly if the least such sum is 0.
"""

from typing import NamedTuple

import numpy as np

from ...models.words import Term
from ..scale import WORST, TierScale
from .candidates import Candidates
from .problem import Ints, Problem
from .terms import cost_of_candidates, cost_of_unplaced, maximum_of

QUALITY_TOP = 1_000_000


class Budget(NamedTuple):
    """An earlier tier must stay at or below ``limit`` (units of that tier, in this part)."""

    tier: int
    scale: TierScale
    limit: int


class Ceiling(NamedTuple):
    """A variable that holds a maximum: above every alliance's figure (``high``), or L of quality_spread.

    Of quality_spread, L lies below every figure and L + D above; D is its ``high`` variable and costs,
    L is free. ``cost`` and ``in_budget`` are units of a tier per unit of the figure; ``in_budget`` by
    budget index.
    """

    term: Term
    side: str
    top: int
    cost: int
    in_budget: dict[int, int]


class Goal(NamedTuple):
    """What is minimised: ``scale`` None means feasibility (see the module)."""

    scale: TierScale | None
    budgets: tuple[Budget, ...]

    @property
    def feasibility(self) -> bool:
        """Whether broken promises are counted instead of a tier."""
        return self.scale is None


class Figures(NamedTuple):
    """Whole numbers of a set of candidates under a goal.

    Attributes
    ----------
    cost
        int64 (candidates,): what each adds to the tier.
    spent
        One int64 (candidates,) per budget.
    heights
        One int64 (candidates,) per ceiling; −1 where the candidate takes no part.
    """

    cost: Ints
    spent: tuple[Ints, ...]
    heights: tuple[Ints, ...]

    def take(self, rows: Ints) -> "Figures":
        """Return the figures of some of the candidates."""
        return Figures(
            self.cost[rows], tuple(s[rows] for s in self.spent), tuple(h[rows] for h in self.heights)
        )

    def joined(self, more: "Figures") -> "Figures":
        """Append the figures of further candidates."""
        return Figures(
            np.concatenate([self.cost, more.cost]),
            tuple(np.concatenate(pair) for pair in zip(self.spent, more.spent, strict=True)),
            tuple(np.concatenate(pair) for pair in zip(self.heights, more.heights, strict=True)),
        )


def ceilings_of(problem: Problem, goal: Goal) -> tuple[Ceiling, ...]:
    """List the ceiling variables that the goal's tier and its budgets need, each once."""
    scales = [*(b.scale for b in goal.budgets), *([goal.scale] if goal.scale else [])]
    terms = sorted({term for scale in scales for term in scale.maxima})
    ceilings = []
    for term in terms:
        if term in WORST:
            tops = [
                (lead.metres if term is Term.WORST_KM else lead.seconds).max()
                for lead in problem.leads
                if len(lead.members)
            ]
            sides = [("high", int(max(tops, default=0)))]
        else:
            sides = [("high", QUALITY_TOP), ("low", QUALITY_TOP)]
        for side, top in sides:
            if side == "low":
                ceilings.append(Ceiling(term, side, top, 0, {}))
                continue
            budgets = {
                i: budget.scale.factor[term]
                for i, budget in enumerate(goal.budgets)
                if term in budget.scale.factor
            }
            cost = goal.scale.factor.get(term, 0) if goal.scale else 0
            ceilings.append(Ceiling(term, side, top, cost, budgets))
    return tuple(ceilings)


def figures_of(
    problem: Problem, goal: Goal, ceilings: tuple[Ceiling, ...], candidates: Candidates
) -> Figures:
    """Compute the whole numbers of candidates under a goal."""
    cost = (
        cost_of_candidates(problem, goal.scale, candidates)
        if goal.scale
        else np.zeros(len(candidates.lead), dtype=np.int64)
    )
    spent = tuple(cost_of_candidates(problem, budget.scale, candidates) for budget in goal.budgets)
    by_term = {c.term: maximum_of(problem, c.term, candidates) for c in ceilings}
    return Figures(cost, spent, tuple(by_term[c.term] for c in ceilings))


def unplaced_figures(problem: Problem, goal: Goal) -> tuple[Ints, tuple[Ints, ...]]:
    """Compute what each unplaced place adds to the tier and to each budget.

    Under feasibility a place that may not stay unplaced adds 1.
    """
    if goal.scale:
        cost = cost_of_unplaced(problem, goal.scale)
    else:
        cost = np.array(
            [not problem.may_stay_unplaced(place) for place in range(len(problem.places))], dtype=np.int64
        )
    return cost, tuple(cost_of_unplaced(problem, budget.scale) for budget in goal.budgets)
