"""Home lessons by own staff: as much of a school's need as its people can teach (docs/exchange.md 4, 7, 24).

Augmenting paths only: they change the subject that a teacher gives, never take a lesson away from a school
or from a teacher. So whatever stood before still holds after.
"""

from collections import deque
from collections.abc import Mapping

from .case import SEMESTERS, AllianceCase
from .reading_out import Lessons, Staffing


def staff_alone(case: AllianceCase) -> Staffing:
    """Everybody at home, each school as well covered as its own staff can."""
    home: dict[tuple[int, int], Lessons] = {}
    for index, school in enumerate(case.schools):
        people = {p: who.lessons_max for p, who in enumerate(case.people) if who.school == index}
        need = {subject: school.whole_need(subject) for subject in school.need}
        lessons = refill(case, people, need, {})
        for semester in SEMESTERS:
            home |= {(p, semester): dict(taught) for p, taught in lessons.items() if taught}
    return Staffing(dict(sorted(home.items())), (), ())


def refill(
    case: AllianceCase, people: Mapping[int, int], need: Mapping[str, int], home: Mapping[int, Lessons]
) -> dict[int, Lessons]:
    """Give as many lessons of a school as possible to its people.

    Parameters
    ----------
    people
        Most home lessons of each person.
    need
        Whole lessons by subject that are left for own staff.
    home
        Lessons that are given already; they keep to ``people`` and ``need``.
    """
    lessons = {p: dict(home.get(p, {})) for p in people}
    room = dict(need)
    spare = {p: most - sum(lessons[p].values()) for p, most in people.items()}
    for taught in lessons.values():
        for subject, count in taught.items():
            room[subject] -= count
    for rank in (0, 1):
        for p in people:
            for subject in case.people[p].subjects[rank : rank + 1]:
                _give(lessons, spare, room, p, subject, min(spare[p], room.get(subject, 0)))
    for p in people:
        while spare[p] > 0 and (path := _path(case, lessons, room, p)):
            _shift(lessons, spare, room, p, path)
    return {p: {s: n for s, n in taught.items() if n} for p, taught in lessons.items()}


def _give(
    lessons: dict[int, Lessons], spare: dict[int, int], room: dict[str, int], p: int, subject: str, count: int
) -> None:
    if count > 0:
        lessons[p][subject] = lessons[p].get(subject, 0) + count
        spare[p] -= count
        room[subject] -= count


def _path(
    case: AllianceCase, lessons: Mapping[int, Lessons], room: Mapping[str, int], person: int
) -> list[tuple[int, str]]:
    """Who takes which subject over, from the person to a subject with room; empty where there is no way."""
    came: dict[str, tuple[int, str | None]] = {s: (person, None) for s in case.people[person].subjects}
    queue = deque(case.people[person].subjects)
    while queue:
        subject = queue.popleft()
        if room.get(subject, 0) > 0:
            path: list[tuple[int, str]] = []
            at: str | None = subject
            while at is not None:
                who, before = came[at]
                path.append((who, at))
                at = before
            return path[::-1]
        for p, taught in lessons.items():
            if taught.get(subject, 0) > 0:
                for other in case.people[p].subjects:
                    if other not in came:
                        came[other] = (p, subject)
                        queue.append(other)
    return []


def _shift(
    lessons: dict[int, Lessons],
    spare: dict[int, int],
    room: dict[str, int],
    person: int,
    path: list[tuple[int, str]],
) -> None:
    subjects = [subject for _, subject in path]
    count = min(spare[person], room[subjects[-1]])
    for (p, _), left in zip(path[1:], subjects, strict=False):
        count = min(count, lessons[p][left])
    for (p, takes), left in zip(path[1:], subjects, strict=False):
        lessons[p][left] -= count
        lessons[p][takes] = lessons[p].get(takes, 0) + count
    first = subjects[0]
    lessons[person][first] = lessons[person].get(first, 0) + count
    spare[person] -= count
    room[subjects[-1]] -= count
