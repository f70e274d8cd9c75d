"""Schools as places of work: classes, students and need of one stage, for synthetic staff."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..models.county import ClassCount, County, Need
from ..models.policy import Policy
from ..models.school import School
from ..models.words import Area, Seat, Stage
from .staff_figures import Setting

VILLAGE_REMOTENESS = 0.5
"""Where nothing says how remote a school is, the middle of the usual ranges."""


class Workplace(NamedTuple):
    """One school in one stage.

    Attributes
    ----------
    remoteness
        0 to 1: where in the usual ranges of its setting the school's shortages lie.
    need
        Weekly lessons by subject.
    managed
        Whether it has a head and middle managers of its own (a teaching point has none).
    teachers
        Number of teachers where it is known; None: from students and classes.
    """

    school_id: str
    stage: Stage
    setting: Setting
    remoteness: float
    classes: float
    students: float
    need: Mapping[str, float]
    managed: bool = True
    teachers: int | None = None


def workplaces_of(county: County, policy: Policy) -> tuple[Workplace, ...]:
    """Give every (school, stage) of the county that has a need, in the order of its schools.

    Parameters
    ----------
    county
        With needs; setting from ``seat``, else from ``area`` (blank: a village). Classes and students per
        stage from its classes where it has some, else spread over the grades of the school's stages.
    policy
        For the number of grades of each stage.
    """
    need = _by_place(county.needs or ())
    classes: dict[tuple[str, Stage], list[ClassCount]] = {}
    for row in county.classes:
        classes.setdefault((row.school_id, row.stage), []).append(row)
    return tuple(place for school in county.schools for place in _of_school(school, policy, need, classes))


def setting_of(school: School) -> Setting:
    """Tell whether a school is to be staffed like the county seat, a town or a village."""
    if school.seat is Seat.COUNTY_SEAT or (school.seat is None and school.area is Area.URBAN):
        return Setting.COUNTY_SEAT
    in_town = school.seat is Seat.TOWNSHIP_SEAT or (school.seat is None and school.area is Area.TOWN)
    return Setting.TOWN if in_town else Setting.VILLAGE


def _of_school(
    school: School,
    policy: Policy,
    need: Mapping[tuple[str, Stage], Mapping[str, float]],
    classes: Mapping[tuple[str, Stage], Sequence[ClassCount]],
) -> Iterator[Workplace]:
    stages = [stage for stage in school.stages if need.get((school.school_id, stage))]
    grades = sum(policy.grades.get(stage, 3) for stage in school.stages)
    for stage in stages:
        rows = classes.get((school.school_id, stage), ())
        part = policy.grades.get(stage, 3) / grades
        yield Workplace(
            school.school_id,
            stage,
            setting_of(school),
            VILLAGE_REMOTENESS,
            sum(row.classes or 0 for row in rows) if rows else (school.classes or 0) * part,
            sum(row.students or 0 for row in rows) if rows else (school.students or 0) * part,
            need[school.school_id, stage],
            managed=school.parent_id is None and stage is stages[-1],
        )


def _by_place(needs: Iterable[Need]) -> dict[tuple[str, Stage], dict[str, float]]:
    found: dict[tuple[str, Stage], dict[str, float]] = {}
    for row in needs:
        found.setdefault((row.school_id, row.stage), {})[row.subject] = row.need
    return found
