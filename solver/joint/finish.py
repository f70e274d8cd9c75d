"""What a joint solve comes to: tiers with value, bound and proof, and the rows of the exchange."""

from collections.abc import Sequence

from ...models.objective import Tier
from ...models.plan import TierResult
from ...models.words import Term
from ..grouping.prospects import AllianceKey
from ..scale import UNIT
from .loop import Joint
from .promises import OF_EXCHANGE
from .values import Exchanged


def chosen(joint: Joint) -> dict[AllianceKey, Exchanged]:
    """Collect the exchange of the plan's alliances, solving what is missing in a hurry; without estimates."""
    joint.complete(joint.state.plans, joint.clock.seconds)
    values = {key: joint.exchanges.solved[key].exchanged for key in joint.keys(joint.state.plans)}
    return {key: exchanged for key, exchanged in values.items() if exchanged is not None}


def tier_results(joint: Joint, tiers: Sequence[Tier], *, estimate: bool) -> tuple[TierResult, ...]:
    """Report every tier; one that was not reached has the plan's value and the bound so far.

    ``estimate``: lessons are the optimistic value of the grouping alone, and nothing after them is proven.
    """
    results = []
    estimated = False
    for number, (tier, scale) in enumerate(zip(tiers, joint.scales, strict=True)):
        value = joint.value(scale, joint.state.plans)
        if number < len(joint.tiers):
            done = joint.tiers[number]
            best, bound, proven = done.best, done.bound, done.proven
        else:
            running = joint.running if number == len(joint.tiers) else 0
            best, bound = value, min(value, running)
            earlier = all(one.proven for one in joint.tiers) and number == len(joint.tiers)
            proven = earlier and best == bound
        of_exchange = estimate and Term.UNCOVERED_LESSONS in tier
        estimated = estimated or of_exchange
        results.append(
            TierResult(
                terms={term: float(UNIT[term] * joint.term_value(term, joint.state.plans)) for term in tier},
                value=scale.value(value),
                best=scale.value(best),
                bound=scale.value(bound),
                proven=proven and not estimated,
                estimate=of_exchange,
            )
        )
    return tuple(results)


def tiers_shown(joint: Joint) -> int:
    """Count the tiers whose bounds rest on tables alone: those before the first that the exchange enters."""
    for number, scale in enumerate(joint.scales):
        if OF_EXCHANGE.intersection(scale.factor):
            return min(number, len(joint.state.outcomes))
    return len(joint.state.outcomes)
