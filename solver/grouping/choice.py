"""The choice of a region: which of some candidates its leads take together, as one MIP.

No place twice, one alliance a lead key, and places that nobody else will take are taken or left out at their
price. What the prices are, and which places are free, is the caller's: ``regional_bound.py`` and
``regional_plans.py``.
"""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from .candidates import NOBODY, Candidates
from .problem import Ints, Problem
from .rows import Floats

_OPTIMAL, _LIMIT = 0, 1
"""Statuses of HiGHS: solved, and its time ran out. Under any other nothing it says is used."""


class Limit(NamedTuple):
    """What the choice may spend: by each candidate, by each place left out, and at most."""

    of_candidates: Floats
    of_places: Floats
    most: float


class Choice(NamedTuple):
    """What was chosen (rows of the table; None where no choice was found), the MIP's bound, and its end."""

    rows: Ints | None
    bound: float | None
    finished: bool


def choose(
    problem: Problem,
    table: Candidates,
    cost: Floats,
    last: Ints,
    left_out: Floats,
    seconds: float,
    limits: tuple[Limit, ...] = (),
    near: float = 0.0,
) -> Choice:
    """Choose candidates that share neither a place nor a lead key, at least cost.

    Parameters
    ----------
    table, cost
        The candidates and what each costs.
    last, left_out
        Places that are taken or left out, and what leaving each out costs. All others may be left to others.
    limits
        What the choice may spend at most.
    near
        Gap, as a share of the cost, at which a choice is good enough.
    """
    if not len(table) and not len(last):
        return Choice(np.zeros(0, dtype=np.int64), 0.0, finished=True)
    key_of_lead = np.array([lead.key for lead in problem.leads], dtype=np.int64)
    covers = np.array([lead.covers for lead in problem.leads], dtype=np.int64)[table.lead]
    number = np.arange(len(table))
    places, keys = [last], key_of_lead[table.lead]
    columns = [len(table) + np.arange(len(last))]
    for members in (*table.members.T, covers):
        there = members != NOBODY
        places.append(members[there].astype(np.int64))
        columns.append(number[there])
    place_ids, place_rows = np.unique(np.concatenate(places), return_inverse=True)
    key_ids, key_rows = np.unique(keys, return_inverse=True)
    rows = np.concatenate([place_rows, len(place_ids) + key_rows])
    entries = (np.ones(len(rows)), (rows, np.concatenate([*columns, number])))
    size = (len(place_ids) + len(key_ids), len(table) + len(last))
    lower = np.where(np.isin(np.append(place_ids, np.full(len(key_ids), NOBODY)), last), 1.0, 0.0)
    spends = [np.append(limit.of_candidates, limit.of_places) for limit in limits]
    matrix = sp.vstack([sp.csr_matrix(entries, shape=size), *map(sp.csr_matrix, spends)], format="csr")
    tops = np.append(np.ones(size[0]), [limit.most for limit in limits])
    floors = np.append(lower, np.full(len(limits), -np.inf))
    found = milp(
        np.append(cost, left_out),
        constraints=LinearConstraint(matrix, floors, tops),
        bounds=Bounds(0, 1),
        integrality=np.append(np.ones(len(table)), np.zeros(len(last))),
        options={"time_limit": max(0.1, seconds), "mip_rel_gap": near},
    )
    if found.status not in (_OPTIMAL, _LIMIT):
        return Choice(None, None, finished=True)
    bound = found.mip_dual_bound
    return Choice(
        None if found.x is None else np.flatnonzero(found.x[: len(table)] > 0.5),
        float(bound) if bound is not None and np.isfinite(bound) else None,
        found.status == _OPTIMAL,
    )
