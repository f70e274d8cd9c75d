"""A tier that adds up, or is one maximum of travel: grouping and exchange in turn until they agree."""

from dataclasses import dataclass, field

from ...models.words import Term
from ..grouping.goal import Goal
from ..grouping.master import tier_value
from ..grouping.parts import within
from ..grouping.tiers import PartTier, State, TierOutcome, add_sum_tier, allowance, certified_budgets
from ..grouping.worst import add_worst_tier
from ..scale import TierScale
from .promises import OF_EXCHANGE
from .state import Joint, JointTier, Plans, Report

LOOKING_SHARE = 0.25
"""Share of a tier's time in which promises are looked at closely before any exchange is solved."""
FIRST_SHARE = 0.2
ROUND_SHARE = 0.4
"""Shares of the time left that one round's grouping may take, before and after there is a plan."""


@dataclass
class Rounds:
    """The rounds of one tier.

    Attributes
    ----------
    scale, searched
        The tier; and without maxima of the exchange that stand beside other terms, as it is searched.
    limits, held
        Limits that maxima of the exchange have to keep; and the maximum whose limit this tier tries out.
    plans, best, bound
        Best plan so far, its value, and the best bound of any round; under ``limits`` if these are narrower.
    trial, tried
        The last grouping, and its plans.
    blurred
        Whether the plan's alliances have been solved again because their intervals were too wide.
    loosened
        Whether that cost an earlier tier something, so that bounds from before say nothing any more.
    """

    scale: TierScale
    searched: TierScale
    until: float
    report: Report
    limits: dict[Term, int] = field(default_factory=dict)
    held: Term | None = None
    plans: Plans = ()
    best: int = 0
    bound: int = 0
    trial: State | None = None
    tried: Plans = ()
    blurred: bool = False
    loosened: bool = False

    def tell(self) -> None:
        """Report where the tier stands."""
        if self.plans:
            self.report(self.best, min(self.bound, self.best), False)
        else:
            self.report(None, self.bound, False)


def start_rounds(joint: Joint, run: Rounds) -> None:
    """Begin with the plan there is; where its exchange is not solved, find a first plan and solve it."""
    if joint.missing(joint.state.plans):
        _first_plan(joint, run)
    run.plans = list(joint.state.plans)
    run.best = joint.value(run.scale, run.plans)
    if run.searched == run.scale:
        run.bound = max(run.bound, joint.floor(run.scale))
    run.tell()


def go_on(joint: Joint, run: Rounds, start: Plans) -> None:
    """Group and exchange in turn until value and bound meet, nothing is new, or time is over.

    ``start`` keeps ``run.limits``; where these are narrower than the tier's, ``run.bound`` is theirs.
    """
    share = ROUND_SHARE
    while run.searched.factor and run.bound < run.best and not joint.clock.over(run.until):
        _group(joint, run, start, share)
        if _looked_closer(joint, run):
            continue
        missing = joint.missing(run.tried)
        if not joint.exchanges.fit(missing, run.until):
            joint.clock.cut = True
            return
        joint.complete(run.tried, run.until)
        if joint.keeps(run.tried) and joint.value(run.scale, run.tried) < run.best:
            run.plans = start = list(run.tried)
            joint.state.plans = list(run.plans)
            run.best = joint.value(run.scale, run.plans)
        run.tell()
        if _is_blurred(joint, run):
            run.blurred = True
            if joint.deepen(joint.unproven(run.plans, run.searched), run.until):
                run.bound, run.trial, run.loosened = 0, None, True
            run.best = joint.value(run.scale, run.plans)
            run.tell()
            continue
        if not missing:
            trial = run.trial
            if trial is None or trial.outcomes[-1].best <= trial.outcomes[-1].bound or share == 1.0:
                return
            share = 1.0  # the grouping itself was cut short: once more, with all the time there is


def _first_plan(joint: Joint, run: Rounds) -> None:
    """Find the first grouping whose exchange is solved: promises are looked at closely for some time."""
    looking = joint.clock.seconds + LOOKING_SHARE * max(0.0, run.until - joint.clock.seconds)
    run.tried = list(joint.state.plans)
    while run.searched.factor:
        _group(joint, run, run.tried, FIRST_SHARE)
        if joint.clock.seconds >= looking or not _looked_closer(joint, run):
            break
    joint.complete(run.tried, run.until)
    joint.state.plans = list(run.tried)


def _group(joint: Joint, run: Rounds, start: Plans, share: float) -> None:
    """Solve the grouping on what is known of every alliance, with a share of the time left."""
    run.trial = joint.trial(start, run.limits, run.held)
    until = joint.clock.seconds + share * max(0.0, run.until - joint.clock.seconds)
    add = add_worst_tier if run.searched.worst_alone else add_sum_tier
    add(run.trial, run.searched, joint.clock, until, joint.seed, lambda *_: None)
    run.bound = max(run.bound, run.trial.outcomes[-1].bound + _apart(joint, run.searched))
    run.tried = list(run.trial.plans)
    run.tell()


def _apart(joint: Joint, scale: TierScale) -> int:
    """Compute what schools that no alliance can hold add to a tier."""
    return scale.factor.get(Term.QUOTA_MISSED, 0) * joint.apart


def _looked_closer(joint: Joint, run: Rounds) -> bool:
    """Bound the alliances of a grouping that only carry promises; whether there were any, and time for it."""
    promised = [key for key in joint.missing(run.tried) if key not in joint.exchanges.bounded]
    joint.learn(promised)
    if not promised or joint.clock.over(run.until):
        return False
    joint.exchanges.bound(promised, run.until)
    return all(key in joint.exchanges.bounded for key in promised)


def _is_blurred(joint: Joint, run: Rounds) -> bool:
    """Whether intervals of the plan's alliances, more than the grouping, keep value and bound apart."""
    solved = joint.exchanges.solved
    width = sum(
        run.searched.factor[term] * max(0, solved[key].high.get(term, 0) - solved[key].low.get(term, 0))
        for key in joint.keys(run.plans)
        for term in run.searched.terms
        if term in OF_EXCHANGE
    )
    return not run.blurred and width > 0 and 2 * width >= run.best - run.bound


def finish_rounds(joint: Joint, run: Rounds) -> None:
    """Note a tier's outcome, as the grouping's budgets of later tiers need it."""
    state, searched, trial, best = joint.state, run.searched, run.trial, run.best
    bound = min(run.bound, best)
    proven = all(tier.proven for tier in joint.tiers) and best == bound
    highs = [joint.with_values(part, high=True, limits=joint.limits) for part in state.parts]
    results = []
    for part, plan in enumerate(state.plans):
        value = tier_value(highs[part], searched, plan) if searched.factor else 0
        goal = Goal(searched, certified_budgets(state, part))
        of_part = trial.outcomes[-1].parts[part].bound if trial is not None else 0
        results.append(PartTier(state.parts[part], goal, value, min(value, of_part), None, "open", 0))
    outcome = TierOutcome(searched, best, bound, proven, tuple(results), _apart(joint, searched))
    exact = trial is not None and trial.outcomes[-1].best == best
    state.outcomes.append(outcome)
    joint.tiers.append(JointTier(best, bound, proven))
    term = searched.worst_alone
    if term is not None:
        limit = allowance(outcome, state.tolerances[len(state.outcomes) - 1]) // searched.factor[term]
        state.parts = [within(part, term, limit) for part in state.parts]
    state.alive = list(trial.alive) if exact and trial is not None else [None] * len(state.parts)
