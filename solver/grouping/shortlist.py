"""The candidates that a plan of a given value may hold: all of them, or the cheapest if they are too many."""

from dataclasses import dataclass

import numpy as np

from .candidates import NOBODY, Candidates
from .goal import Figures
from .problem import Ints


@dataclass(frozen=True)
class Shortlist:
    """Every candidate whose excess is at most ``slack``, maybe some dearer ones, with figures and excess."""

    table: Candidates
    figures: Figures
    excess: Ints
    slack: int

    def joined(self, table: Candidates, figures: Figures, excess: Ints) -> "Shortlist":
        """Append further candidates."""
        return Shortlist(
            self.table.joined(table),
            self.figures.joined(figures),
            np.concatenate([self.excess, excess]),
            self.slack,
        )

    def cut(self, most: int) -> "Shortlist":
        """Keep at most so many candidates, those with the least excess; ``slack`` says what is complete.

        Ties are broken by a fixed scatter, so that those kept belong to many leads.
        """
        if len(self.table) <= most:
            return self
        rows, complete_to = cheapest_rows(self.table, self.excess, int(self.excess.max()), most)
        slack = min(self.slack, complete_to)
        return Shortlist(self.table.take(rows), self.figures.take(rows), self.excess[rows], slack)

    def spread(self, cheapest: int, per_row: int) -> "Shortlist":
        """Keep the cheapest candidates and, for every lead and every place, some of its cheapest."""
        order = np.lexsort((scatter(self.table), self.excess))
        members = self.table.members[order]
        there = members.ravel() != NOBODY
        of_place = np.repeat(order, members.shape[1])[there]
        kept = [
            order[:cheapest],
            first_of_each(self.table.lead[order].astype(np.int64), order, per_row),
            first_of_each(members.ravel()[there].astype(np.int64), of_place, per_row),
        ]
        rows = np.unique(np.concatenate(kept))
        left_out = np.ones(len(self.table), dtype=bool)
        left_out[rows] = False
        slack = int(self.excess[left_out].min()) - 1 if left_out.any() else self.slack
        return Shortlist(
            self.table.take(rows), self.figures.take(rows), self.excess[rows], min(slack, self.slack)
        )


def cheapest_rows(table: Candidates, excess: Ints, slack: int, most: int) -> tuple[Ints, int]:
    """Rows with excess ≤ slack, the cheapest ``most`` of them, and up to which slack they are complete."""
    rows = np.flatnonzero(excess <= slack)
    if len(rows) <= most:
        return rows, slack
    last = int(np.partition(excess[rows], most)[most])
    below, level = rows[excess[rows] < last], rows[excess[rows] == last]
    order = np.argsort(scatter(table.take(level)), kind="stable")[: most - len(below)]
    return np.sort(np.concatenate([below, level[order]])), last - 1


def scatter(table: Candidates) -> Ints:
    """Give every candidate a fixed number without pattern that depends only on its members and lead."""
    mixed = table.lead.astype(np.int64) * 0x9E3779B1
    for column in table.members.T:
        mixed = (mixed ^ (column + 1)) * 0x85EBCA6B & 0xFFFFFFFF
    return mixed


def first_of_each(group: Ints, rows: Ints, most: int) -> Ints:
    """Return the first ``most`` of ``rows`` in every group."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    first = np.flatnonzero(np.r_[True, np.diff(ordered) != 0]) if len(ordered) else ordered
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff(np.r_[first, len(ordered)]))
    return rows[order[rank < most]]
