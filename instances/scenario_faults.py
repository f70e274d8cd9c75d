"""What the words of a scenario file refuse, as findings a planner understands."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .findings import Findings
from .settings_faults import shown

_KINDS = {
    "missing": "scenario_missing",
    "string_type": "scenario_text",
    "tuple_type": "scenario_list",
    "float_type": "scenario_number",
    "int_type": "scenario_whole",
    "int_from_float": "scenario_whole",
    "int_parsing": "scenario_whole",
    "float_parsing": "scenario_number",
    "bool_type": "scenario_yes_no",
    "bool_parsing": "scenario_yes_no",
    "model_type": "scenario_block",
    "too_short": "scenario_empty",
    "literal_error": "scenario_format",
}
"""Kinds of refusal of the models: code of the sentence."""


def add_scenario_faults(
    refused: ValidationError,
    model: type[BaseModel],
    column: str,
    example: str,
    file: str,
    findings: Findings,
    *,
    skip: Collection[str] = (),
) -> None:
    """Add one error per word that a model refuses.

    Parameters
    ----------
    refused
        What the model says.
    model
        The model, whose words are suggested for unknown ones.
    column
        Where the block stands, as ``change[2].merge``.
    example
        How such a block is written.
    file
        Name of the scenario file.
    findings
        Errors are added here.
    skip
        Words that have their errors already.
    """
    for detail in refused.errors(include_url=False):
        if detail["loc"] and detail["loc"][0] in skip:
            continue
        words = [step for step in detail["loc"] if isinstance(step, str)]
        place = ".".join([column, *words[:1]]) if column else ".".join(words[:1])
        positions = [step + 1 for step in detail["loc"] if isinstance(step, int)]
        if positions:
            place += f"[{positions[0]}]"
        _add(detail, model, place, example, file, findings)


def _add(
    detail: ErrorDetails, model: type[BaseModel], place: str, example: str, file: str, findings: Findings
) -> None:
    kind, value = detail["type"], detail["input"]
    figures: dict[str, Any] = {"example": example}
    if kind == "extra_forbidden":
        unknown_word(str(detail["loc"][-1]), words_of(model), place, file, findings)
    elif kind in ("greater_than_equal", "less_than_equal"):
        limits = range_of_word(model, str(detail["loc"][0]))
        findings.error("scenario_range", file, column=place, value=shown(value), figures={"range": limits})
    elif kind == "string_pattern_mismatch":
        code = "scenario_week" if "w" in str(detail["ctx"]["pattern"]) else "scenario_semester"
        findings.error(code, file, column=place, value=shown(value))
    else:
        given = None if kind in ("missing", "too_short") else shown(value)
        findings.error(_KINDS.get(kind, "scenario_bad"), file, column=place, value=given, figures=figures)


def words_of(model: type[BaseModel]) -> list[str]:
    """List the words of a block as a planner writes them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def range_of_word(model: type[BaseModel], word: str) -> str:
    """Say the range of a number, as ``0 … 10``."""
    named: Mapping[str, Any] = model.model_json_schema(by_alias=True)["properties"].get(word, {})
    for one in (named, *named.get("anyOf", ())):
        if "minimum" in one or "maximum" in one:
            low, high = one.get("minimum"), one.get("maximum")
            return f"{low:g} … {high:g}" if high is not None else f"≥ {low:g}"
    return ""


def unknown_word(word: str, known: Sequence[str], place: str, file: str, findings: Findings) -> None:
    """Add the error of a word that is not known here, with the nearest one."""
    nearest = next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), None)
    figures: dict[str, Any] = {"known": list(known)}
    if nearest is None:
        findings.error("scenario_unknown", file, column=place, value=word, figures=figures)
    else:
        figures["nearest"] = nearest
        findings.error("scenario_unknown_near", file, column=place, value=word, figures=figures)
