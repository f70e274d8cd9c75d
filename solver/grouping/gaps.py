"""Where the gap between a wide part's plan and its bound lies.

Most of a gap lies with few leads: their alliances cost more than the LP says they need, or a place near them
is left out. Regions around them are where plan and bound are worth more work.
"""

import numpy as np
import scipy.sparse as sp

from .candidates import Candidates
from .master import places_left
from .problem import Ints
from .regional import Mask, Regional
from .rows import Floats

MOST_OF_IT = 0.8
"""Share of the whole gap that the centres of regions have to hold together: the rest lies thinly spread."""
OPEN = 1.0
"""Open gap of a region (units ÷ scale) above which it is worth a look."""


def gap_of_keys(regional: Regional, plan: Candidates) -> Ints:
    """Compute by how much each lead key's alliance, or that it has none, exceeds the bound.

    Returns
    -------
    numpy.ndarray
        int64 (keys,), in units ÷ scale. With what places and budgets add, they sum to the gap.
    """
    master, bound = regional.pricer.master, regional.bound
    gap: Ints = -bound.least
    excess = regional.pricer.excess(bound, plan, master.figures(plan))
    gap[master.key_of_lead[plan.lead]] = excess
    return gap


def around_gaps(
    regional: Regional, plan: Candidates, shared: sp.csr_matrix, most: int, closed: Floats
) -> list[Ints]:
    """Choose regions around the largest gaps, none sharing a lead key.

    Parameters
    ----------
    shared
        How near lead keys are, as `regions.closeness` gives it.
    most
        Lead keys of a region.
    closed
        Share of each key's gap that higher bounds have closed, as `Raises.closed` gives it.

    Returns
    -------
    list
        Lead keys of each region, ascending; the worst region first.
    """
    gap = gap_of_keys(regional, plan)
    order = np.argsort(-gap, kind="stable")
    before = np.cumsum(gap[order].astype(float)) - gap[order]
    worst = order[(gap[order] > 0) & (before < MOST_OF_IT * float(gap.sum()))]
    groups = _around([np.array([key]) for key in worst.tolist()], shared, most)
    return [keys for keys in groups if float(((1.0 - closed[keys]) * gap[keys]).sum()) > OPEN]


def counted_left(regional: Regional, plan: Candidates) -> Ints:
    """Say which places a plan leaves out that may not stay out or that a budget counts."""
    master = regional.pricer.master
    left = np.array(places_left(master.problem, plan), dtype=np.int64)
    counts = ~np.isin(left, master.may)
    for spent in master.unplaced[1]:
        counts |= spent[left] > 0
    counted: Ints = left[counts]
    return counted


def around_places_left(regional: Regional, plan: Candidates, shared: sp.csr_matrix, most: int) -> list[Ints]:
    """Choose regions around places left out that a budget counts or that are worth something."""
    left = np.array(places_left(regional.pricer.master.problem, plan), dtype=np.int64)
    counted = np.union1d(counted_left(regional, plan), left[regional.left_out[left] > 0])
    dearest = counted[np.argsort(-regional.left_out[counted], kind="stable")]
    takers = regional.takers
    return _around([np.sort(takers[place].indices) for place in dearest.tolist()], shared, most)


def _around(centres: list[Ints], shared: sp.csr_matrix, most: int) -> list[Ints]:
    """Choose the lead keys nearest to each centre that no earlier centre has."""
    free = np.ones(shared.shape[0], dtype=bool)
    groups = []
    for centre in centres:
        here = centre[free[centre]]
        if not len(here):
            continue
        group = _nearest(here, shared, free, most)
        free[group] = False
        groups.append(np.sort(group))
    return groups


def _nearest(centre: Ints, shared: sp.csr_matrix, free: Mask, most: int) -> Ints:
    """Choose the free lead keys nearest to a centre, ring by ring."""
    group = centre[:most]
    while len(group) < most:
        near = np.asarray(shared[group].sum(axis=0)).ravel()
        near[~free] = 0.0
        near[group] = 0.0
        ring = np.argsort(-near, kind="stable")[: most - len(group)]
        ring = ring[near[ring] > 0]
        if not len(ring):
            break
        group = np.append(group, ring)
    return group
