"""Exchange of one alliance, and the joint plan of a county with teachers: solver and brute force agree.

LIANXIAO_EXCHANGE_CASES=300 and LIANXIAO_JOINT_CASES=60 (or more) try more of them.
"""

import os
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.words import Term
from lianxiao.solver.check import check_plan
from lianxiao.solver.exchange.case import AllianceCase, Schedule
from lianxiao.solver.exchange.exact import exact_exchange
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.solver.run import solve_case
from lianxiao.solver.scale import scale_of
from lianxiao.tests.oracle import WEIGHT_GRAINS
from lianxiao.tests.oracle_exchange import TinyExchange
from lianxiao.tests.oracle_exchange_terms import OF_EXCHANGE
from lianxiao.tests.oracle_joint import TinyPlans, best_plan_with_teachers
from lianxiao.tests.oracle_scope import GRAINS
from lianxiao.tests.tiny_exchanges import exchanges, random_exchange, random_joint, two_cores

CASES = int(os.environ.get("LIANXIAO_EXCHANGE_CASES", "150"))
JOINT_CASES = int(os.environ.get("LIANXIAO_JOINT_CASES", "40"))
FLOAT_NOISE = 1e-9


class Compared:
    """The cases of a county's alliances, each with the best value of every tier by brute force."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county, self.policy = county, policy
        self.tiny = TinyPlans(county, policy)
        self.scales = [scale_of(tier) for tier in self.tiny.tiers if set(tier) & set(OF_EXCHANGE)]
        self.tiers = tuple(
            {term: scale.factor[term] for term in scale.terms if term in OF_EXCHANGE} for scale in self.scales
        )

    def cases(self) -> Iterator[tuple[AllianceCase, tuple[Fraction, ...]]]:
        staffing = prepare_exchange(self.county, self.policy)
        modes = {mode.id: mode for mode in self.policy.mode}
        for group in (group for slot in self.tiny.groupings.possible.slots for group in slot):
            kinds = {member: self.county.by_id[member].kind for member in group.members}
            mode = modes[group.mode]
            case = staffing.case("one", group.stage, group.core, group.members, mode, kinds, self.tiers)
            best = TinyExchange(self.tiny.alliance_of(group), self.tiny.wanted).best(self.tiny.exchange_tiers)
            yield case, tuple(Fraction(value, WEIGHT_GRAINS * GRAINS) for value in best.tiers)

    def agree(self, schedule: Schedule, expected: tuple[Fraction, ...]) -> None:
        found = [tier.value * scale.unit for tier, scale in zip(schedule.tiers, self.scales, strict=True)]
        bounds = [tier.bound * scale.unit for tier, scale in zip(schedule.tiers, self.scales, strict=True)]
        assert found == list(expected)
        assert bounds == found


@pytest.mark.parametrize("seed", range(CASES))
def test_an_alliance_has_the_best_exchange_there_is(seed: int) -> None:
    compared = Compared(*random_exchange(seed))
    for case, expected in compared.cases():
        compared.agree(exchange_of(case, 20.0, 1, 0), expected)


@pytest.mark.parametrize("seed", range(0, CASES, 3))
def test_the_model_of_everything_finds_the_same(seed: int) -> None:
    compared = Compared(*random_exchange(seed))
    for case, expected in compared.cases():
        compared.agree(exact_exchange(case, 20.0, 1, 0), expected)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn=exchanges())
def test_drawn_alliances_have_the_best_exchange_there_is(drawn: tuple[County, Policy]) -> None:
    compared = Compared(*drawn)
    for case, expected in compared.cases():
        compared.agree(exchange_of(case, 20.0, 1, 0), expected)


def agree_on_the_plan(county: County, policy: Policy) -> None:
    expected = best_plan_with_teachers(county, policy)
    solved = solve_case(county, policy, time_limit=30.0, workers=1, seed=0)
    if isinstance(solved, NoPlan):
        assert solved.status == "infeasible"
        assert expected is None
        return
    assert expected is not None, "a plan where none is possible"
    plan = solved.plan
    assert [tier.best for tier in plan.tiers] == pytest.approx(
        list(map(float, expected.best)), abs=FLOAT_NOISE
    )
    assert plan.status == "optimal"
    assert all(tier.proven and tier.bound == tier.best for tier in plan.tiers)
    assert not check_plan(county, policy, plan, solved.certificate).broken


@pytest.mark.parametrize("seed", range(0, CASES, 5))
def test_a_county_of_one_alliance_is_solved_end_to_end(seed: int) -> None:
    agree_on_the_plan(*random_exchange(seed))


@pytest.mark.parametrize("seed", range(JOINT_CASES))
def test_grouping_and_exchange_together_are_the_best_there_is(seed: int) -> None:
    agree_on_the_plan(*random_joint(seed))


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn=exchanges(two_cores))
def test_drawn_counties_have_the_best_plan_there_is(drawn: tuple[County, Policy]) -> None:
    agree_on_the_plan(*drawn)


def best_of(county: County, policy: Policy, **changed: object) -> tuple[Fraction, ...]:
    """Best value of each tier with some settings of [exchange] changed."""
    loosened = policy.exchange.model_copy(update=changed)
    found = best_plan_with_teachers(county, policy.model_copy(update={"exchange": loosened}))
    assert found is not None
    return found.best


LOOSE: dict[str, object] = {
    "visit_days_max": 5,
    "lessons_per_half_day": 6,
    "class_lessons_per_day": 6,
    "visit_minutes_max": 600.0,
    "rotation_minutes_max": 600.0,
    "visitors_max": 50,
    "home_lessons_min": 0.0,
    "away_share_max": 1.0,
    "rotation_lessons_min": 0.0,
    "tenure_years_min": 0.0,
    "head_years_min": 0.0,
    "age_max_men": 100.0,
    "age_max_women": 100.0,
    "repeat_after_years": 0.0,
    "retire_within_years": 0.0,
    "count_inside_legal_person": True,
}


def without(county: County, policy: Policy, name: str) -> tuple[Fraction, ...]:
    """Best value of each tier where one limit, form, table or the exemptions are taken away."""
    if name in LOOSE:
        return best_of(county, policy, **{name: LOOSE[name]})
    if name in policy.exchange.forms:
        return best_of(county, policy, forms=tuple(form for form in policy.exchange.forms if form != name))
    if name == "exempt":
        teachers = [teacher.model_copy(update={"exempt": ""}) for teacher in county.teachers or ()]
        return best_of(county.model_copy(update={"teachers": tuple(teachers)}), policy)
    if name == "blocked":  # without the half-days blocked at every school there would be too many weeks
        everywhere = tuple(row for row in county.blocked if row.semester is None and row.id in county.by_id)
        return best_of(county.model_copy(update={name: everywhere}), policy)
    return best_of(county.model_copy(update={name: ()} if name in TABLES else {}), policy)


TABLES = ("blocked", "vehicles", "exchanges")
OFTEN = {"visit": 10, "rotation": 20, "visit_minutes_max": 5}


BINDING = {
    "visit_days_max": (11, 20),
    "lessons_per_half_day": (6, 29),
    "class_lessons_per_day": (0, 109),
    "visit_minutes_max": (17, 18, 38, 45, 67),
    "rotation_minutes_max": (23, 32),
    "visitors_max": (29, 98),
    "home_lessons_min": (16, 40),
    "away_share_max": (17, 71),
    "rotation_lessons_min": (21, 23),
    "tenure_years_min": (54, 64),
    "head_years_min": (47, 64),
    "age_max_men": (49, 54),
    "age_max_women": (45, 60),
    "repeat_after_years": (54, 78),
    "retire_within_years": (50, 52),
    "count_inside_legal_person": (4, 25),
    "blocked": (43, 65),
    "vehicles": (6, 145),
    "exchanges": (27, 28),
    "exempt": (15, 31),
    "visit": (0, 4, 6, 19, 27, 28, 29, 34, 39, 40),
    "rotation": (4, 5, 8, 12, 17, 25, 27, 28, 31, 32, 34, 35, 36, 45, 47, 49, 50, 52, 53, 56),
}
"""Seeds in which each binds, found by trying all in order: they are tried first, to be quick."""


def test_every_limit_binds_in_some_of_the_counties() -> None:
    """Each at least so often, in the seeds that are known for it or in others."""
    assert BINDING.keys() == {*LOOSE, *TABLES, "visit", "rotation", "exempt"}
    best = cache(lambda seed: best_of(*random_exchange(seed)))
    for name, known in BINDING.items():
        least, binding = OFTEN.get(name, 2), 0
        for seed in dict.fromkeys((*known, *range(400))):
            binding += without(*random_exchange(seed), name) != best(seed)
            if binding == least:
                break
        assert binding == least, name


def test_the_counties_of_two_cores_have_choices() -> None:
    results = [best_plan_with_teachers(*random_joint(seed)) for seed in range(40)]
    assert sum(result is not None and result.plans >= 7 for result in results) >= 20
    assert sum(result is not None and result.terms.get(Term.UNPLACED, 0) > 0 for result in results) <= 20
