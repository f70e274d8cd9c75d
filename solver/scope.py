"""Who takes part: which (school, stage) is to be placed, who may lead where, who is asked to lead.

Source: contract "What a grouping is"; settled in docs/grouping.md, sentences 1 to 7 and 13 to 15.
"""

from typing import NamedTuple

from ..models.county import County
from ..models.mode import Mode
from ..models.policy import Policy
from ..models.school import School
from ..models.words import PinRule, Role, Stage

ANY_STAGE: None = None
Place = tuple[str, Stage]
LeadKey = tuple[str, Stage | None]


class Scope(NamedTuple):
    """Who takes part in the grouping of one county, everything sorted.

    Attributes
    ----------
    places
        Every (school, stage) that is to be placed or to lead.
    leads
        Every (mode index, stage, core) that may be an alliance's mode, stage and core.
    asked
        Lead key to the stages in one of which that core must lead (``use_every_core``).
    pins
        (school, core, stage) per pin rule; blank stages expanded.
    """

    places: tuple[Place, ...]
    leads: tuple[tuple[int, Stage, str], ...]
    asked: dict[LeadKey, frozenset[Stage]]
    pins: dict[PinRule, frozenset[tuple[str, str, Stage]]]


def leads_over_all_stages(school: School, policy: Policy) -> bool:
    """Whether the school takes part once over several stages, so that leading anywhere settles it."""
    return policy.several_stages == "once" and len(school.stages) > 1


def lead_key(school: School, stage: Stage, policy: Policy) -> LeadKey:
    """Key of the row "leads at most once": per stage, or over all stages of a school that takes part once."""
    return (school.school_id, ANY_STAGE if leads_over_all_stages(school, policy) else stage)


def fits_as_core(school: School, mode: Mode) -> bool:
    """Whether the school passes the mode's core_area, core_seat and core_category."""
    return (
        (not mode.core_area or school.area in mode.core_area)
        and (not mode.core_seat or school.seat in mode.core_seat)
        and (not mode.core_category or school.category in mode.core_category)
    )


def fits_as_member(school: School, mode: Mode) -> bool:
    """Whether the school passes the mode's member_area, member_seat and member_category."""
    return (
        (not mode.member_area or school.area in mode.member_area)
        and (not mode.member_seat or school.seat in mode.member_seat)
        and (not mode.member_category or school.category in mode.member_category)
    )


def topmost(county: County) -> dict[str, str]:
    """Map every school to the school its needs count with: itself, or the topmost parent of a point."""
    top: dict[str, str] = {}
    for school in county.schools:
        current = school
        while current.parent_id is not None:
            current = county.by_id[current.parent_id]
        top[school.school_id] = current.school_id
    return top


def _places(county: County, policy: Policy) -> tuple[Place, ...]:
    served = {stage for mode in policy.mode for stage in mode.stages}
    places = []
    for school in county.schools:
        if school.parent_id is not None or not school.role.may_be_led:
            continue
        stages = sorted(served.intersection(school.stages), key=lambda stage: stage.rank)
        if policy.several_stages == "once":
            stages = stages[-1:]
        places += [(school.school_id, stage) for stage in stages]
    return tuple(sorted(places))


def _asked(county: County, policy: Policy) -> dict[LeadKey, frozenset[Stage]]:
    asked: dict[LeadKey, set[Stage]] = {}
    for school in county.schools:
        if school.role is not Role.CORE or school.parent_id is not None:
            continue
        for mode in policy.mode:
            if mode.use_every_core and fits_as_core(school, mode):
                for stage in set(mode.stages).intersection(school.stages):
                    asked.setdefault(lead_key(school, stage, policy), set()).add(stage)
    return {key: frozenset(stages) for key, stages in sorted(asked.items(), key=str)}


def _pins(
    county: County, policy: Policy, places: tuple[Place, ...]
) -> dict[PinRule, frozenset[tuple[str, str, Stage]]]:
    stages_of: dict[str, list[Stage]] = {}
    for school_id, stage in places:
        stages_of.setdefault(school_id, []).append(stage)
    expanded: dict[PinRule, set[tuple[str, str, Stage]]] = {rule: set() for rule in PinRule}
    for pin in county.pins:
        taken = stages_of.get(pin.school_id, [])
        if pin.stage is None:
            stages = [stage for stage in taken if stage in county.by_id[pin.core_id].stages]
        else:
            stages = [pin.stage]
        expanded[pin.rule].update((pin.school_id, pin.core_id, stage) for stage in stages)
    return {rule: frozenset(pairs) for rule, pairs in expanded.items()}


def scope_of(county: County, policy: Policy) -> Scope:
    """Work out who takes part (docs/grouping.md, "Who takes part")."""
    places = _places(county, policy)
    leads = sorted(
        (index, stage, school.school_id)
        for index, mode in enumerate(policy.mode)
        for school in county.schools
        if school.parent_id is None and school.role.may_lead and fits_as_core(school, mode)
        for stage in set(mode.stages).intersection(school.stages)
    )
    return Scope(places, tuple(leads), _asked(county, policy), _pins(county, policy, places))
