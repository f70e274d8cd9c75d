"""Synthetic counties that tests and benchmarks alone use; `lianxiao generate` has its own (`generator/`).

Made from a size and a seed, not for conclusions; kept as they are, since published figures are theirs.
A county is a blob whose area grows with its schools; townships lie spread over it, their cores stand in the
town centres, village schools around them. Village schools lack specialists, cores have lessons to spare.
Sizes and shares are those of common counties; every school and figure is made up.
"""

import math
from random import Random
from typing import NamedTuple

from ..models.county import County, Need
from ..models.policy import Objective, Policy
from ..models.school import School
from ..models.words import Area, Role, Seat, Stage
from .staffed import staffed
from .write import write_county

__all__ = ["synthetic_county", "write_county"]

SUBJECT_LESSONS = {
    "chinese": 42,
    "maths": 26,
    "english": 10,
    "pe": 20,
    "music": 12,
    "art": 12,
    "science": 10,
    "it": 4,
}
"""Weekly lessons of a primary school with one class in each of six grades (2022 curriculum, usual split)."""

STANDARD_LOAD = {"chinese": 14, "maths": 14}
"""Standard weekly lessons of a teacher; 18 in the other subjects."""

WITHOUT_SPECIALIST = {"music": 0.85, "art": 0.85, "it": 0.85, "pe": 0.6, "english": 0.5, "science": 0.5}
"""Share of village schools without a teacher of the subject."""

SCHOOL_YEAR = 2026
KM2_PER_SCHOOL = 12.0
SCHOOLS_PER_TOWNSHIP = 10
LENGTH_TO_WIDTH = 1.7
KM_PER_DEGREE = 111.195
MIDDLE_LAT, MIDDLE_LON = 34.0, 108.0
PLACE_FIRST = "青白石柳龙云清黄东西南北马杨安永"
PLACE_SECOND = "河桥岭坪川溪沟湾塘口原店"
NOTICE = "Synthetic county: every school and figure is made up. 合成数据：本县的学校与数字均为虚构。"


class _Place(NamedTuple):
    """A place in km east and north of the county's middle."""

    x: float
    y: float


class _Shape:
    """The county's outline: an ellipse with a wavy border."""

    def __init__(self, area_km2: float, rng: Random) -> None:
        self.long = math.sqrt(area_km2 * LENGTH_TO_WIDTH / math.pi)
        self.short = self.long / LENGTH_TO_WIDTH
        self.waves = [(k, rng.uniform(0.02, 0.3 / k), rng.uniform(0, math.tau)) for k in (2, 3, 5)]

    def holds(self, place: _Place, inner: float = 1.0) -> bool:
        """Whether the place lies inside the border, or inside the ``inner`` part of the way to it."""
        x, y = place.x / self.long, place.y / self.short
        angle = math.atan2(y, x)
        border = 1 + sum(height * math.cos(k * angle + phase) for k, height, phase in self.waves)
        return math.hypot(x, y) <= inner * border

    def anywhere(self, rng: Random, inner: float) -> _Place:
        """Draw a place, evenly over the inner part of the county."""
        while True:
            place = _Place(rng.uniform(-1.5, 1.5) * self.long, rng.uniform(-1.5, 1.5) * self.short)
            if self.holds(place, inner):
                return place

    def near(self, centre: _Place, spread_km: float, rng: Random) -> _Place:
        """Draw a place around a centre, normally distributed, inside the county."""
        while True:
            place = _Place(rng.gauss(centre.x, spread_km), rng.gauss(centre.y, spread_km))
            if self.holds(place):
                return place


def synthetic_county(
    schools: int, seed: int, *, core_share: float = 0.28, teachers: bool = False
) -> tuple[County, Policy]:
    """Make a county of primary schools.

    Parameters
    ----------
    schools
        Number of schools, at least 5.
    seed
        The same arguments give the same county.
    core_share
        Share of the schools that may lead an alliance; the others are members.
    teachers
        Whether the county has teachers (synthetic). Its schools, their places and sizes stay the same.

    Returns
    -------
    County, Policy
        Schools with coordinates (degrees), weekly lessons needed and at hand in eight subjects, and the
        settings of joint alliances (2-3 members) within 30 km of road (1.3 × straight line). With teachers:
        lessons by classes and curriculum, the default tiers, and the default settings of the exchange.
    """
    rng = Random(seed)
    shape = _Shape(KM2_PER_SCHOOL * schools, rng)
    towns = _town_centres(max(1, round(schools / SCHOOLS_PER_TOWNSHIP)), shape, rng)
    names = _place_names(len(towns) + schools, rng)
    reach_km = math.sqrt(KM2_PER_SCHOOL * schools / len(towns) / math.pi)
    weights = [1.6 if town == 0 else rng.uniform(0.6, 1.4) for town in range(len(towns))]
    cores = max(1, round(core_share * schools))
    core_towns = [
        *range(len(towns)),
        *rng.choices(range(len(towns)), weights=[3.0, *weights[1:]], k=max(0, cores - len(towns))),
    ][:cores]
    member_towns = rng.choices(range(len(towns)), weights=weights, k=schools - cores)
    made: list[School] = []
    needs: list[Need] = []
    for number, town in enumerate(core_towns + member_towns, start=1):
        leads = number <= cores
        in_town = leads or rng.random() < 0.1
        place = shape.near(towns[town], (1.5 if town == 0 else 0.6) if in_town else 0.7 * reach_km, rng)
        name = f"第{number}小学" if in_town else f"{names[len(towns) + number - 1]}村小学"
        seat = (Seat.COUNTY_SEAT if town == 0 else Seat.TOWNSHIP_SEAT) if in_town else Seat.VILLAGE
        school = _school(
            f"2161{number:06d}", f"{names[town]}镇", name, place, leads=leads, seat=seat, rng=rng
        )
        made.append(school)
        needs += _needs(school, rng)
    policy = Policy.model_validate(
        {
            "name": f"Synthetic {schools}-{seed}",
            "notice": NOTICE,
            "mode": [{"key": "joint_alliance", "id": "joint", "stages": ["primary"], "max_km": 30}],
            "objective": {
                "tiers": [{"unplaced": 1}, {"uncovered_lessons": 1}, {"worst_km": 1}, {"total_km": 1}]
            },
        }
    )
    county = County(schools=tuple(made), needs=tuple(needs))
    if not teachers:
        return county, policy
    policy = policy.model_copy(update={"school_year": SCHOOL_YEAR, "objective": Objective()})
    return staffed(county, policy, seed), policy


def _town_centres(count: int, shape: _Shape, rng: Random) -> list[_Place]:
    """Town centres that keep apart (best of six candidates each); the county seat, in the middle, first."""
    towns = [shape.near(_Place(0, 0), 2.0, rng)]
    while len(towns) < count:
        candidates = [shape.anywhere(rng, inner=0.85) for _ in range(6)]
        towns.append(max(candidates, key=lambda place: min(math.dist(place, town) for town in towns)))
    return towns


def _place_names(count: int, rng: Random) -> list[str]:
    pairs = [first + second for first in PLACE_FIRST for second in PLACE_SECOND]
    rng.shuffle(pairs)
    numbers = ["", *"二三四五六七八九十"]
    return [pairs[i % len(pairs)] + numbers[i // len(pairs)] for i in range(count)]


def _school(
    school_id: str, township: str, name: str, place: _Place, *, leads: bool, seat: Seat, rng: Random
) -> School:
    in_town = seat is not Seat.VILLAGE
    if leads:
        classes = max(6, round(rng.gauss(28 if seat is Seat.COUNTY_SEAT else 17, 5)))
    else:
        classes = round(rng.uniform(6, 12)) if in_town else rng.choice((3, 4, 5, 6, 6, 6, 6, 6, 7, 9))
    lat = MIDDLE_LAT + place.y / KM_PER_DEGREE
    lon = MIDDLE_LON + place.x / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return School(
        school_id=school_id,
        name=f"{township}{name}",
        township=township,
        lat=round(lat, 6),
        lon=round(lon, 6),
        area=Area.TOWN if in_town else Area.RURAL,
        seat=seat,
        stages=(Stage.PRIMARY,),
        role=Role.CORE if leads else Role.MEMBER,
        students=round(classes * rng.uniform(35, 45) if in_town else classes * rng.uniform(8, 27)),
        classes=classes,
        quality=round(rng.uniform(0.65, 0.95) if leads else rng.uniform(0.3, 0.7), 3),
    )


def _needs(school: School, rng: Random) -> list[Need]:
    """Weekly lessons needed by the classes, and those that the school's own teachers can give.

    Teachers are whole people with a standard load, so a school with one specialist has lessons to spare
    where its classes need fewer, and one without lacks them all.
    """
    village = 1.0 if school.area is Area.RURAL else 0.3
    rows = []
    for subject, lessons in SUBJECT_LESSONS.items():
        need = math.ceil(lessons * (school.classes or 0) / 6)
        load = STANDARD_LOAD.get(subject, 18)
        teachers = math.ceil(need / load)
        if school.role is Role.CORE:
            teachers += rng.choice((0, 0, 0, 1))
        elif rng.random() < WITHOUT_SPECIALIST.get(subject, 0.0) * village:
            teachers = 0
        rows.append(
            Need(
                school_id=school.school_id,
                stage=Stage.PRIMARY,
                subject=subject,
                need=need,
                supply=teachers * load,
            )
        )
    return rows
