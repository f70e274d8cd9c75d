"""Compare this package's exchange of an alliance with one CP-SAT model of everything, in one run.

Examples
--------
::

    python benchmarks/exchange.py --sizes small large --seeds 1 2 3 4 5 --time-limit 40 --threads 2
    python benchmarks/exchange.py --smoke
    python benchmarks/exchange.py --write-docs
"""

import argparse
from datetime import UTC, datetime

from lianxiao.benchmarks.exchange_cases import SIZES, exchange_case
from lianxiao.benchmarks.exchange_records import Run, results, table, write_documents, write_results
from lianxiao.benchmarks.exchange_runs import METHODS, run, run_allocation, solver_case


def main() -> None:
    """Run, write the results, print the table."""
    wanted = _arguments()
    if wanted.write_docs:
        for file in write_documents():
            print(f"written: {file}")
        return
    runs = []
    for size in wanted.sizes:
        for rotation in wanted.rotation:
            for seed in wanted.seeds:
                case = exchange_case(size, seed, rotation=rotation == "yes")
                made = solver_case(case)
                limits = (wanted.time_limit, wanted.threads, 0)
                allocation = run_allocation(made, wanted.time_limit) if "lianxiao" in wanted.methods else None
                for method in wanted.methods:
                    outcome = run(method, made, *limits)
                    print(f"{size} {seed}, rotation {rotation}, {case.teachers} teachers: {method} {outcome}")
                    own = allocation if method == "lianxiao" else None
                    runs.append(Run(case, method, outcome, own))
    settings = {
        "sizes": {size: SIZES[size] for size in wanted.sizes},
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
    parser = argparse.ArgumentParser(
        description="The exchange of an alliance: lianxiao and one CP-SAT model."
    )
    parser.add_argument(
        "--sizes", nargs="+", choices=list(SIZES), default=list(SIZES), help="teachers a school"
    )
    parser.add_argument("--rotation", nargs="+", choices=("no", "yes"), default=["no", "yes"])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(1, 11)), help="alliances per size")
    parser.add_argument("--time-limit", type=float, default=40, help="wall seconds of an alliance and method")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--smoke", action="store_true", help="one small alliance, 5 s, nothing written")
    parser.add_argument("--write-docs", action="store_true", help="put the last results into the documents")
    wanted = parser.parse_args()
    if wanted.smoke:
        wanted.sizes, wanted.rotation, wanted.seeds, wanted.time_limit = ["small"], ["no"], [1], 5
    return wanted


if __name__ == "__main__":
    main()
