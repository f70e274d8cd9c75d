"""Room by kind in the planner's words: settings as they are written, names, sentences."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ...models.chinese import in_chinese
from ...models.clash import ElementKind, RoomKind, RoomOfKind
from ...models.clash_words import listed, words
from ...models.room import named
from ...models.room_kind_words import (
    AT_MOST,
    CONDITIONS,
    KIND_NAMES,
    NONE,
    ROOM,
    UNDECIDED,
    UNPINNED,
    UNPLACED_OR_UNPINNED,
)
from ...models.rule import Wording
from ...models.words import Stage
from ..grouping.room_changes import minutes_that_hold, thousandths
from .clash_elements import NAMES_AT_MOST
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
    kind: RoomKind, answer: Answer, figures: dict[str, object], lang: str, condition: Wording | None = None
) -> str:
    if answer in FRAMES:
        return words(FRAMES[answer], lang, what=words(condition or CONDITIONS[kind], lang, **figures))
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
    by_id, places = loosest.county.by_id, loosest.problem.places
    whom = sorted(
        {places[one.place] if one.place >= 0 else (one.core, one.stage) for one in given_up if one.mode < 0},
        key=str,
    )
    schools = tuple(sorted({school for school, _ in whom}))
    pairs = tuple(
        sorted(
            (places[one.place][0] if one.place >= 0 else one.core, one.core)
            for one in given_up
            if one.pin or one.kind is ElementKind.NEVER
        )
    )
    filters = tuple(
        f"mode.{loosest.policy.mode[one.mode].id}.{one.kind.value}" for one in given_up if one.mode >= 0
    )
    comma = "、" if lang == "zh" else ", "
    said = {
        "unplaced": listed(_names(loosest, whom, lang), lang, NAMES_AT_MOST),
        "never": comma.join(
            f"{named(by_id[school], lang)} – {named(by_id[core], lang)}" for school, core in pairs
        ),
    }
    count = {"never": len(pairs), "filters": len(filters)}.get(kind, len(whom))
    figures: dict[str, object] = {
        "count": count,
        "schools": said["unplaced"],
        "pairs": said["never"],
        "settings": comma.join(filters),
    }
    return RoomOfKind(
        kind=kind,
        setting=_setting_of_set(loosest, kind, given_up, filters),
        answer=answer,
        schools=schools if kind != "filters" else (),
        pairs=pairs,
        settings=filters,
        least=str(count) if answer in FRAMES and kind != "filters" else None,
        text=_framed(kind, answer, figures, lang, _of_demands(given_up) if kind == "unplaced" else None),
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


def _of_demands(given_up: Sequence[Asked]) -> Wording | None:
    """Words for demands that are given up: places, must pins, or both."""
    kinds = {one.kind for one in given_up}
    if ElementKind.MUST not in kinds:
        return None
    return UNPLACED_OR_UNPINNED if ElementKind.PLACE_ALL in kinds else UNPINNED


def _setting_of_set(
    loosest: Loosest, kind: RoomKind, given_up: Sequence[Asked], filters: Sequence[str]
) -> str:
    match kind:
        case "never":
            return "pins.csv"
        case "filters":
            return ", ".join(filters)
        case "use_every_core":
            modes = [mode.id for mode in loosest.policy.mode if mode.use_every_core]
            return ", ".join(f"mode.{one}.use_every_core" for one in modes) or "pins.csv"
        case _:
            kinds = {one.kind for one in given_up}
            where = [("mode.place_all", ElementKind.PLACE_ALL), ("pins.csv", ElementKind.MUST)]
            return ", ".join(name for name, one in where if one in kinds)
