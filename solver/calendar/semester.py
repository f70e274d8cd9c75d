"""What is to be laid in one alliance's semester, and how well it lies (docs/duties.md, 20 to 25)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...models.half_day import HalfDay
from .absences import Absence
from .events import Event
from .people import AlliancePeople
from .weeks import SemesterWeeks

Slot = tuple[int, HalfDay]
"""A position among the teaching weeks, and a half-day."""


@dataclass(frozen=True)
class SemesterCase:
    """What is to be laid in one semester. ``events`` and ``absences`` are known by their position."""

    people: AlliancePeople
    semester: SemesterWeeks
    events: tuple[Event, ...]
    absences: tuple[Absence, ...]

    @cached_property
    def weeks(self) -> range:
        """Positions of the teaching weeks."""
        return range(len(self.semester.teaching))

    @cached_property
    def away(self) -> tuple[tuple[str, ...], ...]:
        """Per event the persons who leave their school for it."""
        return tuple(event.away(self.people) for event in self.events)

    def managers_away(self, event: int) -> Iterator[tuple[str, str]]:
        """School and manager, for each manager who leaves the school for an event."""
        for one in self.away[event]:
            if self.people.is_manager(one):
                yield self.people.school_of(one), one

    def absent_manager(self, absence: int) -> tuple[str, str] | None:
        """School and manager, where it is a manager who is away for a week."""
        one = self.absences[absence]
        return (
            (one.member, one.teacher.teacher_id) if self.people.is_manager(one.teacher.teacher_id) else None
        )

    @cached_property
    def layable(self) -> int:
        """Events and absences that have any place at all."""
        events = sum(bool(event.half_days and event.weeks) for event in self.events)
        return events + (len(self.absences) if self.weeks else 0)


@dataclass(frozen=True)
class Laid:
    """Where events and absences of a semester lie; what is missing there is missed."""

    events: Mapping[int, Slot]
    absences: Mapping[int, int]

    def loads(self, case: SemesterCase) -> list[int]:
        """Events in each teaching week."""
        loads = [0] * len(case.weeks)
        for week, _ in self.events.values():
            loads[week] += 1
        return loads

    @property
    def count(self) -> int:
        """How many are laid."""
        return len(self.events) + len(self.absences)

    def is_best(self, case: SemesterCase) -> bool:
        """Whether nothing more can be laid, and the weeks are as even as that many events can be."""
        return self.count == case.layable and unevenness(self.loads(case)) == least_unevenness(
            len(self.events), len(case.weeks)
        )


def unevenness(loads: Sequence[int]) -> int:
    """Sum over the weeks of the square of their events."""
    return sum(load * load for load in loads)


def least_unevenness(events: int, weeks: int) -> int:
    """Tell the least that so many events in so many weeks can have."""
    if not weeks:
        return 0
    whole, rest = divmod(events, weeks)
    return (weeks - rest) * whole**2 + rest * (whole + 1) ** 2
