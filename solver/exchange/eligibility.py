"""Who may go: every rule about a teacher and a form of exchange, with its figure.

Source: docs/exchange.md, 8 to 10; docs/duties.md, 12 to 17, for postings and shadowing.

All rules are asked, not only up to the first that bars; what is shown to a planner is made from this trail.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from ...models.county import County
from ...models.exchange_rule import ExchangeRule
from ...models.policy import ExchangeSettings, Policy
from ...models.staffing import Form, Reason, Verdict
from ...models.teacher import Manager, Sex, Teacher
from ..scale import exact

POSTED = frozenset({Manager.DEPUTY, Manager.MIDDLE, Manager.RESERVE})
"""Who may be posted to another school: managers below the head, and reserve cadres (duties.md, 8)."""


Verdicts = Mapping[str, Mapping[Form, Verdict]]
"""By teacher, in the order of their ids, then form."""


def eligibility(county: County, policy: Policy) -> Verdicts:
    """Ask every rule about every teacher and form."""
    teachers = sorted(county.teachers or (), key=lambda teacher: teacher.teacher_id)
    return {
        teacher.teacher_id: {
            form: verdict(teacher, form, policy.exchange, policy.school_year) for form in Form
        }
        for teacher in teachers
    }


def verdict(teacher: Teacher, form: Form, settings: ExchangeSettings, school_year: int | None) -> Verdict:
    """Ask every rule about one teacher and one form, as of September of ``school_year``."""
    reasons = [] if form.value in settings.forms else [Reason(ExchangeRule.FORM_OFF, True)]
    if school_year is not None:
        reasons += _absence(teacher, school_year)
    if form is not Form.MENTORING:
        reasons += _exemption(teacher, school_year)
    if form is Form.ROTATION:
        reasons += _rotation(teacher, settings, school_year)
    if form is Form.POSTING and teacher.manager not in POSTED:
        reasons.append(Reason(ExchangeRule.NO_POST, True))
    if form is Form.SHADOWING and teacher.manager is not Manager.NONE:
        reasons.append(Reason(ExchangeRule.HAS_POST, True))
    allowed = not any(reason.bars for reason in reasons)
    if not reasons:
        reasons.append(Reason(ExchangeRule.FREE_TO_GO, False))
    return Verdict(teacher.teacher_id, form, allowed, tuple(reasons))


def _exemption(teacher: Teacher, school_year: int | None) -> list[Reason]:
    """Sentence 8: bars unless it ended before September of the school year."""
    if not teacher.exempt:
        return []
    until = teacher.exempt_until
    over = until is not None and school_year is not None and _months_to_september(until, school_year) > 0
    rule = ExchangeRule.EXEMPTION_OVER if over else ExchangeRule.EXEMPT
    return [Reason(rule, not over, text=teacher.exempt, until=until)]


def _absence(teacher: Teacher, school_year: int) -> list[Reason]:
    """Sentence 37: bars who is away in both semesters of the school year."""
    if teacher.away_from is None and teacher.away_until is None:
        return []
    semesters = [f"{school_year}-{number}" for number in (1, 2)]
    if not all(teacher.is_away(semester) for semester in semesters):
        return []
    return [Reason(ExchangeRule.AWAY, True, text=", ".join(semesters))]


def _rotation(teacher: Teacher, settings: ExchangeSettings, school_year: int | None) -> list[Reason]:
    """Sentence 10, without the exemption."""
    if school_year is None:
        return [Reason(ExchangeRule.YEAR_UNKNOWN, True)]
    reasons = []
    if teacher.birth is None:
        reasons.append(Reason(ExchangeRule.BIRTH_UNKNOWN, True, text="birth"))
    if teacher.sex is None:
        reasons.append(Reason(ExchangeRule.SEX_UNKNOWN, True, text="sex"))
    if teacher.birth is not None and teacher.sex is not None:
        reasons += _age(_months_to_september(teacher.birth, school_year), teacher.sex, settings)
    if teacher.tenure_from is None:
        reasons.append(Reason(ExchangeRule.TENURE_UNKNOWN, True, text="tenure_from"))
    else:
        head = teacher.manager is Manager.HEAD
        rule = ExchangeRule.HEAD_TENURE_MIN if head else ExchangeRule.TENURE_MIN
        least = settings.head_years_min if head else settings.tenure_years_min
        reasons.append(_at_least(rule, _months_to_september(teacher.tenure_from, school_year), least))
    if teacher.last_exchange is not None:
        since = _months_to_september(teacher.last_exchange, school_year)
        reasons.append(_at_least(ExchangeRule.REPEAT_AFTER, since, settings.repeat_after_years))
    return reasons


def _age(months: int, sex: Sex, settings: ExchangeSettings) -> list[Reason]:
    """Age below age_max, and more than retire_within_years left to retirement."""
    man = sex is Sex.MALE
    most = _in_months(settings.age_max_men if man else settings.age_max_women)
    retires = _in_months(settings.retire_age_men if man else settings.retire_age_women)
    left, wanted = retires - months, _in_months(settings.retire_within_years)
    return [
        Reason(ExchangeRule.AGE_MAX, months >= most, months, float(most)),
        Reason(ExchangeRule.RETIRE_WITHIN, left <= wanted, int(left // 1), float(wanted)),
    ]


def _at_least(rule: ExchangeRule, months: int, years: float) -> Reason:
    least = _in_months(years)
    return Reason(rule, months < least, months, float(least))


@cache
def _in_months(years: float) -> int | Fraction:
    """Turn years into months, exactly as the number is written; whole where it comes out whole."""
    months = exact(years) * 12
    return months.numerator if months.denominator == 1 else months


def _months_to_september(month: str, school_year: int) -> int:
    """Whole months from ``YYYY-MM`` to September of the school year; negative for a later month."""
    return (school_year - int(month[:4])) * 12 + 9 - int(month[5:7])
