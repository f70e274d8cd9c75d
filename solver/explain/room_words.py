"""Room by kind in the planner's words: settings as they are written, names, sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from ...models.chinese import in_chinese
from ...models.clash import ElementKind, RoomKind, RoomOfKind
from ...models.clash_words import listed, words
from ...models.pin_words import PIN_SETTINGS
from ...models.room import named
from ...models.room_kind_words import (
    AT_MOST,
    CONDITIONS,
    KIND_NAMES,
    NONE,
    PAIRS_MAY,
    PLACE_MAY,
    PLACES_MAY,
    ROOM,
    UNDECIDED,
)
from ...models.words import Stage
from ..grouping.room_changes import minutes_that_hold, thousandths
from .clash_elements import NAMES_AT_MOST, pin_reason
from .loosest import Asked, Loosest

Answer = Literal["room", "at_most", "none", "undecided"]
FRAMES = {"room": ROOM, "at_most": AT_MOST}


class Amount(NamedTuple):
    """A kind of limit, its mode (−1: none), and its figures as its scale counts them."""

    kind: RoomKind
    mode: int
    now: int
    least: int | None


def in_words(
    loosest: Loosest, amount: Amount, answer: Answer, lang: str, cores: Sequence[str] = ()
) -> RoomOfKind:
    """Write the room of a limit that is a number."""
    kind = amount.kind
    mode = loosest.policy.mode[amount.mode].id if amount.mode >= 0 else ""
    setting = _setting(loosest, amount)
    now = _now(loosest, amount)
    least = None if amount.least is None else _written(kind, amount.least)
    names = [named(loosest.county.by_id[core], lang) for core in cores]
    figures = {
        "mode": mode,
        "setting": _with_value(loosest, amount, setting),
        "now": now or "",
        "least": least or "",
        "count": len(cores),
        "schools": listed(names, lang, NAMES_AT_MOST),
    }
    return RoomOfKind(
        kind=kind,
        mode=mode,
        setting=setting,
        now=now,
        least=least,
        answer=answer,
        schools=tuple(cores),
        text=_framed(kind, answer, figures, lang),
    )


def _framed(
    kind: RoomKind, answer: Answer, figures: dict[str, object], lang: str, condition: str = ""
) -> str:
    """Put an answer into words; ``condition``: other words than the kind's own."""
    if answer in FRAMES:
        return words(FRAMES[answer], lang, what=condition or words(CONDITIONS[kind], lang, **figures))
    name = words(KIND_NAMES[kind], lang, **figures)
    return words(NONE if answer == "none" else UNDECIDED, lang, what=name)


def _setting(loosest: Loosest, amount: Amount) -> str:
    if amount.kind == "capacity":
        return "schools.csv capacity"
    if amount.mode < 0:
        return f"keep.{amount.kind}"
    mode = loosest.policy.mode[amount.mode]
    if mode.alliances.exactly is not None and amount.kind in ("alliances.min", "alliances.max"):
        return f"mode.{mode.id}.alliances.exactly"
    return f"mode.{mode.id}.{amount.kind}"


def _with_value(loosest: Loosest, amount: Amount, setting: str) -> str:
    """Write a number of alliances as it would stand in county.toml; other settings by their name."""
    if amount.kind not in ("alliances.min", "alliances.max") or amount.least is None:
        return setting
    mode = loosest.policy.mode[amount.mode]
    exactly, least = mode.alliances.exactly, abs(amount.least)
    if exactly is None:
        return f"{setting} = {least}"
    low, high = (least, exactly) if amount.kind == "alliances.min" else (exactly, least)
    return f"mode.{mode.id}.alliances = {{ min = {low}, max = {high} }}"


def _now(loosest: Loosest, amount: Amount) -> str | None:
    """Write the limit as it stands."""
    if amount.kind in ("max_km", "max_minutes"):
        return str(getattr(loosest.policy.mode[amount.mode], amount.kind)).removesuffix(".0")
    return None if amount.kind == "capacity" else str(abs(amount.now))


def _written(kind: RoomKind, figure: int) -> str:
    if kind in ("max_km", "capacity"):
        return thousandths(figure)
    if kind == "max_minutes":
        return minutes_that_hold(figure)
    return str(abs(figure))


def set_in_words(
    loosest: Loosest, kind: RoomKind, given_up: Sequence[Asked], answer: Answer, lang: str
) -> RoomOfKind:
    """Write the room of a kind whose answer is a set."""
    places = loosest.problem.places
    whom = sorted(
        {places[one.place] if one.place >= 0 else (one.core, one.stage) for one in given_up if one.mode < 0},
        key=str,
    )
    schools = tuple(sorted({school for school, _ in whom}))
    pairs = _pairs(loosest, given_up)
    filters = tuple(
        f"mode.{loosest.policy.mode[one.mode].id}.{one.kind.value}" for one in given_up if one.mode >= 0
    )
    comma = "、" if lang == "zh" else ", "
    figures: dict[str, object] = {
        "count": {"never": len(pairs), "filters": len(filters)}.get(kind, len(whom)),
        "schools": listed(_names(loosest, whom, lang), lang, NAMES_AT_MOST),
        "settings": comma.join(filters),
    }
    condition = ""
    if kind == "unplaced":
        condition = _places_may(loosest, given_up, figures, lang)
    elif kind == "never":
        condition = _pairs_may(loosest, given_up, lang)
    return RoomOfKind(
        kind=kind,
        setting=_setting_of_set(loosest, kind, given_up, filters),
        answer=answer,
        schools=schools if kind != "filters" else (),
        pairs=pairs,
        settings=filters,
        least=str(figures["count"]) if answer in FRAMES and kind != "filters" else None,
        text=_framed(kind, answer, figures, lang, condition),
    )


def _names(loosest: Loosest, whom: Sequence[tuple[str, Stage | None]], lang: str) -> list[str]:
    """Names of schools, with the stage where a school is meant in several."""
    times = Counter(school for school, _ in whom)
    names = []
    for school, stage in whom:
        name = named(loosest.county.by_id[school], lang)
        if times[school] > 1 and stage is not None:
            name += f"（{in_chinese(stage.value)}）" if lang == "zh" else f" ({stage.value})"
        names.append(name)
    return names


def _pairs(loosest: Loosest, given_up: Iterable[Asked]) -> tuple[tuple[str, str], ...]:
    """List the pairs of pins that are given up; of a pin against leading the core with itself."""
    places = loosest.problem.places
    return tuple(
        sorted(
            (places[one.place][0] if one.place >= 0 else one.core, one.core)
            for one in given_up
            if one.pin or one.kind is ElementKind.NEVER
        )
    )


def _places_may(loosest: Loosest, given_up: Sequence[Asked], figures: dict[str, object], lang: str) -> str:
    """Say what places may do whose demands are given up: each demand once."""
    demands = {
        pin_reason(loosest, one) if one.kind is ElementKind.MUST else one.kind.value for one in given_up
    }
    ways = [words(said, lang) for demand, said in PLACE_MAY.items() if demand in demands]
    return words(PLACES_MAY, lang, **figures, ways=("或" if lang == "zh" else " or ").join(ways))


def _pairs_may(loosest: Loosest, given_up: Sequence[Asked], lang: str) -> str:
    """Say which never pins are given up, the planner's first, then those that the program set."""
    by_id, said = loosest.county.by_id, []
    for reason, wording in {"": CONDITIONS["never"], **PAIRS_MAY}.items():
        pairs = _pairs(loosest, [one for one in given_up if pin_reason(loosest, one) == reason])
        names = [f"{named(by_id[school], lang)} – {named(by_id[core], lang)}" for school, core in pairs]
        if pairs:
            shown = ("、" if lang == "zh" else ", ").join(names)
            said.append(words(wording, lang, count=len(pairs), pairs=shown))
    return ("，且" if lang == "zh" else " and ").join(said)


def _setting_of_set(
    loosest: Loosest, kind: RoomKind, given_up: Sequence[Asked], filters: Sequence[str]
) -> str:
    match kind:
        case "never":
            return _pin_settings(loosest, given_up)
        case "filters":
            return ", ".join(filters)
        case "use_every_core":
            modes = [mode.id for mode in loosest.policy.mode if mode.use_every_core]
            return ", ".join(f"mode.{one}.use_every_core" for one in modes) or "pins.csv"
        case _:
            kinds = {one.kind for one in given_up}
            demanded = ["mode.place_all"] if ElementKind.PLACE_ALL in kinds else []
            pinned = [_pin_settings(loosest, [one for one in given_up if one.kind is ElementKind.MUST])]
            return ", ".join(filter(None, [*demanded, *pinned]))


def _pin_settings(loosest: Loosest, pins: Sequence[Asked]) -> str:
    """Where pins are asked for: pins.csv, or what the program set them for."""
    reasons = {pin_reason(loosest, one) for one in pins}
    return ", ".join(PIN_SETTINGS.get(reason, "pins.csv") for reason in sorted(reasons))
