"""The same made-up county in other years: older people, fewer pupils, the same schools."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from lianxiao.instances.generator import Terrain, Wanted, made_county
from lianxiao.instances.generator.statistics import statistics
from lianxiao.instances.read import read_county
from lianxiao.instances.write import write_county
from lianxiao.models.county import County
from lianxiao.models.school import School
from lianxiao.models.teacher import Sex
from lianxiao.models.words import Seat, Stage

YEARS = (2018, 2021, 2025, 2026, 2027, 2035)


@cache
def county_in(year: int) -> County:
    return made_county(Wanted(100, Terrain.MOUNTAIN, 7, year=year))[0]


def students(county: County, fits: Callable[[School], bool]) -> int:
    return sum(one.students or 0 for one in county.schools if fits(one))


def is_village(school: School) -> bool:
    return school.seat is Seat.VILLAGE


@pytest.mark.parametrize("year", YEARS)
def test_schools_roads_and_the_core_question_stay(year: int) -> None:
    now, then = county_in(2026), county_in(year)
    assert now.travel == then.travel
    for one, other in zip(now.schools, then.schools, strict=True):
        assert (one.school_id, one.name, one.lat, one.role) == (
            other.school_id,
            other.name,
            other.lat,
            other.role,
        )


@pytest.mark.parametrize("year", [2018, 2035])
def test_far_years_read_without_a_warning(tmp_path: Path, year: int) -> None:
    write_county(tmp_path, *made_county(Wanted(60, Terrain.VALLEY, 1, year=year)))
    assert read_county(tmp_path).warnings == ()


def test_a_person_stays_the_same_person() -> None:
    kept = 0
    for year, later in ((2018, 2026), (2025, 2026), (2026, 2027), (2026, 2035)):
        before = {one.teacher_id: one for one in county_in(year).teachers or ()}
        for one in county_in(later).teachers or ():
            if (same := before.get(one.teacher_id)) is not None:
                kept += 1
                fixed = ("birth", "sex", "subject", "tenure_from", "degree", "school_id", "name")
                assert [getattr(one, name) for name in fixed] == [getattr(same, name) for name in fixed]
    assert kept > 4000


@pytest.mark.parametrize("year", YEARS)
def test_nobody_works_beyond_retirement_or_before_a_career(year: int) -> None:
    ages = statistics().people.retire
    for one in county_in(year).teachers or ():
        assert one.birth is not None
        assert one.tenure_from is not None
        age = (12 * year + 9 - 12 * int(one.birth[:4]) - int(one.birth[5:])) // 12
        assert 22 <= age < ages["m" if one.sex is Sex.MALE else "f"]
        assert one.tenure_from <= f"{year}-09"


def test_most_people_stay_from_one_year_to_the_next() -> None:
    """People go when they retire or when a post is given up: a few percent a year."""
    before, after = ({one.teacher_id for one in county_in(year).teachers or ()} for year in (2025, 2026))
    assert len(before & after) >= 0.92 * len(before)


def test_a_grade_moves_up_with_its_pupils() -> None:
    """Nobody comes or goes between grades: the pupils of a grade are those of the grade below a year ago."""
    now = {(row.school_id, row.stage, row.grade): row for row in county_in(2026).classes}
    for row in county_in(2025).classes:
        later = now.get((row.school_id, row.stage, row.grade + 1))
        if later is not None:
            assert later.students == row.students


def test_pupils_shrink_as_the_figures_say() -> None:
    """Rural primary schools lose 31 % in five years; 6 points more or less for a county's own chance."""
    villages = [students(county_in(year), is_village) for year in (2021, 2026)]
    assert 0.25 <= 1 - villages[1] / villages[0] <= 0.37
    intakes = [
        sum(
            row.students or 0
            for row in county_in(year).classes
            if row.stage is Stage.PRIMARY and row.grade == 1
        )
        for year in (2023, 2024)
    ]
    assert 0.11 <= 1 - intakes[1] / intakes[0] <= 0.20  # −14 % everywhere, −18 % in villages


def test_small_schools_become_more_and_are_named_so() -> None:
    """By `category` a planner finds who may be merged."""
    counts = []
    for year in (2018, 2026, 2035):
        small = [one for one in county_in(year).schools if one.category == "小规模学校"]
        assert all((one.students or 0) < 100 for one in small)
        counts.append(len(small))
    assert counts[0] < counts[1] < counts[2]
