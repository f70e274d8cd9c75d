"""The nearest value of a setting with which something is met, and its sentence."""

from collections.abc import Callable
from typing import Literal

from ...models.missed import MissedRoom
from ...models.missed_words import FRAMES
from ...models.policy import Policy
from ...models.rule import say
from .missed_settings import SettingScale

Answer = Literal["room", "at_most", "none", "not_found", "undecided"]
Met = Callable[[Policy], bool | None]


def nearest(scale: SettingScale, met: Met, now: bool | None) -> tuple[str | None, Answer]:
    """Find the nearest value with which it is met.

    Parameters
    ----------
    met
        Whether it is met under some settings; None: not decided.
    now
        The same under the settings as they are; False or None.
    """
    if not scale.values:
        return None, "none" if now is False else "undecided"
    return _by_halves(scale, met) if scale.monotone else _one_by_one(scale, met)


def _by_halves(scale: SettingScale, met: Met) -> tuple[str | None, Answer]:
    below, above = -1, len(scale.values) - 1
    farthest = met(scale.under(scale.values[above]))
    if not farthest:
        return None, "none" if farthest is False else "undecided"
    while above - below > 1:
        middle = (below + above) // 2
        decided = met(scale.under(scale.values[middle]))
        if decided is None:
            return scale.values[above], "at_most"
        below, above = (below, middle) if decided else (middle, above)
    return scale.values[above], "room"


def _one_by_one(scale: SettingScale, met: Met) -> tuple[str | None, Answer]:
    proven = True
    for value in scale.values:
        decided = met(scale.under(value))
        if decided:
            return value, "room" if proven else "at_most"
        proven = proven and decided is False
    return None, "none" if proven else "undecided"


def room_in_words(name: str, now: str, least: str | None, answer: Answer, lang: str) -> MissedRoom:
    """Write what was found of one setting."""
    text = say(FRAMES[answer], lang, {"setting": name, "now": now, "least": least or ""})
    return MissedRoom(setting=name, now=now, least=least, answer=answer, text=text)
