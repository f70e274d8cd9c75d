"""The compact assignment model in HiGHS or SCIP (through OR-Tools' MathOpt)."""

import math
import re
import time
from collections.abc import Sequence
from datetime import timedelta

from lianxiao.benchmarks.compact import Assignment, CompactCounty, Record, Sample, TierRun
from ortools.math_opt.python import mathopt

WITH_PLAN = (mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.FEASIBLE)
NODE_LINES = {
    mathopt.SolverType.HIGHS: re.compile(
        r"^\s*[A-Za-z]?\s+\d+\s+\d+\s+\d+\s+[\d.]+%\s+(?P<bound>\S+)\s+(?P<best>\S+)\s.*\s[\d.]+s$"
    ),
    mathopt.SolverType.GSCIP: re.compile(
        r"^.?\s*[\d.]+s\|.*\|\s*(?P<bound>\S+)\s*\|\s*(?P<best>\S+)\s*\|[^|]*\|[^|]*$"
    ),
}
"""A line of the search log: bound, best value."""


class MathOptModel:
    """x[core, member], y[core], uncovered[core, subject], worst; objective and limits tier by tier."""

    def __init__(self, county: CompactCounty, solver: mathopt.SolverType, seed: int) -> None:
        self._county = county
        self._solver = solver
        self._seed = seed
        self._model = model = mathopt.Model(name="compact")
        self._x = {
            (p.core, p.member): model.add_binary_variable(name=f"x_{p.core}_{p.member}") for p in county.pairs
        }
        cores_of: dict[int, list[int]] = {member: [] for member in range(len(county.members))}
        members_of: dict[int, list[int]] = {core: [] for core in range(len(county.cores))}
        for pair in county.pairs:
            cores_of[pair.member].append(pair.core)
            members_of[pair.core].append(pair.member)
        alone = [model.add_binary_variable(name=f"alone_{member}") for member in cores_of]
        for member, cores in cores_of.items():
            placed = mathopt.fast_sum(self._x[core, member] for core in cores)
            model.add_linear_constraint(placed + alone[member] == 1)
            if county.place_all:
                alone[member].upper_bound = 0
        uncovered = []
        for core, group in members_of.items():
            leads = model.add_binary_variable(name=f"leads_{core}")
            placed = mathopt.fast_sum(self._x[core, member] for member in group)
            model.add_linear_constraint(placed >= county.least * leads)
            model.add_linear_constraint(placed <= county.most * leads)
            for member in group:
                model.add_linear_constraint(self._x[core, member] <= leads)
            for subject, lack in enumerate(county.core_lacks[core]):
                slack = model.add_variable(lb=0, name=f"uncovered_{core}_{subject}")
                lacks = mathopt.fast_sum(
                    county.member_lacks[member][subject] * self._x[core, member] for member in group
                )
                model.add_linear_constraint(slack >= lack * leads + lacks)
                uncovered.append(slack)
        self._worst = model.add_variable(lb=0, name="worst")
        metres = {(pair.core, pair.member): pair.metres for pair in county.pairs}
        for member, cores in cores_of.items():
            way = mathopt.fast_sum(metres[core, member] * self._x[core, member] for core in cores)
            model.add_linear_constraint(self._worst >= way)
        terms = [
            mathopt.fast_sum(weight * each for weight, each in zip(county.weight, alone, strict=True)),
            mathopt.fast_sum(
                [*uncovered, *(county.uncovered_alone(member) * each for member, each in enumerate(alone))]
            ),
            mathopt.LinearSum([self._worst]),
            mathopt.fast_sum(metres[key] * placed for key, placed in self._x.items()),
        ]
        self._terms = [
            mathopt.fast_sum(factor * term for factor, term in zip(tier, terms, strict=True) if factor)
            for tier in county.tiers
        ]

    def minimise(self, tier: int, start: Assignment, seconds: float, improved: Record) -> TierRun:
        """Minimise one tier from the plan ``start``."""
        began = time.perf_counter()
        self._model.minimize(self._terms[tier])
        hint = mathopt.SolutionHint(
            variable_values={x: float(start[member] == core) for (core, member), x in self._x.items()}
        )
        result = mathopt.solve(
            self._model,
            self._solver,
            params=mathopt.SolveParameters(
                time_limit=timedelta(seconds=max(0.01, seconds - (time.perf_counter() - began))),
                relative_gap_tolerance=0,
                absolute_gap_tolerance=0.99,  # all values are whole: less than one unit is no gap
                random_seed=self._seed,
            ),
            model_params=mathopt.ModelSolveParameters(solution_hints=[hint]),
            msg_cb=_Watch(NODE_LINES[self._solver], tier, began, improved),
        )
        limit = result.termination.objective_bounds.dual_bound
        bound = math.ceil(limit - 1e-5) if math.isfinite(limit) else None
        if result.termination.reason not in WITH_PLAN:
            return TierRun(None, bound)
        plan: list[int | None] = [None] * len(self._county.members)
        solution = result.variable_values()
        for (core, member), x in self._x.items():
            if solution[x] > 0.5:
                plan[member] = core
        return TierRun(tuple(plan), bound)

    def limit(self, tier: int, value: int) -> None:
        """Keep a tier's value at or below ``value`` (half a unit of slack for rounding)."""
        self._model.add_linear_constraint(self._terms[tier] <= value + 0.5)


class _Watch:
    """Reports the bound and the best value of each line that the solver logs about its search."""

    def __init__(self, pattern: re.Pattern[str], tier: int, began: float, improved: Record) -> None:
        self._pattern = pattern
        self._tier = tier
        self._began = began
        self._improved = improved

    def __call__(self, lines: Sequence[str]) -> None:
        for line in lines:
            found = self._pattern.match(line)
            if found is not None:
                bound, best = (_finite(found[name]) for name in ("bound", "best"))
                self._improved(Sample(self._tier, time.perf_counter() - self._began, best, bound))


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
