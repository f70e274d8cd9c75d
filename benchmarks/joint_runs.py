"""One county solved jointly, and as a capable user would do today: grouping by arithmetic, then the exchange.

Both plans are valued by the checker, which recomputes every term from the tables and rows alone.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from lianxiao.benchmarks.records import ROOT
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.read import read_county
from lianxiao.models.county import County, Need
from lianxiao.models.objective import grouping_tiers, tolerance_of
from lianxiao.models.plan import Alliance, Exchange, Plan
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.result import Solved
from lianxiao.models.words import Term
from lianxiao.solver.check import check_plan
from lianxiao.solver.exchange.case import AllianceCase
from lianxiao.solver.exchange.prepare import Staffing, prepare_exchange
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.prospects import AllianceKey
from lianxiao.solver.joint.promises import exchange_tiers
from lianxiao.solver.joint.rows import exchange_rows
from lianxiao.solver.joint.values import SECONDS_EACH, SolvedExchanges
from lianxiao.solver.run import solve_case
from lianxiao.solver.scale import scale_of

DATA = ROOT / "instances" / "data"


class Limits(NamedTuple):
    """What every method may use: wall seconds of a whole solve, processes, seed."""

    seconds: float
    workers: int
    seed: int


class TierOutcome(NamedTuple):
    """One tier in the plan's own units.

    Attributes
    ----------
    bound
        Valid for plans as good as this one in the earlier tiers; None where the method gives none.
    """

    terms: str
    value: float
    bound: float | None
    proven: bool


class Outcome(NamedTuple):
    """What a method reached, and in which wall seconds; ``exchange_seconds`` is the part of the exchanges."""

    seconds: float
    exchange_seconds: float | None
    alliances: int
    tiers: tuple[TierOutcome, ...]


def county_of(name: str) -> tuple[County, Policy]:
    """Give ``nantou``, ``schools-seed`` (a synthetic county with teachers), or another bundled county."""
    schools, _, seed = name.partition("-")
    if schools.isdigit() and seed.isdigit():
        return synthetic_county(int(schools), int(seed), teachers=True)
    read = read_county(DATA / name)
    return read.county, read.policy


def run_joint(county: County, policy: Policy, limits: Limits) -> Outcome:
    """Solve grouping and exchange together, as the program does."""
    began = time.perf_counter()
    solved = solve_case(county, policy, time_limit=limits.seconds, workers=limits.workers, seed=limits.seed)
    took = time.perf_counter() - began
    if not isinstance(solved, Solved):
        raise TypeError(f"no plan within {limits.seconds} s: {solved.status}")
    valued = _valued(county, policy, solved.plan)
    tiers = tuple(
        TierOutcome(one.terms, one.value, tier.bound, tier.proven)
        for one, tier in zip(valued, solved.plan.tiers, strict=True)
    )
    return Outcome(took, None, len(solved.plan.alliances), tiers)


def run_plain(county: County, policy: Policy, limits: Limits) -> Outcome:
    """Group by need − supply, school by school, then exchange inside exactly these alliances.

    The grouping has the whole limit, and is proven long before; then each exchange has as many seconds as
    one in a joint solve has at most.
    """
    began = time.perf_counter()
    plain = solve_case(
        without_teachers(county, policy),
        without_exchange(policy),
        time_limit=limits.seconds,
        workers=limits.workers,
        seed=limits.seed,
    )
    if not isinstance(plain, Solved):
        raise TypeError(f"no grouping within {limits.seconds} s: {plain.status}")
    grouped = time.perf_counter()
    exchange = exchange_inside(county, policy, plain.plan.alliances, limits)
    ended = time.perf_counter()
    plan = Plan(alliances=plain.plan.alliances, exchange=exchange)
    tiers = _valued(county, policy, plan)
    return Outcome(ended - began, ended - grouped, len(plan.alliances), tiers)


METHODS: dict[str, Callable[[County, Policy, Limits], Outcome]] = {
    "lianxiao": run_joint,
    "arithmetic, then exchange": run_plain,
}


def without_teachers(county: County, policy: Policy) -> County:
    """Leave out the teachers; ``supply`` of needs.csv counts, else what each school's own staff covers."""
    needs = county.needs
    if needs is None or not any(need.supply for need in needs):
        needs = tuple(_needs_of_own_staff(prepare_exchange(county, policy)))
    return county.model_copy(update={"teachers": None, "exchanges": (), "blocked": (), "needs": needs})


def without_exchange(policy: Policy) -> Policy:
    """Leave out the terms that need the exchange, and tiers that then are empty with their tolerance."""
    if policy.objective.tiers is None:
        return policy
    tiers = [{t: w for t, w in tier.items() if not t.needs_exchange} for tier in policy.objective.tiers]
    kept = [at for at, tier in enumerate(tiers) if tier]
    objective = Objective(
        tiers=tuple(tiers[at] for at in kept), tolerance=tuple(tolerance_of(policy, at) for at in kept)
    )
    return policy.model_copy(update={"objective": objective})


def _needs_of_own_staff(staffing: Staffing) -> list[Need]:
    """Need of each school, and as its supply the lessons that its own staff gives when nobody leaves."""
    rows = []
    for school, stage in staffing.schools:
        given: dict[str, int] = {}
        for (_, subject), lessons in staffing.staff_alone(school, stage).items():
            given[subject] = given.get(subject, 0) + lessons
        rows += [
            Need(
                school_id=school,
                stage=stage,
                subject=subject,
                need=lessons / 1000,
                supply=float(given.get(subject, 0)),
            )
            for subject, lessons in staffing.ready[school, stage].school.need.items()
        ]
    return rows


def exchange_inside(
    county: County, policy: Policy, alliances: tuple[Alliance, ...], limits: Limits
) -> Exchange:
    """Solve the exchange of given alliances, `SECONDS_EACH` at most for each, side by side."""
    staffing = prepare_exchange(county, policy)
    scales = [scale_of(tier) for tier in grouping_tiers(county, policy)]
    modes = {mode.id: at for at, mode in enumerate(policy.mode)}
    of_key = {
        AllianceKey(
            modes[one.mode], one.stage, one.core, tuple((m.school, one.stage) for m in one.members)
        ): one
        for one in alliances
    }

    def case_of(key: AllianceKey) -> AllianceCase:
        alliance = of_key[key]
        return staffing.case(
            alliance.id,
            alliance.stage,
            alliance.core,
            [member.school for member in alliance.members],
            policy.mode[key.mode],
            {member.school: member.kind for member in alliance.members},
            exchange_tiers(scales),
        )

    enough = SECONDS_EACH * max(1, len(of_key))
    clock = Clock(enough, threading.Event(), limits.workers)
    exchanges = SolvedExchanges(case_of, clock, limits.seed)
    exchanges.solve(list(of_key), enough)
    exchanges.close()
    solved = {key: exchanges.solved[key].exchanged for key in of_key}
    return exchange_rows(staffing, {key: one for key, one in solved.items() if one is not None}, scales)


def _valued(county: County, policy: Policy, plan: Plan) -> tuple[TierOutcome, ...]:
    """Let the checker value a plan in the county's tiers.

    Raises
    ------
    ValueError
        The plan breaks a rule.
    """
    verdict = check_plan(county, policy, plan)
    if verdict.broken:
        raise ValueError(f"the plan breaks rules: {verdict.broken[:3]}")
    outcomes = []
    for tier in verdict.tiers:
        if tier.value is None:
            raise ValueError(f"tier {tier.tier} was not computed")
        outcomes.append(TierOutcome(_name(tier.terms), tier.value, None, proven=False))
    return tuple(outcomes)


def _name(terms: dict[Term, float]) -> str:
    return " + ".join(terms)
