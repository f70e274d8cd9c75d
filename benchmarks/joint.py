"""Compare the joint solve with grouping by arithmetic, then exchange; say where a solve's time goes.

Examples
--------
::

    python benchmarks/joint.py --counties nantou 60-1 120-2 --time-limit 900 --workers 2
    python benchmarks/joint.py --stages 420-1 --time-limit 600 --workers 2
    python benchmarks/joint.py --smoke
    python benchmarks/joint.py --write-docs
"""

import argparse
from datetime import UTC, datetime
from typing import Any

from lianxiao.benchmarks.joint_records import (
    OURS,
    Run,
    first_difference,
    results,
    stage_results,
    stage_table,
    table,
    write_documents,
    write_results,
    write_stages,
)
from lianxiao.benchmarks.joint_runs import METHODS, Limits, county_of
from lianxiao.benchmarks.joint_stages import measure
from lianxiao.solver.joint.values import SECONDS_EACH


def main() -> None:
    """Run, write the results, print the tables."""
    wanted = _arguments()
    if wanted.write_docs:
        for file in write_documents():
            print(f"written: {file}")
        return
    limits = Limits(wanted.time_limit, wanted.workers, wanted.seed)
    settings = {
        "time_limit": wanted.time_limit,
        "workers": wanted.workers,
        "seed": wanted.seed,
        "seconds_each": SECONDS_EACH,
        "date": datetime.now(UTC).date().isoformat(),
    }
    if wanted.stages:
        content = stage_results(measure(wanted.stages, limits), settings)
        print(stage_table(content, "en"))
        if not wanted.smoke:
            print(f"written: {write_stages(content)}")
    if not wanted.stages or wanted.smoke:
        _compare(wanted, limits, settings)


def _compare(wanted: argparse.Namespace, limits: Limits, settings: dict[str, Any]) -> None:
    runs = []
    for name in wanted.counties:
        county, policy = county_of(name)
        for method, solve in METHODS.items():
            print(f"{name}, {len(county.schools)} schools: {method} …", flush=True)
            outcome = solve(county, policy, limits)
            runs.append(Run(name, len(county.schools), len(county.teachers or ()), method, outcome))
    content = results(runs, settings)
    print(table(content, "en"))
    for name in wanted.counties:
        of_county = {row["method"]: row["tiers"] for row in content["runs"] if row["county"] == name}
        for method, tiers in of_county.items():
            if method != OURS:
                where, better = first_difference(of_county[OURS], tiers)
                print(f"{name}: against {method}, {where or 'nothing'} better by {better:g}")
    if not wanted.smoke:
        print(f"written: {write_results(content)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Grouping and exchange together, and one after the other.")
    parser.add_argument(
        "--counties",
        nargs="+",
        default=["nantou", "60-1", "120-2"],
        help="a bundled county, or schools-seed of a synthetic one",
    )
    parser.add_argument("--stages", metavar="COUNTY", help="only this: time by stage and memory of one solve")
    parser.add_argument("--time-limit", type=float, default=900, help="wall seconds of a whole solve")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--smoke", action="store_true", help="three_schools, 20 s, nothing written")
    parser.add_argument("--write-docs", action="store_true", help="put the last results into the documents")
    wanted = parser.parse_args()
    if wanted.smoke:
        wanted.counties, wanted.stages, wanted.time_limit = ["three_schools"], "three_schools", 20
    return wanted


if __name__ == "__main__":
    main()
