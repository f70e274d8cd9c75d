"""Fastest ways from one school to many on the road net, as far as asked, and their lengths.

Time and length of a way travel together in one number: hundredths of a second × 2^27 + decimetres. Sums of
such numbers are exact below 2^53, so that of two ways equally fast it is always the shorter one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from .net import RoadNet
from .snap import Joint

_LENGTH = 2**27
_LONGEST_MINUTES = 10_000.0
_AT_ONCE = 32 * 2**20 // 8
"""Distances held at a time (32 MB)."""
UNREACHED = -1
_SAME_PLACE_M = 0.05
"""Joints so near to a junction, or to one another, are the same."""

Whole = NDArray[np.int64]


class Ways(NamedTuple):
    """Ways on the net from rows to columns, without the straight lines at both ends; ``UNREACHED`` is −1.

    Attributes
    ----------
    decimetres, centiseconds
        int64 of shape (from, to).
    """

    decimetres: Whole
    centiseconds: Whole


class JoinedNet(NamedTuple):
    """The net with the schools' joints as junctions of their own.

    Attributes
    ----------
    graph
        Directed; see the module for the weights.
    node
        Junction of each joint, −1 where there is none.
    """

    graph: csr_array
    node: Whole


class _Piece(NamedTuple):
    """A piece of a road that schools join, from one junction to the next; metres, seconds each way."""

    road: int
    start: int
    end: int
    metres: float
    ahead_s: float
    back_s: float


def joined_net(net: RoadNet, at: Sequence[Joint | None]) -> JoinedNet:
    """Cut the roads at the joints and weigh every piece."""
    node, pieces, junctions = _cut(net, at)
    cut = np.array(pieces, dtype=np.float64).reshape(-1, len(_Piece._fields))
    whole = np.ones(len(net.start), dtype=np.bool_)
    whole[cut[:, 0].astype(np.int64)] = False
    road = np.concatenate((np.flatnonzero(whole), cut[:, 0].astype(np.int64)))
    start = np.concatenate((net.start[whole], cut[:, 1].astype(np.int64)))
    end = np.concatenate((net.end[whole], cut[:, 2].astype(np.int64)))
    last = net.first[1:][whole] - 1
    metres, ahead_s, back_s = (
        np.concatenate((of_net[last], cut[:, column]))
        for of_net, column in ((net.metres, 3), (net.ahead_s, 4), (net.back_s, 5))
    )
    ahead, back = net.ahead[road], net.back[road]
    rows = np.concatenate((start[ahead], end[back]))
    columns = np.concatenate((end[ahead], start[back]))
    weights = np.concatenate((_weight(metres[ahead], ahead_s[ahead]), _weight(metres[back], back_s[back])))
    return JoinedNet(_graph(rows, columns, weights, junctions), node)


def _cut(net: RoadNet, at: Sequence[Joint | None]) -> tuple[Whole, list[_Piece], int]:
    """Give the junction of each joint, the pieces of the roads they lie on, and the number of junctions."""
    node = np.full(len(at), -1, dtype=np.int64)
    on_road: dict[int, list[tuple[Joint, int]]] = {}
    for number, joint in enumerate(at):
        if joint is not None:
            on_road.setdefault(joint.road, []).append((joint, number))
    pieces: list[_Piece] = []
    junctions = net.junctions
    for road, joints in sorted(on_road.items()):
        last, end = int(net.first[road + 1]) - 1, int(net.end[road])
        length, ahead_s, back_s = (float(figures[last]) for figures in (net.metres, net.ahead_s, net.back_s))
        here, metres, ahead, back = int(net.start[road]), 0.0, 0.0, 0.0
        for joint, number in sorted(joints):
            if joint.along_m - metres < _SAME_PLACE_M:
                node[number] = here
            elif length - joint.along_m < _SAME_PLACE_M:
                node[number] = end
            else:
                spans = (joint.along_m - metres, joint.ahead_s - ahead, joint.back_s - back)
                pieces.append(_Piece(road, here, junctions, *spans))
                node[number] = here = junctions
                metres, ahead, back = joint.along_m, joint.ahead_s, joint.back_s
                junctions += 1
        pieces.append(_Piece(road, here, end, length - metres, ahead_s - ahead, back_s - back))
    return node, pieces, junctions


def _weight(metres: NDArray[np.float64], seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    weight: NDArray[np.float64] = np.floor(seconds * 100 + 0.5) * _LENGTH + np.floor(metres * 10 + 0.5)
    return np.maximum(weight, 1.0)


def _graph(rows: Whole, columns: Whole, weights: NDArray[np.float64], junctions: int) -> csr_array:
    """Keep the best of parallel roads, none that leads back to where it began."""
    keep = np.flatnonzero(rows != columns)
    order = keep[np.lexsort((weights[keep], columns[keep], rows[keep]))]
    rows, columns, weights = rows[order], columns[order], weights[order]
    best = np.ones(len(rows), dtype=np.bool_)
    best[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    return csr_array((weights[best], (rows[best], columns[best])), shape=(junctions, junctions))


def ways_between(
    joined: JoinedNet,
    starts: Sequence[int],
    ends: Sequence[int],
    minutes: float | None,
    *,
    back: bool = False,
) -> Ways:
    """Find the fastest way from each start to each end, both given as numbers of joints.

    Parameters
    ----------
    minutes
        How far to search, None: as far as roads go (at most 10 000 minutes).
    back
        Find the ways from the ends to the starts instead; the shape stays (starts, ends).
    """
    shape = (len(starts), len(ends))
    found = Ways(np.full(shape, UNREACHED, dtype=np.int64), np.full(shape, UNREACHED, dtype=np.int64))
    graph = csr_array(joined.graph.T) if back else joined.graph
    farthest = _LONGEST_MINUTES if minutes is None else min(minutes, _LONGEST_MINUTES)
    limit = (farthest * 6000 + 1) * _LENGTH
    rows = [row for row, start in enumerate(starts) if joined.node[start] >= 0]
    columns = np.array([at for at, end in enumerate(ends) if joined.node[end] >= 0], dtype=np.int64)
    if not rows or not len(columns):
        return found
    targets = joined.node[np.array(ends, dtype=np.int64)[columns]]
    chunk = max(1, _AT_ONCE // graph.shape[0])
    for begin in range(0, len(rows), chunk):
        some = rows[begin : begin + chunk]
        sources = joined.node[[starts[row] for row in some]]
        reached = dijkstra(graph, directed=True, indices=sources, limit=limit)[:, targets]
        known = np.isfinite(reached)
        packed = np.where(known, reached, 0).astype(np.int64)
        at = np.array(some, dtype=np.int64)[:, None], columns[None, :]
        found.decimetres[at] = np.where(known, packed % _LENGTH, UNREACHED)
        found.centiseconds[at] = np.where(known, packed // _LENGTH, UNREACHED)
    return found


def connected(joined: JoinedNet, starts: Sequence[int], ends: Sequence[int]) -> NDArray[np.bool_]:
    """Whether any way leads from each start to each end, however long; numbers of joints."""
    from scipy.sparse.csgraph import breadth_first_order  # noqa: PLC0415 - needed only where schools are cut off

    able = np.zeros((len(starts), len(ends)), dtype=np.bool_)
    targets = joined.node[list(ends)]
    for row, start in enumerate(starts):
        if joined.node[start] >= 0:
            order = breadth_first_order(
                joined.graph, int(joined.node[start]), directed=True, return_predecessors=False
            )
            reached = np.zeros(joined.graph.shape[0], dtype=np.bool_)
            reached[order] = True
            able[row] = (targets >= 0) & reached[targets]
    return able
