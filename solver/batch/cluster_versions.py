"""Which workers of a cluster may work for a batch: those that have the same program and the same solver."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from sysconfig import get_python_version

from distributed import Client

from .keys import LIBRARIES, PROGRAM, PYTHON

Versions = tuple[tuple[str, str | None], ...]
"""Packages with their versions; None: not installed."""

PACKAGES = tuple(sorted((PROGRAM, PYTHON, *LIBRARIES)))
_LOG = logging.getLogger(__name__)


def versions_here() -> Versions:
    """Versions on this machine of what decides how a case is solved."""
    return tuple((package, _version(package)) for package in PACKAGES)


def _version(package: str) -> str | None:
    ask, words = _asking(package)
    try:
        return ask(*words)
    except PackageNotFoundError:
        return None


def _asking(package: str) -> tuple[Callable[..., str], tuple[str, ...]]:
    """Give the call that tells a version; where it runs, nothing of ours has to be installed."""
    return (get_python_version, ()) if package == PYTHON else (version, (package,))


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker or scheduler that is not used: its address, and the package in which it differs."""

    address: str
    package: str
    there: str | None
    here: str | None


def scheduler_differs(client: Client) -> Refused | None:
    """Compare the scheduler with this machine: it unpacks what it passes on, so it needs the same program."""
    for package, here in versions_here():
        ask, words = _asking(package)
        try:
            there = client.run_on_scheduler(ask, *words)
        except PackageNotFoundError:
            there = None
        if there != here:
            return Refused(client.scheduler.address, package, there, here)
    return None


@dataclass(slots=True)
class Roll:
    """The workers of a scheduler: each is looked at before work is sent, also one that comes late.

    A worker that differs is retired: it takes no work and closes. For the look, nothing of ours has to be
    installed there.

    Attributes
    ----------
    threads
        Threads of the workers that may work, by address, as seen last.
    refused
        Every worker that was sent away.
    """

    client: Client
    versions: Versions
    threads: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    def look(self) -> tuple[Refused, ...]:
        """Ask the scheduler who is there, look at newcomers, send away those that differ, and give these.

        Raises
        ------
        OSError
            The scheduler does not answer.
        """
        present: dict[str, int] = dict(self.client.nthreads())
        new = sorted(present.keys() - self.threads.keys())
        found = self._found(new) if new else {}
        away = tuple(refused for worker in new if (refused := self._differs(worker, found.get(worker))))
        if away:
            _LOG.info("workers refused: %s", away)
            with suppress(ValueError):  # gone by itself meanwhile
                self.client.retire_workers([refused.address for refused in away], close_workers=True)
        self.refused += away
        self.threads = {
            worker: threads
            for worker, threads in present.items()
            if worker in self.threads or found.get(worker) == self.versions
        }
        return away

    def _found(self, workers: Sequence[str]) -> dict[str, Versions]:
        """Ask workers for their versions; one that does not answer is not given."""
        found: dict[str, dict[str, str | None]] = {worker: {} for worker in workers}
        for package in PACKAGES:
            ask, words = _asking(package)
            answers = self.client.run(ask, *words, workers=list(workers), on_error="return")
            for worker, answer in answers.items():
                if isinstance(answer, str | PackageNotFoundError):
                    found[worker][package] = answer if isinstance(answer, str) else None
        return {
            worker: tuple(sorted(versions.items()))
            for worker, versions in found.items()
            if len(versions) == len(PACKAGES)
        }

    def _differs(self, worker: str, found: Versions | None) -> Refused | None:
        here = dict(self.versions)
        for package, there in found or ():
            if there != here[package]:
                return Refused(worker, package, there, here[package])
        return None
