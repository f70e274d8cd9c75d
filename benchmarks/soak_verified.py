"""Every plan of a batch through the program's own check, each with the county that it is a plan of."""

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from lianxiao.benchmarks.soak_audit import audit
from lianxiao.benchmarks.soak_counties import SoakCounty
from lianxiao.cli import run


def plans_of(out: Path, counties: Iterable[SoakCounty]) -> list[tuple[str, str]]:
    """County folder and plan of every finished case with a plan, for `lianxiao verify`."""
    folders = {county.folder.name: county.folder for county in counties}
    return [
        (str(folders[folder.split("/")[0]]), str(out / folder / "plan.json"))
        for folder, case in sorted(audit(out).finished.items())
        if case.status in ("optimal", "feasible")
    ]


def refused(plans: list[tuple[str, str]], jobs: int) -> list[str]:
    """Name the plans that `lianxiao verify` does not accept."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_silent) as pool:
        codes = list(pool.map(_verified, plans, chunksize=4))
    return [plan for (_, plan), code in zip(plans, codes, strict=True) if code != 0]


def _silent() -> None:
    for stream in (sys.stdout, sys.stderr):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _verified(plan: tuple[str, str]) -> int:
    return int(run(["verify", "--", *plan]))
