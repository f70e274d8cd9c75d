"""Tiny counties in a line or two, and the brute force run on them: for figures worked out by hand."""

from collections.abc import Mapping
from typing import Any

from lianxiao.models.county import County, ListedTravel
from lianxiao.models.mode import Mode
from lianxiao.models.policy import Objective, Policy, TravelSettings
from lianxiao.models.school import School
from lianxiao.models.words import Role, Stage, Term
from lianxiao.tests.oracle import best_plan

PRIMARY, JUNIOR = Stage.PRIMARY, Stage.JUNIOR


def school(school_id: str, role: Role = Role.MEMBER, *stages: Stage, **columns: Any) -> School:
    return School(school_id=school_id, name=school_id, role=role, stages=stages or (PRIMARY,), **columns)


def km(**pairs: float) -> dict[tuple[str, str], ListedTravel]:
    """``km(Aj=3)``: 3 km from A to j."""
    return {
        (pair[0], pair[1]): ListedTravel(km=float(figure), minutes=None) for pair, figure in pairs.items()
    }


def policy(*tiers: Mapping[Term, float], tolerance: tuple[float, ...] = (), **given: Any) -> Policy:
    """Settings of one mode; ``given`` belongs to the mode, but for ``several_stages``."""
    several = given.pop("several_stages", "once")
    mode = {"key": "joint_alliance", "stages": (PRIMARY,), "min_members": 1, "max_members": 3, **given}
    return Policy(
        several_stages=several,
        travel=TravelSettings(source="table"),
        mode=(Mode(**mode),),
        objective=Objective(tiers=tuple(map(dict, tiers)) or ({Term.UNPLACED: 1.0},), tolerance=tolerance),
    )


def solved(county: County, settings_: Policy) -> Any:
    result = best_plan(county, settings_)
    assert result is not None
    return result


# Two cores A, B and three members j, k, l on a line: A 0, j 1, k 4, l 5, B 7 (km).
LINE = (school("A", Role.CORE), school("B", Role.CORE), school("j"), school("k"), school("l"))
ON_LINE = km(Aj=1, Ak=4, Al=5, Bj=6, Bk=3, Bl=2)


def line(**tables: Any) -> County:
    return County(schools=LINE, travel=ON_LINE, **tables)


UNPLACED: Mapping[Term, float] = {Term.UNPLACED: 1.0}
