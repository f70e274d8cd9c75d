"""Visits and rotations that end in a new plan: who takes over, who else could; and what is fact already."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from ..models.mid_year import ExecutedPart
from ..models.school import School
from ..models.substitute import CouldTakeOver, EndedBecause, EndedExchange, TakesOver
from .messages import Lang, number, text, word
from .tables import Column, filled_table, heading, line, school_label

COULD_SHOWN = 3
"""Teachers named on the screen of those who could also take over; whatif.json has all of them."""
_COLUMNS: tuple[Column, ...] = (
    ("column_semester", "left"),
    ("column_ended", "left"),
    ("column_subject", "left"),
    ("column_because", "left"),
    ("column_takes_over", "left"),
    ("column_could", "left"),
    ("column_covered", "right"),
)
_BECAUSE = {
    EndedBecause.LEFT: "ended_left",
    EndedBecause.AWAY: "ended_away",
    EndedBecause.SCHOOL_GONE: "ended_school_gone",
    EndedBecause.APART: "ended_apart",
    EndedBecause.OTHERWISE: "ended_otherwise",
}
_JOINED = {"en": ", ", "zh": "、"}


def executed_lines(executed: ExecutedPart, lang: Lang) -> list[RenderableType]:
    """Say what is fact, and from when on the new plan holds."""
    said: list[RenderableType] = [
        line("executed_part", lang, until=executed.until, planned=list(executed.planned))
    ]
    if executed.running is not None:
        said.append(line("executed_from_next_week", lang, running=executed.running, week=executed.week or 0))
    return said


def substitute_screen(
    ended: Sequence[EndedExchange], schools: Mapping[str, School], lang: Lang
) -> list[RenderableType]:
    """Every visit or rotation that ends, a line each."""
    if not ended:
        return [line("substitutes_none", lang)]
    rows = [_row(one, schools, lang) for one in ended]
    return [
        heading("substitutes_title", lang, count=len(ended)),
        filled_table(_COLUMNS, rows, lang),
        line("substitutes_note", lang, "dim"),
    ]


def _row(one: EndedExchange, schools: Mapping[str, School], lang: Lang) -> Sequence[str]:
    more = len(one.could) - COULD_SHOWN
    could = [_teacher(other, lang) for other in one.could[:COULD_SHOWN]] + ([f"+ {more}"] if more > 0 else [])
    return (
        one.semester,
        f"{one.teacher} → {school_label(one.to_school, schools)} ({word('form', one.form, lang)})",
        word("subject", one.subject, lang) if one.subject else "",
        text(_BECAUSE[one.because], lang),
        _JOINED[lang].join(_teacher(other, lang) for other in one.takes_over)
        or text("substitute_nobody", lang),
        _JOINED[lang].join(could),
        "" if one.covered is None else f"{one.covered} / {number(one.needed or 0)}",
    )


def _teacher(one: TakesOver | CouldTakeOver, lang: Lang) -> str:
    mark = "" if one.main else "*"
    return f"{one.teacher}{mark} ({one.lessons})" if lang == "en" else f"{one.teacher}{mark}（{one.lessons}）"
