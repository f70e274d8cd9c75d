"""``lianxiao batch``: many counties and scenarios, each case in a process of its own, resumable."""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from ...models.batch import CaseRecord, CaseResult, CaseStatus, How, Manifest, Said
from ...models.errors import CannotWrite, ClusterLost, NoCluster
from ...models.finding import Finding
from ...solver.batch.keys import versions
from ...solver.batch.local import usable_cores
from ...solver.batch.memory import machine_memory_bytes
from ..answer import Answer, ExitCode, Message, message, messages_of
from ..batch_folder import MANIFEST, BatchFolder, InTheWay, fault_file, opened
from ..batch_progress import BatchProgress, shown_batch
from ..batch_record import record_of
from ..batch_rows import summary_of
from ..batch_screen import Outcome, batch_result, batch_screen
from ..batch_summary import summary_files
from ..manner import Manner
from ..messages import text
from ..outcome import error_answer
from ..printing import print_messages
from ..usage import WrongWords
from .batch_cases import Planned, planned_cases, task_of
from .batch_machines import Solve, Watched, connected, machines
from .interrupts import interrupts

_SUMMARY_EVERY = 60.0
_SUMMARY_SHARE = 0.02
"""Largest share of the time that may go into summaries between."""
_GIGABYTE = 1_000_000_000
_MEMORY_SHARE = 0.9


def batch(
    manner: Manner,
    *,
    counties: Sequence[str],
    out: str,
    scenario: Sequence[str],
    jobs: int | None,
    memory: float | None,
    resume: bool,
    cluster: str | None,
    **options: Any,
) -> Answer:
    """Solve every county under every scenario; what is finished stays finished."""
    how = How(**options, lang=manner.lang)
    refuse_another(Path(out), manner, resume=resume)
    planned = planned_cases(counties, scenario, how, Path(out), manner)
    jobs = jobs or max(1, len(usable_cores()) // how.workers)
    memory_bytes = None if memory is None else int(memory * _GIGABYTE)
    if memory_bytes is None and cluster in (None, "local"):
        memory_bytes = int(machine_memory_bytes() * _MEMORY_SHARE / jobs)
    with (
        connected(cluster, jobs, how.workers) as there,
        opened(Path(out)) as folder,
        interrupts() as stop,
    ):
        refuse_another(folder.path, manner, resume=resume)  # one may have come and gone while we planned
        running = _Batch(manner, how, folder, planned, stop)
        return running.answered(machines(there, jobs, how.workers, folder.work), memory_bytes)


def refuse_another(out: Path, manner: Manner, *, resume: bool) -> None:
    """Refuse a folder that holds a batch already, unless the call goes on with it."""
    if os.path.exists(out / MANIFEST) and not resume:
        raise WrongWords(text("batch_needs_resume", manner.lang, path=str(out)), click.get_current_context())


class _Batch:
    """One call under way: the manifest, and the records of all cases that have one."""

    def __init__(
        self,
        manner: Manner,
        how: How,
        folder: BatchFolder,
        planned: Sequence[Planned],
        stop: threading.Event,
    ) -> None:
        self._manner, self._how, self._folder, self._stop = manner, how, folder, stop
        self._began = time.monotonic()
        self._planned = {one.case.folder: one for one in planned}
        self._records: dict[str, CaseRecord] = {}
        self._open: set[str] = set()
        self._said: list[Message] = []
        self._manifest = Manifest(
            date=datetime.now().astimezone().isoformat(timespec="seconds"),
            program=f"lianxiao {versions()['lianxiao']}",
            versions=versions(),
            how=how,
            cases=tuple(one.case for one in planned),
        )
        self._next_summary = time.monotonic() + _SUMMARY_EVERY

    def answered(self, solve: Solve, memory_bytes: int | None) -> Answer:
        """Solve what is not finished, and say what came of everything.

        Raises
        ------
        CannotWrite
            Before anything has been solved.
        """
        lang = self._manner.lang
        for name, one in self._planned.items():
            record = self._folder.record(one.case)
            if record is not None:
                self._records[name] = record
        self._folder.write_manifest(self._manifest)
        left = [one for name, one in self._planned.items() if not self._stands(name)]
        left.sort(key=lambda one: (-one.size, one.case.folder))  # so that no large one is left at the end
        earlier = len(self._planned) - len(left)
        self._open = {one.case.folder for one in left}
        progress = BatchProgress(len(left), earlier, lang)
        turns = (partial(task_of, one, self._how, memory_bytes, self._manner) for one in left)
        ended: Answer | None = None
        try:
            with shown_batch(progress, None if self._manner.silent else sys.stderr, lang):
                watched = Watched(self._stop, progress.begun, self._say)
                with contextlib.closing(solve(turns, watched)) as results:
                    for result in results:
                        self._take(result, progress)
        except (CannotWrite, ClusterLost, NoCluster) as error:
            ended = error_answer(error, lang)
        files = self._summarised()
        outcome = Outcome(
            self._manifest.cases, self._records, earlier, time.monotonic() - self._began, tuple(files)
        )
        return self._answer(outcome, ended)

    def _stands(self, folder: str) -> bool:
        record = self._records.get(folder)
        return record is not None and record.status.finished

    def _say(self, finding: Finding) -> None:
        """Show what a planner should know now; in silence it comes with the answer."""
        said = messages_of([finding], self._manner.lang)
        if self._manner.silent:
            self._said += said
        else:
            print_messages(said, self._manner)

    def _take(self, result: CaseResult, progress: BatchProgress) -> None:
        """Publish a case; one that was not run stays as it is.

        Raises
        ------
        CannotWrite
            The folder refuses; what is finished stays.
        """
        progress.ended(result.folder, result.status)
        if result.status is CaseStatus.NOT_RUN:
            return
        self._open.discard(result.folder)
        self._follow(result)
        waiting = max(0.0, time.monotonic() - self._began - result.seconds)
        record = record_of(result, self._how, self._manifest.program, waiting)
        try:
            self._folder.publish(result, record)
        except CannotWrite as refused:
            said = error_answer(refused, self._manner.lang).messages
            messages = tuple(Said.model_validate(one._asdict()) for one in said)
            update = {"status": CaseStatus.CANNOT_WRITE, "messages": messages, "tiers": (), "files": {}}
            record = record.model_copy(update=update)
            if not isinstance(refused, InTheWay):
                raise
        finally:
            self._records[result.folder] = record
        if result.stderr:
            self._folder.add(fault_file(result.folder), result.stderr.encode("utf-8", "replace"))
        else:
            self._folder.remove_fault(result.folder)
        if time.monotonic() >= self._next_summary:
            began = time.monotonic()
            self._write_summary()
            took = time.monotonic() - began
            self._next_summary = time.monotonic() + max(_SUMMARY_EVERY, took / _SUMMARY_SHARE)

    def _follow(self, result: CaseResult) -> None:
        """Put into the manifest the key of a county whose files have changed meanwhile."""
        if result.key == self._planned[result.folder].case.key:
            return
        cases = tuple(
            case.model_copy(update={"key": result.key}) if case.folder == result.folder else case
            for case in self._manifest.cases
        )
        self._manifest = self._manifest.model_copy(update={"cases": cases})
        self._folder.write_manifest(self._manifest)

    def _write_summary(self) -> list[str]:
        summary = summary_of(self._manifest.cases, self._records)
        files = summary_files(summary, self._manner.lang)
        return [str(self._folder.add(name, content)) for name, content in files.items()]

    def _summarised(self) -> list[str]:
        """Write the last summary; where that is refused, the one before is still there."""
        try:
            return self._write_summary()
        except CannotWrite as refused:
            self._said += error_answer(refused, self._manner.lang).messages
            return []

    def _answer(self, outcome: Outcome, ended: Answer | None) -> Answer:
        lang, out = self._manner.lang, str(self._folder.path)
        messages = [*(ended.messages if ended else ()), *self._said]
        counts = outcome.counts
        failed = sum(count for status, count in counts.items() if status.failed)
        interrupted = self._stop.is_set() and bool(self._open)
        if ended is None and interrupted:
            messages.append(message("error", "batch_interrupted", lang, count=len(self._open)))
        if failed:
            messages.append(message("error", "batch_failed", lang, count=failed, path=out))
        screen = batch_screen(outcome, out, lang)
        return Answer(
            _exit_code(outcome, ended, messages, interrupted=interrupted),
            tuple(messages),
            batch_result(outcome, out),
            screen,
        )


def _exit_code(
    outcome: Outcome, ended: Answer | None, messages: Sequence[Message], *, interrupted: bool
) -> ExitCode:
    """Give the exit code: what ended the batch, then what its cases came to."""
    counts = outcome.counts
    if ended is not None:
        return ended.exit
    if interrupted:
        return ExitCode.INTERRUPTED
    if counts[CaseStatus.CANNOT_WRITE] or any(one.code == "cannot_write" for one in messages):
        return ExitCode.CANNOT_WRITE
    if any(status.failed for status in counts):
        return ExitCode.FAULT
    if set(counts) == {CaseStatus.WRONG_INPUT}:
        return ExitCode.WRONG_INPUT
    return ExitCode.DONE
