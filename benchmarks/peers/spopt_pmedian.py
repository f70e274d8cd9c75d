"""The p-median of spopt, solved by PuLP: reads a problem as JSON, writes an answer as JSON.

Runs in an environment of its own (requirements.txt), so it imports nothing of this package.

``python spopt_pmedian.py PROBLEM ANSWER``; a problem has ``km`` (customer × site), ``capacity`` of each site,
``groups``, ``solver`` (CBC or HiGHS), ``ends`` (when the solve must end, seconds since 1970), ``threads``; an
answer ``site_of`` (of each customer, null without a plan), ``bound`` (in km, null where the solver gives
none), ``versions``.
"""

import json
import re
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pulp
from spopt.locate import PMedian

CBC_BOUND = re.compile(r"^Lower bound:\s+(\S+)", re.MULTILINE)
CBC_OPTIMUM = re.compile(r"^Result - Optimal solution found", re.MULTILINE)
CBC_VALUE = re.compile(r"^Objective value:\s+(\S+)", re.MULTILINE)
WHOLE_WITHIN = 1e-5
"""By how much a variable of a plan may differ from a whole number."""


def main(problem_file: str, answer_file: str) -> None:
    """Solve the problem of one file into the other."""
    problem = json.loads(Path(problem_file).read_text(encoding="utf-8"))
    answer = solve(problem)
    answer["versions"] = {name: version(name) for name in ("spopt", "pulp", "highspy")}
    Path(answer_file).write_text(json.dumps(answer), encoding="utf-8")


def solve(problem: dict[str, Any]) -> dict[str, Any]:
    """Build spopt's model and solve it in the seconds that are left."""
    km = np.array(problem["km"])
    model = PMedian.from_cost_matrix(
        km,
        np.ones(len(km), dtype=int),
        p_facilities=problem["groups"],
        facility_capacities=np.array(problem["capacity"]),
    )
    left = max(1.0, problem["ends"] - time.time())
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        if problem["solver"] == "CBC":
            solver = pulp.PULP_CBC_CMD(
                msg=False,
                timeLimit=left,
                threads=problem["threads"],
                gapRel=0,
                timeMode="elapsed",
                logPath=str(log),
            )
        else:
            solver = pulp.HiGHS(msg=False, timeLimit=left, threads=problem["threads"], gapRel=0)
        model.problem.solve(solver)
        bound = _cbc_bound(log) if problem["solver"] == "CBC" else _highs_bound(model.problem)
    return {"site_of": _sites(model.problem, km.shape), "bound": bound}


def _sites(problem: Any, shape: tuple[int, int]) -> list[int] | None:
    """Give the site of each customer, from the variables z[customer_site]; None without a whole plan.

    CBC whose time ends before it has a plan hands over the linear programme's fractions: that is no plan.
    """
    found: dict[int, int] = {}
    for variable in problem.variables():
        value = variable.varValue
        if value is None:
            continue
        if abs(value - round(value)) > WHOLE_WITHIN:
            return None
        name = re.fullmatch(r"z\D*(\d+)_(\d+)\D*", variable.name)
        if name is not None and value > 0.5:
            found[int(name[1])] = int(name[2])
    return [found[customer] for customer in range(shape[0])] if len(found) == shape[0] else None


def _cbc_bound(log: Path) -> float | None:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    found = (CBC_VALUE if CBC_OPTIMUM.search(text) else CBC_BOUND).search(text)
    return float(found[1]) if found else None


def _highs_bound(problem: Any) -> float | None:
    bound = float(problem.solverModel.getInfo().mip_dual_bound)
    return bound if abs(bound) < 1e30 else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
