"""The rules about who may take part in a form of exchange: id, sentence in both languages, and source.

Sentences in square brackets of a source, [n], are those of docs/exchange.md. The rules of a plan's rows stand
in ``row_rule.py``.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .rule import Wording, say


class ExchangeRule(StrEnum):
    """Ids of the rules; none is also the id of a rule of grouping or of a row."""

    FREE_TO_GO = "free_to_go"
    FORM_OFF = "form_off"
    EXEMPT = "exempt"
    EXEMPTION_OVER = "exemption_over"
    BIRTH_UNKNOWN = "birth_unknown"
    SEX_UNKNOWN = "sex_unknown"
    TENURE_UNKNOWN = "tenure_unknown"
    YEAR_UNKNOWN = "year_unknown"
    AGE_MAX = "age_max"
    RETIRE_WITHIN = "retire_within"
    TENURE_MIN = "tenure_min"
    HEAD_TENURE_MIN = "head_tenure_min"
    REPEAT_AFTER = "repeat_after"
    NO_POST = "no_post"
    HAS_POST = "has_post"
    AWAY = "away"
    OWN_NEED = "own_need"


EXCHANGE_WORDINGS: dict[ExchangeRule, Wording] = {
    ExchangeRule.FREE_TO_GO: Wording(
        "{teacher}: no rule speaks against this form.", "{teacher}：没有规定限制其参加该形式。", "[9]"
    ),
    ExchangeRule.FORM_OFF: Wording(
        "{form} is not among the forms of this county (county.toml, [exchange] forms).",
        "本县未启用“{form}”这一交流形式（county.toml，[exchange] forms）。",
        "contract §1 [exchange]",
    ),
    ExchangeRule.EXEMPT: Wording(
        "{teacher} is exempt ({text}), until: {until}.",
        "{teacher} 暂不交流（{text}），截止：{until}。",
        "[8]",
    ),
    ExchangeRule.EXEMPTION_OVER: Wording(
        "The exemption of {teacher} ended in {until} and no longer counts.",
        "{teacher} 的暂不交流期已于 {until} 届满，不再适用。",
        "[8]",
    ),
    ExchangeRule.BIRTH_UNKNOWN: Wording(
        "The month of birth of {teacher} is blank (teachers.csv, birth): age unknown.",
        "{teacher} 未填出生年月（teachers.csv，birth），年龄未知。",
        "[10]",
    ),
    ExchangeRule.SEX_UNKNOWN: Wording(
        "The sex of {teacher} is blank (teachers.csv, sex): the age limit is unknown.",
        "{teacher} 未填性别（teachers.csv，sex），年龄限值未知。",
        "[10]",
    ),
    ExchangeRule.TENURE_UNKNOWN: Wording(
        "{teacher} has no month of arrival at the school (teachers.csv, tenure_from): tenure unknown.",
        "{teacher} 未填本校任教起始年月（teachers.csv，tenure_from），任教年限未知。",
        "[10]",
    ),
    ExchangeRule.YEAR_UNKNOWN: Wording(
        "county.toml has no school_year: age and tenure cannot be reckoned.",
        "county.toml 未设 school_year，无法计算年龄和任教年限。",
        "[10]",
    ),
    ExchangeRule.AGE_MAX: Wording(
        "{teacher} is {years} years and {months} months old; rotation is for those under {limit}.",
        "{teacher} 现年 {years} 岁 {months} 个月；交流轮岗要求未满 {limit} 岁。",
        "[10]",
    ),
    ExchangeRule.RETIRE_WITHIN: Wording(
        "{teacher} has {years} years and {months} months to retirement; more than {limit} years are wanted.",
        "{teacher} 距退休还有 {years} 年 {months} 个月；要求多于 {limit} 年。",
        "[10]",
    ),
    ExchangeRule.TENURE_MIN: Wording(
        "{teacher} has been at the school for {years} years and {months} months; {limit} years are wanted.",
        "{teacher} 在本校任教 {years} 年 {months} 个月；要求满 {limit} 年。",
        "[10]",
    ),
    ExchangeRule.HEAD_TENURE_MIN: Wording(
        "{teacher} is a head, at the school for {years} years and {months} months; {limit} years are wanted.",
        "{teacher} 任校长，在本校 {years} 年 {months} 个月；要求满 {limit} 年。",
        "[10]",
    ),
    ExchangeRule.REPEAT_AFTER: Wording(
        "{teacher} was exchanged {years} years and {months} months ago; {limit} years are wanted.",
        "{teacher} 上次交流距今 {years} 年 {months} 个月；要求满 {limit} 年。",
        "[10]",
    ),
    ExchangeRule.NO_POST: Wording(
        "{teacher} holds no management post and is no reserve cadre.",
        "{teacher} 不是管理人员或后备干部。",
        "duties.md 15",
    ),
    ExchangeRule.HAS_POST: Wording(
        "{teacher} holds a management post or is a reserve cadre; shadowing is for teachers who do not.",
        "{teacher} 是管理人员或后备干部；跟岗学习面向普通教师。",
        "duties.md 17",
    ),
    ExchangeRule.AWAY: Wording(
        "{teacher} is away in the whole school year ({text}).",
        "{teacher} 整学年离岗（{text}）。",
        "[37]",
    ),
    ExchangeRule.OWN_NEED: Wording(
        "Without {teacher} the own staff of {school} would leave {lessons} more weekly lessons uncovered; "
        "whoever goes, they have to be made up.",
        "{teacher} 离校后，{school} 仅靠本校教师将多缺 {lessons} 节周课时；派出须有人补足。",
        "[24], X1, G7",
    ),
}


def exchange_sentence(rule: ExchangeRule, lang: str, figures: Mapping[str, Any]) -> str:
    """Say the rule in ``en`` or ``zh`` with its figures filled in, numbers to at most 0.001."""
    return say(EXCHANGE_WORDINGS[rule], lang, figures)
