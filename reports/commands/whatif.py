"""``lianxiao whatif``: a scenario applied, the plan re-solved near the one in force, what changes and why."""

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ...instances.read import ReadCounty
from ...models.digest import county_sha256
from ...models.errors import NoPlanInTime
from ...models.finding import Finding, Level
from ...models.plan import Plan
from ...models.result import NoPlan
from ...solver.carry_over import with_plan_in_force
from ...solver.solving import Solving
from ..answer import Answer, ExitCode, message, messages_of
from ..clean_stdout import keep_stdout_clean
from ..manner import Manner
from ..outcome import error_answer
from ..output_folder import COUNTY, OutputFolder
from ..plan_file import read_plan
from ..printing import print_messages
from ..progress_screen import shown_progress
from ..sweep_table import SWEEP, RunShown, folder_names, sweep_csv, sweep_result, sweep_screen
from ..whatif_outcome import Scene, published_answer, published_impossible
from .answering import Answered, Asked, Start, answered, asked_of, start_of
from .interrupts import interrupts
from .reading import county_folder, read_named
from .scenarios import name_of, read_scenarios, runs_from
from .search import Search
from .staff import staff_shown
from .warned import said_of_runs
from .written_county import extract_of, filler, refuse_own_folder


class _Call(NamedTuple):
    """What holds for every run of a call."""

    manner: Manner
    start: Start
    scenario: str
    solving: Solving
    curve: bool
    near_only: bool
    stop: threading.Event


def whatif(
    manner: Manner,
    *,
    county: str,
    scenarios: Sequence[str],
    from_: str | None,
    out: str,
    curve: bool,
    run: str | None = None,
    near_only: bool = False,
    **options: Any,
) -> Answer:
    """Apply scenarios one after the other, re-solve near the plan in force, and publish plan and answer."""
    keep_stdout_clean()
    read = read_named(county)
    given = read_scenarios(scenarios)
    plan = None if from_ is None else read_plan(Path(from_))
    source, target = county_folder(county), Path(out)
    refuse_own_folder(source, target)
    extract = extract_of(read.policy, source)
    base = read.county if plan is None else with_plan_in_force(read.county, extract.policy, plan)
    start = start_of(read, base, extract.policy, plan, extract.folder)
    runs = runs_from(base, read, extract.policy, given, extract.folder, run)
    asked = [asked_of(start, one) for one in runs]
    swept = len(runs) > 1
    names = folder_names([one.name for one in runs]) if swept else [""]
    folder = OutputFolder(target)
    folders = [OutputFolder(target / name) if name else folder for name in names]
    for one in folders:
        one.keep_free(COUNTY)
    doubts = [
        *_of_another(read, plan),
        *(doubt for one in given for doubt in one.warnings),
        *said_of_runs([(one.name, one.warnings) for one in runs], manner.lang),
    ]
    warnings = messages_of(doubts, manner.lang)
    if not manner.silent:
        print_messages(warnings, manner)
    search = Search(**options)
    with interrupts() as stop:
        call = _Call(manner, start, name_of(given), search.solving(manner.lang), curve, near_only, stop)
        if swept:
            answer = _swept(call, asked, names, folders, folder, search.time_limit)
        else:
            answer = _one(call, asked[0], folder, search.time_limit)[0]
    return replace(answer, messages=(*answer.messages, *warnings)) if manner.json else answer


def _of_another(read: ReadCounty, plan: Plan | None) -> list[Finding]:
    """Warn where the plan in force was made for other tables or settings than the county's."""
    if plan is None or not plan.county_sha256:
        return []
    if plan.county_sha256 == county_sha256(read.county, read.policy):
        return []
    return [Finding(level=Level.WARNING, code="verify_other_county")]


def _one(call: _Call, asked: Asked, folder: OutputFolder, seconds: float) -> tuple[Answer, Answered]:
    """Solve and publish one run."""
    lang, stream = call.manner.lang, None if call.manner.silent else sys.stderr
    with shown_progress(stream, lang) as watch:
        done = answered(
            call.start,
            asked,
            call.scenario,
            call.solving,
            seconds=seconds,
            curve=call.curve,
            near_only=call.near_only,
            watch=watch,
            stop=call.stop,
        )
    near, stopped = asked.near, call.stop.is_set()
    scene = Scene(
        call.start.read.county,
        near.county,
        near.policy,
        filler(near.county, near.policy, call.start.extracts),
        staff_shown(near.county, near.policy, lang),
    )
    if isinstance(done.outcome, NoPlan):
        said = published_impossible(done.outcome, done.answer, scene, folder, lang, interrupted=stopped)
    else:
        said = published_answer(done.outcome, done.answer, scene, folder, lang, interrupted=stopped)
    return said, done


def _swept(
    call: _Call,
    runs: Sequence[Asked],
    names: Sequence[str],
    folders: Sequence[OutputFolder],
    folder: OutputFolder,
    seconds: float,
) -> Answer:
    """Solve every run of a sweep in its own folder, and write a table of them all."""
    until = time.monotonic() + seconds
    shown: list[RunShown] = []
    exits: list[ExitCode] = []
    for at, (run, name, own) in enumerate(zip(runs, names, folders, strict=True)):
        if call.stop.is_set():
            break
        share = max(0.1, (until - time.monotonic()) / (len(runs) - at))
        try:
            said, done = _one(call, run, own, share)
        except NoPlanInTime as nothing:
            exits.append(error_answer(nothing, call.manner.lang).exit)
            continue
        exits.append(said.exit)
        outcome = done.outcome
        plan: Plan | None = None if isinstance(outcome, NoPlan) else outcome.plan
        status = outcome.status if isinstance(outcome, NoPlan) else str(outcome.plan.status)
        shown.append(RunShown(run.name, name, status, plan, done.answer.comparison))
    lang = call.manner.lang
    missing = len(runs) - len(shown)
    file = str(folder.add(SWEEP, sweep_csv(shown, lang)))
    messages = (message("warning", "sweep_stopped", lang, count=missing),) if missing else ()
    done_any = ExitCode.DONE in exits
    code = ExitCode.DONE if done_any else max(exits, default=ExitCode.INTERRUPTED)
    result = {"runs": sweep_result(shown), "files": [file, *(str(own.path) for own in folders)]}
    return Answer(code, messages, result, sweep_screen(shown, file, lang))
