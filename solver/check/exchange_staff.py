"""Schools with their points, need, staff and quotas, before any plan (docs/exchange.md, 1 to 11)."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from ...models.half_day import HalfDay
from ...models.policy import ExchangeSettings
from ...models.teacher import Backbone, Teacher
from ...models.words import Area, Role, Stage
from .case import Case, Row, topmost
from .exchange_eligibility import may_rotate
from .exchange_flow import most_taught
from .exchange_need import Lessons, site_classes, site_needs
from .exchange_quotas import quotas
from .numbers import exact


class Quota(NamedTuple):
    """Teachers, and backbone teachers, whom a school owes a year."""

    rotation: int = 0
    backbone: int = 0


@dataclass(frozen=True)
class Staff:
    """People and lessons of a county that has teachers.

    ``home`` is the school that each site belongs to; sites of schools of role none are not in it.
    ``site_need`` is in thousandths, by (site, stage) and subject; ``need`` the same by school.
    ``semesters`` are the planned ones; ``executed`` are the teachers who rotated in another one,
    ``running`` the schools to which some of them go on rotating.
    ``classes`` by school, where some site of it says. ``people`` by school and stage.
    """

    case: Case
    semesters: tuple[str, ...]
    executed: frozenset[str]
    running: Mapping[str, str]
    teachers: Mapping[str, Teacher]
    home: Mapping[str, str]
    site_need: Mapping[Row, Lessons]
    need: Mapping[Row, Lessons]
    classes: Mapping[Row, Fraction]
    people: Mapping[Row, Sequence[Teacher]]
    quota: Mapping[Row, Quota]
    blocked: Mapping[tuple[str, str], frozenset[HalfDay]]

    @property
    def settings(self) -> ExchangeSettings:
        """[exchange] of the county."""
        return self.case.policy.exchange

    def school_of(self, teacher: Teacher) -> str | None:
        """School of a teacher, None where it takes no part."""
        return self.home.get(teacher.school_id)

    def has_stage(self, school: str, stage: Stage) -> bool:
        """Whether a school has a stage, itself or at one of its points."""
        return (school, stage) in self._stages

    @cached_property
    def _stages(self) -> frozenset[Row]:
        schools = self.case.schools
        return frozenset((home, stage) for site, home in self.home.items() for stage in schools[site].stages)

    @cached_property
    def _at_work(self) -> dict[Row, list[Teacher]]:
        """Teachers by the school at which they work: who rotates still, at the receiving one (42)."""
        found: defaultdict[Row, list[Teacher]] = defaultdict(list)
        for (school, stage), people in self.people.items():
            for teacher in people:
                found[self.running.get(teacher.teacher_id, school), stage].append(teacher)
        return dict(found)

    @cached_property
    def alone(self) -> dict[tuple[Row, str], int]:
        """Lessons (thousandths) that each school's own staff alone leaves uncovered in a semester (7, 37)."""
        return {
            (row, semester): self.pooled([row[0]], row[1], (semester,))
            for row in self.need
            for semester in self.semesters
        }

    def pooled(self, schools: Sequence[str], stage: Stage, semesters: Sequence[str] = ()) -> int:
        """Lessons (thousandths) uncovered at least if the schools were one and shared their staff (32).

        Without whoever is away in all of ``semesters`` (none named: the planned ones).
        """
        whole: Counter[str] = Counter()
        loads: defaultdict[frozenset[str], int] = defaultdict(int)
        total = 0
        for school in schools:
            for subject, lessons in self.need.get((school, stage), {}).items():
                whole[subject] += lessons // 1000
                total += lessons
            for teacher in self._at_work.get((school, stage), ()):
                asked = semesters or self.semesters
                if asked and all(map(teacher.is_away, asked)):
                    continue
                loads[frozenset(teacher.subjects)] += teacher.lessons_max
        return total - 1000 * most_taught(loads, whole)

    def away_most(self, row: Row) -> tuple[int, int]:
        """Most teachers, and most backbone teachers, of a school that rotate at once (23)."""
        people, quota = self.people.get(row, ()), self.quota.get(row, Quota())
        share = exact(self.settings.away_share_max)
        backbone = sum(is_backbone(teacher) for teacher in people)
        return (
            max(math.floor(share * len(people)), min(quota.rotation, 1)),
            max(math.floor(share * backbone), min(quota.backbone, 1)),
        )


def is_backbone(teacher: Teacher) -> bool:
    """Every rank but none (11)."""
    return teacher.backbone is not Backbone.NONE


def read_staff(case: Case) -> Staff:
    """Prepare people and lessons of a county with teachers."""
    home = {
        site: school
        for site in case.schools
        if case.schools[school := topmost(site, case.schools)].role is not Role.NONE
    }
    site_need = {row: need for row, need in site_needs(case.county, case.policy).items() if row[0] in home}
    people: defaultdict[Row, list[Teacher]] = defaultdict(list)
    for teacher in case.county.teachers or ():
        if teacher.school_id in home:
            people[home[teacher.school_id], teacher.stage].append(teacher)
    year = case.policy.school_year
    semesters = () if year is None else tuple(f"{year}-{number}" for number in case.policy.planned)
    executed = _executed(case, semesters)
    return Staff(
        case=case,
        semesters=semesters,
        executed=frozenset(executed),
        running=_running(case, executed, home, semesters),
        teachers={teacher.teacher_id: teacher for teacher in case.county.teachers or ()},
        home=home,
        site_need=site_need,
        need=_by_school(site_need, home),
        classes=_classes(case, home),
        people=dict(people),
        quota=_quotas(case, home, people),
        blocked=_blocked(case, semesters),
    )


def _rotated(case: Case) -> dict[str, dict[str, set[str]]]:
    """Semesters of the rotations of exchanges.csv, by teacher and receiving school."""
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for row in case.county.exchanges:
        if row.kind == "rotation":
            found[row.teacher].setdefault(row.to_id, set()).update(row.semester.split(";"))
    return found


def _executed(case: Case, planned: Sequence[str]) -> dict[str, dict[str, set[str]]]:
    """39: rotations of exchanges.csv that name a semester of the school year which is not planned."""
    year = case.policy.school_year
    facts = {f"{year}-1", f"{year}-2"} - set(planned) if year is not None else set()
    begun = {
        teacher: {to: semesters for to, semesters in rows.items() if semesters & facts}
        for teacher, rows in _rotated(case).items()
    }
    return {teacher: rows for teacher, rows in begun.items() if rows}


def _running(
    case: Case,
    executed: Mapping[str, Mapping[str, set[str]]],
    home: Mapping[str, str],
    planned: Sequence[str],
) -> dict[str, str]:
    """42: school to which a rotation goes on, unless its teacher is away."""
    found: dict[str, str] = {}
    for teacher in case.county.teachers or ():
        own = home.get(teacher.school_id)
        if own is None or any(map(teacher.is_away, planned)):
            continue
        for to, semesters in executed.get(teacher.teacher_id, {}).items():
            stages = (s for site, at in home.items() if at == to for s in case.schools[site].stages)
            if semesters & set(planned) and own != to == home.get(to) and teacher.stage in stages:
                found.setdefault(teacher.teacher_id, to)
    return found


def _by_school(site_need: Mapping[Row, Lessons], home: Mapping[str, str]) -> dict[Row, Lessons]:
    found: defaultdict[Row, Counter[str]] = defaultdict(Counter)
    for (site, stage), need in site_need.items():
        found[home[site], stage].update(need)
    return {row: dict(need) for row, need in found.items()}


def _classes(case: Case, home: Mapping[str, str]) -> dict[Row, Fraction]:
    """Classes of every school and stage: the sum over the sites that say, left out where none does."""
    found: defaultdict[Row, Fraction] = defaultdict(Fraction)
    for (site, stage), classes in site_classes(case.county, case.policy).items():
        if site in home:
            found[home[site], stage] += classes
    return dict(found)


def _quotas(case: Case, home: Mapping[str, str], people: Mapping[Row, Sequence[Teacher]]) -> dict[Row, Quota]:
    """Quotas of the schools of the scope (25); schools of role none have none."""
    county_wide = case.policy.exchange.quota_scope == "county"
    scope = sorted(
        school
        for school in set(home.values())
        if county_wide or case.schools[school].role is Role.CORE or case.schools[school].area is Area.URBAN
    )
    found: dict[Row, Quota] = {}
    for stage in Stage:
        free = {
            school: [one for one in people.get((school, stage), ()) if may_rotate(one, case.policy)]
            for school in scope
        }
        rotation, backbone = quotas(
            {school: len(teachers) for school, teachers in free.items()},
            {school: sum(map(is_backbone, teachers)) for school, teachers in free.items()},
            case.policy.exchange,
        )
        found |= {(school, stage): Quota(rotation[school], backbone[school]) for school in scope}
    return {row: quota for row, quota in found.items() if any(quota)}


def _blocked(case: Case, semesters: Sequence[str]) -> dict[tuple[str, str], frozenset[HalfDay]]:
    """Blocked half-days by (teacher or site, semester); a school's rows hold for its points too (16)."""
    own: defaultdict[tuple[str, str], set[HalfDay]] = defaultdict(set)
    for row in case.county.blocked:
        for semester in semesters:
            if row.semester in (None, int(semester[-1])):
                own[row.id, semester].add(row.half_day)
    found = {key: set(half_days) for key, half_days in own.items()}
    for site in case.schools:
        above, seen = case.schools[site].parent_id, {site}
        while above is not None and above in case.schools and above not in seen:
            seen.add(above)
            for semester in semesters:
                found.setdefault((site, semester), set()).update(own.get((above, semester), ()))
            above = case.schools[above].parent_id
    return {key: frozenset(half_days) for key, half_days in found.items()}
