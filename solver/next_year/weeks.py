"""calendar.csv one year later: the same weeks, their Mondays moved (docs/next-year.md, 17)."""

from collections.abc import Sequence
from datetime import date, timedelta

from ...models.school_year import Week


def weeks_next_year(weeks: Sequence[Week], school_year: int) -> tuple[Week, ...]:
    """Move all dates by 52 or by 53 weeks into ``school_year``; weeks without a date stay as they are.

    By as many as lie between the Mondays nearest to 1 September of the two years, so that nothing drifts.
    """
    shift = first_monday(school_year) - first_monday(school_year - 1)
    return tuple(
        week
        if week.monday is None
        else week.model_copy(update={"monday": str(date.fromisoformat(week.monday) + shift)})
        for week in weeks
    )


def first_monday(school_year: int) -> date:
    """Give the Monday nearest to 1 September."""
    day = date(school_year, 9, 1) + timedelta(days=3)
    return day - timedelta(days=day.weekday())
