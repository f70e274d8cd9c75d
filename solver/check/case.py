"""The county as the checker reads it: who takes part, pins, standing members, demand (docs/grouping.md)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...models.county import County
from ...models.mode import Mode
from ...models.policy import Policy
from ...models.school import School
from ...models.words import ModeKey, PinRule, Role, Stage
from .numbers import milli
from .ways import Ways

Row = tuple[str, Stage]
Key = tuple[str, Stage | None]


class Wish(NamedTuple):
    """One pin as it speaks of a place: its core, and the stages it speaks of (sentence 13)."""

    core: str
    stages: frozenset[Stage]


Pins = Mapping[Row, frozenset[Wish]]


@dataclass(frozen=True)
class Case:
    """Everything that follows from the tables before any plan is looked at.

    ``rows`` are the (school, stage) in scope, each with its possible stages: the places. ``pins`` maps each
    rule to its pins by place. ``standing`` maps (school, stage) of alliances.csv to its cores. ``demand`` is
    need − supply per subject in 0.001 lessons, points counted with their topmost parent; ``points`` are
    those that follow a school. ``idle`` are the (school, stage) that a question wants to lead nothing.
    """

    county: County
    policy: Policy
    schools: Mapping[str, School]
    served: frozenset[Stage]
    rows: Mapping[Row, frozenset[Stage]]
    pins: Mapping[PinRule, Pins]
    standing: Mapping[Row, frozenset[str]]
    demand: Mapping[Row, Mapping[str, int]]
    points: Mapping[str, frozenset[str]]
    asked: Mapping[Key, frozenset[Stage]]
    ways: Ways
    idle: frozenset[tuple[str, Stage | None]] = frozenset()

    def takes_part_once(self, school: School) -> bool:
        """Whether the school has several stages and takes part in one of them only."""
        return self.policy.several_stages == "once" and len(set(school.stages)) > 1

    def key(self, core: str, stage: Stage) -> Key:
        """Key of the core's lead row: its stage, or None where one row runs over all its stages."""
        return (core, None if self.takes_part_once(self.schools[core]) else stage)

    def stages_in_scope(self, school: str) -> tuple[Stage, ...]:
        """Stages in which the school is in scope, in the order of stages."""
        return tuple(stage for stage in Stage if (school, stage) in self.rows)

    def covered_by_leading(self, core: str, stage: Stage) -> Row | None:
        """Return the core's own row in scope that counts as led when it leads in ``stage``."""
        if self.takes_part_once(self.schools[core]):
            return next(((core, own) for own in self.stages_in_scope(core)), None)
        return (core, stage) if (core, stage) in self.rows else None

    def place(self, school: str, stage: Stage) -> Row | None:
        """Return the place that a member takes in ``stage``: its own, or one taken in primary instead."""
        if (school, stage) in self.rows:
            return (school, stage)
        own = ((school, home) for home in self.stages_in_scope(school))
        return next((row for row in own if stage in self.rows[row]), None)

    def place_under(self, school: str, stage: Stage, mode: Mode) -> Row | None:
        """Sentence 3a: in primary instead of its own stage a school is taken by a centre school only."""
        row = self.place(school, stage)
        return row if row is None or row[1] is stage or mode.takes_in_primary else None

    def pinned(self, rule: PinRule, place: Row, core: str, stage: Stage) -> int:
        """Return how many pins of a rule speak of a place that this core takes in this stage."""
        return sum(wish.core == core and stage in wish.stages for wish in self.pins[rule].get(place, ()))

    def may_take(self, place: Row, core: str, stage: Stage) -> bool:
        """Sentence 8: no never pin speaks of it, every must pin of the place names core and stage."""
        must = self.pins[PinRule.MUST].get(place, frozenset())
        if self.pinned(PinRule.NEVER, place, core, stage):
            return False
        return all(wish.core == core and stage in wish.stages for wish in must)

    def may_lead(self, school: School, mode: Mode, stage: Stage) -> bool:
        """Sentence 4: role, stage and the mode's filters."""
        return (
            school.parent_id is None
            and school.role in (Role.CORE, Role.EITHER)
            and (school.school_id, stage) not in self.idle
            and stage in mode.stages
            and stage in school.stages
            and passes(mode.core_area, school.area)
            and passes(mode.core_seat, school.seat)
            and passes(mode.core_category, school.category)
        )


def passes(wanted: Collection[str], value: str | None) -> bool:
    """Sentence 6: an empty filter lets everybody pass, another one only known and listed values."""
    return not wanted or (bool(value) and value in wanted)


def passes_as_member(mode: Mode, school: School) -> bool:
    """Whether a school passes the mode's member filters."""
    return (
        passes(mode.member_area, school.area)
        and passes(mode.member_seat, school.seat)
        and passes(mode.member_category, school.category)
    )


def larger(mode: Mode, core: School, member: School) -> bool:
    """Sentence 8: with ``core_larger`` both have students and the core has more of them."""
    if not mode.core_larger:
        return True
    return core.students is not None and member.students is not None and core.students > member.students


def entrusted_bounds(mode: Mode) -> tuple[int, int | None] | None:
    """Least and most entrusted members of an alliance, None in a mode that knows no kinds."""
    if mode.key is not ModeKey.CORE_GROUP or mode.entrusted is None:
        return None
    return mode.entrusted.min, mode.entrusted.max


def read_case(county: County, policy: Policy) -> Case:
    """Prepare a county for checking."""
    schools = {school.school_id: school for school in county.schools}
    served = frozenset(stage for mode in policy.mode for stage in mode.stages)
    rows = {
        (school.school_id, stage): _possible(school, stage, policy)
        for school in county.schools
        for stage in _scope(school, policy, served)
    }
    return Case(
        county=county,
        policy=policy,
        schools=schools,
        served=served,
        rows=rows,
        pins=_pins(county, schools, rows),
        standing=_standing(county),
        demand=_demand(county, schools),
        points=_points(schools),
        asked=_asked(county, policy),
        ways=Ways(county, policy),
        idle=frozenset((core, stage) for core, stage in _of_itself(county, PinRule.NEVER)),
    )


def _scope(school: School, policy: Policy, served: frozenset[Stage]) -> tuple[Stage, ...]:
    if school.parent_id is not None or school.role not in (Role.MEMBER, Role.EITHER):
        return ()
    stages = tuple(stage for stage in Stage if stage in school.stages and stage in served)
    return stages[-1:] if policy.several_stages == "once" else stages


def _possible(school: School, home: Stage, policy: Policy) -> frozenset[Stage]:
    """Sentence 3a: the stages in which a place may be taken as a member."""
    instead = (
        policy.several_stages == "once"
        and home.rank > Stage.PRIMARY.rank
        and Stage.PRIMARY in school.stages
        and any(mode.takes_in_primary for mode in policy.mode)
    )
    return frozenset((home, Stage.PRIMARY) if instead else (home,))


def _pins(
    county: County, schools: Mapping[str, School], rows: Mapping[Row, frozenset[Stage]]
) -> dict[PinRule, dict[Row, frozenset[Wish]]]:
    """Sentences 13 and 15: pins as sets, by the place they speak of."""
    found: dict[PinRule, defaultdict[Row, set[Wish]]] = {rule: defaultdict(set) for rule in PinRule}
    for pin in county.pins:
        if pin.core_id == pin.school_id:
            continue
        core = schools.get(pin.core_id)
        for home in Stage:
            possible = rows.get((pin.school_id, home), frozenset())
            if pin.stage is None:
                spoken = possible & set(core.stages if core else ())
            else:
                spoken = possible & {pin.stage}
            if spoken:
                found[pin.rule][pin.school_id, home].add(Wish(pin.core_id, spoken))
    return {rule: {row: frozenset(wishes) for row, wishes in by.items()} for rule, by in found.items()}


def _standing(county: County) -> dict[Row, frozenset[str]]:
    found: defaultdict[Row, set[str]] = defaultdict(set)
    for standing in county.alliances:
        found[standing.member_id, standing.stage].add(standing.core_id)
    return {row: frozenset(cores) for row, cores in found.items()}


def _demand(county: County, schools: Mapping[str, School]) -> dict[Row, dict[str, int]]:
    found: defaultdict[Row, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for need in county.needs or ():
        home = topmost(need.school_id, schools)
        found[home, need.stage][need.subject] += milli(need.need) - milli(need.supply)
    return {row: dict(by_subject) for row, by_subject in found.items()}


def topmost(school_id: str, schools: Mapping[str, School]) -> str:
    """Return the school at the end of a chain of ``parent_id``."""
    seen = {school_id}
    while (school := schools.get(school_id)) and school.parent_id and school.parent_id not in seen:
        school_id = school.parent_id
        seen.add(school_id)
    return school_id


def _points(schools: Mapping[str, School]) -> dict[str, frozenset[str]]:
    """Sentence 23: points and campuses by the school at the end of their chain."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for school in schools.values():
        if school.parent_id is not None:
            found[topmost(school.school_id, schools)].add(school.school_id)
    return {home: frozenset(points) for home, points in found.items()}


def _of_itself(county: County, rule: PinRule) -> list[tuple[str, Stage | None]]:
    """Pins of a school with itself: a question asks that it leads (must) or leads nothing (never)."""
    return [
        (pin.core_id, pin.stage) for pin in county.pins if pin.school_id == pin.core_id and pin.rule is rule
    ]


def _asked(county: County, policy: Policy) -> dict[Key, frozenset[Stage]]:
    """Sentence 7: lead-row key → the stages of which the school must lead in at least one."""
    found: defaultdict[Key, set[Stage]] = defaultdict(set)
    for mode in policy.mode:
        if not mode.use_every_core:
            continue
        for school in county.schools:
            fits = (
                school.role is Role.CORE
                and school.parent_id is None
                and passes(mode.core_area, school.area)
                and passes(mode.core_seat, school.seat)
                and passes(mode.core_category, school.category)
            )
            for stage in mode.stages if fits else ():
                if stage in school.stages:
                    once = policy.several_stages == "once" and len(set(school.stages)) > 1
                    found[school.school_id, None if once else stage].add(stage)
    schools = {school.school_id: school for school in county.schools}
    for core, only in _of_itself(county, PinRule.MUST):
        stages = set(schools[core].stages if only is None else (only,))
        once = policy.several_stages == "once" and len(set(schools[core].stages)) > 1
        key = (core, None if once else min(stages))
        found[key] = found.get(key, stages) & stages  # who leads once cannot lead in another stage too
    return {key: frozenset(stages) for key, stages in found.items()}
