"""`set` and `open`: cells as a planner writes them (docs/scenarios.md, 8 and 10). The reader judges them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from ...models.changed import CellSet, Effect, Orphan
from ...models.county import ClassCount, County, ListedTravel, Need, Pin, StandingAlliance
from ...models.errors import InputError
from ...models.policy import Policy
from ...models.scenario import Cell, Open, SetCells
from ...models.school import School
from ...models.school_year import Vehicle
from ...models.words import Stage
from .one_change import Applied, At
from .people import unknown_teacher
from .schools_named import school_faults
from .ways import CLOSED_WAY, way_now

R = TypeVar("R", bound=BaseModel)
_NEVER_SHOWN = frozenset({"quality", "exempt"})
"""Columns whose cells no output carries."""


def open_school(county: County, policy: Policy, change: Open, at: At) -> Applied:
    """Add a school. Errors: an id that is used, or was used before a merger."""
    school_id = str(change.row["school_id"])
    if school_id in county.by_id:
        raise InputError([at.error("scenario_id_used", "school_id", school_id)])
    merged = {code.old_id: code.new_id for code in county.codes}.get(school_id)
    if merged is not None:
        raise InputError([at.error("scenario_id_merged", "school_id", school_id, {"into": merged})])
    blank = {
        name: field.get_default()
        for name, field in School.model_fields.items()
        if not field.is_required() and name != "role"
    }
    school = School.model_construct(**{**blank, "name": school_id, "stages": (), "role": "", **change.row})
    effect = Effect(at=at.number, kind="open", schools=(school_id,), opened=school_id)
    return Applied(county.model_copy(update={"schools": (*county.schools, school)}), policy, effect)


def set_cells(county: County, policy: Policy, change: SetCells, at: At) -> Applied:
    """Set columns of one row, or add the row where its table has rows by several keys.

    Errors: a school or teacher that is not there, a stage that must be named, a row to take out that is not
    there.
    """
    names = {
        column: str(change.key[column])
        for column in ("school_id", "core_id", "member_id", "from_id", "to_id")
        if change.key.get(column)
    }
    faults = [
        fault
        for column, school_id in names.items()
        for fault in school_faults(county, at, column.removesuffix("_id"), [school_id])
    ]
    if faults:
        raise InputError(faults)
    changed, cells, left = _TABLES[change.table](county, policy, change, at)
    effect = Effect(
        at=at.number, kind="set", schools=tuple(dict.fromkeys(names.values())), cells=cells, left=left
    )
    return Applied(changed, policy, effect)


_Changed = tuple[County, tuple[CellSet, ...], tuple[Orphan, ...]]


def _schools(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    school = county.by_id[str(change.key["school_id"])]
    now = school.model_copy(update=dict(change.columns))
    rows = tuple(now if one is school else one for one in county.schools)
    return county.model_copy(update={"schools": rows}), _cells(change, school, school.school_id), ()


def _teachers(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    teacher_id = str(change.key["teacher_id"])
    teachers = county.teachers or ()
    teacher = next((one for one in teachers if one.teacher_id == teacher_id), None)
    if teacher is None:
        raise InputError([unknown_teacher(county, teacher_id, "teacher", at)])
    now = teacher.model_copy(update=dict(change.columns))
    rows = tuple(now if one is teacher else one for one in teachers)
    return county.model_copy(update={"teachers": rows}), _cells(change, teacher, teacher_id), ()


def _needs(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    if county.needs is None:
        raise InputError([at.error("scenario_no_needs")])
    key = {**change.key, "stage": _stage(county, change, "school_id", at)}
    rows, was = _replaced(county.needs, Need, key, change.columns)
    return county.model_copy(update={"needs": rows}), _cells(change, was, _row_name(key)), ()


def _classes(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    key = {**change.key, "stage": _stage(county, change, "school_id", at)}
    rows, was = _replaced(county.classes, ClassCount, key, change.columns)
    return county.model_copy(update={"classes": rows}), _cells(change, was, _row_name(key)), ()


def _travel(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    pair = (str(change.key["from_id"]), str(change.key["to_id"]))
    if pair[0] == pair[1]:
        raise InputError([at.error("scenario_pair_itself", "to", pair[1])])
    was = county.travel.get(pair) or way_now(county, policy, pair)
    known: dict[str, Any] = {"km": "", "minutes": None}
    if was is not None and was != CLOSED_WAY:
        known |= was._asdict()
    now = ListedTravel(**{**known, **change.columns})
    cells = tuple(
        _cell(change.table, " → ".join(pair), column, known[column], value)
        for column, value in change.columns.items()
    )
    return county.model_copy(update={"travel": {**county.travel, pair: now}}), cells, ()


def _vehicles(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    rows, was = _replaced(county.vehicles, Vehicle, dict(change.key), change.columns)
    return county.model_copy(update={"vehicles": rows}), _cells(change, was, _row_name(change.key)), ()


def _pins(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    """Put one pin in the place of all of the pair (in the stage); an empty rule takes them out."""
    key = dict(change.key)
    there = [row for row in county.pins if _is_row(row, key)]
    others = tuple(row for row in county.pins if row not in there)
    was = there[0] if there else None
    cells = _cells(change, was, _row_name(key))
    if change.columns.get("rule") == "":
        if was is None:
            figures = {"school": key["school_id"], "core": key["core_id"]}
            raise InputError([at.error("scenario_pin_none", "rule", None, figures)])
        return county.model_copy(update={"pins": others}), cells, ()
    blank: dict[str, Any] = {"stage": None, "rule": "", "reason": ""}
    if was is not None:
        blank |= {"rule": was.rule, "reason": was.reason}
    pin = Pin.model_construct(**{**blank, **key, **change.columns})
    return county.model_copy(update={"pins": (*others, pin)}), cells, ()


def _alliances(county: County, policy: Policy, change: SetCells, at: At) -> _Changed:
    """Give a member another core in the round in force, or other columns; an empty core takes the row out."""
    member, core = str(change.key["member_id"]), str(change.key["core_id"])
    own = [row for row in county.alliances if row.member_id == member]
    stage = own[0].stage if len(own) == 1 and "stage" not in change.key else None
    stage = stage or Stage(str(_stage(county, change, "member_id", at)))
    was = next((row for row in own if row.stage == stage), None)
    if not core:
        if was is None:
            raise InputError([at.error("scenario_alliance_none", "member", member, {"stage": stage.value})])
        left = (Orphan(school=member, stage=stage, core=was.core_id),)
        rows = tuple(row for row in county.alliances if row is not was)
        return county.model_copy(update={"alliances": rows}), (), left
    row = was or StandingAlliance(core_id=core, member_id=member, stage=stage)
    now = row.model_copy(update={"core_id": core, **change.columns})
    rows = tuple(now if one is was else one for one in county.alliances)
    name = f"{member}, {stage.value}"
    cells = (_cell(change.table, name, "core_id", "" if was is None else was.core_id, core),)
    update = {"alliances": rows if was is not None else (*rows, now)}
    return county.model_copy(update=update), (*cells, *_cells(change, was, name)), ()


_TABLES: Mapping[str, Callable[[County, Policy, SetCells, At], _Changed]] = {
    "schools.csv": _schools,
    "teachers.csv": _teachers,
    "needs.csv": _needs,
    "classes.csv": _classes,
    "travel.csv": _travel,
    "vehicles.csv": _vehicles,
    "pins.csv": _pins,
    "alliances.csv": _alliances,
}


def _stage(county: County, change: SetCells, column: str, at: At) -> Cell:
    """Give the stage that the change names, or the school's only one."""
    if "stage" in change.key:
        return change.key["stage"]
    school = county.by_id[str(change.key[column])]
    if len(school.stages) != 1 or not isinstance(school.stages, tuple):
        stages = [school.stages] if isinstance(school.stages, str) else list(school.stages)
        figures = {"school": school.school_id, "stages": stages}
        raise InputError([at.error("scenario_stage_needed", "stage", None, figures)])
    return school.stages[0]


def _is_row(row: BaseModel, key: Mapping[str, Cell]) -> bool:
    return all(getattr(row, column) == value for column, value in key.items())


def _replaced(
    rows: tuple[R, ...], kind: type[R], key: Mapping[str, Cell], columns: Mapping[str, Cell]
) -> tuple[tuple[R, ...], R | None]:
    """Put one row in the place of all that the key names, or at the end; also the row that was there."""
    there = [number for number, row in enumerate(rows) if _is_row(row, key)]
    if not there:
        blank: dict[str, Any] = {
            name: "" if field.is_required() else field.get_default()
            for name, field in kind.model_fields.items()
        }
        return (*rows, kind.model_construct(**{**blank, **key, **columns})), None
    was = rows[there[0]]
    now = was.model_copy(update=dict(columns))
    kept = [
        now if number == there[0] else row
        for number, row in enumerate(rows)
        if number == there[0] or number not in there
    ]
    return tuple(kept), was


def _row_name(key: Mapping[str, Cell]) -> str:
    return ", ".join(_said(value) for value in key.values() if value != "")


def _cells(change: SetCells, was: BaseModel | None, row: str) -> tuple[CellSet, ...]:
    return tuple(
        _cell(change.table, row, column, None if was is None else getattr(was, column, None), value)
        for column, value in change.columns.items()
    )


def _cell(table: str, row: str, column: str, before: Any, after: Any) -> CellSet:
    if column in _NEVER_SHOWN:
        before = after = None
    return CellSet(table=table, row=row, column=column, before=_said(before), after=_said(after))


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(map(_said, value))
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)
