"""The round in force: alliances of nearest cores, begun some years ago, some schools left out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...models.county import StandingAlliance
from ...models.made_county import Wanted
from ...models.words import ModeKey, Stage
from .leading import Leading
from .names import school_id
from .roads import Ways
from .sites import Site
from .statistics import Kind, Stream, statistics, stream

_FEWEST, _MOST = 2, 3
"""Members of a joint alliance."""


def last_round(
    wanted: Wanted, sites: Sequence[Site], leading: Leading, ways: Ways
) -> tuple[StandingAlliance, ...]:
    """Group the primary schools as a bureau without a program would: each to the nearest core with room.

    The same alliances stand in every year from the round's beginning on; ratings alone say who leads.
    """
    figures = statistics().round
    leads = np.array(
        [
            site.kind in (Kind.SEAT_PRIMARY, Kind.CENTRAL, Kind.TOWN_PRIMARY)
            and leading.quality[site.number] >= leading.min_quality
            for site in sites
        ]
    )
    led = np.array([site.kind in (Kind.CENTRAL, Kind.TOWN_PRIMARY, Kind.VILLAGE) for site in sites]) & ~leads
    asked = stream(wanted.seed, Stream.ROUND).random(len(sites)) < figures.placed
    chosen = _nearest_with_room(leads, led & asked, ways, figures.max_km)
    begun = figures.first - figures.every * max(0, -(-(figures.first - wanted.year + 1) // figures.every))
    rows = [
        StandingAlliance(
            core_id=school_id(sites[core]),
            member_id=school_id(sites[member]),
            stage=Stage.PRIMARY,
            mode=ModeKey.JOINT_ALLIANCE.value,
            since=f"{begun}-09",
        )
        for core, members in chosen.items()
        if len(members) >= _FEWEST
        for member in members
    ]
    return tuple(sorted(rows, key=lambda row: (row.core_id, row.member_id)))


def _nearest_with_room(
    leads: NDArray[np.bool_], led: NDArray[np.bool_], ways: Ways, max_km: float
) -> dict[int, list[int]]:
    """Give each member to the nearest core that is not full, the shortest way first."""
    kept = leads[ways.starts] & led[ways.ends] & (ways.km <= max_km - 0.001)
    cores, members, km = ways.starts[kept], ways.ends[kept], ways.km[kept]
    chosen: dict[int, list[int]] = {}
    placed: set[int] = set()
    for at in np.lexsort((members, cores, km)).tolist():
        core, member = int(cores[at]), int(members[at])
        if member not in placed and len(chosen.get(core, ())) < _MOST:
            chosen.setdefault(core, []).append(member)
            placed.add(member)
    return chosen
