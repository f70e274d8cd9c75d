"""Synthetic alliances and the comparison of two methods on them."""

import pytest
from lianxiao.benchmarks.exchange_cases import SIZES, exchange_case
from lianxiao.benchmarks.exchange_records import Gain, Run, gain_plot, gains, record, table
from lianxiao.benchmarks.exchange_runs import METHODS, run, run_allocation, solver_case
from lianxiao.benchmarks.records import machine
from lianxiao.benchmarks.registry import Results
from lianxiao.models.words import PinRule, Role, Term

ROW = {"size": "small", "seed": 1, "rotation": False, "teachers": 80, "seconds": 1.0, "allocation": None}


def tier(term: Term, alone: int, value: int, bound: int) -> dict[str, object]:
    return {"term": term.value, "alone": alone, "value": value, "bound": bound}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rotation", [False, True])
def test_an_alliance_has_a_core_three_members_and_teachers_in_range(size: str, *, rotation: bool) -> None:
    fewest, most = SIZES[size]
    case = exchange_case(size, 1, rotation=rotation)
    roles = [school.role for school in case.county.schools]
    assert roles == [Role.CORE, Role.MEMBER, Role.MEMBER, Role.MEMBER]
    assert {(pin.school_id, pin.core_id, pin.rule) for pin in case.county.pins} == {
        (member, case.core, PinRule.MUST) for member in case.members
    }
    staff = [one.school_id for one in case.county.teachers or ()]
    for school in case.county.schools:
        assert fewest - 2 <= staff.count(school.school_id) <= most + 2
    assert ("rotation" in case.policy.exchange.forms) == rotation
    assert case.county.exchanges
    assert case.county.blocked


def test_the_same_seed_gives_the_same_people_with_and_without_rotation() -> None:
    first, again, rotating, other = (
        exchange_case("small", seed, rotation=rotation)
        for seed, rotation in ((1, False), (1, False), (1, True), (2, False))
    )
    assert first == again
    assert rotating.county == first.county
    assert other.county != first.county


def test_members_are_short_where_the_core_is_not() -> None:
    for seed in range(1, 6):
        case = exchange_case("large", seed, rotation=False)
        spare = dict.fromkeys((case.core, *case.members), 0.0)
        for row in case.county.needs or ():
            spare[row.school_id] += row.supply - row.need
        assert spare[case.core] > 0
        assert all(spare[member] < 0 for member in case.members)


def test_both_methods_run_and_are_valued_alike() -> None:
    case = exchange_case("small", 1, rotation=True)
    made = solver_case(case)
    assert len(made.schools) == 4
    assert any(school.rotation_quota for school in made.schools)
    runs = []
    for method in METHODS:
        outcome = run(method, made, 4, 2, 0)
        assert [one.term for one in outcome.tiers][:2] == ["uncovered_lessons", "quota_missed"]
        first = outcome.tiers[0]
        assert first.bound <= first.value <= first.alone
        allocation = run_allocation(made, 4) if method == "lianxiao" else None
        runs.append(Run(case, method, outcome, allocation))
    made_record = record(runs, {"small": SIZES["small"]})
    settings = {"seeds": [1], "time_limit": 4, "threads": 2, "date": "2026-01-01", **made_record.about}
    found = Results({**made_record.content, "settings": settings, "machine": machine()}, [])
    assert gain_plot(found).axes
    for lang in ("en", "zh"):
        lines = table(found, lang).splitlines()
        assert lines[2].startswith("| 10–40 |")
        assert len(lines[2].split("|")) == len(lines[0].split("|"))


def test_the_better_bound_of_the_first_tier_counts_for_both() -> None:
    rows = [
        ROW | {"method": "a", "tiers": [tier(Term.UNCOVERED_LESSONS, 100, 60, 50)]},
        ROW | {"method": "b", "tiers": [tier(Term.UNCOVERED_LESSONS, 100, 80, 0)]},
    ]
    assert list(gains(rows, "a", Term.UNCOVERED_LESSONS)) == [Gain(40, 50)]
    assert list(gains(rows, "b", Term.UNCOVERED_LESSONS)) == [Gain(20, 50)]
    assert list(gains(rows, "a", Term.QUOTA_MISSED)) == []


def test_a_later_tiers_bound_speaks_of_its_own_schedule_alone() -> None:
    lessons = tier(Term.UNCOVERED_LESSONS, 100, 60, 50)
    rows = [
        ROW | {"method": "a", "tiers": [lessons, tier(Term.QUOTA_MISSED, 4, 2, 1)]},
        ROW | {"method": "b", "tiers": [lessons, tier(Term.QUOTA_MISSED, 4, 3, 3)]},
    ]
    assert [gain.share for gain in gains(rows, "a", Term.QUOTA_MISSED)] == [2 / 3]
    assert [gain.share for gain in gains(rows, "b", Term.QUOTA_MISSED)] == [1.0]


def test_where_nothing_can_be_gained_all_of_it_is_reached() -> None:
    assert Gain(0, 0).share == 1.0
