"""What the grouping is promised of an alliance never lies above what its exchange can reach."""

from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from lianxiao.benchmarks.exchange_cases import exchange_case
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.words import Role, Term
from lianxiao.solver.exchange.allocation import allocation_bound
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.solver.exchange.tier_values import term_values
from lianxiao.solver.grouping.prospect_tables import owed_least
from lianxiao.solver.grouping.prospects import pooled_uncovered
from lianxiao.solver.joint.alliance_value import value_of
from lianxiao.solver.joint.promises import school_prospects
from lianxiao.tests.made_staff import county as made_county
from lianxiao.tests.made_staff import minutes, need, policy, school, teacher
from lianxiao.tests.prepared_joint import LESSONS_FIRST, QUOTA_FIRST, P, prepared, several_stages
from lianxiao.tests.tiny_exchanges import exchanges, random_exchange, random_joint, two_cores


def agree(county: County, rules: Policy, seconds: float = 20.0) -> int:
    """Promise ≤ bound of the relaxation ≤ the exchange itself, of both terms that are promised at all.

    The first tier of a schedule is proven, so nothing reaches less. Returns how many candidates there are.
    """
    number = 0
    for tiers in (LESSONS_FIRST, QUOTA_FIRST):
        made = prepared(county, rules, tiers)
        (term,) = tiers[0]
        number = len(made.candidates)
        for key, promise in zip(made.keys, made.promised(term), strict=True):
            case = made.case(key)
            schedule = exchange_of(case, seconds, 1, 0)
            first = schedule.tiers[0]
            assert first.value == first.bound
            assert promise <= first.value
            assert allocation_bound(case, seconds) <= first.value
            value = value_of(case, schedule, 0.0)
            assert value.low[term] == value.high[term] == first.value
            everything = term_values(case, schedule.home, schedule.visits, schedule.rotations)
            assert {one: everything[one] for one in value.high} == value.high
            assert all(value.low[one] <= value.high[one] for one in value.low)
    return number


@pytest.mark.parametrize("seed", range(20))
def test_no_promise_lies_above_the_exact_exchange_of_a_tiny_county(seed: int) -> None:
    assert agree(*random_joint(seed)) > 0


@pytest.mark.parametrize("seed", range(1000, 1015))
def test_no_promise_lies_above_the_exact_exchange_of_a_tiny_alliance(seed: int) -> None:
    agree(*random_exchange(seed))


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn=exchanges(two_cores))
def test_no_promise_lies_above_the_exact_exchange_of_a_drawn_county(drawn: tuple[County, Policy]) -> None:
    agree(*drawn)


@pytest.mark.parametrize("rotation", [False, True])
def test_promises_of_alliances_of_common_size(*, rotation: bool) -> None:
    """Where the exchange may stay unproven: promise ≤ relaxation, and no schedule lies below either."""
    for seed in (1, 2):
        drawn = exchange_case("small", seed, rotation=rotation)
        made = prepared(drawn.county, drawn.policy)
        (key,) = made.keys
        case = made.case(key)
        bound = allocation_bound(case, 20.0)
        (promise,) = made.promised(Term.UNCOVERED_LESSONS)
        schedule = exchange_of(case, 3.0, 2, 0)
        assert promise <= bound <= schedule.tiers[0].value
        (owed,) = made.promised(Term.QUOTA_MISSED)
        values = term_values(case, schedule.home, schedule.visits, schedule.rotations)
        assert owed <= values[Term.QUOTA_MISSED]


def test_the_relaxation_says_at_least_as_much_as_the_promise_nearly_always() -> None:
    """Bounds replace promises, so looking closer ought to raise them: never lower, often higher."""
    below = higher = 0
    for seed in range(60):
        made = prepared(*random_joint(seed), LESSONS_FIRST)
        for key, promise in zip(made.keys, made.promised(Term.UNCOVERED_LESSONS), strict=True):
            bound = allocation_bound(made.case(key), 20.0)
            below += bound < promise
            higher += bound > promise
    assert below == 0
    assert higher > 50


def test_a_school_that_lets_fewer_go_than_it_owes_owes_the_rest_whatever_happens() -> None:
    """Ten teachers, half of them owed; a fifth away in autumn, others in spring: 5 − 2 × 2."""
    county = made_county(
        school("A", Role.CORE),
        school("j"),
        needs=(*need("A", maths=90), *need("j", maths=20)),
        teachers=tuple(teacher(f"T{at}", "A") for at in range(10)),
    )
    rules = policy(rotation_share=0.5, backbone_share=0.0)
    prospect = school_prospects(prepare_exchange(county, rules))["A", P]
    assert (prospect.owed_alone, prospect.owed_least) == (5, 1)


def test_others_may_be_away_in_the_other_semester() -> None:
    """Owed 2, one away at once: one goes in autumn, one in spring. Once the promise was that 1 stays owed."""
    county = made_county(
        school("A", Role.CORE),
        school("j"),
        travel=minutes(Aj=10),
        needs=(*need("A", maths=20), *need("j", maths=20)),
        teachers=(teacher("T1", "A"), teacher("T2", "A"), teacher("T3", "j"), teacher("T4", "j")),
    )
    rules = policy(rotation_share=1.0, backbone_share=0.0, away_share_max=0.5)
    made = prepared(county, rules, QUOTA_FIRST)
    (key,), (owed,) = made.keys, made.promised(Term.QUOTA_MISSED)
    assert (owed, exchange_of(made.case(key), 5.0, 1, 0).tiers[0].value) == (0, 0)


def test_a_county_in_which_nobody_can_lead_or_be_led_is_prepared() -> None:
    """No core, no member within reach, no subject, no teacher: tables of nothing, once an error."""
    alone = (school("A", Role.CORE), school("j"))
    for schools in (alone, alone[:1], alone[1:], ()):
        for lessons in ({"maths": 4.0}, {}):
            needs = tuple(row for one in schools for row in need(one.school_id, P, **lessons))
            for staff in ((), tuple(teacher(f"T{one.school_id}", one.school_id) for one in schools)):
                county = made_county(*schools, needs=needs, teachers=staff)
                assert len(prepared(county, policy()).candidates) == 0


@pytest.mark.parametrize("seed", range(15))
def test_what_is_owed_at_least_is_never_more_than_alone(seed: int) -> None:
    county, rules = random_joint(seed)
    for prospect in school_prospects(prepare_exchange(county, rules)).values():
        assert 0 <= prospect.owed_least <= prospect.owed_alone
        assert pooled_uncovered([prospect]) <= prospect.alone


def test_members_taken_in_primary_promise_what_they_are_in_primary() -> None:
    """A nine-year school in scope as a junior school that a centre school's mode takes in primary."""
    county, rules = several_stages()
    made = prepared(county, rules, LESSONS_FIRST)
    cases = [made.case(key) for key in made.keys if made.problem.policy.mode[key.mode].id == "c"]
    assert any(place[1] is not P for key in made.keys if key.stage is P for place in key.members)
    assert {case.stage for case in cases} == {P}
    for key, promise in zip(made.keys, made.promised(Term.UNCOVERED_LESSONS), strict=True):
        case = made.case(key)
        needed = sum(chain.from_iterable(one.need.values() for one in case.schools))
        given = 1000 * sum(person.lessons_max for person in case.people)
        assert needed - given <= promise <= exchange_of(case, 5.0, 1, 0).tiers[0].value


def test_owed_least_adds_up_over_the_schools_of_a_candidate() -> None:
    for seed in range(10):
        made = prepared(*random_joint(seed), QUOTA_FIRST)
        prospects, tables = made.problem.prospects, made.problem.pooled
        assert prospects is not None
        assert tables is not None
        expected = [
            sum(
                prospects.of((name, key.stage)).owed_least
                for name in (key.core, *(m for m, _ in key.members))
            )
            for key in made.keys
        ]
        assert owed_least(tables, made.candidates).tolist() == expected
