"""`set`, `open`, `policy` and [sweep] of a scenario file: whose columns and settings are meant."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, cast

from ..models.scenario import Cell, Open, PolicyChange, SetCells, Setting
from ..models.words import Stage
from .cells import Fault, Parser, has_control, plain
from .findings import Findings
from .glossary import one_of, subject
from .half_day_tables import half_day
from .ids import parse_id
from .layout import ALLIANCES, SCHOOLS
from .number_cells import whole
from .scenario_faults import unknown_word
from .scenario_words import EXAMPLES, RowKeys, column_of, table_of
from .settings_faults import shown

_LARGEST = 10**15
_KEYS_AS_TEXT = frozenset({"teacher", "school", "core", "member", "from", "to"})
_KEY_WORDS: Mapping[str, Parser[Any]] = {
    "stage": one_of(Stage, "stages"),
    "subject": subject,
    "half_day": half_day,
    "grade": whole(1, 12),
}


def read_set(raw: Mapping[str, Any], column: str, file: str, findings: Findings) -> SetCells | None:
    """Read a `set`: row keys and columns; None, with errors, where one of them cannot be used."""
    keys = table_of(raw)
    if keys is None:
        findings.error("scenario_set_table", file, column=column, figures={"example": EXAMPLES["set"]})
        return None
    key: dict[str, Cell] = {}
    columns: dict[str, Cell] = {}
    good = True
    for word, value in raw.items():
        place = f"{column}.{word}"
        named = {**keys.needed, **keys.optional}.get(word)
        cell = _key_cell(word, value, place, file, findings) if named else _cell(value, place, file, findings)
        if cell is None:
            good = False
        elif named is not None:
            key[named] = cell
        else:
            name = _column(keys, word, place, file, findings)
            good = good and name is not None
            if name in columns:
                findings.error("scenario_column_twice", file, column=place, value=name)
                good = False
            elif name is not None:
                columns[name] = cell
    if good and not columns and keys.layout is not ALLIANCES:
        known = _free_columns(keys)
        findings.error("scenario_set_nothing", file, column=column, figures={"known": known})
        return None
    return SetCells(table=keys.layout.file, key=key, columns=columns) if good else None


def _free_columns(keys: RowKeys) -> list[str]:
    taken = {*keys.needed.values(), *keys.optional.values()}
    return [one for one in keys.layout.columns if one not in taken and one != "school_name"]


def _column(keys: RowKeys, word: str, place: str, file: str, findings: Findings) -> str | None:
    name = column_of(keys.layout, word)
    known = _free_columns(keys)
    if name in known:
        return name
    if name is not None and name != "school_name":
        findings.error("scenario_set_key", file, column=place, value=word, figures={"known": known})
    else:
        unknown_word(word, known, place, file, findings)
    return None


def _key_cell(word: str, value: Any, place: str, file: str, findings: Findings) -> Cell | None:
    """Give what names a row, words made the program's; None, with an error, where it cannot."""
    if word in _KEYS_AS_TEXT:
        return "" if word == "core" and value == "" else read_id(value, place, file, findings)
    if word == "grade" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not plain(value):
        findings.error("scenario_text", file, column=place, value=shown(value))
        return None
    parse: Parser[Any] = _KEY_WORDS[word]
    given = parse(value)
    if isinstance(given, Fault):
        findings.error(given.code, file, column=place, value=value, figures=given.figures)
        return None
    return str(given.value) if isinstance(given, Enum) else cast(Cell, given)


def read_id(value: Any, place: str, file: str, findings: Findings) -> str | None:
    """Read an id; None, with an error, where it is not one in quotation marks."""
    if not isinstance(value, str):
        findings.error("scenario_id", file, column=place, value=shown(value))
        return None
    given = parse_id(value)
    if not isinstance(given, str):
        findings.error(given.code, file, column=place, value=value, figures=given.figures)
        return None
    if not given:
        findings.error("scenario_blank", file, column=place)
        return None
    return given


def _cell(value: Any, place: str, file: str, findings: Findings) -> Cell | None:
    """Give a value as a table could hold it; None, with an error, where no cell can."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
        findings.error("scenario_number", file, column=place, value=shown(value))
        return None
    if isinstance(value, str | bool | int | float):
        return value
    findings.error("scenario_cell", file, column=place, value=shown(value))
    return None


def read_open(raw: Mapping[str, Any], column: str, file: str, findings: Findings) -> Open | None:
    """Read the columns of a new school; None, with errors, where one of them cannot be used."""
    row: dict[str, Cell] = {}
    good = True
    for word, value in raw.items():
        place = f"{column}.{word}"
        name = column_of(SCHOOLS, word)
        if name is None:
            unknown_word(word, SCHOOLS.columns, place, file, findings)
            good = False
            continue
        ids = name in ("school_id", "parent_id")
        cell = read_id(value, place, file, findings) if ids else _cell(value, place, file, findings)
        if name in row:
            findings.error("scenario_column_twice", file, column=place, value=name)
            good = False
        elif cell is None:
            good = False
        else:
            row[name] = cell
    if "school_id" not in row and good:
        findings.error(
            "scenario_missing", file, column=f"{column}.school_id", figures={"example": EXAMPLES["open"]}
        )
        return None
    return Open(row=row) if good else None


def read_policy(raw: Mapping[str, Any], column: str, file: str, findings: Findings) -> PolicyChange | None:
    """Read dotted settings; blocks of keys without quotation marks are joined by points."""
    values: dict[str, Setting] = {}
    good = True
    for name, value in _dotted(raw):
        setting = _setting(value, f"{column}.{name}", file, findings)
        good = good and setting is not None
        if setting is not None:
            values[name] = setting
    if good and not values:
        findings.error("scenario_missing", file, column=column, figures={"example": EXAMPLES["policy"]})
        return None
    return PolicyChange(values=values) if good else None


def read_sweep(raw: Mapping[str, Any], file: str, findings: Findings) -> dict[str, tuple[Setting, ...]]:
    """Read the lists of [sweep] by dotted setting; what is no list is an error."""
    lists: dict[str, tuple[Setting, ...]] = {}
    for name, value in _dotted(raw):
        place = f"sweep.{name}"
        if not isinstance(value, list):
            findings.error("scenario_sweep_list", file, column=place, value=shown(value))
        elif not value:
            findings.error("scenario_empty", file, column=place)
        else:
            given = [
                _setting(one, f"{place}[{number}]", file, findings) for number, one in enumerate(value, 1)
            ]
            settings = tuple(one for one in given if one is not None)
            twice = [one for number, one in enumerate(settings) if one in settings[:number]]
            if twice:
                findings.error("scenario_sweep_twice", file, column=place, value=shown(twice[0]))
            lists[name] = settings
    return lists


def _dotted(raw: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give settings by dotted name: ``mode.joint.max_km = 35`` without quotation marks is nested."""
    for key, value in raw.items():
        name = f"{before}.{key}" if before else key
        if isinstance(value, dict) and value and "." not in key:
            yield from _dotted(value, name)
        else:
            yield name, value


def _setting(value: Any, place: str, file: str, findings: Findings) -> Setting | None:
    """Give a value as county.toml could hold it; None, with an error, where it cannot."""
    if isinstance(value, dict):
        inner = {key: _cell(one, f"{place}.{key}", file, findings) for key, one in value.items()}
        return None if None in inner.values() else cast(Setting, inner)
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        blocks = [_setting(one, f"{place}[{number}]", file, findings) for number, one in enumerate(value, 1)]
        return None if None in blocks else cast(Setting, tuple(blocks))
    if isinstance(value, list) and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in value
    ):
        return tuple(value)
    if isinstance(value, str) and has_control(value):
        findings.error("setting_control", file, column=place)
        return None
    return _cell(value, place, file, findings)
