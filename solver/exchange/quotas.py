"""How many teachers each school should let rotate, and how many may be away at once (exchange.md 23, 25).

Shares are read as the decimal numbers they are written as, and everything is an exact fraction.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from ...models.policy import ExchangeSettings
from ...models.school import School
from ...models.words import Area, Role
from ..scale import exact


class Heads(NamedTuple):
    """Teachers of one school in one stage: all, backbone, and how many of each rotation lets go."""

    teachers: int
    backbone: int
    eligible: int
    eligible_backbone: int


class Quota(NamedTuple):
    """What one school owes in one stage, and how many may be away at once."""

    rotation: int
    backbone: int
    away_most: int
    backbone_away_most: int


def in_quota_scope(school: School, settings: ExchangeSettings) -> bool:
    """Whether the school's teachers count in the county's quota (``quota_scope``)."""
    if school.role is Role.NONE:
        return False
    return settings.quota_scope == "county" or school.role is Role.CORE or school.area is Area.URBAN


def quotas_of_stage(
    heads: Mapping[str, Heads], bound: frozenset[str], settings: ExchangeSettings
) -> dict[str, Quota]:
    """Apportion the quota of one stage; ``heads`` has every school of the stage, ``bound`` those in scope."""
    schools = sorted(bound & set(heads)) if "rotation" in settings.forms else []
    eligible = {school: heads[school].eligible for school in schools}
    total = ceil(exact(settings.rotation_share) * sum(eligible.values()))
    rotation = apportioned(total, eligible)
    if settings.backbone_of == "rotating":
        weights = rotation
        of = total
    else:
        weights = {school: heads[school].eligible_backbone for school in schools}
        of = sum(weights.values())
    backbone = apportioned(ceil(exact(settings.backbone_share) * of), weights)
    return {
        school: _with_limits(own, rotation.get(school, 0), backbone.get(school, 0), settings)
        for school, own in sorted(heads.items())
    }


def apportioned(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share ``total`` out by largest remainder; equal remainders go to the smaller id.

    Nothing is shared out where all weights are 0.
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    exact_parts = {school: Fraction(total * weight, whole) for school, weight in weights.items()}
    parts = {school: floor(part) for school, part in exact_parts.items()}
    by_remainder = sorted(weights, key=lambda school: (parts[school] - exact_parts[school], school))
    for school in by_remainder[: total - sum(parts.values())]:
        parts[school] += 1
    return parts


def _with_limits(heads: Heads, rotation: int, backbone: int, settings: ExchangeSettings) -> Quota:
    """Add sentence 23: floor(share × teachers), at least 1 where there is a quota to fill."""
    share = exact(settings.away_share_max)
    return Quota(
        rotation,
        backbone,
        max(floor(share * heads.teachers), min(rotation, 1)),
        max(floor(share * heads.backbone), min(backbone, 1)),
    )
