"""Cells that hold numbers: read by decimal arithmetic, rounded half up, never through a float."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from .cells import Fault, Parser, plain

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,9})?", re.ASCII)
_PLAINEST = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|#?n/a|#num!|#value!|#ref!|#div/0!)", re.IGNORECASE)
_MINUS = str.maketrans({"−": "-", "－": "-"})


def decimal(text: str) -> Decimal | Fault:
    """Read the number a cell holds, exactly as written; ``1,234`` and full-width digits are read."""
    if _PLAINEST.fullmatch(text):
        return Decimal(text)
    text = plain(text).translate(_MINUS)
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        if _DECIMAL_COMMA.fullmatch(text):
            return Fault("number_comma", {"meant": text.replace(",", ".")})
        return Fault("number_not_finite" if _NOT_FINITE.fullmatch(text) else "number_bad", {})
    try:
        return Decimal(text)
    except InvalidOperation:
        return Fault("number_bad", {})


def _within(low: str, high: str) -> Parser[Decimal]:
    least, most = Decimal(low), Decimal(high)

    def parse(text: str) -> Decimal | Fault:
        given = decimal(text)
        if isinstance(given, Fault) or least <= given <= most:
            return given
        return Fault("number_range", {"low": low, "high": high})

    return parse


def number(low: str, high: str, step: str | None = None) -> Parser[float]:
    """Parser of numbers from ``low`` to ``high``, rounded half up to a multiple of ``step``."""
    within = _within(low, high)
    unit = None if step is None else Decimal(step)

    def parse(text: str) -> float | Fault:
        given = within(text)
        if isinstance(given, Fault):
            return given
        if unit is not None:
            given = given.quantize(unit, ROUND_HALF_UP)
        return float(given) + 0.0

    return parse


def whole(low: int, high: int) -> Parser[int]:
    """Parser of whole numbers from ``low`` to ``high``; ``30.0`` is 30."""
    within = _within(str(low), str(high))

    def parse(text: str) -> int | Fault:
        given = within(text)
        if isinstance(given, Fault):
            return given
        if given != given.to_integral_value():
            return Fault("number_whole", {"low": str(low), "high": str(high)})
        return int(given)

    return parse


def minutes(low: str, high: str) -> Parser[float]:
    """Parser of minutes, rounded half up to whole seconds (a whole number ÷ 60)."""
    within = _within(low, high)

    def parse(text: str) -> float | Fault:
        given = within(text)
        if isinstance(given, Fault):
            return given
        return int((given * 60).quantize(Decimal(1), ROUND_HALF_UP)) / 60

    return parse
