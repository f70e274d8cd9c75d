"""Columns that do nothing under the county's modes, or are blank where a mode needs them."""

from collections.abc import Mapping

from ..models.county import County
from ..models.mode import Mode
from ..models.policy import Policy
from ..models.school import School
from ..models.words import ModeKey
from .findings import Findings
from .taking_part import may_be_led, may_lead

SCHOOLS_FILE = "schools.csv"


def warn_of_columns(county: County, policy: Policy, row_of: Mapping[str, int], findings: Findings) -> None:
    """Warn of kinds that no core group looks at, and of student numbers that ``core_larger`` misses."""
    _warn_of_kinds(county, policy, row_of, findings)
    _warn_of_students(county, policy, row_of, findings)


def _warn_of_kinds(county: County, policy: Policy, row_of: Mapping[str, int], findings: Findings) -> None:
    marked = [school for school in county.schools if school.kind is not None]
    groups = [mode for mode in policy.mode if mode.key is ModeKey.CORE_GROUP]
    if marked and not groups:
        findings.warning("kind_not_used", SCHOOLS_FILE, column="kind", figures={"count": len(marked)})
        return
    for school in marked:
        if not any(may_be_led(school, mode, stage, policy) for mode in groups for stage in mode.stages):
            findings.warning(
                "kind_at_no_member",
                SCHOOLS_FILE,
                row_of[school.school_id],
                "kind",
                school.kind,
                figures={"school": school.school_id},
            )


def _warn_of_students(county: County, policy: Policy, row_of: Mapping[str, int], findings: Findings) -> None:
    for school in county.schools:
        if school.students is not None:
            continue
        modes = [mode.id for mode in policy.mode if mode.core_larger and _takes_part(school, mode, policy)]
        if modes:
            findings.warning(
                "students_missing",
                SCHOOLS_FILE,
                row_of[school.school_id],
                "students",
                figures={"school": school.school_id, "modes": modes},
            )


def _takes_part(school: School, mode: Mode, policy: Policy) -> bool:
    return any(
        may_lead(school, mode, stage) or may_be_led(school, mode, stage, policy) for stage in mode.stages
    )
