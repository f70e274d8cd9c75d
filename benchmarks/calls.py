"""Calls of the installed command, as a planner makes them."""

import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Called(NamedTuple):
    """What came of a call; ``seconds`` from start to end of its process."""

    exit: int
    out: str
    err: str
    seconds: float


def called(*words: str, timeout: float, folder: Path | None = None) -> Called:
    """Call ``lianxiao`` with these words."""
    command = [str(Path(sys.executable).with_name("lianxiao")), *words]
    began = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, check=False, encoding="utf-8", timeout=timeout, cwd=folder
    )
    return Called(done.returncode, done.stdout, done.stderr, time.perf_counter() - began)


def must_end_well(*words: str, timeout: float, folder: Path | None = None) -> Called:
    """Call ``lianxiao``; another exit code than 0 is an error.

    Raises
    ------
    RuntimeError
        With what the command said.
    """
    done = called(*words, timeout=timeout, folder=folder)
    if done.exit:
        raise RuntimeError(f"lianxiao {' '.join(words)}: exit {done.exit}: {done.out}{done.err}")
    return done
