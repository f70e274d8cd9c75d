"""Batches for the tests of what may befall them: counties, calls, and what lies in DIR afterwards."""

import csv
import time
from pathlib import Path
from typing import NamedTuple

import psutil
from lianxiao.benchmarks.dask_machines import until
from lianxiao.benchmarks.soak_audit import Audit, audit
from lianxiao.benchmarks.soak_processes import Marked, solving
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.generate import write_county as write_made_county

from .conftest import COUNTY_TOML, SCHOOLS, call, write_county

IMPOSSIBLE = COUNTY_TOML + "place_all = true\n"
LONG = 600.0
"""Time limit in seconds, longer than any test waits: what needs more never ends by itself."""
OPTIONS = ("--time-limit", str(LONG), "--workers", "1")
ORDINARY = ("青石县", "-two words.d")
AS_IT_IS = "as-it-is"


class Calm(NamedTuple):
    """A batch that nothing happened to."""

    counties: Path
    out: Path
    seconds: float


def arguments(counties: Path | str, out: Path, *more: str, jobs: int = 2) -> list[str | Path]:
    """Call of a batch over every folder in a folder, or over a pattern."""
    pattern = counties if isinstance(counties, str) else f"{counties}/*"
    return ["batch", "--out", out, "--jobs", str(jobs), *OPTIONS, *more, "--", pattern]


def make_counties(folder: Path) -> Path:
    """Two ordinary counties, an impossible one and a wrong one."""
    for number, name in enumerate(ORDINARY):
        write_county(folder / name, settings=COUNTY_TOML.replace("Qingxi", f"Qingxi {number}"))
    write_county(folder / "impossible", settings=IMPOSSIBLE)
    write_county(folder / "wrong", schools=SCHOOLS.replace("stages", "stadiums"))
    return folder


def a_long_case(folder: Path) -> Path:
    """Write a county whose proof takes longer than any of these tests wait."""
    write_made_county(folder, *synthetic_county(400, seed=1))
    return folder


def sound(out: Path) -> Audit:
    """Audit a batch that has ended and hold that nothing is half-written and nothing is left over."""
    found = audit(out)
    assert found.half_written == ()
    assert found.leftovers == ()
    return found


def statuses(out: Path) -> dict[str, str]:
    """Status of every case by county, from summary.csv."""
    with (out / "summary.csv").open(encoding="utf-8-sig", newline="") as table:
        return {row["county"].lstrip("'"): row["status"] for row in csv.DictReader(table)}


def wait_for(what: Path, running: Marked) -> None:
    """Wait until a file or folder is there, or the process has ended."""
    until(lambda: what.exists() or not running.running(), str(what))


def wait_for_case(running: Marked) -> list[psutil.Process]:
    """Wait until a case is being solved; gives its processes."""

    def begun() -> list[psutil.Process]:
        assert running.running(), "no case was begun"
        return solving((running,))

    return until(begun, "a case")


def calm_batch(home: Path) -> Calm:
    """Solve a few counties undisturbed."""
    counties = make_counties(home / "counties")
    begin = time.monotonic()
    done = call(*arguments(counties, home / "out"), seconds=100)
    assert done.exit == 0, done.err
    return Calm(counties, home / "out", time.monotonic() - begin)
