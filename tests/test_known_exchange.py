"""What a re-solve knows of the exchange of the plan in force: unchanged alliances, and no others."""

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.models.plan import Plan
from lianxiao.models.result import Solved
from lianxiao.models.words import Term
from lianxiao.solver.carry_over import with_plan_in_force
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.solver.grouping.prospects import AllianceKey
from lianxiao.solver.joint.alliance_value import AllianceValue
from lianxiao.solver.joint.known_exchange import known_exchanges
from lianxiao.solver.question import PlanInForce, Question
from lianxiao.solver.run import solve_case
from lianxiao.solver.scale import scale_of
from lianxiao.solver.work import ready_case


@pytest.fixture(scope="module")
def read() -> ReadCounty:
    return read_county(bundled_county("three_schools"))


@pytest.fixture(scope="module")
def plan(read: ReadCounty) -> Plan:
    solved = solve_case(read.county, read.policy, time_limit=20, workers=1)
    assert isinstance(solved, Solved)
    return solved.plan


def known(read: ReadCounty, plan: Plan, **update: object) -> dict[AllianceKey, AllianceValue]:
    """What is known of the plan's exchanges once its county has changed."""
    county = with_plan_in_force(read.county, read.policy, plan).model_copy(update=update)
    case = ready_case(county, read.policy, only_grouping=False)
    scales = [scale_of(tier) for tier in case.asked.tiers]
    return known_exchanges(
        case.problem,
        prepare_exchange(county, read.policy),
        scales,
        PlanInForce(read.county, read.policy, plan),
    )


def test_an_unchanged_alliance_is_known_with_its_values_and_bounds(read: ReadCounty, plan: Plan) -> None:
    values = known(read, plan)
    assert [(key.core, key.stage) for key in values] == [(one.core, one.stage) for one in plan.alliances]
    for row, value in zip(plan.exchange.alliances, values.values(), strict=True):
        assert value.exchanged is not None
        case, schedule, _ = value.exchanged
        for claimed, weights, tier in zip(row.tiers, case.tiers, schedule.tiers, strict=False):
            if "visit_changes" not in map(str, weights):
                assert claimed.value == pytest.approx(
                    float(scale_of(dict.fromkeys(weights, 1.0)).unit) * tier.value
                )
                assert (tier.bound == tier.value) == claimed.proven


def test_an_alliance_of_which_a_teacher_left_is_not_known(read: ReadCounty, plan: Plan) -> None:
    teachers = read.county.teachers or ()
    inside = {school for one in plan.alliances for school in (one.core, *(m.school for m in one.members))}
    gone = next(one.teacher_id for one in teachers if one.school_id in inside)
    left = tuple(one for one in teachers if one.teacher_id != gone)
    assert len(known(read, plan, teachers=left)) < len(known(read, plan))


def test_a_plan_that_breaks_a_rule_is_not_believed(read: ReadCounty, plan: Plan) -> None:
    first = plan.exchange.teaching[0]
    more = (first.model_copy(update={"lessons": first.lessons + 40}), *plan.exchange.teaching[1:])
    wrong = plan.model_copy(update={"exchange": plan.exchange.model_copy(update={"teaching": more})})
    assert known(read, wrong) == {}


def test_false_figures_of_an_alliance_prove_nothing(read: ReadCounty, plan: Plan) -> None:
    rows = tuple(
        row.model_copy(
            update={
                "tiers": tuple(
                    tier.model_copy(update={"terms": {term: value + 1 for term, value in tier.terms.items()}})
                    for tier in row.tiers
                )
            }
        )
        for row in plan.exchange.alliances
    )
    wrong = plan.model_copy(update={"exchange": plan.exchange.model_copy(update={"alliances": rows})})
    for value in known(read, wrong).values():
        assert value.exchanged is not None
        assert all(tier.bound == 0 for tier in value.exchanged.schedule.tiers)


def test_the_re_solve_of_an_unchanged_county_keeps_every_visit(read: ReadCounty, plan: Plan) -> None:
    county = with_plan_in_force(read.county, read.policy, plan)
    question = Question(known=plan.alliances, in_force=PlanInForce(read.county, read.policy, plan))
    again = solve_case(county, read.policy, time_limit=20, workers=1, question=question)
    assert isinstance(again, Solved)
    assert again.plan.exchange.visits == plan.exchange.visits
    assert [tier.value for tier in again.plan.tiers][: len(plan.tiers) - 1] == [
        tier.value for tier in plan.tiers[:-1]
    ]


def test_claims_of_a_plan_made_for_another_county_prove_nothing(read: ReadCounty, plan: Plan) -> None:
    """A folder edited since its plan was made: the plan keeps its rules, its bounds are another's."""
    stale = plan.model_copy(update={"county_sha256": "0" * 64})
    values = known(read, stale)
    assert values
    for value in values.values():
        assert value.exchanged is not None
        assert all(tier.bound == 0 for tier in value.exchanged.schedule.tiers)


def test_bounds_of_tiers_that_were_weighted_otherwise_prove_nothing(read: ReadCounty, plan: Plan) -> None:
    """Best with weights 1 and 1 was taken for best with weights 1 and 10: the terms are the same."""
    terms = (Term.UNCOVERED_LESSONS, Term.TEACHER_MINUTES)

    def weighted(minutes: float) -> ReadCounty:
        tiers = ({terms[0]: 1.0, terms[1]: minutes},)
        objective = read.policy.objective.model_copy(update={"tiers": tiers, "tolerance": ()})
        return read._replace(policy=read.policy.model_copy(update={"objective": objective}))

    before, after = weighted(1.0), weighted(10.0)
    solved = solve_case(before.county, before.policy, time_limit=20, workers=1)
    assert isinstance(solved, Solved)
    same = known(before, solved.plan)
    assert any(value.low for value in same.values())
    in_force = PlanInForce(before.county, before.policy, solved.plan)
    county = with_plan_in_force(after.county, after.policy, solved.plan)
    case = ready_case(county, after.policy, only_grouping=False)
    scales = [scale_of(tier) for tier in case.asked.tiers]
    others = known_exchanges(case.problem, prepare_exchange(county, after.policy), scales, in_force)
    assert others.keys() == same.keys()
    for value in others.values():
        assert value.exchanged is not None
        assert [tier.bound for tier in value.exchanged.schedule.tiers] == [0]
