"""Coordinates of schools: in range, not swapped, not far from all the others."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from statistics import median
from typing import NamedTuple

from .findings import Findings

EARTH_RADIUS_KM = 6371.0088
FAR_KM = 200.0
WIDE = 3.0
"""In a province without county borders a school is far only beyond so many times the usual distance."""


class Point(NamedTuple):
    """WGS84 degrees."""

    lat: float
    lon: float

    @property
    def on_earth(self) -> bool:
        """Whether latitude and longitude lie in their ranges."""
        return abs(self.lat) <= 90 and abs(self.lon) <= 180

    @property
    def swapped(self) -> "Point":
        """The point with latitude and longitude exchanged."""
        return Point(self.lon, self.lat)


def great_circle_km(one: Point, other: Point) -> float:
    """Great-circle distance in km (haversine, sphere of radius 6371.0088 km)."""
    lat_1, lat_2 = radians(one.lat), radians(other.lat)
    half = sin((lat_2 - lat_1) / 2) ** 2
    half += cos(lat_1) * cos(lat_2) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


class Place(NamedTuple):
    """Coordinates as read from one row of schools.csv."""

    row: int
    school_id: str
    parent_id: str | None
    lat: float | None
    lon: float | None


def checked_points(
    places: Sequence[Place], file: str, findings: Findings, *, one_each: bool = True
) -> list[Point | None]:
    """Give the point of each place, None where there is none or it is at fault.

    Errors: one of the two cells blank, out of range, swapped (out of range as written, in range the other way
    round). Warnings: more than 200 km, and three times as far as usual, from the median of all, perhaps
    swapped, and with ``one_each`` the same point for two schools of which neither is the other's parent.
    """
    points = [_point(place, file, findings) for place in places]
    known = [point for point in points if point is not None]
    if len(known) >= 3:
        middle = Point(median(point.lat for point in known), median(point.lon for point in known))
        far_km = max(FAR_KM, WIDE * median(great_circle_km(point, middle) for point in known))
        for place, point in zip(places, points, strict=True):
            if point is not None:
                _warn_if_far(place, point, middle, far_km, file, findings)
    if one_each:
        _warn_of_same_point(places, points, file, findings)
    return points


def _point(place: Place, file: str, findings: Findings) -> Point | None:
    if place.lat is None and place.lon is None:
        return None
    if place.lat is None or place.lon is None:
        missing = "lat" if place.lat is None else "lon"
        findings.error("coordinate_alone", file, place.row, missing, figures={"school": place.school_id})
        return None
    point = Point(place.lat, place.lon)
    if point.on_earth:
        return point
    if point.swapped.on_earth:
        findings.error(
            "coordinates_swapped",
            file,
            place.row,
            "lat",
            str(place.lat),
            figures={"lat": place.lon, "lon": place.lat},
        )
    elif abs(point.lat) > 90:
        findings.error(
            "number_range", file, place.row, "lat", str(place.lat), figures={"low": "-90", "high": "90"}
        )
    else:
        findings.error(
            "number_range", file, place.row, "lon", str(place.lon), figures={"low": "-180", "high": "180"}
        )
    return None


def _warn_if_far(
    place: Place, point: Point, middle: Point, far_km: float, file: str, findings: Findings
) -> None:
    away = great_circle_km(point, middle)
    if away <= far_km:
        return
    value, figures = f"{point.lat}, {point.lon}", {"school": place.school_id, "km": round(away)}
    if point.swapped.on_earth and great_circle_km(point.swapped, middle) <= far_km:
        findings.warning("coordinates_perhaps_swapped", file, place.row, "lat", value, figures=figures)
    else:
        findings.warning("coordinates_far", file, place.row, "lat", value, figures=figures)


def _warn_of_same_point(
    places: Sequence[Place], points: Sequence[Point | None], file: str, findings: Findings
) -> None:
    first: dict[Point, Place] = {}
    for place, point in zip(places, points, strict=True):
        if point is None:
            continue
        other = first.setdefault(point, place)
        related = place.parent_id == other.school_id or other.parent_id == place.school_id
        if other is not place and not related:
            findings.warning(
                "coordinates_same",
                file,
                place.row,
                "lat",
                f"{point.lat}, {point.lon}",
                figures={"school": place.school_id, "other": other.school_id, "earlier": other.row},
            )
