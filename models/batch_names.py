"""Names of folders in a batch's DIR: the planner's own where they can be, never two alike (docs/batch.md)."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

LONGEST_BYTES = 120
"""Longest name of a folder, in UTF-8; systems take 255, and names are joined to longer ones."""
_DIGITS = 6


class Asked(NamedTuple):
    """A name that is asked for, and what tells its owner apart from every other one."""

    name: str
    owner: str


def folder_names(asked: Sequence[Asked], taken: Collection[str] = ()) -> list[str]:
    """Name a folder for each; names that clash, or cannot be, are told apart by their owner's fingerprint.

    Parameters
    ----------
    taken
        Names that are used already, in small letters.
    """
    counts = Counter(_form(one.name) for one in asked)
    return [
        one.name if counts[_form(one.name)] == 1 and _can_be(one.name, taken) else _apart(one)
        for one in asked
    ]


def plain(name: str) -> str:
    """Name in characters that every system takes in the name of a folder."""
    return re.sub(r"[^\w.=,-]+", "_", name).strip("_.") or "_"


def _form(name: str) -> str:
    """Form in which some file systems hold names the same."""
    return unicodedata.normalize("NFC", name).casefold()


def _can_be(name: str, taken: Collection[str]) -> bool:
    encoded = name.encode("utf-8", "replace")
    if not name or len(encoded) > LONGEST_BYTES or name.startswith(".") or _form(name) in taken:
        return False
    return name.isprintable() and not name.endswith(".previous") and not set(name) & set('<>:"/\\|?*')


def _apart(one: Asked) -> str:
    digits = hashlib.sha256(one.owner.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
    stem = plain(one.name).encode("utf-8", "replace")[: LONGEST_BYTES - _DIGITS - 1]
    return f"{stem.decode('utf-8', 'ignore')}~{digits}"
