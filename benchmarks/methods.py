"""The methods that are compared: this package's solver, and the compact model in CP-SAT, HiGHS and SCIP."""

import time
from collections.abc import Callable

from lianxiao.benchmarks.compact import (
    Limits,
    Outcome,
    Record,
    Sample,
    TierOutcome,
    compact_county,
    solve_tiers,
)
from lianxiao.benchmarks.compact_cpsat import CpSatModel
from lianxiao.benchmarks.compact_mathopt import MathOptModel
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.progress import Progress
from lianxiao.models.result import Solved
from lianxiao.solver.run import solve_case
from ortools.math_opt.python import mathopt

Method = Callable[[County, Policy, Limits, Record], Outcome]


def lianxiao(county: County, policy: Policy, limits: Limits, record: Record) -> Outcome:
    """Solve with this package, its own check included; its plan is valued again like the others' plans."""

    def watch(progress: Progress) -> None:
        record(Sample(progress.tier, time.perf_counter() - began, progress.best, progress.bound))

    compact = compact_county(county, policy)
    began = time.perf_counter()
    result = solve_case(
        county, policy, time_limit=limits.seconds, workers=limits.threads, seed=limits.seed, watch=watch
    )
    seconds = time.perf_counter() - began
    if not isinstance(result, Solved):
        return Outcome(seconds, tuple(TierOutcome(None, None, False) for _ in compact.tiers))
    core_of = {
        member.school: compact.cores.index(alliance.core)
        for alliance in result.plan.alliances
        for member in alliance.members
    }
    values = compact.values(tuple(core_of.get(member) for member in compact.members))
    for tier, value, unit in zip(result.plan.tiers, values, compact.units, strict=True):
        if abs(tier.value - value * unit) > 1e-6:
            raise ValueError(f"{tier.terms}: the plan says {tier.value}, valued here it is {value * unit}")
    tiers = tuple(TierOutcome(tier.value, tier.bound, tier.proven) for tier in result.plan.tiers)
    return Outcome(seconds, tiers)


def compact_cpsat(county: County, policy: Policy, limits: Limits, record: Record) -> Outcome:
    """Solve the compact model with CP-SAT."""
    compact = compact_county(county, policy)
    return solve_tiers(
        compact, lambda: CpSatModel(compact, limits.threads, limits.seed), limits.seconds, record
    )


def compact_highs(county: County, policy: Policy, limits: Limits, record: Record) -> Outcome:
    """Solve the compact model with HiGHS, which takes its number of threads from the machine (see docs)."""
    return _compact_mathopt(mathopt.SolverType.HIGHS, county, policy, limits, record)


def compact_scip(county: County, policy: Policy, limits: Limits, record: Record) -> Outcome:
    """Solve the compact model with SCIP, which uses one thread."""
    return _compact_mathopt(mathopt.SolverType.GSCIP, county, policy, limits, record)


def _compact_mathopt(
    solver: mathopt.SolverType, county: County, policy: Policy, limits: Limits, record: Record
) -> Outcome:
    compact = compact_county(county, policy)
    return solve_tiers(compact, lambda: MathOptModel(compact, solver, limits.seed), limits.seconds, record)


METHODS: dict[str, Method] = {
    "lianxiao": lianxiao,
    "compact CP-SAT": compact_cpsat,
    "compact HiGHS": compact_highs,
    "compact SCIP": compact_scip,
}
