"""What a command answers: exit code, messages, a result for programs and a screen for people."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from .messages import Lang, finding_text, mend_text, printable, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..models.finding import Finding


class ExitCode(IntEnum):
    """Exit codes of the command (contract §3)."""

    DONE = 0
    FAULT = 1
    WRONG_CALL = 2
    WRONG_INPUT = 3
    NO_PLAN_EXISTS = 4
    NO_PLAN_IN_TIME = 5
    BROKEN_RULE = 6
    CANNOT_WRITE = 7
    INTERRUPTED = 130


class Message(NamedTuple):
    """One message as ``--json`` gives it; ``row`` as a spreadsheet counts (the header is row 1)."""

    level: str
    code: str
    file: str | None
    row: int | None
    column: str | None
    value: str | None
    mend: str
    text: str


@dataclass(frozen=True)
class Answer:
    """A command's whole answer; the command line prints it and leaves with ``exit``.

    ``screen`` holds what is shown on standard output.
    """

    exit: ExitCode
    messages: tuple[Message, ...] = ()
    result: Any = None
    screen: Sequence["RenderableType"] = field(default=())

    def as_json(self, command: str | None, *, ascii_only: bool = False) -> str:
        """One JSON object of the form {format, command, exit, messages, result}."""
        content = {
            "format": 1,
            "command": command,
            "exit": int(self.exit),
            "messages": [message._asdict() for message in self.messages],
            "result": self.result,
        }
        return json.dumps(content, ensure_ascii=ascii_only, indent=2, allow_nan=False)


def messages_of(findings: Iterable["Finding"], lang: Lang) -> tuple[Message, ...]:
    """Give findings their sentences: errors first, then warnings, each by file and row."""
    rank = {"error": 0, "warning": 1, "note": 2}
    ordered = sorted(findings, key=lambda found: (rank[found.level], found.file or "", found.row or 0))
    return tuple(
        Message(
            level=found.level.value,
            code=found.code,
            file=found.file,
            row=found.row,
            column=found.column,
            value=found.value,
            mend=mend_text(found, lang),
            text=finding_text(found, lang),
        )
        for found in ordered
    )


def message(level: str, code: str, lang: Lang, *, file: str | None = None, **figures: Any) -> Message:
    """Say something about the run itself, not about a place in a table."""
    shown = None if file is None else printable(file)
    return Message(level, code, file, None, None, None, "", text(code, lang, file=shown, **figures))
