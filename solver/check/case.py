"""The county as the checker reads it: who takes part, pins, standing members, demand (docs/grouping.md)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ...models.county import County
from ...models.mode import Mode
from ...models.policy import Policy
from ...models.school import School
from ...models.words import PinRule, Role, Stage
from .numbers import milli
from .ways import Ways

Row = tuple[str, Stage]
Key = tuple[str, Stage | None]


@dataclass(frozen=True)
class Case:
    """Everything that follows from the tables before any plan is looked at.

    ``rows`` are the (school, stage) in scope. ``pins`` maps each rule to its pins as (school, stage) → cores,
    blank stages written out. ``standing`` maps (school, stage) of alliances.csv to its cores. ``demand`` is
    need − supply per subject in 0.001 lessons, points counted with their topmost parent.
    """

    county: County
    policy: Policy
    schools: Mapping[str, School]
    served: frozenset[Stage]
    rows: frozenset[Row]
    pins: Mapping[PinRule, Mapping[Row, frozenset[str]]]
    standing: Mapping[Row, frozenset[str]]
    demand: Mapping[Row, Mapping[str, int]]
    asked: Mapping[Key, frozenset[Stage]]
    ways: Ways

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

    def may_lead(self, school: School, mode: Mode, stage: Stage) -> bool:
        """Sentence 4: role, stage and the mode's filters."""
        return (
            school.parent_id is None
            and school.role in (Role.CORE, Role.EITHER)
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


def read_case(county: County, policy: Policy) -> Case:
    """Prepare a county for checking."""
    schools = {school.school_id: school for school in county.schools}
    served = frozenset(stage for mode in policy.mode for stage in mode.stages)
    rows = frozenset(
        (school.school_id, stage) for school in county.schools for stage in _scope(school, policy, served)
    )
    return Case(
        county=county,
        policy=policy,
        schools=schools,
        served=served,
        rows=rows,
        pins=_pins(county, schools, rows),
        standing=_standing(county),
        demand=_demand(county, schools),
        asked=_asked(county, policy),
        ways=Ways(county, policy),
    )


def _scope(school: School, policy: Policy, served: frozenset[Stage]) -> tuple[Stage, ...]:
    if school.parent_id is not None or school.role not in (Role.MEMBER, Role.EITHER):
        return ()
    stages = tuple(stage for stage in Stage if stage in school.stages and stage in served)
    return stages[-1:] if policy.several_stages == "once" else stages


def _pins(
    county: County, schools: Mapping[str, School], rows: frozenset[Row]
) -> dict[PinRule, dict[Row, frozenset[str]]]:
    found: dict[PinRule, defaultdict[Row, set[str]]] = {rule: defaultdict(set) for rule in PinRule}
    for pin in county.pins:
        if pin.stage is not None:
            found[pin.rule][pin.school_id, pin.stage].add(pin.core_id)
            continue
        core = schools.get(pin.core_id)
        for stage in core.stages if core else ():
            if (pin.school_id, stage) in rows:
                found[pin.rule][pin.school_id, stage].add(pin.core_id)
    return {rule: {row: frozenset(cores) for row, cores in by_row.items()} for rule, by_row in found.items()}


def _standing(county: County) -> dict[Row, frozenset[str]]:
    found: defaultdict[Row, set[str]] = defaultdict(set)
    for standing in county.alliances:
        found[standing.member_id, standing.stage].add(standing.core_id)
    return {row: frozenset(cores) for row, cores in found.items()}


def _demand(county: County, schools: Mapping[str, School]) -> dict[Row, dict[str, int]]:
    found: defaultdict[Row, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for need in county.needs or ():
        home = _topmost(need.school_id, schools)
        found[home, need.stage][need.subject] += milli(need.need) - milli(need.supply)
    return {row: dict(by_subject) for row, by_subject in found.items()}


def _topmost(school_id: str, schools: Mapping[str, School]) -> str:
    seen = {school_id}
    while (school := schools.get(school_id)) and school.parent_id and school.parent_id not in seen:
        school_id = school.parent_id
        seen.add(school_id)
    return school_id


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
    return {key: frozenset(stages) for key, stages in found.items()}
