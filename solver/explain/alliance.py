"""What an alliance gives and gets per school and subject, and how each school would be alone.

Source: docs/exchange.md 1 to 7 and 28; without teachers docs/grouping.md 17 (need and supply pooled).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...models.county import County
from ...models.plan import Alliance, Plan, Rotation, Visit
from ...models.policy import Policy
from ...models.staff_explanation import AllianceExplanation, Given, SchoolFlow, SubjectFlow
from ...models.words import Stage, Term
from ..exchange.prepare import prepare_exchange
from ..exchange.staffing import Staffing
from ..scale import UNIT, milli
from ..scope import topmost
from ..travel.measure import UNKNOWN, measure_travel
from .alliance_alone import ask_that_it_is_known, values_of_rows


class _Moved(NamedTuple):
    """Weekly lessons of one subject that a school's teachers give at another school, mean of semesters."""

    from_school: str
    to_school: str
    subject: str
    lessons: float


def explain_alliance(county: County, policy: Policy, plan: Plan, alliance_id: str) -> AllianceExplanation:
    """Explain one alliance of a plan.

    Parameters
    ----------
    alliance_id
        ``stage-core``.

    Raises
    ------
    KeyError
        The plan has no alliance of this id.
    InputError
        It names a mode or a school that the county has not.
    """
    alliance = {f"{one.stage.value}-{one.core}": one for one in plan.alliances}[alliance_id]
    ask_that_it_is_known(county, policy, alliance)
    names = [alliance.core, *sorted(member.school for member in alliance.members)]
    travel = measure_travel(county, policy, [alliance.core], names)
    ways = {
        school: (metres / 1000, round(seconds / 60, 3))
        for school, metres, seconds in zip(
            names, travel.metres[0].tolist(), travel.seconds[0].tolist(), strict=True
        )
        if metres != UNKNOWN and school != alliance.core
    }
    if county.teachers is not None and plan.exchange.teaching:
        flows, moved = _of_exchange(county, policy, plan, alliance, names)
        uncovered = sum(flow.uncovered or 0.0 for subjects in flows.values() for flow in subjects)
        pooled = tuple(_summed(flows, subject) for subject in _subjects(flows))
    else:
        flows, moved = _listed(county, names, alliance.stage), ()
        pooled = tuple(_pooled(flows, subject) for subject in _subjects(flows))
        uncovered = sum(flow.uncovered or 0.0 for flow in pooled)
    staffed = county.teachers is not None and bool(plan.exchange.teaching)
    return AllianceExplanation(
        alliance=alliance_id,
        mode=alliance.mode,
        stage=alliance.stage,
        core=alliance.core,
        from_teachers=staffed,
        schools=tuple(_school(one, alliance.core, flows[one], ways) for one in names),
        subjects=pooled,
        total_km=round(sum(km for km, _ in ways.values()), 3),
        worst_km=max((km for km, _ in ways.values()), default=0.0),
        visitors=len(_going(county, plan.exchange.visits, names)),
        rotating=len(_going(county, plan.exchange.rotations, names)),
        teacher_minutes=_minutes(county, policy, plan, alliance) if staffed else None,
        lessons_moved=round(sum(one.lessons for one in moved), 3),
        uncovered=round(uncovered, 3),
        uncovered_alone=round(sum(flow.uncovered_alone for some in flows.values() for flow in some), 3),
    )


def _of_exchange(
    county: County, policy: Policy, plan: Plan, alliance: Alliance, names: Sequence[str]
) -> tuple[dict[str, tuple[SubjectFlow, ...]], tuple[_Moved, ...]]:
    """Read the plan's rows; figures of every school and subject with need, and lessons across schools."""
    staffing = prepare_exchange(county, policy)
    top, stage = topmost(county), alliance.stage
    home = {one.teacher_id: top[one.school_id] for one in county.teachers or () if one.school_id in top}
    times = len(staffing.semesters)
    given: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in plan.exchange.teaching:
        if row.stage is stage and row.teacher in home and row.semester in staffing.semesters:
            given[home[row.teacher], top.get(row.school, row.school), row.subject] += row.lessons / times
    moved = tuple(
        _Moved(*key, round(lessons, 3))
        for key, lessons in sorted(given.items())
        if key[0] != key[1] and lessons and not {key[0], key[1]}.isdisjoint(names)
    )
    flows = {
        school: _flows_of(staffing, school, stage, given, [one for one in moved if school in one[:2]])
        for school in names
    }
    return flows, moved


def _flows_of(
    staffing: Staffing,
    school: str,
    stage: Stage,
    given: Mapping[tuple[str, str, str], float],
    moved: Sequence[_Moved],
) -> tuple[SubjectFlow, ...]:
    need = staffing.need(school, stage)
    subjects = sorted({*need, *(one.subject for one in moved)})
    found = []
    for subject in subjects:
        alone = _alone(staffing, school, stage, subject)
        gets = tuple(
            Given(school=one.from_school, lessons=one.lessons)
            for one in moved
            if (one.to_school, one.subject) == (school, subject)
        )
        gives = tuple(
            Given(school=one.to_school, lessons=one.lessons)
            for one in moved
            if (one.from_school, one.subject) == (school, subject)
        )
        own = given.get((school, school, subject), 0.0)
        wanted = need.get(subject, 0) / 1000
        found.append(
            SubjectFlow(
                subject=subject,
                need=wanted,
                alone=round(alone, 3),
                own=round(own, 3),
                gets=gets,
                gives=gives,
                uncovered=round(wanted - own - sum(one.lessons for one in gets), 3),
                uncovered_alone=round(wanted - alone, 3),
            )
        )
    return tuple(found)


def _alone(staffing: Staffing, school: str, stage: Stage, subject: str) -> float:
    """Weekly lessons of a subject that the own staff alone covers, mean of the planned semesters."""
    times = len(staffing.semesters)
    return sum(
        lessons / times
        for semester in range(times)
        for (_, own), lessons in staffing.staff_alone(school, stage, semester).items()
        if own == subject
    )


def _listed(county: County, names: Sequence[str], stage: Stage) -> dict[str, tuple[SubjectFlow, ...]]:
    """Need and supply as needs.csv lists them, points with their school."""
    top = topmost(county)
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in county.needs or ():
        if row.stage is stage and top[row.school_id] in names:
            both = sums[top[row.school_id], row.subject]
            both[0] += milli(row.need)
            both[1] += milli(row.supply)
    return {
        school: tuple(
            SubjectFlow(
                subject=subject,
                need=need / 1000,
                alone=min(need, supply) / 1000,
                own=supply / 1000,
                uncovered=None,
                uncovered_alone=max(0, need - supply) / 1000,
            )
            for (one, subject), (need, supply) in sorted(sums.items())
            if one == school
        )
        for school in names
    }


def _subjects(flows: Mapping[str, Sequence[SubjectFlow]]) -> list[str]:
    return sorted({flow.subject for some in flows.values() for flow in some})


def _of_subject(flows: Mapping[str, Sequence[SubjectFlow]], subject: str) -> list[SubjectFlow]:
    return [flow for some in flows.values() for flow in some if flow.subject == subject]


def _summed(flows: Mapping[str, Sequence[SubjectFlow]], subject: str) -> SubjectFlow:
    """Add up a subject over the schools of an alliance with an exchange."""
    rows = _of_subject(flows, subject)
    return SubjectFlow(
        subject=subject,
        need=round(sum(row.need for row in rows), 3),
        alone=round(sum(row.alone for row in rows), 3),
        own=round(sum(row.own for row in rows), 3),
        uncovered=round(sum(row.uncovered or 0.0 for row in rows), 3),
        uncovered_alone=round(sum(row.uncovered_alone for row in rows), 3),
    )


def _pooled(flows: Mapping[str, Sequence[SubjectFlow]], subject: str) -> SubjectFlow:
    """Pool need and supply of a subject over the schools of an alliance (docs/grouping.md, 17)."""
    rows = _of_subject(flows, subject)
    need, own = sum(row.need for row in rows), sum(row.own for row in rows)
    return SubjectFlow(
        subject=subject,
        need=round(need, 3),
        alone=round(sum(row.alone for row in rows), 3),
        own=round(own, 3),
        uncovered=round(max(0.0, need - own), 3),
        uncovered_alone=round(sum(row.uncovered_alone for row in rows), 3),
    )


def _school(
    school: str, core: str, flows: Sequence[SubjectFlow], ways: Mapping[str, tuple[float, float]]
) -> SchoolFlow:
    km, minutes = ways.get(school, (None, None))
    known = [flow.uncovered for flow in flows if flow.uncovered is not None]
    return SchoolFlow(
        school=school,
        leads=school == core,
        km=km,
        minutes=minutes,
        subjects=tuple(flows),
        need=round(sum(flow.need for flow in flows), 3),
        gets=round(sum(one.lessons for flow in flows for one in flow.gets), 3),
        gives=round(sum(one.lessons for flow in flows for one in flow.gives), 3),
        uncovered=round(sum(known), 3) if len(known) == len(flows) else None,
        uncovered_alone=round(sum(flow.uncovered_alone for flow in flows), 3),
    )


def _going(county: County, rows: Sequence[Visit | Rotation], names: Sequence[str]) -> set[str]:
    """Teachers of some schools (points included) whom the rows send anywhere."""
    top = topmost(county)
    ours = {one.teacher_id for one in county.teachers or () if top.get(one.school_id) in names}
    return {row.teacher for row in rows if row.teacher in ours}


def _minutes(county: County, policy: Policy, plan: Plan, alliance: Alliance) -> float:
    """Minutes a week that visiting teachers of the alliance are on the way, mean of semesters."""
    figures = values_of_rows(county, policy, plan, alliance)
    return float(figures[Term.TEACHER_MINUTES] * UNIT[Term.TEACHER_MINUTES])
