"""Who takes part in which stage, as the reader needs it for its checks (docs/grouping.md, 1 to 8)."""

from collections.abc import Iterator
from typing import NamedTuple

from ..models.mode import Mode
from ..models.policy import Policy
from ..models.school import School
from ..models.words import Stage


class Offer(NamedTuple):
    """Cores and members that one mode could bring together in one stage, travel and load aside."""

    mode: Mode
    stage: Stage
    cores: tuple[School, ...]
    members: tuple[School, ...]


def served_stages(policy: Policy) -> frozenset[Stage]:
    """Stages that some mode serves."""
    return frozenset(stage for mode in policy.mode for stage in mode.stages)


def stages_in_scope(school: School, policy: Policy) -> tuple[Stage, ...]:
    """Stages in which the school is to be placed: none for points and for roles that are not led."""
    if school.parent_id is not None or not school.role.may_be_led:
        return ()
    stages = tuple(stage for stage in school.stages if stage in served_stages(policy))
    return stages[-1:] if policy.several_stages == "once" else stages


def may_lead(school: School, mode: Mode, stage: Stage) -> bool:
    """Whether the school may be the core of an alliance of this mode and stage."""
    return (
        school.parent_id is None
        and school.role.may_lead
        and stage in school.stages
        and stage in mode.stages
        and (not mode.core_area or school.area in mode.core_area)
        and (not mode.core_seat or school.seat in mode.core_seat)
        and (not mode.core_category or school.category in mode.core_category)
    )


def may_be_led(school: School, mode: Mode, stage: Stage, policy: Policy) -> bool:
    """Whether the school may be a member in an alliance of this mode and stage."""
    return (
        stage in stages_in_scope(school, policy)
        and stage in mode.stages
        and (not mode.member_area or school.area in mode.member_area)
        and (not mode.member_seat or school.seat in mode.member_seat)
        and (not mode.member_category or school.category in mode.member_category)
    )


def offers(schools: tuple[School, ...], policy: Policy) -> Iterator[Offer]:
    """List what each mode could bring together in each stage it serves."""
    for mode in policy.mode:
        for stage in mode.stages:
            yield Offer(
                mode,
                stage,
                tuple(school for school in schools if may_lead(school, mode, stage)),
                tuple(school for school in schools if may_be_led(school, mode, stage, policy)),
            )
