"""How a running solve is shown: a live table on a terminal, quiet lines in a pipe. Both on standard error."""

import contextlib
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from ..models.progress import Progress
from .messages import Lang, number, text, word
from .plan_screen import aim
from .tables import Column, table

_SECONDS_BETWEEN_LINES = 5.0
_COLUMNS: tuple[Column, ...] = (
    ("column_tier", "right"),
    ("column_aim", "left"),
    ("column_best", "right"),
    ("column_bound", "right"),
    ("column_gap", "right"),
    ("column_proof", "left"),
)


class ProgressLines:
    """One line when a tier is done, and one now and then while it is not."""

    def __init__(self, stream: TextIO, lang: Lang) -> None:
        self._stream, self._lang = stream, lang
        self._last = time.monotonic()
        self._done: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __call__(self, progress: Progress) -> None:
        """Take one report of the solver."""
        due = time.monotonic() - self._last >= _SECONDS_BETWEEN_LINES
        newly_done = progress.done and progress.tier not in self._done
        if not (due or newly_done):
            return
        self._last = time.monotonic()
        if progress.done:
            self._done.add(progress.tier)
        with contextlib.suppress(OSError):  # nobody reads any more: the solve goes on
            self._stream.write(_sentence(progress, self._lang) + "\n")
            self._stream.flush()


class ProgressTable:
    """A table of all tiers so far, redrawn in place, with the time that is left."""

    def __init__(self, console: Console, lang: Lang) -> None:
        self._lang = lang
        self._tiers: dict[int, Progress] = {}
        self._ends: float | None = None
        self._live = Live(console=console, get_renderable=self._table, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Take one report of the solver."""
        self._tiers = {**self._tiers, progress.tier: progress}
        self._ends = time.monotonic() + progress.seconds_left

    def _table(self) -> RenderableType:
        if self._ends is None:
            return Text(text("preparing", self._lang))
        left = max(0.0, self._ends - time.monotonic())
        rows = [
            (
                str(tier + 1),
                aim([str(term) for term in progress.terms], self._lang),
                _figure(progress.best),
                _figure(progress.bound),
                _gap(progress),
                _proof(progress, self._lang),
            )
            for tier, progress in sorted(self._tiers.items())
        ]
        remaining = Text(text("seconds_left", self._lang, seconds=number(left, 0)), style="dim")
        shown = table(_COLUMNS, rows, self._lang)
        solved = _exchanges(self._tiers[max(self._tiers)], self._lang)
        return Group(shown, Text(solved), remaining) if solved else Group(shown, remaining)


@contextlib.contextmanager
def shown_progress(stream: TextIO | None, lang: Lang) -> Iterator[Callable[[Progress], None] | None]:
    """Take the reports of a solve, and show them in the way that suits the stream; None shows nothing."""
    if stream is None:
        yield None
        return
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    watcher: ProgressLines | ProgressTable = (
        ProgressTable(console, lang) if console.is_terminal else ProgressLines(stream, lang)
    )
    with watcher:
        yield watcher


def _exchanges(progress: Progress, lang: Lang) -> str:
    """Say how many alliances' exchanges are solved, and at which one the search is."""
    if progress.exchanges is None:
        return ""
    code = "progress_at" if progress.alliance is None else f"progress_at_{progress.step}"
    return text(code, lang, count=progress.exchanges, alliance=progress.alliance or "")


def _sentence(progress: Progress, lang: Lang) -> str:
    exchanges = _exchanges(progress, lang)
    said = text(
        "progress_line",
        lang,
        seconds=number(progress.seconds, 1),
        tier=progress.tier + 1,
        tiers=progress.tiers,
        aim=aim([str(term) for term in progress.terms], lang),
        best=_figure(progress.best),
        bound=_figure(progress.bound),
        gap=_gap(progress),
        proof=_proof(progress, lang),
        left=number(max(0.0, progress.seconds_left), 0),
    )
    return f"{said}; {exchanges}" if exchanges and lang == "en" else said + (exchanges and f"；{exchanges}")


def _figure(value: float | None) -> str:
    return "–" if value is None else number(value)


def _gap(progress: Progress) -> str:
    return "–" if progress.gap is None else f"{number(100 * progress.gap, 2)} %"


def _proof(progress: Progress, lang: Lang) -> str:
    if progress.proven:
        return word("proof", "proven", lang)
    return word("proof", "open" if progress.done else "running", lang)
