"""The complete universe of candidates: per mode, stage and core, whom it may take and how many."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...models.mode import Mode
from ...models.words import PinRule, Stage
from .case import Case, passes_as_member
from .numbers import exact, milli
from .ways import UNKNOWN

MOST_CANDIDATES = 50_000_000
"""Beyond so many candidates bounds are not recomputed; the verdict says so."""


@dataclass(frozen=True)
class Led:
    """Candidates that one core leads under one mode in one stage.

    They are all sets of ``least`` to ``most`` of ``members`` whose ``loads`` (0.001) add up to at most
    ``capacity``; every member is in at least one of them. ``metres`` and ``seconds`` are core → member.
    """

    mode: Mode
    stage: Stage
    core: str
    members: tuple[str, ...]
    metres: tuple[int, ...]
    seconds: tuple[int, ...]
    loads: tuple[int, ...]
    capacity: int | None
    least: int
    most: int

    @property
    def sets(self) -> int:
        """Number of sets of the right size: at least the number of candidates."""
        return sum(math.comb(len(self.members), size) for size in range(self.least, self.most + 1))


def universe(case: Case) -> tuple[Led, ...]:
    """Every core under every mode and stage in which it leads at least one candidate."""
    found = []
    for mode in case.policy.mode:
        for stage in Stage:
            if stage not in mode.stages:
                continue
            fitting = [
                school
                for school, own in sorted(case.rows)
                if own is stage and passes_as_member(mode, case.schools[school])
            ]
            for core in sorted(case.schools):
                if case.may_lead(case.schools[core], mode, stage) and not _held(case, core, stage):
                    led = _led(case, mode, stage, core, fitting)
                    found += [led] if led else []
    return tuple(found)


def _led(case: Case, mode: Mode, stage: Stage, core: str, fitting: Sequence[str]) -> Led | None:
    metres, seconds = case.ways.row(core, fitting)
    km_limit = math.inf if mode.max_km is None else math.floor(exact(mode.max_km) * 1000)
    minute_limit = math.inf if mode.max_minutes is None else math.floor(exact(mode.max_minutes) * 60)
    near = [
        (school, int(metre), int(second))
        for school, metre, second in zip(fitting, metres, seconds, strict=True)
        if metre != UNKNOWN
        and metre <= km_limit
        and second <= minute_limit
        and school != core
        and _pins_allow(case, school, stage, core)
    ]
    written = case.schools[core].capacity
    capacity = None if written is None else milli(written)
    loads = {school: milli(case.schools[school].load) for school, _, _ in near}
    fit = _fitting(loads, capacity, mode.min_members)
    chosen = [pair for pair in near if pair[0] in fit]
    most = _most(sorted(loads[school] for school in fit), capacity, mode.max_members or len(chosen))
    if most < mode.min_members:
        return None
    return Led(
        mode=mode,
        stage=stage,
        core=core,
        members=tuple(school for school, _, _ in chosen),
        metres=tuple(metre for _, metre, _ in chosen),
        seconds=tuple(second for _, _, second in chosen),
        loads=tuple(loads[school] for school, _, _ in chosen),
        capacity=capacity,
        least=mode.min_members,
        most=most,
    )


def _held(case: Case, core: str, stage: Stage) -> bool:
    """Whether leading would cover a place of the core that a must pin keeps for another core."""
    return case.covered_by_leading(core, stage) in case.pins[PinRule.MUST]


def _pins_allow(case: Case, school: str, stage: Stage, core: str) -> bool:
    if core in case.pins[PinRule.NEVER].get((school, stage), ()):
        return False
    return case.pins[PinRule.MUST].get((school, stage), frozenset()) <= {core}


def _fitting(loads: dict[str, int], capacity: int | None, least: int) -> set[str]:
    """Schools that are in some set of at least ``least`` (and one) within the capacity."""
    others = max(least, 1) - 1
    if len(loads) <= others:
        return set()
    if capacity is None:
        return set(loads)
    light_first = sorted(loads.values())
    fit = set()
    for school, load in loads.items():
        companions = sum(light_first[:others])
        if others and load <= light_first[others - 1]:
            companions = sum(light_first[: others + 1]) - load
        if companions + load <= capacity:
            fit.add(school)
    return fit


def _most(light_first: Sequence[int], capacity: int | None, bound: int) -> int:
    size = total = 0
    for load in light_first[:bound]:
        total += load
        if capacity is not None and total > capacity:
            break
        size += 1
    return size
