"""Planning the rest of a school year: what is executed is fact (docs/mid-year.md)."""

from collections.abc import Iterator
from typing import NamedTuple

from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...models.mid_year import ExecutedPart
from ...models.plan import CalendarEntry, Exchange, Plan, Posting, Shadowing, TierResult
from ...models.policy import Policy
from ...models.school_year import LogRow, Week, WeekKind
from ..carry_over import ids_of_today
from ..check import check_plan
from ..scope import topmost

COLUMN = "keep.executed_until"


class AfterExecuted(NamedTuple):
    """A county and its settings that ask for the rest of the school year, and what lies before it."""

    county: County
    policy: Policy
    executed: ExecutedPart


def after_executed(
    county: County, policy: Policy, plan: Plan | None, executed_until: str, *, file: str = "scenario"
) -> AfterExecuted:
    """Ask for the rest of a school year.

    Parameters
    ----------
    county, policy
        The changed county; its exchanges.csv is the plan in force.
    plan
        The plan in force, where there is one: its events and rows are what was executed.
    executed_until
        Semester and week, `2026-2:w6`: this week and all before it are fact.
    file
        Name of the scenario file, for errors.

    Raises
    ------
    InputError
        If the week is not of the school year, or nothing is left to plan.
    """
    semester, _, written = executed_until.partition(":w")
    week = int(written)
    names = {f"{policy.school_year}-{number}": number for number in (1, 2)}
    if semester not in names:
        raise _error("executed_other_year", executed_until, file, year=policy.school_year or "–")
    weeks = sorted(row.week for row in county.calendar if row.semester == names[semester])
    over = [one for one in names if one < semester or (one == semester and weeks and week >= weeks[-1])]
    left = tuple(one for one in names if one not in over and names[one] in policy.planned)
    if not left:
        raise _error("executed_everything", executed_until, file, year=policy.school_year or "–")
    running = semester if semester in left and week > 0 else None
    executed = ExecutedPart(
        until=executed_until,
        semesters=tuple(over),
        planned=left,
        running=running,
        week=week if running else None,
    )
    if plan is not None:
        executed = executed.model_copy(
            update={"exchange": _rows(plan.exchange, executed), "calendar": _events(plan, executed)}
        )
    county = county.model_copy(
        update={
            "calendar": tuple(_spent(row, names, executed) for row in county.calendar),
            "log": (*county.log, *(row for row in _log(county, plan, executed) if row not in county.log)),
        }
    )
    exchange = policy.exchange.model_copy(update={"planned": left})
    return AfterExecuted(county, policy.model_copy(update={"exchange": exchange}), executed)


def rest_of(plan: Plan, executed: ExecutedPart) -> Plan:
    """Leave out of a plan what belongs to semesters that are over, to lay it beside a plan of the rest."""
    over = set(executed.semesters)
    rows = plan.exchange
    rotations = (
        row.model_copy(update={"semesters": tuple(one for one in row.semesters if one not in over)})
        for row in rows.rotations
    )
    exchange = rows.model_copy(
        update={
            "teaching": tuple(row for row in rows.teaching if row.semester not in over),
            "visits": tuple(row for row in rows.visits if row.semester not in over),
            "rotations": tuple(row for row in rotations if row.semesters),
            "postings": tuple(row for row in rows.postings if row.semester not in over),
            "shadowing": tuple(row for row in rows.shadowing if row.semester not in over),
            "mentors": tuple(row for row in rows.mentors if row.semester not in over),
        }
    )
    calendar = tuple(row for row in plan.calendar if row.semester not in over)
    return plan.model_copy(update={"exchange": exchange, "calendar": calendar})


def rest_valued(plan: Plan, executed: ExecutedPart, county: County, policy: Policy) -> Plan:
    """Leave out of a plan what is over, and value the rest as the checker does.

    Parameters
    ----------
    county, policy
        Of the plan; ``policy`` plans what is left. Bounds of the whole year say nothing of the rest.
    """
    rest = rest_of(plan, executed)
    figures = check_plan(county, policy, rest.model_copy(update={"tiers": ()})).tiers
    tiers = tuple(
        TierResult(terms=dict(figure.terms), value=figure.value)
        for figure in figures
        if figure.value is not None
    )
    return rest.model_copy(update={"tiers": tiers if len(tiers) == len(figures) else ()})


def _error(code: str, value: str, file: str, **figures: object) -> InputError:
    finding = Finding(level=Level.ERROR, code=code, file=file, column=COLUMN, value=value, figures=figures)
    return InputError([finding])


def _spent(row: Week, names: dict[str, int], executed: ExecutedPart) -> Week:
    """Weeks of the running semester that are over hold nothing new."""
    of_running = executed.running is not None and row.semester == names[executed.running]
    over = of_running and executed.week is not None and row.week <= executed.week
    return row.model_copy(update={"kind": WeekKind.HOLIDAY}) if over else row


def _rows(exchange: Exchange, executed: ExecutedPart) -> Exchange:
    """Rows of the plan in force that are executed, wholly or up to the week."""
    begun = {*executed.semesters, *([executed.running] if executed.running else [])}
    return Exchange(
        teaching=tuple(row for row in exchange.teaching if row.semester in begun),
        visits=tuple(row for row in exchange.visits if row.semester in begun),
        rotations=tuple(row for row in exchange.rotations if begun.intersection(row.semesters)),
        postings=tuple(row for row in exchange.postings if _was(row, executed)),
        shadowing=tuple(row for row in exchange.shadowing if _was(row, executed)),
        mentors=tuple(row for row in exchange.mentors if row.semester in begun),
    )


def _was(row: Posting | Shadowing, executed: ExecutedPart) -> bool:
    """Whether somebody's weeks at another school are over."""
    return row.semester in executed.semesters or _up_to(row.semester, max(row.weeks, default=0), executed)


def _up_to(semester: str, week: int, executed: ExecutedPart) -> bool:
    return semester == executed.running and executed.week is not None and week <= executed.week


def _events(plan: Plan, executed: ExecutedPart) -> tuple[CalendarEntry, ...]:
    return tuple(
        row
        for row in plan.calendar
        if row.semester in executed.semesters or _up_to(row.semester, row.week, executed)
    )


def _log(county: County, plan: Plan | None, executed: ExecutedPart) -> Iterator[LogRow]:
    """Give what counts toward duties of the running semester, as rows of log.csv (docs/duties.md, 33)."""
    if plan is None:
        return
    today = ids_of_today(county)
    for event in executed.calendar:
        if event.semester != executed.running:
            continue
        about = today.get(event.about, event.about)
        school = about if about in county.by_id else today.get(event.host or "", event.host or "")
        yield LogRow(
            semester=event.semester,
            week=event.week,
            alliance=event.alliance,
            kind=event.kind,
            school=school,
            people=about if about and about not in county.by_id else ";".join(event.attending),
            times=1,
            online=event.online,
        )
    top = topmost(county)
    home = {one.teacher_id: top[one.school_id] for one in county.teachers or ()}
    alliance_of = {
        (school, one.stage): one.id
        for one in plan.alliances
        for school in (one.core, *(member.school for member in one.members))
    }
    stage = {one.teacher_id: one.stage for one in county.teachers or ()}
    for kind, rows in (("posting", executed.exchange.postings), ("shadowing", executed.exchange.shadowing)):
        for row in rows:
            own = home.get(row.teacher)
            if row.semester != executed.running or own is None:
                continue
            yield LogRow(
                semester=row.semester,
                week=row.weeks[0],
                alliance=alliance_of.get((own, stage[row.teacher]), ""),
                kind=kind,
                school=own,
                people=row.teacher,
                times=1,
            )
