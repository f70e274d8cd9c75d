"""``lianxiao solve``: the plan, checked and written, or why there is none."""

# ruff: noqa: PLC0415 - the solver takes a second to load, and wrong input needs none

import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ..models.result import NoPlan
from ..reports.answer import Answer, messages_of
from ..reports.clean_stdout import keep_stdout_clean
from ..reports.manner import Manner
from ..reports.outcome import published_no_plan, published_plan
from ..reports.output_folder import OutputFolder
from ..reports.printing import print_messages
from ..reports.progress_screen import shown_progress
from .interrupts import interrupts
from .reading import read_named
from .staff import staff_shown


class Search(NamedTuple):
    """How a search is to run: wall seconds, threads, seed, and whether it stops before the exchange."""

    time_limit: float
    workers: int
    seed: int
    only: str | None

    @property
    def only_grouping(self) -> bool:
        """Whether it stops before the exchange."""
        return self.only == "grouping"


def solve(
    manner: Manner, *, county: str, out: str, time_limit: float, workers: int, seed: int, only: str | None
) -> Answer:
    """Find the best plan and publish it."""
    keep_stdout_clean()
    read = read_named(county)
    folder = OutputFolder(Path(out))
    from ..solver.run import solve_case

    warnings = messages_of(read.warnings, manner.lang)
    if not manner.silent:
        print_messages(warnings, manner)
    with interrupts() as stop:
        with shown_progress(None if manner.silent else sys.stderr, manner.lang) as watch:
            outcome = solve_case(
                read.county,
                read.policy,
                time_limit=time_limit,
                workers=workers,
                seed=seed,
                lang=manner.lang,
                watch=watch,
                stop=stop,
                only_grouping=only == "grouping",
            )
        if isinstance(outcome, NoPlan):
            answer = published_no_plan(outcome, folder, manner.lang, interrupted=stop.is_set())
        else:
            answer = published_plan(
                outcome,
                read.county,
                read.policy,
                folder,
                manner.lang,
                interrupted=stop.is_set(),
                staff=staff_shown(read.county, read.policy, manner.lang),
            )
    return replace(answer, messages=(*answer.messages, *warnings)) if manner.json else answer
