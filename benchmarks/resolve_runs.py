"""A county solved, one merger, and the county solved again: near the plan in force, and from nothing."""

import time
from collections.abc import Callable
from typing import NamedTuple

from lianxiao.instances.generate import synthetic_county
from lianxiao.models.county import County
from lianxiao.models.plan import Plan, TierResult
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.scenario import Keep, Merge
from lianxiao.solver.carry_over import with_plan_in_force
from lianxiao.solver.question import Question
from lianxiao.solver.run import solve_case
from lianxiao.solver.scenario.merge import merge
from lianxiao.solver.scenario.one_change import At
from lianxiao.solver.whatif.in_force import alliances_to_start_from
from lianxiao.solver.whatif.near import Near, near_plan

KNOWN, SCRATCH, ANEW = "near, from what is known", "near, from nothing", "all anew"


class Limits(NamedTuple):
    """What every solve may use: wall seconds, threads, seed."""

    seconds: float
    threads: int
    seed: int


class Outcome(NamedTuple):
    """A solve: wall seconds with preparation and check, tiers, schools whose core is another than before."""

    seconds: float
    tiers: tuple[TierResult, ...]
    changed: int

    @property
    def proven(self) -> int:
        """Number of tiers that are proven, in order."""
        return next((at for at, tier in enumerate(self.tiers) if not tier.proven), len(self.tiers))


class Merged(NamedTuple):
    """A county with its plan in force after one merger."""

    schools: tuple[str, str]
    county: County
    policy: Policy
    near: Near


def solved(
    county: County, policy: Policy, limits: Limits, question: Question | None = None
) -> tuple[float, Plan]:
    """Solve a county and say how long it took.

    Raises
    ------
    RuntimeError
        If there was no plan: these counties always have one.
    """
    started = time.monotonic()
    outcome = solve_case(
        county,
        policy,
        time_limit=limits.seconds,
        workers=limits.threads,
        seed=limits.seed,
        question=question or Question(),
    )
    if isinstance(outcome, NoPlan):
        raise RuntimeError(f"no plan: {outcome.status}")
    return time.monotonic() - started, outcome.plan


def merged(schools: int, seed: int, limits: Limits) -> Merged:
    """Solve a synthetic county; merge its smallest member into the nearest other one of its alliance."""
    county, policy = synthetic_county(schools, seed)
    _, plan = solved(county, policy, limits)
    in_force = with_plan_in_force(county, policy, plan)
    by_id = in_force.by_id
    members = [
        (by_id[member.school].students or 0, member.school, alliance)
        for alliance in plan.alliances
        for member in alliance.members
        if len(alliance.members) > 1
    ]
    _, smallest, alliance = min(members, key=lambda one: (one[0], one[1]))
    into = min(
        (member for member in alliance.members if member.school != smallest),
        key=lambda member: (member.km or 0.0, member.school),
    ).school
    change = Merge(schools=(smallest,), into=into)
    after = merge(in_force, policy, change, At("benchmark", 1, "merge"))
    near = near_plan(
        after.county, after.policy, Keep(in_term=False), before=in_force.alliances, file="benchmark"
    )
    return Merged((smallest, into), after.county, after.policy, near)


def _known(case: Merged, limits: Limits) -> tuple[float, Plan]:
    question = Question(known=alliances_to_start_from(case.near.county, case.near.policy))
    return solved(case.near.county, case.near.policy, limits, question)


def _scratch(case: Merged, limits: Limits) -> tuple[float, Plan]:
    return solved(case.near.county, case.near.policy, limits)


def _anew(case: Merged, limits: Limits) -> tuple[float, Plan]:
    return solved(case.county, case.policy, limits)


METHODS: dict[str, Callable[[Merged, Limits], tuple[float, Plan]]] = {
    KNOWN: _known,
    SCRATCH: _scratch,
    ANEW: _anew,
}


def run(method: str, case: Merged, limits: Limits) -> Outcome:
    """Solve a merged county by one method."""
    seconds, plan = METHODS[method](case, limits)
    before = {(row.member_id, row.stage): row.core_id for row in case.county.alliances}
    changed = sum(
        before.get((member.school, alliance.stage), alliance.core) != alliance.core
        for alliance in plan.alliances
        for member in alliance.members
    )
    return Outcome(seconds, plan.tiers, changed)
