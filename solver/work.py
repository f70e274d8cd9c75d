"""The search of one case in a thread of its own, so that the caller stays awake for Ctrl-C."""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..models.county import County
from ..models.objective import GroupingTiers, grouping_only_tiers, grouping_tiers
from ..models.policy import Policy
from ..models.progress import Progress, Step
from ..models.result import NoPlan
from ..models.words import Term
from .exchange.prepare import Staffing, prepare_exchange
from .explain.no_plan import explained
from .grouping.clock import Clock
from .grouping.infeasible import reasons_for_no_plan
from .grouping.problem import Problem, prepare
from .grouping.prospects import AllianceKey
from .grouping.solve import keep_hard_rules, solve_tiers, start_state
from .grouping.tiers import State
from .joint.known_exchange import known_exchanges
from .joint.loop import solve_jointly
from .joint.promises import case_of, owed_in_every_plan, prepare_joint
from .joint.state import Joint
from .joint.values import EstimatedExchanges, Exchanges, SolvedExchanges
from .question import NOTHING_ASKED, Question
from .scale import TierScale, scale_of

Watch = Callable[[Progress], None]


class ReadyCase(NamedTuple):
    """A county ready to be solved; ``staffing`` None: no teachers."""

    problem: Problem
    asked: GroupingTiers
    staffing: Staffing | None
    only_grouping: bool
    question: Question = NOTHING_ASKED


def ready_case(
    county: County, policy: Policy, *, only_grouping: bool, question: Question = NOTHING_ASKED
) -> ReadyCase:
    """Prepare a county for its solve."""
    if only_grouping:
        asked = grouping_only_tiers(county, policy)
    else:
        tiers = grouping_tiers(county, policy)
        asked = GroupingTiers(tiers, tuple(range(len(tiers))), ())
    problem = prepare(county, policy)
    if county.teachers is None:
        return ReadyCase(problem, asked, None, only_grouping, question)
    staffing = prepare_exchange(county, policy)
    scales = [scale_of(tier) for tier in asked.tiers]
    return ReadyCase(prepare_joint(problem, staffing, scales), asked, staffing, only_grouping, question)


class Work(threading.Thread):
    """The search in a thread of its own, so that the caller stays awake for Ctrl-C.

    ``state`` appears once every hard rule is kept: a copy of the search's, made at moments when its plans
    keep every finished tier. It may be read at any time. ``joint`` is the same where there are teachers.
    """

    def __init__(self, case: ReadyCase, clock: Clock, seed: int, lang: str, watch: Watch) -> None:
        super().__init__(daemon=True)
        self.case = case
        self.clock = clock
        self.seed = seed
        self.lang = lang
        self.watch = watch
        self.state: State | None = None
        self.joint: Joint | None = None
        self.no_plan: NoPlan | None = None
        self.failure: BaseException | None = None
        self.left_behind = False

    def run(self) -> None:
        """Search; a failure is kept for the caller."""
        try:
            self._search()
        except BaseException as failure:
            self.failure = failure

    def _search(self) -> None:
        clock, problem = self.clock, self.case.problem
        state = start_state(problem, self.case.asked, self.case.question)
        hard = keep_hard_rules(state, clock, clock.limit, self.seed)
        if hard.at_least > 0:
            self.no_plan = NoPlan(status="infeasible")  # proven, whatever time the reasons take
            reasons = reasons_for_no_plan(problem, state, self.lang)
            self.no_plan = NoPlan(status="infeasible", reasons=reasons)
            if self.case.question.published and not self.case.question.caps:  # a cap is no rule of the county
                for better in explained(self.no_plan, problem.county, problem.policy, clock, self.lang):
                    self.no_plan = better
        elif hard.missed > 0:
            self.no_plan = NoPlan(status="unknown")
        elif self.case.staffing is None:
            self._solve_grouping(state)
        else:
            self._solve_jointly(state, self.case.staffing)

    def _solve_grouping(self, state: State) -> None:
        self.state = state.snapshot()

        def seen(progress: Progress) -> None:
            self.state = state.snapshot()
            if not self.left_behind:
                self.watch(progress)

        solve_tiers(state, self.clock, self.seed, seen)
        self.state = state.snapshot()

    def _solve_jointly(self, state: State, staffing: Staffing) -> None:
        problem, scales = self.case.problem, state.scales
        if problem.prospects is None:
            raise ValueError("a county with teachers is prepared with their prospects")
        schools = problem.prospects.schools
        reports = _JointReports(self, scales)
        exchanges: Exchanges = EstimatedExchanges(schools)
        if not self.case.only_grouping:
            exchanges = SolvedExchanges(
                lambda key: case_of(problem, staffing, scales, key), self.clock, self.seed, reports.told
            )
            if self.case.question.in_force is not None:
                exchanges.solved.update(
                    known_exchanges(problem, staffing, scales, self.case.question.in_force)
                )
        owed = {place: school.owed_alone for place, school in schools.items()}
        apart = owed_in_every_plan(problem)
        joint = Joint(state, scales, owed, exchanges, self.clock, self.seed, apart=apart)
        self.joint = joint.view()

        def changed() -> None:
            self.joint = joint.view()

        solve_jointly(joint, reports.seen, changed)
        changed()


class _JointReports:
    """Passes on what a joint search reports; work on single alliances is told beside its latest report."""

    def __init__(self, work: Work, scales: Sequence[TierScale]) -> None:
        self._work = work
        self._latest: Progress | None = None
        estimated = [at for at, scale in enumerate(scales) if Term.UNCOVERED_LESSONS in scale.factor]
        self._estimated_from = estimated[0] if work.case.only_grouping and estimated else len(scales)

    def seen(self, progress: Progress) -> None:
        """Take a report of a tier; from an estimate on nothing is proven."""
        if self._work.case.only_grouping:
            proven = progress.proven and progress.tier < self._estimated_from
            progress = progress._replace(exchanges=None, proven=proven)
        self._latest = progress
        if not self._work.left_behind:
            self._work.watch(progress)

    def told(self, step: Step, key: AllianceKey, solved: int) -> None:
        """Take word of what is done with an alliance."""
        if self._latest is not None:
            clock = self._work.clock
            self.seen(
                self._latest._replace(
                    seconds=clock.seconds,
                    seconds_left=clock.left,
                    exchanges=solved,
                    step=step,
                    alliance=f"{key.stage.value}-{key.core}",
                )
            )
