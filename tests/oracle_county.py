"""Schools, need, places and half-days of a tiny county: first part of the brute force of exchanges.

Written from ``docs/exchange.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page. Lessons, minutes and shares are whole numbers
of grains (``oracle_scope``).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from lianxiao.models.county import County
from lianxiao.models.half_day import HalfDay
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import Role, Stage
from lianxiao.tests.oracle_scope import Place, TinyScope, exact, grains, half_up


def months(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number)


class TinyCounty:
    """A county as sentences 1 to 3, 16, 19, 20 and 38 see it."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county = county
        self.policy = policy
        self.settings = policy.exchange
        self.scope = TinyScope(county, policy)
        assert policy.school_year is not None
        self.september = months(f"{policy.school_year}-09")

    # schools, need and staff [1-3, 19]

    def top(self, site: str) -> School:
        """[1] The school that a site belongs to."""
        school = self.county.by_id[site]
        while school.parent_id is not None:
            school = self.county.by_id[school.parent_id]
        return school

    def sites(self, school: str) -> list[str]:
        """[1] The school and its points."""
        return [s.school_id for s in self.county.schools if self.top(s.school_id).school_id == school]

    def need(self, site: str, stage: Stage) -> dict[str, int]:
        """[2] Weekly lessons of a site by subject."""
        found: dict[str, Fraction] = {}
        if self.county.needs is not None:
            for row in self.county.needs:
                if (row.school_id, row.stage) == (site, stage):
                    found[row.subject] = found.get(row.subject, Fraction(0)) + exact(row.need)
        else:
            by_grade = self.classes(site, stage) or {}
            for lessons in self.county.lessons:
                if lessons.stage is stage and lessons.grade in by_grade:
                    more = by_grade[lessons.grade] * exact(lessons.lessons)
                    found[lessons.subject] = found.get(lessons.subject, Fraction(0)) + more
        return {subject: grains(half_up(need, 1000)) for subject, need in found.items()}

    def school_need(self, school: str, stage: Stage) -> dict[str, int]:
        """[1, 2] Weekly lessons of a school with its points."""
        found: dict[str, int] = {}
        for site in self.sites(school):
            for subject, need in self.need(site, stage).items():
                found[subject] = found.get(subject, 0) + need
        return found

    def classes(self, site: str, stage: Stage) -> dict[int, Fraction] | None:
        """[3] Classes by grade, None where they are not known."""
        found: dict[int, Fraction] = {}
        for row in self.county.classes:
            if (row.school_id, row.stage) == (site, stage) and row.classes is not None:
                found[row.grade] = found.get(row.grade, Fraction(0)) + exact(row.classes)
        if found:
            return found
        school = self.county.by_id[site]
        if school.classes is None or stage not in school.stages:
            return None
        grades = [(s, grade) for s in school.stages for grade in self._grades(s)]
        return {grade: Fraction(school.classes, len(grades)) for s, grade in grades if s is stage}

    def _grades(self, stage: Stage) -> range:
        first = 1
        for before in () if stage is Stage.KINDERGARTEN else (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR):
            if before is stage:
                break
            first += self.policy.grades[before]
        return range(first, first + self.policy.grades[stage])

    def day_lessons(self, school: str, stage: Stage) -> int | None:
        """[19] Most lessons of one subject by visitors on one day, None: no bound."""
        known = [by_grade for site in self.sites(school) if (by_grade := self.classes(site, stage))]
        if not known:
            return None
        classes = sum((sum(by_grade.values()) for by_grade in known), Fraction(0))
        return math.floor(classes * self.settings.class_lessons_per_day)

    @cached_property
    def places(self) -> list[Place]:
        """[1] Every school and stage whose teachers have rows."""
        return [
            (school.school_id, stage)
            for school in self.county.schools
            if school.parent_id is None and school.role is not Role.NONE
            for stage in Stage
            if any(stage in self.county.by_id[site].stages for site in self.sites(school.school_id))
        ]

    def staff(self, school: str, stage: Stage) -> list[Teacher]:
        """[1] Teachers of the school and its points in the stage."""
        return [
            teacher
            for teacher in self.county.teachers or ()
            if teacher.stage is stage and self.top(teacher.school_id).school_id == school
        ]

    # semesters, half-days and seats [16, 20, 38]

    @cached_property
    def planned(self) -> list[int]:
        """[38] Semesters that are planned: 0 autumn, 1 spring."""
        named, year = self.settings.planned, self.policy.school_year
        return [at for at in (0, 1) if named is None or f"{year}-{at + 1}" in named]

    def blocked(self, names: Sequence[str], semester: int) -> frozenset[HalfDay]:
        """[16] Half-days on which any of these (teachers, schools, points) is blocked."""
        asked = set(names)
        for name in names:
            asked |= set(self._parents(name))
        return frozenset(
            row.half_day
            for row in self.county.blocked
            if row.id in asked and row.semester in (None, semester + 1)
        )

    def _parents(self, name: str) -> Iterator[str]:
        school = self.county.by_id.get(name)
        while school is not None and school.parent_id is not None:
            yield school.parent_id
            school = self.county.by_id[school.parent_id]

    def seats(self, from_site: str, to_site: str) -> Mapping[HalfDay, int] | None:
        """[20] Seats by half-day, None where the pair needs none."""
        rows = [row for row in self.county.vehicles if (row.from_id, row.to_id) == (from_site, to_site)]
        if not rows:
            return None
        return {half_day: sum(r.seats for r in rows if r.half_day is half_day) for half_day in HalfDay}
