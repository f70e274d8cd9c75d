"""Options of every run over location problems, and the run itself."""

from collections.abc import Iterable, Iterator

from lianxiao.benchmarks.location_county import LocationProblem
from lianxiao.benchmarks.location_records import Run
from lianxiao.benchmarks.location_runs import METHODS
from lianxiao.benchmarks.registry import Say, Settings, option

COMMAND = "lianxiao solve COUNTY --out OUT --time-limit {limit:g} --workers {threads}"


class LocationSettings(Settings):
    """Options of every run over location problems."""

    methods: tuple[str, ...] = option(("lianxiao", "compact CP-SAT", "compact HiGHS"), "methods")
    time_limit: float = option(60.0, "wall seconds of a whole solve")
    threads: int = option(2, "threads of every method that lets them be chosen")

    @property
    def command(self) -> str:
        """The call that is measured."""
        return COMMAND.format(limit=self.time_limit, threads=self.threads)


def solved(
    problems: Iterable[tuple[str, LocationProblem, int | None]], settings: LocationSettings, say: Say
) -> Iterator[Run]:
    """Solve problems (name, problem, published optimum) with every method of the settings."""
    for name, problem, published in problems:
        for method in settings.methods:
            answer = METHODS[method](problem, settings.time_limit, settings.threads)
            say(f"{name}: {method}: {answer}")
            yield Run(name, problem, published, method, answer)
