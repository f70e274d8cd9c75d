"""Which columns each table has, and by which headers planners call them."""

from typing import NamedTuple

from .cells import word_key
from .glossary import column_names


class Layout(NamedTuple):
    """Columns of a table.

    ``required`` columns must be there. ``called`` adds glossary fields whose names also stand for a column
    here (核心校 heads the column of core ids in pins.csv), ``english`` further English headers. ``unlike``
    are columns whose own glossary names mean another thing here (学校名称 is no name of a teacher).
    """

    file: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    called: tuple[tuple[str, str], ...] = ()
    english: tuple[tuple[str, str], ...] = ()
    unlike: tuple[str, ...] = ()

    def by_header(self) -> dict[str, str]:
        """Column of each header, by the header in the form of `word_key`; the column's own names win."""
        names = column_names()
        found = {column: column for column in self.columns}
        found |= {word_key(header): column for header, column in self.english}
        own = [(column, column) for column in self.columns if column not in self.unlike]
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
    ("school_id", "core_id", "stage", "rule", "reason"),
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

TEACHERS = Layout(
    "teachers.csv",
    (
        "teacher_id",
        "name",
        "school_id",
        "stage",
        "subject",
        "second_subject",
        "lessons",
        "lessons_max",
        "sex",
        "birth",
        "title",
        "degree",
        "backbone",
        "master",
        "manager",
        "tenure_from",
        "last_exchange",
        "exempt",
        "exempt_until",
        "willing",
        "away_from",
        "away_until",
        "home_lat",
        "home_lon",
        "school_name",  # a remark beside the id: known, not read
    ),
    ("teacher_id", "school_id", "subject"),
    called=(("school", "school_id"), ("teacher_name", "name"), ("name", "school_name")),
    english=(("id", "teacher_id"), ("teacher", "teacher_id"), ("school", "school_id")),
    unlike=("name",),
)
LOADS = Layout("loads.csv", ("stage", "subject", "standard"), ("stage", "subject", "standard"))
CURRICULUM = Layout(
    "curriculum.csv",
    ("stage", "grade", "subject", "lessons"),
    ("stage", "grade", "subject", "lessons"),
    called=(("grades", "grade"),),
)
CALENDAR = Layout(
    "calendar.csv",
    ("semester", "week", "monday", "kind"),
    ("semester", "week"),
    called=(("week_kind", "kind"),),
    unlike=("kind",),
)
BLOCKED = Layout(
    "blocked.csv",
    ("id", "half_day", "semester"),
    ("id", "half_day"),
    called=(("school_id", "id"), ("school", "id"), ("teacher_id", "id")),
    english=(("teacher_id", "id"), ("school_id", "id"), ("teacher", "id"), ("school", "id")),
)
VEHICLES = Layout(
    "vehicles.csv",
    ("from_id", "to_id", "half_day", "seats"),
    ("from_id", "to_id", "half_day", "seats"),
    called=(("from_school", "from_id"), ("to_school", "to_id")),
    english=(("from", "from_id"), ("to", "to_id")),
)
EXCHANGES = Layout(
    "exchanges.csv",
    (
        "kind",
        "teacher",
        "from",
        "to",
        "subject",
        "stage",
        "semester",
        "semesters",
        "half_days",
        "lessons",
        "mentor",
        "mentee",
        "weeks",
        "batch",
        "reason",
        "moves_employment",
    ),
    (),
    called=(
        ("exchange_form", "kind"),
        ("teacher_id", "teacher"),
        ("from_school", "from"),
        ("to_school", "to"),
        ("half_day", "half_days"),
        ("week", "weeks"),
    ),
    english=(
        ("form", "kind"),
        ("teacher_id", "teacher"),
        ("from_id", "from"),
        ("to_id", "to"),
        ("half_day", "half_days"),
    ),
    unlike=("kind", "from"),
)
DUTIES = Layout(
    "duties.csv",
    ("mode", "kind", "per", "minimum", "period", "host", "attending", "online"),
    ("kind", "minimum"),
    called=(("duty", "kind"), ("activity", "kind")),
    unlike=("kind",),
)
LOG = Layout(
    "log.csv",
    ("semester", "week", "alliance", "kind", "school", "people", "times", "online", "evidence"),
    ("semester", "kind"),
    called=(("duty", "kind"), ("activity", "kind"), ("school_id", "school")),
    english=(("school_id", "school"),),
    unlike=("kind",),
)
RESULTS = Layout(
    "results.csv",
    ("school_id", "stage", "year", "indicator", "value"),
    ("school_id", "year", "indicator", "value"),
    called=_SCHOOL,
)
SETTLEMENTS = Layout(
    "settlements.csv",
    ("name", "lat", "lon", "stage", "grade", "students", "school_id"),
    ("name", "students", "school_id"),
    called=(*_SCHOOL, ("grades", "grade"), ("settlement", "name"), ("pupils", "students")),
    english=(("latitude", "lat"), ("longitude", "lon"), ("lng", "lon"), ("school", "school_id")),
    unlike=("name",),
)

USED = (
    *(SCHOOLS, TRAVEL, CLASSES, NEEDS, PINS, ALLIANCES, CODES),
    *(TEACHERS, LOADS, CURRICULUM, CALENDAR, BLOCKED, VEHICLES, EXCHANGES, DUTIES, LOG, RESULTS),
    SETTLEMENTS,
)
OF_TEACHERS = (LOADS, BLOCKED, VEHICLES, EXCHANGES, DUTIES, CALENDAR)
"""Tables that say nothing without teachers.csv."""
NOT_YET_USED = ("strengths.csv",)
