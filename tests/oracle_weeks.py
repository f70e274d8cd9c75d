"""Every week that one teacher of a tiny alliance may have away from home: third part of the brute force.

Written from ``docs/exchange.md`` alone. Numbers in brackets are the sentences of that page.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import NamedTuple

from lianxiao.models.half_day import HalfDay
from lianxiao.models.mode import Mode
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import Stage
from lianxiao.tests.oracle_scope import GRAINS, exact
from lianxiao.tests.oracle_staff import TinyStaff

Vector = tuple[int, ...]
Sent = tuple[str, tuple[tuple[str, int], ...]]
"""A half-day away: the site, and the lessons by subject."""


class Week(NamedTuple):
    """What a week away takes: lessons by asked (site, subject), and burdens that one wants low.

    Burdens: minutes, home half-days taken, then the county's bounded days and seats. ``at_schools`` has the
    lessons once more, by school and subject, where there are any.
    """

    lessons: Vector
    burdens: Vector
    at_schools: tuple[tuple[tuple[str, str], int], ...] = ()


def plus(one: Vector, other: Vector) -> Vector:
    return tuple(map(int.__add__, one, other))


def no_worse(one: Vector, other: Vector) -> bool:
    return all(map(int.__le__, one, other))


def least_of(found: set[Vector]) -> list[Vector]:
    """Those that no other one beats in every respect."""
    kept: list[Vector] = []
    for vector in sorted(found):
        if not any(no_worse(before, vector) for before in kept):
            kept.append(vector)
    return kept


@dataclass(frozen=True)
class TinyAlliance:
    """One alliance with its teachers; ``entrusted`` are its entrusted members."""

    staff: TinyStaff
    mode: Mode
    stage: Stage
    core: str
    members: tuple[str, ...]
    entrusted: frozenset[str] = frozenset()
    memory: dict[tuple[str, int], list[Week]] = field(default_factory=dict, compare=False)

    @cached_property
    def schools(self) -> tuple[str, ...]:
        return (self.core, *self.members)

    @cached_property
    def teachers(self) -> tuple[Teacher, ...]:
        return tuple(teacher for school in self.schools for teacher in self.staff.workers(school, self.stage))

    def home(self, teacher: Teacher) -> str:
        own = self.staff.top(teacher.school_id).school_id
        return self.staff.running.get(teacher.teacher_id, own)

    def is_open(self, semester: int) -> bool:
        """[13]"""
        start = self.mode.term.start if self.mode.term else None
        return start is None or f"{self.staff.policy.school_year}-{semester + 1}" >= start

    def ways(self, from_id: str, to_id: str, most: float) -> int | None:
        """[14, 15, 17] Minutes (grains) of a way that is known and within the limit."""
        by_id = self.staff.county.by_id
        way = self.staff.scope.travel(by_id[from_id], by_id[to_id])
        return way.minutes if way is not None and way.minutes <= exact(most) * GRAINS else None

    @cached_property
    def asked(self) -> list[tuple[str, str]]:
        """[14] (Site, subject) where visitors can give a whole lesson."""
        return [
            (site, subject)
            for school in self.schools
            for site in self.staff.sites(school)
            for subject, need in sorted(self.staff.need(site, self.stage).items())
            if need >= GRAINS
        ]

    @cached_property
    def room(self) -> dict[str, dict[str, int]]:
        """[4] Whole lessons by school and subject."""
        return {
            school: {
                subject: need // GRAINS
                for subject, need in sorted(self.staff.school_need(school, self.stage).items())
            }
            for school in self.schools
        }

    @cached_property
    def days(self) -> dict[tuple[str, str, int], int]:
        """[19] Most visitors' lessons by school, subject and day, where that can bind."""
        found: dict[tuple[str, str, int], int] = {}
        for school in self.schools:
            most = self.staff.day_lessons(school, self.stage)
            for subject, room in self.room[school].items():
                if most is not None and most < room:
                    found |= {(school, subject, day): most for day in range(5)}
        return found

    @cached_property
    def seats(self) -> dict[tuple[str, str, HalfDay], int]:
        """[20] Seats by way and half-day, where some way needs seats."""
        sites = [site for school in self.schools for site in self.staff.sites(school)]
        return {
            (a, b, half_day): rows.get(half_day, 0)
            for a, b in product(sites, sites)
            if a != b and (rows := self.staff.seats(a, b)) is not None
            for half_day in HalfDay
        }

    @cached_property
    def limits(self) -> Vector:
        """Bounds of the burdens after minutes and home half-days."""
        return (*self.days.values(), *self.seats.values())

    @cached_property
    def _day_at(self) -> Mapping[tuple[str, str, int], int]:
        return {key: at for at, key in enumerate(self.days)}

    @cached_property
    def _seat_at(self) -> Mapping[tuple[str, str, HalfDay], int]:
        return {key: at for at, key in enumerate(self.seats)}

    # weeks [14, 16, 17]

    def weeks(self, teacher: Teacher, semester: int) -> list[Week]:
        """Every week with a visit, of equal lessons only those with the least burdens."""
        key = (teacher.teacher_id, semester)
        if key not in self.memory:
            self.memory[key] = list(self._weeks(teacher, semester))
        return self.memory[key]

    def home_half_days(self, teacher: Teacher, semester: int) -> int:
        """[16] Half-days on which the teacher may teach at home."""
        return len(self._free(teacher, semester))

    def _free(self, teacher: Teacher, semester: int) -> set[HalfDay]:
        return set(HalfDay) - self.staff.blocked([teacher.teacher_id, teacher.school_id], semester)

    def _weeks(self, teacher: Teacher, semester: int) -> Iterator[Week]:
        rules = self.staff.settings
        able = self.staff.may_visit(teacher) and not self.staff.away(teacher, semester)
        if not self.is_open(semester) or not able:
            return
        nothing = tuple(0 for _ in self.asked)
        no_burdens = (0, 0, *(0 for _ in self.limits))
        away_most = teacher.lessons_max - math.ceil(exact(rules.home_lessons_min))
        found: dict[tuple[int, Vector], set[Vector]] = {(0, nothing): {no_burdens}}
        for day in range(5):
            away = self._days_away(teacher, semester, day)
            more: dict[tuple[int, Vector], set[Vector]] = {}
            for (days, lessons), burdens in found.items():
                if days == rules.visit_days_max:
                    continue
                for one_day in away:
                    taught = plus(lessons, one_day.lessons)
                    if sum(taught) <= away_most and no_worse(taught, self._site_room):
                        more.setdefault((days + 1, taught), set()).update(
                            plus(before, one_day.burdens) for before in burdens
                        )
            for state, burdens in more.items():
                found[state] = set(least_of(found.get(state, set()) | burdens))
        by_lessons: dict[Vector, set[Vector]] = {}
        for (days, lessons), burdens in found.items():
            if days:
                by_lessons.setdefault(lessons, set()).update(burdens)
        for lessons, burdens in by_lessons.items():
            given: dict[tuple[str, str], int] = {}
            for (site, subject), count in zip(self.asked, lessons, strict=True):
                if count:
                    school = self.staff.top(site).school_id
                    given[school, subject] = given.get((school, subject), 0) + count
            yield from (Week(lessons, least, tuple(given.items())) for least in least_of(burdens))

    @cached_property
    def _site_room(self) -> Vector:
        return tuple(self.staff.need(site, self.stage)[subject] // GRAINS for site, subject in self.asked)

    def _days_away(self, teacher: Teacher, semester: int, day: int) -> list[Week]:
        """Every day with a visit: one site in the morning, one in the afternoon, or only one of them."""
        morning, afternoon = (
            [None, *self._half_days_away(teacher, semester, half_day)]
            for half_day in HalfDay
            if half_day.day == day
        )
        free, most = self._free(teacher, semester), self.staff.settings.visit_minutes_max
        found: dict[Vector, set[Vector]] = {}
        for before, after in product(morning, afternoon):
            sent = [(h, s) for h, s in zip(_halves(day), (before, after), strict=True) if s is not None]
            if not sent:
                continue
            if not self._reached_at_noon(before, after):
                continue
            lessons = [0] * len(self.asked)
            bounded = [0] * len(self.limits)
            for half_day, (site, given) in sent:
                for subject, count in given:
                    lessons[self.asked.index((site, subject))] += count
                    day_key = (self.staff.top(site).school_id, subject, day)
                    if day_key in self._day_at:
                        bounded[self._day_at[day_key]] += count
                seat_key = (teacher.school_id, site, half_day)
                if seat_key in self._seat_at:
                    bounded[len(self.days) + self._seat_at[seat_key]] += 1
            if not no_worse(tuple(bounded), self.limits):
                continue
            sites = sorted({site for _, (site, _) in sent})
            ways = [self.ways(teacher.school_id, site, most) or 0 for site in sites]
            taken = sum(half_day in free for half_day, _ in sent)
            found.setdefault(tuple(lessons), set()).add((2 * sum(ways), taken, *bounded))
        return [Week(lessons, least) for lessons, burdens in found.items() for least in least_of(burdens)]

    def _reached_at_noon(self, before: Sent | None, after: Sent | None) -> bool:
        """[17] Between two sites of one day there is a way that is short enough."""
        if before is None or after is None or before[0] == after[0]:
            return True
        return self.ways(before[0], after[0], self.staff.settings.visit_minutes_max) is not None

    def _half_days_away(self, teacher: Teacher, semester: int, half_day: HalfDay) -> Iterator[Sent]:
        """Every site and every choice of lessons on one half-day [14, 16]."""
        most = self.staff.settings.lessons_per_half_day
        if half_day in self.staff.blocked([teacher.teacher_id], semester):
            return
        for site in sorted({site for site, _ in self.asked}):
            subjects = [s for at, s in self.asked if at == site and s in teacher.subjects]
            if (
                not subjects
                or self.staff.top(site) == self.staff.top(teacher.school_id)
                or half_day in self.staff.blocked([site], semester)
                or self.ways(teacher.school_id, site, self.staff.settings.visit_minutes_max) is None
            ):
                continue
            for counts in product(range(most + 1), repeat=len(subjects)):
                if 0 < sum(counts) <= most:
                    given = [(s, count) for s, count in zip(subjects, counts, strict=True) if count]
                    yield site, tuple(given)


def _halves(day: int) -> list[HalfDay]:
    return [half_day for half_day in HalfDay if half_day.day == day]
