"""What ``verify`` shows: broken rules, values and bounds beside the claimed ones, what is trusted."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import RenderableType

from ..models.county import County
from ..models.finding import Finding
from ..models.plan import Plan
from ..models.words import Term
from .messages import Lang, number, rule_wordings, text, word
from .plan_screen import aim
from .tables import Column, heading, line, table, with_names

_TIER_COLUMNS: tuple[Column, ...] = (
    ("column_tier", "right"),
    ("column_aim", "left"),
    ("column_claimed", "right"),
    ("column_recomputed", "right"),
)
_BOUND_COLUMNS: tuple[Column, ...] = (
    ("column_tier", "right"),
    ("column_bound_claimed", "right"),
    ("column_lp_claimed", "right"),
    ("column_lp_recomputed", "right"),
    ("column_trusted", "left"),
)


class Broken(Protocol):
    """A broken rule, or a claim of the plan that is false."""

    @property
    def figures(self) -> Mapping[str, Any]:
        """What its sentence mentions."""

    @property
    def schools(self) -> tuple[str, ...]:
        """The schools it speaks of."""

    def finding(self) -> Finding:
        """Give it as an error."""


class Recomputed(Protocol):
    """A tier's values, recomputed from the tables."""

    @property
    def terms(self) -> dict[Term, float]:
        """Each term's own value."""

    @property
    def value(self) -> float | None:
        """Their weighted sum."""


class Trusted(Protocol):
    """A step of a proof that was not repeated."""

    @property
    def tier(self) -> int:
        """Tier it belongs to, from 0."""

    @property
    def closing(self) -> str:
        """What it is."""

    @property
    def parts(self) -> int:
        """In how many parts of the county it was taken."""

    @property
    def candidates(self) -> int:
        """Candidate alliances it looked at."""


class Checked(Protocol):
    """Outcome of the independent check."""

    @property
    def broken(self) -> Sequence[Broken]:
        """Broken rules and false claims."""

    @property
    def warnings(self) -> Sequence[Finding]:
        """Doubts."""

    @property
    def tiers(self) -> Sequence[Recomputed]:
        """Recomputed tiers."""

    @property
    def lp_bounds(self) -> Sequence[float | None] | None:
        """Recomputed LP bound per tier; None without a certificate."""

    @property
    def trusted(self) -> Sequence[Trusted]:
        """Steps that were not repeated."""

    @property
    def resting(self) -> Sequence[int]:
        """Tiers whose bound rests on the exchange's bounds."""


def broken_findings(verdict: Checked, county: County) -> tuple[Finding, ...]:
    """Every broken rule as an error, its schools named."""
    found = [broken.finding() for broken in verdict.broken]
    return tuple(one.model_copy(update={"figures": with_names(one.figures, county.by_id)}) for one in found)


def verdict_screen(plan: Plan, verdict: Checked, lang: Lang) -> list[RenderableType]:
    """Outcome of a check; the broken rules themselves are errors and stand in the list of messages."""
    claims = sum(broken.finding().code not in rule_wordings() for broken in verdict.broken)
    screen: list[RenderableType] = [
        line("verdict_broken", lang, style="bold red", rules=len(verdict.broken) - claims, claims=claims)
        if verdict.broken
        else line("verdict_sound", lang, style="bold green")
    ]
    if plan.notice:
        screen.append(line("notice_line", lang, reason=plan.notice))
    if verdict.tiers:
        screen += [heading("tiers_title", lang), table(_TIER_COLUMNS, _tier_rows(plan, verdict, lang), lang)]
    if verdict.lp_bounds is not None:
        screen += [
            heading("bounds_title", lang),
            table(_BOUND_COLUMNS, _bound_rows(plan, verdict, verdict.lp_bounds, lang), lang),
        ]
    return screen


def verdict_result(verdict: Checked) -> dict[str, object]:
    """Outcome of a check for ``--json``; the broken rules' sentences stand in the messages."""
    return {
        "sound": not verdict.broken,
        "broken": [
            {"rule": broken.finding().code, "schools": list(broken.schools)} for broken in verdict.broken
        ],
        "tiers": [
            {"terms": {str(term): value for term, value in tier.terms.items()}, "value": tier.value}
            for tier in verdict.tiers
        ],
        "lp_bounds": None if verdict.lp_bounds is None else list(verdict.lp_bounds),
        "trusted": [
            {"tier": step.tier, "closing": step.closing, "parts": step.parts, "candidates": step.candidates}
            for step in verdict.trusted
        ],
        "rest_on_exchange": list(verdict.resting),
    }


def _tier_rows(plan: Plan, verdict: Checked, lang: Lang) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for index, tier in enumerate(verdict.tiers):
        claimed = plan.tiers[index] if index < len(plan.tiers) else None
        rows.append(
            (
                str(index + 1),
                aim([str(term) for term in tier.terms], lang),
                _figure(None if claimed is None else claimed.value, lang),
                _figure(tier.value, lang),
            )
        )
        if len(tier.terms) > 1:
            for term, value in tier.terms.items():
                said = None if claimed is None else claimed.terms.get(term)
                rows.append(("", "  " + word("term", term, lang), _figure(said, lang), _figure(value, lang)))
    return rows


def _bound_rows(
    plan: Plan, verdict: Checked, lp_bounds: Sequence[float | None], lang: Lang
) -> list[Sequence[str]]:
    entries = {entry.tier: entry for entry in plan.certificate}
    rows: list[Sequence[str]] = []
    for index, recomputed in enumerate(lp_bounds):
        claimed = plan.tiers[index].bound if index < len(plan.tiers) else None
        steps = [step for step in verdict.trusted if step.tier == index]
        trusted = [
            text(
                "trusted_step",
                lang,
                step=word("closing", step.closing, lang),
                parts=step.parts,
                candidates=step.candidates,
            )
            for step in steps
        ]
        if not trusted:
            resting = index in verdict.resting
            trusted = [text("rests_on_exchange", lang) if resting else _without_trust(plan, index, lang)]
        rows.append(
            (
                str(index + 1),
                _figure(claimed, lang),
                _figure(entries[index].lp_bound if index in entries else None, lang),
                _figure(recomputed, lang),
                "; ".join(trusted),
            )
        )
    return rows


def _without_trust(plan: Plan, index: int, lang: Lang) -> str:
    """Say what carries a tier's bound when no step of its proof had to be trusted."""
    closing = next((entry.closing for entry in plan.certificate if entry.tier == index), None)
    if closing is None:
        return text("no_figure", lang)
    proven = index < len(plan.tiers) and plan.tiers[index].proven
    return word("closing", "lp" if closing == "open" and proven else closing, lang)


def _figure(value: float | None, lang: Lang) -> str:
    return text("no_figure", lang) if value is None else number(value, 6)
