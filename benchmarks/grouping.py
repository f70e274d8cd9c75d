"""Compare this package's grouping with the compact model in CP-SAT and HiGHS, side by side in one run.

Examples
--------
::

    python benchmarks/grouping.py --sizes 60 150 400 1000 --time-limit 60 --threads 2
    python benchmarks/grouping.py --smoke
    python benchmarks/grouping.py --write-docs
"""

import argparse
from datetime import UTC, datetime

from lianxiao.benchmarks.compact import Limits, Sample
from lianxiao.benchmarks.methods import METHODS
from lianxiao.benchmarks.records import Run, results, table, write_documents, write_results
from lianxiao.benchmarks.screens import write_screens
from lianxiao.instances.generate import synthetic_county


def main() -> None:
    """Run, write the results, print the table."""
    wanted = _arguments()
    if wanted.write_docs:
        for file in sorted({*write_documents(), *write_screens()}):
            print(f"written: {file}")
        return
    runs = []
    for schools in wanted.sizes:
        for seed in wanted.seeds:
            for method in wanted.methods:
                print(f"{schools} schools, seed {seed}: {method} …", flush=True)
                runs.append(_run(method, schools, seed, wanted))
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
        print(f"written: {write_results(content, runs)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Grouping: lianxiao and the compact models, side by side.")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[60, 150, 400, 1000], help="schools per county"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="counties per size")
    parser.add_argument("--time-limit", type=float, default=60, help="wall seconds of a whole solve")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument(
        "--smoke", action="store_true", help="one county of 20 schools, 20 s, nothing written"
    )
    parser.add_argument(
        "--write-docs",
        action="store_true",
        help="put the last results, and screens of today, into the documents",
    )
    wanted = parser.parse_args()
    if wanted.smoke:
        wanted.sizes, wanted.seeds, wanted.time_limit = [20], [1], 20
    return wanted


def _run(method: str, schools: int, seed: int, wanted: argparse.Namespace) -> Run:
    county, policy = synthetic_county(schools, seed)
    samples: list[Sample] = []
    outcome = METHODS[method](county, policy, Limits(wanted.time_limit, wanted.threads, 0), samples.append)
    return Run(method, schools, seed, outcome, tuple(samples))


if __name__ == "__main__":
    main()
