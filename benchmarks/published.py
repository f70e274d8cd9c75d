"""Groups of any size: the published problems with known optima, by the installed command and plain models."""

from lianxiao.benchmarks.location_records import record, summary, table
from lianxiao.benchmarks.location_settings import LocationSettings, solved
from lianxiao.benchmarks.pmedcap import NAMES, published_problem
from lianxiao.benchmarks.registry import Benchmark, Record, Say, option


class PublishedSettings(LocationSettings):
    """Options of the benchmark."""

    names: tuple[str, ...] = option(NAMES, "problems of pmedcap1")


def run(settings: PublishedSettings, say: Say) -> Record:
    """Solve every problem with every method."""
    found = ((name, published_problem(name)) for name in settings.names)
    problems = ((name, published.problem, published.optimum) for name, published in found)
    return record(list(solved(problems, settings, say)), {"kind": "pmedcap1", "command": settings.command})


BENCHMARK = Benchmark(
    name="published",
    compares="The 20 capacitated p-median problems of the literature, against their published optima.",
    settings=PublishedSettings(),
    smoke=PublishedSettings(names=("p2",), time_limit=2),
    takes="about 30 minutes",
    run=run,
    parts={"table": table, "summary": summary},
    file="large_groups_pmedcap1",
)
