"""Lessons that a new school needs where the county has a needs.csv (docs/scenarios.md, 8)."""

from collections.abc import Sequence

from ...models.changed import Effect
from ...models.county import County, Need
from ...models.policy import Policy
from ...models.school_year import Lessons
from ...models.words import Role
from ..exchange.demand import demand_of
from .one_change import Applied, At


def with_needs(
    county: County, policy: Policy, school_id: str, curriculum: Sequence[Lessons], at: At
) -> Applied:
    """Add the new school's need, classes × curriculum, unless needs.csv has rows of it already.

    Parameters
    ----------
    curriculum
        Lessons that come with the program: a county with needs.csv carries none of its own.
    """
    effect = Effect(at=at.number, kind="open", schools=(school_id,), opened=school_id)
    school = county.by_id[school_id]
    if county.needs is None or any(row.school_id == school_id for row in county.needs):
        return Applied(county, policy, effect)
    taught = county.model_copy(
        update={
            "needs": None,
            "lessons": tuple(curriculum),
            "teachers": None,
            "schools": (school.model_copy(update={"parent_id": None, "role": Role.EITHER}),),
        }
    )
    lessons = demand_of(taught, policy).lessons
    rows = tuple(
        Need(school_id=school_id, stage=stage, subject=subject, need=count / 1000)
        for stage in school.stages
        for subject, count in lessons.get((school_id, stage), {}).items()
    )
    if not rows:
        warning = at.warning("scenario_open_no_need", "classes", None, {"school": school_id})
        return Applied(county, policy, effect, (warning,))
    figures = {"school": school_id, "lessons": sum(row.need for row in rows)}
    warning = at.warning("scenario_open_needs", "classes", None, figures)
    update = {"needs": (*county.needs, *rows)}
    return Applied(county.model_copy(update=update), policy, effect, (warning,))
