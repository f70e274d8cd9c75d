"""The grouping of a county from start to end: parts, hard rules first, then tier by tier."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...models.objective import GroupingTiers, grouping_tiers
from ...models.progress import Progress
from ...models.words import Term
from ..question import NOTHING_ASKED, Question
from ..scale import MAXIMA, Beside, TierScale, scale_of
from .candidates import Candidates
from .caps import caps_of
from .clock import Clock
from .found import Found
from .goal import Goal
from .known import known_plan
from .master import tier_value
from .parts import must_stay_whole, split, within
from .problem import Problem
from .search import search
from .terms import cost_of_leads, cost_of_pairs, cost_of_unplaced
from .tiers import PartTier, State, TierOutcome, add_sum_tier, certified_budgets, tolerances_of
from .worst import add_worst_tier

LARGEST_VALUE = 2**56
TIER_SHARE = 0.7
"""Share of the time left that a tier may use while others follow."""
Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class Feasibility:
    """Whether every hard rule can be kept at once.

    ``missed`` promises could not be kept in the best attempt, ``at_least`` cannot be kept by anybody.
    """

    missed: int
    at_least: int
    attempts: tuple[Found, ...]


def start_state(
    problem: Problem, asked: GroupingTiers | None = None, question: Question = NOTHING_ASKED
) -> State:
    """Split the county, with the known alliances placed that its rules still allow.

    Parameters
    ----------
    asked
        The tiers to solve, if not all.
    question
        Caps that hold from the start, and a last tier that is no tier of the plan.
    """
    caps = caps_of(problem.policy, question.caps)
    for cap in caps.travel:
        problem = within(problem, *cap)
    if question.distance is not None:
        problem = replace(problem, distance=question.distance)
    if asked is None:
        tiers = grouping_tiers(problem.county, problem.policy)
        asked = GroupingTiers(tiers, tuple(range(len(tiers))), ())
    last = () if question.distance is None else (scale_of({Beside.DISTANCE: 1.0}),)
    scales = (*(scale_of(tier) for tier in asked.tiers), *last)
    _must_fit(problem, scales)
    given = tolerances_of(problem.policy.objective.tolerance, max(asked.numbers, default=0) + 1)
    tolerances = (*(given[number] for number in asked.numbers), *(Fraction(0) for _ in last))
    whole = bool(caps.sums) or must_stay_whole(problem, scales, [float(t) for t in tolerances])
    parts = [problem] if whole else split(problem)
    plans = [known_plan(part, question.known) for part in parts]
    nobody_known: list[Candidates | None] = [None] * len(parts)
    return State(
        parts,
        plans,
        scales,
        tolerances,
        alive=nobody_known,
        caps=caps.sums,
        haste=question.haste,
        floors=question.floors,
    )


def _must_fit(problem: Problem, scales: tuple[TierScale, ...]) -> None:
    """Refuse tiers whose values would not fit into whole numbers of 64 bits.

    Raises
    ------
    InputError
        If weights, or the figures they weigh, lie too far apart.
    """
    findings = []
    for number, scale in enumerate(scales):
        largest = sum(
            scale.factor[term] * _largest(problem, term) * (len(problem.places) + len(problem.leads) + 1)
            for term in scale.terms
        )
        if largest > LARGEST_VALUE:
            terms = ", ".join(term.value for term in scale.terms)
            findings.append(
                Finding(
                    level=Level.ERROR,
                    code="weights_too_far_apart",
                    file="county.toml",
                    column=f"objective.tiers[{number}]",
                    value=terms,
                )
            )
    if findings:
        raise InputError(findings)


def _largest(problem: Problem, term: Term) -> int:
    """Bound what one place or lead may add to a term, in units of the term, as a Python integer."""
    if term in MAXIMA:
        return 10**7
    single = scale_of({term: 1.0})
    tables = [cost_of_unplaced(problem, single), cost_of_leads(problem, single)]
    if term is Term.LOAD_KM:
        return int(problem.metres.max(initial=0)) * int(problem.load.max(initial=0))
    if term is Term.UNCOVERED_LESSONS:
        tables.append(np.abs(problem.lacks_of_all).sum(axis=1))
    else:
        tables.append(cost_of_pairs(problem, single))
    return max(int(np.abs(table).max(initial=0)) for table in tables)


def keep_hard_rules(state: State, clock: Clock, until: float, seed: int) -> Feasibility:
    """Find plans that keep every hard rule, or bound how many promises must break."""
    attempts = []
    for part, problem in enumerate(state.parts):
        found = search(
            problem, Goal(None, state.caps), state.plans[part], clock, until, seed, lambda _found: None
        )
        attempts.append(found)
        state.plans[part] = found.plan
    return Feasibility(sum(f.value for f in attempts), sum(f.bound for f in attempts), tuple(attempts))


def solve_tiers(state: State, clock: Clock, seed: int, watch: Watch) -> None:
    """Solve the tiers in strict order; where time is over, the rest is reported as it stands."""
    for number, scale in enumerate(state.scales):
        left = len(state.scales) - number
        until = clock.seconds + clock.left * (1.0 if left == 1 else TIER_SHARE)

        def report(best: int, bound: int, done: bool, number: int = number, scale: TierScale = scale) -> None:
            if not scale.terms:
                return
            watch(
                Progress(
                    tier=number,
                    tiers=sum(bool(one.terms) for one in state.scales),
                    terms=scale.terms,
                    best=scale.value(best),
                    bound=scale.value(bound),
                    proven=done and state.outcomes[-1].proven,
                    done=done,
                    seconds=clock.seconds,
                    seconds_left=clock.left,
                )
            )

        report(state.value(scale), 0, False)
        if scale.worst_alone:
            add_worst_tier(state, scale, clock, until, seed, report)
        else:
            add_sum_tier(state, scale, clock, until, seed, report)
        report(state.outcomes[-1].best, state.outcomes[-1].bound, True)


def leave_open(state: State) -> None:
    """Report the tiers that were not finished as what they are: the plan's value, and the bound so far."""
    for number in range(len(state.outcomes), len(state.scales)):
        scale = state.scales[number]
        running = state.running or [None] * len(state.parts)
        parts = []
        for part, (problem, plan) in enumerate(zip(state.parts, state.plans, strict=True)):
            value = tier_value(problem, scale, plan)
            goal = Goal(scale, certified_budgets(state, part))
            so_far = running[part]
            if so_far is not None:
                parts.append(replace(so_far, best=value, bound=min(value, so_far.bound)))
            else:
                parts.append(PartTier(problem, goal, value, 0, None, "open" if value else "lp", 0))
        best, bound = state.value(scale), sum(part.bound for part in parts)
        bound = 0 if scale.worst_alone else bound
        proven = state.all_proven and best == bound
        state.outcomes.append(TierOutcome(scale, best, bound, proven, tuple(parts)))
        state.running = []
