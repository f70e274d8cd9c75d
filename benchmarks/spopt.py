"""spopt's p-median with PuLP, called in an environment of its own and valued from the same problem.

``python -m lianxiao.benchmarks.spopt`` makes that environment under ``.venv-peers``.
"""

import json
import math
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from lianxiao.benchmarks.location_compact import Answer
from lianxiao.benchmarks.location_county import LocationProblem, value, ways
from lianxiao.benchmarks.location_runs import GRACE_SECONDS, LocationMethod
from lianxiao.benchmarks.records import ROOT
from lianxiao.models.words import Term

PEERS = ROOT / "benchmarks" / "peers"
ENVIRONMENT = ROOT / ".venv-peers"
PYTHON = ENVIRONMENT / "bin" / "python"
MADE = ENVIRONMENT / ".made"
"""Stands there once everything is installed."""
SOLVERS = ("CBC", "HiGHS")


def peers_python(given: Path | None = None) -> Path | None:
    """Give the interpreter of the peers' environment; None where there is no such environment."""
    if given is not None:
        return given
    return PYTHON if MADE.exists() else None


def make_environment() -> Path:
    """Make the peers' environment; it needs the package index."""
    subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    requirements = str(PEERS / "requirements.txt")
    subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
    MADE.touch()
    return PYTHON


def expressible(problem: LocationProblem) -> bool:
    """Whether spopt's p-median says the same: a number of sites, loads of 1, every way usable, km alone."""
    sites = {site.school_id for site in problem.sites}
    return (
        problem.groups is not None
        and dict(problem.terms) == {Term.TOTAL_KM: 1.0}
        and all(site.capacity is not None for site in problem.sites)
        and all(customer.load == 1 and customer.school_id not in sites for customer in problem.customers)
        and len(ways(problem)) == len(problem.sites) * len(problem.customers)
    )


def spopt(python: Path, solver: str, problem: LocationProblem, time_limit: float, threads: int) -> Answer:
    """Solve with spopt and PuLP; ``seconds`` is the whole call, Python's start included.

    Raises
    ------
    ValueError
        If spopt cannot express the problem.
    RuntimeError
        If the call failed.
    """
    if not expressible(problem):
        raise ValueError(f"{problem.name}: spopt's p-median cannot express it")
    metres = {(way.site.school_id, way.customer.school_id): way.metres for way in ways(problem)}
    sites = [site.school_id for site in problem.sites]
    content = {
        "km": [[metres[site, customer.school_id] / 1000 for site in sites] for customer in problem.customers],
        "capacity": [site.capacity for site in problem.sites],
        "groups": problem.groups,
        "solver": solver,
        "ends": time.time() + time_limit,
        "threads": threads,
    }
    with TemporaryDirectory() as name:
        asked, answered = Path(name) / "problem.json", Path(name) / "answer.json"
        asked.write_text(json.dumps(content), encoding="utf-8")
        began = time.perf_counter()
        command = [str(python), str(PEERS / "spopt_pmedian.py"), str(asked), str(answered)]
        limit = 2 * time_limit + GRACE_SECONDS
        try:
            done = subprocess.run(
                command, capture_output=True, check=False, encoding="utf-8", timeout=limit, cwd=name
            )
        except subprocess.TimeoutExpired:
            return Answer(None, None, proven=False, seconds=time.perf_counter() - began)
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            raise RuntimeError(f"{problem.name}: spopt: {done.stderr}")
        answer = json.loads(answered.read_text(encoding="utf-8"))
    bound = None if answer["bound"] is None else math.ceil(answer["bound"] * 1000 - 0.01) / 1000
    if answer["site_of"] is None:
        return Answer(None, bound, proven=False, seconds=seconds)
    groups: dict[str, list[str]] = {sites[site]: [] for site in answer["site_of"]}
    for customer, site in zip(problem.customers, answer["site_of"], strict=True):
        groups[sites[site]].append(customer.school_id)
    for site in sites:  # a site that opens for nobody is as good as any other
        if len(groups) < (problem.groups or 0):
            groups.setdefault(site, [])
    worth = value(problem, groups)
    proven = bound is not None and worth <= bound + 1e-6
    return Answer(worth, worth if proven else bound, proven, seconds, verified=True)


def methods(python: Path) -> dict[str, LocationMethod]:
    """Name spopt with each of its solvers as a method over location problems."""
    return {f"spopt, {solver}": partial(spopt, python, solver) for solver in SOLVERS}


if __name__ == "__main__":
    print(f"made: {make_environment()}")
