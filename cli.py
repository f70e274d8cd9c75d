"""The command line: commands parse, call, print and leave with an exit code; nothing else is decided here."""

# ruff: noqa: PLC0415 - what a command needs is loaded by that command, so that help shows at once

import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, TextIO

import click

from . import __version__
from .reports.answer import Answer, ExitCode, Message, message, messages_of
from .reports.manner import Manner, asked_manner
from .reports.messages import Lang, text
from .reports.usage import (
    PageAsked,
    SpokenCommand,
    SpokenGroup,
    WrongWords,
    common_options,
    number_between,
    one_of,
    usage_line,
    version_option,
    wrong_call,
)

if TYPE_CHECKING:
    from .instances.read import ReadCounty
    from .reports.outcome import StaffShown

COMMAND = "lianxiao"
PREFIX = "bundled:"
_LONGEST_SECONDS = 604_800
_MOST_WORKERS = 256
_LARGEST_SEED = 2**31 - 1
_PIPE_WIDTH = 120


def main() -> None:
    """Entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(int(run(sys.argv[1:])))


def run(arguments: Sequence[str]) -> ExitCode:
    """One call of the command; prints its answer and returns its exit code."""
    manner = asked_manner(arguments)
    command = next((argument for argument in arguments if argument in _COMMANDS), None)
    sys.excepthook = _fault_hook(command, manner)
    answer = _answer(arguments, manner)
    try:
        _print_result(answer, command, manner)
    except OSError as wrong:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if wrong.errno != errno.EPIPE:  # EPIPE: the reader has gone and wants no more
            said = message("error", "cannot_print", manner.lang, reason=wrong.strerror)
            answer = Answer(ExitCode.CANNOT_WRITE, (*answer.messages, said))
    _print_messages(answer.messages, manner)
    return answer.exit


def _answer(arguments: Sequence[str], manner: Manner) -> Answer:
    lang = manner.lang
    try:
        answer = command_line(manner).main(list(arguments), prog_name=COMMAND, standalone_mode=False)
    except PageAsked as page:
        return Answer(ExitCode.DONE, result={"text": page.message}, screen=(page.message,))
    except click.ClickException as wrong:
        said = Message(
            "error", "wrong_call", None, None, None, None, usage_line(wrong), wrong_call(wrong, lang)
        )
        return Answer(ExitCode.WRONG_CALL, (said,))
    except (click.Abort, KeyboardInterrupt):
        return Answer(ExitCode.INTERRUPTED, (message("error", "interrupted", lang),))
    if not isinstance(answer, Answer):
        raise TypeError(f"a command answered {answer!r}")
    return answer


def check(manner: Manner, *, county: str) -> Answer:
    """``lianxiao check``: everything that is wrong or doubtful, and a summary."""
    from .instances.reach import admissible_pairs
    from .models.digest import county_sha256
    from .reports.county_screen import county_result, county_screen
    from .reports.road_screen import roads_result, roads_screen
    from .reports.staff_screen import staff_result, staff_screen

    read = _read(county)
    pairs = admissible_pairs(read.county, read.policy)
    result = county_result(read.county, read.policy, county_sha256(read.county, read.policy), pairs)
    result["roads"] = roads_result(read.county)
    screen = county_screen(read.county, read.policy, pairs, manner.lang)
    if read.county.teachers is not None:
        from .solver.exchange.staff_view import staff_view

        view = staff_view(read.county, read.policy)
        result |= staff_result(view)
        screen += staff_screen(view, read.county, manner.lang)
    screen += roads_screen(read.county, manner.lang)
    clean = text("check_clean", manner.lang, count=len(read.warnings))
    return Answer(ExitCode.DONE, messages_of(read.warnings, manner.lang), result, (*screen, "", clean))


def solve(
    manner: Manner, *, county: str, out: str, time_limit: float, workers: int, seed: int, only: str | None
) -> Answer:
    """``lianxiao solve``: the plan, checked and written, or why there is none."""
    from .models.result import NoPlan
    from .reports.clean_stdout import keep_stdout_clean
    from .reports.outcome import published_no_plan, published_plan
    from .reports.output_folder import OutputFolder
    from .reports.progress_screen import shown_progress

    keep_stdout_clean()
    read = _read(county)
    folder = OutputFolder(Path(out))
    from .solver.run import solve_case  # takes a second to load, and wrong input needs no solver

    warnings = messages_of(read.warnings, manner.lang)
    if not manner.silent:
        _print_messages(warnings, manner)
    with _interrupts() as stop:
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
                staff=_staff_shown(read, manner.lang),
            )
    return replace(answer, messages=(*answer.messages, *warnings)) if manner.json else answer


def _staff_shown(read: "ReadCounty", lang: Lang) -> "StaffShown | None":
    """Need, own staff and eligibility of a county with teachers."""
    if read.county.teachers is None:
        return None
    from .reports.eligibility_table import eligibility_csv
    from .reports.outcome import StaffShown
    from .solver.exchange.prepare import prepare_exchange
    from .solver.exchange.staff_view import eligibility_trail, staff_view

    staffing = prepare_exchange(read.county, read.policy)
    trail = eligibility_trail(read.county, read.policy, staffing)
    return StaffShown(
        staff_view(read.county, read.policy, staffing), eligibility_csv(trail, read.county, lang)
    )


def verify(manner: Manner, *, county: str, plan: str) -> Answer:
    """``lianxiao verify``: an independent check of a plan, whoever wrote it."""
    from .models.finding import Finding, Level
    from .reports.plan_file import certificate_path, read_certificate, read_plan
    from .reports.verdict_screen import broken_findings, verdict_result, verdict_screen
    from .solver.check import check_plan

    read = _read(county)
    claimed = read_plan(Path(plan))
    beside = certificate_path(Path(plan), claimed)
    doubts = list(read.warnings)
    if beside is not None and not beside.exists():
        doubts.append(Finding(level=Level.WARNING, code="certificate_missing", file=str(beside)))
        beside = None
    certificate = None if beside is None else read_certificate(beside)
    verdict = check_plan(read.county, read.policy, claimed, certificate)
    found = (*broken_findings(verdict, read.county), *verdict.warnings, *doubts)
    exit_code = ExitCode.BROKEN_RULE if verdict.broken else ExitCode.DONE
    screen = verdict_screen(claimed, verdict, manner.lang)
    return Answer(exit_code, messages_of(found, manner.lang), verdict_result(verdict), screen)


def report(manner: Manner, *, plan: str, log_template: bool, out: str | None) -> Answer:
    """``lianxiao report``: what planners need besides, again from a plan; so far the log to be filled in."""
    from .reports.outcome import published_log_template
    from .reports.output_folder import OutputFolder
    from .reports.plan_file import read_plan

    if not log_template or out is None:
        code = "call_report_where" if log_template else "call_report_what"
        raise WrongWords(text(code, manner.lang), click.get_current_context())
    return published_log_template(read_plan(Path(plan)), OutputFolder(Path(out)), manner.lang)


_COMMANDS: dict[str, Callable[..., Answer]] = {
    "check": check,
    "solve": solve,
    "verify": verify,
    "report": report,
}


def command_line(manner: Manner) -> click.Group:
    """All commands, their help in the planner's language."""
    lang = manner.lang

    def no_command(ctx: click.Context, **_: Any) -> None:
        if ctx.invoked_subcommand is None:
            raise WrongWords(text("call_command_missing", lang, words=tuple(_COMMANDS)), ctx)

    group = SpokenGroup(
        COMMAND,
        lang,
        help="help_lianxiao",
        callback=click.pass_context(no_command),
        invoke_without_command=True,
        params=[version_option(f"{COMMAND} {__version__}", lang), *common_options(lang)],
    )
    county = click.Argument(["county"], metavar="COUNTY")
    plan = click.Argument(["plan"], metavar="PLAN")
    own_params: dict[str, list[click.Parameter]] = {
        "check": [county],
        "solve": [county, *_solve_options(lang)],
        "verify": [county, plan],
        "report": [plan, *_report_options(lang)],
    }
    for name, params in own_params.items():
        group.add_command(
            SpokenCommand(
                name,
                lang,
                help=f"help_{name}",
                short_help=f"help_{name}_short",
                callback=_with_errors(_COMMANDS[name], manner),
                params=[*params, *common_options(lang)],
            )
        )
    return group


def _with_errors(command: Callable[..., Answer], manner: Manner) -> Callable[..., Answer]:
    def called(**given: Any) -> Answer:
        from .models.errors import LianxiaoError

        try:
            return command(manner, **given)
        except LianxiaoError as error:
            from .reports.outcome import error_answer

            return error_answer(error, manner.lang)

    return called


def _solve_options(lang: Lang) -> list[click.Parameter]:
    seconds = number_between(0.1, _LONGEST_SECONDS, lang, whole=False)
    workers = number_between(1, _MOST_WORKERS, lang, whole=True)
    seed = number_between(0, _LARGEST_SEED, lang, whole=True)
    return [
        click.Option(["--out"], required=True, metavar="DIR", help=text("help_out", lang)),
        click.Option(
            ["--time-limit"], type=seconds, default=60, metavar="S", help=text("help_time_limit", lang)
        ),
        click.Option(["--workers"], type=workers, default=2, metavar="N", help=text("help_workers", lang)),
        click.Option(["--seed"], type=seed, default=0, metavar="N", help=text("help_seed", lang)),
        click.Option(
            ["--only"], type=one_of(["grouping"], lang), metavar="grouping", help=text("help_only", lang)
        ),
    ]


def _report_options(lang: Lang) -> list[click.Parameter]:
    return [
        click.Option(["--log-template"], is_flag=True, help=text("help_log_template", lang)),
        click.Option(["--out"], metavar="DIR", help=text("help_report_out", lang)),
    ]


def _read(county: str) -> "ReadCounty":
    from .instances import bundled
    from .instances.read import read_county
    from .models.errors import InputError
    from .models.finding import Finding, Level

    if not county.startswith(PREFIX):
        return _with_roads(read_county(Path(county)), Path(county))
    name = county.removeprefix(PREFIX)
    if name not in bundled.BUNDLED:
        figures = {"words": bundled.BUNDLED}
        raise InputError([Finding(level=Level.ERROR, code="bundled_unknown", value=name, figures=figures)])
    folder = bundled.bundled_county(name)
    return _with_roads(read_county(folder), folder)


def _with_roads(read: "ReadCounty", folder: Path) -> "ReadCounty":
    """Travel on real roads, where the settings ask for it."""
    if read.policy.travel.source != "roads":
        return read
    from .solver.travel.roads import roads_for

    county, warnings = roads_for(read.county, read.policy, folder)
    return read.with_roads(county, warnings)


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Event that Ctrl-C or a polite end of the process sets; the solve then ends with what it has."""
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    earlier = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _print_result(answer: Answer, command: str | None, manner: Manner) -> None:
    if manner.json:
        ascii_only = sys.stdout.encoding.lower() not in ("utf-8", "utf8")
        sys.stdout.write(answer.as_json(command, ascii_only=ascii_only) + "\n")
    elif not manner.quiet:
        _show(answer.screen, sys.stdout)
    sys.stdout.flush()


def _print_messages(messages: Sequence[Message], manner: Manner) -> None:
    """Errors always, the rest unless the call asks for silence."""
    shown = [one for one in messages if one.level == "error" or not manner.silent]
    if shown:
        from .reports.finding_list import finding_list

        _show([finding_list(shown, manner.lang)], sys.stderr)


def _show(parts: Sequence[Any], stream: TextIO) -> None:
    if all(isinstance(part, str) for part in parts):
        stream.writelines(f"{part}\n" for part in parts)
    else:
        from rich.console import Console

        width = None if stream.isatty() else _PIPE_WIDTH
        console = Console(
            file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False
        )
        for part in parts:
            console.print(part)
    stream.flush()


def _fault_hook(
    command: str | None, manner: Manner
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        traceback.print_exception(kind, error, trace)
        said = message("error", "fault", manner.lang, reason=kind.__name__)
        _print_result(Answer(ExitCode.FAULT, (said,)), command, manner)
        _print_messages((said,), manner)

    return told
