"""``to_point``: a school stays as a teaching point of another one. Source: docs/scenarios.md, 6."""

from ...models.changed import Effect
from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.policy import Policy
from ...models.scenario import ToPoint
from ...models.words import Role
from .last_round import round_without
from .merged_pins import pins_without
from .one_change import Applied, At
from .schools_named import school_faults


def to_point(county: County, policy: Policy, change: ToPoint, at: At) -> Applied:
    """Make a school a point of another one; need, teachers and classes stay its own rows.

    Raises
    ------
    InputError
        With every fault of the change: a school that is not there or its own parent, a parent that is a
        point, already the parent or of no common stage.
    """
    faults = _faults(county, change, at)
    if faults:
        raise InputError(faults)
    last = round_without(county.alliances, change.school)
    pins, gone = pins_without(county.pins, change.school, None, at)
    after = county.model_copy(
        update={
            "schools": tuple(
                one.model_copy(update={"parent_id": change.parent, "role": Role.NONE})
                if one.school_id == change.school
                else one
                for one in county.schools
            ),
            "alliances": last.alliances,
            "pins": pins,
        }
    )
    effect = Effect(
        at=at.number,
        kind="to_point",
        schools=(change.school, change.parent),
        into=change.parent,
        orphans=last.orphans,
        left=last.left,
    )
    layer = tuple(
        block.model_copy(
            update={
                "members": tuple(
                    dict.fromkeys(change.parent if one == change.school else one for one in block.members)
                )
            }
        )
        for block in policy.subject_alliance
    )
    return Applied(after, policy.model_copy(update={"subject_alliance": layer}), effect, tuple(gone))


def _faults(county: County, change: ToPoint, at: At) -> list[Finding]:
    faults = school_faults(county, at, "school", [change.school])
    faults += school_faults(county, at, "parent", [change.parent])
    school, parent = county.by_id.get(change.school), county.by_id.get(change.parent)
    if school is None or parent is None:
        return faults
    figures = {"school": school.school_id, "parent": parent.school_id}
    if school is parent:
        return [*faults, at.error("point_of_itself", "parent", change.parent, figures)]
    if parent.parent_id is not None:
        figures_of_point = {**figures, "top": parent.parent_id}
        faults.append(at.error("point_of_point", "parent", change.parent, figures_of_point))
    if school.parent_id == parent.school_id:
        faults.append(at.error("point_already", "school", change.school, figures))
    if not set(school.stages).intersection(parent.stages):
        stages = {"stages": list(map(str, school.stages))}
        faults.append(at.error("point_no_stage", "parent", change.parent, {**figures, **stages}))
    return faults
