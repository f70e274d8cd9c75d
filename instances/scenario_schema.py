"""The JSON Schema of a scenario file, made from the models of its words."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from ..models.scenario import Keep, Setting
from .layout import SCHOOLS
from .scenario_words import EXAMPLES, MODELS, ROW_KEYS

Schema = dict[str, Any]


@cache
def scenario_schema() -> Schema:
    """JSON Schema of a scenario file; of `set` and `open` the columns, of `policy` the kinds of value."""
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "validation") for model in (*MODELS.values(), Keep)
    ]
    _, listed = models_json_schema(models, by_alias=True, ref_template="#/$defs/{model}")
    setting = TypeAdapter(Setting).json_schema()
    settings = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Setting"}}
    kinds: Schema = {
        **{kind: {"$ref": f"#/$defs/{model.__name__}"} for kind, model in MODELS.items()},
        "open": {"$ref": "#/$defs/Open"},
        "set": {"$ref": "#/$defs/Set"},
        "policy": settings,
    }
    change = {
        "type": "object",
        "description": "one change; docs/scenarios.md says what it does",
        "oneOf": [
            {
                "properties": {kind: kinds[kind]},
                "required": [kind],
                "additionalProperties": False,
                "examples": [EXAMPLES[kind]],
            }
            for kind in EXAMPLES
        ],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "type": "object",
        "properties": {
            "format": {"const": 1, "default": 1},
            "name": {"type": "string", "default": ""},
            "change": {"type": "array", "items": change},
            "keep": {"$ref": "#/$defs/Keep"},
            "sweep": {
                "description": "lists of values by dotted setting; every combination is a run",
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "minItems": 1,
                    "uniqueItems": True,
                    "items": {"$ref": "#/$defs/Setting"},
                },
            },
        },
        "additionalProperties": False,
        "$defs": {**listed["$defs"], "Open": _open(), "Set": _set(), "Setting": setting},
    }


def _open() -> Schema:
    return {
        "description": "a new school: columns of schools.csv, under any header they may have",
        "type": "object",
        "properties": {column: {} for column in SCHOOLS.columns},
        "required": ["school_id"],
    }


def _set() -> Schema:
    rows = []
    for keys in ROW_KEYS:
        words = {**keys.needed, **keys.optional}
        columns = [one for one in keys.layout.columns if one not in words.values() and one != "school_name"]
        rows.append(
            {
                "description": f"a row of {keys.layout.file}",
                "properties": {word: {} for word in (*words, *columns)},
                "required": list(keys.needed),
            }
        )
    return {
        "description": "columns of one row, under any header they may have; the first table whose keys are "
        "all there is meant",
        "type": "object",
        "anyOf": rows,
    }


def write_scenario_schema(path: Path) -> None:
    """Write the JSON Schema of scenario files as ``docs/scenario.schema.json`` has it."""
    text = json.dumps(scenario_schema(), ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
