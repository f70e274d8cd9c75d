"""The tiers of a county with teachers: grouping on promises, exchange of what it chose, grouping again.

So it goes on until every alliance that is chosen carries its own values. Promises never lie above what the
exchange can reach, so each round's bound holds for the joint optimum; where every chosen alliance carries
proven values, the plan is that optimum. Source: docs/joint.md.
"""

from collections.abc import Callable

from ...models.progress import Progress
from ..grouping.prospects import EXCHANGE_MAXIMA
from ..grouping.solve import TIER_SHARE
from ..grouping.tiers import add_sum_tier
from ..grouping.worst import add_worst_tier
from ..scale import TierScale
from .limits import add_limit_tier
from .mixed import close_mixed
from .promises import OF_EXCHANGE
from .rounds import Rounds, finish_rounds, go_on, start_rounds
from .state import Joint, JointTier, Report

EXCHANGE_SHARE = 0.9
"""Share of the time left that a tier of the exchange may use: the first solves what all of them rest on."""
Watch = Callable[[Progress], None]


def solve_jointly(joint: Joint, watch: Watch, changed: Callable[[], None]) -> None:
    """Solve the tiers in strict order; ``changed`` is called at moments when a `view` is consistent."""
    clock = joint.clock
    for number, scale in enumerate(joint.scales):
        left = len(joint.scales) - number
        enters = any(term in OF_EXCHANGE for term in scale.factor)
        share = 1.0 if left == 1 else EXCHANGE_SHARE if enters else TIER_SHARE
        until = clock.seconds + share * clock.left

        def report(
            best: int | None, bound: int, done: bool, number: int = number, scale: TierScale = scale
        ) -> None:
            joint.running = 0 if done else bound
            changed()
            if not scale.terms:
                return
            watch(
                Progress(
                    tier=number,
                    tiers=sum(bool(one.terms) for one in joint.scales),
                    terms=scale.terms,
                    best=None if best is None else scale.value(best),
                    bound=scale.value(bound),
                    proven=done and joint.tiers[-1].proven,
                    done=done,
                    seconds=clock.seconds,
                    seconds_left=clock.left,
                    exchanges=len(joint.exchanges.solved),
                )
            )

        if clock.over():
            return
        report(None, 0, False)
        _add_tier(joint, number, scale, until, report)
        report(joint.tiers[-1].best, joint.tiers[-1].bound, True)
    joint.complete(joint.state.plans, clock.limit)  # no tier may have asked for an exchange
    joint.deepen(joint.keys(joint.state.plans), clock.limit)
    changed()


def _add_tier(joint: Joint, number: int, scale: TierScale, until: float, report: Report) -> None:
    if not any(term in OF_EXCHANGE for one in joint.scales[: number + 1] for term in one.factor):
        _add_plain(joint, scale, until, report)
        return
    maxima = [term for term in scale.terms if term in EXCHANGE_MAXIMA]
    if maxima and len(scale.factor) == 1:
        add_limit_tier(joint, scale, maxima[0], until, report)
        return
    searched = scale._replace(factor={term: f for term, f in scale.factor.items() if term not in maxima})
    run = Rounds(scale, searched, until, report, dict(joint.limits))
    start_rounds(joint, run)
    go_on(joint, run, run.plans)
    if maxima and searched.factor:
        close_mixed(joint, run, maxima[0])
    finish_rounds(joint, run)


def _add_plain(joint: Joint, scale: TierScale, until: float, report: Report) -> None:
    """Solve a tier to which, and before which, the exchange adds nothing."""
    add = add_worst_tier if scale.worst_alone else add_sum_tier
    add(joint.state, scale, joint.clock, until, joint.seed, report)
    outcome = joint.state.outcomes[-1]
    joint.tiers.append(JointTier(outcome.best, outcome.bound, outcome.proven))
