"""`policy`: settings by dotted name (docs/scenarios.md, 14), values as written: the reader judges them."""

import difflib
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ...models.changed import CellSet, Effect
from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.mode import Mode
from ...models.objective import grouping_tiers
from ...models.policy import ExchangeSettings, Objective, Policy
from ...models.scenario import PolicyChange
from .one_change import Applied, At
from .sweep import shown

FIXED = frozenset({"format", "school_year", "grades", "roles"})
"""Settings that no scenario changes: a county's tables were read by them."""
SETTINGS_FILE = "county.toml"


class _NoSuchSettingError(Exception):
    """A step of a dotted name that leads nowhere, and the steps that would."""

    def __init__(self, step: str, known: Sequence[str]) -> None:
        super().__init__(step)
        self.step = step
        self.known = tuple(known)


class _RequiredSettingError(Exception):
    """A setting that cannot be taken out."""


def set_policy(county: County, policy: Policy, change: PolicyChange, at: At) -> Applied:
    """Set settings; an empty text takes one out, so that its default (or its mode's preset) holds.

    Errors: names that are no settings, settings that no scenario changes. Values are judged when the changed
    county is read back.
    """
    faults: list[Finding] = []
    cells: list[CellSet] = []
    for name, value in change.values.items():
        steps = _steps(name, policy)
        if steps[0] in FIXED:
            faults.append(at.error("scenario_setting_fixed", name, steps[0]))
            continue
        try:
            now = _with_tiers(county, policy) if steps[:2] == ["objective", "tiers"] and steps[2:] else policy
            before = _found(now, steps)
            policy = _with(now, steps, None if value == "" else value, _defaults(now, steps))
        except _NoSuchSettingError as missing:
            faults.append(_unknown(missing, name, at))
            continue
        except _RequiredSettingError:
            faults.append(at.error("scenario_setting_needed", name, steps[-1]))
            continue
        cells.append(
            CellSet(table=SETTINGS_FILE, row="", column=name, before=_said(before), after=_said(value))
        )
    if faults:
        raise InputError(faults)
    return Applied(county, policy, Effect(at=at.number, kind="policy", cells=tuple(cells)))


def _with_tiers(county: County, policy: Policy) -> Policy:
    """Write the default tiers out where the settings name none, so that each has its position."""
    objective = policy.objective
    if not isinstance(objective, Objective) or not isinstance(policy.exchange, ExchangeSettings):
        return policy  # another name of this change has put something in their place
    if objective.tiers is not None:
        return policy
    tiers = grouping_tiers(county, policy)
    return policy.model_copy(update={"objective": objective.model_copy(update={"tiers": tiers})})


def _unknown(missing: _NoSuchSettingError, name: str, at: At) -> Finding:
    near = difflib.get_close_matches(missing.step, missing.known, n=1, cutoff=0.6)
    figures: dict[str, Any] = {"known": list(missing.known) or ["–"]}
    if near:
        return at.error("scenario_unknown_near", name, missing.step, {**figures, "nearest": near[0]})
    return at.error("scenario_unknown", name, missing.step, figures)


def _steps(name: str, policy: Policy) -> list[str]:
    """Split a dotted name; the id of a mode may hold points itself."""
    modes = policy.mode if isinstance(policy.mode, tuple) else ()
    for mode_id in sorted((one.id for one in modes if isinstance(one, Mode)), key=len, reverse=True):
        start = f"mode.{mode_id}"
        if name == start or name.startswith(start + "."):
            return ["mode", mode_id, *filter(None, name[len(start) + 1 :].split("."))]
    return name.split(".")


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, BaseModel):
        return shown(value.model_dump(mode="json", exclude_none=True, warnings=False))
    if isinstance(value, Mapping):
        return shown({str(key): one for key, one in value.items()})
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_said, value)) + "]"
    return str(value.value) if isinstance(value, Enum) else shown(value)


def _place(block: tuple[Any, ...], step: str) -> int:
    """Find an entry of a list: a mode by its id, any other by its position from 1."""
    ids = [one.id for one in block if isinstance(one, Mode)]
    if step in ids:
        return ids.index(step)
    if not ids and step.isdecimal() and step.isascii() and 1 <= int(step[:6]) <= len(block):
        return int(step) - 1
    raise _NoSuchSettingError(step, ids or [str(number) for number in range(1, len(block) + 1)])


def _field(block: BaseModel, step: str) -> FieldInfo:
    fields = type(block).model_fields
    if step not in fields:
        raise _NoSuchSettingError(step, [one for one in sorted(fields) if one not in FIXED])
    return fields[step]


def _found(here: Any, steps: Sequence[str]) -> Any:
    """Give the value that a dotted name has now; None where nothing says it."""
    for step in steps:
        if isinstance(here, BaseModel):
            _field(here, step)
            here = getattr(here, step)
        elif isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, tuple) and not _appends(here, step):
            here = here[_place(here, step)]
        else:
            return None
    return here


def _appends(block: tuple[Any, ...], step: str) -> bool:
    """Whether the step is the position after the last of a list without ids."""
    return step == str(len(block) + 1) and not any(isinstance(one, Mode) for one in block)


def _defaults(policy: Policy, steps: Sequence[str]) -> Any:
    """Give what holds a setting's default: the preset of a mode, else the policy's own defaults (None)."""
    if steps[0] != "mode" or len(steps) < 3 or not isinstance(policy.mode, tuple):
        return None
    mode = policy.mode[_place(policy.mode, steps[1])]
    if not isinstance(mode, Mode):
        return None
    return Mode.model_validate({"key": mode.key, "id": mode.id})


def _with(here: Any, steps: Sequence[str], value: Any, preset: Any) -> Any:
    """Give a block with one setting changed; ``value`` None takes it out."""
    step, rest = steps[0], steps[1:]
    if isinstance(here, BaseModel):
        field = _field(here, step)
        default = preset if isinstance(here, Mode) or isinstance(preset, type(here)) else None
        now = getattr(here, step)
        if rest:
            inner = now if now is not None else _empty(field, step)
            deeper = getattr(default, step, None) if default is not None else preset
            changed = _with(inner, rest, value, deeper)
        elif value is not None:
            changed = value
        elif default is not None and step not in ("key", "id", "stages"):
            changed = getattr(default, step)
        elif field.is_required():
            raise _RequiredSettingError
        else:
            changed = field.get_default(call_default_factory=True)
        return here.model_copy(update={step: changed})
    if isinstance(here, Mapping):
        inner = _with(here[step], rest, value, None) if rest and step in here else value
        if rest and step not in here:
            raise _NoSuchSettingError(step, [str(key) for key in here])
        return {key: one for key, one in {**here, step: inner}.items() if one is not None}
    if isinstance(here, tuple):
        if not rest and value is not None and _appends(here, step):
            return (*here, value)
        at = _place(here, step)
        if rest:
            return (*here[:at], _with(here[at], rest, value, preset), *here[at + 1 :])
        return (*here[:at], *(() if value is None else (value,)), *here[at + 1 :])
    raise _NoSuchSettingError(step, [])


def _empty(field: FieldInfo, step: str) -> Any:
    """Give an empty block for a setting that is not there, as ``term`` of a mode."""
    for kind in (field.annotation, *get_args(field.annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind.model_construct()
    raise _NoSuchSettingError(step, [])
