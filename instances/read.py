"""Reading a county folder: settings and tables made a county, or every fault at once."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..models.county import County
from ..models.errors import InputError
from ..models.finding import Finding
from ..models.policy import Policy
from . import layout
from .csv_sheet import read_sheet
from .exchange_checks import warn_of_exchange
from .findings import Findings
from .ids import KnownIds
from .layer import check_layer
from .layout import Layout
from .lessons import read_classes, read_needs
from .pins import read_pins
from .school_year_tables import SchoolsRead, read_school_year
from .schools import SchoolRows, read_schools
from .settings import read_settings
from .settings_faults import SETTINGS_FILE
from .settlements import Enrolled, read_settlements
from .standing import Codes, read_alliances, read_codes
from .suspicions import check_objective, check_travel, warn_of_reach, warn_of_suspicions
from .table import Table, read_table
from .travel import read_travel


class ReadCounty(NamedTuple):
    """A county as read: its tables, its settings, and the warnings a planner should see.

    ``row_of`` has the row of each school in schools.csv.
    """

    county: County
    policy: Policy
    warnings: tuple[Finding, ...]
    row_of: Mapping[str, int] = {}

    def with_roads(self, county: County, warnings: tuple[Finding, ...]) -> "ReadCounty":
        """Give the county whose roads are measured now: what depends on travel is judged only then."""
        findings = Findings()
        warn_of_reach(county, self.policy, self.row_of, findings)
        of_schools = (
            one
            if one.row
            else one.model_copy(update={"row": self.row_of.get(str(one.figures.get("school")))})
            for one in warnings
        )
        return self._replace(county=county, warnings=(*self.warnings, *of_schools, *findings.listed))


class CountyTables(NamedTuple):
    """Tables of a county by file name, wherever they come from; a table at fault has no entry.

    ``there`` names all tables that were handed in, at fault or not, and those this version does not use.
    """

    tables: dict[str, Table]
    there: frozenset[str]


def read_county(folder: Path) -> ReadCounty:
    """Read a county folder (county.toml and CSV tables). The folder is only read.

    Parameters
    ----------
    folder
        The folder; docs/tables.md lists its tables and columns.

    Returns
    -------
    ReadCounty
        County, settings, warnings.

    Raises
    ------
    InputError
        With every error and warning at once, errors first. Source: contract §1.
    """
    with _no_collection():
        return _read_county(folder)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the garbage collector, whose passes over millions of cells take a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_county(folder: Path) -> ReadCounty:
    findings = Findings()
    files = _files(folder, findings)
    if files is None:
        raise InputError(findings.listed)
    policy = None
    if SETTINGS_FILE in files:
        policy = read_settings(files[SETTINGS_FILE], findings)
    else:
        findings.error("file_missing", SETTINGS_FILE)
    county_tables = _tables(files, findings)
    for file in layout.NOT_YET_USED:
        if file in county_tables.there:
            findings.warning("table_not_used", file)
    return made_county(county_tables, policy, findings)


def made_county(given: CountyTables, policy: Policy | None, findings: Findings) -> ReadCounty:
    """Make a county from its tables and settings, or raise `InputError` with everything found.

    ``policy`` is None where the settings could not be read; the tables are then still checked for themselves.
    """
    tables = given.tables
    rows = SchoolRows((), {}, KnownIds((), layout.SCHOOLS.file))
    if layout.SCHOOLS.file in tables:
        rows = read_schools(tables[layout.SCHOOLS.file], None if policy is None else policy.roles, findings)
        if not rows.row_of and not findings.any_error:
            findings.error("table_no_rows", layout.SCHOOLS.file)
    elif layout.SCHOOLS.file not in given.there:
        findings.error("file_missing", layout.SCHOOLS.file)
    known, by_id = rows.known, {school.school_id: school for school in rows.schools}
    travel = tables.get(layout.TRAVEL.file)
    classes = tables.get(layout.CLASSES.file)
    needs = tables.get(layout.NEEDS.file)
    pins = tables.get(layout.PINS.file)
    codes = tables.get(layout.CODES.file)
    alliances = tables.get(layout.ALLIANCES.file)
    settlements = tables.get(layout.SETTLEMENTS.file)
    joined = Codes() if codes is None else read_codes(codes, known, findings)
    needed = (
        _no_needs(given)
        if needs is None
        else read_needs(needs, known, by_id, findings, staffed=layout.TEACHERS.file in given.there)
    )
    counted = (
        ()
        if classes is None
        else read_classes(
            classes, known, by_id, findings, county_grades=None if policy is None else policy.grades
        )
    )
    year = read_school_year(tables, given.there, SchoolsRead(known, by_id, joined, needed), policy, findings)
    county = County(
        schools=rows.schools,
        travel={} if travel is None else read_travel(travel, known, findings),
        classes=counted,
        needs=needed,
        pins=() if pins is None else read_pins(pins, known, by_id, policy, findings),
        alliances=()
        if alliances is None
        else read_alliances(
            alliances, known, by_id, joined, None if policy is None else policy.school_year, findings
        ),
        codes=joined.rows,
        settlements=()
        if settlements is None
        else read_settlements(
            settlements,
            Enrolled(known, by_id, counted, joined),
            None if policy is None else policy.grades,
            findings,
        ),
        **year._asdict(),
    )
    if policy is not None:
        if policy.travel.source == "table" and layout.TRAVEL.file not in given.there:
            findings.error("travel_missing", layout.TRAVEL.file)
        at_fault = layout.TEACHERS.file in given.there and layout.TEACHERS.file not in tables
        check_objective(county, policy, findings, teachers_at_fault=at_fault)
        check_layer(county, policy, known, findings)
        if not findings.error_in(layout.SCHOOLS.file, layout.TRAVEL.file):
            check_travel(county, policy, rows.row_of, findings)
    if policy is None or findings.any_error:
        raise InputError(findings.listed)
    warn_of_exchange(county, policy, findings)
    warn_of_suspicions(county, policy, rows.row_of, findings)
    return ReadCounty(county, policy, findings.listed, rows.row_of)


def _no_needs(given: CountyTables) -> tuple[()] | None:
    """Needs of a county whose table is at fault (none that can be read) or not there."""
    return () if layout.NEEDS.file in given.there else None


def _files(folder: Path, findings: Findings) -> dict[str, Path] | None:
    """Files of the folder by lower-case name; a name in lower case goes before others."""
    if not folder.exists():
        findings.error("folder_missing", str(folder))
        return None
    try:
        entries = sorted(folder.iterdir(), key=lambda path: (path.name != path.name.lower(), path.name))
    except NotADirectoryError:
        findings.error("folder_is_file", str(folder))
        return None
    except OSError as refusal:
        findings.error("file_unreadable", str(folder), figures={"reason": refusal.strerror or str(refusal)})
        return None
    found: dict[str, Path] = {}
    for path in entries:
        found.setdefault(path.name.lower(), path)
    return found


def _tables(files: dict[str, Path], findings: Findings) -> CountyTables:
    there = frozenset(
        file for file in (*(one.file for one in layout.USED), *layout.NOT_YET_USED) if file in files
    )
    tables: dict[str, Table] = {}
    for one in layout.USED:
        table = _table(files[one.file], one, findings) if one.file in files else None
        if table is not None:
            tables[one.file] = table
    return CountyTables(tables, there)


def _table(path: Path, table_layout: Layout, findings: Findings) -> Table | None:
    sheet = read_sheet(path, findings)
    if sheet is None:
        return None
    table = read_table(sheet, table_layout, findings)
    if table is not None and table_layout is not layout.SCHOOLS and not table.rows:
        findings.warning("table_only_header", table_layout.file)
    return table
