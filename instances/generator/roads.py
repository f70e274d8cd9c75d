"""Roads between made-up schools: a net of pieces of road, each longer and slower the more rugged its land."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree

from .relief import Points, Relief
from .statistics import statistics

_SAMPLES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where along a piece of road the land is looked at."""

_AT_ONCE = 256
"""Schools whose ways are sought in one go, which bounds memory."""

_SHORTEST_KM = 0.05


class Ways(NamedTuple):
    """Ways by road, one row a directed pair, by start, then end.

    Attributes
    ----------
    starts, ends
        int64 (ways,): positions of the schools.
    km, minutes
        float64 (ways,).
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    km: NDArray[np.float64]
    minutes: NDArray[np.float64]


class Net(NamedTuple):
    """Pieces of road between places, both directions.

    Attributes
    ----------
    km
        Sparse (places, places): length of each piece.
    minutes
        The same pieces, by car.
    """

    km: csr_matrix
    minutes: csr_matrix


def net_of(places: Points, relief: Relief) -> Net:
    """Lay roads between neighbours, as a Gabriel graph: no third place lies inside the circle over a piece.

    Parameters
    ----------
    places
        float64 (places, 2), km; no two alike, five or more.
    relief
        Makes pieces longer and slower (``[terrain]`` of the statistics).
    """
    ground = statistics().terrain[relief.terrain]
    triangles = Delaunay(places).simplices
    edges = np.unique(
        np.sort(np.concatenate((triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]])), axis=1),
        axis=0,
    )
    one, other = places[edges[:, 0]], places[edges[:, 1]]
    straight = np.hypot(*(other - one).T)
    gap, _ = cKDTree(places).query((one + other) / 2, k=1)
    kept = gap >= straight / 2 * (1 - 1e-9)
    edges, one, other, straight = edges[kept], one[kept], other[kept], straight[kept]
    rugged = np.mean([relief.at(one + part * (other - one)) for part in _SAMPLES], axis=0)
    smooth, rough = ground.factor
    fast, slow = ground.kmh
    km = np.maximum(_SHORTEST_KM, straight * (smooth + (rough - smooth) * rugged))
    minutes = km / (fast + (slow - fast) * rugged) * 60
    return Net(_both_ways(edges, km, len(places)), _both_ways(edges, minutes, len(places)))


def _both_ways(edges: NDArray[np.int64], values: NDArray[np.float64], size: int) -> csr_matrix:
    rows = np.concatenate((edges[:, 0], edges[:, 1]))
    columns = np.concatenate((edges[:, 1], edges[:, 0]))
    return csr_matrix((np.concatenate((values, values)), (rows, columns)), shape=(size, size))


def ways_from(net: Net, starts: NDArray[np.int64], up_to_km: float) -> Ways:
    """Shortest ways from some places to every place within reach, by length; minutes are those of that way.

    Parameters
    ----------
    net
        The roads.
    starts
        Positions of the places the ways begin at, ascending.
    up_to_km
        Longest way that is listed.
    """
    parts = [
        _some_ways(net, starts[first : first + _AT_ONCE], up_to_km)
        for first in range(0, len(starts), _AT_ONCE)
    ]
    if not parts:
        nothing = np.empty(0)
        return Ways(nothing.astype(np.int64), nothing.astype(np.int64), nothing, nothing)
    return Ways(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _some_ways(net: Net, starts: NDArray[np.int64], up_to_km: float) -> Ways:
    km, before = dijkstra(net.km, indices=starts, limit=up_to_km, return_predecessors=True)
    rows, ends = np.nonzero(np.isfinite(km))
    number = np.full(km.shape, -1, dtype=np.int64)
    number[rows, ends] = np.arange(len(rows))
    last = before[rows, ends]
    begins = last < 0
    minutes = np.zeros(len(rows))
    minutes[~begins] = np.asarray(net.minutes[last[~begins], ends[~begins]]).ravel()
    above = np.arange(len(rows))
    above[~begins] = number[rows[~begins], last[~begins]]
    while not begins[above].all():  # each round takes twice as many pieces of the way together
        minutes = minutes + minutes[above]
        above = above[above]
    reached = km[rows, ends]
    there = ends != starts[rows]
    return Ways(starts[rows[there]], ends[there], reached[there], minutes[there])
