"""Strict tiers over the parts of a county: each tier best under the best of the tiers before it.

A sum tier is one search per part. A tier that is one maximum of travel is in ``worst.py``.
Source: contract, [objective]; docs/certificate.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ..question import Haste
from ..scale import TierScale, exact
from .bound import Bound
from .candidates import Candidates
from .clock import Clock
from .found import Closing, Found
from .goal import Budget, Goal
from .master import tier_value
from .problem import Problem
from .search import search


@dataclass(frozen=True)
class PartTier:
    """One tier in one part, as it enters the certificate.

    ``bound`` holds for the part under the budgets of ``goal``. ``excluded`` (worst tiers): a limit on travel
    that the duals alone show to be impossible.
    """

    problem: Problem
    goal: Goal
    best: int
    bound: int
    certificate: Bound | None
    closing: Closing
    candidates: int
    excluded: int | None = None


@dataclass(frozen=True)
class TierOutcome:
    """One tier over the whole county, in units of the tier.

    ``apart`` is what every plan adds beside its parts; ``best`` and ``bound`` have it, the parts have not.
    """

    scale: TierScale
    best: int
    bound: int
    proven: bool
    parts: tuple[PartTier, ...]
    apart: int = 0


Report = Callable[[int, int, bool], None]


@dataclass
class State:
    """Where a solve stands, which is also what Ctrl-C finds.

    ``plans`` holds one plan per part, always one that keeps every rule and every finished tier; ``parts``
    loses pairs as worst tiers limit travel. ``alive`` holds, per part, every candidate that a plan within
    its own budgets may hold, where they are few enough to be known. ``running`` is what the tier in progress
    has come to in each part. ``caps`` hold from the start; where there are any, the county is one
    part. ``haste``: as of a search. ``floors``: as of a question.
    """

    parts: list[Problem]
    plans: list[Candidates]
    scales: tuple[TierScale, ...]
    tolerances: tuple[Fraction, ...]
    outcomes: list[TierOutcome] = field(default_factory=list)
    alive: list[Candidates | None] = field(default_factory=list)
    running: list[PartTier | None] = field(default_factory=list)
    caps: tuple[Budget, ...] = ()
    haste: Haste = Haste.NONE
    floors: Sequence[float] = ()

    def snapshot(self) -> "State":
        """Copy the state as it is now; what a copy names is never changed."""
        return State(
            list(self.parts),
            list(self.plans),
            self.scales,
            self.tolerances,
            list(self.outcomes),
            list(self.alive),
            list(self.running),
            self.caps,
            self.haste,
            self.floors,
        )

    def floor(self, scale: TierScale, others: int = 0) -> int:
        """Bound of the next tier in one part that is known beforehand, in units; 0 where none is.

        It speaks of plans whose earlier tiers are at their floors, and counts only while ours are. Parts are
        independent once every earlier tier is proven: no plan of a part goes below what the floor leaves to
        it when all others have any plans of theirs, which are worth ``others``.
        """
        if len(self.parts) > 1 and not self.all_proven:
            return 0
        before = [(outcome.best, outcome.scale) for outcome in self.outcomes]
        return max(0, known_floor(self.floors, before, scale) - others)

    @property
    def all_proven(self) -> bool:
        """Whether every tier so far is proven."""
        return all(outcome.proven for outcome in self.outcomes)

    def value(self, scale: TierScale) -> int:
        """Compute a tier's value of the present plans, in units of the tier."""
        values = [
            tier_value(problem, scale, plan) for problem, plan in zip(self.parts, self.plans, strict=True)
        ]
        return max(values, default=0) if scale.worst_alone else sum(values)


def known_floor(floors: Sequence[float], before: Sequence[tuple[int, TierScale]], scale: TierScale) -> int:
    """Bound of a tier that is known beforehand, in units; 0 where an earlier tier is not at its floor.

    Parameters
    ----------
    floors
        As of a question.
    before
        Best value, in units, and scale of every earlier tier.
    """
    if len(before) >= len(floors):
        return 0
    at_floors = all(
        best == round(exact(floor) / earlier.unit)
        for (best, earlier), floor in zip(before, floors, strict=False)
    )
    return round(exact(floors[len(before)]) / scale.unit) if at_floors else 0


def tolerances_of(values: Sequence[float], tiers: int) -> tuple[Fraction, ...]:
    """Read tolerances exactly, 0 where none is given."""
    return tuple(exact(values[i]) if i < len(values) else Fraction(0) for i in range(tiers))


def allowance(outcome: TierOutcome, tolerance: Fraction) -> int:
    """Compute the largest value, in units, that later tiers may let this tier have in its parts together."""
    return int(outcome.best * (1 + tolerance) // 1) - outcome.apart


def certified_budgets(state: State, part: int) -> tuple[Budget, ...]:
    """Budgets of the earlier sum tiers that hold in one part for every plan the tier's bound speaks of.

    They are what the other parts' bounds leave of the county's allowance.
    """
    budgets = list(state.caps)
    for tier, outcome in enumerate(state.outcomes):
        if not outcome.scale.worst_alone:
            others = sum(p.bound for i, p in enumerate(outcome.parts) if i != part)
            limit = allowance(outcome, state.tolerances[tier]) - others
            budgets.append(Budget(tier, outcome.scale, limit))
    return tuple(budgets)


def own_budgets(state: State, part: int) -> tuple[Budget, ...]:
    """Budgets that plans of one part are searched under, so that the parts together keep every tier.

    Never wider than the certified ones; the same if every earlier tier is proven.
    """
    budgets = list(state.caps)
    for tier, outcome in enumerate(state.outcomes):
        if not outcome.scale.worst_alone:
            whole = len(state.parts) == 1
            limit = allowance(outcome, state.tolerances[tier]) if whole else outcome.parts[part].best
            budgets.append(Budget(tier, outcome.scale, limit))
    return tuple(budgets)


def share_of_time(state: State, part: int, clock: Clock, until: float) -> float:
    """Seconds since the start at which a part's search should stop: the large parts come first."""
    return clock.seconds + (until - clock.seconds) / max(1, min(3, len(state.parts) - part))


def add_sum_tier(
    state: State, scale: TierScale, clock: Clock, until: float, seed: int, report: Report
) -> None:
    """Solve one tier that is a sum (or mixes maxima with sums) part by part, and append its outcome."""
    results: list[PartTier] = []
    values = [
        tier_value(problem, scale, plan) for problem, plan in zip(state.parts, state.plans, strict=True)
    ]
    bounds = [0] * len(values)

    state.running = [None] * len(state.parts)

    def watching(part: int) -> Callable[[Found], None]:
        def watch(found: Found) -> None:
            state.plans[part] = found.plan
            values[part], bounds[part] = found.value, min(found.value, found.bound)
            certified = Goal(scale, certified_budgets(state, part))
            if certified.budgets == own_budgets(state, part):
                state.running[part] = _part_tier(state.parts[part], certified, found)
            report(sum(values), sum(bounds), False)

        return watch

    for part, problem in enumerate(state.parts):
        share = share_of_time(state, part, clock, until)
        goal = Goal(scale, own_budgets(state, part))
        found = search(
            problem,
            goal,
            state.plans[part],
            clock,
            share,
            seed,
            watching(part),
            alive=state.alive[part],
            tolerance=state.tolerances[len(state.outcomes)],
            haste=state.haste,
            floor=state.floor(scale, sum(values) - values[part]),
        )
        state.alive[part] = found.alive
        certified = Goal(scale, certified_budgets(state, part))
        if (
            certified.budgets != goal.budgets
        ):  # an earlier tier is open in another part: bound under wider budgets
            wider = search(problem, certified, found.plan, clock, share, seed, lambda _found: None)
            found = _with_bound_of(found.plan, found.value, wider)
        watching(part)(found)
        results.append(_part_tier(problem, certified, found))
    best, bound = sum(r.best for r in results), sum(r.bound for r in results)
    state.outcomes.append(TierOutcome(scale, best, bound, state.all_proven and best == bound, tuple(results)))
    state.running = []


def _part_tier(problem: Problem, certified: Goal, found: Found) -> PartTier:
    return PartTier(
        problem, certified, found.value, found.bound, found.certificate, found.closing, found.candidates
    )


def _with_bound_of(plan: Candidates, value: int, wider: Found) -> Found:
    return Found(plan, value, min(wider.bound, value), wider.certificate, wider.closing, wider.candidates)
