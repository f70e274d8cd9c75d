"""Joining schools to the road net: the nearest point on a road, not only the nearest junction."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measure import EARTH_RADIUS_KM
from .net import RoadNet
from .profile import AtSchool

_METRES_PER_DEGREE = math.radians(1) * EARTH_RADIUS_KM * 1000
_WINDOWS_M = (300.0, 1000.0, 2500.0)


class Joint(NamedTuple):
    """Where a school comes to the road.

    Attributes
    ----------
    road
        Road of the net.
    along_m, ahead_s, back_s
        Metres, and seconds in each direction, from the road's first point to the joint.
    away_m
        Metres from the school to the joint, in a straight line.
    main
        Whether the road belongs to the main net.
    """

    road: int
    along_m: float
    ahead_s: float
    back_s: float
    away_m: float
    main: bool


class _Segments(NamedTuple):
    """Straight pieces of the roads that a school may be joined to: their first points and their boxes."""

    point: NDArray[np.int64]
    road: NDArray[np.int64]
    south: NDArray[np.float64]
    north: NDArray[np.float64]
    west: NDArray[np.float64]
    east: NDArray[np.float64]


def joints(
    net: RoadNet, places: Sequence[tuple[float, float] | None], at_school: AtSchool
) -> list[Joint | None]:
    """Join each place (degrees: lat, lon) to the net.

    A road of the main net is taken unless another one is nearer by more than ``main_worth_m``; of roads
    equally near the first. None: the place is not known, or no road lies within ``off_m``.
    """
    segments = _segments(net)
    return [None if place is None else _joint(net, segments, place, at_school) for place in places]


def _segments(net: RoadNet) -> _Segments:
    counts = np.diff(net.first)
    road = np.repeat(np.arange(len(counts)), counts)
    point = np.flatnonzero((np.arange(len(road)) != net.first[1:][road] - 1) & net.from_school[road])
    lat, lon = net.lat, net.lon
    return _Segments(
        point,
        road[point],
        np.minimum(lat[point], lat[point + 1]),
        np.maximum(lat[point], lat[point + 1]),
        np.minimum(lon[point], lon[point + 1]),
        np.maximum(lon[point], lon[point + 1]),
    )


def _joint(
    net: RoadNet, segments: _Segments, place: tuple[float, float], at_school: AtSchool
) -> Joint | None:
    for window in (*(one for one in _WINDOWS_M if one < at_school.off_m), at_school.off_m):
        nearest = _nearest(net, segments, place, window, main_only=False)
        if nearest is None:
            continue
        if not nearest.main:
            reach = min(nearest.away_m + at_school.main_worth_m, at_school.off_m)
            return _nearest(net, segments, place, reach, main_only=True) or nearest
        return nearest
    return None


def _nearest(
    net: RoadNet, segments: _Segments, place: tuple[float, float], within_m: float, *, main_only: bool
) -> Joint | None:
    """Find the nearest point on a road within so many metres, in a plane that touches the earth there."""
    lat, lon = place
    up, right = _METRES_PER_DEGREE, _METRES_PER_DEGREE * max(math.cos(math.radians(lat)), 1e-6)
    high, wide = 1.001 * within_m / up, 1.001 * within_m / right
    near = np.flatnonzero(
        (segments.south <= lat + high)
        & (segments.north >= lat - high)
        & (segments.west <= lon + wide)
        & (segments.east >= lon - wide)
    )
    if main_only:
        near = near[net.main[segments.road[near]]]
    if not len(near):
        return None
    a = segments.point[near]
    ax, ay = (net.lon[a] - lon) * right, (net.lat[a] - lat) * up
    dx, dy = (net.lon[a + 1] - net.lon[a]) * right, (net.lat[a + 1] - net.lat[a]) * up
    square = dx * dx + dy * dy
    share = np.divide(-(ax * dx + ay * dy), square, out=np.zeros_like(square), where=square > 0)
    share = np.clip(share, 0.0, 1.0)
    away = np.hypot(ax + share * dx, ay + share * dy)
    best = int(np.argmin(away))
    if away[best] > within_m:
        return None
    point, road, part = int(a[best]), int(segments.road[near[best]]), float(share[best])

    def there(values: NDArray[np.float64]) -> float:
        return float(values[point] + part * (values[point + 1] - values[point]))

    return Joint(
        road,
        there(net.metres),
        there(net.ahead_s),
        there(net.back_s),
        float(away[best]),
        bool(net.main[road]),
    )
