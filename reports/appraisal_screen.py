"""The appraisal of mergers and closures: figures with their limits and sources, blanks for the procedure."""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.appraisal import Appraisal, Criterion, Figure, Judgement, PupilsWay
from ..models.county import County
from .messages import Lang, number, text, word
from .tables import Column, filled_table, heading, line, school_label

_TITLE: dict[str, str] = {
    "merge": "appraisal_merge",
    "to_point": "appraisal_to_point",
    "close": "appraisal_close",
}
BLANK = "＿＿＿＿＿＿"
_WAY_COLUMNS: tuple[Column, ...] = (
    ("appraised_place", "left"),
    ("appraised_to_school", "left"),
    ("column_stage", "left"),
    ("appraised_grades", "left"),
    ("appraised_pupils", "right"),
    ("appraised_km_before", "right"),
    ("appraised_km_after", "right"),
    ("appraised_minutes_before", "right"),
    ("appraised_minutes_after", "right"),
    ("appraised_standing", "left"),
)
_FIGURE_COLUMNS: tuple[Column, ...] = (
    ("appraised_criterion", "left"),
    ("column_school", "left"),
    ("appraised_about", "left"),
    ("appraised_before", "right"),
    ("appraised_after", "right"),
    ("appraised_limit", "right"),
    ("appraised_standing", "left"),
    ("appraised_source", "left"),
)
_STEP_COLUMNS: tuple[Column, ...] = (
    ("appraised_step", "left"),
    ("appraised_date", "left"),
    ("appraised_signed", "left"),
    ("appraised_source", "left"),
)


def appraisal_screen(
    appraisals: Sequence[Appraisal], county_before: County, lang: Lang
) -> list[RenderableType]:
    """Show every appraisal; nothing where no school merges, closes or becomes a point.

    Parameters
    ----------
    county_before
        The county before the changes, which still names the schools that go.
    """
    if not appraisals:
        return []
    screen: list[RenderableType] = [heading("appraisal_title", lang)]
    for one in appraisals:
        screen += _one(one, county_before, lang)
    sources = dict.fromkeys(
        source
        for one in appraisals
        for source in (*(figure.source for figure in one.figures), *(step.source for step in one.procedure))
    )
    screen.append(heading("appraisal_sources_title", lang))
    screen += [line("list_entry", lang, reason=word("document", source, lang)) for source in sources]
    screen.append(heading("appraisal_no_verdict", lang, style=""))
    return screen


def appraisal_result(appraisals: Sequence[Appraisal]) -> list[dict[str, object]]:
    """Give the appraisals for ``--json`` and result files."""
    return [one.model_dump(mode="json") for one in appraisals]


def _one(one: Appraisal, county: County, lang: Lang) -> list[RenderableType]:
    comma = {"en": ", ", "zh": "、"}[lang]
    gone = comma.join(school_label(school, county.by_id) for school in one.gone)
    receiving = comma.join(school_label(school, county.by_id) for school in one.receiving)
    code = "appraisal_close_stage" if one.stage is not None else _TITLE[one.kind]
    receiving = receiving or text("appraisal_nobody", lang)
    screen: list[RenderableType] = [
        heading(code, lang, change=one.at, stage=one.stage, gone=gone, receiving=receiving)
    ]
    if one.kind == "to_point":
        screen.append(line("appraisal_ways_none", lang))
    elif one.ways:
        screen += [
            heading("appraisal_ways_title", lang),
            filled_table(_WAY_COLUMNS, [_way_row(way, county, lang) for way in one.ways], lang),
        ]
        if one.approximate:
            screen.append(line("appraisal_approximate", lang))
    screen += [
        heading("appraisal_figures_title", lang),
        filled_table(_FIGURE_COLUMNS, [_figure_row(figure, county, lang) for figure in one.figures], lang),
        heading("appraisal_procedure_title", lang),
        filled_table(
            _STEP_COLUMNS,
            [
                (
                    word("procedure", blank.step, lang),
                    blank.date or BLANK,
                    blank.signed or BLANK,
                    word("document_no", blank.source, lang),
                )
                for blank in one.procedure
            ],
            lang,
        ),
    ]
    return screen


def _way_row(way: PupilsWay, county: County, lang: Lang) -> Sequence[str]:
    grades = {
        True: "appraised_grades_lower",
        False: "appraised_grades_other",
        None: "appraised_grades_unknown",
    }[way.lower]
    mark = "≈ " if way.approximate else ""
    return (
        way.settlement or school_label(way.from_school, county.by_id),
        school_label(way.to_school, county.by_id),
        word("stage", way.stage, lang),
        text(grades, lang) if way.stage == "primary" else "",
        _shown(way.students),
        _shown(way.km_before, 1),
        "?" if way.km is None else mark + number(way.km, 1),
        _shown(way.minutes_before, 1),
        "?" if way.minutes is None else mark + number(way.minutes, 1),
        word("judgement", way.judgement, lang),
    )


def _figure_row(figure: Figure, county: County, lang: Lang) -> Sequence[str]:
    if figure.criterion is Criterion.KEEP:
        before, after = figure.reason or text("appraised_keep_nothing", lang), ""
    else:
        before = _shown(figure.before)
        after = "?" if figure.after is None else number(figure.after)
    limit = _shown(figure.limit)
    if figure.limit is not None and figure.local:
        limit = text("appraisal_local", lang, limit=limit)
    return (
        word("criterion", figure.criterion, lang),
        school_label(figure.school, county.by_id) if figure.school else "",
        _about(figure, lang),
        before,
        after,
        limit,
        _standing(figure, lang),
        word("document_no", figure.source, lang),
    )


def _standing(figure: Figure, lang: Lang) -> str:
    said = word("judgement", figure.judgement, lang)
    if figure.enough is not None:
        return text("appraisal_enough", lang, level=said, count=number(figure.enough))
    if figure.judgement is not Judgement.UNKNOWN or not figure.missing:
        return said
    comma = {"en": ", ", "zh": "、"}[lang]
    return text("appraisal_missing", lang, level=said, reason=comma.join(figure.missing))


def _about(figure: Figure, lang: Lang) -> str:
    if figure.stage is None:
        return ""
    stage = word("stage", figure.stage, lang)
    if figure.grade is not None:
        return text("appraised_grade", lang, stage=figure.stage, grade=figure.grade)
    return f"{stage} {word('subject', figure.subject, lang)}".rstrip()


def _shown(figure: float | None, digits: int = 3) -> str:
    return "" if figure is None else number(figure, digits)
