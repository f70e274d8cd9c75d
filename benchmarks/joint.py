"""The joint solve beside grouping by arithmetic, then exchange."""

from lianxiao.benchmarks.joint_records import OURS, Run, first_difference, record, table
from lianxiao.benchmarks.joint_runs import METHODS, Limits, county_of
from lianxiao.benchmarks.registry import Benchmark, Record, Say, Settings, option
from lianxiao.solver.joint.values import SECONDS_EACH


class JointSettings(Settings):
    """Options of the benchmark."""

    counties: tuple[str, ...] = option(
        ("nantou", "60-1", "120-2"), "bundled counties, or schools-seed of made-up ones"
    )
    time_limit: float = option(900.0, "wall seconds of a whole solve")
    workers: int = option(2, "processes of every solve")
    seed: int = option(0, "seed of every solve")


def run(settings: JointSettings, say: Say) -> Record:
    """Solve every county by both methods; say in which tier they differ first."""
    limits = Limits(settings.time_limit, settings.workers, settings.seed)
    runs = []
    for name in settings.counties:
        county, policy = county_of(name)
        for method, solve in METHODS.items():
            say(f"{name}, {len(county.schools)} schools: {method}")
            outcome = solve(county, policy, limits)
            runs.append(Run(name, len(county.schools), len(county.teachers or ()), method, outcome))
    made = record(runs, SECONDS_EACH)
    for name in settings.counties:
        of_county = {row["method"]: row["tiers"] for row in made.content["runs"] if row["county"] == name}
        for method, tiers in of_county.items():
            if method != OURS:
                where, better = first_difference(of_county[OURS], tiers)
                say(f"{name}: against {method}, {where or 'nothing'} better by {better:g}")
    return made


BENCHMARK = Benchmark(
    name="joint",
    compares="Grouping and exchange solved together, beside one after the other.",
    settings=JointSettings(),
    smoke=JointSettings(counties=("three_schools",), time_limit=5),
    takes="at most 90 minutes",
    run=run,
    parts={"table": table},
)
