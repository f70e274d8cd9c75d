"""Groups of any size: made-up problems after the recipes of published families, where no optimum is known."""

from lianxiao.benchmarks.location_recipes import RECIPES, SMOKE, made_problem
from lianxiao.benchmarks.location_records import record, table
from lianxiao.benchmarks.location_settings import LocationSettings, solved
from lianxiao.benchmarks.registry import Benchmark, Record, Say, option

PROBLEMS = tuple(name for name in RECIPES if name not in SMOKE)


class RecipesSettings(LocationSettings):
    """Options of the benchmark."""

    problems: tuple[str, ...] = option(PROBLEMS, f"any of {', '.join(RECIPES)}")
    seed: int = option(1, "seed of every problem")


def run(settings: RecipesSettings, say: Say) -> Record:
    """Solve every problem with every method."""
    problems = ((name, made_problem(name, settings.seed), None) for name in settings.problems)
    return record(list(solved(problems, settings, say)), {"kind": "made", "command": settings.command})


BENCHMARK = Benchmark(
    name="recipes",
    compares="Location problems after the recipes of the literature, up to 400 schools that may all lead.",
    settings=RecipesSettings(),
    smoke=RecipesSettings(problems=("cores-4x30",), time_limit=2),
    takes="at most 30 minutes",
    run=run,
    parts={"table": table},
    file="large_groups_made",
)
