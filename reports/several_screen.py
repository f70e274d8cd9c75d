"""Several good plans side by side, and the trade-off of two aims: screens, tables, results."""

import csv
import io
from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.plan import Plan
from ..models.several import AlternativePlan, Alternatives, TradeOff, TradeOffPoint
from ..models.words import Stage
from .messages import Lang, number, text, word
from .plan_screen import aim
from .tables import Column, filled_table, heading, line, school_label, table

TRADE_OFF = "trade_off.csv"
_PLAN_COLUMNS: tuple[Column, ...] = (
    ("column_plan", "right"),
    ("column_alliances", "right"),
    ("column_not_placed", "right"),
    ("column_common", "right"),
    ("column_common_proof", "left"),
    ("column_aims", "left"),
    ("column_folder", "left"),
)
_PLACE_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_stage", "left"),
    ("column_in_plans", "left"),
)
_POINT_COLUMNS: tuple[Column, ...] = (
    ("column_first_aim", "right"),
    ("column_second_aim", "right"),
    ("column_proof", "left"),
)
_ENDED = {
    "none_less_alike": "alternatives_none_less_alike",
    "none_found": "alternatives_none_found",
    "no_time": "alternatives_no_time",
}
Place = tuple[str, Stage]


def alternatives_screen(
    found: Alternatives, folders: Sequence[str], county: County, lang: Lang
) -> list[RenderableType]:
    """Show the plans side by side, then every school whose core is not the same in all of them."""
    tiers = found.plans[0].solved.plan.tiers
    named = [f"{at} {aim(tuple(tier.terms), lang)}" for at, tier in enumerate(tiers, start=1)]
    rows = [
        _plan_row(at, one, folder, lang)
        for at, (one, folder) in enumerate(zip(found.plans, folders, strict=True), start=1)
    ]
    slack = number(100 * found.slack, 1)
    screen: list[RenderableType] = [
        heading("alternatives_title", lang, count=len(found.plans)),
        line("curve_aims", lang, words=named),
        filled_table(_PLAN_COLUMNS, rows, lang),
        line("alternatives_legend", lang, style="dim", count=found.equal_tiers, value=slack),
    ]
    if found.ended:
        screen.append(line(_ENDED[found.ended], lang, count=len(found.plans) - 1))
    differing = _differing([one.solved.plan for one in found.plans], county, lang)
    if differing:
        screen += [heading("alternatives_differ", lang), table(_PLACE_COLUMNS, differing, lang)]
    return screen


def alternatives_result(found: Alternatives, folders: Sequence[str]) -> dict[str, object]:
    """Give the plans' outcomes for ``--json``; the plans stand in their folders."""
    return {
        "asked": found.asked,
        "equal_tiers": found.equal_tiers,
        "slack": found.slack,
        "ended": found.ended,
        "plans": [
            {
                "folder": folder,
                "status": one.solved.plan.status,
                "in_common": None if one.in_common is None else one.in_common.model_dump(mode="json"),
                "tiers": [tier.model_dump(mode="json") for tier in one.solved.plan.tiers],
            }
            for one, folder in zip(found.plans, folders, strict=True)
        ],
    }


def trade_off_screen(found: TradeOff, lang: Lang) -> list[RenderableType]:
    """Show the points by rising first aim, and whether there are others."""
    first, second = (word("term", term, lang) for term in found.terms)
    rows = [_point_row(point, lang) for point in found.points]
    screen: list[RenderableType] = [heading("trade_off_title", lang, first=first, second=second)]
    screen += [
        line("trade_off_kept", lang, aim=aim(tuple(tier.terms), lang), value=number(tier.value))
        for tier in found.kept
    ]
    screen.append(table(_POINT_COLUMNS, rows, lang))
    screen.append(line("trade_off_columns", lang, style="dim", first=first, second=second))
    screen.append(line("trade_off_complete" if found.complete else "trade_off_some", lang))
    return screen


def trade_off_csv(found: TradeOff, lang: Lang) -> str:
    """Write the points as a table, with the mark by which spreadsheets know UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    terms = [word("term", term, lang) for term in found.terms]
    bounds = [text("trade_off_bound", lang, reason=term) for term in terms]
    writer.writerow([*terms, *bounds, text("column_proof", lang)])
    for point in found.points:
        figures = (point.first, point.second, point.first_bound, point.second_bound)
        writer.writerow([*(number(figure, 6) for figure in figures), _proof(point.proven, lang)])
    return "\ufeff" + stream.getvalue()


def _plan_row(at: int, one: AlternativePlan, folder: str, lang: Lang) -> Sequence[str]:
    plan, common = one.solved.plan, one.in_common
    return (
        str(at),
        str(len(plan.alliances)),
        str(len(plan.unplaced or ())),
        "" if common is None else number(common.value),
        "" if common is None else _common(common.value, common.bound, common.proven, lang),
        " · ".join(number(tier.value) for tier in plan.tiers),
        folder,
    )


def _common(value: float, bound: float | None, proven: bool, lang: Lang) -> str:
    if proven or bound is None or bound >= value:
        return _proof(proven, lang)
    return text("value_open", lang, value=_proof(proven, lang), bound=number(bound))


def _proof(proven: bool, lang: Lang) -> str:
    return word("proof", "proven" if proven else "open", lang)


def _point_row(point: TradeOffPoint, lang: Lang) -> Sequence[str]:
    def shown(value: float, bound: float) -> str:
        if bound >= value:
            return number(value)
        return text("value_open", lang, value=number(value), bound=number(bound))

    return (
        shown(point.first, point.first_bound),
        shown(point.second, point.second_bound),
        _proof(point.proven, lang),
    )


def _differing(plans: Sequence[Plan], county: County, lang: Lang) -> list[Sequence[str]]:
    """One row per place that is not with the same core in all plans: its core in each of them."""
    cores = [_cores(plan) for plan in plans]
    places = sorted(set().union(*cores))
    rows: list[Sequence[str]] = []
    for place in places:
        held = [one.get(place) for one in cores]
        if len(set(held)) > 1:
            said = [f"{at}: {_shown(core, place, county, lang)}" for at, core in enumerate(held, start=1)]
            rows.append(
                (school_label(place[0], county.by_id), word("stage", place[1], lang), "; ".join(said))
            )
    return rows


def _shown(core: str | None, place: Place, county: County, lang: Lang) -> str:
    if core is None:
        return text("status_unplaced", lang)
    return text("status_leads", lang) if core == place[0] else school_label(core, county.by_id)


def _cores(plan: Plan) -> Mapping[Place, str]:
    """Core of every member; the own id where it leads."""
    members = {(m.school, one.stage): one.core for one in plan.alliances for m in one.members}
    return {**{(one.core, one.stage): one.core for one in plan.alliances}, **members}
