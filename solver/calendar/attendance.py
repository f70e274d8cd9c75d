"""Who comes to an event and where it is held: of each school one person of the word, hosts in turn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...models.duty import Attending, Host, OwedDuty, Per
from ...models.half_day import HalfDay
from ...models.plan import MentorPair
from ...models.teacher import Backbone, Manager, Teacher
from .people import AlliancePeople, rank
from .weeks import HALF_DAYS, SemesterWeeks

BY_POST = {
    Attending.HEADS: (Manager.HEAD,),
    Attending.MANAGERS: (Manager.DEPUTY, Manager.MIDDLE, Manager.RESERVE, Manager.HEAD),
    Attending.MIDDLE: (Manager.MIDDLE, Manager.RESERVE, Manager.DEPUTY),
    Attending.CADRES: (Manager.MIDDLE, Manager.RESERVE),
}
"""Posts of the words, whom to ask first (docs/duties.md, 8)."""


class Attendance(NamedTuple):
    """Who comes to one event.

    Attributes
    ----------
    persons, schools
        Teachers by name, and schools that nobody is named for.
    half_days
        Half-days on which the host and all persons are free, visits and blocked half-days considered.
    without
        Whether the one person it cannot do without does not exist.
    """

    host: str | None
    persons: tuple[str, ...]
    schools: tuple[str, ...]
    subject: str
    half_days: tuple[HalfDay, ...]
    without: bool = False


@dataclass
class _Party:
    """The persons named so far, and the half-days that all of them have in common."""

    people: AlliancePeople
    semester: SemesterWeeks
    common: frozenset[HalfDay]
    persons: list[str] = field(default_factory=list)
    schools: list[str] = field(default_factory=list)

    def add(self, school: str, able: Sequence[Teacher]) -> Teacher | None:
        """Name the first with a half-day in common, else the first; else the school stands for itself."""
        if not able:
            self.schools.append(school)
            return None
        number = self.semester.number
        free = {one.teacher_id: self.common & self.people.free(one.teacher_id, number) for one in able}
        chosen = next((one for one in able if free[one.teacher_id]), able[0])
        self.persons.append(chosen.teacher_id)
        self.common = free[chosen.teacher_id]
        return chosen


@dataclass
class Naming:
    """Names host and persons of one alliance's events, one after the other; it remembers whose turn it is."""

    people: AlliancePeople
    pairs: Mapping[str, tuple[MentorPair, ...]]
    _turns: Counter[str] = field(default_factory=Counter)

    def name(
        self,
        duty: OwedDuty,
        about: str,
        semester: SemesterWeeks,
        but: frozenset[str] = frozenset(),
    ) -> Attendance:
        """Name host and persons of the next event of a duty.

        Parameters
        ----------
        about
            The unit of the duty.
        but
            Backbone teachers who are not to be named.
        """
        people = self.people
        pair = self._pair(duty, about, semester)
        member = people.school_of(pair.mentee) if pair else about if duty.per is Per.MEMBER else None
        host = self._host(duty, member)
        schools = people.schools if member is None else (people.core, member)
        at_host = host is not None and not duty.online
        party = _Party(
            people,
            semester,
            people.open_at(host, semester.number) if host and at_host else frozenset(HALF_DAYS),
        )
        subject, without = "", False
        match duty.attending:
            case Attending.MENTOR_PAIR | Attending.MENTEE if pair is not None:
                subject = pair.subject
                wanted = (
                    (pair.mentor, pair.mentee) if duty.attending is Attending.MENTOR_PAIR else (pair.mentee,)
                )
                for one in wanted:
                    party.add("", (people.year.teachers[one],))
            case Attending.BACKBONE:
                lead = party.add(people.core, self._backbones(semester, but))
                without = lead is None
                subject = lead.subject if lead else ""
                for school in schools[1:]:
                    party.add(school, _of_subject(people.there(school, semester.number), subject))
            case Attending.TEACHERS:
                subject = self._subject(duty, about)
                for school in schools:
                    party.add(school, _of_subject(people.there(school, semester.number), subject))
            case word:
                posts = BY_POST.get(word, ())
                coming = (one for one in schools if word is not Attending.MIDDLE or one != host)
                for school in coming:
                    party.add(school, _of_posts(people.there(school, semester.number), posts))
        return Attendance(
            host=host,
            persons=tuple(party.persons),
            schools=tuple(party.schools),
            subject=subject,
            half_days=() if without else tuple(one for one in HALF_DAYS if one in party.common),
            without=without,
        )

    def _next(self, what: str, of: int) -> int:
        """Whose turn it is among so many."""
        turn = self._turns[what]
        self._turns[what] += 1
        return turn % of

    def _host(self, duty: OwedDuty, member: str | None) -> str | None:
        people = self.people
        match duty.host:
            case Host.TURN:
                return people.schools[self._next("host", len(people.schools))]
            case Host.CORE:
                return people.core
            case Host.MEMBER if people.members:
                return member or people.members[self._next("member", len(people.members))]
        return None

    def _pair(self, duty: OwedDuty, about: str, semester: SemesterWeeks) -> MentorPair | None:
        if duty.per not in (Per.MENTOR_PAIR, Per.MENTEE):
            return None
        pairs = self.pairs.get(semester.label, ())
        return next(pair for pair in pairs if about in (pair.mentee, pair_name(pair)))

    def _subject(self, duty: OwedDuty, about: str) -> str:
        if duty.per in (Per.SUBJECT, Per.SUBJECT_ALLIANCE):
            return about
        subjects = self.people.subjects(2) or self.people.subjects(1)
        return subjects[self._next(f"subject of {duty.kind}", len(subjects))] if subjects else ""

    def _backbones(self, semester: SemesterWeeks, but: frozenset[str]) -> tuple[Teacher, ...]:
        """Backbone teachers of the core, highest rank first, beginning with the one whose turn it is."""
        able = sorted(
            (
                one
                for one in self.people.there(self.people.core, semester.number)
                if one.backbone is not Backbone.NONE and one.teacher_id not in but
            ),
            key=lambda one: (-rank(one), one.teacher_id),
        )
        start = self._next("backbone", len(able)) if able else 0
        return (*able[start:], *able[:start])


def pair_name(pair: MentorPair) -> str:
    """Name the unit of a duty that is owed per mentor pair."""
    return f"{pair.mentor}/{pair.mentee}"


def _of_subject(able: Sequence[Teacher], subject: str) -> list[Teacher]:
    """Teachers of a subject: main before second, then backbone rank, then id."""
    fitting = [one for one in able if subject in one.subjects]
    return sorted(fitting, key=lambda one: (one.subject != subject, -rank(one), one.teacher_id))


def _of_posts(able: Sequence[Teacher], posts: Sequence[Manager]) -> list[Teacher]:
    fitting = [one for one in able if one.manager in posts]
    return sorted(fitting, key=lambda one: (posts.index(one.manager), one.teacher_id))
