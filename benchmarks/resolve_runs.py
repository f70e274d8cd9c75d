"""A county solved, changed, and solved again: near the plan in force, and from nothing."""

import time
from collections.abc import Callable
from typing import NamedTuple

from lianxiao.instances.generate import synthetic_county
from lianxiao.models.county import County
from lianxiao.models.plan import Plan, TierResult
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.scenario import Keep, Merge
from lianxiao.models.words import Role
from lianxiao.solver.carry_over import with_plan_in_force
from lianxiao.solver.question import Question
from lianxiao.solver.run import solve_case
from lianxiao.solver.scenario.merge import merge
from lianxiao.solver.scenario.one_change import At
from lianxiao.solver.whatif.in_force import alliances_to_start_from
from lianxiao.solver.whatif.near import Near, near_plan

MERGER, CORE_LOST = "a merger", "a core lost"
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


class Case(NamedTuple):
    """A county with its plan in force after one change."""

    change: str
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


def cases(schools: int, seed: int, limits: Limits) -> tuple[Case, ...]:
    """Solve a synthetic county; give it with its plan in force after a merger, and without one core."""
    county, policy = synthetic_county(schools, seed)
    _, plan = solved(county, policy, limits)
    in_force = with_plan_in_force(county, policy, plan)
    return (
        _case(MERGER, in_force, _merged(in_force, policy, plan), policy),
        _case(CORE_LOST, in_force, _without_a_core(in_force, plan), policy),
    )


def _case(change: str, in_force: County, county: County, policy: Policy) -> Case:
    near = near_plan(county, policy, Keep(in_term=False), before=in_force.alliances, file="benchmark")
    return Case(change, county, policy, near)


def _merged(in_force: County, policy: Policy, plan: Plan) -> County:
    """Merge the smallest member of an alliance into its nearest fellow member."""
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
    return merge(in_force, policy, change, At("benchmark", 1, "merge")).county


def _without_a_core(in_force: County, plan: Plan) -> County:
    """Let a core with most members lead no more; its members are orphans."""
    lost = max(plan.alliances, key=lambda one: (len(one.members), one.core)).core
    return in_force.model_copy(
        update={
            "schools": tuple(
                one.model_copy(update={"role": Role.NONE}) if one.school_id == lost else one
                for one in in_force.schools
            ),
            "alliances": tuple(row for row in in_force.alliances if row.core_id != lost),
        }
    )


def _known(case: Case, limits: Limits) -> tuple[float, Plan]:
    question = Question(known=alliances_to_start_from(case.near.county, case.near.policy))
    return solved(case.near.county, case.near.policy, limits, question)


def _scratch(case: Case, limits: Limits) -> tuple[float, Plan]:
    return solved(case.near.county, case.near.policy, limits)


def _anew(case: Case, limits: Limits) -> tuple[float, Plan]:
    return solved(case.county, case.policy, limits)


METHODS: dict[str, Callable[[Case, Limits], tuple[float, Plan]]] = {
    KNOWN: _known,
    SCRATCH: _scratch,
    ANEW: _anew,
}


def run(method: str, case: Case, limits: Limits) -> Outcome:
    """Solve a changed county by one method."""
    seconds, plan = METHODS[method](case, limits)
    before = {(row.member_id, row.stage): row.core_id for row in case.county.alliances}
    changed = sum(
        before.get((member.school, alliance.stage), alliance.core) != alliance.core
        for alliance in plan.alliances
        for member in alliance.members
    )
    return Outcome(seconds, plan.tiers, changed)
