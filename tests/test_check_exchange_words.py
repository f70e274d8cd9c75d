"""The sentences of the exchange's rules: both languages, the same figures, every rule used, no id twice."""

import re
import string
from itertools import chain
from pathlib import Path

import pytest
from lianxiao.models.calendar_rule import CALENDAR_WORDINGS, CalendarRule
from lianxiao.models.exchange_rule import ExchangeRule
from lianxiao.models.finding import Finding, Level
from lianxiao.models.row_rule import ROW_WORDINGS, RowRule
from lianxiao.models.rule import Rule
from lianxiao.reports.messages import finding_text, mend_text

CHECK = Path(__file__).resolve().parents[1] / "solver" / "check"
WORDINGS = {rule.value: said for rule, said in chain(ROW_WORDINGS.items(), CALENDAR_WORDINGS.items())}
SOURCE = "".join(file.read_text(encoding="utf-8") for file in sorted(CHECK.glob("*.py")))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_no_id_stands_twice() -> None:
    ids = [rule.value for rule in chain(Rule, ExchangeRule, RowRule, CalendarRule)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", [*RowRule, *CalendarRule])
def test_a_rule_is_said_in_both_languages_and_used(rule: RowRule | CalendarRule) -> None:
    wording = WORDINGS[rule.value]
    assert placeholders(wording.en) == placeholders(wording.zh)
    assert wording.source
    assert not re.search(r"[,;:?!()]", wording.zh.replace("teachers.csv", "")), wording.zh
    assert f"{type(rule).__name__}.{rule.name}" in SOURCE


def test_words_of_the_closed_lists_are_said() -> None:
    figures = {"teacher": "T1", "duty": "council", "alliance": "primary-c", "week": 2, "semester": "2026-1"}
    found = Finding(
        level=Level.ERROR, code="two_places", figures={**figures, "half_day": "mon_am", "form": "visit"}
    )
    assert finding_text(found, "en") == (
        "T1 cannot attend council meeting of primary-c in week 2 of 2026-1 (Monday morning); "
        "at that time also: visit."
    )
    assert "周一上午" in finding_text(found, "zh")
    assert "理事会会议" in finding_text(found, "zh")
    assert mend_text(found, "en") == ""
