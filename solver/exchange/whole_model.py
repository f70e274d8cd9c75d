"""A mixed whole-number model as it is written down row by row, and SCIP and GLOP (in OR-Tools) on it.

SCIP without cutting planes: the LPs of allocations are so tight that cuts only cost time (measured: 0.2 to
0.4 s where HiGHS needs 5 to 10 s and CP-SAT does not finish).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from math import ceil, gcd, inf
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper

NOISE = 1e-10
"""Share of a bound that may be floating-point noise (as in the grouping's closing step)."""
STEP_NOISE = 1e-3
"""Share of a step of the objective that may be noise."""
EXACT = "limits/gap = 0\nlimits/absgap = 0\n"
WITHOUT_CUTS = "separating/maxrounds = 0\nseparating/maxroundsroot = 0\n"
ROOT_CUTS = "separating/maxrounds = 0\n"
Floats = NDArray[np.float64]


@dataclass
class Linear:
    """A linear form with whole coefficients: constant and column → coefficient."""

    constant: int = 0
    of: dict[int, int] = field(default_factory=dict)

    def add(self, column: int, coefficient: int) -> None:
        """Add a multiple of a column."""
        if coefficient:
            self.of[column] = self.of.get(column, 0) + coefficient

    def plus(self, other: "Linear", factor: int) -> None:
        """Add a multiple of another form."""
        self.constant += factor * other.constant
        for column, coefficient in other.of.items():
            self.add(column, factor * coefficient)


@dataclass(frozen=True)
class Row:
    """One row: lower ≤ Σ coefficient × column ≤ upper."""

    of: Mapping[int, float]
    lower: float
    upper: float


@dataclass(frozen=True)
class Solved:
    """A point (None: none found), and a valid lower bound of the form (None: none known)."""

    x: Floats | None
    bound: int | None


@dataclass
class WholeModel:
    """Columns with bounds, and rows. ``flows`` are columns that come out whole once the others are."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, upper: float, lower: float = 0, *, whole: bool = True) -> int:
        """Add a column and return its index."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def row(self, of: Mapping[int, float], lower: float = -inf, upper: float = inf) -> None:
        """Add a row; one without columns must hold by itself and is left out."""
        if of:
            self.rows.append(Row(of, lower, upper))

    def minimise(
        self,
        goal: Linear,
        keep: list[Row],
        seconds: float,
        *,
        whole: bool = True,
        step: int | None = None,
        fixed: Mapping[int, int] | None = None,
        start: Mapping[int, int] | None = None,
        nodes: int | None = None,
        cuts: bool = False,
    ) -> Solved:
        """Minimise a form under the model's rows and ``keep``.

        Parameters
        ----------
        whole
            False: the LP relaxation; its ``x`` is fractional.
        step
            Values of the form are so far apart, for rounding the bound up; None: as its columns say.
        fixed
            Columns held at a value; all columns are then asked to be whole.
        start
            A point to start from; columns may be missing.
        nodes
            Most nodes of the tree: a limit that does not depend on the machine.
        cuts
            Whether SCIP adds cutting planes at the root.
        """
        step = self.step_of(goal) if step is None else step
        problem = self._problem(goal, step, keep, fixed)
        if whole:
            settings = EXACT + (ROOT_CUTS if cuts else WITHOUT_CUTS)
            settings += "" if nodes is None else f"limits/nodes = {nodes}\n"
            found = _by_scip(problem, seconds, start, settings)
        else:
            found = _by_glop(problem, seconds)
        bound = _rounded_up(found.bound, goal, step)
        return Solved(found.x, bound)

    def _problem(
        self, goal: Linear, step: int, keep: list[Row], fixed: Mapping[int, int] | None
    ) -> "_Problem":
        cost = np.zeros(len(self.lower))
        for column, coefficient in goal.of.items():
            cost[column] = coefficient / step
        lower, upper = np.array(self.lower, dtype=float), np.array(self.upper, dtype=float)
        integers = [column for column, is_whole in enumerate(self.whole) if is_whole]
        if fixed is not None:
            integers = list(range(len(lower)))
            for column, value in fixed.items():
                lower[column] = upper[column] = value
        matrix, row_lower, row_upper = self._matrix([*self.rows, *keep])
        return _Problem(cost, lower, upper, matrix, row_lower, row_upper, integers)

    def step_of(self, goal: Linear) -> int:
        """How far apart values of a form are at least, in whole points."""
        if not all(self.whole[column] for column in goal.of):
            return 1
        return max(1, reduce(gcd, (abs(c) for c in goal.of.values()), 0))

    def _matrix(self, rows: list[Row]) -> tuple[sp.csr_matrix, Floats, Floats]:
        starts = np.cumsum([0, *(len(row.of) for row in rows)])
        columns = np.fromiter((c for row in rows for c in row.of), dtype=np.int32, count=int(starts[-1]))
        values = np.fromiter((v for row in rows for v in row.of.values()), dtype=float, count=int(starts[-1]))
        matrix = sp.csr_matrix((values, columns, starts), shape=(len(rows), len(self.lower)))
        return matrix, np.array([row.lower for row in rows]), np.array([row.upper for row in rows])


class _Problem(NamedTuple):
    cost: Floats
    lower: Floats
    upper: Floats
    matrix: sp.csr_matrix
    row_lower: Floats
    row_upper: Floats
    integers: list[int]

    def filled(self) -> Any:
        """Hand over to OR-Tools; its stub knows no arrays as NumPy types them."""
        model: Any = model_builder_helper.ModelBuilderHelper()
        model.fill_model_from_sparse_data(
            self.lower, self.upper, self.cost, self.row_lower, self.row_upper, self.matrix
        )
        return model


class _Found(NamedTuple):
    x: Floats | None
    bound: float | None


def _by_glop(problem: _Problem, seconds: float) -> _Found:
    solver: Any = model_builder_helper.ModelSolverHelper("GLOP")
    solver.set_time_limit_in_seconds(max(0.05, seconds))
    solver.solve(problem.filled())
    if solver.status() != model_builder_helper.SolveStatus.OPTIMAL:
        return _Found(None, None)
    return _Found(np.array(solver.variable_values()), float(solver.objective_value()))


def _by_scip(problem: _Problem, seconds: float, start: Mapping[int, int] | None, settings: str) -> _Found:
    """Branch and bound; a bound is taken from whatever tree there is, a proof never from the status."""
    model = problem.filled()
    for column in problem.integers:
        model.set_var_integrality(column, True)
    for column, value in (start or {}).items():
        model.add_hint(column, value)
    solver: Any = model_builder_helper.ModelSolverHelper("SCIP")
    solver.set_solver_specific_parameters(settings)
    solver.set_time_limit_in_seconds(max(0.05, seconds))
    solver.solve(model)
    status = model_builder_helper.SolveStatus
    if solver.status() not in (status.OPTIMAL, status.FEASIBLE):
        return _Found(None, None)  # of "impossible" no claim is made
    return _Found(np.array(solver.variable_values()), float(solver.best_objective_bound()))


def _rounded_up(claimed: float | None, goal: Linear, step: int) -> int | None:
    """Take the bound less what noise could add, rounded up to the next value that the form can have."""
    if claimed is None or not np.isfinite(claimed):
        return None
    return goal.constant + step * ceil(claimed - max(STEP_NOISE, NOISE * abs(claimed)))
