"""A tier that is one maximum of the exchange: the smallest limit that nobody in the plan exceeds."""

from typing import NamedTuple

from ...models.words import Term
from ..grouping.tiers import add_sum_tier
from ..scale import UNIT, TierScale
from .state import Joint, JointTier, Plans, Report, kept_limit

ROUND_SHARE = 0.5


class Tried(NamedTuple):
    """A try of a limit: plans within it, or that there are none; neither where it stays unknown."""

    plans: Plans | None
    excluded: bool


def add_limit_tier(joint: Joint, scale: TierScale, term: Term, until: float, report: Report) -> None:
    """Solve one tier that is a maximum of the exchange, by halving what is possible."""
    (factor,) = scale.factor.values()
    joint.complete(joint.state.plans, until)
    plans: Plans = list(joint.state.plans)
    most = joint.term_value(term, plans)
    least = 0
    while least < most and not joint.clock.over(until):
        limit = (least + most) // 2
        tried = within_limit(joint, term, limit, plans, until)
        if tried.excluded:
            least = limit + 1
        elif tried.plans is not None:
            plans = tried.plans
            joint.state.plans = list(plans)
            most = joint.term_value(term, plans)
        else:
            break
        joint.running = least * factor
        report(most * factor, least * factor, False)
    _finish(joint, term, factor, JointTier(most, least, most == least))


def within_limit(joint: Joint, term: Term, limit: int, start: Plans, until: float) -> Tried:
    """Look for a plan within a limit on a maximum, or prove that there is none."""
    exceeding = TierScale(UNIT[term], {term: 1})
    while True:
        trial = joint.trial(start, {**joint.limits, term: limit})
        share = joint.clock.seconds + ROUND_SHARE * max(0.0, until - joint.clock.seconds)
        add_sum_tier(trial, exceeding, joint.clock, share, joint.seed, lambda *_: None)
        outcome = trial.outcomes[-1]
        if outcome.bound > 0:
            return Tried(None, True)
        missing = joint.missing(trial.plans)
        if outcome.best > 0 or not joint.exchanges.fit(missing, until):
            joint.clock.cut = True
            return Tried(None, False)
        joint.complete(trial.plans, until)
        if joint.keeps(trial.plans) and joint.term_value(term, trial.plans) <= limit:
            return Tried(trial.plans, False)
        if not missing or joint.clock.over(until):
            return Tried(None, False)


def _finish(joint: Joint, term: Term, factor: int, done: JointTier) -> None:
    """Note the limit that later tiers have to keep: no alliance and no unplaced school beyond it."""
    state = joint.state
    proven = all(tier.proven for tier in joint.tiers) and done.proven
    tolerance = state.tolerances[len(state.outcomes)]
    joint.limits[term] = int(done.best * (1 + tolerance) // 1)
    state.outcomes.append(kept_limit(state, term, proven=proven))
    state.alive = [None] * len(state.parts)
    joint.tiers.append(JointTier(done.best * factor, done.bound * factor, proven))
