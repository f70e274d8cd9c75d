"""What a scenario did to the county: a line per change (one for changes alike), who moves or is away."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from rich.console import RenderableType

from ..models.changed import Effect
from ..models.school import School
from .changed_cells import cell_row
from .messages import Lang, number, text
from .tables import Column, filled_table, heading, line, school_label

_CELL_COLUMNS: tuple[Column, ...] = (
    ("column_table", "left"),
    ("column_row", "left"),
    ("column_cell", "left"),
    ("column_cell_before", "left"),
    ("column_cell_after", "left"),
)
_CODES = {
    "merge": "effect_merge",
    "to_point": "effect_to_point",
    "close": "effect_close",
    "open": "effect_open",
    "set": "effect_set",
    "leave": "effect_leave",
    "exit": "effect_exit",
    "enrolment": "effect_enrolment",
    "travel": "effect_travel",
    "policy": "effect_policy",
}
Schools = Mapping[str, School]


def effects_screen(effects: Sequence[Effect], schools: Schools, lang: Lang) -> list[RenderableType]:
    """Say what each change did; nothing where nothing changed."""
    if not effects:
        return []
    screen: list[RenderableType] = [heading("effects_title", lang)]
    said = [(_said(effect, schools, lang), _details(effect, schools, lang)) for effect in effects]
    for (sentence, details), alike in groupby(zip(said, effects, strict=True), key=itemgetter(0)):
        numbers = [effect.at for _, effect in alike]
        at = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        screen.append(line("effect_line", lang, at=at, reason=sentence))
        screen += [line("effect_detail", lang, reason=one) for one in details]
    cells = [cell for effect in effects for cell in effect.cells]
    if cells:
        rows = [cell_row(cell, lang) for cell in cells]
        screen.append(filled_table(_CELL_COLUMNS, rows, lang))
    return screen


def _said(effect: Effect, schools: Schools, lang: Lang) -> str:
    code = _CODES[effect.kind]
    if effect.kind == "close" and effect.stage is not None:
        code = "effect_close_stage"
    if effect.kind == "travel" and effect.cells:
        closed = not any(cell.after for cell in effect.cells)
        code = "effect_travel_closed" if closed else "effect_travel_way"
    return text(
        code,
        lang,
        schools=_named(effect.gone if effect.kind == "merge" else effect.schools, schools),
        into=_named([effect.into] if effect.into else [], schools),
        opened=_named([effect.opened] if effect.opened else [], schools),
        stage=effect.stage,
        count=len(effect.schools),
    )


def _named(ids: Sequence[str], schools: Schools) -> list[str]:
    return [school_label(one, schools) for one in ids]


def _details(effect: Effect, schools: Schools, lang: Lang) -> list[str]:
    details = []
    if effect.orphans:
        named = _named(sorted({orphan.school for orphan in effect.orphans}), schools)
        details.append(text("effect_orphans", lang, count=len(named), schools=named))
    if effect.left:
        named = _named(sorted({left.school for left in effect.left}), schools)
        details.append(text("effect_left", lang, schools=named))
    if effect.pupils:
        details += _pupils(effect, schools, lang)
    pool = [one.teacher for one in effect.teachers if one.to_school is None]
    for target in sorted({one.to_school for one in effect.teachers if one.to_school is not None}):
        moved = sum(one.to_school == target for one in effect.teachers)
        details.append(text("effect_teachers", lang, count=moved, school=school_label(target, schools)))
    if pool:
        details.append(text("effect_pool", lang, count=len(pool), words=pool))
    details += [
        text(
            "effect_away" if one.until else "effect_away_for_good",
            lang,
            value=one.teacher,
            school=school_label(one.school, schools),
            first=one.from_semester or "–",
            last=one.until or "",
        )
        for one in effect.away
    ]
    if effect.students_before is not None and effect.students_after is not None:
        figures = {"before": number(effect.students_before), "after": number(effect.students_after)}
        details.append(text("effect_students", lang, **figures))
    return details


def _pupils(effect: Effect, schools: Schools, lang: Lang) -> list[str]:
    details = []
    for target in sorted({one.to_school for one in effect.pupils}):
        going = [one for one in effect.pupils if one.to_school == target]
        minutes = [one.minutes for one in going if one.minutes is not None]
        students = sum(one.students or 0 for one in going)
        school = school_label(target, schools)
        shown = number(students)
        if minutes:
            longest = number(max(minutes), 0)
            details.append(text("effect_pupils", lang, count=shown, school=school, minutes=longest))
        else:
            details.append(text("effect_pupils_unknown", lang, count=shown, school=school))
    if any(one.approximate for one in effect.pupils):
        details.append(text("effect_approximate", lang))
    return details
