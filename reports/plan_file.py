"""A plan and its certificate as JSON files, and back (contract §2)."""

import json
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from ..models.certificate import Certificate
from ..models.errors import InputError
from ..models.finding import Finding, Level
from ..models.plan import Plan
from .output_folder import CERTIFICATE, PLAN, PREVIOUS

_File = TypeVar("_File", bound=BaseModel)
_WHOLE_UP_TO = 2.0**53


def as_json(model: BaseModel) -> str:
    """Write a plan, certificate or result as JSON text.

    Keys stand in the order of the model's fields, floats in their shortest form (whole ones without a
    fraction), names as they are written.
    """
    content = _shortest(model.model_dump(mode="json"))
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_plan(path: Path) -> Plan:
    """Read a plan.json, whoever wrote it; ``path`` may also be the folder that holds it.

    Raises
    ------
    InputError
        The file is missing, is no JSON, or does not have the shape of a plan: all errors at once.
    """
    return _read(path / PLAN if path.is_dir() else path, Plan)


def certificate_path(plan_path: Path, plan: Plan) -> Path | None:
    """Find the certificate that the plan names, beside the plan; None where it names none.

    An earlier plan kept as plan.previous.json has its certificate beside it under the same kind of name.

    Raises
    ------
    InputError
        The plan names several files, or one in another folder.
    """
    names = sorted({entry.duals for entry in plan.certificate})
    if not names:
        return None
    file = plan_path / PLAN if plan_path.is_dir() else plan_path
    if len(names) > 1 or Path(names[0]).name != names[0] or "\\" in names[0] or "\0" in names[0]:
        raise InputError(
            [_finding("plan_certificate_name", file, column="certificate.duals", value=", ".join(names))]
        )
    name = names[0]
    if file.name == _previous(PLAN) and name == CERTIFICATE:
        name = _previous(CERTIFICATE)
    return file.parent / name


def read_certificate(path: Path) -> Certificate:
    """Read the certificate of a plan.

    Raises
    ------
    InputError
        As for plans.
    """
    return _read(path, Certificate)


def _previous(name: str) -> str:
    return PREVIOUS[name]


def _read(path: Path, model: type[_File]) -> _File:
    content = _parsed(path)
    try:
        return model.model_validate(content)
    except ValidationError as wrong:
        raise InputError(
            [
                _finding(
                    "plan_shape",
                    path,
                    column=".".join(str(step) for step in error["loc"]) or None,
                    value=_as_written(error["input"]),
                    reason=error["msg"],
                )
                for error in wrong.errors(include_url=False, include_context=False)
            ]
        ) from wrong
    except OverflowError as wrong:  # an integer beyond every float
        raise InputError([_finding("plan_json", path, reason=str(wrong))]) from wrong


def _parsed(path: Path) -> Any:
    try:
        written = path.read_bytes()
    except FileNotFoundError as wrong:
        raise InputError([_finding("plan_missing", path)]) from wrong
    except OSError as wrong:
        reason = wrong.strerror or type(wrong).__name__
        raise InputError([_finding("plan_unreadable", path, reason=reason)]) from wrong
    try:
        return json.loads(written.decode("utf-8-sig"), parse_constant=_refused, object_pairs_hook=_once_each)
    except RecursionError as wrong:
        raise InputError([_finding("plan_json", path, reason="nesting")]) from wrong
    except json.JSONDecodeError as wrong:
        raise InputError([_finding("plan_json", path, row=wrong.lineno, reason=wrong.msg)]) from wrong
    except ValueError as wrong:  # not UTF-8, NaN, a key twice, a number of thousands of digits
        raise InputError([_finding("plan_json", path, reason=str(wrong))]) from wrong


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return content


def _finding(code: str, path: Path, **place: Any) -> Finding:
    known = {key: place.pop(key) for key in ("row", "column", "value") if key in place}
    return Finding(level=Level.ERROR, code=code, file=str(path), figures=place, **known)


def _as_written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)[:200]


def _shortest(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _WHOLE_UP_TO else value
    if isinstance(value, dict):
        return {key: _shortest(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_shortest(part) for part in value]
    return value
