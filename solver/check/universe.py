"""The complete universe of candidates: per mode, stage and core, whom it may take and how many."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...models.mode import Mode
from ...models.words import PinRule, Stage
from .case import Case, entrusted_bounds
from .companions import in_some_set
from .numbers import Whole, exact, milli
from .roster import Roster, read_roster
from .ways import UNKNOWN

MOST_CANDIDATES = 50_000_000
"""So many candidates are enumerated; a bound that needs more is not recomputed, and the verdict says so."""


@dataclass(frozen=True)
class Led:
    """Candidates that one core leads under one mode in one stage.

    They are all sets of ``least`` to ``most`` schools of the roster at the places ``at`` whose loads (0.001)
    add up to at most ``capacity`` and of whom at least ``able_least`` are able and at most ``entrusted_most``
    entrusted; every member is in at least one of them. ``metres`` and ``seconds`` are core → member.
    """

    roster: Roster
    core: str
    at: NDArray[np.int64]
    metres: NDArray[np.int64]
    seconds: NDArray[np.int64]
    capacity: int | None
    least: int
    most: int
    able_least: int
    entrusted_most: int | None

    @property
    def mode(self) -> Mode:
        """Mode of the candidates."""
        return self.roster.mode

    @property
    def stage(self) -> Stage:
        """Stage of the candidates."""
        return self.roster.stage

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Schools that are in some candidate."""
        return tuple(self.roster.schools[at] for at in self.at)

    @property
    def loads(self) -> Whole:
        """Loads of the members in 0.001."""
        return self.roster.loads[self.at]

    def only(self, inside: NDArray[np.bool_]) -> "Led":
        """Return the candidates that hold none but some of the members."""
        if inside.all():
            return self
        return replace(self, at=self.at[inside], metres=self.metres[inside], seconds=self.seconds[inside])

    @cached_property
    def sets(self) -> int:
        """Number of sets of the right size, at least the number of candidates; counted to the limit only."""
        total, size = 0, len(self.at)
        sets = math.comb(size, self.least)
        for members in range(self.least, self.most + 1):
            total += sets
            if total > MOST_CANDIDATES:
                break
            sets = sets * (size - members) // (members + 1)
        return total


def universe(case: Case) -> tuple[Led, ...]:
    """Every core under every mode and stage in which it leads at least one candidate."""
    found = []
    for mode in case.policy.mode:
        for stage in Stage:
            if stage not in mode.stages:
                continue
            roster = read_roster(case, mode, stage)
            for core in sorted(case.schools):
                if case.may_lead(case.schools[core], mode, stage) and not _held(case, core, stage):
                    led = _led(case, roster, core)
                    found += [led] if led else []
    return tuple(found)


def _led(case: Case, roster: Roster, core: str) -> Led | None:
    mode = roster.mode
    metres, seconds = case.ways.row(core, roster.schools)
    near = (metres != UNKNOWN) & _allowed(case, roster, core)
    if mode.max_km is not None:
        near &= metres <= math.floor(exact(mode.max_km) * 1000)
    if mode.max_minutes is not None:
        near &= seconds <= math.floor(exact(mode.max_minutes) * 60)
    written = case.schools[core].capacity
    capacity = None if written is None else milli(written)
    able_least, entrusted_most = entrusted_bounds(mode) or (0, None)
    at = np.flatnonzero(near)
    fit = in_some_set(
        roster.loads[at],
        roster.entrusted[at] + roster.able[at],
        capacity,
        mode.min_members,
        mode.max_members or None,
        able_least,
        entrusted_most,
    )
    at = at[fit]
    least = max(mode.min_members, able_least)
    most = _most(roster.loads[at], capacity, mode.max_members or len(at))
    if most < least:
        return None
    return Led(
        roster=roster,
        core=core,
        at=at,
        metres=metres[at],
        seconds=seconds[at],
        capacity=capacity,
        least=least,
        most=most,
        able_least=able_least,
        entrusted_most=entrusted_most,
    )


def _held(case: Case, core: str, stage: Stage) -> bool:
    """Whether leading would cover a place of the core that a must pin keeps for another core."""
    return case.covered_by_leading(core, stage) in case.pins[PinRule.MUST]


def _allowed(case: Case, roster: Roster, core: str) -> NDArray[np.bool_]:
    """Sentence 8 without travel and load: another school, smaller where it must be, allowed by the pins."""
    allowed = np.ones(len(roster.schools), dtype=bool)
    if core in roster.position:
        allowed[roster.position[core]] = False
    if roster.mode.core_larger:
        students = case.schools[core].students
        allowed &= (roster.students >= 0) & (roster.students < (-1 if students is None else students))
    for rule in (PinRule.NEVER, PinRule.MUST):
        for place in case.pins[rule]:
            at = roster.position_of_place.get(place)
            if at is not None and not case.may_take(place, core, roster.stage):
                allowed[at] = False
    return allowed


def _most(loads: Whole, capacity: int | None, bound: int) -> int:
    if capacity is None:
        return min(len(loads), bound)
    total = 0
    for size, load in enumerate(sorted(map(int, loads))[:bound]):
        total += load
        if total > capacity:
            return size
    return min(len(loads), bound)
