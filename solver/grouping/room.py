"""The cheapest room for every unplaced school: the fewest limits that would have to give way.

Source: docs/grouping.md, 25. Nothing else of the plan moves: the school joins an alliance as it stands, or
a school that leads nothing opens one with it alone.
"""

from collections.abc import Sequence

import numpy as np

from ...models.plan import Alliance, Room
from ...models.room import Limit, named, no_room_sentence, no_time_sentence
from ...models.words import Stage
from ..scope import Place, leads_over_all_stages
from ..travel.measure import UNKNOWN
from .clock import InTime, always
from .overruns import LIMITS, ROW, AtCore, Table, overruns, overruns_of_core, table_of
from .problem import Ints, Problem
from .room_changes import Way, room_of
from .standing import Standing, standing_plan

FIRST_OF_RANK = (
    Limit.MAX_MEMBERS,
    Limit.CAPACITY,
    Limit.MIN_MEMBERS,
    Limit.ALLIANCES_MAX,
    Limit.MAX_KM,
    Limit.MAX_MINUTES,
    Limit.CORE_AREA,
    Limit.NEVER,
    Limit.ROLE,
    Limit.WAY,
)
"""Which limit gives way first among as few; those between two (in the order of ``Limit``) rank alike.

The last rank is no limit but missing travel: whatever needs it comes last, since nobody knows the way.
"""
ONE_EACH = frozenset(
    {Limit.AREA, Limit.SEAT, Limit.CATEGORY, Limit.USE_EVERY_CORE, Limit.NEVER, Limit.MUST, Limit.COORDINATES}
)
"""Limits whose overrun counts changes; of every other one any overrun is one change."""
_STARTS = np.array([ROW[limit] for limit in FIRST_OF_RANK], dtype=np.int64)
_MOST_CHANGES = np.array(
    [[np.iinfo(np.int64).max if limit in ONE_EACH else 1] for limit in LIMITS], dtype=np.int64
)


def _costs(over: Ints) -> Ints:
    """Return what overruns (limits, cores) are compared by, (criteria, cores), most important first.

    Missing travel, number of changes, changes per rank (more of an early rank is better), amounts per rank.
    """
    by_rank = np.add.reduceat(np.minimum(over, _MOST_CHANGES), _STARTS, axis=0)
    amounts = np.add.reduceat(over, _STARTS, axis=0)
    count = by_rank.sum(axis=0, keepdims=True)
    return np.vstack([np.minimum(by_rank[-1:], 1), count, -by_rank[:-1], amounts[:-1]])


def _least(columns: Ints, figures: Ints) -> Ints:
    """Keep the columns with the least figure."""
    here = figures[columns]
    kept: Ints = columns[here == here.min()]
    return kept


def _cheapest(over: Ints, distance: Ints, columns: Ints) -> int:
    """Column with the least costs, then the least distance; of several the first."""
    for figures in (*_costs(over[:, columns]), distance[columns]):
        kept = figures == figures.min()
        if not kept.all():
            return _cheapest(over, distance, columns[kept])
    return int(columns[0])


def _ways_to_join(problem: Problem, table: Table, place: Place) -> list[Way]:
    """List the cheapest way of one table for the place, and that to the nearest core."""
    over, columns = overruns(problem, table, place)
    if not len(columns):
        return []
    at = table.column[place[0]]
    known = table.metres[:, at] != UNKNOWN
    distance = np.where(known, table.metres[:, at], table.as_the_crow_flies[:, at])
    columns = _least(columns, np.minimum(over[_STARTS[-1] :].sum(axis=0), 1))
    fewest = _least(columns, np.minimum(over, _MOST_CHANGES).sum(axis=0))
    nearest = _least(columns, distance)
    ways = []
    for row in sorted({_cheapest(over, distance, some) for some in (fewest, nearest)}):
        core = table.cores[row]
        cost = (
            *_costs(over[:, [row]])[:, 0].tolist(),
            False,
            int(distance[row]),
            table.ids[row],
            table.index,
        )
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
    problem: Problem,
    alliances: Sequence[Alliance],
    places: Sequence[Place],
    lang: str,
    in_time: InTime = always,
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
    in_time
        Asked before each place; where there is no time any more, its room says so.
    """
    if not in_time():
        return {place: _late(problem, place, lang) for place in sorted(places)}
    standing = standing_plan(problem, alliances)
    joining = {place: _joining_modes(problem, place) for place in sorted(places)}
    here: dict[tuple[int, Stage], list[Place]] = {}
    for place, modes in joining.items():
        for key in modes:
            here.setdefault(key, []).append(place)
    ways: dict[Place, list[Way]] = {place: _ways_to_lead_alone(standing, place) for place in joining}
    late: set[Place] = set()
    for by_role in (False, True):
        left = {place for place, found in ways.items() if not found}
        for (index, stage), own in here.items():
            wanting = [place for place in own if place in left or not by_role]
            if not wanting:
                continue
            table = table_of(standing, index, stage, [school for school, _ in wanting], by_role=by_role)
            for place in wanting:
                if not in_time():
                    late.add(place)
                    continue
                ways[place] += _ways_to_join(problem, table, place)
    return {
        place: _late(problem, place, lang) if place in late else _room(standing, place, found, lang)
        for place, found in ways.items()
    }


def _late(problem: Problem, place: Place, lang: str) -> Room:
    school = named(problem.county.by_id[place[0]], lang)
    return Room(stage=place[1], text=no_time_sentence(lang, school, place[1]))


def _room(standing: Standing, place: Place, ways: Sequence[Way], lang: str) -> Room:
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
