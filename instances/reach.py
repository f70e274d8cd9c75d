"""Which core could reach which member, within the limits of a mode, as the reader needs it for its checks."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..models.county import County, ListedTravel
from ..models.policy import Policy
from ..models.school import School
from ..models.words import PinRule
from .coordinates import EARTH_RADIUS_KM
from .taking_part import Offer, offers, pins_of_places, place_in

Matrix = NDArray[np.float64]


class Reach(NamedTuple):
    """An offer with km from each core (row) to each member (column), and who fits.

    ``km`` is NaN where travel is not known, or the core has to be larger than the member and is not.

    ``within``: travel is known and keeps the mode's limits; ``room``: the core's capacity carries the member.
    """

    offer: Offer
    km: Matrix
    within: NDArray[np.bool_]
    room: NDArray[np.bool_]


def admissible_pairs(county: County, policy: Policy) -> dict[str, int]:
    """Count the core–member pairs that the rules allow, per mode id, all its stages (docs/grouping.md, 8).

    A school that must be a member (a ``must`` pin) leads nobody.
    """
    pairs = dict.fromkeys((mode.id for mode in policy.mode), 0)
    pins = pins_of_places(county, policy)
    led = {(pin.school_id, place) for pin, place, _ in pins if pin.rule is PinRule.MUST}
    led_once = {school_id for school_id, _ in led} if policy.several_stages == "once" else set()
    for offer in offers(county.schools, policy):
        reach = reach_of(county, policy, offer)
        allowed = reach.within & reach.room
        row = {school.school_id: number for number, school in enumerate(offer.cores)}
        column = {school.school_id: number for number, school in enumerate(offer.members)}
        for number, core_school in enumerate(offer.cores):
            if core_school.school_id in led_once or (core_school.school_id, offer.stage) in led:
                allowed[number] = False
        for pin, place, stages in pins:
            at = column.get(pin.school_id)
            if at is None or place_in(offer.members[at], offer.mode, offer.stage, policy) is not place:
                continue
            core = np.arange(len(offer.cores)) == row.get(pin.core_id, -1)
            spoken_of = core if offer.stage in stages else np.zeros_like(core)
            if pin.rule is PinRule.NEVER:
                allowed[spoken_of, at] = False
            elif pin.rule is PinRule.MUST:
                allowed[~spoken_of, at] = False
        pairs[offer.mode.id] += int(allowed.sum())
    return pairs


def reach_of(county: County, policy: Policy, offer: Offer) -> Reach:
    """Measure an offer (docs/grouping.md, 8 and 9)."""
    cores, members = offer.cores, offer.members
    km = np.full((len(cores), len(members)), np.nan)
    if policy.travel.source == "straight_line":
        km = policy.travel.detour * _great_circle_km(cores, members)
    time = km / policy.travel.speed_kmh * 60
    row = {school.school_id: number for number, school in enumerate(cores)}
    column = {school.school_id: number for number, school in enumerate(members)}
    if policy.travel.source == "roads" and county.roads is not None:
        for (start, end), listed in county.roads.pairs.items():
            if start in row and end in column:
                at = row[start], column[end]
                km[at], time[at] = listed.km, _minutes(listed, policy)
    for (start, end), listed in county.travel.items():
        if start in row and end in column:
            at = row[start], column[end]
            km[at], time[at] = listed.km, _minutes(listed, policy)
        if end in row and start in column and (end, start) not in county.travel:
            at = row[end], column[start]
            km[at], time[at] = listed.km, _minutes(listed, policy)
    for school_id in row.keys() & column.keys():
        km[row[school_id], column[school_id]] = np.nan
    if offer.mode.core_larger:
        km[~_larger(cores, members)] = np.nan
    within = ~np.isnan(km)
    km[within], time[within] = np.round(km[within], 3), np.round(time[within] * 60) / 60
    if offer.mode.max_km is not None:
        within &= km <= offer.mode.max_km
    if offer.mode.max_minutes is not None:
        within &= time <= offer.mode.max_minutes
    loads = np.array([school.load for school in members])
    capacities = np.array([np.inf if school.capacity is None else school.capacity for school in cores])
    return Reach(offer, km, within, loads[None, :] <= capacities[:, None])


def _minutes(listed: ListedTravel, policy: Policy) -> float:
    return listed.km / policy.travel.speed_kmh * 60 if listed.minutes is None else listed.minutes


def _larger(cores: tuple[School, ...], members: tuple[School, ...]) -> NDArray[np.bool_]:
    """Whether the core has more students than the member; not where a number is missing."""

    def students(schools: tuple[School, ...]) -> Matrix:
        given = [school.students for school in schools]
        return np.array([np.nan if one is None else one for one in given], dtype=np.float64)

    larger: NDArray[np.bool_] = students(cores)[:, None] > students(members)[None, :]
    return larger


def _great_circle_km(cores: tuple[School, ...], members: tuple[School, ...]) -> Matrix:
    def radians(schools: tuple[School, ...], degrees: str) -> Matrix:
        given = [getattr(school, degrees) for school in schools]
        return np.radians(np.array([np.nan if one is None else one for one in given], dtype=np.float64))

    lat_c, lat_m = radians(cores, "lat")[:, None], radians(members, "lat")[None, :]
    lon_c, lon_m = radians(cores, "lon")[:, None], radians(members, "lon")[None, :]
    half = np.sin((lat_m - lat_c) / 2) ** 2 + np.cos(lat_c) * np.cos(lat_m) * np.sin((lon_m - lon_c) / 2) ** 2
    km: Matrix = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return km
