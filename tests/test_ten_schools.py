"""The county of ten schools has the plan that ``docs/ten-schools.md`` derives by hand."""

from pathlib import Path

import lianxiao
import pytest
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.rule import Rule
from lianxiao.models.words import Stage, Term
from lianxiao.solver.run import solve_case
from lianxiao.tests.oracle import best_plan

FOLDER = Path(lianxiao.__file__).parent / "instances" / "data" / "ten_schools"


def solve(county: County, policy: Policy) -> Plan:
    solved = solve_case(county, policy, time_limit=20.0, workers=1, seed=0)
    assert not isinstance(solved, NoPlan)
    return solved.plan


@pytest.fixture(scope="module")
def case() -> tuple[County, Policy]:
    read = read_county(FOLDER)
    return read.county, read.policy


@pytest.fixture(scope="module")
def plan(case: tuple[County, Policy]) -> Plan:
    return solve(*case)


def test_the_tables_are_the_ones_of_the_page(case: tuple[County, Policy]) -> None:
    county, policy = case
    assert [school.school_id for school in county.schools] == [f"{number:04d}" for number in range(101, 111)]
    assert policy.name == "清溪县"
    assert "invented" in policy.notice
    spare = {(row.school_id, row.subject): row.supply - row.need for row in county.needs or ()}
    english = [spare[school.school_id, "english"] for school in county.schools]
    music = [spare[school.school_id, "music"] for school in county.schools]
    assert english == [4, 2, 0, -2, -2, -2, 0, 0, 0, -3]
    assert music == [0, 2, 4, 0, 0, 0, -2, -2, -2, -1]


def test_every_tier_has_the_value_found_by_hand(plan: Plan) -> None:
    assert plan.status == "optimal"
    found = [(tier.terms, tier.value, tier.best, tier.bound, tier.proven) for tier in plan.tiers]
    assert found == [
        # 0110 is 40 km from the nearest core, the limit is 30 km; the other six fit
        ({Term.UNPLACED: 1}, 1, 1, 1, True),
        # 0110 alone lacks 3 + 1 lessons; with three cores leading two each nobody else lacks any, when
        # 0101 (4 English to spare) leads two that are short of English, 0103 (4 music) two that are short of
        # music, and 0102 (2 and 2) one of each; with two cores leading three each at least 4 more are missing
        ({Term.UNCOVERED_LESSONS: 4}, 4, 4, 4, True),
        # 0106 may be the one short of English that goes to 0102: the wish is met
        ({Term.PREFERENCES: 0}, 0, 0, 0, True),
        # 0104 is then with 0101, 12 km; with 0107 or 0108 at 0102 no way is longer
        ({Term.WORST_KM: 12}, 12, 12, 12, True),
        # 12 + 6 + 9 + 10 + 5 + 6 = 48 with 0107 at 0102 (52 with 0108), and 4 + 3 + 5 for leading
        ({Term.TOTAL_KM: 48, Term.OPENING_COST: 12}, 60, 60, 60, True),
    ]


def test_the_best_plan_is_the_one_of_the_page(plan: Plan) -> None:
    # the page shows that no other plan is as good, so the plan itself can be compared
    ways = {a.core: {m.school: (m.km, m.minutes) for m in a.members} for a in plan.alliances}
    assert ways == {
        "0101": {"0104": (12, 18), "0105": (6, 9)},
        "0102": {"0106": (9, 13.5), "0107": (10, 15)},
        "0103": {"0108": (5, 7.5), "0109": (6, 9)},
    }


def test_the_far_school_is_unplaced_because_of_the_limit(plan: Plan) -> None:
    assert plan.unplaced is not None
    (far,) = plan.unplaced
    assert (far.school, far.stage) == ("0110", Stage.PRIMARY)
    assert [(reason.rule, reason.nearest, reason.km) for reason in far.reasons] == [(Rule.MAX_KM, "0103", 40)]


def test_without_the_wish_the_ways_are_shorter(case: tuple[County, Policy]) -> None:
    county, policy = case
    freed = solve(county.model_copy(update={"pins": ()}), policy)
    # 0107 (10 km) is the least that 0102 can take of those short of music; then 0104 is with 0102 too,
    # and the ways are 6 + 6 + 7 + 10 + 5 + 6 = 40
    assert [tier.best for tier in freed.tiers] == [1, 4, 10, 52]


def test_brute_force_finds_the_same(case: tuple[County, Policy]) -> None:
    expected = best_plan(*case)
    assert expected is not None
    assert [float(best) for best in expected.best] == [1, 4, 0, 12, 60]
