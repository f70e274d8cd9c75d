"""Teachers of a made-up school: a person for each post, managers among them, lessons shared out."""

from collections.abc import Iterator
from random import Random

from ...models.teacher import Teacher
from ...models.words import Stage
from ..staff import lessons_cap, lessons_now, teacher_at
from ..staff_figures import Setting as StaffSetting
from ..staff_people import managers_of
from ..staff_posts import Post
from ..workplaces import Workplace
from .names import school_id
from .people import holders_of
from .posts import Place, post_count, posts_of
from .statistics import Kind, Setting, statistics

_JUNIOR_OF_NINE_YEAR = 500
"""Number of the first post of the junior stage where a school has two stages."""

_SETTING = {
    Setting.SEAT: StaffSetting.COUNTY_SEAT,
    Setting.TOWN: StaffSetting.TOWN,
    Setting.VILLAGE: StaffSetting.VILLAGE,
}


def teachers_of(place: Place, usual: Place, seed: int, year: int) -> Iterator[Teacher]:
    """Give the teachers of one school in one stage in one year.

    Parameters
    ----------
    place, usual
        The school in that year, and in 2026.
    seed, year
        Of the county. An id stands for the same person in every year.
    """
    numbers, posts = kept_posts(place, usual, seed, year)
    everybody = holders_of(place, max(numbers) + 1, seed, year)
    holders = [everybody[number] for number in numbers]
    people = [holder.person for holder in holders]
    work = _workplace(place)
    lots = Random(f"{seed}|{place.site.number}|{place.stage.value}")
    managers = managers_of(work, people, lots)
    caps = [lessons_cap(work, post, manager) for post, manager in zip(posts, managers, strict=True)]
    second_stage = place.site.kind is Kind.NINE_YEAR and place.stage is Stage.JUNIOR
    first = _JUNIOR_OF_NINE_YEAR if second_stage else 0
    given = lessons_now(place.need, posts, caps)
    for number, post, holder, manager, cap, lessons in zip(
        numbers, posts, holders, managers, caps, given, strict=True
    ):
        digits = f"{place.site.number + 1:05d}{first + number + 1:03d}{5 + holder.generation}"
        yield teacher_at(work, digits, post, holder.person, manager, cap, sum(lessons.values()))


def kept_posts(place: Place, usual: Place, seed: int, year: int) -> tuple[list[int], list[Post]]:
    """Give the numbers of the posts that a school has in a year, and the posts.

    A school that has become smaller since 2026 gives up first the posts that fell vacant last; nobody is sent
    away as long as there are such. Chinese and maths keep one post each.
    """
    count, before = post_count(place), post_count(usual)
    posts = posts_of(place, usual, seed, max(count, before))
    numbers = list(range(len(posts)))
    if count < before:
        holders = holders_of(place, before, seed, year)
        essential = statistics().posts.smallest
        numbers.sort(
            key=lambda one: (one >= essential, holders[one].since * (holders[one].generation > 0), one)
        )
        numbers = sorted(numbers[:count])
    return numbers, [posts[number] for number in numbers]


def _workplace(place: Place) -> Workplace:
    """Say the same as other synthetic staff has it; managers belong to the highest stage."""
    managed = place.site.kind is not Kind.POINT
    if place.site.kind is Kind.NINE_YEAR:
        managed = place.stage is Stage.JUNIOR
    return Workplace(
        school_id(place.site),
        place.stage,
        _SETTING[place.site.setting],
        place.site.remoteness,
        place.classes,
        place.students,
        place.need,
        managed=managed,
    )
