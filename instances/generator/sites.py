"""Which schools there are, of which kind, in which township, and where they stand."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.made_county import Wanted
from .statistics import Kind, Setting, Stream, statistics, stream
from .towns import Towns

_SPREAD_KM = {Kind.SEAT_PRIMARY: 1.3, Kind.SEAT_JUNIOR: 1.6}
"""How far the schools of a county seat lie from its middle [assumed]; others inside a town 0.5 km."""

_IN_TOWN_KM = 0.5
_VILLAGE_FROM, _POINT_FROM = 0.3, 0.6
"""Part of the township's radius at which villages, and the points beyond them, begin [assumed]."""

_VALLEY_WIDTH = 0.3
"""Villages of a valley lie along it: so much of the distance across that they have along it [assumed]."""

_TOWN_REMOTENESS = 0.5
"""Schools inside a town have shortages from the middle of the usual range."""

_SEAT_WEIGHT = 1.4


class Site(NamedTuple):
    """A made-up school before it has pupils.

    Attributes
    ----------
    number
        Its place in schools.csv; stays the same whatever the year.
    kind
        What it is.
    setting
        Where it stands, as far as pupils and people go.
    county, town
        Positions in `Towns`.
    remoteness
        0 near the middle of the township to 1 at its edge; 0.5 inside the town itself.
    parent
        Number of the school it is a point of.
    """

    number: int
    kind: Kind
    setting: Setting
    county: int
    town: int
    remoteness: float
    parent: int | None


class Settled(NamedTuple):
    """Sites, and where they lie: float64 (sites, 2), km. ``is_town``: bool (towns,), 镇 rather than 乡."""

    sites: tuple[Site, ...]
    places: NDArray[np.float64]
    is_town: NDArray[np.bool_]


def settle(wanted: Wanted, towns: Towns) -> Settled:
    """Give every township its schools, each its kind and place."""
    rng = stream(wanted.seed, Stream.SCHOOLS)
    count = len(towns.places)
    numbers = _numbers(wanted.schools, wanted, count, towns.counties)
    is_town = rng.random(count) < statistics().terrain[wanted.terrain].towns_share
    is_town[: towns.counties] = True
    weights = rng.uniform(0.6, 1.4, count)
    weights[: towns.counties] = _SEAT_WEIGHT
    town_of = _towns_of_kinds(numbers, weights, towns.counties, rng)
    ordered = sorted((town, kind) for kind, list_of in town_of.items() for town in list_of)
    ordered.sort(key=lambda one: (int(towns.county_of[one[0]]), one[0], list(Kind).index(one[1])))
    sites: list[Site] = []
    places = np.empty((len(ordered), 2))
    head_of: dict[int, int] = {}
    for number, (town, kind) in enumerate(ordered):
        seat = town < towns.counties
        if kind in (Kind.SEAT_PRIMARY, Kind.CENTRAL):
            head_of.setdefault(town, number)
        places[number], remoteness = _place(kind, town, towns, rng)
        sites.append(
            Site(
                number,
                kind,
                _setting(kind, seat),
                int(towns.county_of[town]),
                town,
                remoteness,
                head_of[town] if kind is Kind.POINT else None,
            )
        )
    return Settled(tuple(sites), places, is_town)


def _setting(kind: Kind, seat: bool) -> Setting:
    if kind in (Kind.VILLAGE, Kind.POINT):
        return Setting.VILLAGE
    return Setting.SEAT if seat else Setting.TOWN


def _numbers(schools: int, wanted: Wanted, towns: int, counties: int) -> dict[Kind, int]:
    """Count each kind; every county seat has a primary school, every other town a central one."""
    shares = statistics().shares[wanted.terrain]
    numbers = {kind: round(shares.get(kind, 0.0) * schools) for kind in Kind}
    numbers[Kind.SEAT_PRIMARY] = max(counties, numbers[Kind.SEAT_PRIMARY])
    numbers[Kind.CENTRAL] = towns - counties
    if numbers[Kind.SEAT_JUNIOR] or counties > 1:
        numbers[Kind.SEAT_JUNIOR] = max(counties, numbers[Kind.SEAT_JUNIOR])
    numbers[Kind.VILLAGE] = schools - sum(
        count for kind, count in numbers.items() if kind is not Kind.VILLAGE
    )
    return numbers


def _towns_of_kinds(
    numbers: dict[Kind, int], weights: NDArray[np.float64], counties: int, rng: np.random.Generator
) -> dict[Kind, list[int]]:
    """Towns of the schools of each kind."""
    count = len(weights)
    seats, all_towns = list(range(counties)), list(range(count))
    outside = all_towns[counties:] or all_towns
    by_weight = sorted(outside, key=lambda town: (-weights[town], town))

    def in_turn(towns: list[int], many: int) -> list[int]:
        return [towns[at % len(towns)] for at in range(many)]

    def drawn(many: int) -> list[int]:
        """Each town its part by weight, what is left over by lot."""
        parts = weights / weights.sum() * many
        whole = np.floor(parts).astype(int)
        left = many - int(whole.sum())
        chance = (parts - whole) / max(1e-9, float((parts - whole).sum()))
        if left:
            whole[rng.choice(count, size=left, replace=False, p=chance)] += 1
        return [town for town in all_towns for _ in range(int(whole[town]))]

    return {
        Kind.SEAT_PRIMARY: in_turn(seats, numbers[Kind.SEAT_PRIMARY]),
        Kind.SEAT_JUNIOR: in_turn(seats, numbers[Kind.SEAT_JUNIOR]),
        Kind.CENTRAL: all_towns[counties:],
        Kind.TOWN_PRIMARY: in_turn(by_weight, numbers[Kind.TOWN_PRIMARY]),
        Kind.JUNIOR: in_turn(by_weight, numbers[Kind.JUNIOR]),
        Kind.NINE_YEAR: in_turn(by_weight[::-1], numbers[Kind.NINE_YEAR]),
        Kind.VILLAGE: drawn(numbers[Kind.VILLAGE]),
        Kind.POINT: drawn(numbers[Kind.POINT]),
    }


def _place(
    kind: Kind, town: int, towns: Towns, rng: np.random.Generator
) -> tuple[NDArray[np.float64], float]:
    """Draw where a school stands, and how remote that is inside its township."""
    middle, along = towns.places[town], towns.along[town]
    if kind not in (Kind.VILLAGE, Kind.POINT):
        return middle + rng.normal(0, _SPREAD_KM.get(kind, _IN_TOWN_KM), 2), _TOWN_REMOTENESS
    nearest = _POINT_FROM if kind is Kind.POINT else _VILLAGE_FROM
    part = float(np.sqrt(rng.uniform(nearest**2, 1)))
    reach = part * towns.radius_km * statistics().land.town_radius_share
    angle = rng.uniform(0, 2 * np.pi)
    offset = np.array((np.cos(angle), np.sin(angle))) * reach
    if along.any():
        across = np.array((-along[1], along[0]))
        offset = along * offset[0] + across * offset[1] * _VALLEY_WIDTH
    return middle + offset, (part - _VILLAGE_FROM) / (1 - _VILLAGE_FROM)
