"""How the place of a school and its prices are said, in both languages."""

import json

import pytest
from lianxiao.models.explanation import TierPrice
from lianxiao.models.plan import Plan
from lianxiao.models.words import Term
from lianxiao.reports.explain_prices import prices_text
from lianxiao.reports.explain_screen import school_explanation_result, school_explanation_screen
from lianxiao.solver.explain.school import explain_school
from lianxiao.tests.explained_schools import Case, best_of_ten, printed, ten_schools


@pytest.fixture
def case() -> Case:
    return ten_schools()


@pytest.fixture
def plan() -> Plan:
    return best_of_ten()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_screen_says_why_and_what_would_have_to_give_way(case: Case, plan: Plan, lang: str) -> None:
    found = explain_school(*case, plan, "0107", seconds=60.0, workers=1, lang=lang)
    shown = printed(school_explanation_screen(found, case[0], "zh" if lang == "zh" else "en"))
    if lang == "zh":
        assert "最近的其他选择是0103 石桥镇中心小学（路程 8 公里）" in shown
        assert "为此须让位的学校：0108" in shown
    else:
        assert "The nearest alternative is 0103 石桥镇中心小学 (8 km)" in shown
        assert "For it these would have to give way: 0108" in shown
    result = school_explanation_result(found, case[0], "en")
    (told,) = json.loads(json.dumps(result))["places"]
    assert told["alternatives"][1]["deciding_tier"] == 4
    assert told["alternatives"][1]["prices"][4]["exact"] is True


@pytest.mark.parametrize(
    ("low", "high", "found", "said"),
    [
        (2, 2, 2, "+2"),
        (0, 3, 3, "between 0 and +3"),
        (-2296, None, 38, "+38 found"),  # the lower end says nothing to a planner
        (1, None, 38, "+38 found"),
        (None, None, 38, "+38 found"),
        (-2296, None, 0, "0 found"),  # "none" would be a claim
    ],
)
def test_after_the_first_open_tier_only_what_was_found_is_said(
    low: float | None, high: float | None, found: float, said: str
) -> None:
    price = TierPrice(tier=0, terms=(Term.UNPLACED,), before=2300, low=low, high=high, found=found)
    text = prices_text([price], "en")
    assert text.endswith(f" {said}")
    first = price.model_copy(update={"low": 0, "high": 1, "found": 1})
    assert (text in prices_text([first, price], "en")) == (said != "0 found")
    estimate = prices_text([price.model_copy(update={"estimate": True})], "en")
    assert high is not None or "least" not in estimate
