"""Who may go on a visit, rotation or posting: the rules that bar a teacher (docs/exchange.md, 8 to 10)."""

from collections.abc import Iterator
from typing import Any

from ...models.exchange_rule import ExchangeRule
from ...models.policy import Policy
from ...models.teacher import Manager, Sex, Teacher
from .numbers import exact

Bar = tuple[ExchangeRule, dict[str, Any]]
"""A rule that bars a teacher, and the figures of its sentence."""


def is_exempt(teacher: Teacher, policy: Policy) -> bool:
    """Whether an exemption is in force in September of the school year."""
    if not teacher.exempt:
        return False
    until = teacher.exempt_until
    return until is None or policy.school_year is None or until >= f"{policy.school_year}-09"


def bars(teacher: Teacher, form: str, policy: Policy) -> Iterator[Bar]:
    """Rules that bar a teacher from a form: visit, rotation, posting, shadowing, mentoring.

    The reason of an exemption is personal and is left out of the figures.
    """
    if form not in policy.exchange.forms:
        yield ExchangeRule.FORM_OFF, {"teacher": teacher.teacher_id, "form": form}
    if policy.school_year is not None:
        both = [f"{policy.school_year}-{number}" for number in (1, 2)]
        if all(map(teacher.is_away, both)):
            yield ExchangeRule.AWAY, {"teacher": teacher.teacher_id, "text": ", ".join(both)}
    if form in ("visit", "rotation", "posting") and is_exempt(teacher, policy):
        figures = {"teacher": teacher.teacher_id, "text": "–", "until": teacher.exempt_until or "–"}
        yield ExchangeRule.EXEMPT, figures
    if form == "rotation":
        yield from _bars_of_rotation(teacher, policy)


def may_rotate(teacher: Teacher, policy: Policy) -> bool:
    """Whether no rule bars the teacher from rotation."""
    return next(bars(teacher, "rotation", policy), None) is None


def _bars_of_rotation(teacher: Teacher, policy: Policy) -> Iterator[Bar]:
    """Everything is counted in whole months; a limit of years is 12 times as many months, exactly."""
    name = {"teacher": teacher.teacher_id}
    settings = policy.exchange
    if policy.school_year is None:
        yield ExchangeRule.YEAR_UNKNOWN, name
        return
    now = policy.school_year * 12 + 8
    if teacher.birth is None:
        yield ExchangeRule.BIRTH_UNKNOWN, name
    if teacher.sex is None:
        yield ExchangeRule.SEX_UNKNOWN, name
    if teacher.birth is not None and teacher.sex is not None:
        male = teacher.sex is Sex.MALE
        limit = settings.age_max_men if male else settings.age_max_women
        retire = settings.retire_age_men if male else settings.retire_age_women
        age = now - _month(teacher.birth)
        if age >= exact(limit) * 12:
            yield ExchangeRule.AGE_MAX, {**name, **_years(age), "limit": limit}
        left = exact(retire) * 12 - age
        if left <= exact(settings.retire_within_years) * 12:
            figures = {**name, **_years(int(left)), "limit": settings.retire_within_years}
            yield ExchangeRule.RETIRE_WITHIN, figures
    if teacher.tenure_from is None:
        yield ExchangeRule.TENURE_UNKNOWN, name
    else:
        head = teacher.manager is Manager.HEAD
        least = settings.head_years_min if head else settings.tenure_years_min
        tenure = now - _month(teacher.tenure_from)
        if tenure < exact(least) * 12:
            rule = ExchangeRule.HEAD_TENURE_MIN if head else ExchangeRule.TENURE_MIN
            yield rule, {**name, **_years(tenure), "limit": least}
    if teacher.last_exchange is not None:
        gone = now - _month(teacher.last_exchange)
        if gone < exact(settings.repeat_after_years) * 12:
            figures = {**name, **_years(gone), "limit": settings.repeat_after_years}
            yield ExchangeRule.REPEAT_AFTER, figures


def _month(written: str) -> int:
    """Months since the year 0 of ``YYYY-MM``."""
    year, month = written.split("-")[:2]
    return int(year) * 12 + int(month) - 1


def _years(months: int) -> dict[str, int]:
    """Whole years and months of a span."""
    sign = -1 if months < 0 else 1
    return {"years": sign * (abs(months) // 12), "months": sign * (abs(months) % 12)}
