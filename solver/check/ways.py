"""Travel between schools, in whole metres and seconds (docs/grouping.md, sentence 9)."""

import math
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...models.county import County, ListedTravel
from ...models.policy import Policy
from .numbers import exact, half_up

EARTH_RADIUS_KM = 6371.0088
UNKNOWN = -1
_NEAR_HALF = 1e-5

Whole = NDArray[np.int64]


class Ways:
    """Travel core → school of one county: listed rows first, then roads or the straight line as set."""

    def __init__(self, county: County, policy: Policy) -> None:
        self._listed = _listed(county, policy)
        self._straight = policy.travel.source == "straight_line"
        self._detour = policy.travel.detour
        self._seconds_per_metre = Fraction(18, 5) / exact(policy.travel.speed_kmh)
        self._radians = {
            school.school_id: (math.radians(school.lat), math.radians(school.lon))
            for school in county.schools
            if school.lat is not None and school.lon is not None
        }

    def pair(self, core: str, school: str) -> tuple[int, int] | None:
        """Metres and seconds from core to school, None where no travel is known."""
        metres, seconds = self.row(core, (school,))
        return None if metres[0] == UNKNOWN else (int(metres[0]), int(seconds[0]))

    def row(self, core: str, schools: Sequence[str]) -> tuple[Whole, Whole]:
        """Metres and seconds from core to every school, ``UNKNOWN`` where no travel is known."""
        metres = self._straight_metres(core, schools)
        timed: list[tuple[int, int]] = []
        known = self._listed.get(core, {})
        for at, school in enumerate(schools) if known else ():
            listed = known.get(school)
            if listed is None:
                continue
            metres[at] = _in_steps(listed.km, 1000)
            if listed.minutes is not None:
                timed.append((at, _in_steps(listed.minutes, 60)))
        seconds = self._seconds(metres)
        for at, second in timed:
            seconds[at] = second
        return metres, seconds

    def _straight_metres(self, core: str, schools: Sequence[str]) -> Whole:
        metres = np.full(len(schools), UNKNOWN, dtype=np.int64)
        here = self._radians.get(core)
        if not self._straight or here is None:
            return metres
        known = [at for at, school in enumerate(schools) if school in self._radians]
        if not known:
            return metres
        there = np.array([self._radians[schools[at]] for at in known])
        half_chord = (
            np.sin((there[:, 0] - here[0]) / 2) ** 2
            + math.cos(here[0]) * np.cos(there[:, 0]) * np.sin((there[:, 1] - here[1]) / 2) ** 2
        )
        km = self._detour * (2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0))))
        whole = np.floor(km * 1000 + 0.5).astype(np.int64)
        for at in np.flatnonzero(np.abs(km * 1000 + 0.5 - np.rint(km * 1000 + 0.5)) < _NEAR_HALF):
            whole[at] = half_up(exact(float(km[at])) * 1000)
        metres[known] = whole
        return metres

    def _seconds(self, metres: Whole) -> Whole:
        top, bottom = self._seconds_per_metre.numerator, self._seconds_per_metre.denominator
        if 2 * top * (int(metres.max(initial=0)) + 1) + bottom < 2**62 and bottom < 2**61:
            seconds = (2 * metres * top + bottom) // (2 * bottom)
        else:
            seconds = np.array([(2 * int(m) * top + bottom) // (2 * bottom) for m in metres], dtype=np.int64)
        return np.where(metres == UNKNOWN, UNKNOWN, seconds)


def _in_steps(figure: float, steps: int) -> int:
    """Return a figure in 1/steps, rounded half up."""
    near = round(figure * steps)
    return near if abs(figure * steps - near) < _NEAR_HALF else half_up(exact(figure) * steps)


def _listed(county: County, policy: Policy) -> dict[str, dict[str, ListedTravel]]:
    """Travel by core and school: the row of travel.csv, the row of the way back, the way by road."""
    found: defaultdict[str, dict[str, ListedTravel]] = defaultdict(dict)
    for (start, end), listed in county.travel.items():
        found[start][end] = listed
    for (start, end), listed in county.travel.items():
        found[end].setdefault(start, listed)
    if policy.travel.source == "roads" and county.roads is not None:
        for (start, end), listed in county.roads.pairs.items():
            found[start].setdefault(end, listed)
    return dict(found)
