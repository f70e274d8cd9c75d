"""Wall time and the planner's Ctrl-C, asked in one place."""

import threading
import time
from dataclasses import dataclass, field


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

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds left, 0 after Ctrl-C."""
        return 0.0 if self.stop.is_set() else max(0.0, self.limit - self.seconds)

    def over(self, until: float | None = None) -> bool:
        """Whether time is over, or ``until`` (seconds since the start) has passed; notes a cut."""
        if self.left <= 0 or (until is not None and self.seconds >= until):
            self.cut = True
            return True
        return False
