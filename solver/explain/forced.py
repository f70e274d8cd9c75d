"""The county in which what is asked of a place is a rule: pins, so that every solve answers it.

Source: docs/answers.md 8. That a school leads, or leads nothing, is a pin of the school with itself, which
only a question makes (solver/scope.py).
"""

from ...models.county import County, Pin
from ...models.explanation import Asked
from ...models.policy import Policy
from ...models.words import PinRule, Stage
from ..scope import Place


def forced(county: County, policy: Policy, place: Place, asked: Asked, core: str | None = None) -> County:
    """Copy the county with what is asked as pins.

    Parameters
    ----------
    core
        The core it is asked to be with, or not with.
    """
    school, home = place
    stage: Stage | None = None if policy.several_stages == "once" else home
    own = stage if county.by_id[school].role.may_be_led else home
    if asked in (Asked.WITH, Asked.NOT_WITH):
        if core is None:
            raise ValueError(f"{asked} asks for a core")
        rule = PinRule.MUST if asked is Asked.WITH else PinRule.NEVER
        pins = [Pin(school_id=school, core_id=core, stage=stage, rule=rule)]
    elif asked is Asked.LEADS:
        pins = [Pin(school_id=school, core_id=school, stage=own, rule=PinRule.MUST)]
    else:
        pins = [
            Pin(school_id=school, core_id=one.school_id, stage=stage, rule=PinRule.NEVER)
            for one in county.schools
            if one.role.may_lead and one.school_id != school and one.parent_id is None
        ]
        pins += [
            Pin(school_id=school, core_id=school, stage=one, rule=PinRule.NEVER)
            for one in (county.by_id[school].stages if own is None else (own,))
        ]
    return county.model_copy(update={"pins": (*county.pins, *pins)})
