"""The compact assignment model: one column per core–member pair, per lead, and per lead's lessons short.

It finds plans where candidates are many, and over all pairs that a bound cannot exclude it closes a goal
(``pairs_mip``). Its own LP bound is weak and is not used. Lessons short are exact in it: max(0, Σ) is convex
and minimised. Maxima and quality_spread are not in it.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from ...models.words import Term
from ..scale import MAXIMA
from .candidates import NONE, Candidates, joined, keeps_entrusted, least_members, most_members
from .clock import Clock
from .highs import solve_whole
from .master import Master, Model
from .problem import Ints, Problem
from .rows import NO_ROW, Floats

Mask = NDArray[np.bool_]
SINGLE_AT_MOST = 60_000
"""Pairs up to which every pair has its own row "only if its core leads"."""


@dataclass(frozen=True)
class Assigned:
    """What the compact model found: a plan or None, a lower bound over its pairs or None, and its size."""

    plan: Candidates | None
    bound: float | None
    finished: bool
    pairs: int


def fits(master: Master) -> bool:
    """Whether the goal and its budgets can be written in it."""
    return not any(term in MAXIMA for scale, _, _ in master.sums for term in scale.factor)


def admissible(problem: Problem) -> Mask:
    """Every admissible pair: bool (leads, places)."""
    mask = np.zeros((len(problem.leads), len(problem.places)), dtype=bool)
    for row, lead in enumerate(problem.leads):
        mask[row, lead.members] = True
    return mask


class _Columns:
    """Pairs and leads that have columns, numbered, and the rows of the master they stand in."""

    def __init__(self, master: Master, allowed: Mask) -> None:
        problem = master.problem
        lead_of, place_of = np.nonzero(allowed)
        used = np.bincount(lead_of, minlength=len(problem.leads)) > 0
        alone = np.array([least_members(problem, lead) == 0 for lead in problem.leads], dtype=bool)
        self.leads: Ints = np.flatnonzero(used | alone)
        self.of_lead = np.full(len(problem.leads), NO_ROW, dtype=np.int64)
        self.of_lead[self.leads] = np.arange(len(self.leads))
        self.lead_of: Ints = lead_of
        self.lead_column: Ints = self.of_lead[lead_of]
        self.place_of: Ints = place_of
        lessons = any(Term.UNCOVERED_LESSONS in scale.factor for scale, _, _ in master.sums)
        self.subjects = problem.lacks.shape[1] if lessons else 0

    @property
    def short(self) -> int:
        """Number of columns for lessons short: one per lead and subject."""
        return len(self.leads) * self.subjects

    def per_column(self, master: Master, number: int) -> Floats:
        """Cost in one scale of all pairs, leads and lessons short."""
        scale, of_pairs, of_leads = master.sums[number]
        factor = scale.factor.get(Term.UNCOVERED_LESSONS, 0)
        return np.concatenate(
            [
                of_pairs[self.lead_of, self.place_of],
                of_leads[self.leads],
                np.full(self.short, factor, dtype=np.int64),
            ]
        ).astype(np.float64)


def solve_pairs(
    master: Master, clock: Clock, seconds: float, allowed: Mask | None = None, at_most: int | None = None
) -> Assigned:
    """Solve the compact model over some pairs.

    Parameters
    ----------
    allowed
        bool (leads, places); None: all that are admissible.
    at_most
        Look only for plans of at most this value.
    """
    problem, rows, goal = master.problem, master.rows, master.goal
    columns = _Columns(master, admissible(problem) if allowed is None else allowed)
    pairs, leads, short = len(columns.lead_of), len(columns.leads), columns.short
    side, side_cost, side_top = master.side_columns
    first = 1 if goal.scale else 0
    blocks = [
        _entries([(columns.place_of, np.ones(pairs))], side.shape[0]),
        _entries([(column, np.ones(leads)) for column in rows.of_lead[columns.leads].T], side.shape[0]),
        sp.csr_matrix((side.shape[0], short)),
    ]
    spent = [columns.per_column(master, first + b) for b in range(len(goal.budgets))]
    budget_rows = sp.csr_matrix(
        (
            np.concatenate(spent) if spent else np.zeros(0),
            (
                np.repeat(rows.total + np.arange(len(spent)), pairs + leads + short),
                np.tile(np.arange(pairs + leads + short), len(spent)),
            ),
        ),
        shape=(side.shape[0], pairs + leads + short),
    )
    matrix = sp.hstack([sp.hstack(blocks) + budget_rows, side], format="csr")
    cost = columns.per_column(master, 0) if goal.scale else np.zeros(pairs + leads + short)
    cost = np.concatenate([cost, side_cost])
    own, own_upper = _own_rows(problem, columns, len(side_cost), single=allowed is not None)
    if at_most is not None:
        divisor = float(np.gcd.reduce(np.abs(cost).astype(np.int64))) or 1.0
        own = sp.vstack([own, sp.csr_matrix(cost / divisor)], format="csr")
        own_upper = np.append(own_upper, at_most // divisor + 0.5)
    upper = np.concatenate([rows.upper, [float(b.limit) for b in goal.budgets], own_upper])
    # Columns that are whole come first: lessons short and side columns follow from them.
    order = np.concatenate(
        [
            np.arange(pairs + leads),
            np.arange(pairs + leads + short, pairs + leads + short + len(side_cost)),
            np.arange(pairs + leads, pairs + leads + short),
        ]
    )
    model = Model(
        cost[order],
        sp.vstack([matrix, own], format="csc")[:, order].tocsr(),
        np.concatenate([rows.lower, np.full(len(upper) - rows.total, -np.inf)]),
        upper,
        np.concatenate([np.ones(pairs + leads), side_top, np.full(short, np.inf)]),
        pairs + leads + len(master.may),
    )
    found = solve_whole(master, model, seconds)
    clock.cut |= not found.finished
    plan = None if found.x is None else _plan(columns, found.x)
    if plan is not None and not _keeps_sets(problem, plan):
        plan = None  # HiGHS' tolerance let a set slip through that the rules refuse
    return Assigned(plan, found.bound, found.finished, pairs)


def find_plan(master: Master, clock: Clock, seconds: float) -> Candidates | None:
    """Find a good plan with the compact model; None where HiGHS found none in time."""
    return solve_pairs(master, clock, seconds).plan


def _plan(columns: _Columns, x: Floats) -> Candidates:
    pairs = len(columns.lead_of)
    used = x[:pairs] > 0.5
    leading = columns.leads[x[pairs : pairs + len(columns.leads)] > 0.5]
    if not len(leading):
        return NONE
    lead_of, place_of = columns.lead_of[used], columns.place_of[used]
    return joined(
        [
            Candidates(
                np.full(1, lead, dtype=np.int32),
                np.sort(place_of[lead_of == lead]).astype(np.int32)[None, :],
            )
            for lead in leading.tolist()
        ]
    )


def _keeps_sets(problem: Problem, plan: Candidates) -> bool:
    """Whether every alliance keeps its bounds on members, capacity and entrusted members, exactly."""
    for index, row in zip(plan.lead.tolist(), plan.members, strict=True):
        lead, members = problem.leads[index], row[row >= 0]
        if not least_members(problem, lead) <= len(members) <= most_members(problem, lead):
            return False
        if lead.capacity is not None and int(problem.load[members].sum()) > lead.capacity:
            return False
        if not keeps_entrusted(problem, lead, members[None, :])[0]:
            return False
    return True


def _entries(entries: list[tuple[Ints, Floats]], total: int) -> sp.csr_matrix:
    """Columns whose entries come as (row per column, value per column); ``NO_ROW`` rows are left out."""
    count = len(entries[0][0])
    kept = [(row != NO_ROW) & (value != 0) for row, value in entries]
    r = np.concatenate([row[keep] for (row, _), keep in zip(entries, kept, strict=True)])
    v = np.concatenate([value[keep] for (_, value), keep in zip(entries, kept, strict=True)])
    c = np.concatenate([np.flatnonzero(keep) for keep in kept])
    return sp.csr_matrix((v, (r, c)), shape=(total, count))


def _own_rows(
    problem: Problem, columns: _Columns, side: int, *, single: bool
) -> tuple[sp.csr_matrix, Floats]:
    """Lay out what the master's candidates keep by themselves, all as ≤ rows.

    Σx ≤ most·y, least·y ≤ Σx, Σ load·x ≤ capacity·y; entrusted.min·y ≤ Σ x of those not marked ordinary,
    Σ x of those marked entrusted ≤ entrusted.max·y; x ≤ y (redundant, and pays: it tightens the LP); lessons
    short ≥ Σ need − Σ supply. ``single``: with the rows x ≤ y, which make the LP stronger and slower.
    """
    pairs, leads, short = len(columns.lead_of), len(columns.leads), columns.short
    number, pair = np.arange(leads), np.arange(pairs)
    leading = [problem.leads[lead] for lead in columns.leads.tolist()]

    def rows(of_pair: Floats, of_lead: list[float | int | None]) -> sp.csr_matrix:
        asked = np.array([figure is not None for figure in of_lead], dtype=bool)
        figures = np.array([float(figure or 0) for figure in of_lead])
        whole = sp.hstack(
            [
                sp.csr_matrix((of_pair, (columns.lead_column, pair)), shape=(leads, pairs)),
                sp.csr_matrix((figures, (number, number)), shape=(leads, leads)),
                sp.csr_matrix((leads, short + side)),
            ],
            format="csr",
        )
        return whole[asked]

    kind = problem.kind[columns.place_of]
    ones = np.ones(pairs)
    blocks = [
        rows(ones, [-most_members(problem, lead) for lead in leading]),
        rows(-ones, [least_members(problem, lead) for lead in leading]),
        rows(
            problem.load[columns.place_of].astype(np.float64),
            [None if lead.capacity is None else -lead.capacity for lead in leading],
        ),
        rows(
            -(kind >= 0).astype(np.float64),
            [lead.entrusted[0] if lead.entrusted else None for lead in leading],
        ),
        rows(
            (kind > 0).astype(np.float64),
            [
                -lead.entrusted[1] if lead.entrusted and lead.entrusted[1] is not None else None
                for lead in leading
            ],
        ),
    ]
    upper = [np.zeros(block.shape[0]) for block in blocks]
    if single and pairs <= SINGLE_AT_MOST:
        of_pair = sp.csr_matrix((np.ones(pairs), (pair, pair)), shape=(pairs, pairs))
        lead = sp.csr_matrix((-np.ones(pairs), (pair, columns.lead_column)), shape=(pairs, leads))
        blocks.append(sp.hstack([of_pair, lead, sp.csr_matrix((pairs, short + side))], format="csr"))
        upper.append(np.zeros(pairs))
    if short:
        lacks = np.stack([problem.lacks, problem.lacks_in_primary])
        in_primary = np.array([lead.in_primary for lead in problem.leads], dtype=np.int64)
        of_pair = lacks[in_primary[columns.lead_of], columns.place_of]
        subject = np.arange(columns.subjects)
        row = columns.lead_column[:, None] * columns.subjects + subject
        own = number[:, None] * columns.subjects + subject
        blocks.append(
            sp.hstack(
                [
                    sp.csr_matrix(
                        (
                            of_pair.ravel().astype(np.float64),
                            (row.ravel(), np.repeat(pair, columns.subjects)),
                        ),
                        shape=(short, pairs),
                    ),
                    sp.csr_matrix(
                        (
                            problem.core_lacks[columns.leads].ravel().astype(np.float64),
                            (own.ravel(), np.repeat(number, columns.subjects)),
                        ),
                        shape=(short, leads),
                    ),
                    -sp.identity(short),
                    sp.csr_matrix((short, side)),
                ],
                format="csr",
            )
        )
        upper.append(np.zeros(short))
    return sp.vstack(blocks, format="csr"), np.concatenate(upper)
