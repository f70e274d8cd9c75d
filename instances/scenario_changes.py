"""The [[change]] blocks of a scenario file: each one kind of change, its words read and checked."""

import math
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..models.scenario import Change, Leave, Travel
from ..models.words import Area, Stage
from .cells import Fault, free_text, plain
from .findings import Findings
from .glossary import one_of
from .scenario_cells import read_id, read_open, read_policy, read_set
from .scenario_faults import add_scenario_faults, unknown_word
from .scenario_words import EXAMPLES, ID_WORDS, MODELS, PAIR_WORDS
from .semesters import semester
from .settings_faults import shown

M = TypeVar("M", bound=BaseModel)
_NUMBERS = frozenset(
    {"factor", "km", "minutes", "max_minutes", "grade", "changed_at_most", "changed_after_tier"}
)
_FLAGS = frozenset({"closed", "in_term"})
_SEMESTERS = frozenset({"from", "until"})
_LARGEST = 10**15
_stage = one_of(Stage, "stages")
_area = one_of(Area, "area")


def read_changes(raw: Any, file: str, findings: Findings) -> tuple[Change, ...]:
    """Read every [[change]] in order; those at fault are left out, each with its errors."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        findings.error("scenario_change_brackets", file, column="change")
        return ()
    read = [_one(one, f"change[{number}]", file, findings) for number, one in enumerate(raw, 1)]
    return tuple(one for one in read if one is not None)


def _one(raw: Mapping[str, Any], place: str, file: str, findings: Findings) -> Change | None:
    if not raw:
        findings.error("scenario_change_empty", file, column=place, figures={"example": EXAMPLES["merge"]})
        return None
    unknown = [word for word in raw if word not in EXAMPLES]
    for word in unknown:
        unknown_word(word, tuple(EXAMPLES), f"{place}.{word}", file, findings)
    if len(raw) > 1 and not unknown:
        findings.error("scenario_change_two", file, column=place, figures={"kinds": list(raw)})
    if unknown or len(raw) > 1:
        return None
    kind, block = next(iter(raw.items()))
    column = f"{place}.{kind}"
    if not isinstance(block, dict):
        findings.error(
            "scenario_block", file, column=column, value=shown(block), figures={"example": EXAMPLES[kind]}
        )
        return None
    if kind == "set":
        return read_set(block, column, file, findings)
    if kind == "open":
        return read_open(block, column, file, findings)
    if kind == "policy":
        return read_policy(block, column, file, findings)
    change = read_block(block, MODELS[kind], column, EXAMPLES[kind], file, findings)
    if change is None or not _fits(change, column, file, findings):
        return None
    return change


def read_block(
    raw: Mapping[str, Any], model: type[M], column: str, example: str, file: str, findings: Findings
) -> M | None:
    """Read a block of known words; None, with one error per word at fault."""
    at_fault: set[str] = set()
    prepared: dict[str, Any] = {}
    for word, value in raw.items():
        place = f"{column}.{word}"
        if model is Leave and word in _SEMESTERS:
            cell: Any = _semester(value, place, file, findings)
        elif word in ID_WORDS or (model is Travel and word in PAIR_WORDS):
            cell = _ids(word, value, place, file, findings)
        else:
            cell = _plain(word, value, place, file, findings)
        if cell is None:
            at_fault.add(word)
        else:
            prepared[word] = cell
    try:
        read = model.model_validate(prepared)
    except ValidationError as refused:
        add_scenario_faults(refused, model, column, example, file, findings, skip=at_fault)
        return None
    return None if at_fault else read


def _ids(word: str, value: Any, place: str, file: str, findings: Findings) -> Any:
    """Give one id, or the ids of `schools`; a single one may stand there without brackets."""
    if word != "schools":
        return read_id(value, place, file, findings)
    if not isinstance(value, list):
        value = [value]
    ids = [read_id(one, f"{place}[{number}]", file, findings) for number, one in enumerate(value, 1)]
    return None if None in ids else tuple(ids)


def _plain(word: str, value: Any, place: str, file: str, findings: Findings) -> Any:
    """Give a number, yes or no, or a word made the program's; None, with an error, where it is at fault."""
    if word in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            findings.error("scenario_number", file, column=place, value=shown(value))
            return None
        return value
    if word in _FLAGS and not isinstance(value, bool):
        findings.error("scenario_yes_no", file, column=place, value=shown(value))
        return None
    if word in ("stage", "area", "township") and not isinstance(value, str):
        findings.error("scenario_text", file, column=place, value=shown(value))
        return None
    if isinstance(value, str):
        given = {"stage": _stage, "area": _area}.get(word, free_text)(value)
        if isinstance(given, Fault):
            code = "setting_control" if given.code == "control_character" else given.code
            findings.error(code, file, column=place, value=value, figures=given.figures)
            return None
        return given
    return value


def _is_finite(value: float) -> bool:
    return abs(value) <= _LARGEST if isinstance(value, int) else math.isfinite(value)


def _semester(value: Any, place: str, file: str, findings: Findings) -> str | None:
    """Read a semester of a named year, in any form that tables know."""
    given = semester(value) if isinstance(value, str) else Fault("", {})
    if isinstance(given, Fault) or given.year is None:
        findings.error("scenario_semester", file, column=place, value=shown(value))
        return None
    return given.of(None)


def _fits(change: BaseModel, column: str, file: str, findings: Findings) -> bool:
    """Whether the words of a block fit together."""
    if isinstance(change, Leave):
        return _leave_fits(change, column, file, findings)
    if isinstance(change, Travel):
        return _travel_fits(change, column, file, findings)
    return True


def _leave_fits(change: Leave, column: str, file: str, findings: Findings) -> bool:
    if change.from_ is not None and change.until is not None and change.until < change.from_:
        findings.error(
            "scenario_reversed",
            file,
            column=f"{column}.until",
            value=change.until,
            figures={"since": change.from_},
        )
        return False
    return True


def _travel_fits(change: Travel, column: str, file: str, findings: Findings) -> bool:
    """Either one pair with km, minutes or closed, or a factor (of a township)."""
    pair = change.from_ is not None or change.to is not None
    figures = {"example": EXAMPLES["travel"]}
    if pair == (change.factor is not None) or (pair and change.township is not None):
        findings.error("scenario_travel_either", file, column=column, figures=figures)
        return False
    if not pair:
        if change.km is not None or change.minutes is not None or change.closed:
            findings.error("scenario_travel_either", file, column=column, figures=figures)
            return False
        return True
    if change.from_ is None or change.to is None:
        missing = "from" if change.from_ is None else "to"
        findings.error("scenario_missing", file, column=f"{column}.{missing}", figures=figures)
        return False
    if change.from_ == change.to:
        findings.error("scenario_pair_itself", file, column=f"{column}.to", value=change.to)
        return False
    said = change.km is not None or change.minutes is not None
    if said == change.closed:
        code = "scenario_travel_closed" if said else "scenario_travel_nothing"
        findings.error(code, file, column=column, figures=figures)
        return False
    return True


def named_alliance(text: str) -> str | Fault:
    """Read ``primary-084601`` (or 小学-084601), the id of an alliance."""
    word, dash, core = plain(text).partition("-")
    stage = _stage(word) if dash and core and word else Fault("scenario_alliance", {})
    return Fault("scenario_alliance", {}) if isinstance(stage, Fault) else f"{stage.value}-{core}"
