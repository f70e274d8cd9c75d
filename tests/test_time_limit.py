"""A command ends in time: what may be left out where time is over, and that it is said; what never is."""

import threading
import time
from io import StringIO

import pytest
from lianxiao.instances.generate import synthetic_county
from lianxiao.models.plan import Plan
from lianxiao.models.result import Solved
from lianxiao.reports.messages import Lang
from lianxiao.reports.plan_screen import plan_screen
from lianxiao.solver.check import Claim, check_plan
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.room import rooms
from lianxiao.solver.grouping.unplaced import reasons_of
from lianxiao.solver.run import solve_case
from rich.console import Console

COUNTY, POLICY = synthetic_county(30, seed=1)
LONG_AGO = 0.0


def shown(plan: Plan, lang: Lang) -> str:
    """What the screen says of a plan."""
    console = Console(width=300, record=True, file=StringIO())
    for part in plan_screen(COUNTY, POLICY, plan, lang):
        console.print(part)
    return console.export_text()


@pytest.fixture(scope="module")
def solved() -> Solved:
    found = solve_case(COUNTY, POLICY, time_limit=20.0, workers=1)
    assert isinstance(found, Solved)
    return found


def test_without_time_bounds_are_left_out_and_named(solved: Solved) -> None:
    verdict = check_plan(COUNTY, POLICY, solved.plan, solved.certificate, bounds_until=LONG_AGO)
    assert verdict.sound
    assert verdict.late == tuple(entry.tier for entry in solved.certificate.tiers)
    assert verdict.lp_bounds == (None,) * len(solved.plan.tiers)
    assert not verdict.shows(solved.certificate)


def test_without_time_rules_and_values_are_checked_all_the_same(solved: Solved) -> None:
    first, *rest = solved.plan.alliances
    broken = solved.plan.model_copy(update={"alliances": tuple(rest)})
    verdict = check_plan(COUNTY, POLICY, broken, solved.certificate, bounds_until=LONG_AGO)
    assert {Claim.UNPLACED, Claim.TERM_VALUE} <= {one.rule for one in verdict.broken}
    left = {school for one in verdict.broken if one.rule is Claim.UNPLACED for school in one.schools}
    assert left >= {member.school for member in first.members}


def test_with_time_every_bound_is_recomputed(solved: Solved) -> None:
    in_an_hour = time.monotonic() + 3600.0
    verdict = check_plan(COUNTY, POLICY, solved.plan, solved.certificate, bounds_until=in_an_hour)
    assert verdict == check_plan(COUNTY, POLICY, solved.plan, solved.certificate)
    assert verdict.shows(solved.certificate)
    assert solved.plan.run is not None
    assert solved.plan.run.bounds_checked is True


@pytest.mark.parametrize(("lang", "said"), [("en", "lianxiao verify"), ("zh", "尚未重新计算全部下界")])
def test_the_screen_says_that_bounds_were_not_recomputed(solved: Solved, lang: Lang, said: str) -> None:
    run = solved.plan.run
    assert run is not None
    assert said not in shown(solved.plan, lang)
    late = solved.plan.model_copy(update={"run": run.model_copy(update={"bounds_checked": False})})
    assert said in shown(late, lang)


def test_a_plan_by_others_says_nothing_of_its_bounds(solved: Solved) -> None:
    stranger = solved.plan.model_copy(update={"run": None})
    assert "lianxiao verify" not in shown(stranger, "en")


@pytest.mark.parametrize(("lang", "said"), [("en", "There was no time left"), ("zh", "时间已用完")])
def test_room_that_was_not_worked_out_is_no_room_denied(lang: Lang, said: str) -> None:
    problem = prepare(COUNTY, POLICY)
    found = rooms(problem, (), problem.places, lang, lambda: False)
    assert sorted(found) == sorted(problem.places)
    assert all(said in room.text and room.core is None and not room.changes for room in found.values())


def test_room_and_reasons_are_said_as_far_as_time_goes() -> None:
    problem = prepare(COUNTY, POLICY)
    places = sorted(problem.places)
    whole = rooms(problem, (), places, "en")
    asked = 0

    def for_three() -> bool:
        nonlocal asked
        asked += 1
        return asked <= 4  # once before any place

    some = rooms(problem, (), places, "en", for_three)
    worked_out = [place for place in places if some[place] == whole[place]]
    assert len(worked_out) == 3
    asked = 1
    reasons = reasons_of(problem, places, "en", for_three)
    given = [place for place in places if reasons[place]]
    assert len(given) == 3
    assert all(reasons[place] == reasons_of(problem, places, "en")[place] for place in given)


def test_time_is_late_from_the_limit_on_or_from_ctrl_c() -> None:
    stop = threading.Event()
    begun = time.monotonic()
    assert Clock(60.0, stop, started=begun).late == 0.0
    assert Clock(2.0, stop, started=begun - 5.0).late == pytest.approx(3.0, abs=1.0)
    interrupted = Clock(60.0, stop, started=begun - 5.0)
    stop.set()
    assert interrupted.late < 1.0  # from when it was noticed
    assert interrupted.left == 0.0


def test_a_solve_of_400_schools_ends_within_its_limit_and_ten_seconds() -> None:
    """It once ran half a minute over: the check of bounds took what time it wanted."""
    county, policy = synthetic_county(400, seed=1)
    begun = time.monotonic()
    found = solve_case(county, policy, time_limit=2.0, workers=1)
    assert time.monotonic() - begun < 2.0 + 10.0
    assert isinstance(found, Solved)
    assert not check_plan(county, policy, Plan.model_validate(found.plan.model_dump())).broken
