"""Between which schools road travel is wanted, and how far (docs/grouping.md, 1 to 8; docs/roads.md)."""

from typing import NamedTuple

from ....models.county import County
from ....models.policy import Policy

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


def search_minutes(reaches: tuple[Reach, ...]) -> float | None:
    """Minutes within which every way that is kept lies; None where some mode sets no limit in minutes."""
    limits = [reach.minutes for reach in reaches]
    known = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None
