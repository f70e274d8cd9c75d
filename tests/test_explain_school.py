"""What another place of a school would cost, by hand on the county of ten schools (docs/ten-schools.md)."""

import pytest
from lianxiao.models.county import Pin
from lianxiao.models.explanation import Alternative, Answer, Asked, Move
from lianxiao.models.plan import Alliance, PlacedMember, Plan
from lianxiao.models.words import PinRule, Stage
from lianxiao.solver.explain.school import explain_school
from lianxiao.tests.explained_schools import Case, best, best_of_ten, of, place_of, prices, ten_schools


@pytest.fixture
def case() -> Case:
    return ten_schools()


@pytest.fixture
def plan() -> Plan:
    return best_of_ten()


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
