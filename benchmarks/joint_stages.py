"""Where the time and memory of one whole solve go."""

from lianxiao.benchmarks.joint_records import stage_record, stage_table
from lianxiao.benchmarks.joint_runs import Limits
from lianxiao.benchmarks.joint_solve import measure
from lianxiao.benchmarks.registry import Benchmark, Record, Say, Settings, option
from lianxiao.solver.joint.values import SECONDS_EACH


class StagesSettings(Settings):
    """Options of the measurement."""

    county: str = option("420-1", "a bundled county, or schools-seed of a made-up one")
    time_limit: float = option(600.0, "wall seconds of the whole solve")
    workers: int = option(2, "processes of the solve")
    seed: int = option(0, "seed of the solve")


def run(settings: StagesSettings, say: Say) -> Record:
    """Solve one county and measure it from outside."""
    say(settings.county)
    limits = Limits(settings.time_limit, settings.workers, settings.seed)
    return stage_record(measure(settings.county, limits), SECONDS_EACH)


BENCHMARK = Benchmark(
    name="joint-stages",
    compares="Where time and memory of one solve with teachers go, stage by stage.",
    settings=StagesSettings(),
    smoke=StagesSettings(county="three_schools", time_limit=5),
    takes="10 minutes",
    run=run,
    parts={"stages": stage_table},
    file="joint_stages",
)
