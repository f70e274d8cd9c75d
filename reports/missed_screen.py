"""What ``explain --missed`` shows: quotas and duties that the plan leaves open, why, and what would help."""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.missed import Missed
from .messages import Lang, text, word
from .tables import heading, line, school_label


def missed_result(found: Sequence[Missed]) -> list[dict[str, object]]:
    """Give the same for ``--json``."""
    return [one.model_dump(mode="json") for one in found]


def missed_screen(found: Sequence[Missed], county: County, lang: Lang) -> list[RenderableType]:
    """Show what is missed: one block for each, the reasons first, then what alone makes room."""
    if not found:
        return [line("missed_nothing", lang)]
    screen: list[RenderableType] = [line("missed_title", lang, style="bold", count=len(found))]
    for one in found:
        screen.append(heading(f"missed_{one.kind}", lang, style="bold", **_figures(one, county, lang)))
        screen += [line("list_entry", lang, reason=reason.text) for reason in one.reasons]
        helping = [room for room in one.room if room.answer in ("room", "at_most")]
        if helping:
            screen.append(line("missed_room", lang))
            screen += [line("list_entry", lang, reason=room.text) for room in helping]
        comma = {"en": ", ", "zh": "、"}[lang]
        for code, answers in (
            ("missed_no_room", ("none",)),
            ("missed_not_found", ("not_found",)),
            ("missed_undecided", ("undecided",)),
        ):
            names = [room.setting for room in one.room if room.answer in answers]
            if names:
                screen.append(line(code, lang, reason=comma.join(names)))
    return screen


def _figures(one: Missed, county: County, lang: Lang) -> dict[str, object]:
    about = school_label(one.about, county.by_id) if one.about in county.by_id else one.about
    return {
        "school": school_label(one.school, county.by_id) if one.school else "",
        "stage": word("stage", one.stage, lang) if one.stage else "",
        "owed": one.owed,
        "met": one.met,
        "alliance": one.alliance,
        "duty": word("duty", one.duty, lang) if one.duty else "",
        "about": text("missed_about", lang, about=about) if about else "",
        "semester": one.semester or text("missed_of_year", lang),
    }
