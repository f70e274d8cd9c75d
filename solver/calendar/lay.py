"""The year's calendar of all alliances: postings, shadowing, mentor pairs, events and papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...models.county import County
from ...models.duty import DutyForm, Per, duties_of
from ...models.mode import Mode
from ...models.plan import (
    Alliance,
    CalendarEntry,
    Duty,
    Exchange,
    MentorPair,
    Posting,
    Shadowing,
    SubjectAlliance,
)
from ...models.policy import Policy
from .absences import name_absences
from .attendance import pair_name
from .done import DoneAlready, done_already
from .duty_rows import duty_rows
from .events import name_events
from .laying import lay_semester
from .mentors import mentor_pairs
from .owed import OwedUnit, owed_units
from .people import AlliancePeople, year_of_exchange
from .rows import LaidYear, rows_of
from .semester import Laid, SemesterCase
from .weeks import SemesterWeeks, open_semesters, semesters_of


class CalendarResult(NamedTuple):
    """Rows of a plan that are laid after its tiers."""

    postings: tuple[Posting, ...] = ()
    shadowing: tuple[Shadowing, ...] = ()
    mentors: tuple[MentorPair, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    duties: tuple[Duty, ...] = ()

    def in_exchange(self, exchange: Exchange) -> Exchange:
        """Put the postings, shadowing and mentor pairs laid here into the exchange."""
        return exchange.model_copy(
            update={"postings": self.postings, "shadowing": self.shadowing, "mentors": self.mentors}
        )


def lay_calendar(
    county: County,
    policy: Policy,
    alliances: Sequence[Alliance],
    layer: Sequence[SubjectAlliance],
    exchange: Exchange,
    lang: str = "en",
) -> CalendarResult:
    """Lay what every alliance owes in the school year on its weeks.

    Parameters
    ----------
    county, policy
        The county; without teachers nothing is laid.
    alliances
        The finished alliances.
    layer
        The subject layer over them, with its leaders.
    exchange
        Visits and rotations, which everything here gives way to.
    lang
        Language of the reasons, ``en`` or ``zh``.

    Returns
    -------
    CalendarResult
        Alliance by alliance: fewest missed duties, then the most even weeks. A duty that cannot be met is
        listed with its reason. Source: docs/duties.md.
    """
    if county.teachers is None:
        return CalendarResult()
    year = year_of_exchange(county, policy, exchange)
    semesters = semesters_of(county, policy)
    modes = {mode.id: mode for mode in policy.mode}
    last_year = frozenset((row.teacher, row.mentee) for row in county.exchanges if row.kind == "mentor")
    parts = [
        _AllianceYear(
            county,
            policy,
            modes[alliance.mode],
            AlliancePeople(alliance, year, _leaders_over(alliance, layer)),
            tuple(row for row in layer if row.scope == "alliance" and alliance.id in row.alliances),
            semesters,
        ).lay(last_year, lang)
        for alliance in alliances
    ]
    return CalendarResult(
        postings=tuple(row for part in parts for row in part.postings),
        shadowing=tuple(row for part in parts for row in part.shadowing),
        mentors=tuple(row for part in parts for row in part.mentors),
        calendar=tuple(row for part in parts for row in part.calendar),
        duties=tuple(row for part in parts for row in part.duties),
    )


def _leaders_over(alliance: Alliance, layer: Iterable[SubjectAlliance]) -> frozenset[str]:
    return frozenset(row.leader for row in layer if row.leader and alliance.id in row.alliances)


class _AllianceYear(NamedTuple):
    """One alliance's year: what it is laid from."""

    county: County
    policy: Policy
    mode: Mode
    people: AlliancePeople
    layer: tuple[SubjectAlliance, ...]
    semesters: tuple[SemesterWeeks, ...]

    def lay(self, last_year: frozenset[tuple[str, str]], lang: str) -> CalendarResult:
        people, settings = self.people, self.policy.exchange
        opened = open_semesters(self.mode, self.semesters)
        owed = duties_of(self.mode.key, self.county.duties, settings)
        first = owed_units(owed, people, opened, _Others(self.layer, {}), self._done())
        pairs = self._pairs(first, opened, last_year)
        units = owed_units(owed, people, opened, _Others(self.layer, pairs), self._done())
        mentees = frozenset(pair.mentee for row in pairs.values() for pair in row)
        absences = name_absences(people, units, settings.away_share_max, mentees)
        events = name_events(people, units, pairs)
        cases = [
            SemesterCase(
                people,
                semester,
                tuple(one for one in events if one.semester is semester),
                tuple(one for one in absences if one.semester is semester),
            )
            for semester in opened
        ]
        laid: list[tuple[SemesterCase, Laid]] = [(case, lay_semester(case)) for case in cases]
        postings, shadowing, calendar = rows_of(people, laid)
        done = LaidYear(postings, shadowing, tuple(pair for row in pairs.values() for pair in row), calendar)
        finished = owed_units(owed, people, opened, _Others(self.layer, pairs, postings), self._done())
        duties = duty_rows(people, self.layer, finished, done, laid, self.policy.school_year, lang)
        return CalendarResult(postings, shadowing, done.mentors, calendar, duties)

    def _done(self) -> DoneAlready:
        return done_already(self.county, self.policy, self.people.alliance.id)

    def _pairs(
        self,
        units: Iterable[OwedUnit],
        opened: Sequence[SemesterWeeks],
        last_year: frozenset[tuple[str, str]],
    ) -> dict[str, tuple[MentorPair, ...]]:
        units = tuple(unit for unit in units if unit.duty.form is DutyForm.MENTOR_PAIRS)
        pairs: dict[str, tuple[MentorPair, ...]] = {}
        kept = last_year
        for semester in opened:
            minimum: dict[str, int] = {}
            for unit in units:
                for i, one in enumerate(unit.semesters):
                    if one is semester:
                        share = len(range(i, unit.minimum, len(unit.semesters)))
                        minimum[unit.about] = minimum.get(unit.about, 0) + share
            pairs[semester.label] = mentor_pairs(
                self.people, semester, minimum, self.policy.exchange.mentees_max, kept
            )
            kept = frozenset((pair.mentor, pair.mentee) for pair in pairs[semester.label]) or kept
        return pairs


@dataclass(frozen=True)
class _Others:
    """Units that rest on the layer and on what was laid."""

    layer: tuple[SubjectAlliance, ...]
    pairs: Mapping[str, tuple[MentorPair, ...]]
    postings: tuple[Posting, ...] = ()

    def __call__(self, per: Per, semester: SemesterWeeks) -> tuple[str, ...]:
        if per is Per.SUBJECT_ALLIANCE:
            return tuple(dict.fromkeys(row.subject for row in self.layer))
        if per is Per.POSTING:
            return tuple(row.teacher for row in self.postings if row.semester == semester.label)
        pairs = self.pairs.get(semester.label, ())
        return tuple(pair_name(pair) if per is Per.MENTOR_PAIR else pair.mentee for pair in pairs)
