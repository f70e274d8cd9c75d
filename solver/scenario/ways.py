"""`travel`: one way, a closed one, or all times a factor in a winter (docs/scenarios.md, 13)."""

from fractions import Fraction
from math import floor

from ...models.changed import CellSet, Effect
from ...models.county import County, ListedTravel, Pin
from ...models.errors import InputError
from ...models.pin_words import CLOSED
from ...models.policy import Policy
from ...models.scenario import Travel
from ...models.words import PinRule
from ..scale import exact
from ..travel.measure import UNKNOWN, measure_travel
from .meeting import may_meet
from .one_change import Applied, At
from .schools_named import school_faults

CLOSED_WAY = ListedTravel(5000.0, 10000.0)
"""What travel.csv says of a closed way where a pair that is not listed would be measured."""
LEAST_KMH, MOST_KMH = 1, 200


def travel(county: County, policy: Policy, change: Travel, at: At) -> Applied:
    """Change one way, close it, or lengthen the minutes of many.

    Errors: schools that are not there, a way whose km nobody knows, a township without schools, times a
    factor that leaves no possible speed.
    """
    if change.factor is not None:
        return _times(county, policy, change, exact(change.factor), at)
    faults = [
        fault
        for key, one in (("from", change.from_), ("to", change.to))
        for fault in school_faults(county, at, key, [one or ""])
    ]
    if faults:
        raise InputError(faults)
    pair = (change.from_ or "", change.to or "")
    if change.closed:
        return _closed(county, policy, pair, at)
    return _pair(county, policy, change, pair, at)


def _pair(county: County, policy: Policy, change: Travel, pair: tuple[str, str], at: At) -> Applied:
    was = way_now(county, policy, pair)
    if change.km is None and was is None:
        raise InputError([at.error("scenario_travel_km", "km", None, {"start": pair[0], "end": pair[1]})])
    before = was or ListedTravel(0.0, None)
    km = before.km if change.km is None else change.km
    minutes = before.minutes if change.minutes is None else change.minutes
    now = ListedTravel(_whole(exact(km) * 1000) / 1000, _to_seconds(minutes))
    pins = tuple(
        pin
        for pin in county.pins
        if not (pin.reason == CLOSED and (pin.school_id, pin.core_id) in (pair, pair[::-1]))
    )
    travel_now = {**county.travel, pair: now}
    if county.travel.get(pair[::-1]) == CLOSED_WAY:
        del travel_now[pair[::-1]]
    effect = Effect(at=at.number, kind="travel", schools=pair, cells=_cells(pair, was, now))
    return Applied(county.model_copy(update={"travel": travel_now, "pins": pins}), policy, effect)


def way_now(county: County, policy: Policy, pair: tuple[str, str]) -> ListedTravel | None:
    """Give the way as it is now: km to 1 m, minutes None where they follow from the speed.

    None where no way is known, or it is closed.
    """
    listed = county.travel.get(pair) or county.travel.get(pair[::-1])
    if listed is not None:
        return None if listed == CLOSED_WAY else listed
    measured = measure_travel(county, policy, [pair[0]], [pair[1]])
    metres, seconds = int(measured.metres[0, 0]), int(measured.seconds[0, 0])
    by_speed = policy.travel.source != "roads"
    return None if metres == UNKNOWN else ListedTravel(metres / 1000, None if by_speed else seconds / 60)


def _to_seconds(minutes: float | None) -> float | None:
    return None if minutes is None else _whole(exact(float(minutes)) * 60) / 60


def _whole(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _cells(pair: tuple[str, str], was: ListedTravel | None, now: ListedTravel | None) -> tuple[CellSet, ...]:
    row = f"{pair[0]} → {pair[1]}"
    figures = (
        ("km", None if was is None else was.km, None if now is None else now.km),
        ("minutes", None if was is None else was.minutes, None if now is None else now.minutes),
    )
    return tuple(
        CellSet(table="travel.csv", row=row, column=column, before=_said(before), after=_said(after))
        for column, before, after in figures
        if before != after
    )


def _said(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}".rstrip("0").rstrip(".")


def _closed(county: County, policy: Policy, pair: tuple[str, str], at: At) -> Applied:
    """Close a pair in both directions: no row in a table of all ways, else a row beyond every limit."""
    was = way_now(county, policy, pair)
    both = (pair, pair[::-1])
    ways = {one: way for one, way in county.travel.items() if one not in both}
    if policy.travel.source != "table":
        ways |= dict.fromkeys(both, CLOSED_WAY)
    pins = tuple(
        Pin(school_id=school, core_id=core, stage=None, rule=PinRule.NEVER, reason=CLOSED)
        for school, core in both
        if may_meet(county, policy, school, core, None)
    )
    known = {(pin.school_id, pin.core_id, pin.stage, pin.rule) for pin in county.pins}
    fresh = tuple(pin for pin in pins if (pin.school_id, pin.core_id, pin.stage, pin.rule) not in known)
    effect = Effect(at=at.number, kind="travel", schools=pair, cells=_cells(pair, was, None))
    update = {"travel": ways, "pins": (*county.pins, *fresh)}
    return Applied(county.model_copy(update=update), policy, effect)


def _times(county: County, policy: Policy, change: Travel, factor: Fraction, at: At) -> Applied:
    """Lengthen minutes: of every way of a township, or of all ways (then by the speed where it can)."""
    inside = {
        school.school_id
        for school in county.schools
        if change.township is None or school.township == change.township
    }
    if not inside:
        raise InputError([at.error("scenario_township", "township", change.township)])
    effect = Effect(at=at.number, kind="travel", schools=tuple(sorted(inside)))
    speed = exact(policy.travel.speed_kmh) / factor if factor else Fraction(0)
    if change.township is None and policy.travel.source != "roads" and LEAST_KMH <= speed <= MOST_KMH:
        settings = policy.travel.model_copy(update={"speed_kmh": float(speed)})
        ways = {
            pair: way if way.minutes is None or way == CLOSED_WAY else _longer(way, factor)
            for pair, way in county.travel.items()
        }
        slower = policy.model_copy(update={"travel": settings})
        return Applied(county.model_copy(update={"travel": ways}), slower, effect)
    return Applied(
        county.model_copy(update={"travel": {**county.travel, **_rows(county, policy, inside, factor)}}),
        policy,
        effect,
    )


def _longer(way: ListedTravel, factor: Fraction) -> ListedTravel:
    return ListedTravel(way.km, _whole(Fraction(round((way.minutes or 0) * 60)) * factor) / 60)


def _rows(
    county: County, policy: Policy, inside: set[str], factor: Fraction
) -> dict[tuple[str, str], ListedTravel]:
    """Rows for every way that begins or ends inside and is known, its minutes times the factor.

    Both directions are written only where they are told apart: both listed, or measured on roads.
    """
    ids = [school.school_id for school in county.schools]
    rows: dict[tuple[str, str], ListedTravel] = {}
    roads = policy.travel.source == "roads"
    for start in sorted(inside):
        there = measure_travel(county, policy, [start], ids)
        back = measure_travel(county, policy, ids, [start]) if roads or county.travel else there
        for number, end in enumerate(ids):
            if end == start:
                continue
            for pair, metres, seconds in (
                ((start, end), int(there.metres[0, number]), int(there.seconds[0, number])),
                (
                    (end, start),
                    int(back.metres.reshape(-1)[number]),
                    int(back.seconds.reshape(-1)[number]),
                ),
            ):
                listed, other = county.travel.get(pair), county.travel.get(pair[::-1])
                same_back = listed is None and (other is not None or (not roads and pair[::-1] in rows))
                if metres == UNKNOWN or pair in rows or same_back or listed == CLOSED_WAY:
                    continue
                rows[pair] = _longer(ListedTravel(metres / 1000, seconds / 60), factor)
    return rows
