"""Processes of the soak, started with a mark in their environment so that what they leave behind is found."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import psutil

COMMAND = Path(sys.executable).with_name("lianxiao")
MARK = "LIANXIAO_SOAK"
GRACE = 15.0
"""Seconds within which processes must be gone after the batch that started them."""


class Marked:
    """One started process and everything that comes of it.

    Parameters
    ----------
    call
        The command line.
    log
        File to which stdout and stderr are added.
    extra
        Further variables of its environment.
    """

    def __init__(
        self, call: Sequence[str | Path], log: Path, *, extra: Mapping[str, str] | None = None
    ) -> None:
        self.mark = secrets.token_hex(8)
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                [*map(str, call)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(extra or {}), MARK: self.mark},
                start_new_session=True,
            )

    def offspring(self) -> list[psutil.Process]:
        """All living processes that carry the mark, but for the first one; oldest first."""
        others = [process for process in psutil.process_iter() if process.pid != self.process.pid]
        return sorted(filter(self.began, others), key=lambda process: process.pid)

    def began(self, process: psutil.Process) -> bool:
        """Whether a living process is the first one or has come of it."""
        try:
            return alive(process) and process.environ().get(MARK) == self.mark
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def running(self) -> bool:
        """Whether the first process still runs."""
        return self.process.poll() is None

    def wait(self, seconds: float) -> int:
        """Wait for the end; returns the exit code.

        Raises
        ------
        subprocess.TimeoutExpired
            It did not end; everything of it is killed first.
        """
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill_all()
            raise

    def kill_after(self, seconds: float) -> bool:
        """Kill the first process alone after some seconds; tells whether it still ran then."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return True
        return False

    def kill(self) -> None:
        """Kill the first process alone, as the system does when memory runs out (SIGKILL)."""
        self.process.kill()
        self.process.wait()

    def interrupt(self) -> None:
        """Press Ctrl-C: the signal goes to all processes of the terminal."""
        os.killpg(self.process.pid, signal.SIGINT)

    def orphans(self, seconds: float = GRACE) -> list[psutil.Process]:
        """Give the processes that are left some seconds after the first one has ended, and kill them."""
        until = time.monotonic() + seconds
        while (left := self.offspring()) and time.monotonic() < until:
            time.sleep(0.1)
        for process in left:
            killed(process)
        return left

    def kill_all(self) -> None:
        """Kill the process and all that came of it, also what that starts meanwhile."""
        self.kill()
        until = time.monotonic() + GRACE
        while (left := self.offspring()) and time.monotonic() < until:
            for process in left:
                killed(process)
            time.sleep(0.05)


def alive(process: psutil.Process) -> bool:
    """Whether a process is there; one that has ended and waits to be noticed is not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def killed(process: psutil.Process) -> bool:
    """Kill a process (SIGKILL) if it still lives; tells whether it did."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()
        return True
    return False


def call_of(process: psutil.Process) -> list[str]:
    """Give a process's command line; empty where it has ended."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return []


def solving(started: Iterable[Marked]) -> list[psutil.Process]:
    """Find the processes in which a case is being solved just now, of all that were started."""
    return [process for one in started for process in one.offspring() if "solve" in call_of(process)]
