"""The plan as it stands, beside which a school is to find room: who is free to lead, and what that asks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...models.mode import Mode
from ...models.plan import Alliance
from ...models.room import Limit
from ...models.school import School
from ...models.words import PinRule, Role, Stage
from ..scope import LeadKey, Place, fits_as_core, lead_key, leads_over_all_stages
from .problem import Problem

CORE_FILTERS = (
    (Limit.CORE_AREA, Limit.AREA, "area"),
    (Limit.CORE_SEAT, Limit.SEAT, "seat"),
    (Limit.CORE_CATEGORY, Limit.CATEGORY, "category"),
)
MEMBER_FILTERS = (
    (Limit.MEMBER_AREA, Limit.AREA, "area"),
    (Limit.MEMBER_SEAT, Limit.SEAT, "seat"),
    (Limit.MEMBER_CATEGORY, Limit.CATEGORY, "category"),
)


@dataclass(frozen=True)
class Standing:
    """The plan as it stands, which nothing of a room may move."""

    problem: Problem
    alliances: Mapping[tuple[str, Stage], Alliance]
    leading: frozenset[LeadKey]
    placed: frozenset[Place]
    counts: Mapping[tuple[str, Stage], int]

    def may_open(self, school: School, stage: Stage) -> bool:
        """Whether a school that leads nothing in the stage is free to lead there, its role aside."""
        scope, policy = self.problem.scope, self.problem.policy
        if school.parent_id is not None or stage not in school.stages:
            return False
        once = leads_over_all_stages(school, policy)
        stages = school.stages if once else (stage,)
        return (
            lead_key(school, stage, policy) not in self.leading
            and not any((school.school_id, here) in self.placed for here in stages)
            and not any(scope.pins_of(PinRule.MUST, (school.school_id, here)) for here in stages)
        )


def standing_plan(problem: Problem, alliances: Sequence[Alliance]) -> Standing:
    """Lay out the alliances of a plan."""
    by_id = problem.county.by_id
    return Standing(
        problem=problem,
        alliances={(alliance.core, alliance.stage): alliance for alliance in alliances},
        leading=frozenset(lead_key(by_id[one.core], one.stage, problem.policy) for one in alliances),
        placed=frozenset((member.school, one.stage) for one in alliances for member in one.members),
        counts=Counter((alliance.mode, alliance.stage) for alliance in alliances),
    )


def _blank(wanted: Sequence[str], value: str | None) -> bool:
    return bool(wanted) and not value


def _misses(wanted: Sequence[str], value: str | None) -> bool:
    return bool(wanted) and bool(value) and value not in wanted


def _filters(
    school: School, mode: Mode, filters: Sequence[tuple[Limit, Limit, str]]
) -> Iterator[tuple[Limit, str, Sequence[str]]]:
    """Yield the filters that a school does not pass: what has to give way, the column, what is wanted."""
    for limit, blank, column in filters:
        wanted, value = getattr(mode, limit.value), getattr(school, column)
        if _blank(wanted, value):
            yield blank, column, wanted
        elif _misses(wanted, value):
            yield limit, column, wanted


def filters_missed(
    school: School, mode: Mode, *, as_core: bool
) -> tuple[tuple[Limit, str, Sequence[str]], ...]:
    """List the filters that a school does not pass: limit, column of schools.csv, words wanted."""
    return tuple(_filters(school, mode, CORE_FILTERS if as_core else MEMBER_FILTERS))


def _asked_too(standing: Standing, mode: Mode, school: School, lead: Place) -> bool:
    """Whether ``use_every_core`` asks a school that the mode now lets lead, and it leads nothing there."""
    scope, policy = standing.problem.scope, standing.problem.policy
    asked = set(mode.stages).intersection(school.stages)

    def leads(stage: Stage) -> bool:
        return (school.school_id, stage) in standing.alliances or (school.school_id, stage) == lead

    if leads_over_all_stages(school, policy):
        key = lead_key(school, next(iter(school.stages)), policy)
        asked |= scope.asked.get(key, frozenset())
        return bool(asked) and not any(leads(stage) for stage in asked)
    return any(not leads(stage) and (school.school_id, stage) not in scope.asked for stage in asked)


def modes_left_idle(
    standing: Standing, index: int, core: School, stage: Stage, role: Role | None
) -> tuple[int, ...]:
    """Modes whose duty to lead would break if this core were let in to lead in the stage."""
    county, modes = standing.problem.county, standing.problem.policy.mode
    missed = filters_missed(core, modes[index], as_core=True)
    filled = {column: wanted[0] for limit, column, wanted in missed if limit.of_school}
    widened = {
        limit.value: (*wanted, getattr(core, column))
        for limit, column, wanted in missed
        if not limit.of_school
    }
    changed = core.model_copy(update=filled | ({} if role is None else {"role": role}))
    lead = (core.school_id, stage)
    idle = []
    for at, mode in enumerate(modes):
        if not mode.use_every_core:
            continue
        wider = mode.model_copy(update=widened) if at == index else mode
        for school in [changed, *county.schools] if at == index and widened else [changed]:
            before = county.by_id[school.school_id]
            newly = (
                school.role is Role.CORE
                and school.parent_id is None
                and fits_as_core(school, wider)
                and not (before.role is Role.CORE and fits_as_core(before, mode))
            )
            if newly and _asked_too(standing, mode, school, lead):
                idle.append(at)
                break
    return tuple(idle)
