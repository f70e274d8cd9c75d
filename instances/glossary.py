"""The words planners use: Chinese names of columns and Chinese forms of cell values.

They are data: ``vocabulary/glossary.csv`` and ``vocabulary/values.csv``.
"""

import csv
import difflib
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from ..models.words import Stage
from .cells import Fault, Parser, plain, word_key

E = TypeVar("E", bound=StrEnum)
_SPLIT = re.compile(r"[;,、/|+\s]+")


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "vocabulary" / name).read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@cache
def column_names() -> Mapping[str, tuple[str, ...]]:
    """Chinese names of each glossary field, the usual one first."""
    return MappingProxyType(
        {
            row["field"]: tuple(name for name in (row["chinese"], *row["aliases"].split(";")) if name)
            for row in _rows("glossary.csv")
        }
    )


@cache
def chinese_values(column: str) -> Mapping[str, tuple[str, ...]]:
    """Chinese forms of each value of one column of values.csv, the usual one first."""
    return MappingProxyType(
        {
            row["value"]: tuple(row["chinese"].split(";"))
            for row in _rows("values.csv")
            if row["column"] == column
        }
    )


@cache
def mode_keys() -> Mapping[str, str]:
    """Keys of the modes by their Chinese names, in the form of `word_key`."""
    return MappingProxyType(
        {
            word_key(name): field.removeprefix("mode.")
            for field, names in column_names().items()
            if field.startswith("mode.")
            for name in names
        }
    )


@cache
def values_by_word(column: str) -> Mapping[str, str]:
    """Value of each word of one column, by the word in the form of `word_key`."""
    found = {word_key(value): value for value in chinese_values(column)}
    for value, words in chinese_values(column).items():
        for word in words:
            found.setdefault(word_key(word), value)
    return MappingProxyType(found)


def nearest_word(text: str, words: list[str]) -> str | None:
    """Find the most similar word, None where none is similar; of codes in digits none is."""
    if plain(text).isdigit():
        return None
    return next(iter(difflib.get_close_matches(word_key(text), words, n=1, cutoff=0.6)), None)


def allowed_words(column: str, values: list[str]) -> list[str]:
    """List the values of a column with their usual Chinese words, for a sentence."""
    chinese = _mode_names() if column == "mode" else chinese_values(column)
    return [f"{value} ({chinese[value][0]})" if value in chinese else value for value in values]


def _mode_names() -> Mapping[str, tuple[str, ...]]:
    """Chinese names of each mode by its key, the usual one first."""
    names = column_names()
    return {field.removeprefix("mode."): names[field] for field in names if field.startswith("mode.")}


def _unknown(text: str, column: str, values: list[str], words: Mapping[str, str]) -> Fault:
    allowed = allowed_words(column, values)
    nearest = nearest_word(text, sorted(words))
    if nearest is None:
        return Fault("word_unknown", {"allowed": allowed})
    return Fault("word_unknown_near", {"allowed": allowed, "nearest": nearest})


def one_of(enum: type[E], column: str) -> Parser[E]:
    """Parser of one word of a closed list, in English or Chinese; a code such as 111 may end in ``.0``."""
    values = [str(member) for member in enum if str(member)]
    words = {word: value for word, value in values_by_word(column).items() if value in values}
    words |= {value: value for value in values}

    def parse(text: str) -> E | Fault:
        key = word_key(text)
        value = words.get(key) or words.get(key.removesuffix(".0"))
        return _unknown(text, column, values, words) if value is None else enum(value)

    return parse


def yes_or_no(text: str) -> bool | Fault:
    """Yes or no, in English or Chinese, or 1 and 0."""
    words = dict(values_by_word("yes")) | {"y": "yes", "n": "no"}
    value = words.get(word_key(text))
    return _unknown(text, "yes", ["yes", "no"], words) if value is None else value == "yes"


def willing(text: str) -> bool | Fault:
    """Willing or not (愿意, 不愿意); also any yes or no."""
    value = values_by_word("willing").get(word_key(text))
    return yes_or_no(text) if value is None else value == "yes"


def says_nothing(text: str) -> bool:
    """Whether a cell of free words only says that there is nothing to say (无, 否, none, ``/``, ``-``)."""
    key = word_key(text)
    return values_by_word("none").get(key) == "none" or not key.strip("/—–.、")


def stages(text: str) -> tuple[Stage, ...] | Fault:
    """Read stages, or kinds of school such as 九年一贯制学校, in the order in which children pass them."""
    words = values_by_word("stages")
    found: set[Stage] = set()
    for word in filter(None, _SPLIT.split(plain(text))):
        value = words.get(word_key(word))
        if value is None:
            return _unknown(word, "stages", [str(stage) for stage in Stage], words)
        found.update(Stage(one) for one in value.split(";"))
    return tuple(stage for stage in Stage if stage in found)


def subject(text: str) -> str | Fault:
    """Read a subject: known words in either language become the known code, others stay as written."""
    return values_by_word("subject").get(word_key(text)) or plain(text)
