"""Several good plans of a county, and the trade-off of two aims: what ``solve`` does beyond one plan."""

# ruff: noqa: PLC0415 - the solver takes a second to load, and wrong input needs none

import sys
from pathlib import Path
from threading import Event

from ...instances.read import ReadCounty
from ...models.result import NoPlan
from ...models.words import Term
from ..answer import Answer, ExitCode, message
from ..manner import Manner
from ..messages import text
from ..outcome import published_no_plan, published_plan, written_plan
from ..output_folder import COUNTY, OutputFolder
from ..progress_screen import shown_progress
from ..several_screen import (
    TRADE_OFF,
    alternatives_result,
    alternatives_screen,
    trade_off_csv,
    trade_off_screen,
)
from .search import Search
from .staff import staff_shown
from .written_county import extract_of, filler


def solved_alternatives(
    manner: Manner,
    read: ReadCounty,
    source: Path,
    folder: OutputFolder,
    *,
    count: int,
    equal_tiers: int,
    slack: float,
    search: Search,
    stop: Event,
) -> Answer:
    """Publish the best plan in the folder, and every further one with its settings in a folder of its own."""
    from ...solver.several.alternatives import alternatives_of

    extract = extract_of(read.policy, source)
    others = [folder.path / f"alternative-{at}" for at in range(2, count + 2)]
    with shown_progress(None if manner.silent else sys.stderr, manner.lang) as watch:
        found = alternatives_of(
            read.county,
            extract.policy,
            count,
            search.solving(manner.lang),
            equal_tiers=equal_tiers,
            slack=slack,
            time_limit=search.time_limit,
            watch=watch,
            stop=stop,
        )
    if isinstance(found, NoPlan):
        return published_no_plan(found, folder, manner.lang, interrupted=stop.is_set())
    best = found.plans[0].solved
    first = published_plan(
        best,
        read.county,
        extract.policy,
        folder,
        manner.lang,
        interrupted=stop.is_set(),
        staff=staff_shown(read.county, extract.policy, manner.lang),
    )
    names = ["", *(other.name for other in others[: len(found.plans) - 1])]
    for one, path in zip(found.plans[1:], others, strict=False):
        other = OutputFolder(path)
        other.keep_free(COUNTY)
        fill = filler(one.county, one.policy, extract.folder)
        written_plan(one.solved, other, manner.lang, interrupted=False, folders={COUNTY: fill})
    shown = alternatives_screen(found, names, read.county, manner.lang)
    result = {**first.result, "alternatives": alternatives_result(found, names)}
    return Answer(first.exit, first.messages, result, (*first.screen, *shown))


def solved_trade_off(
    manner: Manner,
    read: ReadCounty,
    folder: OutputFolder,
    *,
    terms: tuple[Term, Term],
    search: Search,
    stop: Event,
) -> Answer:
    """Write the points of the trade-off as a table, and show them."""
    from ...solver.several.trade_off import trade_off

    found = trade_off(
        read.county,
        read.policy,
        terms,
        search.solving(manner.lang),
        time_limit=search.time_limit,
        stop=stop,
    )
    if isinstance(found, NoPlan):
        return published_no_plan(found, folder, manner.lang, interrupted=stop.is_set())
    if found is None:
        if stop.is_set():
            return Answer(ExitCode.INTERRUPTED, (message("error", "interrupted", manner.lang),))
        return Answer(ExitCode.NO_PLAN_IN_TIME, (message("error", "no_plan_in_time", manner.lang),))
    file = str(folder.add(TRADE_OFF, trade_off_csv(found, manner.lang)))
    result = {**found.model_dump(mode="json"), "files": [file]}
    shown = (*trade_off_screen(found, manner.lang), "", text("wrote", manner.lang, path=file))
    return Answer(ExitCode.DONE, (), result, shown)
