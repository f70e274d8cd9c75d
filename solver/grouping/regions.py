"""Regions of a wide part: leads that lie together, cut out as a part of their own beside a plan that stays.

Leads are neighbours where they may take the same places; the nearer both are to them, the closer. A part is
halved again and again between two leads that lie far apart, so regions are compact and of similar size. It
needs no coordinates: travel alone says what lies together.
"""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from .candidates import NOBODY, Candidates
from .master import places_left
from .parts import cut_out
from .problem import Ints, Problem
from .rows import Floats

CUT_BETWEEN = (0.42, 0.58)
"""Share of the leads on one side of a cut: drawn anew for every layout, so that borders move."""


class Region(NamedTuple):
    """Some leads and the places that are theirs or nobody's, as a part of their own.

    Attributes
    ----------
    problem
        The part; its leads and places are numbered anew.
    leads, places
        Number in the whole part of each of its leads and places.
    plan
        The alliances of these leads, numbered as in ``problem``.
    others
        The alliances of all other leads, numbered as in the whole part.
    """

    problem: Problem
    leads: Ints
    places: Ints
    plan: Candidates
    others: Candidates

    def outside(self, plan: Candidates) -> Candidates:
        """Give a plan of the region the whole part's numbers."""
        places = np.append(self.places, NOBODY).astype(np.int32)
        return Candidates(self.leads[plan.lead].astype(np.int32), places[plan.members])


def closeness(problem: Problem) -> sp.csr_matrix:
    """Compute how near lead keys are, from the places that both may take.

    Returns
    -------
    sp.csr_matrix
        float64 (keys, keys): Σ over common places of 1 ÷ (1 + km) ÷ (1 + km), 0 on the diagonal.
    """
    rows = [np.full(len(lead.members), lead.key, dtype=np.int64) for lead in problem.leads]
    columns = [lead.members for lead in problem.leads]
    values = [1.0 / (1.0 + lead.metres / 1000.0) for lead in problem.leads]
    shape = (len(problem.keys), len(problem.places))
    if not rows:
        return sp.csr_matrix((shape[0], shape[0]))
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    takes = sp.csr_matrix(entries, shape=shape)
    shared = (takes @ takes.T).tocsr()
    shared.setdiag(0.0)
    shared.eliminate_zeros()
    return shared


def layout(shared: sp.csr_matrix, most: int, random: np.random.Generator) -> list[Ints]:
    """Divide lead keys into groups of at most ``most`` that lie together.

    Parameters
    ----------
    shared
        As `closeness` gives it.
    random
        Where exactly borders run.
    """
    ways = shared.copy()
    ways.data = 1.0 / ways.data
    groups: list[Ints] = []
    waiting = [np.arange(shared.shape[0], dtype=np.int64)]
    while waiting:
        keys = waiting.pop()
        if len(keys) <= most:
            groups.append(keys)
            continue
        order = _from_end_to_end(ways[keys][:, keys], int(random.integers(len(keys))))
        cut = round(len(keys) * float(random.uniform(*CUT_BETWEEN)))
        waiting += [np.sort(keys[order[:cut]]), np.sort(keys[order[cut:]])]
    return groups


def _from_end_to_end(ways: sp.csr_matrix, anywhere: int) -> Ints:
    """Order nodes from one end of a graph to the other."""

    def distances(node: int) -> Floats:
        found: Floats = dijkstra(ways, directed=False, indices=node)
        reached = np.isfinite(found)
        found[~reached] = 2.0 * found[reached].max() + 1.0
        return found

    one = int(np.argmax(distances(anywhere)))
    from_one = distances(one)
    other = int(np.argmax(from_one))
    order: Ints = np.argsort(from_one - distances(other), kind="stable")
    return order


def regions_of(problem: Problem, plan: Candidates, groups: list[Ints]) -> list[Region]:
    """Cut a part into regions that share neither leads nor places, each with its share of a plan.

    A place belongs to the region whose lead has it; one that nobody has, to the first that may take it.
    """
    key_of_lead = np.array([lead.key for lead in problem.leads], dtype=np.int64)
    group_of_key = np.zeros(len(problem.keys), dtype=np.int64)
    for number, keys in enumerate(groups):
        group_of_key[keys] = number
    group_of_lead = group_of_key[key_of_lead]
    owner = np.full(len(problem.places) + 1, -1, dtype=np.int64)
    of_alliance = group_of_lead[plan.lead]
    for column in plan.members.T:
        owner[column] = of_alliance
    covers = np.array([lead.covers for lead in problem.leads], dtype=np.int64)
    owner[covers[plan.lead]] = of_alliance
    owner[-1] = -1
    free = np.zeros(len(problem.places) + 1, dtype=bool)
    free[places_left(problem, plan)] = True
    for index, lead in enumerate(problem.leads):
        may = np.append(lead.members, lead.covers)
        taken = may[free[may] & (may >= 0)]
        owner[taken] = np.where(owner[taken] < 0, group_of_lead[index], owner[taken])
    regions = []
    for number in range(len(groups)):
        places = np.flatnonzero(owner[:-1] == number)
        inside = np.append(owner[:-1] == number, True)  # the last entry answers for "covers nobody"
        leads = np.flatnonzero((group_of_lead == number) & inside[covers])
        regions.append(_region(problem, plan, leads, places, of_alliance == number))
    return regions


def _region(problem: Problem, plan: Candidates, leads: Ints, places: Ints, own: NDArray[np.bool_]) -> Region:
    part = cut_out(problem, places, leads)
    new_lead = np.full(len(problem.leads), -1, dtype=np.int32)
    new_lead[leads] = np.arange(len(leads))
    new_place = np.full(len(problem.places) + 1, NOBODY, dtype=np.int32)
    new_place[places] = np.arange(len(places))
    mine = plan.take(own)
    inside = Candidates(new_lead[mine.lead], new_place[mine.members])
    return Region(part, leads, places, inside, plan.take(~own))
