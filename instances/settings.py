"""county.toml: the settings, their Chinese words made the program's, every fault a finding."""

import math
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..models.policy import Policy
from .cells import has_control, word_key
from .csv_sheet import decoded, read_bytes
from .findings import Findings
from .glossary import mode_keys, values_by_word
from .ids import parse_id
from .settings_faults import SETTINGS_FILE, add_faults, setting_name, shown
from .settings_schema import Place, kind_of, schema_at

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_LARGEST = 10**15
_WORDS = {
    "stages": "stages",
    "area": "area",
    "core_area": "area",
    "member_area": "area",
    "seat": "seat",
    "core_seat": "seat",
    "member_seat": "seat",
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
    data = _parsed(path, findings)
    if data is None:
        return None
    wrong: set[Place] = set()
    prepared = {key: _prepared(value, (key,), data, wrong, findings) for key, value in data.items()}
    try:
        policy = Policy.model_validate(prepared)
    except ValidationError as refused:
        add_faults(refused, prepared, wrong, findings)
        return None
    _check_modes(policy, findings)
    _check_weights(policy, findings)
    if policy.travel.source == "roads":
        findings.error("roads_not_available", SETTINGS_FILE, column="travel.source", value="roads")
    for block in ("exchange", "subject_alliance", "calendar"):
        if block in data:
            findings.warning("setting_not_used", SETTINGS_FILE, column=block)
    return None if wrong else policy


def _parsed(path: Path, findings: Findings) -> dict[str, Any] | None:
    content = read_bytes(path, findings)
    text = None if content is None else decoded(content, SETTINGS_FILE, findings)
    if text is None:
        return None
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError:
        findings.error("toml_deep", SETTINGS_FILE)
    except ValueError as fault:
        where = _AT.search(str(fault))
        row = int(where[1]) if where else text.count("\n") + 1
        if "overwrite" in str(fault) or "twice" in str(fault) or "mutate" in str(fault):
            findings.error("toml_twice", SETTINGS_FILE, row)
        else:
            lines = text.splitlines()
            value = lines[row - 1].strip() if row <= len(lines) else None
            findings.error("toml_broken", SETTINGS_FILE, row, value=value or None)
    return None


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
    column = _WORDS.get(names[-1])
    return value if column is None else values_by_word(column).get(word_key(value), value)


def _check_modes(policy: Policy, findings: Findings) -> None:
    seen: set[str] = set()
    for number, mode in enumerate(policy.mode, 1):
        name = f"mode[{number}].id"
        if not isinstance(parse_id(mode.id), str):
            findings.error("mode_id_bad", SETTINGS_FILE, column=name, value=mode.id)
        if mode.id in seen:
            findings.error("mode_twice", SETTINGS_FILE, column=name, value=mode.id)
        seen.add(mode.id)


def _check_weights(policy: Policy, findings: Findings) -> None:
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
