"""What ``compare`` shows: schools that moved and why, alliances, aims side by side, teachers to be told."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from ..models.comparison import (
    AllianceKind,
    Comparison,
    PlaceChange,
    PlaceKind,
    Reason,
    ReasonKind,
    Standing,
    Status,
    TierPair,
)
from ..models.plan import TierResult
from ..models.school import School
from .messages import Lang, finding_text, number, text, word
from .plan_screen import aim
from .tables import Column, filled_table, heading, line, school_label, with_names
from .teacher_rows import teacher_screen

_PLACE_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_stage", "left"),
    ("column_change", "left"),
    ("column_from", "left"),
    ("column_to", "left"),
    ("column_km_before", "right"),
    ("column_km_after", "right"),
)
_ALLIANCE_COLUMNS: tuple[Column, ...] = (
    ("column_alliance", "left"),
    ("column_core", "left"),
    ("column_change", "left"),
    ("column_joining", "left"),
    ("column_leaving", "left"),
)
_TIER_COLUMNS: tuple[Column, ...] = (
    ("column_tier", "right"),
    ("column_aim", "left"),
    ("column_before", "right"),
    ("column_after", "right"),
    ("column_difference", "right"),
    ("column_free", "right"),
    ("column_proof", "left"),
)
_KINDS = {
    PlaceKind.GONE: "place_gone",
    PlaceKind.LEFT: "place_left",
    PlaceKind.NEW: "place_new",
    PlaceKind.MOVED: "place_moved",
    PlaceKind.PLACED: "place_placed",
    PlaceKind.UNPLACED: "place_unplaced",
    PlaceKind.LEADS: "place_leads",
    PlaceKind.LEADS_NO_MORE: "place_leads_no_more",
}
_ALLIANCE_KINDS = {
    AllianceKind.BEGUN: "change_begun",
    AllianceKind.ENDED: "change_ended",
    AllianceKind.CHANGED: "change_changed",
    AllianceKind.KEPT: "change_kept",
}
_REASONS = {
    ReasonKind.MERGED: "moved_merged",
    ReasonKind.CORE_GONE: "moved_core_gone",
    ReasonKind.CORE_STOPPED: "moved_core_stopped",
    ReasonKind.EXITED: "moved_exited",
    ReasonKind.RELEASED: "moved_released",
    ReasonKind.RULE: "moved_rule",
    ReasonKind.FULL: "moved_full",
    ReasonKind.NEEDED: "moved_needed",
    ReasonKind.BETTER: "moved_better",
    ReasonKind.EQUAL: "moved_equal",
    ReasonKind.WORSE: "moved_worse",
    ReasonKind.OPEN: "moved_open",
}
_BY_CHOICE = frozenset(
    {
        ReasonKind.RULE,
        ReasonKind.FULL,
        ReasonKind.NEEDED,
        ReasonKind.BETTER,
        ReasonKind.EQUAL,
        ReasonKind.WORSE,
    }
)

Schools = Mapping[str, School]


def comparison_screen(
    comparison: Comparison, schools: Schools, lang: Lang, free: Sequence[TierResult] | None = None
) -> list[RenderableType]:
    """Show two plans side by side; the aims come last.

    Parameters
    ----------
    schools
        Those of both counties by id, as far as they are known.
    free
        Aims of the best plan with nothing kept, as a third one.
    """
    return [
        *place_screen(comparison, schools, lang),
        *alliance_screen(comparison, schools, lang),
        *teacher_screen(comparison, schools, lang),
        *tier_screen(comparison.tiers, lang, free),
    ]


def place_screen(comparison: Comparison, schools: Schools, lang: Lang) -> list[RenderableType]:
    """Show every school that is elsewhere, and why."""
    changed = [place for place in comparison.places if place.kind is not PlaceKind.KEPT]
    kept = len(comparison.places) - len(changed)
    screen: list[RenderableType] = [heading("compare_schools_title", lang, changed=len(changed), kept=kept)]
    if changed:
        rows = [_place_row(place, schools, lang) for place in changed]
        screen.append(filled_table(_PLACE_COLUMNS, rows, lang))
        screen += _reasons(changed, schools, lang)
    else:
        screen.append(line("compare_same", lang))
    orphans = [school_label(place.school, schools) for place in comparison.places if place.orphaned]
    if orphans:
        screen.append(line("compare_orphans", lang, schools=orphans))
    return screen


def tier_screen(
    pairs: Sequence[TierPair], lang: Lang, free: Sequence[TierResult] | None = None
) -> list[RenderableType]:
    """Aims side by side: before, after and, where it is known, with everything free."""
    if not pairs:
        return []
    at_best = {frozenset(tier.terms): tier for tier in free or ()}
    rows = [
        _tier_row(at, pair, at_best.get(frozenset(pair.terms)), lang)
        for at, pair in enumerate(pairs, start=1)
    ]
    screen: list[RenderableType] = [heading("compare_tiers_title", lang)]
    screen.append(filled_table(_TIER_COLUMNS, rows, lang))
    shown = [tier for pair in pairs for tier in (pair.before, pair.after) if tier] + list(free or ())
    if any(_value(tier, lang) != number(tier.value) for tier in shown):
        screen.append(line("value_legend", lang, style="dim"))
    return screen


def comparison_result(comparison: Comparison) -> dict[str, object]:
    """Give the comparison for ``--json``, with its numbers first."""
    kinds = [place.kind for place in comparison.places]
    counts = {kind.value: kinds.count(kind) for kind in PlaceKind}
    tiers = [{**pair.model_dump(mode="json"), "difference": pair.difference} for pair in comparison.tiers]
    return {
        "counts": {**counts, "orphaned": sum(place.orphaned for place in comparison.places)},
        **comparison.model_dump(mode="json"),
        "tiers": tiers,
    }


def reason_text(reason: Reason, schools: Schools, lang: Lang) -> str:
    """Say why a school has another core."""
    named = [school_label(school, schools) for school in reason.schools]
    code = _REASONS[reason.kind]
    if reason.kind is ReasonKind.FULL and not named:
        code = "moved_full_only"
    if reason.kind is ReasonKind.CORE_STOPPED and reason.broken is not None:
        code = "moved_core_stopped_rule"
    broken = reason.broken
    if broken is not None:
        broken = broken.model_copy(update={"figures": with_names(broken.figures, schools)})
    return text(
        code,
        lang,
        schools=named,
        reason="" if broken is None else finding_text(broken, lang),
        tier=reason.tier,
        aim=aim(reason.terms, lang),
        by="" if reason.by is None else number(reason.by),
    )


def _reasons(changed: Sequence[PlaceChange], schools: Schools, lang: Lang) -> list[RenderableType]:
    """One line per school that has a reason, and what a reason of choice means."""
    given = [(place, place.reason) for place in changed if place.reason is not None]
    if not given:
        return []
    screen: list[RenderableType] = [heading("moved_title", lang)]
    for place, reason in given:
        name, why = school_label(place.school, schools), reason_text(reason, schools, lang)
        screen.append(line("moved_line", lang, school=name, reason=why))
    if any(reason.kind in _BY_CHOICE for _, reason in given):
        screen.append(line("moved_legend", lang, style="dim"))
    return screen


def _place_row(place: PlaceChange, schools: Schools, lang: Lang) -> Sequence[str]:
    kind = text(_KINDS[place.kind], lang)
    if place.into is not None:
        kind = text("place_gone_into", lang, school=school_label(place.into, schools))
    return (
        school_label(place.school, schools),
        word("stage", place.stage, lang),
        kind,
        _standing(place.before, schools, lang),
        _standing(place.after, schools, lang),
        "" if place.before.km is None else f"{place.before.km:.1f}",
        "" if place.after.km is None else f"{place.after.km:.1f}",
    )


def _standing(standing: Standing, schools: Schools, lang: Lang) -> str:
    if standing.core is not None:
        return school_label(standing.core, schools)
    if standing.status is Status.LEADS:
        return text("status_leads", lang)
    return text("status_unplaced", lang) if standing.status is Status.UNPLACED else ""


def alliance_screen(comparison: Comparison, schools: Schools, lang: Lang) -> list[RenderableType]:
    """Show every alliance that begins, ends or changes."""
    kinds = [alliance.kind for alliance in comparison.alliances]
    counts: dict[str, object] = {kind.value: kinds.count(kind) for kind in AllianceKind}
    rows = [
        (
            alliance.id,
            school_label(alliance.core, schools),
            text(_ALLIANCE_KINDS[alliance.kind], lang),
            _listed(alliance.joined, schools, lang),
            _listed(alliance.left, schools, lang),
        )
        for alliance in comparison.alliances
        if alliance.kind is not AllianceKind.KEPT
    ]
    screen: list[RenderableType] = [heading("compare_alliances_title", lang, style="bold", **counts)]
    return [*screen, filled_table(_ALLIANCE_COLUMNS, rows, lang)] if rows else screen


def _listed(members: Sequence[str], schools: Schools, lang: Lang) -> str:
    return {"en": ", ", "zh": "、"}[lang].join(school_label(member, schools) for member in members)


def _tier_row(at: int, pair: TierPair, free: TierResult | None, lang: Lang) -> Sequence[str]:
    difference = pair.difference
    shown = "" if difference is None else ("+" if difference > 0 else "") + number(difference)
    return (
        str(at),
        aim(pair.terms, lang),
        _value(pair.before, lang),
        _value(pair.after, lang),
        shown,
        _value(free, lang),
        _proof(pair.after, lang),
    )


def _value(tier: TierResult | None, lang: Lang) -> str:
    """Give a value, and where it is not proven best what no plan can be below."""
    if tier is None:
        return ""
    if tier.estimate:
        return text("value_estimate", lang, value=number(tier.value))
    if tier.proven or tier.bound is None or tier.bound >= tier.value:
        return number(tier.value)
    return text("value_open", lang, value=number(tier.value), bound=number(tier.bound))


def _proof(tier: TierResult | None, lang: Lang) -> str:
    if tier is None or (tier.bound is None and not tier.estimate):
        return ""
    return word("proof", "proven" if tier.proven else "estimate" if tier.estimate else "open", lang)
