"""A made-up county, put together."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from ...models.county import ClassCount, County, ListedTravel, Need
from ...models.made_county import USUAL_YEAR, Wanted
from ...models.policy import Policy
from ...models.school import School
from ...models.words import Area, Role, Seat, Stage
from ..curriculum import subjects_of, usual_lessons
from ..roles import derived_role
from ..school_weeks import usual_weeks
from .flaws import with_flaw
from .last_round import last_round
from .leading import Leading, leading_of, rules_of
from .names import NOTICE, Names, school_id
from .posts import Place, place_of, supply_of
from .pupils import Grade, Grades, grades_of_site
from .relief import relief_of
from .roads import Ways, net_of, ways_from
from .sites import Settled, Site, settle
from .staff import kept_posts, teachers_of
from .statistics import Kind, Setting, statistics
from .towns import Towns, towns_of

_KM_PER_DEGREE = 111.195
_JUNIOR = (Kind.SEAT_JUNIOR, Kind.JUNIOR, Kind.NINE_YEAR)


def made_county(wanted: Wanted) -> tuple[County, Policy]:
    """Make a county, or above 300 schools a province without county borders.

    Parameters
    ----------
    wanted
        Size, terrain, seed, year and what else there is. Equal ones give equal counties.

    Returns
    -------
    County, Policy
        As reading the written folder gives them (roles derived). Travel by shortest way on a made-up road
        net, km and minutes, longer ways left out; classes and students by grade; with teachers their
        persons, otherwise needs with what the schools' posts can teach as supply.
    """
    towns = towns_of(wanted)
    settled = settle(wanted, towns)
    ways = _ways(wanted, towns, settled)
    leading = leading_of(wanted, settled.sites, ways)
    grades = [grades_of_site(site, wanted.terrain, wanted.seed, wanted.year) for site in settled.sites]
    policy = _policy(wanted, leading, Names(settled, towns, wanted.seed))
    schools = _schools(settled, towns, grades, leading, policy, wanted)
    county = County(
        schools=schools,
        travel=_travel(ways, [school.school_id for school in schools]),
        classes=tuple(_class_rows(schools, grades)),
        alliances=last_round(wanted, settled.sites, leading, ways),
        **_lessons_and_people(settled.sites, grades, wanted),
    )
    return (county, policy) if wanted.impossible is None else with_flaw(county, policy, wanted.impossible)


def _ways(wanted: Wanted, towns: Towns, settled: Settled) -> Ways:
    """List the ways between schools, those of junior schools among themselves further than the others."""
    figures = statistics().round
    net = net_of(settled.places, relief_of(wanted.terrain, towns.rivers, wanted.seed))
    near = figures.province_listed_km if towns.counties > 1 else figures.listed_km
    everybody = ways_from(net, np.arange(len(settled.sites)), near)
    junior = np.array([site.kind in _JUNIOR for site in settled.sites])
    far = ways_from(net, np.nonzero(junior)[0], figures.junior_max_km[wanted.terrain])
    new = (far.km > near) & junior[far.ends]
    together = [np.concatenate((one, two[new])) for one, two in zip(everybody, far, strict=True)]
    order = np.lexsort((together[1], together[0]))
    return Ways(*(column[order] for column in together))


def _policy(wanted: Wanted, leading: Leading, names: Names) -> Policy:
    figures = statistics().round
    modes: list[dict[str, object]] = [
        {"key": "joint_alliance", "id": "joint", "stages": ["primary"], "max_km": figures.max_km}
    ]
    if leading.junior:
        far = figures.junior_max_km[wanted.terrain]
        modes.append({"key": "joint_alliance", "id": "junior", "stages": ["junior"], "max_km": far})
    place = "合成省" if len(names.counties) > 1 else names.counties[0]
    return Policy.model_validate(
        {
            "name": f"{place}-{wanted.terrain}-{wanted.schools}-{wanted.seed}",
            "school_year": wanted.year,
            "notice": NOTICE,
            "travel": {"source": "table"},
            "roles": rules_of(leading),
            "mode": modes,
        }
    )


def _schools(
    settled: Settled,
    towns: Towns,
    grades: Sequence[Grades],
    leading: Leading,
    policy: Policy,
    wanted: Wanted,
) -> tuple[School, ...]:
    names, land = Names(settled, towns, wanted.seed), statistics().land
    served = {stage for mode in policy.mode for stage in mode.stages}
    schools = []
    for site, at, own in zip(settled.sites, settled.places.tolist(), grades, strict=True):
        lat = land.middle_lat + at[1] / _KM_PER_DEGREE
        lon = land.middle_lon + at[0] / (_KM_PER_DEGREE * math.cos(math.radians(lat)))
        students = sum(one.students for one in (*own.primary, *own.junior))
        parent = None if site.parent is None else school_id(settled.sites[site.parent])
        school = School(
            school_id=school_id(site),
            name=names.school(site),
            township=names.township(site),
            lat=round(lat, 6),
            lon=round(lon, 6),
            area=_area(site, settled),
            seat=_seat(site),
            stages=_stages(site),
            parent_id=parent,
            students=students,
            classes=sum(one.classes for one in (*own.primary, *own.junior)),
            quality=float(leading.quality[site.number]),
            category=_category(site, students),
            legal_person=site.kind not in (Kind.VILLAGE, Kind.POINT),
        )
        role = Role.NONE
        if parent is None and served.intersection(school.stages):
            role = derived_role(school, policy.roles)
        schools.append(school.model_copy(update={"role": role}))
    return tuple(schools)


def _area(site: Site, settled: Settled) -> Area:
    if site.setting is Setting.VILLAGE or not settled.is_town[site.town]:
        return Area.RURAL
    return Area.TOWN


def _seat(site: Site) -> Seat:
    return {
        Setting.SEAT: Seat.COUNTY_SEAT,
        Setting.TOWN: Seat.TOWNSHIP_SEAT,
        Setting.VILLAGE: Seat.VILLAGE,
    }[site.setting]


def _stages(site: Site) -> tuple[Stage, ...]:
    if site.kind is Kind.NINE_YEAR:
        return (Stage.PRIMARY, Stage.JUNIOR)
    return (Stage.JUNIOR,) if site.kind in _JUNIOR else (Stage.PRIMARY,)


def _category(site: Site, students: int) -> str:
    if site.kind is Kind.POINT:
        return "教学点"
    return "小规模学校" if students < statistics().classes.small_school else ""


def _travel(ways: Ways, ids: Sequence[str]) -> Mapping[tuple[str, str], ListedTravel]:
    """Take each pair once, in the order of schools.csv: the way back is as long."""
    once = ways.starts < ways.ends
    rows = zip(
        ways.starts[once].tolist(),
        ways.ends[once].tolist(),
        np.round(ways.km[once], 3).tolist(),
        (np.maximum(1, np.round(ways.minutes[once] * 60)) / 60).tolist(),
        strict=True,
    )
    return {(ids[start], ids[end]): ListedTravel(km, minutes) for start, end, km, minutes in rows}


def _class_rows(schools: Sequence[School], grades: Sequence[Grades]) -> Iterator[ClassCount]:
    for school, own in zip(schools, grades, strict=True):
        for stage, rows in ((Stage.PRIMARY, own.primary), (Stage.JUNIOR, own.junior)):
            for one in rows:
                yield ClassCount(
                    school_id=school.school_id,
                    stage=stage,
                    grade=one.grade,
                    classes=float(one.classes),
                    students=float(one.students),
                )


def need_of(stage: Stage, rows: Sequence[Grade]) -> dict[str, float]:
    """Weekly lessons of classes by subject, by the curriculum that comes with the program."""
    need: dict[str, float] = {}
    for one in rows:
        for subject, lessons in _lessons_of_grade(stage, one.grade):
            need[subject] = need.get(subject, 0.0) + one.classes * lessons
    return need


@cache
def _lessons_of_grade(stage: Stage, grade: int) -> tuple[tuple[str, float], ...]:
    return tuple(
        (row.subject, row.lessons) for row in usual_lessons() if row.stage is stage and row.grade == grade
    )


def _lessons_and_people(sites: Sequence[Site], grades: Sequence[Grades], wanted: Wanted) -> dict[str, Any]:
    """Give the tables of teachers, or without them needs and supply: fields of the `County`."""
    places = [pair for site, own in zip(sites, grades, strict=True) for pair in _places(site, own, wanted)]
    if not wanted.teachers:
        return {"needs": tuple(row for now, then in places for row in _needs(now, then, wanted))}
    teachers = (one for now, then in places for one in teachers_of(now, then, wanted.seed, wanted.year))
    return {
        "teachers": tuple(teachers),
        "lessons": usual_lessons(),
        "curriculum": subjects_of(usual_lessons()),
        "calendar": usual_weeks(),
    }


def _places(site: Site, own: Grades, wanted: Wanted) -> Iterator[tuple[Place, Place]]:
    """Each stage of a school as a place of work in the year asked for, and in 2026."""
    usual = own
    if wanted.year != USUAL_YEAR:
        usual = grades_of_site(site, wanted.terrain, wanted.seed, USUAL_YEAR)
    for stage, rows, then in (
        (Stage.PRIMARY, own.primary, usual.primary),
        (Stage.JUNIOR, own.junior, usual.junior),
    ):
        if rows:
            yield (
                place_of(site, stage, rows, need_of(stage, rows)),
                place_of(site, stage, then, need_of(stage, then)),
            )


def _needs(now: Place, then: Place, wanted: Wanted) -> Iterator[Need]:
    _, posts = kept_posts(now, then, wanted.seed, wanted.year)
    supply = supply_of(now, posts)
    for subject, lessons in now.need.items():
        yield Need(
            school_id=school_id(now.site),
            stage=now.stage,
            subject=subject,
            need=lessons,
            supply=float(supply[subject]),
        )
