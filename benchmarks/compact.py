"""What the compact models see of a county, how their plans are valued, and how they go through the tiers.

The compact model is the textbook one: x[core, member] places a member, y[core] opens an alliance, one slack
per core and subject holds the lessons that stay uncovered, one variable the longest way. Both back ends
(CP-SAT, HiGHS) solve one tier after another, with the earlier tiers' values as limits; each tier starts from
the plan of the tier before.
"""

import time
from collections.abc import Callable, Sequence
from functools import reduce
from math import gcd
from typing import NamedTuple, Protocol

import numpy as np
from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.policy import Policy
from lianxiao.models.words import Role, Term

TIERS = (Term.UNPLACED, Term.UNCOVERED_LESSONS, Term.WORST_KM, Term.TOTAL_KM)
"""The terms that the compact models know; tiers are weighted sums of them."""

EARTH_RADIUS_KM = 6371.0088

Assignment = tuple[int | None, ...]
"""For each member the index of its core, None where it stays unplaced."""


class Sample(NamedTuple):
    """What a method knew at one moment; ``best`` and ``bound`` in schools, lessons or km."""

    tier: int
    seconds: float
    best: float | None
    bound: float | None


Record = Callable[[Sample], None]


class Limits(NamedTuple):
    """What a method may use: wall seconds of the whole solve, threads; and its random seed."""

    seconds: float
    threads: int
    seed: int


class TierOutcome(NamedTuple):
    """A tier at the end; ``bound`` holds for plans that are no worse in the earlier tiers."""

    value: float | None
    bound: float | None
    proven: bool


class Outcome(NamedTuple):
    """A whole solve."""

    seconds: float
    tiers: tuple[TierOutcome, ...]


class Pair(NamedTuple):
    """A member within the limit of a core, by index."""

    core: int
    member: int
    metres: int


class CompactCounty(NamedTuple):
    """A county of one mode and one stage, in whole numbers.

    Attributes
    ----------
    core_lacks, member_lacks
        Need minus supply per subject, in units of uncovered lessons.
    place_all
        Whether nobody may stay unplaced.
    tiers
        Factors of the terms (in the order of `TIERS`, in their whole units) in each tier.
    units
        What one whole unit of each tier is, in schools, lessons or km.
    """

    cores: tuple[str, ...]
    members: tuple[str, ...]
    pairs: tuple[Pair, ...]
    least: int
    most: int
    weight: tuple[int, ...]
    core_lacks: tuple[tuple[int, ...], ...]
    member_lacks: tuple[tuple[int, ...], ...]
    place_all: bool
    tiers: tuple[tuple[int, ...], ...]
    units: tuple[float, ...]

    def values(self, plan: Assignment) -> tuple[int, ...]:
        """Value a plan in all tiers, in units; a plan that breaks a rule is an error."""
        terms = self.terms(plan)
        return tuple(sum(f * each for f, each in zip(tier, terms, strict=True)) for tier in self.tiers)

    def terms(self, plan: Assignment) -> tuple[int, int, int, int]:
        """Value a plan in all terms, in units; a plan that breaks a rule is an error."""
        metres = {(pair.core, pair.member): pair.metres for pair in self.pairs}
        groups: dict[int, list[int]] = {}
        for member, core in enumerate(plan):
            if core is not None:
                groups.setdefault(core, []).append(member)
        if any(not self.least <= len(group) <= self.most for group in groups.values()):
            raise ValueError("an alliance has too few or too many members")
        ways = [metres[core, member] for core, group in groups.items() for member in group]
        alone = [member for member, core in enumerate(plan) if core is None]
        if self.place_all and alone:
            raise ValueError("not everybody is placed")
        uncovered = sum(self.uncovered_alone(member) for member in alone)
        for core, group in sorted(groups.items()):
            lacks = [self.core_lacks[core], *(self.member_lacks[member] for member in group)]
            uncovered += sum(max(0, sum(of_subject)) for of_subject in zip(*lacks, strict=True))
        return sum(self.weight[member] for member in alone), uncovered, max(ways, default=0), sum(ways)

    def uncovered_alone(self, member: int) -> int:
        """Uncovered lessons of a member that stays unplaced, in units."""
        return sum(max(0, lack) for lack in self.member_lacks[member])


def compact_county(county: County, policy: Policy) -> CompactCounty:
    """Prepare a county; one that the compact models cannot express is an error."""
    _must_be_plain(county, policy)
    mode = policy.mode[0]
    cores = [school for school in county.schools if school.role is Role.CORE]
    members = [school for school in county.schools if school.role is Role.MEMBER]
    places = np.radians([[school.lat or 0.0, school.lon or 0.0] for school in (*cores, *members)])
    here, there = places[: len(cores), None, :], places[None, len(cores) :, :]
    half = (there - here) / 2
    cosines = np.cos(here[..., 0]) * np.cos(there[..., 0])
    arc = 2 * np.arcsin(np.sqrt(np.sin(half[..., 0]) ** 2 + cosines * np.sin(half[..., 1]) ** 2))
    metres = np.floor(EARTH_RADIUS_KM * arc * policy.travel.detour * 1000 + 0.5).astype(int)
    reach = np.inf if mode.max_km is None else mode.max_km * 1000
    needs = county.needs or ()
    subjects = sorted({row.subject for row in needs})
    lack = {(row.school_id, row.subject): round(1000 * row.need) - round(1000 * row.supply) for row in needs}
    weight = [round(1000 * school.priority) for school in members]
    lesson = reduce(gcd, lack.values(), 0) or 1
    school_unit = reduce(gcd, weight, 0) or 1

    def lacks(ids: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(lack.get((each, subject), 0) // lesson for subject in subjects) for each in ids)

    term_units = (school_unit * 1000, lesson * 1000, 1000, 1000)
    factors = [
        [round(tier.get(term, 0) * unit) for term, unit in zip(TIERS, term_units, strict=True)]
        for tier in grouping_tiers(county, policy)
    ]
    tier_units = [gcd(*tier) for tier in factors]
    core_ids = tuple(school.school_id for school in cores)
    member_ids = tuple(school.school_id for school in members)
    return CompactCounty(
        cores=core_ids,
        members=member_ids,
        pairs=tuple(
            Pair(int(c), int(j), int(metres[c, j])) for c, j in zip(*np.nonzero(metres <= reach), strict=True)
        ),
        least=mode.min_members,
        most=mode.max_members or len(members),
        weight=tuple(each // school_unit for each in weight),
        core_lacks=lacks(core_ids),
        member_lacks=lacks(member_ids),
        place_all=mode.place_all,
        tiers=tuple(
            tuple(each // unit for each in tier) for tier, unit in zip(factors, tier_units, strict=True)
        ),
        units=tuple(unit / 1_000_000 for unit in tier_units),
    )


def _must_be_plain(county: County, policy: Policy) -> None:
    tiers = grouping_tiers(county, policy)
    mode = policy.mode[0]
    plain = (
        all(term in TIERS and weight > 0 for tier in tiers for term, weight in tier.items())
        and not any(policy.objective.tolerance)
        and len(policy.mode) == 1
        and len(mode.stages) == 1
        and mode.min_members >= 1
        and mode.max_minutes is None
        and mode.alliances.least == 0
        and mode.alliances.most is None
        and not (mode.use_every_core)
        and not any((mode.core_area, mode.core_seat, mode.core_category))
        and not any((mode.member_area, mode.member_seat, mode.member_category))
        and not (county.pins or county.travel)
        and policy.travel.source == "straight_line"
        and all(
            school.role is not Role.EITHER
            and school.stages == mode.stages
            and school.capacity is None
            and school.lat is not None
            and school.parent_id is None
            for school in county.schools
        )
    )
    if not plain:
        raise ValueError("the compact models know one mode, one stage, distances and four terms only")


class TierRun(NamedTuple):
    """What one tier's search gave: a plan (None: none better than the start) and a bound, in units."""

    plan: Assignment | None
    bound: int | None


class TierModel(Protocol):
    """A compact model in one back end."""

    def minimise(self, tier: int, start: Assignment, seconds: float, improved: Record) -> TierRun:
        """Search for the plan with the least value of a tier."""

    def limit(self, tier: int, value: int) -> None:
        """Keep a tier's value at or below ``value`` from now on."""


def solve_tiers(
    county: CompactCounty, build: Callable[[], TierModel], time_limit: float, record: Record
) -> Outcome:
    """Go through the tiers in strict order; each may use its equal share of the time that is left."""
    began = time.perf_counter()
    model = build()
    nobody: Assignment = tuple(None for _ in county.members)
    plan = None if county.place_all else nobody
    done: list[TierOutcome] = []
    proven = True
    for tier, unit in enumerate(county.units):
        left = time_limit - (time.perf_counter() - began)
        shift = time.perf_counter() - began

        def improved(sample: Sample, unit: float = unit, shift: float = shift) -> None:
            best, bound = (_scaled(each, unit) for each in (sample.best, sample.bound))
            record(Sample(sample.tier, sample.seconds + shift, best, bound))

        run = TierRun(None, None)
        if left > 0:
            run = model.minimise(tier, plan or nobody, left / (len(county.units) - tier), improved)
        if run.plan is not None and (
            plan is None or county.values(run.plan)[: tier + 1] < county.values(plan)[: tier + 1]
        ):
            plan = run.plan
        value = None if plan is None else county.values(plan)[tier]
        bound = run.bound if run.bound is None or value is None else min(run.bound, value)
        proven = proven and value is not None and bound == value
        done.append(TierOutcome(_scaled(value, unit), _scaled(bound, unit), proven))
        record(Sample(tier, time.perf_counter() - began, done[-1].value, done[-1].bound))
        if value is not None:
            model.limit(tier, value)
    return Outcome(time.perf_counter() - began, tuple(done))


def _scaled(units: float | None, unit: float) -> float | None:
    return None if units is None else round(units * unit, 6)
