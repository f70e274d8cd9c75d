"""A tier that is one maximum of travel: the smallest limit under which a plan within the budgets exists.

The limit is searched among the travel figures of admissible pairs; each try is a search for feasibility
under that limit. A limit is excluded by duals (then the certificate shows it) or by the closing MIP.
"""

from dataclasses import dataclass

import numpy as np

from ...models.words import Term
from ..question import Haste
from ..scale import TierScale
from .bound import Bound
from .clock import Clock
from .columns import Pool, generate_columns
from .found import Closing, Found
from .goal import Budget, Goal
from .master import Master, tier_value
from .parts import keeping, travel_of, within
from .pricing import Pricer
from .problem import Problem
from .search import search
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

SHOWN_BY_DUALS = 8
"""Linear programs spent on the certificate of a limit."""


@dataclass
class _Excluded:
    """What is known to be impossible: limits up to ``by_duals`` by duals, up to ``by_any`` also by MIP."""

    by_any: int = -1
    by_duals: int = -1
    certificate: Bound | None = None
    candidates: int = 0
    step: Closing = "enumerated_mip"

    def note(self, limit: int, found: Found) -> None:
        """Note that a limit is excluded."""
        if limit > self.by_any:
            self.by_any, self.candidates, self.step = limit, found.candidates, found.closing
        if found.certificate is not None and found.certificate.total > 0:
            self.note_duals(limit, found.certificate)

    def note_duals(self, limit: int, certificate: Bound) -> None:
        """Note that duals alone exclude a limit."""
        if limit > self.by_duals:
            self.by_duals, self.certificate = limit, certificate

    @property
    def closing(self) -> Closing:
        """Whether the duals alone show everything that is excluded."""
        return "lp" if self.by_any == self.by_duals else self.step


def figures_up_to(problem: Problem, term: Term, most: int) -> list[int]:
    """List 0 and the distinct travel figures of admissible pairs up to ``most``, sorted."""
    figures = [travel_of(lead, term) for lead in problem.leads]
    distinct = np.unique(np.concatenate([np.zeros(1, dtype=np.int64), *figures]))
    kept: list[int] = distinct[distinct <= most].tolist()
    return kept


def add_worst_tier(
    state: State, scale: TierScale, clock: Clock, until: float, seed: int, report: Report
) -> None:
    """Solve one tier that is a single maximum of travel part by part, and append its outcome."""
    term = _term_of(scale)
    results: list[PartTier] = []
    for part in range(len(state.parts)):
        settled = max((result.best for result in results), default=0)
        share = share_of_time(state, part, clock, until)
        results.append(_smallest_limit(state, part, scale, settled, clock, share, seed, report))
    best, bound = max((r.best for r in results), default=0), max((r.bound for r in results), default=0)
    outcome = TierOutcome(scale, best, bound, state.all_proven and best == bound, tuple(results))
    state.outcomes.append(outcome)
    limit = allowance(outcome, state.tolerances[len(state.outcomes) - 1]) // scale.factor[term]
    state.parts = [within(problem, term, limit) for problem in state.parts]
    state.alive = [
        None if alive is None else keeping(problem, alive)
        for problem, alive in zip(state.parts, state.alive, strict=True)
    ]


def _term_of(scale: TierScale) -> Term:
    term = scale.worst_alone
    if term is None:
        raise ValueError("the tier is no single maximum of travel")
    return term


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
    """Find the smallest limit in one part; limits below ``settled`` (another part's best) are all alike.

    Limits are metres or seconds, which a tier may count by a whole ``factor``; everything that leaves here is
    in units of the tier.
    """
    term = _term_of(scale)
    factor = scale.factor[term]
    alone = scale._replace(factor={term: 1})
    problem = state.parts[part]
    certified, own = certified_budgets(state, part), own_budgets(state, part)
    limits = figures_up_to(problem, term, tier_value(problem, alone, state.plans[part]))
    low, high = 0, len(limits) - 1
    while low < high and factor * limits[low + 1] <= settled:
        low += 1
    start = low
    excluded = _Excluded()

    trial = _Trial(state, part, term, clock, until, seed, own)
    untried = True
    while low < high and not clock.over(until):
        middle = high - 1 if untried else (low + high) // 2  # often nothing shorter than the plan's is left
        untried = False
        found = trial.of(limits[middle], own)
        if found.value == 0:
            state.plans[part] = found.plan
            high = limits.index(tier_value(problem, alone, found.plan))
        else:
            if found.bound > 0 and certified != own:
                found = trial.of(limits[middle], certified)
            if found.bound <= 0:
                break
            low = middle + 1
            excluded.note(limits[low] - 1, found)
        report(max(settled, factor * limits[high]), factor * limits[low] if low > start else 0, False)
    if start < low and state.haste is Haste.NONE:
        trial.show_by_duals(limits[start : low + 1], certified, excluded)
    best = factor * limits[high]
    bound = min(best, factor * (excluded.by_any + 1)) if low > start else 0
    return PartTier(
        problem,
        Goal(None, certified),
        best,
        bound,
        excluded.certificate,
        excluded.closing if bound else ("lp" if best <= settled else "open"),
        excluded.candidates,
        excluded.by_duals if excluded.certificate else None,
    )


@dataclass(frozen=True)
class _Trial:
    """Tries limits on travel in one part."""

    state: State
    part: int
    term: Term
    clock: Clock
    until: float
    seed: int
    own: tuple[Budget, ...]

    def of(self, limit: int, budgets: tuple[Budget, ...]) -> Found:
        """Try whether the budgets can be kept within a limit: value 0 if so, bound > 0 if not."""
        problem = within(self.state.parts[self.part], self.term, limit)
        plan = keeping(problem, self.state.plans[self.part])
        alive = self.state.alive[self.part]
        return search(
            problem,
            Goal(None, budgets),
            plan,
            self.clock,
            self.until,
            self.seed,
            _unwatched,
            alive=keeping(problem, alive) if alive is not None and budgets == self.own else None,
            decide=True,
            haste=self.state.haste,
        )

    def show_by_duals(self, limits: list[int], budgets: tuple[Budget, ...], excluded: _Excluded) -> None:
        """Look for the largest limit that duals alone exclude, for the certificate.

        ``limits`` are sorted; the last is the smallest limit not excluded.
        """
        low, high = (
            0,
            len(limits) - 1,
        )  # below limits[low] the duals have shown it; limits[high] is not excluded
        first = True
        for _ in range(SHOWN_BY_DUALS):
            if low >= high or self.clock.over(self.until):
                break
            middle = high - 1 if first else (low + high) // 2
            first = False
            if limits[middle + 1] - 1 <= excluded.by_duals:
                low = middle + 1
                continue
            problem = within(self.state.parts[self.part], self.term, limits[middle])
            pricer = Pricer(Master(problem, Goal(None, budgets)))
            pool = Pool(pricer.master, pricer.first_columns())
            bound = generate_columns(pricer, pool, self.clock, self.until, 1)
            if bound is not None and bound.total > 0:
                low = middle + 1
                excluded.note_duals(limits[low] - 1, bound)
            else:
                high = middle


def _unwatched(_found: Found) -> None:
    """Watch nothing: a trial's plans are no plans of the county."""
