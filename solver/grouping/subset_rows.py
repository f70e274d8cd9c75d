"""Subset rows: of three places, at most one alliance takes two or more; which candidates of a table do."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from .candidates import NOBODY, Candidates
from .master import Master
from .problem import Ints

Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Cuts:
    """Triples of places, and per triple the rows of the table that take two or more of them."""

    triples: tuple[Triple, ...]
    inside: tuple[Ints, ...]

    def joined(self, more: "Cuts") -> "Cuts":
        """Append further cuts."""
        return Cuts(self.triples + more.triples, self.inside + more.inside)

    def take(self, kept: Ints) -> "Cuts":
        """Return some of the cuts."""
        return Cuts(
            tuple(self.triples[cut] for cut in kept.tolist()),
            tuple(self.inside[cut] for cut in kept.tolist()),
        )

    def renumbered(self, new_row: Ints) -> "Cuts":
        """Follow a table that keeps some rows: new numbers per old row, −1 where it went."""
        moved = (new_row[rows] for rows in self.inside)
        return Cuts(self.triples, tuple(rows[rows >= 0] for rows in moved))

    def matrix(self, columns: Ints, width: int, total: int) -> sp.csr_matrix:
        """Rows of the LP: ``columns`` are the table's rows that have columns, of ``total`` in the table."""
        at = np.full(total, -1, dtype=np.int64)
        at[columns] = np.arange(len(columns))
        rows = [at[inside] for inside in self.inside]
        rows = [row[row >= 0] for row in rows]
        r = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        c = np.concatenate([*rows, np.zeros(0, dtype=np.int64)])
        return sp.csr_matrix((np.ones(len(c)), (r, c)), shape=(len(self.triples), width))


def takes_two(master: Master, table: Candidates, triples: tuple[Triple, ...]) -> Cuts:
    """Find the table's rows that take two or more of each triple's places, the core's own place included."""
    covers = np.array([lead.covers for lead in master.problem.leads], dtype=np.int64)[table.lead]
    inside = []
    mark = np.zeros(len(master.problem.places) + 1, dtype=np.int8)
    for triple in triples:
        mark[list(triple)] = 1
        taken = mark[covers].astype(np.int8)  # NOBODY is −1: the last entry
        for column in table.members.T:
            taken += mark[column]
        mark[list(triple)] = 0
        inside.append(np.flatnonzero(taken >= 2))
    return Cuts(triples, tuple(inside))


class PlaceRows:
    """Per place the rows of a table that cover it."""

    def __init__(self, master: Master, table: Candidates) -> None:
        covers = np.array([lead.covers for lead in master.problem.leads], dtype=np.int32)[table.lead]
        everything = np.column_stack([table.members, covers])
        row, column = np.nonzero(everything != NOBODY)
        entries = (np.ones(len(row), dtype=np.int8), (everything[row, column], row))
        self.rows = sp.csr_matrix(entries, shape=(len(master.problem.places), len(table)))
        self.taken = np.zeros(len(table), dtype=np.int8)

    def taking_two(self, triples: tuple[Triple, ...]) -> Cuts:
        """Find the table's rows that take two or more of each triple's places."""
        inside = []
        for triple in triples:
            touched = [
                self.rows.indices[self.rows.indptr[place] : self.rows.indptr[place + 1]] for place in triple
            ]
            for rows in touched:
                self.taken[rows] += 1
            inside.append(np.flatnonzero(self.taken >= 2))
            for rows in touched:
                self.taken[rows] = 0
        return Cuts(triples, tuple(inside))
