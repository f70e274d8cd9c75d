"""Pupils of a made-up school, grade by grade, in any year: usual intake, births of the country, drift."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.made_county import FIRST_YEAR, LAST_YEAR, USUAL_YEAR, Terrain
from .sites import Site
from .statistics import Kind, Setting, Size, Stream, statistics, stream

_OLDEST_INTAKE = FIRST_YEAR - 8
"""Grade 9 of the first year entered grade 1 eight years before."""

PRIMARY_GRADES, JUNIOR_GRADES = range(1, 7), range(7, 10)


class Grade(NamedTuple):
    """Classes and students of one grade."""

    grade: int
    classes: int
    students: int


class Grades(NamedTuple):
    """A school's grades of primary and of junior; one of them may be empty."""

    primary: tuple[Grade, ...]
    junior: tuple[Grade, ...]


def grades_of_site(site: Site, terrain: Terrain, seed: int, year: int) -> Grades:
    """Count classes and students of one school in one year.

    Parameters
    ----------
    site
        The school.
    terrain, seed
        Of the county.
    year
        School year. A class that stands in grade 3 in one year stands in grade 4 in the next, with the same
        pupils.
    """
    sizes = statistics().pupils[terrain]
    rng = stream(seed, Stream.SIZES, site.number)
    intakes = stream(seed, Stream.INTAKE, site.number).normal(
        0, statistics().classes.grade_spread, LAST_YEAR - _OLDEST_INTAKE + 1
    )
    if site.kind is Kind.NINE_YEAR:
        primary = _usual(sizes["nine_year_primary"], rng)
        junior = _usual(sizes["nine_year_junior"], rng)
    else:
        usual = _usual(sizes[site.kind.value], rng)
        is_junior = site.kind in (Kind.SEAT_JUNIOR, Kind.JUNIOR)
        primary, junior = (0.0, usual) if is_junior else (usual, 0.0)
    grades = PRIMARY_GRADES
    figures = statistics().classes
    if site.kind is Kind.POINT:
        grades = range(1, figures.point_grades + 1)
    elif site.kind is Kind.VILLAGE and primary < figures.incomplete_below:
        grades = range(1, figures.incomplete_grades + 1)
    return Grades(
        _grades(primary, grades, site.setting, intakes, year),
        _grades(junior, JUNIOR_GRADES, site.setting, intakes, year),
    )


def _usual(size: Size, rng: np.random.Generator) -> float:
    """Students that the school has in 2026."""
    return min(size.high, max(size.low, size.median * math.exp(size.spread * float(rng.normal()))))


def _grades(
    students: float, grades: range, setting: Setting, intakes: NDArray[np.float64], year: int
) -> tuple[Grade, ...]:
    """Divide a stage's students in 2026 among the years they came in; later years follow births and drift."""
    if not students:
        return ()
    usual = sum(_intake(USUAL_YEAR - grade + 1, setting) for grade in grades)
    found = []
    for grade in grades:
        entered = year - grade + 1
        chance = 1.0 + float(intakes[min(max(entered, _OLDEST_INTAKE), LAST_YEAR) - _OLDEST_INTAKE])
        pupils = max(1, round(students * _intake(entered, setting) / usual * max(0.5, chance)))
        figures = statistics().classes
        largest = figures.junior_largest if grades is JUNIOR_GRADES else figures.largest[setting]
        found.append(Grade(grade, math.ceil(pupils / largest), pupils))
    return tuple(found)


def _intake(entered: int, setting: Setting) -> float:
    """Weigh a year's grade 1, in no unit: births of the country, and the move to the towns."""
    table = statistics().intake
    births = table[min(max(entered, min(table)), max(table))]
    return births * (1 + statistics().drift[setting]) ** (entered - USUAL_YEAR)
