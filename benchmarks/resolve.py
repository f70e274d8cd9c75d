"""Time of solving again after a merger or the loss of a core, beside solving from nothing."""

from lianxiao.benchmarks.registry import Benchmark, Record, Say, Settings, option
from lianxiao.benchmarks.resolve_records import Run, latency_plot, record, table
from lianxiao.benchmarks.resolve_runs import METHODS, Limits, cases
from lianxiao.benchmarks.resolve_runs import run as run_method


class ResolveSettings(Settings):
    """Options of the benchmark."""

    sizes: tuple[int, ...] = option((150, 400, 1000), "schools per county")
    seeds: tuple[int, ...] = option((1,), "counties per size")
    time_limit: float = option(60.0, "wall seconds of a whole solve")
    threads: int = option(2, "threads of every solve")


def run(settings: ResolveSettings, say: Say) -> Record:
    """Solve each county, change it, and solve each changed county by every method."""
    limits = Limits(settings.time_limit, settings.threads, 0)
    runs = []
    for schools in settings.sizes:
        for seed in settings.seeds:
            for case in cases(schools, seed, limits):
                for method in METHODS:
                    outcome = run_method(method, case, limits)
                    say(f"{schools} schools, seed {seed}, {case.change}: {method}: {outcome.seconds:.2f} s")
                    runs.append(Run(schools, seed, case.change, method, outcome))
    return record(runs)


BENCHMARK = Benchmark(
    name="resolve",
    compares="Solving again after a change, near the plan in force, beside solving from nothing.",
    settings=ResolveSettings(),
    smoke=ResolveSettings(sizes=(20,), time_limit=5),
    takes="about 15 minutes",
    run=run,
    parts={"table": table},
    plots={"latency": latency_plot},
)
