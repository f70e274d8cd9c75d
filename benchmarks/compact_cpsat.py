"""The compact assignment model in CP-SAT."""

import math
import time

from lianxiao.benchmarks.compact import Assignment, CompactCounty, Record, Sample, TierRun
from ortools.sat.python import cp_model

FINISHED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


class CpSatModel:
    """x[core, member], y[core], uncovered[core, subject], worst; objective and limits tier by tier."""

    def __init__(self, county: CompactCounty, threads: int, seed: int) -> None:
        self._county = county
        self._threads = threads
        self._seed = seed
        self._model = model = cp_model.CpModel()
        self._x = {(p.core, p.member): model.new_bool_var(f"x_{p.core}_{p.member}") for p in county.pairs}
        cores_of: dict[int, list[int]] = {member: [] for member in range(len(county.members))}
        members_of: dict[int, list[int]] = {core: [] for core in range(len(county.cores))}
        for pair in county.pairs:
            cores_of[pair.member].append(pair.core)
            members_of[pair.core].append(pair.member)
        alone = [model.new_bool_var(f"alone_{member}") for member in cores_of]
        for member, cores in cores_of.items():
            model.add_exactly_one([*(self._x[core, member] for core in cores), alone[member]])
            if county.place_all:
                model.add(alone[member] == 0)
        uncovered: list[cp_model.IntVar] = []
        for core, group in members_of.items():
            leads = model.new_bool_var(f"leads_{core}")
            placed = cp_model.LinearExpr.sum([self._x[core, member] for member in group])
            model.add(placed >= county.least * leads)
            model.add(placed <= county.most * leads)
            for member in group:
                model.add_implication(self._x[core, member], leads)
            for subject, lack in enumerate(county.core_lacks[core]):
                lacks = {member: county.member_lacks[member][subject] for member in group}
                most = max(0, lack) + sum(max(0, each) for each in lacks.values())
                slack = model.new_int_var(0, most, f"uncovered_{core}_{subject}")
                short = cp_model.LinearExpr.weighted_sum(
                    [leads, *(self._x[core, member] for member in group)],
                    [lack, *(lacks[member] for member in group)],
                )
                model.add(slack >= short)
                uncovered.append(slack)
        self._worst = model.new_int_var(0, max((p.metres for p in county.pairs), default=0), "worst")
        metres = {(pair.core, pair.member): pair.metres for pair in county.pairs}
        for member, cores in cores_of.items():
            way = cp_model.LinearExpr.weighted_sum(
                [self._x[core, member] for core in cores], [metres[core, member] for core in cores]
            )
            model.add(self._worst >= way)
        alone_short = [county.uncovered_alone(member) for member in cores_of]
        terms: list[cp_model.LinearExprT] = [
            cp_model.LinearExpr.weighted_sum(alone, county.weight),
            cp_model.LinearExpr.weighted_sum([*uncovered, *alone], [*(1 for _ in uncovered), *alone_short]),
            self._worst,
            cp_model.LinearExpr.weighted_sum(list(self._x.values()), [metres[pair] for pair in self._x]),
        ]
        self._terms = [
            cp_model.LinearExpr.sum(
                [factor * term for factor, term in zip(tier, terms, strict=True) if factor]
            )
            for tier in county.tiers
        ]

    def minimise(self, tier: int, start: Assignment, seconds: float, improved: Record) -> TierRun:
        """Minimise one tier from the plan ``start``."""
        began = time.perf_counter()
        self._model.minimize(self._terms[tier])
        self._model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools left it without types
        for (core, member), placed in self._x.items():
            self._model.add_hint(placed, start[member] == core)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self._threads
        solver.parameters.random_seed = self._seed
        watch = _Watch(tier, began, improved)
        solver.best_bound_callback = watch.on_bound
        solver.parameters.max_time_in_seconds = max(0.01, seconds - (time.perf_counter() - began))
        status = solver.solve(self._model, watch)
        if status not in FINISHED:
            known = status == cp_model.UNKNOWN and math.isfinite(solver.best_objective_bound)
            return TierRun(None, round(solver.best_objective_bound) if known else None)
        plan: list[int | None] = [None] * len(self._county.members)
        for (core, member), placed in self._x.items():
            if solver.boolean_value(placed):
                plan[member] = core
        return TierRun(tuple(plan), round(solver.best_objective_bound))

    def limit(self, tier: int, value: int) -> None:
        """Keep a tier's value at or below ``value``."""
        self._model.add(self._terms[tier] <= value)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Reports each better plan and each better bound."""

    def __init__(self, tier: int, began: float, improved: Record) -> None:
        super().__init__()
        self._tier = tier
        self._began = began
        self._improved = improved
        self._best: float | None = None

    def on_solution_callback(self) -> None:
        """Report a better plan."""
        self._best = self.objective_value
        self._report(self.best_objective_bound)

    def on_bound(self, bound: float) -> None:
        """Report a better bound."""
        self._report(bound)

    def _report(self, bound: float) -> None:
        self._improved(Sample(self._tier, time.perf_counter() - self._began, self._best, bound))
