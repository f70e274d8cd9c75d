"""``merge``: schools stop existing, and everything of theirs goes to another one.

Source: docs/scenarios.md, 3 to 5.
"""

from collections.abc import Sequence

from ...models.changed import Effect, PupilsMoved, TeacherMoved
from ...models.county import County, NewCode
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.policy import Policy
from ...models.scenario import Merge
from ...models.school import School
from .last_round import merged_round
from .merged_pins import merged_pins
from .merged_tables import added_homes, merged_classes, merged_needs, merged_school
from .one_change import Applied, At
from .pupils import WaysToSchool, pupils_of
from .schools_named import school_faults


def merge(county: County, policy: Policy, change: Merge, at: At) -> Applied:
    """Merge schools into one.

    Raises
    ------
    InputError
        With every fault of the change: schools that are not there, named twice or merged into themselves, of
        no common stage, with a reason to be kept, pins that cannot hold together.
    """
    faults = _faults(county, change, at)
    if faults:
        raise InputError(faults)
    into = county.by_id[change.into]
    merged = [county.by_id[one] for one in change.schools]
    pins, clashes = merged_pins(county.pins, change.schools, into.school_id, at)
    if clashes:
        raise InputError(clashes)
    gone = frozenset(change.schools)

    def now(school_id: str) -> str:
        return into.school_id if school_id in gone else school_id

    school, unknown_sums = merged_school(into, merged, at)
    classes, unknown_grades = merged_classes(county, policy, into, merged, at)
    last = merged_round(county, change.schools, into)
    teachers = None
    if county.teachers is not None:
        teachers = tuple(
            one.model_copy(update={"school_id": into.school_id}) if one.school_id in gone else one
            for one in county.teachers
        )
    after = county.model_copy(
        update={
            "schools": tuple(
                school if one.school_id == into.school_id else _under(one, gone, into)
                for one in county.schools
                if one.school_id not in gone
            ),
            "classes": classes,
            "needs": merged_needs(county.needs, gone, into.school_id),
            "teachers": teachers,
            "pins": pins,
            "alliances": last.alliances,
            "exchanges": tuple(
                dict.fromkeys(
                    row.model_copy(update={"from_id": now(row.from_id), "to_id": now(row.to_id)})
                    for row in county.exchanges
                    if row.kind == "mentor" or not row.from_id or now(row.from_id) != now(row.to_id)
                )
            ),
            "codes": (
                *(code for code in county.codes if code.old_id not in {*gone, into.school_id}),
                *_codes(policy, change),
            ),
            "travel": {pair: way for pair, way in county.travel.items() if gone.isdisjoint(pair)},
            "blocked": tuple(row for row in county.blocked if row.id not in gone),
            "vehicles": tuple(row for row in county.vehicles if gone.isdisjoint((row.from_id, row.to_id))),
            "settlements": added_homes(
                row.model_copy(update={"school_id": now(row.school_id)}) for row in county.settlements
            ),
        }
    )
    layer = tuple(
        block.model_copy(update={"members": tuple(dict.fromkeys(now(one) for one in block.members))})
        for block in policy.subject_alliance
    )
    effect = Effect(
        at=at.number,
        kind="merge",
        schools=(*change.schools, change.into),
        gone=tuple(change.schools),
        into=change.into,
        orphans=last.orphans,
        left=last.left,
        pupils=_pupils(county, policy, merged, into),
        teachers=tuple(
            TeacherMoved(teacher=one.teacher_id, from_school=one.school_id, to_school=into.school_id)
            for one in county.teachers or ()
            if one.school_id in gone
        ),
    )
    return Applied(
        after,
        policy.model_copy(update={"subject_alliance": layer}),
        effect,
        (*unknown_sums, *unknown_grades),
    )


def _faults(county: County, change: Merge, at: At) -> list[Finding]:
    faults = school_faults(county, at, "schools", change.schools)
    faults += school_faults(county, at, "into", [change.into])
    if change.into in change.schools:
        faults.append(at.error("merge_into_itself", "schools", change.into))
    into = county.by_id.get(change.into)
    for one in dict.fromkeys(change.schools):
        school = county.by_id.get(one)
        if school is None or into is None or one == change.into:
            continue
        if not set(school.stages).intersection(into.stages):
            figures = {
                "school": one,
                "stages": list(map(str, school.stages)),
                "into": change.into,
                "into_stages": list(map(str, into.stages)),
            }
            faults.append(at.error("merge_no_stage", "schools", one, figures))
        if school.keep:
            faults.append(at.error("change_keep", "schools", one, {"school": one, "reason": school.keep}))
        if one in _above(county, into):
            faults.append(
                at.error("merge_into_own_point", "into", change.into, {"school": one, "into": change.into})
            )
    return faults


def _above(county: County, school: School) -> list[str]:
    """Parent of a point, its parent and so on."""
    chain: list[str] = []
    parent = school.parent_id
    while parent is not None:
        chain.append(parent)
        parent = county.by_id[parent].parent_id
    return chain


def _under(school: School, gone: frozenset[str], into: School) -> School:
    """Points of a merged school are points of ``into`` from now on."""
    return school.model_copy(update={"parent_id": into.school_id}) if school.parent_id in gone else school


def _codes(policy: Policy, change: Merge) -> list[NewCode]:
    """Join the ids from the school year on."""
    since = None if policy.school_year is None else f"{policy.school_year}-09"
    return [NewCode(old_id=one, new_id=change.into, since=since) for one in change.schools]


def _pupils(
    county: County, policy: Policy, merged: Sequence[School], into: School
) -> tuple[PupilsMoved, ...]:
    moved: list[PupilsMoved] = []
    for school in merged:
        ways = WaysToSchool(county, policy, school, [into.school_id])
        pupils = pupils_of(county, policy, school, school.stages)
        moved += [ways.moved(group, into.school_id) for group in pupils.groups]
    return tuple(moved)
