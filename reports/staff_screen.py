"""What ``check`` shows of a county with teachers: need against own staff, why lessons are short, who may go.

Nothing here names a teacher: the reasons of single teachers stand in the planner's own eligibility.csv.
"""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.county import County
from ..models.staffing import FormCount, Shortage, StaffView
from .messages import Lang, number, text, word
from .staff_balance import SchoolShortage, StaffBalance, school_shortages, staff_balance
from .tables import Column, heading, line, school_label, table

_LARGEST = 10
_BARRING = 3
_SUBJECTS = 3
_BALANCE_COLUMNS: tuple[Column, ...] = (
    ("column_stage", "left"),
    ("column_subject", "left"),
    ("column_need", "right"),
    ("column_staff_supply", "right"),
    ("column_short", "right"),
    ("column_schools_short", "right"),
    ("column_shortage_reason", "left"),
)
_SHORTAGE_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_stage", "left"),
    ("column_need", "right"),
    ("column_short", "right"),
    ("column_worst_subjects", "left"),
)
_FORM_COLUMNS: tuple[Column, ...] = (
    ("column_form", "left"),
    ("column_teachers_free", "right"),
    ("column_teachers", "right"),
    ("column_barred", "left"),
)
_QUOTA_COLUMNS: tuple[Column, ...] = (
    ("column_stage", "left"),
    ("column_schools", "right"),
    ("column_eligible", "right"),
    ("column_rotation_quota", "right"),
    ("column_backbone_quota", "right"),
)


def staff_result(view: StaffView) -> dict[str, object]:
    """Give the same for ``--json``; lessons are weekly."""
    return {
        "balance": [row._asdict() for row in staff_balance(view)],
        "shortages": [
            {**row._asdict(), "subject": row.subjects[0].subject}
            | {"subjects": [subject._asdict() for subject in row.subjects]}
            for row in school_shortages(view)
        ],
        "eligibility": [{**row._asdict(), "barred": dict(row.barred)} for row in view.forms],
        "quotas": [row._asdict() for row in view.quotas],
    }


def staff_screen(view: StaffView, county: County, lang: Lang) -> list[RenderableType]:
    """Balance per subject, schools with the largest shortages, eligible teachers per form, quotas."""
    screen: list[RenderableType] = [
        heading("staff_balance_title", lang),
        table(_BALANCE_COLUMNS, [_balance_row(row, lang) for row in staff_balance(view)], lang),
    ]
    shortages = school_shortages(view)
    if shortages:
        largest = shortages[:_LARGEST]
        screen += [
            heading("shortage_title", lang, shown=len(largest), count=len(shortages)),
            table(_SHORTAGE_COLUMNS, [_shortage_row(row, county, lang) for row in largest], lang),
        ]
    screen += [
        heading("eligibility_title", lang),
        table(_FORM_COLUMNS, [_form_row(row, lang) for row in view.forms], lang),
    ]
    if view.quotas:
        rows = [
            (
                word("stage", row.stage, lang),
                *map(str, (row.schools, row.eligible, row.rotation, row.backbone)),
            )
            for row in view.quotas
        ]
        screen += [heading("quota_title", lang), table(_QUOTA_COLUMNS, rows, lang)]
    screen.append(line("eligibility_where", lang))
    return screen


def _balance_row(row: StaffBalance, lang: Lang) -> Sequence[str]:
    reasons = (
        text("shortage_part", lang, reason=word("shortage", reason, lang), lessons=number(short))
        for reason, short in row.reasons.items()
    )
    return (
        word("stage", row.stage, lang),
        word("subject", row.subject, lang),
        number(row.need),
        number(row.supply),
        number(row.short),
        str(row.schools_short),
        _listed(list(reasons), lang),
    )


def _shortage_row(row: SchoolShortage, county: County, lang: Lang) -> Sequence[str]:
    subjects = [
        text(
            "shortage_subject",
            lang,
            subject=word("subject", one.subject, lang),
            lessons=number(one.short),
            reason=_reason_at_school(one.reason, one.teachers, lang),
        )
        for one in row.subjects[:_SUBJECTS]
    ]
    return (
        school_label(row.school, county.by_id),
        word("stage", row.stage, lang),
        number(row.need),
        number(row.short),
        _listed(subjects, lang, rest=len(row.subjects) - len(subjects)),
    )


def _reason_at_school(reason: Shortage, teachers: int, lang: Lang) -> str:
    said = word("shortage", reason, lang)
    return text("shortage_teachers", lang, reason=said, count=teachers) if teachers else said


def _form_row(row: FormCount, lang: Lang) -> Sequence[str]:
    barred = [
        text("barred_part", lang, reason=word("barred", rule, lang), count=count)
        for rule, count in row.barred[:_BARRING]
    ]
    return (
        word("form", row.form, lang),
        str(row.allowed),
        str(row.teachers),
        _listed(barred, lang, rest=len(row.barred) - len(barred)),
    )


def _listed(parts: Sequence[str], lang: Lang, rest: int = 0) -> str:
    more = [text("and_more", lang, count=rest)] if rest > 0 else []
    return {"en": "; ", "zh": "；"}[lang].join([*parts, *more])
