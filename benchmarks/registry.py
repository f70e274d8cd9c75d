"""The words of the registry: what a benchmark is, what a run of it leaves, what the documents show of it.

One command runs them all, ``python -m lianxiao.benchmarks``; `registered.py` lists them.

How to add one
--------------
In ``benchmarks/NAME.py``::

    class NameSettings(Settings):          # options of the command line: --sizes 60 150 --time-limit 60
        sizes: tuple[int, ...] = option((60, 150), "schools per county")
        time_limit: float = option(60.0, "wall seconds of a whole solve")

    def run(settings: NameSettings, say: Say) -> Record:
        ...                                # say("60 schools …") reports progress
        return Record({"runs": [...]}, table=Table(("schools", "seconds"), [(60, 1.2)]))

    def table(results: Results, lang: str) -> str: ...      # Markdown, from results.content / results.rows
    def curve(results: Results) -> Figure: ...              # matplotlib, see plotting.py

    BENCHMARK = Benchmark(
        name="name",
        compares="What is laid beside what, in one sentence.",
        settings=NameSettings(),
        smoke=NameSettings(sizes=(20,), time_limit=5),
        takes="about 10 minutes",
        run=run,
        parts={"table": table},
        plots={"curve": curve},
    )

then one line in `registered.py`, and in a document the marks between which ``--write-docs`` puts a part::

    <!-- benchmark name table en -->
    <!-- end of benchmark -->

A plot goes to ``docs/plots/NAME-PLOT.svg``; the part ``plots`` (which every benchmark has without your doing)
shows them as images. Machine, versions, date and settings are added to every record, so ``run`` returns only
what it measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Settings(BaseModel):
    """What a benchmark can be told: each field is an option, tuples take several words."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def option(default: Any, says: str) -> Any:
    """Declare a field of some settings, with its default and what ``--help`` says of it."""
    return Field(default, description=says, validate_default=True)


class Table(NamedTuple):
    """Rows of a CSV file."""

    head: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


class Record(NamedTuple):
    """What a run leaves.

    Attributes
    ----------
    content
        What goes into the JSON file beside ``settings`` and ``machine``; mostly ``{"runs": [...]}``.
    table
        The CSV file: the runs once more, or finer (values over time).
    about
        Facts that belong to the settings but cannot be chosen.
    """

    content: Mapping[str, Any]
    table: Table
    about: Mapping[str, Any] = {}


class Results(NamedTuple):
    """What lies in the results folder: the JSON file, and the rows of the CSV file as text."""

    content: dict[str, Any]
    rows: list[dict[str, str]]


Say = Callable[[str], None]
"""Reports progress, a line at a time."""

Part = Callable[[Results, str], str]
"""Makes a piece of Markdown from results, in a language (``en`` or ``zh``)."""

Plot = Callable[[Results], "Figure | None"]
"""Draws results; None where they have nothing to draw."""

S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Benchmark(Generic[S]):
    """One comparison or measurement.

    Attributes
    ----------
    compares
        One sentence for the list.
    settings, smoke
        The published run; and one that is over in seconds, of the same code.
    takes
        How long the published run takes, in words.
    parts, plots
        What the documents show, by name; the first part is printed after a run.
    file
        Name of the results files, where it is not the benchmark's.
    """

    name: str
    compares: str
    settings: S
    smoke: S
    takes: str
    run: Callable[[S, Say], Record]
    parts: Mapping[str, Part]
    plots: Mapping[str, Plot] = field(default_factory=dict)
    file: str = ""

    @property
    def results_name(self) -> str:
        """Name of the results files, without its ending."""
        return self.file or self.name
