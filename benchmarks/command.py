"""The one command of all benchmarks.

Examples
--------
::

    python -m lianxiao.benchmarks                                   what there is
    python -m lianxiao.benchmarks grouping                          a published run: results, tables, plots
    python -m lianxiao.benchmarks grouping --sizes 60 150 --time-limit 30
    python -m lianxiao.benchmarks all --smoke                       everything, small, into out/benchmarks
    python -m lianxiao.benchmarks --write-docs                      last results into the documents
"""

import argparse
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from lianxiao.benchmarks.documents import write_parts, write_plots
from lianxiao.benchmarks.records import RESULTS, ROOT, read_results, write_results
from lianxiao.benchmarks.registered import REGISTRY
from lianxiao.benchmarks.registry import Benchmark, Settings
from lianxiao.benchmarks.screens import write_screens
from pydantic import ValidationError

SMOKE_RESULTS = ROOT / "out" / "benchmarks"
ALL = "all"


def main(words: Sequence[str] | None = None) -> None:
    """List, run, or write documents, as the words of the call say."""
    parser = _parser()
    wanted = parser.parse_args(words)
    unknown = sorted(set(wanted.names) - {ALL, *REGISTRY})
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(REGISTRY)}")
    chosen = [
        benchmark
        for name, benchmark in REGISTRY.items()
        if name in wanted.names or ALL in wanted.names or (wanted.write_docs and not wanted.names)
    ]
    if wanted.write_docs or wanted.write_screens:
        written = write_parts(chosen, wanted.results or RESULTS) if wanted.write_docs else []
        written += write_plots(chosen, wanted.results or RESULTS) if wanted.write_docs else []
        written += write_screens() if wanted.write_screens else []
        for file in sorted(set(written)):
            print(f"written: {file}")
        return
    if not chosen:
        print(listed())
        return
    given = {
        name: value
        for name, value in vars(wanted).items()
        if value is not None and name not in ("names", "smoke", "write_docs", "write_screens", "results")
    }
    try:
        settings = [settings_of(benchmark, given, smoke=wanted.smoke) for benchmark in chosen]
    except ValueError as error:
        parser.error(str(error))
    folder = wanted.results or (SMOKE_RESULTS if wanted.smoke else RESULTS)
    for benchmark, of_benchmark in zip(chosen, settings, strict=True):
        run(benchmark, of_benchmark, folder)


def run(benchmark: Benchmark[Any], settings: Settings, folder: Path) -> None:
    """Run one benchmark, write its results, print its tables."""
    print(f"{benchmark.name}: {benchmark.compares}", flush=True)
    record = benchmark.run(settings, lambda line: print(f"  {line}", flush=True))
    file = write_results(folder, benchmark.results_name, settings, record)
    results = read_results(folder, benchmark.results_name)
    for part in benchmark.parts.values():
        print(f"\n{part(results, 'en')}", flush=True)
    print(f"written: {file}", flush=True)


def settings_of(benchmark: Benchmark[Any], given: dict[str, list[str]], *, smoke: bool) -> Settings:
    """Give the settings of a run: the published or the smoke ones, with what the caller chose otherwise.

    Raises
    ------
    ValueError
        The benchmark has no such option, or not such a value.
    """
    base: Settings = benchmark.smoke if smoke else benchmark.settings
    fields = type(base).model_fields
    chosen: dict[str, Any] = {}
    for name, words in given.items():
        if name not in fields:
            raise ValueError(f"{benchmark.name} has no option --{name.replace('_', '-')}")
        several = _takes_several(fields[name].annotation)
        if not several and len(words) > 1:
            raise ValueError(f"--{name.replace('_', '-')} of {benchmark.name} takes one value")
        chosen[name] = words if several else words[0]
    try:
        return type(base).model_validate(base.model_dump() | chosen)
    except ValidationError as error:
        raise ValueError(f"{benchmark.name}: {error}") from error


def listed() -> str:
    """List the benchmarks with their options and defaults."""
    lines = []
    for benchmark in REGISTRY.values():
        lines += ["", f"{benchmark.name}   {benchmark.compares} Takes {benchmark.takes}."]
        for name, field in type(benchmark.settings).model_fields.items():
            default = getattr(benchmark.settings, name)
            shown = " ".join(map(str, default)) if isinstance(default, tuple) else str(default)
            lines.append(f"    --{name.replace('_', '-')} {shown}   {field.description}")
    return "\n".join(lines).strip("\n")


def _takes_several(annotation: Any) -> bool:
    if get_origin(annotation) is types.UnionType:
        return any(_takes_several(one) for one in get_args(annotation))
    return get_origin(annotation) is tuple


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lianxiao.benchmarks",
        description="Run benchmarks; without a name: list them with their options.",
    )
    parser.add_argument("names", nargs="*", help="names of benchmarks, before any option, or: all")
    parser.add_argument(
        "--smoke", action="store_true", help=f"seconds instead of minutes, into {SMOKE_RESULTS}"
    )
    parser.add_argument("--results", type=Path, help=f"folder of the results, {RESULTS} if absent")
    parser.add_argument("--write-docs", action="store_true", help="put the last results into the documents")
    parser.add_argument("--write-screens", action="store_true", help="put today's screens into the READMEs")
    described: dict[str, dict[str, list[str]]] = {}
    for benchmark in REGISTRY.values():
        for name, field in type(benchmark.settings).model_fields.items():
            described.setdefault(name, {}).setdefault(str(field.description), []).append(benchmark.name)
    for name, says in sorted(described.items()):
        text = "; ".join(f"{what} ({', '.join(whose)})" for what, whose in says.items())
        parser.add_argument(
            f"--{name.replace('_', '-')}", nargs="+", metavar="X", help=text.replace("%", "%%")
        )
    return parser
