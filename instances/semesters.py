"""Cells that hold a semester: ``2026-1`` is autumn 2026, ``2026-2`` spring 2027."""

import re
from typing import Literal, NamedTuple

from .cells import Fault, Parser, plain

Half = Literal[1, 2]
_HALVES: dict[str, Half] = {"1": 1, "一": 1, "上": 1, "秋": 1, "2": 2, "二": 2, "下": 2, "春": 2}
_SHORT = re.compile(
    # spreadsheets make 2026-1 a month or its first day
    r"(?P<year>\d{4})\s*[-./年]\s*0?(?P<half>[12])(?:[-./月]0?1日?(?:[ T]0?0:00(?::00)?)?)?",
    re.ASCII,
)
_SCHOOL_YEAR = re.compile(
    r"(?P<year>\d{4})\s*[-–—~/至]\s*(?P<next>\d{4})\s*(?:学年)?\s*[-第]?\s*(?P<half>[12一二上下])\s*(?:学期)?"
)
_SEASON = re.compile(r"(?P<year>\d{4})\s*年?\s*(?P<half>[秋春])季?(?:学期)?")
_ALONE = re.compile(r"第?(?P<half>[12一二上下秋春])季?(?:学期)?")


class Semester(NamedTuple):
    """A semester; ``year`` is the school year, None where the cell names only the half."""

    year: int | None
    half: Half

    def of(self, school_year: int | None) -> str:
        """Name it as the plan does; ``1`` or ``2`` alone where no year is known."""
        year = self.year or school_year
        return str(self.half) if year is None else f"{year}-{self.half}"


def semester(text: str) -> Semester | Fault:
    """Read a semester.

    Known forms: 2026-1, 2026-2027学年第一学期, 2026年秋季学期, 2027年春季学期 (which is 2026-2), 1, 第二学期.
    """
    text = plain(text)
    if found := _SHORT.fullmatch(text):
        return Semester(int(found["year"]), _HALVES[found["half"]])
    if found := _SCHOOL_YEAR.fullmatch(text):
        year = int(found["year"])
        if int(found["next"]) == year + 1:
            return Semester(year, _HALVES[found["half"]])
    elif found := _SEASON.fullmatch(text):
        half = _HALVES[found["half"]]
        return Semester(int(found["year"]) - (half == 2), half)
    elif found := _ALONE.fullmatch(text):
        return Semester(None, _HALVES[found["half"]])
    return Fault("semester_bad", {})


def semester_of(school_year: int | None) -> Parser[Half]:
    """Parser of a semester of this school year; where none is set, the year is not looked at."""

    def parse(text: str) -> Half | Fault:
        given = semester(text)
        if isinstance(given, Fault):
            return given
        if school_year is not None and given.year not in (None, school_year):
            return Fault("semester_other_year", {"first": f"{school_year}-1", "second": f"{school_year}-2"})
        return given.half

    return parse


def any_semester(school_year: int | None) -> Parser[str]:
    """Parser of a semester of any year, by the plan's name."""

    def parse(text: str) -> str | Fault:
        given = semester(text)
        return given if isinstance(given, Fault) else given.of(school_year)

    return parse
