"""A county ready for its joint solve, as the tests of its bounds ask it."""

from collections.abc import Sequence
from typing import NamedTuple

from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.words import Role, Stage, Term
from lianxiao.solver.exchange.case import AllianceCase
from lianxiao.solver.exchange.prepare import Staffing, prepare_exchange
from lianxiao.solver.grouping.candidates import Candidates
from lianxiao.solver.grouping.problem import Problem, prepare
from lianxiao.solver.grouping.prospects import (
    AllianceKey,
    Prospects,
)
from lianxiao.solver.grouping.terms import cost_of_candidates
from lianxiao.solver.grouping.universe import universe_of
from lianxiao.solver.joint.promises import case_of, prepare_joint
from lianxiao.solver.joint.state import keys_of
from lianxiao.solver.scale import UNIT, TierScale, scale_of
from lianxiao.tests.made_staff import county as made_county
from lianxiao.tests.made_staff import mode, need, policy, school, teacher

P = Stage.PRIMARY
LESSONS_FIRST = ({Term.UNCOVERED_LESSONS: 1.0}, {Term.QUOTA_MISSED: 1.0})
QUOTA_FIRST = LESSONS_FIRST[::-1]


class Prepared(NamedTuple):
    """A county ready for its joint solve, with every candidate alliance it has."""

    problem: Problem
    staffing: Staffing
    scales: list[TierScale]
    candidates: Candidates

    @property
    def keys(self) -> tuple[AllianceKey, ...]:
        return keys_of(self.problem, self.candidates)

    def case(self, key: AllianceKey) -> AllianceCase:
        return case_of(self.problem, self.staffing, self.scales, key)

    def promised(self, term: Term) -> list[int]:
        """What the grouping counts for each candidate, in units of the term."""
        costs: list[int] = cost_of_candidates(
            self.problem, TierScale(UNIT[term], {term: 1}), self.candidates
        ).tolist()
        return costs


def prepared(county: County, rules: Policy, tiers: Sequence[dict[Term, float]] | None = None) -> Prepared:
    if tiers is not None:
        rules = rules.model_copy(update={"objective": Objective(tiers=tuple(tiers))})
    scales = [scale_of(tier) for tier in grouping_tiers(county, rules)]
    staffing = prepare_exchange(county, rules)
    problem = prepare_joint(prepare(county, rules), staffing, scales)
    return Prepared(problem, staffing, scales, universe_of(problem).all())


def with_prospects(problem: Problem, prospects: Prospects) -> Problem:
    """Prepare the county anew under other prospects."""
    return prepare(problem.county, problem.policy, prospects)


def several_stages() -> tuple[County, Policy]:
    """Two primary and junior cores, nine-year schools that a centre school's mode takes in primary."""
    both = (Stage.PRIMARY, Stage.JUNIOR)
    names = [("A", Role.CORE, (P,)), ("B", Role.CORE, (Stage.JUNIOR,)), ("C", Role.CORE, both)]
    names += [(name, Role.MEMBER, both) for name in "jklm"] + [("n", Role.EITHER, (P,))]
    schools = [
        school(name, role, stages=stages, lat=34.0 + 0.01 * at, lon=108.0)
        for at, (name, role, stages) in enumerate(names)
    ]
    needs = [
        row
        for at, (name, _, stages) in enumerate(names)
        for stage in stages
        for row in need(name, stage, maths=4 + at, pe=2)
    ]
    teachers = [
        teacher(f"T{name}{stage.value}", name, stage=stage) for name, _, sts in names for stage in sts
    ]
    rules = policy().model_copy(
        update={
            "travel": policy().travel.model_copy(update={"source": "straight_line"}),
            "mode": (
                mode(id="p", stages=(P,), min_members=0),
                mode(id="j", stages=(Stage.JUNIOR,), max_members=2),
                mode("centre_school", id="c", min_members=1, max_members=1),
            ),
        }
    )
    return made_county(*schools, needs=tuple(needs), teachers=tuple(teachers)), rules
