"""One case solved in a process of its own, in a folder of its own: nothing it does can touch another case."""

import contextlib
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from ...models.batch import CaseResult, CaseStatus, CaseTask, NamedBytes, Said, json_object
from ...models.tether import TETHERED
from .process_tree import ProcessTree

GRACE = 30.0
"""Seconds past its time limit after which a case is ended; `solve` itself ends within ten."""
_LOOK_EVERY = 0.2
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_LONGEST_STDERR = 100_000
_IN, _OUT, _ANSWER, _ERRORS = "in", "out", "answer.json", "errors.txt"
_OF_EXIT = {
    1: CaseStatus.FAULT,
    3: CaseStatus.WRONG_INPUT,
    4: CaseStatus.INFEASIBLE,
    5: CaseStatus.UNKNOWN,
    7: CaseStatus.CANNOT_WRITE,
}
"""What the exit codes of `solve` mean where there is no plan; any other one is a fault."""
_INTERRUPTED = frozenset({"interrupted", "interrupted_plan"})
"""Codes with which `solve` says that somebody asked it to end: its plan then hangs on the moment."""
_CERTAIN = frozenset({CaseStatus.OPTIMAL, CaseStatus.INFEASIBLE, CaseStatus.WRONG_INPUT})


class _Ended(NamedTuple):
    """How a process ended: its exit code, or why it was ended; seconds, and the most memory seen."""

    exit: int | None
    because: CaseStatus | None
    seconds: float
    peak_bytes: int


def solve_task(
    task: CaseTask,
    stop: threading.Event | None = None,
    *,
    cores: Sequence[int] = (),
    work: Path | None = None,
    grace: float = GRACE,
) -> CaseResult:
    """Solve one case as ``lianxiao solve`` does, and collect all that it writes.

    Works in any thread. The process ends with this one, also where this one is killed.

    Parameters
    ----------
    stop
        When it is set, the process is ended, and the case is `not run`.
    cores
        Cores to keep to; none: all.
    work
        Existing folder in which the case's own temporary one is made; default: the system's.
    grace
        Wall seconds past the time limit after which the case is `overdue`.

    Returns
    -------
    CaseResult
        Whatever happened in the process. A folder that cannot be written is `cannot write`; an extract that
        does not lie here as it was when the key was made is a `fault`.
    """
    began = time.monotonic()
    for path, sha256 in task.in_place:
        if _sha256_of(path) != sha256:
            return unsolved(task, CaseStatus.FAULT, f"not there, or changed: {path}", began)
    try:
        folder = Path(tempfile.mkdtemp(prefix="case-", dir=work))
    except OSError as refusal:
        return unsolved(task, CaseStatus.CANNOT_WRITE, str(refusal), began)
    try:
        _lay_out(task, folder)
        ended = _run(task, folder, stop, tuple(cores), grace)
        return _result(task, folder, ended)
    except OSError as refusal:
        return unsolved(task, CaseStatus.CANNOT_WRITE, str(refusal), began)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unsolved(task: CaseTask, status: CaseStatus, stderr: str, began: float | None = None) -> CaseResult:
    """Give the result of a case that was not solved; ``began``: when it was begun on this machine."""
    return CaseResult(
        county=task.county,
        case=task.case,
        folder=task.folder,
        key=task.key,
        status=status,
        messages=task.notes,
        seconds=0.0 if began is None else round(time.monotonic() - began, 3),
        stderr=stderr,
        machine="" if began is None else platform.node(),
    )


def _sha256_of(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _lay_out(task: CaseTask, folder: Path) -> None:
    """Write the county, the scenario, and what lies beside or above the county, below the folder."""
    county = _county(task)
    for name, content in task.files:
        file = Path(os.path.normpath(folder / county / name))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (folder / county).mkdir(parents=True, exist_ok=True)
    if task.scenario is not None:
        name, content = task.scenario
        (folder / "scenario").mkdir()
        (folder / "scenario" / name).write_bytes(content)


def _county(task: CaseTask) -> PurePosixPath:
    """Place of the county, so deep that a file named from there with ``../`` still lies below the folder."""
    above = max((PurePosixPath(name).parts.count("..") for name, _ in task.files), default=0)
    return PurePosixPath(_IN, *["above"] * above, task.county_folder)


def _call(task: CaseTask) -> list[str]:
    how = task.how
    call = [sys.executable, "-P", "-m", "lianxiao", "solve", str(_county(task)), "--out", _OUT, "--json"]
    call += ["--lang", how.lang, "--seed", str(how.seed), "--workers", str(how.workers)]
    call += ["--time-limit", str(how.time_limit)]
    if how.only is not None:
        call += ["--only", how.only]
    if task.scenario is not None:
        call += ["--scenario", str(PurePosixPath("scenario", task.scenario[0]))]
    if task.combination is not None:
        call += ["--run", task.combination]
    return call


def _run(
    task: CaseTask, folder: Path, stop: threading.Event | None, cores: tuple[int, ...], grace: float
) -> _Ended:
    threads = dict.fromkeys(_THREADS, str(task.how.workers))
    environment = {**os.environ, **threads, TETHERED: "1", "PYTHONIOENCODING": "utf-8"}
    with (folder / _ANSWER).open("wb") as answer, (folder / _ERRORS).open("wb") as errors:
        began = time.monotonic()
        process = subprocess.Popen(
            _call(task),
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,  # held open, never written: its end tells the process that we are gone
            stdout=answer,
            stderr=errors,
            start_new_session=True,
        )
    tree = ProcessTree(process.pid)
    try:
        tree.first_to_go()
        if cores:
            tree.run_on(cores)
        because = _watched(process, tree, task, stop, began + task.how.time_limit + grace)
    finally:
        tree.kill()  # whatever it has started and left behind
        process.wait()
        _close(process.stdin)
    ended = process.returncode if because is None else None
    return _Ended(ended, because, time.monotonic() - began, tree.peak_bytes)


def _watched(
    process: "subprocess.Popen[bytes]",
    tree: ProcessTree,
    task: CaseTask,
    stop: threading.Event | None,
    until: float,
) -> CaseStatus | None:
    """Wait for the process's end; give why it has to be ended before."""
    while True:
        if stop is not None and stop.is_set():
            return CaseStatus.NOT_RUN
        taken = tree.memory_bytes()
        if task.memory_bytes is not None and taken > task.memory_bytes:
            return CaseStatus.MEMORY
        if time.monotonic() > until:
            return CaseStatus.OVERDUE
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_EVERY)
            return None


def _close(stream: IO[bytes] | None) -> None:
    if stream is not None:
        with contextlib.suppress(OSError):
            stream.close()


def _result(task: CaseTask, folder: Path, ended: _Ended) -> CaseResult:
    files = () if ended.because else _files_of(folder / _OUT)
    said = () if ended.because else _messages((folder / _ANSWER).read_bytes())
    status = ended.because or _status(ended.exit, dict(files))
    cut_short = not _CERTAIN & {status} and bool(_INTERRUPTED & {message.code for message in said})
    if cut_short:
        status = CaseStatus.FAULT
    failed = not status.finished and status is not CaseStatus.NOT_RUN
    stderr = (folder / _ERRORS).read_bytes()[-_LONGEST_STDERR:].decode("utf-8", "replace") if failed else ""
    if cut_short:
        stderr += "\nasked to end from outside"
    if status is CaseStatus.FAULT and ended.exit is not None and ended.exit < 0:
        stderr += f"\nsignal {-ended.exit}"
    return replace(
        unsolved(task, status, stderr),
        exit=ended.exit,
        messages=(*task.notes, *said),
        files=files if status.finished else (),
        seconds=round(ended.seconds, 3),
        peak_memory_mb=round(ended.peak_bytes / 1e6, 1),
        machine=platform.node(),
    )


def _status(code: int | None, files: dict[str, bytes]) -> CaseStatus:
    if code != 0:
        return _OF_EXIT.get(code, CaseStatus.FAULT) if code is not None else CaseStatus.FAULT
    plan = json_object(files.get("plan.json", b""))
    said = plan.get("status")
    return CaseStatus(said) if said in (CaseStatus.OPTIMAL, CaseStatus.FEASIBLE) else CaseStatus.FAULT


def _files_of(folder: Path) -> tuple[NamedBytes, ...]:
    found = sorted(file for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else []
    return tuple((file.relative_to(folder).as_posix(), file.read_bytes()) for file in found)


def _messages(answer: bytes) -> tuple[Said, ...]:
    return tuple(Said.model_validate(message) for message in json_object(answer).get("messages", ()))
