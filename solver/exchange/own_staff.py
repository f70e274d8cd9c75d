"""Home lessons by own staff, by person: as much of a school's need as its people can teach.

Lessons change their subject, but are never taken away from a school or from a teacher. So whatever stood
before still holds after. Source: docs/exchange.md 4, 7 and 24.
"""

from collections.abc import Mapping

from .alone import Hand, filled_up
from .case import SEMESTERS, AllianceCase
from .reading_out import Lessons, Staffing


def staff_alone(case: AllianceCase) -> Staffing:
    """Everybody at home, each school as well covered as its own staff can."""
    home: dict[tuple[int, int], Lessons] = {}
    for index, school in enumerate(case.schools):
        need = {subject: school.whole_need(subject) for subject in school.need}
        for semester in SEMESTERS:
            people = {p: who.most(semester) for p, who in enumerate(case.people) if who.school == index}
            lessons = refill(case, people, need, {})
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
    person_of = {case.people[p].teacher: p for p in people}
    hands = [Hand(teacher, case.people[p].subjects, people[p]) for teacher, p in person_of.items()]
    given = {teacher: home.get(p, {}) for teacher, p in person_of.items()}
    lessons: dict[int, Lessons] = {p: {} for p in people}
    for (teacher, subject), count in filled_up(hands, need, given).items():
        lessons[person_of[teacher]][subject] = count
    return lessons
