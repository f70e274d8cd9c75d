"""Who takes part in a tiny county, what its pins speak of, who may take whom: first part of the brute force.

Written from ``docs/grouping.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page. Figures are whole numbers of grains
(1/60 000 000 of a km, minute, lesson, …), in which metres, seconds and every rounded value are exact.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from lianxiao.models.county import County
from lianxiao.models.mode import Mode
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import ModeKey, PinRule, Role, Stage

Place = tuple[str, Stage]

GRAINS = 60_000_000
EARTH_KM = 6371.0088


@cache
def exact(number: float) -> Fraction:
    """Give the number as it is written, not as the machine stores it."""
    return Fraction(repr(number))


def half_up(value: Fraction, steps: int) -> Fraction:
    """Round half up to 1/steps."""
    return Fraction(math.floor(value * steps + Fraction(1, 2)), steps)


def grains(value: Fraction) -> int:
    whole = value * GRAINS
    assert whole.denominator == 1, f"{value} is finer than a grain"
    return whole.numerator


class Way(NamedTuple):
    """Travel core to member, in grains."""

    km: int
    minutes: int


class PlacePin(NamedTuple):
    """[13] One pin as it speaks: of one place, one core and these stages."""

    place: Place
    core: str
    stages: frozenset[Stage]


class TinyScope:
    """A county as the sentences of ``docs/grouping.md`` see it, before any alliance is made."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county = county
        self.policy = policy
        self.schools = county.by_id
        self.stages_of_place: Mapping[Place, frozenset[Stage]] = {
            (school.school_id, stage): self._possible_stages(school, stage)
            for school in county.schools
            for stage in self._home_stages(school)
        }
        self.scope = frozenset(self.stages_of_place)
        self.pins = {rule: self._pins(rule) for rule in PinRule}
        self._ways: dict[tuple[str, str], Way | None] = {}

    # who takes part [1-7]

    def takes_part_once(self, school: School) -> bool:
        """[4] Several stages, and the county counts the school once."""
        return self.policy.several_stages == "once" and len(school.stages) > 1

    def _home_stages(self, school: School) -> list[Stage]:
        """[1, 3] Stages in which the school is to be placed."""
        if school.parent_id is not None or school.role not in (Role.MEMBER, Role.EITHER):
            return []
        served = [stage for stage in school.stages if any(stage in mode.stages for mode in self.policy.mode)]
        if self.policy.several_stages == "once" and served:
            return [max(served, key=list(Stage).index)]
        return served

    def _possible_stages(self, school: School, home: Stage) -> frozenset[Stage]:
        """[3a] Stages in which the place may be taken as a member."""
        order = list(Stage)
        in_primary_instead = (
            self.takes_part_once(school)
            and order.index(home) > order.index(Stage.PRIMARY)
            and Stage.PRIMARY in school.stages
            and any(
                mode.key is ModeKey.CENTRE_SCHOOL and Stage.PRIMARY in mode.stages
                for mode in self.policy.mode
            )
        )
        return frozenset({home, Stage.PRIMARY}) if in_primary_instead else frozenset({home})

    @staticmethod
    def may_lead(school: School, mode: Mode, stage: Stage) -> bool:
        """[1, 2, 4, 6] Whether the school may lead in the stage under the mode."""
        return (
            school.parent_id is None
            and school.role in (Role.CORE, Role.EITHER)
            and stage in mode.stages
            and stage in school.stages
            and (not mode.core_area or school.area in mode.core_area)
            and (not mode.core_seat or school.seat in mode.core_seat)
            and (not mode.core_category or school.category in mode.core_category)
        )

    # pairs [8, 9]

    def place_of(self, member: School, mode: Mode, stage: Stage) -> Place | None:
        """[8, 3a] The place that is taken when the school is a member in the stage under the mode."""
        if (member.school_id, stage) in self.scope:
            return (member.school_id, stage)
        if mode.key is ModeKey.CENTRE_SCHOOL and stage is Stage.PRIMARY:
            for home in Stage:
                if stage in self.stages_of_place.get((member.school_id, home), ()):
                    return (member.school_id, home)
        return None

    def may_take(self, mode: Mode, stage: Stage, core: School, member: School) -> bool:
        """[8] Whether the core may take this one member."""
        place = self.place_of(member, mode, stage)
        if member == core or place is None or stage not in member.stages:
            return False
        way = self.travel(core, member)
        larger = None not in (core.students, member.students) and (core.students or 0) > (
            member.students or 0
        )
        return (
            self.may_lead(core, mode, stage)
            and (not mode.member_area or member.area in mode.member_area)
            and (not mode.member_seat or member.seat in mode.member_seat)
            and (not mode.member_category or member.category in mode.member_category)
            and (larger or not mode.core_larger)
            and way is not None
            and (mode.max_km is None or way.km <= exact(mode.max_km) * GRAINS)
            and (mode.max_minutes is None or way.minutes <= exact(mode.max_minutes) * GRAINS)
            and not any(
                pin.place == place and pin.core == core.school_id and stage in pin.stages
                for pin in self.pins[PinRule.NEVER]
            )
            and all(
                pin.core == core.school_id and stage in pin.stages
                for pin in self.pins[PinRule.MUST]
                if pin.place == place
            )
            and (core.capacity is None or exact(member.load) <= exact(core.capacity))
        )

    def travel(self, core: School, member: School) -> Way | None:
        """[9] Travel from core to member, None where it is not known."""
        ids = (core.school_id, member.school_id)
        if ids not in self._ways:
            self._ways[ids] = self._measured(core, member)
        return self._ways[ids]

    def _measured(self, core: School, member: School) -> Way | None:
        ids = (core.school_id, member.school_id)
        settings = self.policy.travel
        listed = self.county.travel.get(ids) or self.county.travel.get(ids[::-1])
        if listed is None and settings.source == "roads" and self.county.roads is not None:
            listed = self.county.roads.pairs.get(ids)
        if listed is not None:
            km, minutes = half_up(exact(listed.km), 1000), listed.minutes
        elif settings.source == "straight_line":
            if core.lat is None or core.lon is None or member.lat is None or member.lon is None:
                return None
            north = math.radians(member.lat - core.lat)
            east = math.radians(member.lon - core.lon)
            shrink = math.cos(math.radians(core.lat)) * math.cos(math.radians(member.lat))
            half_chord = math.sqrt(math.sin(north / 2) ** 2 + shrink * math.sin(east / 2) ** 2)
            great_circle = 2 * EARTH_KM * math.asin(half_chord)
            km, minutes = half_up(Fraction(settings.detour * great_circle), 1000), None
        else:
            return None
        taken = km / exact(settings.speed_kmh) * 60 if minutes is None else exact(minutes)
        return Way(grains(km), grains(half_up(taken, 60)))

    # pins [13, 15]

    def _pins(self, rule: PinRule) -> frozenset[PlacePin]:
        spoken: set[PlacePin] = set()
        for pin in self.county.pins:
            if pin.rule is not rule:
                continue
            places = {p: stages for p, stages in self.stages_of_place.items() if p[0] == pin.school_id}
            if pin.stage is None:
                has = frozenset(self.schools[pin.core_id].stages)
                spoken |= {PlacePin(p, pin.core_id, stages & has) for p, stages in places.items()}
            else:
                fitting = [p for p, stages in places.items() if pin.stage in stages]
                assert fitting, f"an input error: {pin}"
                spoken |= {PlacePin(p, pin.core_id, frozenset({pin.stage})) for p in fitting}
        return frozenset(pin for pin in spoken if pin.stages)
