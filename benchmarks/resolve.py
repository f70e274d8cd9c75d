"""Time of solving again after a merger or the loss of a core, against solving from nothing, side by side.

Examples
--------
::

    python benchmarks/resolve.py --sizes 150 400 1000 --time-limit 60 --threads 2
    python benchmarks/resolve.py --smoke
    python benchmarks/resolve.py --write-docs
"""

import argparse
from datetime import UTC, datetime

from lianxiao.benchmarks.resolve_records import Run, results, table, write_documents, write_results
from lianxiao.benchmarks.resolve_runs import METHODS, Limits, cases, run


def main() -> None:
    """Run, write the results, print the table."""
    wanted = _arguments()
    if wanted.write_docs:
        for file in write_documents():
            print(f"written: {file}")
        return
    limits = Limits(wanted.time_limit, wanted.threads, 0)
    runs = []
    for schools in wanted.sizes:
        for seed in wanted.seeds:
            for case in cases(schools, seed, limits):
                for method in METHODS:
                    outcome = run(method, case, limits)
                    about = f"{schools} schools, seed {seed}, {case.change}: {method}"
                    print(f"{about}: {outcome.seconds:.2f} s", flush=True)
                    runs.append(Run(schools, seed, case.change, method, outcome))
    settings = {
        "sizes": wanted.sizes,
        "seeds": wanted.seeds,
        "time_limit": wanted.time_limit,
        "threads": wanted.threads,
        "date": datetime.now(UTC).date().isoformat(),
    }
    content = results(runs, settings)
    print(table(content, "en"))
    if not wanted.smoke:
        print(f"written: {write_results(content)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Solving again after a change, and solving from nothing.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[150, 400, 1000], help="schools per county")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="counties per size")
    parser.add_argument("--time-limit", type=float, default=60, help="wall seconds of a whole solve")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--smoke", action="store_true", help="20 schools, 10 s, nothing written")
    parser.add_argument("--write-docs", action="store_true", help="put the last results into the document")
    wanted = parser.parse_args()
    if wanted.smoke:
        wanted.sizes, wanted.seeds, wanted.time_limit = [20], [1], 10
    return wanted


if __name__ == "__main__":
    main()
