"""The phases of the soak: calm, storm, storm on a cluster, full disk; what each is found to have left."""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lianxiao.benchmarks.dask_machines import Machines
from lianxiao.benchmarks.soak_audit import audit, case_of, differences
from lianxiao.benchmarks.soak_counties import SoakCounty
from lianxiao.benchmarks.soak_processes import COMMAND, Marked
from lianxiao.benchmarks.soak_storm import LONGEST, WORKER, Ledger, Start, storm
from lianxiao.benchmarks.soak_verified import plans_of, refused

CALM, STORM, CLUSTER, DISK = "calm", "storm", "cluster", "full disk"
DISK_SIZE, DISK_STEP = 100_000, 150_000
"""Bytes of the small disk at first, and how much is added each time the batch has stopped."""
DISK_STOPS = 60


class Phase(NamedTuple):
    """What one phase did and found; ``skipped`` says why it did nothing."""

    name: str
    cases: int
    seconds: float
    done: Counter[str]
    problems: tuple[str, ...]
    skipped: str = ""


class Place(NamedTuple):
    """Where the soak happens, and how its cases are solved."""

    home: Path
    jobs: int
    time_limit: float

    @property
    def log(self) -> Path:
        """What every process said."""
        return self.home / "log.txt"

    def starts(self, counties: Sequence[SoakCounty], out: Path, *more: str) -> Start:
        """Give the call of a batch over some counties, begun or resumed."""
        options = ("--jobs", str(self.jobs), "--time-limit", f"{self.time_limit:g}", "--workers", "1")
        folders = [str(county.folder) for county in counties]
        call = [str(COMMAND), "batch", "--out", str(out), *options, *more, "--resume", "--", *folders]
        return lambda: Marked(call, self.log)


def calm(place: Place, counties: Sequence[SoakCounty], out: Path) -> Phase:
    """Solve all of them, undisturbed: what the other phases are held against."""
    began, ledger = time.monotonic(), Ledger(out)
    batch = place.starts(counties, out)()
    ledger.done["begun"] += 1
    code = batch.wait(LONGEST)
    ledger.stopped(batch, CALM, tidy=True)
    problems = [*ledger.problems, *([] if code == 0 else [f"exit code {code}"]), *_unexpected(out, counties)]
    ledger.done["unexpected status"] += len(_unexpected(out, counties))
    return _judged(CALM, began, place, counties, out, ledger.done, problems)


def stormy(
    place: Place, counties: Sequence[SoakCounty], calm_out: Path, *, rounds: int, longest: float, seed: int
) -> Phase:
    """Solve them in a storm."""
    began, out = time.monotonic(), place.home / "storm"
    met = storm(
        place.starts(counties, out),
        out,
        counties,
        place.home / "away",
        rounds=rounds,
        longest=longest,
        seed=seed,
    )
    return _judged(STORM, began, place, counties, out, met.done, met.problems, calm_out)


def on_a_cluster(
    place: Place, counties: Sequence[SoakCounty], calm_out: Path, *, rounds: int, longest: float, seed: int
) -> Phase:
    """Solve them on two workers of a cluster, which die too."""
    began, out = time.monotonic(), place.home / "cluster"
    machines = place.home / "machines"
    machines.mkdir()
    with Machines(machines, deaths_allowed=3) as cluster:  # 3 is what Dask itself allows
        for _ in range(2):
            cluster.add_worker(*WORKER)
        met = storm(
            place.starts(counties, out, "--cluster", cluster.address),
            out,
            counties,
            place.home / "away",
            rounds=rounds,
            longest=longest,
            seed=seed,
            cluster=cluster,
        )
    return _judged(CLUSTER, began, place, counties, out, met.done, met.problems, calm_out)


def on_a_full_disk(place: Place, counties: Sequence[SoakCounty], calm_out: Path) -> Phase:
    """Solve them on a disk that is too small, and add a little whenever it is full."""
    began, disk = time.monotonic(), place.home / "disk"
    try:
        with _disk(disk):
            return _filled(place, counties, calm_out, disk, began)
    except PermissionError as refusal:
        return Phase(DISK, 0, 0.0, Counter(), (), skipped=str(refusal))


def _filled(place: Place, counties: Sequence[SoakCounty], calm_out: Path, disk: Path, began: float) -> Phase:
    out = disk / "out"
    ledger, start, size = Ledger(out), place.starts(counties, out), DISK_SIZE
    for _ in range(DISK_STOPS):
        batch = start()
        ledger.done["begun"] += 1
        code = batch.wait(LONGEST)
        ledger.stopped(batch, f"disk of {size} bytes, exit code {code}", tidy=code == 0)
        if code == 0:
            break
        ledger.done["disk full" if code == 7 else "wrong exit code"] += 1
        size += DISK_STEP
        subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)
    else:
        ledger.done["not finished"] += 1
    return _judged(DISK, began, place, counties, out, ledger.done, ledger.problems, calm_out)


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        raise PermissionError(mounted.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def _judged(
    name: str,
    began: float,
    place: Place,
    counties: Sequence[SoakCounty],
    out: Path,
    done: Counter[str],
    problems: Sequence[str],
    calm_out: Path | None = None,
) -> Phase:
    """Hold what was left against the calm batch, and every plan against the check."""
    said, counted = list(problems), Counter(done)
    finished = audit(out).finished
    counted["finished"] = len(finished)
    if missing := len(counties) - len(finished):
        counted["not finished"] += missing
        said.append(f"{missing} cases are not finished")
    if calm_out is not None:
        other = differences(calm_out, out, [f"{county.folder.name}/as-it-is" for county in counties])
        counted["other answer"] += len(other)
        said += [f"other answer, {text}" for text in other]
    plans = plans_of(out, counties)
    broken = refused(plans, place.jobs)
    counted["plans verified"] = len(plans)
    counted["plans refused"] = len(broken)
    said += [f"refused by verify, {plan}" for plan in broken]
    return Phase(name, len(counties), round(time.monotonic() - began, 1), counted, tuple(said))


def _unexpected(out: Path, counties: Sequence[SoakCounty]) -> list[str]:
    """Name counties that did not end as counties of their kind must."""
    ended = {county: case_of(out, f"{county.folder.name}/as-it-is")["status"] for county in counties}
    return [
        f"{county.kind} {county.folder.name}: {status}"
        for county, status in ended.items()
        if status not in county.statuses
    ]
