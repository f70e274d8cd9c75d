"""Between which schools road travel is wanted, and how far.

Source: docs/grouping.md, 1 to 8; docs/exchange.md, 12 to 17; docs/roads.md, 7.
"""

from typing import NamedTuple

from ....models.county import County
from ....models.policy import Policy
from ....models.words import Role
from ...scope import topmost

BEYOND = 2.0
"""Ways are kept up to so many times the limits, so that it can be said how much further would be enough."""


class Asked(NamedTuple):
    """Schools whose travel is wanted, sorted by id.

    Attributes
    ----------
    leads, members
        Who may lead, and who may be a member, in some mode; a school may be both.
    """

    leads: tuple[str, ...]
    members: tuple[str, ...]


class Reach(NamedTuple):
    """Limits of one mode in km and minutes, widened by `BEYOND`; None: no limit."""

    km: float | None
    minutes: float | None


def asked_of(county: County, policy: Policy) -> Asked:
    """Give the schools that may lead and those that may be members; points and role none are neither."""
    served = {stage for mode in policy.mode for stage in mode.stages}
    able = [
        school for school in county.schools if school.parent_id is None and served.intersection(school.stages)
    ]
    return Asked(
        tuple(sorted(school.school_id for school in able if school.role.may_lead)),
        tuple(sorted(school.school_id for school in able if school.role.may_be_led)),
    )


def reaches_of(policy: Policy) -> tuple[Reach, ...]:
    """Give how far each mode's ways are kept."""
    return tuple(
        Reach(
            None if mode.max_km is None else mode.max_km * BEYOND,
            None if mode.max_minutes is None else mode.max_minutes * BEYOND,
        )
        for mode in policy.mode
    )


A_SECOND = 1 / 60
"""Minutes by which a search goes further than a limit, since ways are rounded only at their end."""


def search_minutes(reaches: tuple[Reach, ...]) -> float | None:
    """Minutes within which every way that is kept lies; None where some mode sets no limit in minutes."""
    limits = [reach.minutes for reach in reaches]
    known = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None


def exchanging(county: County, policy: Policy) -> tuple[Asked, tuple[Reach, ...]] | None:
    """Give the sites between which teachers may go, and how far; None where nobody goes anywhere.

    These are all schools and points, but for those of role none and their points. Nothing beyond the limits
    is kept.
    """
    settings = policy.exchange
    limits = [
        minutes
        for form, minutes in (
            ("visit", settings.visit_minutes_max),
            ("rotation", settings.rotation_minutes_max),
        )
        if form in settings.forms
    ]
    if not county.teachers or not limits:
        return None
    sites = tuple(
        sorted(site for site, top in topmost(county).items() if county.by_id[top].role is not Role.NONE)
    )
    return Asked(sites, sites), (Reach(None, max(limits)),)
