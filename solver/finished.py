"""What a search came to: the grouping, its tiers and certificate, the exchange and the year's calendar."""

from collections.abc import Sequence
from typing import NamedTuple

from ..models.certificate import Certificate
from ..models.county import County
from ..models.plan import (
    Alliance,
    CalendarEntry,
    Duty,
    Exchange,
    SubjectAlliance,
    TierResult,
)
from ..models.policy import Policy
from .calendar.lay import lay_calendar
from .exchange.as_before import each_as_before
from .exchange.prepare import Staffing
from .exchange.swaps import with_swaps
from .grouping.outcome import alliances_of, certificate_of, tiers_of
from .grouping.solve import leave_open
from .grouping.tiers import State, TierOutcome
from .joint.finish import chosen, owed_after, settled_by, tier_results, tiers_shown, with_owed
from .joint.rows import exchange_rows
from .joint.state import Joint, JointTier
from .subject_layer import subject_layer
from .work import Work

SECONDS_FOR_SWAPS, HURRIED_FOR_SWAPS = 3.0, 1.0
"""For rotations beyond the alliances; what time ran over is taken off, to the lesser one."""
SECONDS_FOR_KNOWN, HURRIED_FOR_KNOWN = 4.0, 1.5
"""For laying known visits on their half-days, all alliances together: with time left, and without."""


class Finished(NamedTuple):
    """Everything of a plan that the search and what is laid after it decide."""

    state: State
    alliances: tuple[Alliance, ...]
    layer: tuple[SubjectAlliance, ...]
    tiers: tuple[TierResult, ...]
    certificate: Certificate
    exchange: Exchange = Exchange()
    calendar: tuple[CalendarEntry, ...] = ()
    duties: tuple[Duty, ...] = ()
    distance: TierResult | None = None


def finished(work: Work, county: County, policy: Policy, fingerprint: str, lang: str) -> Finished:
    """Put a search's best plan into words; where it was cut short, what is missing is done in a hurry."""
    if work.joint is not None and work.case.staffing is not None:
        return _with_exchange(work, work.joint.view(), work.case.staffing, county, policy, fingerprint, lang)
    if work.state is None:
        raise ValueError("there is no plan")
    state = work.state.snapshot()
    leave_open(state)
    alliances = alliances_of(state)
    layer = subject_layer(county, policy, alliances)
    asked = work.case.asked.tiers
    tiers = tiers_of(state, asked)
    certificate = certificate_of(state, fingerprint, len(asked))
    return Finished(state, alliances, layer, tiers, certificate, distance=_distance(work, state.outcomes))


def _distance(work: Work, outcomes: Sequence[TierOutcome | JointTier]) -> TierResult | None:
    """Report the tier that a question put after all others; None: nothing was asked, or no time."""
    after = len(work.case.asked.tiers)
    if work.case.question.distance is None or len(outcomes) <= after:
        return None
    last = outcomes[after]
    estimate = work.case.only_grouping and work.case.staffing is not None
    return TierResult(
        terms={}, value=last.best, best=last.best, bound=last.bound, proven=last.proven and not estimate
    )


def _with_exchange(
    work: Work,
    joint: Joint,
    staffing: Staffing,
    county: County,
    policy: Policy,
    fingerprint: str,
    lang: str,
) -> Finished:
    of_plan = chosen(joint)
    if work.case.question.published:  # no term tells them apart, so that an answer's values are the same
        before = each_as_before(
            {key: (one.case, one.schedule) for key, one in of_plan.items()},
            min(SECONDS_FOR_KNOWN, max(HURRIED_FOR_KNOWN, joint.clock.left)),
            joint.clock.workers,
            joint.seed,
        )
        of_plan = {key: one._replace(schedule=before[key]) for key, one in of_plan.items()}
    joint.exchanges.close()
    state, only_grouping = joint.state, work.case.only_grouping
    alliances = alliances_of(state)
    layer = subject_layer(county, policy, alliances)
    shown = min(tiers_shown(joint), len(work.case.asked.tiers))
    certificate = certificate_of(state, fingerprint, shown)
    distance = _distance(work, joint.tiers)
    if only_grouping:
        tiers = tier_results(joint, work.case.asked.tiers, estimate=True)
        return Finished(state, alliances, layer, tiers, certificate, distance=distance)
    exchange = exchange_rows(staffing, of_plan, joint.scales)
    owed = None
    if policy.exchange.rotation_scope != "alliance":
        settled = settled_by(of_plan)
        seconds = max(HURRIED_FOR_SWAPS, SECONDS_FOR_SWAPS - joint.clock.late)
        exchange = with_swaps(county, staffing, exchange, settled, seconds, joint.clock.workers, joint.seed)
        by_school = owed_after(staffing, exchange, settled.uncounted)
        exchange = with_owed(exchange, joint.scales, settled, by_school)
        owed = sum(by_school.values())
    tiers = tier_results(joint, work.case.asked.tiers, owed_in_scope=owed)
    laid = lay_calendar(county, policy, alliances, layer, exchange, lang)
    return Finished(
        state,
        alliances,
        layer,
        tiers,
        certificate,
        laid.in_exchange(exchange),
        laid.calendar,
        laid.duties,
        distance,
    )
