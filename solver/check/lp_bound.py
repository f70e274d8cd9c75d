"""The LP bound of every tier and part, recomputed exactly over the complete universe of candidates."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...models.words import Term
from .case import Case, Key
from .core_figures import CoreFigures
from .prices import QUALITY_TOP, WORST, Prices, maxima_step, maxima_sum, unplaced_step, unplaced_sum
from .subsets import Block, Items, subsets
from .universe import Led

_SAFE = 2**61

_Wide = NDArray[Any]


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
    case: Case, candidates: Sequence[Led], priced: Sequence[Prices], costed: Sequence[Prices]
) -> tuple[list[int], list[int]]:
    """Σ of the bound formula per entry of ``priced``, and the step of values per entry of ``costed``.

    The sums are in units of the tier ÷ scale. A step is the greatest common divisor of the costs of every
    column, in units of the tier (0 where all cost nothing); ``costed`` holds no duals. All is computed in one
    pass over the candidates: in 64-bit integers where no sum can overflow, otherwise in Python's own.
    """
    extremes = [*(_Extremes() for _ in priced), *(_Extremes(step=0) for _ in costed)]
    _survey(case, candidates, [*priced, *costed], extremes)
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
    case: Case, candidates: Sequence[Led], priced: Sequence[Prices], extremes: Sequence[_Extremes]
) -> None:
    """Enumerate every core's candidates and note the extremes of every entry."""
    by_school: defaultdict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(priced):
        for school in entry.schools:
            by_school[school].append(at)
    for led in candidates:
        figures = CoreFigures.read(case, led)
        narrow: list[int] = []
        wide: list[int] = []
        for at in by_school[led.core]:
            (narrow if figures.magnitude(case, priced[at]) < _SAFE else wide).append(at)
        for chosen, dtype in ((narrow, np.dtype(np.int64)), (wide, np.dtype(object))):
            if chosen:
                entries = [(priced[at], extremes[at]) for at in chosen]
                _CorePricing(case, figures, [entry for entry, _ in entries], dtype).run(
                    [extreme for _, extreme in entries]
                )


class _CorePricing:
    """Reduced costs of one core's candidates under several certificates at once."""

    def __init__(
        self, case: Case, figures: CoreFigures, priced: Sequence[Prices], dtype: np.dtype[Any]
    ) -> None:
        self._figures = figures
        self._priced = priced
        self._dtype = dtype
        self._fixed = [figures.fixed(case, entry) for entry in priced]
        lessons = any(Term.UNCOVERED_LESSONS in entry.weights for entry in priced)
        self._subjects = len(figures.demand) if lessons else 0
        self._quality = any(_wants_quality(entry, figures.key) for entry in priced)

    def run(self, extremes: Sequence[_Extremes]) -> None:
        """Enumerate the candidates once and note every certificate's extremes."""
        led = self._figures.led
        rows: list[Sequence[int]] = [led.loads, *(self._figures.single(entry) for entry in self._priced)]
        rows += self._figures.demand[: self._subjects]
        rows += [self._figures.graded, self._figures.students] if self._quality else []
        items = Items(
            added=_table(rows, self._dtype),
            greatest=_table([led.metres, led.seconds], np.dtype(np.int64)),
            capacity=led.capacity,
            least=led.least,
            most=led.most,
        )
        for block in subsets(items):
            lessons = self._lessons(block)
            means, known = self._means(block)
            for place, entry in enumerate(self._priced):
                inside: _Wide = np.ones(len(block.last), dtype=bool)
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

    def _reduced_cost(self, place: int, block: Block, lessons: _Wide, means: _Wide, known: _Wide) -> _Wide:
        entry, key = self._priced[place], self._figures.key
        cost: _Wide = block.sums[place + 1] + self._fixed[place]
        if weight := entry.weights.get(Term.UNCOVERED_LESSONS, 0):
            cost = cost + weight * lessons
        for term, q in zip(WORST, block.maxima, strict=True):
            if dual := entry.high.get((term, key), 0):
                cost = cost - dual * q.astype(self._dtype)
        high, low = entry.high.get((Term.QUALITY_SPREAD, key), 0), entry.low.get(key, 0)
        if high or low:
            cost = cost - np.where(known, high * means + low * (QUALITY_TOP - means), 0)
        return cost

    def _lessons(self, block: Block) -> _Wide:
        """Uncovered lessons of every set, in 0.001."""
        lessons: _Wide = np.zeros(len(block.last), dtype=self._dtype)
        for subject in range(self._subjects):
            total = block.sums[1 + len(self._priced) + subject] + self._figures.demand_alone[subject]
            lessons += np.maximum(total, 0)
        return lessons

    def _means(self, block: Block) -> tuple[_Wide, _Wide]:
        """Student-weighted mean quality in 0.000001, and where there is one."""
        if not self._quality:
            return np.zeros(0, dtype=self._dtype), np.zeros(len(block.last), dtype=bool)
        graded = block.sums[-2] + self._figures.graded_alone
        students = block.sums[-1] + self._figures.students_alone
        known: _Wide = (students > 0).astype(bool)
        whole = np.where(known, students, 1)
        return (2000 * graded + whole) // (2 * whole), known


def _table(rows: Sequence[Sequence[int]], dtype: np.dtype[Any]) -> _Wide:
    return np.array([list(row) for row in rows], dtype=dtype).reshape(len(rows), -1)


def _wants_quality(entry: Prices, key: Key) -> bool:
    return (
        Term.QUALITY_SPREAD in entry.weights or (Term.QUALITY_SPREAD, key) in entry.high or key in entry.low
    )
