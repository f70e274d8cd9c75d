"""Road travel between the schools of a county: extract, net, joints, fastest ways; or the cache."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....models.county import County, ListedTravel, NoRoad, RoadJoint, RoadTravel
from ....models.errors import InputError
from ....models.finding import Finding, Level
from ....models.policy import Policy
from .cache import keep, kept, key_of
from .doubts import doubts_of
from .extract import read_ways, require_library
from .net import RoadNet, road_net
from .profile import car_profile, profile_sha256
from .schools import A_SECOND, Asked, Reach, asked_of, exchanging, reaches_of, search_minutes
from .shortest import UNREACHED, Ways, connected, joined_net, ways_between
from .snap import Joint, joints

_MEASURED = "roads 1"
"""Raised whenever the same extract and profile would be measured otherwise."""
_TABLE = ("away_dm", "main", "metres", "seconds", "back_metres", "back_seconds", "linked", "back_linked")

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class WithRoads(NamedTuple):
    """A county with its road travel, and what a planner should know of it."""

    county: County
    warnings: tuple[Finding, ...]


class _Table(NamedTuple):
    """What is measured, and kept: travel lead → member and back, straight lines to the road included.

    Attributes
    ----------
    away_dm
        Decimetres from each place to the road, −1 where no road is near enough.
    main
        Whether the place's road belongs to the main net.
    metres, seconds, back_metres, back_seconds
        Shape (leads, members), −1 where no way was found.
    linked, back_linked
        Whether a way exists, however long.
    """

    away_dm: Whole
    main: Flags
    metres: Whole
    seconds: Whole
    back_metres: Whole
    back_seconds: Whole
    linked: Flags
    back_linked: Flags


def roads_for(county: County, policy: Policy, folder: Path) -> WithRoads:
    """Measure travel on the roads of ``policy.travel.roads``; any other source changes nothing.

    Parameters
    ----------
    county, policy
        As read, or changed since: whoever changes schools or settings measures again.
    folder
        Folder of the county; the extract is named relative to it.

    Returns
    -------
    WithRoads
        The county with ``roads`` (lead → member and back, sentence 9 of docs/grouping.md; with teachers also
        between all schools and points, as far as anybody may go), and warnings.

    Raises
    ------
    InputError
        The extra ``[roads]`` is not installed; the extract is missing, broken, without roads, or of another
        region.
    """
    settings = policy.travel
    if settings.source != "roads":
        return WithRoads(county, ())
    if settings.roads is None:
        raise InputError([_error("roads_not_named", "county.toml", column="travel.roads")])
    extract = folder / settings.roads
    content = _fingerprint(extract, settings.roads)
    asked = asked_of(county, policy)
    measured = key_of(_MEASURED, content, profile_sha256())
    reaches = reaches_of(policy)
    ids = sorted({*asked.leads, *asked.members})
    table = _table(extract, settings.roads, county, asked, ids, measured, search_minutes(reaches))
    at_school = car_profile().school
    if ids and np.all(table.away_dm < 0) and any(county.by_id[one].lat is not None for one in ids):
        raise InputError([_error("roads_elsewhere", settings.roads, km=at_school.off_m / 1000)])
    roads = _road_travel(table, asked, ids, reaches, measured)
    beside = exchanging(county, policy)
    if beside is not None:
        sites, near = beside
        far = (search_minutes(near) or 0) + A_SECOND
        table = _table(extract, settings.roads, county, sites, list(sites.leads), measured, far)
        roads = _joined(roads, _road_travel(table, sites, list(sites.leads), near, measured))
    return WithRoads(
        county.model_copy(update={"roads": roads}), doubts_of(county, roads, at_school, settings.roads)
    )


def _error(code: str, file: str, column: str | None = None, **figures: object) -> Finding:
    return Finding(level=Level.ERROR, code=code, file=file, column=column, figures=figures)


def _fingerprint(extract: Path, named: str) -> str:
    if extract.exists() and not (extract.is_file() or extract.is_dir()):  # a pipe may never end
        raise InputError([_error("file_not_stored", named)])
    try:
        with extract.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as missing:
        raise InputError([_error("roads_file_missing", named, path=str(extract))]) from missing
    except OSError as refusal:
        reason = refusal.strerror or str(refusal)
        raise InputError([_error("file_unreadable", named, reason=reason)]) from refusal


def _table(
    extract: Path,
    named: str,
    county: County,
    asked: Asked,
    ids: list[str],
    measured: str,
    minutes: float | None,
) -> _Table:
    places = [
        (school.lat, school.lon) if school.lat is not None and school.lon is not None else None
        for school in (county.by_id[school_id] for school_id in ids)
    ]
    number = {school_id: at for at, school_id in enumerate(ids)}
    starts, ends = [number[one] for one in asked.leads], [number[one] for one in asked.members]
    key = key_of(measured, repr(places), repr(starts), repr(ends), repr(minutes))
    arrays = kept("ways", key, _TABLE)
    if arrays is not None and arrays["metres"].shape == (len(starts), len(ends)):
        return _Table(**arrays)
    net = _net(extract, named, measured)
    at = joints(net, places, car_profile().school)
    table = _measure(net, at, starts, ends, minutes)
    keep("ways", key, table._asdict())
    return table


def _net(extract: Path, named: str, measured: str) -> RoadNet:
    arrays = kept("net", measured, RoadNet._fields)
    if arrays is not None:
        return RoadNet(**arrays)
    require_library()
    net = road_net(read_ways(extract, named, car_profile()))
    keep("net", measured, net._asdict())
    return net


def _measure(
    net: RoadNet, at: list[Joint | None], starts: list[int], ends: list[int], minutes: float | None
) -> _Table:
    joined = joined_net(net, at)
    away = np.array([np.nan if joint is None else joint.away_m for joint in at], dtype=np.float64)
    away_dm = np.where(np.isnan(away), -1, np.floor(np.nan_to_num(away) * 10 + 0.5)).astype(np.int64)
    metres_per_second = car_profile().school.speed_kmh / 3.6
    out_dm = away_dm[starts][:, None] + away_dm[ends][None, :]
    out_cs = np.floor(out_dm / 10 / metres_per_second * 100 + 0.5).astype(np.int64)
    there = ways_between(joined, starts, ends, minutes)
    if starts == ends:
        home = Ways(there.decimetres.T, there.centiseconds.T)
    else:
        home = ways_between(joined, starts, ends, minutes, back=True)
    both = []
    for ways in (there, home):
        known = ways.decimetres != UNREACHED
        metres = np.where(known, (ways.decimetres + out_dm + 5) // 10, UNREACHED)
        seconds = np.where(known, (ways.centiseconds + out_cs + 50) // 100, UNREACHED)
        both.append((metres, seconds, known))
    linked, back_linked = both[0][2], both[1][2]
    if minutes is not None:
        if not linked.all():
            linked = linked | connected(joined, starts, ends)
        if not back_linked.all():
            back_linked = back_linked | connected(joined, ends, starts).T
    main = np.array([joint is not None and joint.main for joint in at], dtype=np.bool_)
    return _Table(away_dm, main, *both[0][:2], *both[1][:2], linked, back_linked)


def _road_travel(
    table: _Table, asked: Asked, ids: list[str], reaches: tuple[Reach, ...], measured: str
) -> RoadTravel:
    pairs: dict[tuple[str, str], ListedTravel] = {}
    missing: dict[tuple[str, str], NoRoad] = {}
    off = {school_id for school_id, away in zip(ids, table.away_dm.tolist(), strict=True) if away < 0}
    directions = (
        (table.metres, table.seconds, table.linked, False),
        (table.back_metres, table.back_seconds, table.back_linked, True),
    )
    for metres, seconds, linked, back in directions:
        within = _within(metres, seconds, reaches)
        for row, lead in enumerate(asked.leads):
            for column, member in enumerate(asked.members):
                if lead == member:
                    continue
                pair = (member, lead) if back else (lead, member)
                if within[row, column]:
                    pairs[pair] = ListedTravel(
                        int(metres[row, column]) / 1000, int(seconds[row, column]) / 60
                    )
                elif lead in off or member in off:
                    missing[pair] = NoRoad.OFF_THE_NET
                elif not linked[row, column]:
                    missing[pair] = NoRoad.NOT_CONNECTED
    joined = {
        school_id: RoadJoint(None if away < 0 else away / 10, bool(main))
        for school_id, away, main in zip(ids, table.away_dm.tolist(), table.main.tolist(), strict=True)
    }
    return RoadTravel(sha256=measured, pairs=pairs, joints=joined, missing=missing)


def _joined(first: RoadTravel, second: RoadTravel) -> RoadTravel:
    """Put two measurings of one extract together; they say the same of what both have."""
    pairs = {**second.pairs, **first.pairs}
    missing = {pair: why for pair, why in {**second.missing, **first.missing}.items() if pair not in pairs}
    return RoadTravel(first.sha256, pairs, {**second.joints, **first.joints}, missing)


def _within(metres: Whole, seconds: Whole, reaches: tuple[Reach, ...]) -> Flags:
    """Whether a way was found and lies within what some mode asks for."""
    near = np.zeros(metres.shape, dtype=np.bool_)
    for reach in reaches:
        fits = np.ones(metres.shape, dtype=np.bool_)
        if reach.km is not None:
            fits &= metres <= reach.km * 1000
        if reach.minutes is not None:
            fits &= seconds <= reach.minutes * 60
        near |= fits
    near &= metres != UNREACHED
    return near
