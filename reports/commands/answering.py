"""One scenario run answered: solved near the plan in force, laid beside it, appraised, with its curve."""

import threading
import time
from pathlib import Path
from typing import NamedTuple

from ...instances.read import ReadCounty
from ...models.changed import Changed
from ...models.comparison import Comparison
from ...models.county import County
from ...models.errors import NoPlanInTime
from ...models.mid_year import ExecutedPart
from ...models.plan import Plan
from ...models.policy import Policy
from ...models.result import NoPlan, Solved
from ...models.scenario_answer import ScenarioAnswer
from ...models.whatif import Curve
from ...solver.compare import Scene, compare_plans
from ...solver.question import PlanInForce
from ...solver.solving import Solving
from ...solver.standing_plan import standing_plan
from ...solver.whatif.appraisal import appraise
from ...solver.whatif.curve import curve_of
from ...solver.whatif.ended_exchanges import ended_exchanges
from ...solver.whatif.mid_year import after_executed, rest_valued
from ...solver.whatif.near import Near, near_plan, without_changed, without_held
from ...solver.whatif.replan import replan
from ...solver.work import Watch
from .scenarios import Run

CURVE_SHARE = 0.5
"""Share of the time kept for the curve, where it is asked for."""


class Start(NamedTuple):
    """Where all runs begin: the county as read, with the plan in force in its tables, and that plan."""

    read: ReadCounty
    county: County
    policy: Policy
    in_force: str
    plan: Plan | None
    extracts: Path


class Asked(NamedTuple):
    """A run ready to be solved: its name, the changed county, the same near the plan in force."""

    name: str
    changed: Changed
    near: Near
    executed: ExecutedPart | None


class Answered(NamedTuple):
    """What a run came to."""

    outcome: Solved | NoPlan
    answer: ScenarioAnswer


def start_of(read: ReadCounty, county: County, policy: Policy, plan: Plan | None, extracts: Path) -> Start:
    """Find the plan in force: the one given, else what alliances.csv says, else nothing."""
    if plan is not None:
        return Start(read, county, policy, "plan", plan, extracts)
    standing = standing_plan(county, policy)
    return Start(read, county, policy, "alliances" if standing else "", standing, extracts)


def asked_of(start: Start, run: Run) -> Asked:
    """Make a run's county ask for the rest of the year, where some of it is fact, near the plan in force.

    Raises
    ------
    InputError
        A frozen alliance is not in force, or the changes broke it; nothing of the year is left to plan.
    """
    changed, executed = run.changed, None
    if run.keep.executed_until is not None:
        rest = after_executed(
            changed.county, changed.policy, start.plan, run.keep.executed_until, file=run.file
        )
        changed, executed = changed._replace(county=rest.county, policy=rest.policy), rest.executed
    near = near_plan(changed.county, changed.policy, run.keep, before=start.county.alliances, file=run.file)
    return Asked(run.name, changed, near, executed)


def answered(
    start: Start,
    asked: Asked,
    scenario: str,
    solving: Solving,
    *,
    seconds: float,
    curve: bool,
    near_only: bool = False,
    watch: Watch | None,
    stop: threading.Event,
) -> Answered:
    """Solve a changed county and say what it means.

    Parameters
    ----------
    scenario
        Names of the scenarios.
    seconds
        Wall seconds for everything.
    near_only
        Do not ask what could be reached with everything free.

    Raises
    ------
    NoPlanInTime
        It was interrupted before there was any plan.
    """
    until = time.monotonic() + seconds
    changed, near = asked.changed, asked.near
    free = without_held(changed.county)
    replanned = replan(
        near,
        free,
        without_changed(free, changed.policy),
        solving,
        time_limit=seconds * (1 - CURVE_SHARE) if curve else seconds,
        in_force=_in_force(start),
        near_only=near_only,
        watch=watch,
        stop=stop,
    )
    answer = ScenarioAnswer(
        scenario=scenario,
        run=asked.name,
        in_force=start.in_force,
        effects=changed.effects,
        held=near.held,
        released=near.released,
        free=replanned.free,
        appraisals=appraise(start.county, changed.county, changed.policy, changed),
        executed=asked.executed,
    )
    outcome = replanned.outcome
    if isinstance(outcome, NoPlan):
        return Answered(outcome, answer)
    found = {
        "comparison": _compared(start, asked, outcome.plan),
        "ended": ended_exchanges(near.county, near.policy, start.county.exchanges, outcome.plan),
        "tiers": outcome.plan.tiers,
        "curve": _curve(start, near, outcome.plan, solving, until, stop) if curve else None,
    }
    return Answered(outcome, answer.model_copy(update=found))


def _in_force(start: Start) -> PlanInForce | None:
    """Give the plan in force with its county, where there is one."""
    if start.plan is None:
        return None
    return PlanInForce(start.read.county, start.read.policy, start.plan)


def _compared(start: Start, asked: Asked, after: Plan) -> Comparison | None:
    if start.plan is None:
        return None
    near, executed = asked.near, asked.executed
    return compare_plans(
        start.plan if executed is None else _rest(start.plan, executed, start, near),
        after,
        codes=near.county.codes,
        before_of=Scene(start.read.county, start.read.policy),
        after_of=Scene(near.county, near.policy),
        released=[(one.school, one.stage) for one in near.released],
        exited=[
            (left.school, left.stage)
            for effect in asked.changed.effects
            if effect.kind == "exit"
            for left in effect.left
        ],
    )


def _rest(plan: Plan, executed: ExecutedPart, start: Start, near: Near) -> Plan:
    """Give what is left of the plan in force, with the aims' values of what is left."""
    planned = {"planned": near.policy.exchange.planned}
    exchange = start.read.policy.exchange.model_copy(update=planned)
    policy = start.read.policy.model_copy(update={"exchange": exchange})
    county = start.read.county.model_copy(update={"exchanges": near.county.exchanges})
    return rest_valued(plan, executed, county, policy)


def _curve(
    start: Start, near: Near, plan: Plan, solving: Solving, until: float, stop: threading.Event
) -> Curve:
    """Solve the curve in the time that is left; without any it has no points."""
    try:
        left = max(0.0, until - time.monotonic())
        return curve_of(near, solving, seconds=left, in_force=_in_force(start), plan=plan, stop=stop)
    except NoPlanInTime:
        return Curve(points=(), end=None, end_proven=False)
