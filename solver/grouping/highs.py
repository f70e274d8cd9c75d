"""HiGHS (through scipy) on a master: the LP with its duals, and the MIP; every status mapped explicitly.

LPs of summed leads and of cuts go to GLOP first (``simplex.py``), large ones to PDLP (``first_order.py``).
"""

from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from .duals import RealDuals
from .first_order import descend
from .master import Master, Model
from .rows import Floats
from .simplex import Vertex, minimise

OPTIMAL, LIMIT, INFEASIBLE, FAILED = 0, 1, 2, 4


@dataclass(frozen=True)
class Relaxed:
    """Optimum of the LP: value, duals, primal values, and the duals of rows beyond the master's own."""

    value: float
    duals: RealDuals
    x: Floats
    beyond: Floats


@dataclass(frozen=True)
class Integral:
    """Result of the MIP: the columns taken (None: no plan found) and a valid lower bound (None: none known).

    ``finished`` is false where its seconds ran out.
    """

    x: Floats | None
    bound: float | None
    finished: bool


def _row_scale(model: Model, first: int) -> Floats:
    """Factors that bring budget and ceiling rows (from row ``first`` on) into the size of the others."""
    tail = model.matrix[first:]
    largest = (
        abs(tail).max(axis=1).toarray().ravel() if tail.shape[0] and tail.nnz else np.zeros(tail.shape[0])
    )
    return np.concatenate([np.ones(first), np.where(largest > 0, 1.0 / np.maximum(largest, 1.0), 1.0)])


def _relaxed_top(model: Model) -> Floats:
    """Tops for the LP: the rows already hold candidates and unplaced columns at 1, so theirs go."""
    top = model.top.copy()
    top[: model.whole] = np.inf
    return top


def relax(
    master: Master,
    model: Model,
    seconds: float,
    *,
    by_simplex: bool = False,
    accuracy: float | None = None,
) -> Relaxed | None:
    """Solve the LP relaxation; None where there is no optimum (time, numerical trouble).

    Parameters
    ----------
    by_simplex
        By GLOP, which suits the LPs of summed leads; HiGHS where GLOP gives up.
    accuracy
        Nearly, by PDLP, which suits large LPs; HiGHS where it fails.
    """
    rows = master.rows
    factor = _row_scale(model, rows.total)
    matrix = (sp.diags(factor) @ model.matrix).tocsr()
    lower, upper = model.lower * factor, model.upper * factor
    price = max(1.0, float(np.abs(model.cost).max(initial=0.0)))
    cost, top = model.cost / price, _relaxed_top(model)
    vertex = None
    if by_simplex:
        vertex = minimise(cost, matrix, lower, upper, top, seconds)
    elif accuracy is not None:
        vertex = descend(cost, matrix, lower, upper, top, seconds, accuracy)
    if vertex is None:
        vertex = _by_highs(cost, matrix, lower, upper, top, seconds)
    if vertex is None:
        return None
    duals = vertex.duals * factor * price
    budgets = len(master.goal.budgets)
    keys = len(master.problem.keys)
    own = rows.total + budgets + keys * len(master.ceilings)
    return Relaxed(
        vertex.value * price,
        RealDuals(
            duals[: rows.total],
            duals[rows.total : rows.total + budgets],
            duals[rows.total + budgets : own].reshape(len(master.ceilings), keys),
        ),
        vertex.x,
        duals[own:],
    )


def _by_highs(
    cost: Floats, matrix: sp.csr_matrix, lower: Floats, upper: Floats, top: Floats, seconds: float
) -> Vertex | None:
    equal = lower == upper
    at_most, at_least = ~equal & np.isfinite(upper), ~equal & np.isfinite(lower)
    methods = ("highs-ipm", "highs-ds") if matrix.shape[1] > 400 else ("highs-ds", "highs-ipm")
    for method in methods:
        found = linprog(
            cost,
            A_ub=sp.vstack([matrix[at_most], -matrix[at_least]], format="csr"),
            b_ub=np.concatenate([upper[at_most], -lower[at_least]]),
            A_eq=matrix[equal],
            b_eq=upper[equal],
            bounds=np.column_stack([np.zeros(len(cost)), top]),
            method=method,
            options={"time_limit": max(0.1, seconds)},
        )
        if found.status in (OPTIMAL, LIMIT, INFEASIBLE):
            break
    if found.status != OPTIMAL:
        return None
    duals = np.zeros(len(lower))
    duals[equal] = found.eqlin.marginals
    split = int(at_most.sum())
    duals[at_most] += found.ineqlin.marginals[:split]
    duals[at_least] -= found.ineqlin.marginals[split:]
    return Vertex(float(found.fun), duals, found.x)


def _whole_rows(model: Model, first: int, end: int) -> tuple[sp.csr_matrix, Floats, Floats]:
    """Divide budget rows by the greatest common divisor of their coefficients, limits rounded inwards."""
    matrix, lower, upper = model.matrix.tocsr(copy=True), model.lower.copy(), model.upper.copy()
    for row in range(first, end):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        divisor = reduce(gcd, (abs(round(v)) for v in np.unique(matrix.data[span]).tolist()), 0)
        if divisor > 1:
            matrix.data[span] /= divisor
            upper[row] = np.floor(upper[row] / divisor)
    return matrix, lower, upper


def solve_whole(master: Master, model: Model, seconds: float) -> Integral:
    """Solve the integer master; the proof comes from the bound and its status, never from a default gap.

    Costs and budget rows are whole numbers, so half a unit of slack on budgets admits nothing new and keeps
    HiGHS' tolerances (1e-6) from refusing what is allowed.
    """
    if not len(model.cost):
        fits = bool(np.all(model.lower <= 0) and np.all(model.upper >= 0))
        return Integral(model.cost if fits else None, 0.0 if fits else None, finished=True)
    first = master.rows.total
    matrix, lower, upper = _whole_rows(model, first, first + len(master.goal.budgets))
    budget_rows = slice(master.rows.total, master.rows.total + len(master.goal.budgets))
    upper[budget_rows] += 0.5
    divisor = max(1, reduce(gcd, (abs(round(c)) for c in np.unique(model.cost).tolist()), 0))
    integrality = np.zeros(len(model.cost))
    integrality[: model.whole] = 1
    asked = {
        "c": model.cost / divisor,
        "constraints": LinearConstraint(matrix, lower, upper),
        "bounds": Bounds(np.zeros(len(model.cost)), model.top),
        "integrality": integrality,
    }
    options = {"time_limit": max(0.05, seconds), "mip_rel_gap": 0.0}
    found = milp(**asked, options=options)
    if (
        found.status == FAILED
    ):  # its presolve loses some models with large coefficients, which are soon solved
        found = milp(**asked, options={**options, "presolve": False})
    if found.status == INFEASIBLE:
        return Integral(None, None, finished=True)  # or a model HiGHS refuses: no claim is made of it
    bound = None if found.mip_dual_bound is None else float(found.mip_dual_bound) * divisor
    if bound is not None and not np.isfinite(bound):
        bound = None
    return Integral(found.x, bound, finished=found.status != LIMIT)
