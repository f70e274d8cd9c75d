"""Puts tables and plots of the last results into the documents."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lianxiao.benchmarks.plotting import save
from lianxiao.benchmarks.records import ROOT, has_results, read_results
from lianxiao.benchmarks.registry import Benchmark, Results

MARKS = re.compile(
    r"(<!-- benchmark (?P<name>[\w-]+) (?P<part>[\w-]+) (?P<lang>en|zh) -->\n).*?"
    r"(<!-- end of benchmark -->)",
    re.DOTALL,
)
PLOTS = Path("docs", "plots")
SHOWN_PLOTS = "plots"
"""Name of the part that shows every plot of a benchmark; it stands in a page of docs/."""


def documents(root: Path = ROOT) -> list[Path]:
    """List the files that may show results."""
    return [*sorted((root / "docs").glob("*.md")), root / "README.md", root / "README.zh-CN.md"]


def marked(root: Path = ROOT) -> set[tuple[str, str]]:
    """Name every (benchmark, part) that a document shows."""
    return {
        (found["name"], found["part"])
        for file in documents(root)
        for found in MARKS.finditer(file.read_text(encoding="utf-8"))
    }


def write_parts(benchmarks: Sequence[Benchmark[Any]], results: Path, root: Path = ROOT) -> list[Path]:
    """Fill the marks of these benchmarks, where there are results; returns the documents that changed."""
    there = {
        benchmark.name: (benchmark, read_results(results, benchmark.results_name))
        for benchmark in benchmarks
        if has_results(results, benchmark.results_name)
    }

    def filled(found: re.Match[str]) -> str:
        if found["name"] not in there:
            return found[0]
        benchmark, of_benchmark = there[found["name"]]
        if found["part"] == SHOWN_PLOTS:
            return found[1] + _images(benchmark, of_benchmark) + found[5]
        return found[1] + benchmark.parts[found["part"]](of_benchmark, found["lang"]) + found[5]

    changed = []
    for file in documents(root):
        text = file.read_text(encoding="utf-8")
        new = MARKS.sub(filled, text)
        if new != text:
            file.write_text(new, encoding="utf-8", newline="\n")
            changed.append(file)
    return changed


def write_plots(benchmarks: Sequence[Benchmark[Any]], results: Path, root: Path = ROOT) -> list[Path]:
    """Draw the plots of these benchmarks, where there are results, into docs/plots."""
    written = []
    for benchmark in benchmarks:
        if benchmark.plots and has_results(results, benchmark.results_name):
            of_benchmark = read_results(results, benchmark.results_name)
            for name, plot in benchmark.plots.items():
                figure = plot(of_benchmark)
                if figure is not None:
                    file = root / PLOTS / _file_name(benchmark, name)
                    save(figure, file)
                    written.append(file)
    return written


def _file_name(benchmark: Benchmark[Any], plot: str) -> str:
    return f"{benchmark.name}-{plot}.svg"


def _images(benchmark: Benchmark[Any], results: Results) -> str:
    drawn = [name for name, plot in benchmark.plots.items() if plot(results) is not None]
    return "".join(
        f"![{benchmark.name}, {name}]({PLOTS.name}/{_file_name(benchmark, name)})\n" for name in drawn
    )
