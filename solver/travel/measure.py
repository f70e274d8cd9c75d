"""Travel between schools as whole metres and whole seconds, rounded half up per pair.

Source: contract "Travel is rounded half up to 1 m and 1 s per pair before any limit or sum".
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.county import County, ListedTravel
from ...models.policy import Policy

EARTH_RADIUS_KM = 6371.0088
UNKNOWN = -1


class Travel(NamedTuple):
    """Travel from rows to columns.

    Attributes
    ----------
    metres, seconds
        int64 of shape (from, to); ``UNKNOWN`` (−1) where no travel is known.
    """

    metres: NDArray[np.int64]
    seconds: NDArray[np.int64]


def great_circle_km(
    lat1: NDArray[np.float64], lon1: NDArray[np.float64], lat2: NDArray[np.float64], lon2: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Haversine distance in km on a sphere of radius 6371.0088 km; arguments in degrees, broadcast."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    h = (
        np.sin((phi2 - phi1) / 2) ** 2
        + np.cos(phi1) * np.cos(phi2) * np.sin((np.radians(lon2) - np.radians(lon1)) / 2) ** 2
    )
    km: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0)))
    return km


def seconds_at_speed(metres: NDArray[np.int64], speed_kmh: float) -> NDArray[np.int64]:
    """Turn whole metres into whole seconds at a speed, rounded half up, by integer arithmetic."""
    seconds_per_metre = Fraction(3600, 1000) / Fraction(repr(speed_kmh))
    numerator, denominator = seconds_per_metre.numerator, seconds_per_metre.denominator
    farthest = int(np.abs(metres).max(initial=0))
    if 2 * farthest * numerator + denominator < 2**62:
        seconds: NDArray[np.int64] = (2 * metres * numerator + denominator) // (2 * denominator)
        return seconds
    whole = [(2 * m * numerator + denominator) // (2 * denominator) for m in metres.ravel().tolist()]
    return np.array(whole, dtype=np.int64).reshape(metres.shape)


def measure_travel(county: County, policy: Policy, from_ids: Sequence[str], to_ids: Sequence[str]) -> Travel:
    """Measure travel from every school of ``from_ids`` to every school of ``to_ids``.

    A row of travel.csv in this direction comes first, then one in the other direction, then (with
    ``source = "straight_line"``) detour × great-circle km between coordinates, or (with ``source = "roads"``)
    the way by road in this direction, as `roads_for` measured it.
    """
    settings = policy.travel
    by_id = county.by_id
    shape = (len(from_ids), len(to_ids))
    metres = np.full(shape, UNKNOWN, dtype=np.int64)
    if settings.source == "straight_line":
        places = [
            np.array(
                [
                    (np.nan, np.nan) if (s := by_id[i]).lat is None or s.lon is None else (s.lat, s.lon)
                    for i in ids
                ],
                dtype=np.float64,
            ).reshape(-1, 2)
            for ids in (from_ids, to_ids)
        ]
        km = great_circle_km(
            places[0][:, None, 0], places[0][:, None, 1], places[1][None, :, 0], places[1][None, :, 1]
        )
        known = ~np.isnan(km)
        metres[known] = np.floor(km[known] * settings.detour * 1000 + 0.5).astype(np.int64)
    seconds = np.where(metres >= 0, seconds_at_speed(metres, settings.speed_kmh), UNKNOWN)
    travel = Travel(metres, seconds)
    if settings.source == "roads" and county.roads is not None:
        _enter_roads(county.roads.pairs, travel, from_ids, to_ids)
    _enter_listed(county, settings.speed_kmh, travel, from_ids, to_ids)
    return travel


def _enter_roads(
    roads: Mapping[tuple[str, str], ListedTravel],
    travel: Travel,
    from_ids: Sequence[str],
    to_ids: Sequence[str],
) -> None:
    """Enter ways by road; each stands for its own direction only."""
    for row, from_id in enumerate(from_ids):
        for column, to_id in enumerate(to_ids):
            way = roads.get((from_id, to_id))
            if way is not None and way.minutes is not None:
                travel.metres[row, column] = round(way.km * 1000)
                travel.seconds[row, column] = round(way.minutes * 60)


def _enter_listed(
    county: County, speed_kmh: float, travel: Travel, from_ids: Sequence[str], to_ids: Sequence[str]
) -> None:
    """Overwrite the pairs that travel.csv lists, in this direction or the other."""
    if not county.travel:
        return
    row_of = {school_id: row for row, school_id in enumerate(from_ids)}
    column_of = {school_id: column for column, school_id in enumerate(to_ids)}
    for (from_id, to_id), listed in county.travel.items():
        for start, end in ((from_id, to_id), (to_id, from_id)):
            row, column = row_of.get(start), column_of.get(end)
            if row is None or column is None or (start != from_id and (start, end) in county.travel):
                continue
            m = round(listed.km * 1000)
            travel.metres[row, column] = m
            if listed.minutes is None:
                travel.seconds[row, column] = seconds_at_speed(np.array([m], dtype=np.int64), speed_kmh)[0]
            else:
                travel.seconds[row, column] = round(listed.minutes * 60)
