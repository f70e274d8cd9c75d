"""The storm: a batch is disturbed again and again, by the dice of a seed, and resumed until it is done."""

import contextlib
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import psutil
from lianxiao.benchmarks.dask_machines import Machines
from lianxiao.benchmarks.soak_audit import MANIFEST, Audit, Finished, audit, lost, repeated
from lianxiao.benchmarks.soak_counties import Borrowed, SoakCounty, Vanished
from lianxiao.benchmarks.soak_processes import Marked, killed, solving

LONGEST = 3600.0
"""Wall seconds after which a batch that nobody disturbs counts as hanging."""
OTHER_NEEDS = b"school_id,stage,subject,need,supply\n"

WORKER = ("--no-nanny", "--memory-limit", "0")
"""Options of a cluster's workers: nobody starts one again where it was killed."""

Start = Callable[[], Marked]
"""Starts the batch, resumed where it has begun."""


class Storm(NamedTuple):
    """What was done to a batch and what was left of it; figures by their words."""

    done: Counter[str]
    problems: tuple[str, ...]
    finished: dict[str, Finished]


class Ledger:
    """What was finished after each stop, and whatever should not have been found."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.before: dict[str, Finished] = {}
        self.touched: set[str] = set()
        self.done: Counter[str] = Counter()
        self.problems: list[str] = []

    def stopped(self, batch: Marked, what: str, *, tidy: bool) -> Audit | None:
        """Look at everything after the batch has ended; ``tidy``: it could clean up."""
        for orphan in batch.orphans():
            self._problem("processes left", f"{what}: {orphan}")
        if not (self._out / MANIFEST).exists():
            return None
        found = audit(self._out)
        for folder in found.half_written:
            self._problem("half-written", f"{what}: {folder}")
        for folder in lost(self.before, found.finished):
            self._problem("lost", f"{what}: {folder}")
        for folder in repeated(self.before, found.finished, self.touched):
            self._problem("repeated", f"{what}: {folder}")
        if tidy:
            for path in found.leftovers:
                self._problem("left over", f"{what}: {path}")
        self.before = {**self.before, **found.finished}
        return found

    def _problem(self, word: str, text: str) -> None:
        self.done[word] += 1
        self.problems.append(f"{word}, {text}")


def storm(
    start: Start,
    out: Path,
    counties: Sequence[SoakCounty],
    away: Path,
    *,
    rounds: int,
    longest: float,
    seed: int,
    cluster: Machines | None = None,
) -> Storm:
    """Disturb a batch in so many rounds, then let it end.

    Parameters
    ----------
    away
        Folder for counties that are away for a while.
    longest
        Wall seconds after which a round is ended, at most.
    cluster
        Whose workers may die too.
    """
    rng, ledger = Random(seed), Ledger(out)
    for _ in range(rounds):
        batch = start()
        ledger.done["begun"] += 1
        gone = _disturbed(batch, counties, away, rng, ledger, rng.uniform(1.0, longest), cluster)
        how = rng.choice(("kill -9", "kill -9", "Ctrl-C", "SIGTERM"))
        if batch.running():
            tidy = _ended(batch, how, ledger)
        else:
            how, tidy = "ended by itself", True
        for borrowed in gone:
            borrowed.give_back()
        ledger.stopped(batch, how, tidy=tidy)
    _to_the_end(start, ledger)
    return Storm(ledger.done, tuple(ledger.problems), ledger.before)


def _to_the_end(start: Start, ledger: Ledger) -> None:
    """Resume until every case is finished; undisturbed, one time must do."""
    batch = start()
    ledger.done["begun"] += 1
    code = batch.wait(LONGEST)
    ledger.stopped(batch, "the end", tidy=True)
    if code != 0:
        ledger.done["not finished"] += 1
        ledger.problems.append(f"the last batch ended with {code}")


def _ended(batch: Marked, how: str, ledger: Ledger) -> bool:
    """End the batch; tells whether it could clean up behind itself."""
    ledger.done[how] += 1
    if how == "kill -9":
        batch.kill()
        return False
    if how == "Ctrl-C":
        batch.interrupt()
    else:
        batch.process.terminate()
    try:
        code = batch.wait(60)
    except subprocess.TimeoutExpired:
        ledger.problems.append(f"{how}: it did not end")
        ledger.done["did not end"] += 1
        return False
    if code in (-signal.SIGINT, -signal.SIGTERM):  # it was still loading, and had begun nothing
        return False
    if code not in (0, 1, 130):
        ledger.problems.append(f"{how}: exit code {code}")
        ledger.done["wrong exit code"] += 1
    return True


def _disturbed(
    batch: Marked,
    counties: Sequence[SoakCounty],
    away: Path,
    rng: Random,
    ledger: Ledger,
    seconds: float,
    cluster: Machines | None,
) -> list[Borrowed | Vanished]:
    """Disturb single cases for a while; gives the counties whose files have to be put right again."""
    until, gone = time.monotonic() + seconds, dict[Path, Borrowed | Vanished]()
    while batch.running() and time.monotonic() < until:
        time.sleep(rng.uniform(0.2, 1.5))
        dice = rng.random()
        if dice < 0.35:
            _case_killed(solving((batch,) if cluster is None else cluster.workers), rng, ledger)
        elif dice < 0.5:
            county = rng.choice(counties)
            if county.folder in gone or not (county.folder / "needs.csv").is_file():
                continue
            ledger.touched.add(f"{county.folder.name}/as-it-is")
            if rng.random() < 0.7:
                gone[county.folder] = Borrowed(county.folder / "needs.csv", OTHER_NEEDS)
                ledger.done["files changed"] += 1
            else:
                gone[county.folder] = Vanished(county.folder, away)
                ledger.done["counties away"] += 1
        elif dice < 0.6 and cluster is not None:
            cluster.replace_a_worker(rng, *WORKER)
            ledger.done["workers killed"] += 1
    return list(gone.values())


def _case_killed(cases: Sequence[psutil.Process], rng: Random, ledger: Ledger) -> None:
    if not cases:
        return
    process = rng.choice(cases)
    if rng.random() < 0.7:
        killed(process)
        ledger.done["cases killed"] += 1
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        ledger.done["cases asked to end"] += 1
