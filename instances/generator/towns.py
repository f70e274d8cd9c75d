"""Where county seats and townships lie: spread over plain and mountain, in chains along rivers in valleys."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.made_county import Terrain, Wanted
from .relief import Points
from .statistics import Stream, statistics, stream

_LENGTH_TO_WIDTH = 1.4
_CANDIDATES = 8
"""A town takes the one of so many places that is furthest from the towns there are [assumed]."""


class Towns(NamedTuple):
    """County seats and townships.

    Attributes
    ----------
    places
        float64 (towns, 2), km; the county seats' own towns first, in the order of the counties.
    county_of
        int64 (towns,): county of each town.
    counties
        Number of counties; more than one in a province.
    radius_km
        Of the land that belongs to one town.
    along
        float64 (towns, 2): direction of the valley at the town, a unit vector; zero where there is none.
    rivers
        float64 (pieces, 4): ends of the pieces of the rivers, km.
    """

    places: Points
    county_of: NDArray[np.int64]
    counties: int
    radius_km: float
    along: Points
    rivers: NDArray[np.float64]


def towns_of(wanted: Wanted) -> Towns:
    """Place the towns of a county or province of the size asked for."""
    land, ground = statistics().land, statistics().terrain[wanted.terrain]
    province = wanted.schools > land.one_county_up_to
    counties = round(wanted.schools / land.county_schools) if province else 1
    count = max(counties, round(wanted.schools / ground.schools_per_township))
    area = min(ground.km2_per_school * wanted.schools, ground.county_km2_max * counties)
    rng = stream(wanted.seed, Stream.LAND)
    radius = float(np.sqrt(area / count / np.pi))
    if wanted.terrain is Terrain.VALLEY:
        return _in_valleys(count, counties, radius, rng)
    long = float(np.sqrt(area * _LENGTH_TO_WIDTH / np.pi))
    half = np.array((long, long / _LENGTH_TO_WIDTH)) * (1 - 0.5 * radius / long)
    seats = _spread(np.empty((0, 2)), counties, half if counties > 1 else 0.25 * half, rng)
    places = _spread(seats, count, half, rng)
    away = np.hypot(*(places[:, None, :] - seats[None, :, :]).transpose(2, 0, 1))
    nothing = np.zeros_like(places)
    return Towns(places, np.argmin(away, axis=1), counties, radius, nothing, np.empty((0, 4)))


def _spread(there: Points, count: int, half: NDArray[np.float64], rng: np.random.Generator) -> Points:
    """Add places inside an ellipse until there are so many, each as far from the others as it comes."""
    places = np.empty((count, 2))
    places[: len(there)] = there
    for number in range(len(there), count):
        angle = rng.uniform(0, 2 * np.pi, _CANDIDATES)
        reach = np.sqrt(rng.uniform(0, 1, _CANDIDATES))
        tried = np.column_stack((np.cos(angle) * reach, np.sin(angle) * reach)) * half
        if number == 0:
            places[0] = tried[0]
            continue
        gaps = np.hypot(*(tried[:, None, :] - places[None, :number, :]).transpose(2, 0, 1)).min(axis=1)
        places[number] = tried[int(np.argmax(gaps))]
    return places


def _in_valleys(count: int, counties: int, radius: float, rng: np.random.Generator) -> Towns:
    """Give each county a main river with its towns, and side valleys that branch off by turns."""
    figures = statistics().valley
    across = (figures.chain_towns + 2) * figures.town_km
    down = 2 * (figures.side_towns + 1.5) * figures.town_km
    columns = max(1, round(float(np.sqrt(counties * down / across))))
    spots: list[list[tuple[NDArray[np.float64], NDArray[np.float64]]]] = []
    rivers: list[tuple[float, float, float, float]] = []
    for county in range(counties):
        row, column = divmod(county, columns)
        origin = np.array((column * across, -row * down))
        towns = count // counties + (county < count % counties)
        chain, pieces = _valley(towns, origin, rng)
        spots.append(chain)
        rivers += pieces
    middle = np.array([place for chain in spots for place, _ in chain]).mean(axis=0)
    seat_at = [
        min(range(len(chain)), key=lambda at: (abs(at - figures.chain_towns // 2), at)) for chain in spots
    ]
    ordered = [(county, *chain[at]) for county, (chain, at) in enumerate(zip(spots, seat_at, strict=True))]
    ordered += [
        (county, *one)
        for county, (chain, seat) in enumerate(zip(spots, seat_at, strict=True))
        for at, one in enumerate(chain)
        if at != seat
    ]
    shift = np.array((*middle, *middle))
    return Towns(
        np.array([place for _, place, _ in ordered]) - middle,
        np.array([county for county, _, _ in ordered], dtype=np.int64),
        counties,
        radius,
        np.array([along for _, _, along in ordered]),
        np.array(rivers).reshape(-1, 4) - shift,
    )


def _valley(
    towns: int, origin: NDArray[np.float64], rng: np.random.Generator
) -> tuple[list[tuple[NDArray[np.float64], NDArray[np.float64]]], list[tuple[float, float, float, float]]]:
    """One county's towns, each with the direction of its valley, and the pieces of its rivers."""
    figures = statistics().valley
    main = min(towns, figures.chain_towns)
    found: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    pieces: list[tuple[float, float, float, float]] = []

    def follow(start: NDArray[np.float64], angle: float, steps: int, first: bool) -> None:
        at, heading = start, angle
        for step in range(steps):
            heading = angle + float(rng.normal(0, 0.25))
            along = np.array((np.cos(heading), np.sin(heading)))
            if not (first and step == 0):
                ahead = at + along * figures.town_km * rng.uniform(0.8, 1.2)
                pieces.append((*at.tolist(), *ahead.tolist()))
                at = ahead
            found.append((at, along))

    follow(origin, 0.0, main, True)
    left, mouth, side = towns - main, 1, 1
    while left > 0:
        steps = min(left, figures.side_towns)
        start = found[mouth % main][0]
        follow(start, side * float(rng.uniform(1.2, 1.7)), steps, False)
        left -= steps
        side = -side
        mouth += 1
    return found, pieces
