"""What ``whatif`` shows: the changes, who moved and why, aims beside the plan in force, the curve."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from ..models.comparison import TierPair
from ..models.county import County
from ..models.plan import TierResult
from ..models.scenario_answer import ScenarioAnswer
from ..models.school import School
from ..models.whatif import Curve, CurvePoint, Released
from .appraisal_screen import appraisal_screen
from .comparison_screen import alliance_screen, comparison_result, place_screen, tier_screen
from .effects_screen import effects_screen
from .messages import Lang, number, text
from .plan_screen import aim
from .substitute_screen import executed_lines, substitute_screen
from .tables import Column, filled_table, heading, line, school_label
from .teacher_rows import teacher_screen, told_rows

_CURVE_COLUMNS: tuple[Column, ...] = (
    ("column_at_most", "right"),
    ("column_needed", "right"),
    ("column_aims", "left"),
    ("column_proof", "left"),
    ("column_moves", "left"),
)
_IN_FORCE = {
    "plan": "whatif_in_force_plan",
    "alliances": "whatif_in_force_alliances",
    "": "whatif_in_force_nothing",
}
_RELEASED = {
    "core_gone": "released_core_gone",
    "not_allowed": "released_not_allowed",
    "too_few": "released_too_few",
    "not_together": "released_not_together",
}
_NAMED = 4
"""Schools of a point of the curve that are named on the screen; whatif.json has all."""

Schools = Mapping[str, School]


def whatif_screen(
    answer: ScenarioAnswer, before: County, after: County, lang: Lang, *, solved: bool = True
) -> list[RenderableType]:
    """Show the answer to a scenario; where there is no plan (``solved``), only what it did.

    What a planner decides on comes first, the long lists of teachers last.

    Parameters
    ----------
    before, after
        The county before and after the changes.
    """
    schools = {**before.by_id, **after.by_id}
    screen = [
        *effects_screen(answer.effects, schools, lang),
        *_kept(answer, schools, lang),
        *([] if answer.executed is None else executed_lines(answer.executed, lang)),
    ]
    appraisals = appraisal_screen(answer.appraisals, before, lang)
    if not solved:
        return [*screen, *appraisals]
    compared = answer.comparison
    screen.append(heading(_IN_FORCE[answer.in_force], lang, style=""))
    if compared is not None:
        screen += place_screen(compared, schools, lang)
        screen += tier_screen(compared.tiers, lang, answer.free)
    else:
        pairs = [TierPair(terms=tuple(one.terms), before=None, after=one) for one in answer.tiers]
        screen += tier_screen(pairs, lang, answer.free)
    screen.append(
        line("whatif_free_unknown" if answer.free is None else "whatif_free_legend", lang, style="dim")
    )
    if answer.curve is not None:
        screen += curve_screen(answer.curve, schools, lang)
    if compared is not None:
        screen += alliance_screen(compared, schools, lang)
    return [*screen, *appraisals, *_teachers(answer, schools, lang)]


def _teachers(answer: ScenarioAnswer, schools: Schools, lang: Lang) -> list[RenderableType]:
    """Show who must be told and what ends; how long these lists are is said before them."""
    compared = answer.comparison
    screen = [] if compared is None else teacher_screen(compared, schools, lang)
    if answer.ended:
        screen += substitute_screen(answer.ended, schools, lang)
    told = 0 if compared is None else told_rows(compared)
    if not told + len(answer.ended):
        return screen
    return [heading("whatif_lists", lang, "dim", told=told, ended=len(answer.ended)), *screen]


def whatif_result(answer: ScenarioAnswer) -> dict[str, object]:
    """Give the answer for whatif.json and ``--json``."""
    compared = None if answer.comparison is None else comparison_result(answer.comparison)
    rows = {"executed": {"exchange", "calendar"}}  # executed.json has them
    return {"format": 1, **answer.model_dump(mode="json", exclude=rows), "comparison": compared}


def curve_screen(curve: Curve, schools: Schools, lang: Lang) -> list[RenderableType]:
    """Show number of changes against result, one row per point."""
    screen: list[RenderableType] = [heading("curve_title", lang)]
    if not curve.points:
        return [*screen, line("curve_none", lang)]
    aims = next((point.tiers for point in curve.points if point.tiers), ())
    named = [f"{at} {aim(tuple(tier.terms), lang)}" for at, tier in enumerate(aims, start=1)]
    rows = [_point_row(point, schools, lang) for point in curve.points]
    screen += [line("curve_aims", lang, words=named), filled_table(_CURVE_COLUMNS, rows, lang)]
    screen.append(line("curve_legend", lang))
    if curve.left_out:
        screen.append(line("curve_left_out", lang, words=[str(most) for most in curve.left_out]))
    if curve.end is not None:
        screen.append(line("curve_end" if curve.end_proven else "curve_end_open", lang, count=curve.end))
    return screen


def _point_row(point: CurvePoint, schools: Schools, lang: Lang) -> Sequence[str]:
    most = str(point.changed_at_most)
    if point.status != "solved":
        return (most, "", text("curve_impossible", lang), "", "")
    moved = [school_label(one.school, schools) for one in point.moved]
    shown = {"en": ", ", "zh": "、"}[lang].join(moved[:_NAMED])
    if len(moved) > _NAMED:
        shown += " " + text("and_more", lang, count=len(moved) - _NAMED)
    values = " · ".join(number(tier.value) for tier in point.tiers)
    proof = text("curve_filled", lang) if point.filled else _proof(point.tiers, lang)
    return (most, str(point.changed), values, proof, "" if point.filled else shown)


def _proof(tiers: Sequence[TierResult], lang: Lang) -> str:
    open_from = next((at for at, tier in enumerate(tiers, start=1) if not tier.proven), None)
    if open_from is None:
        return text("curve_all_proven", lang)
    return text("curve_open_from", lang, tier=open_from)


def _kept(answer: ScenarioAnswer, schools: Schools, lang: Lang) -> list[RenderableType]:
    """Say who is held by term or freeze, and who was released."""
    because = [one.because for one in answer.held]
    screen: list[RenderableType] = [
        line(code, lang, count=because.count(reason))
        for reason, code in (("in_term", "whatif_held_term"), ("frozen", "whatif_held_frozen"))
        if reason in because
    ]
    if answer.released:
        screen.append(heading("whatif_released_title", lang, count=len(answer.released)))
        screen += [_released(one, schools, lang) for one in answer.released]
    return screen


def _released(one: Released, schools: Schools, lang: Lang) -> RenderableType:
    names = {"school": school_label(one.school, schools), "core": school_label(one.core, schools)}
    return line("list_entry", lang, reason=text(_RELEASED[one.because], lang, **names))
