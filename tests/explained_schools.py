"""The county of ten schools and its best plan, asked why a school is where it is."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import lianxiao
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.explanation import Alternative, Asked, PlaceExplained
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.solver.explain.school import explain_school
from lianxiao.solver.run import solve_case
from rich.console import Console, RenderableType

FOLDER = Path(lianxiao.__file__).parent / "instances" / "data" / "ten_schools"
Case = tuple[County, Policy]


@cache
def ten_schools() -> Case:
    read = read_county(FOLDER)
    return read.county, read.policy


@cache
def best_of_ten() -> Plan:
    return best(*ten_schools())


def best(county: County, policy: Policy) -> Plan:
    solved = solve_case(county, policy, time_limit=20.0, workers=1)
    assert not isinstance(solved, NoPlan)
    return solved.plan


def place_of(
    case: Case, plan: Plan, school: str, *, without: str | None = None, with_: str | None = None
) -> PlaceExplained:
    found = explain_school(*case, plan, school, without=without, with_=with_, seconds=60.0, workers=1)
    assert not found.broken
    assert not found.above_best
    assert found.best_known
    (place,) = found.places
    return place


def of(place: PlaceExplained, asked: Asked, core: str | None = None) -> Alternative:
    (found,) = (one for one in place.alternatives if one.asked is asked and core in (None, one.core))
    return found


def printed(screen: Sequence[RenderableType]) -> str:
    console = Console(file=io.StringIO(), width=300, record=True)
    for part in screen:
        console.print(part)
    return console.export_text()


def prices(one: Alternative) -> list[float]:
    """Exact prices, tier by tier: unplaced, uncovered, wishes, longest way, sum of ways and cost."""
    assert all(price.exact for price in one.prices)
    return [price.found for price in one.prices]
