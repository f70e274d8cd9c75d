"""Who takes part in which stage, as the reader needs it for its checks (docs/grouping.md, 1 to 8 and 13)."""

from collections.abc import Iterator
from typing import NamedTuple

from ..models.county import County, Pin
from ..models.mode import Mode
from ..models.policy import Policy
from ..models.school import School
from ..models.words import Stage


class Offer(NamedTuple):
    """Cores and members that one mode could bring together in one stage, travel, size and load aside."""

    mode: Mode
    stage: Stage
    cores: tuple[School, ...]
    members: tuple[School, ...]


class PlacePin(NamedTuple):
    """What a pin says of one place: the stages it speaks of (docs/grouping.md, 13)."""

    pin: Pin
    place: Stage
    stages: frozenset[Stage]


def served_stages(policy: Policy) -> frozenset[Stage]:
    """Stages that some mode serves."""
    return frozenset(stage for mode in policy.mode for stage in mode.stages)


def stages_in_scope(school: School, policy: Policy) -> tuple[Stage, ...]:
    """Stages in which the school has a place: none for points and for roles that are not led."""
    if school.parent_id is not None or not school.role.may_be_led:
        return ()
    stages = tuple(stage for stage in school.stages if stage in served_stages(policy))
    return stages[-1:] if policy.several_stages == "once" else stages


def possible_stages(school: School, place: Stage, policy: Policy) -> tuple[Stage, ...]:
    """Stages in which the school's place may be a member: its own, and perhaps primary instead (3a)."""
    instead = (
        policy.several_stages == "once"
        and place.rank > Stage.PRIMARY.rank
        and Stage.PRIMARY in school.stages
        and any(mode.takes_in_primary for mode in policy.mode)
    )
    return (Stage.PRIMARY, place) if instead else (place,)


def member_stages(school: School, policy: Policy) -> tuple[Stage, ...]:
    """Every stage in which the school may be a member, in the order of the stages."""
    found = {
        stage for place in stages_in_scope(school, policy) for stage in possible_stages(school, place, policy)
    }
    return tuple(stage for stage in Stage if stage in found)


def place_in(school: School, mode: Mode, stage: Stage, policy: Policy) -> Stage | None:
    """Stage of the place that the school brings into such an alliance; None where it has none."""
    places = stages_in_scope(school, policy)
    if stage in places:
        return stage
    if mode.takes_in_primary and stage is Stage.PRIMARY:
        return next((one for one in places if stage in possible_stages(school, one, policy)), None)
    return None


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
        stage in mode.stages
        and place_in(school, mode, stage, policy) is not None
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


def place_pins(pin: Pin, member: School, core: School, policy: Policy) -> tuple[PlacePin, ...]:
    """List what a pin says of the member's places; nothing where it speaks of no stage (13)."""
    said = []
    for place in stages_in_scope(member, policy):
        possible = possible_stages(member, place, policy)
        asked = core.stages if pin.stage is None else (pin.stage,)
        stages = frozenset(possible).intersection(asked)
        if stages:
            said.append(PlacePin(pin, place, stages))
    return tuple(said)


def pins_of_places(county: County, policy: Policy) -> tuple[PlacePin, ...]:
    """List what all pins of the county say, in the order of pins.csv."""
    return tuple(
        said
        for pin in county.pins
        for said in place_pins(pin, county.by_id[pin.school_id], county.by_id[pin.core_id], policy)
    )
