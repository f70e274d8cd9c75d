"""A mixed whole-number model as it is written down row by row, and HiGHS (through scipy) on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from math import ceil, gcd, inf

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

NOISE = 1e-10
"""Share of a bound that may be floating-point noise (as in the grouping's closing step)."""
STEP_NOISE = 1e-3
"""Share of a step of the objective that may be noise."""
OPTIMAL = 0


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
    """What HiGHS says: a point (None: none found) and a valid lower bound of the form (None: none known)."""

    x: NDArray[np.float64] | None
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
        fixed: Mapping[int, int] | None = None,
    ) -> Solved:
        """Minimise a form under the model's rows and ``keep``.

        Parameters
        ----------
        whole
            False: the LP relaxation; its ``x`` is fractional.
        fixed
            Columns held at a value; all columns are then asked to be whole.
        """
        # where every column of the goal is whole, its values are `step` apart
        step = reduce(gcd, (abs(c) for c in goal.of.values()), 0) if self._steps(goal) else 1
        step = max(1, step)
        cost = np.zeros(len(self.lower))
        for column, coefficient in goal.of.items():
            cost[column] = coefficient / step
        lower, upper = np.array(self.lower, dtype=float), np.array(self.upper, dtype=float)
        integrality = np.array(self.whole, dtype=np.uint8) if whole else np.zeros(len(lower), dtype=np.uint8)
        if fixed is not None:
            integrality[:] = 1
            for column, value in fixed.items():
                lower[column] = upper[column] = value
        matrix, row_lower, row_upper = self._matrix([*self.rows, *keep])
        found = milp(
            cost,
            constraints=LinearConstraint(matrix, row_lower, row_upper),
            bounds=Bounds(lower, upper),
            integrality=integrality,
            options={"time_limit": max(0.05, seconds), "mip_rel_gap": 0.0},
        )
        return Solved(found.x, _bound(found, goal, step, whole=whole))

    def _steps(self, goal: Linear) -> bool:
        return all(self.whole[column] for column in goal.of)

    def _matrix(
        self, rows: list[Row]
    ) -> tuple[sp.csr_matrix, NDArray[np.float64], NDArray[np.float64]]:
        starts = np.cumsum([0, *(len(row.of) for row in rows)])
        columns = np.fromiter((c for row in rows for c in row.of), dtype=np.int32, count=int(starts[-1]))
        values = np.fromiter((v for row in rows for v in row.of.values()), dtype=float, count=int(starts[-1]))
        matrix = sp.csr_matrix((values, columns, starts), shape=(len(rows), len(self.lower)))
        return matrix, np.array([row.lower for row in rows]), np.array([row.upper for row in rows])


def _bound(found: OptimizeResult, goal: Linear, step: int, *, whole: bool) -> int | None:
    """Take the bound less what noise could add, rounded up to the next value that the form can have."""
    claimed = found.mip_dual_bound if whole else (found.fun if found.status == OPTIMAL else None)
    if claimed is None or not np.isfinite(claimed):
        return None
    steps = ceil(float(claimed) - max(STEP_NOISE, NOISE * abs(float(claimed))))
    return goal.constant + step * steps


def rounded(x: NDArray[np.float64], columns: Mapping[object, int]) -> dict[object, int]:
    """Round a point to whole numbers, by key; only columns above zero."""
    return {key: round(x[column]) for key, column in columns.items() if x[column] > 0.5}
