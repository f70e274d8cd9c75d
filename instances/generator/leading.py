"""Who leads and who is led: ratings, the bureau's criteria, and nobody out of every core's reach."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.made_county import Wanted
from ...models.words import Seat
from .roads import Ways
from .sites import Site
from .statistics import Kind, Stream, statistics, stream

LEAST_CLEAR = 0.011
"""A school that has to lead is rated at least so much above the limit."""

_MAY_LEAD = (Kind.SEAT_PRIMARY, Kind.CENTRAL, Kind.TOWN_PRIMARY)
_JUNIOR = (Kind.SEAT_JUNIOR, Kind.JUNIOR, Kind.NINE_YEAR)
_FEWEST_JUNIOR = 6
"""With fewer schools that have junior grades there is no junior mode."""


class Leading(NamedTuple):
    """Ratings and the criteria that go with them.

    Attributes
    ----------
    quality
        float64 (schools,).
    min_quality
        From it on a school of a county or township seat leads.
    junior
        Whether junior schools have alliances too.
    """

    quality: NDArray[np.float64]
    min_quality: float
    junior: bool


def leading_of(wanted: Wanted, sites: Sequence[Site], ways: Ways) -> Leading:
    """Rate the schools, and set the limit so that the usual share of the primary schools leads.

    Ratings of junior schools are shifted all alike, so that the same limit makes the same share of them lead.

    A township out of every core's reach gets one: its central school's rating is lifted above the limit. So
    does the junior school that no core reaches.
    """
    figures = statistics()
    rng = stream(wanted.seed, Stream.QUALITY)
    means = np.array([figures.quality.mean[site.kind] for site in sites])
    quality = np.clip(means + rng.normal(0, figures.quality.spread, len(sites)), 0.05, 0.99).round(3)
    members = np.array([site.kind in (*_MAY_LEAD, Kind.VILLAGE) for site in sites])
    may = np.array([site.kind in _MAY_LEAD for site in sites])
    wished = max(1, round(figures.round.core_share * int(members.sum())))
    best = np.sort(quality[may])[::-1]
    limit = float(np.floor(best[min(wished, len(best)) - 1] * 100) / 100)
    _reach_all(quality, limit, sites, ways, may, members, figures.round.max_km)
    junior = np.array([site.kind in _JUNIOR for site in sites])
    enough = int(junior.sum()) >= _FEWEST_JUNIOR
    if enough:
        best = np.sort(quality[junior])[::-1]
        shift = limit - best[max(1, round(figures.round.core_share * len(best))) - 1]
        quality[junior] = np.clip(quality[junior] + shift, 0.05, 0.99).round(3)
        far = figures.round.junior_max_km[wanted.terrain]
        _reach_all(quality, limit, sites, ways, junior, junior, far)
    return Leading(quality, limit, enough)


def _reach_all(
    quality: NDArray[np.float64],
    limit: float,
    sites: Sequence[Site],
    ways: Ways,
    may: NDArray[np.bool_],
    members: NDArray[np.bool_],
    max_km: float,
) -> None:
    """Lift the rating of one school near every member that no core reaches, the nearest that may lead."""
    kept = (ways.km <= max_km - 0.001) & members[ways.ends] & may[ways.starts]
    starts, ends, km = ways.starts[kept], ways.ends[kept], ways.km[kept]
    core = may & (quality >= limit)
    reached = core.copy()
    reached[ends[core[starts]]] = True
    order = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[order], np.arange(len(sites) + 1))
    for member in np.nonzero(members & ~reached)[0].tolist():
        if reached[member]:
            continue
        near = order[first[member] : first[member + 1]]
        near_ids = starts[near]
        same = np.array([sites[one].town == sites[member].town for one in near_ids.tolist()], dtype=bool)
        pool = near[same] if same.any() else near
        if not len(pool):
            lifted = member if may[member] else None
        else:
            lifted = int(starts[pool[int(np.argmin(km[pool]))]])
        if lifted is None:
            continue
        quality[lifted] = round(limit + LEAST_CLEAR, 3)
        reached[lifted] = True
        reached[ends[starts == lifted]] = True


def rules_of(leading: Leading) -> Mapping[str, Any]:
    """[roles] of the settings."""
    return {
        "core": {
            "seat": [Seat.COUNTY_SEAT.value, Seat.TOWNSHIP_SEAT.value],
            "min_students": statistics().round.core_students,
            "min_quality": leading.min_quality,
        },
        "member": {"seat": [seat.value for seat in Seat]},
    }
