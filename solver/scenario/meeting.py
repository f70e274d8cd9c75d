"""Whether a pin of a pair would say anything: pins that a change adds must be ones a planner could write."""

from ...models.county import County
from ...models.policy import Policy
from ...models.words import Stage
from ..scope import scope_of


def may_meet(county: County, policy: Policy, school_id: str, core_id: str, stage: Stage | None) -> bool:
    """Whether the school takes part as a member in the stage (None: in any) and the core has it.

    Source: docs/grouping.md, 13.
    """
    core = county.by_id[core_id]
    if core.parent_id is not None or not core.role.may_lead:
        return False
    return any(
        one in core.stages and stage in (None, one)
        for place, stages in scope_of(county, policy).possible.items()
        if place[0] == school_id
        for one in stages
    )
