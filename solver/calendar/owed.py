"""What one alliance owes in the year, unit by unit: how often, in which semesters, to whom."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ...models.duty import OwedDuty, Per
from .done import COUNTED, DoneAlready
from .people import AlliancePeople
from .weeks import SemesterWeeks

SEMESTERS_IN_A_YEAR = 2
OTHER_UNITS = Callable[[Per, SemesterWeeks], tuple[str, ...]]


class OwedUnit(NamedTuple):
    """A duty for one unit of its ``per``, in one semester or, yearly, in all of ``semesters``."""

    duty: OwedDuty
    about: str
    semesters: tuple[SemesterWeeks, ...]
    yearly: bool
    minimum: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Kind, unit and semester (blank: of the year) as in the rows of the plan."""
        return (self.duty.kind, self.about, "" if self.yearly else self.semesters[0].label)


def owed_units(
    duties: Iterable[OwedDuty],
    people: AlliancePeople,
    semesters: tuple[SemesterWeeks, ...],
    other: OTHER_UNITS,
    done: DoneAlready | None = None,
) -> tuple[OwedUnit, ...]:
    """List what an alliance owes in its open semesters.

    Parameters
    ----------
    other
        Units of the words that rest on what was laid: subject alliances, mentor pairs, mentees, postings.
    done
        What is done already; it makes minima smaller, and a unit of which nothing is left is not listed.

    Returns
    -------
    tuple of OwedUnit
        Autumn before spring, then in the order of the duties; a yearly duty stands in its first semester.
        Source: docs/duties.md, 6 and 7.
    """
    duties = tuple(duties)
    found: list[OwedUnit] = []
    for semester in semesters:
        for duty in duties:
            for about in _units(duty.per, people, semester, other):
                if duty.period != "year":
                    times = semester.months if duty.period == "month" else 1
                    _add(found, OwedUnit(duty, about, (semester,), False, duty.minimum * times), done)
                    continue
                there = tuple(one for one in semesters if about in _units(duty.per, people, one, other))
                if there[0] is semester:
                    minimum = -(-duty.minimum * len(semesters) // SEMESTERS_IN_A_YEAR)
                    _add(found, OwedUnit(duty, about, there, True, minimum), done)
    return tuple(found)


def _add(found: list[OwedUnit], unit: OwedUnit, done: DoneAlready | None) -> None:
    if done is not None and unit.duty.form in COUNTED:
        labels = [one.label for one in unit.semesters]
        unit = unit._replace(minimum=done.less(unit.duty.kind, unit.about, labels, unit.minimum))
        if not unit.minimum:
            return
    found.append(unit)


def _units(per: Per, people: AlliancePeople, semester: SemesterWeeks, other: OTHER_UNITS) -> tuple[str, ...]:
    match per:
        case Per.ALLIANCE:
            return ("",)
        case Per.SCHOOL:
            return people.schools
        case Per.MEMBER:
            return people.members
        case Per.SUBJECT:
            return people.subjects(2)
        case _:
            return other(per, semester)
