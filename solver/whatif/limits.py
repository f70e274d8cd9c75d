"""How a figure of an appraisal stands to its limit."""

from ...models.appraisal import Judgement


def held_against(value: float | None, limit: float | None, *, at_least: bool = False) -> Judgement:
    """Hold a figure against its limit (a most, or a least); the limit itself is within."""
    if value is None:
        return Judgement.UNKNOWN
    if limit is None:
        return Judgement.FIGURE
    return Judgement.WITHIN if (value >= limit if at_least else value <= limit) else Judgement.WARNING
