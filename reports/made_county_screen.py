"""What ``generate`` shows: schools by kind, students, teachers, and the shares that were asked of them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.console import RenderableType

from ..models.county import County
from ..models.made_county import Wanted
from ..models.policy import Policy
from ..models.school import School
from ..models.teacher import Backbone, Teacher
from ..models.words import Role, Seat, Stage
from .messages import Lang, number, text
from .tables import Column, heading, line, table

_SMALL = 100
"""Students below which a school is a small rural one (funded as 100)."""
_OLD = 50
_COLUMNS: tuple[Column, ...] = (
    ("column_made_kind", "left"),
    ("column_schools", "right"),
    ("column_made_cores", "right"),
    ("column_made_members", "right"),
    ("column_made_students", "right"),
    ("column_made_classes", "right"),
)
_STAFF_COLUMNS: tuple[Column, ...] = (
    ("column_made_teachers", "right"),
    ("column_made_old", "right"),
    ("column_made_backbone", "right"),
)


def _by_itself(stages: tuple[Stage, ...], seat: Seat | None) -> Callable[[School], bool]:
    return lambda one: one.parent_id is None and one.stages == stages and seat in (None, one.seat)


_KINDS: tuple[tuple[str, Callable[[School], bool]], ...] = (
    ("made_primary_seat", _by_itself((Stage.PRIMARY,), Seat.COUNTY_SEAT)),
    ("made_primary_town", _by_itself((Stage.PRIMARY,), Seat.TOWNSHIP_SEAT)),
    ("made_primary_village", _by_itself((Stage.PRIMARY,), Seat.VILLAGE)),
    ("made_points", lambda one: one.parent_id is not None),
    ("made_nine_year", _by_itself((Stage.PRIMARY, Stage.JUNIOR), None)),
    ("made_junior", _by_itself((Stage.JUNIOR,), None)),
)


class KindFigures(NamedTuple):
    """Figures of the schools of one kind; the last three None where the county has no teachers."""

    kind: str
    schools: int
    cores: int
    members: int
    students: int
    classes: int
    teachers: int | None
    over_50: int | None
    backbone: int | None


def made_county_result(county: County, policy: Policy) -> dict[str, object]:
    """Give the same for ``--json``."""
    return {
        "county": policy.name,
        "schools": len(county.schools),
        "students": sum(school.students or 0 for school in county.schools),
        "teachers": None if county.teachers is None else len(county.teachers),
        "listed_pairs": len(county.travel),
        "alliances_in_force": len({row.core_id for row in county.alliances}),
        "kinds": [row._asdict() for row in kind_figures(county, policy)],
    }


def made_county_screen(county: County, policy: Policy, wanted: Wanted, lang: Lang) -> list[RenderableType]:
    """Show what was made, kind by kind."""
    rows = kind_figures(county, policy)
    staffed = county.teachers is not None
    columns = (*_COLUMNS, *_STAFF_COLUMNS) if staffed else _COLUMNS
    cells = [_cells(row, staffed, lang) for row in rows]
    own = [one for one in county.schools if one.parent_id is None and one.stages == (Stage.PRIMARY,)]
    small = sum((one.students or 0) < _SMALL for one in own)
    screen: list[RenderableType] = [
        heading("made_title", lang, name=policy.name),
        line("notice_line", lang, reason=policy.notice),
        table(columns, cells, lang),
        "",
        line(
            "made_numbers",
            lang,
            schools=len(county.schools),
            students=sum(one.students or 0 for one in county.schools),
            pairs=len(county.travel),
            alliances=len({row.core_id for row in county.alliances}),
        ),
        line("made_small", lang, count=small, all=len(own)),
    ]
    if wanted.impossible is not None:
        screen.append(line(f"made_flaw_{wanted.impossible.value}", lang))
    return screen


def kind_figures(county: County, policy: Policy) -> list[KindFigures]:
    """Count each kind of school that the county has."""
    staff: dict[str, list[Teacher]] = {}
    for teacher in county.teachers or ():
        staff.setdefault(teacher.school_id, []).append(teacher)
    found = []
    for kind, fits in _KINDS:
        schools = [school for school in county.schools if fits(school)]
        if schools:
            people = None if county.teachers is None else _people(schools, staff)
            found.append(_figures(kind, schools, people, policy.school_year or 0))
    return found


def _people(schools: Sequence[School], staff: dict[str, list[Teacher]]) -> list[Teacher]:
    return [teacher for school in schools for teacher in staff.get(school.school_id, ())]


def _figures(kind: str, schools: Sequence[School], people: list[Teacher] | None, year: int) -> KindFigures:
    return KindFigures(
        kind,
        len(schools),
        sum(school.role is Role.CORE for school in schools),
        sum(school.role.may_be_led for school in schools),
        sum(school.students or 0 for school in schools),
        sum(school.classes or 0 for school in schools),
        None if people is None else len(people),
        None if people is None else sum(_age(one, year) > _OLD for one in people),
        None if people is None else sum(one.backbone is not Backbone.NONE for one in people),
    )


def _age(teacher: Teacher, year: int) -> int:
    """Age on 1 September of the school year; 0 where the birth is not known."""
    if teacher.birth is None:
        return 0
    return (12 * year + 9 - 12 * int(teacher.birth[:4]) - int(teacher.birth[5:])) // 12


def _cells(row: KindFigures, staffed: bool, lang: Lang) -> list[str]:
    cells = [
        text(row.kind, lang),
        *map(str, (row.schools, row.cores, row.members, row.students, row.classes)),
    ]
    if staffed:
        cells += [str(row.teachers), _share(row.over_50, row.teachers), _share(row.backbone, row.teachers)]
    return cells


def _share(part: int | None, whole: int | None) -> str:
    return f"{number(100 * (part or 0) / whole, 0)} %" if whole else ""
