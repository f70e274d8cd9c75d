"""Sets below a threshold, and the least sum with each member, against every set."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from lianxiao.solver.grouping import below
from lianxiao.solver.grouping.below import NEVER, least_with_each, sets_below
from lianxiao.solver.grouping.knapsack import Sack
from lianxiao.tests.test_knapsack import drawn_sack, every_set

CASES = 250
TABLES = pytest.mark.parametrize("cells", [6_000_000, 60, 0], ids=["tables", "small tables", "fractions"])
VALUES = pytest.mark.parametrize("largest_value", [3, 20, 2**45])


@TABLES
@VALUES
def test_exactly_the_sets_below_a_threshold(
    cells: int, largest_value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(below, "TABLE_CELLS", cells)
    random = np.random.default_rng([cells, largest_value])
    for _ in range(CASES):
        sack, value = drawn_sack(random, largest_value)
        sets = every_set(sack, value)
        sums = sorted({*sets.values(), 0})
        for threshold in (sums[0] - 1, sums[0], int(random.choice(sums)), sums[-1] // 2, sums[-1]):
            found = sets_below(sack, value, threshold, 10**6)
            assert found is not None
            listed = {
                tuple(position for position in row if position >= 0): total
                for total, row in zip(found[0].tolist(), found[1].tolist(), strict=True)
            }
            assert len(listed) == len(found[0]), "a set twice"
            assert listed == {members: total for members, total in sets.items() if total <= threshold}


@TABLES
def test_refused_or_complete(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(below, "TABLE_CELLS", cells)
    random = np.random.default_rng(7)
    refused = 0
    for _ in range(CASES):
        sack, value = drawn_sack(random)
        sets = every_set(sack, value)
        threshold = max(sets.values(), default=0)
        for most in (0, 1, 4, 20):
            found = sets_below(sack, value, threshold, most)
            refused += found is None
            assert found is None or len(found[0]) == len(sets)
        assert sets_below(sack, value, threshold, 2**10) is not None
    assert refused > CASES


@TABLES
@VALUES
def test_least_sum_with_each_member(cells: int, largest_value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(below, "TABLE_CELLS", cells)
    random = np.random.default_rng([1, cells, largest_value])
    for _ in range(CASES):
        sack, value = drawn_sack(random, largest_value)
        by_load = replace(sack, least=0, most=len(value), marked_most=None, able_least=0)
        least, with_load = least_with_each(sack, value), every_set(by_load, value)
        allowed = every_set(sack, value)
        for member in range(len(value)):
            with_it = [total for members, total in with_load.items() if member in members]
            truly = [total for members, total in allowed.items() if member in members]
            if not with_it:
                assert least[member] == NEVER
                continue
            assert least[member] <= min(truly, default=NEVER)
            assert least[member] <= min(with_it)
            if cells > 10**6:
                assert least[member] == min(with_it)


def test_a_lead_without_members() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    nothing = np.zeros(0, dtype=bool)
    for capacity in (None, 0, 5):
        sack = Sack(nobody, capacity, 0, 0, nothing, nothing, None, 0)
        found = sets_below(sack, nobody, 0, 10)
        assert found is not None
        assert (found[0].tolist(), found[1].shape) == ([0], (1, 0))
        below_zero = sets_below(sack, nobody, -1, 10)
        assert below_zero is not None
        assert len(below_zero[0]) == 0
        assert not len(least_with_each(sack, nobody))


def test_many_members_of_no_load_below_a_tight_threshold() -> None:
    # 40 members, 2^40 sets: only those within 2 of the best of −40 are built.
    value = np.full(40, -1, dtype=np.int64)
    sack = Sack(
        np.zeros(40, dtype=np.int64), 7, 1, 40, np.zeros(40, dtype=bool), np.ones(40, dtype=bool), None, 0
    )
    found = sets_below(sack, value, -38, 10_000)
    assert found is not None
    assert len(found[0]) == 1 + 40 + len(list(combinations(range(40), 2)))
