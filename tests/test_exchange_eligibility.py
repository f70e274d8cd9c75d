"""Who may go: docs/exchange.md, 8 to 10. Every rule allowed, forbidden and exactly at the bound."""

from typing import Any

import pytest
from lianxiao.models.exchange_rule import EXCHANGE_WORDINGS, ExchangeRule, exchange_sentence
from lianxiao.models.policy import ExchangeSettings
from lianxiao.models.rule import Rule
from lianxiao.models.staffing import Form, Verdict
from lianxiao.models.teacher import Manager, Sex
from lianxiao.solver.exchange.eligibility import eligibility, verdict
from lianxiao.tests.made_staff import county, policy, school, teacher
from lianxiao.tests.test_messages import placeholders


def asked(form: Form = Form.ROTATION, settings: ExchangeSettings | None = None, **columns: Any) -> Verdict:
    return verdict(teacher("T", "A", **columns), form, settings or ExchangeSettings(), 2026)


def barred_by(form: Form = Form.ROTATION, **columns: Any) -> set[ExchangeRule]:
    return {reason.rule for reason in asked(form, **columns).barring}


@pytest.mark.parametrize("form", [Form.VISIT, Form.ROTATION, Form.MENTORING, Form.SHADOWING])
def test_a_teacher_against_whom_nothing_speaks_may_go(form: Form) -> None:
    assert asked(form).allowed
    assert asked(form).reasons


@pytest.mark.parametrize("form", Form)
def test_a_form_that_is_off_is_open_to_nobody(form: Form) -> None:
    settings = ExchangeSettings(forms=tuple(one.value for one in Form if one is not form))
    found = asked(form, settings, manager=Manager.MIDDLE if form is Form.POSTING else Manager.NONE)
    assert not found.allowed
    assert [reason.rule for reason in found.barring] == [ExchangeRule.FORM_OFF]


@pytest.mark.parametrize(
    ("until", "bars"), [(None, True), ("2026-09", True), ("2027-03", True), ("2026-08", False)]
)
def test_an_exemption_ends_before_september_or_bars(until: str | None, bars: bool) -> None:
    found = asked(Form.VISIT, exempt="哺乳期", exempt_until=until)
    assert found.allowed is not bars
    assert found.reasons[0].text == "哺乳期"
    assert found.reasons[0].until == until


def test_an_exemption_does_not_bar_mentoring() -> None:
    assert asked(Form.MENTORING, exempt="病假").allowed
    for form in (Form.VISIT, Form.ROTATION, Form.SHADOWING):
        assert barred_by(form, exempt="病假") == {ExchangeRule.EXEMPT}


@pytest.mark.parametrize(
    ("sex", "birth", "barred"),
    [
        (Sex.MALE, "1971-09", {ExchangeRule.AGE_MAX, ExchangeRule.RETIRE_WITHIN}),  # 55 years exactly
        (Sex.MALE, "1971-10", set()),
        (Sex.FEMALE, "1976-09", {ExchangeRule.AGE_MAX, ExchangeRule.RETIRE_WITHIN}),  # 50 years exactly
        (Sex.FEMALE, "1976-10", set()),
    ],
)
def test_age_and_retirement(sex: Sex, birth: str, barred: set[ExchangeRule]) -> None:
    assert barred_by(sex=sex, birth=birth) == barred


def test_more_than_the_years_to_retirement_are_wanted() -> None:
    settings = ExchangeSettings(age_max_men=58)  # retirement alone binds: five years left exactly
    found = asked(settings=settings, birth="1971-09")
    assert [(one.rule, one.months, one.limit_months) for one in found.barring] == [
        (ExchangeRule.RETIRE_WITHIN, 60, 60)
    ]
    assert asked(settings=settings, birth="1971-10").allowed


def test_years_with_decimals_are_exact() -> None:
    settings = ExchangeSettings(age_max_men=54.5)
    assert not asked(settings=settings, birth="1972-03").allowed  # 54 years 6 months
    assert asked(settings=settings, birth="1972-04").allowed


@pytest.mark.parametrize(
    ("since", "manager", "barred"),
    [
        ("2020-09", Manager.NONE, set()),
        ("2020-10", Manager.NONE, {ExchangeRule.TENURE_MIN}),
        ("2018-10", Manager.HEAD, {ExchangeRule.HEAD_TENURE_MIN}),
        ("2018-09", Manager.HEAD, set()),
        ("2020-09", Manager.DEPUTY, set()),
        ("2027-01", Manager.NONE, {ExchangeRule.TENURE_MIN}),
    ],
)
def test_tenure_at_the_bound(since: str, manager: Manager, barred: set[ExchangeRule]) -> None:
    assert barred_by(tenure_from=since, manager=manager) == barred


@pytest.mark.parametrize(
    ("last", "barred"), [("2020-09", set()), ("2020-10", {ExchangeRule.REPEAT_AFTER}), (None, set())]
)
def test_who_was_exchanged_recently_waits(last: str | None, barred: set[ExchangeRule]) -> None:
    assert barred_by(last_exchange=last) == barred


def test_what_is_unknown_bars_rotation_only_and_all_of_it_is_said() -> None:
    blank: dict[str, Any] = {"birth": None, "sex": None, "tenure_from": None}
    assert barred_by(**blank) == {
        ExchangeRule.BIRTH_UNKNOWN,
        ExchangeRule.SEX_UNKNOWN,
        ExchangeRule.TENURE_UNKNOWN,
    }
    assert asked(Form.VISIT, **blank).allowed


def test_every_reason_is_given_and_not_the_first_only() -> None:
    assert barred_by(birth="1960-01", tenure_from="2024-09", last_exchange="2025-09", exempt="x") == {
        ExchangeRule.EXEMPT,
        ExchangeRule.AGE_MAX,
        ExchangeRule.RETIRE_WITHIN,
        ExchangeRule.TENURE_MIN,
        ExchangeRule.REPEAT_AFTER,
    }


def test_without_a_school_year_nobody_is_known_to_be_free() -> None:
    found = verdict(teacher("T", "A"), Form.ROTATION, ExchangeSettings(), None)
    assert [one.rule for one in found.barring] == [ExchangeRule.YEAR_UNKNOWN]


@pytest.mark.parametrize(
    ("manager", "posting", "shadowing"),
    [
        (Manager.NONE, False, True),
        (Manager.HEAD, False, False),
        (Manager.DEPUTY, True, False),
        (Manager.MIDDLE, True, False),
        (Manager.RESERVE, True, False),
    ],
)
def test_posts(manager: Manager, posting: bool, shadowing: bool) -> None:
    assert asked(Form.POSTING, manager=manager).allowed is posting
    assert asked(Form.SHADOWING, manager=manager).allowed is shadowing


def test_willing_bars_nobody() -> None:
    assert asked(willing=False).allowed
    assert asked(Form.VISIT, willing=False).allowed


def test_every_teacher_and_form_has_a_verdict() -> None:
    found = eligibility(county(school("A"), teachers=(teacher("T2", "A"), teacher("T1", "A"))), policy())
    assert list(found) == ["T1", "T2"]
    assert all(set(forms) == set(Form) for forms in found.values())


@pytest.mark.parametrize("rule", ExchangeRule)
def test_every_rule_has_a_sentence_in_both_languages(rule: ExchangeRule) -> None:
    wording = EXCHANGE_WORDINGS[rule]
    assert placeholders(wording.en) == placeholders(wording.zh)
    assert wording.source


def test_no_id_is_that_of_another_rule() -> None:
    assert not {rule.value for rule in ExchangeRule} & {rule.value for rule in Rule}


def test_a_sentence_with_its_figures() -> None:
    figures = {"teacher": "T1", "years": 5, "months": 11, "limit": 6}
    assert (
        exchange_sentence(ExchangeRule.TENURE_MIN, "zh", figures)
        == "T1 在本校任教 5 年 11 个月；要求满 6 年。"
    )
    exempt = {"teacher": "T1", "text": "病假", "until": ""}
    assert exchange_sentence(ExchangeRule.EXEMPT, "zh", exempt) == "T1 暂不交流（病假），截止：未填。"
    assert exchange_sentence(ExchangeRule.FORM_OFF, "zh", {"form": "visit"}).startswith("本县未启用“走教”")
