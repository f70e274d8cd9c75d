"""A plan carried over as the round in force: its alliances and exchanges as tables of a county.

The plan may be of the same county before mergers: ids of schools go through codes.csv. Source:
docs/answers.md, 1; docs/next-year.md, 5 to 7.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from ..models.county import County, StandingAlliance
from ..models.half_day import HalfDay
from ..models.plan import Alliance, MentorPair, PlacedMember, Plan, Posting, Rotation, Shadowing, Visit
from ..models.policy import Policy
from ..models.school_year import PastExchange
from ..models.words import Stage
from .grouping.carried import Months, months_of


def with_plan_in_force(county: County, policy: Policy, plan: Plan) -> County:
    """Give the county whose alliances.csv and exchanges.csv are those of the plan.

    Of a plan that says nothing of teachers (the grouping only) the county keeps its own exchanges.csv.
    """
    exchanges = exchanges_of_plan(plan, county) if says_exchange(plan) else county.exchanges
    return county.model_copy(
        update={"alliances": alliances_in_force(plan, county, policy), "exchanges": exchanges}
    )


def says_exchange(plan: Plan) -> bool:
    """Whether the plan has any row of an exchange of teachers."""
    rows = plan.exchange
    return any((rows.teaching, rows.visits, rows.rotations, rows.postings, rows.shadowing, rows.mentors))


def ids_of_today(county: County) -> Mapping[str, str]:
    """Old id of codes.csv to the school of the county at the end of its chain; others have no entry."""
    after = {row.old_id: row.new_id for row in county.codes}
    today: dict[str, str] = {}
    for old_id in after:
        now, passed = old_id, {old_id}
        while (later := after.get(now)) is not None and later not in passed:
            passed.add(later)
            now = later
        if now in county.by_id and now != old_id:
            today[old_id] = now
    return today


def alliances_in_force(plan: Plan, county: County, policy: Policy) -> tuple[StandingAlliance, ...]:
    """Rows of alliances.csv that the plan stands for, by stage, core and member.

    Schools that are gone, have become points or have lost the stage have no row, nor has a member that
    codes.csv joined with its own core or with a school that leads in the stage. Members of a core that
    codes.csv made a member are orphans. Where codes.csv joined members of several cores, the one that kept
    its id counts, else the first of the plan. Months and batch are the plan's; else those of
    alliances.csv for the same core, member and stage; else what docs/grouping.md, 24, gives a new member. A
    name that is only the core's own is left out.
    """
    today = ids_of_today(county)
    earlier = {(row.core_id, row.member_id, row.stage): row for row in county.alliances}
    months = {mode.id: months_of(mode, policy.school_year) for mode in policy.mode}
    led = {(one.core, one.stage) for one in plan.alliances}
    placed = {(member.school, one.stage) for one in plan.alliances for member in one.members}
    rows: dict[tuple[str, Stage], StandingAlliance] = {}
    own_id: set[tuple[str, Stage]] = set()
    for alliance in plan.alliances:
        core = today.get(alliance.core, alliance.core)
        if not _has_place(county, core, alliance.stage):
            continue
        if core != alliance.core and (core, alliance.stage) in placed:
            continue
        for member in alliance.members:
            place = (today.get(member.school, member.school), alliance.stage)
            if not _has_place(county, *place) or place[0] == core or place in led:
                continue
            kept_id = place[0] == member.school
            if place in rows and (place in own_id or not kept_id):
                continue
            own_id |= {place} if kept_id else set()
            row = earlier.get((core, place[0], alliance.stage))
            new = months.get(alliance.mode, Months(None, None))
            rows[place] = _standing(alliance, member, core, place[0], _time(member, row, new), county, row)
    return tuple(sorted(rows.values(), key=lambda row: (row.stage.rank, row.core_id, row.member_id)))


def _has_place(county: County, school_id: str, stage: Stage) -> bool:
    """Whether it is a school of the county with the stage, and no point."""
    school = county.by_id.get(school_id)
    return school is not None and school.parent_id is None and stage in school.stages


def _time(
    member: PlacedMember, row: StandingAlliance | None, new: Months
) -> tuple[str | None, str | None, str]:
    """``since``, ``until`` and ``batch`` from the first that says anything of them."""
    if member.since or member.until or member.batch:
        return member.since, member.until, member.batch
    return (*new, "") if row is None else (row.since, row.until, row.batch)


def _standing(
    alliance: Alliance,
    member: PlacedMember,
    core: str,
    school: str,
    time: tuple[str | None, str | None, str],
    county: County,
    row: StandingAlliance | None,
) -> StandingAlliance:
    since, until, batch = time
    name = alliance.name or (row.name if row else "")
    return StandingAlliance(
        core_id=core,
        member_id=school,
        stage=alliance.stage,
        mode=alliance.mode,
        since=since,
        until=until,
        batch=batch,
        name="" if name == county.by_id[core].name else name,
    )


def exchanges_of_plan(plan: Plan, county: County) -> tuple[PastExchange, ...]:
    """Rows of exchanges.csv that the plan stands for, each once: visits first, then the other forms.

    Left out is what nothing can go on with: a teacher who is not in teachers.csv (where there is one), a
    receiving school that is gone, and a way that codes.csv has made a way to the own school.
    """
    today = ids_of_today(county)
    here = None if county.teachers is None else {teacher.teacher_id for teacher in county.teachers}
    rows: Iterator[PastExchange] = (
        row
        for row in chain(_ways(plan, today, county), map(_pair, plan.exchange.mentors))
        if here is None or (row.teacher in here and (not row.mentee or row.mentee in here))
    )
    return tuple(dict.fromkeys(rows))


def _ways(plan: Plan, today: Mapping[str, str], county: County) -> Iterator[PastExchange]:
    """Rows of the forms in which somebody goes to a school."""
    exchange = plan.exchange
    rows: tuple[Visit | Rotation | Posting | Shadowing, ...] = (
        *exchange.visits,
        *exchange.rotations,
        *exchange.postings,
        *exchange.shadowing,
    )
    for row in rows:
        start, end = today.get(row.from_, row.from_), today.get(row.to, row.to)
        if end not in county.by_id or start == end:
            continue
        yield _way(row).model_copy(update={"from_id": start if start in county.by_id else "", "to_id": end})


def _way(row: Visit | Rotation | Posting | Shadowing) -> PastExchange:
    """One row without its schools."""
    match row:
        case Visit():
            return PastExchange(
                kind="visit",
                teacher=row.teacher,
                subject=row.subject,
                stage=row.stage,
                semester=row.semester,
                half_days=tuple(one for one in HalfDay if one in row.half_days),
                lessons=row.lessons,
            )
        case Rotation():
            semesters = ";".join(sorted(set(row.semesters)))
            return PastExchange(kind="rotation", teacher=row.teacher, subject=row.subject, semester=semesters)
        case Posting():
            return PastExchange(kind="posting", teacher=row.teacher, semester=row.semester)
        case Shadowing():
            return PastExchange(
                kind="shadowing", teacher=row.teacher, subject=row.subject, semester=row.semester
            )


def _pair(row: MentorPair) -> PastExchange:
    return PastExchange(
        kind="mentor", teacher=row.mentor, mentee=row.mentee, subject=row.subject, semester=row.semester
    )
