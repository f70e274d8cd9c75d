"""Pairs that no plan within a goal's budgets can hold, left out before anything is looked at.

No term of a candidate is negative, so a pair that alone costs more than a budget allows stands in no plan.
Where that budget is 0 the bound is still one over all candidates: a dual of such a budget costs nothing in
the bound, so it may be made so large that no candidate with such a pair counts (`prohibitive`).
"""

from dataclasses import replace

import numpy as np

from ..question import Haste
from .candidates import most_members
from .goal import Budget, Goal, ceilings_of
from .problem import Problem
from .terms import cost_of_leads, cost_of_pairs, cost_of_unplaced, is_additive

LARGEST_SPENT = 20
"""Most that a pair, a lead or an unplaced place may add to a budget whose dual is made large: so that sums
stay within 64 bits."""
LARGEST_GROUP = 12


def prohibitive(problem: Problem, budget: Budget) -> bool:
    """Whether a budget's dual may be made as large as need be: nothing may be spent, and little can be.

    Of a budget that no pair spends of there is nothing to leave out.
    """
    if budget.limit != 0 or not is_additive(budget.scale):
        return False
    of_pairs = int(cost_of_pairs(problem, budget.scale).max(initial=0))
    others = [cost_of_leads(problem, budget.scale), cost_of_unplaced(problem, budget.scale)]
    return (
        0 < of_pairs <= LARGEST_SPENT
        and all(int(of_others.max(initial=0)) <= LARGEST_SPENT for of_others in others)
        and all(most_members(problem, lead) <= LARGEST_GROUP for lead in problem.leads)
    )


def without_dear_pairs(problem: Problem, goal: Goal, haste: Haste) -> Problem:
    """Leave out pairs that alone cost more than a budget allows.

    Of plans that are published only where the certificate can show it. It cannot where a maximum has a
    variable of its own: the bound then speaks of the largest figure of all candidates, also of dear ones.
    """
    if haste is Haste.SHORT_LISTS and ceilings_of(problem, goal):
        return problem
    asked = [
        budget
        for budget in goal.budgets
        if haste is Haste.NO_CERTIFICATE or (haste is Haste.SHORT_LISTS and prohibitive(problem, budget))
    ]
    if not asked:
        return problem
    dear = np.zeros((len(problem.leads), len(problem.places) + 1), dtype=bool)
    for budget in asked:
        dear |= cost_of_pairs(problem, budget.scale) > budget.limit
    if not dear.any():
        return problem
    leads = []
    for index, lead in enumerate(problem.leads):
        kept = ~dear[index, lead.members]
        leads.append(
            lead._replace(members=lead.members[kept], metres=lead.metres[kept], seconds=lead.seconds[kept])
        )
    return replace(problem, leads=tuple(leads))
