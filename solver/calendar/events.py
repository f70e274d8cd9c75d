"""The events that an alliance owes: weeks in question, host and persons named; half-days are laid later."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ...models.duty import Attending, DutyForm, Host, OwedDuty, Per
from ...models.half_day import HalfDay
from ...models.plan import MentorPair
from .attendance import Attendance, Naming
from .owed import OwedUnit
from .people import AlliancePeople
from .weeks import SemesterWeeks

AT_THE_END = frozenset({"heads_forum"})
"""Held in the last weeks of the first open semester (X27: at the year's end)."""
LAST_WEEKS = 4
SENT = OwedDuty(
    kind="demonstration_lesson",
    form=DutyForm.EVENT,
    per=Per.MEMBER,
    minimum=1,
    host=Host.MEMBER,
    attending=Attending.BACKBONE,
    rule="X2",
)
"""The event by which a backbone teacher is sent where nothing else brings enough of them to a member."""


class Event(NamedTuple):
    """One event to be laid.

    Attributes
    ----------
    key
        Of the duty it fulfils: kind, unit, semester. A lesson that sends a backbone teacher fulfils
        *backbone_sent*.
    weeks
        Positions among the semester's teaching weeks that it may lie in.
    """

    kind: str
    key: tuple[str, str, str]
    rule: str
    semester: SemesterWeeks
    online: bool
    weeks: tuple[int, ...]
    who: Attendance

    def away(self, people: AlliancePeople) -> tuple[str, ...]:
        """Persons who leave their school for it."""
        if self.online or self.who.host is None:
            return ()
        return tuple(one for one in self.who.persons if people.school_of(one) != self.who.host)

    @property
    def half_days(self) -> tuple[HalfDay, ...]:
        """Half-days on which host and persons are free in every week in which nobody is away."""
        return self.who.half_days


def name_events(
    people: AlliancePeople, units: Iterable[OwedUnit], pairs: Mapping[str, tuple[MentorPair, ...]]
) -> tuple[Event, ...]:
    """Name all events that an alliance owes, and those that send backbone teachers where too few go.

    Parameters
    ----------
    units
        What the alliance owes, autumn before spring; only events and *backbone_sent* are looked at.
    pairs
        Mentor pairs by semester.
    """
    units = tuple(units)
    naming = Naming(people, pairs)
    events = [event for unit in units if unit.duty.form is DutyForm.EVENT for event in _of(unit, naming)]
    for unit in units:
        if unit.duty.form is DutyForm.BACKBONE_SENT:
            events += _sending(people, unit, naming, pairs, events)
    return tuple(events)


def sent_backbones(
    people: AlliancePeople,
    member: str,
    pairs: Mapping[str, tuple[MentorPair, ...]],
    held: Iterable[tuple[str, Iterable[str]]],
) -> frozenset[str]:
    """Find the backbone teachers and subject leaders of the core who come to a member (docs/duties.md, 19).

    Parameters
    ----------
    held
        Host and persons of the events that are not online.
    """
    able = {one.teacher_id for one in people.of(people.core) if people.counts_as_sent(one)}
    there = {pair.mentor for row in pairs.values() for pair in row if people.school_of(pair.mentee) == member}
    for host, persons in held:
        if host == member:
            there.update(persons)
    return people.sent_to(member) | (able & there)


def _of(unit: OwedUnit, naming: Naming) -> list[Event]:
    """Make the events of one unit, in the order in which they are held."""
    semesters = unit.semesters[:1] if unit.duty.kind in AT_THE_END else unit.semesters
    dealt = [(one, len(range(i, unit.minimum, len(semesters)))) for i, one in enumerate(semesters)]
    return [
        _event(unit, unit.duty, semester, k, times, naming.name(unit.duty, unit.about, semester))
        for semester, times in dealt
        for k in range(times)
    ]


def _event(
    unit: OwedUnit, held: OwedDuty, semester: SemesterWeeks, k: int, times: int, who: Attendance
) -> Event:
    weeks = semester.part(k, times)
    if held.kind in AT_THE_END:
        weeks = tuple(range(len(semester.teaching)))[-LAST_WEEKS:]
    return Event(held.kind, unit.key, held.rule, semester, held.online, weeks, who)


def _sending(
    people: AlliancePeople,
    unit: OwedUnit,
    naming: Naming,
    pairs: Mapping[str, tuple[MentorPair, ...]],
    events: Iterable[Event],
) -> list[Event]:
    """Make the events still missing so that enough backbone teachers come to the member."""
    held = [(one.who.host or "", one.who.persons) for one in events if not one.online and one.half_days]
    coming = set(sent_backbones(people, unit.about, pairs, held))
    added: list[Event] = []
    for k in range(max(0, unit.minimum - len(coming))):
        semester = unit.semesters[k % len(unit.semesters)]
        who = naming.name(SENT, unit.about, semester, frozenset(coming))
        if who.without:
            break
        coming.add(who.persons[0])
        added.append(_event(unit, SENT, semester, 0, 1, who))
    return added
