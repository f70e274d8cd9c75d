"""What a plan leaves open of quotas and duties: which rules clash there, and what alone would make room.

Source: docs/answers.md, "Missed quotas and duties"; docs/exchange.md 22 to 27; docs/duties.md 30.
"""

import threading

from ...models.county import County
from ...models.missed import Missed
from ...models.plan import Plan
from ...models.policy import Policy
from ..exchange.prepare import prepare_exchange
from ..grouping.clock import Clock
from .missed_duty import missed_duties
from .missed_quota import missed_quotas

DUTIES_SHARE = 0.3
"""Share of the time that the duties may take; calendars are laid quickly."""


def explain_missed(
    county: County,
    policy: Policy,
    plan: Plan,
    *,
    seconds: float,
    stop: threading.Event | None = None,
    lang: str = "en",
) -> tuple[Missed, ...]:
    """Explain every quota and duty that a plan leaves open.

    Parameters
    ----------
    seconds
        Wall seconds for all of them. What was not decided in time is said.

    Returns
    -------
    tuple of Missed
        Quotas by stage and school, rotation before backbone; then duties in the plan's order. Empty without
        teachers, and where the plan has no exchange.
    """
    if county.teachers is None or not plan.exchange.teaching:
        return ()
    clock = Clock(seconds, stop or threading.Event())
    staffing = prepare_exchange(county, policy)
    in_part = Clock(DUTIES_SHARE * seconds, clock.stop)
    duties = missed_duties(county, policy, plan, in_part, lang)
    return (*missed_quotas(county, policy, plan, staffing, clock, lang), *duties)
