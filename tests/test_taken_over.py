"""A better plan that is known is taken over with the bounds of a search that was cut short."""

from lianxiao.models.plan import TierResult
from lianxiao.models.words import Term
from lianxiao.solver.whatif.taken_over import is_better, taken_over


def tiers(*figures: tuple[float, float]) -> tuple[TierResult, ...]:
    terms = (Term.UNPLACED, Term.UNCOVERED_LESSONS, Term.TOTAL_KM)
    return tuple(
        TierResult(terms={term: value}, value=value, best=value, bound=bound, proven=value == bound)
        for term, (value, bound) in zip(terms, figures, strict=False)
    )


def test_bounds_of_the_search_hold_for_the_better_plan() -> None:
    """All free was once said to be worse than the plan near the one in force, which is a free plan too."""
    near, free = tiers((8, 8), (782, 0), (50, 0)), tiers((8, 8), (1098, 700), (40, 30))
    assert is_better(near, free)
    found = taken_over(near, free)
    assert [(tier.value, tier.bound, tier.proven) for tier in found] == [
        (8, 8, True),
        (782, 700, False),
        (50, 30, False),
    ]


def test_a_bound_above_the_better_plan_is_its_value() -> None:
    """Bounds of later tiers speak of plans that are no worse before: a better one may be below them."""
    found = taken_over(tiers((1, 1), (5, 5), (4, 4)), tiers((1, 1), (7, 7), (9, 9)))
    assert [tier.bound for tier in found] == [1, 5, 4]


def test_plans_of_other_aims_are_not_compared() -> None:
    assert not is_better(tiers((1, 1)), tiers((2, 2), (1, 1)))
    assert not is_better(tiers((2, 2), (0, 0)), tiers((1, 1), (9, 9)))
