"""A mode in a planner's words: its name, who may take part, how many, how it is led, for how long."""

from collections.abc import Iterable

from ..models.mode import Mode
from ..models.policy import Policy
from .messages import Lang, number, text, word


def mode_name(mode: Mode, lang: Lang) -> str:
    """Name of the mode, after its id where the planner gave it one of its own."""
    name = word("mode", mode.key, lang)
    return name if mode.id == mode.key else f"{mode.id} · {name}"


def stages_of(mode: Mode, lang: Lang) -> str:
    """Stages that the mode serves."""
    return _listed((word("stage", stage, lang) for stage in mode.stages), lang)


def members_of(mode: Mode, lang: Lang) -> str:
    """Bounds on the members of an alliance."""
    return span(mode.min_members, mode.max_members or None, lang)


def entrusted_of(mode: Mode, lang: Lang) -> str:
    """Bounds on the entrusted members of an alliance; empty where the mode knows none."""
    return "" if mode.entrusted is None else span(mode.entrusted.min, mode.entrusted.max, lang)


def governance_of(mode: Mode, lang: Lang) -> str:
    """How the alliance is led; empty for the common case, each school for itself."""
    return "" if mode.governance == "separate" else word("governance", mode.governance, lang)


def term_of(mode: Mode, policy: Policy, lang: Lang) -> str:
    """First semester and number of semesters; empty where the mode has no term.

    The first semester is the mode's own, else the first of the school year (docs/grouping.md, 24).
    """
    if mode.term is None:
        return ""
    start = mode.term.start or (None if policy.school_year is None else f"{policy.school_year}-1")
    if mode.term.semesters is None:
        return "" if start is None else text("term_from", lang, start=start)
    if start is None:
        return text("term_semesters", lang, semesters=mode.term.semesters)
    return text("term_from_semesters", lang, start=start, semesters=mode.term.semesters)


def conditions_of(mode: Mode, lang: Lang) -> str:
    """Conditions on core and member beyond stage and role; empty where there are none."""
    said = [
        text(code, lang, allowed=_listed(allowed, lang))
        for code, allowed in (
            ("core_from", (*_words("area", mode.core_area, lang), *_words("seat", mode.core_seat, lang))),
            ("core_category_from", mode.core_category),
            (
                "member_from",
                (*_words("area", mode.member_area, lang), *_words("seat", mode.member_seat, lang)),
            ),
            ("member_category_from", mode.member_category),
        )
        if allowed
    ]
    if mode.core_larger:
        said.append(text("core_is_larger", lang))
    return {"en": "; ", "zh": "；"}[lang].join(said)


def span(least: int, most: int | None, lang: Lang) -> str:
    """Say bounds: ``2–3``, ``1 or more``, ``no limit``."""
    if least == 0 and most is None:
        return text("no_limit", lang)
    if most is None:
        return text("range_from", lang, least=least)
    return str(least) if least == most else text("range_between", lang, least=least, most=most)


def limit(value: float | None, lang: Lang) -> str:
    """Say a limit, or that there is none."""
    return text("no_limit", lang) if value is None else number(value)


def _words(kind: str, values: Iterable[str], lang: Lang) -> list[str]:
    return [word(kind, value, lang) for value in values]


def _listed(words: Iterable[str], lang: Lang) -> str:
    return {"en": ", ", "zh": "、"}[lang].join(words)
