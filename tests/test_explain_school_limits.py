"""Places a school may not have, or that were not computed: rules, reasons and time."""

import threading
from time import monotonic

import pytest
from lianxiao.models.county import County, Pin
from lianxiao.models.explanation import Answer, Asked
from lianxiao.models.plan import PlacedMember, Plan
from lianxiao.models.words import PinRule, Role, Stage, Term
from lianxiao.reports.explain_screen import school_explanation_screen
from lianxiao.solver.explain.asking import Effort, PlanAsked, core_now
from lianxiao.solver.explain.not_allowed import pairs_asked
from lianxiao.solver.explain.prices import base_of
from lianxiao.solver.explain.school import explain_school, questions_of
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.solving import Solving
from lianxiao.tests.explained_schools import Case, best, best_of_ten, of, place_of, printed, ten_schools
from lianxiao.tests.hand_made import km, school
from lianxiao.tests.hand_made import policy as tiny_policy


@pytest.fixture
def case() -> Case:
    return ten_schools()


@pytest.fixture
def plan() -> Plan:
    return best_of_ten()


def test_beyond_the_limit_every_core_is_not_allowed(case: Case, plan: Plan) -> None:
    place = place_of(case, plan, "0110")
    assert place.core is None
    assert place.nearest is None
    assert of(place, Asked.NOWHERE).answer is Answer.NOW
    said = [one for one in place.alternatives if one.asked is Asked.WITH]
    assert [(one.core, one.answer) for one in said] == [
        (core, Answer.NOT_ALLOWED) for core in ("0103", "0102", "0101")
    ]
    (rule,) = said[0].forbids
    assert (rule.rule, rule.figures["km"], rule.figures["limit"]) == ("max_km", 40, 30)
    assert "is 40 km from" in rule.text
    assert "allows 30 km" in rule.text


@pytest.mark.parametrize(("limit", "allowed"), [(39.999, False), (40.0, True)])
def test_exactly_at_the_limit_is_allowed(case: Case, limit: float, allowed: bool) -> None:
    county, policy = case
    (mode,) = policy.mode
    policy = policy.model_copy(update={"mode": (mode.model_copy(update={"max_km": limit}),)})
    (pair,) = pairs_asked(prepare(county, policy), ("0110", Stage.PRIMARY), ["0103"], "en")
    assert (not pair.forbids) is allowed


def test_every_rule_that_forbids_is_said_not_the_first_one(case: Case) -> None:
    county, policy = case
    pin = Pin(school_id="0110", core_id="0103", stage=None, rule=PinRule.NEVER)
    county = county.model_copy(update={"pins": (*county.pins, pin)})
    (pair,) = pairs_asked(prepare(county, policy), ("0110", Stage.PRIMARY), ["0103"], "zh")
    assert [rule.rule for rule in pair.forbids] == ["max_km", "never"]


def test_a_school_that_may_not_lead_is_not_allowed_as_a_core(case: Case, plan: Plan) -> None:
    (one,) = place_of(case, plan, "0107", with_="0108").alternatives
    assert one.answer is Answer.NOT_ALLOWED
    assert "role" in {rule.rule for rule in one.forbids}


def test_a_school_that_may_lead_is_asked_about_leading(case: Case) -> None:
    county, policy = case
    schools = tuple(
        one.model_copy(update={"role": Role.EITHER}) if one.school_id == "0107" else one
        for one in county.schools
    )
    county = county.model_copy(update={"schools": schools})
    lead = of(place_of((county, policy), best(county, policy), "0107"), Asked.LEADS)
    # nothing is known of the ways from 0107 (source = "table"): it finds no members
    assert lead.answer is Answer.IMPOSSIBLE
    assert lead.reasons


def test_without_a_plan_it_is_impossible_with_the_reasons(case: Case, plan: Plan) -> None:
    county, policy = case
    (mode,) = policy.mode
    policy = policy.model_copy(update={"mode": (mode.model_copy(update={"max_members": 2}),)})
    pins = [
        Pin(school_id=school, core_id="0103", stage=None, rule=PinRule.MUST) for school in ("0108", "0109")
    ]
    county = county.model_copy(update={"pins": (*county.pins, *pins)})
    one = of(place_of((county, policy), best(county, policy), "0107"), Asked.WITH, "0103")
    assert one.answer is Answer.IMPOSSIBLE  # 0103 is full with its two
    assert one.reasons


def test_a_plan_that_breaks_a_rule_says_so(case: Case, plan: Plan) -> None:
    far = PlacedMember(school="0110")
    alliances = tuple(
        one.model_copy(update={"members": (*one.members, far)}) if one.core == "0103" else one
        for one in plan.alliances
    )
    edited = plan.model_copy(update={"alliances": alliances, "unplaced": None})
    found = explain_school(*case, edited, "0110", seconds=60.0, workers=1)
    assert [one.code for one in found.broken] == ["max_km"]
    (place,) = found.places
    assert of(place, Asked.NOWHERE).prices[0].found == 1


def test_no_time_computes_no_price_and_says_so(case: Case, plan: Plan) -> None:
    stop = threading.Event()
    stop.set()
    found = explain_school(*case, plan, "0107", seconds=60.0, workers=1, stop=stop)
    (place,) = found.places
    answers = {one.answer for one in place.alternatives}
    assert answers == {Answer.NOW, Answer.NOT_COMPUTED}
    shown = printed(school_explanation_screen(found, case[0], "en"))
    assert "Not computed in the time given" in shown


def test_a_school_that_takes_no_part(case: Case, plan: Plan) -> None:
    county, policy = case
    schools = tuple(
        one.model_copy(update={"role": Role.NONE}) if one.school_id == "0110" else one
        for one in county.schools
    )
    left = county.model_copy(update={"schools": schools})
    found = explain_school(left, policy, plan, "0110", workers=1)
    assert (found.takes_no_part, found.places) == ("role", ())
    parents = tuple(
        one.model_copy(update={"parent_id": "0101"}) if one.school_id == "0110" else one
        for one in county.schools
    )
    point = county.model_copy(update={"schools": parents})
    found = explain_school(point, policy, plan, "0110", workers=1)
    assert (found.takes_no_part, found.parent) == ("point", "0101")
    assert "0101" in printed(school_explanation_screen(found, point, "zh"))


def test_leading_and_staying_unplaced_are_asked_after_the_three_nearest_cores() -> None:
    """The walk-through: with little time the one question left out was what staying unplaced costs."""
    cores = tuple(school(f"C{at}", Role.CORE) for at in range(6))
    ways = km(**{f"{core.school_id[1]}e": 10.0 + at for at, core in enumerate(cores)})
    county = County(
        schools=(*cores, school("e", Role.EITHER)),
        travel={(f"C{start}", end): way for (start, end), way in ways.items()},
    )
    settings = tiny_policy({Term.TOTAL_KM: 1.0}, max_km=14, min_members=0)
    base = base_of(county, settings, best(county, settings), only_grouping=False)
    effort = Effort(monotonic() + 10, Solving(workers=1), None)
    case = PlanAsked(prepare(county, settings), base, effort)
    asked = [(one.asked, one.core) for one in questions_of(case, ("e", Stage.PRIMARY), None, None)]
    there = core_now(case, ("e", Stage.PRIMARY))
    nearest = [core for core in ("C0", "C1", "C2", "C3", "C4", "C5") if core != there]
    at = {one: index for index, one in enumerate(asked)}
    assert at[Asked.LEADS, "e"] + 1 == at[Asked.NOWHERE, None]
    assert [core for kind, core in asked if kind is Asked.WITH] == ["C0", "C1", "C2", "C3", "C4", "C5"]
    early = [core for kind, core in asked[: at[Asked.LEADS, "e"]] if core in nearest]
    assert early == nearest[:3]
