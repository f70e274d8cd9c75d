"""The curve between number of changes and result, each point a solve under a bound on `changed`.

Source: docs/answers.md, 7.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...models.county import County
from ...models.objective import grouping_tiers
from ...models.plan import Alliance, Plan
from ...models.policy import KeepSettings, Policy
from ...models.result import NoPlan, Solved
from ...models.whatif import Curve, CurvePoint, Moved
from ...models.words import Term
from ..question import PlanInForce, Question, cores_of
from ..scope import Place, scope_of
from ..solving import LEAST_SECONDS, Solving
from .curve_points import alike, end_is_proven, floors_of, is_open, never_worse, tiers_of_county, values_of
from .in_force import alliances_to_start_from
from .near import Near, with_tier, without_changed


@dataclass
class _Solves:
    """Solves of one curve within their time: points, their plans, where to start, by number of changes."""

    county: County
    policy: Policy
    places: Sequence[Place]
    solving: Solving
    until: float
    stop: threading.Event
    in_force: PlanInForce | None = None
    solved: dict[int, CurvePoint] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    starts: dict[int, Plan] = field(default_factory=dict)

    def of(
        self,
        policy: Policy,
        seconds: float,
        known: Sequence[Alliance] = (),
        floors: Sequence[float] = (),
    ) -> Plan | NoPlan | None:
        """Solve the county under some settings; None: no time, or nothing found."""
        known = known or alliances_to_start_from(self.county, policy)
        question = Question(known=known, in_force=self.in_force, floors=floors, published=False)
        outcome = self.solving.settled(self.county, policy, seconds, question, stop=self.stop)
        return outcome.plan if isinstance(outcome, Solved) else outcome

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.until - time.monotonic()

    def point(self, most: int, waiting: int) -> CurvePoint:
        """Solve a point, with its share of the time left."""
        keep = KeepSettings(changed_at_most=most)
        fewer = [plan for at, plan in sorted(self.starts.items()) if at <= most]
        more = [self.solved[at] for at in sorted(self.plans) if at > most]
        found = self.of(
            self.policy.model_copy(update={"keep": keep}),
            self.left / max(1, waiting),
            fewer[-1].alliances if fewer else (),
            floors_of(more[0].tiers) if more else (),
        )
        if found is None:
            point = CurvePoint(changed_at_most=most, status="unknown")
        elif isinstance(found, NoPlan):
            point = CurvePoint(changed_at_most=most, status="impossible")
        else:
            self.plans[most] = self.starts[most] = found
            moved = self.moved(found)
            point = CurvePoint(
                changed_at_most=most,
                status="solved",
                changed=_changed(self.county, found),
                tiers=found.tiers,
                moved=moved,
            )
        self.solved[most] = point
        return point

    def moved(self, plan: Plan) -> tuple[Moved, ...]:
        """List the places whose core is another than in the plan in force."""
        before = cores_of(alliances_to_start_from(self.county, self.policy), self.places)
        after = cores_of(plan.alliances, self.places)
        return tuple(
            Moved(school=place[0], stage=place[1], before=before[place], after=after[place])
            for place in self.places
            if before[place] != after[place]
        )


def _changed(county: County, plan: Plan) -> int:
    """Count the term `changed` of a plan (docs/grouping.md, 18)."""
    core = {(row.member_id, row.stage): row.core_id for row in county.alliances}
    return sum(
        core.get((member.school, alliance.stage), alliance.core) != alliance.core
        for alliance in plan.alliances
        for member in alliance.members
    )


def curve_of(
    near: Near,
    solving: Solving,
    *,
    seconds: float,
    in_force: PlanInForce | None = None,
    plan: Plan | None = None,
    stop: threading.Event | None = None,
) -> Curve:
    """Solve the curve of a county near its plan in force.

    Parameters
    ----------
    near
        The county as `near_plan` made it: what is frozen or in term stays, the tier `changed` is left out.
    seconds
        Wall seconds for all points; what they do not suffice for is named.
    in_force
        The plan in force with its county, if its exchanges are known.
    plan
        A plan of that county that is known already: no point is worse.
    """
    county = near.county
    policy = _in_strict_order(without_changed(county, near.policy))
    solves = _Solves(
        county,
        policy,
        scope_of(county, policy).places,
        solving,
        time.monotonic() + seconds,
        stop or threading.Event(),
        in_force,
    )
    also = None if plan is None else _point_of(solves, plan)
    tiers = grouping_tiers(county, policy)
    last = with_tier(policy, tiers, {Term.CHANGED: 1.0}, len(tiers))
    unbounded = solves.of(last, solves.left / 2)
    if not isinstance(unbounded, Plan):
        return Curve(points=(), end=None, end_proven=False)
    end = _changed(county, unbounded)
    solves.plans[end] = solves.starts[end] = unbounded
    solves.solved[end] = CurvePoint(
        changed_at_most=end,
        status="solved",
        changed=end,
        tiers=tiers_of_county(unbounded.tiers),
        moved=solves.moved(unbounded),
    )
    if end:
        solves.point(0, 2)
        _between(solves, 0, end)
        _again(solves)
    proven = end_is_proven(unbounded.tiers, solves.solved.get(end - 1), solves.solved[end])
    points = never_worse([solves.solved[most] for most in sorted(solves.solved)], also)
    left_out = tuple(most for most in range(end + 1) if most not in solves.solved)
    unknown = tuple(point.changed_at_most for point in points if point.status == "unknown")
    kept = tuple(point for point in points if point.status != "unknown")
    return Curve(points=kept, end=end, end_proven=proven, left_out=tuple(sorted({*left_out, *unknown})))


def _point_of(solves: _Solves, plan: Plan) -> CurvePoint:
    """Write a known plan as the point of its own number of changes, and let searches start from it."""
    changed = _changed(solves.county, plan)
    solves.starts[changed] = plan
    return CurvePoint(
        changed_at_most=changed,
        status="solved",
        changed=changed,
        tiers=tiers_of_county(plan.tiers),
        moved=solves.moved(plan),
    )


def _in_strict_order(policy: Policy) -> Policy:
    """Leave tolerances out: with them more changes may be worse, in a later tier for an earlier one."""
    return policy.model_copy(update={"objective": policy.objective.model_copy(update={"tolerance": ()})})


def _between(solves: _Solves, low: int, high: int) -> None:
    """Fill the points between two solved ones, the widest gaps first."""
    gaps = [(low, high)]
    while gaps:
        gaps.sort(key=lambda gap: (gap[0] - gap[1], gap))
        low, high = gaps.pop(0)
        if high - low < 2:
            continue
        one, other = solves.solved[low], solves.solved[high]
        if alike(one, other):
            for most in range(low + 1, high):
                solves.solved[most] = one.model_copy(update={"changed_at_most": most, "filled": True})
            continue
        if solves.left < LEAST_SECONDS or solves.stop.is_set():
            return
        middle = (low + high) // 2
        waiting = sum(b - a - 1 for a, b in (*gaps, (low, high)))
        solves.point(middle, min(waiting, 8))
        gaps += [(low, middle), (middle, high)]


def _again(solves: _Solves) -> None:
    """Give points that stayed open the time that is left."""
    waiting = [most for most, point in sorted(solves.solved.items()) if is_open(point)]
    while waiting and solves.left > LEAST_SECONDS and not solves.stop.is_set():
        most = waiting.pop(0)
        before = solves.solved[most]
        again = solves.point(most, len(waiting) + 1)
        if values_of(again) >= values_of(before):
            solves.solved[most] = again if not is_open(again) else before
