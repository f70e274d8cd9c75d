"""Groups of any size: problems of the literature and of our own recipes, by the installed command.

Examples
--------
::

    python benchmarks/large_groups.py --write out/pmedcap1
    python benchmarks/large_groups.py --kind pmedcap1 --time-limit 60 --threads 2
    python benchmarks/large_groups.py --kind made
    python benchmarks/large_groups.py --smoke
    python benchmarks/large_groups.py --write-docs
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from lianxiao.benchmarks.location_county import LocationProblem, write_problem
from lianxiao.benchmarks.location_recipes import RECIPES, SMOKE, made_problem
from lianxiao.benchmarks.location_records import Run, results, table, write_documents, write_results
from lianxiao.benchmarks.location_runs import METHODS
from lianxiao.benchmarks.pmedcap import NAMES, published_problem

KINDS = {"pmedcap1": NAMES, "made": tuple(name for name in RECIPES if name not in SMOKE), "smoke": SMOKE}
"""Problems by kind: the published files, our own recipes, and small ones for a trial."""


def problems(kind: str, names: Sequence[str]) -> Iterator[tuple[str, LocationProblem, int | None]]:
    """Make the problems of a kind, with the published optimum where there is one."""
    for name in names:
        if kind == "pmedcap1":
            published = published_problem(name)
            yield name, published.problem, published.optimum
        else:
            yield name, made_problem(name, 1), None


def main() -> None:
    """Write counties, or run, write the results and print the table."""
    wanted = _arguments()
    if wanted.write_docs:
        for file in write_documents():
            print(f"written: {file}")
        return
    names = wanted.names or KINDS[wanted.kind]
    if wanted.write is not None:
        for name, problem, _ in problems(wanted.kind, names):
            write_problem(wanted.write / name, problem)
            print(f"written: {wanted.write / name}")
        return
    runs = []
    for name, problem, published in problems(wanted.kind, names):
        for method in wanted.methods:
            print(f"{name}: {method} …", end=" ", flush=True)
            answer = METHODS[method](problem, wanted.time_limit, wanted.threads)
            print(answer, flush=True)
            runs.append(Run(name, problem, published, method, answer))
    settings = {
        "kind": wanted.kind,
        "time_limit": wanted.time_limit,
        "threads": wanted.threads,
        "date": datetime.now(UTC).date().isoformat(),
        "command": f"lianxiao solve COUNTY --out OUT --time-limit {wanted.time_limit:g} "
        f"--workers {wanted.threads}",
    }
    content = results(runs, settings)
    print(table(content, "en"))
    if wanted.kind != "smoke" and not wanted.names:
        print(f"written: {write_results(wanted.kind, content)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Groups of any size: lianxiao and the compact models.")
    parser.add_argument("--kind", choices=list(KINDS), default="pmedcap1", help="which problems")
    parser.add_argument("--names", nargs="+", help="only these problems; no results file is written")
    parser.add_argument(
        "--write", type=Path, metavar="DIR", help="only write each problem as a county folder DIR/NAME"
    )
    parser.add_argument("--time-limit", type=float, default=60, help="wall seconds of a whole solve")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--smoke", action="store_true", help="small problems, 20 s, nothing written")
    parser.add_argument("--write-docs", action="store_true", help="put the last results into the documents")
    wanted = parser.parse_args()
    if wanted.smoke:
        wanted.kind, wanted.time_limit = "smoke", 20
    return wanted


if __name__ == "__main__":
    main()
