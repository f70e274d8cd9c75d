"""calendar.csv one year later: the same weeks, their Mondays moved (docs/next-year.md, 15)."""

from collections.abc import Sequence
from datetime import date, timedelta

from ...models.school_year import Week

YEAR_IN_WEEKS = (52, 53)


def weeks_next_year(weeks: Sequence[Week]) -> tuple[Week, ...]:
    """Move the dates of each semester by 52 or by 53 weeks, together, so that its first stays nearest.

    Nearest to the same day of the year. Weeks without a date stay as they are.
    """
    shift = {semester: _shift(weeks, semester) for semester in (1, 2)}
    return tuple(
        week
        if week.monday is None
        else week.model_copy(update={"monday": str(date.fromisoformat(week.monday) + shift[week.semester])})
        for week in weeks
    )


def _shift(weeks: Sequence[Week], semester: int) -> timedelta:
    dated = [week.monday for week in weeks if week.semester == semester and week.monday is not None]
    first = date.fromisoformat(min(dated)) if dated else date(2000, 1, 3)
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    same_day = date(first.year + 1, first.month, day)
    shifts = [timedelta(weeks=count) for count in YEAR_IN_WEEKS]
    return min(shifts, key=lambda shift: abs(first + shift - same_day))
