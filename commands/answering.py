"""One scenario run answered: solved near the plan in force, laid beside it, appraised, with its curve."""

import threading
import time
from pathlib import Path
from typing import NamedTuple

from ..instances.read import ReadCounty
from ..models.comparison import Comparison
from ..models.county import County
from ..models.errors import NoPlanInTime
from ..models.mid_year import ExecutedPart
from ..models.plan import Plan
from ..models.policy import Policy
from ..models.result import NoPlan, Solved
from ..models.scenario_answer import ScenarioAnswer
from ..models.whatif import Curve
from ..solver.compare import Scene, compare_plans
from ..solver.standing_plan import standing_plan
from ..solver.whatif.appraisal import appraise
from ..solver.whatif.curve import curve_of
from ..solver.whatif.mid_year import after_executed, rest_of
from ..solver.whatif.near import Near, near_plan, without_changed, without_held
from ..solver.whatif.replan import Manner as Solving
from ..solver.whatif.replan import replan
from ..solver.whatif.substitutes import substitutes
from ..solver.work import Watch
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


class Answered(NamedTuple):
    """What a run came to."""

    near: Near
    outcome: Solved | NoPlan
    answer: ScenarioAnswer


def start_of(read: ReadCounty, county: County, policy: Policy, plan: Plan | None, extracts: Path) -> Start:
    """Find the plan in force: the one given, else what alliances.csv says, else nothing."""
    if plan is not None:
        return Start(read, county, policy, "plan", plan, extracts)
    standing = standing_plan(county, policy)
    return Start(read, county, policy, "alliances" if standing else "", standing, extracts)


def answered(
    start: Start,
    run: Run,
    scenario: str,
    solving: Solving,
    *,
    seconds: float,
    curve: bool,
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

    Raises
    ------
    InputError
        A frozen alliance is not in force, or the changes broke it.
    NoPlanInTime
        It was interrupted before there was any plan.
    """
    until = time.monotonic() + seconds
    changed, executed = run.changed, None
    if run.keep.executed_until is not None:
        rest = after_executed(
            changed.county, changed.policy, start.plan, run.keep.executed_until, file=run.file
        )
        changed, executed = changed._replace(county=rest.county, policy=rest.policy), rest.executed
    free = without_held(changed.county)
    near = near_plan(changed.county, changed.policy, run.keep, before=start.county.alliances, file=run.file)
    replanned = replan(
        near,
        free,
        without_changed(free, changed.policy),
        solving,
        time_limit=seconds * (1 - CURVE_SHARE) if curve else seconds,
        watch=watch,
        stop=stop,
    )
    answer = ScenarioAnswer(
        scenario=scenario,
        run=run.name,
        in_force=start.in_force,
        effects=changed.effects,
        held=near.held,
        released=near.released,
        free=replanned.free,
        appraisals=appraise(start.county, changed.county, changed.policy, changed),
        executed=executed,
    )
    outcome = replanned.outcome
    if isinstance(outcome, NoPlan):
        return Answered(near, outcome, answer)
    found = {
        "comparison": _compared(start, run, near, outcome.plan, executed),
        "ended": substitutes(near.county, near.policy, start.county.exchanges, outcome.plan),
        "tiers": outcome.plan.tiers,
        "curve": _curve(near, solving, until, stop) if curve else None,
    }
    return Answered(near, outcome, answer.model_copy(update=found))


def _compared(
    start: Start, run: Run, near: Near, after: Plan, executed: ExecutedPart | None
) -> Comparison | None:
    if start.plan is None:
        return None
    return compare_plans(
        start.plan if executed is None else rest_of(start.plan, executed),
        after,
        codes=near.county.codes,
        before_of=Scene(start.read.county, start.read.policy),
        after_of=Scene(near.county, near.policy),
        released=[(one.school, one.stage) for one in near.released],
        exited=[
            (left.school, left.stage)
            for effect in run.changed.effects
            if effect.kind == "exit"
            for left in effect.left
        ],
    )


def _curve(near: Near, solving: Solving, until: float, stop: threading.Event) -> Curve:
    """Solve the curve in the time that is left; without any it has no points."""
    try:
        return curve_of(near, solving, seconds=max(0.0, until - time.monotonic()), stop=stop)
    except NoPlanInTime:
        return Curve(points=(), end=None, end_proven=False)
