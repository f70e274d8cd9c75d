"""What own staff alone can teach: docs/exchange.md, 4 and 7, against trying everything."""

from itertools import product

import hypothesis.strategies as st
from hypothesis import given
from lianxiao.solver.exchange.alone import Hand, staff_alone, uncovered_without

SUBJECTS = ("art", "maths", "music", "pe")


def best_by_trying(hands: list[Hand], need: dict[str, int]) -> int:
    """Most lessons that can be given: every split of every teacher's lessons is tried."""
    best = {tuple(need.get(one, 0) for one in SUBJECTS): 0}
    for hand in hands:
        grown: dict[tuple[int, ...], int] = {}
        first, second = SUBJECTS.index(hand.subjects[0]), SUBJECTS.index(hand.subjects[-1])
        for left, given_so_far in best.items():
            for a, b in product(range(hand.lessons_max + 1), repeat=2):
                if a + b > hand.lessons_max or (first == second and b):
                    continue
                after = list(left)
                after[first] -= a
                after[second] -= b
                if min(after) >= 0:
                    key = tuple(after)
                    grown[key] = max(grown.get(key, 0), given_so_far + a + b)
        best = grown
    return max(best.values())


HANDS = st.lists(
    st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(SUBJECTS), st.integers(0, 4)), max_size=4
).map(
    lambda rows: [
        Hand(f"T{at}", (main,) if main == other else (main, other), most)
        for at, (main, other, most) in enumerate(rows)
    ]
)
NEEDS = st.dictionaries(st.sampled_from(SUBJECTS), st.integers(0, 5))


@given(HANDS, NEEDS)
def test_as_much_as_trying_everything(hands: list[Hand], need: dict[str, int]) -> None:
    staffing = staff_alone(hands, need)
    assert sum(staffing.values()) == best_by_trying(hands, need)
    for hand in hands:
        own = {subject: given for (who, subject), given in staffing.items() if who == hand.teacher}
        assert set(own) <= set(hand.subjects)
        assert sum(own.values()) <= hand.lessons_max
        assert all(given > 0 for given in own.values())
    for subject in SUBJECTS:
        assert sum(given for (_, one), given in staffing.items() if one == subject) <= need.get(subject, 0)


@given(HANDS, NEEDS)
def test_what_the_school_would_lose_with_each_teacher(hands: list[Hand], need: dict[str, int]) -> None:
    lost = uncovered_without(hands, need)
    whole = best_by_trying(hands, need)
    for hand in hands:
        rest = [one for one in hands if one is not hand]
        assert lost[hand.teacher] == whole - best_by_trying(rest, need)


@given(HANDS, NEEDS)
def test_the_order_of_the_rows_changes_nothing(hands: list[Hand], need: dict[str, int]) -> None:
    assert staff_alone(hands, need) == staff_alone(hands[::-1], dict(reversed(need.items())))


def test_a_chain_of_handovers() -> None:
    # T1 alone has pe to spare; music is reached only if T1 takes art from T2 and T2 takes music.
    hands = [Hand("T1", ("pe", "art"), 4), Hand("T2", ("art", "music"), 4)]
    staffing = staff_alone(hands, {"art": 4, "music": 4})
    assert staffing == {("T1", "art"): 4, ("T2", "music"): 4}


def test_main_subjects_first_and_evenly() -> None:
    hands = [Hand(f"T{at}", ("maths", "pe"), 14) for at in range(3)]
    assert staff_alone(hands, {"maths": 20, "pe": 3}) == {
        ("T0", "maths"): 7,
        ("T1", "maths"): 7,
        ("T2", "maths"): 6,
        ("T0", "pe"): 1,
        ("T1", "pe"): 1,
        ("T2", "pe"): 1,
    }
