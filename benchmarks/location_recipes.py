"""Location problems of any size, made from a seed after the recipes of the published families.

They tell how the program behaves beyond the published files; every figure is made up.
"""

import math
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from lianxiao.benchmarks.location_county import Customer, LocationProblem, Site
from lianxiao.models.words import Term


class _Place(NamedTuple):
    x: float
    y: float

    def km_to(self, other: "_Place") -> float:
        return math.hypot(self.x - other.x, self.y - other.y)


def _ids(letter: str, count: int) -> list[str]:
    width = len(str(count))
    return [f"{letter}{number:0{width}d}" for number in range(1, count + 1)]


def _clumped(count: int, width_km: float, rng: Random) -> list[_Place]:
    """Places round about a town for each twenty of them, as settlements lie."""
    towns = [_Place(rng.uniform(0, width_km), rng.uniform(0, width_km)) for _ in range(max(1, count // 20))]
    spread = width_km / math.sqrt(len(towns)) / 2.5
    places = []
    for _ in range(count):
        town = rng.choice(towns)
        places.append(_Place(rng.gauss(town.x, spread), rng.gauss(town.y, spread)))
    return places


def either_problem(name: str, schools: int, groups: int, tightness: float, rng: Random) -> LocationProblem:
    """Any school may lead: the capacitated p-median problem.

    Loads are uneven as in the towns of Lorena and Senne (2004): a few dozen mostly, ten times that now and
    then. A group may hold the same load Q everywhere, its lead's own included; ``tightness`` is the load of
    all over ``groups`` × Q. Distances are Euclidean.
    """
    ids = _ids("s", schools)
    places = _clumped(schools, 60.0, rng)
    loads = [round(min(400, 1 + rng.expovariate(1 / 36))) for _ in ids]
    most = max(math.ceil(sum(loads) / groups / tightness), *loads)
    return LocationProblem(
        name=name,
        sites=tuple(Site(each, float(most - load)) for each, load in zip(ids, loads, strict=True)),
        customers=tuple(Customer(each, float(load)) for each, load in zip(ids, loads, strict=True)),
        km={
            (ids[i], ids[j]): places[i].km_to(places[j])
            for i in range(schools)
            for j in range(i + 1, schools)
        },
        groups=groups,
        terms={Term.TOTAL_KM: 1.0},
    )


def cores_problem(name: str, cores: int, members: int, tightness: float, rng: Random) -> LocationProblem:
    """Given cores with capacities, and many members of different loads: all km, nobody left out.

    ``tightness`` is the load of all over the capacity of all; capacities differ by a factor of up to three.
    """
    core_ids, member_ids = _ids("c", cores), _ids("m", members)
    places = _clumped(members, 60.0, rng)
    seats = [_Place(rng.uniform(0, 60), rng.uniform(0, 60)) for _ in core_ids]
    loads = [rng.randint(5, 60) for _ in member_ids]
    shares = [rng.uniform(1, 3) for _ in core_ids]
    scale = sum(loads) / tightness / sum(shares)
    return LocationProblem(
        name=name,
        sites=tuple(
            Site(each, float(math.ceil(scale * share))) for each, share in zip(core_ids, shares, strict=True)
        ),
        customers=tuple(Customer(each, float(load)) for each, load in zip(member_ids, loads, strict=True)),
        km={
            (core, member): seat.km_to(place)
            for core, seat in zip(core_ids, seats, strict=True)
            for member, place in zip(member_ids, places, strict=True)
        },
        groups=None,
        terms={Term.TOTAL_KM: 1.0},
    )


def opening_problem(name: str, cores: int, members: int, ratio: float, rng: Random) -> LocationProblem:
    """Cores that cost to open: the single-source capacitated facility location problem.

    In the manner of Yang, Chu and Chen (2012): loads 5 to 35; capacities that differ by a factor of up to
    fifteen and add up to ``ratio`` times the load; opening cost about 113 × √capacity; cost of serving in
    proportion to distance and load; whole numbers throughout.
    """
    core_ids, member_ids = _ids("c", cores), _ids("m", members)
    seats = [_Place(rng.uniform(0, 100), rng.uniform(0, 100)) for _ in core_ids]
    places = [_Place(rng.uniform(0, 100), rng.uniform(0, 100)) for _ in member_ids]
    loads = [rng.randint(5, 35) for _ in member_ids]
    shares = [rng.uniform(1, 15) for _ in core_ids]
    scale = ratio * sum(loads) / sum(shares)
    capacities = [max(math.ceil(scale * share), *loads) for share in shares]
    return LocationProblem(
        name=name,
        sites=tuple(
            Site(each, float(capacity), float(round(rng.uniform(110, 116) * math.sqrt(capacity))))
            for each, capacity in zip(core_ids, capacities, strict=True)
        ),
        customers=tuple(Customer(each, float(load)) for each, load in zip(member_ids, loads, strict=True)),
        km={
            (core, member): float(round(0.12 * seat.km_to(place) * load))
            for core, seat in zip(core_ids, seats, strict=True)
            for member, place, load in zip(member_ids, places, loads, strict=True)
        },
        groups=None,
        terms={Term.TOTAL_KM: 1.0, Term.OPENING_COST: 1.0},
    )


RECIPES: dict[str, Callable[[str, Random], LocationProblem]] = {
    "either-24": lambda name, rng: either_problem(name, 24, 4, 0.85, rng),
    "either-100": lambda name, rng: either_problem(name, 100, 10, 0.85, rng),
    "either-200": lambda name, rng: either_problem(name, 200, 20, 0.85, rng),
    "either-400-30": lambda name, rng: either_problem(name, 400, 30, 0.80, rng),
    "either-400-60": lambda name, rng: either_problem(name, 400, 60, 0.80, rng),
    "cores-4x30": lambda name, rng: cores_problem(name, 4, 30, 0.90, rng),
    "cores-30x400": lambda name, rng: cores_problem(name, 30, 400, 0.90, rng),
    "cores-30x1300": lambda name, rng: cores_problem(name, 30, 1300, 0.90, rng),
    "opening-4x12": lambda name, rng: opening_problem(name, 4, 12, 2.0, rng),
    "opening-30x200": lambda name, rng: opening_problem(name, 30, 200, 1.8, rng),
    "opening-60x200": lambda name, rng: opening_problem(name, 60, 200, 3.0, rng),
    "opening-80x400": lambda name, rng: opening_problem(name, 80, 400, 3.0, rng),
}
"""Problems by name: numbers are schools and groups (``either``), or cores × members."""

SMOKE = ("either-24", "cores-4x30", "opening-4x12")
"""Problems small enough for a trial."""


def made_problem(name: str, seed: int) -> LocationProblem:
    """Make the problem of a recipe; the same name and seed give the same problem."""
    return RECIPES[name](f"{name}, seed {seed}", Random(f"{name} {seed}"))
