"""One alliance's exchange by this package and by one CP-SAT model of everything, same time, same threads."""

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from lianxiao.benchmarks.exchange_cases import ExchangeCase
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.words import Stage, Term
from lianxiao.solver.exchange.allocation import allocate
from lianxiao.solver.exchange.case import AllianceCase, Schedule
from lianxiao.solver.exchange.exact import exact_exchange
from lianxiao.solver.exchange.own_staff import staff_alone
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.solver.exchange.solve import ALLOCATION_SHARE, exchange_of
from lianxiao.solver.exchange.tier_values import tier_values
from lianxiao.solver.joint.promises import exchange_tiers
from lianxiao.solver.scale import scale_of

Method = Callable[[AllianceCase, float, int, int], Schedule]

METHODS: dict[str, Method] = {
    "lianxiao": exchange_of,
    "one CP-SAT model": partial(exact_exchange, free=True),
}


class TierOutcome(NamedTuple):
    """One tier of a schedule, in the solver's whole units.

    Attributes
    ----------
    alone
        Value where everybody stays at home.
    bound
        Valid for schedules that are no worse than this one in the earlier tiers.
    """

    term: str
    alone: int
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether nothing better is possible here."""
        return self.value == self.bound


class Outcome(NamedTuple):
    """What one method reached on one alliance, and in which wall seconds."""

    seconds: float
    tiers: tuple[TierOutcome, ...]

    @property
    def proven(self) -> bool:
        """Whether every tier is proven."""
        return all(tier.proven for tier in self.tiers)


class AllocationOutcome(NamedTuple):
    """The allocation by itself, as `exchange_of` starts with it: seconds, and tiers proven of all."""

    seconds: float
    first_proven: bool
    proven: int
    tiers: int


def solver_case(case: ExchangeCase) -> AllianceCase:
    """Make the solver's case of the alliance, with the county's default tiers."""
    tiers = exchange_tiers([scale_of(tier) for tier in grouping_tiers(case.county, case.policy)])
    staffing = prepare_exchange(case.county, case.policy)
    (mode,) = case.policy.mode
    return staffing.case(f"primary-{case.core}", Stage.PRIMARY, case.core, case.members, mode, tiers=tiers)


def run(method: str, made: AllianceCase, seconds: float, threads: int, seed: int) -> Outcome:
    """Solve with one method; every schedule is valued by the same function.

    Raises
    ------
    ValueError
        The schedule's own values are not those of the function.
    """
    began = time.perf_counter()
    schedule = METHODS[method](made, seconds, threads, seed)
    took = time.perf_counter() - began
    worths = tier_values(made, schedule.home, schedule.visits, schedule.rotations)
    if [tier.value for tier in schedule.tiers] != [worth.value for worth in worths]:
        raise ValueError(f"{method}: says {schedule.tiers}, valued here it is {worths}")
    alone = tier_values(made, *staff_alone(made))
    return Outcome(
        took,
        tuple(
            TierOutcome(_name(made.tiers[i]), alone[i].value, tier.value, tier.bound)
            for i, tier in enumerate(schedule.tiers)
        ),
    )


def run_allocation(made: AllianceCase, seconds: float) -> AllocationOutcome:
    """Solve the allocation alone, in the share of the seconds that `exchange_of` gives it."""
    began = time.perf_counter()
    tiers = allocate(made, ALLOCATION_SHARE * seconds).tiers
    took = time.perf_counter() - began
    proven = [tier.value == tier.bound for tier in tiers]
    return AllocationOutcome(took, all(proven[:1]), sum(proven), len(made.tiers))


def _name(tier: Iterable[Term]) -> str:
    return " + ".join(tier)
