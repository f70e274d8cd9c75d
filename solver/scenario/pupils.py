"""The pupils of a school by grade and home, and their ways to other schools.

Source: docs/scenarios.md, 7. Pupils move in whole groups: those of one grade who live in one settlement, or
of whom only the school is known.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

import numpy as np

from ...models.changed import PupilsMoved
from ...models.county import County
from ...models.policy import Policy
from ...models.school import School
from ...models.settlement import Settlement
from ...models.words import Stage
from ..exchange.demand import grades_of
from ..scale import exact
from ..travel.measure import UNKNOWN, great_circle_km, measure_travel, seconds_at_speed


class PupilGroup(NamedTuple):
    """Pupils who move together.

    Attributes
    ----------
    grade
        None where the numbers of single grades are not known.
    students
        None where nothing says how many there are.
    home
        None: only their school is known.
    """

    stage: Stage
    grade: int | None
    students: float | None
    home: Settlement | None


class Pupils(NamedTuple):
    """Pupils of a school. ``spread``: their number in a stage is the even share of the school's."""

    groups: tuple[PupilGroup, ...]
    spread: bool


class SchoolWay(NamedTuple):
    """A way to school in whole metres and seconds; ``approximate``: from school to school."""

    metres: int
    seconds: int
    approximate: bool


def pupils_of(county: County, policy: Policy, school: School, stages: Sequence[Stage]) -> Pupils:
    """Pupils of a school in some of its stages, by stage, grade and home.

    Numbers are those of classes.csv; without rows of the stage those of schools.csv, which for a school of
    several stages are spread evenly over its grades. Pupils beyond those of settlements.csv are counted at
    the school.
    """
    groups: list[PupilGroup] = []
    spread = False
    for stage in stages:
        by_grade, evenly = _by_grade(county, policy, school, stage)
        spread = spread or evenly
        groups += _at_home(county, school, stage, by_grade, policy)
    return Pupils(tuple(groups), spread)


def stage_students(county: County, policy: Policy, school: School, stage: Stage) -> float | None:
    """Students of the school in one stage; None where they are not known."""
    by_grade, _ = _by_grade(county, policy, school, stage)
    known = [students for students in by_grade.values() if students is not None]
    return sum(known) if len(known) == len(by_grade) else None


def _by_grade(
    county: County, policy: Policy, school: School, stage: Stage
) -> tuple[dict[int | None, float | None], bool]:
    """Students by grade, and whether the stage's share of the school's students is a guess."""
    ours = [row for row in county.classes if row.school_id == school.school_id and row.students is not None]
    rows = {row.grade: row.students for row in county.classes if _is(row, school, stage)}
    if any(students is not None for students in rows.values()):
        return dict(sorted(rows.items())), False
    if school.students is None or len(school.stages) == 1:
        return {None: None if school.students is None else float(school.students)}, False
    counted = {row.stage for row in ours}
    bare = [one for one in school.stages if one not in counted]
    rest = max(Fraction(0), school.students - sum((exact(row.students or 0) for row in ours), Fraction(0)))
    grades = [len(grades_of(one, policy)) for one in bare]
    shares = dict(zip(bare, apportioned(rest, grades), strict=True))
    return {None: float(shares[stage])}, len(bare) > 1


def _is(row: object, school: School, stage: Stage) -> bool:
    return getattr(row, "school_id", None) == school.school_id and getattr(row, "stage", None) is stage


def apportioned(total: Fraction, weights: Sequence[float]) -> list[Fraction]:
    """Split a number in proportion to weights into whole parts (the first takes what is no whole number).

    By largest remainder, ties to the first; weights that are all 0 count as equal.
    """
    if not weights:
        return []
    parts = [exact(float(one)) for one in weights] if any(weights) else [Fraction(1)] * len(weights)
    whole = floor(total)
    shares = [whole * part / sum(parts) for part in parts]
    split = [Fraction(floor(share)) for share in shares]
    left = int(whole - sum(split))
    for at in sorted(range(len(parts)), key=lambda at: (split[at] - shares[at], at))[:left]:
        split[at] += 1
    split[0] += total - whole
    return split


def _at_home(
    county: County,
    school: School,
    stage: Stage,
    by_grade: dict[int | None, float | None],
    policy: Policy,
) -> list[PupilGroup]:
    homes = [one for one in county.settlements if one.school_id == school.school_id and one.stage is stage]
    left: dict[int | None, Fraction | None] = {
        grade: None if students is None else exact(students) for grade, students in by_grade.items()
    }
    groups: list[PupilGroup] = []

    def take(home: Settlement, grade: int | None, students: int) -> None:
        groups.append(PupilGroup(stage, grade, float(students), home))
        key = grade if grade in left else None
        there = left.get(key)
        if there is not None:
            left[key] = max(Fraction(0), there - students)

    for home in sorted((one for one in homes if one.grade is not None), key=_order):
        take(home, home.grade, home.students)
    for home in sorted((one for one in homes if one.grade is None), key=_order):
        known = [grade for grade in left if grade is not None]
        if not known:
            take(home, None, home.students)
            continue
        weights = [float(left[grade] or 0) for grade in known]
        shares = apportioned(Fraction(home.students), weights)
        for grade, share in zip(known, shares, strict=True):
            if share:
                take(home, grade, int(share))
    for of_grade, rest in left.items():
        if rest is None:
            if not (homes and of_grade is None):
                groups.append(PupilGroup(stage, of_grade, None, None))
        elif rest:
            groups.append(PupilGroup(stage, of_grade, float(rest), None))
    return [group for group in groups if group.students != 0]


def _order(home: Settlement) -> tuple[str, float, float, int]:
    return (home.name, home.lat or 0.0, home.lon or 0.0, home.grade or 0)


class WaysToSchool:
    """Ways from a school, and from the homes of its pupils, to some other schools.

    From a home: detour × great-circle km, at ``speed_kmh``. From the school: as between schools anywhere.
    """

    def __init__(self, county: County, policy: Policy, school: School, to_ids: Sequence[str]) -> None:
        self._settings = policy.travel
        self._school = school
        schools = [*(county.by_id[one] for one in to_ids), school]
        self._row_of = {one.school_id: row for row, one in enumerate(schools)}
        self._places = np.array(
            [
                (np.nan, np.nan) if one.lat is None or one.lon is None else (one.lat, one.lon)
                for one in schools
            ]
        )
        travel = measure_travel(county, policy, [school.school_id], list(to_ids))
        self._metres, self._seconds = travel.metres[0].tolist(), travel.seconds[0].tolist()
        self._of_home: dict[tuple[float, float], list[SchoolWay | None]] = {}

    def of(self, group: PupilGroup) -> dict[str, SchoolWay]:
        """Give the ways of a group to the schools to which a way is known."""
        homes = self._from_home(group.home)
        ways: dict[str, SchoolWay] = {}
        for row, (school_id, metres, seconds) in enumerate(
            zip(self._row_of, self._metres, self._seconds, strict=False)
        ):
            way = homes[row]
            if way is not None:
                ways[school_id] = way
            elif UNKNOWN not in (metres, seconds):
                ways[school_id] = SchoolWay(metres, seconds, approximate=True)
        return ways

    def before(self, group: PupilGroup) -> SchoolWay | None:
        """Give the way to the school they went to; None where it is not known."""
        return self._from_home(group.home)[-1]

    def moved(self, group: PupilGroup, to_school: str) -> PupilsMoved:
        """Say which way a group goes from now on."""
        way, was = self.of(group).get(to_school), self.before(group)
        return PupilsMoved(
            from_school=self._school.school_id,
            to_school=to_school,
            stage=group.stage,
            grade=group.grade,
            students=group.students,
            settlement="" if group.home is None else group.home.name,
            km=None if way is None else way.metres / 1000,
            minutes=None if way is None else way.seconds / 60,
            km_before=None if was is None else was.metres / 1000,
            minutes_before=None if was is None else was.seconds / 60,
            approximate=way is None or way.approximate,
        )

    def _from_home(self, home: Settlement | None) -> list[SchoolWay | None]:
        """Ways to all the schools, the former one last."""
        if home is None or home.lat is None or home.lon is None:
            return [None] * len(self._places)
        place = (home.lat, home.lon)
        if place not in self._of_home:
            lat, lon = np.array([home.lat]), np.array([home.lon])
            km = great_circle_km(lat, lon, self._places[:, 0], self._places[:, 1])
            known = ~np.isnan(km)
            metres = np.zeros(km.shape, dtype=np.int64)
            metres[known] = np.floor(km[known] * self._settings.detour * 1000 + 0.5).astype(np.int64)
            seconds = seconds_at_speed(metres, self._settings.speed_kmh)
            self._of_home[place] = [
                SchoolWay(int(metres[row]), int(seconds[row]), approximate=False) if known[row] else None
                for row in range(len(known))
            ]
        return self._of_home[place]


def grades_taught(county: County) -> dict[tuple[str, Stage], frozenset[int]]:
    """Grades of each school and stage that has rows in classes.csv with classes or students."""
    found: dict[tuple[str, Stage], set[int]] = defaultdict(set)
    for row in county.classes:
        found[row.school_id, row.stage] |= {row.grade} if row.classes or row.students else set()
    return {place: frozenset(grades) for place, grades in found.items()}
