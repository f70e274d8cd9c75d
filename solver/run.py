"""One case end to end: county and settings in, a checked plan with its certificate or the reasons out."""

import threading
import time

from .. import __version__
from ..models.county import County
from ..models.digest import county_sha256, settings_sha256
from ..models.errors import CheckFailed, NoPlanInTime
from ..models.objective import grouping_tiers
from ..models.plan import Plan, Run
from ..models.policy import Policy
from ..models.result import NoPlan, Solved
from .check import check_plan
from .finished import finished
from .grouping.candidates import count_of
from .grouping.clock import Clock
from .grouping.goal import Goal
from .grouping.outcome import certificate_entries, unplaced_of
from .grouping.problem import Problem
from .grouping.search import LOOKED_AT_MOST
from .grouping.summed import summed_leads
from .grouping.universe import HELD_AT_MOST
from .question import NOTHING_ASKED, Haste, Question
from .scale import scale_of
from .work import Watch, Work, ready_case

PROGRAM = f"lianxiao {__version__}"
RECOMPUTED_AT_MOST = 50_000_000
"""Candidates up to which the checker recomputes bounds."""
CHECK_SECONDS_PER_CANDIDATE = 2.5e-7
CHECK_SECONDS_PER_PAIR = 1e-5
"""Of a core whose candidates are summed."""
CHECK_SECONDS_PER_TEACHER = 8e-4
CHECK_SECONDS_PER_SCHOOL = 4e-4
"""Rules and values, and putting the plan into words before and after."""
CHECK_SECONDS_AT_MOST = 10.0
"""Part of the time limit kept for the independent check, which recomputes every bound."""
ROOM_SECONDS_OVER, BOUNDS_SECONDS_OVER = 3.0, 4.0
"""Seconds after the time limit from which on reasons and rooms of unplaced schools are no longer worked out,
and bounds no longer recomputed: `explain` and `verify` do that at leisure."""
LEAST_MEASURED = 0.2
"""Seconds of computing from which on they say how busy the machine is."""
GRACE = 4.0
"""Seconds that a search may take to notice Ctrl-C or the time limit before it is left behind."""


def _check_seconds(problem: Problem) -> float:
    """Estimate what the check of a plan will take on an idle machine: it recomputes every bound over all.

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
    rows = len(problem.county.teachers or ()) * CHECK_SECONDS_PER_TEACHER
    rows += len(problem.county.schools) * CHECK_SECONDS_PER_SCHOOL
    return recomputed * CHECK_SECONDS_PER_CANDIDATE + pairs * CHECK_SECONDS_PER_PAIR + rows


def _slowness(wall: float, computing: float) -> float:
    """How many seconds pass while this process computes for one: more than 1 where others compute too."""
    return max(1.0, wall / computing) if computing >= LEAST_MEASURED else 1.0


def _bounds_are_checked(problem: Problem, question: Question) -> bool:
    """Whether the check of a plan recomputes its bounds at once: not where that takes longer than the solve.

    `verify` recomputes them all the same.
    """
    if not question.published or question.caps:
        return False
    few = sum(count_of(problem, lead) for lead in problem.leads) <= LOOKED_AT_MOST
    return question.haste is Haste.NONE or few


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
    question: Question = NOTHING_ASKED,
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
    question
        What is asked beyond the county's settings. Under caps bounds speak of plans within them, so that
        the certificate is no certificate of the county.

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
    started, computed = time.monotonic(), time.thread_time()
    fingerprint = county_sha256(county, policy)
    case = ready_case(county, policy, only_grouping=only_grouping, question=question)
    slowness = _slowness(time.monotonic() - started, time.thread_time() - computed)
    kept_for_check = slowness * min(CHECK_SECONDS_AT_MOST, _check_seconds(case.problem))
    clock = Clock(max(time_limit / 2, time_limit - kept_for_check), stop, workers, started)
    work = Work(case, clock, seed, lang, watch or (lambda _progress: None))
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
    done = finished(work, county, policy, fingerprint, lang)
    proven = all(tier.proven for tier in done.tiers)

    def in_time() -> bool:
        return clock.seconds < time_limit + ROOM_SECONDS_OVER

    unplaced = unplaced_of(case.problem, done.state, lang, in_time)
    run = Run(
        seed=seed,
        workers=workers,
        time_limit=time_limit,
        seconds=round(clock.seconds, 3),
        settings_sha256=settings_sha256(policy),
        skipped=case.asked.skipped,
        cut=clock.cut or work.is_alive(),
    )
    plan = Plan(
        **header,
        status="optimal" if proven else "feasible",
        alliances=done.alliances,
        subject_alliances=done.layer,
        unplaced=unplaced,
        tiers=done.tiers,
        certificate=certificate_entries(done.certificate),
        exchange=done.exchange,
        calendar=done.calendar,
        duties=done.duties,
        run=run,
    )
    shown = done.certificate if _bounds_are_checked(case.problem, question) else None
    verdict = check_plan(
        county,
        policy,
        plan,
        shown,
        bounds_until=started + time_limit + BOUNDS_SECONDS_OVER,
        fingerprint=fingerprint,
    )
    if verdict.broken:
        raise CheckFailed([broken.finding() for broken in verdict.broken])
    said = {"run": run.model_copy(update={"bounds_checked": verdict.shows(done.certificate)})}
    return Solved(plan=plan.model_copy(update=said), certificate=done.certificate, distance=done.distance)
