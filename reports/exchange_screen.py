"""What ``solve`` shows of the teacher exchange: what it covers, who is still owed, how far it is from best.

Nobody is named: who goes where stands in plan.json, why somebody may not go in the planner's eligibility.csv.
"""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.plan import Plan
from ..models.staffing import Form
from .exchange_figures import AllianceFigures, DutyFigures, ExchangeFigures, Quota
from .messages import Lang, number, text, word
from .tables import Column, filled_table, heading, line, school_label

_ALLIANCE_COLUMNS: tuple[Column, ...] = (
    ("column_core", "left"),
    ("column_stage", "left"),
    ("column_alone", "right"),
    ("column_still_short", "right"),
    ("column_visit_lessons", "right"),
    ("column_visitors", "right"),
    ("column_rotation_lessons", "right"),
    ("column_rotating", "right"),
    ("column_proof", "left"),
)
_DUTY_COLUMNS: tuple[Column, ...] = (
    ("column_duty", "left"),
    ("column_missed", "right"),
    ("column_owed", "right"),
    ("column_example", "left"),
)


def exchange_result(figures: ExchangeFigures) -> dict[str, object]:
    """Give the same for ``--json``; lessons are weekly, means of both semesters."""
    return {
        "uncovered_own_staff_alone": figures.alone,
        "uncovered": figures.uncovered,
        "visits": figures.visits._asdict(),
        "rotations": figures.rotations._asdict(),
        "postings": figures.postings._asdict(),
        "shadowing": figures.shadowing._asdict(),
        "mentors": figures.mentors._asdict(),
        "quota": None if figures.quota is None else figures.quota._asdict(),
        "alliances": [
            {**one._asdict(), "open": None if one.open is None else one.open._asdict()}
            for one in figures.alliances
        ],
        "duties": [one._asdict() for one in figures.duties],
    }


def exchange_screen(
    figures: ExchangeFigures, forms: Sequence[str], county: County, lang: Lang
) -> list[RenderableType]:
    """Show what each alliance's exchange covers, what the forms come to, and the duties that cannot be met.

    Parameters
    ----------
    forms
        The county's forms of exchange; others are not spoken of.
    """
    screen: list[RenderableType] = []
    if figures.alliances:
        screen += [
            heading("exchange_alliances_title", lang),
            filled_table(_ALLIANCE_COLUMNS, _alliance_rows(figures.alliances, county, lang), lang),
        ]
    if any(one.open is not None for one in figures.alliances):
        screen.append(line("exchange_open_legend", lang))
    screen += _duties(figures.duties, lang)
    screen += [
        heading("exchange_title", lang),
        line("exchange_lessons", lang, alone=number(figures.alone), uncovered=number(figures.uncovered)),
    ]
    said = _forms(figures, lang)
    screen += [line("list_entry", lang, reason=said[form]) for form in Form if form.value in forms]
    if figures.quota is not None:
        screen.append(line("list_entry", lang, reason=_quota(figures.quota, lang)))
    return screen


def distance_lines(plan: Plan, lang: Lang) -> list[RenderableType]:
    """Say how far a plan with an exchange is from the joint optimum: nothing where every aim is proven."""
    proven = next((at for at, tier in enumerate(plan.tiers) if not tier.proven), None)
    if proven is None:
        return []
    tier = plan.tiers[proven]
    best = tier.value if tier.best is None else tier.best
    bound = 0.0 if tier.bound is None else tier.bound
    terms = " + ".join(word("term", term, lang) for term in tier.terms)
    said = [line("distance_proven", lang, count=proven)] if proven else []
    first_open = line(
        "distance_open", lang, tier=proven + 1, aim=terms, value=number(best), bound=number(bound)
    )
    return [*said, first_open]


def _alliance_rows(rows: Sequence[AllianceFigures], county: County, lang: Lang) -> list[Sequence[str]]:
    stages = {row.stage for row in rows}
    return [
        (
            school_label(row.core, county.by_id),
            word("stage", row.stage, lang) if len(stages) > 1 else "",
            number(row.alone),
            number(row.uncovered),
            number(row.visit_lessons),
            str(row.visitors),
            number(row.rotation_lessons),
            str(row.rotating),
            word("proof", "proven", lang)
            if row.open is None
            else text("exchange_open", lang, tier=row.open.tier, gap=number(row.open.gap)),
        )
        for row in rows
    ]


def _duties(rows: Sequence[DutyFigures], lang: Lang) -> list[RenderableType]:
    owed, missed = sum(row.owed for row in rows), sum(row.missed for row in rows)
    if not owed:
        return []
    if not missed:
        return [heading("duties_met", lang, style="", count=owed)]
    return [
        heading("duties_title", lang, count=owed, missed=missed),
        filled_table(
            _DUTY_COLUMNS,
            [
                (word("duty", row.kind, lang), str(row.missed), str(row.owed), row.example)
                for row in rows
                if row.missed
            ],
            lang,
        ),
        line("duties_where", lang),
    ]


def _forms(figures: ExchangeFigures, lang: Lang) -> dict[Form, str]:
    visits, rotations, mentors = figures.visits, figures.rotations, figures.mentors
    return {
        Form.VISIT: text(
            "exchange_visits",
            lang,
            teachers=visits.teachers,
            schools=visits.schools,
            lessons=number(visits.lessons),
        ),
        Form.ROTATION: text(
            "exchange_rotations",
            lang,
            teachers=rotations.teachers,
            backbone=rotations.backbone,
            schools=rotations.schools,
            lessons=number(rotations.lessons),
        ),
        Form.POSTING: text("exchange_postings", lang, **figures.postings._asdict()),
        Form.MENTORING: text("exchange_mentors", lang, **mentors._asdict()),
        Form.SHADOWING: text("exchange_shadowing", lang, **figures.shadowing._asdict()),
    }


def _quota(quota: Quota, lang: Lang) -> str:
    if quota.missed is None:
        return text("exchange_quota", lang, rotation=quota.rotation, backbone=quota.backbone)
    code = "exchange_quota_missed" if quota.missed else "exchange_quota_met"
    return text(code, lang, rotation=quota.rotation, backbone=quota.backbone, missed=number(quota.missed))
