"""Counties with five modes at once, and with groups of any size: solver, checker and brute force agree.

LIANXIAO_ORACLE_CASES=500 (or more) tries more of them.
"""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lianxiao.models.county import County
from lianxiao.models.mode import Mode
from lianxiao.models.plan import Alliance, Unplaced
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.words import MemberKind, ModeKey, Stage, Term
from lianxiao.solver.run import solve_case
from lianxiao.tests.oracle import OracleResult, best_plan
from lianxiao.tests.oracle_rooms import SingleChanges, after, allowed, rooms_beside, with_school
from lianxiao.tests.oracle_scope import TinyScope
from lianxiao.tests.test_oracle import agree
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import counties_of_many_modes, many_modes

CASES = int(os.environ.get("LIANXIAO_ORACLE_CASES", "200"))
LARGE_CASES = CASES * 3 // 10
ROOM_CASES = 40
MISSING = ("travel.csv", "lat, lon")
"""Settings of a room that ask for data rather than for a wider limit."""
RANKS: Mapping[str, int] = {
    "max_members": 0,
    "capacity": 1,
    "min_members": 2,
    "alliances": 3,
    "max_km": 4,
    "max_minutes": 5,
    "pins": 7,
}
FILTER_RANK = 6


@pytest.mark.parametrize("seed", range(CASES))
def test_solver_agrees_with_brute_force_on_many_modes(seed: int) -> None:
    agree(*many_modes(seed))


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(case=counties_of_many_modes())
def test_solver_agrees_with_brute_force_on_drawn_modes(case: tuple[County, Policy]) -> None:
    agree(*case)


@pytest.mark.parametrize("seed", range(LARGE_CASES))
def test_solver_agrees_with_brute_force_on_groups_of_any_size(seed: int) -> None:
    agree(*large_groups(seed))


# what a plan carries


@pytest.mark.parametrize("first", range(0, ROOM_CASES, 20))
def test_kinds_and_points_of_a_plan(first: int) -> None:
    for seed in range(first, first + 20):
        county, policy = many_modes(seed)
        solved = solve_case(county, policy, time_limit=20.0, workers=1, seed=0)
        for alliance in solved.plan.alliances if isinstance(solved, Solved) else ():
            mode = next(mode for mode in policy.mode if mode.id == alliance.mode)
            assert alliance.points == points_of(county, alliance.core)
            kinds = kinds_of(county, mode, alliance)
            for member in alliance.members:
                assert member.points == points_of(county, member.school)
                assert member.kind is kinds[member.school], (seed, alliance)


def points_of(county: County, school_id: str) -> tuple[str, ...]:
    """Every school whose chain of parents ends at the school."""
    points = []
    for school in county.schools:
        top = school
        while top.parent_id is not None:
            top = county.by_id[top.parent_id]
        if top.school_id == school_id and top is not school:
            points.append(school.school_id)
    return tuple(sorted(points))


def kinds_of(county: County, mode: Mode, alliance: Alliance) -> dict[str, MemberKind]:
    """As few entrusted members as the mode asks for: those of the column, then the nearest open ones."""
    kinds = {member.school: MemberKind.ORDINARY for member in alliance.members}
    if mode.key is not ModeKey.CORE_GROUP or mode.entrusted is None:
        return kinds
    columns = {school_id: county.by_id[school_id].kind for school_id in kinds}
    marked = [school_id for school_id in columns if columns[school_id] is MemberKind.ENTRUSTED]
    by_way = sorted(alliance.members, key=lambda member: (member.km, member.school))
    still_open = [member.school for member in by_way if columns[member.school] is None]
    marked += still_open[: max(0, mode.entrusted.min - len(marked))]
    return kinds | dict.fromkeys(marked, MemberKind.ENTRUSTED)


# rooms


@pytest.mark.parametrize("first", range(0, ROOM_CASES, 20))
def test_rooms_let_the_school_in_and_none_is_cheaper(first: int) -> None:
    seen = 0
    for seed in range(first, first + 20):
        county, policy = many_modes(seed)
        solved = solve_case(county, policy, time_limit=20.0, workers=1, seed=0)
        if not isinstance(solved, Solved):
            continue
        plan = solved.plan
        case = (county, policy)
        single = SingleChanges(case)
        for unplaced in plan.unplaced or ():
            if unplaced.room is None or unplaced.room.core is None:
                continue
            seen += 1
            changed = after(case, unplaced.school, unplaced.room)
            widened = with_school(plan.alliances, unplaced.school, unplaced.room)
            assert allowed(changed, widened), (seed, unplaced)
            none_is_cheaper(single, plan.alliances, unplaced)
    assert seen


def none_is_cheaper(single: SingleChanges, alliances: Sequence[Alliance], unplaced: Unplaced) -> None:
    """Hold the room against every way that needs no change, and every one that needs a single one."""
    room = unplaced.room
    assert room is not None
    case, place = single.case, (unplaced.school, unplaced.stage)
    names = [change.setting for change in room.changes]
    if not names:
        return
    for other in rooms_beside(case, alliances, place):
        beside = with_school(alliances, unplaced.school, other)
        assert single.unchanged.judge(beside) is None, (unplaced, other)
    rank = min(rank_of(case[1], name) for name in names)
    if len(names) == 1 and rank == 0:
        return
    helpful = single.ranks(alliances, place)
    if len(names) > 1 or names[0] == "role" or any(name in MISSING for name in names):
        assert not helpful, unplaced
    else:
        assert helpful, unplaced
        assert rank == helpful[0], unplaced


def rank_of(policy: Policy, setting: str) -> int:
    for mode in policy.mode:
        setting = setting.removeprefix(f"mode.{mode.id}.")
    return RANKS.get(setting.partition(".")[0], FILTER_RANK)


# are the counties worth trying?


Relaxation = Callable[[Mode], Mapping[str, Any]]


def relaxed(policy: Policy, change: Relaxation) -> Policy:
    modes = tuple(mode.model_copy(update=dict(change(mode))) for mode in policy.mode)
    return policy.model_copy(update={"mode": modes})


def not_in_primary_instead(mode: Mode) -> Mapping[str, Any]:
    return {"key": ModeKey.PAIRED} if mode.key is ModeKey.CENTRE_SCHOOL else {}


def at_most_three(mode: Mode) -> Mapping[str, Any]:
    return {"max_members": mode.max_members or max(mode.min_members, 3)}


RULES: Mapping[str, Relaxation] = {
    "primary instead of junior": not_in_primary_instead,
    "entrusted": lambda _: {"entrusted": None},
    "core_larger": lambda _: {"core_larger": False},
    "groups of any size": at_most_three,
}


def decides(case: tuple[County, Policy], best: OracleResult | None, change: Relaxation) -> bool:
    """Whether the rule changes what is best; pins that speak of nothing without it are left out of both."""
    county, policy = case
    other = relaxed(policy, change)
    if other == policy:
        return False
    possible = TinyScope(county.model_copy(update={"pins": ()}), other).stages_of_place
    pins = tuple(
        pin
        for pin in county.pins
        if pin.stage is None or any(p[0] == pin.school_id and pin.stage in possible[p] for p in possible)
    )
    if pins != county.pins:
        county = county.model_copy(update={"pins": pins})
        best = best_plan(county, policy)
    without = best_plan(county, other)
    return (best and best.best) != (without and without.best)


def test_the_counties_of_many_modes_are_worth_trying() -> None:
    cases = [many_modes(seed) for seed in range(120)]
    results = [best_plan(*case) for case in cases]
    possible = [result for result in results if result is not None]
    assert 12 <= len(results) - len(possible) <= 20
    assert sum(result.plans >= 10 for result in possible) >= 54
    assert sum(result.plans >= 100 for result in possible) >= 27
    assert sum(len(policy.mode) >= 5 for _, policy in cases) >= 72
    binding = {
        name: sum(decides(case, best, change) for case, best in zip(cases, results, strict=True))
        for name, change in RULES.items()
    }
    assert all(times >= 6 for times in binding.values()), binding
    drawn = Counter[str]()
    for county, policy in cases:
        drawn.update({mode.key for mode in policy.mode})
        drawn.update({stage for mode in policy.mode for stage in mode.stages})
        drawn.update({f"pins {pin.rule} {pin.stage is None}" for pin in county.pins})
        drawn.update({f"kind {school.kind}" for school in county.schools})
        drawn["points"] += any(school.parent_id is not None for school in county.schools)
        drawn["roads"] += county.roads is not None
        drawn["unbounded"] += any(mode.max_members == 0 for mode in policy.mode)
        drawn["alone"] += any(mode.min_members == 0 for mode in policy.mode)
        drawn["place_all"] += policy.place_all
        drawn["use_every_core"] += any(mode.use_every_core for mode in policy.mode)
        drawn["each"] += policy.several_stages == "each"
        drawn["tolerance"] += any(policy.objective.tolerance)
    assert min(drawn[key] for key in (*ModeKey, *Stage)) >= 9, drawn
    assert min(drawn.values()) >= 3, drawn


def test_the_counties_of_large_groups_are_worth_trying() -> None:
    results = [best_plan(*large_groups(seed)) for seed in range(60)]
    possible = [result for result in results if result is not None]
    assert 1 <= len(results) - len(possible) <= 12
    sizes = [max((len(group.members) for group in result.groups), default=0) for result in possible]
    assert sum(size >= 4 for size in sizes) >= 6
    assert sum(result.terms[Term.ALLIANCES] >= 2 for result in possible) >= 18
