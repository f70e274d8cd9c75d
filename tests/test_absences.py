"""Absences, and years of which only a part is planned: solver, checker and brute force agree.

Source: docs/exchange.md, 37 to 40. The counties are those of the exchange's oracle, with some teachers away.
"""

import os
from random import Random
from typing import Any

import pytest
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.school_year import PastExchange
from lianxiao.solver.exchange.exact import exact_exchange
from lianxiao.solver.exchange.one_semester import taken_once
from lianxiao.solver.exchange.reading_out import Staffing
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.solver.exchange.tier_values import tier_values
from lianxiao.tests.test_exchange_oracle import Compared, agree_on_the_plan
from lianxiao.tests.tiny_counties import chance
from lianxiao.tests.tiny_exchanges import random_exchange, random_joint

CASES = int(os.environ.get("LIANXIAO_ABSENCE_CASES", "120"))
JOINT_CASES = CASES // 4
AWAY: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"away_from": "2026-2"},
    {"away_until": "2026-1"},
    {"away_from": "2026-1", "away_until": "2026-1"},
    {"away_from": "2026-1"},
    {"away_from": "2027-1"},
)
PLANNED: tuple[tuple[str, ...] | None, ...] = (None, ("2026-2",), ("2026-1",), ("2026-1", "2026-2"))


def with_absences(county: County, policy: Policy, seed: int) -> tuple[County, Policy]:
    """Some teachers away, some semesters planned, now and then somebody who has rotated already."""
    rng = Random(seed)
    teachers = [one.model_copy(update=rng.choice(AWAY)) for one in county.teachers or ()]
    exchanges = list(county.exchanges)
    if chance(rng, 0.4):
        exchanges.append(
            PastExchange(
                kind="rotation",
                teacher=rng.choice(teachers).teacher_id,
                to_id=rng.choice(county.schools[:2]).school_id,
                semester=rng.choice(("2026-1", "2026-2", "2026-1;2026-2", "2026-1;2026-2", "2025-2")),
            )
        )
    settings = policy.exchange.model_copy(update={"planned": rng.choice(PLANNED)})
    return (
        county.model_copy(update={"teachers": tuple(teachers), "exchanges": tuple(exchanges)}),
        policy.model_copy(update={"exchange": settings}),
    )


@pytest.mark.parametrize("seed", range(CASES))
def test_an_alliance_with_absences_has_the_best_exchange_there_is(seed: int) -> None:
    compared = Compared(*with_absences(*random_exchange(seed), seed))
    for case, expected in compared.cases():
        compared.agree(exchange_of(case, 20.0, 1, 0), expected)


@pytest.mark.parametrize("seed", range(0, CASES, 3))
def test_the_model_of_everything_finds_the_same(seed: int) -> None:
    compared = Compared(*with_absences(*random_exchange(seed), seed))
    for case, expected in compared.cases():
        compared.agree(exact_exchange(case, 20.0, 1, 0), expected)


@pytest.mark.parametrize("seed", range(JOINT_CASES))
def test_a_county_with_absences_is_solved_and_checked_end_to_end(seed: int) -> None:
    agree_on_the_plan(*with_absences(*random_joint(seed), seed))


@pytest.mark.parametrize("seed", range(10))
def test_a_single_planned_semester_is_laid_once(seed: int) -> None:
    county, policy = with_absences(*random_exchange(seed), seed)
    settings = policy.exchange.model_copy(update={"planned": ("2026-2",)})
    compared = Compared(county, policy.model_copy(update={"exchange": settings}))
    for case, _ in compared.cases():
        assert case.single
        laid = Staffing(*exchange_of(case, 10.0, 1, 0)[:3])
        assert tier_values(case, *taken_once(case, laid)) == tier_values(case, *laid)
