"""Posts of a made-up school: how many teachers, their main and second subject, what they can teach."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ...models.words import Stage
from ..staff import lessons_now
from ..staff_figures import CLASS_SUBJECTS, GENERAL_SHARE, SECOND_OF, UNTRAINED
from ..staff_posts import Post, drawn, full_load
from .pupils import Grade
from .sites import Site
from .statistics import Kind, Setting, Stream, statistics, stream

_MOST_POSTS = 400


class Place(NamedTuple):
    """One school in one stage as a place of work.

    Attributes
    ----------
    site, stage
        Which.
    classes, students
        Of the stage.
    need
        Weekly lessons by subject.
    """

    site: Site
    stage: Stage
    classes: int
    students: int
    need: Mapping[str, float]


def place_of(site: Site, stage: Stage, grades: Sequence[Grade], need: Mapping[str, float]) -> Place:
    """Take classes and students together."""
    return Place(site, stage, sum(one.classes for one in grades), sum(one.students for one in grades), need)


def post_count(place: Place) -> int:
    """Count posts by students and by classes, whichever is more."""
    figures = statistics().posts
    point = place.site.kind is Kind.POINT
    by_students = place.students / figures.students_per_post[place.stage.value]
    by_classes = place.classes * figures.per_class["point" if point else place.stage.value]
    smallest = figures.point_smallest if point else figures.smallest
    return min(_MOST_POSTS, max(smallest, round(max(by_students, by_classes))))


def posts_of(place: Place, usual: Place, seed: int, count: int) -> tuple[Post, ...]:
    """Give the first posts of a school; a post keeps its main subject over the years.

    Parameters
    ----------
    place
        The school in the year asked for.
    usual
        The same in 2026, by which main subjects go.
    seed
        Of the county.
    count
        How many posts.
    """
    rng = stream(seed, Stream.SUBJECTS, place.site.number, place.stage.rank)
    weights = _weights(usual, rng)
    draws = rng.random((_MOST_POSTS, 2))
    mains = _in_order(weights, count)
    open_lessons = dict(usual.need)
    for subject in mains:
        open_lessons[subject] -= full_load(place.stage, subject)
    return tuple(
        Post(main, _second(place, main, open_lessons, float(asked), float(pick)))
        for main, (asked, pick) in zip(mains, draws, strict=False)
    )


def _weights(place: Place, rng: np.random.Generator) -> dict[str, float]:
    """Full posts that a school has in mind for each main subject; 0 where it has no specialist."""
    figures, setting = statistics().staffing, place.site.setting
    general = GENERAL_SHARE[place.stage]
    short = statistics().without.get(setting, {})
    draws = {
        subject: float(draw) for subject, draw in zip(sorted(short), rng.random(len(short)), strict=True)
    }
    there = figures.few if place.classes >= figures.all_subjects_from_classes else 0.0
    own: dict[str, float] = {}
    for subject, lessons in place.need.items():
        own[subject] = lessons * (1 - general.get(subject, 0.0))
        if subject in short and draws[subject] < _at(short[subject], place.site.remoteness):
            own[subject] *= there
    shared = sum(lessons * general.get(subject, 0.0) for subject, lessons in place.need.items())
    primary = place.stage is Stage.PRIMARY
    carriers = {one: lessons for one, lessons in own.items() if not primary or one in CLASS_SUBJECTS}
    total = sum(carriers.values())
    special = statistics().without[Setting.VILLAGE]
    weights = {}
    for subject, lessons in own.items():
        more = shared * carriers.get(subject, 0.0) / total if total else 0.0
        plenty = figures.surplus[setting] if subject in CLASS_SUBJECTS else 1.0
        plenty = figures.specialists[setting] if subject in special else plenty
        weights[subject] = (lessons + more) / full_load(place.stage, subject) * plenty
    return weights


def _at(span: tuple[float, float], part: float) -> float:
    return span[0] + part * (span[1] - span[0])


def _in_order(weights: Mapping[str, float], count: int) -> list[str]:
    """Order main subjects: Chinese and maths, each specialist there is, then by highest quotient."""
    wished = sorted((one for one in weights if weights[one] > 0), key=lambda one: (-weights[one], one))
    special = statistics().without[Setting.VILLAGE]
    sure = [one for one in CLASS_SUBJECTS if one in wished]
    sure += [one for one in wished if one not in sure and (one in special or weights[one] >= 0.5)]
    mains = sure[:count]
    seats = {subject: int(subject in mains) for subject in wished}
    while len(mains) < count:
        subject = max(wished, key=lambda one: weights[one] / (seats[one] + 0.5))
        seats[subject] += 1
        mains.append(subject)
    return mains


def _second(
    place: Place, main: str, open_lessons: Mapping[str, float], asked: float, pick: float
) -> str | None:
    """Second subject of a post, sooner where lessons are open; none for some."""
    figures, setting = statistics().staffing, place.site.setting
    share = figures.second_subject[setting]
    if place.stage is Stage.PRIMARY and main in CLASS_SUBJECTS:
        share = (1 + share) / 2  # class teachers carry the general lessons
    possible = [one for one in SECOND_OF[place.stage].get(main, ()) if one in open_lessons]
    if asked >= share or not possible:
        return None
    special = statistics().without[Setting.VILLAGE]
    wish = [max(open_lessons[one], 0.5) * (UNTRAINED if one in special else 1.0) for one in possible]
    return drawn(possible, wish, pick)


def supply_of(place: Place, posts: Sequence[Post]) -> dict[str, int]:
    """Weekly lessons by subject that the posts can give; spare lessons count as main subject."""
    caps = [full_load(place.stage, post.subject) for post in posts]
    supply = dict.fromkeys(place.need, 0)
    for post, cap, given in zip(posts, caps, lessons_now(place.need, posts, caps), strict=True):
        for subject, lessons in given.items():
            supply[subject] += lessons
        supply[post.subject] += cap - sum(given.values())
    return supply
