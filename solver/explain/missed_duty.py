"""Duties that the plan's calendar leaves open: the alliance's year laid again, with one setting changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...models.county import County
from ...models.duty import DutyForm, OwedDuty, duties_of
from ...models.missed import Missed, MissedReason, MissedRoom
from ...models.plan import Alliance, Duty, Plan
from ...models.policy import Policy
from ...models.school_year import DutyRow
from ..calendar.lay import lay_calendar
from ..grouping.clock import Clock
from .missed_room import Answer, room_in_words

MENTEES_AT_MOST = 10
OF_SETTINGS = {"mentor_pairs": "mentor_pairs_min", "backbone_sent": "backbone_sent_min"}
"""Duties whose minimum is a setting, unless duties.csv has them."""
DECIDED = frozenset({DutyForm.MENTOR_PAIRS})
"""Forms of which laying says for certain how many there can be (pairs: a largest flow)."""


@dataclass(frozen=True)
class _Changed:
    """The county or its settings with one value changed."""

    value: str
    county: County
    policy: Policy


@dataclass(frozen=True)
class _Scale:
    name: str
    now: str
    values: Iterable[_Changed]


def missed_duties(county: County, policy: Policy, plan: Plan, clock: Clock, lang: str) -> tuple[Missed, ...]:
    """Explain every duty of which less is planned than is owed, with an even share of the time for each."""
    open_rows = [row for row in plan.duties if row.planned < row.minimum]
    alliances = {alliance.id: alliance for alliance in plan.alliances}
    found = []
    for number, row in enumerate(open_rows):
        until = clock.seconds + clock.left / (len(open_rows) - number)
        alliance = alliances.get(row.alliance)
        if alliance is not None:
            found.append(_Duty(county, policy, plan, alliance, row, clock, until, lang).explained())
    return tuple(found)


@dataclass(frozen=True)
class _Duty:
    """One missed duty and the questions about it."""

    county: County
    policy: Policy
    plan: Plan
    alliance: Alliance
    row: Duty
    clock: Clock
    until: float
    lang: str

    def explained(self) -> Missed:
        """Say what stands in the way and what makes room."""
        row = self.row
        schools = {self.alliance.core, *(member.school for member in self.alliance.members)}
        again = self._laid(self.county, self.policy)
        reason = again.reason if again is not None and again.planned == row.planned else row.reason
        reasons = (MissedReason(rule=row.rule or row.kind, text=reason),) if reason else ()
        return Missed(
            kind="duty",
            alliance=row.alliance,
            school=row.about if row.about in schools else "",
            stage=self.alliance.stage,
            duty=row.kind,
            about=row.about,
            semester=row.semester,
            owed=row.minimum,
            met=row.planned,
            possible=again is not None and again.planned >= again.minimum,
            reasons=reasons,
            room=tuple(self._room(scale) for scale in self._scales()),
        )

    def _laid(self, county: County, policy: Policy) -> Duty | None:
        """Lay the alliance's year; its row of this duty, None where nothing of it is owed."""
        exchange = self.plan.exchange.model_copy(update={"postings": (), "shadowing": (), "mentors": ()})
        laid = lay_calendar(
            county, policy, (self.alliance,), self.plan.subject_alliances, exchange, self.lang
        )
        own = (self.row.kind, self.row.about, self.row.semester)
        return next((row for row in laid.duties if (row.kind, row.about, row.semester) == own), None)

    def _room(self, scale: _Scale) -> MissedRoom:
        """Try one value after the other, the nearest first."""
        answer: Answer = "none" if self._form() in DECIDED else "not_found"
        least = None
        for number, changed in enumerate(scale.values):
            if self.clock.left <= 0 or self.clock.seconds >= self.until:
                self.clock.cut = True
                answer = "undecided"
                break
            row = self._laid(changed.county, changed.policy)
            if row is None or row.planned >= row.minimum:
                least = changed.value
                answer = "room" if number == 0 or self._form() in DECIDED else "at_most"
                break
        return room_in_words(scale.name, scale.now, least, answer, self.lang)

    def _owed(self) -> OwedDuty | None:
        """Find the duty as it is owed in the alliance's mode."""
        mode = next(mode for mode in self.policy.mode if mode.id == self.alliance.mode)
        owed = duties_of(mode.key, self.county.duties, self.policy.exchange)
        return next((duty for duty in owed if duty.kind == self.row.kind), None)

    def _form(self) -> DutyForm | None:
        owed = self._owed()
        return None if owed is None else owed.form

    def _scales(self) -> Iterator[_Scale]:
        """List what might help: a smaller minimum, more mentees to a mentor, an event online."""
        owed = self._owed()
        if owed is None:
            return
        setting = OF_SETTINGS.get(owed.kind)
        listed = any(row.kind == owed.kind for row in self.county.duties)
        if setting is not None and not listed:
            fewer = range(owed.minimum - 1, -1, -1)
            values = [self._with_setting(setting, value) for value in fewer]
            yield _Scale(f"exchange.{setting}", str(owed.minimum), values)
        else:
            rows = [
                self._with_duty(owed.model_copy(update={"minimum": value}), str(value))
                for value in range(owed.minimum - 1, -1, -1)
            ]
            yield _Scale(f"duties.csv {owed.kind} minimum", str(owed.minimum), rows)
        if owed.form is DutyForm.MENTOR_PAIRS:
            now = self.policy.exchange.mentees_max
            more = [self._with_setting("mentees_max", one) for one in range(now + 1, MENTEES_AT_MOST + 1)]
            yield _Scale("exchange.mentees_max", str(now), more)
        if owed.form is DutyForm.EVENT and not owed.online:
            online = self._with_duty(owed.model_copy(update={"online": True}), "true")
            yield _Scale(f"duties.csv {owed.kind} online", "false", [online])

    def _with_setting(self, name: str, value: int) -> _Changed:
        settings = self.policy.exchange.model_copy(update={name: value})
        return _Changed(str(value), self.county, self.policy.model_copy(update={"exchange": settings}))

    def _with_duty(self, owed: OwedDuty, value: str) -> _Changed:
        """Put the mode's rows of the kind into duties.csv, the first of them changed."""
        mode = next(mode for mode in self.policy.mode if mode.id == self.alliance.mode)
        now = duties_of(mode.key, self.county.duties, self.policy.exchange)
        of_kind = [duty for duty in now if duty.kind == owed.kind]
        rows = [owed, *of_kind[1:]]
        others = tuple(
            row for row in self.county.duties if row.kind != owed.kind or row.mode not in (None, mode.key)
        )
        unset = tuple(row for row in self.county.duties if row.kind == owed.kind and row.mode is None)
        own = tuple(
            DutyRow(
                mode=mode.key,
                kind=duty.kind,
                per=duty.per.value,
                minimum=duty.minimum,
                period=duty.period,
                host=duty.host.value,
                attending=duty.attending.value,
                online=duty.online,
            )
            for duty in rows
        )
        county = self.county.model_copy(update={"duties": (*others, *unset, *own)})
        return _Changed(value, county, self.policy)
