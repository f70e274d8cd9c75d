"""What a single cell of a table may hold: its text made plain, and what a parser says of it."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_GAPS = re.compile(r"[\s_\-]+")


class Fault(NamedTuple):
    """Why a cell cannot be used: the code of its sentence and the figures the sentence mentions."""

    code: str
    figures: dict[str, Any]


Parser: TypeAlias = Callable[[str], T | Fault]


def plain(text: str) -> str:
    """Text without stray spaces and invisible characters, full-width forms made ordinary (NFKC)."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def word_key(text: str) -> str:
    """Give the form in which words are compared: plain, lower case, spaces and hyphens as ``_``."""
    return _GAPS.sub("_", plain(text).lower()).strip("_")


def has_control(text: str) -> bool:
    """Whether the text holds control characters, which no id or name may have."""
    return _CONTROL.search(text) is not None


def free_text(text: str) -> "str | Fault":
    """Read a name or remark: as written, runs of white space (line breaks too) made one space."""
    text = " ".join(_INVISIBLE.sub("", text).split())
    return Fault("control_character", {}) if has_control(text) else text
