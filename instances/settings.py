"""county.toml: the settings, their Chinese words made the program's, every fault a finding."""

import math
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..models.policy import Policy
from .cells import has_control, word_key
from .csv_sheet import read_stored
from .findings import Findings
from .glossary import mode_keys, values_by_word
from .settings_checks import check_modes, check_planned, check_weights
from .settings_faults import SETTINGS_FILE, add_faults, setting_name, shown
from .settings_schema import Place, kind_of, schema_at
from .toml_file import parsed_toml

_LARGEST = 10**15
_WORDS = {
    "stages": "stages",
    "area": "area",
    "core_area": "area",
    "member_area": "area",
    "seat": "seat",
    "core_seat": "seat",
    "member_seat": "seat",
    "governance": "governance",
    "scope": "scope",
    "link": "link",
    "forms": "forms",
    "rotation_scope": "rotation_scope",
    "quota_scope": "quota_scope",
    "backbone_of": "backbone_of",
}


def read_settings(path: Path, findings: Findings) -> Policy | None:
    """Read the settings of a county; None, with errors, where they cannot be used.

    Parameters
    ----------
    path
        county.toml (UTF-8, or GB18030 as some editors save it).
    findings
        Errors are added here, each naming the setting as ``mode.joint.max_km``.
    """
    data = parsed_toml(read_stored(path, findings), SETTINGS_FILE, findings)
    if data is None:
        return None
    wrong: set[Place] = set()
    prepared = {key: _prepared(value, (key,), data, wrong, findings) for key, value in data.items()}
    try:
        policy = Policy.model_validate(prepared)
    except ValidationError as refused:
        add_faults(refused, prepared, wrong, findings)
        return None
    check_modes(policy, data, findings)
    check_weights(policy, findings)
    check_planned(policy, findings)
    return None if wrong else policy


def _prepared(value: Any, place: Place, data: dict[str, Any], wrong: set[Place], findings: Findings) -> Any:
    """Give the value with Chinese words made the program's, a single word made a list where one is meant."""
    if isinstance(value, dict):
        return {key: _prepared(one, (*place, key), data, wrong, findings) for key, one in value.items()}
    schema = schema_at(place)
    kind = "" if schema is None else kind_of(schema)
    if isinstance(value, str) and kind == "array":
        value = [value]
    if isinstance(value, list):
        flat: list[Any] = []
        for number, one in enumerate(value):
            word = _prepared(one, (*place, number), data, wrong, findings)
            flat.extend(word.split(";") if isinstance(word, str) and place[-1] == "stages" else [word])
        return flat
    if isinstance(value, str):
        return _word(value, place, data, wrong, findings)
    if kind in ("number", "integer") and not _is_number(value):
        code = "setting_number" if kind == "number" else "setting_whole"
        findings.error(code, SETTINGS_FILE, column=setting_name(data, place), value=shown(value))
        wrong.add(place)
    return value


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= _LARGEST if isinstance(value, int) else math.isfinite(value)


def _word(value: str, place: Place, data: dict[str, Any], wrong: set[Place], findings: Findings) -> str:
    if has_control(value.replace("\n", " ").replace("\t", " ")):
        findings.error("setting_control", SETTINGS_FILE, column=setting_name(data, place))
        wrong.add(place)
        return value
    names = [step for step in place if isinstance(step, str)]
    if names == ["mode", "key"]:
        return mode_keys().get(word_key(value), value)
    if names == ["subject_alliance", "subject"]:
        return values_by_word("subject").get(word_key(value), value)
    column = _WORDS.get(names[-1])
    return value if column is None else values_by_word(column).get(word_key(value), value)
