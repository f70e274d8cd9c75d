"""Laying one after the other: quick, often the best there is, and otherwise where the exact model begins."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...models.half_day import HalfDay
from .semester import Laid, SemesterCase, Slot

STEPS = 2
"""Weeks through which events are passed on to make the weeks even."""


@dataclass
class _Board:
    """What is laid so far."""

    case: SemesterCase
    busy: set[tuple[str, Slot]] = field(default_factory=set)
    absent: set[tuple[str, int]] = field(default_factory=set)
    managers: dict[tuple[str, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    batches: Counter[tuple[str, int]] = field(default_factory=Counter)
    loads: Counter[int] = field(default_factory=Counter)

    def others_away(self, school: str, week: int, manager: str) -> bool:
        """Whether another manager of the school is away in that week."""
        return any(count and one != manager for one, count in self.managers[school, week].items())

    def enter(self, event: int, slot: Slot, times: int = 1) -> None:
        """Enter an event, or take it off again (``times`` = −1)."""
        self.loads[slot[0]] += times
        here = {(one, slot) for one in self.case.events[event].who.persons}
        if times > 0:
            self.busy |= here
        else:
            self.busy -= here
        for school, one in self.case.managers_away(event):
            self.managers[school, slot[0]][one] += times


def lay_in_order(case: SemesterCase) -> Laid:
    """Lay absences, then events, those with the fewest places first.

    Each goes to the emptiest week, of these to the one farthest from weeks with events.
    """
    board = _Board(case)
    absences = _lay_absences(board)
    events: dict[int, Slot] = {}
    order = sorted(
        range(len(case.events)),
        key=lambda i: (len(case.events[i].weeks) * len(case.events[i].half_days), i),
    )
    for event in order:
        slot = _slot(board, event, case.events[event].weeks)
        if slot is not None:
            events[event] = slot
            board.enter(event, slot)
    _level(board, events)
    return Laid(events, absences)


def _lay_absences(board: _Board) -> dict[int, int]:
    """Lay every absence, spread over the weeks, where no other manager is away and the batch is not full."""
    case, laid = board.case, dict[int, int]()
    count, weeks = len(case.absences), len(case.weeks)
    for index, one in enumerate(case.absences):
        middle = (2 * index + 1) * weeks // (2 * count)
        for week in sorted(case.weeks, key=lambda w: (abs(w - middle), w)):
            manager = case.absent_manager(index)
            if manager is not None and board.others_away(manager[0], week, manager[1]):
                continue
            if one.batch is not None and board.batches[one.member, week] >= one.batch:
                continue
            laid[index] = week
            board.absent.add((one.teacher.teacher_id, week))
            if manager is not None:
                board.managers[manager[0], week][manager[1]] += 1
            if one.batch is not None:
                board.batches[one.member, week] += 1
            break
    return laid


def _level(board: _Board, events: dict[int, Slot]) -> None:
    """Move events out of the fullest weeks as long as the weeks become more even by it."""
    relieved = True
    while relieved:
        fullest = sorted(board.case.weeks, key=lambda week: (-board.loads[week], week))
        emptiest = min((board.loads[week] for week in fullest), default=0)
        relieved = any(
            _relieve(board, events, week, board.loads[week] - 1, frozenset({week}), STEPS)
            for week in fullest
            if board.loads[week] > emptiest + 1
        )


def _relieve(
    board: _Board, events: dict[int, Slot], week: int, most: int, passed: frozenset[int], steps: int
) -> bool:
    """Move one event of a week to a week with less than ``most``, or to one that can itself be relieved."""
    for event, slot in sorted(events.items()):
        if slot[0] != week:
            continue
        board.enter(event, slot, -1)
        within = board.case.events[event].weeks
        direct = _slot(board, event, [one for one in within if board.loads[one] < most])
        if direct is not None:
            events[event] = direct
            board.enter(event, direct)
            return True
        over = (one for one in within if steps and board.loads[one] == most and one not in passed)
        for other in list(over):
            there = _slot(board, event, (other,))
            if there is None:
                continue
            events[event] = there
            board.enter(event, there)
            if _relieve(board, events, other, most, passed | {other}, steps - 1):
                return True
            board.enter(event, there, -1)
        events[event] = slot
        board.enter(event, slot)
    return False


def _slot(board: _Board, index: int, weeks: Iterable[int]) -> Slot | None:
    """Find the emptiest of these weeks, and a half-day in it, that hold the event."""
    case, event = board.case, board.case.events[index]
    taken = [week for week, load in board.loads.items() if load]

    def emptiest(week: int) -> tuple[int, int, int]:
        return (board.loads[week], -min((abs(week - other) for other in taken), default=0), week)

    leaving = dict(case.managers_away(index))
    if len(leaving) < len(list(case.managers_away(index))):
        return None  # two managers of one school
    turned = _turned(event.half_days, index)
    for week in sorted(weeks, key=emptiest):
        if any(board.others_away(school, week, one) for school, one in leaving.items()):
            continue
        if not event.online and any((one, week) in board.absent for one in event.who.persons):
            continue
        for half_day in turned:
            if not any((one, (week, half_day)) in board.busy for one in event.who.persons):
                return week, half_day
    return None


def _turned(half_days: tuple[HalfDay, ...], index: int) -> tuple[HalfDay, ...]:
    """Begin with another half-day for each event, so that not all lie on Monday morning."""
    start = index % len(half_days) if half_days else 0
    return (*half_days[start:], *half_days[:start])
