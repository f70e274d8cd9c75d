"""Where the time of a whole solve goes, measured from outside, and the most memory each process took.

Functions of the solver are wrapped while a county is solved; the solver itself knows nothing of it. A stage's
time is that of its outermost call, so stages do not overlap and the rest is what lies between them.
"""

import multiprocessing
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from lianxiao.benchmarks.joint_runs import Limits, TierOutcome, county_of
from lianxiao.instances.read import read_county
from lianxiao.instances.write import write_county
from lianxiao.models.digest import county_sha256
from lianxiao.models.result import Solved
from lianxiao.solver.calendar.lay import lay_calendar
from lianxiao.solver.check import check_plan
from lianxiao.solver.exchange.swaps import with_swaps
from lianxiao.solver.grouping.solve import keep_hard_rules
from lianxiao.solver.grouping.tiers import add_sum_tier
from lianxiao.solver.grouping.worst import add_worst_tier
from lianxiao.solver.joint.values import SolvedExchanges
from lianxiao.solver.run import solve_case
from lianxiao.solver.work import ready_case

READING = "reading"
STAGES: dict[str, tuple[Callable[..., Any], ...]] = {
    "preparing": (county_sha256, ready_case),
    "hard rules": (keep_hard_rules,),
    "grouping rounds": (add_sum_tier, add_worst_tier),
    "bounds of alliances": (SolvedExchanges.bound,),
    "exchanges": (SolvedExchanges.solve, SolvedExchanges.deepen),
    "swaps": (with_swaps,),
    "calendar": (lay_calendar,),
    "check": (check_plan,),
}
"""Stage, and the functions that are it."""
REST = "rest"
SOLVER = "lianxiao.solver."
POLL_SECONDS = 0.2


class Stage(NamedTuple):
    """Wall seconds of a stage over the whole solve, and how often it was entered."""

    name: str
    seconds: float
    calls: int


class Memory(NamedTuple):
    """Most resident memory, MB: of the main process, and of each worker process that was seen.

    None where the system does not say (other than Linux).
    """

    main: float | None
    workers: tuple[float, ...]


class Measured(NamedTuple):
    """One solve of a county read from its tables."""

    county: str
    schools: int
    teachers: int
    alliances: int
    seconds: float
    stages: tuple[Stage, ...]
    memory: Memory
    tiers: tuple[TierOutcome, ...]


def measure(name: str, limits: Limits) -> Measured:
    """Write a county's tables, read them as a planner's, solve it, and say where the time went.

    Raises
    ------
    TypeError
        No plan was found in time.
    """
    timed = _Timed()
    with tempfile.TemporaryDirectory() as folder:
        write_county(Path(folder), *county_of(name))
        began = time.perf_counter()
        read = read_county(Path(folder))
        timed.add(READING, time.perf_counter() - began)
    with _Watched() as watched, timed.instrumented():
        solved = solve_case(
            read.county,
            read.policy,
            time_limit=limits.seconds,
            workers=limits.workers,
            seed=limits.seed,
        )
    took = time.perf_counter() - began
    if not isinstance(solved, Solved):
        raise TypeError(f"{name}: no plan within {limits.seconds} s")
    return Measured(
        county=name,
        schools=len(read.county.schools),
        teachers=len(read.county.teachers or ()),
        alliances=len(solved.plan.alliances),
        seconds=took,
        stages=timed.stages(took),
        memory=watched.memory,
        tiers=tuple(
            TierOutcome(" + ".join(tier.terms), tier.value, tier.bound, tier.proven)
            for tier in solved.plan.tiers
        ),
    )


class _Timed:
    """Seconds and calls by stage. The search runs in one thread and what comes after it in another."""

    def __init__(self) -> None:
        self._seconds = dict.fromkeys((READING, *STAGES), 0.0)
        self._calls = dict.fromkeys((READING, *STAGES), 0)
        self._inside = threading.local()

    def add(self, stage: str, seconds: float) -> None:
        """Count one call."""
        self._seconds[stage] += seconds
        self._calls[stage] += 1

    def stages(self, total: float) -> tuple[Stage, ...]:
        """Every stage in order, and the rest of the total."""
        known = [Stage(name, seconds, self._calls[name]) for name, seconds in self._seconds.items()]
        return (*known, Stage(REST, max(0.0, total - sum(self._seconds.values())), 1))

    @contextmanager
    def instrumented(self) -> Iterator[None]:
        """Wrap the functions of every stage wherever the solver names them, and put them back."""
        wrapped = [
            (holder, name, function, self._wrapped(stage, function))
            for stage, functions in STAGES.items()
            for function in functions
            for holder, name in _holders(function)
        ]
        try:
            for holder, name, _, instead in wrapped:
                setattr(holder, name, instead)
            yield
        finally:
            for holder, name, function, _ in wrapped:
                setattr(holder, name, function)

    def _wrapped(self, stage: str, function: Any) -> Any:
        @wraps(function)
        def measured(*given: Any, **named: Any) -> Any:
            if getattr(self._inside, "any", False):
                return function(*given, **named)
            self._inside.any = True
            began = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                self._inside.any = False
                self.add(stage, time.perf_counter() - began)

        return measured


def _holders(function: Callable[..., Any]) -> list[tuple[object, str]]:
    """Find the solver's modules, and the class, that name a function."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(SOLVER)]
    holders: list[object] = [*modules, SolvedExchanges]
    return [(holder, name) for holder in holders for name, value in vars(holder).items() if value is function]


class _Watched(threading.Thread):
    """Watch the most memory of this process and of its worker processes, as Linux keeps it (VmHWM).

    ``getrusage`` would do no: of a child it counts what its parent had before the child's own program began.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self._peaks: dict[int, float] = {}

    def __enter__(self) -> "_Watched":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look at every worker until told to stop."""
        while not self._over.wait(POLL_SECONDS):
            for process in multiprocessing.active_children():
                peak = None if process.pid is None else peak_mb(process.pid)
                if process.pid is not None and peak is not None:
                    self._peaks[process.pid] = peak

    @property
    def memory(self) -> Memory:
        """What was seen."""
        return Memory(peak_mb("self"), tuple(sorted(self._peaks.values(), reverse=True)))


def peak_mb(pid: int | str) -> float | None:
    """Most resident memory of a process so far, in MB; None where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else None
