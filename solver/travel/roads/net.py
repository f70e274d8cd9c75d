"""The road net: roads between junctions, with length and time along each, and which hang together."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..measure import great_circle_km
from .extract import Ways

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class RoadNet(NamedTuple):
    """Roads between junctions. A road's points lie at ``first[road]:first[road + 1]``.

    Attributes
    ----------
    first
        Shape (roads + 1).
    lat, lon
        Degrees, per point.
    metres
        Per point: metres from the road's first point, along great circles between points.
    ahead_s, back_s
        Per point: seconds between the road's first point and this one, along the drawing and against it.
    start, end
        Junction at the road's first and last point.
    ahead, back
        Per road: open along its drawing, and against it.
    main
        Per road: whether it belongs to the largest net in which every road can be reached from every other.
    from_school
        Per road: whether a school may be joined to it.
    """

    first: Whole
    lat: Floats
    lon: Floats
    metres: Floats
    ahead_s: Floats
    back_s: Floats
    start: Whole
    end: Whole
    ahead: Flags
    back: Flags
    main: Flags
    from_school: Flags

    @property
    def junctions(self) -> int:
        """Number of junctions; they are numbered from 0."""
        return int(max(self.start.max(initial=-1), self.end.max(initial=-1))) + 1


def road_net(ways: Ways) -> RoadNet:
    """Cut ways at their junctions: nodes that several ways share, ends of ways, nodes that stop cars.

    A node that stops cars becomes the end of each road that meets there; nothing passes.
    """
    _, number, visits = np.unique(ways.node, return_inverse=True, return_counts=True)
    number = number.astype(np.int64)
    blocked = np.isin(ways.node, ways.blocked)
    way_first, way_last = ways.first[:-1], ways.first[1:] - 1
    cut = (visits[number] > 1) | blocked
    cut[way_first] = cut[way_last] = True
    cuts = np.flatnonzero(cut)
    is_last = np.zeros(len(ways.node), dtype=np.bool_)
    is_last[way_last] = True
    begins = cuts[~is_last[cuts]]
    ends = cuts[np.searchsorted(cuts, begins, side="right")]
    roads = len(begins)

    counts = ends - begins + 1
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    road = np.repeat(np.arange(roads), counts)
    point = np.arange(first[-1]) - first[road] + begins[road]
    lat, lon = ways.lat[point], ways.lon[point]
    step = np.zeros(len(point))
    step[1:] = great_circle_km(lat[:-1], lon[:-1], lat[1:], lon[1:]) * 1000
    step[first[:-1]] = 0.0
    way = np.searchsorted(ways.first, begins, side="right") - 1
    ahead_kmh, back_kmh = _speeds(ways, way, np.add.reduceat(step, first[:-1]) if roads else np.zeros(0))

    distinct = len(visits)
    own = distinct + np.arange(roads) * 2
    start = np.where(blocked[begins], own, number[begins])
    end = np.where(blocked[ends], own + 1, number[ends])
    used, joined = np.unique(np.concatenate((start, end)), return_inverse=True)
    start, end = joined[:roads].astype(np.int64), joined[roads:].astype(np.int64)
    ahead, back = ~np.isnan(ahead_kmh), ~np.isnan(back_kmh)
    metres = _along(step, first, road)
    return RoadNet(
        first=first,
        lat=lat,
        lon=lon,
        metres=metres,
        ahead_s=metres / np.where(ahead, ahead_kmh, 1.0)[road] * 3.6,
        back_s=metres / np.where(back, back_kmh, 1.0)[road] * 3.6,
        start=start,
        end=end,
        ahead=ahead,
        back=back,
        main=_main(start, end, ahead, back, metres[first[1:] - 1], len(used)),
        from_school=ways.from_school[way],
    )


def _speeds(ways: Ways, way: Whole, road_metres: Floats) -> tuple[Floats, Floats]:
    """Speeds per road; where a way says its duration, its length by that."""
    way_km = np.bincount(way, weights=road_metres, minlength=len(ways.hours)) / 1000
    timed = ~np.isnan(ways.hours)
    by_duration = np.divide(way_km, ways.hours, out=np.ones_like(way_km), where=timed)
    by_duration = np.maximum(by_duration, 1e-3)
    ahead = np.where(timed & ~np.isnan(ways.ahead_kmh), by_duration, ways.ahead_kmh)
    back = np.where(timed & ~np.isnan(ways.back_kmh), by_duration, ways.back_kmh)
    return ahead[way], back[way]


def _along(step: Floats, first: Whole, road: Whole) -> Floats:
    """Sum steps along each road, starting at 0 in every road."""
    total = np.cumsum(step)
    along: Floats = total - total[first[:-1]][road]
    return along


def _main(start: Whole, end: Whole, ahead: Flags, back: Flags, metres: Floats, junctions: int) -> Flags:
    """Roads of the largest (by length) strongly connected part."""
    rows = np.concatenate((start[ahead], end[back]))
    columns = np.concatenate((end[ahead], start[back]))
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(junctions, junctions)).tocsr()
    _, part = connected_components(graph, directed=True, connection="strong")
    inside = part[start] == part[end]
    length = np.bincount(part[start][inside], weights=metres[inside], minlength=1)
    main: Flags = inside & (part[start] == int(np.argmax(length)))
    return main
