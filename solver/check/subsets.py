"""Enumeration of member sets in blocks: sums and maxima of their members' figures, vectorised."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[Any]

BLOCK_CELLS = 1 << 21
"""Cells (8 bytes) that one block of sets may hold."""


@dataclass(frozen=True)
class Block:
    """Sets of one size: ``sums`` (figures × sets) and ``maxima`` (figures × sets)."""

    size: int
    last: NDArray[np.int64]
    sums: Figures
    maxima: Figures


@dataclass(frozen=True)
class Items:
    """What sets are made of: ``least`` to ``most`` items whose loads add up to at most ``capacity``.

    ``added`` and ``greatest`` are figures × items; of a set, the first are summed and the second maximised (0
    for the empty set). ``loads`` (≥ 0) is the first row of ``added``.
    """

    added: Figures
    greatest: Figures
    capacity: int | None
    least: int
    most: int

    @property
    def count(self) -> int:
        """Number of items."""
        return int(self.added.shape[1])


def subsets(items: Items) -> Iterator[Block]:
    """Yield every set exactly once, in blocks of bounded memory."""
    start = Block(
        size=0,
        last=np.full(1, -1, dtype=np.int64),
        sums=np.zeros((len(items.added), 1), dtype=items.added.dtype),
        maxima=np.zeros((len(items.greatest), 1), dtype=items.greatest.dtype),
    )
    if items.least == 0:
        yield start
    yield from _grown(start, items)


def _grown(block: Block, items: Items) -> Iterator[Block]:
    """Yield the sets that grow from a block's sets by items behind their last one."""
    if block.size >= items.most:
        return
    ends = items.count - max(items.least - block.size - 1, 0)
    children = np.maximum(ends - 1 - block.last, 0)
    filled = np.cumsum(children)
    rows = max(BLOCK_CELLS // (len(items.added) + len(items.greatest) + 2), 1)
    start = 0
    while start < len(children):
        done = int(filled[start - 1]) if start else 0
        stop = max(int(np.searchsorted(filled, done + rows, side="right")), start + 1)
        grown = _children(block, slice(start, stop), children[start:stop], items)
        start = stop
        if len(grown.last) == 0:
            continue
        if grown.size >= items.least:
            yield grown
        yield from _grown(grown, items)


def _children(block: Block, part: slice, counts: NDArray[np.int64], items: Items) -> Block:
    parents = np.repeat(np.arange(part.start, part.stop), counts)
    first = np.cumsum(counts) - counts
    item = np.arange(len(parents)) - np.repeat(first, counts) + block.last[parents] + 1
    if items.capacity is not None:
        keep = (block.sums[0, parents] + items.added[0, item] <= items.capacity).astype(bool)
        parents, item = parents[keep], item[keep]
    return Block(
        size=block.size + 1,
        last=item,
        sums=block.sums[:, parents] + items.added[:, item],
        maxima=np.maximum(block.maxima[:, parents], items.greatest[:, item]),
    )
