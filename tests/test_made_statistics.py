"""Made-up counties keep to the statistics they are drawn from (instances/generator/statistics.toml)."""

from collections import defaultdict
from functools import cache
from math import hypot, sqrt

import numpy as np
import pytest
from lianxiao.instances.generator import Terrain, Wanted, made_county
from lianxiao.instances.generator.statistics import Kind, Setting, statistics
from lianxiao.models.county import County
from lianxiao.models.school import School
from lianxiao.models.teacher import Backbone, Teacher
from lianxiao.models.words import Seat, Stage

SCHOOLS, SEEDS = 150, (0, 1, 2)
SEATS = {Setting.SEAT: Seat.COUNTY_SEAT, Setting.TOWN: Seat.TOWNSHIP_SEAT, Setting.VILLAGE: Seat.VILLAGE}
KM_PER_DEGREE = 111.195


@cache
def counties(terrain: Terrain) -> tuple[County, ...]:
    return tuple(made_county(Wanted(SCHOOLS, terrain, seed))[0] for seed in SEEDS)


def primary(county: County, setting: Setting | None = None) -> list[School]:
    return [
        one
        for one in county.schools
        if one.parent_id is None
        and one.stages == (Stage.PRIMARY,)
        and (setting is None or one.seat is SEATS[setting])
    ]


def staff(county: County, setting: Setting) -> list[Teacher]:
    return [one for one in county.teachers or () if county.by_id[one.school_id].seat is SEATS[setting]]


def age(teacher: Teacher) -> int:
    assert teacher.birth is not None
    return (12 * 2026 + 9 - 12 * int(teacher.birth[:4]) - int(teacher.birth[5:])) // 12


def near(share: float, of: float, count: int) -> bool:
    """Whether a share of so many draws is one that chance gives: four standard deviations, and one draw."""
    return abs(share - of) <= 4 * sqrt(of * (1 - of) / count) + 1 / count


def variation(values: list[float]) -> float:
    return float(np.std(values) / np.mean(values))


def within(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]


@pytest.mark.parametrize("terrain", Terrain)
def test_every_county_has_the_sizes_of_real_ones(terrain: Terrain) -> None:
    expect = statistics().expect[terrain]
    for county in counties(terrain):
        for setting in Setting:
            schools = primary(county, setting)
            classes = sum(one.classes or 0 for one in schools)
            students = sum(one.students or 0 for one in schools)
            assert within(classes / len(schools), expect[f"{setting}_classes"])
            assert within(students / classes, expect[f"{setting}_class_size"])
        sizes = [one.students or 0 for one in primary(county)]
        assert within(float(np.mean(np.array(sizes) < 100)), expect["small_share"])


@pytest.mark.parametrize("terrain", Terrain)
def test_every_county_varies_as_real_ones(terrain: Terrain) -> None:
    """Coefficients of variation over primary schools without points."""
    expect = statistics().expect[terrain]
    for county in counties(terrain):
        teachers: dict[str, int] = defaultdict(int)
        for one in county.teachers or ():
            teachers[one.school_id] += 1
        schools = primary(county)
        assert within(variation([float(one.students or 0) for one in schools]), expect["students_cv"])
        ratios = [(one.students or 0) / teachers[one.school_id] for one in schools]
        assert within(variation(ratios), expect["ratio_cv"])


@pytest.mark.parametrize("terrain", Terrain)
def test_medians_and_spreads_are_those_asked_for(terrain: Terrain) -> None:
    """A median of n draws strays by 1.25 spreads / √n; the grades' own chance and rounding add 10 %."""
    sizes = statistics().pupils[terrain]
    made = [one for county in counties(terrain) for one in primary(county, Setting.VILLAGE)]
    median = float(np.median([one.students or 0 for one in made]))
    stray = 4 * 1.25 * sizes["village"].spread / sqrt(len(made))
    assert abs(median / sizes["village"].median - 1) <= stray + 0.1
    logs = np.log([one.students or 1 for one in made])
    assert abs(float(np.std(logs)) - sizes["village"].spread) <= 0.12
    points = [one.students or 0 for county in counties(terrain) for one in county.schools if one.parent_id]
    assert 6 <= float(np.median(points)) <= 12  # a handful


@pytest.mark.parametrize("terrain", Terrain)
def test_kinds_of_schools_have_their_shares(terrain: Terrain) -> None:
    """Numbers are rounded from shares, so they are met to half a school."""
    shares = statistics().shares[terrain]
    for county in counties(terrain):
        points = sum(one.parent_id is not None for one in county.schools)
        nine = sum(len(one.stages) == 2 for one in county.schools)
        junior = sum(one.stages == (Stage.JUNIOR,) for one in county.schools)
        assert abs(points - shares[Kind.POINT] * SCHOOLS) <= 0.5
        assert abs(nine - shares[Kind.NINE_YEAR] * SCHOOLS) <= 0.5
        assert abs(junior - (shares[Kind.JUNIOR] + shares[Kind.SEAT_JUNIOR]) * SCHOOLS) <= 1


@pytest.mark.parametrize("terrain", Terrain)
@pytest.mark.parametrize("setting", Setting)
def test_ages_and_backbone_teachers(terrain: Terrain, setting: Setting) -> None:
    figures = statistics().people
    people = [one for county in counties(terrain) for one in staff(county, setting)]
    over = sum(age(one) > 50 for one in people) / len(people)
    assert near(over, figures.age_shares[setting][3], len(people))
    schools = {one.school_id for county in counties(terrain) for one in county.schools if not one.parent_id}
    own = [one for one in people if one.school_id in schools]
    backbone = sum(one.backbone is not Backbone.NONE for one in own) / len(own)
    assert near(backbone, figures.backbone[setting], len(own))
    assert near(sum(bool(one.exempt) for one in people) / len(people), figures.exempt, len(people))


def test_the_stated_ranges_of_ages_and_backbone() -> None:
    """Rural teachers over 50: 35–45 %; backbone 20–25 % in the seat, 3–8 % in villages: means over seeds."""
    rural = [one for county in counties(Terrain.MOUNTAIN) for one in staff(county, Setting.VILLAGE)]
    seat = [one for county in counties(Terrain.MOUNTAIN) for one in staff(county, Setting.SEAT)]
    assert 0.35 <= np.mean([age(one) > 50 for one in rural]) <= 0.45
    assert 0.20 <= np.mean([one.backbone is not Backbone.NONE for one in seat]) <= 0.25
    assert 0.03 <= np.mean([one.backbone is not Backbone.NONE for one in rural]) <= 0.08


@pytest.mark.parametrize("terrain", Terrain)
@pytest.mark.parametrize("setting", [Setting.TOWN, Setting.VILLAGE])
def test_schools_without_a_specialist(terrain: Terrain, setting: Setting) -> None:
    """The share lies in the range of the figures, widened by what chance gives in so many schools."""
    largest = statistics().staffing.all_subjects_from_classes
    has: dict[tuple[int, str], set[str]] = defaultdict(set)
    small: list[tuple[int, str]] = []
    for number, county in enumerate(counties(terrain)):
        small += [(number, one.school_id) for one in primary(county, setting) if (one.classes or 0) < largest]
        for one in county.teachers or ():
            has[number, one.school_id].add(one.subject)
    for subject, (low, high) in statistics().without[setting].items():
        lacking = sum(subject not in has[place] for place in small) / len(small)
        stray = 4 * sqrt(high * (1 - low) / len(small)) / 2
        assert low - stray <= lacking <= high + stray, subject


@pytest.mark.parametrize("terrain", Terrain)
def test_the_seat_has_too_many_teachers_of_chinese_and_maths(terrain: Terrain) -> None:
    """Against what its classes need, where villages can spare fewer; per 100 lessons of both subjects."""
    for county in counties(terrain):
        plenty = {setting: _plenty(county, setting) for setting in Setting}
        assert plenty[Setting.SEAT] > 1.1
        assert plenty[Setting.SEAT] > plenty[Setting.TOWN]


def _plenty(county: County, setting: Setting) -> float:
    """Lessons that teachers of Chinese and maths could give, over those needed in the two subjects."""
    schools = {one.school_id for one in primary(county, setting)}
    per_class = {(row.stage, row.grade): 0.0 for row in county.lessons}
    for row in county.lessons:
        if row.subject in ("chinese", "maths"):
            per_class[row.stage, row.grade] += row.lessons
    needed = sum(
        (row.classes or 0) * per_class[row.stage, row.grade]
        for row in county.classes
        if row.school_id in schools
    )
    people = [one for one in county.teachers or () if one.school_id in schools]
    return sum(one.lessons_max for one in people if one.subject in ("chinese", "maths")) / needed


@pytest.mark.parametrize("terrain", Terrain)
def test_roads_are_as_long_and_slow_as_the_land_asks(terrain: Terrain) -> None:
    """The median over all pairs more than 3 km apart lies in the range; single ways may leave it."""
    expect = statistics().expect[terrain]
    factors, speeds = [], []
    for county in counties(terrain):
        for pair, way in county.travel.items():
            straight = _straight_km(*(county.by_id[one] for one in pair))
            if straight > 3 and way.minutes is not None:
                factors.append(way.km / straight)
                speeds.append(way.km / way.minutes * 60)
                assert way.km >= straight * 0.98  # the sheet of the map is flat, the earth is not
    assert within(float(np.median(factors)), expect["detour"])
    assert within(float(np.quantile(speeds, 0.02)), expect["kmh"])
    assert within(float(np.quantile(speeds, 0.98)), expect["kmh"])
    uneven = np.quantile(factors, 0.9) - np.quantile(factors, 0.1)
    assert uneven > (0.1 if terrain is Terrain.PLAIN else 0.4)


def _straight_km(one: School, other: School) -> float:
    assert one.lat is not None
    assert one.lon is not None
    assert other.lat is not None
    assert other.lon is not None
    middle = np.cos(np.radians((one.lat + other.lat) / 2))
    return hypot(one.lat - other.lat, (one.lon - other.lon) * middle) * KM_PER_DEGREE


# plain 8-30 km, mountain 15-80 km from town to seat; the nearest towns of a small county lie nearer than that
@pytest.mark.parametrize(("terrain", "low", "high"), [(Terrain.PLAIN, 8, 30), (Terrain.MOUNTAIN, 15, 80)])
def test_towns_lie_as_far_from_the_seat_as_in_real_counties(
    terrain: Terrain, low: float, high: float
) -> None:
    for seed in SEEDS:
        county, _ = made_county(Wanted(SCHOOLS, terrain, seed, teachers=False))
        seat = next(one for one in county.schools if one.seat is Seat.COUNTY_SEAT)
        towns = [one for one in county.schools if one.name.endswith("中心小学")]
        detour = 1.25 if terrain is Terrain.PLAIN else 1.85
        away = [detour * _straight_km(seat, one) for one in towns]
        assert low <= float(np.median(away)) <= high
        assert np.quantile(away, 0.95) <= 1.25 * high


REAL = {
    "Ziyang": (72, Terrain.MOUNTAIN, 2021, 18, (21_333, 10_908)),
    "Guiding": (49, Terrain.MOUNTAIN, 2022, 7, (22_472, 10_140)),
    "Wenshui": (125, Terrain.PLAIN, 2021, 18, (29_234, 14_461)),
    "Gaoping": (115, Terrain.PLAIN, 2019, 20, (23_122, 14_242)),
}


@pytest.mark.parametrize("name", REAL)
def test_a_county_of_a_real_ones_size_has_about_its_students(name: str) -> None:
    """Schools of junior stage and students within a factor of two: real counties differ by as much."""
    schools, terrain, year, junior, students = REAL[name]
    county, _ = made_county(Wanted(schools, terrain, 1, year=year, teachers=False))
    found = [
        sum(row.students or 0 for row in county.classes if row.stage is stage)
        for stage in (Stage.PRIMARY, Stage.JUNIOR)
    ]
    for made, real in zip(found, students, strict=True):
        assert 0.5 * real <= made <= 2 * real
    assert 0.5 * junior <= sum(Stage.JUNIOR in one.stages for one in county.schools) <= 2 * junior
