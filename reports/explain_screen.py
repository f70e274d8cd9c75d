"""What ``explain --school`` shows: where the school is and why, the price of every alternative, the rules."""

from collections.abc import Callable, Sequence

from rich.console import RenderableType
from rich.text import Text

from ..models.county import County
from ..models.explanation import (
    Alternative,
    Answer,
    Asked,
    Move,
    PlaceExplained,
    SchoolExplanation,
)
from .explain_prices import amount_text, decided, joined, only_found, prices_result, prices_text
from .messages import Lang, finding_text, number, text, word
from .plan_screen import aim
from .tables import Column, filled_table, heading, line, school_label, with_names

_MOVES_SHOWN, _MOVES_SAID = 12, 5
"""Moves listed in a table and in a sentence."""
_ALTERNATIVES_SHOWN = 15
_PRICE_COLUMNS: tuple[Column, ...] = (
    ("explain_column_choice", "left"),
    ("column_km", "right"),
    ("explain_column_price", "left"),
    ("explain_column_moves", "left"),
)
_RULE_COLUMNS: tuple[Column, ...] = (
    ("explain_column_choice", "left"),
    ("column_km", "right"),
    ("column_reason", "left"),
)


def school_explanation_result(found: SchoolExplanation, county: County, lang: Lang) -> dict[str, object]:
    """Give the same for ``--json``; in cores the own school means that it leads, null that it is unplaced."""
    return {
        **found.model_dump(mode="json", exclude={"broken", "above_best", "places"}),
        "broken": _broken(found, county, lang),
        "above_best": prices_result(found.above_best),
        "places": [
            _place_result(place, county, lang, _Names(found.school, place, county, lang))
            for place in found.places
        ],
    }


def _place_result(place: PlaceExplained, county: County, lang: Lang, names: "_Names") -> dict[str, object]:
    alternatives = []
    for one in place.alternatives:
        price = decided(one)
        alternatives.append(
            {
                **one.model_dump(mode="json", exclude={"prices"}),
                "prices": prices_result(one.prices),
                "deciding_tier": None if price is None else price.tier,
            }
        )
    return {
        **place.model_dump(mode="json", exclude={"alternatives"}),
        "why": _why(place, county, lang, names),
        "alternatives": alternatives,
    }


def school_explanation_screen(found: SchoolExplanation, county: County, lang: Lang) -> list[RenderableType]:
    """Show why a school is where it is; what the plan itself lacks is said first."""
    school = school_label(found.school, county.by_id)
    screen: list[RenderableType] = [heading("explain_school_title", lang, school=school)]
    if found.takes_no_part == "point":
        parent = school_label(found.parent or "", county.by_id)
        return [*screen, line("explain_no_point", lang, school=school, parent=parent)]
    if found.takes_no_part is not None:
        code = "explain_no_role" if found.takes_no_part == "role" else "explain_no_stage"
        return [*screen, line(code, lang, school=school)]
    screen += _about_the_plan(found, county, lang)
    for place in found.places:
        screen += _place(found.school, place, county, lang)
    return screen


def _about_the_plan(found: SchoolExplanation, county: County, lang: Lang) -> list[RenderableType]:
    screen: list[RenderableType] = []
    if found.broken:
        screen.append(line("explain_broken", lang, style="bold red", count=len(found.broken)))
        screen += [line("list_entry", lang, reason=one) for one in _broken(found, county, lang)]
    if found.above_best:
        screen.append(line("explain_above_best", lang, reason=prices_text(found.above_best, lang)))
    if not found.best_known:
        screen.append(line("explain_best_unknown", lang))
    if found.only_grouping and county.teachers is not None:
        screen.append(line("explain_only_grouping", lang))
    return screen


def _broken(found: SchoolExplanation, county: County, lang: Lang) -> list[str]:
    return [
        finding_text(one.model_copy(update={"figures": with_names(one.figures, county.by_id)}), lang)
        for one in found.broken
    ]


class _Names:
    """Names of choices and moves of one place."""

    def __init__(self, school: str, place: PlaceExplained, county: County, lang: Lang) -> None:
        self._school, self._place, self._county, self._lang = school, place, county, lang

    def core(self, core: str | None) -> str:
        """Name a core, None where there is none."""
        return school_label(core or "", self._county.by_id)

    def standing(self, school: str, core: str | None) -> str:
        """Say where a place is."""
        if core is None:
            return text("explain_choice_nowhere", self._lang)
        return text("explain_choice_leads", self._lang) if core == school else self.core(core)

    def choice(self, one: Alternative) -> str:
        """Say what is asked."""
        said = self._asked(one)
        return text("explain_choice_now", self._lang, reason=said) if one.answer is Answer.NOW else said

    def _asked(self, one: Alternative) -> str:
        if one.asked is Asked.WITH:
            return text("explain_choice_with", self._lang, core=self.core(one.core))
        if one.asked is Asked.LEADS:
            return text("explain_choice_leads", self._lang)
        if one.asked is Asked.NOWHERE:
            code = "explain_choice_nowhere" if self._place.must_be_placed else "explain_choice_leads_nothing"
            return text(code, self._lang)
        core = self.core(one.core)
        if one.answer is not Answer.PRICE:
            return text("explain_choice_not_with", self._lang, core=core)
        instead = self.standing(self._school, one.to_core)
        if one.to_core is not None and one.to_core != self._school:
            instead = text("explain_choice_with", self._lang, core=instead)
        return text("explain_choice_not_with_but", self._lang, core=core, reason=instead)

    def moves(self, moves: Sequence[Move], most: int = _MOVES_SHOWN) -> str:
        """Say what else moves; of more than ``most`` how many more."""
        said = [
            text(
                "explain_move",
                self._lang,
                school=school_label(move.school, self._county.by_id),
                from_core=self.standing(move.school, move.from_core),
                to_core=self.standing(move.school, move.to_core),
            )
            for move in moves[:most]
        ]
        rest = len(moves) - len(said)
        more = [text("and_more", self._lang, count=rest)] if rest else []
        return joined([*said, *more], self._lang)


def _place(school: str, place: PlaceExplained, county: County, lang: Lang) -> list[RenderableType]:
    names = _Names(school, place, county, lang)
    screen: list[RenderableType] = [Text("\n" + _where(school, place, names, lang), style="bold")]
    why = _why(place, county, lang, names)
    if why:
        screen.append(Text(why))
    priced = [one for one in place.alternatives if one.answer is Answer.PRICE]
    if priced:
        rows = [
            (*_choice(one, names), prices_text(one.prices, lang), _moved(one, names, lang)) for one in priced
        ]
        screen += [heading("explain_prices_title", lang), filled_table(_PRICE_COLUMNS, rows, lang)]
        if any(only_found(price) and price.found for one in priced for price in one.prices):
            screen.append(line("explain_found_legend", lang, style="dim"))
    screen += _table(
        "explain_impossible_title", place, Answer.IMPOSSIBLE, names, lang, lambda one: one.reasons
    )
    screen += _table(
        "explain_not_allowed_title",
        place,
        Answer.NOT_ALLOWED,
        names,
        lang,
        lambda one: [rule.text for rule in one.forbids],
    )
    left = [names.choice(one) for one in place.alternatives if one.answer is Answer.NOT_COMPUTED]
    if left:
        screen.append(line("explain_not_computed", lang, reason=joined(left, lang)))
    return screen


def _table(
    code: str,
    place: PlaceExplained,
    answer: Answer,
    names: _Names,
    lang: Lang,
    reasons: Callable[[Alternative], Sequence[str]],
) -> list[RenderableType]:
    """Alternatives of one answer with their reasons, one a line; of many the nearest, and how many more."""
    rows: list[Sequence[str]] = []
    asked = [one for one in place.alternatives if one.answer is answer]
    for one in asked[:_ALTERNATIVES_SHOWN]:
        said = list(reasons(one)) or [""]
        rows.append((*_choice(one, names), said[0]))
        rows += [("", "", more) for more in said[1:]]
    if not rows:
        return []
    screen: list[RenderableType] = [heading(code, lang), filled_table(_RULE_COLUMNS, rows, lang)]
    if len(asked) > _ALTERNATIVES_SHOWN:
        screen.append(line("explain_more_rows", lang, count=len(asked) - _ALTERNATIVES_SHOWN))
    return screen


def _choice(one: Alternative, names: _Names) -> tuple[str, str]:
    return names.choice(one), "" if one.km is None else number(one.km, 1)


def _moved(one: Alternative, names: _Names, lang: Lang) -> str:
    if not one.moves:
        return text("explain_moves_none", lang)
    code = "explain_moves_fewest" if one.fewest else "explain_moves_maybe_fewer"
    return text(code, lang, reason=names.moves(one.moves))


def _where(school: str, place: PlaceExplained, names: _Names, lang: Lang) -> str:
    stage = word("stage", place.stage, lang)
    if place.core is None:
        code = "explain_unplaced" if place.must_be_placed else "explain_leads_nothing"
        return text(code, lang, stage=place.stage)
    if place.core == school:
        return text("explain_leads", lang, stage=place.stage, mode=place.mode or "")
    way = "" if place.km is None else text("explain_way", lang, km=number(place.km, 1))
    return text(
        "explain_is_member",
        lang,
        stage=stage,
        core=names.core(place.core),
        reason=way,
        mode=place.mode or "",
    )


def _why(place: PlaceExplained, county: County, lang: Lang, names: _Names) -> str:
    """Say in a sentence what speaks against the nearest other core, and who would have to give way."""
    asked = any(one.asked is Asked.NOT_WITH for one in place.alternatives)
    if not place.must_be_placed or asked:
        return ""
    if place.nearest is None:
        others = [
            one for one in place.alternatives if one.asked is Asked.WITH and one.answer is not Answer.NOW
        ]
        return text("explain_nearest_none", lang) if others else ""
    one = place.alternatives[place.nearest]
    km = "" if one.km is None else text("explain_way", lang, km=number(one.km, 1))
    core = names.core(one.core)
    if one.answer is Answer.IMPOSSIBLE:
        return text("explain_nearest_impossible", lang, core=core, km=km)
    if one.answer is not Answer.PRICE:
        return text("explain_nearest_open", lang, core=core, km=km)
    moves = (
        text("explain_give_way", lang, reason=names.moves(one.moves, _MOVES_SAID))
        if one.moves
        else text("explain_no_give_way", lang)
    )
    price = decided(one)
    if price is None:
        return text("explain_nearest_equal", lang, core=core, km=km, reason=moves)
    return text(
        "explain_nearest_price",
        lang,
        core=core,
        km=km,
        aim=aim(price.terms, lang),
        value=amount_text(price, lang, "").strip(),
        reason=moves,
    )
