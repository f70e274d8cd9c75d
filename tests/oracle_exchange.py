"""The best exchange of a tiny alliance, by trying everything: fourth part of the brute force of exchanges.

Written from ``docs/exchange.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page. Of two possibilities that take the same and
differ in burdens only, the one that is worse in every respect is dropped; nothing else is left out.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lianxiao.models.teacher import Teacher
from lianxiao.models.words import Term
from lianxiao.tests.oracle_exchange_terms import Terms, share_left, weighted
from lianxiao.tests.oracle_scope import GRAINS, exact
from lianxiao.tests.oracle_staff import Hands, is_backbone, known, most_lessons
from lianxiao.tests.oracle_weeks import TinyAlliance, Vector, Week, least_of, no_worse, plus

Moved = tuple[str | None, ...]
"""School each teacher rotates to, None for nowhere."""


@dataclass(frozen=True)
class BestExchange:
    """Terms (grains) of an exchange that is best in every tier, and the tiers' values (grains)."""

    terms: Terms
    tiers: tuple[int, ...]


class TinyExchange:
    """One alliance with all its exchanges. ``semesters``: per semester what can be had, by who rotates."""

    def __init__(self, alliance: TinyAlliance, terms: frozenset[Term]) -> None:
        self.alliance = alliance
        self.staff = alliance.staff
        self.wanted = terms
        self.people = alliance.teachers
        self.homes = [alliance.home(teacher) for teacher in self.people]
        stage = alliance.stage
        self._needs = {s: sum(self.staff.school_need(s, stage).values()) for s in alliance.schools}
        self._alone = {(s, at): self.staff.alone(s, stage, at) for s in alliance.schools for at in (0, 1)}
        self.semesters = [self._semester(at) for at in self.staff.planned]

    # one semester [12-24]

    def _semester(self, semester: int) -> dict[Moved, list[Vector]]:
        """Who rotates → what is left uncovered, worst share, kept visits given up, minutes (by teacher)."""
        found: dict[Moved, set[Vector]] = {}
        for moved, weeks in self._everything(semester):
            outcome = self._outcome(semester, moved, weeks)
            if outcome is not None:
                found.setdefault(moved, set()).add(outcome)
        return {moved: least_of(outcomes) for moved, outcomes in found.items()}

    def _everything(self, semester: int) -> Iterator[tuple[Moved, tuple[Week | None, ...]]]:
        """Every choice of rotations and of weeks away that keeps what several teachers share."""
        nothing = tuple(0 for _ in self.alliance.asked)
        no_burdens = tuple(0 for _ in self.alliance.limits)
        most = {s: self.staff.away_most(s, self.alliance.stage) for s in self.alliance.schools}

        def go_on(
            moved: Moved, weeks: tuple[Week | None, ...], lessons: Vector, burdens: Vector
        ) -> Iterator[tuple[Moved, tuple[Week | None, ...]]]:
            at = len(moved)
            if at == len(self.people):
                yield moved, weeks
                return
            yield from go_on((*moved, None), (*weeks, None), lessons, burdens)
            for school in self._rotates_to(at, semester):
                if self._few_enough_away((*moved, school), most[self.homes[at]], self.homes[at]):
                    yield from go_on((*moved, school), (*weeks, None), lessons, burdens)
            for week in self.alliance.weeks(self.people[at], semester):
                taught, borne = plus(lessons, week.lessons), plus(burdens, week.burdens[2:])
                if (
                    no_worse(taught, self._room)
                    and no_worse(borne, self.alliance.limits)
                    and self._few_enough_visitors((*weeks, week))
                ):
                    yield from go_on((*moved, None), (*weeks, week), taught, borne)

        yield from go_on((), (), nothing, no_burdens)

    @cached_property
    def _room(self) -> Vector:
        """[14] Whole lessons of each asked (site, subject)."""
        need = {site: self.staff.need(site, self.alliance.stage) for site, _ in self.alliance.asked}
        return tuple(need[site][subject] // GRAINS for site, subject in self.alliance.asked)

    def _rotates_to(self, at: int, semester: int) -> list[str]:
        """[12, 13, 15]"""
        if not self.alliance.is_open(semester) or not self.staff.may_rotate(self.people[at]):
            return []
        if self.staff.away(self.people[at], semester):
            return []
        most = self.staff.settings.rotation_minutes_max
        return [
            school
            for school in self.alliance.schools
            if school != self.homes[at] and self.alliance.ways(self.homes[at], school, most) is not None
        ]

    def _few_enough_away(self, moved: Moved, most: tuple[int, int], home: str) -> bool:
        """[23]"""
        gone = [self.people[at] for at, to in enumerate(moved) if to is not None and self.homes[at] == home]
        if not gone:
            return True
        return len(gone) <= most[0] and sum(map(is_backbone, gone)) <= most[1]

    def _few_enough_visitors(self, weeks: Sequence[Week | None]) -> bool:
        """[18]"""
        visitors: dict[tuple[str, str], int] = {}
        for week in weeks:
            if week is not None:
                for key in self._visited(week):
                    visitors[key] = visitors.get(key, 0) + 1
        return max(visitors.values(), default=0) <= self.staff.settings.visitors_max

    @staticmethod
    def _visited(week: Week) -> set[tuple[str, str]]:
        """Receiving school and subject of every lesson of a week."""
        return {key for key, _ in week.at_schools}

    def _outcome(self, semester: int, moved: Moved, weeks: Sequence[Week | None]) -> Vector | None:
        """What is reached once everybody at a school teaches there as much as can be; None: a rule is broken.

        Lessons at one school take nothing from another one, so the most at each is best for all terms.
        """
        left_over = 0
        worst = 0
        for school in self.alliance.schools:
            room = dict(self.alliance.room[school])
            need = self._needs[school]
            given = 0
            for week in weeks:
                for (at_school, subject), lessons in week.at_schools if week else ():
                    if at_school == school:
                        room[subject] -= lessons
                        given += lessons
            if min(room.values(), default=0) < 0:
                return None
            people = [
                hands
                for at, teacher in enumerate(self.people)
                if (hands := self._hands(at, teacher, school, list(room), moved[at], weeks[at], semester))
            ]
            at_home = most_lessons(tuple(room.values()), tuple(people))
            if at_home is None:
                return None
            uncovered = need - GRAINS * (given + at_home)
            sends = any(
                self.homes[at] == school and (moved[at] is not None or weeks[at] is not None)
                for at in range(len(self.people))
            )
            if sends and uncovered > self._alone[school, semester]:  # [24]
                return None
            left_over += uncovered
            if school in self.alliance.members:
                worst = max(worst, share_left(uncovered, need))
        return (
            left_over if Term.UNCOVERED_LESSONS in self.wanted else 0,
            worst if Term.WORST_UNCOVERED in self.wanted else 0,
            *self._minutes(weeks),
            *self._given_up(weeks),
        )

    def _hands(
        self,
        at: int,
        teacher: Teacher,
        school: str,
        subjects: list[str],
        rotates_to: str | None,
        week: Week | None,
        semester: int,
    ) -> Hands | None:
        """What the teacher may give at the school on no visit [16, 22]; None where that is nothing."""
        rules = self.staff.settings
        if self.staff.away(teacher, semester):
            return None
        if rotates_to is not None:
            least = math.ceil(exact(rules.rotation_lessons_min))
            return (known(subjects, teacher), least, teacher.lessons_max) if rotates_to == school else None
        if self.homes[at] != school:
            return None
        if week is None:
            return (known(subjects, teacher), 0, teacher.lessons_max)
        left = self.alliance.home_half_days(teacher, semester) - week.burdens[1]
        most = min(teacher.lessons_max - sum(week.lessons), left * rules.lessons_per_half_day)
        return (known(subjects, teacher), math.ceil(exact(rules.home_lessons_min)), most)

    def _minutes(self, weeks: Sequence[Week | None]) -> Vector:
        """Minutes of each teacher where the largest of them is asked for, else their sum [30]."""
        by_teacher = tuple(week.burdens[0] if week else 0 for week in weeks)
        if Term.WORST_TEACHER_MINUTES in self.wanted:
            return by_teacher
        return (sum(by_teacher) if Term.TEACHER_MINUTES in self.wanted else 0,)

    @cached_property
    def kept(self) -> list[tuple[int, str, str]]:
        """[31] Last year's visits that could go on: teacher, receiving school, subject."""
        if Term.VISIT_CHANGES not in self.wanted:
            return []
        found = set()
        index = {teacher.teacher_id: at for at, teacher in enumerate(self.people)}
        for row in self.staff.county.exchanges:
            at = index.get(row.teacher)
            if row.kind != "visit" or at is None or row.to_id not in self.staff.county.by_id:
                continue
            school = self.staff.top(row.to_id).school_id
            if school in self.alliance.schools and self._could_go_on(at, school, row.subject):
                found.add((at, school, row.subject))
        return sorted(found)

    def _could_go_on(self, at: int, school: str, subject: str) -> bool:
        """[14, 31] The teacher may visit, and some site of the school needs the subject and is near."""
        teacher, most = self.people[at], self.staff.settings.visit_minutes_max
        return (
            school != self.homes[at]
            and subject in teacher.subjects
            and self.staff.may_visit(teacher)
            and not all(self.staff.away(teacher, semester) for semester in self.staff.planned)
            and any(
                self.staff.need(site, self.alliance.stage).get(subject, 0) >= GRAINS
                and self.alliance.ways(teacher.school_id, site, most) is not None
                for site in self.staff.sites(school)
            )
        )

    def _given_up(self, weeks: Sequence[Week | None]) -> Vector:
        """1 for every visit of last year that does not go on in this semester."""
        return tuple(
            int((week := weeks[at]) is None or (school, subject) not in self._visited(week))
            for at, school, subject in self.kept
        )

    # both semesters [22, 26-31]

    def best(self, tiers: Sequence[Mapping[Term, float]]) -> BestExchange:
        """Tier by tier the least; staying at home in both semesters is always possible."""
        found: tuple[tuple[int, ...], dict[Term, int]] | None = None
        single = len(self.semesters) == 1
        for autumn, before in self.semesters[0].items():
            for spring, after in self.semesters[-1].items():
                if single and autumn != spring:
                    continue
                if any(a and b and a != b for a, b in zip(autumn, spring, strict=True)):  # [22]
                    continue
                missed = self._quota_missed(autumn, spring)
                for one in before:
                    for other in [one] if single else after:
                        terms = self._terms(one, other, missed)
                        values = tuple(weighted(tier, terms) for tier in tiers)
                        if found is None or values < found[0]:
                            found = values, terms
        assert found is not None
        return BestExchange(found[1], found[0])

    def _terms(self, autumn: Vector, spring: Vector, missed: int) -> dict[Term, int]:
        changes = len(self.kept)
        until = len(autumn) - changes
        minutes = [(a + b) // 2 for a, b in zip(autumn[2:until], spring[2:until], strict=True)]
        return {
            Term.UNCOVERED_LESSONS: (autumn[0] + spring[0]) // 2,
            Term.WORST_UNCOVERED: max(autumn[1], spring[1]),
            Term.QUOTA_MISSED: missed,
            Term.TEACHER_MINUTES: sum(minutes),
            Term.WORST_TEACHER_MINUTES: max(minutes, default=0),
            Term.VISIT_CHANGES: GRAINS
            * sum(a and b for a, b in zip(autumn[until:], spring[until:], strict=True)),
        }

    def _quota_missed(self, autumn: Moved, spring: Moved) -> int:
        """[26, 27] of the schools of this alliance."""
        missed = 0
        for school in self.alliance.schools:
            rotation, backbone = self.staff.quotas.get((school, self.alliance.stage), (0, 0))
            counted = [
                self.people[at]
                for at in range(len(self.people))
                if self.homes[at] == school
                and (to := autumn[at] or spring[at]) is not None
                and (self.staff.settings.count_inside_legal_person or not self._one_legal_person(school, to))
            ]
            sent, sent_backbone = self.staff.sent(school, self.alliance.stage)
            missed += max(0, rotation - sent - len(counted))
            missed += max(0, backbone - sent_backbone - sum(map(is_backbone, counted)))
        return GRAINS * missed

    def _one_legal_person(self, one: str, other: str) -> bool:
        """[26]"""
        alliance = self.alliance
        if alliance.mode.legal_status == "by_kind":
            return {one, other} <= alliance.entrusted | {alliance.core}
        return alliance.mode.legal_status == "one_legal_person"
