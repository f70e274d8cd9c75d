"""Travel between all sites, measured once (docs/grouping.md, 9), and which ways a limit lets pass."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.county import County
from ...models.policy import Policy
from ..scale import exact
from ..travel.measure import UNKNOWN, measure_travel

_PAIRS_AT_ONCE = 4_000_000


class Ways(NamedTuple):
    """Seconds from site to site.

    Attributes
    ----------
    at
        Row and column of each site.
    seconds
        int32 of shape (sites, sites); `UNKNOWN` (−1) where no way is known.
    """

    at: Mapping[str, int]
    seconds: NDArray[np.int32]

    def between(self, from_site: str, to_site: str) -> int | None:
        """Seconds of a way; None where none is known."""
        seconds = int(self.seconds[self.at[from_site], self.at[to_site]])
        return None if seconds == UNKNOWN else seconds

    def within(self, pairs: Iterable[tuple[str, str]], most: int) -> dict[tuple[str, str], int]:
        """Keep the pairs whose way is known and takes at most ``most`` seconds, with their seconds."""
        found = {}
        for pair in pairs:
            seconds = self.between(*pair)
            if seconds is not None and seconds <= most:
                found[pair] = seconds
        return found


def ways_between(county: County, policy: Policy, sites: Sequence[str]) -> Ways:
    """Measure all ways between the sites; a way that takes more than 2³¹ seconds counts as unknown."""
    seconds = np.full((len(sites), len(sites)), UNKNOWN, dtype=np.int32)
    rows = max(1, _PAIRS_AT_ONCE // max(1, len(sites)))
    for first in range(0, len(sites), rows):
        block = measure_travel(county, policy, sites[first : first + rows], sites).seconds
        seconds[first : first + rows] = np.where(block <= np.iinfo(np.int32).max, block, UNKNOWN)
    return Ways({site: at for at, site in enumerate(sites)}, seconds)


def seconds_in(minutes: float) -> int:
    """Turn a limit in minutes into the most whole seconds it allows."""
    limit: Fraction = exact(minutes) * 60
    return limit.numerator // limit.denominator
