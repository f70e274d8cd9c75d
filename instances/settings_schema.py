"""The JSON Schema of county.toml, and what it says of a single setting."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from ..models.policy import Policy

Schema = dict[str, Any]
Place = tuple[int | str, ...]


@cache
def settings_schema() -> Schema:
    """JSON Schema of county.toml, made from the settings' models."""
    return dict(Policy.model_json_schema())


def write_settings_schema(path: Path) -> None:
    """Write the JSON Schema of county.toml as ``docs/settings.schema.json`` has it."""
    text = json.dumps(settings_schema(), ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _resolved(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = settings_schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for option in schema.get("anyOf", ()):
        if option.get("type") != "null":
            inner = _resolved(option)
            return {
                **inner,
                **{key: value for key, value in schema.items() if key != "anyOf"},
                "type": inner.get("type"),
            }
    return schema


def schema_at(place: Place) -> Schema | None:
    """Find what the schema says of a setting by its keys and list positions; None where it is unknown."""
    schema = _resolved(settings_schema())
    for step in place:
        inner: Any
        if isinstance(step, int):
            inner = schema.get("items")
        else:
            inner = schema.get("properties", {}).get(step) or schema.get("additionalProperties")
        if not isinstance(inner, dict):
            return None
        schema = _resolved(inner)
    return schema


def known_keys(place: Place) -> list[str]:
    """Keys that a block may have; for a block of free keys, the words allowed as keys."""
    schema = schema_at(place) or {}
    if "properties" in schema:
        return sorted(schema["properties"])
    names = _resolved(schema.get("propertyNames", {}))
    return [str(word) for word in names.get("enum", ())]


def allowed(schema: Schema) -> list[str]:
    """List the words of a setting, empty where it has none."""
    if "const" in schema:
        return [str(schema["const"])]
    return [str(word) for word in schema.get("enum", ())]


def range_of(schema: Schema) -> str:
    """Give the range of a setting, as ``0 … 5000`` or ``> 0 … 1000000``; empty where it has none."""
    low = schema.get("minimum", schema.get("minLength", schema.get("minItems")))
    more_than, high = schema.get("exclusiveMinimum"), schema.get("maximum")
    start = f"> {more_than:g}" if more_than is not None else "" if low is None else f"{low:g}"
    end = "" if high is None else f"{high:.10g}"
    return f"{start} … {end}" if start and end else f"≥ {start}" if start else f"≤ {end}" if end else ""


def kind_of(schema: Schema) -> str:
    """Give the JSON type of a setting (``number``, ``array`` …), empty where it is open."""
    return str(schema.get("type") or ("string" if "enum" in schema else ""))
