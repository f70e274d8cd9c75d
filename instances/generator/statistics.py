"""The statistics that made-up counties are drawn from, as data with their sources (``statistics.toml``)."""

import tomllib
from enum import IntEnum, StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ...models.made_county import Terrain

Share = Annotated[float, Field(ge=0, le=1)]
Span = tuple[float, float]


class Kind(StrEnum):
    """Kind of a made-up school."""

    SEAT_PRIMARY = "seat_primary"
    CENTRAL = "central"
    TOWN_PRIMARY = "town_primary"
    VILLAGE = "village"
    POINT = "point"
    SEAT_JUNIOR = "seat_junior"
    JUNIOR = "junior"
    NINE_YEAR = "nine_year"


class Setting(StrEnum):
    """Where a school stands, as far as pupils and people go."""

    SEAT = "seat"
    TOWN = "town"
    VILLAGE = "village"


class Stream(IntEnum):
    """Draws that do not disturb each other: each has its own stream of every seed."""

    LAND = 1
    SCHOOLS = 2
    RELIEF = 3
    NAMES = 4
    SIZES = 5
    INTAKE = 6
    SUBJECTS = 7
    PEOPLE = 8
    QUALITY = 9
    ROUND = 10


def stream(seed: int, kind: Stream, *place: int) -> np.random.Generator:
    """Open one stream of draws; the same arguments give the same draws."""
    return np.random.default_rng([seed, int(kind), *place])


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Land(_Frozen):
    """Size of counties."""

    middle_lat: float
    middle_lon: float
    county_schools: int
    one_county_up_to: int
    town_radius_share: Share


class Ground(_Frozen):
    """One terrain: km² a school, factor and km/h of a piece of road from smooth to rugged."""

    km2_per_school: float
    county_km2_max: float
    schools_per_township: int
    factor: Span
    kmh: Span
    towns_share: Share


class Valley(_Frozen):
    """Chains of townships along rivers; lengths in km."""

    town_km: float
    chain_towns: int
    side_towns: int
    ridge_km: float


class Size(_Frozen):
    """Students of a kind of school: median, standard deviation of the logarithm, bounds."""

    median: float
    spread: float
    low: float
    high: float


class Classes(_Frozen):
    """How grades become classes."""

    largest: dict[Setting, int]
    junior_largest: int
    grade_spread: float
    point_grades: int
    incomplete_below: int
    incomplete_grades: int
    small_school: int


class Posts(_Frozen):
    """How many teachers a school has."""

    students_per_post: dict[str, float]
    per_class: dict[str, float]
    smallest: int
    point_smallest: int


class Staffing(_Frozen):
    """Which subjects they have."""

    all_subjects_from_classes: int
    few: Share
    surplus: dict[Setting, float]
    specialists: dict[Setting, float]
    second_subject: dict[Setting, Share]


class People(_Frozen):
    """What teachers are like, on 1 September 2026."""

    age_from: tuple[int, int, int, int]
    age_shares: dict[Setting, tuple[float, float, float, float]]
    retire: dict[str, int]
    women: dict[Setting, Share]
    women_over_50: dict[Setting, Share]
    backbone: dict[Setting, Share]
    backbone_from_age: int
    backbone_ranks: dict[str, Share]
    masters: Share
    exempt: Share
    exchanged: Share
    willing: dict[str, Share]
    new_age: tuple[int, int]
    left_at: tuple[int, int]
    stayed: tuple[int, int]


class Quality(_Frozen):
    """Ratings, 0 to 1."""

    spread: float
    mean: dict[Kind, Share]


class Round(_Frozen):
    """Who leads, how far, and the round in force."""

    core_share: Share
    core_students: int
    max_km: float
    junior_max_km: dict[Terrain, float]
    listed_km: float
    province_listed_km: float
    placed: Share
    first: int
    every: int


class Statistics(_Frozen):
    """All of ``statistics.toml``; the comments there say where each figure stands."""

    land: Land
    terrain: dict[Terrain, Ground]
    valley: Valley
    shares: dict[Terrain, dict[Kind, Share]]
    pupils: dict[Terrain, dict[str, Size]]
    classes: Classes
    intake: dict[int, float]
    drift: dict[Setting, float]
    posts: Posts
    without: dict[Setting, dict[str, Span]]
    staffing: Staffing
    people: People
    quality: Quality
    round: Round
    expect: dict[Terrain, dict[str, Span]]


@cache
def statistics() -> Statistics:
    """Read the statistics that come with the program."""
    text = (files(__package__) / "statistics.toml").read_text("utf-8")
    return Statistics.model_validate(tomllib.loads(text))
