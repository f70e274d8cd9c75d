"""The joint solve as it is run: processes, Ctrl-C, time limits, and the grouping alone."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator

import networkx as nx
import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.progress import Progress
from lianxiao.models.result import Solved
from lianxiao.models.words import Stage, Term
from lianxiao.solver.check import check_plan
from lianxiao.solver.exchange.prepare import Staffing, prepare_exchange
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.prospects import AllianceKey
from lianxiao.solver.joint import values
from lianxiao.solver.joint.promises import school_prospects
from lianxiao.solver.joint.values import SolvedExchanges
from lianxiao.solver.run import solve_case
from lianxiao.tests.exchange_rules import broken_rules
from lianxiao.tests.prepared_joint import LESSONS_FIRST, Prepared, prepared
from lianxiao.tests.tiny_exchanges import random_joint

GRACE = 10.0
"""Seconds after its limit by which a solve has ended."""


def checked(county: County, policy: Policy, **how: object) -> Plan:
    given = {"time_limit": 30.0, "workers": 2, "seed": 0, **how}
    solved = solve_case(county, policy, **given)  # type: ignore[arg-type]
    assert isinstance(solved, Solved)
    assert not check_plan(county, policy, solved.plan, solved.certificate).broken
    return solved.plan


# ------------------------------------------------------------------ processes


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even the smallest alliances be solved in processes."""
    monkeypatch.setattr(values, "PEOPLE_IN_PROCESS", 0)


class Pool:
    """Exchanges of a tiny county's candidates, in processes."""

    def __init__(self, seed: int) -> None:
        self.made: Prepared = prepared(*random_joint(seed), LESSONS_FIRST)
        self.keys: tuple[AllianceKey, ...] = self.made.keys
        self.clock = Clock(60.0, threading.Event(), 2)
        self.exchanges = SolvedExchanges(self.made.case, self.clock, 0)

    def alone(self) -> SolvedExchanges:
        """The same in this process."""
        exchanges = SolvedExchanges(self.made.case, Clock(60.0, threading.Event(), 1), 0)
        exchanges.solve(self.keys, 60.0)
        return exchanges


@pytest.fixture
def pool(side_by_side: None) -> Iterator[Pool]:
    made = Pool(5)
    yield made
    made.exchanges.close()


def workers() -> list[int]:
    return [process.pid for process in multiprocessing.active_children() if process.pid is not None]


def test_two_processes_say_the_same_as_one(pool: Pool) -> None:
    before = set(workers())
    pool.exchanges.bound(pool.keys, 60.0)
    pool.exchanges.solve(pool.keys, 60.0)
    assert set(workers()) - before
    alone = pool.alone()
    assert {key: (one.low, one.high) for key, one in pool.exchanges.solved.items()} == {
        key: (one.low, one.high) for key, one in alone.solved.items()
    }
    alone.bound(pool.keys, 60.0)
    assert pool.exchanges.bounded == alone.bounded


def test_processes_that_die_are_done_without(pool: Pool) -> None:
    """Memory may run out, or somebody ends them: everything is solved all the same."""
    before = set(workers())
    pool.exchanges.bound(pool.keys[:2], 60.0)
    for pid in set(workers()) - before:
        os.kill(pid, signal.SIGKILL)
    pool.exchanges.solve(pool.keys, 60.0)
    assert set(pool.exchanges.solved) == set(pool.keys)
    assert {key: one.high for key, one in pool.exchanges.solved.items()} == {
        key: one.high for key, one in pool.alone().solved.items()
    }


def test_processes_end_with_the_solve_and_only_ours(pool: Pool) -> None:
    """A caller's own processes stay: once every process of the program was ended."""
    theirs = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60.0,))
    theirs.start()
    try:
        before = set(workers())
        pool.exchanges.bound(pool.keys, 60.0)
        ours = set(workers()) - before
        assert ours
        pool.exchanges.close()
        until = time.monotonic() + 10
        while ours & set(workers()) and time.monotonic() < until:
            time.sleep(0.05)
        assert not ours & set(workers())
        assert theirs.is_alive()
    finally:
        theirs.terminate()
        theirs.join()


def test_once_time_is_over_only_so_many_seconds_are_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred alliances in a hurry once took half a minute beyond the limit; now spare lessons go."""
    made = prepared(*random_joint(5), LESSONS_FIRST)
    monkeypatch.setattr(values, "HURRY", 0.0)
    exchanges = SolvedExchanges(made.case, Clock(0.0, threading.Event(), 1), 0)
    exchanges.solve(made.keys, 0.0)
    for key in made.keys:
        exchanged = exchanges.solved[key].exchanged
        assert exchanged is not None
        assert not exchanged.schedule.rotations
        alone = sum(one.alone for one in exchanged.case.schools)
        assert exchanges.solved[key].high[Term.UNCOVERED_LESSONS] <= alone
        assert not broken_rules(exchanged.case, exchanged.schedule)
        assert exchanges.solved[key].low[Term.UNCOVERED_LESSONS] == 0


def test_one_process_and_two_give_the_same_plan(side_by_side: None, monkeypatch: pytest.MonkeyPatch) -> None:
    county, policy = random_joint(5)
    together = checked(county, policy, time_limit=120.0)  # ends by itself: no clock decides
    monkeypatch.setattr(values, "PEOPLE_IN_PROCESS", 10**6)
    alone = checked(county, policy, time_limit=120.0)
    assert together.tiers == alone.tiers
    assert together.alliances == alone.alliances


# ------------------------------------------------------------------ time and Ctrl-C


@pytest.mark.parametrize("solved_before", [0, 1, 4])
def test_ctrl_c_during_the_exchanges_gives_a_checked_plan(solved_before: int) -> None:
    """Before any exchange is solved, after the first one, and later on."""
    county, policy = synthetic_county(14, 1, teachers=True)
    exchange = policy.exchange.model_copy(update={"forms": ("visit",)})
    policy = policy.model_copy(update={"exchange": exchange})
    stop = threading.Event()
    stopped: list[float] = []

    def watch(progress: Progress) -> None:
        if (
            not stopped
            and Term.UNCOVERED_LESSONS in progress.terms
            and (progress.exchanges or 0) >= solved_before
        ):
            stopped.append(time.monotonic())
            stop.set()

    plan = checked(county, policy, time_limit=60.0, watch=watch, stop=stop)
    assert stopped
    assert time.monotonic() - stopped[0] < GRACE
    assert plan.exchange.teaching
    assert plan.run is not None
    assert plan.run.cut


def test_three_seconds_for_nantou_give_a_checked_plan() -> None:
    read = read_county(bundled_county("nantou"))
    began = time.monotonic()
    plan = checked(read.county, read.policy, time_limit=3.0)
    assert time.monotonic() - began < 3.0 + GRACE + 5.0  # the check here is a second one
    assert plan.run is not None
    assert plan.run.seconds < 3.0 + GRACE
    assert plan.run.cut
    assert plan.exchange.visits


# ------------------------------------------------------------------ the grouping alone


def pooled(staffing: Staffing, stage: Stage, schools: list[str]) -> int:
    """Sentence 32, in thousandths: a maximum flow from teachers to subjects; fractions of lessons beside."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("staff", "lessons"))
    rest = whole = 0
    needed: dict[str, int] = {}
    for name in schools:
        ready = staffing.ready[name, stage]
        for subject, lessons in ready.school.need.items():
            rest += lessons % 1000
            whole += lessons // 1000
            needed[subject] = needed.get(subject, 0) + lessons // 1000
        for person in ready.people:
            graph.add_edge("staff", person.teacher, capacity=person.lessons_max)
            graph.add_edges_from((person.teacher, f"to {subject}") for subject in person.subjects)
    for subject, lessons in needed.items():
        graph.add_edge(f"to {subject}", "lessons", capacity=lessons)
    return rest + 1000 * (whole - int(nx.maximum_flow_value(graph, "staff", "lessons")))


@pytest.mark.parametrize("seed", range(20))
def test_the_grouping_alone_is_judged_as_if_alliances_were_one_school(seed: int) -> None:
    county, policy = random_joint(seed)
    asked = [
        {Term.UNPLACED: 1.0},
        {Term.UNCOVERED_LESSONS: 1.0},
        {Term.QUOTA_MISSED: 1.0},
        {Term.TOTAL_KM: 1.0},
    ]
    objective = policy.objective.model_copy(update={"tiers": tuple(asked), "tolerance": ()})
    policy = policy.model_copy(update={"objective": objective})
    plan = checked(county, policy, only_grouping=True, workers=1)
    staffing = prepare_exchange(county, policy)
    left = [school_prospects(staffing)[one.school, one.stage].alone for one in plan.unplaced or ()]
    inside = [
        pooled(staffing, one.stage, [one.core, *(member.school for member in one.members)])
        for one in plan.alliances
    ]
    unplaced, lessons, km = plan.tiers
    assert lessons.value == pytest.approx(sum(left + inside) / 1000)
    assert [tier.estimate for tier in plan.tiers] == [False, True, False]
    assert (unplaced.proven, lessons.proven, km.proven) == (True, False, False)
    assert plan.run is not None
    assert plan.run.skipped == ("quota_missed",)
    assert not plan.exchange.teaching
    whole = checked(county, policy, workers=1)
    if whole.tiers[0].proven and whole.tiers[1].proven:
        assert lessons.value <= whole.tiers[1].value + 1e-9
