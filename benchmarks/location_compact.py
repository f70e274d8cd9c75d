"""The compact model of a location problem, in HiGHS, CP-SAT and SCIP: what everybody would try first.

x[site, customer] serves, y[site] opens. A customer is served once, or is a site that is open. A site serves
what its capacity allows, and only while it is open (row by row, the tighter form). As many sites open as
asked.
"""

import math
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

import numpy as np
from lianxiao.benchmarks.location_county import Groups, LocationProblem, Way, cost, value, ways
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array


class Answer(NamedTuple):
    """What a method gave: value and bound as the problem counts them, None where there is none."""

    value: float | None
    bound: float | None
    proven: bool
    seconds: float
    verified: bool = False


class _Model(NamedTuple):
    """The model in whole numbers: columns are the ways, then the sites; one unit of cost is ``unit``."""

    problem: LocationProblem
    ways: tuple[Way, ...]
    costs: tuple[int, ...]
    unit: Fraction

    def groups(self, chosen: Sequence[bool]) -> Groups:
        """Turn the columns that are chosen into groups."""
        opened = chosen[len(self.ways) :]
        found: dict[str, list[str]] = {
            site.school_id: [] for site, leads in zip(self.problem.sites, opened, strict=True) if leads
        }
        for way, used in zip(self.ways, chosen, strict=False):
            if used:
                found[way.site.school_id].append(way.customer.school_id)
        return found

    def rows(self) -> tuple[list[Mapping[int, float]], list[float], list[float]]:
        """List the rows, each column to coefficient, with their least and greatest value."""
        site_column = {site.school_id: len(self.ways) + at for at, site in enumerate(self.problem.sites)}
        once: dict[str, dict[int, float]] = {each.school_id: {} for each in self.problem.customers}
        held: dict[str, dict[int, float]] = {each.school_id: {} for each in self.problem.sites}
        serving: list[Mapping[int, float]] = []
        for column, way in enumerate(self.ways):
            once[way.customer.school_id][column] = 1.0
            held[way.site.school_id][column] = way.customer.load
            serving.append({column: 1.0, site_column[way.site.school_id]: -1.0})
        for site in self.problem.sites:
            if site.school_id in once:
                once[site.school_id][site_column[site.school_id]] = 1.0
        capped = [
            {**held[site.school_id], site_column[site.school_id]: -site.capacity}
            for site in self.problem.sites
            if site.capacity is not None
        ]
        rows = [*once.values(), *capped, *serving]
        least = [*(1.0 for _ in once), *(-math.inf for _ in (*capped, *serving))]
        most = [*(1.0 for _ in once), *(0.0 for _ in (*capped, *serving))]
        if self.problem.groups is not None:
            rows.append(dict.fromkeys(site_column.values(), 1.0))
            least.append(self.problem.groups)
            most.append(self.problem.groups)
        return rows, least, most


def _model(problem: LocationProblem) -> _Model:
    usable = tuple(ways(problem))
    costs = [cost(problem.terms, load=way.customer.load, metres=way.metres) for way in usable]
    costs += [cost(problem.terms, opening_cost=site.opening_cost) for site in problem.sites]
    units = [round(each * 1_000_000) for each in costs]
    unit = reduce(math.gcd, units, 0) or 1
    return _Model(problem, usable, tuple(each // unit for each in units), Fraction(unit, 1_000_000))


def compact_highs(problem: LocationProblem, time_limit: float, threads: int) -> Answer:
    """Solve the compact model with HiGHS through SciPy, which offers no choice of threads (it takes one)."""
    began = time.perf_counter()
    model = _model(problem)
    rows, least, most = model.rows()
    entries = [(number, column, figure) for number, row in enumerate(rows) for column, figure in row.items()]
    matrix = coo_array(
        ([each[2] for each in entries], ([each[0] for each in entries], [each[1] for each in entries])),
        shape=(len(rows), len(model.costs)),
    )
    found = milp(
        np.array(model.costs, dtype=float),
        integrality=np.ones(len(model.costs)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix.tocsr(), least, most),
        options={
            "time_limit": max(0.1, time_limit - (time.perf_counter() - began)),
            "mip_rel_gap": 0,
        },
    )
    bound = None if found.mip_dual_bound is None else math.ceil(found.mip_dual_bound - 1e-4)
    chosen = None if found.x is None else [each > 0.5 for each in found.x]
    return _answer(model, chosen, bound, began)


def compact_cpsat(problem: LocationProblem, time_limit: float, threads: int) -> Answer:
    """Solve the compact model with CP-SAT."""
    began = time.perf_counter()
    data = _model(problem)
    rows, least, most = data.rows()
    model = cp_model.CpModel()
    columns = [model.new_bool_var(f"column_{number}") for number in range(len(data.costs))]
    for row, low, high in zip(rows, least, most, strict=True):
        figures = [round(1000 * figure) for figure in row.values()]
        sum_of_row = cp_model.LinearExpr.weighted_sum([columns[column] for column in row], figures)
        model.add(sum_of_row <= round(1000 * high))
        if math.isfinite(low):
            model.add(sum_of_row >= round(1000 * low))
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, data.costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = threads
    solver.parameters.random_seed = 0
    solver.parameters.max_time_in_seconds = max(0.1, time_limit - (time.perf_counter() - began))
    status = solver.solve(model)
    has_plan = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    chosen = [bool(solver.boolean_value(column)) for column in columns] if has_plan else None
    return _answer(data, chosen, round(solver.best_objective_bound), began)


def compact_scip(problem: LocationProblem, time_limit: float, threads: int) -> Answer:
    """Solve the compact model with SCIP through MathOpt; it uses one thread."""
    began = time.perf_counter()
    data = _model(problem)
    model = mathopt.Model(name="location")
    columns = [model.add_binary_variable() for _ in data.costs]
    for row, low, high in zip(*data.rows(), strict=True):
        sum_of_row = mathopt.fast_sum(figure * columns[column] for column, figure in row.items())
        model.add_linear_constraint(lb=low, ub=high, expr=sum_of_row)
    model.minimize(mathopt.fast_sum(cost * x for cost, x in zip(data.costs, columns, strict=True)))
    result = mathopt.solve(
        model,
        mathopt.SolverType.GSCIP,
        params=mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.1, time_limit - (time.perf_counter() - began))),
            relative_gap_tolerance=0,
            absolute_gap_tolerance=0.99,  # all costs are whole: less than one unit is no gap
            random_seed=0,
        ),
    )
    limit = result.termination.objective_bounds.dual_bound
    values = result.variable_values(columns) if result.has_primal_feasible_solution() else None
    chosen = None if values is None else [each > 0.5 for each in values]
    return _answer(data, chosen, math.ceil(limit - 1e-4) if math.isfinite(limit) else None, began)


def _answer(model: _Model, chosen: Sequence[bool] | None, bound: int | None, began: float) -> Answer:
    seconds = time.perf_counter() - began
    worth = None if chosen is None else value(model.problem, model.groups(chosen))
    limit = None if bound is None else float(bound * model.unit)
    proven = worth is not None and limit is not None and worth <= limit + float(model.unit) / 2
    return Answer(worth, worth if proven else limit, proven, seconds, verified=worth is not None)
