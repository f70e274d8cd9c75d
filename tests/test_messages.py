"""The message catalogue: both languages, same placeholders, nothing missing, nothing unused."""

import ast
import re
import string
from pathlib import Path

import pytest
from lianxiao.instances.glossary import chinese_values, column_names
from lianxiao.instances.layout import ALLIANCES, CLASSES, NEEDS, PINS, SCHOOLS, TEACHERS, TRAVEL, VEHICLES
from lianxiao.models.appraisal import AppraisalSource, Criterion, Judgement, ProcedureStep
from lianxiao.models.batch import CaseStatus
from lianxiao.models.county import NoRoad
from lianxiao.models.exchange_rule import ExchangeRule
from lianxiao.models.finding import Finding, Level
from lianxiao.models.half_day import HalfDay
from lianxiao.models.made_county import Flaw
from lianxiao.models.next_year import Basis
from lianxiao.models.rule import WORDINGS, Rule
from lianxiao.models.staffing import Form, Shortage
from lianxiao.models.teacher import Backbone, Manager, Sex
from lianxiao.models.words import Area, MemberKind, ModeKey, PinRule, Role, Seat, Stage, Term
from lianxiao.reports.messages import (
    catalogue,
    default_lang,
    finding_text,
    mend_text,
    number,
    printable,
    text,
    word,
)
from lianxiao.solver.scenario.merged_tables import ADDED

FIELDS = sorted(
    {
        column
        for layout in (SCHOOLS, TEACHERS, NEEDS, CLASSES, TRAVEL, VEHICLES, PINS, ALLIANCES)
        for column in layout.columns
        if column != "school_name"  # beside the id, and never set
    }
)
NEVER_BARS = (ExchangeRule.FREE_TO_GO, ExchangeRule.EXEMPTION_OVER, ExchangeRule.OWN_NEED)
ROOT = Path(__file__).resolve().parents[1]
SOURCES = [
    ROOT / "cli.py",
    *(file for part in ("instances", "solver", "reports") for file in (ROOT / part).rglob("*.py")),
]
CODES = sorted(catalogue())
COMMANDS = (
    "check",
    "solve",
    "verify",
    "compare",
    "explain",
    "whatif",
    "next_year",
    "batch",
    "report",
    "generate",
)
WORDS = {
    *(f"stage_{stage}" for stage in Stage),
    *(f"role_{role}" for role in Role),
    *(f"area_{area}" for area in Area),
    *(f"kind_{kind}" for kind in MemberKind),
    *(f"term_{term}" for term in Term),
    *(f"proof_{proof}" for proof in ("proven", "open", "running", "estimate")),
    *(
        f"closing_{closing}"
        for closing in ("lp", "rounded", "enumerated_mip", "pairs_mip", "regional_mip", "open")
    ),
    *(f"level_{level}" for level in Level),
    *(f"help_{command}" for command in COMMANDS),
    *(f"help_{command}_short" for command in COMMANDS),
    *(f"progress_at_{step}" for step in ("promises", "exchange")),
    *(f"missed_{kind}" for kind in ("rotation", "backbone", "duty")),
    *(f"no_plan_{status}" for status in ("infeasible", "unknown")),
    *(f"mode_{key}" for key in ModeKey),
    *(f"seat_{seat}" for seat in Seat),
    *(f"governance_{way}" for way in ("one_team", "adviser_head")),
    *(f"scope_{scope}" for scope in ("alliance", "county", "list")),
    *(f"link_{link}" for link in ("free", "adviser", "acting_head", "entrusted")),
    *(f"no_road_{why}" for why in NoRoad),
    *(f"form_{form}" for form in Form),
    *(f"basis_{basis}" for basis in Basis),
    "form_event",
    *(f"half_day_{half_day}" for half_day in HalfDay),
    *(f"shortage_{reason}" for reason in Shortage),
    *(f"barred_{rule}" for rule in ExchangeRule if rule not in NEVER_BARS),
    *(f"cell_{column}" for column in ADDED),
    *(f"criterion_{criterion}" for criterion in Criterion),
    *(f"judgement_{judgement}" for judgement in Judgement),
    *(f"document_{source}" for source in AppraisalSource),
    *(f"document_no_{source}" for source in AppraisalSource),
    *(f"procedure_{step}" for step in ProcedureStep),
    *(f"pin_rule_{rule}" for rule in PinRule),
    *(f"backbone_{level}" for level in Backbone),
    *(f"manager_{post}" for post in Manager),
    *(f"sex_{sex}" for sex in Sex),
    *(f"field_{column}" for column in FIELDS),
    *(f"batch_{status.name.lower()}" for status in CaseStatus),
    *(f"made_flaw_{flaw}" for flaw in Flaw),
    "said_yes",
    "said_no",
}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def literals() -> set[str]:
    """Every string that stands in the sources."""
    return {
        node.value
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def named_codes() -> set[str]:
    """Every code that the sources name as such: ``code="…"`` and the first argument of ``text``."""
    found = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            first = node.args[0] if node.args and called in ("text", "heading", "line") else None
            given = [first, *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
            found |= {
                one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return found


@pytest.mark.parametrize("code", CODES)
def test_both_languages_say_the_same(code: str) -> None:
    wording = catalogue()[code]
    assert set(wording) in ({"en", "zh"}, {"en", "zh", "mend_en", "mend_zh"})
    assert all(wording.values())
    assert placeholders(wording["en"]) == placeholders(wording["zh"])
    assert placeholders(wording.get("mend_en", "")) == placeholders(wording.get("mend_zh", ""))
    words = re.sub(r"\{\w*\}", "", wording["en"])
    assert any("\u4e00" <= char <= "\u9fff" for char in wording["zh"]) or not re.search(r"\w", words)


@pytest.mark.parametrize("rule", Rule)
def test_both_languages_of_a_rule_say_the_same(rule: Rule) -> None:
    assert placeholders(WORDINGS[rule].en) == placeholders(WORDINGS[rule].zh)


def test_every_code_that_is_named_exists() -> None:
    assert not named_codes() - set(CODES) - set(Rule)


def test_cells_have_the_words_that_tables_are_read_with() -> None:
    assert {name: catalogue()[f"field_{name}"]["zh"] for name in FIELDS} == {
        name: column_names()[name][0] for name in FIELDS
    }
    lists = {"pin_rule": "rule", "backbone": "backbone", "manager": "manager", "sex": "sex", "said": "yes"}
    for kind, column in lists.items():
        for value, said in chinese_values(column).items():
            assert word(kind, value, "zh") == said[0]


def test_every_word_exists() -> None:
    assert not WORDS - set(CODES)


def test_no_code_is_unused() -> None:
    known = literals() | WORDS
    assert not [code for code in CODES if code not in known and not code.startswith("subject_")]


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
    ],
)
def test_language_of_the_locale(environ: dict[str, str], lang: str) -> None:
    assert default_lang(environ) == lang


def test_a_value_is_cut_visibly_and_cannot_steer_the_terminal() -> None:
    found = Finding(
        level=Level.ERROR, code="plan_shape", value="\x1b[2J" + "x" * 500, figures={"reason": "r" * 90}
    )
    said = finding_text(found, "en")
    assert "\\x1b[2J" in said
    assert "…" in said
    assert "r" * 90 in said
    assert len(said) < 300
    assert mend_text(found, "zh")


def test_braces_in_a_value_are_only_text() -> None:
    assert "{0}{x.y}" in text("bundled_unknown", "en", value="{0}{x.y}", words=())


def test_a_rule_is_said_in_both_languages() -> None:
    figures = {"school": "0101", "stage": "primary", "times": 2}
    found = Finding(level=Level.ERROR, code="placed_once", figures=figures)
    assert finding_text(found, "en") == "0101 is placed 2 times in primary."
    assert finding_text(found, "zh") == "0101 在学段 小学 被编入 2 次。"


def test_words_and_figures() -> None:
    assert word("stage", "primary", "zh") == "小学"
    assert word("subject", "驾驶", "en") == "驾驶"
    assert [number(value) for value in (6.0, 7.412, 0.0, -0.0001, 100, 12.50)] == [
        "6",
        "7.412",
        "0",
        "0",
        "100",
        "12.5",
    ]
    assert printable("a\u202eb\n") == "a\\u202eb\\n"
