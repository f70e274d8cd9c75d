"""The weeks of a plan's teachers: what they give where, on which days they are away, what they have free.

Source: docs/exchange.md 8 to 16.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Literal

from ...models.plan import Exchange
from ...models.policy import ExchangeSettings
from .case import Person

Form = Literal["visit", "rotation"]


class PlanWeeks:
    """A plan's exchange, looked up by who teaches what where.

    Parameters
    ----------
    parents
        School that runs a point, by the point: lessons at a point are looked up under it.
    """

    def __init__(self, exchange: Exchange, parents: Mapping[str, str] | None = None) -> None:
        self._parents = parents or {}
        self._given: Counter[tuple[str, str, str, str]] = Counter()
        self._load: Counter[tuple[str, str]] = Counter()
        self._there: Counter[tuple[str, str, str]] = Counter()
        self._semesters: defaultdict[str, set[str]] = defaultdict(set)
        for row in exchange.teaching:
            school = self.school(row.school)
            self._given[row.teacher, school, row.subject, row.semester] += row.lessons
            self._load[row.teacher, row.semester] += row.lessons
            self._there[row.teacher, school, row.semester] += row.lessons
            self._semesters[row.teacher].add(row.semester)
        self._days: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self._moves: dict[tuple[str, str, str], Form] = {}
        self._rotating: set[tuple[str, str]] = set()
        for visit in exchange.visits:
            self._days[visit.teacher, visit.semester] |= {one.day for one in visit.half_days}
            self._moves[visit.teacher, self.school(visit.to), visit.semester] = "visit"
        for rotation in exchange.rotations:
            for semester in rotation.semesters:
                self._moves[rotation.teacher, self.school(rotation.to), semester] = "rotation"
                self._rotating.add((rotation.teacher, semester))

    def school(self, site: str) -> str:
        """School that a school or point counts with."""
        return self._parents.get(site, site)

    def lessons(self, teacher: str, school: str, subject: str, semester: str) -> int:
        """Weekly lessons of a subject that a teacher gives at a school."""
        return self._given[teacher, school, subject, semester]

    def givers(self, school: str, subject: str, semester: str) -> dict[str, int]:
        """Everybody who gives a subject at a school, with weekly lessons."""
        place = (school, subject, semester)
        return {key[0]: lessons for key, lessons in self._given.items() if key[1:] == place}

    def form(self, teacher: str, school: str, semester: str) -> Form | None:
        """How a teacher comes to a school that is not the own one; None: not at all."""
        return self._moves.get((teacher, school, semester))

    def free_lessons(self, person: Person, semesters: Sequence[str] = ()) -> int:
        """Weekly lessons up to the teacher's most that the plan leaves free, the least of some semesters.

        Parameters
        ----------
        semesters
            Empty: all in which the plan has lessons for the teacher.
        """
        of = semesters or sorted(self._semesters[person.teacher])
        given = max((self._load[person.teacher, semester] for semester in of), default=0)
        return max(0, person.lessons_max - given)

    def free_for_a_visit(self, person: Person, school: str, semester: str, settings: ExchangeSettings) -> int:
        """Weekly lessons that a teacher could give on a further visit, with everything else as it is.

        None while on rotation, without a free day, or with too few lessons at home.

        Parameters
        ----------
        school
            The teacher's own one.
        """
        at = (person.teacher, semester)
        too_few = self._there[person.teacher, school, semester] < ceil(settings.home_lessons_min)
        if at in self._rotating or too_few or len(self._days[at]) >= settings.visit_days_max:
            return 0
        return self.free_lessons(person, (semester,))
