"""The exchange of alliances that the grouping chose, solved on demand and kept: in processes side by side."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.pool import AsyncResult, Pool
from typing import NamedTuple, Protocol

from ...models.words import Term
from ..exchange.case import AllianceCase, Schedule
from ..exchange.solve import exchange_of
from ..grouping.clock import Clock
from ..grouping.prospects import NOTHING, AllianceKey, Place, SchoolProspect, Values, pooled_uncovered

PEOPLE_IN_PROCESS = 400
"""Teachers of all alliances asked for at once up to which starting processes does not pay."""
SECONDS_EACH = 20.0
"""Most seconds for one alliance."""
SECONDS_LEAST = 0.1
SECONDS_TO_START = 3.0
"""Time left below which no processes are started."""
LATE = 5.0
"""Seconds after its limit at which a process is no longer waited for."""


class AllianceValue(NamedTuple):
    """An alliance's solved exchange.

    Attributes
    ----------
    low
        Per exchange term what no schedule of its own goes below, where that is known.
    high
        Per exchange term the value of ``schedule``.
    case, schedule
        What was solved; None where the value is an estimate.
    """

    low: Values
    high: Values
    case: AllianceCase | None
    schedule: Schedule | None
    seconds: float


def value_of(case: AllianceCase, schedule: Schedule, seconds: float) -> AllianceValue:
    """Read the interval of each term from a schedule's tiers.

    A tier's bound speaks of schedules that are best in the tiers before it; so from the first tier that is
    not proven on, later terms are known from above only. Of a tier with several terms that is not proven
    nothing is known of each.
    """
    low: dict[Term, int] = {}
    high: dict[Term, int] = {}
    proven = True
    for weights, tier in zip(case.tiers, schedule.tiers, strict=True):
        high.update(tier.terms)
        if proven and tier.value == tier.bound:
            low.update(tier.terms)
        elif proven and len(weights) == 1:
            ((term, weight),) = weights.items()
            low[term] = max(0, -(-tier.bound // weight))
        proven = proven and tier.value == tier.bound
    return AllianceValue(low, high, case, schedule, seconds)


def _solved(case: AllianceCase, seconds: float, threads: int, seed: int) -> AllianceValue:
    started = time.monotonic()
    schedule = exchange_of(case, seconds, threads, seed)
    return value_of(case, schedule, round(time.monotonic() - started, 3))


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Exchanges(Protocol):
    """Alliances' exchanges, each solved once."""

    solved: dict[AllianceKey, AllianceValue]

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve the exchange of some alliances; all are solved afterwards, in a hurry if need be.

        ``until``: seconds since the clock's start.
        """

    def close(self) -> None:
        """End what runs beside."""


class SolvedExchanges:
    """Exchanges solved by `exchange_of`, in processes side by side where that pays."""

    def __init__(self, case_of: Callable[[AllianceKey], AllianceCase], clock: Clock, seed: int) -> None:
        self._case_of = case_of
        self._clock = clock
        self._seed = seed
        self._pool: Pool | None = None
        self.solved: dict[AllianceKey, AllianceValue] = {}

    def close(self) -> None:
        """End the processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()
            pool.join()

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve the exchange of some alliances; all are solved afterwards, in a hurry if need be."""
        waiting = {key: self._case_of(key) for key in sorted(keys) if key not in self.solved}
        workers = self._clock.workers
        many = sum(len(case.people) for case in waiting.values()) > PEOPLE_IN_PROCESS
        if workers > 1 and many and len(waiting) > 1 and self._clock.left > SECONDS_TO_START:
            self._in_processes(waiting, until, workers)
        for key, case in waiting.items():
            if key not in self.solved:
                left = sum(other not in self.solved for other in waiting)
                self.solved[key] = _solved(case, self._seconds(until, left, 1), workers, self._seed)

    def _seconds(self, until: float, alliances: int, workers: int) -> float:
        """Seconds for each of some alliances: twice an even share of the time, since few need it."""
        left = min(until - self._clock.seconds, self._clock.left)
        return max(SECONDS_LEAST, min(SECONDS_EACH, 2.0 * left * workers / max(1, alliances)))

    def _in_processes(self, cases: Mapping[AllianceKey, AllianceCase], until: float, workers: int) -> None:
        if self._pool is None:
            self._pool = multiprocessing.get_context("spawn").Pool(workers, _ignore_interrupts)
        seconds = self._seconds(until, len(cases), workers)
        asked: Sequence[tuple[AllianceKey, AsyncResult[AllianceValue]]] = [
            (key, self._pool.apply_async(_solved, (case, seconds, 1, self._seed)))
            for key, case in sorted(cases.items(), key=lambda one: (-len(one[1].people), one[0]))
        ]
        last = max(until, self._clock.seconds + SECONDS_LEAST) + LATE
        for key, result in asked:
            while not result.ready() and self._clock.seconds < last and not self._clock.stop.is_set():
                result.wait(0.05)
            if result.ready():
                self.solved[key] = result.get()


class EstimatedExchanges:
    """What the grouping alone promises: lessons as if each alliance were one school (docs/exchange.md, 32)."""

    def __init__(self, prospects: Mapping[Place, SchoolProspect]) -> None:
        self._prospects = prospects
        self.solved: dict[AllianceKey, AllianceValue] = {}

    def close(self) -> None:
        """Nothing runs beside."""

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Estimate some alliances."""
        for key in keys:
            schools = [key.core, *(school for school, _ in key.members)]
            pooled = pooled_uncovered([self._prospects.get((one, key.stage), NOTHING) for one in schools])
            self.solved[key] = AllianceValue(
                {Term.UNCOVERED_LESSONS: pooled}, {Term.UNCOVERED_LESSONS: pooled}, None, None, 0.0
            )
