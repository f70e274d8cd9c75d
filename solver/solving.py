"""How a county is solved for a question: as the command was called, and within the seconds it is given."""

import threading
from dataclasses import dataclass

from ..models.county import County
from ..models.errors import NoPlanInTime
from ..models.policy import Policy
from ..models.result import NoPlan, Solved
from .question import NOTHING_ASKED, Question
from .run import solve_case
from .work import Watch

LEAST_SECONDS = 0.2
"""With fewer seconds nothing is asked."""


@dataclass(frozen=True)
class Solving:
    """How every solve of a command is made.

    Attributes
    ----------
    workers
        Threads of a solve.
    lang
        Language of the sentences in plans, ``en`` or ``zh``.
    only_grouping
        Stop before the exchange.
    """

    workers: int = 2
    seed: int = 0
    lang: str = "en"
    only_grouping: bool = False

    def solve(
        self,
        county: County,
        policy: Policy,
        seconds: float,
        question: Question = NOTHING_ASKED,
        *,
        watch: Watch | None = None,
        stop: threading.Event | None = None,
    ) -> Solved | NoPlan:
        """Solve a county within some wall seconds.

        Raises
        ------
        CheckFailed, NoPlanInTime
            As `solve_case`.
        """
        return solve_case(
            county,
            policy,
            time_limit=seconds,
            workers=self.workers,
            seed=self.seed,
            lang=self.lang,
            watch=watch,
            stop=stop,
            only_grouping=self.only_grouping,
            question=question,
        )

    def settled(
        self,
        county: County,
        policy: Policy,
        seconds: float,
        question: Question = NOTHING_ASKED,
        *,
        stop: threading.Event | None = None,
    ) -> Solved | NoPlan | None:
        """Solve a county as one of many questions, to which there may be no answer in time.

        Returns
        -------
        Solved, NoPlan or None
            NoPlan: proven that none exists. None: too few seconds, stopped, or nothing found.

        Raises
        ------
        CheckFailed
            As `solve_case`.
        """
        if seconds < LEAST_SECONDS or (stop is not None and stop.is_set()):
            return None
        try:
            outcome = self.solve(county, policy, seconds, question, stop=stop)
        except NoPlanInTime:
            return None
        return outcome if isinstance(outcome, Solved) or outcome.status == "infeasible" else None
