"""What the joint solve of grouping and exchange once claimed or missed."""

import threading
from collections.abc import Sequence
from copy import copy

import pytest
from lianxiao.models.county import County, ListedTravel, Need
from lianxiao.models.mode import Mode
from lianxiao.models.policy import ExchangeSettings, Objective, Policy, TravelSettings
from lianxiao.models.result import Solved
from lianxiao.models.school import School
from lianxiao.models.teacher import Sex, Teacher
from lianxiao.models.words import ModeKey, Role, Stage, Term
from lianxiao.solver.exchange.case import AllianceCase, Schedule, TierValue
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.prospects import AllianceKey, Values
from lianxiao.solver.grouping.solve import keep_hard_rules, start_state
from lianxiao.solver.joint.alliance_value import AllianceValue, value_of
from lianxiao.solver.joint.finish import tier_results
from lianxiao.solver.joint.loop import solve_jointly
from lianxiao.solver.joint.mixed import close_mixed
from lianxiao.solver.joint.rounds import Rounds, go_on, start_rounds
from lianxiao.solver.joint.state import Joint
from lianxiao.solver.run import solve_case
from lianxiao.solver.work import ready_case

P, J = Stage.PRIMARY, Stage.JUNIOR


def teacher(teacher_id: str, school_id: str, stage: Stage = P) -> Teacher:
    return Teacher(
        teacher_id=teacher_id,
        school_id=school_id,
        stage=stage,
        subject="maths",
        lessons_max=8,
        sex=Sex.MALE,
        birth="1990-01",
        tenure_from="2010-09",
    )


def two_pairs(*tiers: dict[Term, float], beside: Stage | None = None) -> tuple[County, Policy]:
    """Cores A and C, each with its own member near, and a junior school beside that nobody can take."""
    names = {"A": Role.CORE, "C": Role.CORE, "B": Role.MEMBER, "D": Role.MEMBER}
    schools = [School(school_id=name, name=name, stages=(P,), role=role) for name, role in names.items()]
    needs = [Need(school_id=name, stage=P, subject="maths", need=12) for name in names]
    teachers = [teacher(f"{name}{i}", name) for name in names for i in range(1 + (name in "AC"))]
    if beside is not None:
        schools.append(School(school_id="Z", name="Z", stages=(beside,), role=Role.CORE))
        needs.append(Need(school_id="Z", stage=beside, subject="maths", need=20))
        teachers += [teacher(f"Z{i}", "Z", beside) for i in range(4)]
    km = {("A", "B"): 5, ("C", "D"): 3, ("A", "D"): 9, ("C", "B"): 8, ("A", "C"): 4, ("B", "D"): 7}
    county = County(
        schools=tuple(schools),
        travel={pair: ListedTravel(km=float(way), minutes=2.0 * way) for pair, way in km.items()},
        needs=tuple(needs),
        teachers=tuple(teachers),
    )
    one = Mode(
        key=ModeKey.JOINT_ALLIANCE, id="near", stages=(P,), min_members=1, max_members=1, place_all=True
    )
    policy = Policy(
        school_year=2026,
        travel=TravelSettings(source="table"),
        mode=(one,),
        objective=Objective(tiers=tiers),
        exchange=ExchangeSettings(rotation_share=0.5, backbone_share=0.0),
    )
    return county, policy


def test_what_schools_beyond_every_alliance_owe_stands_in_the_bound() -> None:
    """Z owes two teachers in every plan. The grouping does not see Z.

    So the tier was never proven; and later tiers, which thought these two were theirs to spend, chose
    groupings that were then refused.
    """
    tiers = [Term.UNPLACED, Term.UNCOVERED_LESSONS, Term.QUOTA_MISSED, Term.TOTAL_KM, Term.TEACHER_MINUTES]
    solved = solve_case(*two_pairs(*({term: 1.0} for term in tiers), beside=J), time_limit=30, workers=1)
    assert isinstance(solved, Solved)
    assert solved.plan.status == "optimal"
    # all six primary teachers teach whatever happens; one of each core rotates, Z's two cannot
    assert solved.plan.tiers[2].bound == solved.plan.tiers[2].value == 2.0
    assert solved.plan.tiers[3].value == 8.0  # A–B 5 km, C–D 3 km


def test_a_core_of_two_stages_owes_in_the_one_it_does_not_lead_in() -> None:
    """A may lead in primary or in junior, and owes in both; what it owes beside was not in the bound."""
    county, policy = two_pairs({Term.QUOTA_MISSED: 1.0}, {Term.TOTAL_KM: 1.0})
    schools = (county.schools[0].model_copy(update={"stages": (P, J)}), *county.schools[1:])
    needs = (*(county.needs or ()), Need(school_id="A", stage=J, subject="maths", need=20))
    staff = (*(county.teachers or ()), *(teacher(f"AJ{i}", "A", J) for i in range(4)))
    county = county.model_copy(update={"schools": schools, "needs": needs, "teachers": staff})
    (one,) = policy.mode
    policy = policy.model_copy(
        update={
            "mode": (
                one.model_copy(update={"place_all": False}),
                one.model_copy(update={"id": "junior", "stages": (J,), "min_members": 0, "place_all": False}),
            )
        }
    )
    solved = solve_case(county, policy, time_limit=30, workers=1)
    assert isinstance(solved, Solved)
    assert solved.plan.status == "optimal"
    # in primary A and C send the one each owes; in junior A owes two, whether it leads alone there or not
    assert solved.plan.tiers[0].value == 2.0


class ReadyMade:
    """Exchanges whose values are given by core and member, and those that solving again comes to at some try.

    ``proven``: whether they are known from below as well.
    """

    def __init__(
        self,
        first: dict[str, Values],
        again: dict[str, Values] | None = None,
        at_try: int = 0,
        *,
        proven: bool = False,
    ) -> None:
        self._first, self._again, self._tries, self._proven = first, again or {}, at_try, proven
        self.solved: dict[AllianceKey, AllianceValue] = {}
        self.bounded: dict[AllianceKey, Values] = {}

    def view(self) -> "ReadyMade":
        seen = copy(self)
        seen.solved, seen.bounded = dict(self.solved), dict(self.bounded)
        return seen

    def bound(self, keys: Sequence[AllianceKey], until: float) -> None:
        self.bounded.update({key: {} for key in keys})

    def solve(self, keys: Sequence[AllianceKey], until: float) -> None:
        for key in keys:
            figures = self._first[key.core + key.members[0][0]]
            self.solved[key] = AllianceValue(figures if self._proven else {}, figures, None)

    def fit(self, keys: Sequence[AllianceKey], until: float) -> bool:
        return True

    def deepen(self, keys: Sequence[AllianceKey], until: float) -> None:
        self._tries -= 1
        if self._tries == 0:
            for key in keys:
                self.solved[key] = AllianceValue({}, self._again[key.core + key.members[0][0]], None)

    def close(self) -> None:
        """Nothing runs."""


def joint_of(county: County, policy: Policy, exchanges: ReadyMade) -> Joint:
    clock = Clock(20.0, threading.Event(), 1)
    case = ready_case(county, policy, only_grouping=False)
    state = start_state(case.problem, case.asked)
    keep_hard_rules(state, clock, clock.limit, 0)
    return Joint(state, state.scales, {}, exchanges, clock, 0)


@pytest.mark.parametrize("at_try", [1, 2, 3])
def test_a_lower_maximum_that_is_not_the_worst_may_cost_minutes(at_try: int) -> None:
    """C's alliance comes to a better share, as its own tiers want, by more minutes; A's stays the worst.

    The tier of minutes then had a value above its own best, and the whole plan was refused by its check.
    """
    county, policy = two_pairs({Term.WORST_UNCOVERED: 1.0}, {Term.TEACHER_MINUTES: 1.0})
    policy = policy.model_copy(
        update={"mode": (policy.mode[0].model_copy(update={"max_km": 5.0}),)}  # only A–B, C–D
    )
    worst, minutes = Term.WORST_UNCOVERED, Term.TEACHER_MINUTES
    first: dict[str, Values] = {"AB": {worst: 5000, minutes: 0}, "CD": {worst: 3000, minutes: 600}}
    again: dict[str, Values] = {**first, "CD": {worst: 2000, minutes: 1200}}
    joint = joint_of(county, policy, ReadyMade(first, again, at_try))
    solve_jointly(joint, lambda _: None, lambda: None)
    _, minutes_tier = tier_results(joint, policy.objective.tiers or ())
    assert minutes_tier.best is not None
    assert minutes_tier.value <= minutes_tier.best
    assert not minutes_tier.proven


def test_a_bound_under_a_limit_is_not_told_as_the_tier_s() -> None:
    """Ctrl-C while limits on a maximum were tried left the bound of one limit as the tier's own."""
    uncovered, worst = Term.UNCOVERED_LESSONS, Term.WORST_UNCOVERED
    county, policy = two_pairs({uncovered: 1.0, worst: 1.0})
    uneven: Values = {uncovered: 0, worst: 5000}
    even: Values = {uncovered: 4000, worst: 0}
    pairs = {"AB": uneven, "CD": uneven, "AD": even, "CB": even}
    joint = joint_of(county, policy, ReadyMade(pairs, proven=True))
    (scale,) = joint.scales
    told: list[tuple[int | None, int]] = []
    alone = scale._replace(factor={Term.UNCOVERED_LESSONS: scale.factor[Term.UNCOVERED_LESSONS]})
    run = Rounds(scale, alone, 20.0, lambda best, bound, _done: told.append((best, bound)))
    start_rounds(joint, run)
    go_on(joint, run, run.plans)
    assert run.bound == 0  # A–B and C–D leave nothing uncovered
    told.clear()
    close_mixed(joint, run, Term.WORST_UNCOVERED)
    assert told
    assert all(bound == 0 for _, bound in told)  # with shares of at most a quarter it is 8 lessons
    assert run.best == run.bound == 5000 * scale.factor[worst]


def case_with(*tiers: dict[Term, int]) -> AllianceCase:
    return AllianceCase("one", P, (), (), {}, {}, ExchangeSettings(), tiers=tiers)


def low_of(case: AllianceCase, *tiers: TierValue) -> Values:
    return value_of(case, Schedule({}, (), (), tiers), 0.1).low


def test_a_sum_does_not_say_what_a_maximum_in_it_is() -> None:
    """10 lessons and a worst of 3 are worth as much as 12 and 2: where another alliance is the worst, 12 may
    have been taken for what this one leaves at least."""
    uncovered, worst, owed = Term.UNCOVERED_LESSONS, Term.WORST_UNCOVERED, Term.QUOTA_MISSED
    mixed = TierValue({uncovered: 12, worst: 2}, 16, 16)
    assert low_of(case_with({uncovered: 1, worst: 2}), mixed) == {}
    # what follows still speaks of the alliance's own best
    then = TierValue({owed: 1}, 1, 1)
    assert low_of(case_with({uncovered: 1, worst: 2}, {owed: 1}), mixed, then) == {owed: 1}
    # sums may stay: the county adds up the same sum
    summed = TierValue({uncovered: 12, owed: 2}, 16, 16)
    assert low_of(case_with({uncovered: 1, owed: 2}), summed) == {uncovered: 12, owed: 2}


def test_a_term_that_stands_in_two_tiers_is_known_where_it_stands_alone() -> None:
    uncovered, minutes, owed = Term.UNCOVERED_LESSONS, Term.TEACHER_MINUTES, Term.QUOTA_MISSED
    case = case_with({uncovered: 1, owed: 2}, {minutes: 1}, {owed: 1})
    tiers = (
        TierValue({uncovered: 12, owed: 2}, 16, 16),
        TierValue({minutes: 60}, 60, 0),
        TierValue({owed: 2}, 2, 0),
    )
    assert low_of(case, *tiers) == {uncovered: 12, minutes: 0}


def test_a_county_whose_aims_ask_nothing_of_the_exchange_still_gets_one() -> None:
    """No tier had the exchange of the chosen alliances solved, and the last look at them failed."""
    solved = solve_case(*two_pairs({Term.UNPLACED: 1.0}, {Term.TOTAL_KM: 1.0}), time_limit=30, workers=1)
    assert isinstance(solved, Solved)
    assert solved.plan.status == "optimal"
    assert solved.plan.exchange.teaching
