"""Wall time and the planner's Ctrl-C, asked in one place."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

InTime = Callable[[], bool]
"""Whether there is still time for what can be left out."""


def always() -> bool:
    """Say that there is time."""
    return True


@dataclass
class Clock:
    """What a search may use: time, until Ctrl-C, and ``workers`` threads; and whether it had to be cut.

    ``cut`` becomes true when wall time or Ctrl-C ended a search that could have gone on: a rerun may differ.
    """

    limit: float
    stop: threading.Event
    workers: int = 1
    started: float = field(default_factory=time.monotonic)
    cut: bool = False
    stopped: float | None = None
    """Seconds since the start at which Ctrl-C was first noticed."""

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds left, 0 after Ctrl-C."""
        if self.stop.is_set():
            self.stopped = self.seconds if self.stopped is None else self.stopped
            return 0.0
        return max(0.0, self.limit - self.seconds)

    @property
    def late(self) -> float:
        """Seconds since time was over; 0 before."""
        if self.left > 0:
            return 0.0
        ended = self.limit if self.stopped is None else min(self.stopped, self.limit)
        return max(0.0, self.seconds - ended)

    def over(self, until: float | None = None) -> bool:
        """Whether time is over, or ``until`` (seconds since the start) has passed; notes a cut."""
        if self.left <= 0 or (until is not None and self.seconds >= until):
            self.cut = True
            return True
        return False
