"""Between which schools teachers may go, from when on, and how long the way is (docs/exchange.md, 12, 13)."""

from collections.abc import Iterator
from fractions import Fraction

from ...models.row_rule import RowRule
from ...models.teacher import Teacher
from ...models.words import Stage
from .exchange_layout import ExchangeLayout
from .exchange_staff import Staff
from .numbers import exact
from .verdict import BrokenRule


def in_one_alliance(layout: ExchangeLayout, first: str, second: str, stage: Stage) -> bool:
    """Whether two schools are in the same alliance of the plan in a stage."""
    ours = layout.alliance_of.get((first, stage))
    return ours is not None and ours is layout.alliance_of.get((second, stage))


def not_open(
    staff: Staff, layout: ExchangeLayout, teacher: Teacher, school: str, semester: str
) -> Iterator[BrokenRule]:
    """13: the alliances of both schools exchange in the semester; schools outside alliances always do."""
    for at in dict.fromkeys((staff.home[teacher.school_id], school)):
        alliance = layout.alliance_of.get((at, teacher.stage))
        start = None if alliance is None else first_semester(staff, alliance.mode)
        if alliance is not None and start is not None and semester < start:
            figures = {
                "teacher": teacher.teacher_id,
                "school": school,
                "semester": semester,
                "core": alliance.core,
                "limit": start,
            }
            yield BrokenRule(RowRule.CLOSED, (at,), figures)
            return


def too_long(staff: Staff, start: str, end: str, limit: float) -> float | str | None:
    """Minutes of a way above the limit, – where it is not known, None where it is short enough."""
    way = staff.case.ways.pair(start, end)
    if way is None:
        return "–"
    minutes = Fraction(way[1], 60)
    return round(float(minutes), 3) if minutes > exact(limit) else None


def first_semester(staff: Staff, mode_id: str) -> str | None:
    """First semester of a mode's term, None where it begins with the school year."""
    mode = next((mode for mode in staff.case.policy.mode if mode.id == mode_id), None)
    return None if mode is None or mode.term is None else mode.term.start
