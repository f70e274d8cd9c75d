"""One alliance with its people in a few lines, laid; and every rule of docs/duties.md looked at row by row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lianxiao.models.county import County
from lianxiao.models.duty import duty_kinds
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import Alliance, Exchange, PlacedMember, Rotation, SubjectAlliance, Visit
from lianxiao.models.policy import Policy
from lianxiao.models.school_year import DutyRow, Week, WeekKind
from lianxiao.models.teacher import Backbone, Manager, Teacher
from lianxiao.models.words import Role
from lianxiao.solver.calendar.lay import CalendarResult, lay_calendar
from lianxiao.tests.hand_made import PRIMARY, school

AUTUMN, SPRING = "2026-1", "2026-2"
SCHOOLS = (
    school("A", Role.CORE),
    school("j"),
    school("k"),
    school("p", Role.NONE, parent_id="j"),
)
RANKS = list(Backbone)


def teacher(teacher_id: str, subject: str = "chinese", **columns: Any) -> Teacher:
    """A teacher of the school that the id begins with."""
    return Teacher(
        teacher_id=teacher_id, school_id=teacher_id[0], stage=PRIMARY, subject=subject, lessons_max=14, **columns
    )


def staff(of: str, *, cadres: int = 1) -> tuple[Teacher, ...]:
    """Two teachers a subject, a head, a deputy and cadres; at the core with backbone ranks."""
    rank = Backbone.CITY if of == "A" else Backbone.NONE
    posts = [("head", Manager.HEAD), ("deputy", Manager.DEPUTY)]
    posts += [(f"middle{number}", Manager.MIDDLE) for number in range(cadres)]
    return (
        *(teacher(f"{of}_{post}", "moral", manager=manager) for post, manager in posts),
        *(
            teacher(f"{of}_{subject}{number}", subject, backbone=rank)
            for subject in ("chinese", "maths", "music")
            for number in (1, 2)
        ),
    )


PEOPLE = (*staff("A"), *staff("j"), *staff("k"))


def weeks(teaching: int, exams: int = 0) -> tuple[Week, ...]:
    return tuple(
        Week(semester=semester, week=week, kind=WeekKind.TEACHING if week <= teaching else WeekKind.EXAM)
        for semester in (1, 2)
        for week in range(1, teaching + exams + 1)
    )


def county(people: Iterable[Teacher] = PEOPLE, *, teaching: int = 18, **tables: Any) -> County:
    return County(
        schools=SCHOOLS, teachers=tuple(people), needs=(), calendar=weeks(teaching, 2), **tables
    )


def settings(key: str = "joint_alliance", *, mode: dict[str, Any] | None = None, **exchange: Any) -> Policy:
    return Policy.model_validate(
        {
            "school_year": 2026,
            "mode": [{"key": key, "id": "m", "min_members": 0, **(mode or {})}],
            "exchange": exchange,
        }
    )


def alliance(*members: str) -> Alliance:
    return Alliance(
        id="primary-A",
        mode="m",
        stage=PRIMARY,
        core="A",
        members=tuple(PlacedMember(school=member) for member in members),
    )


def owed(kind: str, minimum: int = 1, **words: Any) -> DutyRow:
    """A row of duties.csv."""
    given = {"per": "alliance", "period": "semester", **words}
    return DutyRow.model_validate({"kind": kind, "minimum": minimum, **given})


def only(*rows: DutyRow, mode: str = "joint_alliance") -> tuple[DutyRow, ...]:
    """duties.csv that switches off every other kind of duty."""
    kept = {row.kind for row in rows}
    off = (owed(kind, 0) for kind in duty_kinds() if kind not in kept)
    return (*rows, *off)


def visit(who: str, to: str, *half_days: str, semester: str = AUTUMN) -> Visit:
    return Visit(
        teacher=who,
        from_=who[0],
        to=to,
        subject="chinese",
        stage=PRIMARY,
        semester=semester,
        half_days={HalfDay(one): 1 for one in half_days},
        lessons=len(half_days),
    )


def rotation(who: str, to: str, *semesters: str) -> Rotation:
    return Rotation(teacher=who, from_=who[0], to=to, subject="chinese", semesters=semesters)


def lay(
    its: County,
    policy: Policy,
    *members: str,
    exchange: Exchange | None = None,
    layer: tuple[SubjectAlliance, ...] = (),
    lang: str = "en",
) -> CalendarResult:
    """Lay one alliance; every rule is looked at."""
    joined = (alliance(*(members or ("j", "k"))),)
    given = exchange or Exchange()
    result = lay_calendar(its, policy, joined, layer, given, lang)
    assert list(broken(its, policy, joined, given, result)) == []
    return result


def duty(result: CalendarResult, kind: str, semester: str = AUTUMN, about: str = "") -> tuple[int, int]:
    """Minimum and planned of one duty."""
    (row,) = [
        one for one in result.duties if (one.kind, one.semester, one.about) == (kind, semester, about)
    ]
    return row.minimum, row.planned


def broken(
    its: County,
    policy: Policy,
    alliances: tuple[Alliance, ...],
    exchange: Exchange,
    result: CalendarResult,
) -> Iterator[str]:
    """Name every sentence of docs/duties.md that a calendar breaks, by looking at each row on its own."""
    people = {one.teacher_id: one for one in its.teachers or ()}
    teaching = {(f"2026-{one.semester}", one.week) for one in its.calendar if one.kind is WeekKind.TEACHING}
    top = {one.school_id: one.parent_id or one.school_id for one in its.schools}
    home = {one.teacher_id: top[one.school_id] for one in people.values()}
    partners = {
        one: {each.core, *(m.school for m in each.members)}
        for each in alliances
        for one in (each.core, *(m.school for m in each.members))
    }
    cores = {each.core for each in alliances}
    visits = {(one.teacher, one.semester, half) for one in exchange.visits for half in one.half_days}
    visiting = {(one.teacher, one.semester) for one in exchange.visits}
    rotating = {(one.teacher, semester) for one in exchange.rotations for semester in one.semesters}
    blocked = {
        (one.id, f"2026-{semester}", one.half_day)
        for one in its.blocked
        for semester in ((1, 2) if one.semester is None else (one.semester,))
    }
    gone = set()
    away: dict[tuple[str, str, int], set[str]] = {}
    for row in (*result.postings, *result.shadowing):
        person = people[row.teacher]
        if row.from_ != person.school_id or row.to not in partners[home[row.teacher]] - {home[row.teacher]}:
            yield f"13 {row}"
        if person.exempt or (row.teacher, row.semester) in visiting | rotating:
            yield f"14 {row}"
        for week in row.weeks:
            if (row.semester, week) not in teaching or (row.teacher, row.semester, week) in gone:
                yield f"13 {row}"
            gone.add((row.teacher, row.semester, week))
            if person.manager is not Manager.NONE:
                away.setdefault((home[row.teacher], row.semester, week), set()).add(row.teacher)
    if any(people[row.teacher].manager is not Manager.NONE for row in result.shadowing):
        yield "17"
    for semester in (AUTUMN, SPRING):
        pairs = [pair for pair in result.mentors if pair.semester == semester]
        if any(times > policy.exchange.mentees_max for times in Counter(p.mentor for p in pairs).values()):
            yield f"18 mentees {semester}"
        if len({pair.mentee for pair in pairs}) < len(pairs):
            yield f"18 mentors {semester}"
    for pair in result.mentors:
        mentor, mentee = people[pair.mentor], people[pair.mentee]
        higher = (mentor.master, RANKS.index(mentor.backbone)) > (mentee.master, RANKS.index(mentee.backbone))
        same = mentor.subject == mentee.subject == pair.subject
        joined = home[pair.mentor] in cores and home[pair.mentee] in partners[home[pair.mentor]] - cores
        free = {(pair.mentor, pair.semester), (pair.mentee, pair.semester)}.isdisjoint(rotating)
        if not (higher and same and joined and free):
            yield f"18 {pair}"
    places: set[tuple[str, str, int, HalfDay | None]] = set()
    for event in result.calendar:
        if (event.semester, event.week) not in teaching:
            yield f"20 {event}"
        if event.host is not None and not event.online:
            if (event.host, event.semester, event.half_day) in blocked:
                yield f"21 host {event}"
        for one in event.attending:
            if one not in people:
                continue
            half = (one, event.semester, event.half_day)
            place = (one, event.semester, event.week, event.half_day)
            if half in visits | blocked or place in places or (one, event.semester) in rotating:
                yield f"21 {event}"
            places.add(place)
            if not event.online and (one, event.semester, event.week) in gone:
                yield f"21 away {event}"
            leaves = not event.online and event.host not in (None, home[one])
            if leaves and people[one].manager is not Manager.NONE:
                away.setdefault((home[one], event.semester, event.week), set()).add(one)
    for key, managers in away.items():
        if len(managers) > 1:
            yield f"22 {key} {managers}"
    for row in result.duties:
        if (row.planned < row.minimum) != bool(row.reason):
            yield f"30 {row}"
