"""The terms of the exchange as linear expressions of the weekly model (docs/exchange.md 27 to 31).

Each is worth exactly what `tier_values` counts, or, for maxima and missed quotas, a variable that is never
below it and equal to it at a minimum.
"""

from collections import defaultdict

from ...models.half_day import HalfDay
from ...models.words import Term
from .case import SEMESTERS
from .decisions import Decisions, Linear, LinearExpr, Var


def terms_of(d: Decisions) -> dict[Term, Linear]:
    """Make the expressions of those terms that the case's tiers hold."""
    makers = {
        Term.UNCOVERED_LESSONS: uncovered_lessons,
        Term.WORST_UNCOVERED: worst_uncovered,
        Term.QUOTA_MISSED: quota_missed,
        Term.TEACHER_MINUTES: teacher_minutes,
        Term.WORST_TEACHER_MINUTES: worst_teacher_minutes,
        Term.VISIT_CHANGES: visit_changes,
    }
    wanted = {term for tier in d.case.tiers for term in tier}
    return {term: maker(d) for term, maker in makers.items() if term in wanted}


def _taught_in_all(d: Decisions) -> dict[tuple[int, int], list[Var]]:
    lessons: dict[tuple[int, int], list[Var]] = defaultdict(list)
    for (school, semester, _), variables in d.taught().items():
        lessons[school, semester] += variables
    return lessons


def uncovered_lessons(d: Decisions) -> Linear:
    """28, in thousandths: the mean over semesters is need − 500 for each lesson and semester."""
    need = sum(sum(school.need.values()) for school in d.case.schools)
    return need - LinearExpr.sum(
        [
            500 * d.freedom.semesters[semester] * LinearExpr.sum(variables)
            for (_, semester), variables in _taught_in_all(d).items()
        ]
    )


def worst_uncovered(d: Decisions) -> Linear:
    """29, in ten-thousandths: the least whole W with 2·need·W ≥ 20 000·uncovered − need + 1."""
    worst = d.model.new_int_var(0, 10_000, "worst uncovered")
    lessons = _taught_in_all(d)
    for index, school in enumerate(d.case.schools):
        need = sum(school.need.values())
        if not school.is_member or not need:
            continue
        for semester in d.freedom.semesters:
            short = need - 1000 * LinearExpr.sum(lessons[index, semester])
            d.model.add(2 * need * worst >= 20_000 * short - need + 1)
    return worst


def quota_missed(d: Decisions) -> Linear:
    """27: per school what is still owed of its rotation quota, and of its backbone quota."""
    gone: dict[int, list[Var]] = defaultdict(list)
    backbone: dict[int, list[Var]] = defaultdict(list)
    for (person, to, _), var in d.rotates.items():
        who = d.case.people[person]
        if who.counts and (who.school, to) not in d.case.uncounted:
            gone[who.school].append(var)
            if who.backbone:
                backbone[who.school].append(var)
    missed: list[Linear] = []
    for index, school in enumerate(d.case.schools):
        for quota, variables in (
            (school.rotation_quota, gone[index]),
            (school.backbone_quota, backbone[index]),
        ):
            if quota:
                owed = d.model.new_int_var(0, quota, f"owed {index}")
                d.model.add(owed >= quota - LinearExpr.sum(variables))
                missed.append(owed)
    return LinearExpr.sum(missed)


def _seconds(d: Decisions) -> dict[int, list[Linear]]:
    seconds: dict[int, list[Linear]] = defaultdict(list)
    for (person, semester, site, _), trip in d.trip.items():
        way = d.case.site_seconds[d.case.people[person].site, site]
        seconds[person].append(d.freedom.semesters[semester] * way * trip)
    return seconds


def teacher_minutes(d: Decisions) -> Linear:
    """30, in seconds: there and back once a day, mean over the semesters."""
    return LinearExpr.sum([way for ways in _seconds(d).values() for way in ways])


def worst_teacher_minutes(d: Decisions) -> Linear:
    """30, in seconds: the largest of one teacher's."""
    trips = len(HalfDay) * len(SEMESTERS)
    longest = max(d.case.site_seconds.values(), default=0)
    worst = d.model.new_int_var(0, trips * longest, "worst seconds")
    for ways in _seconds(d).values():
        d.model.add(worst >= LinearExpr.sum(ways))
    return worst


def visit_changes(d: Decisions) -> Linear:
    """31: last year's visits that do not go on."""
    kept = []
    for person, school, subject in sorted(d.case.kept):
        going = [
            d.visitor[person, semester, school, subject]
            for semester in d.freedom.semesters
            if (person, semester, school, subject) in d.visitor
        ]
        if going:
            keeps = d.model.new_bool_var(f"keeps {person} {school} {subject}")
            d.model.add(keeps <= LinearExpr.sum(going))
            kept.append(keeps)
    return len(d.case.kept) - LinearExpr.sum(kept)
