"""What ``next-year`` shows: who retires, pupils and classes of the next year, what a planner should look at.

Pupils of an intake are projections, and every place that shows them says so. Of teachers stand here ids and
the planner's own names only; why somebody is exempt stands nowhere.
"""

from collections import defaultdict
from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.next_year import NextYear, Projection, Retired
from ..models.words import Stage
from .messages import Lang, number, text, word
from .tables import Column, heading, line, school_label, table

_LARGEST = 15
_NAMES = 6
_FUNDED = 100
"""Pupils whom a smaller school is funded for all the same."""
_RETIRED_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_stage", "left"),
    ("column_subject", "left"),
    ("column_retiring", "right"),
    ("column_who", "left"),
)
_PUPIL_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_stage", "left"),
    ("column_pupils_now", "right"),
    ("column_pupils_next", "right"),
    ("column_classes_now", "right"),
    ("column_classes_next", "right"),
    ("column_intake_now", "right"),
    ("column_intake_next", "right"),
    ("column_basis", "left"),
)


def next_year_result(rolled: NextYear) -> dict[str, object]:
    """Give the same for ``--json``; everything of every school."""
    listed = (
        "retired",
        "moved",
        "projections",
        "grades_moved",
        "terms_over",
        "small",
        "empty_grades",
    )
    plain = ("undecided", "rotated", "exemptions_ended", "returned")
    return {
        "school_year": rolled.policy.school_year,
        "alliances": len(rolled.county.alliances),
        "exchanges": len(rolled.county.exchanges),
        "teachers": None if rolled.county.teachers is None else len(rolled.county.teachers),
        **{name: list(getattr(rolled, name)) for name in plain},
        **{name: [one.model_dump(mode="json") for one in getattr(rolled, name)] for name in listed},
    }


def next_year_screen(rolled: NextYear, before: County, lang: Lang) -> list[RenderableType]:
    """Show the step; ``before`` is the county of the year that ends, with the names of who leaves."""
    county = rolled.county
    screen: list[RenderableType] = [
        heading("next_year_title", lang, year=rolled.policy.school_year),
        line(
            "next_year_tables",
            lang,
            alliances=len(county.alliances),
            exchanges=len(county.exchanges),
        ),
    ]
    if before.teachers is not None:
        screen += _people(rolled, before, lang)
    if rolled.projections:
        screen += _pupils(rolled, lang)
    return screen + _to_look_at(rolled, lang)


def _people(rolled: NextYear, before: County, lang: Lang) -> list[RenderableType]:
    staying = len(rolled.county.teachers or ())
    screen: list[RenderableType] = [
        heading("next_year_people_title", lang, retiring=len(rolled.retired), staying=staying)
    ]
    if rolled.retired:
        groups = _by_subject(rolled.retired)
        rows = [_retired_row(group, before, lang) for group in groups[:_LARGEST]]
        screen.append(table(_RETIRED_COLUMNS, rows, lang))
        if len(groups) > _LARGEST:
            screen.append(line("next_year_more_teachers", lang, count=len(groups) - _LARGEST))
        already = sum(one.already for one in rolled.retired)
        if already:
            screen.append(line("next_year_already", lang, count=already))
    if rolled.rotated:
        screen.append(line("next_year_rotated", lang, rotated=len(rolled.rotated), moved=len(rolled.moved)))
    if rolled.exemptions_ended:
        screen.append(line("next_year_exemptions", lang, teachers=rolled.exemptions_ended))
    if rolled.returned:
        screen.append(line("next_year_returned", lang, teachers=rolled.returned))
    return screen


def _by_subject(retired: Sequence[Retired]) -> list[list[Retired]]:
    groups: dict[tuple[str, Stage, str], list[Retired]] = defaultdict(list)
    for one in retired:
        groups[one.school, one.stage, one.subject].append(one)
    return list(groups.values())


def _retired_row(group: Sequence[Retired], before: County, lang: Lang) -> Sequence[str]:
    first = group[0]
    names = {teacher.teacher_id: teacher.name for teacher in before.teachers or ()}
    shown = [f"{one.teacher} {names[one.teacher]}".strip() for one in group[:_NAMES]]
    more = [text("and_more", lang, count=len(group) - _NAMES)] if len(group) > _NAMES else []
    return (
        school_label(first.school, before.by_id),
        word("stage", first.stage, lang),
        word("subject", first.subject, lang),
        str(len(group)),
        {"en": ", ", "zh": "、"}[lang].join([*shown, *more]),
    )


def _pupils(rolled: NextYear, lang: Lang) -> list[RenderableType]:
    ordered = sorted(rolled.projections, key=lambda one: (-_change(one), one.school, one.stage.rank))
    shown = ordered[:_LARGEST]
    return [
        heading("next_year_pupils_title", lang, shown=len(shown), count=len(ordered)),
        table(_PUPIL_COLUMNS, [_pupil_row(one, rolled, lang) for one in shown], lang),
        line("next_year_pupils_note", lang),
    ]


def _change(one: Projection) -> float:
    """By how many pupils the stage changes; what is not known stands first."""
    if one.students is None or one.students_before is None:
        return float("inf")
    return abs(one.students - one.students_before)


def _pupil_row(one: Projection, rolled: NextYear, lang: Lang) -> Sequence[str]:
    figures = one.before_and_after
    return (
        school_label(one.school, rolled.county.by_id),
        word("stage", one.stage, lang),
        *(text("next_year_unknown", lang) if figure is None else number(figure) for figure in figures),
        basis_text(one, lang),
    )


def basis_text(one: Projection, lang: Lang) -> str:
    """Say what the intake rests on, with the factor where there is one."""
    said = word("basis", one.basis, lang)
    if one.ratio is None:
        return said
    return text("basis_with_factor", lang, basis=said, ratio=number(one.ratio, 2))


def _to_look_at(rolled: NextYear, lang: Lang) -> list[RenderableType]:
    """Show facts a planner may want to act on; nothing here says what to do."""
    schools = rolled.county.by_id
    screen: list[RenderableType] = []
    if rolled.small or rolled.empty_grades or rolled.terms_over:
        screen.append(heading("next_year_look_title", lang))
    falling = [one for one in rolled.small if one.students_before >= _FUNDED]
    if rolled.small:
        if falling:
            names = [
                text(
                    "next_year_small_one",
                    lang,
                    school=school_label(one.school, schools),
                    before=one.students_before,
                    after=one.students,
                )
                for one in falling
            ]
            screen.append(line("next_year_small_falling", lang, schools=names))
        small = [school_label(one.school, schools) for one in rolled.small]
        screen.append(line("next_year_small", lang, count=len(small), schools=small))
    if rolled.empty_grades:
        names = [
            text(
                "next_year_empty_one",
                lang,
                school=school_label(one.school, schools),
                stage=one.stage,
                grade=one.grade,
            )
            for one in rolled.empty_grades
        ]
        screen.append(line("next_year_empty", lang, count=len(names), grades=names))
    if rolled.terms_over:
        names = [
            text("next_year_term_one", lang, core=school_label(one.core, schools), until=one.until)
            for one in rolled.terms_over
        ]
        screen.append(line("next_year_terms", lang, count=len(names), alliances=names))
    return screen
