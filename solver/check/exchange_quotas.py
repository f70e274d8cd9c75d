"""Rotation and backbone quotas of the schools of a stage, by largest remainder (docs/exchange.md, 25)."""

import math
from collections.abc import Mapping
from fractions import Fraction

from ...models.policy import ExchangeSettings
from .numbers import exact


def quotas(
    eligible: Mapping[str, int], eligible_backbone: Mapping[str, int], settings: ExchangeSettings
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the rotation quota and the backbone quota of every school of one stage.

    Parameters
    ----------
    eligible, eligible_backbone
        Teachers whom no rule bars from rotation, and the backbone teachers among them, by school of the
        quota's scope.
    """
    if "rotation" not in settings.forms:
        return dict.fromkeys(eligible, 0), dict.fromkeys(eligible, 0)
    total = math.ceil(exact(settings.rotation_share) * sum(eligible.values()))
    rotating = _apportioned(total, eligible)
    share = exact(settings.backbone_share)
    if settings.backbone_of == "rotating":
        return rotating, _apportioned(math.ceil(share * total), rotating)
    backbone = math.ceil(share * sum(eligible_backbone.values()))
    return rotating, _apportioned(backbone, eligible_backbone)


def _apportioned(seats: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Whole parts first, what is left to the largest remainders, ties by id."""
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    shares = {name: Fraction(seats * weight, total) for name, weight in weights.items()}
    given = {name: math.floor(share) for name, share in shares.items()}
    order = sorted(shares, key=lambda name: (given[name] - shares[name], name))
    for name in order[: seats - sum(given.values())]:
        given[name] += 1
    return given
