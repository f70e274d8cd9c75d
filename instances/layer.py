"""[[subject_alliance]]: what its blocks say of subjects and schools of this county."""

from ..models.county import County
from ..models.policy import Policy
from .findings import Findings
from .glossary import nearest_word
from .ids import KnownIds
from .settings_faults import SETTINGS_FILE

EVERY_SUBJECT = "*"


def check_layer(county: County, policy: Policy, known: KnownIds, findings: Findings) -> None:
    """Find lists without schools or with unknown ones, and blocks that say nothing or nothing new."""
    first: dict[tuple[object, ...], int] = {}
    for number, block in enumerate(policy.subject_alliance, 1):
        name = f"subject_alliance[{number}]"
        listed = block.members if block.scope == "list" else ()
        key = (block.subject, block.grade, block.difficulty, block.scope, frozenset(listed))
        earlier = first.setdefault(key, number)
        if earlier != number:
            findings.warning(
                "layer_twice", SETTINGS_FILE, column=name, value=block.subject, figures={"earlier": earlier}
            )
        if block.scope == "list" and not block.members:
            findings.error("layer_list_empty", SETTINGS_FILE, column=f"{name}.members")
        elif block.scope != "list" and block.members:
            findings.warning(
                "layer_members_not_used",
                SETTINGS_FILE,
                column=f"{name}.members",
                figures={"scope": block.scope},
            )
        _check_schools(listed, f"{name}.members", known, findings)
        _check_subject(block.subject, f"{name}.subject", county, findings)


def _check_schools(listed: tuple[str, ...], name: str, known: KnownIds, findings: Findings) -> None:
    for at, school_id in enumerate(listed, 1):
        fault = known.fault(school_id)
        if fault is not None:
            findings.error(
                fault.code, SETTINGS_FILE, column=f"{name}[{at}]", value=school_id, figures=fault.figures
            )
        elif school_id in listed[: at - 1]:
            findings.warning("layer_school_twice", SETTINGS_FILE, column=f"{name}[{at}]", value=school_id)


def _check_subject(subject: str, name: str, county: County, findings: Findings) -> None:
    if county.needs is None:
        taught = {one for subjects in county.curriculum.values() for one in subjects}
    else:
        taught = {row.subject for row in county.needs}
    if subject == EVERY_SUBJECT or subject in taught or not taught:
        return
    nearest = nearest_word(subject, sorted(taught))
    findings.warning(
        "layer_subject_unknown" if nearest is None else "layer_subject_near",
        SETTINGS_FILE,
        column=name,
        value=subject,
        figures={} if nearest is None else {"nearest": nearest},
    )
