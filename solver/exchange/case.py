"""One alliance's exchange as it is solved: schools, people, ways and limits in whole numbers.

A *case* is one alliance in one stage, or one school alone. Schools are meant with their points; a *site* is
the school itself or one of its points. Semesters are 0 (autumn) and 1 (spring). Source: docs/exchange.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...models.half_day import HalfDay
from ...models.policy import ExchangeSettings
from ...models.words import Stage, Term

SEMESTERS = (0, 1)


class Person(NamedTuple):
    """A teacher as the allocation sees it.

    Attributes
    ----------
    site
        The school or point of the teacher; ways of visits begin here.
    school
        Index into the case's schools.
    subjects
        Main subject, then the second one, if any.
    lessons_max
        Most weekly lessons, anywhere.
    blocked
        Per semester the half-days on which the teacher cannot teach anywhere.
    here
        Per semester whether the teacher works at all (is not away).
    counts
        Whether any rotation inside this alliance counts toward the quotas; `AllianceCase.uncounted` has the
        single ways.
    """

    teacher: str
    site: str
    school: int
    subjects: tuple[str, ...]
    lessons_max: int
    may_visit: bool
    may_rotate: bool
    backbone: bool
    blocked: tuple[frozenset[HalfDay], frozenset[HalfDay]] = (frozenset(), frozenset())
    counts: bool = True
    here: tuple[bool, bool] = (True, True)

    def most(self, semester: int) -> int:
        """Most weekly lessons in a semester: none while away."""
        return self.lessons_max if self.here[semester] else 0


class SchoolCase(NamedTuple):
    """One school (with its points) in the case's stage.

    Attributes
    ----------
    sites
        The school itself first, then its points by id.
    need, site_need
        Weekly lessons in thousandths: by subject, and by (site, subject). Subjects without need are absent.
    day_lessons
        Most lessons of one subject that visitors may give here on one day; None: no bound.
    blocked
        By site, per semester: half-days on which nobody can teach there.
    alone
        Lessons (thousandths) that the school's own staff alone leaves uncovered, mean of the semesters.
    alone_by
        The same per semester, where somebody is away in one of them; None: ``alone`` in both.
    away_most, backbone_away_most
        Most teachers, and most backbone teachers, rotating away at once.
    """

    school: str
    is_member: bool
    sites: tuple[str, ...]
    need: Mapping[str, int]
    site_need: Mapping[tuple[str, str], int]
    day_lessons: int | None
    blocked: Mapping[str, tuple[frozenset[HalfDay], frozenset[HalfDay]]]
    alone: int
    rotation_quota: int
    backbone_quota: int
    away_most: int
    backbone_away_most: int
    alone_by: tuple[int, int] | None = None

    def alone_in(self, semester: int) -> int:
        """Lessons (thousandths) that own staff alone leaves uncovered in a semester."""
        return self.alone if self.alone_by is None else self.alone_by[semester]

    def whole_need(self, subject: str) -> int:
        """Most whole lessons of the subject that can be taught here."""
        return self.need.get(subject, 0) // 1000


@dataclass(frozen=True)
class AllianceCase:
    """One alliance, or one school alone.

    Attributes
    ----------
    schools
        The core first. ``people`` are sorted by teacher id.
    site_seconds
        Seconds from site to site (visits), only where the way is known and within ``visit_minutes_max``.
    school_seconds
        Seconds from school to school (indices; rotation), only where known and within
        ``rotation_minutes_max``.
    open
        Per semester, whether teachers may leave their school in it (the alliance's term has begun).
    kept
        Last year's visits that are still possible: (person index, school index, subject).
    seats
        For a (site, site) pair with vehicles: seats by half-day; pairs without an entry need none.
    tiers
        The plan's tiers that hold terms of the exchange, in order: whole weights by term (units of `UNIT`).
    uncounted
        Ways (from school, to school; indices) inside one legal person: a rotation there counts toward no
        quota.
    past
        Visits of exchanges.csv by (person, school, semester): half-days, none where it does not say.
    resolved
        Whether exchanges.csv has any visits to schools of the case: then a tie-break after all tiers looks
        for what was before.
    single
        Whether only one semester is planned: both semesters of the case are then images of it, and a
        schedule is the same in both.
    """

    alliance: str
    stage: Stage
    schools: tuple[SchoolCase, ...]
    people: tuple[Person, ...]
    site_seconds: Mapping[tuple[str, str], int]
    school_seconds: Mapping[tuple[int, int], int]
    settings: ExchangeSettings
    open: tuple[bool, bool] = (True, True)
    kept: frozenset[tuple[int, int, str]] = frozenset()
    seats: Mapping[tuple[str, str], Mapping[HalfDay, int]] = field(default_factory=dict)
    tiers: tuple[Mapping[Term, int], ...] = ()
    uncounted: frozenset[tuple[int, int]] = frozenset()
    single: bool = False
    past: Mapping[tuple[int, int, int], frozenset[HalfDay]] = field(default_factory=dict)
    resolved: bool = False

    def school_of_site(self, site: str) -> int:
        """Index of the school that a site belongs to."""
        return next(i for i, school in enumerate(self.schools) if site in school.sites)


class PromisedVisit(NamedTuple):
    """What the allocation promises of one visiting teacher at one site in one semester."""

    person: int
    site: str
    semester: int
    lessons: Mapping[str, int]
    half_days: int


class PickedRotation(NamedTuple):
    """A teacher who works at another school (index) in some semesters, with the lessons given there."""

    person: int
    school: int
    semesters: tuple[int, ...]
    lessons: Mapping[tuple[int, str], int]
    """By (semester, subject)."""


class LaidVisit(NamedTuple):
    """A visit on the weekly pattern: lessons by half-day and subject."""

    person: int
    site: str
    semester: int
    lessons: Mapping[HalfDay, Mapping[str, int]]


class TierValue(NamedTuple):
    """One tier of one case: each term's value (units of `UNIT`), weighted value, valid lower bound."""

    terms: Mapping[Term, int]
    value: int
    bound: int


class Allocation(NamedTuple):
    """Who gives how many lessons of what at which school; half-days are not laid yet.

    ``home`` is by (person, semester) and subject. ``tiers`` has the values before anything is laid on
    half-days; their bounds hold for every schedule of the case.
    """

    home: Mapping[tuple[int, int], Mapping[str, int]]
    visits: tuple[PromisedVisit, ...]
    rotations: tuple[PickedRotation, ...]
    tiers: tuple[TierValue, ...]


class Schedule(NamedTuple):
    """A finished exchange of one case; every rule holds. ``tiers`` as in `Allocation`, of this schedule."""

    home: Mapping[tuple[int, int], Mapping[str, int]]
    visits: tuple[LaidVisit, ...]
    rotations: tuple[PickedRotation, ...]
    tiers: tuple[TierValue, ...]

    @property
    def proven(self) -> bool:
        """Whether every tier's value is its bound."""
        return all(tier.value == tier.bound for tier in self.tiers)
