"""The complete universe of candidates of a part: held as one table, or passed through block by block.

Nothing is left out: where the universe is too large to hold, pricing passes through all of it, and where
even that is not bearable there are no blocks and no bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .candidates import Candidates, count_of, enumerate_lead, joined, most_members
from .problem import Problem

HELD_AT_MOST = 16_000_000
"""Candidates that are held in memory at once."""
BLOCK = 1_000_000
"""Candidates that a pass looks at together (one first member may bring more)."""
PASSED_AT_MOST = 400_000_000
"""Candidates that a pass looks through after pruning; beyond that there is no bound and the plan says so."""

CELLS_TOGETHER = 60_000_000
"""Candidates × members that one piece may bring."""

Piece = tuple[int, int, int | None]
"""(lead, first, stop): the lead's candidates whose first member lies in [first, stop)."""


@dataclass(frozen=True)
class Universe:
    """All candidates of a part.

    Attributes
    ----------
    count
        Never fewer than there are candidates: sets before capacity is looked at.
    blocks
        Pieces that are enumerated together; none where a pass is not bearable.
    held
        Whether one table may hold it all.
    passable
        Whether a complete pass is bearable.
    """

    problem: Problem
    count: int
    blocks: tuple[tuple[Piece, ...], ...]
    held: bool
    passable: bool

    def block(self, pieces: tuple[Piece, ...]) -> Candidates:
        """Enumerate one block."""
        return joined([enumerate_lead(self.problem, *piece) for piece in pieces])

    def all(self) -> Candidates:
        """Enumerate everything; for a universe that can be held."""
        return joined([self.block(pieces) for pieces in self.blocks])


def _pieces(problem: Problem, index: int) -> Iterator[tuple[Piece, int]]:
    """Cut one lead's candidates into pieces of bearable size, with their counts."""
    lead = problem.leads[index]
    total = count_of(problem, lead)
    if total <= BLOCK:
        yield (index, 0, None), total
        return
    start = 0
    while start < len(lead.members):
        stop = start + 1
        while stop < len(lead.members) and count_of(problem, lead, start, stop + 1) <= BLOCK:
            stop += 1
        yield (index, start, stop), count_of(problem, lead, start, stop)
        start = stop


def universe_of(problem: Problem) -> Universe:
    """Lay out the universe of a part."""
    blocks: list[list[Piece]] = []
    total = filled = 0
    cells = 0
    bearable = True
    for index, lead in enumerate(problem.leads):
        count = count_of(problem, lead)
        total += count
        cells += count * most_members(problem, lead)
        if not bearable or total > PASSED_AT_MOST:
            bearable = False
            continue
        for piece, size in _pieces(problem, index):
            if size * most_members(problem, lead) > CELLS_TOGETHER:
                bearable = False
                break
            if not blocks or filled + size > BLOCK:
                blocks.append([])
                filled = 0
            blocks[-1].append(piece)
            filled += size
    held = bearable and total <= HELD_AT_MOST and cells <= 3 * HELD_AT_MOST
    return Universe(
        problem, total, tuple(tuple(block) for block in blocks) if bearable else (), held, bearable
    )
