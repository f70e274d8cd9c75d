"""What ``solve`` shows: the tiers with their proofs, the alliances, who stays unplaced and why."""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.plan import Plan, TierResult, Unplaced
from ..models.result import NoPlan
from .messages import Lang, number, word
from .tables import Column, heading, line, school_label, table

_TIER_COLUMNS: tuple[Column, ...] = (
    ("column_tier", "right"),
    ("column_aim", "left"),
    ("column_value", "right"),
    ("column_bound", "right"),
    ("column_proof", "left"),
)
_ALLIANCE_COLUMNS: tuple[Column, ...] = (
    ("column_core", "left"),
    ("column_stage", "left"),
    ("column_member", "left"),
    ("column_km", "right"),
    ("column_minutes", "right"),
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


def plan_screen(county: County, plan: Plan, lang: Lang) -> list[RenderableType]:
    """Show a plan as its planner reads it; what matters most comes last, where a terminal stops."""
    members = sum(len(alliance.members) for alliance in plan.alliances)
    unplaced = plan.unplaced or ()
    status = "plan_optimal" if plan.status == "optimal" else "plan_feasible"
    screen: list[RenderableType] = [
        heading("alliances_title", lang, alliances=len(plan.alliances), members=members),
        table(_ALLIANCE_COLUMNS, _alliance_rows(county, plan, lang), lang),
    ]
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
        "unplaced": [entry.model_dump(mode="json") for entry in plan.unplaced or ()],
        "tiers": [tier.model_dump(mode="json") for tier in plan.tiers],
        "run": None if plan.run is None else plan.run.model_dump(mode="json"),
    }


def _alliance_rows(county: County, plan: Plan, lang: Lang) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for alliance in plan.alliances:
        lead = (school_label(alliance.core, county.by_id), word("stage", alliance.stage, lang))
        if not alliance.members:
            rows.append((*lead, "–", "", ""))
        for index, member in enumerate(alliance.members):
            rows.append(
                (
                    *(lead if index == 0 else ("", "")),
                    school_label(member.school, county.by_id),
                    "" if member.km is None else f"{member.km:.1f}",
                    "" if member.minutes is None else f"{member.minutes:.0f}",
                )
            )
    return rows


def _unplaced_rows(county: County, unplaced: Sequence[Unplaced], lang: Lang) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for entry in unplaced:
        lead = (school_label(entry.school, county.by_id), word("stage", entry.stage, lang))
        if not entry.reasons:
            rows.append((*lead, "", "", ""))
        for index, reason in enumerate(entry.reasons):
            rows.append(
                (
                    *(lead if index == 0 else ("", "")),
                    reason.text,
                    "" if reason.nearest is None else school_label(reason.nearest, county.by_id),
                    "" if reason.km is None else f"{reason.km:.1f}",
                )
            )
    return rows
