"""The LP bound of every tier and part, recomputed exactly over the complete universe of candidates."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...models.words import Term
from .case import Case, Key
from .core_figures import CoreFigures
from .numbers import Whole
from .prices import QUALITY_TOP, WORST, Prices, maxima_step, maxima_sum, unplaced_step, unplaced_sum
from .subsets import Block, Items, subsets
from .summed_cores import summed_largest, summed_least, summed_step
from .universe import Led

InTime = Callable[[], bool]
"""Whether there is still time to recompute bounds."""
_FEW_SETS = 100_000
"""Sets up to which a core's candidates are enumerated once for all limits on travel."""


@dataclass
class _Extremes:
    """Smallest reduced cost under each lead row key and largest q of each maximum, so far.

    Where ``step`` is given, only the greatest common divisor of the costs is noted.
    """

    step: int | None = None
    smallest: dict[Key, int] = field(default_factory=dict)
    largest: defaultdict[Term, int] = field(default_factory=lambda: defaultdict(int))

    def meet(self, key: Key, cost: int) -> None:
        self.smallest[key] = min(cost, self.smallest.get(key, cost))

    def reach(self, term: Term, q: int) -> None:
        self.largest[term] = max(self.largest[term], q)


def recompute(
    case: Case,
    candidates: Sequence[Led],
    priced: Sequence[Prices],
    costed: Sequence[Prices],
    in_time: InTime,
) -> tuple[list[int], list[int]] | None:
    """Σ of the bound formula per entry of ``priced``, and the step of values per entry of ``costed``.

    The sums are in units of the tier ÷ scale. A step is the greatest common divisor of the costs of every
    column, in units of the tier (0 where all cost nothing); ``costed`` holds no duals. All is computed in one
    pass over the candidates: in 64-bit integers where no sum can overflow, otherwise in Python's own.
    None as soon as it is no longer ``in_time``: nothing is known of any bound then.
    """
    extremes = [*(_Extremes() for _ in priced), *(_Extremes(step=0) for _ in costed)]
    if not _survey(case, candidates, [*priced, *costed], extremes, in_time):
        return None
    sums = [
        entry.constant
        + sum(min(0, cost) for cost in extreme.smallest.values())
        + unplaced_sum(case, entry)
        + maxima_sum(entry, extreme.largest)
        for entry, extreme in zip(priced, extremes[: len(priced)], strict=True)
    ]
    steps = [
        math.gcd(extreme.step or 0, unplaced_step(case, entry), maxima_step(entry))
        for entry, extreme in zip(costed, extremes[len(priced) :], strict=True)
    ]
    return sums, steps


def _survey(
    case: Case,
    candidates: Sequence[Led],
    priced: Sequence[Prices],
    extremes: Sequence[_Extremes],
    in_time: InTime,
) -> bool:
    """Note the extremes of every entry: of summed cores by their knapsack, of others by enumeration.

    Whether there was time for all of it.
    """
    by_school: defaultdict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(priced):
        for school in entry.schools:
            by_school[school].append(at)
    for led in candidates:
        for own, places in _by_reach(led, priced, by_school[led.core]):
            here = [(priced[at], extremes[at]) for at in places]
            if not _survey_core(CoreFigures.read(case, own), here, in_time):
                return False
    return True


def _by_reach(led: Led, priced: Sequence[Prices], places: Sequence[int]) -> Iterator[tuple[Led, list[int]]]:
    """Split entries by the members within their limits, where the core's candidates are many."""
    alike: defaultdict[bytes, list[int]] = defaultdict(list)
    reach: dict[bytes, Led] = {}
    for at in places:
        inside = priced[at].within(led) if led.sets > _FEW_SETS else np.ones(len(led.at), dtype=bool)
        name = inside.tobytes()
        alike[name].append(at)
        reach.setdefault(name, led.only(inside))
    yield from ((reach[name], alike[name]) for name in alike)


def _survey_core(figures: CoreFigures, entries: Sequence[tuple[Prices, _Extremes]], in_time: InTime) -> bool:
    """Note the extremes of one core; whether there was time."""
    narrow: list[tuple[Prices, _Extremes]] = []
    wide: list[tuple[Prices, _Extremes]] = []
    for entry, extreme in entries:
        if not in_time():
            return False
        shares = entry.shares(figures.led)
        if shares is not None:
            _sum_up(figures, entry, shares, extreme)
        else:
            (narrow if figures.narrow(entry) else wide).append((entry, extreme))
    for chosen, dtype in ((narrow, np.dtype(np.int64)), (wide, np.dtype(object))):
        pricing = _CorePricing(figures, [entry for entry, _ in chosen], dtype)
        if chosen and not pricing.run([extreme for _, extreme in chosen], in_time):
            return False
    return True


def _sum_up(figures: CoreFigures, entry: Prices, shares: Mapping[str, int], extreme: _Extremes) -> None:
    """Note the extremes of a summed core."""
    if extreme.step is not None:
        extreme.step = math.gcd(extreme.step, summed_step(figures, entry))
        return
    # only what lies below 0, and below what other candidates of the key reach, counts in the bound
    ceiling = min(0, extreme.smallest.get(figures.key, 0))
    extreme.meet(figures.key, summed_least(figures, entry, shares, ceiling))
    for term, q in summed_largest(figures, entry).items():
        extreme.reach(term, q)


class _CorePricing:
    """Reduced costs of one core's candidates under several certificates at once."""

    def __init__(self, figures: CoreFigures, priced: Sequence[Prices], dtype: np.dtype[Any]) -> None:
        self._figures = figures
        self._priced = priced
        self._dtype = dtype
        self._fixed = [figures.fixed(entry) for entry in priced]
        lessons = any(Term.UNCOVERED_LESSONS in entry.weights for entry in priced)
        self._subjects = list(figures.demand) if lessons else []
        self._quality = any(_wants_quality(entry, figures.key) for entry in priced)

    def run(self, extremes: Sequence[_Extremes], in_time: InTime) -> bool:
        """Enumerate the candidates once and note every certificate's extremes; whether there was time."""
        led, wide = self._figures.led, self._dtype == np.dtype(object)
        rows: list[Whole] = [led.loads, *(self._figures.single(entry, wide) for entry in self._priced)]
        rows += [self._figures.demand[subject] for subject in self._subjects]
        rows += [self._figures.graded, self._figures.weighing] if self._quality else []
        rows += [led.roster.entrusted[led.at], led.roster.able[led.at]]
        items = Items(
            added=_table(rows, self._dtype),
            greatest=_table([led.metres, led.seconds], np.dtype(np.int64)),
            capacity=led.capacity,
            least=led.least,
            most=led.most,
        )
        for block in subsets(items):
            if not in_time():
                return False
            lessons = self._lessons(block)
            means, known = self._means(block)
            allowed = self._kinds_allowed(block)
            for place, entry in enumerate(self._priced):
                inside = allowed.copy()
                for term, q in zip(WORST, block.maxima, strict=True):
                    if term in entry.limits:
                        inside &= q <= entry.limits[term]
                if not inside.any() or extremes[place].step == 1:
                    continue
                cost = self._reduced_cost(place, block, lessons, means, known)
                if (step := extremes[place].step) is not None:
                    extremes[place].step = math.gcd(step, int(np.gcd.reduce(cost[inside])))
                    continue
                extremes[place].meet(self._figures.key, int(cost[inside].min()))
                for term, q in zip(WORST, block.maxima, strict=True):
                    extremes[place].reach(term, int(q[inside].max()))
                if (known & inside).any():
                    extremes[place].reach(Term.QUALITY_SPREAD, int(means[known & inside].max()))
        return True

    def _reduced_cost(self, place: int, block: Block, lessons: Whole, means: Whole, known: Whole) -> Whole:
        entry, key = self._priced[place], self._figures.key
        cost: Whole = block.sums[place + 1] + self._fixed[place]
        if weight := entry.weights.get(Term.UNCOVERED_LESSONS, 0):
            cost = cost + weight * lessons
        for term, q in zip(WORST, block.maxima, strict=True):
            if dual := entry.high.get((term, key), 0):
                cost = cost - dual * q.astype(self._dtype)
        high, low = entry.high.get((Term.QUALITY_SPREAD, key), 0), entry.low.get(key, 0)
        if high or low:
            cost = cost - np.where(known, high * means + low * (QUALITY_TOP - means), 0)
        return cost

    def _kinds_allowed(self, block: Block) -> NDArray[np.bool_]:
        """Return where enough members are able and not too many entrusted."""
        led = self._figures.led
        allowed: NDArray[np.bool_] = (block.sums[-1] >= led.able_least).astype(bool)
        if led.entrusted_most is not None:
            allowed &= (block.sums[-2] <= led.entrusted_most).astype(bool)
        return allowed

    def _lessons(self, block: Block) -> Whole:
        """Uncovered lessons of every set, in 0.001."""
        lessons: Whole = np.zeros(len(block.last), dtype=self._dtype)
        for at, subject in enumerate(self._subjects):
            total = block.sums[1 + len(self._priced) + at] + self._figures.demand_alone[subject]
            lessons += np.maximum(total, 0)
        return lessons

    def _means(self, block: Block) -> tuple[Whole, Whole]:
        """Student-weighted mean quality in 0.000001, and where there is one."""
        if not self._quality:
            return np.zeros(0, dtype=self._dtype), np.zeros(len(block.last), dtype=bool)
        graded = block.sums[-4] + self._figures.graded_alone
        students = block.sums[-3] + self._figures.weighing_alone
        known: Whole = (students > 0).astype(bool)
        whole = np.where(known, students, 1)
        return (2000 * graded + whole) // (2 * whole), known


def _table(rows: Sequence[Whole], dtype: np.dtype[Any]) -> Whole:
    return np.array([row.astype(dtype) for row in rows], dtype=dtype).reshape(len(rows), -1)


def _wants_quality(entry: Prices, key: Key) -> bool:
    return (
        Term.QUALITY_SPREAD in entry.weights or (Term.QUALITY_SPREAD, key) in entry.high or key in entry.low
    )
