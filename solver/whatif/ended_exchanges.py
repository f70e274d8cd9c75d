"""Visits and rotations that end, and who takes over, teachers of the same main subject first.

Source: docs/mid-year.md, 7.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...models.county import County
from ...models.plan import Plan
from ...models.policy import Policy
from ...models.school_year import PastExchange
from ...models.substitute import CouldTakeOver, EndedBecause, EndedExchange, TakesOver
from ...models.words import Stage
from ..carry_over import ids_of_today
from ..exchange.case import Person
from ..exchange.plan_weeks import Form, PlanWeeks
from ..exchange.prepare import prepare_exchange
from ..exchange.staffing import Staffing
from ..exchange.ways import seconds_in
from ..scope import topmost


class _Row(NamedTuple):
    """A visit or rotation before, with the receiving school of today, in one planned semester."""

    form: Form
    teacher: str
    from_id: str
    to_id: str
    subject: str
    semester: str
    lessons: float | None
    stage: Stage


def ended_exchanges(
    county: County, policy: Policy, before: Sequence[PastExchange], after: Plan
) -> tuple[EndedExchange, ...]:
    """List the visits and rotations that end, with who takes over and who else could.

    Parameters
    ----------
    county, policy
        The changed county, of which ``after`` is a plan.
    before
        Rows of exchanges.csv that the plan in force stands for, as of the county before the changes: the rows
        of a teacher who leaves are among them.
    after
        The new plan.

    Returns
    -------
    tuple of EndedExchange
        By semester, receiving school, subject and teacher; rows of last year are meant for the same half of
        the year. Empty for a plan without an exchange.
    """
    if county.teachers is None or not after.exchange.teaching:
        return ()
    seen = _Seen(county, policy, after)
    rows = list(dict.fromkeys(seen.rows(before)))
    ended = [row for row in rows if not seen.goes_on(row)]
    ended.sort(key=lambda row: (row.semester, row.to_id, row.subject, row.teacher))
    return tuple(seen.ended(row, rows) for row in ended)


class _Seen:
    """The new plan, looked up by who teaches what where."""

    def __init__(self, county: County, policy: Policy, after: Plan) -> None:
        self._county, self._policy = county, policy
        self._today = ids_of_today(county)
        self._teachers = {one.teacher_id: one for one in county.teachers or ()}
        self._staffing: Staffing = prepare_exchange(county, policy)
        self._alliance = {
            (school, one.stage): one.id
            for one in after.alliances
            for school in (one.core, *(member.school for member in one.members))
        }
        start = {mode.id: mode.term.start if mode.term else None for mode in policy.mode}
        self._begins = {one.id: start.get(one.mode) or "" for one in after.alliances}
        self._weeks = PlanWeeks(after.exchange, topmost(county))

    def rows(self, before: Sequence[PastExchange]) -> Iterator[_Row]:
        """Visits and rotations before, once for each planned semester of their half of the year."""
        names = {name[-1]: name for name in self._staffing.semesters}
        for row in before:
            if row.kind not in ("visit", "rotation"):
                continue
            stage = row.stage or (
                self._teachers[row.teacher].stage if row.teacher in self._teachers else None
            )
            halves = [one[-1:] for one in row.semester.split(";")] if row.semester else list(names)
            to = self._weeks.school(self._today.get(row.to_id, row.to_id))
            for half in halves:
                if half in names and stage is not None:
                    yield _Row(
                        "visit" if row.kind == "visit" else "rotation",
                        row.teacher,
                        self._today.get(row.from_id, row.from_id),
                        to,
                        row.subject,
                        names[half],
                        row.lessons,
                        stage,
                    )

    def goes_on(self, row: _Row) -> bool:
        """Whether the new plan has it too: of a visit the subject counts, of a rotation the school."""
        weeks = self._weeks
        if weeks.form(row.teacher, row.to_id, row.semester) != row.form:
            return False
        return row.form == "rotation" or weeks.lessons(row.teacher, row.to_id, row.subject, row.semester) > 0

    def ended(self, row: _Row, before: Sequence[_Row]) -> EndedExchange:
        """Say why one ends, who takes over and who else could; not whose own lessons there end."""
        known = {
            one.teacher
            for one in before
            if (one.to_id, one.subject, one.semester) == (row.to_id, row.subject, row.semester)
        }
        takes_over = tuple(self._taking_over(row, known))
        ending = {
            one.teacher
            for one in before
            if (one.to_id, one.subject, one.semester) == (row.to_id, row.subject, row.semester)
            and not self.goes_on(one)
        }
        place = (row.to_id, row.stage)
        here = place in self._staffing.ready
        covered = sum(self._weeks.givers(row.to_id, row.subject, row.semester).values())
        return EndedExchange(
            form=row.form,
            teacher=row.teacher,
            from_school=row.from_id,
            to_school=row.to_id,
            subject=row.subject,
            stage=row.stage,
            semester=row.semester,
            lessons=row.lessons,
            because=self._because(row),
            takes_over=takes_over,
            could=tuple(self._could(row, ending | {one.teacher for one in takes_over})) if here else (),
            covered=covered if here else None,
            needed=self._staffing.need(*place).get(row.subject, 0) / 1000 if here else None,
        )

    def _because(self, row: _Row) -> EndedBecause:
        teacher = self._teachers.get(row.teacher)
        if teacher is None:
            return EndedBecause.LEFT
        if teacher.is_away(row.semester):
            return EndedBecause.AWAY
        own = self._weeks.school(teacher.school_id)
        if row.to_id not in self._county.by_id or own == row.to_id:
            return EndedBecause.SCHOOL_GONE
        ours, theirs = self._alliance.get((own, row.stage)), self._alliance.get((row.to_id, row.stage))
        return EndedBecause.APART if ours is None or ours != theirs else EndedBecause.OTHERWISE

    def _taking_over(self, row: _Row, known: set[str]) -> Iterator[TakesOver]:
        """Visitors and rotating teachers who give the subject there and did not before."""
        givers = self._weeks.givers(row.to_id, row.subject, row.semester)
        fresh = {teacher: lessons for teacher, lessons in givers.items() if lessons and teacher not in known}
        order = sorted(fresh, key=lambda one: (self._teachers[one].subject != row.subject, -fresh[one], one))
        for one in order:
            teacher, form = self._teachers[one], self._weeks.form(one, row.to_id, row.semester)
            if form is None:
                continue
            yield TakesOver(
                teacher=one,
                school=self._weeks.school(teacher.school_id),
                form=form,
                main=teacher.subject == row.subject,
                lessons=fresh[one],
            )

    def _could(self, row: _Row, without: set[str]) -> list[CouldTakeOver]:
        """Teachers of the alliance who may visit there and have lessons to spare."""
        alliance = self._alliance.get((row.to_id, row.stage))
        if alliance is None or row.semester < self._begins[alliance]:
            return []
        found, settings = [], self._policy.exchange
        for school, stage in self._staffing.schools:
            if (
                stage is not row.stage
                or school == row.to_id
                or self._alliance.get((school, stage)) != alliance
            ):
                continue
            for person in self._staffing.ready[school, stage].people:
                seconds = self._seconds(person, row)
                spare = self._weeks.free_for_a_visit(person, school, row.semester, settings)
                if person.teacher in without or seconds is None or spare < 1:
                    continue
                found.append(
                    CouldTakeOver(
                        teacher=person.teacher,
                        school=school,
                        main=person.subjects[0] == row.subject,
                        lessons=spare,
                        minutes=seconds / 60,
                    )
                )
        return sorted(found, key=lambda one: (not one.main, -one.lessons, one.minutes, one.teacher))

    def _seconds(self, person: Person, row: _Row) -> int | None:
        """Way to the nearest site of the school that needs the subject; None: no way, or may not go."""
        at = self._staffing.semesters.index(row.semester)
        if not (person.may_visit and person.here[at] and row.subject in person.subjects):
            return None
        school = self._staffing.ready[row.to_id, row.stage].school
        sites = [site for site in school.sites if school.site_need.get((site, row.subject), 0) >= 1000]
        most = seconds_in(self._policy.exchange.visit_minutes_max)
        ways = self._staffing.ways.within(((person.site, site) for site in sites), most)
        return min(ways.values(), default=None)
