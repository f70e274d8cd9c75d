"""The list of duties of an alliance: what is owed, what is planned, and why the rest is not."""

from collections.abc import Iterable, Mapping, Sequence

from ...models.duty import DutyForm, Per
from ...models.duty_gap import DutyGap, gap_text
from ...models.plan import Duty, SubjectAlliance
from .events import AT_THE_END, sent_backbones
from .owed import OwedUnit
from .people import AlliancePeople
from .rows import LaidYear
from .semester import Laid, SemesterCase
from .weeks import SemesterWeeks

START = 1
"""Position of the second teaching week: plans are due by then."""
END = -1
Key = tuple[str, str, str]


def duty_rows(
    people: AlliancePeople,
    layer: Iterable[SubjectAlliance],
    units: Iterable[OwedUnit],
    done: LaidYear,
    laid: Sequence[tuple[SemesterCase, Laid]],
    school_year: int | None,
    lang: str,
) -> tuple[Duty, ...]:
    """List every duty of an alliance, its count and, where missed, the reason (docs/duties.md, 28 to 30)."""
    leaders = {row.subject: row.leader for row in layer if row.leader}
    gaps = _gaps(people, laid, lang)
    by_key: dict[Key, list[OwedUnit]] = {}
    for unit in units:
        by_key.setdefault(unit.key, []).append(unit)
    rows: list[Duty] = []
    for key, same in by_key.items():
        unit = same[0]._replace(minimum=sum(one.minimum for one in same))
        planned = _planned(people, unit, done)
        missed = planned < unit.minimum
        rows.append(
            Duty(
                alliance=people.alliance.id,
                kind=unit.duty.kind,
                about=unit.about,
                semester=key[2],
                rule=unit.duty.rule,
                owner=_owner(people, unit, leaders),
                due=_due(unit, school_year),
                minimum=unit.minimum,
                planned=planned,
                reason=(gaps.get(key) or _short(people, unit, planned, lang)) if missed else "",
            )
        )
    return tuple(rows)


def _planned(people: AlliancePeople, unit: OwedUnit, done: LaidYear) -> int:
    labels = {one.label for one in unit.semesters}
    match unit.duty.form:
        case DutyForm.EVENT:
            return sum(
                row.kind == unit.duty.kind and row.about == unit.about and row.semester in labels
                for row in done.calendar
            )
        case DutyForm.POSTING:
            gone = {(r.teacher, r.semester) for r in done.postings if r.semester in labels}
            return sum(people.school_of(one) == unit.about for one, _ in gone)
        case DutyForm.SHADOWING:
            gone = {(r.teacher, r.semester) for r in done.shadowing if r.semester in labels}
            return sum(people.school_of(one) == unit.about for one, _ in gone)
        case DutyForm.MENTOR_PAIRS:
            return sum(
                people.school_of(pair.mentee) == unit.about
                for pair in done.mentors
                if pair.semester in labels
            )
        case DutyForm.BACKBONE_SENT:
            pairs = {"": done.mentors}
            held = [(row.host or "", row.attending) for row in done.calendar if not row.online]
            return len(sent_backbones(people, unit.about, pairs, held))
        case DutyForm.PAPER:
            return unit.minimum


def _gaps(people: AlliancePeople, laid: Iterable[tuple[SemesterCase, Laid]], lang: str) -> dict[Key, str]:
    """Say why an event or absence that was named could not be laid; of several the first."""
    found: dict[Key, str] = {}
    for case, there in laid:
        label = {"semester": case.semester.label}
        for index, event in enumerate(case.events):
            if index in there.events:
                continue
            if event.who.without:
                said = gap_text(DutyGap.NO_BACKBONE, lang, {**label, "core": people.core})
            elif not case.weeks:
                said = gap_text(DutyGap.NO_TEACHING_WEEK, lang, label)
            elif not event.half_days:
                who = [*((event.who.host,) if event.who.host else ()), *event.who.persons]
                said = gap_text(DutyGap.NO_HALF_DAY, lang, {**label, "who": who})
            else:
                said = gap_text(DutyGap.NO_WEEK, lang, label)
            found.setdefault(event.key, said)
        for index, absence in enumerate(case.absences):
            if index not in there.absences:
                gap = DutyGap.NO_WEEK if case.weeks else DutyGap.NO_TEACHING_WEEK
                found.setdefault(absence.key, gap_text(gap, lang, label))
    return found


SHORT: Mapping[DutyForm, DutyGap] = {
    DutyForm.POSTING: DutyGap.NO_POSTED,
    DutyForm.SHADOWING: DutyGap.NO_SHADOWING,
    DutyForm.MENTOR_PAIRS: DutyGap.NO_PAIR,
    DutyForm.BACKBONE_SENT: DutyGap.NO_BACKBONE_LEFT,
}


def _short(people: AlliancePeople, unit: OwedUnit, planned: int, lang: str) -> str:
    """Say that there are too few people: everything that was named has been laid."""
    figures = {
        "school": unit.about,
        "core": people.core,
        "semester": " ".join(one.label for one in unit.semesters),
        "count": planned,
        "minimum": unit.minimum,
    }
    return gap_text(SHORT.get(unit.duty.form, DutyGap.NO_WEEK), lang, figures)


def _owner(people: AlliancePeople, unit: OwedUnit, leaders: Mapping[str, str]) -> str:
    match unit.duty.per:
        case Per.SCHOOL | Per.MEMBER | Per.MENTEE | Per.POSTING:
            return unit.about
        case Per.MENTOR_PAIR:
            return next(
                one.teacher_id
                for one in people.of(people.core)
                if unit.about.startswith(f"{one.teacher_id}/")
            )
        case Per.SUBJECT_ALLIANCE:
            return leaders.get(unit.about, people.core)
    return people.core


def _due(unit: OwedUnit, school_year: int | None) -> str:
    """Say when a duty is due (docs/duties.md, 27)."""
    first: SemesterWeeks = unit.semesters[0]
    last: SemesterWeeks = unit.semesters[-1]
    paper = unit.duty.form is DutyForm.PAPER
    if paper and unit.duty.due == "april" and school_year is not None:
        return f"{school_year + 1}-04-30"
    if paper and unit.duty.due == "start":
        return first.due(START)
    return (first if unit.duty.kind in AT_THE_END else last).due(END)
