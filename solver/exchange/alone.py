"""What a school's own staff can teach at home: the least uncovered, and one staffing that reaches it.

Teachers give whole lessons in the main or the second subject; of each subject at most the whole need is
taught (exchange.md 4 and 7). That is a maximum flow from teachers to subjects. It is found by giving main
subjects first, evenly, then second ones, and then improving along augmenting paths until there is none left,
which proves the flow largest (Ford and Fulkerson 1956). All of it is in whole lessons and exact.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Hand(NamedTuple):
    """A teacher as far as the own staffing goes; ``subjects``: the main one first."""

    teacher: str
    subjects: tuple[str, ...]
    lessons_max: int


def staff_alone(hands: Iterable[Hand], whole_need: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """Staff a school by its own teachers so that as few lessons as possible stay uncovered.

    Parameters
    ----------
    hands
        The teachers of the school in one stage, of any order.
    whole_need
        Most whole lessons by subject.

    Returns
    -------
    dict
        Weekly lessons by (teacher, subject), none of them 0. The same input gives the same staffing.
    """
    return _largest(hands, whole_need).taught()


def filled_up(
    hands: Iterable[Hand], whole_need: Mapping[str, int], given: Mapping[str, Mapping[str, int]]
) -> dict[tuple[str, str], int]:
    """Give as many lessons as possible on top of those that are given already.

    Parameters
    ----------
    whole_need
        Most whole lessons by subject, those given included.
    given
        Lessons by teacher and subject; they keep to ``whole_need`` and each teacher's most. A teacher may end
        with another subject instead, never with fewer lessons.
    """
    return _largest(hands, whole_need, given).taught()


def uncovered_without(hands: Iterable[Hand], whole_need: Mapping[str, int]) -> dict[str, int]:
    """Work out by teacher how many more lessons the rest of the staff would leave uncovered without them."""
    hands = list(hands)
    staff = _largest(hands, whole_need)
    by_kind: dict[tuple[tuple[str, ...], int], int] = {}
    for hand in sorted(hands):
        kind = (hand.subjects, hand.lessons_max)
        if kind not in by_kind:
            by_kind[kind] = staff.lost_without(hand.teacher)
    return {hand.teacher: by_kind[hand.subjects, hand.lessons_max] for hand in hands}


def _largest(
    hands: Iterable[Hand], whole_need: Mapping[str, int], given: Mapping[str, Mapping[str, int]] | None = None
) -> "_Staff":
    staff = _Staff(sorted(hands), whole_need)
    staff.begin(given or {})
    for place in (0, 1):
        staff.share_out(place)
    staff.grow()
    return staff


class _Staff:
    """The flow while it grows."""

    def __init__(self, hands: Sequence[Hand], whole_need: Mapping[str, int]) -> None:
        self._hands = [hand for hand in hands if any(whole_need.get(one, 0) for one in hand.subjects)]
        self._spare = [hand.lessons_max for hand in self._hands]
        self._open = {subject: need for subject, need in sorted(whole_need.items()) if need}
        self._given: list[dict[str, int]] = [{} for _ in self._hands]
        self._able: dict[str, list[int]] = {
            subject: [at for at, hand in enumerate(self._hands) if subject in hand.subjects]
            for subject in self._open
        }

    def begin(self, given: Mapping[str, Mapping[str, int]]) -> None:
        """Take over lessons that are given already."""
        for at, hand in enumerate(self._hands):
            for subject, lessons in given.get(hand.teacher, {}).items():
                self._move(at, subject, lessons)

    def share_out(self, place: int) -> None:
        """Share each subject out evenly among those who have it at ``place``, as far as they have room."""
        for subject in self._open:
            able = [
                at
                for at in self._able[subject]
                if self._hands[at].subjects[place : place + 1] == (subject,) and self._spare[at]
            ]
            parts = _evenly(self._open[subject], [self._spare[at] for at in able])
            for at, lessons in zip(able, parts, strict=True):
                self._move(at, subject, lessons)

    def grow(self) -> None:
        """Make the flow the largest."""
        while self._augment():
            pass

    def lost_without(self, teacher: str) -> int:
        """By how much the largest flow shrinks without one teacher; the flow itself stays as it is."""
        at = next((at for at, hand in enumerate(self._hands) if hand.teacher == teacher), None)
        if at is None or not any(self._given[at].values()):
            return 0
        before = self._spare, self._open, self._given
        self._spare, self._open = list(self._spare), dict(self._open)
        self._given = [dict(given) for given in self._given]
        for subject, lessons in self._given[at].items():
            self._open[subject] += lessons
        self._given[at], self._spare[at] = {}, 0
        self.grow()
        lost = sum(self._open.values()) - sum(before[1].values())
        self._spare, self._open, self._given = before
        return lost

    def _augment(self) -> bool:
        """Find a shortest chain of handovers that covers one more open subject; False where there is none.

        A chain begins with a teacher who has lessons to spare, and each next teacher hands lessons of a
        subject to the one before and takes lessons of another subject instead.
        """
        came: dict[str, tuple[int, str | None]] = {}
        waiting: deque[str] = deque()
        for at, spare in enumerate(self._spare):
            if spare:
                for subject in self._hands[at].subjects:
                    if subject in self._open and subject not in came:
                        came[subject] = (at, None)
                        waiting.append(subject)
        while waiting:
            subject = waiting.popleft()
            if self._open[subject]:
                self._push(subject, came)
                return True
            for at in self._able[subject]:
                if self._given[at].get(subject):
                    for other in self._hands[at].subjects:
                        if other in self._open and other not in came:
                            came[other] = (at, subject)
                            waiting.append(other)
        return False

    def taught(self) -> dict[tuple[str, str], int]:
        """Lessons by (teacher, subject)."""
        return {
            (hand.teacher, subject): lessons
            for hand, given in zip(self._hands, self._given, strict=True)
            for subject, lessons in sorted(given.items())
            if lessons
        }

    def _push(self, last: str, came: Mapping[str, tuple[int, str | None]]) -> None:
        steps: list[tuple[int, str, str | None]] = []
        subject: str | None = last
        while subject is not None:
            at, before = came[subject]
            steps.append((at, subject, before))
            subject = before
        lessons = min(
            self._open[last],
            self._spare[steps[-1][0]],
            *(self._given[at][before] for at, _, before in steps if before is not None),
        )
        for at, gained, before in steps:
            self._move(at, gained, lessons)
            if before is not None:
                self._move(at, before, -lessons)

    def _move(self, at: int, subject: str, lessons: int) -> None:
        self._given[at][subject] = self._given[at].get(subject, 0) + lessons
        self._spare[at] -= lessons
        self._open[subject] -= lessons


def _evenly(lessons: int, room: Sequence[int]) -> list[int]:
    """Share lessons out; nobody gets two more than another who still has room, the first get the rest."""
    parts = [0] * len(room)
    for after, at in enumerate(sorted(range(len(room)), key=lambda at: (room[at], -at))):
        parts[at] = min(room[at], lessons // (len(room) - after))
        lessons -= parts[at]
    return parts
