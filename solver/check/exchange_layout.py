"""The rows of a plan's exchange laid out: who teaches how much where, who visits, who rotates."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ...models.half_day import HalfDay
from ...models.plan import Alliance, Plan
from ...models.teacher import Teacher
from ...models.words import Stage
from .case import Row
from .exchange_staff import Staff


class Going(NamedTuple):
    """A visit: one teacher, site, subject and semester, with the lessons of each half-day."""

    teacher: Teacher
    site: str
    subject: str
    semester: str
    half_days: Mapping[HalfDay, int]


class Away(NamedTuple):
    """A rotation: one teacher at another school."""

    teacher: Teacher
    school: str
    semesters: tuple[str, ...]


class Taught(NamedTuple):
    """Lessons of one subject that a teacher gives at one place in a semester."""

    teacher: str
    place: str
    subject: str
    semester: str


@dataclass(frozen=True)
class ExchangeLayout:
    """Rows whose teacher, school and semester the county knows; the others are broken rules of their own.

    ``alliance_of`` is the alliance of a school in a stage. ``at_school`` are the lessons by (school, stage),
    semester and subject.
    """

    alliance_of: Mapping[Row, Alliance]
    taught: Mapping[Taught, int]
    at_school: Mapping[tuple[Row, str], Mapping[str, int]]
    visits: Sequence[Going]
    rotations: Sequence[Away]

    @cached_property
    def visits_of(self) -> dict[tuple[str, str], list[Going]]:
        """Visits by (teacher, semester)."""
        found: defaultdict[tuple[str, str], list[Going]] = defaultdict(list)
        for visit in self.visits:
            found[visit.teacher.teacher_id, visit.semester].append(visit)
        return dict(sorted(found.items()))

    @cached_property
    def rotating(self) -> dict[tuple[str, str], str]:
        """School to which a teacher rotates, by (teacher, semester)."""
        return {
            (away.teacher.teacher_id, semester): away.school
            for away in self.rotations
            for semester in away.semesters
        }

    @cached_property
    def taught_by(self) -> dict[tuple[str, str], list[tuple[Taught, int]]]:
        """Lessons by (teacher, semester)."""
        found: defaultdict[tuple[str, str], list[tuple[Taught, int]]] = defaultdict(list)
        for row, lessons in self.taught.items():
            found[row.teacher, row.semester].append((row, lessons))
        return dict(sorted(found.items()))

    def core_of(self, school: str, stage: Stage) -> str | None:
        """Core of the alliance of a school in a stage."""
        alliance = self.alliance_of.get((school, stage))
        return None if alliance is None else alliance.core


def lay_out_exchange(staff: Staff, plan: Plan) -> ExchangeLayout:
    """Lay out the exchange of a plan."""
    alliance_of: dict[Row, Alliance] = {}
    for alliance in plan.alliances:
        for school in (alliance.core, *(placed.school for placed in alliance.members)):
            alliance_of.setdefault((school, alliance.stage), alliance)
    taught: Counter[Taught] = Counter()
    at_school: defaultdict[tuple[Row, str], Counter[str]] = defaultdict(Counter)
    for row in plan.exchange.teaching:
        if _known(staff, row.teacher, row.school, row.semester):
            taught[Taught(row.teacher, row.school, row.subject, row.semester)] += row.lessons
            at_school[(staff.home[row.school], row.stage), row.semester][row.subject] += row.lessons
    return ExchangeLayout(
        alliance_of=alliance_of,
        taught={row: lessons for row, lessons in taught.items() if lessons},
        at_school={key: dict(lessons) for key, lessons in at_school.items()},
        visits=tuple(
            Going(staff.teachers[row.teacher], row.to, row.subject, row.semester, row.half_days)
            for row in plan.exchange.visits
            if _known(staff, row.teacher, row.to, row.semester)
        ),
        rotations=tuple(
            Away(staff.teachers[row.teacher], staff.home[row.to], _semesters(staff, row.semesters))
            for row in plan.exchange.rotations
            if _known(staff, row.teacher, row.to, *row.semesters)
        ),
    )


def _known(staff: Staff, teacher: str, site: str, *semesters: str) -> bool:
    return (
        teacher in staff.teachers
        and staff.teachers[teacher].school_id in staff.home
        and site in staff.home
        and set(semesters) <= set(staff.semesters)
    )


def _semesters(staff: Staff, named: Sequence[str]) -> tuple[str, ...]:
    return tuple(semester for semester in staff.semesters if semester in named)
