"""Who is where in the school year: teachers by school, and when each is free for an event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...models.county import County
from ...models.half_day import HalfDay
from ...models.plan import Alliance, Exchange
from ...models.policy import Policy
from ...models.teacher import Backbone, Manager, Teacher
from ...models.words import Stage
from ..scope import topmost
from .weeks import HALF_DAYS

MASTER = len(Backbone)
FIRST_SUBJECTS = ("chinese", "maths")
Where = tuple[str, int]
"""A teacher and the number of a semester."""


def rank(teacher: Teacher) -> int:
    """Rank among teachers: 0 none, 1 school … 4 province, 5 master (docs/duties.md, 18)."""
    return MASTER if teacher.master else list(Backbone).index(teacher.backbone)


def subjects_in_turn(subjects: Iterable[str]) -> tuple[str, ...]:
    """Chinese and maths first, the others by name (X5)."""
    found = set(subjects)
    first = tuple(subject for subject in FIRST_SUBJECTS if subject in found)
    return (*first, *sorted(found.difference(first)))


class YearOfExchange(NamedTuple):
    """What the exchange and the tables say of everybody's half-days.

    Attributes
    ----------
    top
        School or point to the school it belongs to.
    teachers
        By id.
    staff
        By school (with its points) and stage, sorted by id.
    visited
        Half-days on which somebody visits; nobody is in it who does not visit in that semester.
    rotating
        Who rotates in which semester.
    blocked
        By teacher or school and semester.
    gone_to
        By teacher, the schools visited or rotated to in the year.
    exempt
        Teachers whose exemption holds (docs/exchange.md, 8).
    absent
        Who is away in which semester (docs/exchange.md, 37).
    known_stays
        Whom exchanges.csv has posted or shadowing in which semester of this school year: they go first.
    stayed
        Whose posting or shadowing of a planned semester took place already (docs/duties.md, 33).
    """

    top: Mapping[str, str]
    teachers: Mapping[str, Teacher]
    staff: Mapping[tuple[str, Stage], tuple[Teacher, ...]]
    visited: Mapping[Where, frozenset[HalfDay]]
    rotating: frozenset[Where]
    blocked: Mapping[Where, frozenset[HalfDay]]
    gone_to: Mapping[str, frozenset[str]]
    exempt: frozenset[str]
    absent: frozenset[Where] = frozenset()
    known_stays: frozenset[Where] = frozenset()
    stayed: frozenset[str] = frozenset()


def year_of_exchange(county: County, policy: Policy, exchange: Exchange) -> YearOfExchange:
    """Index teachers, visits, rotations and blocked half-days once for the whole county."""
    top = topmost(county)
    staff: dict[tuple[str, Stage], list[Teacher]] = {}
    for teacher in sorted(county.teachers or (), key=lambda one: one.teacher_id):
        staff.setdefault((top[teacher.school_id], teacher.stage), []).append(teacher)
    visited: dict[Where, set[HalfDay]] = {}
    gone: dict[str, set[str]] = {}
    for visit in exchange.visits:
        visited.setdefault((visit.teacher, int(visit.semester[-1])), set()).update(visit.half_days)
        gone.setdefault(visit.teacher, set()).add(top[visit.to])
    for rotation in exchange.rotations:
        gone.setdefault(rotation.teacher, set()).add(top[rotation.to])
    planned = {f"{policy.school_year}-{number}" for number in policy.planned}
    stayed = frozenset(
        row.people
        for row in (county.log if policy.exchange.planned is not None else ())
        if row.kind in ("posting", "shadowing") and row.semester in planned
    )
    blocked: dict[Where, set[HalfDay]] = {}
    for row in county.blocked:
        for semester in (1, 2) if row.semester is None else (row.semester,):
            blocked.setdefault((row.id, semester), set()).add(row.half_day)
    return YearOfExchange(
        top=top,
        teachers={one.teacher_id: one for one in county.teachers or ()},
        staff={key: tuple(found) for key, found in staff.items()},
        visited={key: frozenset(found) for key, found in visited.items()},
        rotating=frozenset(
            (row.teacher, int(semester[-1])) for row in exchange.rotations for semester in row.semesters
        ),
        blocked={key: frozenset(found) for key, found in blocked.items()},
        gone_to={key: frozenset(found) for key, found in gone.items()},
        exempt=frozenset(
            one.teacher_id
            for one in county.teachers or ()
            if one.exempt and (one.exempt_until is None or one.exempt_until >= f"{policy.school_year}-09")
        ),
        stayed=stayed,
        known_stays=frozenset(
            (row.teacher, number)
            for row in county.exchanges
            if row.kind in ("posting", "shadowing") and row.teacher not in stayed
            for number in policy.planned
            if f"{policy.school_year}-{number}" in row.semester.split(";")
        ),
        absent=frozenset(
            (one.teacher_id, number)
            for one in county.teachers or ()
            for number in policy.planned
            if one.is_away(f"{policy.school_year}-{number}")
        ),
    )


@dataclass(frozen=True)
class AlliancePeople:
    """The persons of one alliance: teachers of its schools in its stage. ``schools``: the core first."""

    alliance: Alliance
    year: YearOfExchange
    leaders: frozenset[str] = frozenset()

    @property
    def core(self) -> str:
        """The core's id."""
        return self.alliance.core

    @property
    def members(self) -> tuple[str, ...]:
        """Members in the plan's order."""
        return tuple(member.school for member in self.alliance.members)

    @property
    def schools(self) -> tuple[str, ...]:
        """Core, then members in the plan's order."""
        return (self.core, *self.members)

    def of(self, school: str) -> tuple[Teacher, ...]:
        """Teachers of a school with its points, by id."""
        return self.year.staff.get((school, self.alliance.stage), ())

    def school_of(self, teacher: str) -> str:
        """Find the school (not the point) that a teacher belongs to."""
        return self.year.top[self.year.teachers[teacher].school_id]

    def there(self, school: str, semester: int) -> tuple[Teacher, ...]:
        """Teachers of a school who neither rotate nor are away in a semester."""
        gone = self.year.rotating | self.year.absent
        return tuple(one for one in self.of(school) if (one.teacher_id, semester) not in gone)

    def may_leave_for_weeks(self, teacher: Teacher, semester: int) -> bool:
        """Whether a teacher may be posted or shadow in a semester (docs/duties.md, 14)."""
        where = (teacher.teacher_id, semester)
        return not (
            teacher.teacher_id in self.year.exempt
            or where in self.year.rotating
            or where in self.year.absent
            or where in self.year.visited
        )

    def open_at(self, school: str, semester: int) -> frozenset[HalfDay]:
        """Half-days on which a school can be host."""
        return frozenset(HALF_DAYS) - self.year.blocked.get((school, semester), frozenset())

    def free(self, teacher: str, semester: int) -> frozenset[HalfDay]:
        """Half-days on which a teacher has neither a visit nor a blocked half-day."""
        return self.open_at(teacher, semester) - self.year.visited.get((teacher, semester), frozenset())

    def sent_to(self, member: str) -> frozenset[str]:
        """Backbone teachers and subject leaders of the core who visit or rotate to the member."""
        return frozenset(
            one.teacher_id
            for one in self.of(self.core)
            if self.counts_as_sent(one) and member in self.year.gone_to.get(one.teacher_id, ())
        )

    def counts_as_sent(self, teacher: Teacher) -> bool:
        """Whether a teacher is one whom a core sends: backbone or subject leader (X2, X23)."""
        return teacher.backbone is not Backbone.NONE or teacher.teacher_id in self.leaders

    def is_manager(self, teacher: str) -> bool:
        """Whether a teacher holds any management post."""
        return self.year.teachers[teacher].manager is not Manager.NONE

    def subjects(self, schools: int) -> tuple[str, ...]:
        """List main subjects of teachers at so many schools or more, in turn (docs/duties.md, 7, 24)."""
        by_school = [{one.subject for one in self.of(school)} for school in self.schools]
        return subjects_in_turn(
            subject
            for subject in set().union(*by_school)
            if sum(subject in one for one in by_school) >= schools
        )
