"""Counties of a few schools solved under a mode or two, for figures that can be seen by eye."""

from typing import Any

from lianxiao.models.county import County
from lianxiao.models.mode import Mode
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Objective, Policy, TravelSettings
from lianxiao.models.result import NoPlan
from lianxiao.models.words import Term
from lianxiao.solver.run import solve_case

Tier = dict[Term, float]
NEAREST: tuple[Tier, ...] = ({Term.UNPLACED: 1.0}, {Term.TOTAL_KM: 1.0})


def settings(*modes: dict[str, Any], tiers: tuple[Tier, ...] = NEAREST, **given: Any) -> Policy:
    return Policy.model_validate(
        {
            "mode": [Mode(**mode) for mode in modes],
            "travel": TravelSettings(source="table"),
            "objective": Objective(tiers=tiers),
            **given,
        }
    )


def plan_of(county: County, policy: Policy, lang: str = "en") -> Plan:
    result = solve_case(county, policy, time_limit=20.0, workers=1, lang=lang)
    assert not isinstance(result, NoPlan), result
    assert result.plan.status == "optimal"
    return result.plan


def has_no_plan(county: County, policy: Policy) -> NoPlan:
    result = solve_case(county, policy, time_limit=20.0, workers=1)
    assert isinstance(result, NoPlan)
    assert result.status == "infeasible"
    return result


def members(plan: Plan) -> dict[str, list[str]]:
    return {alliance.id: [member.school for member in alliance.members] for alliance in plan.alliances}


def rules(plan: Plan, school_id: str) -> list[str]:
    (left,) = [unplaced for unplaced in plan.unplaced or () if unplaced.school == school_id]
    return [reason.rule for reason in left.reasons]


def values(plan: Plan) -> list[float]:
    return [tier.value for tier in plan.tiers]
