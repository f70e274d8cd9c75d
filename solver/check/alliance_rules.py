"""Rules about one alliance: known names, stage, role, points, filters, pairs, load, size, kinds."""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Any

from ...models.mode import Mode
from ...models.pin_words import set_because
from ...models.plan import Alliance
from ...models.rule import Rule
from ...models.school import School
from ...models.words import MemberKind, PinRule
from .case import Case, entrusted_bounds, larger, passes
from .numbers import exact, milli
from .verdict import BrokenRule


def broken_in_alliance(case: Case, alliance: Alliance) -> Iterator[BrokenRule]:
    """Every rule that one alliance breaks by itself."""
    mode = next((mode for mode in case.policy.mode if mode.id == alliance.mode), None)
    if mode is None:
        yield BrokenRule(Rule.KNOWN_MODE, (alliance.core,), {"mode": alliance.mode})
    core = case.schools.get(alliance.core)
    if core is None:
        yield BrokenRule(Rule.KNOWN_SCHOOL, (alliance.core,), {"school": alliance.core})
    else:
        yield from _core(case, alliance, core, mode)
    for placed in alliance.members:
        member = case.schools.get(placed.school)
        if member is None:
            yield BrokenRule(Rule.KNOWN_SCHOOL, (placed.school,), {"school": placed.school})
            continue
        yield from _member(case, alliance, member, mode)
        if core is not None:
            yield from _pair(case, alliance, core, member, mode)
    if core is not None:
        yield from _capacity(case, alliance, core)
    if mode is not None:
        yield from _size(alliance, mode)
        yield from _entrusted(case, alliance, mode)


def _stage(alliance: Alliance, school: School, mode: Mode | None) -> Iterator[BrokenRule]:
    if alliance.stage not in school.stages or (mode is not None and alliance.stage not in mode.stages):
        yield BrokenRule(
            Rule.STAGE,
            (school.school_id,),
            {"school": school.school_id, "stage": alliance.stage.value, "mode": alliance.mode},
        )


def _point(school: School) -> Iterator[BrokenRule]:
    if school.parent_id is not None:
        yield BrokenRule(
            Rule.POINT, (school.school_id,), {"school": school.school_id, "parent": school.parent_id}
        )


def _filters(
    school: School, mode: Mode, place: str, filters: Sequence[tuple[Rule, Collection[str], str | None]]
) -> Iterator[BrokenRule]:
    for rule, wanted, value in filters:
        if not passes(wanted, value):
            figures = {"value": value or "-", "mode": mode.id, "wanted": ", ".join(wanted)}
            yield BrokenRule(rule, (school.school_id,), {place: school.school_id, **figures})


def _core(case: Case, alliance: Alliance, core: School, mode: Mode | None) -> Iterator[BrokenRule]:
    yield from _stage(alliance, core, mode)
    yield from _point(core)
    if not core.role.may_lead:
        yield BrokenRule(Rule.ROLE, (core.school_id,), {"school": core.school_id, "role": core.role.value})
    if (core.school_id, alliance.stage) in case.idle:
        yield BrokenRule(Rule.NEVER, (core.school_id,), {"school": core.school_id, "core": core.school_id})
    if mode is not None:
        filters = [
            (Rule.CORE_AREA, mode.core_area, core.area),
            (Rule.CORE_SEAT, mode.core_seat, core.seat),
            (Rule.CORE_CATEGORY, mode.core_category, core.category),
        ]
        yield from _filters(core, mode, "core", filters)


def _member(case: Case, alliance: Alliance, member: School, mode: Mode | None) -> Iterator[BrokenRule]:
    wrong = [*_stage(alliance, member, mode), *_point(member)]
    if not member.role.may_be_led:
        figures = {"school": member.school_id, "role": member.role.value}
        wrong.append(BrokenRule(Rule.ROLE, (member.school_id,), figures))
    if not wrong:
        place = case.place(member.school_id, alliance.stage)
        if mode is not None:
            place = case.place_under(member.school_id, alliance.stage, mode)
        if place is None:
            figures = {"school": member.school_id, "stage": alliance.stage.value}
            wrong.append(BrokenRule(Rule.SCOPE, (member.school_id,), figures))
    yield from wrong
    if mode is not None:
        filters = [
            (Rule.MEMBER_AREA, mode.member_area, member.area),
            (Rule.MEMBER_SEAT, mode.member_seat, member.seat),
            (Rule.MEMBER_CATEGORY, mode.member_category, member.category),
        ]
        yield from _filters(member, mode, "school", filters)


def _pair(
    case: Case, alliance: Alliance, core: School, member: School, mode: Mode | None
) -> Iterator[BrokenRule]:
    if core.school_id == member.school_id:
        return
    both = (member.school_id, core.school_id)
    names = {"core": core.school_id, "school": member.school_id}
    place = case.place(member.school_id, alliance.stage)
    if place and case.pinned(PinRule.NEVER, place, core.school_id, alliance.stage):
        because = set_because(
            case.county.pins, PinRule.NEVER, member.school_id, core.school_id, alliance.stage
        )
        yield BrokenRule(Rule.NEVER, both, {**names, "because": because} if because else names)
    if mode is not None and not larger(mode, core, member):
        students = {"core_students": _known(core.students), "students": _known(member.students)}
        yield BrokenRule(Rule.CORE_LARGER, both, {**names, **students, "mode": mode.id})
    way = case.ways.pair(core.school_id, member.school_id)
    if way is None:
        by_road = case.policy.travel.source == "roads"
        roads = case.county.roads
        why = "–" if roads is None else roads.why_missing(core.school_id, member.school_id)
        reason = {"no_road": why} if by_road else {}
        yield BrokenRule(Rule.NO_ROAD if by_road else Rule.NO_TRAVEL, both, {**names, **reason})
        return
    if mode is None:
        return
    km, minutes = Fraction(way[0], 1000), Fraction(way[1], 60)
    if mode.max_km is not None and km > exact(mode.max_km):
        figures = {**names, "km": float(km), "mode": mode.id, "limit": mode.max_km}
        yield BrokenRule(Rule.MAX_KM, both, figures)
    if mode.max_minutes is not None and minutes > exact(mode.max_minutes):
        figures = {**names, "minutes": round(float(minutes), 3), "mode": mode.id, "limit": mode.max_minutes}
        yield BrokenRule(Rule.MAX_MINUTES, both, figures)


def _capacity(case: Case, alliance: Alliance, core: School) -> Iterator[BrokenRule]:
    if core.capacity is None:
        return
    known = [case.schools[placed.school] for placed in alliance.members if placed.school in case.schools]
    load = sum(milli(member.load) for member in known)
    if load > milli(core.capacity):
        yield BrokenRule(
            Rule.CAPACITY,
            (core.school_id,),
            {"core": core.school_id, "load": load / 1000, "capacity": core.capacity},
        )


def _size(alliance: Alliance, mode: Mode) -> Iterator[BrokenRule]:
    members = len(alliance.members)
    if members < mode.min_members or (mode.max_members and members > mode.max_members):
        figures = {
            "core": alliance.core,
            "members": members,
            "mode": mode.id,
            "least": mode.min_members,
            "most": mode.max_members or "∞",
        }
        yield BrokenRule(Rule.SIZE, (alliance.core,), figures)


def _known(students: int | None) -> int | str:
    return "–" if students is None else students


def _entrusted(case: Case, alliance: Alliance, mode: Mode) -> Iterator[BrokenRule]:
    """Sentence 10a: what the column says, else what the plan says, else whatever fits."""
    bounds = entrusted_bounds(mode)
    if bounds is None:
        return
    least, most = bounds
    marked = free = 0
    for placed in alliance.members:
        member = case.schools.get(placed.school)
        column = member.kind if member else None
        if column and placed.kind and column is not placed.kind:
            figures = {"school": placed.school, "value": placed.kind.value, "wanted": column.value}
            yield BrokenRule(Rule.KIND, (placed.school,), figures)
        kind = column or placed.kind
        marked += kind is MemberKind.ENTRUSTED
        free += kind is None
    if (most is not None and marked > most) or marked + free < least:
        counted: dict[str, Any] = {
            "core": alliance.core,
            "count": marked if most is not None and marked > most else marked + free,
            "mode": mode.id,
            "least": least,
            "most": "∞" if most is None else most,
        }
        yield BrokenRule(Rule.ENTRUSTED, (alliance.core,), counted)
