"""The round in force when schools go: which rows of alliances.csv stay, pass on, or leave orphans.

Source: docs/scenarios.md, 5 to 7.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ...models.changed import Orphan
from ...models.county import County, StandingAlliance
from ...models.school import School
from ...models.words import Stage


class LastRound(NamedTuple):
    """Rows of alliances.csv after a change.

    Attributes
    ----------
    orphans
        Members whose core is gone or leads no more.
    left
        Members that gave up their own place.
    """

    alliances: tuple[StandingAlliance, ...]
    orphans: tuple[Orphan, ...] = ()
    left: tuple[Orphan, ...] = ()


def round_without(
    alliances: Sequence[StandingAlliance], school: str, stages: Collection[Stage] | None = None
) -> LastRound:
    """Take a school out of the round: its members are orphans, its own place is left.

    Parameters
    ----------
    stages
        Only in these stages; None: in all.
    """
    kept, orphans, left = [], [], []
    for row in alliances:
        concerned = stages is None or row.stage in stages
        if concerned and row.core_id == school:
            orphans.append(_orphan(row))
        elif concerned and row.member_id == school:
            left.append(_orphan(row))
        else:
            kept.append(row)
    return LastRound(tuple(kept), tuple(orphans), tuple(left))


def merged_round(county: County, schools: Sequence[str], into: School) -> LastRound:
    """Rows after ``schools`` became part of ``into`` (sentence 5).

    The members of a merged core go over with it where ``into`` may lead; else they are orphans. ``into``
    keeps its own core; where it had none and leads nothing it takes the place of the merged member with most
    students.
    """
    gone, leads = frozenset(schools), into.role.may_lead and into.parent_id is None
    kept: list[StandingAlliance] = []
    given_up: list[StandingAlliance] = []
    orphans: list[Orphan] = []
    for row in county.alliances:
        if row.member_id in gone:
            given_up.append(row)
        elif row.core_id not in gone:
            kept.append(row)
        elif not leads:
            orphans.append(_orphan(row))
        elif row.member_id != into.school_id:
            kept.append(row.model_copy(update={"core_id": into.school_id}))
    alone = (
        into.role.may_be_led
        and into.parent_id is None
        and not any(into.school_id in (row.core_id, row.member_id) for row in (*county.alliances, *kept))
    )
    open_to_it = [row for row in given_up if alone and row.core_id not in {*gone, into.school_id}]
    taken = _places_taken(open_to_it, county, schools)
    passed_on = {(row.member_id, row.stage) for row in taken}
    own = {(row.stage, row.core_id) for row in kept if row.member_id == into.school_id}
    left = [
        _orphan(row)
        for row in given_up
        if (row.member_id, row.stage) not in passed_on and (row.stage, row.core_id) not in own
    ]
    kept += [row.model_copy(update={"member_id": into.school_id}) for row in taken]
    return LastRound(_named_alike(kept, into.school_id), tuple(orphans), tuple(left))


def _orphan(row: StandingAlliance) -> Orphan:
    return Orphan(school=row.member_id, stage=row.stage, core=row.core_id)


def _places_taken(
    places: Sequence[StandingAlliance], county: County, schools: Sequence[str]
) -> list[StandingAlliance]:
    """Per stage the place of the merged member with most students; of equal ones the one named first."""

    def weight(row: StandingAlliance) -> tuple[int, int]:
        students = county.by_id[row.member_id].students
        return (-1 if students is None else students, -schools.index(row.member_id))

    stages = sorted({row.stage for row in places}, key=lambda stage: stage.rank)
    return [max((row for row in places if row.stage is stage), key=weight) for stage in stages]


def _named_alike(rows: Sequence[StandingAlliance], core: str) -> tuple[StandingAlliance, ...]:
    """Give all members of one core in a stage the alliance name that stands first."""
    name: dict[Stage, str] = {}
    for row in rows:
        if row.core_id == core and row.name:
            name.setdefault(row.stage, row.name)
    return tuple(
        row.model_copy(update={"name": name[row.stage]}) if row.core_id == core and row.stage in name else row
        for row in rows
    )
