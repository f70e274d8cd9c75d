"""The installed command on a location problem: solve, verify, and its plan valued from the problem alone."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from lianxiao.benchmarks.calls import called
from lianxiao.benchmarks.location_compact import Answer, compact_cpsat, compact_highs, compact_scip
from lianxiao.benchmarks.location_county import LocationProblem, value, write_problem

LocationMethod = Callable[[LocationProblem, float, int], Answer]
"""Solves a problem within wall seconds, with so many threads."""

PLAN, NO_PLAN_IN_TIME = 0, 5
GRACE_SECONDS = 30
QUIET = ("--quiet", "--lang", "en")


def installed(problem: LocationProblem, time_limit: float, threads: int) -> Answer:
    """Solve with the installed command; ``seconds`` is the whole call, reading and checking included.

    A plan that ``lianxiao verify`` refuses, or whose value is not what the problem says, is an error.
    """
    with TemporaryDirectory() as name:
        folder = Path(name) / "county"
        write_problem(folder, problem)
        out, most = folder / "out", time_limit + GRACE_SECONDS
        limits = ("--time-limit", f"{time_limit:g}", "--workers", str(threads))
        solved = called("solve", str(folder), "--out", str(out), *limits, *QUIET, timeout=most)
        if solved.exit == NO_PLAN_IN_TIME:
            return Answer(None, None, proven=False, seconds=solved.seconds)
        if solved.exit != PLAN:
            raise RuntimeError(f"{problem.name}: lianxiao solve: {solved.err}")
        verified = called("verify", str(folder), str(out), *QUIET, timeout=most)
        if verified.exit != PLAN:
            raise RuntimeError(f"{problem.name}: lianxiao verify: {verified.out}{verified.err}")
        plan = json.loads((out / "plan.json").read_text("utf-8"))
    groups = {each["core"]: [member["school"] for member in each["members"]] for each in plan["alliances"]}
    worth, (tier,) = value(problem, groups), plan["tiers"]
    if not math.isclose(worth, tier["value"], rel_tol=0, abs_tol=1e-6):
        raise RuntimeError(f"{problem.name}: the plan says {tier['value']}, its groups are worth {worth}")
    return Answer(worth, tier["bound"], tier["proven"], solved.seconds, verified=True)


METHODS: dict[str, LocationMethod] = {
    "lianxiao": installed,
    "compact CP-SAT": compact_cpsat,
    "compact HiGHS": compact_highs,
    "compact SCIP": compact_scip,
}
