"""The teachers of a county, ready for every alliance: cases are made from them by looking up and adding.

Source: docs/exchange.md. Grouping asks for thousands of cases, so all else is worked out before
(`prepare.py`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

from ...models.half_day import HalfDay
from ...models.mode import Mode
from ...models.plan import Rotation
from ...models.policy import ExchangeSettings
from ...models.words import MemberKind, Stage, Term
from ..scope import Place
from .case import AllianceCase, Person, SchoolCase
from .ways import Ways, seconds_in


@dataclass(frozen=True)
class ReadySchool:
    """One school (with its points) in one stage, as it enters any case.

    Attributes
    ----------
    people
        Sorted by teacher id; their school is index 0.
    teaching
        What its own staff alone teaches, per semester: weekly lessons by (teacher, subject).
    pooled
        Σ of the most weekly lessons of its teachers by the subjects they can give; who is away in every
        planned semester is left out.
    """

    school: SchoolCase
    people: tuple[Person, ...]
    teaching: tuple[Mapping[tuple[str, str], int], Mapping[tuple[str, str], int]]
    pooled: Mapping[frozenset[str], int]

    @property
    def need(self) -> int:
        """Weekly lessons (thousandths) over all subjects."""
        return sum(self.school.need.values())


@dataclass(frozen=True)
class Staffing:
    """The teachers of a county, ready for every case. Lessons are in thousandths.

    Attributes
    ----------
    schools
        Every (school, stage) that takes part, sorted by school and stage.
    ready
        What is known of each of them.
    past_visits
        Last year's visits by teacher: (receiving school, subject), each once.
    seats
        By (site, site) with vehicles: seats by half-day.
    past_half_days
        By teacher and receiving school: half-days of last year's visits in the planned semesters.
    running
        Rotations of the school year that go on, without their semesters; these teachers stand with the
        receiving school.
    planned
        Numbers of the planned semesters. Where it is only one, every case has it twice.
    """

    schools: tuple[Place, ...]
    ready: Mapping[Place, ReadySchool]
    ways: Ways
    settings: ExchangeSettings
    school_year: int | None
    past_visits: Mapping[str, tuple[tuple[str, str], ...]]
    seats: Mapping[tuple[str, str], Mapping[HalfDay, int]]
    planned: tuple[int, ...] = (1, 2)
    running: tuple[Rotation, ...] = ()
    past_half_days: Mapping[tuple[str, str], tuple[frozenset[HalfDay], frozenset[HalfDay]]] = field(
        default_factory=dict
    )

    @property
    def semesters(self) -> tuple[str, ...]:
        """Names of the planned semesters, in the order of a case's semesters."""
        return tuple(f"{self.school_year}-{number}" for number in self.planned)

    def case(
        self,
        alliance_id: str,
        stage: Stage,
        core: str,
        members: Collection[str],
        mode: Mode,
        kinds: Mapping[str, MemberKind | None] | None = None,
        tiers: tuple[Mapping[Term, int], ...] = (),
    ) -> AllianceCase:
        """Make the case of one alliance: the core first, then the members by id.

        Parameters
        ----------
        kinds
            Kind of each member, for modes in which entrusted members belong to the core.
        tiers
            The plan's tiers that hold terms of the exchange, as whole weights.
        """
        names = (core, *sorted(members))
        ready = [self.ready[name, stage] for name in names]
        schools = tuple(
            ready[0].school if not at else one.school._replace(is_member=True) for at, one in enumerate(ready)
        )
        uncounted = self._uncounted(names, mode, kinds or {})
        counting = [
            any((at, to) not in uncounted for to in range(len(names)) if to != at) or len(names) == 1
            for at in range(len(names))
        ]
        people = tuple(
            sorted(
                person._replace(school=at, counts=counting[at])
                for at, one in enumerate(ready)
                for person in one.people
            )
        )
        sites = [site for school in schools for site in school.sites]
        site_seconds = self.ways.within(permutations(sites, 2), seconds_in(self.settings.visit_minutes_max))
        school_seconds = self.ways.within(
            permutations(names, 2), seconds_in(self.settings.rotation_minutes_max)
        )
        at_of = {name: at for at, name in enumerate(names)}
        return AllianceCase(
            alliance=alliance_id,
            stage=stage,
            schools=schools,
            people=people,
            site_seconds=site_seconds,
            school_seconds={(at_of[a], at_of[b]): seconds for (a, b), seconds in school_seconds.items()},
            settings=self.settings,
            open=self._open(mode),
            kept=self._kept(people, schools, at_of, site_seconds),
            seats={pair: self.seats[pair] for pair in site_seconds if pair in self.seats}
            if self.seats
            else {},
            tiers=tiers,
            uncounted=uncounted,
            single=self._single,
            past={
                (who, at_of[to], semester): half_days
                for who, person in enumerate(people)
                for to, _ in self.past_visits.get(person.teacher, ())
                if to in at_of
                for semester, half_days in enumerate(self.past_half_days[person.teacher, to])
            },
            resolved=any(name in self._visited for name in names),
        )

    @cached_property
    def _visited(self) -> frozenset[str]:
        """Schools with visitors in exchanges.csv."""
        return frozenset(to for visits in self.past_visits.values() for to, _ in visits)

    @property
    def _single(self) -> bool:
        return len(self.planned) == 1

    def alone_case(self, school: str, stage: Stage) -> AllianceCase:
        """Make the case of one school in no alliance."""
        one = self.ready[school, stage]
        return AllianceCase(
            alliance="",
            stage=stage,
            schools=(one.school,),
            people=one.people,
            site_seconds={},
            school_seconds={},
            settings=self.settings,
            single=self._single,
        )

    def alone(self, school: str, stage: Stage) -> int:
        """Lessons that the own staff alone leaves uncovered, mean of the semesters."""
        return self.ready[school, stage].school.alone

    def staff_alone(self, school: str, stage: Stage, semester: int = 0) -> Mapping[tuple[str, str], int]:
        """Return a staffing that leaves `alone`: weekly (whole) lessons by (teacher, subject)."""
        return self.ready[school, stage].teaching[semester]

    def quota(self, school: str, stage: Stage) -> tuple[int, int]:
        """Rotation quota and backbone quota of the school."""
        one = self.ready[school, stage].school
        return one.rotation_quota, one.backbone_quota

    def need(self, school: str, stage: Stage) -> Mapping[str, int]:
        """Need by subject; what a subject has beyond whole lessons nobody can cover."""
        return self.ready[school, stage].school.need

    def need_total(self, school: str, stage: Stage) -> int:
        """Need over all subjects."""
        return self.ready[school, stage].need

    def worst_alone(self, school: str, stage: Stage) -> int:
        """Uncovered share of the need in 0.0001, rounded half up, of a school left alone (sentence 29)."""
        one = self.ready[school, stage]
        most = max(one.school.alone_in(0), one.school.alone_in(1))
        return (20_000 * most + one.need) // (2 * one.need) if one.need else 0

    def pooled_staff(self, school: str, stage: Stage) -> Mapping[frozenset[str], int]:
        """Σ of the most weekly (whole) lessons of the teachers by the subjects they can give."""
        return self.ready[school, stage].pooled

    def _open(self, mode: Mode) -> tuple[bool, bool]:
        """Sentence 13: closed before the mode's term starts."""
        start = mode.term.start if mode.term is not None else None
        if start is None or self.school_year is None:
            return (True, True)
        first, last = self.semesters[0], self.semesters[-1]
        return (first >= start, last >= start)

    def _uncounted(
        self, names: tuple[str, ...], mode: Mode, kinds: Mapping[str, MemberKind | None]
    ) -> frozenset[tuple[int, int]]:
        """Sentence 26: rotations inside one legal person count only where the setting says so."""
        if self.settings.count_inside_legal_person or mode.legal_status == "separate":
            return frozenset()
        inside = [
            at
            for at, name in enumerate(names)
            if not at or mode.legal_status == "one_legal_person" or kinds.get(name) is MemberKind.ENTRUSTED
        ]
        return frozenset(permutations(inside, 2))

    def _kept(
        self,
        people: tuple[Person, ...],
        schools: tuple[SchoolCase, ...],
        at_of: Mapping[str, int],
        site_seconds: Mapping[tuple[str, str], int],
    ) -> frozenset[tuple[int, int, str]]:
        """Sentence 31: last year's visits that could go on."""
        if not self.past_visits:
            return frozenset()
        return frozenset(
            (who, at_of[to], subject)
            for who, person in enumerate(people)
            if person.may_visit and any(person.here)
            for to, subject in self.past_visits.get(person.teacher, ())
            if to in at_of
            and at_of[to] != person.school
            and subject in person.subjects
            and any(
                schools[at_of[to]].site_need.get((site, subject), 0) >= 1000
                and (person.site, site) in site_seconds
                for site in schools[at_of[to]].sites
            )
        )
