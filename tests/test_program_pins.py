"""Pins that the program set are named as what they are, never as pins of the planner."""

from collections.abc import Sequence

import pytest
from lianxiao.models.county import ListedTravel, Pin
from lianxiao.models.pin_words import PIN_WORDINGS, pin_wording, set_because
from lianxiao.models.plan import Alliance, PlacedMember, Plan
from lianxiao.models.rule import Rule
from lianxiao.models.words import PinRule, Term
from lianxiao.reports.comparison_screen import reason_text
from lianxiao.reports.messages import LANGS, finding_text
from lianxiao.reports.tables import with_names
from lianxiao.solver.check import check_plan
from lianxiao.solver.compare import Scene, compare_plans
from lianxiao.solver.explain.not_allowed import nowhere_forbidden, pairs_asked
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.unplaced import reasons_of
from lianxiao.tests.hand_made import PRIMARY, line, policy


def pin(rule: PinRule, core: str, reason: str, school: str = "l") -> Pin:
    return Pin(school_id=school, core_id=core, stage=None, rule=rule, reason=reason)


def plan(**members: Sequence[str]) -> Plan:
    alliances = [
        Alliance(
            id=f"primary-{core}",
            mode="joint_alliance",
            stage=PRIMARY,
            core=core,
            members=tuple(PlacedMember(school=one) for one in of_core),
        )
        for core, of_core in members.items()
    ]
    return Plan(alliances=tuple(alliances))


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        (["closed"], "closed"),
        (["frozen"], "frozen"),
        (["exit"], "exit"),
        (["parents"], ""),
        ([""], ""),
        (["exit", "parents"], ""),  # what a planner wrote stays true when the exit is over
        (["parents", "closed"], "closed"),  # no pin opens a way
        ([], ""),
    ],
)
def test_what_a_pin_was_set_for(reasons: list[str], said: str) -> None:
    pins = [pin(PinRule.NEVER, "A", reason) for reason in reasons]
    assert set_because(pins, PinRule.NEVER, "l", "A", PRIMARY) == said
    assert not set_because(pins, PinRule.MUST, "l", "A", PRIMARY)
    assert not set_because(pins, PinRule.NEVER, "l", "B", PRIMARY)


def test_every_such_pin_has_a_sentence_of_its_own_in_both_languages() -> None:
    for (rule, reason), words in PIN_WORDINGS.items():
        assert pin_wording(rule.value, reason) is words
        assert "pins.csv" not in words.en + words.zh
    assert pin_wording("never", "") is None
    assert pin_wording("max_km", "closed") is None


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("closed", "The way between"),
        ("frozen", "the alliance is frozen"),
        ("exit", "leaves the alliance of"),
        ("parents", "must never be with"),
    ],
)
def test_a_move_is_laid_to_what_the_pin_was_set_for(reason: str, words: str) -> None:
    county = line(pins=(pin(PinRule.NEVER, "A", reason),))
    settings = policy({Term.UNPLACED: 1.0}, min_members=0)
    before, after = plan(A=["j", "l"], B=["k"]), plan(A=["j", "k"], B=["l"])
    compared = compare_plans(before, after, before_of=Scene(county), after_of=Scene(county, settings))
    (moved,) = [place.reason for place in compared.places if place.school == "l"]
    assert moved is not None
    assert words in reason_text(moved, county.by_id, "en")
    assert ("pins.csv" in reason_text(moved, county.by_id, "zh")) == (reason == "parents")


def test_a_closed_way_is_not_held_against_a_limit() -> None:
    ways = {("A", "l"): ListedTravel(5000.0, 10000.0), ("l", "A"): ListedTravel(5000.0, 10000.0)}
    county = line(pins=(pin(PinRule.NEVER, "A", "closed"),)).model_copy(update={"travel": ways})
    problem = prepare(county, policy({Term.UNPLACED: 1.0}, max_km=30))
    (pair,) = pairs_asked(problem, ("l", PRIMARY), ["A"], "en")
    assert [rule.rule for rule in pair.forbids] == ["never"]
    assert pair.forbids[0].text == "The way between A and l is closed (travel, closed)."
    assert (pair.metres, pair.seconds) == (None, None), "5 000 km is nobody's way"
    own = county.model_copy(update={"pins": (pin(PinRule.NEVER, "A", ""),)})
    (pair,) = pairs_asked(prepare(own, problem.policy), ("l", PRIMARY), ["A"], "en")
    assert [rule.rule for rule in pair.forbids] == ["max_km", "never"]


def test_a_term_that_lies_ahead_is_said_where_it_bars_another_core() -> None:
    county = line(pins=(pin(PinRule.MUST, "B", "in_term"),))
    problem = prepare(county, policy({Term.UNPLACED: 1.0}, max_km=30))
    (pair,) = pairs_asked(problem, ("l", PRIMARY), ["A"], "en")
    assert [rule.text for rule in pair.forbids] == ["l must stay with B: its term lies ahead (in_term)."]
    (nowhere,) = nowhere_forbidden(problem, ("l", PRIMARY), "zh")
    assert nowhere.text == "学校l的联盟周期未满，须留在学校B（in_term）。"
    assert nowhere.rule == "must"


def test_an_unplaced_school_between_closed_ways() -> None:
    pins = tuple(pin(PinRule.NEVER, core, "closed") for core in ("A", "B"))
    problem = prepare(line(pins=pins), policy({Term.UNPLACED: 1.0}))
    (reason,) = reasons_of(problem, [("l", PRIMARY)], "en")["l", PRIMARY]
    assert reason.text == "The way between B and l is closed (travel, closed)."


@pytest.mark.parametrize("lang", LANGS)
def test_the_checker_names_them_too(lang: str) -> None:
    county = line(pins=(pin(PinRule.NEVER, "A", "frozen"), pin(PinRule.MUST, "B", "frozen")))
    settings = policy({Term.UNPLACED: 1.0}, min_members=0)
    broken = {
        one.rule: finding_text(
            one.finding().model_copy(update={"figures": with_names(one.figures, county.by_id)}),
            "zh" if lang == "zh" else "en",
        )
        for one in check_plan(county, settings, plan(A=["j", "l"], B=["k"])).broken
    }
    assert "freeze" in broken[Rule.NEVER]
    assert "freeze" in broken[Rule.MUST]
