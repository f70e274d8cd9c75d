"""The runs of a sweep side by side: sweep.csv, the screen and the result."""

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

from rich.console import RenderableType

from ..models.comparison import Comparison, PlaceKind
from ..models.plan import Plan
from .messages import Lang, number, printable, text
from .plan_screen import aim
from .tables import Column, filled_table, heading, line

SWEEP = "sweep.csv"
_LONGEST_NAME = 60
_COLUMNS: tuple[Column, ...] = (
    ("column_run", "left"),
    ("column_result", "left"),
    ("column_alliances", "right"),
    ("column_not_placed", "right"),
    ("column_moved", "right"),
    ("column_aims", "left"),
)
_STATUS = {
    "optimal": "sweep_optimal",
    "feasible": "sweep_feasible",
    "infeasible": "sweep_infeasible",
    "unknown": "sweep_unknown",
}


class RunShown(NamedTuple):
    """One run: its values, its folder, what it came to."""

    name: str
    folder: str
    status: str
    plan: Plan | None
    comparison: Comparison | None

    @property
    def moved(self) -> int | None:
        """Schools with another core than in the plan in force; None where nothing is in force."""
        return None if self.comparison is None else len(self.comparison.of_kind(PlaceKind.MOVED))


def folder_names(runs: Sequence[str]) -> list[str]:
    """Name a folder for every run: its number and its values, in characters every system takes."""
    digits = len(str(len(runs)))
    plain = (re.sub(r"[^\w.=,-]+", "_", printable(name)).strip("_.")[:_LONGEST_NAME] for name in runs)
    return [f"{at:0{digits}d}-{name}" for at, name in enumerate(plain, start=1)]


def sweep_csv(runs: Sequence[RunShown], lang: Lang) -> str:
    """Write one row per run, a column per aim; UTF-8 with a mark, so that spreadsheets read it."""
    aims = list(dict.fromkeys(tuple(tier.terms) for run in runs if run.plan for tier in run.plan.tiers))
    header = [
        text(code, lang)
        for code in ("column_run", "column_result", "column_alliances", "column_not_placed", "column_moved")
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*header, *(aim(terms, lang) for terms in aims)])
    for run in runs:
        values = {tuple(tier.terms): number(tier.value) for tier in (run.plan.tiers if run.plan else ())}
        writer.writerow([*_lead(run, lang), *(values.get(terms, "") for terms in aims)])
    return "\ufeff" + stream.getvalue()


def sweep_screen(runs: Sequence[RunShown], file: str, lang: Lang) -> list[RenderableType]:
    """Show the runs side by side, and where everything is."""
    first = next((run.plan for run in runs if run.plan), None)
    named = (
        [f"{at} {aim(tuple(tier.terms), lang)}" for at, tier in enumerate(first.tiers, start=1)]
        if first
        else []
    )
    rows = [(*_lead(run, lang), _values(run)) for run in runs]
    screen: list[RenderableType] = [heading("sweep_title", lang)]
    if named:
        screen.append(line("curve_aims", lang, words=named))
    return [*screen, filled_table(_COLUMNS, rows, lang), line("wrote", lang, path=file)]


def sweep_result(runs: Sequence[RunShown]) -> list[dict[str, object]]:
    """Give the runs for ``--json``."""
    return [
        {
            "run": run.name,
            "folder": run.folder,
            "status": run.status,
            "moved": run.moved,
            "tiers": [tier.model_dump(mode="json") for tier in run.plan.tiers] if run.plan else [],
        }
        for run in runs
    ]


def _lead(run: RunShown, lang: Lang) -> tuple[str, ...]:
    status = text(_STATUS[run.status], lang)
    if run.plan is None:
        return (run.name, status, "", "", "")
    moved = "" if run.moved is None else str(run.moved)
    return (run.name, status, str(len(run.plan.alliances)), str(len(run.plan.unplaced or ())), moved)


def _values(run: RunShown) -> str:
    return " · ".join(number(tier.value) for tier in run.plan.tiers) if run.plan else ""
