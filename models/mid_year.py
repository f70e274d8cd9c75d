"""What of a school year is fact when the rest of it is planned anew (docs/mid-year.md)."""

from pydantic import BaseModel, ConfigDict

from .plan import CalendarEntry, Exchange


class ExecutedPart(BaseModel):
    """The part of a plan in force that lies before the rest is planned; written as DIR/executed.json.

    Attributes
    ----------
    until
        As the scenario says it: `2026-2:w6`.
    semesters
        Semesters that are over.
    planned
        Semesters that are left to plan.
    running, week
        The semester under way, and its last week that is fact; None where a semester has just ended.
    exchange
        Rows of the plan in force: all of the semesters that are over; of the running one its visits, lessons,
        rotations and mentor pairs (they held up to ``week``), and postings and shadowing up to it.
    calendar
        Events that took place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    until: str
    semesters: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    running: str | None = None
    week: int | None = None
    exchange: Exchange = Exchange()
    calendar: tuple[CalendarEntry, ...] = ()
