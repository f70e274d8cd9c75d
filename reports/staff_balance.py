"""Need of lessons against what own staff can teach, by subject and by school, and why lessons are short."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ..models.staffing import Shortage, StaffView, SubjectNeed
from ..models.words import Stage


class StaffBalance(NamedTuple):
    """Weekly lessons of one subject in one stage.

    Attributes
    ----------
    supply
        Most lessons of the teachers whose main subject it is; what they give in a second subject is in it.
    short
        Σ over schools of what the own staff leaves uncovered, staffed so that it is least over all subjects.
    schools_short
        Schools that lack a whole lesson or more.
    reasons
        ``short`` by its reason, the largest first.
    """

    stage: Stage
    subject: str
    need: float
    supply: float
    short: float
    schools_short: int
    reasons: dict[Shortage, float]


class SubjectShortage(NamedTuple):
    """Weekly lessons of one subject that a school's ``teachers`` of the subject leave uncovered, and why."""

    subject: str
    short: float
    teachers: int
    reason: Shortage


class SchoolShortage(NamedTuple):
    """Weekly lessons a school (points included) lacks in one stage; the subjects that lack most first."""

    school: str
    stage: Stage
    need: float
    short: float
    subjects: tuple[SubjectShortage, ...]


def staff_balance(view: StaffView) -> tuple[StaffBalance, ...]:
    """Need and supply per stage and subject."""
    needs: dict[tuple[Stage, str], list[SubjectNeed]] = defaultdict(list)
    for one in view.needs:
        needs[one.stage, one.subject].append(one)
    supply = {(stage, subject): lessons for stage, subject, lessons in view.supply}
    keys = sorted({*needs, *supply}, key=lambda key: (key[0].rank, key[1]))
    return tuple(_balance(*key, needs[key], supply.get(key, 0)) for key in keys)


def school_shortages(view: StaffView) -> tuple[SchoolShortage, ...]:
    """Every (school, stage) that lacks lessons, the largest shortage first."""
    needs: dict[tuple[str, Stage], list[SubjectNeed]] = defaultdict(list)
    for one in view.needs:
        needs[one.school, one.stage].append(one)
    found = [
        SchoolShortage(
            school,
            stage,
            need=_lessons(one.need for one in ours),
            short=_lessons(one.short for one in ours),
            subjects=tuple(
                SubjectShortage(one.subject, one.short / 1000, one.teachers, one.reason)
                for one in sorted(ours, key=lambda one: (-one.short, one.subject))
                if one.reason is not None
            ),
        )
        for (school, stage), ours in needs.items()
    ]
    return tuple(
        sorted(
            (one for one in found if one.subjects), key=lambda one: (-one.short, one.school, one.stage.rank)
        )
    )


def _balance(stage: Stage, subject: str, needs: list[SubjectNeed], supply: int) -> StaffBalance:
    reasons: Counter[Shortage] = Counter()
    for one in needs:
        if one.reason is not None:
            reasons[one.reason] += one.short
    return StaffBalance(
        stage,
        subject,
        need=_lessons(one.need for one in needs),
        supply=supply / 1000,
        short=_lessons(one.short for one in needs),
        schools_short=sum(one.short >= 1000 for one in needs),
        reasons={
            reason: short / 1000
            for reason, short in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        },
    )


def _lessons(thousandths: Iterable[int]) -> float:
    return sum(thousandths) / 1000
