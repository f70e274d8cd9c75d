"""Weeks and people as the rules of postings, mentors and events ask for them (docs/duties.md)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ...models.plan import Alliance, Plan, Posting, Shadowing
from ...models.school_year import WeekKind
from ...models.teacher import Manager, Teacher
from .exchange_layout import ExchangeLayout
from .exchange_places import first_semester
from .exchange_staff import Staff

TeacherWeek = tuple[str, str, int]
"""(teacher, semester, week)."""


@dataclass(frozen=True)
class Weeks:
    """What is known of the school year and of the plan's alliances before rows are looked at.

    ``teaching`` are the (semester, week) with lessons. ``alliances`` by id. ``stays`` are the postings and
    shadowing of each teacher, semester and week, as forms.
    """

    staff: Staff
    layout: ExchangeLayout
    teaching: frozenset[tuple[str, int]]
    alliances: Mapping[str, Alliance]
    stays: Mapping[TeacherWeek, tuple[str, ...]]

    def is_open(self, alliance: Alliance | None, semester: str) -> bool:
        """Whether an alliance has begun in a semester (13)."""
        start = None if alliance is None else first_semester(self.staff, alliance.mode)
        return start is None or semester >= start

    def alliance_of(self, teacher: Teacher) -> Alliance | None:
        """Alliance of a teacher's school in the teacher's stage."""
        school = self.staff.school_of(teacher)
        return None if school is None else self.layout.alliance_of.get((school, teacher.stage))


def is_manager(teacher: Teacher) -> bool:
    """Any management post, reserve cadres included."""
    return teacher.manager is not Manager.NONE


def read_weeks(staff: Staff, layout: ExchangeLayout, plan: Plan) -> Weeks:
    """Prepare the weeks of a plan."""
    names = {int(semester[-1]): semester for semester in staff.semesters}
    stays: defaultdict[TeacherWeek, list[str]] = defaultdict(list)
    rows: tuple[tuple[str, tuple[Posting | Shadowing, ...]], ...] = (
        ("posting", plan.exchange.postings),
        ("shadowing", plan.exchange.shadowing),
    )
    for form, given in rows:
        for row in given:
            for week in row.weeks:
                stays[row.teacher, row.semester, week].append(form)
    return Weeks(
        staff=staff,
        layout=layout,
        teaching=frozenset(
            (names[week.semester], week.week)
            for week in staff.case.county.calendar
            if week.kind is WeekKind.TEACHING and week.semester in names
        ),
        alliances={f"{alliance.stage.value}-{alliance.core}": alliance for alliance in plan.alliances},
        stays={at: tuple(forms) for at, forms in stays.items()},
    )
