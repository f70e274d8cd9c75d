"""How a running batch is shown on standard error: redrawn in place on a terminal, quiet lines in a pipe."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.text import Text

from ..models.batch import CaseStatus
from .messages import Lang, text

_SECONDS_BETWEEN_LINES = 10.0
_RUNNING_SHOWN = 8


class BatchProgress:
    """What is done, what runs and what is left; told from any thread.

    Parameters
    ----------
    total
        Cases to be solved now, without those that were finished before.
    earlier
        Cases that were finished before.
    """

    def __init__(self, total: int, earlier: int, lang: Lang) -> None:
        self._total, self._earlier, self._lang = total, earlier, lang
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._running: dict[str, float] = {}
        self._ended: Counter[CaseStatus] = Counter()

    def begun(self, folder: str) -> None:
        """Take that a case begins."""
        with self._lock:
            self._running[folder] = time.monotonic()

    def ended(self, folder: str, status: CaseStatus) -> None:
        """Take how a case ended."""
        with self._lock:
            self._running.pop(folder, None)
            self._ended[status] += 1

    @property
    def count(self) -> int:
        """Cases that have ended."""
        return self._ended.total()

    def sentence(self) -> str:
        """Say it in one line."""
        with self._lock:
            ended, running = self._ended.total(), len(self._running)
            statuses = statuses_said(self._ended, self._lang)
        return text(
            "batch_progress",
            self._lang,
            done=self._earlier + ended,
            cases=self._earlier + self._total,
            running=running,
            waiting=max(0, self._total - ended - running),
            left=self._left(ended),
            words=statuses,
        )

    def shown(self) -> RenderableType:
        """Show it on a terminal: a bar, the line, and the cases that run."""
        with self._lock:
            running = sorted(self._running.items(), key=lambda one: (one[1], one[0]))
        now = time.monotonic()
        bar = ProgressBar(total=max(1, self._earlier + self._total), completed=self._earlier + self.count)
        lines = [
            Text(text("batch_running", self._lang, value=folder, seconds=int(now - since)), style="dim")
            for folder, since in running[:_RUNNING_SHOWN]
        ]
        if len(running) > _RUNNING_SHOWN:
            lines.append(Text(text("and_more", self._lang, count=len(running) - _RUNNING_SHOWN), style="dim"))
        return Group(bar, Text(self.sentence()), *lines)

    def _left(self, ended: int) -> str:
        """Say the time that is left at the pace so far; nothing is said before a first case has ended."""
        if not ended:
            return "–"
        seconds = (time.monotonic() - self._began) / ended * (self._total - ended)
        return duration(seconds)


def duration(seconds: float) -> str:
    """Hours, minutes and seconds as a clock shows them."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}"


def statuses_said(counts: Counter[CaseStatus], lang: Lang) -> list[str]:
    """Say how many cases ended in which way, in the order of the statuses."""
    return [
        f"{text(f'batch_{status.name.lower()}', lang)} {counts[status]}"
        for status in CaseStatus
        if counts[status]
    ]


@contextlib.contextmanager
def shown_batch(progress: BatchProgress, stream: TextIO | None, lang: Lang) -> Iterator[None]:
    """Show the progress in the way that suits the stream; None shows nothing."""
    if stream is None:
        yield
        return
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        with Live(console=console, get_renderable=progress.shown, refresh_per_second=2, transient=True):
            yield
        return
    over = threading.Event()
    lines = threading.Thread(target=_lines, args=(progress, stream, over), name="progress", daemon=True)
    lines.start()
    try:
        yield
    finally:
        over.set()
        lines.join()


def _lines(progress: BatchProgress, stream: TextIO, over: threading.Event) -> None:
    """Write a line now and then."""
    while not over.wait(_SECONDS_BETWEEN_LINES):
        with contextlib.suppress(OSError):  # nobody reads any more: the batch goes on
            stream.write(progress.sentence() + "\n")
            stream.flush()
