"""Which open school the pupils of a closing one go to. Source: docs/scenarios.md, 7."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.policy import Policy
from ...models.scenario import Close
from ...models.school import School
from ...models.words import Stage
from ..scale import exact
from .one_change import At
from .pupils import PupilGroup, SchoolWay, WaysToSchool, grades_taught


class Move(NamedTuple):
    """Where one group of pupils goes."""

    group: PupilGroup
    to_school: str


def nearest_schools(
    county: County, policy: Policy, school: School, groups: Sequence[PupilGroup], change: Close, at: At
) -> tuple[list[Move], WaysToSchool]:
    """Send every group to the school with the shortest way in minutes, then km, then id.

    Raises
    ------
    InputError
        How many pupils of each stage have no school, or none within ``max_minutes``, and the nearest one.
    """
    limit = change.max_minutes if change.max_minutes is not None else policy.students.max_minutes
    others = sorted(one.school_id for one in county.schools if one is not school)
    ways = WaysToSchool(county, policy, school, others)
    taught = grades_taught(county)
    moves: list[Move] = []
    lost: dict[Stage, list[tuple[PupilGroup, str | None, SchoolWay | None]]] = defaultdict(list)
    for group in groups:
        open_to_it = [
            (way.seconds, way.metres, school_id)
            for school_id, way in ways.of(group).items()
            if group.stage in county.by_id[school_id].stages
            and (
                group.grade is None
                or (school_id, group.stage) not in taught
                or group.grade in taught[school_id, group.stage]
            )
        ]
        if not open_to_it:
            lost[group.stage].append((group, None, None))
            continue
        seconds, metres, nearest = min(open_to_it)
        if limit is not None and seconds > exact(limit) * 60:
            lost[group.stage].append((group, nearest, SchoolWay(metres, seconds, approximate=False)))
        else:
            moves.append(Move(group, nearest))
    faults = [
        fault
        for stage, groups_lost in lost.items()
        for fault in _too_far(stage, groups_lost, change.school, limit, at)
    ]
    if faults:
        raise InputError(faults)
    return moves, ways


def _too_far(
    stage: Stage,
    lost: Sequence[tuple[PupilGroup, str | None, SchoolWay | None]],
    school: str,
    limit: float | None,
    at: At,
) -> list[Finding]:
    """Say how many pupils of a stage find no school, and which one would be nearest."""
    faults = []
    nowhere = [group for group, nearest, _ in lost if nearest is None]
    if nowhere:
        figures = {"school": school, "stage": stage, "count": _count(nowhere)}
        faults.append(at.error("close_no_school", "school", school, figures))
    far = [(way, nearest, group) for group, nearest, way in lost if way is not None]
    if far:
        way, nearest, _ = min(far, key=lambda one: (one[0].seconds, one[0].metres))
        beyond: dict[str, Any] = {
            "school": school,
            "stage": stage,
            "count": _count([group for _, _, group in far]),
            "limit": limit,
            "nearest": nearest,
            "minutes": round(way.seconds / 60, 1),
        }
        faults.append(
            at.error("close_too_far", "max_minutes", None if limit is None else f"{limit:g}", beyond)
        )
    return faults


def _count(groups: Sequence[PupilGroup]) -> float | str:
    """Pupils of the groups; a question mark where their number is not known."""
    if any(group.students is None for group in groups):
        return "?"
    return sum(group.students or 0.0 for group in groups)
