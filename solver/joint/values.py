"""The exchange of alliances that the grouping chose, solved on demand and kept: in processes side by side."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple, Protocol, TypeVar

from ...models.progress import Step
from ...models.words import Term
from ..exchange.allocation import allocation_bound
from ..exchange.case import AllianceCase, Schedule
from ..exchange.solve import exchange_of
from ..grouping.clock import Clock
from ..grouping.prospects import NOTHING, AllianceKey, Place, SchoolProspect, Values, pooled_uncovered

Done = TypeVar("Done")
Told = Callable[[Step, AllianceKey, int], None]
"""Told what is done with which alliance, and how many exchanges are solved."""
PEOPLE_IN_PROCESS = 400
"""Teachers of all alliances asked for at once up to which starting processes does not pay."""
SECONDS_EACH = 20.0
"""Most seconds for one alliance."""
SECONDS_LEAST = 0.1
SECONDS_TO_START = 3.0
"""Time left below which no processes are started."""
LATE = 5.0
"""Seconds after its limit at which a process is no longer waited for."""


class Exchanged(NamedTuple):
    """One alliance's exchange as it was solved, and the seconds it took."""

    case: AllianceCase
    schedule: Schedule
    seconds: float


class AllianceValue(NamedTuple):
    """What an alliance's exchange is worth.

    Attributes
    ----------
    low
        Per exchange term what no schedule of its own goes below, where that is known.
    high
        Per exchange term the value of its schedule.
    exchanged
        The schedule; None where the value is an estimate.
    """

    low: Values
    high: Values
    exchanged: Exchanged | None


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
    return AllianceValue(low, high, Exchanged(case, schedule, seconds))


def _solved(case: AllianceCase, seconds: float, threads: int, seed: int) -> AllianceValue:
    started = time.monotonic()
    schedule = exchange_of(case, seconds, threads, seed)
    return value_of(case, schedule, round(time.monotonic() - started, 3))


def _bounded(case: AllianceCase, seconds: float, threads: int, seed: int) -> Values:
    """Bound the first tier of a case; of a tier with several terms nothing is known of each."""
    del threads, seed
    if not case.tiers or len(case.tiers[0]) != 1:
        return {}
    ((term, weight),) = case.tiers[0].items()
    return {term: max(0, -(-allocation_bound(case, seconds) // weight))}


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Exchanges(Protocol):
    """Alliances' exchanges, each solved once."""

    solved: dict[AllianceKey, AllianceValue]
    bounded: dict[AllianceKey, Values]
    """Per exchange term what no schedule goes below, of alliances that were only looked at."""

    def bound(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Bound the exchange of some alliances without solving it, as far as time allows."""

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve the exchange of some alliances; all are solved afterwards, in a hurry if need be.

        ``until``: seconds since the clock's start.
        """

    def fit(self, keys: Sequence[AllianceKey], until: float) -> bool:
        """Whether the time is likely to suffice to solve some alliances properly."""

    def close(self) -> None:
        """End what runs beside."""


class SolvedExchanges:
    """Exchanges solved by `exchange_of`, in processes side by side where that pays."""

    def __init__(
        self,
        case_of: Callable[[AllianceKey], AllianceCase],
        clock: Clock,
        seed: int,
        told: Told = lambda *_: None,
    ) -> None:
        self._case_of = case_of
        self._told = told
        self._clock = clock
        self._seed = seed
        self._pool: ProcessPoolExecutor | None = None
        self._alone = False
        self.solved: dict[AllianceKey, AllianceValue] = {}
        self.bounded: dict[AllianceKey, Values] = {}

    def close(self) -> None:
        """End the processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()

    def bound(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Bound some alliances by the linear relaxation of their allocation, as far as time allows."""
        waiting = {key: self._case_of(key) for key in sorted(keys) if key not in self.bounded}
        seconds = self._seconds(until, len(waiting), self._clock.workers)
        self.bounded.update(self._each(Step.PROMISES, _bounded, waiting, seconds, until))
        for key, case in waiting.items():
            if key not in self.bounded and not self._clock.over(until):
                self._told(Step.PROMISES, key, len(self.solved))
                self.bounded[key] = _bounded(case, seconds, self._clock.workers, self._seed)

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve the exchange of some alliances; all are solved afterwards, in a hurry if need be."""
        waiting = {key: self._case_of(key) for key in sorted(keys) if key not in self.solved}
        seconds = self._seconds(until, len(waiting), self._clock.workers)
        self.solved.update(self._each(Step.EXCHANGE, _solved, waiting, seconds, until))
        for key, case in waiting.items():
            if key not in self.solved:
                left = sum(other not in self.solved for other in waiting)
                seconds = self._seconds(until, left, 1)
                self._told(Step.EXCHANGE, key, len(self.solved))
                self.solved[key] = _solved(case, seconds, self._clock.workers, self._seed)

    def fit(self, keys: Sequence[AllianceKey], until: float) -> bool:
        """Whether the time suffices at the pace so far."""
        took = [one.exchanged.seconds for one in self.solved.values() if one.exchanged is not None]
        pace = sum(took) / len(took) if took else 0.0
        left = min(until - self._clock.seconds, self._clock.left)
        return pace * len(keys) <= left * (1 if self._alone else self._clock.workers)

    def _seconds(self, until: float, alliances: int, workers: int) -> float:
        """Seconds for each of some alliances: twice an even share of the time, since few need it."""
        left = min(until - self._clock.seconds, self._clock.left)
        return max(SECONDS_LEAST, min(SECONDS_EACH, 2.0 * left * workers / max(1, alliances)))

    def _each(
        self,
        step: Step,
        task: Callable[[AllianceCase, float, int, int], Done],
        cases: Mapping[AllianceKey, AllianceCase],
        seconds: float,
        until: float,
    ) -> dict[AllianceKey, Done]:
        """Do something with some alliances in processes side by side; late ones are missing."""
        workers = self._clock.workers
        many = len(cases) > 1 and sum(len(case.people) for case in cases.values()) > PEOPLE_IN_PROCESS
        if workers == 1 or not many or self._alone or self._clock.left < SECONDS_TO_START:
            return {}
        if self._pool is None:
            spawned = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(workers, spawned, _ignore_interrupts)
        last = max(until, self._clock.seconds + SECONDS_LEAST) + LATE
        largest_first = sorted(cases.items(), key=lambda one: (-len(one[1].people), one[0]))
        done: dict[AllianceKey, Done] = {}
        try:
            asked = [
                (key, self._pool.submit(task, case, seconds, 1, self._seed)) for key, case in largest_first
            ]
            for key, future in asked:
                solved = len(self.solved) + (len(done) if step is Step.EXCHANGE else 0)
                while not future.done() and self._clock.seconds < last and not self._clock.stop.is_set():
                    self._told(step, key, solved)
                    wait([future], 0.05)
                if future.done():
                    done[key] = future.result()
                else:
                    future.cancel()
        except BrokenProcessPool:  # a program that cannot be started again, or memory: go on alone
            self._alone = True
            self.close()
        return done


class EstimatedExchanges:
    """The grouping's own promise: lessons as if each alliance were one school (docs/exchange.md, 32)."""

    def __init__(self, prospects: Mapping[Place, SchoolProspect]) -> None:
        self._prospects = prospects
        self.solved: dict[AllianceKey, AllianceValue] = {}
        self.bounded: dict[AllianceKey, Values] = {}

    def fit(self, keys: Sequence[AllianceKey], until: float) -> bool:
        """Estimates take no time."""
        return True

    def close(self) -> None:
        """Nothing runs beside."""

    def bound(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Estimate some alliances: an estimate is as quick as a bound."""
        self.solve(keys, until)
        self.bounded.update({key: self.solved[key].low for key in keys})

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Estimate some alliances."""
        for key in keys:
            schools = [key.core, *(school for school, _ in key.members)]
            pooled = pooled_uncovered([self._prospects.get((one, key.stage), NOTHING) for one in schools])
            self.solved[key] = AllianceValue(
                {Term.UNCOVERED_LESSONS: pooled}, {Term.UNCOVERED_LESSONS: pooled}, None
            )
