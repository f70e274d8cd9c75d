"""Questions about a plan: the county solved again, near the plan asked about, and what then is elsewhere.

Source: docs/answers.md 8 and 9.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from ...models.county import County
from ...models.explanation import Move
from ...models.plan import Alliance
from ...models.policy import Policy
from ...models.result import NoPlan, Solved
from ..grouping.problem import Problem
from ..question import PlanInForce, Question, cores_of, moved_from
from ..scope import Place
from ..solving import Solving
from .prices import Base

LEAST_SECONDS, LEAST_WITH_EXCHANGE = 3.0, 12.0
"""Seconds that a question gets at least, so that many of them do not all end with a poor answer."""
TOO_LITTLE = 0.3
"""With less time left no further question is asked."""

SECONDS_TO_END = 5.0
"""What a solve with an exchange is first thought to take beyond its time; at most half of all."""


@dataclass
class Effort:
    """How long all questions together may take, and how they are solved.

    Attributes
    ----------
    until
        When the last answer is to be there, by `time.monotonic`.
    least
        Seconds that a question gets at least, while there are any.
    ending
        Seconds that a solve is expected to take beyond its own, to prepare, to end and to be checked: what
        the slowest one took so far, on a machine that is as busy as it is now.
    """

    until: float
    solving: Solving
    stop: threading.Event | None
    least: float = LEAST_SECONDS
    ending: float = 0.0

    @property
    def left(self) -> float:
        """Seconds left for solves; none once the planner has stopped it."""
        stopped = self.stop is not None and self.stop.is_set()
        return 0.0 if stopped else self.until - self.ending - monotonic()

    def solve(
        self, county: County, policy: Policy, seconds: float, question: Question
    ) -> Solved | NoPlan | None:
        """Solve a question, as `Solving.settled`, and note how long it took beyond its seconds."""
        started = monotonic()
        found = self.solving.settled(county, policy, seconds, question, stop=self.stop)
        self.ending = max(self.ending, monotonic() - started - max(0.0, seconds))
        return found


@dataclass(frozen=True)
class PlanAsked:
    """The county, the plan asked about, and what is left of the time."""

    problem: Problem
    base: Base
    effort: Effort

    @property
    def county(self) -> County:
        """The county as it is."""
        return self.problem.county

    @property
    def policy(self) -> Policy:
        """Its settings."""
        return self.problem.policy

    def solve(
        self, county: County, seconds: float, place: Place | None, start: Sequence[Alliance] | None = None
    ) -> Solved | NoPlan | None:
        """Solve near the plan asked about; None where no answer was found in time.

        Parameters
        ----------
        place
            The one that is asked about; None: nothing is asked, and moves do not count.
        start
            Alliances to begin with; None: those of the plan.
        """
        known, places = self.base.plan.alliances, self.problem.scope.places
        in_force = PlanInForce(self.county, self.policy, self.base.plan, checked=not self.base.broken)
        question = Question(
            distance=None if place is None else moved_from(known, places, without=place),
            known=known if start is None else start,
            floors=self.base.floors,
            in_force=None if self.base.only_grouping else in_force,
            published=False,
        )
        return self.effort.solve(county, self.policy, seconds, question)


def core_now(case: PlanAsked, place: Place) -> str | None:
    """Core of the place in the plan asked about; the own school where it leads, None where nowhere."""
    return core_of(case, case.base.plan.alliances, place)


def core_of(case: PlanAsked, alliances: Sequence[Alliance], place: Place) -> str | None:
    """Core of the place under some alliances, said in the same way."""
    if place in case.problem.scope.possible:
        return cores_of(alliances, case.problem.scope.places)[place]
    return place[0] if any((one.core, one.stage) == place for one in alliances) else None


def share_of(effort: Effort, questions: int) -> float:
    """Seconds for the next of some questions: an equal share, and not too few."""
    return min(effort.left, max(effort.least, effort.left / max(1, questions)))


def moves_of(case: PlanAsked, after: Sequence[Alliance], without: Place) -> tuple[Move, ...]:
    """List the places that are elsewhere in another plan, but for the one that is asked about."""
    places = case.problem.scope.places
    old, new = cores_of(case.base.plan.alliances, places), cores_of(after, places)
    return tuple(
        Move(school=place[0], stage=place[1], from_core=old[place], to_core=new[place])
        for place in sorted(places)
        if place != without and old[place] != new[place]
    )


def alliance_held(case: PlanAsked, alliances: Sequence[Alliance], place: Place) -> Alliance | None:
    """Alliance in which the place is a member or leads."""
    core = core_of(case, alliances, place)
    of_core = [one for one in alliances if one.core == core]
    return next((one for one in of_core if one.stage is place[1]), next(iter(of_core), None))
