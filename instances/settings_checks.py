"""What settings of modes and aims say together, beyond the range of each."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..models.mode import Mode
from ..models.policy import Policy
from ..models.words import ModeKey
from .findings import Findings
from .ids import parse_id
from .settings_faults import SETTINGS_FILE


def check_modes(policy: Policy, data: Mapping[str, Any], findings: Findings) -> None:
    """Ids of modes that cannot be used or stand twice, terms that start too early or never.

    Parameters
    ----------
    policy
        The settings as the models have them.
    data
        The settings as they are written: presets set terms too, and are not warned of.
    """
    seen: set[str] = set()
    for number, mode in enumerate(policy.mode, 1):
        name = f"mode[{number}].id"
        if not isinstance(parse_id(mode.id), str):
            findings.error("mode_id_bad", SETTINGS_FILE, column=name, value=mode.id)
        if mode.id in seen:
            findings.error("mode_twice", SETTINGS_FILE, column=name, value=mode.id)
        seen.add(mode.id)
    for mode, written in zip(policy.mode, data["mode"], strict=True):
        _check_term(mode, policy, "term" in written, findings)
        if mode.legal_status == "by_kind" and mode.key is not ModeKey.CORE_GROUP:
            findings.warning(
                "by_kind_elsewhere", SETTINGS_FILE, column=f"mode.{mode.id}.legal_status", value="by_kind"
            )


def _check_term(mode: Mode, policy: Policy, written: bool, findings: Findings) -> None:
    if mode.term is None:
        return
    start, year = mode.term.start, policy.school_year
    if start is None and year is None and written:
        findings.warning("term_without_start", SETTINGS_FILE, column=f"mode.{mode.id}.term")
    if start is not None and year is not None and int(start[:4]) < year:
        findings.warning(
            "term_before_year",
            SETTINGS_FILE,
            column=f"mode.{mode.id}.term.start",
            value=start,
            figures={"first": f"{year}-1"},
        )


def check_weights(policy: Policy, findings: Findings) -> None:
    """Weights with more than six decimals, terms that stand in two tiers."""
    first: dict[str, int] = {}
    for number, tier in enumerate(policy.objective.tiers or (), 1):
        for term, weight in tier.items():
            name = f"objective.tiers[{number}].{term}"
            exponent = Decimal(repr(weight)).normalize().as_tuple().exponent
            if isinstance(exponent, int) and exponent < -6:
                findings.error("weight_fine", SETTINGS_FILE, column=name, value=repr(weight))
            earlier = first.setdefault(term, number)
            if earlier != number:
                findings.warning(
                    "term_twice", SETTINGS_FILE, column=name, value=term, figures={"earlier": earlier}
                )


def check_planned(policy: Policy, findings: Findings) -> None:
    """Planned semesters that are none of the school year, or stand without one."""
    year = policy.school_year
    for number, semester in enumerate(policy.exchange.planned or (), 1):
        if year is None or semester not in (f"{year}-1", f"{year}-2"):
            findings.error(
                "planned_other_year",
                SETTINGS_FILE,
                column=f"exchange.planned[{number}]",
                value=semester,
                figures={"year": "–" if year is None else year},
            )
    if policy.exchange.planned == ():
        findings.error("setting_empty", SETTINGS_FILE, column="exchange.planned")
