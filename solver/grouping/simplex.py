"""GLOP (in OR-Tools) on small dense LPs, where it is several times faster than HiGHS."""

from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from ortools.linear_solver.python import model_builder_helper

from .rows import Floats


class Vertex(NamedTuple):
    """An optimal basic solution: value, one dual per row, primal values."""

    value: float
    duals: Floats
    x: Floats


def minimise(
    cost: Floats, matrix: sp.csr_matrix, lower: Floats, upper: Floats, top: Floats, seconds: float
) -> Vertex | None:
    """Minimise cost·x with lower ≤ A·x ≤ upper and 0 ≤ x ≤ top; None where GLOP gives no optimum in time."""
    model: Any = model_builder_helper.ModelBuilderHelper()  # its stub knows no arrays as NumPy types them
    model.fill_model_from_sparse_data(np.zeros(len(cost)), top, cost, lower, upper, matrix)
    solver = model_builder_helper.ModelSolverHelper("GLOP")
    solver.set_time_limit_in_seconds(max(0.1, seconds))
    solver.solve(model)
    if solver.status() != model_builder_helper.SolveStatus.OPTIMAL:
        return None
    return Vertex(
        float(solver.objective_value()),
        np.array(solver.dual_values(), dtype=np.float64),
        np.array(solver.variable_values(), dtype=np.float64),
    )
