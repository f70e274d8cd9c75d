"""What the grouping is promised of an alliance never lies above what its exchange can reach."""

from collections.abc import Sequence
from itertools import chain, combinations
from random import Random
from typing import NamedTuple

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from lianxiao.benchmarks.exchange_cases import exchange_case
from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.words import Role, Stage, Term
from lianxiao.solver.exchange.allocation import allocation_bound
from lianxiao.solver.exchange.case import AllianceCase
from lianxiao.solver.exchange.prepare import Staffing, prepare_exchange
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.solver.exchange.tier_values import term_values
from lianxiao.solver.grouping.candidates import NOBODY, Candidates, joined
from lianxiao.solver.grouping.parts import split, within
from lianxiao.solver.grouping.problem import Problem, prepare
from lianxiao.solver.grouping.prospects import (
    AllianceKey,
    Prospects,
    SchoolProspect,
    all_sets,
    known_table,
    owed_least,
    pooled_bound,
    pooled_uncovered,
    telling_sets,
)
from lianxiao.solver.grouping.terms import cost_of_candidates
from lianxiao.solver.grouping.universe import universe_of
from lianxiao.solver.joint.promises import case_of, prepare_joint, school_prospects
from lianxiao.solver.joint.state import keys_of
from lianxiao.solver.joint.values import value_of
from lianxiao.solver.scale import UNIT, TierScale, scale_of
from lianxiao.tests.made_staff import county as made_county
from lianxiao.tests.made_staff import minutes, mode, need, policy, school, teacher
from lianxiao.tests.tiny_exchanges import exchanges, random_exchange, random_joint, two_cores

P = Stage.PRIMARY
LESSONS_FIRST = ({Term.UNCOVERED_LESSONS: 1.0}, {Term.QUOTA_MISSED: 1.0})
QUOTA_FIRST = LESSONS_FIRST[::-1]


class Prepared(NamedTuple):
    """A county ready for its joint solve, with every candidate alliance it has."""

    problem: Problem
    staffing: Staffing
    scales: list[TierScale]
    candidates: Candidates

    @property
    def keys(self) -> tuple[AllianceKey, ...]:
        return keys_of(self.problem, self.candidates)

    def case(self, key: AllianceKey) -> AllianceCase:
        return case_of(self.problem, self.staffing, self.scales, key)

    def promised(self, term: Term) -> list[int]:
        """What the grouping counts for each candidate, in units of the term."""
        costs: list[int] = cost_of_candidates(
            self.problem, TierScale(UNIT[term], {term: 1}), self.candidates
        ).tolist()
        return costs


def prepared(county: County, rules: Policy, tiers: Sequence[dict[Term, float]] | None = None) -> Prepared:
    if tiers is not None:
        rules = rules.model_copy(update={"objective": Objective(tiers=tuple(tiers))})
    scales = [scale_of(tier) for tier in grouping_tiers(county, rules)]
    staffing = prepare_exchange(county, rules)
    problem = prepare_joint(prepare(county, rules), staffing, scales)
    return Prepared(problem, staffing, scales, universe_of(problem).all())


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
        schedule = exchange_of(case, 6.0, 2, 0)
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


# ------------------------------------------------------------------ the pooled bound


def flow_short(schools: Sequence[SchoolProspect]) -> int:
    """Lessons (thousandths) short if the schools were one, by a maximum flow."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("teachers", "lessons"))
    needed: dict[str, int] = {}
    for one in schools:
        for subject, lessons in one.need.items():
            needed[subject] = needed.get(subject, 0) + lessons // 1000
    for at, one in enumerate(schools):
        for number, (taught, lessons) in enumerate(one.staff.items()):
            graph.add_edge("teachers", (at, number), capacity=lessons)
            graph.add_edges_from(((at, number), ("to", subject)) for subject in taught)
    graph.add_edges_from((("to", subject), "lessons", {"capacity": most}) for subject, most in needed.items())
    whole = sum(needed.values()) - nx.maximum_flow_value(graph, "teachers", "lessons")
    return 1000 * int(whole) + sum(one.fraction for one in schools)


def random_prospect(dice: Random, subjects: Sequence[str]) -> SchoolProspect:
    staff: dict[frozenset[str], int] = {}
    for _ in range(dice.randint(0, 6)):
        taught = frozenset(dice.sample(subjects, min(len(subjects), dice.choice((1, 1, 2)))))
        staff[taught] = staff.get(taught, 0) + dice.randint(1, 18)
    lessons = {one: dice.choice((500, 1000, 2500, 6000, 12000)) for one in subjects if dice.random() < 0.8}
    return SchoolProspect(lessons, staff, 0, 0, 0, 0)


@pytest.mark.parametrize("subjects", [1, 2, 5, 9, 14, 15])
def test_the_pool_is_short_of_what_the_maximum_flow_leaves(subjects: int) -> None:
    """14 subjects are the most of which every set is tried; 15 go another way."""
    dice = Random(subjects)
    names = [f"s{at:02}" for at in range(subjects)]
    for _ in range(5 if subjects > 9 else 40):
        pool = [random_prospect(dice, names) for _ in range(dice.randint(1, 4))]
        assert pooled_uncovered(pool) == flow_short(pool)


def test_nobody_needs_anything() -> None:
    assert pooled_uncovered([]) == 0
    assert pooled_uncovered([SchoolProspect({}, {frozenset({"pe"}): 4}, 0, 0, 0, 0)]) == 0


@pytest.mark.parametrize("seed", range(12))
def test_every_family_of_sets_bounds_from_below_and_all_of_them_exactly(seed: int) -> None:
    made = prepared(*random_joint(seed), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    pools = [
        [prospects.of((key.core, key.stage)), *map(prospects.of, ((m, key.stage) for m, _ in key.members))]
        for key in made.keys
    ]
    truth = [flow_short(pool) for pool in pools]
    family = tuple(all_sets(prospects.subjects))
    for number in (0, 1, 2, len(family)):
        chosen = tuple(Random(seed).sample(family, min(number, len(family))))
        told = with_prospects(made.problem, prospects._replace(sets=chosen))
        assert told.pooled is not None
        bounds = pooled_bound(told.pooled, made.candidates)
        assert (bounds <= truth).all()
        if number >= len(family):
            assert bounds.tolist() == truth


@pytest.mark.parametrize("seed", range(12))
def test_sets_learned_from_groups_bound_these_groups_exactly(seed: int) -> None:
    made = prepared(*random_joint(seed), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    groups = [[(key.core, key.stage), *((m, key.stage) for m, _ in key.members)] for key in made.keys]
    sets = telling_sets(prospects.schools, groups, 1000)
    told = with_prospects(made.problem, prospects._replace(sets=sets))
    assert told.pooled is not None
    bounds = pooled_bound(told.pooled, made.candidates)
    assert bounds.tolist() == [flow_short(list(map(prospects.of, group))) for group in groups]
    fewer = telling_sets(prospects.schools, groups, 1)
    assert fewer == sets[: len(fewer)]
    assert telling_sets(prospects.schools, [], 5) == ()


def with_prospects(problem: Problem, prospects: Prospects) -> Problem:
    """Prepare the county anew under other prospects."""
    return prepare(problem.county, problem.policy, prospects)


# ------------------------------------------------------------------ quotas


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


# ------------------------------------------------------------------ known values


def several_stages() -> tuple[County, Policy]:
    """Two primary and junior cores, nine-year schools that a centre school's mode takes in primary."""
    both = (Stage.PRIMARY, Stage.JUNIOR)
    names = [("A", Role.CORE, (P,)), ("B", Role.CORE, (Stage.JUNIOR,)), ("C", Role.CORE, both)]
    names += [(name, Role.MEMBER, both) for name in "jklm"] + [("n", Role.EITHER, (P,))]
    schools = [
        school(name, role, stages=stages, lat=34.0 + 0.01 * at, lon=108.0)
        for at, (name, role, stages) in enumerate(names)
    ]
    needs = [
        row
        for at, (name, _, stages) in enumerate(names)
        for stage in stages
        for row in need(name, stage, maths=4 + at, pe=2)
    ]
    teachers = [
        teacher(f"T{name}{stage.value}", name, stage=stage) for name, _, sts in names for stage in sts
    ]
    rules = policy().model_copy(
        update={
            "travel": policy().travel.model_copy(update={"source": "straight_line"}),
            "mode": (
                mode(id="p", stages=(P,), min_members=0),
                mode(id="j", stages=(Stage.JUNIOR,), max_members=2),
                mode("centre_school", id="c", min_members=1, max_members=1),
            ),
        }
    )
    return made_county(*schools, needs=tuple(needs), teachers=tuple(teachers)), rules


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_known_values_stand_on_exactly_the_alliances_they_are_of(seed: int | None) -> None:
    """In the county and in its parts, whatever the order of members and the width of the table."""
    made = prepared(*(several_stages() if seed is None else random_joint(seed)), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    dice = Random(0)
    known = {
        key: {Term.UNCOVERED_LESSONS: 10**9 + at} for at, key in enumerate(made.keys) if dice.random() < 0.4
    }
    told = with_prospects(made.problem, prospects._replace(known=known))

    near = within(told, Term.WORST_KM, int(np.median(told.metres[told.metres > 0])))
    for problem in (told, near, *split(near)):
        candidates = shuffled(universe_of(problem).all(), dice)
        keys = keys_of(problem, candidates)
        assert len(set(keys)) == len(keys)
        table = known_table(problem, problem.prospects or prospects)
        rows, at = table.rows_of(candidates)
        expected = {row: known[key] for row, key in enumerate(keys) if key in known}
        found = {
            row: {term: int(figures[place]) for term, figures in table.values.items()}
            for row, place in zip(rows.tolist(), at.tolist(), strict=True)
        }
        assert found == expected
        unit = TierScale(UNIT[Term.UNCOVERED_LESSONS], {Term.UNCOVERED_LESSONS: 1})
        costs = cost_of_candidates(problem, unit, candidates).tolist()
        assert [cost >= 10**9 for cost in costs] == [row in expected for row in range(len(keys))]


def shuffled(candidates: Candidates, dice: Random) -> Candidates:
    """Candidates and members in another order, in a wider table."""
    order = list(range(len(candidates)))
    dice.shuffle(order)
    taken = candidates.take(np.array(order, dtype=np.int64))
    members = np.pad(taken.members, ((0, 0), (0, dice.randint(0, 2))), constant_values=NOBODY)
    for row in members:
        there = row.tolist()
        dice.shuffle(there)
        row[:] = there
    return Candidates(taken.lead, members)


def test_one_mode_s_alliance_is_not_taken_for_another_s() -> None:
    """The same schools under another mode may have another exchange (its term, its legal status)."""
    county, rules = several_stages()
    rules = rules.model_copy(update={"mode": (mode(id="one"), mode(id="two"))})
    made = prepared(county, rules, LESSONS_FIRST)
    keys = made.keys
    of_mode = [{key[1:] for key in keys if key.mode == number} for number in (0, 1)]
    assert of_mode[0] == of_mode[1] != set()
    known = {key: {Term.UNCOVERED_LESSONS: 10**9} for key in keys if key.mode == 1}
    prospects = made.problem.prospects
    assert prospects is not None
    told = with_prospects(made.problem, prospects._replace(known=known))
    table = known_table(told, told.prospects or prospects)
    rows, _ = table.rows_of(made.candidates)
    assert [keys[row].mode for row in rows.tolist()] == [1] * len(of_mode[1])


def test_a_known_value_never_lowers_what_is_promised() -> None:
    made = prepared(*random_joint(3), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    nothing = {key: {Term.UNCOVERED_LESSONS: 0, Term.QUOTA_MISSED: 0} for key in made.keys}
    told = made._replace(problem=with_prospects(made.problem, prospects._replace(known=nothing)))
    for term in (Term.UNCOVERED_LESSONS, Term.QUOTA_MISSED):
        assert told.promised(term) == made.promised(term)


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


def test_all_sets_of_many_subjects_are_the_small_ones_and_the_whole() -> None:
    names = [f"s{at:02}" for at in range(16)]
    found = all_sets(names)
    assert frozenset(names) in found
    assert {frozenset(three) for three in combinations(names, 3)} < set(found)
    assert len(found) == 16 + 120 + 560 + 1
    assert len(all_sets(names[:5])) == 31
    assert joined([]).lead.size == 0
