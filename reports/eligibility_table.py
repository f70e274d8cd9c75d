"""eligibility.csv: per teacher and form every rule that was asked, for the planner's own files.

It holds personal reasons (illness, age) and is never published; its first heading says so.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..models.county import County
from ..models.exchange_rule import exchange_sentence
from ..models.staffing import Reason, Verdict
from ..models.teacher import Teacher
from .cells import BYTE_ORDER_MARK, plain_cell
from .messages import Lang, number, text, word


def eligibility_csv(verdicts: Iterable[Verdict], county: County, lang: Lang) -> str:
    """Write the table as one text, with the mark at its head by which spreadsheets know UTF-8."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(
        (
            text("eligibility_teacher", lang),
            text("eligibility_name", lang),
            text("eligibility_school", lang),
            text("eligibility_form", lang),
            text("eligibility_allowed", lang),
            text("eligibility_rule", lang),
            text("eligibility_bars", lang),
            text("eligibility_figure", lang),
            text("eligibility_limit", lang),
            text("eligibility_sentence", lang),
        )
    )
    rows.writerows(eligibility_rows(verdicts, county, lang))
    return BYTE_ORDER_MARK + written.getvalue()


def eligibility_rows(verdicts: Iterable[Verdict], county: County, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Make one row for every teacher, form and rule that was asked; no cell is taken for a formula."""
    teachers = {teacher.teacher_id: teacher for teacher in county.teachers or ()}
    said = {so: text("eligibility_yes" if so else "eligibility_no", lang) for so in (True, False)}
    for verdict in verdicts:
        teacher = teachers[verdict.teacher]
        for reason in verdict.reasons:
            cells = (
                teacher.teacher_id,
                teacher.name,
                teacher.school_id,
                word("form", verdict.form, lang),
                said[verdict.allowed],
                reason.rule.value,
                said[reason.bars],
                _figure(reason),
                _limit(reason),
                exchange_sentence(reason.rule, lang, _figures(verdict, reason, teacher)),
            )
            yield tuple(map(plain_cell, cells))


def _figure(reason: Reason) -> str:
    if reason.months is not None:
        return str(reason.months)
    return reason.text if reason.lessons is None else str(reason.lessons)


def _limit(reason: Reason) -> str:
    return (reason.until or "") if reason.limit_months is None else number(reason.limit_months)


def _figures(verdict: Verdict, reason: Reason, teacher: Teacher) -> Mapping[str, Any]:
    """Figures of the rule's sentence; of months before the present none are told."""
    months = max(0, reason.months or 0)
    return {
        "teacher": teacher.teacher_id,
        "school": teacher.school_id,
        "form": verdict.form.value,
        "text": reason.text,
        "until": reason.until or "",
        "years": months // 12,
        "months": months % 12,
        "limit": number((reason.limit_months or 0) / 12),
        "lessons": reason.lessons,
    }
