"""A county written as a folder of tables and settings that reads back to the same county."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..models.county import County
from ..models.mode import Mode
from ..models.policy import Policy

REQUIRED = {
    "schools.csv": ("school_id", "name", "stages"),
    "needs.csv": ("school_id", "stage", "subject", "need", "supply"),
    "pins.csv": ("school_id", "core_id", "stage", "rule"),
    "alliances.csv": ("core_id", "member_id", "stage", "mode"),
    "codes.csv": ("old_id", "new_id"),
    "classes.csv": ("school_id", "stage", "grade", "classes", "students"),
    "teachers.csv": ("teacher_id", "school_id", "stage", "subject", "lessons_max"),
    "loads.csv": ("stage", "subject", "standard"),
    "curriculum.csv": ("stage", "grade", "subject", "lessons"),
    "calendar.csv": ("semester", "week", "kind"),
    "blocked.csv": ("id", "half_day"),
    "vehicles.csv": ("from_id", "to_id", "half_day", "seats"),
    "exchanges.csv": ("kind", "teacher"),
    "duties.csv": ("mode", "kind", "per", "minimum", "period", "host", "attending", "online"),
    "log.csv": ("semester", "kind"),
    "results.csv": ("school_id", "year", "indicator", "value"),
    "settlements.csv": ("name", "stage", "students", "school_id"),
}
"""Columns that are always written; others only where a row says something."""

NO_BOUND = 100_000
"""Entrusted members of an alliance that no county reaches."""

COLUMN_OF = {
    "codes.csv": {"since": "from"},
    "exchanges.csv": {"from_id": "from", "to_id": "to"},
}
"""Columns that are called otherwise in the table than in the program."""


def write_county(folder: Path, county: County, policy: Policy) -> None:
    """Write a county folder.

    Parameters
    ----------
    folder
        Made if it does not exist. Tables of the same names are replaced, tables the county does not have are
        neither written nor removed.
    county, policy
        What is written. A column that says nothing in any row is left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(folder / "schools.csv", county.schools, policy.school_year)
    for name, rows in _tables(county):
        if rows is not None:
            _write_rows(folder / name, rows, policy.school_year)
    if county.travel:
        lines = ((*pair, *map(_cell, listed)) for pair, listed in sorted(county.travel.items()))
        write_table(folder / "travel.csv", ("from_id", "to_id", "km", "minutes"), lines)
    (folder / "county.toml").write_text(settings_text(policy), encoding="utf-8", newline="\n")


def _tables(county: County) -> Iterator[tuple[str, Sequence[BaseModel] | None]]:
    """Tables of rows by file name; None where the county has no such table.

    The curriculum that comes with the program and the usual weeks are written too where teachers are counted
    by them, so that the folder says all that it stands for.
    """
    yield "needs.csv", county.needs
    yield "teachers.csv", county.teachers
    for name, rows in (
        ("pins.csv", county.pins),
        ("alliances.csv", county.alliances),
        ("codes.csv", county.codes),
        ("classes.csv", county.classes),
        ("loads.csv", county.loads),
        ("curriculum.csv", county.lessons),
        ("calendar.csv", county.calendar),
        ("blocked.csv", county.blocked),
        ("vehicles.csv", county.vehicles),
        ("exchanges.csv", county.exchanges),
        ("duties.csv", county.duties),
        ("log.csv", county.log),
        ("results.csv", county.results),
        ("settlements.csv", county.settlements),
    ):
        yield name, rows or None


def write_table(file: Path, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Write one CSV table: UTF-8, comma, line feed."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def _write_rows(file: Path, rows: Sequence[BaseModel], school_year: int | None) -> None:
    always = REQUIRED.get(file.name, ())
    columns = [
        name
        for name, field in (type(rows[0]).model_fields.items() if rows else ())
        if name in always or any(getattr(row, name) != field.default for row in rows)
    ]
    named = COLUMN_OF.get(file.name, {})
    header = [named.get(name, name) for name in columns or always]
    lines = (
        [_in_table(file.name, name, getattr(row, name), school_year) for name in columns] for row in rows
    )
    write_table(file, header, lines)


def _in_table(file: str, column: str, value: object, school_year: int | None) -> str:
    """Text of a cell; semesters of the school year get its number, a duty without a host says so."""
    if file in ("calendar.csv", "blocked.csv") and column == "semester" and value and school_year:
        return f"{school_year}-{value}"
    if file == "duties.csv" and column in ("host", "attending") and not value:
        return "none"
    return _cell(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return ";".join(map(_cell, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def settings_text(policy: Policy) -> str:
    """Write the settings as TOML; what has its default, or its mode's preset, is left out."""
    # a setting that a scenario wrote is judged when it is read back, not here
    content = policy.model_dump(mode="json", exclude_defaults=True, exclude_none=True, warnings=False)
    if isinstance(policy.mode, tuple):
        content["mode"] = [_mode_block(mode) if isinstance(mode, Mode) else mode for mode in policy.mode]
    plain = {"format": policy.format, **{k: v for k, v in content.items() if not _is_block(v)}}
    parts = ["\n".join(f"{_key(key)} = {_value(value)}" for key, value in plain.items())]
    for key, value in content.items():
        if _is_block(value):
            blocks = value if isinstance(value, list) else [value]
            head = f"[[{_key(key)}]]" if isinstance(value, list) else f"[{_key(key)}]"
            parts += [
                "\n".join([head, *(f"{_key(name)} = {_value(inner)}" for name, inner in block.items())])
                for block in blocks
            ]
    return "\n\n".join(parts) + "\n"


def _mode_block(mode: Mode) -> dict[str, Any]:
    """Give what a [[mode]] block must say, so that it is read as this mode over its preset."""
    preset = Mode.model_validate({"key": mode.key, "id": mode.id}).model_dump(mode="json")
    values = mode.model_dump(mode="json", warnings=False)
    said = {
        name: {inner: one for inner, one in value.items() if one is not None}
        if isinstance(value, dict)
        else value
        for name, value in values.items()
        if value is not None and (name in ("key", "id") or value != preset[name])
    }
    if "entrusted" in said and "max" not in said["entrusted"]:
        said["entrusted"]["max"] = NO_BOUND  # the preset has one, and TOML has no word for none
    return said


def _is_block(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)
