"""A search in progress and what it found: the best plan, the best bound, and how the bound was closed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .bound import Bound
from .candidates import NONE, Candidates
from .clock import Clock
from .master import Master

KEPT_BACK = 0.95
ATTEMPT_SECONDS = 5.0
"""Seconds spent on breaking few promises once it is known that some must break."""
Closing = Literal["lp", "rounded", "enumerated_mip", "pairs_mip", "regional_mip", "open"]


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    value
        Exact value of ``plan`` under the goal, whole units.
    bound
        Lower bound in whole units, valid for every plan of the part that keeps the goal's budgets.
    certificate
        The duals behind it; None where there was no time for a complete pass.
    alive
        Every candidate that a plan no worse than this one (plus the tolerance asked for) may hold; None
        where they are too many to say.
    """

    plan: Candidates
    value: int
    bound: int
    certificate: Bound | None
    closing: Closing
    candidates: int
    alive: Candidates | None = None

    @property
    def proven(self) -> bool:
        """Whether plan and bound meet."""
        return self.bound >= self.value


Watch = Callable[[Found], None]


class Search:
    """A search in progress: the best plan and bound so far."""

    def __init__(
        self,
        master: Master,
        start: Candidates,
        clock: Clock,
        until: float,
        watch: Watch,
        *,
        decide: bool,
    ) -> None:
        self.decide = decide
        self.told = False
        self.master = master
        self.plan = start
        self.value = self.master.value(start)
        self.bound = 0
        self.certificate: Bound | None = None
        self.closing: Closing = "open"
        self.looked_at = 0
        self.cuts: tuple[tuple[int, int, int], ...] = ()
        self.promising = NONE
        self.clock = clock
        self.until = until
        self.watch = watch

    @property
    def proven(self) -> bool:
        """Whether plan and bound meet."""
        return self.bound >= self.value

    def over(self) -> bool:
        """Whether there is nothing left to do or no time."""
        if self.bound > 0 and self.master.goal.feasibility:
            # No plan exists: enough is known, but the reasons read better from a good attempt.
            self.until = (
                min(self.until, self.clock.seconds + ATTEMPT_SECONDS) if not self.told else self.until
            )
            self.told = True
        return self.proven or (self.decide and self.bound > 0) or self.clock.over(self.until)

    def seconds(self, most: float) -> float:
        """Seconds a single step may take: a little less than there are, since solvers overrun."""
        left = min(self.until - self.clock.seconds, self.clock.left)
        return max(0.05, min(most, KEPT_BACK * left))

    def part_of_time(self, share: float) -> float:
        """Seconds since the start at which a step that may use a share of the time left has to stop."""
        return self.clock.seconds + share * max(0.0, self.until - self.clock.seconds)

    def better(self, plan: Candidates | None) -> bool:
        """Take over a plan if its exact value is smaller and it keeps every rule of the goal."""
        if plan is None:
            return False
        value = self.master.value(plan)
        if value >= self.value or not (self.master.goal.feasibility or self.master.keeps_budgets(plan)):
            return False
        self.plan, self.value = plan, value
        self.watch(self.found())
        return True

    def raise_bound(self, bound: int, closing: Closing, candidates: int) -> None:
        """Take over a bound that is higher than the present one."""
        if bound > self.bound:
            self.bound, self.closing, self.looked_at = bound, closing, candidates
            self.watch(self.found())

    def found(self, alive: Candidates | None = None) -> Found:
        """Freeze the state."""
        bound = min(self.bound, self.value)
        closing = self.closing if self.value else "lp"  # no term is ever negative: 0 needs no proof
        return Found(self.plan, self.value, bound, self.certificate, closing, self.looked_at, alive)
