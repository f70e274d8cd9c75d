"""How an answer reaches the screen: the result on standard output, messages on standard error."""

# ruff: noqa: PLC0415 - rich is loaded only where something rich is shown

import sys
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, TextIO

from .answer import Answer, ExitCode, Message, message
from .manner import Manner

_PIPE_WIDTH = 120


def print_result(answer: Answer, command: str | None, manner: Manner) -> None:
    """Print the answer: one JSON object, or its screen unless the call asks for silence."""
    if manner.json:
        ascii_only = sys.stdout.encoding.lower() not in ("utf-8", "utf8")
        sys.stdout.write(answer.as_json(command, ascii_only=ascii_only) + "\n")
    elif not manner.quiet:
        _show(answer.screen, sys.stdout)
    sys.stdout.flush()


def print_messages(messages: Sequence[Message], manner: Manner) -> None:
    """Errors always, the rest unless the call asks for silence."""
    shown = [one for one in messages if one.level == "error" or not manner.silent]
    if shown:
        from .finding_list import finding_list

        _show([finding_list(shown, manner.lang)], sys.stderr)


def fault_hook(
    command: str | None, manner: Manner
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Make what tells of a fault of the program: its traceback, and the answer in the manner asked for."""

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        traceback.print_exception(kind, error, trace)
        said = message("error", "fault", manner.lang, reason=kind.__name__)
        print_result(Answer(ExitCode.FAULT, (said,)), command, manner)
        print_messages((said,), manner)

    return told


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
