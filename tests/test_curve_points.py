"""Points of a curve judged by themselves: when the end is proven, and what a point takes over."""

import pytest
from lianxiao.models.plan import TierResult
from lianxiao.models.whatif import CurvePoint
from lianxiao.models.words import Term
from lianxiao.solver.whatif.curve_points import end_is_proven, never_worse


def tier(term: Term, value: float, bound: float) -> TierResult:
    return TierResult(terms={term: value}, value=value, best=value, bound=bound, proven=value == bound)


def point(most: int, *figures: tuple[float, float]) -> CurvePoint:
    terms = (Term.UNPLACED, Term.TOTAL_KM)
    tiers = tuple(tier(term, *figure) for term, figure in zip(terms, figures, strict=False))
    return CurvePoint(changed_at_most=most, status="solved" if tiers else "impossible", tiers=tiers)


FEWEST_OPEN = tier(Term.CHANGED, 2, 1)


@pytest.mark.parametrize(
    ("before", "proven"),
    [
        (point(1, (0, 0), (9, 9)), True),
        (point(1), True),
        (point(1, (0, 0), (8, 8)), False),  # as good with one change fewer
        (point(1, (0, 0), (9, 7)), False),  # perhaps as good
        (None, False),
    ],
)
def test_the_end_is_proven_where_the_last_change_gains_something(
    before: CurvePoint | None, proven: bool
) -> None:
    end = point(2, (0, 0), (8, 8))
    assert end_is_proven((*end.tiers, FEWEST_OPEN), before, end) is proven
    assert end_is_proven((*end.tiers, tier(Term.CHANGED, 2, 2)), None, end)


def test_an_end_proven_within_its_own_number_of_changes_says_nothing_of_more() -> None:
    """The free search was cut short at 9 km, the point of two changes proven later: three may do better."""
    cut, again = point(2, (0, 0), (9, 5)), point(2, (0, 0), (8, 8))
    assert not end_is_proven((*cut.tiers, FEWEST_OPEN), point(1, (0, 0), (12, 12)), again)


def test_a_point_takes_over_the_better_of_two_known_plans() -> None:
    fewer, cut, also = point(0, (0, 0), (7, 7)), point(2, (0, 0), (9, 5)), point(1, (0, 0), (6, 4))
    first, last = never_worse([fewer, cut], also)
    assert first == fewer, "a plan of more changes is none of it"
    assert [(one.value, one.bound) for one in last.tiers] == [(0, 0), (6, 5)]
    assert last.changed_at_most == 2
