"""The command line: commands parse, call, print and leave with an exit code; nothing else is decided here."""

import atexit
import errno
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from . import __version__
from .reports.answer import Answer, ExitCode, Message, message
from .reports.manner import Manner, asked_manner
from .reports.messages import Lang, text
from .reports.options import (
    batch_options,
    compare_options,
    county_argument,
    explain_options,
    generate_options,
    next_year_options,
    plan_argument,
    report_options,
    solve_options,
    whatif_options,
)
from .reports.printing import fault_hook, print_messages, print_result
from .reports.tether import end_with_parent
from .reports.usage import (
    PageAsked,
    SpokenCommand,
    SpokenGroup,
    WrongWords,
    common_options,
    usage_line,
    version_option,
    wrong_call,
)

COMMAND = "lianxiao"


def main() -> None:
    """Entry point of the installed command."""
    codes: list[int] = []
    atexit.register(_leave, codes)  # registered first, so called last
    end_with_parent()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    codes.append(int(run(sys.argv[1:])))
    sys.exit(codes[0])


def _leave(codes: Sequence[int]) -> None:
    """Leave with the exit code where a search that ran out of time is still inside a library.

    Taking the library down under it can abort the process: an answer that was written would end in a fault.
    """
    if codes and any(thread.daemon for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(codes[0])


def run(arguments: Sequence[str]) -> ExitCode:
    """One call of the command; prints its answer and returns its exit code."""
    manner = asked_manner(arguments)
    command = next((argument for argument in arguments if argument in _COMMANDS), None)
    sys.excepthook = fault_hook(command, manner)
    answer = _answer(arguments, manner)
    try:
        print_result(answer, command, manner)
    except OSError as wrong:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if wrong.errno != errno.EPIPE:  # EPIPE: the reader has gone and wants no more
            said = message("error", "cannot_print", manner.lang, reason=wrong.strerror)
            answer = Answer(ExitCode.CANNOT_WRITE, (*answer.messages, said))
    try:
        print_messages(answer.messages, manner)
    except OSError:  # stderr too is full or closed: the exit code says what can still be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
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


Params = Callable[[Lang], list[click.Parameter]]

_COMMANDS: dict[str, Params] = {
    "check": lambda _: [county_argument()],
    "solve": solve_options,
    "verify": lambda _: [county_argument(), plan_argument()],
    "compare": compare_options,
    "explain": explain_options,
    "whatif": whatif_options,
    "next-year": next_year_options,
    "batch": batch_options,
    "report": lambda lang: [plan_argument(), *report_options(lang)],
    "generate": generate_options,
}
"""Each command and what stands after it; it is the function of its name in `reports/commands`."""


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
    for name, params in _COMMANDS.items():
        group.add_command(
            SpokenCommand(
                name,
                lang,
                help=f"help_{_own(name)}",
                short_help=f"help_{_own(name)}_short",
                callback=_command(name, manner),
                params=[*params(lang), *common_options(lang)],
            )
        )
    return group


def _own(name: str) -> str:
    """Name of a command as code has it."""
    return name.replace("-", "_")


def _command(name: str, manner: Manner) -> Callable[..., Answer]:
    """Load the command only when it is called, so that help shows at once; our errors become answers."""

    def called(**given: Any) -> Answer:
        command = getattr(import_module(f".reports.commands.{_own(name)}", __package__), _own(name))
        from .models.errors import LianxiaoError  # noqa: PLC0415 - loaded with the command

        try:
            answer: Answer = command(manner, **given)
        except LianxiaoError as error:
            from .reports.outcome import error_answer  # noqa: PLC0415 - only where it is needed

            return error_answer(error, manner.lang)
        return answer

    return called
