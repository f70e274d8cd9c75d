"""A tier that is one maximum of travel: the smallest limit under which a plan within the budgets exists.

The limit is searched among the travel figures of admissible pairs; each try is a search for feasibility
under that limit. A limit is excluded by duals (then the certificate shows it) or by the closing MIP.
"""

from dataclasses import dataclass

import numpy as np

from ...models.words import Term
from .candidates import NONE, Candidates
from .clock import Clock
from .goal import Budget, Goal
from .master import tier_value
from .parts import travel_of, within
from .pricing import Bound
from .problem import Problem
from .scale import TierScale
from .search import Closing, Found, search
from .tiers import (
    PartTier,
    Report,
    State,
    TierOutcome,
    allowance,
    certified_budgets,
    own_budgets,
    share_of_time,
)


@dataclass
class _Excluded:
    """What is known to be impossible: limits up to ``by_duals`` by the duals, up to ``by_any`` also by MIP."""

    by_any: int = -1
    by_duals: int = -1
    certificate: Bound | None = None
    closing: Closing = "lp"
    candidates: int = 0

    def note(self, limit: int, found: Found) -> None:
        """Note that a limit is excluded."""
        if limit > self.by_any:
            self.by_any, self.candidates = limit, found.candidates
        if found.certificate is not None and found.certificate.total > 0 and limit > self.by_duals:
            self.by_duals, self.certificate = limit, found.certificate
        self.closing = "lp" if self.by_any == self.by_duals else "enumerated_mip"


def figures_up_to(problem: Problem, term: Term, most: int) -> list[int]:
    """List 0 and the distinct travel figures of admissible pairs up to ``most``, sorted."""
    figures = [travel_of(lead, term) for lead in problem.leads]
    distinct = np.unique(np.concatenate([np.zeros(1, dtype=np.int64), *figures]))
    kept: list[int] = distinct[distinct <= most].tolist()
    return kept


def add_worst_tier(state: State, scale: TierScale, clock: Clock, until: float, seed: int, report: Report) -> None:
    """Solve one tier that is a single maximum of travel part by part, and append its outcome."""
    term = scale.worst_alone
    if term is None:
        raise ValueError("the tier is no single maximum of travel")
    results: list[PartTier] = []
    for part in range(len(state.parts)):
        settled = max((result.best for result in results), default=0)
        share = share_of_time(state, part, clock, until)
        results.append(_smallest_limit(state, part, scale, settled, clock, share, seed, report))
    best, bound = max((r.best for r in results), default=0), max((r.bound for r in results), default=0)
    outcome = TierOutcome(scale, best, bound, state.all_proven and best == bound, tuple(results))
    state.outcomes.append(outcome)
    limit = allowance(outcome, state.tolerances[len(state.outcomes) - 1])
    state.parts = [within(problem, term, limit) for problem in state.parts]


def _smallest_limit(
    state: State,
    part: int,
    scale: TierScale,
    settled: int,
    clock: Clock,
    until: float,
    seed: int,
    report: Report,
) -> PartTier:
    """Find the smallest limit in one part; limits below ``settled`` (another part's best) are not told apart."""
    term = scale.worst_alone
    problem = state.parts[part]
    certified, own = certified_budgets(state, part), own_budgets(state, part)
    limits = figures_up_to(problem, term, tier_value(problem, scale, state.plans[part])) if term else []
    low, high = 0, len(limits) - 1
    while low < high and limits[low + 1] <= settled:
        low += 1
    start = low
    excluded = _Excluded()

    def attempt(limit: int, budgets: tuple[Budget, ...]) -> Found:
        near = within(problem, term or Term.WORST_KM, limit)
        plan = _keeping(near, state.plans[part])
        return search(near, Goal(None, budgets), plan, clock, until, seed, lambda _plan, _value, _bound: None)

    while low < high and not clock.over(until):
        middle = (low + high) // 2
        found = attempt(limits[middle], own)
        if found.value == 0:
            state.plans[part] = found.plan
            high = limits.index(tier_value(problem, scale, found.plan))
        else:
            if found.bound > 0 and certified != own:
                found = attempt(limits[middle], certified)
            if found.bound <= 0:
                break
            low = middle + 1
            excluded.note(limits[low] - 1, found)
        report(max(settled, limits[high]), limits[low] if low > start else 0, False)
    best = limits[high]
    bound = min(best, excluded.by_any + 1) if low > start else 0
    return PartTier(
        problem,
        Goal(None, certified),
        best,
        bound,
        excluded.certificate,
        excluded.closing if bound else ("lp" if best == 0 else "open"),
        excluded.candidates,
        excluded.by_duals if excluded.certificate else None,
    )


def _keeping(problem: Problem, plan: Candidates) -> Candidates:
    """Keep the alliances of a plan whose pairs are all still admissible."""
    if not len(plan):
        return NONE
    inside = np.zeros((len(problem.leads), len(problem.places) + 1), dtype=bool)
    inside[:, -1] = True
    for row, lead in enumerate(problem.leads):
        inside[row, lead.members] = True
    near = np.ones(len(plan), dtype=bool)
    for column in plan.members.T:
        near &= inside[plan.lead, column]
    return plan.take(near)
