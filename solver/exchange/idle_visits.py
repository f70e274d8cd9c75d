"""Visits that nobody misses are taken back: a schedule cut short by time sends teachers about for nothing.

The longest ways go first. A visit goes, in all its semesters, where the schedule without it, its lessons at
home refilled, is worth no less in any tier, in their order. Source: docs/exchange.md 16, 24 and 28 to 31.
"""

from time import monotonic

from .by_hand import settle
from .case import AllianceCase, LaidVisit
from .reading_out import Staffing
from .tier_values import tier_values


def without_idle_visits(case: AllianceCase, staffing: Staffing, until: float) -> Staffing:
    """Take back every visit that no tier is the worse without, as far as time allows.

    ``until`` is a moment of the monotonic clock.
    """
    best, worth = staffing, _worth(case, staffing)
    ways = sorted({_way(visit) for visit in staffing.visits}, key=lambda way: (-_seconds(case, way), way))
    for way in ways:
        if monotonic() >= until:
            break
        fewer = [visit for visit in best.visits if _way(visit) != way]
        if len(fewer) == len(best.visits):
            continue
        tried = settle(case, best.home, fewer, best.rotations)
        if (value := _worth(case, tried)) <= worth:
            best, worth = tried, value
    return best


def _way(visit: LaidVisit) -> tuple[int, str]:
    return visit.person, visit.site


def _seconds(case: AllianceCase, way: tuple[int, str]) -> int:
    return case.site_seconds[case.people[way[0]].site, way[1]]


def _worth(case: AllianceCase, staffing: Staffing) -> tuple[int, ...]:
    return tuple(worth.value for worth in tier_values(case, *staffing))
