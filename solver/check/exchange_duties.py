"""The list of duties of a plan: what is owed, and whether the planned counts are true.

Source: docs/duties.md, sentences 1 to 7, 19 and 28 to 30.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...models.calendar_rule import CalendarRule
from ...models.duty import DutyForm, OwedDuty, Per, duties_of, duty_kinds
from ...models.plan import Alliance, Plan
from .exchange_staff import is_backbone
from .exchange_terms import rows_of
from .exchange_weeks import Weeks
from .verdict import BrokenRule, Claim


class Key(NamedTuple):
    """A duty of the plan; ``semester`` blank: of the year."""

    alliance: str
    kind: str
    about: str
    semester: str


class Owed(NamedTuple):
    """How much of a duty is owed, and what fulfils it."""

    minimum: int
    form: DutyForm


def false_duties(weeks: Weeks, plan: Plan) -> Iterator[BrokenRule]:
    """Duties of a plan that lists any: owed ones left out, false minima and counts, missing reasons."""
    if not plan.duties:
        return
    owed: dict[Key, Owed] = {}
    for name, alliance in weeks.alliances.items():
        owed |= _owed(weeks, plan, name, alliance)
    minimum: Counter[Key] = Counter()
    planned: Counter[Key] = Counter()
    said: defaultdict[Key, str] = defaultdict(str)
    for row in plan.duties:
        key = Key(row.alliance, row.kind, row.about, row.semester)
        minimum[key] += row.minimum
        planned[key] += row.planned
        said[key] += row.reason
    for key in sorted(owed.keys() - minimum.keys()):
        yield BrokenRule(Claim.DUTY_MISSING, (), _figures(key))
    for key in sorted(minimum):
        at = weeks.alliances.get(key.alliance)
        if at is None:
            unknown = {"alliance": key.alliance, "table": "duties"}
            yield BrokenRule(CalendarRule.EVENT_ALLIANCE, (), unknown)
            continue
        known = duty_kinds().get(key.kind)
        form = owed[key].form if key in owed else known.form if known else None
        if key in owed and minimum[key] != owed[key].minimum:
            figures: dict[str, Any] = {**_figures(key), "claimed": minimum[key], "true": owed[key].minimum}
            yield BrokenRule(Claim.DUTY_MINIMUM, (at.core,), figures)
        true = minimum[key] if form is None else _planned(weeks, plan, at, key, form, minimum[key])
        if planned[key] != true:
            figures = {**_figures(key), "claimed": planned[key], "true": true}
            yield BrokenRule(Claim.DUTY_PLANNED, (at.core,), figures)
        if bool(said[key]) != (planned[key] < minimum[key]):
            yield BrokenRule(Claim.DUTY_REASON, (at.core,), _figures(key))


def _figures(key: Key) -> dict[str, Any]:
    return {"alliance": key.alliance, "duty": key.kind, "about": key.about, "semester": key.semester}


def _owed(weeks: Weeks, plan: Plan, name: str, alliance: Alliance) -> dict[Key, Owed]:
    """1 to 7: minima of one kind and unit add up; only open semesters count."""
    case = weeks.staff.case
    mode = next((mode for mode in case.policy.mode if mode.id == alliance.mode), None)
    if mode is None:
        return {}
    found: dict[Key, Owed] = {}
    open_ = [semester for semester in weeks.staff.semesters if weeks.is_open(alliance, semester)]
    for duty in duties_of(mode.key, case.county.duties, case.policy.exchange):
        by_semester = {semester: _units(weeks, plan, name, alliance, duty, semester) for semester in open_}
        if duty.period == "year":
            units = dict.fromkeys(about for units in by_semester.values() for about in units)
            due = {
                Key(name, duty.kind, about, ""): math.ceil(duty.minimum * len(open_) / 2) for about in units
            }
        else:
            due = {
                Key(name, duty.kind, about, semester): duty.minimum * _times(weeks, duty, semester)
                for semester, units in by_semester.items()
                for about in dict.fromkeys(units)
            }
        for key, minimum in due.items():
            before = found[key].minimum if key in found else 0
            found[key] = Owed(before + minimum, duty.form)
    left = {key: duty._replace(minimum=duty.minimum - _done(weeks, key, duty)) for key, duty in found.items()}
    return {key: duty for key, duty in left.items() if duty.minimum > 0}


def _done(weeks: Weeks, key: Key, duty: Owed) -> int:
    """33: what log.csv says of the planned semesters of a year that is planned in parts."""
    case = weeks.staff.case
    forms = (DutyForm.EVENT, DutyForm.POSTING, DutyForm.SHADOWING)
    if case.policy.exchange.planned is None or duty.form not in forms:
        return 0
    return sum(
        1 if row.times is None else int(row.times)
        for row in case.county.log
        if (row.alliance, row.kind) == (key.alliance, key.kind)
        and row.semester in ((key.semester,) if key.semester else weeks.staff.semesters)
        and key.about in ("", row.school, row.people)
    )


def _times(weeks: Weeks, duty: OwedDuty, semester: str) -> int:
    """6: a monthly duty is owed once for every four teaching weeks begun."""
    if duty.period != "month":
        return 1
    return math.ceil(sum(at == semester for at, _ in weeks.teaching) / 4)


def _units(
    weeks: Weeks, plan: Plan, name: str, alliance: Alliance, duty: OwedDuty, semester: str
) -> list[str]:
    """7: what the minimum is counted for in a semester."""
    members = [placed.school for placed in alliance.members]
    pairs = [
        pair
        for pair in plan.exchange.mentors
        if pair.semester == semester and _is_of(weeks, alliance, pair.mentee)
    ]
    match duty.per:
        case Per.ALLIANCE:
            return [""]
        case Per.SCHOOL:
            return [alliance.core, *members]
        case Per.MEMBER:
            return members
        case Per.SUBJECT:
            return _subjects(weeks, alliance)
        case Per.SUBJECT_ALLIANCE:
            layer = (row for row in plan.subject_alliances if row.scope == "alliance")
            return [row.subject for row in layer if row.alliances == (name,)]
        case Per.MENTOR_PAIR:
            return [f"{pair.mentor}/{pair.mentee}" for pair in pairs]
        case Per.MENTEE:
            return [pair.mentee for pair in pairs]
        case Per.POSTING:
            return [
                row.teacher
                for row in plan.exchange.postings
                if row.semester == semester and _is_of(weeks, alliance, row.teacher)
            ]


def _is_of(weeks: Weeks, alliance: Alliance, name: str) -> bool:
    teacher = weeks.staff.teachers.get(name)
    return teacher is not None and weeks.alliance_of(teacher) is alliance


def _subjects(weeks: Weeks, alliance: Alliance) -> list[str]:
    """Subjects that are the main subject of a teacher at two or more schools of the alliance."""
    schools: Counter[str] = Counter()
    for row in rows_of(alliance):
        schools.update({teacher.subject for teacher in weeks.staff.people.get(row, ())})
    return sorted(subject for subject, count in schools.items() if count > 1)


def _planned(weeks: Weeks, plan: Plan, alliance: Alliance, key: Key, form: DutyForm, minimum: int) -> int:
    """29: what stands in the plan."""
    exchange = plan.exchange
    match form:
        case DutyForm.EVENT:
            return sum(
                (row.alliance, row.kind, row.about) == key[:3] and key.semester in ("", row.semester)
                for row in plan.calendar
            )
        case DutyForm.POSTING | DutyForm.SHADOWING:
            rows = exchange.postings if form is DutyForm.POSTING else exchange.shadowing
            gone = {(row.teacher, row.semester) for row in rows if key.semester in ("", row.semester)}
            return sum(_at(weeks, alliance, teacher) == key.about for teacher, _ in gone)
        case DutyForm.MENTOR_PAIRS:
            return sum(
                _at(weeks, alliance, pair.mentee) == key.about
                for pair in exchange.mentors
                if key.semester in ("", pair.semester)
            )
        case DutyForm.BACKBONE_SENT:
            return len(_sent(weeks, plan, alliance, key.about))
        case DutyForm.PAPER:
            return minimum


def _at(weeks: Weeks, alliance: Alliance, name: str) -> str | None:
    """School of a teacher of the alliance."""
    teacher = weeks.staff.teachers.get(name)
    if teacher is None or weeks.alliance_of(teacher) is not alliance:
        return None
    return weeks.staff.school_of(teacher)


def _sent(weeks: Weeks, plan: Plan, alliance: Alliance, member: str) -> set[str]:
    """19: backbone teachers and subject leaders of the core who come to a member in the school year."""
    staff, layout = weeks.staff, weeks.layout
    leaders = {row.leader for row in plan.subject_alliances}
    able = {
        teacher.teacher_id
        for teacher in staff.people.get((alliance.core, alliance.stage), ())
        if is_backbone(teacher) or teacher.teacher_id in leaders
    }
    came = {visit.teacher.teacher_id for visit in layout.visits if staff.home[visit.site] == member}
    came |= {away.teacher.teacher_id for away in layout.rotations if away.school == member}
    came |= {pair.mentor for pair in plan.exchange.mentors if _at(weeks, alliance, pair.mentee) == member}
    came |= {
        name
        for event in plan.calendar
        if event.host == member and not event.online
        for name in event.attending
    }
    return able & came
