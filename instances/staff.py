"""Synthetic teachers for any county, made from a seed: for trying out and testing, not for conclusions.

Numbers follow students and classes, main subjects the lessons needed and the usual shortages and surpluses
of village, town and seat, people the usual shares (``staff_figures.py``). Each school has draws of its own,
so a change in one school changes the people of no other.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from ..models.teacher import Manager, Teacher
from . import staff_figures as figures
from .staff_people import Individual, individual, managers_of
from .staff_posts import Post, full_load, posts_of
from .workplaces import Workplace


def synthetic_teachers(workplaces: Iterable[Workplace], school_year: int, seed: int) -> tuple[Teacher, ...]:
    """Make the teachers of a county.

    Parameters
    ----------
    workplaces
        Every (school, stage) that needs lessons.
    school_year
        Ages, tenure and exemptions are drawn as of its 1 September.
    seed
        The same arguments give the same teachers, on every machine.

    Returns
    -------
    tuple of Teacher
        Ids ``T0001`` … and names ``教师0001`` … in the order of the workplaces. ``lessons`` is what each one
        gives at home now, main subject first; ``lessons_max`` the standard load, less for managers.
    """
    staffs = [(place, _staff(place, school_year, seed)) for place in workplaces]
    width = max(4, len(str(sum(len(staff) for _, staff in staffs))))
    made: list[Teacher] = []
    for place, staff in staffs:
        caps = [lessons_cap(place, post, manager) for post, _, manager in staff]
        given = lessons_now(place.need, [post for post, _, _ in staff], caps)
        for (post, person, manager), cap, lessons in zip(staff, caps, given, strict=True):
            number = f"{len(made) + 1:0{width}d}"
            made.append(teacher_at(place, number, post, person, manager, cap, sum(lessons.values())))
    return tuple(made)


def _staff(place: Workplace, school_year: int, seed: int) -> list[tuple[Post, Individual, Manager]]:
    rng = Random(f"{seed}|{place.school_id}|{place.stage.value}")
    posts = posts_of(place, rng)
    people = [individual(place, school_year, rng) for _ in posts]
    return list(zip(posts, people, managers_of(place, people, rng), strict=True))


def lessons_cap(place: Workplace, post: Post, manager: Manager) -> int:
    """Most weekly lessons of a post: the standard load, less for managers."""
    large = place.classes >= figures.LARGE_FROM_CLASSES
    share = (figures.MANAGER_LOAD if large else figures.SMALL_MANAGER_LOAD).get(manager.value, 1.0)
    return math.floor(full_load(place.stage, post.subject) * share + 0.5)


def lessons_now(
    needed: Mapping[str, float], posts: Sequence[Post], caps: Sequence[int]
) -> list[dict[str, int]]:
    """Share out a school's lessons among its own people: main subjects evenly, then second subjects.

    Returns
    -------
    list of dict
        Weekly lessons of each by subject, at most the cap in all; no subject gets more than its whole need.
    """
    left = {subject: math.floor(lessons) for subject, lessons in needed.items()}
    spare = list(caps)
    given: list[dict[str, int]] = [{} for _ in posts]
    for subjects in ([post.subject for post in posts], [post.second for post in posts]):
        waiting: dict[str, list[int]] = {}
        for i, subject in enumerate(subjects):
            if subject is not None:
                waiting.setdefault(subject, []).append(i)
        for subject, group in waiting.items():
            group.sort(key=lambda i: spare[i])  # who has least goes first, the others make up for it
            for taken, i in enumerate(group):
                lessons = min(spare[i], -(-left[subject] // (len(group) - taken)))
                spare[i] -= lessons
                left[subject] -= lessons
                given[i][subject] = lessons
    return given


def supply_of(place: Workplace, staff: Sequence[Teacher]) -> dict[str, int]:
    """Weekly lessons by subject that a school's people can give: as now, and spare ones as main subject.

    What plain arithmetic of surplus and shortage goes by (column ``supply`` of needs.csv).
    """
    posts = [Post(teacher.subject, teacher.second_subject) for teacher in staff]
    supply = dict.fromkeys(place.need, 0)
    for teacher, given in zip(
        staff, lessons_now(place.need, posts, [teacher.lessons_max for teacher in staff]), strict=True
    ):
        for subject, lessons in given.items():
            supply[subject] += lessons
        supply[teacher.subject] += teacher.lessons_max - sum(given.values())
    return supply


def teacher_at(
    place: Workplace, digits: str, post: Post, person: Individual, manager: Manager, cap: int, lessons: int
) -> Teacher:
    """Put a person in a post; ``digits`` make id and name, ``lessons`` are given now, at most ``cap``."""
    return Teacher(
        teacher_id=f"T{digits}",
        name=f"教师{digits}",
        school_id=place.school_id,
        stage=place.stage,
        subject=post.subject,
        second_subject=post.second,
        lessons=lessons,
        lessons_max=cap,
        sex=person.sex,
        birth=person.birth,
        title=person.title,
        degree=person.degree,
        backbone=person.backbone,
        master=person.master,
        manager=manager,
        tenure_from=person.tenure_from,
        last_exchange=person.last_exchange,
        exempt=person.exempt,
        exempt_until=person.exempt_until,
        willing=person.willing,
    )
