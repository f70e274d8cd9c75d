"""What ``solve`` shows: the tiers with their proofs, the alliances, who stays unplaced and why."""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.plan import Plan, TierResult, Unplaced
from ..models.policy import Policy
from ..models.result import NoPlan
from ..models.staffing import StaffView
from .alliance_rows import NONE_MADE, alliance_table, has_points, made_by_mode
from .exchange_figures import exchange_figures
from .exchange_screen import distance_lines, exchange_result, exchange_screen
from .layer_rows import layer_table
from .messages import Lang, number, text, word
from .mode_words import (
    conditions_of,
    entrusted_of,
    governance_of,
    members_of,
    mode_name,
    stages_of,
    term_of,
)
from .tables import Column, filled_table, heading, line, school_label, table

_TIER_COLUMNS: tuple[Column, ...] = (
    ("column_tier", "right"),
    ("column_aim", "left"),
    ("column_value", "right"),
    ("column_bound", "right"),
    ("column_gap", "right"),
    ("column_proof", "left"),
)
_MODE_COLUMNS: tuple[Column, ...] = (
    ("column_mode", "left"),
    ("column_stages", "left"),
    ("column_members", "right"),
    ("column_entrusted", "right"),
    ("column_conditions", "left"),
    ("column_governance", "left"),
    ("column_term", "left"),
    ("column_alliances", "right"),
    ("column_placed", "right"),
)
_UNPLACED_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_stage", "left"),
    ("column_reason", "left"),
    ("column_nearest", "left"),
    ("column_km", "right"),
)


def aim(terms: Sequence[str], lang: Lang) -> str:
    """Name the terms of a tier in words."""
    return " + ".join(word("term", term, lang) for term in terms)


def tier_rows(tiers: Sequence[TierResult], lang: Lang) -> list[Sequence[str]]:
    """One row per tier: aim, value, bound, gap, proof; below a mixed tier its terms with their own values.

    The gap is what the best value lies above the bound; an aim that is proven or estimated has none.
    """
    rows: list[Sequence[str]] = []
    for index, tier in enumerate(tiers, start=1):
        proof = "proven" if tier.proven else "estimate" if tier.estimate else "open"
        bound = "" if tier.bound is None else number(tier.bound)
        rows.append(
            (
                str(index),
                aim(tuple(tier.terms), lang),
                number(tier.value),
                bound,
                _gap(tier) if proof == "open" else "",
                word("proof", proof, lang),
            )
        )
        if len(tier.terms) > 1:
            rows += [
                ("", f"  {aim([term], lang)}", number(value), "", "", "")
                for term, value in tier.terms.items()
            ]
    return rows


def _gap(tier: TierResult) -> str:
    best = tier.value if tier.best is None else tier.best
    if tier.bound is None:
        return ""
    gap = max(0.0, best - tier.bound)
    share = f" ({number(100 * gap / abs(best), 1)} %)" if best and gap else ""
    return number(gap) + share


def plan_screen(
    county: County, policy: Policy, plan: Plan, lang: Lang, view: StaffView | None = None
) -> list[RenderableType]:
    """Show a plan as its planner reads it; what matters most comes last, where a terminal stops.

    ``view``: need and own staff of a county with teachers; without it nothing is said of an exchange.
    """
    members = sum(len(alliance.members) for alliance in plan.alliances)
    unplaced = plan.unplaced or ()
    joint = view is not None and not _left_out(plan)
    proven = "plan_optimal_joint" if joint else "plan_optimal"
    status = proven if plan.status == "optimal" else "plan_feasible"
    screen: list[RenderableType] = [
        heading("county_modes", lang),
        filled_table(_MODE_COLUMNS, _mode_rows(policy, plan, lang), lang),
        heading("alliances_title", lang, alliances=len(plan.alliances), members=members),
        alliance_table(county, policy, plan, lang),
    ]
    if has_points(plan):
        screen.append(line("points_legend", lang))
    if plan.subject_alliances:
        screen += [heading("layer_title", lang), layer_table(plan.subject_alliances, lang)]
    if unplaced:
        screen += [
            heading("unplaced_title", lang, count=len(unplaced)),
            table(_UNPLACED_COLUMNS, _unplaced_rows(county, unplaced, lang), lang),
        ]
    if view is not None and joint:
        figures = exchange_figures(plan, county, view)
        screen += exchange_screen(figures, policy.exchange.forms, county, lang)
    screen += [heading("tiers_title", lang), filled_table(_TIER_COLUMNS, tier_rows(plan.tiers, lang), lang)]
    if joint:
        screen += distance_lines(plan, lang)
    elif view is not None:
        screen += _without_exchange(plan, lang)
    if plan.run is not None and plan.run.bounds_checked is False:
        screen.append(line("bounds_not_checked", lang))
    if plan.notice:
        screen.append(heading("notice_line", lang, style="", reason=plan.notice))
    return [*screen, heading(status, lang)]


def no_plan_screen(result: NoPlan, lang: Lang) -> list[RenderableType]:
    """Why there is no plan, and what would make one possible."""
    screen: list[RenderableType] = [line(f"no_plan_{result.status}", lang, style="bold")]
    if result.notice:
        screen.append(line("notice_line", lang, reason=result.notice))
    clash, reasons = result.clash, result.reasons
    if clash is not None:
        screen += [heading("no_plan_clash", lang, reason=clash.opening)]
        screen += [line("list_entry", lang, reason=said) for said in clash.sentences]
        reasons = tuple(reason for reason in reasons if reason.text != clash.text)
    if reasons:
        screen.append(heading("no_plan_reasons" if clash is None else "no_plan_attempt", lang))
        screen += [line("list_entry", lang, reason=reason.text) for reason in reasons]
    if result.relaxations:
        screen.append(heading("no_plan_relaxations", lang))
        screen += [line("list_entry", lang, reason=relaxation.text) for relaxation in result.relaxations]
    without = [room.text for room in result.room if room.answer in ("none", "undecided")]
    if without:
        screen.append(heading("no_plan_no_room", lang))
        screen += [line("list_entry", lang, reason=said) for said in without]
    return screen


def plan_result(plan: Plan, county: County | None = None, view: StaffView | None = None) -> dict[str, object]:
    """Give a plan's outcome for ``--json``; the whole plan stands in plan.json."""
    figures = None
    if county is not None and view is not None and not _left_out(plan):
        figures = exchange_figures(plan, county, view)
    return {
        "status": plan.status,
        "county": plan.county,
        "county_sha256": plan.county_sha256,
        "notice": plan.notice,
        "alliances": len(plan.alliances),
        "members": sum(len(alliance.members) for alliance in plan.alliances),
        "modes": {mode: made._asdict() for mode, made in made_by_mode(plan).items()},
        "subject_alliances": len(plan.subject_alliances),
        "unplaced": [entry.model_dump(mode="json") for entry in plan.unplaced or ()],
        "tiers": [tier.model_dump(mode="json") for tier in plan.tiers],
        "exchange": None if figures is None else exchange_result(figures),
        "run": None if plan.run is None else plan.run.model_dump(mode="json"),
    }


def _left_out(plan: Plan) -> bool:
    """Whether the plan stops before the exchange: no aim of it, and no teaching, is in the plan."""
    return not plan.exchange.teaching


def _without_exchange(plan: Plan, lang: Lang) -> list[RenderableType]:
    """Say that there is no exchange, which aims are left out, and what an estimate is."""
    skipped = () if plan.run is None else plan.run.skipped
    said = [aim(terms.split(" + "), lang) for terms in skipped]
    left_out = {"en": "; ", "zh": "；"}[lang].join(said)
    screen: list[RenderableType] = [
        line("skipped_line", lang, aim=left_out) if said else line("skipped_exchange", lang)
    ]
    if any(tier.estimate for tier in plan.tiers):
        screen.append(line("estimate_legend", lang))
    return screen


def _mode_rows(policy: Policy, plan: Plan, lang: Lang) -> list[Sequence[str]]:
    made = made_by_mode(plan)
    return [
        (
            mode_name(mode, lang),
            stages_of(mode, lang),
            members_of(mode, lang),
            entrusted_of(mode, lang),
            conditions_of(mode, lang),
            governance_of(mode, lang),
            term_of(mode, policy, lang),
            *map(str, made.get(mode.id, NONE_MADE)),
        )
        for mode in policy.mode
    ]


def _unplaced_rows(county: County, unplaced: Sequence[Unplaced], lang: Lang) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for entry in unplaced:
        lead = (school_label(entry.school, county.by_id), word("stage", entry.stage, lang))
        if not entry.reasons:
            rows.append((*lead, "", "", ""))
        rows += [
            (
                *(lead if index == 0 else ("", "")),
                reason.text,
                "" if reason.nearest is None else school_label(reason.nearest, county.by_id),
                "" if reason.km is None else f"{reason.km:.1f}",
            )
            for index, reason in enumerate(entry.reasons)
        ]
        if entry.room is not None and entry.room.text:
            rows.append(("", "", text("room_line", lang, reason=entry.room.text), "", ""))
    return rows
