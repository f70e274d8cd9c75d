"""Rules about rotations: where to, how far, how much, how many at once.

Source: docs/exchange.md, sentences 12, 13, 15, 22 and 23.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...models.plan import Exchange
from ...models.row_rule import RowRule
from .case import Row
from .exchange_layout import Away, ExchangeLayout
from .exchange_places import in_one_alliance, not_open, too_long
from .exchange_staff import Staff, is_backbone
from .numbers import exact
from .verdict import BrokenRule


def broken_rotations(staff: Staff, layout: ExchangeLayout, exchange: Exchange) -> Iterator[BrokenRule]:
    """Every rule about rotations that is broken."""
    yield from _once(exchange)
    for teacher in sorted(
        {row.teacher for row in exchange.rotations} & staff.executed - staff.running.keys()
    ):
        yield BrokenRule(RowRule.ROTATED_ALREADY, (), {"teacher": teacher})
    yield from _running(staff, layout, exchange)
    yield from _to_points(staff, exchange)
    for away in layout.rotations:
        if away.teacher.teacher_id in staff.running:
            continue
        yield from _where_to(staff, layout, away)
        yield from _way(staff, away)
        yield from _lessons(staff, layout, away)
    yield from _beside(layout, exchange)
    yield from _at_once(staff, layout)


def _running(staff: Staff, layout: ExchangeLayout, exchange: Exchange) -> Iterator[BrokenRule]:
    """42: a rotation that has begun goes on, at the same school, in every planned semester."""
    if not exchange.teaching:
        return
    for teacher, school in sorted(staff.running.items()):
        if any(layout.rotating.get((teacher, semester)) != school for semester in staff.semesters):
            yield BrokenRule(RowRule.ROTATION_RUNS, (school,), {"teacher": teacher, "school": school})


def _figures(away: Away, **more: Any) -> dict[str, Any]:
    return {"teacher": away.teacher.teacher_id, "school": away.school, **more}


def _once(exchange: Exchange) -> Iterator[BrokenRule]:
    """22: at most one rotation a school year, each of its semesters named once."""
    times = Counter(row.teacher for row in exchange.rotations)
    twice = {row.teacher for row in exchange.rotations if len(set(row.semesters)) < len(row.semesters)}
    for teacher in sorted(twice | {teacher for teacher, count in times.items() if count > 1}):
        yield BrokenRule(RowRule.ROTATES_ONCE, (), {"teacher": teacher})


def _to_points(staff: Staff, exchange: Exchange) -> Iterator[BrokenRule]:
    """15: a rotation goes to a school, not to a point of it."""
    for row in exchange.rotations:
        if staff.home.get(row.to, row.to) != row.to:
            yield BrokenRule(RowRule.POINT, (row.to,), {"teacher": row.teacher, "school": row.to})


def _where_to(staff: Staff, layout: ExchangeLayout, away: Away) -> Iterator[BrokenRule]:
    """12, 13: inside the alliance, the township or the county as ``rotation_scope`` says, in the stage."""
    own, stage = staff.home[away.teacher.school_id], away.teacher.stage
    both = (own, away.school)
    if own == away.school:
        yield BrokenRule(RowRule.NOT_AWAY, both, _figures(away, from_school=own))
        return
    scope = staff.settings.rotation_scope
    township = staff.case.schools[own].township
    near = bool(township) and township == staff.case.schools[away.school].township
    allowed = scope == "county" or (scope == "township" and near)
    if not in_one_alliance(layout, own, away.school, stage):
        if not allowed:
            rule = RowRule.ALLIANCE if scope == "alliance" else RowRule.ROTATION_SCOPE
            yield BrokenRule(rule, both, _figures(away, from_school=own, limit=scope))
        elif not staff.has_stage(away.school, stage):
            figures = _figures(away, from_school=own, limit=stage.value)
            yield BrokenRule(RowRule.ROTATION_SCOPE, both, figures)
    for semester in away.semesters:
        yield from not_open(staff, layout, away.teacher, away.school, semester)


def _way(staff: Staff, away: Away) -> Iterator[BrokenRule]:
    """15: the way between the two schools is known and within ``rotation_minutes_max``."""
    own, limit = staff.home[away.teacher.school_id], staff.settings.rotation_minutes_max
    minutes = too_long(staff, own, away.school, limit) if own != away.school else None
    if minutes is not None:
        figures = _figures(away, from_school=own, minutes=minutes, limit=limit)
        yield BrokenRule(RowRule.ROTATION_WAY, (own, away.school), figures)


def _lessons(staff: Staff, layout: ExchangeLayout, away: Away) -> Iterator[BrokenRule]:
    """22: at least ``rotation_lessons_min`` lessons at the receiving school in each of its semesters."""
    least = staff.settings.rotation_lessons_min
    for semester in away.semesters:
        rows = layout.taught_by.get((away.teacher.teacher_id, semester), ())
        lessons = sum(given for row, given in rows if staff.home[row.place] == away.school)
        if lessons < exact(least):
            figures = _figures(away, semester=semester, lessons=lessons, limit=least)
            yield BrokenRule(RowRule.ROTATION_LESSONS, (away.school,), figures)


def _beside(layout: ExchangeLayout, exchange: Exchange) -> Iterator[BrokenRule]:
    """22: while a teacher rotates there is no visit, no posting and no shadowing."""
    rows = [(row.teacher, row.semester, "visit", row.to) for row in exchange.visits]
    rows += [(row.teacher, row.semester, "posting", row.to) for row in exchange.postings]
    rows += [(row.teacher, row.semester, "shadowing", row.to) for row in exchange.shadowing]
    for teacher, semester, form, school in sorted(set(rows)):
        if (teacher, semester) in layout.rotating:
            figures = {"teacher": teacher, "semester": semester, "form": form}
            yield BrokenRule(RowRule.ROTATION_BESIDE, (school,), figures)


def _at_once(staff: Staff, layout: ExchangeLayout) -> Iterator[BrokenRule]:
    """23: in each semester at most a share of a school's teachers, and of its backbone teachers, rotate."""
    everybody: Counter[tuple[Row, str]] = Counter()
    backbone: Counter[tuple[Row, str]] = Counter()
    fresh: set[tuple[RowRule, Row, str]] = set()
    for away in dict.fromkeys(layout.rotations):
        row = (staff.home[away.teacher.school_id], away.teacher.stage)
        for semester in away.semesters:
            if away.teacher.teacher_id not in staff.running:
                fresh.add((RowRule.AWAY, row, semester))
                if is_backbone(away.teacher):
                    fresh.add((RowRule.BACKBONE_AWAY, row, semester))
            everybody[row, semester] += 1
            backbone[row, semester] += is_backbone(away.teacher)
    for (row, semester), count in sorted(everybody.items()):
        most, most_backbone = staff.away_most(row)
        for rule, away_count, limit in (
            (RowRule.AWAY, count, most),
            (RowRule.BACKBONE_AWAY, backbone[row, semester], most_backbone),
        ):
            if away_count > limit and (rule, row, semester) in fresh:  # what is fact breaks nothing by itself
                figures = {"school": row[0], "stage": row[1].value, "semester": semester}
                yield BrokenRule(rule, (row[0],), {**figures, "count": away_count, "limit": limit})
