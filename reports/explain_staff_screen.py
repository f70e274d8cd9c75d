"""What ``explain --teacher`` and ``explain --alliance`` show. Why somebody is exempt is never shown."""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.staff_explanation import (
    AllianceExplanation,
    AskedRule,
    Given,
    Replaced,
    SubjectFlow,
    Substitute,
    Task,
    TeacherExplanation,
)
from .explain_prices import joined, prices_result, prices_text
from .messages import Lang, number, printable, shortened, text, word
from .tables import Column, filled_table, heading, line, school_label

_RULE_COLUMNS: tuple[Column, ...] = (
    ("column_form", "left"),
    ("explain_column_may", "left"),
    ("explain_column_rules", "left"),
)
_TASK_COLUMNS: tuple[Column, ...] = (
    ("column_form", "left"),
    ("explain_column_to", "left"),
    ("column_subject", "left"),
    ("explain_column_lessons", "right"),
    ("explain_column_semesters", "left"),
    ("explain_column_when", "left"),
)
_OTHER_COLUMNS: tuple[Column, ...] = (
    ("explain_teacher_other", "left"),
    ("column_school", "left"),
    ("explain_column_subject_kind", "left"),
    ("column_minutes", "right"),
    ("explain_column_free", "right"),
    ("explain_column_bars", "left"),
    ("explain_column_price", "left"),
)
_SCHOOL_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_km", "right"),
    ("column_need", "right"),
    ("explain_column_gets", "right"),
    ("explain_column_gives", "right"),
    ("explain_column_short", "right"),
    ("explain_column_short_alone", "right"),
)
_SUBJECT_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_subject", "left"),
    ("column_need", "right"),
    ("explain_column_own", "right"),
    ("explain_column_gets", "left"),
    ("explain_column_gives", "left"),
    ("explain_column_short", "right"),
    ("explain_column_short_alone", "right"),
)


def teacher_explanation_result(found: TeacherExplanation) -> dict[str, object]:
    """Give the same for ``--json``; lessons are weekly."""
    return {
        **found.model_dump(mode="json", exclude={"without", "replaced"}),
        "without": prices_result(found.without),
        "replaced": [
            {
                "task": one.task.model_dump(mode="json"),
                "others": [
                    {
                        **other.model_dump(mode="json", exclude={"prices"}),
                        "prices": prices_result(other.prices),
                    }
                    for other in one.others
                ],
            }
            for one in found.replaced
        ],
    }


def teacher_explanation_screen(found: TeacherExplanation, county: County, lang: Lang) -> list[RenderableType]:
    """Show what is asked of a teacher, under which rules, who else could, and the price of doing without."""
    names = _TeacherNames(county)
    subjects = [found.subject, *([found.second_subject] if found.second_subject else [])]
    home = [
        text("explain_teacher_semester", lang, lessons=lessons, value=semester)
        for semester, lessons in found.lessons_home.items()
    ]
    screen: list[RenderableType] = [
        heading(
            "explain_teacher_title",
            lang,
            teacher=names.of(found.teacher),
            school=school_label(found.school, county.by_id),
            stage=found.stage,
        ),
        line(
            "explain_teacher_figures",
            lang,
            subject=subjects,
            lessons=found.lessons_max,
            reason=joined(home, lang) or text("explain_teacher_no_lessons", lang),
        ),
        heading("explain_rules_title", lang),
        filled_table(_RULE_COLUMNS, _rule_rows(found.rules, lang), lang),
    ]
    if not found.tasks:
        return [*screen, heading("explain_tasks_none", lang, style="")]
    screen += [
        heading("explain_tasks_title", lang),
        filled_table(_TASK_COLUMNS, [_task_row(task, county, names, lang) for task in found.tasks], lang),
    ]
    for one in found.replaced:
        screen += _others(one, county, names, lang)
    if any(one.others for one in found.replaced):
        screen.append(line("explain_substitutes_legend", lang))
    return [*screen, *_without(found, names, lang)]


class _TeacherNames:
    """Teachers by id and name."""

    def __init__(self, county: County) -> None:
        self._names = {one.teacher_id: one.name for one in county.teachers or ()}

    def knows(self, teacher: str) -> bool:
        """Whether the id is a teacher's."""
        return teacher in self._names

    def of(self, teacher: str) -> str:
        """Id and name; the id alone where there is no other name."""
        name = self._names.get(teacher, "")
        said = teacher if name in ("", teacher) else f"{teacher} {name}"
        return shortened(printable(said))


def _rule_rows(rules: Sequence[AskedRule], lang: Lang) -> list[Sequence[str]]:
    """One row per form and rule; the form and whether it is open stand in its first row."""
    by_form: dict[str, list[AskedRule]] = {}
    for rule in rules:
        by_form.setdefault(rule.form, []).append(rule)
    rows: list[Sequence[str]] = []
    for form, asked in by_form.items():
        may = text("explain_may_not" if any(rule.bars for rule in asked) else "explain_may", lang)
        for at, rule in enumerate(sorted(asked, key=lambda one: not one.bars)):
            rows.append(("" if at else word("form", form, lang), "" if at else may, rule.text))
    return rows


def _task_row(task: Task, county: County, names: _TeacherNames, lang: Lang) -> Sequence[str]:
    when = [f"{word('half_day', day, lang)} {lessons}" for day, lessons in task.half_days.items()]
    if task.weeks:
        when.append(text("explain_weeks", lang, value=", ".join(map(str, task.weeks))))
    return (
        word("form", task.form, lang),
        names.of(task.to) if names.knows(task.to) else school_label(task.to, county.by_id),
        word("subject", task.subject, lang) if task.subject else "",
        "" if task.lessons is None else str(task.lessons),
        ", ".join(task.semesters),
        joined(when, lang),
    )


def _others(one: Replaced, county: County, names: _TeacherNames, lang: Lang) -> list[RenderableType]:
    school = school_label(one.task.to, county.by_id)
    title = heading("explain_substitutes_title", lang, subject=one.task.subject, school=school)
    if not one.others:
        return [title, line("explain_substitutes_none", lang)]
    rows = [_other_row(other, county, names, lang) for other in one.others]
    return [title, filled_table(_OTHER_COLUMNS, rows, lang)]


def _other_row(other: Substitute, county: County, names: _TeacherNames, lang: Lang) -> Sequence[str]:
    price = prices_text(other.prices, lang) if other.prices else text("explain_not_priced", lang)
    return (
        names.of(other.teacher),
        school_label(other.school, county.by_id),
        text("explain_main" if other.main else "explain_second", lang),
        "" if other.minutes is None else number(other.minutes, 1),
        str(other.free_lessons),
        " ".join(other.barred),
        "" if other.barred else price,
    )


def _without(found: TeacherExplanation, names: _TeacherNames, lang: Lang) -> list[RenderableType]:
    if found.beyond_alliance:
        return [heading("explain_beyond_alliance", lang, style="")]
    if not found.replaced:
        return []
    if not found.without:
        return [heading("explain_without_open", lang, style="")]
    screen: list[RenderableType] = [
        heading("explain_without_title", lang, reason=prices_text(found.without, lang))
    ]
    if found.went_instead:
        said = joined([names.of(teacher) for teacher in found.went_instead], lang)
        screen.append(line("explain_went_instead", lang, reason=said))
    return screen


def alliance_explanation_result(found: AllianceExplanation) -> dict[str, object]:
    """Give the same for ``--json``; lessons are weekly, means of both semesters."""
    return found.model_dump(mode="json")


def alliance_explanation_screen(
    found: AllianceExplanation, county: County, lang: Lang
) -> list[RenderableType]:
    """Show what each school of an alliance gets and gives per subject, and how each would be alone."""
    rows: list[Sequence[str]] = []
    for school in found.schools:
        label = school_label(school.school, county.by_id)
        for at, flow in enumerate(school.subjects):
            rows.append(("" if at else label, *_flow_cells(flow, lang)))
    together = text("explain_all_schools", lang)
    rows += [("" if at else together, *_flow_cells(flow, lang)) for at, flow in enumerate(found.subjects)]
    schools = [
        (
            school_label(one.school, county.by_id),
            "" if one.km is None else number(one.km, 1),
            number(one.need),
            number(one.gets) if found.from_teachers else "",
            number(one.gives) if found.from_teachers else "",
            "" if one.uncovered is None else number(one.uncovered),
            number(one.uncovered_alone),
        )
        for one in found.schools
    ]
    said = "explain_alliance_lessons" if found.from_teachers else "explain_alliance_pooled"
    screen: list[RenderableType] = [
        heading("explain_alliance_title", lang, alliance=found.alliance, mode=found.mode),
        filled_table(_SUBJECT_COLUMNS, rows, lang),
        heading("explain_alliance_schools", lang),
        filled_table(_SCHOOL_COLUMNS, schools, lang),
        heading(
            said,
            lang,
            alone=number(found.uncovered_alone),
            uncovered=number(found.uncovered),
            value=number(found.lessons_moved),
        ),
    ]
    if found.from_teachers and found.teacher_minutes is not None:
        screen.append(
            line(
                "explain_alliance_people",
                lang,
                visitors=found.visitors,
                rotating=found.rotating,
                minutes=number(found.teacher_minutes, 1),
            )
        )
    ways = {"total": number(found.total_km, 1), "worst": number(found.worst_km, 1)}
    screen.append(line("explain_alliance_ways", lang, **ways))
    return screen


def _flow_cells(flow: SubjectFlow, lang: Lang) -> Sequence[str]:
    def said(given: Sequence[Given]) -> str:
        parts = [text("explain_given", lang, school=one.school, lessons=number(one.lessons)) for one in given]
        return joined(parts, lang)

    return (
        word("subject", flow.subject, lang),
        number(flow.need),
        number(flow.own),
        said(flow.gets),
        said(flow.gives),
        "" if flow.uncovered is None else number(flow.uncovered),
        number(flow.uncovered_alone),
    )
