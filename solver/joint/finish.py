"""What a joint solve comes to: tiers with value, bound and proof, and the rows of the exchange."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set

from ...models.objective import Tier
from ...models.plan import Exchange, ExchangeTier, TierResult
from ...models.words import Term
from ..exchange.prepare import Staffing
from ..exchange.swaps import Settled
from ..grouping.prospects import AllianceKey, Place
from ..scale import UNIT, TierScale
from .alliance_value import Exchanged
from .promises import OF_EXCHANGE
from .state import Joint


def chosen(joint: Joint) -> dict[AllianceKey, Exchanged]:
    """Collect the exchange of the plan's alliances, solving what is missing in a hurry; without estimates."""
    joint.complete(joint.state.plans, joint.clock.seconds)
    values = {key: joint.exchanges.solved[key].exchanged for key in joint.keys(joint.state.plans)}
    return {key: exchanged for key, exchanged in values.items() if exchanged is not None}


def tier_results(
    joint: Joint, tiers: Sequence[Tier], *, estimate: bool = False, owed_in_scope: int | None = None
) -> tuple[TierResult, ...]:
    """Report every tier; one that was not reached has the plan's value and the bound so far.

    Parameters
    ----------
    estimate
        Lessons are the optimistic value of the grouping alone, and nothing after them is proven.
    owed_in_scope
        Teachers owed once rotations beyond the alliances are laid. Bounds of the exchange then say nothing:
        they speak of rotations inside alliances.
    """
    results: list[TierResult] = []
    estimated = wide = False
    for number, (tier, scale) in enumerate(zip(tiers, joint.scales, strict=False)):
        units = {term: joint.term_value(term, joint.state.plans) for term in tier}
        of_exchange = bool(OF_EXCHANGE.intersection(tier))
        wide = wide or (owed_in_scope is not None and of_exchange)
        if owed_in_scope is not None and Term.QUOTA_MISSED in units:
            units[Term.QUOTA_MISSED] = owed_in_scope
        value = sum(units[term] * scale.factor[term] for term in scale.terms)
        best, bound, proven = _standing(joint, number, value)
        if wide:
            best, bound = min(best, value), 0
            proven = best == 0 and all(earlier.proven for earlier in results)
        estimated = estimated or (estimate and of_exchange)
        results.append(
            TierResult(
                terms={term: float(UNIT[term] * count) for term, count in units.items()},
                value=scale.value(value),
                best=scale.value(best),
                bound=scale.value(bound),
                proven=proven and not estimated,
                estimate=estimate and of_exchange,
            )
        )
    return tuple(results)


def _standing(joint: Joint, number: int, value: int) -> tuple[int, int, bool]:
    """Best value, bound and proof of a tier, finished or not."""
    if number < len(joint.tiers):
        done = joint.tiers[number]
        return done.best, done.bound, done.proven
    bound = min(value, joint.running) if number == len(joint.tiers) else 0
    proven = number == len(joint.tiers) and all(one.proven for one in joint.tiers) and bound == value
    return value, bound, proven


def settled_by(of_plan: Mapping[AllianceKey, Exchanged]) -> Settled:
    """Collect what swaps beyond the alliances have to know of these (docs/exchange.md, 12, 13 and 26)."""
    alliance_of = {
        (school.school, key.stage): f"{key.stage.value}-{key.core}"
        for key, one in of_plan.items()
        for school in one.case.schools
    }
    closed = {
        (school.school, key.stage)
        for key, one in of_plan.items()
        for school in one.case.schools
        if not all(one.case.open)
    }
    uncounted = {
        case.people[rotation.person].teacher
        for case, schedule, _ in of_plan.values()
        for rotation in schedule.rotations
        if (case.people[rotation.person].school, rotation.school) in case.uncounted
    }
    return Settled(alliance_of, closed, uncounted)


def owed_after(staffing: Staffing, exchange: Exchange, uncounted: Set[str]) -> dict[Place, int]:
    """Count the teachers that each school owes to the quotas under all rotations (docs/exchange.md, 27)."""
    person_of = {
        person.teacher: (place, person)
        for place in staffing.schools
        for person in staffing.ready[place].people
    }
    gone: Counter[Place] = Counter()
    backbone_gone: Counter[Place] = Counter()
    running = {row.teacher for row in staffing.running}  # the quotas are less by them already
    for row in exchange.rotations:
        if row.teacher not in uncounted and row.teacher not in running:
            place, person = person_of[row.teacher]
            gone[place] += 1
            backbone_gone[place] += person.backbone
    owed = {}
    for place in staffing.schools:
        rotation, backbone = staffing.quota(*place)
        owed[place] = max(0, rotation - gone[place]) + max(0, backbone - backbone_gone[place])
    return owed


def with_owed(
    exchange: Exchange, scales: Sequence[TierScale], settled: Settled, owed: Mapping[Place, int]
) -> Exchange:
    """Say of each alliance what it owes under all rotations; bounds from there on speak of it taken alone."""
    of_alliance: Counter[str] = Counter()
    for place, alliance in settled.alliance_of.items():
        of_alliance[alliance] += owed[place]
    entered = [scale for scale in scales if OF_EXCHANGE.intersection(scale.factor)]
    rows = []
    for row in exchange.alliances:
        tiers: list[ExchangeTier] = []
        changed = False
        for tier, scale in zip(row.tiers, entered, strict=True):
            terms = dict(tier.terms)
            if Term.QUOTA_MISSED in terms:
                changed = changed or terms[Term.QUOTA_MISSED] != of_alliance[row.alliance]
                terms[Term.QUOTA_MISSED] = float(of_alliance[row.alliance])
            units = sum(scale.factor[term] * round(figure / UNIT[term]) for term, figure in terms.items())
            proven = units == 0 and all(earlier.proven for earlier in tiers)
            tiers.append(
                ExchangeTier(terms=terms, value=scale.value(units), bound=0.0, proven=proven)
                if changed
                else tier
            )
        rows.append(row.model_copy(update={"tiers": tuple(tiers)}))
    return exchange.model_copy(update={"alliances": tuple(rows)})


def tiers_shown(joint: Joint) -> int:
    """Count the tiers whose bounds rest on tables alone: those before the first that the exchange enters."""
    for number, scale in enumerate(joint.scales):
        if OF_EXCHANGE.intersection(scale.factor):
            return min(number, len(joint.state.outcomes))
    return len(joint.state.outcomes)
