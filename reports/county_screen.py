"""What ``check`` shows of a county: who takes part, under which modes, and need against supply."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.policy import Policy
from ..models.words import Role, Stage
from .messages import Lang, number, text, word
from .mode_words import (
    conditions_of,
    entrusted_of,
    governance_of,
    limit,
    members_of,
    mode_name,
    span,
    stages_of,
    term_of,
)
from .need_balance import school_shortages, subject_balance
from .tables import Column, filled_table, heading, line, school_label, table

_LARGEST = 10
_MODE_COLUMNS: tuple[Column, ...] = (
    ("column_mode", "left"),
    ("column_stages", "left"),
    ("column_members", "right"),
    ("column_entrusted", "right"),
    ("column_max_km", "right"),
    ("column_max_minutes", "right"),
    ("column_alliances", "right"),
    ("column_pairs", "right"),
)
_CONDITION_COLUMNS: tuple[Column, ...] = (
    ("column_mode", "left"),
    ("column_conditions", "left"),
    ("column_governance", "left"),
    ("column_term", "left"),
)
_SUBJECT_COLUMNS: tuple[Column, ...] = (
    ("column_stage", "left"),
    ("column_subject", "left"),
    ("column_need", "right"),
    ("column_supply", "right"),
    ("column_short", "right"),
    ("column_schools_short", "right"),
)
_SHORTAGE_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_stage", "left"),
    ("column_need", "right"),
    ("column_short", "right"),
    ("column_worst_subject", "left"),
)


def county_result(county: County, policy: Policy, sha256: str, pairs: Mapping[str, int]) -> dict[str, object]:
    """Give the county's summary for ``--json``; ``pairs``: core–member pairs allowed, by mode id."""
    listed = _supply_is_listed(county)
    balance = [row._asdict() for row in subject_balance(county)] if listed else []
    shortages = [row._asdict() for row in school_shortages(county)] if listed else []
    return {
        "county": policy.name,
        "county_sha256": sha256,
        "notice": policy.notice,
        "schools": len(county.schools),
        "roles": {role.value: sum(school.role is role for school in county.schools) for role in Role},
        "modes": [mode.model_dump(mode="json") for mode in policy.mode],
        "listed_pairs": len(county.travel),
        "admissible_pairs": dict(pairs),
        "pins": len(county.pins),
        "balance": balance,
        "shortages": shortages,
    }


def county_screen(
    county: County, policy: Policy, pairs: Mapping[str, int], lang: Lang
) -> list[RenderableType]:
    """Summary of a county that was read without an error; ``pairs``: see ``county_result``."""
    name = policy.name or text("county_unnamed", lang)
    screen: list[RenderableType] = [heading("county_title", lang, name=name)]
    if policy.notice:
        screen.append(line("notice_line", lang, reason=policy.notice))
    screen += [
        line(
            "county_numbers",
            lang,
            schools=len(county.schools),
            points=sum(school.parent_id is not None for school in county.schools),
            pairs=len(county.travel),
            pins=len(county.pins),
        ),
        heading("county_schools", lang),
        _schools(county, lang),
        heading("county_modes", lang),
        _modes(policy, pairs, lang),
        *_conditions(policy, lang),
    ]
    if policy.subject_alliance:
        screen.append(heading("layers_asked", lang, style="", count=len(policy.subject_alliance)))
    return screen + (_balance(county, lang) if _supply_is_listed(county) else [])


def _supply_is_listed(county: County) -> bool:
    """Whether needs.csv says the supply; with teachers it is reckoned from them (``staff_screen.py``)."""
    return county.needs is not None and county.teachers is None


def _schools(county: County, lang: Lang) -> RenderableType:
    stages = [stage for stage in Stage if any(stage in school.stages for school in county.schools)]
    columns: list[Column] = [("column_role", "left")]
    columns += [(f"stage_{stage}", "right") for stage in stages]
    columns.append(("column_schools", "right"))
    rows = []
    for role in Role:
        ours = [school for school in county.schools if school.role is role]
        if ours:
            counts = [sum(stage in school.stages for school in ours) for stage in stages]
            rows.append([word("role", role, lang), *map(str, counts), str(len(ours))])
    return table(columns, rows, lang)


def _modes(policy: Policy, pairs: Mapping[str, int], lang: Lang) -> RenderableType:
    rows: list[Sequence[str]] = [
        (
            mode_name(mode, lang),
            stages_of(mode, lang),
            members_of(mode, lang),
            entrusted_of(mode, lang),
            limit(mode.max_km, lang),
            limit(mode.max_minutes, lang),
            span(mode.alliances.least, mode.alliances.most, lang),
            str(pairs[mode.id]),
        )
        for mode in policy.mode
    ]
    return filled_table(_MODE_COLUMNS, rows, lang)


def _conditions(policy: Policy, lang: Lang) -> list[RenderableType]:
    """Show what the modes ask for beyond numbers; nothing where no mode asks for anything."""
    rows = [
        (
            mode_name(mode, lang),
            conditions_of(mode, lang),
            governance_of(mode, lang),
            term_of(mode, policy, lang),
        )
        for mode in policy.mode
    ]
    said = [row for row in rows if any(row[1:])]
    return ["", filled_table(_CONDITION_COLUMNS, said, lang)] if said else []


def _balance(county: County, lang: Lang) -> list[RenderableType]:
    subjects: list[Sequence[str]] = [
        (
            word("stage", row.stage, lang),
            word("subject", row.subject, lang),
            number(row.need),
            number(row.supply),
            number(row.short),
            str(row.schools_short),
        )
        for row in subject_balance(county)
    ]
    shortages = school_shortages(county)
    schools: list[Sequence[str]] = [
        (
            school_label(row.school, county.by_id),
            word("stage", row.stage, lang),
            number(row.need),
            number(row.short),
            word("subject", row.subject, lang),
        )
        for row in shortages[:_LARGEST]
    ]
    screen: list[RenderableType] = [
        heading("balance_title", lang),
        table(_SUBJECT_COLUMNS, subjects, lang),
    ]
    if schools:
        title = heading("shortage_title", lang, shown=len(schools), count=len(shortages))
        screen += [title, table(_SHORTAGE_COLUMNS, schools, lang)]
    return screen
