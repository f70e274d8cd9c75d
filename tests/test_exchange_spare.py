"""Spare lessons go where they lack, without any solver: every rule holds, and nothing is worse."""

import pytest
from lianxiao.solver.exchange.case import Schedule
from lianxiao.solver.exchange.lexicographic import with_bounds
from lianxiao.solver.exchange.own_staff import staff_alone
from lianxiao.solver.exchange.spare_lessons import spare_lessons
from lianxiao.solver.exchange.tier_values import tier_values
from lianxiao.tests.exchange_rules import broken_rules
from lianxiao.tests.made_alliances import made_alliance
from lianxiao.tests.made_cases import tiny_case


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_spare_lessons_keep_every_rule_and_never_cost_anything(first: int) -> None:
    better = 0
    for seed in range(first, first + 50):
        case = tiny_case(seed)
        staffing = spare_lessons(case)
        worths = tier_values(case, *staffing)
        alone = tier_values(case, *staff_alone(case))
        assert broken_rules(case, Schedule(*staffing, with_bounds(worths, [0] * len(worths)))) == [], seed
        assert [one.value for one in worths] <= [one.value for one in alone], seed
        better += [one.value for one in worths] < [one.value for one in alone]
    assert better, "in some cases somebody has lessons to spare"


def test_an_alliance_of_usual_size_gains_at_once() -> None:
    case = made_alliance((40, 20, 20, 20), 1)
    staffing = spare_lessons(case)
    assert staffing.visits
    assert tier_values(case, *staffing)[0].value < tier_values(case, *staff_alone(case))[0].value
