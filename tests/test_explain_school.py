"""Why a school is where it is, by hand on the county of ten schools (docs/ten-schools.md)."""

import io
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import lianxiao
import pytest
from lianxiao.instances.read import read_county
from lianxiao.models.county import County, Pin
from lianxiao.models.explanation import Alternative, Answer, Asked, Move, PlaceExplained, TierPrice
from lianxiao.models.plan import Alliance, PlacedMember, Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.words import PinRule, Role, Stage, Term
from lianxiao.reports.explain_prices import prices_text
from lianxiao.reports.explain_screen import school_explanation_result, school_explanation_screen
from lianxiao.solver.explain.asking import Effort, PlanAsked, core_now
from lianxiao.solver.explain.not_allowed import pairs_asked
from lianxiao.solver.explain.prices import base_of
from lianxiao.solver.explain.school import explain_school, questions_of
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.run import solve_case
from lianxiao.tests.hand_made import km, school
from lianxiao.tests.hand_made import policy as tiny_policy
from rich.console import Console, RenderableType

FOLDER = Path(lianxiao.__file__).parent / "instances" / "data" / "ten_schools"
Case = tuple[County, Policy]


@pytest.fixture(scope="module")
def case() -> Case:
    read = read_county(FOLDER)
    return read.county, read.policy


def best(county: County, policy: Policy) -> Plan:
    solved = solve_case(county, policy, time_limit=20.0, workers=1)
    assert not isinstance(solved, NoPlan)
    return solved.plan


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return best(*case)


def place_of(
    case: Case, plan: Plan, school: str, *, without: str | None = None, with_: str | None = None
) -> PlaceExplained:
    found = explain_school(*case, plan, school, without=without, with_=with_, seconds=60.0, workers=1)
    assert not found.broken
    assert not found.above_best
    assert found.best_known
    (place,) = found.places
    return place


def of(place: PlaceExplained, asked: Asked, core: str | None = None) -> Alternative:
    (found,) = (one for one in place.alternatives if one.asked is asked and core in (None, one.core))
    return found


def printed(screen: Sequence[RenderableType]) -> str:
    console = Console(file=io.StringIO(), width=300, record=True)
    for part in screen:
        console.print(part)
    return console.export_text()


def prices(one: Alternative) -> list[float]:
    """Exact prices, tier by tier: unplaced, uncovered, wishes, longest way, sum of ways and cost."""
    assert all(price.exact for price in one.prices)
    return [price.found for price in one.prices]


def moved(one: Alternative) -> set[tuple[str, str | None, str | None]]:
    return {(move.school, move.from_core, move.to_core) for move in one.moves}


def test_the_nearest_other_core_costs_four_km(case: Case, plan: Plan) -> None:
    place = place_of(case, plan, "0107")
    assert (place.core, place.km) == ("0102", 10)
    # of the two plans that keep tiers 1 to 4 the other one has 0108 at 0102 and 0107 at 0103: 52 km, not 48
    one = of(place, Asked.WITH, "0103")
    assert prices(one) == [0, 0, 0, 0, 4]
    assert (moved(one), one.fewest) == ({("0108", "0103", "0102")}, True)
    assert (one.km, one.to_core) == (8, "0103")
    # every other core is farther: this is the one that "why" speaks of
    assert place.nearest is not None
    assert place.alternatives[place.nearest] is one


def test_a_core_that_spares_no_music_costs_lessons(case: Case, plan: Plan) -> None:
    # 0107 lacks 2 of music, 0101 spares none: 2 uncovered, and of the 4 of English that 0101 spares 2 lie
    # idle: 2 more uncovered elsewhere. 20 km is 8 more than 12. With 0104 at 0102 (6 km): 0105 6, 0107 20,
    # 0104 6, 0106 9, 0108 5, 0109 6 = 52, 4 more than 48; all three lead, as before
    one = of(place_of(case, plan, "0107"), Asked.WITH, "0101")
    assert prices(one) == [0, 4, 0, 8, 4]
    assert (moved(one), one.fewest) == ({("0104", "0101", "0102")}, True)


def test_staying_unplaced_costs_more_than_one_place(case: Case, plan: Plan) -> None:
    # five members: two cores lead 2 and 3. 0107 alone lacks 2; 0101 and 0102 (the wish wants 0102) spare
    # 6 English and 2 music, short are 6 and 4: 2 more, so 8, 4 more than 4. 0108 and 0109 go to 0102: 16 km
    # is 4 more. 12 + 6 + 9 + 11 + 16 = 54, 0101 and 0102 cost 7: 61, 1 more than 60
    one = of(place_of(case, plan, "0107"), Asked.NOWHERE)
    assert prices(one) == [1, 4, 0, 4, 1]
    assert moved(one) == {("0108", "0103", "0102"), ("0109", "0103", "0102")}
    assert one.deciding is not None
    assert one.deciding.tier == 0


def test_alternatives_stand_in_the_order_of_their_prices(case: Case, plan: Plan) -> None:
    place = place_of(case, plan, "0107")
    assert [(one.asked, one.core) for one in place.alternatives] == [
        (Asked.WITH, "0102"),
        (Asked.WITH, "0103"),
        (Asked.WITH, "0101"),
        (Asked.NOWHERE, None),
    ]
    assert place.alternatives[0].answer is Answer.NOW


def test_not_with_its_core_is_the_cheapest_of_the_others(case: Case, plan: Plan) -> None:
    place = place_of(case, plan, "0107", without="0102")
    (one,) = place.alternatives
    assert (one.asked, one.core, one.to_core) == (Asked.NOT_WITH, "0102", "0103")
    assert prices(one) == [0, 0, 0, 0, 4]


def test_not_with_a_core_that_it_is_not_with_needs_no_solve(case: Case, plan: Plan) -> None:
    (one,) = place_of(case, plan, "0107", without="0103").alternatives
    assert one.answer is Answer.NOW


def test_with_one_core_asks_that_alone(case: Case, plan: Plan) -> None:
    (one,) = place_of(case, plan, "0107", with_="0101").alternatives
    assert prices(one) == [0, 4, 0, 8, 4]


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


def test_what_a_core_costs_that_leads_nothing(case: Case, plan: Plan) -> None:
    # 0102 and 0103 lead three each: 4 of English uncovered at least (docs/ten-schools.md, tier 2), 8 in all.
    # No more only if no music of theirs (2 and 4) lies idle: two short of English and one short of music at
    # 0102, the others at 0103. The wish wants 0106 at 0102. 0105 at 0103 would be 26 km, so 0104 goes there
    # (16 km) and 0105 to 0102 (16 km): the longest way is 16, 4 more than 12
    place = place_of(case, plan, "0101")
    assert (place.core, place.must_be_placed) == ("0101", False)
    # 0105 16, 0106 9 and 0107 10 at 0102; 0104 16, 0108 5, 0109 6 at 0103: 62 + 3 + 5 = 70, 10 more than 60
    assert prices(of(place, Asked.NOWHERE)) == [0, 4, 0, 4, 10]
    assert of(place, Asked.LEADS).answer is Answer.NOW


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


def test_a_plan_worse_than_the_best_says_so_first(case: Case) -> None:
    county, policy = case
    groups = {"0101": ("0104", "0105"), "0102": ("0106", "0108"), "0103": ("0107", "0109")}
    edited = Plan(
        alliances=tuple(
            Alliance(
                mode="joint_alliance",
                stage=Stage.PRIMARY,
                core=core,
                members=tuple(PlacedMember(school=one) for one in members),
            )
            for core, members in groups.items()
        )
    )
    found = explain_school(county, policy, edited, "0107", seconds=60.0, workers=1)
    assert [(price.found, price.exact) for price in found.above_best] == [
        (0, True),
        (0, True),
        (0, True),
        (0, True),
        (4, True),
    ]
    (place,) = found.places
    back = of(place, Asked.WITH, "0102")
    assert prices(back) == [0, 0, 0, 0, -4]
    assert back.moves == (Move(school="0108", stage=Stage.PRIMARY, from_core="0102", to_core="0103"),)


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


def test_what_a_plan_claims_of_another_county_is_not_believed(case: Case, plan: Plan) -> None:
    """The best plan of a county with one pin more, asked about after the pin has gone: it is not the best."""
    county, policy = case
    first = plan.alliances[0]
    apart = Pin(
        school_id=first.members[0].school,
        core_id=first.core,
        stage=first.stage,
        rule=PinRule.NEVER,
        reason="",
    )
    other = best(county.model_copy(update={"pins": (*county.pins, apart)}), policy)
    assert [tier.value for tier in other.tiers] > [tier.value for tier in plan.tiers]
    found = explain_school(county, policy, other, first.members[0].school, seconds=60.0, workers=1)
    assert found.best_known
    assert [price.found for price in found.above_best] == pytest.approx(
        [now.value - least.value for now, least in zip(other.tiers, plan.tiers, strict=True)]
    )
    (back,) = (
        one for place in found.places for one in place.alternatives if one.core == first.core and one.prices
    )
    assert [price.exact for price in back.prices] == [True] * len(plan.tiers)
    assert [price.found for price in back.prices] == pytest.approx([-one.found for one in found.above_best])


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
    effort = Effort(monotonic() + 10, 1, 0, "en", None)
    case = PlanAsked(prepare(county, settings), base, effort)
    asked = [(one.asked, one.core) for one in questions_of(case, ("e", Stage.PRIMARY), None, None)]
    there = core_now(case, ("e", Stage.PRIMARY))
    nearest = [core for core in ("C0", "C1", "C2", "C3", "C4", "C5") if core != there]
    at = {one: index for index, one in enumerate(asked)}
    assert at[Asked.LEADS, "e"] + 1 == at[Asked.NOWHERE, None]
    assert [core for kind, core in asked if kind is Asked.WITH] == ["C0", "C1", "C2", "C3", "C4", "C5"]
    early = [core for kind, core in asked[: at[Asked.LEADS, "e"]] if core in nearest]
    assert early == nearest[:3]


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
