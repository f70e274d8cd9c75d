"""Who holds a post of a made-up school in a year: people come, grow older, retire, and others follow them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.made_county import USUAL_YEAR
from ...models.teacher import Backbone, Sex
from ..staff_people import CAREER_FROM, Individual
from ..staff_posts import drawn
from .posts import Place
from .statistics import Kind, Setting, Stream, statistics, stream

SEPTEMBER = 9
_DRAWS, _YEARLY_DRAWS = 14, 3
_NURSING, _ILL = "哺乳期", "重大疾病"

Draws = NDArray[np.float64]


class Holder(NamedTuple):
    """Who holds a post.

    Attributes
    ----------
    generation
        0 holds or held it in 2026, 1 came after, -1 was there before, and so on.
    since
        School year in which they came.
    person
        What they are like in the year asked for.
    """

    generation: int
    since: int
    person: Individual


class _Life(NamedTuple):
    """A person's fixed dates: first and last school year at the post (the last one excluded), birth, sex."""

    begins: int
    ends: int
    birth_months: int
    sex: Sex


def holders_of(place: Place, posts: int, seed: int, year: int) -> list[Holder]:
    """Find who holds the posts of a school in a year.

    Parameters
    ----------
    place
        The school and stage.
    posts
        How many there are.
    seed, year
        Of the county. The same post in another year has the same person, older, or who came after or before.
    """
    key = (place.site.number, place.stage.rank)
    drawn_for: dict[int, Draws] = {}

    def draws(generation: int) -> Draws:
        """Rows by post; generations are numbered from 50 since a stream has no negative ones."""
        if generation not in drawn_for:
            rng = stream(seed, Stream.PEOPLE, *key, 50 + generation)
            drawn_for[generation] = rng.random((posts, _DRAWS))
        return drawn_for[generation]

    yearly = stream(seed, Stream.PEOPLE, *key, year).random((posts, _YEARLY_DRAWS)).tolist()
    found = []
    for post in range(posts):
        generation, row = 0, draws(0)[post].tolist()
        life = _first(place.site.setting, row)
        while year >= life.ends:
            generation += 1
            row = draws(generation)[post].tolist()
            life = _follower(life.ends, place.site.setting, row)
        while year < life.begins:
            generation -= 1
            row = draws(generation)[post].tolist()
            life = _forerunner(life.begins, place.site.setting, row)
        found.append(Holder(generation, life.begins, _person(place, life, row, yearly[post], year)))
    return found


def _first(setting: Setting, row: list[float]) -> _Life:
    """Draw who holds the post in 2026, by the shares of ages."""
    figures = statistics().people
    bracket = int(drawn("0123", figures.age_shares[setting], row[0]))
    sex = _sex(setting, bracket == len(figures.age_from) - 1, row[1])
    oldest = (*(first - 1 for first in figures.age_from[1:]), figures.retire[sex] - 1)[bracket]
    age = figures.age_from[bracket] + int(row[2] * (oldest - figures.age_from[bracket] + 1))
    tenure = int((age - CAREER_FROM + 1) * row[3] ** 0.6)
    return _life(USUAL_YEAR - tenure, USUAL_YEAR, age, sex, row[4])


def _follower(begins: int, setting: Setting, row: list[float]) -> _Life:
    """Draw somebody young who takes over from a retired one."""
    youngest, oldest = statistics().people.new_age
    sex = _sex(setting, False, row[1])
    return _life(begins, begins, youngest + int(row[2] * (oldest - youngest + 1)), sex, row[4])


def _forerunner(ends: int, setting: Setting, row: list[float]) -> _Life:
    """Draw somebody who left in a year, retired or for another post."""
    figures = statistics().people
    retired = row[0] < 0.5
    sex = _sex(setting, retired, row[1])
    low, high = figures.left_at
    age = figures.retire[sex] if retired else low + int(row[2] * (high - low + 1))
    stayed = figures.stayed[0] + int(row[3] * (figures.stayed[1] - figures.stayed[0] + 1))
    stayed = max(1, min(stayed, age - CAREER_FROM))
    life = _life(ends - stayed, ends, age, sex, row[4])
    return life._replace(ends=ends)


def _sex(setting: Setting, old: bool, draw: float) -> Sex:
    figures = statistics().people
    women = (figures.women_over_50 if old else figures.women)[setting]
    return Sex.FEMALE if draw < women else Sex.MALE


def _life(begins: int, then: int, age: int, sex: Sex, draw: float) -> _Life:
    """Give the dates of somebody who has an age on 1 September of some year; ends with the retiring age."""
    born = 12 * then + SEPTEMBER - 1 - 12 * age - int(draw * 12)
    return _Life(begins, then + statistics().people.retire[sex] - age, born, sex)


def _person(place: Place, life: _Life, row: list[float], yearly: list[float], year: int) -> Individual:
    age = (12 * year + SEPTEMBER - 1 - life.birth_months) // 12
    backbone, master = _rank(place, age, row)
    exempt, until = _exemption(life.sex, age, yearly, year)
    return Individual(
        age,
        life.sex,
        _month(life.birth_months),
        f"{life.begins}-09",
        _last_exchange(life, row, year),
        backbone,
        master,
        _title(age, backbone, row[9]),
        _degree(life.birth_months // 12, row[10]),
        exempt,
        until,
        _willing(row[11]),
    )


def _rank(place: Place, age: int, row: list[float]) -> tuple[Backbone, bool]:
    """Backbone rank from the age on in which one can have it; the share holds among all ages."""
    figures, setting = statistics().people, place.site.setting
    first, second = figures.age_from[:2]
    too_young = figures.age_shares[setting][0] * (figures.backbone_from_age - first) / (second - first)
    share = 0.0 if place.site.kind is Kind.POINT else figures.backbone[setting]
    if age < figures.backbone_from_age or row[5] >= share / (1 - too_young):
        return Backbone.NONE, False
    rank = Backbone(drawn(list(figures.backbone_ranks), list(figures.backbone_ranks.values()), row[6]))
    return rank, rank is not Backbone.SCHOOL and row[7] < figures.masters


def _exemption(sex: Sex, age: int, yearly: list[float], year: int) -> tuple[str, str | None]:
    """Draw an exemption of the year; it ends some months on, or is without end."""
    draw, kind, when = yearly
    if draw >= statistics().people.exempt:
        return "", None
    nursing = sex is Sex.FEMALE and age < 40 and kind < 0.7
    if not nursing and when < 0.5:
        return _ILL, None
    return (_NURSING if nursing else _ILL), _month(12 * year + SEPTEMBER - 1 + 1 + int(11 * when))


def _last_exchange(life: _Life, row: list[float], year: int) -> str | None:
    """Month of the exchange that some have been on, one to ten years after they came."""
    went = life.begins + 1 + int(row[8] * 10)
    return f"{went}-09" if row[12] < statistics().people.exchanged and went < year else None


def _title(age: int, backbone: Backbone, draw: float) -> str:
    """Title by age, sooner for backbone teachers."""
    lead = 0.0 if backbone is Backbone.NONE else 4.0
    if age + lead >= 45 + 15 * draw:
        return "高级教师"
    if age + lead >= 32 + 8 * draw:
        return "一级教师"
    return "二级教师" if age >= 25 else "三级教师"


def _degree(born: int, draw: float) -> str:
    if born >= 1986:
        return "研究生" if draw < 0.04 else "本科" if draw < 0.9 else "专科"
    return "本科" if draw < 0.65 else "专科"


def _willing(draw: float) -> bool | None:
    asked = statistics().people.willing
    if draw < asked["yes"]:
        return True
    return False if draw < asked["yes"] + asked["no"] else None


def _month(months: int) -> str:
    year, month = divmod(months, 12)
    return f"{year}-{month + 1:02d}"
