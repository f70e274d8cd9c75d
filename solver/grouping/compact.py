"""The compact assignment model: one column per core–member pair. It finds plans; the master proves them.

Where every tier at hand adds up over pairs (schools left over, km, changes …), HiGHS finds good plans in it
far sooner than among candidates. Its LP bound is weak and is not used.
"""

import numpy as np
import scipy.sparse as sp

from .candidates import NONE, Candidates, joined, least_members, most_members
from .clock import Clock
from .highs import solve_whole
from .master import Master, Model
from .rows import NO_ROW
from .terms import cost_of_leads, cost_of_pairs, is_additive


def fits(master: Master) -> bool:
    """Whether the goal and its budgets add up over pairs."""
    scales = [budget.scale for budget in master.goal.budgets]
    if master.goal.scale is not None:
        scales.append(master.goal.scale)
    return all(is_additive(scale) for scale in scales)


def find_plan(master: Master, clock: Clock, seconds: float) -> Candidates | None:
    """Find a good plan with the compact model; None where HiGHS found none in time."""
    problem, rows, goal = master.problem, master.rows, master.goal
    lead_of = np.repeat(np.arange(len(problem.leads)), [len(lead.members) for lead in problem.leads])
    place_of = np.concatenate([lead.members for lead in problem.leads]) if problem.leads else lead_of
    pairs, leads = len(lead_of), len(problem.leads)
    side, side_cost, side_top = master.side_columns
    scales = [b.scale for b in goal.budgets]
    pair_rows = [(place_of, np.ones(pairs))]
    pair_rows += [
        (np.full(pairs, rows.total + b), cost_of_pairs(problem, scale)[lead_of, place_of].astype(np.float64))
        for b, scale in enumerate(scales)
    ]
    lead_rows = [(column, np.ones(leads)) for column in rows.of_lead.T]
    lead_rows += [
        (np.full(leads, rows.total + b), cost_of_leads(problem, scale).astype(np.float64))
        for b, scale in enumerate(scales)
    ]
    total = side.shape[0]
    matrix = sp.hstack([_columns(pair_rows, total), _columns(lead_rows, total), side], format="csr")
    sizes, size_upper = _size_rows(master, lead_of, place_of, side.shape[1])
    cost = np.concatenate(
        [
            cost_of_pairs(problem, goal.scale)[lead_of, place_of] if goal.scale else np.zeros(pairs),
            cost_of_leads(problem, goal.scale) if goal.scale else np.zeros(leads),
            side_cost,
        ]
    ).astype(np.float64)
    upper = [*rows.upper, *(float(b.limit) for b in goal.budgets), *size_upper]
    lower = [*rows.lower, *[-np.inf] * (len(upper) - rows.total)]
    model = Model(
        cost,
        sp.vstack([matrix, sizes], format="csr"),
        np.array(lower),
        np.array(upper),
        np.concatenate([np.ones(pairs + leads), side_top]),
        pairs + leads + len(master.may),
    )
    found = solve_whole(master, model, seconds)
    clock.cut |= not found.finished
    if found.x is None:
        return None
    used, leading = found.x[:pairs] > 0.5, found.x[pairs : pairs + leads] > 0.5
    return (
        joined(
            [
                Candidates(
                    np.full(1, lead, dtype=np.int32),
                    np.sort(place_of[used & (lead_of == lead)]).astype(np.int32)[None, :],
                )
                for lead in np.flatnonzero(leading).tolist()
            ]
        )
        if leading.any()
        else NONE
    )


def _columns(entries: "list[tuple[np.ndarray, np.ndarray]]", total: int) -> sp.csr_matrix:
    """Columns whose entries come as (row per column, value per column); ``NO_ROW`` rows are left out."""
    count = len(entries[0][0])
    kept = [(row != NO_ROW) & (value != 0) for row, value in entries]
    r = np.concatenate([row[keep] for (row, _), keep in zip(entries, kept, strict=True)])
    v = np.concatenate([value[keep] for (_, value), keep in zip(entries, kept, strict=True)])
    c = np.concatenate([np.flatnonzero(keep) for keep in kept])
    return sp.csr_matrix((v, (r, c)), shape=(total, count))


def _size_rows(
    master: Master, lead_of: np.ndarray, place_of: np.ndarray, side: int
) -> tuple[sp.csr_matrix, list[float]]:
    """Bounds on members, capacity and entrusted members.

    Σx ≤ most·y, least·y ≤ Σx, Σ load·x ≤ capacity·y; entrusted.min·y ≤ Σ x of those not marked ordinary,
    Σ x of those marked entrusted ≤ entrusted.max·y.
    """
    problem = master.problem
    pairs, leads = len(lead_of), len(problem.leads)
    number = np.arange(leads)
    most = np.array([float(most_members(problem, lead)) for lead in problem.leads])
    least = np.array([float(least_members(problem, lead)) for lead in problem.leads])
    members = sp.csr_matrix((np.ones(pairs), (lead_of, np.arange(pairs))), shape=(leads, pairs))
    empty = sp.csr_matrix((leads, side))
    bounded = np.array([lead.capacity is not None for lead in problem.leads], dtype=bool)
    capacity = np.array([float(lead.capacity or 0) for lead in problem.leads])
    loads = sp.csr_matrix(
        (problem.load[place_of].astype(np.float64), (lead_of, np.arange(pairs))), shape=(leads, pairs)
    )
    entrusted = np.array([lead.entrusted is not None for lead in problem.leads], dtype=bool)
    capped = np.array(
        [lead.entrusted is not None and lead.entrusted[1] is not None for lead in problem.leads], dtype=bool
    )
    fewest = np.array([float(lead.entrusted[0] if lead.entrusted else 0) for lead in problem.leads])
    highest = np.array([float((lead.entrusted and lead.entrusted[1]) or 0) for lead in problem.leads])
    open_or_marked, marked = (
        sp.csr_matrix((of_kind.astype(np.float64), (lead_of, np.arange(pairs))), shape=(leads, pairs))
        for of_kind in (problem.kind[place_of] >= 0, problem.kind[place_of] > 0)
    )
    matrix = sp.vstack(
        [
            sp.hstack([members, sp.csr_matrix((-most, (number, number)), shape=(leads, leads)), empty]),
            sp.hstack([-members, sp.csr_matrix((least, (number, number)), shape=(leads, leads)), empty]),
            sp.hstack(
                [loads, sp.csr_matrix((-capacity, (number, number)), shape=(leads, leads)), empty]
            ).tocsr()[bounded],
            sp.hstack(
                [-open_or_marked, sp.csr_matrix((fewest, (number, number)), shape=(leads, leads)), empty]
            ).tocsr()[entrusted],
            sp.hstack(
                [marked, sp.csr_matrix((-highest, (number, number)), shape=(leads, leads)), empty]
            ).tocsr()[capped],
        ],
        format="csr",
    )
    return matrix, [0.0] * matrix.shape[0]
