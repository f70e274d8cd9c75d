"""Who else could give the lessons that a plan asks of a teacher, and the rules that bar the others.

Source: docs/exchange.md 8 to 16, 22 and 23.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...models.county import County
from ...models.exchange_rule import ExchangeRule, exchange_sentence
from ...models.plan import Plan
from ...models.policy import Policy
from ...models.room import named
from ...models.rule import Wording, say
from ...models.staff_explanation import (
    EXEMPT,
    NO_HALF_DAY,
    NO_WAY,
    NOBODY_AWAY,
    ROTATION_TOO_FAR,
    TOO_FEW_LESSONS,
    TOO_FEW_THERE,
    VISIT_TOO_FAR,
    AskedRule,
    Substitute,
    Task,
)
from ...models.staffing import Form, Reason, Verdict
from ..exchange.case import SEMESTERS, AllianceCase, Person
from ..exchange.eligibility import verdict
from ..exchange.freedom import half_days_open, home_least, rotation_least
from ..exchange.plan_weeks import PlanWeeks
from ..exchange.staffing import Staffing


class Looking(NamedTuple):
    """Where substitutes are looked for: the alliance of the teacher who stays."""

    county: County
    policy: Policy
    plan: Plan
    staffing: Staffing
    case: AllianceCase
    lang: str

    @property
    def schools(self) -> dict[str, str]:
        """Names of the schools with their ids."""
        return {school.school_id: named(school, self.lang) for school in self.county.schools}


def rule_text(county: County, one: Verdict, reason: Reason, lang: str) -> str:
    """Say a rule about a teacher with figure and limit; of an exemption only that it is one."""
    home = next(who.school_id for who in county.teachers or () if who.teacher_id == one.teacher)
    months = max(0, reason.months or 0)
    if reason.rule is ExchangeRule.EXEMPT:
        return say(EXEMPT, lang, {"teacher": one.teacher})
    figures = {
        "teacher": one.teacher,
        "school": named(county.by_id[home], lang),
        "form": one.form.value,
        "text": "",
        "until": reason.until or "",
        "years": months // 12,
        "months": months % 12,
        "limit": (reason.limit_months or 0) / 12,
        "lessons": reason.lessons,
    }
    return exchange_sentence(reason.rule, lang, figures)


def asked_rules(county: County, verdicts: Sequence[Verdict], lang: str) -> tuple[AskedRule, ...]:
    """Say every rule that was asked about a teacher."""
    return tuple(
        AskedRule(
            form=one.form.value,
            rule=reason.rule.value,
            bars=reason.bars,
            text=rule_text(county, one, reason, lang),
        )
        for one in verdicts
        for reason in one.reasons
    )


def substitutes(looking: Looking, teacher: str, task: Task) -> tuple[Substitute, ...]:
    """List everybody of the alliance who has the subject of a visit or rotation, main subject first.

    Teachers of the receiving school are listed too; nothing bars them, they only lack free lessons.
    """
    found, weeks = [], PlanWeeks(looking.plan.exchange)
    for person in looking.case.people:
        if person.teacher == teacher or task.subject not in person.subjects:
            continue
        own = looking.case.school_of_site(task.to) == person.school
        seconds = None if own else looking.staffing.ways.between(person.site, task.to)
        found.append(
            Substitute(
                teacher=person.teacher,
                school=person.site,
                main=person.subjects[0] == task.subject,
                minutes=None if seconds is None else round(seconds / 60, 3),
                free_lessons=weeks.free_lessons(person),
                barred=() if own else tuple(_bars(looking, person, task, seconds)),
            )
        )
    return tuple(
        sorted(found, key=lambda one: (bool(one.barred), not one.main, -one.free_lessons, one.teacher))
    )


def _bars(looking: Looking, person: Person, task: Task, seconds: int | None) -> Iterator[str]:
    """Yield what bars a teacher from doing a visit or a rotation of another one."""
    form = Form(task.form)
    who = next(one for one in looking.county.teachers or () if one.teacher_id == person.teacher)
    said = verdict(who, form, looking.policy.exchange, looking.policy.school_year)
    for reason in said.barring:
        yield rule_text(looking.county, said, reason, looking.lang)
    if form is Form.VISIT:
        yield from _bars_visit(looking, person, task, seconds)
    else:
        yield from _bars_rotation(looking, person, task, seconds)


def _say(looking: Looking, wording: Wording, person: Person, task: Task, **figures: float | int) -> str:
    named_figures = {
        "teacher": person.teacher,
        "from_school": looking.schools[person.site],
        "school": looking.schools[task.to],
    }
    return say(wording, looking.lang, {**named_figures, **figures})


def _bars_visit(looking: Looking, person: Person, task: Task, seconds: int | None) -> Iterator[str]:
    case, settings = looking.case, looking.policy.exchange
    if seconds is None:
        yield _say(looking, NO_WAY, person, task)
    elif (person.site, task.to) not in case.site_seconds:
        minutes = seconds / 60
        yield _say(looking, VISIT_TOO_FAR, person, task, minutes=minutes, limit=settings.visit_minutes_max)
    if person.lessons_max - home_least(case) < 1:
        lessons = person.lessons_max
        yield _say(looking, TOO_FEW_LESSONS, person, task, lessons=lessons, limit=home_least(case))
    number = case.people.index(person)
    if not any(case.open[s] and half_days_open(case, number, task.to, s) for s in SEMESTERS):
        yield _say(looking, NO_HALF_DAY, person, task)


def _bars_rotation(looking: Looking, person: Person, task: Task, seconds: int | None) -> Iterator[str]:
    case, settings = looking.case, looking.policy.exchange
    to = case.school_of_site(task.to)
    if seconds is None:
        yield _say(looking, NO_WAY, person, task)
    elif (person.school, to) not in case.school_seconds:
        limit = settings.rotation_minutes_max
        yield _say(looking, ROTATION_TOO_FAR, person, task, minutes=seconds / 60, limit=limit)
    able = min(person.lessons_max, sum(case.schools[to].whole_need(subject) for subject in person.subjects))
    if able < rotation_least(case):
        yield _say(looking, TOO_FEW_THERE, person, task, lessons=able, limit=rotation_least(case))
    home = case.schools[person.school]
    most = home.backbone_away_most if person.backbone else home.away_most
    if min(most, home.away_most) < 1:
        yield _say(looking, NOBODY_AWAY, person, task, limit=0)
