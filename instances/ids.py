"""Ids: the planner's own text, and what spreadsheets do to it."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .cells import Fault, Parser, has_control, plain
from .findings import Findings

LONGEST_ID = 64
_MADE_NUMBER = re.compile(r"(\d+)\.0*", re.ASCII)
_MADE_POWER = re.compile(r"\d(\.\d+)?[eE]\+\d+", re.ASCII)
_SUGGESTIONS = 30


def parse_id(text: str) -> str | Fault:
    """Read an id as text: leading zeros stay, full-width digits become ordinary, stray spaces go."""
    text = plain(text)
    if len(text) > LONGEST_ID:
        return Fault("id_long", {"length": len(text), "most": LONGEST_ID})
    if has_control(text):
        return Fault("id_control", {})
    if "/" in text or "\\" in text or text in {".", ".."}:
        return Fault("id_path", {})
    if damaged := _MADE_NUMBER.fullmatch(text):
        return Fault("id_made_number", {"meant": damaged[1]})
    if _MADE_POWER.fullmatch(text):
        return Fault("id_made_power", {})
    return text


class KnownIds:
    """The ids of a table, to which other tables refer."""

    def __init__(self, ids: Iterable[str], table: str) -> None:
        self._ids = frozenset(ids)
        self._table = table
        self._ordered = sorted(self._ids)
        self._by_digits = {one.lstrip("0"): one for one in reversed(self._ordered)}
        self._asked = 0

    def __contains__(self, one: object) -> bool:
        return one in self._ids

    def nearest(self, text: str) -> str | None:
        """Find the id probably meant: the same digits with zeros in front, else the most similar one."""
        short = text.split(".", maxsplit=1)[0].lstrip("0")
        if short in self._by_digits:
            return self._by_digits[short]
        self._asked += 1
        if (
            self._asked > _SUGGESTIONS
        ):  # comparing with every id is slow; a wrong column would ask it for each row
            return None
        return next(iter(difflib.get_close_matches(text, self._ordered, n=1, cutoff=0.75)), None)

    def parser(self) -> Parser[str]:
        """Parser of ids that must stand in the table; where that is unreadable, every good id passes."""

        def parse(text: str) -> str | Fault:
            given = parse_id(text)
            if isinstance(given, Fault):
                meant = self.nearest(plain(text)) if given.code == "id_made_number" else None
                return given if meant is None else Fault(given.code, {"meant": meant})
            return self.fault(given) or given

        return parse

    def fault(self, one: str) -> Fault | None:
        """Why an id is no id of the table, None where it is one."""
        if not self._ids or one in self._ids:
            return None
        nearest = self.nearest(one)
        if nearest is None:
            return Fault("id_unknown", {"there": self._table})
        return Fault("id_unknown_near", {"there": self._table, "nearest": nearest})


def warn_of_lost_zeros(
    file: str, column: str, rows: Sequence[int], ids: Sequence[str | None], findings: Findings
) -> None:
    """Warn of all-digit ids that are shorter than nearly all others while ids here begin with 0."""
    digits = [one for one in ids if one is not None and one.isascii() and one.isdigit()]
    if not any(one.startswith("0") for one in digits):
        return
    length, times = Counter(map(len, digits)).most_common(1)[0]
    if times * 5 < len(digits) * 4:
        return
    for row, one in zip(rows, ids, strict=True):
        if one is not None and one.isascii() and one.isdigit() and len(one) < length:
            findings.warning(
                "id_zero_lost", file, row, column, one, figures={"meant": one.zfill(length), "length": length}
            )
