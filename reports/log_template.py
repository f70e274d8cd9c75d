"""log.csv as a template: a row for everything that a plan lays, to be filled in with what really happened.

``times`` stays blank: how often it took place is for those to say who were there. Meetings, postings,
shadowing, mentor pairs, visits, rotations and papers each have a row; duties that could not be laid have
none. The columns are those of the public contract.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..models.duty import DutyForm, duty_kinds
from ..models.plan import Duty, Plan
from ..models.staffing import Form
from ..models.words import Stage
from .cells import BYTE_ORDER_MARK, plain_cell
from .messages import Lang, text, word

LOG = "log.csv"
_AUTUMN = (9, 10, 11, 12, 1)
"""Months of the first semester, as far as a paper's date tells."""
_COLUMNS = (
    "log_semester",
    "log_week",
    "log_alliance",
    "log_kind",
    "log_school",
    "log_people",
    "log_times",
    "log_online",
    "log_evidence",
)


class PlannedRow(NamedTuple):
    """One planned row of the log. ``kind`` is a kind of duty, or ``visit`` or ``rotation``.

    ``week`` None: any time of the semester. ``people`` are ids of teachers, or of schools where nobody is
    named.
    """

    alliance: str
    semester: str
    week: int | None
    kind: str
    school: str
    people: tuple[str, ...]
    online: bool | None = None


def log_template(plan: Plan, lang: Lang) -> str:
    """Write the template as one text, with the mark at its head by which spreadsheets know UTF-8."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow([text(code, lang) for code in _COLUMNS])
    for row in planned_rows(plan):
        cells = (
            row.semester,
            "" if row.week is None else str(row.week),
            row.alliance,
            _kind(row.kind, lang),
            row.school,
            ";".join(row.people),
            "",
            "" if row.online is None else text("eligibility_yes" if row.online else "eligibility_no", lang),
            "",
        )
        rows.writerow([plain_cell(cell) for cell in cells])
    return BYTE_ORDER_MARK + written.getvalue()


def has_entries(written: str) -> bool:
    """Whether a log has anything below its headings."""
    lines = [line for line in written.splitlines() if line.strip('\ufeff,;\t" ')]
    return len(lines) > 1


def planned_rows(plan: Plan) -> list[PlannedRow]:
    """List what a plan lays: by alliance in the plan's order, semester, week (none: last), kind."""
    alliances = _Alliances(plan)
    rows = [*_events(plan), *_stays(plan, alliances), *_pairs(plan, alliances)]
    rows += [*_visits(plan, alliances), *_rotations(plan, alliances), *_papers(plan, alliances)]
    order = {alliance.id: at for at, alliance in enumerate(plan.alliances)}
    return sorted(
        rows,
        key=lambda row: (
            order.get(row.alliance, len(order)),
            row.semester,
            row.week is None,
            row.week or 0,
            row.kind,
            row.school,
            row.people,
        ),
    )


class _Alliances:
    """Which alliance a row speaks of, and where a teacher belongs, from the plan alone."""

    def __init__(self, plan: Plan) -> None:
        self._of: dict[tuple[str, Stage], str] = {}
        for alliance in plan.alliances:
            sites = [alliance.core, *alliance.points]
            for member in alliance.members:
                sites += [member.school, *member.points]
            self._of |= {(site, alliance.stage): alliance.id for site in sites}
        self.schools = frozenset(site for site, _ in self._of)
        self._stage: dict[str, Stage] = {}
        taught: dict[str, Counter[str]] = {}
        away = {(row.teacher, row.to) for row in plan.exchange.visits}
        away |= {(row.teacher, row.to) for row in plan.exchange.rotations}
        for row in plan.exchange.teaching:
            self._stage[row.teacher] = row.stage
            if (row.teacher, row.school) not in away:
                taught.setdefault(row.teacher, Counter())[row.school] += row.lessons
        self._home = {teacher: max(sorted(at), key=at.__getitem__) for teacher, at in taught.items()}

    def home(self, teacher: str) -> str:
        """School where a teacher gives home lessons; blank where the plan does not tell."""
        return self._home.get(teacher, "")

    def at(self, school: str, teacher: str) -> str:
        """Alliance of a school in the teacher's stage; in any where the plan does not tell that stage."""
        stage = self._stage.get(teacher)
        stages = tuple(Stage) if stage is None else (stage,)
        return next((self._of[school, one] for one in stages if (school, one) in self._of), "")


def _events(plan: Plan) -> Iterable[PlannedRow]:
    return [
        PlannedRow(row.alliance, row.semester, row.week, row.kind, row.host or "", row.attending, row.online)
        for row in plan.calendar
    ]


def _stays(plan: Plan, alliances: _Alliances) -> Iterable[PlannedRow]:
    """Make a row for each week of a posting or of shadowing."""
    for kind, stays in (("posting", plan.exchange.postings), ("shadowing", plan.exchange.shadowing)):
        for stay in stays:
            alliance = alliances.at(stay.to, stay.teacher)
            for week in stay.weeks:
                yield PlannedRow(alliance, stay.semester, week, kind, stay.to, (stay.teacher,), False)


def _pairs(plan: Plan, alliances: _Alliances) -> Iterable[PlannedRow]:
    for pair in plan.exchange.mentors:
        school = alliances.home(pair.mentee)
        alliance = alliances.at(school, pair.mentee)
        yield PlannedRow(
            alliance, pair.semester, None, "mentor_pairs", school, (pair.mentor, pair.mentee), None
        )


def _visits(plan: Plan, alliances: _Alliances) -> Iterable[PlannedRow]:
    """Make a row for each teacher, receiving school and semester, whatever the subjects."""
    seen = {(row.teacher, row.to, row.semester) for row in plan.exchange.visits}
    for teacher, to, semester in sorted(seen):
        yield PlannedRow(alliances.at(to, teacher), semester, None, "visit", to, (teacher,), False)


def _rotations(plan: Plan, alliances: _Alliances) -> Iterable[PlannedRow]:
    for row in plan.exchange.rotations:
        for semester in row.semesters:
            alliance = alliances.at(row.to, row.teacher)
            yield PlannedRow(alliance, semester, None, "rotation", row.to, (row.teacher,), False)


def _papers(plan: Plan, alliances: _Alliances) -> Iterable[PlannedRow]:
    """Make a row for each paper that is due; a kind of the county's own with no event laid is a paper."""
    held = {row.kind for row in plan.calendar}
    for duty in plan.duties:
        known = duty_kinds().get(duty.kind)
        paper = duty.kind not in held if known is None else known.form is DutyForm.PAPER
        if paper and duty.planned:
            semester, week = _due(duty)
            school = duty.owner if duty.owner in alliances.schools else ""
            people = () if school or not duty.owner else (duty.owner,)
            yield PlannedRow(duty.alliance, semester, week, duty.kind, school, people)


def _due(duty: Duty) -> tuple[str, int | None]:
    """Semester and week by which a paper is due; of a date only the semester is told."""
    semester, _, week = duty.due.partition(":w")
    if week.isdecimal():
        return semester, int(week)
    if duty.semester:
        return duty.semester, None
    year, month = duty.due[:4], duty.due[5:7]
    if not (year.isdecimal() and month.isdecimal()):
        return "", None
    school_year = int(year) - (int(month) < _AUTUMN[0])
    return f"{school_year}-{1 if int(month) in _AUTUMN else 2}", None


def _kind(kind: str, lang: Lang) -> str:
    forms: Mapping[str, Form] = {"visit": Form.VISIT, "rotation": Form.ROTATION}
    return word("form", forms[kind], lang) if kind in forms else word("duty", kind, lang)
