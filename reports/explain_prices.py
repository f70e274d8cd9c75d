"""Prices in words: tier by tier what would be more or less, exact, between two figures, or estimated."""

from collections.abc import Sequence

from ..models.explanation import Alternative, TierPrice
from .messages import Lang, number, text
from .plan_screen import aim

_SEPARATOR = {"en": "; ", "zh": "；"}


def joined(parts: Sequence[str], lang: Lang) -> str:
    """Put parts of a sentence in a row."""
    return _SEPARATOR[lang].join(parts)


def signed(value: float) -> str:
    """Write a difference with its sign."""
    written = number(value, 4)
    return f"+{written}" if value > 0 and written != "0" else written.replace("-", "−")


def prices_text(prices: Sequence[TierPrice], lang: Lang) -> str:
    """Say every tier whose price is not proven to be nothing.

    After the first open one only what was found is said: its lower end holds too (TierPrice has it), but
    says nothing to a planner, since a plan that is better before may be worse here. What was not found to
    differ is left out.
    """
    said: list[str] = []
    for price in prices:
        idle = price.found == 0 and price.high is None
        if not _nothing(price) and not (said and idle):
            said.append(price_text(price, lang))
    return joined(said, lang) or text("explain_price_none", lang)


def _nothing(price: TierPrice) -> bool:
    if price.estimate:
        return price.found == 0
    return price.low == 0 and price.high == 0


def price_text(price: TierPrice, lang: Lang) -> str:
    """Say one tier's price."""
    return amount_text(price, lang, aim(price.terms, lang)).strip()


def amount_text(price: TierPrice, lang: Lang, named: str) -> str:
    """Say one tier's price after the aim's name (blank: the figure alone)."""
    if price.estimate:
        unsaid = price.high is None or price.low in (None, price.found) or _says_nothing(price)
        low = "" if unsaid else _least(price.low, lang)
        return text("explain_price_estimate", lang, aim=named, value=signed(price.found), low=low)
    if only_found(price):
        return text("explain_price_found", lang, aim=named, value=signed(price.found))
    least, most = price.low or 0.0, price.high or 0.0
    if least == most:
        return text("explain_price_exact", lang, aim=named, value=signed(most))
    return text("explain_price_between", lang, aim=named, low=signed(least), high=signed(most))


def only_found(price: TierPrice) -> bool:
    """Whether only what was found is said of the tier: an earlier one is open, or no bound is known."""
    return not price.estimate and (price.low is None or price.high is None)


def _says_nothing(price: TierPrice) -> bool:
    """Whether the bound behind the least price is 0: no value of a term is below."""
    return price.low is not None and price.low + price.before <= 0 and price.low != price.found


def _least(low: float | None, lang: Lang) -> str:
    return "" if low is None else text("explain_price_estimate_least", lang, low=signed(low))


def prices_result(prices: Sequence[TierPrice]) -> list[dict[str, object]]:
    """Give prices for ``--json``."""
    return [{**price.model_dump(mode="json"), "exact": price.exact} for price in prices]


def decided(alternative: Alternative) -> TierPrice | None:
    """First tier in which the alternative differs, or may differ, from the plan."""
    return next((price for price in alternative.prices if not _nothing(price)), None)
