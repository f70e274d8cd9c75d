"""The cheapest room for every unplaced school: the fewest limits that would have to give way.

Source: docs/grouping.md, 25. Nothing else of the plan moves: the school joins an alliance as it stands, or
a school that leads nothing opens one with it alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...models.plan import Alliance, Room
from ...models.room import Limit, named, no_room_sentence
from ...models.words import Stage
from ..scope import Place, leads_over_all_stages
from ..travel.measure import UNKNOWN
from .overruns import LIMITS, ROW, AtCore, Table, overruns, overruns_of_core, table_of
from .problem import Ints, Problem
from .room_changes import Way, room_of
from .standing import Standing, standing_plan

RANK: dict[Limit, int] = {
    Limit.MAX_MEMBERS: 0,
    Limit.CAPACITY: 1,
    Limit.MIN_MEMBERS: 2,
    Limit.ALLIANCES_MAX: 3,
    Limit.ALLIANCES_EXACTLY: 3,
    Limit.ALLIANCES: 3,
    Limit.MAX_KM: 4,
    Limit.MAX_MINUTES: 5,
    Limit.NEVER: 7,
    Limit.MUST: 7,
    Limit.ROLE: 8,
}
"""Which limit gives way first among as few; every other one is a filter."""
FILTER_RANK = 6
RANKS = 9
MISSING = (Limit.WAY, Limit.COORDINATES)
"""What is no limit but missing data: whatever needs it comes last, since nobody knows the way."""
ONE_EACH = frozenset(
    {Limit.AREA, Limit.SEAT, Limit.CATEGORY, Limit.USE_EVERY_CORE, Limit.NEVER, Limit.MUST, Limit.COORDINATES}
)
"""Limits whose overrun counts changes; of every other one any overrun is one change."""
_RANK_OF_ROW = [RANK.get(limit, FILTER_RANK) for limit in LIMITS]
_COUNTED = np.array([limit in ONE_EACH for limit in LIMITS], dtype=bool)
_MISSING = np.array([limit in MISSING for limit in LIMITS], dtype=bool)
_IN_RANK = np.array(
    [
        [rank == own and not missing for own, missing in zip(_RANK_OF_ROW, _MISSING, strict=True)]
        for rank in range(RANKS)
    ],
    dtype=np.int64,
)


def _costs(over: Ints) -> Ints:
    """Return what overruns (limits, cores) are compared by, (criteria, cores), most important first."""
    changes = np.where(_COUNTED[:, None], over, over > 0)
    by_rank = _IN_RANK @ changes
    return np.vstack(
        [
            (changes[_MISSING].sum(axis=0) > 0)[None, :],
            changes.sum(axis=0)[None, :],
            -by_rank,
            _IN_RANK @ over,
        ]
    ).astype(np.int64)


def _least(costs: Ints, allowed: NDArray[np.bool_]) -> int | None:
    """Column with the least costs among those allowed; of several the first."""
    columns = np.flatnonzero(allowed)
    for row in costs:
        if len(columns) <= 1:
            break
        figures = row[columns]
        columns = columns[figures == figures.min()]
    return int(columns[0]) if len(columns) else None


def _ways_to_join(problem: Problem, table: Table, place: Place) -> list[Way]:
    """List the cheapest way of one table for the place, and that to the nearest core."""
    if not table.cores:
        return []
    over, allowed = overruns(problem, table, place)
    at = table.column[place[0]]
    known = table.metres[:, at] != UNKNOWN
    distance = np.where(known, table.metres[:, at], table.as_the_crow_flies[:, at])
    costs = np.vstack([_costs(over), distance[None, :]])
    by_distance = np.vstack([costs[:1], distance[None, :], costs[1:-1]])
    rows = {_least(criteria, allowed) for criteria in (costs, by_distance)}
    ways = []
    for row in sorted(row for row in rows if row is not None):
        core = table.cores[row]
        cost = (*costs[:-1, row].tolist(), False, int(distance[row]), core.school.school_id, table.index)
        ways.append(
            Way(
                cost=cost,
                index=table.index,
                stage=table.stage,
                core=core,
                over=over[:, row],
                metres=int(table.metres[row, at]) if known[row] else None,
                seconds=int(table.seconds[row, at]) if known[row] else None,
                load=int(table.load[row]),
            )
        )
    return ways


def _ways_to_lead_alone(standing: Standing, place: Place) -> list[Way]:
    """List the ways in which a school that may lead forms an alliance without members (min_members = 0)."""
    problem = standing.problem
    school = problem.county.by_id[place[0]]
    if not school.role.may_lead:
        return []
    stages = school.stages if leads_over_all_stages(school, problem.policy) else (place[1],)
    ways = []
    for index, mode in enumerate(problem.policy.mode):
        for stage in sorted(set(stages).intersection(mode.stages), key=lambda one: one.rank):
            if mode.min_members or not standing.may_open(school, stage):
                continue
            over, idle = overruns_of_core(standing, index, stage, school, 0)
            if mode.entrusted is not None:
                over[ROW[Limit.ENTRUSTED_MIN]] = mode.entrusted.min
            cost = (*_costs(over[:, None])[:, 0].tolist(), True, 0, school.school_id, index)
            core = AtCore(school, None, idle, None)
            ways.append(Way(cost, index, stage, core, over, None, None, 0, alone=True))
    return ways


def _joining_modes(problem: Problem, place: Place) -> list[tuple[int, Stage]]:
    """Modes and stages in which the place may be a member."""
    found = []
    for index, mode in enumerate(problem.policy.mode):
        for stage in problem.scope.possible[place]:
            instead = stage is not place[1]
            if stage in mode.stages and (mode.takes_in_primary or not instead):
                found.append((index, stage))
    return found


def rooms(
    problem: Problem, alliances: Sequence[Alliance], places: Sequence[Place], lang: str
) -> dict[Place, Room]:
    """Find the cheapest room for every place.

    Parameters
    ----------
    problem
        The whole county's.
    alliances
        The plan as it stands.
    places
        Places that it leaves unplaced.
    lang
        Language of the sentences, ``en`` or ``zh``.
    """
    standing = standing_plan(problem, alliances)
    joining = {place: _joining_modes(problem, place) for place in sorted(places)}
    here: dict[tuple[int, Stage], list[Place]] = {}
    for place, modes in joining.items():
        for key in modes:
            here.setdefault(key, []).append(place)
    ways: dict[Place, list[Way]] = {place: _ways_to_lead_alone(standing, place) for place in joining}
    for by_role in (False, True):
        left = {place for place, found in ways.items() if not found}
        for (index, stage), own in here.items():
            wanting = [place for place in own if place in left or not by_role]
            if not wanting:
                continue
            table = table_of(standing, index, stage, [school for school, _ in wanting], by_role=by_role)
            for place in wanting:
                ways[place] += _ways_to_join(problem, table, place)
    return {place: _cheapest(standing, place, found, lang) for place, found in ways.items()}


def _cheapest(standing: Standing, place: Place, ways: Sequence[Way], lang: str) -> Room:
    """Write down the cheapest way; where it lengthens the way to a core, name a nearer core as well."""
    if not ways:
        school = named(standing.problem.county.by_id[place[0]], lang)
        return Room(stage=place[1], text=no_room_sentence(lang, school, place[1]))
    best = min(ways, key=lambda way: way.cost)
    nearer = None
    if best.lengthened and best.metres is not None:
        known = [way for way in ways if way.metres is not None and way.metres < best.metres]
        nearer = min(known, key=lambda way: (way.metres, way.cost), default=None)
    return room_of(standing, place, best, nearer, lang)
