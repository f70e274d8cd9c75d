"""One large county solved in a process of its own: values and bounds over time, stages, memory."""

import resource
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, NamedTuple

from lianxiao.benchmarks.watched import first_plan
from lianxiao.instances.generator import Terrain, Wanted, made_county
from lianxiao.models.policy import Policy
from lianxiao.models.progress import Progress
from lianxiao.models.result import NoPlan
from lianxiao.solver import run as solver_run
from lianxiao.solver.grouping import search, settling
from lianxiao.solver.grouping.regional_bound import Raises
from lianxiao.solver.grouping.regional_plans import Plans

KB_PER_MB = 1024


class ScaleCase(NamedTuple):
    """A county and how it is solved; ``seconds`` is the time limit."""

    schools: int
    terrain: str
    seed: int
    aim: str
    seconds: float
    threads: int


class Point(NamedTuple):
    """What the second tier had reached so many seconds after the start; None: nothing yet."""

    seconds: float
    best: float | None
    bound: float | None


class ScaleOutcome(NamedTuple):
    """What came of a case; ``first_plan`` and ``seconds`` are seconds after the start of the solve."""

    members: int
    cores: int
    made_seconds: float
    seconds: float
    first_plan: float | None
    unplaced: tuple[float, float] | None
    best: float | None
    bound: float | None
    proven: bool
    curve: tuple[Point, ...]
    stages: dict[str, float]
    memory_mb: int


class Stages:
    """Wall seconds of the stages of a solve, wrapped from outside: what runs inside a stage is part of it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running = threading.Lock()

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Give the same function, timed where no other stage is running."""

        def called(*given: Any, **named: Any) -> Any:
            if not self._running.acquire(blocking=False):
                return work(*given, **named)
            started = time.monotonic()
            try:
                return work(*given, **named)
            finally:
                self.seconds[stage] = self.seconds.get(stage, 0.0) + time.monotonic() - started
                self._running.release()

        return called


WRAPPED: tuple[tuple[str, Any, str], ...] = (
    ("preparing", solver_run, "ready_case"),
    ("listing candidates", search, "Pricer"),
    ("first plan", search, "_find_plan"),
    ("linear programme", search, "_bound"),
    ("plan after it", Plans, "construct"),
    ("plan improved by regions", Plans, "improve"),
    ("bound raised by regions", Raises, "raise_bound"),
    ("regions searched", settling, "search_regions"),
    ("whole part searched", search, "_settle"),
    ("candidates of later tiers", search, "_still_alive"),
    ("after the tiers", solver_run, "finished"),
    ("check", solver_run, "check_plan"),
)
"""Stage, where its function lives, and the function's name."""


@contextmanager
def wrapped() -> Iterator[Stages]:
    """Time the stages of whatever is solved meanwhile."""
    stages = Stages()
    whole = {(place, name): getattr(place, name) for _, place, name in WRAPPED}
    for stage, place, name in WRAPPED:
        setattr(place, name, stages.timed(stage, whole[place, name]))
    try:
        yield stages
    finally:
        for (place, name), work in whole.items():
            setattr(place, name, work)


def outcome_of(case: ScaleCase) -> ScaleOutcome:
    """Solve a case in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(solved, case).result()


def solved(case: ScaleCase) -> ScaleOutcome:
    """Make the county and solve it, here."""
    started = time.monotonic()
    wanted = Wanted(schools=case.schools, terrain=Terrain(case.terrain), seed=case.seed, teachers=False)
    county, policy = made_county(wanted)
    made = time.monotonic() - started
    objective = {"tiers": [{"unplaced": 1}, {case.aim: 1}]}
    policy = Policy.model_validate({**policy.model_dump(mode="json"), "objective": objective})
    curve: list[Point] = []
    reports: list[tuple[int, float, float | None]] = []

    def watch(progress: Progress) -> None:
        reports.append((progress.tier, progress.seconds, progress.best))
        if progress.tier == 1:
            curve.append(Point(progress.seconds, progress.best, progress.bound))

    with wrapped() as stages:
        started = time.monotonic()
        found = solver_run.solve_case(
            county, policy, time_limit=case.seconds, workers=case.threads, only_grouping=True, watch=watch
        )
        seconds = time.monotonic() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KB_PER_MB
    roles = [str(school.role) for school in county.schools]
    known = (roles.count("member"), roles.count("core"), made, seconds, first_plan(reports))
    if isinstance(found, NoPlan):
        nothing: dict[str, Any] = {
            "unplaced": None,
            "best": None,
            "bound": None,
            "proven": False,
            "curve": (),
        }
        return ScaleOutcome(*known, **nothing, stages=stages.seconds, memory_mb=memory)
    placing, tier = found.plan.tiers
    return ScaleOutcome(
        *known,
        (placing.value, placing.bound or 0.0),
        tier.value,
        tier.bound,
        proven=tier.proven,
        curve=tuple(curve),
        stages=stages.seconds,
        memory_mb=memory,
    )
