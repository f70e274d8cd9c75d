"""Which columns each table has, and by which headers planners call them."""

from typing import NamedTuple

from .cells import word_key
from .glossary import column_names


class Layout(NamedTuple):
    """Columns of a table.

    ``required`` columns must be there. ``called`` adds glossary fields whose names also stand for a column
    here (核心校 heads the column of core ids in pins.csv), ``english`` further English headers.
    """

    file: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    called: tuple[tuple[str, str], ...] = ()
    english: tuple[tuple[str, str], ...] = ()

    def by_header(self) -> dict[str, str]:
        """Column of each header, by the header in the form of `word_key`; the column's own names win."""
        names = column_names()
        found = {column: column for column in self.columns}
        found |= {word_key(header): column for header, column in self.english}
        own = [(column, column) for column in self.columns]
        for field, column in (*own, *self.called):
            for name in names.get(field, ()):
                found.setdefault(word_key(name), column)
        return found


_SCHOOL = (("school", "school_id"), ("id", "school_id"))
_CORE_AND_MEMBER = (("core", "core_id"), ("member", "member_id"))

SCHOOLS = Layout(
    "schools.csv",
    (
        "school_id",
        "name",
        "township",
        "lat",
        "lon",
        "area",
        "seat",
        "stages",
        "role",
        "parent_id",
        "students",
        "classes",
        "quality",
        "capacity",
        "load",
        "opening_cost",
        "priority",
        "kind",
        "category",
        "school_type",
        "legal_person",
        "head",
        "posts",
        "boarders",
        "keep",
        "teaching_area",
        "sports_area",
        "equipment_value",
        "multimedia_rooms",
    ),
    ("school_id",),
    called=(*_SCHOOL, ("stage", "stages")),
    english=(
        ("id", "school_id"),
        ("latitude", "lat"),
        ("longitude", "lon"),
        ("lng", "lon"),
        ("stage", "stages"),
    ),
)
TRAVEL = Layout(
    "travel.csv",
    ("from_id", "to_id", "km", "minutes"),
    ("from_id", "to_id", "km"),
    english=(("from", "from_id"), ("to", "to_id")),
)
CLASSES = Layout(
    "classes.csv",
    ("school_id", "stage", "grade", "classes", "students"),
    ("school_id", "grade"),
    called=(*_SCHOOL, ("grades", "grade")),
)
NEEDS = Layout(
    "needs.csv",
    ("school_id", "stage", "subject", "need", "supply"),
    ("school_id", "subject", "need"),
    called=_SCHOOL,
)
PINS = Layout(
    "pins.csv",
    ("school_id", "core_id", "stage", "rule"),
    ("school_id", "core_id", "rule"),
    called=(*_SCHOOL, ("core", "core_id"), ("member_id", "school_id"), ("member", "school_id")),
    english=(("core", "core_id"), ("member_id", "school_id"), ("member", "school_id")),
)
ALLIANCES = Layout(
    "alliances.csv",
    ("core_id", "member_id", "stage", "mode", "since", "until", "batch", "name"),
    ("core_id", "member_id"),
    called=(*_CORE_AND_MEMBER, ("school_id", "member_id"), ("alliance", "name")),
    english=(("core", "core_id"), ("member", "member_id"), ("school_id", "member_id"), ("alliance", "name")),
)
CODES = Layout(
    "codes.csv",
    ("old_id", "new_id", "from"),
    ("old_id", "new_id"),
    called=(("since", "from"),),
    english=(("since", "from"),),
)

USED = (SCHOOLS, TRAVEL, CLASSES, NEEDS, PINS, ALLIANCES, CODES)
NOT_YET_USED = (
    "blocked.csv",
    "calendar.csv",
    "curriculum.csv",
    "duties.csv",
    "exchanges.csv",
    "loads.csv",
    "log.csv",
    "results.csv",
    "settlements.csv",
    "strengths.csv",
    "teachers.csv",
    "vehicles.csv",
)
