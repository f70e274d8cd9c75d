"""Screens and tables of need, own staff and eligibility."""

import csv
import io
import json

import pytest
from lianxiao.models.county import County
from lianxiao.models.exchange_rule import ExchangeRule
from lianxiao.models.teacher import Manager
from lianxiao.models.words import Role
from lianxiao.reports.eligibility_table import eligibility_csv, eligibility_rows
from lianxiao.reports.messages import Lang, catalogue
from lianxiao.reports.staff_balance import school_shortages, staff_balance
from lianxiao.reports.staff_screen import staff_result, staff_screen
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.solver.exchange.staff_view import eligibility_trail, staff_view
from lianxiao.tests.conftest import Caller
from lianxiao.tests.made_staff import county, need, policy, school, teacher
from rich.console import Console

STAFF = (
    teacher("T1", "A", "maths", second_subject="art", lessons_max=12, name="=cmd"),
    teacher("T2", "A", "pe", lessons_max=3, exempt="哺乳期", exempt_until="2027-03"),
    teacher("T3", "A", "music", lessons_max=8, manager=Manager.MIDDLE, tenure_from="2022-03"),
    teacher("T4", "N", "maths"),
)
NEEDS = tuple(need("A", maths=10, art=5, pe=4, music=7.5, it=2) + need("B", art=1.5))


def here() -> County:
    return county(school("A", Role.CORE), school("B"), school("N", Role.NONE), needs=NEEDS, teachers=STAFF)


def shown(lang: Lang) -> str:
    console = Console(file=io.StringIO(), width=200)
    for part in staff_screen(staff_view(here(), policy()), here(), lang):
        console.print(part)
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


def test_balance_per_subject_with_the_reasons() -> None:
    rows = {row.subject: row for row in staff_balance(staff_view(here(), policy()))}
    art = rows["art"]
    assert (art.need, art.supply, art.short, art.schools_short) == (6.5, 0, 4.5, 2)
    assert art.reasons == {"elsewhere": 3, "nobody": 1.5}
    assert (rows["music"].short, rows["music"].schools_short) == (0.5, 0)
    assert rows["maths"].reasons == {}


def test_schools_with_the_largest_shortages_come_first() -> None:
    first, second = school_shortages(staff_view(here(), policy()))
    assert (first.school, first.need, first.short) == ("A", 28.5, 6.5)
    assert [(one.subject, one.reason) for one in first.subjects] == [
        ("art", "elsewhere"),
        ("it", "nobody"),
        ("pe", "full"),
        ("music", "fraction"),
    ]
    assert (second.school, second.short) == ("B", 1.5)


def test_the_result_is_json_and_names_no_teacher() -> None:
    result = json.dumps(staff_result(staff_view(here(), policy())))
    assert "T1" not in result
    assert "哺乳期" not in json.loads(result).__repr__()
    forms = {row["form"]: row for row in json.loads(result)["eligibility"]}
    assert forms["rotation"] == {
        "form": "rotation",
        "allowed": 1,
        "teachers": 3,
        "barred": {"exempt": 1, "tenure_min": 1},
    }


def test_the_screen_in_both_languages() -> None:
    assert "its teachers are needed in their other subject 3; no teacher of the subject 1.5" in shown("en")
    assert "it 2 (no teacher of the subject)" in shown("en").replace("IT", "it")
    chinese = shown("zh")
    assert "没有该学科教师 1.5 节" in chinese
    assert "本校任教年限不足 1 人" in chinese
    assert "哺乳期" not in chinese


def rows_of(lang: Lang) -> list[tuple[str, ...]]:
    trail = eligibility_trail(here(), policy(), prepare_exchange(here(), policy()))
    return list(eligibility_rows(trail, here(), lang))


def test_every_rule_that_was_asked_has_a_row() -> None:
    rotation = [row for row in rows_of("en") if row[0] == "T3" and row[3] == "rotation"]
    assert [(row[4], row[5], row[6], row[7], row[8]) for row in rotation] == [
        ("no", "age_max", "no", "480", "660"),
        ("no", "retire_within", "no", "240", "60"),
        ("no", "tenure_min", "yes", "54", "72"),
    ]
    assert rotation[2][9] == "T3 has been at the school for 4 years and 6 months; 6 years are wanted."


def test_what_the_own_school_would_lack_stands_beside_those_who_may_go() -> None:
    own = [row for row in rows_of("zh") if row[5] == ExchangeRule.OWN_NEED.value]
    assert [(row[0], row[3], row[6], row[7]) for row in own] == [
        ("T1", "走教", "否", "12"),
        ("T1", "交流轮岗", "否", "12"),
        ("T3", "走教", "否", "7"),
    ]


def test_the_exemption_keeps_its_reason_and_end() -> None:
    visit = next(row for row in rows_of("zh") if row[0] == "T2" and row[3] == "走教")
    assert visit[4:9] == ("否", "exempt", "是", "哺乳期", "2027-03")
    assert visit[9] == "T2 暂不交流（哺乳期），截止：2027-03。"


def test_the_file_says_that_it_is_internal_and_runs_no_formula() -> None:
    written = eligibility_csv(
        eligibility_trail(here(), policy(), prepare_exchange(here(), policy())), here(), "zh"
    )
    assert written.startswith("\ufeff教师编号（内部资料，不得公开）")
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))
    assert {len(row) for row in rows} == {10}
    assert {row[1] for row in rows[1:] if row[0] == "T1"} == {"'=cmd"}
    assert not {row[0] for row in rows[1:]} - {"T1", "T2", "T3"}


@pytest.mark.parametrize("rule", ExchangeRule)
def test_no_code_of_the_catalogue_is_the_id_of_a_rule(rule: ExchangeRule) -> None:
    assert rule.value not in catalogue()


def test_check_shows_it_for_a_county_with_teachers(call_here: Caller) -> None:
    said = call_here("check", "bundled:three_schools", "--lang", "zh")
    assert said.exit == 0
    assert "仅靠本校教师" in said.out
    assert "每周课时：需求与可供" not in said.out
    answer = call_here("check", "bundled:three_schools", "--json").answer
    result = answer["result"]
    assert {"balance", "shortages", "eligibility", "quotas"} <= set(result)
    assert all(row["subjects"][0]["reason"] for row in result["shortages"])
