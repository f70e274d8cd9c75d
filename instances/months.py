"""Cells that hold a month."""

import re

from .cells import Fault, plain

_FORMS = (
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?", re.ASCII),
    re.compile(r"(?P<year>\d{4})\s*[-./年]\s*(?P<month>\d{1,2})\s*月?", re.ASCII),
    re.compile(
        r"(?P<year>\d{4})\s*[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?"
        r"(?:[ T]0?0:00(:00)?)?",
        re.ASCII,
    ),
)
_OCTOBER_OR_JANUARY = re.compile(r"\d{4}\.1", re.ASCII)


EARLIEST = 1950


def month(text: str) -> str | Fault:
    """Read a month as ``YYYY-MM``.

    Known forms: 2019-09, 2019.09, 201909, 2019年9月, 2019/9, and dates, whose day goes.
    """
    return _month(text, EARLIEST)


def birth_month(text: str) -> str | Fault:
    """Read a month of birth: as `month`, also of people who should have retired long ago."""
    return _month(text, 1900)


def _month(text: str, earliest: int) -> str | Fault:
    text = plain(text)
    if _OCTOBER_OR_JANUARY.fullmatch(text):
        return Fault("month_ambiguous", {"year": text[:4]})
    for form in _FORMS:
        if found := form.fullmatch(text):
            year, number = int(found["year"]), int(found["month"])
            day = found.groupdict().get("day")
            if not (earliest <= year <= 2100 and 1 <= number <= 12 and 1 <= int(day or 1) <= 31):
                return Fault("month_impossible", {"earliest": earliest})
            return f"{year}-{number:02d}"
    return Fault("month_bad", {})
