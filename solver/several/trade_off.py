"""The trade-off of two terms as a proven curve. Source: docs/answers.md, 15.

Between two neighbouring points, the plans whose first term is at most the middle are searched for the least
second term. So each interval is halved until its lower half holds no further point; then the next point is
the least first term of which the second is smaller. It ends where no interval is left, or time is over.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ...models.county import County
from ...models.objective import Tier, grouping_tiers, tolerance_of
from ...models.plan import TierResult
from ...models.policy import Policy
from ...models.result import NoPlan, Solved
from ...models.several import TradeOff, TradeOffPoint
from ...models.words import Term
from ..question import Cap, Question
from ..scale import UNIT, exact, scale_of
from ..solving import Solving

FIRST_SHARE = 0.25


@dataclass(frozen=True)
class _Found:
    """A point in whole units of its terms, as found and as bounded."""

    first: int
    second: int
    first_bound: int
    second_bound: int
    proven: bool


@dataclass(frozen=True)
class _Solver:
    """Solves for one curve: the terms, the tiers that keep their best, and the time."""

    county: County
    policy: Policy
    terms: tuple[Term, Term]
    kept: tuple[Tier, ...]
    solving: Solving
    until: float
    stop: threading.Event
    budgets: tuple[Cap, ...] = ()

    def of(
        self, order: Sequence[Term], caps: Sequence[Cap], known: Solved | None, share: float = 1.0
    ) -> Solved | NoPlan | None:
        """Solve the kept tiers, then two terms in an order; None: no time, or nothing found."""
        tolerance = tuple(tolerance_of(self.policy, at) for at in range(len(self.kept)))
        objective = self.policy.objective.model_copy(
            update={
                "tiers": (*self.kept, *({term: 1.0} for term in order)),
                "tolerance": tolerance if any(tolerance) else (),
            }
        )
        question = Question(
            caps=(*self.budgets, *caps), known=known.plan.alliances if known else (), published=False
        )
        policy = self.policy.model_copy(update={"objective": objective})
        seconds = share * (self.until - time.monotonic())
        return self.solving.settled(self.county, policy, seconds, question, stop=self.stop)

    def units(self, term: Term, tier: TierResult) -> tuple[int, int]:
        """Value and bound of a tier of one term, in whole units of the term."""
        value, bound = (round(exact(figure or 0.0) / UNIT[term]) for figure in (tier.value, tier.bound))
        return value, min(value, bound)

    def least(
        self, number: int, most: int | None, known: Solved | None, share: float
    ) -> tuple[_Found, Solved] | NoPlan | None:
        """Find the least of one term (0 the first, 1 the second) within a limit on the other, then that."""
        term, other = self.terms[number], self.terms[1 - number]
        caps = () if most is None else (Cap({other: 1.0}, most * UNIT[other]),)
        outcome = self.of((term, other), caps, known, share)
        if outcome is None or isinstance(outcome, NoPlan):
            return outcome
        own, others = (
            self.units(of_tier, tier)
            for of_tier, tier in zip((term, other), outcome.plan.tiers[-2:], strict=True)
        )
        first, second = (own, others) if number == 0 else (others, own)
        proven = all(tier.proven for tier in outcome.plan.tiers)
        return _Found(first[0], second[0], first[1], second[1], proven), outcome


def trade_off(
    county: County,
    policy: Policy,
    terms: tuple[Term, Term],
    solving: Solving,
    *,
    time_limit: float,
    stop: threading.Event | None = None,
) -> TradeOff | NoPlan | None:
    """Solve the trade-off of two grouping terms.

    Parameters
    ----------
    time_limit
        Wall seconds for all points.

    Returns
    -------
    TradeOff, NoPlan or None
        None: time ran out before any point.
    """
    tiers = grouping_tiers(county, policy)
    first_with = next((at for at, tier in enumerate(tiers) if set(terms) & set(tier)), len(tiers))
    kept = tuple(tiers[:first_with])
    solver = _Solver(
        county, policy, terms, kept, solving, time.monotonic() + time_limit, stop or threading.Event()
    )
    ends = solver.least(0, None, None, FIRST_SHARE)
    if ends is None or isinstance(ends, NoPlan):
        return ends
    least_first, last = ends
    kept_tiers = last.plan.tiers[: len(kept)]
    solver = _with_kept_as_caps(solver, kept_tiers)
    other = solver.least(1, None, last, FIRST_SHARE)
    points = {least_first.first: least_first}
    complete = False
    if other is not None and not isinstance(other, NoPlan):
        points.setdefault(other[0].first, other[0])
        known = (last, other[1])
        complete = _fill(solver, least_first, other[0], points, known, kept_tiers[: len(solver.kept)])
    found = [points[at] for at in sorted(points)]
    better = [p for p in found if not any(_beats(q, p) for q in found)]
    return TradeOff(
        terms=terms,
        kept=kept_tiers,
        points=tuple(_shown(terms, point) for point in better),
        complete=complete and all(point.proven for point in better),
    )


def _with_kept_as_caps(solver: _Solver, solved: Sequence[TierResult]) -> _Solver:
    """Ask tiers that may give something back as limits: a limit on a term must not move what they give back.

    Tiers that give nothing back stay tiers, and so do those that cannot be limits.
    """
    back = [tolerance_of(solver.policy, at) for at in range(len(solver.kept))]
    possible = all(
        tier.proven
        and tier.best is not None
        and not scale_of(own).maxima
        and not any(term.needs_exchange for term in own)
        for own, tier in zip(solver.kept, solved, strict=True)
    )
    if not any(back) or not possible:
        return solver
    budgets = tuple(
        Cap(own, round(exact(tier.best or 0.0) / unit) * unit * (1 + exact(share)))
        for own, tier, share in zip(solver.kept, solved, back, strict=True)
        for unit in (scale_of(own).unit,)
    )
    return replace(solver, kept=(), budgets=budgets)


def _beats(one: _Found, other: _Found) -> bool:
    """Whether one point is no worse in both terms and another point."""
    at_least = one.first <= other.first and one.second <= other.second
    return at_least and (one.first, one.second) != (other.first, other.second)


def _fill(
    solver: _Solver,
    low: _Found,
    high: _Found,
    points: dict[int, _Found],
    known: tuple[Solved, Solved],
    kept: Sequence[TierResult],
) -> bool:
    """Halve the intervals between points; whether nothing is left between any two of them.

    Where the lower half holds no further point, the next one is asked for at once: the least first term of
    which the second is below the lower end's. A single unit of large sums may be too little for a proof (to
    HiGHS they are equal); then halving goes on.

    Parameters
    ----------
    known
        The plans at both ends.
    """

    def asked(number: int, most: int) -> _Found | None:
        found = solver.least(number, most, known[1 - number], 0.5)
        if found is None or isinstance(found, NoPlan):
            return None
        point, outcome = found
        as_before = [t.best for t in outcome.plan.tiers[: len(kept)]] == [t.best for t in kept]
        return point if point.proven and as_before else None

    intervals = [(low.first, high.first, low.second, high.second)]
    too_near: set[int] = set()
    while intervals:
        intervals.sort(key=lambda one: ((one[0] - one[1]) * (one[2] - one[3]), one))
        least, most, worse, better = intervals.pop(0)
        if most - least < 2 or worse - better < 1:
            continue
        middle = (least + most) // 2
        point = asked(1, middle)
        if point is None:
            return False
        if point.second < worse:
            points.setdefault(point.first, point)
            intervals += [(least, point.first, worse, point.second), (middle, most, point.second, better)]
            continue
        following = None if worse in too_near else asked(0, worse - 1)
        if following is None:
            too_near.add(worse)
            intervals.append((middle, most, worse, better))
        elif following.first < most:
            points.setdefault(following.first, following)
            intervals.append((following.first, most, following.second, better))
    return True


def _shown(terms: tuple[Term, Term], point: _Found) -> TradeOffPoint:
    first, second = (UNIT[term] for term in terms)

    def figure(units: int, unit: Fraction) -> float:
        return float(units * unit)

    return TradeOffPoint(
        first=figure(point.first, first),
        second=figure(point.second, second),
        first_bound=figure(point.first_bound, first),
        second_bound=figure(point.second_bound, second),
        proven=point.proven,
    )
