"""What the settings' models refuse, as findings a planner understands."""

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..models.mode import presets
from .findings import Findings
from .settings_schema import Place, Schema, allowed, kind_of, known_keys, range_of, schema_at

SETTINGS_FILE = "county.toml"
_BLOCK_FAULTS = {
    "give either exactly, or min and max": ("alliances_exactly_and_bounds", ""),
    "max is smaller than min": ("alliances_bounds_crossed", ""),
    "max_members is smaller than min_members": ("members_bounds_crossed", ""),
    "entrusted belongs to core_group only": ("entrusted_elsewhere", ".entrusted"),
    "every tier needs at least one term": ("tier_empty", ""),
}
"""What the models say of a whole block: the code of its sentence, and the setting it is about."""
_LAYER = "subject_alliance"


def setting_name(data: Mapping[str, Any], place: Place) -> str:
    """Name a setting as a planner would: ``mode.joint.max_km``, ``objective.tiers[2].worst_km``."""
    name = ""
    here: Any = data
    for step in place:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            label = here.get("id") or here.get("key") if isinstance(here, dict) and name == "mode" else None
            name += f".{label}" if isinstance(label, str) else f"[{step + 1}]"
        else:
            name += f".{step}" if name else step
    return name


def shown(value: Any) -> str:
    """Show a setting's value in a sentence; numbers of hundreds of digits are named by their size."""
    if isinstance(value, int) and value.bit_length() > 200:
        return f"{'-' if value < 0 else ''}10^{int(value.bit_length() * 0.30103)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def add_faults(
    refused: ValidationError, data: Mapping[str, Any], skip: set[Place], findings: Findings
) -> None:
    """Add one error per refused setting; places in ``skip`` have theirs already."""
    details = refused.errors(include_url=False)
    keyless = {
        detail["loc"][:2]
        for detail in details
        if detail["loc"][0] == "mode" and detail["loc"][2:] == ("key",)
    }
    for detail in details:
        place: Place = tuple(detail["loc"])
        follows = place[:2] in keyless and place[2:] in {
            ("id",),
            ("stages",),
            ("min_members",),
            ("max_members",),
        }
        if follows and detail["type"] in ("missing", "string_type"):
            continue
        if any(place[: len(bad)] == bad for bad in skip):
            continue
        if detail["type"] == "value_error" and any(bad[: len(place)] == place for bad in skip):
            continue  # the bounds do not fit because one of them is no number
        _add(detail, place, data, findings)


def _add(detail: ErrorDetails, place: Place, data: Mapping[str, Any], findings: Findings) -> None:
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        _unknown_key(place, data, findings)
    elif place[-1:] == ("[key]",):
        _unknown_key(place[:-1], data, findings)
    elif kind == "missing":
        if place == ("mode",):
            findings.error("mode_missing", SETTINGS_FILE, column="mode")
        else:
            findings.error("setting_missing", SETTINGS_FILE, column=setting_name(data, place))
    elif kind == "value_error":
        code, inner = _BLOCK_FAULTS.get(str(detail.get("ctx", {}).get("error", "")), ("setting_bad", ""))
        if place[-1:] == ("entrusted",):
            code = "entrusted_bounds_crossed"
        findings.error(
            code, SETTINGS_FILE, column=setting_name(data, place) + inner, figures=_bounds(code, value)
        )
    elif kind == "too_short":
        if not value or place != ("mode",):
            _too_short(place, value, data, findings)
    elif place == ("mode",):
        findings.error("mode_brackets", SETTINGS_FILE, column="mode")
    elif len(place) == 3 and place[0] == "mode" and place[2] == "key":
        _unknown_mode(place, value, data, findings)
    else:
        _bad_value(place, value, schema_at(place) or {}, data, findings)


def _bounds(code: str, given: Any) -> dict[str, Any]:
    """Bounds that do not fit, the preset's where the block says nothing."""
    if not isinstance(given, dict):
        return {}
    if code == "members_bounds_crossed":
        preset = presets().get(str(given.get("key")), {})
        values = {**preset, **given}
        return {"least": values.get("min_members"), "most": values.get("max_members")}
    if code == "entrusted_bounds_crossed":
        return {"least": given.get("min", 0), "most": given.get("max")}
    return {}


def _too_short(place: Place, value: Any, data: Mapping[str, Any], findings: Findings) -> None:
    if isinstance(value, list | tuple) and value:
        return  # pydantic counts only the good entries; the bad ones have their own errors
    code = "mode_missing" if place == ("mode",) else "setting_empty"
    findings.error(code, SETTINGS_FILE, column=setting_name(data, place))


def _unknown_key(place: Place, data: Mapping[str, Any], findings: Findings) -> None:
    keys = known_keys(place[:-1])
    nearest = next(iter(difflib.get_close_matches(str(place[-1]), keys, n=1, cutoff=0.6)), None)
    in_tier = place[:2] == ("objective", "tiers")
    figures: dict[str, Any] = {"known": keys}
    if nearest is not None:
        code = "term_unknown_near" if in_tier else "setting_unknown_near"
        figures["nearest"] = nearest
    else:
        code = "term_unknown" if in_tier else "setting_unknown"
    findings.error(
        code, SETTINGS_FILE, column=setting_name(data, place), value=str(place[-1]), figures=figures
    )


def _unknown_mode(place: Place, value: Any, data: Mapping[str, Any], findings: Findings) -> None:
    known = allowed(schema_at(place) or {})
    name = f"mode[{int(place[1]) + 1}].key"
    if value == _LAYER:
        findings.error("mode_is_layer", SETTINGS_FILE, column=name, value=shown(value))
        return
    findings.error(
        "mode_key_unknown", SETTINGS_FILE, column=name, value=shown(value), figures={"known": known}
    )


def _bad_value(place: Place, value: Any, schema: Schema, data: Mapping[str, Any], findings: Findings) -> None:
    name, text = setting_name(data, place), shown(value)
    words = allowed(schema)
    if words:
        nearest = next(iter(difflib.get_close_matches(text, words, n=1, cutoff=0.6)), None)
        findings.error(
            "setting_word" if nearest is None else "setting_word_near",
            SETTINGS_FILE,
            column=name,
            value=text,
            figures={"allowed": words} | ({} if nearest is None else {"nearest": nearest}),
        )
        return
    limits = range_of(schema)
    if kind_of(schema) in ("number", "integer") and limits:
        code = "setting_range" if kind_of(schema) == "number" else "setting_range_whole"
        findings.error(code, SETTINGS_FILE, column=name, value=text, figures={"range": limits})
    elif "pattern" in schema:
        findings.error("setting_semester", SETTINGS_FILE, column=name, value=text)
    else:
        code = {
            "string": "setting_text",
            "boolean": "setting_yes_no",
            "array": "setting_list",
            "object": "setting_block",
        }.get(kind_of(schema), "setting_bad")
        findings.error(code, SETTINGS_FILE, column=name, value=text)
