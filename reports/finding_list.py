"""The list of everything that is wrong or doubtful: grouped by file, errors first."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from .answer import Message
from .messages import Lang, text

_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def finding_list(messages: Sequence[Message], lang: Lang) -> RenderableType:
    """Every message with its place and its mend, none left out: errors first, then by file and row."""
    parts: list[RenderableType] = []
    previous: tuple[str, str | None] | None = None
    for one in messages:
        if one.file and (one.level, one.file) != previous:
            count = sum(other.level == one.level and other.file == one.file for other in messages)
            parts.append(_file_line(one, count, lang))
        previous = (one.level, one.file)
        parts.append(_one(one, lang))
    return Group(*parts)


def _file_line(one: Message, count: int, lang: Lang) -> Text:
    level = text(f"level_{one.level}", lang)
    return Text(text("list_count", lang, file=one.file, level=level, count=count), style="bold")


def _one(one: Message, lang: Lang) -> Text:
    shown = Text()
    if one.file is None:
        shown.append(_level(one, lang), style=_STYLES[one.level])
    else:
        shown.append("  " + _place(one, lang), style=_STYLES[one.level])
    shown.append(one.text)
    if one.mend:
        shown.append("\n    " + text("list_mend", lang, mend=one.mend), style="dim")
    return shown


def _place(one: Message, lang: Lang) -> str:
    pieces = [
        text("list_row", lang, row=str(one.row)) if one.row is not None else "",
        text("list_column", lang, column=one.column) if one.column else "",
    ]
    place = " ".join(piece for piece in pieces if piece)
    return text("list_place", lang, place=place) if place else _level(one, lang)


def _level(one: Message, lang: Lang) -> str:
    return text("list_level", lang, level=text(f"level_{one.level}", lang))
