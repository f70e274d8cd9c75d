"""Who leaves a member for whole weeks: cadres posted, teachers shadowing. Weeks are laid later."""

from collections.abc import Iterable
from typing import NamedTuple

from ...models.duty import Attending, DutyForm, Host
from ...models.teacher import Manager, Teacher
from ..scale import exact
from .owed import OwedUnit
from .people import AlliancePeople, subjects_in_turn
from .weeks import SemesterWeeks

POSTED = {
    Attending.CADRES: (Manager.MIDDLE, Manager.RESERVE),
    Attending.MANAGERS: (Manager.MIDDLE, Manager.RESERVE, Manager.DEPUTY),
}


class Absence(NamedTuple):
    """One teacher away for one whole week, not yet laid; ``key`` is that of the duty it fulfils.

    ``batch`` is the most who may go in one week from that member (None: only the rule of managers counts).
    """

    key: tuple[str, str, str]
    form: DutyForm
    teacher: Teacher
    member: str
    to: str
    semester: SemesterWeeks
    batch: int | None = None


def name_absences(
    people: AlliancePeople, units: Iterable[OwedUnit], away_share_max: float, mentees: frozenset[str]
) -> tuple[Absence, ...]:
    """Name who is posted and who shadows.

    Parameters
    ----------
    units
        What the alliance owes; only postings and shadowing are looked at.
    away_share_max
        Share of a member's teachers that a batch of shadowing may be at most.
    mentees
        Teachers who shadow before others: they have a mentor at the core.

    Returns
    -------
    tuple of Absence
        At most the minimum for each unit; who went in autumn goes in spring only where nobody else can.
        Source: docs/duties.md, 14 to 17.
    """
    gone: set[str] = set(people.year.stayed)
    found: list[Absence] = []
    for unit in units:
        if unit.duty.form not in (DutyForm.POSTING, DutyForm.SHADOWING) or unit.about not in people.members:
            continue
        for semester, number in _shares(unit):
            taken = {one.teacher.teacher_id for one in found if one.semester is semester}
            able = [
                one
                for one in people.of(unit.about)
                if people.may_leave_for_weeks(one, semester.number) and one.teacher_id not in taken
            ]
            known = frozenset(one for one, number in people.year.known_stays if number == semester.number)
            if unit.duty.form is DutyForm.POSTING:
                named, batch = _cadres(able, unit.duty.attending, gone, known), None
                to = _posted_to(people, unit.about, unit.duty.host)
            else:
                named, to = _learners(able, gone, mentees, known), people.core
                batch = max(1, int(exact(away_share_max) * len(people.of(unit.about))))
            going = named[:number]
            gone.update(one.teacher_id for one in going)
            found += [
                Absence(unit.key, unit.duty.form, one, unit.about, to, semester, batch) for one in going
            ]
    return tuple(found)


def _shares(unit: OwedUnit) -> list[tuple[SemesterWeeks, int]]:
    """How many go in each semester: dealt in turn."""
    parts = len(unit.semesters)
    return [(one, len(range(i, unit.minimum, parts))) for i, one in enumerate(unit.semesters)]


def _cadres(able: list[Teacher], word: Attending, gone: set[str], known: frozenset[str]) -> list[Teacher]:
    order = POSTED.get(word, POSTED[Attending.MANAGERS])
    fitting = [one for one in able if one.manager in order]
    return sorted(
        fitting,
        key=lambda one: (
            one.teacher_id not in known,
            one.teacher_id in gone,
            order.index(one.manager),
            one.teacher_id,
        ),
    )


def _learners(
    able: list[Teacher], gone: set[str], mentees: frozenset[str], known: frozenset[str]
) -> list[Teacher]:
    fitting = [one for one in able if one.manager is Manager.NONE]
    turn = subjects_in_turn(one.subject for one in fitting)
    return sorted(
        fitting,
        key=lambda one: (
            one.teacher_id not in known,
            one.teacher_id in gone,
            one.teacher_id not in mentees,
            turn.index(one.subject),
            one.teacher_id,
        ),
    )


def _posted_to(people: AlliancePeople, member: str, host: Host) -> str:
    """Another member in turn, or the core (docs/duties.md, 16)."""
    if host is not Host.MEMBER or len(people.members) == 1:
        return people.core
    return people.members[(people.members.index(member) + 1) % len(people.members)]
