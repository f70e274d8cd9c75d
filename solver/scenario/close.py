"""``close``: a school, or one stage of it, closes; pupils go to the nearest open school of the stage.

Source: docs/scenarios.md, 7.
"""

from typing import Any

from ...models.changed import Effect, TeacherMoved
from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.policy import Policy
from ...models.scenario import Close
from .closed_tables import homes_after, school_without_stage, teachers_sent, without_school
from .last_round import round_without
from .merged_pins import pins_without
from .nearest_schools import nearest_schools
from .one_change import Applied, At
from .pupils import pupils_of
from .receiving import received_classes, received_needs
from .schools_named import school_faults


def close(county: County, policy: Policy, change: Close, at: At) -> Applied:
    """Close a school or one stage of it.

    Raises
    ------
    InputError
        With every fault of the change: a school that is not there, lacks the stage, has a reason to be kept
        or points of its own, pupils whom no school is near enough for, teachers whose stage ``teachers_to``
        lacks.
    """
    faults = _faults(county, change, at)
    if faults:
        raise InputError(faults)
    school = county.by_id[change.school]
    stages = school.stages if change.stage is None else (change.stage,)
    pupils = pupils_of(county, policy, school, stages)
    moves, ways = nearest_schools(county, policy, school, pupils.groups, change, at)
    moved = tuple(ways.moved(move.group, move.to_school) for move in moves)
    warnings = []
    if pupils.spread:
        warnings.append(at.warning("close_pupils_spread", figures={"school": school.school_id}))
    if any(group.students is None for group in pupils.groups):
        warnings.append(at.warning("close_pupils_unknown", figures={"school": school.school_id}))
    received, classes = received_classes(county, policy, moved)
    needs, with_pupils = received_needs(
        county, (received, classes), moved, school.school_id, stages, change.teachers_to
    )
    if with_pupils:
        warnings.append(at.warning("close_needs_moved", figures={"school": school.school_id}))
    rest = (
        None if len(stages) == len(school.stages) else school_without_stage(county, policy, school, stages[0])
    )
    last = round_without(county.alliances, school.school_id, None if rest is None else stages)
    pins, pins_gone = pins_without(county.pins, school.school_id, None if rest is None else stages, at)
    leaving = [
        one for one in county.teachers or () if one.school_id == school.school_id and one.stage in stages
    ]
    update: dict[str, Any] = {
        "schools": tuple(
            rest if one.school_id == school.school_id else one
            for one in received
            if one.school_id != school.school_id or rest is not None
        ),
        "classes": tuple(
            row for row in classes if row.school_id != school.school_id or row.stage not in stages
        ),
        "needs": None if county.needs is None else needs,
        "alliances": last.alliances,
        "pins": pins,
        "settlements": homes_after(county, school, stages, moves),
    }
    after = county.model_copy(update=update)
    after = teachers_sent(after, {one.teacher_id for one in leaving}, change.teachers_to)
    if rest is None:
        after = without_school(after, school.school_id)
        members = tuple(
            block.model_copy(update={"members": tuple(m for m in block.members if m != school.school_id)})
            for block in policy.subject_alliance
        )
        policy = policy.model_copy(update={"subject_alliance": members})
    effect = Effect(
        at=at.number,
        kind="close",
        schools=(school.school_id,),
        gone=() if rest is not None else (school.school_id,),
        stage=change.stage,
        orphans=last.orphans,
        left=last.left,
        pupils=moved,
        teachers=tuple(
            TeacherMoved(teacher=one.teacher_id, from_school=school.school_id, to_school=change.teachers_to)
            for one in leaving
        ),
    )
    return Applied(after, policy, effect, (*warnings, *pins_gone))


def _faults(county: County, change: Close, at: At) -> list[Finding]:
    faults = school_faults(county, at, "school", [change.school])
    if change.teachers_to is not None:
        faults += school_faults(county, at, "teachers_to", [change.teachers_to])
        if change.teachers_to == change.school:
            faults.append(at.error("close_teachers_to_itself", "teachers_to", change.teachers_to))
    school = county.by_id.get(change.school)
    if school is None:
        return faults
    if change.stage is not None and change.stage not in school.stages:
        figures = {"school": school.school_id, "stages": list(map(str, school.stages))}
        faults.append(at.error("close_stage", "stage", change.stage, figures))
        return faults
    stages = school.stages if change.stage is None else (change.stage,)
    if school.keep:
        figures = {"school": school.school_id, "reason": school.keep}
        faults.append(at.error("change_keep", "school", school.school_id, figures))
    points = [
        one.school_id
        for one in county.schools
        if one.parent_id == school.school_id
        and (len(stages) == len(school.stages) or set(stages).intersection(one.stages))
    ]
    if points:
        figures = {"school": school.school_id, "points": points}
        faults.append(at.error("close_with_points", "school", school.school_id, figures))
    to = county.by_id.get(change.teachers_to or "")
    if to is not None and to is not school:
        strange = [
            one
            for one in county.teachers or ()
            if one.school_id == school.school_id and one.stage in stages and one.stage not in to.stages
        ]
        if strange:
            lacking = sorted({str(one.stage) for one in strange})
            figures_of = {"school": to.school_id, "stages": lacking, "count": len(strange)}
            faults.append(at.error("close_teachers_stage", "teachers_to", to.school_id, figures_of))
    return faults
