"""Posts of a synthetic school: how many teachers, with which main and second subject."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from ..models.words import Stage
from . import staff_figures as figures
from .loads import load_of
from .workplaces import Workplace

SMALLEST_STAFF = 2
"""Chinese and maths: the fewest teachers of a school with classes."""

SECOND_PART = 0.25
"""Part of a full load that somebody gives in the second subject, as far as the drawing goes."""

SPARE_WEIGHT = 0.5
"""Lessons that count as open even where main subjects cover them: people keep such second subjects."""

_SPECIAL = frozenset(figures.WITHOUT_SPECIALIST[figures.Setting.VILLAGE])


class Post(NamedTuple):
    """One teacher's subjects."""

    subject: str
    second: str | None


def full_load(stage: Stage, subject: str) -> int:
    """Give the standard weekly lessons of a teacher of the subject; `KeyError` for a stage without."""
    load = load_of(stage, subject, {})
    if load is None:
        raise KeyError(stage)
    return load


def posts_of(workplace: Workplace, rng: Random) -> list[Post]:
    """Draw the posts of a school, those of the same main subject side by side.

    Main subjects follow the need per standard load, but for the subjects that the school has no specialist
    for (drawn) and the surplus of its setting; second subjects go where lessons are open.
    """
    size = _size(workplace)
    weights = _weights(workplace, rng)
    seats = _apportion(size, weights)
    mains = [subject for subject, count in seats.items() for _ in range(count)]
    return _with_second(workplace, mains, rng)


def _size(workplace: Workplace) -> int:
    if workplace.teachers is not None:
        return workplace.teachers
    by_students = workplace.students / figures.STUDENTS_PER_TEACHER[workplace.stage]
    by_classes = workplace.classes * figures.TEACHERS_PER_CLASS[workplace.stage]
    return max(SMALLEST_STAFF, round(max(by_students, by_classes)))


def _weights(workplace: Workplace, rng: Random) -> dict[str, float]:
    """Full posts that a school has in mind for each main subject; 0 where it has no specialist."""
    general = figures.GENERAL_SHARE[workplace.stage]
    missing = _without_specialist(workplace, rng)
    own = {
        subject: lessons * (1 - general.get(subject, 0.0)) * missing.get(subject, 1.0)
        for subject, lessons in workplace.need.items()
    }
    shared = sum(lessons * general.get(subject, 0.0) for subject, lessons in workplace.need.items())
    primary = workplace.stage is Stage.PRIMARY
    carriers = {s: lessons for s, lessons in own.items() if not primary or s in figures.CLASS_SUBJECTS}
    total = sum(carriers.values())
    return {
        subject: (lessons + (shared * carriers.get(subject, 0.0) / total if total else 0.0))
        / full_load(workplace.stage, subject)
        * _plenty(workplace, subject)
        for subject, lessons in own.items()
    }


def _plenty(workplace: Workplace, subject: str) -> float:
    if subject in figures.CLASS_SUBJECTS:
        return figures.SURPLUS[workplace.setting]
    return figures.SPECIALISTS[workplace.setting] if subject in _SPECIAL else 1.0


def _without_specialist(workplace: Workplace, rng: Random) -> dict[str, float]:
    """Subjects short of specialists, with the part of the posts that there are: 0 in small schools."""
    shares = figures.WITHOUT_SPECIALIST[workplace.setting]
    draws = {subject: rng.random() for subject in sorted(workplace.need)}
    there = figures.FEW if workplace.classes >= figures.LARGE_FROM_CLASSES else 0.0
    return {
        subject: there
        for subject, draw in draws.items()
        if subject in shares and draw < shares[subject].at(workplace.remoteness)
    }


def _apportion(size: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Share out whole posts: one for each subject that has a teacher, the others by highest quotient."""
    wished = sorted((s for s in weights if weights[s] > 0), key=lambda s: (-weights[s], s))
    sure = [s for s in wished if s in _SPECIAL or weights[s] >= figures.OWN_POST_FROM]
    seats = {subject: int(subject in sure[:size]) for subject in weights}
    for _ in range(size - sum(seats.values())):
        subject = max(wished, key=lambda one: weights[one] / (seats[one] + 0.5))
        seats[subject] += 1
    return seats


def _with_second(workplace: Workplace, mains: Sequence[str], rng: Random) -> list[Post]:
    open_lessons = dict(workplace.need)
    for subject in mains:
        open_lessons[subject] -= full_load(workplace.stage, subject)
    posts: list[Post | None] = [None] * len(mains)
    for place in sorted(range(len(mains)), key=lambda _: rng.random()):
        main, draw, pick = mains[place], rng.random(), rng.random()
        possible = [
            one
            for one in figures.SECOND_OF[workplace.stage].get(main, ("activities",))
            if one in open_lessons
        ]
        if draw >= _second_share(workplace, main) or not possible:
            posts[place] = Post(main, None)
            continue
        weights = [
            max(open_lessons[one], SPARE_WEIGHT) * (figures.UNTRAINED if one in _SPECIAL else 1.0)
            for one in possible
        ]
        second = drawn(possible, weights, pick)
        open_lessons[second] -= full_load(workplace.stage, second) * SECOND_PART
        posts[place] = Post(main, second)
    return [post for post in posts if post is not None]


def _second_share(workplace: Workplace, main: str) -> float:
    if workplace.stage is Stage.PRIMARY and main in figures.CLASS_SUBJECTS:
        return figures.CLASS_TEACHERS_SECOND
    return figures.SECOND_SUBJECT[workplace.setting]


def drawn(choices: Sequence[str], weights: Sequence[float], draw: float) -> str:
    """Pick the choice on which a draw of 0 to 1 falls, each as wide as its weight."""
    left = draw * sum(weights)
    for choice, weight in zip(choices, weights, strict=True):
        left -= weight
        if left < 0:
            return choice
    return choices[-1]
