"""Roles of schools whose role cell is blank: the first rule of [roles] that fits."""

from collections.abc import Mapping

from ..models.policy import RoleRule
from ..models.school import School
from ..models.words import Role


def fits(school: School, rule: RoleRule) -> bool:
    """Whether every key that the rule gives holds; a value that is not known fits no key."""
    words = (
        (rule.area, school.area),
        (rule.seat, school.seat),
        (rule.category, school.category),
        (rule.school_type, school.school_type),
    )
    bounds = (
        (rule.min_students, rule.max_students, school.students),
        (rule.min_classes, rule.max_classes, school.classes),
        (rule.min_quality, rule.max_quality, school.quality),
    )
    return (
        all(not listed or value in listed for listed, value in words)
        and all(
            (low is None or (value is not None and value >= low))
            and (high is None or (value is not None and value <= high))
            for low, high, value in bounds
        )
        and (rule.legal_person is None or school.legal_person is rule.legal_person)
    )


def derived_role(school: School, rules: Mapping[Role, RoleRule]) -> Role:
    """Role by the first rule that fits, in the order of the settings; none where no rule fits."""
    return next((role for role, rule in rules.items() if fits(school, rule)), Role.NONE)
