"""The checker accepts exactly the plans that the brute force enumerates, with the same terms."""

from random import Random

import pytest
from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.plan import Alliance, Plan
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.words import Stage, Term
from lianxiao.solver.check import check_plan
from lianxiao.tests.oracle import Grouping, TinyCounty, terms_of
from lianxiao.tests.tiny_counties import random_county

EVERY_TERM = tuple({term: 1.0} for term in Term if not term.needs_exchange)
PLANS_PER_COUNTY = 12
MUTANTS_PER_PLAN = 3


def plan_of(grouping: Grouping) -> Plan:
    alliances = [
        {
            "mode": group.mode,
            "stage": group.stage,
            "core": group.core,
            "members": [{"school": member} for member in group.members],
        }
        for group in grouping.groups
    ]
    return Plan.model_validate({"alliances": alliances})


def some_groupings(tiny: TinyCounty, rng: Random, most: int = PLANS_PER_COUNTY) -> list[Grouping]:
    """Draw plans evenly from the first thousands of all plans."""
    found: list[Grouping] = []
    for number, grouping in enumerate(tiny.groupings()):
        if number < most:
            found.append(grouping)
        elif (at := rng.randrange(number + 1)) < most:
            found[at] = grouping
        if number > 3000:
            break
    return found


def mutated(plan: Plan, county: County, policy: Policy, rng: Random) -> Plan:
    """Change one thing: a member added, dropped, doubled or moved, a core, mode or stage swapped."""
    alliances = [alliance.model_dump() for alliance in plan.alliances]
    schools = [school.school_id for school in county.schools]
    if not alliances or rng.random() < 0.1:
        members = [{"school": rng.choice(schools)} for _ in range(rng.randint(0, 2))]
        new = {"mode": rng.choice(policy.mode).id, "stage": rng.choice(list(Stage)[1:3])}
        alliances.append({**new, "core": rng.choice(schools), "members": members})
        return Plan.model_validate({"alliances": alliances})
    one, other = rng.choice(alliances), rng.choice(alliances)
    one["members"], other["members"] = list(one["members"]), list(other["members"])
    act = rng.choice(("core", "mode", "stage", "drop alliance", "add", "drop", "double", "move", "swap"))
    if act == "core":
        one["core"] = rng.choice(schools)
    elif act == "mode":
        one["mode"] = rng.choice(policy.mode).id
    elif act == "stage":
        one["stage"] = rng.choice(list(Stage)[1:3])
    elif act == "drop alliance":
        alliances.remove(one)
    elif act == "add":
        one["members"].append({"school": rng.choice(schools)})
    elif one["members"]:
        member = rng.choice(one["members"])
        if act in ("drop", "move"):
            one["members"].remove(member)
        if act in ("double", "move"):
            other["members"].append(member)
        if act == "swap":
            member["school"] = rng.choice(schools)
    return Plan.model_validate({"alliances": alliances})


@pytest.mark.parametrize("block", range(8))
def test_checker_and_brute_force_agree_on_plans_and_mutants(block: int) -> None:
    accepted = rejected = 0
    for seed in range(block * 15, block * 15 + 15):
        rng = Random(seed)
        county, policy = random_county(seed)
        policy = policy.model_copy(update={"objective": Objective(tiers=EVERY_TERM)})
        tiny = TinyCounty(county, policy)
        for grouping in some_groupings(tiny, rng):
            plan = plan_of(grouping)
            verdict = check_plan(county, policy, plan)
            assert verdict.broken == (), (seed, verdict.broken)
            exact = {term: value for tier in verdict.tiers for term, value in tier.exact_terms.items()}
            assert exact == tiny.terms(grouping), seed
            accepted += 1
            for _ in range(MUTANTS_PER_PLAN):
                mutant = mutated(plan, county, policy, rng)
                terms = terms_of(county, policy, mutant.alliances)
                verdict = check_plan(county, policy, mutant)
                assert (terms is None) == bool(verdict.broken), (seed, mutant, verdict.broken)
                rejected += terms is None
    assert accepted > 30
    assert rejected > 30


def test_the_tiers_are_weighted_sums() -> None:
    for seed in range(40):
        county, policy = random_county(seed)
        tiny = TinyCounty(county, policy)
        for grouping in some_groupings(tiny, Random(seed), 3):
            terms = tiny.terms(grouping)
            verdict = check_plan(county, policy, plan_of(grouping))
            for tier, figures in zip(grouping_tiers(county, policy), verdict.tiers, strict=True):
                value = sum(weight * float(terms[term]) for term, weight in tier.items())
                assert figures.value == pytest.approx(value, abs=1e-9)


def test_alliances_are_read_from_any_order() -> None:
    county, policy, grouping = next(
        (*drawn, grouping)
        for drawn in map(random_county, range(60))
        for grouping in TinyCounty(*drawn).groupings()
        if len(grouping.groups) > 1
    )
    plan = plan_of(grouping)
    turned = plan.model_copy(update={"alliances": tuple(reversed(plan.alliances))})
    assert check_plan(county, policy, plan) == check_plan(county, policy, turned)
    assert isinstance(plan.alliances[0], Alliance)
