"""The cheapest set of a lead, against every set of its members."""

from itertools import combinations

import numpy as np
import pytest
from lianxiao.solver.grouping import knapsack
from lianxiao.solver.grouping.knapsack import Sack, cheapest_set, has_set
from lianxiao.solver.grouping.problem import Ints

CASES = 150
Sets = dict[tuple[int, ...], int]


def drawn_sack(random: np.random.Generator, largest_value: int = 20) -> tuple[Sack, Ints]:
    """Draw what a lead's sets must keep, and what each member adds; loads share a divisor now and then."""
    size = int(random.integers(0, 9))
    load = random.integers(0, 8, size) * int(random.choice([1, 3]))
    kind = random.integers(-1, 2, size)
    least = int(random.integers(0, 4))
    sack = Sack(
        load=load.astype(np.int64),
        capacity=None if random.random() < 0.2 else int(random.integers(0, 30)),
        least=least,
        most=min(int(random.integers(max(least, 1), 10)), size),
        marked=kind == 1,
        able=kind != -1,
        marked_most=None if random.random() < 0.5 else int(random.integers(0, 3)),
        able_least=int(random.integers(0, 3)),
    )
    return sack, random.integers(-largest_value, largest_value // 2 + 1, size).astype(np.int64)


def every_set(sack: Sack, value: Ints) -> Sets:
    """Every allowed set of positions with its sum of values."""
    sets: Sets = {}
    for size in range(sack.least, sack.most + 1):
        for positions in combinations(range(len(value)), size):
            taken = list(positions)
            if keeps(sack, taken) and int(sack.able[taken].sum()) >= sack.able_least:
                sets[positions] = int(value[taken].sum())
    return sets


def keeps(sack: Sack, taken: list[int]) -> bool:
    """Whether a set keeps the upper bounds."""
    if sack.capacity is not None and int(sack.load[taken].sum()) > sack.capacity:
        return False
    if sack.marked_most is not None and int(sack.marked[taken].sum()) > sack.marked_most:
        return False
    return len(taken) <= sack.most


def hold(sack: Sack, value: Ints, *, exact: bool) -> None:
    """Hold the cheapest set against all sets."""
    sets = every_set(sack, value)
    found = cheapest_set(sack, value)
    assert has_set(sack) or not sets
    if found is None:
        assert not sets
        return
    taken = found.members.tolist()
    assert keeps(sack, taken)
    assert len(set(taken)) == len(taken)
    if sets:
        assert found.least <= min(sets.values())
        if exact and not sack.bound_below:
            assert (found.least, int(value[taken].sum())) == (min(sets.values()),) * 2


@pytest.mark.parametrize("largest_value", [3, 20, 2**49])
def test_never_above_the_least_and_exact_without_lower_bounds(largest_value: int) -> None:
    random = np.random.default_rng(largest_value)
    for _ in range(CASES):
        hold(*drawn_sack(random, largest_value), exact=True)


def test_bounds_of_knapsacks_stopped_by_time_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knapsack, "SECONDS_PER_SOLVE", 0.0)
    random = np.random.default_rng(5)
    for _ in range(4 * CASES):
        hold(*drawn_sack(random), exact=False)


def test_a_knapsack_stopped_without_any_member_is_bounded_below_the_cheapest_single_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Stopped before it had taken anybody, its bound was once replaced by the cheapest member's value, −18.
    monkeypatch.setattr(knapsack, "SECONDS_PER_SOLVE", 0.0)
    sack = Sack(
        load=np.array([6, 2, 3, 0, 2], dtype=np.int64),
        capacity=29,
        least=1,
        most=2,
        marked=np.array([False, True, False, False, False]),
        able=np.array([True, True, False, True, True]),
        marked_most=0,
        able_least=0,
    )
    found = cheapest_set(sack, np.array([-11, -17, 6, -10, -18], dtype=np.int64))
    assert found is not None
    assert found.least <= -29


def test_prices_on_lower_bounds_are_worth_something() -> None:
    # Three members are asked for, each costs 10 or more: the bound must be near 30, not 0.
    sack = Sack(
        load=np.ones(5, dtype=np.int64),
        capacity=None,
        least=3,
        most=5,
        marked=np.zeros(5, dtype=bool),
        able=np.ones(5, dtype=bool),
        marked_most=None,
        able_least=0,
    )
    found = cheapest_set(sack, np.array([10, 11, 12, 13, 14], dtype=np.int64))
    assert found is not None
    assert 25 <= found.least <= 33
