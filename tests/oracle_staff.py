"""Who teaches in a tiny county, who may go, what is owed: second part of the brute force of exchanges.

Written from ``docs/exchange.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page. Lessons, minutes and shares are whole numbers
of grains (``oracle_scope``).
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache

from lianxiao.models.teacher import Backbone, Manager, Sex, Teacher
from lianxiao.models.words import Area, Role, Stage
from lianxiao.tests.oracle_county import TinyCounty, months
from lianxiao.tests.oracle_scope import GRAINS, Place, exact

Room = tuple[int, ...]
Hands = tuple[tuple[int, ...], int, int]
"""What a teacher may give at one school: which of its subjects, at least and at most how many lessons."""


@lru_cache(maxsize=200_000)
def most_lessons(room: Room, people: tuple[Hands, ...]) -> int | None:
    """Most lessons these people can give, no subject beyond its room; None where a least number cannot be."""
    reached = {room}
    for subjects, least, most in people:
        reached = {
            left
            for before in reached
            for left in _taught(before, subjects, most)
            if sum(before) - sum(left) >= least
        }
    return max((sum(room) - sum(left) for left in reached), default=None)


@lru_cache(maxsize=200_000)
def _taught(room: Room, subjects: tuple[int, ...], most: int) -> tuple[Room, ...]:
    """Every room that is left after one teacher's lessons."""
    if not subjects:
        return (room,)
    first, rest = subjects[0], subjects[1:]
    return tuple(
        left
        for lessons in range(min(room[first], most) + 1)
        for left in _taught((*room[:first], room[first] - lessons, *room[first + 1 :]), rest, most - lessons)
    )


def halves(semester: str) -> int:
    """Number of a semester, counted through."""
    year, half = semester.split("-")
    return 2 * int(year) + int(half) - 1


def apportion(count: int, weights: Mapping[str, int]) -> dict[str, int]:
    """[25] Largest remainder, ties by id."""
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    shares = {name: Fraction(count * weight, total) for name, weight in weights.items()}
    given = {name: math.floor(share) for name, share in shares.items()}
    order = sorted(weights, key=lambda name: (given[name] - shares[name], name))
    for name in order[: count - sum(given.values())]:
        given[name] += 1
    return given


class TinyStaff(TinyCounty):
    """A county as sentences 1 to 11, 19, 23, 25 and 37 to 42 see it."""

    # who is away, who rotates already, what is left uncovered [4-7, 37, 39, 42]

    def away(self, teacher: Teacher, semester: int) -> bool:
        """[37]"""
        assert self.policy.school_year is not None
        at = 2 * self.policy.school_year + semester
        first, last = teacher.away_from, teacher.away_until
        if first is None and last is None:
            return False
        return (first is None or halves(first) <= at) and (last is None or at <= halves(last))

    @cached_property
    def executed(self) -> set[str]:
        """[39] Teachers who rotated in a semester of the school year that is not planned."""
        past = {f"{self.policy.school_year}-{at + 1}" for at in (0, 1) if at not in self.planned}
        return {
            row.teacher
            for row in self.county.exchanges
            if row.kind == "rotation" and past & set(row.semester.split(";"))
        }

    @cached_property
    def running(self) -> dict[str, str]:
        """[42] Teachers whose rotation goes on, and where."""
        found: dict[str, str] = {}
        year = self.policy.school_year
        for teacher in self.county.teachers or ():
            for row in self.county.exchanges:
                named = {
                    at
                    for at in (0, 1)
                    for other in self.county.exchanges
                    if (other.kind, other.teacher, other.to_id) == (row.kind, row.teacher, row.to_id)
                    and f"{year}-{at + 1}" in other.semester.split(";")
                }
                if row.kind != "rotation" or row.teacher != teacher.teacher_id or len(named) < 2:
                    continue
                here = (
                    self.top(row.to_id).school_id == row.to_id and (row.to_id, teacher.stage) in self.places
                )
                if (
                    len(self.planned) == 1
                    and here
                    and (own := self.top(teacher.school_id)).school_id != row.to_id
                    and own.role is not Role.NONE
                    and not self.away(teacher, self.planned[0])
                ):
                    found.setdefault(row.teacher, row.to_id)
        return found

    def workers(self, school: str, stage: Stage) -> list[Teacher]:
        """[1, 42] Teachers who work at a school: its own but those who rotate still, and those who came."""
        return [
            teacher
            for teacher in self.county.teachers or ()
            if teacher.stage is stage
            and self.running.get(teacher.teacher_id, self.top(teacher.school_id).school_id) == school
        ]

    def alone(self, school: str, stage: Stage, semester: int) -> int:
        """[7, 37] What its own staff leaves uncovered in a semester, in grains."""
        need = self.school_need(school, stage)
        subjects = sorted(need)
        room = tuple(need[subject] // GRAINS for subject in subjects)
        people = tuple(
            (known(subjects, teacher), 0, teacher.lessons_max)
            for teacher in self.workers(school, stage)
            if not self.away(teacher, semester)
        )
        return sum(need.values()) - GRAINS * (most_lessons(room, people) or 0)

    # who may go [8-11]

    def exempt(self, teacher: Teacher) -> bool:
        """[8]"""
        until = teacher.exempt_until
        return bool(teacher.exempt) and (until is None or months(until) >= self.september)

    def may_visit(self, teacher: Teacher) -> bool:
        """[9]"""
        if teacher.teacher_id in self.running or self.away_all_year(teacher):
            return False
        return "visit" in self.settings.forms and not self.exempt(teacher)

    def away_all_year(self, teacher: Teacher) -> bool:
        """[37]"""
        return self.away(teacher, 0) and self.away(teacher, 1)

    def may_rotate(self, teacher: Teacher) -> bool:
        """[10, 40]"""
        return self.eligible(teacher) and teacher.teacher_id not in self.executed

    def eligible(self, teacher: Teacher) -> bool:
        """[10]"""
        rules = self.settings
        if "rotation" not in rules.forms or self.exempt(teacher) or self.away_all_year(teacher):
            return False
        if teacher.birth is None or teacher.sex is None or teacher.tenure_from is None:
            return False
        man = teacher.sex is Sex.MALE
        age = self.september - months(teacher.birth)
        tenure = self.september - months(teacher.tenure_from)
        left = exact(rules.retire_age_men if man else rules.retire_age_women) * 12 - age
        years = rules.head_years_min if teacher.manager is Manager.HEAD else rules.tenure_years_min
        last = teacher.last_exchange
        return (
            age < exact(rules.age_max_men if man else rules.age_max_women) * 12
            and left > exact(rules.retire_within_years) * 12
            and tenure >= exact(years) * 12
            and (last is None or self.september - months(last) >= exact(rules.repeat_after_years) * 12)
        )

    # what is owed, and how many may be away [23, 25]

    @cached_property
    def quotas(self) -> dict[Place, tuple[int, int]]:
        """[25] Rotation quota and backbone quota of every school that has one."""
        found: dict[Place, tuple[int, int]] = {}
        rules = self.settings
        if "rotation" not in rules.forms:
            return found
        for stage in Stage:
            owing = [s for s, own in self.places if own is stage and self._owes(s)]
            eligible = {s: [t for t in self.staff(s, stage) if self.eligible(t)] for s in owing}
            weights = {s: len(people) for s, people in eligible.items()}
            count = math.ceil(exact(rules.rotation_share) * sum(weights.values()))
            rotation = apportion(count, weights)
            if rules.backbone_of == "eligible":
                weights = {s: sum(map(is_backbone, people)) for s, people in eligible.items()}
                count = math.ceil(exact(rules.backbone_share) * sum(weights.values()))
            else:
                weights = rotation
                count = math.ceil(exact(rules.backbone_share) * count)
            backbone = apportion(count, weights)
            found |= {(s, stage): (rotation[s], backbone[s]) for s in owing}
        return found

    def sent(self, school: str, stage: Stage) -> tuple[int, int]:
        """[39] Teachers, and backbone teachers, of the school whose rotation is executed."""
        gone = [t for t in self.staff(school, stage) if t.teacher_id in self.executed]
        return len(gone), sum(map(is_backbone, gone))

    def owed(self, school: str, stage: Stage) -> int:
        """[27, 39] What a school owes that sends nobody more."""
        quotas, sent = self.quotas.get((school, stage), (0, 0)), self.sent(school, stage)
        return sum(max(0, quota - gone) for quota, gone in zip(quotas, sent, strict=True))

    def _owes(self, school: str) -> bool:
        row = self.county.by_id[school]
        return self.settings.quota_scope == "county" or row.role is Role.CORE or row.area is Area.URBAN

    def away_most(self, school: str, stage: Stage) -> tuple[int, int]:
        """[23] Most teachers, and most backbone teachers, rotating away at once."""
        rotation, backbone = self.quotas.get((school, stage), (0, 0))
        share = exact(self.settings.away_share_max)
        staff = self.staff(school, stage)
        out = [teacher for teacher in staff if teacher.teacher_id in self.running]
        return (
            max(0, max(math.floor(share * len(staff)), min(rotation, 1)) - len(out)),
            max(
                0,
                max(math.floor(share * sum(map(is_backbone, staff))), min(backbone, 1))
                - sum(map(is_backbone, out)),
            ),
        )


def is_backbone(teacher: Teacher) -> bool:
    """[11]"""
    return teacher.backbone is not Backbone.NONE


def known(subjects: Sequence[str], teacher: Teacher) -> tuple[int, ...]:
    """[4] Which of a school's subjects the teacher may give."""
    return tuple(at for at, subject in enumerate(subjects) if subject in teacher.subjects)
