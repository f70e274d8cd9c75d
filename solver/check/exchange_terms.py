"""Every term of the exchange, recomputed from the tables as whole base units (docs/exchange.md, 26 to 32)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from ...models.plan import Alliance, Plan
from ...models.school_year import PastExchange
from ...models.words import MemberKind, Stage, Term
from .case import Row
from .exchange_eligibility import bars
from .exchange_layout import Away, ExchangeLayout
from .exchange_places import in_one_alliance, too_long
from .exchange_receiving import uncovered
from .exchange_staff import Quota, Staff, is_backbone
from .numbers import half_up

EXCHANGE_TERMS = frozenset({Term.UNCOVERED_LESSONS, *(term for term in Term if term.needs_exchange)})
"""Terms whose value comes from the exchange where there are teachers."""


def rows_of(alliance: Alliance) -> list[Row]:
    """Schools of an alliance in its stage, the core first."""
    schools = (alliance.core, *(placed.school for placed in alliance.members))
    return [(school, alliance.stage) for school in dict.fromkeys(schools)]


class Moves(NamedTuple):
    """What a plan's visits and rotations come to, counted once for county and alliances.

    ``seconds`` on the way a week, by visiting teacher. ``given_up`` are last year's visits, as (teacher,
    school, subject), that could go on and do not. ``sent``, ``sent_backbone`` are the teachers who rotate and
    count, by school.
    """

    seconds: Mapping[str, int]
    given_up: frozenset[tuple[str, str, str]]
    sent: Mapping[Row, int]
    sent_backbone: Mapping[Row, int]


def count_moves(staff: Staff, layout: ExchangeLayout) -> Moves:
    """Count travel, continuity and rotations of a plan."""
    sent: Counter[Row] = Counter()
    sent_backbone: Counter[Row] = Counter()
    for away in {away.teacher.teacher_id: away for away in layout.rotations}.values():
        if away.teacher.teacher_id in staff.executed:
            continue
        if away.semesters and _counts(staff, layout, away):
            row = (staff.home[away.teacher.school_id], away.teacher.stage)
            sent[row] += 1
            sent_backbone[row] += is_backbone(away.teacher)
    for name in sorted(staff.executed & staff.teachers.keys()):  # 39
        teacher = staff.teachers[name]
        if (own := staff.school_of(teacher)) is not None:
            sent[own, teacher.stage] += 1
            sent_backbone[own, teacher.stage] += is_backbone(teacher)
    return Moves(_teacher_seconds(staff, layout), _given_up(staff, layout), sent, sent_backbone)


def county_values(
    staff: Staff, layout: ExchangeLayout, moves: Moves, plan: Plan, unplaced: Collection[Row]
) -> dict[Term, int]:
    """Value of every term of the exchange over the whole plan; ``unplaced`` are the places left over."""
    inside = dict.fromkeys(row for alliance in plan.alliances for row in rows_of(alliance))
    members = {row for alliance in plan.alliances for row in rows_of(alliance)[1:]}
    return {
        Term.UNCOVERED_LESSONS: _mean_uncovered(staff, layout, inside.keys() | set(unplaced)),
        Term.WORST_UNCOVERED: _worst_share(staff, layout, members | set(unplaced)),
        Term.QUOTA_MISSED: _quota_missed(moves, staff.quota),
        Term.TEACHER_MINUTES: sum(moves.seconds.values()),
        Term.WORST_TEACHER_MINUTES: max(moves.seconds.values(), default=0),
        Term.VISIT_CHANGES: len(moves.given_up),
    }


def alliance_values(
    staff: Staff, layout: ExchangeLayout, moves: Moves, alliance: Alliance
) -> dict[Term, int]:
    """Value of every term of the exchange in one alliance taken alone (33)."""
    rows = rows_of(alliance)
    people = {teacher.teacher_id for row in rows for teacher in staff.people.get(row, ())}
    seconds = [moves.seconds[teacher] for teacher in people & moves.seconds.keys()]
    owing = {row: staff.quota[row] for row in rows if row in staff.quota}
    return {
        Term.UNCOVERED_LESSONS: _mean_uncovered(staff, layout, rows),
        Term.WORST_UNCOVERED: _worst_share(staff, layout, rows[1:]),
        Term.QUOTA_MISSED: _quota_missed(moves, owing),
        Term.TEACHER_MINUTES: sum(seconds),
        Term.WORST_TEACHER_MINUTES: max(seconds, default=0),
        Term.VISIT_CHANGES: sum(teacher in people for teacher, _, _ in moves.given_up),
    }


def optimistic(staff: Staff, plan: Plan, unplaced: Iterable[Row]) -> int:
    """Uncovered lessons (thousandths) if every alliance were one school, unplaced ones alone (32)."""
    pooled = sum(
        staff.pooled([school for school, _ in rows_of(alliance)], alliance.stage)
        for alliance in plan.alliances
    )
    alone = sum(staff.alone.get((row, one), 0) for row in unplaced for one in staff.semesters)
    return pooled + alone // max(1, len(staff.semesters))


def _mean_uncovered(staff: Staff, layout: ExchangeLayout, rows: Iterable[Row]) -> int:
    """28: mean over the semesters; taught lessons are whole, so half of their sum is whole thousandths."""
    total = sum(uncovered(staff, layout, row, semester) for row in rows for semester in staff.semesters)
    return total // max(1, len(staff.semesters))


def _worst_share(staff: Staff, layout: ExchangeLayout, rows: Iterable[Row]) -> int:
    """29: the largest share of its need that a school is left without in a semester, in 0.0001."""
    worst = 0
    for row in rows:
        need = sum(staff.need.get(row, {}).values())
        for semester in staff.semesters if need else ():
            share = Fraction(uncovered(staff, layout, row, semester), need)
            worst = max(worst, half_up(share * 10_000))
    return worst


def _quota_missed(moves: Moves, owing: Mapping[Row, Quota]) -> int:
    """26, 27: teachers still owed; who rotates counts once, for the own school."""
    rotating = sum(max(0, quota.rotation - moves.sent.get(row, 0)) for row, quota in owing.items())
    backbone = sum(max(0, quota.backbone - moves.sent_backbone.get(row, 0)) for row, quota in owing.items())
    return rotating + backbone


def _counts(staff: Staff, layout: ExchangeLayout, away: Away) -> bool:
    """26: inside one legal person only with ``count_inside_legal_person``."""
    own, stage = staff.home[away.teacher.school_id], away.teacher.stage
    if staff.settings.count_inside_legal_person or not in_one_alliance(layout, own, away.school, stage):
        return True
    alliance = layout.alliance_of[own, stage]
    mode = next((mode for mode in staff.case.policy.mode if mode.id == alliance.mode), None)
    if mode is None or mode.legal_status == "separate":
        return True
    if mode.legal_status == "one_legal_person":
        return False
    return not {own, away.school} <= _one_person(staff, alliance)


def _one_person(staff: Staff, alliance: Alliance) -> set[str]:
    """Return the core and its entrusted members: those of the column ``kind``, else of the plan."""
    found = {alliance.core}
    for placed in alliance.members:
        school = staff.case.schools.get(placed.school)
        kind = (school.kind if school else None) or placed.kind
        found |= {placed.school} if kind is MemberKind.ENTRUSTED else set()
    return found


def _teacher_seconds(staff: Staff, layout: ExchangeLayout) -> dict[str, int]:
    """30: seconds a week of each visitor, there and back once per day and site, mean over semesters."""
    trips = {
        (visit.teacher.teacher_id, visit.semester, half_day.day, visit.site)
        for visit in layout.visits
        for half_day in visit.half_days
    }
    seconds: Counter[str] = Counter()
    for teacher, _, _, site in trips:
        way = staff.case.ways.pair(staff.teachers[teacher].school_id, site)
        seconds[teacher] += 0 if way is None else 2 * way[1]
    return {teacher: total // max(1, len(staff.semesters)) for teacher, total in seconds.items()}


def _given_up(staff: Staff, layout: ExchangeLayout) -> frozenset[tuple[str, str, str]]:
    """31: last year's (teacher, receiving school, subject) that could go on and do not."""
    codes = {code.old_id: code.new_id for code in staff.case.county.codes}
    went = {
        found
        for row in staff.case.county.exchanges
        if row.kind == "visit" and (found := _could_go_on(staff, layout, row, codes)) is not None
    }
    going = {
        (visit.teacher.teacher_id, staff.home[visit.site], visit.subject)
        for visit in layout.visits
        if any(visit.half_days.values())
    }
    return frozenset(went - going)


def _could_go_on(
    staff: Staff, layout: ExchangeLayout, row: PastExchange, codes: Mapping[str, str]
) -> tuple[str, str, str] | None:
    site, seen = row.to_id, set[str]()
    while site not in staff.case.schools and site in codes and site not in seen:
        seen.add(site)
        site = codes[site]
    teacher, school = staff.teachers.get(row.teacher), staff.home.get(site)
    own = None if teacher is None else staff.school_of(teacher)
    if teacher is None or school is None or own is None or own == school:
        return None
    possible = (
        row.subject in teacher.subjects
        and next(bars(teacher, "visit", staff.case.policy), None) is None
        and not all(map(teacher.is_away, staff.semesters))
        and row.teacher not in staff.running
        and in_one_alliance(layout, own, school, teacher.stage)
        and _some_site(staff, teacher.school_id, school, teacher.stage, row.subject)
    )
    return (row.teacher, school, row.subject) if possible else None


def _some_site(staff: Staff, start: str, school: str, stage: Stage, subject: str) -> bool:
    """14: some site of the school needs a whole lesson of the subject and is near enough."""
    limit = staff.settings.visit_minutes_max
    return any(
        home == school
        and staff.site_need.get((site, stage), {}).get(subject, 0) >= 1000
        and too_long(staff, start, site, limit) is None
        for site, home in staff.home.items()
    )
