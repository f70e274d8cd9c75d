"""``lianxiao solve``: the plan, checked and written, or why there is none."""

# ruff: noqa: PLC0415 - the solver takes a second to load, and wrong input needs none

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import click

from ...instances.read import ReadCounty
from ...models.result import NoPlan
from ...models.words import Term
from ..answer import Answer, messages_of
from ..clean_stdout import keep_stdout_clean
from ..manner import Manner
from ..messages import text
from ..outcome import published_no_plan, published_plan
from ..output_folder import OutputFolder
from ..printing import print_messages
from ..progress_screen import shown_progress
from ..usage import WrongWords
from .interrupts import interrupts
from .reading import county_folder, read_named
from .search import Search
from .staff import staff_shown

_EQUAL_TIERS, _SLACK = 2, 0.05


def solve(
    manner: Manner,
    *,
    county: str,
    out: str,
    scenario: Sequence[str],
    run: str | None,
    alternatives: int | None,
    equal_tiers: int | None,
    slack: float | None,
    trade_off: tuple[str, str] | None,
    **options: Any,
) -> Answer:
    """Find the best plan and publish it; or several good plans, or the trade-off of two aims."""
    _agree(manner, scenario, run, alternatives, equal_tiers, slack, trade_off)
    search = Search(**options)
    if scenario:
        from .whatif import whatif  # the same, with alliances.csv as what is in force

        options |= {"from_": None, "curve": False}
        return whatif(manner, county=county, scenarios=scenario, run=run, out=out, **options)
    keep_stdout_clean()
    read = read_named(county)
    folder = OutputFolder(Path(out))
    warnings = messages_of(read.warnings, manner.lang)
    if not manner.silent:
        print_messages(warnings, manner)
    with interrupts() as stop:
        if alternatives is not None:
            from .several import solved_alternatives

            answer = solved_alternatives(
                manner,
                read,
                county_folder(county),
                folder,
                count=alternatives,
                equal_tiers=_EQUAL_TIERS if equal_tiers is None else equal_tiers,
                slack=_SLACK if slack is None else slack,
                search=search,
                stop=stop,
            )
        elif trade_off is not None:
            from .several import solved_trade_off

            terms = (Term(trade_off[0]), Term(trade_off[1]))
            answer = solved_trade_off(manner, read, folder, terms=terms, search=search, stop=stop)
        else:
            answer = _one_plan(manner, read, folder, search, stop)
    return replace(answer, messages=(*answer.messages, *warnings)) if manner.json else answer


def _one_plan(manner: Manner, read: ReadCounty, folder: OutputFolder, search: Search, stop: Event) -> Answer:
    with shown_progress(None if manner.silent else sys.stderr, manner.lang) as watch:
        solving = search.solving(manner.lang)
        outcome = solving.solve(read.county, read.policy, search.time_limit, watch=watch, stop=stop)
    if isinstance(outcome, NoPlan):
        return published_no_plan(outcome, folder, manner.lang, interrupted=stop.is_set())
    return published_plan(
        outcome,
        read.county,
        read.policy,
        folder,
        manner.lang,
        interrupted=stop.is_set(),
        staff=staff_shown(read.county, read.policy, manner.lang),
    )


def _agree(
    manner: Manner,
    scenario: Sequence[str],
    run: str | None,
    alternatives: int | None,
    equal_tiers: int | None,
    slack: float | None,
    trade_off: tuple[str, str] | None,
) -> None:
    """Refuse options that exclude each other, and those that need another one."""

    def wrong(code: str, **figures: object) -> WrongWords:
        return WrongWords(text(code, manner.lang, **figures), click.get_current_context())

    modes = {"--scenario": bool(scenario), "--alternatives": alternatives is not None}
    asked = [name for name, there in {**modes, "--trade-off": trade_off is not None}.items() if there]
    if len(asked) > 1:
        raise wrong("call_options_exclude", option=asked[0], name=asked[1])
    for name, given in (("--equal-tiers", equal_tiers), ("--slack", slack)):
        if given is not None and alternatives is None:
            raise wrong("call_option_needs", option=name, name="--alternatives")
    if run is not None and not scenario:
        raise wrong("call_option_needs", option="--run", name="--scenario")
    if trade_off is not None and trade_off[0] == trade_off[1]:
        raise wrong("call_terms_same")
