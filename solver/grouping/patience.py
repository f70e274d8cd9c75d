"""How long column generation goes on, and how nearly its LPs are solved."""

import numpy as np

from .bound import Bound
from .clock import Clock

ACCURACIES = (1e-3, 2e-4)
"""How nearly, one after the other; a next one begins where the bound has come as near as the last allows,
and the last LP took little of the time left."""
IN_VAIN_AT_MOST = (2, 3)
"""Rounds without a better bound, in all, after which each ends: PDLP stops short of it in very large LPs."""
STALLED_AT_MOST = 6
"""Rounds without a better LP value or bound after which column generation is at its numerical end."""
LOST_AT_MOST = 12
"""Rounds without a better bound, in all, after which an LP whose duals jump about gets a box around them."""
FAR_OFF, FAR_OFF_NEARLY_SOLVED = 1e-3, 1e-2
"""Share of the LP's value that the best bound is off where duals jump about."""
FINER_AT_MOST = 0.01
"""Share of the time left that a nearly solved LP may have taken for a finer one to be worth its time."""


class Patience:
    """How nearly the LP is solved, and whether further rounds are worth it."""

    def __init__(self, *, nearly: bool) -> None:
        self._nearly = nearly
        self._accuracies = list(ACCURACIES) if nearly else [None]
        self._stalled = self._in_vain = 0
        self._value = self._value_at_best = np.inf
        self._falling = self._dear = False

    @property
    def accuracy(self) -> float | None:
        """How nearly; None: as exactly as it goes."""
        return self._accuracies[0]

    @property
    def stalled(self) -> bool:
        """Whether neither the LP's value nor the bound has become better for a while."""
        return self._stalled > 0

    @property
    def over(self) -> bool:
        """Whether column generation is at its end, or its duals jump about."""
        lost = self.accuracy is None and self._in_vain >= LOST_AT_MOST
        return lost or self._stalled >= STALLED_AT_MOST

    def solved(self, value: float, share_of_time: float) -> None:
        """Note an LP's value, and the share of the time left that it took."""
        self._falling = value <= self._value - 1e-9 * abs(self._value)
        self._value = value
        self._dear = share_of_time > FINER_AT_MOST

    def saw(self, *, better: bool) -> None:
        """Note a round: whether the bound rose."""
        self._value_at_best = self._value if better else self._value_at_best
        self._in_vain += int(not better)
        self._stalled = 0 if better else self._stalled + int(not self._falling)

    def enough(self, best: Bound) -> bool:
        """Whether no more can be had of an LP that is solved no more nearly."""
        value = self._value
        near = max(0.5, 1e-6 * abs(value), 2.0 * (self.accuracy or 0.0) * abs(value))
        given_up = self.accuracy is not None and self._in_vain >= IN_VAIN_AT_MOST[-len(self._accuracies)]
        return best.reaches(value, near) or given_up

    def finer(self, clock: Clock) -> bool:
        """Go on more exactly, if there is a way that is worth its time; where it is not, time cut the run."""
        self._accuracies.pop(0)
        self._stalled = 0
        if self._accuracies and self._dear:
            clock.cut = True
        return bool(self._accuracies) and not self._dear

    def far_off(self, best: Bound) -> bool:
        """Whether the best bound is far from the value of its LP."""
        share = FAR_OFF_NEARLY_SOLVED if self._nearly else FAR_OFF
        return not best.reaches(self._value_at_best, share * abs(self._value_at_best))
