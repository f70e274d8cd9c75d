"""One solve of a county's folder, with value and bound of every tier as they change.

``python -m lianxiao.benchmarks.watched FOLDER LIMIT WORKERS STARTED`` does so in a process of its own and
prints JSON; its clock begins at STARTED (seconds since 1970), so that starting Python, loading and reading
count.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lianxiao.instances.read import read_county
from lianxiao.models.progress import Progress
from lianxiao.models.result import Solved
from lianxiao.solver.run import solve_case

GRACE_SECONDS = 60


class Moment(NamedTuple):
    """What was known of a tier at one moment, in the tier's own units."""

    tier: int
    terms: tuple[str, ...]
    seconds: float
    best: float | None
    bound: float | None


class FinalTier(NamedTuple):
    """A tier of the finished plan."""

    terms: tuple[str, ...]
    value: float
    bound: float | None
    proven: bool


class WatchedSolve(NamedTuple):
    """A solve from start to checked plan; without a plan there are no tiers."""

    seconds: float
    schools: int
    moments: tuple[Moment, ...]
    tiers: tuple[FinalTier, ...]

    @property
    def first_plan(self) -> float | None:
        """Seconds until the first plan was known."""
        return first_plan((moment.tier, moment.seconds, moment.best) for moment in self.moments)


def first_plan(seen: Iterable[tuple[int, float, float | None]]) -> float | None:
    """Seconds at which the first plan was known that places somebody.

    A solve's very first report is of nobody placed, so it is the first one with a better first tier, or the
    second tier's begin where the first tier never got better.

    Parameters
    ----------
    seen
        Tier, seconds and best value of every report, in order.
    """
    nobody: float | None = None
    for tier, seconds, best in seen:
        if best is None:
            continue
        if tier or (nobody is not None and best < nobody):
            return seconds
        nobody = best if nobody is None else nobody
    return None


def watched(folder: Path, time_limit: float, workers: int) -> WatchedSolve:
    """Solve a county's folder in a fresh process.

    Raises
    ------
    RuntimeError
        If that process failed.
    """
    words = (str(folder), str(time_limit), str(workers), str(time.time()))
    done = subprocess.run(
        [sys.executable, "-m", "lianxiao.benchmarks.watched", *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=time_limit + GRACE_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(f"{folder}: {done.stderr}")
    found = json.loads(done.stdout)
    return WatchedSolve(
        found["seconds"],
        found["schools"],
        tuple(Moment(*moment) for moment in found["moments"]),
        tuple(FinalTier(*tier) for tier in found["tiers"]),
    )


def _solve(folder: Path, time_limit: float, workers: int, started: float) -> dict[str, Any]:
    read = read_county(folder)
    moments: list[Moment] = []

    def watch(progress: Progress) -> None:
        known = progress.best, progress.bound
        last = moments[-1] if moments else None
        if last is None or (last.tier, last.best, last.bound) != (progress.tier, *known):
            moments.append(Moment(progress.tier, progress.terms, time.time() - started, *known))

    solved = solve_case(read.county, read.policy, time_limit=time_limit, workers=workers, seed=0, watch=watch)
    tiers = solved.plan.tiers if isinstance(solved, Solved) else ()
    return {
        "seconds": time.time() - started,
        "schools": len(read.county.schools),
        "moments": moments,
        "tiers": [FinalTier(tuple(tier.terms), tier.value, tier.bound, tier.proven) for tier in tiers],
    }


if __name__ == "__main__":
    place, seconds, processes, began = sys.argv[1:]
    print(json.dumps(_solve(Path(place), float(seconds), int(processes), float(began))))
