"""Which core may take which member under which mode in which stage: the rules on a pair.

Source: docs/grouping.md, 8, 9 and 14.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.county import County
from ...models.mode import Mode
from ...models.policy import Policy
from ...models.words import PinRule, Stage
from ..scale import exact, milli
from ..scope import Scope, fits_as_member
from ..travel.measure import UNKNOWN, measure_travel

Ints = NDArray[np.int64]
NOT_KNOWN = -1
"""Stands for students that are not known."""


class Pairs(NamedTuple):
    """Cores of one mode in one stage against the places they may look at.

    Attributes
    ----------
    places
        int64 (places,): indices, ascending.
    allowed
        bool (cores, places): whether the core may take the place.
    metres, seconds
        int64 (cores, places).
    """

    places: Ints
    allowed: NDArray[np.bool_]
    metres: Ints
    seconds: Ints


def _limit(value: float | None, per_unit: int) -> int:
    """Turn a limit into whole metres or seconds: the largest that still keeps it."""
    return np.iinfo(np.int64).max if value is None else int(exact(value) * per_unit // 1)


def _keep_pins(
    scope: Scope, stage: Stage, cores: list[str], places: Ints, allowed: NDArray[np.bool_]
) -> None:
    """Take out what ``never`` forbids and what ``must`` keeps for another core or stage."""
    row_of = {core: row for row, core in enumerate(cores)}
    column_of = {scope.places[place]: column for column, place in enumerate(places.tolist())}
    for pin in scope.pins[PinRule.NEVER]:
        if pin.place in column_of and pin.core in row_of and stage in pin.stages:
            allowed[row_of[pin.core], column_of[pin.place]] = False
    for pin in scope.pins[PinRule.MUST]:
        if pin.place in column_of:
            column = column_of[pin.place]
            row = row_of.get(pin.core) if stage in pin.stages else None
            kept = row is not None and bool(allowed[row, column])
            allowed[:, column] = False
            if row is not None:
                allowed[row, column] = kept


def pairs_of(
    county: County, policy: Policy, scope: Scope, mode: Mode, stage: Stage, cores: list[str]
) -> Pairs:
    """Work out which places each of the cores may take under the mode in the stage."""
    places = np.array(scope.places_for(mode, stage), dtype=np.int64)
    ids = [scope.places[place][0] for place in places.tolist()]
    members = [county.by_id[school] for school in ids]
    leading = [county.by_id[core] for core in cores]
    travel = measure_travel(county, policy, cores, ids)
    allowed: NDArray[np.bool_] = (
        (travel.metres != UNKNOWN)
        & (travel.metres <= _limit(mode.max_km, 1000))
        & (travel.seconds <= _limit(mode.max_minutes, 60))
    )
    allowed &= np.array([fits_as_member(member, mode) for member in members], dtype=bool)
    allowed &= np.array(cores, dtype=object)[:, None] != np.array(ids, dtype=object)[None, :]
    unbounded = np.iinfo(np.int64).max
    capacity = [unbounded if core.capacity is None else milli(core.capacity) for core in leading]
    load = np.array([milli(member.load) for member in members], dtype=np.int64)
    allowed &= load[None, :] <= np.array(capacity, dtype=np.int64)[:, None]
    if mode.core_larger:
        large, small = (
            np.array([NOT_KNOWN if s.students is None else s.students for s in schools], dtype=np.int64)
            for schools in (leading, members)
        )
        allowed &= (small != NOT_KNOWN)[None, :] & (large[:, None] > small[None, :])
    _keep_pins(scope, stage, cores, places, allowed)
    return Pairs(places, allowed, travel.metres, travel.seconds)
