"""Large groups with several aims: the duals of a later tier see what the earlier tiers may cost."""

from lianxiao.instances.generate import synthetic_county
from lianxiao.models.mode import Mode
from lianxiao.models.result import Solved
from lianxiao.models.words import ModeKey, Stage, Term
from lianxiao.solver.grouping.goal import Goal
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.summed import summed_leads
from lianxiao.solver.run import solve_case


def test_leaving_out_is_free_in_a_later_tier_and_the_bound_is_not_0() -> None:
    # Subgradient steps have no duals for budgets. Where a tier prices no unplaced school they ended at 0,
    # the box around 0 never grew, and the proof rested on the search over all pairs alone.
    county, policy = synthetic_county(60, 1)
    mode = Mode.model_validate({"key": ModeKey.CO_BUILT, "stages": (Stage.PRIMARY,), "max_km": 30.0})
    policy = policy.model_copy(
        update={
            "mode": (mode,),
            "objective": policy.objective.model_copy(
                update={"tiers": ({Term.UNPLACED: 1.0}, {Term.TOTAL_KM: 1.0})}
            ),
        }
    )
    assert summed_leads(prepare(county, policy), Goal(None, ()))
    solved = solve_case(county, policy, time_limit=40.0)
    assert isinstance(solved, Solved)
    assert solved.plan.status == "optimal"
    bound = solved.plan.certificate[1].lp_bound
    assert bound is not None
    assert bound > 0.9 * solved.plan.tiers[1].value
