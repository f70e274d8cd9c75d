"""The installed command on a location problem: solve, verify, and its plan valued from the problem alone."""

import json
import math
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from lianxiao.benchmarks.location_compact import Answer, compact_cpsat, compact_highs
from lianxiao.benchmarks.location_county import LocationProblem, value, write_problem

PLAN, NO_PLAN_IN_TIME = 0, 5
GRACE_SECONDS = 30
CALL = "lianxiao solve {folder} --out {folder}/out --time-limit {limit:g} --workers {threads}"


def installed(problem: LocationProblem, time_limit: float, threads: int) -> Answer:
    """Solve with the installed command; ``seconds`` is the whole call, reading and checking included.

    A plan that ``lianxiao verify`` refuses, or whose value is not what the problem says, is an error.
    """
    with TemporaryDirectory() as name:
        folder = Path(name) / "county"
        write_problem(folder, problem)
        began = time.perf_counter()
        solved = _call(CALL.format(folder=folder, limit=time_limit, threads=threads), time_limit)
        seconds = time.perf_counter() - began
        if solved.returncode == NO_PLAN_IN_TIME:
            return Answer(None, None, proven=False, seconds=seconds)
        if solved.returncode != PLAN:
            raise RuntimeError(f"{problem.name}: lianxiao solve: {solved.stderr}")
        verified = _call(f"lianxiao verify {folder} {folder}/out", time_limit)
        if verified.returncode != PLAN:
            raise RuntimeError(f"{problem.name}: lianxiao verify: {verified.stdout}{verified.stderr}")
        plan = json.loads((folder / "out" / "plan.json").read_text("utf-8"))
    groups = {each["core"]: [member["school"] for member in each["members"]] for each in plan["alliances"]}
    worth, (tier,) = value(problem, groups), plan["tiers"]
    if not math.isclose(worth, tier["value"], rel_tol=0, abs_tol=1e-6):
        raise RuntimeError(f"{problem.name}: the plan says {tier['value']}, its groups are worth {worth}")
    return Answer(worth, tier["bound"], tier["proven"], seconds, verified=True)


def _call(words: str, time_limit: float) -> subprocess.CompletedProcess[str]:
    program, *rest = words.split()
    command = [str(Path(sys.executable).with_name(program)), *rest, "--quiet", "--lang", "en"]
    return subprocess.run(
        command, capture_output=True, check=False, encoding="utf-8", timeout=time_limit + GRACE_SECONDS
    )


METHODS = {"lianxiao": installed, "compact CP-SAT": compact_cpsat, "compact HiGHS": compact_highs}
