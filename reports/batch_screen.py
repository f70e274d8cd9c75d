"""What a batch came to: statuses, cases that ended without a plan, where everything is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.console import RenderableType

from ..models.batch import CaseRecord, CaseStatus, ManifestCase
from .batch_progress import duration
from .batch_rows import errors_of, status_of
from .messages import Lang, printable, shortened, text
from .tables import Column, heading, line, table

_LISTED = 20
_LONGEST = 160
_COLUMNS: tuple[Column, ...] = (
    ("column_case", "left"),
    ("column_result", "left"),
    ("column_reason", "left"),
)


class Outcome(NamedTuple):
    """A batch that has ended.

    Attributes
    ----------
    records
        Of every case that has one, by its folder.
    earlier
        Cases that were finished before this call.
    files
        What was written beside the cases.
    """

    cases: tuple[ManifestCase, ...]
    records: Mapping[str, CaseRecord]
    earlier: int
    seconds: float
    files: tuple[str, ...]

    @property
    def counts(self) -> Counter[CaseStatus]:
        """How many cases ended in which way."""
        return Counter(status_of(case, self.records) for case in self.cases)


def batch_screen(outcome: Outcome, out: str, lang: Lang) -> Sequence[RenderableType]:
    """Show the outcome; of many cases without a plan only the first, the summary has all."""
    counts = outcome.counts
    rows = [
        (text(f"batch_{status.name.lower()}", lang), str(counts[status]))
        for status in CaseStatus
        if counts[status]
    ]
    said = duration(outcome.seconds)
    screen: list[RenderableType] = [
        heading("batch_title", lang, cases=len(outcome.cases), earlier=outcome.earlier, left=said),
        table((("column_result", "left"), ("column_cases", "right")), rows, lang),
    ]
    without = [case for case in outcome.cases if status_of(case, outcome.records) not in _WITH_PLAN]
    if without:
        shown = sorted(without, key=lambda case: case.folder)[:_LISTED]
        screen.append(heading("batch_without_plan", lang))
        screen.append(table(_COLUMNS, [_row(case, outcome.records, lang) for case in shown], lang))
        if len(without) > _LISTED:
            screen.append(line("batch_more_in_summary", lang, count=len(without) - _LISTED))
    screen += [text("wrote", lang, path=file) for file in outcome.files]
    return [*screen, text("batch_folders", lang, path=out)]


def batch_result(outcome: Outcome, out: str) -> dict[str, object]:
    """Give the outcome for ``--json``; every case stands in the summary."""
    return {
        "folder": out,
        "cases": len(outcome.cases),
        "earlier": outcome.earlier,
        "statuses": {str(status): count for status, count in sorted(outcome.counts.items())},
        "seconds": round(outcome.seconds, 3),
        "files": list(outcome.files),
    }


_WITH_PLAN = frozenset({CaseStatus.OPTIMAL, CaseStatus.FEASIBLE})


def _row(case: ManifestCase, records: Mapping[str, CaseRecord], lang: Lang) -> tuple[str, ...]:
    status = status_of(case, records)
    record = records.get(case.folder)
    said = errors_of(record) if record else []
    reason = shortened(printable(said[0]), _LONGEST) if said else ""
    if len(said) > 1:
        reason += " " + text("and_more", lang, count=len(said) - 1)
    return (printable(case.folder), text(f"batch_{status.name.lower()}", lang), reason)
