"""The exchange of alliances that the grouping chose, solved on demand and kept: in processes side by side."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from copy import copy
from typing import Protocol, TypeVar

from ...models.progress import Step
from ...models.words import Term
from ..exchange.allocation import allocation_bound
from ..exchange.case import AllianceCase
from ..exchange.solve import exchange_of
from ..grouping.clock import Clock
from ..grouping.prospects import (
    NOTHING,
    AllianceKey,
    Place,
    SchoolProspect,
    Values,
    pooled_uncovered,
)
from .alliance_value import AllianceValue, better_of, in_a_hurry, value_of
from .beside import Beside

Done = TypeVar("Done")
Told = Callable[[Step, AllianceKey, int], None]
"""Told what is done with which alliance, and how many exchanges are solved."""
PEOPLE_IN_PROCESS = 400
"""Teachers of all alliances asked for at once up to which starting processes does not pay."""
SECONDS_EACH = 20.0
"""Most seconds for one alliance."""
SECONDS_LEAST = 0.1
EVEN_SHARE = 0.9
SECONDS_TO_START = 3.0
"""Time left below which no processes are started."""
LONGER = 1.5
"""How many times the seconds it took before make it worth solving an alliance again."""
LATE = 5.0
"""Seconds after its limit at which a process is no longer waited for."""
HURRY = 3.0
"""Seconds, once all time is over, in which alliances are still solved in a hurry; in others nobody leaves."""


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

    def deepen(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve some alliances again with more time, and keep what is better of each."""

    def view(self) -> "Exchanges":
        """Copy what is known now; solving goes on in the original without changing the copy."""

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
        self._beside = Beside(clock.workers)
        self._alone = False
        self.solved: dict[AllianceKey, AllianceValue] = {}
        self.bounded: dict[AllianceKey, Values] = {}

    def view(self) -> "SolvedExchanges":
        """Copy what is known now; the processes are shared."""
        seen = copy(self)
        seen.solved, seen.bounded = dict(self.solved), dict(self.bounded)
        return seen

    def close(self) -> None:
        """End the processes."""
        self._beside.end()

    def bound(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Bound some alliances by the linear relaxation of their allocation, as far as time allows."""
        waiting = {key: self._case_of(key) for key in sorted(keys) if key not in self.bounded}
        self.bounded.update(self._each(Step.PROMISES, _bounded, waiting, until))

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve the exchange of some alliances; all are solved afterwards, in a hurry if need be."""
        waiting = {key: self._case_of(key) for key in sorted(keys) if key not in self.solved}
        self.solved.update(self._each(Step.EXCHANGE, _solved, waiting, until))
        for key, case in waiting.items():
            if key not in self.solved:
                self._tell(Step.EXCHANGE, key, {})
                hurried = self._clock.late < HURRY
                self.solved[key] = (
                    _solved(case, SECONDS_LEAST, 1, self._seed) if hurried else in_a_hurry(case)
                )

    def deepen(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve some alliances again with more time, and keep what is better of each."""
        cases = {key: self._case_of(key) for key in sorted(keys)}
        shares = self._shares(list(cases.values()), until)
        worth = {}
        for (key, case), seconds in zip(cases.items(), shares, strict=True):
            exchanged = self.solved[key].exchanged
            if exchanged is not None and seconds > LONGER * exchanged.seconds:
                worth[key] = case
        for key, value in self._each(Step.EXCHANGE, _solved, worth, until).items():
            self.solved[key] = better_of(self.solved[key], value)

    def fit(self, keys: Sequence[AllianceKey], until: float) -> bool:
        """Whether the time suffices at the pace so far."""
        took = [one.exchanged.seconds for one in self.solved.values() if one.exchanged is not None]
        pace = sum(took) / len(took) if took else 0.0
        left = min(until - self._clock.seconds, self._clock.left)
        return pace * len(keys) <= left * (1 if self._alone else self._clock.workers)

    def _shares(self, cases: Sequence[AllianceCase], until: float) -> list[float]:
        """Seconds for each of some cases: the time left, shared by their teachers."""
        left = min(until - self._clock.seconds, self._clock.left)
        left *= EVEN_SHARE * (1 if self._alone else self._clock.workers)
        people = sum(len(case.people) for case in cases)
        return [
            max(SECONDS_LEAST, min(SECONDS_EACH, left * len(case.people) / max(1, people))) for case in cases
        ]

    def _tell(self, step: Step, key: AllianceKey, done: Mapping[AllianceKey, object]) -> None:
        """Tell what is done with which alliance; one that is solved again counts once."""
        solved = {*self.solved, *done} if step is Step.EXCHANGE else self.solved
        self._told(step, key, len(solved))

    def _each(
        self,
        step: Step,
        task: Callable[[AllianceCase, float, int, int], Done],
        cases: Mapping[AllianceKey, AllianceCase],
        until: float,
    ) -> dict[AllianceKey, Done]:
        """Do something with some alliances, the largest first; late ones are missing."""
        workers = self._clock.workers
        waiting = sorted(cases.items(), key=lambda one: (len(one[1].people), one[0]))
        many = len(cases) > 1 and sum(len(case.people) for case in cases.values()) > PEOPLE_IN_PROCESS
        done: dict[AllianceKey, Done] = {}
        if many and workers > 1 and not self._alone and self._clock.left > SECONDS_TO_START:
            self._side_by_side(step, task, waiting, until, done)
        while waiting and not self._clock.over(until):
            seconds = self._shares([case for _, case in waiting], until)[-1]
            key, case = waiting.pop()
            self._tell(step, key, done)
            done[key] = task(case, seconds, workers, self._seed)
        return done

    def _side_by_side(
        self,
        step: Step,
        task: Callable[[AllianceCase, float, int, int], Done],
        waiting: list[tuple[AllianceKey, AllianceCase]],
        until: float,
        done: dict[AllianceKey, Done],
    ) -> None:
        """Do it in processes, each given its share of the time then left; takes from ``waiting``."""
        workers = self._clock.workers
        last = min(max(until, self._clock.seconds + SECONDS_LEAST) + LATE, self._clock.limit + HURRY / 2)
        running: dict[Future[Done], tuple[AllianceKey, AllianceCase]] = {}
        try:
            while (waiting or running) and not self._clock.stop.is_set() and self._clock.seconds < last:
                while waiting and len(running) < workers and self._clock.seconds < until:
                    seconds = self._shares([case for _, case in (*running.values(), *waiting)], until)[-1]
                    key, case = waiting.pop()
                    running[self._beside.submit(task, case, seconds, 1, self._seed)] = (key, case)
                if not running:
                    break
                self._tell(step, min(key for key, _ in running.values()), done)
                for future in wait(running, 0.05, FIRST_COMPLETED).done:
                    key, _ = running.pop(future)
                    done[key] = future.result()
        except BrokenProcessPool:  # a program that cannot be started again, or memory: go on alone
            self._alone = True
            self.close()
            waiting += running.values()


class EstimatedExchanges:
    """The grouping's own promise: lessons as if each alliance were one school (docs/exchange.md, 32)."""

    def __init__(self, prospects: Mapping[Place, SchoolProspect]) -> None:
        self._prospects = prospects
        self.solved: dict[AllianceKey, AllianceValue] = {}
        self.bounded: dict[AllianceKey, Values] = {}

    def fit(self, keys: Sequence[AllianceKey], until: float) -> bool:
        """Estimates take no time."""
        return True

    def deepen(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Estimates are what they are."""

    def view(self) -> "EstimatedExchanges":
        """Copy what is known now."""
        seen = copy(self)
        seen.solved, seen.bounded = dict(self.solved), dict(self.bounded)
        return seen

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
