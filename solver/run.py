"""One case end to end: county and settings in, a checked plan with its certificate or the reasons out."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from .. import __version__
from ..models.certificate import Certificate
from ..models.county import County
from ..models.digest import county_sha256, settings_sha256
from ..models.errors import CheckFailed, NoPlanInTime
from ..models.objective import GroupingTiers, grouping_only_tiers, grouping_tiers
from ..models.plan import Exchange, Plan, Run, TierResult
from ..models.policy import Policy
from ..models.progress import Progress
from ..models.result import NoPlan, Solved
from .check import check_plan
from .exchange.prepare import Staffing, prepare_exchange
from .grouping.candidates import count_of
from .grouping.clock import Clock
from .grouping.goal import Goal
from .grouping.infeasible import reasons_for_no_plan, relaxations_that_help
from .grouping.outcome import alliances_of, certificate_entries, certificate_of, tiers_of, unplaced_of
from .grouping.problem import Problem, prepare
from .grouping.solve import keep_hard_rules, leave_open, solve_tiers, start_state
from .grouping.summed import summed_leads
from .grouping.tiers import State
from .grouping.universe import HELD_AT_MOST
from .joint.finish import chosen, tier_results, tiers_shown
from .joint.loop import Joint
from .joint.promises import case_of, prepare_joint
from .joint.rows import exchange_rows
from .joint.values import EstimatedExchanges, Exchanges, SolvedExchanges
from .scale import scale_of
from .subject_layer import subject_layer

PROGRAM = f"lianxiao {__version__}"
Watch = Callable[[Progress], None]
RECOMPUTED_AT_MOST = 50_000_000
"""Candidates up to which the checker recomputes bounds."""
CHECK_SECONDS_PER_CANDIDATE = 2.5e-7
CHECK_SECONDS_PER_PAIR = 1e-5
"""Of a core whose candidates are summed."""
CHECK_SECONDS_AT_MOST = 10.0
"""Part of the time limit kept for the independent check, which recomputes every bound."""
GRACE = 4.0
"""Seconds that a search may take to notice Ctrl-C or the time limit before it is left behind."""


class _Work(threading.Thread):
    """The search in a thread of its own, so that the caller stays awake for Ctrl-C.

    ``state`` appears once every hard rule is kept: a copy of the search's, made at moments when its plans
    keep every finished tier. It may be read at any time. ``joint`` is the same where there are teachers.
    """

    def __init__(self, county: "_Case", clock: Clock, seed: int, lang: str, watch: Watch) -> None:
        super().__init__(daemon=True)
        self.case = county
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
        state = start_state(problem, self.case.asked)
        hard = keep_hard_rules(state, clock, clock.limit, self.seed)
        if hard.at_least > 0:
            self.no_plan = NoPlan(status="infeasible")  # proven, whatever time the reasons take
            reasons = reasons_for_no_plan(problem, state, self.lang)
            self.no_plan = NoPlan(status="infeasible", reasons=reasons)
            helpful = relaxations_that_help(problem, clock, self.seed, self.lang)
            self.no_plan = NoPlan(status="infeasible", reasons=reasons, relaxations=helpful)
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

    def _solve_jointly(self, state: State, staffing: Staffing) -> None:
        problem, scales = self.case.problem, state.scales
        if problem.prospects is None:
            raise ValueError("a county with teachers is prepared with their prospects")
        schools = problem.prospects.schools
        exchanges: Exchanges = EstimatedExchanges(schools)
        if not self.case.only_grouping:
            exchanges = SolvedExchanges(
                lambda key: case_of(problem, staffing, scales, key), self.clock, self.seed
            )
        owed = {place: school.owed_alone for place, school in schools.items()}
        joint = Joint(state, scales, owed, exchanges, self.clock, self.seed)
        self.joint = joint.view()

        def changed() -> None:
            self.joint = joint.view()

        def seen(progress: Progress) -> None:
            if not self.left_behind:
                self.watch(progress)

        joint.solve_tiers(seen, changed)
        changed()


class _Case(NamedTuple):
    """A county ready to be solved; ``staffing`` None: no teachers."""

    problem: Problem
    asked: GroupingTiers
    staffing: Staffing | None
    only_grouping: bool


def _prepared(county: County, policy: Policy, *, only_grouping: bool) -> _Case:
    if only_grouping:
        asked = grouping_only_tiers(county, policy)
    else:
        tiers = grouping_tiers(county, policy)
        asked = GroupingTiers(tiers, tuple(range(len(tiers))), ())
    problem = prepare(county, policy)
    if county.teachers is None:
        return _Case(problem, asked, None, only_grouping)
    staffing = prepare_exchange(county, policy)
    scales = [scale_of(tier) for tier in asked.tiers]
    return _Case(prepare_joint(problem, staffing, scales), asked, staffing, only_grouping)


class _Finished(NamedTuple):
    """What a search came to."""

    state: State
    tiers: tuple[TierResult, ...]
    certificate: Certificate
    exchange: Exchange


def _finished(work: _Work, fingerprint: str) -> _Finished:
    asked, staffing = work.case.asked, work.case.staffing
    if work.joint is None or staffing is None:
        if work.state is None:
            raise ValueError("there is no plan")
        state = work.state.snapshot()
        leave_open(state)
        return _Finished(state, tiers_of(state, asked.tiers), certificate_of(state, fingerprint), Exchange())
    joint = work.joint.view()
    of_plan = chosen(joint)
    joint.exchanges.close()
    tiers = tier_results(joint, asked.tiers, estimate=work.case.only_grouping)
    certificate = certificate_of(joint.state, fingerprint, tiers_shown(joint))
    exchange = Exchange() if work.case.only_grouping else exchange_rows(staffing, of_plan, joint.scales)
    return _Finished(joint.state, tiers, certificate, exchange)


def _check_seconds(problem: Problem) -> float:
    """Estimate what the check of a plan will take: it recomputes every bound over all candidates.

    Where all of them can be listed they may be, whatever else is summed: it depends on tier and part.
    """
    summed = set(summed_leads(problem, Goal(None, ())))
    counts = [count_of(problem, lead) for lead in problem.leads]
    listed = sum(count for index, count in enumerate(counts) if index not in summed)
    pairs = sum(len(problem.leads[index].members) for index in summed)
    # a limit on travel that a tier leaves may make few of many
    scales = map(scale_of, grouping_tiers(problem.county, problem.policy))
    after_limits = HELD_AT_MOST if any(scale.worst_alone for scale in scales) else 0
    fitting = (count for count in (sum(counts), listed) if count <= RECOMPUTED_AT_MOST)
    recomputed = max(next(fitting, 0), 0 if sum(counts) <= RECOMPUTED_AT_MOST else after_limits)
    return recomputed * CHECK_SECONDS_PER_CANDIDATE + pairs * CHECK_SECONDS_PER_PAIR


def solve_case(
    county: County,
    policy: Policy,
    *,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    lang: str = "en",
    watch: Watch | None = None,
    stop: threading.Event | None = None,
    only_grouping: bool = False,
) -> Solved | NoPlan:
    """Solve one county.

    Parameters
    ----------
    time_limit
        Wall seconds for the whole solve.
    workers
        Threads; part of the result's identity: same input, seed and workers, same plan.
    lang
        Language of the sentences in the plan, ``en`` or ``zh``.
    watch
        Called with the state of the running tier.
    stop
        Set it to end the search with the best plan so far.
    only_grouping
        Stop before the exchange: tiers that need it are left out and named in the plan's ``run.skipped``.

    Returns
    -------
    Solved or NoPlan
        A plan that passed the independent checker, or "infeasible" (proven) or "unknown" (time ran out).

    Raises
    ------
    CheckFailed
        If the plan breaks a rule: a fault of this program.
    NoPlanInTime
        If ``stop`` was set before there was any plan and before it was proven that none exists.
    """
    stop = stop or threading.Event()
    started = time.monotonic()
    fingerprint = county_sha256(county, policy)
    case = _prepared(county, policy, only_grouping=only_grouping)
    kept_for_check = min(CHECK_SECONDS_AT_MOST, _check_seconds(case.problem))
    clock = Clock(max(time_limit / 2, time_limit - kept_for_check), stop, workers, started)
    work = _Work(case, clock, seed, lang, watch or (lambda _progress: None))
    work.start()
    while work.is_alive() and clock.left > 0:
        work.join(0.1)
    work.join(GRACE)
    work.left_behind = work.is_alive()
    if work.failure is not None:
        raise work.failure
    header = {
        "county": policy.name,
        "county_sha256": fingerprint,
        "program": PROGRAM,
        "notice": policy.notice,
    }
    if work.no_plan is not None and not (work.no_plan.status == "unknown" and stop.is_set()):
        return work.no_plan.model_copy(update={**header, "seconds": round(clock.seconds, 3)})
    if work.state is None and work.joint is None:
        if stop.is_set():
            raise NoPlanInTime(interrupted=True)
        return NoPlan(**header, status="unknown", seconds=round(clock.seconds, 3))
    finished = _finished(work, fingerprint)
    state, certificate = finished.state, finished.certificate
    alliances = alliances_of(state)
    proven = all(tier.proven for tier in finished.tiers)
    plan = Plan(
        **header,
        status="optimal" if proven else "feasible",
        alliances=alliances,
        subject_alliances=subject_layer(county, policy, alliances),
        unplaced=unplaced_of(case.problem, state, lang),
        tiers=finished.tiers,
        certificate=certificate_entries(certificate),
        exchange=finished.exchange,
        run=Run(
            seed=seed,
            workers=workers,
            time_limit=time_limit,
            seconds=round(clock.seconds, 3),
            settings_sha256=settings_sha256(policy),
            skipped=case.asked.skipped,
            cut=clock.cut or work.is_alive(),
        ),
    )
    verdict = check_plan(county, policy, plan, certificate)
    if verdict.broken:
        raise CheckFailed([broken.finding() for broken in verdict.broken])
    return Solved(plan=plan, certificate=certificate)
