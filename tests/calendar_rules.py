"""Every rule of docs/duties.md about rows of a calendar, looked at row by row; numbers are its sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lianxiao.models.county import County
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import Alliance, Exchange, Posting, Shadowing
from lianxiao.models.policy import Policy
from lianxiao.models.school_year import WeekKind
from lianxiao.models.teacher import Backbone, Manager, Teacher
from lianxiao.solver.calendar.lay import CalendarResult

RANKS = list(Backbone)
SEMESTERS = (1, 2)


@dataclass(frozen=True)
class Looked:
    """A calendar beside its county, and what the rules ask of it."""

    county: County
    policy: Policy
    alliances: Sequence[Alliance]
    exchange: Exchange
    result: CalendarResult

    @cached_property
    def people(self) -> dict[str, Teacher]:
        return {one.teacher_id: one for one in self.county.teachers or ()}

    @cached_property
    def home(self) -> dict[str, str]:
        top = {one.school_id: one.parent_id or one.school_id for one in self.county.schools}
        return {one.teacher_id: top[one.school_id] for one in self.people.values()}

    @cached_property
    def teaching(self) -> set[tuple[str, int]]:
        year = self.policy.school_year
        return {
            (f"{year}-{one.semester}", one.week)
            for one in self.county.calendar
            if one.kind is WeekKind.TEACHING
        }

    @cached_property
    def rotating(self) -> set[tuple[str, str]]:
        return {(one.teacher, semester) for one in self.exchange.rotations for semester in one.semesters}

    @cached_property
    def busy(self) -> set[tuple[str, str, HalfDay | None]]:
        """Visits, and blocked half-days of teachers and schools."""
        visits = {(one.teacher, one.semester, half) for one in self.exchange.visits for half in one.half_days}
        return visits | {
            (one.id, f"{self.policy.school_year}-{semester}", one.half_day)
            for one in self.county.blocked
            for semester in (SEMESTERS if one.semester is None else (one.semester,))
        }

    @property
    def absences(self) -> tuple[Posting | Shadowing, ...]:
        return (*self.result.postings, *self.result.shadowing)

    @cached_property
    def gone(self) -> Counter[tuple[str, str, int]]:
        return Counter((row.teacher, row.semester, week) for row in self.absences for week in row.weeks)

    def schools(self, teacher: str) -> set[str]:
        """Schools of the alliance that a teacher belongs to."""
        for each in self.alliances:
            schools = {each.core, *(member.school for member in each.members)}
            if self.home[teacher] in schools:
                return schools
        return set()

    def is_manager(self, teacher: str) -> bool:
        return teacher in self.people and self.people[teacher].manager is not Manager.NONE


def broken(looked: Looked) -> Iterator[str]:
    yield from _absences(looked)
    yield from _pairs(looked)
    yield from _events(looked)
    yield from _managers(looked)
    yield from (
        f"30 {row}" for row in looked.result.duties if (row.planned < row.minimum) != bool(row.reason)
    )


def _absences(looked: Looked) -> Iterator[str]:
    visiting = {(one.teacher, one.semester) for one in looked.exchange.visits}
    september = f"{looked.policy.school_year}-09"
    for row in looked.absences:
        person = looked.people[row.teacher]
        others = looked.schools(row.teacher) - {looked.home[row.teacher]}
        if row.from_ != person.school_id or row.to not in others:
            yield f"13 {row}"
        if not row.weeks or not {(row.semester, week) for week in row.weeks} <= looked.teaching:
            yield f"13 {row}"
        exempt = person.exempt and (person.exempt_until is None or person.exempt_until >= september)
        if exempt or (row.teacher, row.semester) in visiting | looked.rotating:
            yield f"14 {row}"
    yield from (f"13 {key}" for key, times in looked.gone.items() if times > 1)
    yield from (f"17 {row}" for row in looked.result.shadowing if looked.is_manager(row.teacher))


def _pairs(looked: Looked) -> Iterator[str]:
    cores = {each.core for each in looked.alliances}
    mentees: Counter[tuple[str, str]] = Counter()
    mentors: Counter[tuple[str, str]] = Counter()
    for pair in looked.result.mentors:
        mentor, mentee = looked.people[pair.mentor], looked.people[pair.mentee]
        mentees[pair.mentor, pair.semester] += 1
        mentors[pair.mentee, pair.semester] += 1
        higher = (mentor.master, RANKS.index(mentor.backbone)) > (
            mentee.master,
            RANKS.index(mentee.backbone),
        )
        same = mentor.subject == mentee.subject == pair.subject
        joined = looked.home[pair.mentee] in looked.schools(pair.mentor) - cores
        free = {(pair.mentor, pair.semester), (pair.mentee, pair.semester)}.isdisjoint(looked.rotating)
        if not (higher and same and joined and free and looked.home[pair.mentor] in cores):
            yield f"18 {pair}"
    yield from (f"18 {key}" for key, times in mentees.items() if times > looked.policy.exchange.mentees_max)
    yield from (f"18 {key}" for key, times in mentors.items() if times > 1)


def _events(looked: Looked) -> Iterator[str]:
    places: Counter[tuple[str, str, int, HalfDay | None]] = Counter()
    for event in looked.result.calendar:
        if (event.semester, event.week) not in looked.teaching:
            yield f"20 {event}"
        if not event.online and (event.host or "", event.semester, event.half_day) in looked.busy:
            yield f"21 host {event}"
        for one in looked.people.keys() & set(event.attending):
            places[one, event.semester, event.week, event.half_day] += 1
            if (one, event.semester, event.half_day) in looked.busy:
                yield f"21 busy {event}"
            if (one, event.semester) in looked.rotating:
                yield f"21 rotating {event}"
            if not event.online and (one, event.semester, event.week) in looked.gone:
                yield f"21 away {event}"
    yield from (f"21 {key}" for key, times in places.items() if times > 1)


def _managers(looked: Looked) -> Iterator[str]:
    away: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for teacher, semester, week in looked.gone:
        if looked.is_manager(teacher):
            away[looked.home[teacher], semester, week].add(teacher)
    for event in looked.result.calendar:
        for one in event.attending:
            if looked.is_manager(one) and not event.online and event.host not in (None, looked.home[one]):
                away[looked.home[one], event.semester, event.week].add(one)
    yield from (f"22 {key} {managers}" for key, managers in away.items() if len(managers) > 1)
