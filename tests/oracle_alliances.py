"""Every alliance a tiny county could have, with what it adds to each term: the first half of the brute force.

Written from ``docs/grouping.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page. All figures are whole numbers of grains
(1/60 000 000 of a km, minute, lesson, …), in which metres, seconds and every rounded value are exact.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from lianxiao.models.county import County
from lianxiao.models.mode import Mode
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import PinRule, Role, Stage, Term

Place = tuple[str, Stage]
Pair = tuple[str, str, Stage]  # school, core, stage

GRAINS = 60_000_000
EARTH_KM = 6371.0088


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


@dataclass(frozen=True)
class Group:
    """One possible alliance, what it takes out of the scope and what it adds to each term (in grains)."""

    mode: str
    stage: Stage
    core: str
    members: tuple[str, ...]
    takes: frozenset[Place]
    adds: Mapping[Term, int]
    quality: int | None


class PossibleAlliances:
    """A county as the sentences of ``docs/grouping.md`` see it."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county = county
        self.policy = policy
        self.schools = county.by_id
        self.scope = frozenset(
            (school.school_id, stage) for school in county.schools for stage in self._stages_in_scope(school)
        )
        self.pins = {rule: self._pins(rule) for rule in PinRule}
        self.standing = {(row.member_id, row.stage): row.core_id for row in county.alliances}
        self.deficits = self._deficits()
        self.slots = [
            [
                self._group(mode, stage, core, members)
                for mode in policy.mode
                for members in self._member_sets(mode, stage, core)
            ]
            for core in county.schools
            for stage in core.stages
        ]
        self.adds_unplaced = {place: self._adds_unplaced(place) for place in self.scope}

    # who takes part [1-7]

    def takes_part_once(self, school: School) -> bool:
        """[4] Several stages, and the county counts the school once."""
        return self.policy.several_stages == "once" and len(school.stages) > 1

    def _stages_in_scope(self, school: School) -> list[Stage]:
        """[1, 3] Stages in which the school is to be placed."""
        if school.parent_id is not None or school.role not in (Role.MEMBER, Role.EITHER):
            return []
        served = [stage for stage in school.stages if any(stage in mode.stages for mode in self.policy.mode)]
        if self.policy.several_stages == "once" and served:
            return [max(served, key=list(Stage).index)]
        return served

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

    # pairs and alliances [8-10]

    def travel(self, core: School, member: School) -> tuple[Fraction, Fraction] | None:
        """[9] km and minutes from core to member, or None where they are not known."""
        ids = (core.school_id, member.school_id)
        listed = self.county.travel.get(ids) or self.county.travel.get(ids[::-1])
        if listed is not None:
            km, minutes = half_up(exact(listed.km), 1000), listed.minutes
        elif self.policy.travel.source == "straight_line":
            if core.lat is None or core.lon is None or member.lat is None or member.lon is None:
                return None
            north = math.radians(member.lat - core.lat)
            east = math.radians(member.lon - core.lon)
            shrink = math.cos(math.radians(core.lat)) * math.cos(math.radians(member.lat))
            half_chord = math.sqrt(math.sin(north / 2) ** 2 + shrink * math.sin(east / 2) ** 2)
            great_circle = 2 * EARTH_KM * math.asin(half_chord)
            km, minutes = half_up(Fraction(self.policy.travel.detour * great_circle), 1000), None
        else:
            return None
        taken = km / exact(self.policy.travel.speed_kmh) * 60 if minutes is None else exact(minutes)
        return km, half_up(taken, 60)

    def _may_take(self, mode: Mode, stage: Stage, core: School, member: School) -> bool:
        """[8] Whether the core may take this one member."""
        way = self.travel(core, member)
        return (
            (member.school_id, stage) in self.scope
            and member != core
            and (not mode.member_area or member.area in mode.member_area)
            and (not mode.member_seat or member.seat in mode.member_seat)
            and (not mode.member_category or member.category in mode.member_category)
            and way is not None
            and (mode.max_km is None or way[0] <= exact(mode.max_km))
            and (mode.max_minutes is None or way[1] <= exact(mode.max_minutes))
            and (member.school_id, core.school_id, stage) not in self.pins[PinRule.NEVER]
        )

    def _member_sets(self, mode: Mode, stage: Stage, core: School) -> Iterator[tuple[School, ...]]:
        """[10] Every set of members the core may lead in the stage under the mode."""
        if not self.may_lead(core, mode, stage):
            return
        others = [other for other in self.county.schools if self._may_take(mode, stage, core, other)]
        for size in range(mode.min_members, min(mode.max_members or len(others), len(others)) + 1):
            for members in combinations(others, size):
                load = sum(exact(member.load) for member in members)
                if core.capacity is None or load <= exact(core.capacity):
                    yield members

    # pins [13, 15]

    def _pins(self, rule: PinRule) -> frozenset[Pair]:
        pairs: set[Pair] = set()
        for pin in self.county.pins:
            if pin.rule is not rule:
                continue
            stages: Iterable[Stage] = [pin.stage] if pin.stage else self.schools[pin.core_id].stages
            pairs |= {
                (pin.school_id, pin.core_id, stage)
                for stage in stages
                if pin.stage or (pin.school_id, stage) in self.scope
            }
        return frozenset(pairs)

    # what an alliance or an unplaced school adds [16-20, 22]

    def _deficits(self) -> Mapping[Place, Mapping[str, Fraction]]:
        """[1, 17] need − supply of each topmost school, stage and subject, its points included."""
        deficits: dict[Place, dict[str, Fraction]] = {}
        for row in self.county.needs or ():
            school = self.schools[row.school_id]
            while school.parent_id is not None:
                school = self.schools[school.parent_id]
            subjects = deficits.setdefault((school.school_id, row.stage), {})
            subjects[row.subject] = (
                subjects.get(row.subject, Fraction(0)) + exact(row.need) - exact(row.supply)
            )
        return deficits

    def _uncovered(self, places: Sequence[Place]) -> Fraction:
        together: dict[str, Fraction] = {}
        for place in places:
            for subject, deficit in self.deficits.get(place, {}).items():
                together[subject] = together.get(subject, Fraction(0)) + deficit
        return sum((max(Fraction(0), deficit) for deficit in together.values()), Fraction(0))

    def _group(self, mode: Mode, stage: Stage, core: School, members: tuple[School, ...]) -> Group:
        places = [(member.school_id, stage) for member in members]
        ways = [way for member in members if (way := self.travel(core, member)) is not None]
        core_place = (core.school_id, stage)
        changed = [p for p in places if self.standing.get(p, core.school_id) != core.school_id]
        adds: dict[Term, Fraction] = {
            Term.UNCOVERED_LESSONS: self._uncovered([core_place, *places]),
            Term.WORST_KM: max((km for km, _ in ways), default=Fraction(0)),
            Term.WORST_MINUTES: max((minutes for _, minutes in ways), default=Fraction(0)),
            Term.TOTAL_KM: sum((km for km, _ in ways), Fraction(0)),
            Term.TOTAL_MINUTES: sum((minutes for _, minutes in ways), Fraction(0)),
            Term.LOAD_KM: sum(
                (exact(m.load) * way[0] for m, way in zip(members, ways, strict=True)), Fraction(0)
            ),
            Term.OPENING_COST: exact(core.opening_cost),
            Term.ALLIANCES: Fraction(1),
            Term.CHANGED: Fraction(len(changed)),
            Term.DROPPED: Fraction(core_place in self.scope and core_place in self.standing),
        }
        led = {(core.school_id, s) for s in core.stages} if self.takes_part_once(core) else {core_place}
        return Group(
            mode=mode.id,
            stage=stage,
            core=core.school_id,
            members=tuple(sorted(member.school_id for member in members)),
            takes=frozenset(places) | led,
            adds={term: grains(value) for term, value in adds.items()},
            quality=self._quality([core, *members]),
        )

    @staticmethod
    def _quality(schools: Sequence[School]) -> int | None:
        """[20] Student-weighted mean quality, None where no school has both figures."""
        known = [(exact(s.quality), s.students) for s in schools if s.quality is not None and s.students]
        if not known:
            return None
        weighted = sum((quality * students for quality, students in known), Fraction(0))
        return grains(half_up(weighted / sum(students for _, students in known), 1_000_000))

    def _adds_unplaced(self, place: Place) -> Mapping[Term, int]:
        return {
            Term.UNPLACED: grains(exact(self.schools[place[0]].priority)),
            Term.UNCOVERED_LESSONS: grains(
                sum((max(Fraction(0), d) for d in self.deficits.get(place, {}).values()), Fraction(0))
            ),
            Term.DROPPED: GRAINS * (place in self.standing),
        }
