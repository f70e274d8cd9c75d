"""By how much each limit would be overrun if one more school joined the plan as it stands.

Figures of a table: one column per core, one row per ``Limit`` in its order. Members count 1, loads 0.001,
travel 1 m and 1 s; what is only held or not held counts 1 per change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.mode import Mode
from ...models.plan import Alliance
from ...models.room import Limit
from ...models.school import School
from ...models.words import MemberKind, PinRule, Role, Stage
from ..scale import exact, milli
from ..scope import Place
from ..travel.measure import UNKNOWN, great_circle_km, measure_travel
from .problem import Ints, Problem
from .standing import Standing, filters_missed, modes_left_idle

LIMITS = tuple(Limit)
ROW = {limit: row for row, limit in enumerate(LIMITS)}


class AtCore(NamedTuple):
    """What a core has to do with its overruns, whoever the member is.

    Attributes
    ----------
    idle
        Modes whose ``use_every_core`` would ask somebody else to lead as well.
    role
        Role it would have to be given, or None.
    """

    school: School
    alliance: Alliance | None
    idle: tuple[int, ...]
    role: Role | None


class PinInTheWay(NamedTuple):
    """A never or must pin of a place; ``speaks`` says whether it speaks of the stage in question."""

    limit: Limit
    core: str
    speaks: bool

    def bars(self, core: str) -> bool:
        """Whether it keeps the place from this core in the stage."""
        if self.limit is Limit.NEVER:
            return core == self.core
        return core != self.core or not self.speaks


@dataclass(frozen=True)
class Table:
    """Cores that could take a school under one mode in one stage.

    Attributes
    ----------
    whatever
        int64 (limits, cores): overruns that do not depend on the member.
    load, capacity
        int64 (cores,): 0.001 carried now, and at most.
    marked, able
        int64 (cores,): members marked entrusted, and members not marked ordinary.
    students
        int64 (cores,): −1 where they are not known.
    metres, seconds, as_the_crow_flies
        int64 (cores, schools): travel, ``UNKNOWN`` where it is not known; m, to order what is unknown.
    """

    index: int
    mode: Mode
    stage: Stage
    cores: tuple[AtCore, ...]
    whatever: Ints
    load: Ints
    capacity: Ints
    marked: Ints
    able: Ints
    students: Ints
    column: Mapping[str, int]
    metres: Ints
    seconds: Ints
    as_the_crow_flies: Ints

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the cores."""
        return tuple(core.school.school_id for core in self.cores)

    @cached_property
    def row(self) -> dict[str, int]:
        """Core to its place among the cores."""
        return {core: row for row, core in enumerate(self.ids)}

    @cached_property
    def blank(self) -> NDArray[np.bool_]:
        """Whether the core has no coordinates, bool (cores,)."""
        return np.array([one.school.lat is None or one.school.lon is None for one in self.cores], dtype=bool)


def _alliances_limit(mode: Mode) -> Limit:
    if mode.alliances.exactly is None:
        return Limit.ALLIANCES_MAX
    return Limit.ALLIANCES_EXACTLY if len(set(mode.stages)) == 1 else Limit.ALLIANCES


def overruns_of_core(
    standing: Standing, index: int, stage: Stage, core: School, members: int, role: Role | None = None
) -> tuple[Ints, tuple[int, ...]]:
    """Overruns of one core that would have so many members, whoever they are; and ``AtCore.idle``."""
    mode = standing.problem.policy.mode[index]
    over = np.zeros(len(LIMITS), dtype=np.int64)
    if mode.max_members:
        over[ROW[Limit.MAX_MEMBERS]] = max(0, members - mode.max_members)
    over[ROW[Limit.MIN_MEMBERS]] = max(0, mode.min_members - members)
    if (core.school_id, stage) in standing.alliances:
        return over, ()
    most = mode.alliances.most
    if most is not None and standing.counts.get((mode.id, stage), 0) + 1 > most:
        over[ROW[_alliances_limit(mode)]] = 1
    for limit, _, _ in filters_missed(core, mode, as_core=True):
        over[ROW[limit]] += 1
    over[ROW[Limit.ROLE]] = role is not None
    needs_more = role is not None or bool(filters_missed(core, mode, as_core=True))
    idle = modes_left_idle(standing, index, core, stage, role) if needs_more else ()
    over[ROW[Limit.USE_EVERY_CORE]] = len(idle)
    return over, idle


def _role_to_lead(school: School) -> Role:
    return Role.CORE if school.role is Role.NONE else Role.EITHER


def _straight_metres(cores: Sequence[School], members: Sequence[School]) -> Ints:
    """Metres as the crow flies; where coordinates are missing, more than any way."""
    places = [
        np.array(
            [(np.nan, np.nan) if s.lat is None or s.lon is None else (s.lat, s.lon) for s in schools],
            dtype=np.float64,
        ).reshape(-1, 2)
        for schools in (cores, members)
    ]
    here, there = places
    km = great_circle_km(here[:, None, 0], here[:, None, 1], there[None, :, 0], there[None, :, 1])
    return np.where(np.isnan(km), 2**31, np.floor(np.nan_to_num(km) * 1000)).astype(np.int64)


def table_of(
    standing: Standing, index: int, stage: Stage, members: Sequence[str], *, by_role: bool = False
) -> Table:
    """Lay out the cores that are free to take one of the members under a mode in a stage.

    ``by_role``: instead those that would be free if their role let them lead.
    """
    problem = standing.problem
    county, mode = problem.county, problem.policy.mode[index]
    cores: list[AtCore] = []
    columns: list[Ints] = []
    for school in sorted(county.schools, key=lambda one: one.school_id):
        alliance = standing.alliances.get((school.school_id, stage))
        if alliance is None and not standing.may_open(school, stage):
            continue
        if school.role.may_lead is by_role or (alliance is not None and alliance.mode != mode.id):
            continue
        count = 1 + (0 if alliance is None else len(alliance.members))
        role = _role_to_lead(school) if by_role else None
        over, idle = overruns_of_core(standing, index, stage, school, count, role)
        cores.append(AtCore(school, alliance, idle, role))
        columns.append(over)
    taken = [
        [county.by_id[member.school] for member in (at.alliance.members if at.alliance else ())]
        for at in cores
    ]
    schools = [at.school for at in cores]
    travel = measure_travel(county, problem.policy, [school.school_id for school in schools], members)
    return Table(
        index=index,
        mode=mode,
        stage=stage,
        cores=tuple(cores),
        whatever=np.array(columns, dtype=np.int64).reshape(-1, len(LIMITS)).T,
        load=_figures(sum(milli(school.load) for school in led) for led in taken),
        capacity=_figures(
            np.iinfo(np.int64).max if school.capacity is None else milli(school.capacity)
            for school in schools
        ),
        marked=_figures(sum(school.kind is MemberKind.ENTRUSTED for school in led) for led in taken),
        able=_figures(sum(school.kind is not MemberKind.ORDINARY for school in led) for led in taken),
        students=_figures(-1 if school.students is None else school.students for school in schools),
        column={school: at for at, school in enumerate(members)},
        metres=travel.metres,
        seconds=travel.seconds,
        as_the_crow_flies=travel.metres
        if bool((travel.metres != UNKNOWN).all())
        else _straight_metres(schools, [county.by_id[school] for school in members]),
    )


def _figures(figures: Iterator[int]) -> Ints:
    return np.array(list(figures), dtype=np.int64)


def _beyond(figures: Ints, limit: float | None, per_unit: int) -> Ints | int:
    return 0 if limit is None else np.maximum(0, figures - int(exact(limit) * per_unit // 1))


def overruns(problem: Problem, table: Table, place: Place) -> tuple[Ints, Ints]:
    """Return the overruns if each core of the table took the place, and the columns of all but itself."""
    member, mode = problem.county.by_id[place[0]], table.mode
    over = table.whatever.copy()
    at = table.column[member.school_id]
    metres, seconds = table.metres[:, at], table.seconds[:, at]
    known = metres != UNKNOWN
    over[ROW[Limit.CAPACITY]] = np.maximum(0, table.load - (table.capacity - milli(member.load)))
    over[ROW[Limit.MAX_KM]] = np.where(known, _beyond(metres, mode.max_km, 1000), 0)
    over[ROW[Limit.MAX_MINUTES]] = np.where(known, _beyond(seconds, mode.max_minutes, 60), 0)
    _missing_travel(problem, table, member, ~known, over)
    for limit, _, _ in filters_missed(member, mode, as_core=False):
        over[ROW[limit]] += 1
    if mode.core_larger:
        over[ROW[Limit.CORE_LARGER]] = (member.students is None) | (table.students <= (member.students or 0))
    if mode.entrusted is not None:
        marked = table.marked + (member.kind is MemberKind.ENTRUSTED)
        able = table.able + (member.kind is not MemberKind.ORDINARY)
        over[ROW[Limit.ENTRUSTED_MIN]] = np.maximum(0, mode.entrusted.min - able)
        if mode.entrusted.max is not None:
            over[ROW[Limit.ENTRUSTED_MAX]] = np.maximum(0, marked - mode.entrusted.max)
    for pin in pins_in_the_way(problem, place, table.stage):
        over[ROW[pin.limit]] += np.array([pin.bars(core) for core in table.ids], dtype=np.int64)
    others = np.arange(len(table.ids))
    own = table.row.get(member.school_id)
    return over, others if own is None else np.delete(others, own)


def _missing_travel(
    problem: Problem, table: Table, member: School, unknown: NDArray[np.bool_], over: Ints
) -> None:
    """Where no travel is known: coordinates that are blank, else the way itself."""
    if not unknown.any():
        return
    if problem.policy.travel.source != "straight_line":
        over[ROW[Limit.WAY]] = unknown
        return
    own = member.lat is None or member.lon is None
    over[ROW[Limit.COORDINATES]] = unknown * (table.blank.astype(np.int64) + own)


def pins_in_the_way(problem: Problem, place: Place, stage: Stage) -> tuple[PinInTheWay, ...]:
    """Never and must pins of a place that bar some core in a stage, one per core named."""
    scope = problem.scope
    never = {pin.core for pin in scope.pins_of(PinRule.NEVER, place) if stage in pin.stages}
    must = scope.pins_of(PinRule.MUST, place)
    elsewhere = {pin.core for pin in must if stage not in pin.stages}
    return (
        *(PinInTheWay(Limit.NEVER, core, True) for core in sorted(never)),
        *(
            PinInTheWay(Limit.MUST, core, core not in elsewhere)
            for core in sorted({pin.core for pin in must})
        ),
    )
