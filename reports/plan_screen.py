"""What ``solve`` shows: the tiers with their proofs, the alliances, who stays unplaced and why."""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.plan import Plan, TierResult, Unplaced
from ..models.policy import Policy
from ..models.result import NoPlan
from .alliance_rows import NONE_MADE, alliance_table, has_points, made_by_mode
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
    """One row per tier: aim, value, bound, proof; below a mixed tier its terms with their own values."""
    rows: list[Sequence[str]] = []
    for index, tier in enumerate(tiers, start=1):
        proof = word("proof", "proven" if tier.proven else "open", lang)
        bound = "" if tier.bound is None else number(tier.bound)
        rows.append((str(index), aim(tuple(tier.terms), lang), number(tier.value), bound, proof))
        if len(tier.terms) > 1:
            rows += [
                ("", f"  {aim([term], lang)}", number(value), "", "") for term, value in tier.terms.items()
            ]
    return rows


def plan_screen(county: County, policy: Policy, plan: Plan, lang: Lang) -> list[RenderableType]:
    """Show a plan as its planner reads it; what matters most comes last, where a terminal stops."""
    members = sum(len(alliance.members) for alliance in plan.alliances)
    unplaced = plan.unplaced or ()
    status = "plan_optimal" if plan.status == "optimal" else "plan_feasible"
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
    screen += [heading("tiers_title", lang), table(_TIER_COLUMNS, tier_rows(plan.tiers, lang), lang)]
    if plan.notice:
        screen.append(heading("notice_line", lang, style="", reason=plan.notice))
    return [*screen, heading(status, lang)]


def no_plan_screen(result: NoPlan, lang: Lang) -> list[RenderableType]:
    """Why there is no plan, and what would make one possible."""
    screen: list[RenderableType] = [line(f"no_plan_{result.status}", lang, style="bold")]
    if result.notice:
        screen.append(line("notice_line", lang, reason=result.notice))
    if result.reasons:
        screen.append(heading("no_plan_reasons", lang))
        screen += [line("list_entry", lang, reason=reason.text) for reason in result.reasons]
    if result.relaxations:
        screen.append(heading("no_plan_relaxations", lang))
        screen += [line("list_entry", lang, reason=relaxation.text) for relaxation in result.relaxations]
    return screen


def plan_result(plan: Plan) -> dict[str, object]:
    """Give a plan's outcome for ``--json``; the whole plan stands in plan.json."""
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
        "run": None if plan.run is None else plan.run.model_dump(mode="json"),
    }


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
