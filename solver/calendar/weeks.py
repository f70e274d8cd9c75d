"""Semesters and their teaching weeks, and which of them an alliance works in."""

from typing import NamedTuple

from ...models.county import County
from ...models.half_day import HalfDay
from ...models.mode import Mode
from ...models.policy import Policy
from ...models.school_year import WeekKind

HALF_DAYS = tuple(HalfDay)
WEEKS_IN_A_MONTH = 4


class SemesterWeeks(NamedTuple):
    """One semester of the school year.

    Attributes
    ----------
    number
        1 autumn, 2 spring.
    label
        As in the plan, ``2026-1``.
    teaching
        Numbers of its teaching weeks, in order.
    """

    number: int
    label: str
    teaching: tuple[int, ...]

    @property
    def months(self) -> int:
        """Months of teaching, each begun four weeks (docs/duties.md, 6)."""
        return -(-len(self.teaching) // WEEKS_IN_A_MONTH)

    def part(self, index: int, parts: int) -> tuple[int, ...]:
        """Positions of the teaching weeks in the ``index``-th (from 0) of so many parts (23)."""
        weeks = len(self.teaching)
        return tuple(range(index * weeks // parts, -(-(index + 1) * weeks // parts)))

    def due(self, position: int) -> str:
        """Write a teaching week, by its position (from the end where negative), as a due date."""
        if not self.teaching:
            return self.label
        last = len(self.teaching) - 1
        return f"{self.label}:w{self.teaching[position if position < 0 else min(position, last)]}"


def semesters_of(county: County, policy: Policy) -> tuple[SemesterWeeks, ...]:
    """Planned semesters of the school year with the teaching weeks of the county's calendar."""
    return tuple(
        SemesterWeeks(
            number,
            f"{policy.school_year}-{number}",
            tuple(
                sorted(
                    row.week
                    for row in county.calendar
                    if row.semester == number and row.kind is WeekKind.TEACHING
                )
            ),
        )
        for number in policy.planned
    )


def open_semesters(mode: Mode, semesters: tuple[SemesterWeeks, ...]) -> tuple[SemesterWeeks, ...]:
    """Those from the start of the mode's term on (docs/exchange.md, 13)."""
    start = mode.term.start if mode.term is not None else None
    return tuple(one for one in semesters if start is None or one.label >= start)
