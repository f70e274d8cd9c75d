"""Nantou's synthetic staff: teachers, blocked half-days, and last year's visits.

How many teachers a school has is the Ministry's figure; everything else about them is made up.
"""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from ..models.half_day import HalfDay
from ..models.teacher import Backbone, Manager, Teacher
from ..models.words import Stage
from .coordinates import Point, great_circle_km
from .staff import synthetic_teachers
from .staff_figures import Setting
from .workplaces import Workplace

SEED = 113
SCHOOL_YEAR = 2024
SEAT = "南投市"

REMOTENESS = {"": 0.0, "偏遠": 0.0, "特偏": 0.5, "極偏": 1.0}
"""Where in the usual ranges of a village the shortages of a remote school lie."""

TRAINING = HalfDay.WED_PM
"""Wednesday afternoon, when primary schools in Taiwan have no lessons and teachers train."""

ELSEWHERE = 0.01
"""Share of teachers with a half-day on which they cannot teach."""

VISITED_SHARE = 0.25
VISITED_SUBJECTS = ("music", "art", "it", "pe", "english", "science")
VISIT_KM = 12.0
VISIT_LESSONS = (3, 6)
"""Last year's visits: one or two half-days, to remote schools near an ordinary one."""


class Place(NamedTuple):
    """A school of the Ministry's statistics as its staff is made from it."""

    school_id: str
    township: str
    at: Point
    remoteness: str
    classes: int
    students: int
    teachers: int
    need: Mapping[str, int]

    @property
    def ordinary(self) -> bool:
        """Whether it is no remote school; ordinary schools are the cores."""
        return not self.remoteness


def teachers_of(places: Sequence[Place]) -> tuple[Teacher, ...]:
    """Make the teachers: as many as the statistics say."""
    return synthetic_teachers([_workplace(place) for place in places], SCHOOL_YEAR, SEED)


def _workplace(place: Place) -> Workplace:
    setting = Setting.VILLAGE
    if place.ordinary:
        setting = Setting.COUNTY_SEAT if place.township == SEAT else Setting.TOWN
    return Workplace(
        place.school_id,
        Stage.PRIMARY,
        setting,
        REMOTENESS[place.remoteness],
        place.classes,
        place.students,
        place.need,
        teachers=place.teachers,
    )


TEACHER_HEADER = (
    "teacher_id", "name", "school_id", "stage", "subject", "second_subject", "lessons", "lessons_max", "sex",
    "birth", "title", "degree", "backbone", "master", "manager", "tenure_from", "last_exchange", "exempt",
    "exempt_until", "willing",
)  # fmt: skip

_WILLING = {None: "", True: "yes", False: "no"}


def teacher_rows(teachers: Sequence[Teacher]) -> Iterator[tuple[object, ...]]:
    """Rows of teachers.csv; ``lessons_max`` stands only where it is not the standard load."""
    for one in teachers:
        own_cap = one.manager not in (Manager.NONE, Manager.RESERVE)
        yield (
            one.teacher_id,
            one.name,
            one.school_id,
            one.stage.value,
            one.subject,
            one.second_subject,
            one.lessons,
            one.lessons_max if own_cap else None,
            one.sex and one.sex.value,
            one.birth,
            one.title,
            one.degree,
            "" if one.backbone is Backbone.NONE else one.backbone.value,
            "yes" if one.master else "",
            "" if one.manager is Manager.NONE else one.manager.value,
            one.tenure_from,
            one.last_exchange,
            one.exempt,
            one.exempt_until,
            _WILLING[one.willing],
        )


BLOCKED_HEADER = ("id", "half_day", "semester")


def blocked_rows(places: Sequence[Place], teachers: Sequence[Teacher]) -> Iterator[tuple[object, ...]]:
    """Rows of blocked.csv: the half-day of training in every school, and some teachers' own."""
    for place in places:
        yield place.school_id, TRAINING.value, None
    rng = Random(f"{SEED}|blocked")
    half_days = [half_day for half_day in HalfDay if half_day is not TRAINING]
    for teacher in teachers:
        is_one, which = rng.random(), rng.random()
        if is_one < ELSEWHERE:
            yield teacher.teacher_id, half_days[int(which * len(half_days))].value, None


EXCHANGE_HEADER = ("kind", "teacher", "from", "to", "subject", "stage", "semester", "half_days", "lessons")


def exchange_rows(places: Sequence[Place], teachers: Sequence[Teacher]) -> Iterator[tuple[object, ...]]:
    """Rows of exchanges.csv: visits of last spring to remote schools that lack a subject.

    The visitor has the subject as main one, is of the nearest ordinary school, is not exempt and has most
    lessons to spare there; nobody visits twice.
    """
    rng = Random(f"{SEED}|exchanges")
    of_school: dict[str, list[Teacher]] = {}
    for teacher in teachers:
        of_school.setdefault(teacher.school_id, []).append(teacher)
    cores = [place for place in places if place.ordinary]
    busy: set[str] = set()
    for place in places:
        is_one, which, when = rng.random(), rng.random(), rng.random()
        if place.ordinary or is_one >= VISITED_SHARE:
            continue
        core = min(cores, key=lambda one: (great_circle_km(one.at, place.at), one.school_id))
        subjects = {subject for one in of_school[place.school_id] for subject in one.subjects}
        lacking = [subject for subject in VISITED_SUBJECTS if subject not in subjects]
        if not lacking or great_circle_km(core.at, place.at) > VISIT_KM:
            continue
        subject = lacking[int(which * len(lacking))]
        free = [
            one
            for one in of_school[core.school_id]
            if one.subject == subject and not one.exempt and one.teacher_id not in busy
        ]
        if not free:
            continue
        visitor = max(free, key=lambda one: (one.lessons_max - (one.lessons or 0), one.teacher_id))
        half_days = (HalfDay.TUE_AM, HalfDay.THU_AM)[: 1 + int(2 * when)]
        busy.add(visitor.teacher_id)
        yield (
            "visit",
            visitor.teacher_id,
            core.school_id,
            place.school_id,
            subject,
            Stage.PRIMARY.value,
            f"{SCHOOL_YEAR - 1}-2",
            ";".join(half_days),
            min(VISIT_LESSONS[len(half_days) - 1], place.need[subject]),
        )
