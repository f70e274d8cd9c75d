"""The words of a scenario file: an example of every change, and the table that the keys of `set` name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..models.scenario import Close, Enrolment, Exit, Leave, Merge, ToPoint, Travel
from .cells import word_key
from .layout import ALLIANCES, CLASSES, NEEDS, PINS, SCHOOLS, TEACHERS, TRAVEL, VEHICLES, Layout

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "merge": 'merge = { schools = ["084731", "084732"], into = "084730" }',
        "to_point": 'to_point = { school = "084733", parent = "084730" }',
        "close": 'close = { school = "084735" }',
        "open": 'open = { school_id = "084799", stages = ["primary"], role = "member" }',
        "set": 'set = { school = "084601", capacity = 2 }',
        "leave": 'leave = { teacher = "T0192", from = "2026-2", until = "2027-1" }',
        "exit": 'exit = { school = "084733" }',
        "enrolment": 'enrolment = { factor = 0.86, area = "rural", grade = 1 }',
        "travel": 'travel = { from = "084601", to = "084730", minutes = 75 }',
        "policy": 'policy = { "mode.joint.max_km" = 35 }',
    }
)
"""One line of each kind of change, as a planner writes it."""

MODELS: Mapping[str, type[Merge | ToPoint | Close | Leave | Exit | Enrolment | Travel]] = MappingProxyType(
    {
        "merge": Merge,
        "to_point": ToPoint,
        "close": Close,
        "leave": Leave,
        "exit": Exit,
        "enrolment": Enrolment,
        "travel": Travel,
    }
)
"""Kinds of change whose words are fixed; those of `open`, `set` and `policy` are columns or settings."""

ID_WORDS = frozenset({"schools", "into", "school", "parent", "teachers_to", "teacher"})
PAIR_WORDS = frozenset({"from", "to"})
"""Ids too in `travel`; in `leave` ``from`` is a semester."""


class RowKeys(NamedTuple):
    """Keys of `set` that name a row of one table: words of the scenario file to columns."""

    layout: Layout
    needed: Mapping[str, str]
    optional: Mapping[str, str]


_SCHOOL = {"school": "school_id"}
_STAGE = {"stage": "stage"}
_PAIR = {"from": "from_id", "to": "to_id"}
ROW_KEYS = (
    RowKeys(TEACHERS, {"teacher": "teacher_id"}, {}),
    RowKeys(VEHICLES, {**_PAIR, "half_day": "half_day"}, {}),
    RowKeys(TRAVEL, _PAIR, {}),
    RowKeys(ALLIANCES, {"member": "member_id", "core": "core_id"}, _STAGE),
    RowKeys(PINS, {**_SCHOOL, "core": "core_id"}, _STAGE),
    RowKeys(NEEDS, {**_SCHOOL, "subject": "subject"}, _STAGE),
    RowKeys(CLASSES, {**_SCHOOL, "grade": "grade"}, _STAGE),
    RowKeys(SCHOOLS, _SCHOOL, {}),
)
"""In this order the first whose needed keys are all there is meant."""


def table_of(keys: Mapping[str, object]) -> RowKeys | None:
    """Find the table that the keys of a `set` name; None where they name none."""
    return next((one for one in ROW_KEYS if all(key in keys for key in one.needed)), None)


def column_of(layout: Layout, header: str) -> str | None:
    """Find the column that a key names, by its own name, another English or a Chinese one."""
    return layout.by_header().get(word_key(header))
