"""The exchange of an alliance by this package, beside one CP-SAT model of everything."""

from typing import Literal

from lianxiao.benchmarks.exchange_cases import SIZES, exchange_case
from lianxiao.benchmarks.exchange_records import Run, gain_plot, record, table
from lianxiao.benchmarks.exchange_runs import METHODS, run_allocation, solver_case
from lianxiao.benchmarks.exchange_runs import run as run_method
from lianxiao.benchmarks.registry import Benchmark, Record, Say, Settings, option


class ExchangeSettings(Settings):
    """Options of the benchmark."""

    sizes: tuple[Literal["small", "large"], ...] = option(("small", "large"), "teachers a school")
    rotation: tuple[Literal["no", "yes"], ...] = option(("no", "yes"), "without rotation, with it")
    seeds: tuple[int, ...] = option(tuple(range(1, 6)), "alliances per size")
    time_limit: float = option(40.0, "wall seconds of an alliance and method")
    threads: int = option(2, "threads of every method")
    methods: tuple[Literal["lianxiao", "one CP-SAT model"], ...] = option(tuple(METHODS), "methods")


def run(settings: ExchangeSettings, say: Say) -> Record:
    """Solve every alliance with every method."""
    runs = []
    for size in settings.sizes:
        for rotation in settings.rotation:
            for seed in settings.seeds:
                case = exchange_case(size, seed, rotation=rotation == "yes")
                made = solver_case(case)
                ours = "lianxiao" in settings.methods
                allocation = run_allocation(made, settings.time_limit) if ours else None
                for method in settings.methods:
                    say(f"{size} {seed}, rotation {rotation}, {case.teachers} teachers: {method}")
                    outcome = run_method(method, made, settings.time_limit, settings.threads, 0)
                    runs.append(Run(case, method, outcome, allocation if method == "lianxiao" else None))
    return record(runs, {size: SIZES[size] for size in settings.sizes})


BENCHMARK = Benchmark(
    name="exchange",
    compares="The exchange of one alliance, in two stages, beside one CP-SAT model of everything.",
    settings=ExchangeSettings(),
    smoke=ExchangeSettings(sizes=("small",), rotation=("no",), seeds=(1,), time_limit=3),
    takes="at most 45 minutes",
    run=run,
    parts={"table": table},
    plots={"gain": gain_plot},
)
