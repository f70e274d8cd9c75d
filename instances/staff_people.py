"""Synthetic people: age, sex, tenure, last exchange, rank, exemption, management post."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from ..models.teacher import Backbone, Manager, Sex
from . import staff_figures as figures
from .staff_posts import drawn
from .workplaces import Workplace

CAREER_FROM = 22
SEPTEMBER = 9

CLASSES_PER_DEPUTY = 12
CLASSES_PER_MIDDLE = 6
"""Deputies and middle managers by classes: one for each so many [assumed]."""

AGE_OF_POST = {
    Manager.HEAD: (38, 56),
    Manager.DEPUTY: (34, 55),
    Manager.MIDDLE: (30, 54),
    Manager.RESERVE: (27, 42),
}
"""Usual ages of managers [assumed]; where nobody is of that age, the nearest."""


class Individual(NamedTuple):
    """What a synthetic teacher is like, apart from school and subjects. Months are ``YYYY-MM``."""

    age: int
    sex: Sex
    birth: str
    tenure_from: str | None
    last_exchange: str | None
    backbone: Backbone
    master: bool
    title: str
    degree: str
    exempt: str
    exempt_until: str | None
    willing: bool | None


def individual(workplace: Workplace, school_year: int, rng: Random) -> Individual:
    """Draw one person for a school; ages count on 1 September of the school year."""
    setting = workplace.setting
    bracket = int(drawn("0123", figures.AGE_SHARES[setting], rng.random()))
    women = (figures.WOMEN_OVER_50 if bracket == len(figures.AGE_FROM) - 1 else figures.WOMEN)[setting]
    sex = Sex.FEMALE if rng.random() < women else Sex.MALE
    last = (*(first - 1 for first in figures.AGE_FROM[1:]), figures.AGE_LAST[sex])[bracket]
    age = figures.AGE_FROM[bracket] + int(rng.random() * (last - figures.AGE_FROM[bracket] + 1))
    months_past = int(rng.random() * 12)
    tenure = int((age - CAREER_FROM + 1) * rng.random() ** 0.6)
    backbone, master = _rank(workplace, age, rng)
    exempt, until = _exemption(sex, age, school_year, rng)
    return Individual(
        age,
        sex,
        _month_before(school_year, 12 * age + months_past),
        _tenure_from(tenure, school_year, rng),
        _last_exchange(tenure, school_year, rng),
        backbone,
        master,
        _title(age, backbone, rng),
        _degree(age, rng),
        exempt,
        until,
        _willing(rng),
    )


def managers_of(workplace: Workplace, people: Sequence[Individual], rng: Random) -> list[Manager]:
    """Give each of the people of a school a management post, most of them none."""
    posts = [Manager.NONE] * len(people)
    if not workplace.managed:
        return posts
    classes = workplace.classes
    chance = [rng.random() for _ in people]
    wanted = (
        (Manager.HEAD, 1),
        (Manager.DEPUTY, int(classes // CLASSES_PER_DEPUTY)),
        (Manager.MIDDLE, int(classes // CLASSES_PER_MIDDLE)),
        (Manager.RESERVE, 1 + int(classes // CLASSES_PER_DEPUTY) if classes >= CLASSES_PER_MIDDLE else 0),
    )
    for post, count in wanted:
        youngest, oldest = AGE_OF_POST[post]
        free = [i for i in range(len(people)) if posts[i] is Manager.NONE and not people[i].exempt]
        # backbone teachers first among those of the usual age, else by lot
        free.sort(
            key=lambda i: (
                max(youngest - people[i].age, people[i].age - oldest, 0),
                people[i].backbone is Backbone.NONE,
                chance[i],
            )
        )
        for i in free[: min(count, len(people) // 3 + (post is Manager.HEAD))]:
            posts[i] = post
    return posts


def _rank(workplace: Workplace, age: int, rng: Random) -> tuple[Backbone, bool]:
    """Draw the backbone rank; who is too young for one leaves it to the others, so that the share holds."""
    is_one, rank, is_master = rng.random(), rng.random(), rng.random()
    first = figures.AGE_FROM[0]
    shares = figures.AGE_SHARES[workplace.setting]
    too_young = shares[0] * (figures.BACKBONE_FROM_AGE - first) / (figures.AGE_FROM[1] - first)
    if age < figures.BACKBONE_FROM_AGE or is_one >= figures.BACKBONE[workplace.setting] / (1 - too_young):
        return Backbone.NONE, False
    backbone = Backbone(drawn(list(figures.BACKBONE_RANKS), list(figures.BACKBONE_RANKS.values()), rank))
    return backbone, backbone is not Backbone.SCHOOL and is_master < figures.MASTERS


def _exemption(sex: Sex, age: int, school_year: int, rng: Random) -> tuple[str, str | None]:
    draw, kind, when = rng.random(), rng.random(), rng.random()
    if draw >= figures.EXEMPT + figures.EXPIRED:
        return "", None
    reason = "哺乳期" if sex is Sex.FEMALE and age < 40 and kind < 0.7 else "重大疾病"
    if draw >= figures.EXEMPT:
        return reason, _month_before(school_year, 1 + int(12 * when))
    if reason == "重大疾病" and when < 0.5:
        return reason, None
    return reason, _month_before(school_year, -int(12 * when))


def _month_before(school_year: int, months: int) -> str:
    """Give the month so many months before September of the school year."""
    year, month = divmod(12 * school_year + SEPTEMBER - 1 - months, 12)
    return f"{year}-{month + 1:02d}"


def _tenure_from(years: int, school_year: int, rng: Random) -> str | None:
    in_spring, unknown = rng.random() < 0.1, rng.random() < figures.TENURE_UNKNOWN
    if unknown:
        return None
    return _month_before(school_year, 12 * years - 5 if in_spring and years else 12 * years)


def _last_exchange(tenure: int, school_year: int, rng: Random) -> str | None:
    been, when = rng.random() < figures.EXCHANGED, rng.random()
    if not been or tenure < 2:
        return None
    return _month_before(school_year, 12 * (1 + int(when * min(tenure - 1, 10))))


def _title(age: int, backbone: Backbone, rng: Random) -> str:
    draw = rng.random() - (0.0 if backbone is Backbone.NONE else 0.25)
    if age < 28:
        return "三级教师" if draw > 0.85 else "二级教师"
    if age < 40:
        return "一级教师" if draw < 0.6 else "二级教师"
    return "高级教师" if draw < 0.3 else "一级教师"


def _degree(age: int, rng: Random) -> str:
    draw = rng.random()
    if age < 40:
        return "研究生" if draw < 0.04 else "本科" if draw < 0.9 else "专科"
    return "本科" if draw < 0.65 else "专科"


def _willing(rng: Random) -> bool | None:
    asked = figures.WILLING
    answer = drawn((*asked, ""), (*asked.values(), 1 - sum(asked.values())), rng.random())
    return {"yes": True, "no": False}.get(answer)
