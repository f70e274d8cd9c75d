"""PDLP (in OR-Tools) on large LPs, where a nearly optimal dual is enough and comes several times sooner.

Its duals are a proposal like those of any other LP solver: the bound is summed exactly from what they become
as whole numbers. Source: Applegate et al. (2021), "Practical Large-Scale Linear Programming using Primal-Dual
Hybrid Gradient".
"""

import numpy as np
import scipy.sparse as sp
from ortools.pdlp import solve_log_pb2, solvers_pb2
from ortools.pdlp.python import pdlp

from .rows import Floats
from .simplex import Vertex

ITERATIONS_AT_MOST = 4_000
"""Iterations of one LP: some seconds at 10 000 schools. What is reached by then serves as well."""
_GOOD_ENOUGH = (
    solve_log_pb2.TERMINATION_REASON_OPTIMAL,
    solve_log_pb2.TERMINATION_REASON_TIME_LIMIT,
    solve_log_pb2.TERMINATION_REASON_ITERATION_LIMIT,
)


def descend(
    cost: Floats,
    matrix: sp.csr_matrix,
    lower: Floats,
    upper: Floats,
    top: Floats,
    seconds: float,
    accuracy: float,
) -> Vertex | None:
    """Minimise cost·x with lower ≤ A·x ≤ upper and 0 ≤ x ≤ top, nearly.

    Parameters
    ----------
    accuracy
        Relative gap and residuals at which it stops.

    Returns
    -------
    Vertex or None
        No vertex in truth: values within the accuracy, or those reached by then. None where it failed.
    """
    program = pdlp.QuadraticProgram()
    program.resize_and_initialize(matrix.shape[1], matrix.shape[0])
    program.objective_vector = cost
    program.constraint_matrix = sp.csc_matrix(matrix)
    program.constraint_lower_bounds = lower
    program.constraint_upper_bounds = upper
    program.variable_lower_bounds = np.zeros(len(cost))
    program.variable_upper_bounds = top
    # its Python call holds the interpreter: it has to end soon, and in the same state each time
    asked = solvers_pb2.PrimalDualHybridGradientParams()
    asked.termination_criteria.time_sec_limit = max(0.1, seconds)
    asked.termination_criteria.iteration_limit = ITERATIONS_AT_MOST
    asked.termination_criteria.simple_optimality_criteria.eps_optimal_relative = accuracy
    asked.termination_criteria.simple_optimality_criteria.eps_optimal_absolute = accuracy
    found = pdlp.primal_dual_hybrid_gradient(program, asked)
    if found.solve_log.termination_reason not in _GOOD_ENOUGH:
        return None
    return Vertex(float(cost @ found.primal_solution), found.dual_solution, found.primal_solution)
