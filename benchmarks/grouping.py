"""Grouping beside what a capable user would take instead: general solvers, and location software."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from lianxiao.benchmarks import flow, spopt
from lianxiao.benchmarks.aims import AIMS, COUNTY_AIMS, LOCATION_AIMS, county_case, location_case
from lianxiao.benchmarks.compact import Limits, Outcome, Sample, TierOutcome
from lianxiao.benchmarks.grouping_records import Run, gap_plot, one_tier_table, record, seconds_plot, table
from lianxiao.benchmarks.location_compact import Answer
from lianxiao.benchmarks.location_runs import METHODS as LOCATION_METHODS
from lianxiao.benchmarks.location_runs import LocationMethod
from lianxiao.benchmarks.methods import METHODS
from lianxiao.benchmarks.registry import Benchmark, Record, Say, Settings, option

FLOW = "min-cost flow"
Aim = Literal["tiers", "total_km", "lessons_km", "p_median", "large_groups", "all_cores"]


class GroupingSettings(Settings):
    """Options of the benchmark."""

    aims: tuple[Aim, ...] = option(AIMS, f"of {', '.join(AIMS)}")
    sizes: tuple[int, ...] = option((60, 150, 400, 1000), "schools per county")
    seeds: tuple[int, ...] = option((1,), "counties per size")
    time_limit: float = option(60.0, "wall seconds of a whole solve")
    threads: int = option(2, "threads of every method that lets them be chosen")
    methods: tuple[str, ...] | None = option(None, "only these methods")
    peers_python: Path | None = option(None, "interpreter that has spopt (default: .venv-peers/bin/python)")
    make_peers: bool = option(True, "make .venv-peers where it is missing; it needs the package index")


def run(settings: GroupingSettings, say: Say) -> Record:
    """Solve every county under every aim with every method that can express it."""
    peers = spopt.peers_python(settings.peers_python)
    wants_location = any(aim in LOCATION_AIMS for aim in settings.aims)
    if peers is None and settings.make_peers and wants_location:
        say("making the environment of spopt")
        peers = spopt.make_environment()
    if peers is None and wants_location:
        say("spopt is left out: its environment is missing")
    location: dict[str, LocationMethod] = {**LOCATION_METHODS, FLOW: flow.network_flow}
    location |= {} if peers is None else spopt.methods(peers)
    runs = []
    for aim in settings.aims:
        for schools in settings.sizes:
            for seed in settings.seeds:
                if aim in COUNTY_AIMS:
                    found = _county_runs(settings, say, aim, schools, seed)
                else:
                    found = _location_runs(settings, say, aim, schools, seed, location)
                runs += list(found)
    return record(runs)


def _county_runs(settings: GroupingSettings, say: Say, aim: str, schools: int, seed: int) -> Iterator[Run]:
    county, policy = county_case(aim, schools, seed)
    for name, method in METHODS.items():
        if settings.methods is None or name in settings.methods:
            samples: list[Sample] = []
            limits = Limits(settings.time_limit, settings.threads, 0)
            outcome = method(county, policy, limits, samples.append)
            say(
                f"{aim}, {schools} schools, seed {seed}: {name}: {outcome.seconds:.1f} s, {outcome.tiers[-1]}"
            )
            yield Run(aim, name, schools, seed, outcome, tuple(samples))


def _location_runs(
    settings: GroupingSettings,
    say: Say,
    aim: str,
    schools: int,
    seed: int,
    methods: dict[str, LocationMethod],
) -> Iterator[Run]:
    problem = location_case(aim, schools, seed)
    for name, method in methods.items():
        wanted = settings.methods is None or name in settings.methods
        if wanted and (name != FLOW or flow.expressible(problem)):
            answer = method(problem, settings.time_limit, settings.threads)
            say(f"{aim}, {schools} schools, seed {seed}: {name}: {answer}")
            yield Run(aim, name, schools, seed, _outcome(answer), ())


def _outcome(answer: Answer) -> Outcome:
    return Outcome(answer.seconds, (TierOutcome(answer.value, answer.bound, answer.proven),))


BENCHMARK = Benchmark(
    name="grouping",
    compares="Grouping beside compact models in CP-SAT, HiGHS, SCIP, spopt's p-median with PuLP, and a flow.",
    settings=GroupingSettings(),
    smoke=GroupingSettings(
        aims=("tiers", "lessons_km", "all_cores"), sizes=(10,), time_limit=1, make_peers=False
    ),
    takes="at most two hours",
    run=run,
    parts={"table": table, "one-tier": one_tier_table},
    plots={"gap": gap_plot, "seconds": seconds_plot},
)
