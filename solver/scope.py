"""Who takes part: which (school, stage) is to be placed, who may lead where, who is asked to lead.

Source: contract "What a grouping is"; settled in docs/grouping.md, sentences 1 to 7 and 13 to 15.

A pin of a school with itself, which no table may hold, is how a question asks that the school leads (must) or
leads nothing (never) in a stage; it speaks of no place. Without a stage must means any stage of a school that
leads once.
"""

from collections.abc import Mapping
from typing import NamedTuple

from ..models.county import County
from ..models.mode import Mode
from ..models.policy import Policy
from ..models.school import School
from ..models.words import PinRule, Role, Stage

ANY_STAGE: None = None
Place = tuple[str, Stage]
LeadKey = tuple[str, Stage | None]


class PlacePin(NamedTuple):
    """What a pin says of one place: of this core, in these stages (docs/grouping.md, 13).

    Attributes
    ----------
    stages
        The stages it speaks of, by rank; never empty.
    """

    place: Place
    core: str
    stages: tuple[Stage, ...]

    def speaks_of(self, core: str, stage: Stage) -> bool:
        """Whether it speaks of an alliance of this core in this stage."""
        return core == self.core and stage in self.stages


class Scope(NamedTuple):
    """Who takes part in the grouping of one county, everything sorted.

    Attributes
    ----------
    places
        Every (school, stage) that is to be placed or to lead.
    possible
        Place to the stages in which it may be a member, by rank: its own, and primary where a school that
        takes part once may be taken in primary instead (docs/grouping.md, 3a).
    leads
        Every (mode index, stage, core) that may be an alliance's mode, stage and core.
    asked
        Lead key to the stages in one of which that core must lead (``use_every_core``).
    pins
        Per pin rule what the pins say of places, sorted, each once.
    """

    places: tuple[Place, ...]
    possible: Mapping[Place, tuple[Stage, ...]]
    leads: tuple[tuple[int, Stage, str], ...]
    asked: dict[LeadKey, frozenset[Stage]]
    pins: dict[PinRule, tuple[PlacePin, ...]]

    def pins_of(self, rule: PinRule, place: Place) -> tuple[PlacePin, ...]:
        """Return what the pins of one rule say of a place."""
        return tuple(pin for pin in self.pins[rule] if pin.place == place)

    def places_for(self, mode: Mode, stage: Stage) -> tuple[int, ...]:
        """Return the indices of the places an alliance of the mode in the stage may look at, ascending."""
        in_primary = stage is Stage.PRIMARY and mode.takes_in_primary
        return tuple(
            i
            for i, place in enumerate(self.places)
            if place[1] is stage or (in_primary and stage in self.possible[place])
        )


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
    for pin in county.pins:
        if pin.school_id == pin.core_id and pin.rule is PinRule.MUST:
            school = county.by_id[pin.core_id]
            stages = set(school.stages if pin.stage is None else (pin.stage,))
            key = lead_key(school, min(stages, key=lambda stage: stage.rank), policy)
            asked[key] = asked.get(key, stages) & stages  # who leads once cannot lead in another stage too
    return {key: frozenset(stages) for key, stages in sorted(asked.items(), key=str)}


def possible_stages(school: School, stage: Stage, policy: Policy) -> tuple[Stage, ...]:
    """Stages in which the school's place in ``stage`` may be a member, by rank (docs/grouping.md, 3a)."""
    instead = (
        policy.several_stages == "once"
        and stage.rank > Stage.PRIMARY.rank
        and Stage.PRIMARY in school.stages
        and any(mode.takes_in_primary for mode in policy.mode)
    )
    return (Stage.PRIMARY, stage) if instead else (stage,)


def _pins(county: County, possible: Mapping[Place, tuple[Stage, ...]]) -> dict[PinRule, tuple[PlacePin, ...]]:
    """Turn pins into what they say of places; one that speaks of no place or no stage says nothing."""
    places_of: dict[str, list[Place]] = {}
    for place in possible:
        places_of.setdefault(place[0], []).append(place)
    said: dict[PinRule, set[PlacePin]] = {rule: set() for rule in PinRule}
    for pin in county.pins:
        if pin.school_id == pin.core_id:
            continue
        for place in places_of.get(pin.school_id, ()):
            if pin.stage is None:
                stages = tuple(s for s in possible[place] if s in county.by_id[pin.core_id].stages)
            else:
                stages = (pin.stage,) if pin.stage in possible[place] else ()
            if stages:
                said[pin.rule].add(PlacePin(place, pin.core_id, stages))
    return {rule: tuple(sorted(pins)) for rule, pins in said.items()}


def scope_of(county: County, policy: Policy) -> Scope:
    """Work out who takes part (docs/grouping.md, "Who takes part")."""
    places = _places(county, policy)
    idle = {
        (pin.core_id, pin.stage)
        for pin in county.pins
        if pin.school_id == pin.core_id and pin.rule is PinRule.NEVER
    }
    leads = sorted(
        (index, stage, school.school_id)
        for index, mode in enumerate(policy.mode)
        for school in county.schools
        if school.parent_id is None and school.role.may_lead and fits_as_core(school, mode)
        for stage in set(mode.stages).intersection(school.stages)
        if (school.school_id, stage) not in idle
    )
    possible = {
        (school_id, stage): possible_stages(county.by_id[school_id], stage, policy)
        for school_id, stage in places
    }
    return Scope(places, possible, tuple(leads), _asked(county, policy), _pins(county, possible))
